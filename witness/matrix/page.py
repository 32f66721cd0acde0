"""Writes the pages about the packages from the results, the known differences, the causes and the vectors.

    page.py            writes them into target/matrix, and looks at them in Chromium
    page.py DIRECTORY  writes them there, for the site: matrix/index.html, matrix/matrix.json and reference/matrix.md

`causes.json` has one entry for each cause: patterns of the reasons (`why`) in `*.known.json`, and the place of the
cause in each package, with a title of its own if the cause's does not fit. `results/` has the vectors of each reason, with the
answers. Every reason needs a cause; the first one whose pattern matches counts. Three kinds of differences are no fault, and are counted
separately: a point that the package leaves to its own simulation of the settlement, which the reason names; a verdict on what the bytes
leave open, because the package asks the chain and the vectors do not; and a vector about an operator's variant, which is in no
document of the protocol.

A cause is published only if it may be: where its severity is in OPEN, the place needs `thread`, the address of a public
discussion of this behaviour, whose state is in threads.json. `label` is set if the vectors' severity does not apply to the packages;
`because` says why. The groups in `notAsked` of packages.json have no results, no known differences and no causes. Those in `untold`, and
the ids in `later`, have no differences, whatever the package. The versions are those of the lock files, and the lines those of lines.json.
"""

import collections
import fnmatch
import hashlib
import json
import re
import sys
from pathlib import Path

import browser
import render
import versions

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "spec-vectors/python"))
from x402_spec_vectors._rows import expanded
# The gravest first: the severities of the vectors' notes, and `crash`.
SEVERITIES = ["money", "revert", "refusal", "crash", "resources", "ambiguity", "policy"]
# Those that a reader could use against somebody.
OPEN = ["money", "ambiguity"]
THREAD = re.compile(r"https://github\.com/[\w.-]+/[\w.-]+/(issues|pull|discussions)/[1-9]\d*")
# The severity of a cause that has a label of its own.
LABELLED = {"policy": "policy", "chain reverts": "revert"}
# The `kind` of the questions of `decode` that are about an answer, and not about a payment.
ANSWERS = ["settlement", "verify-response", "supported", "resource-list", "search-results", "extension-responses"]
# Which of them show a cause best.
KINDS = ["falseAccepts", "falseRefusals", "stricter", "crashes", "other", "simulated", "decided", "operator"]
# Those that are no fault, at any level.
APART = ["simulated", "decided", "operator"]
# What is accepted against the vectors: only at the first level is that the package's fault.
ACCEPTS = ["falseAccepts", "stricter"]
LEVELS = ["must", "should", "policy"]
# A list of known differences is kept by hand, one entry for each cause.
MOST_CAUSES = 60
# What a reason cites. D-… are findings about implementations.
RULING = re.compile(r"\b(?!D-)[A-Z]-\d+\b")
STATES = ["open", "closed", "merged", "unknown"]
SIMULATED = re.compile(r"\ba real simulation\b")


def read(path):
    return json.loads(path.read_text("utf-8"))


def vectors():
    """Yields every vector by its id, with its group and the notes of its file."""
    for path in sorted((ROOT / "spec-vectors/v1").glob("*.json")):
        file = expanded(path.read_text("utf-8"))
        for vector in file["vectors"]:
            yield vector["id"], {**vector, "group": file["group"], "notes": file["notes"]}


def outcome(vector, actual, why):
    """The kind of a difference: a false accept, a false refusal, where the vectors are stricter without need, a crash, left to a
    simulation, or another answer."""
    answer, expected = actual.split()[0].rstrip(","), vector["expect"]["class"]
    if answer in ("error", "crash", "time-out"):
        return "crashes"
    takes = answer in ("valid", "ok", "codes", "malformed") or (answer == "offer" and actual != "offer null")
    if takes and SIMULATED.search(why):
        return "simulated"
    refuses = answer in ("invalid", "err") or actual == "offer null"
    binds = vector["level"] == "must"
    if expected == "invalid" and takes:
        return "falseAccepts" if binds else "stricter"
    if expected == "valid" and refuses and binds:
        return "falseRefusals"
    return "other"


def counted(vector, kind, actual):
    """The kind that a difference counts as: an operator's variant, a verdict on what the vectors leave to the chain, or its outcome. A
    crash is one anywhere."""
    if kind != "crashes" and any(render.RULINGS.get(ruling) == "gateway.md" for ruling in vector["rulings"]):
        return "operator"
    answer = actual.split()[0].rstrip(",")
    return "decided" if kind == "other" and vector["expect"]["class"] == "undecided" and answer in ("valid", "invalid") else kind


def label(found):
    """The label of a cause, from the chain's results for what is accepted."""
    if all(kind == "simulated" for _, kind, _ in found):
        return "left to the simulation"
    accepts = [vector for vector, kind, _ in found if kind in ACCEPTS]
    if any(gravity([vector]) == "money" and moves(vector) for vector in accepts):
        return "chain loses money"
    if any(chain_of(vector) and not moves(vector) for vector in accepts):
        return "chain reverts"
    refused = [vector for vector, kind, _ in found if kind == "falseRefusals"]
    if refused and all(vector["input"].get("kind") in ANSWERS for vector in refused):
        return "refuses honest answer"
    return "refuses honest payment" if refused else "policy"


def severity(found):
    """The gravest severity of what is accepted; if nothing is, the kind of the differences."""
    kinds = {kind for _, kind, _ in found}
    if kinds & set(ACCEPTS):
        return gravity([vector for vector, kind, _ in found if kind in ACCEPTS])
    return "refusal" if "falseRefusals" in kinds else "crash" if "crashes" in kinds else "policy"


def gravity(of):
    """The gravest severity of the vectors' flags that agrees with the chain's results: money is lost only if it moved, and
    a call that moved money did not revert."""
    named = set()
    for vector in of:
        severities = {vector["notes"][flag]["severity"] for flag in vector.get("flags", []) if flag in vector["notes"]}
        milder = {"revert": "policy"} if moves(vector) else {"money": "revert" if chain_of(vector) else "ambiguity"}
        named |= {milder.get(one, one) for one in severities}
    return next((name for name in SEVERITIES if name in named), "policy")


def moves(vector):
    return any(call.get("moved", "0") != "0" for call in chain_of(vector))


def proof(found, kinds):
    """The vector that shows a cause best, the chain's results for it, and its witnesses."""

    def weight(item):
        vector, kind = item
        return (KINDS.index(kind), not isinstance(chain_of(vector), list) or not chain_of(vector), "witness" not in vector, vector["id"])

    vector, kind = min(zip(found, kinds), key=weight)
    shown = {"vector": vector["id"], "title": vector["title"], "outcome": kind}
    if chain_of(vector):
        shown["chain"] = [{name: call[name] for name in ("state", "call", "moved", "reverted") if name in call} for call in chain_of(vector)]
    witnesses = [f"{witness['by']}: {', '.join(witness['confirms'])}" for witness in vector.get("witness", [])]
    return shown | ({"witness": witnesses} if witnesses else {"noWitness": vector["noWitness"]})


def chain_of(vector):
    return vector.get("intermediate", {}).get("chain") or []


def untold(listed, every, differences):
    """A vector with a difference of which no page tells, or None."""
    for id in sorted(id for answers in differences.values() for id in answers):
        if every[id]["group"] in listed["untold"] or any(fnmatch.fnmatch(id, pattern) for pattern in listed["later"]):
            return id
    return None


def package(name, about, every, causes):
    """A package's counts by group and by level, and its causes."""
    results, listed = read(HERE / "results" / f"{name}.json"), read(HERE / "packages.json")
    if id := untold(listed, every, results["differences"]):
        sys.exit(f"{name}: packages.json says that nothing is told of {id}, and results/ has a difference")
    if wrong := unlike(read(ROOT / about["known"]), results["differences"]):
        sys.exit(f"{name}: results/ and {about['known']}: {wrong}")
    levels = {level: collections.Counter() for level in LEVELS}
    counts = {group: collections.Counter(row) for group, row in results["groups"].items()}
    found = collections.defaultdict(list)
    for why, answers in results["differences"].items():
        cause = next((one for one in causes if any(re.match(pattern, why) for pattern in one["why"])), None)
        if cause is None:
            sys.exit(f"{name}: causes.json has no cause for {why}")
        for id, actual in answers.items():
            vector = every[id]
            row = counts[vector["group"]]
            row["known"] -= 1
            # What may be published depends on what the package does, and not on how it counts.
            kind = outcome(vector, actual, why)
            counts_as = counted(vector, kind, actual)
            row[counts_as] += 1
            levels[vector["level"]][counts_as] += 1
            found[cause["id"]].append((vector, kind, why, counts_as))
    if wrong := [group for group, row in counts.items() if row["known"]]:
        sys.exit(f"{name}: results/ has other numbers than differences in {', '.join(wrong)}")
    entries = [entry_of(name, about, cause, found.pop(cause["id"])) for cause in causes if cause["id"] in found]
    if idle := [cause["id"] for cause in causes if name in cause["places"] and cause["id"] not in {one["id"] for one in entries}]:
        sys.exit(f"{name}: no difference has the cause {', '.join(idle)}")
    entries.sort(key=lambda one: (LEVELS.index(one["level"]), SEVERITIES.index(one["severity"]), -len(one["vectors"]), one["id"]))
    names = ["passed", *KINDS, "skipped"]
    groups = {group: {name: row[name] for name in names} for group, row in counts.items()}
    total = {name: sum(row[name] for row in groups.values()) for name in names}
    facts = {key: about[key] for key in ("title", "lock", "before")} | {"notAsked": about.get("notAsked", [])}
    facts |= {"versions": versions.pinned(about), "asked": results["asked"], "vectors": results["vectors"]}
    levels = {level: {kind: row[kind] for kind in KINDS} for level, row in levels.items()}
    if asked := [group for group in facts["notAsked"] if group in groups]:
        sys.exit(f"{name}: packages.json does not ask {', '.join(asked)}, and results/ has numbers of it")
    return {**facts, "total": total, "levels": levels, "groups": groups, "causes": entries}


def unlike(known, differences):
    """How the list of known differences and those that were recorded disagree, or None."""
    if len(known) > MOST_CAUSES:
        return f"{len(known)} entries, and more than {MOST_CAUSES} are too many to keep by hand"
    listed = {entry["reason"]: entry["sha256"] for entry in known}
    if len(listed) != len(known):
        return "two entries have one reason"
    lines = {why: "".join(f"{id}\t{actual}\n" for id, actual in sorted(answers.items())) for why, answers in differences.items()}
    recorded = {why: hashlib.sha256(text.encode()).hexdigest() for why, text in lines.items()}
    wrong = sorted(why for why in {*listed, *recorded} if listed.get(why) != recorded.get(why))
    return "not the same vectors and answers: " + "; ".join(wrong) if wrong else None


def unpublishable(location, severity):
    """Why a cause of this severity in this place must not be on the page, or None."""
    thread = location.get("thread")
    if thread is None:
        return f"{render.SEVERITIES[severity]}, and no public thread discusses it" if severity in OPEN else None
    if not THREAD.fullmatch(thread):
        return f"{thread} is not the address of a discussion"
    return None if state_of(thread) in STATES else f"threads.json does not say the state of {thread}"


def state_of(thread):
    return read(HERE / "threads.json").get(thread, {}).get("state")


def entry_of(name, about, cause, found):
    if name not in cause["places"]:
        sys.exit(f"causes.json does not say where {cause['id']} is in {name}")
    all_vectors, kinds, whys, counts = [list(column) for column in zip(*found)]
    found = list(zip(all_vectors, kinds, whys))
    shown = proof(all_vectors, counts)
    location, grave = cause["places"][name], severity(found)
    if "label" in cause:
        if not cause.get("because"):
            sys.exit(f"causes.json does not say why {cause['id']} has the label {cause['label']}")
        grave = LABELLED[cause["label"]]
    if wrong := unpublishable(location, grave):
        sys.exit(f"{cause['id']} in {name}: {wrong}")
    rulings = sorted({ruling for why in whys for ruling in RULING.findall(why)}, key=lambda id: (id[0], int(id[2:])))
    if strange := set(rulings) - {one["id"] for one in read(ROOT / "spec-vectors/rulings.json")["rulings"]}:
        sys.exit(f"{cause['id']} in {name}: no ruling is {', '.join(sorted(strange))}")
    line = read(HERE / "lines.json").get(name, {}).get(f"{location['file']} {location['function']}")
    more = {"line": line} if line else {}
    if "thread" in location:
        more["threadState"] = read(HERE / "threads.json")[location["thread"]]
    return {
        "id": cause["id"],
        "title": cause["title"],
        "rulings": rulings,
        # Of the vectors that show a fault.
        "level": min((vector["level"] for vector, kind in zip(all_vectors, counts) if kind not in APART), key=LEVELS.index, default="policy"),
        "severity": grave,
        "label": cause.get("label") or label(found),
        **location,
        **more,
        "counts": dict(sorted(collections.Counter(counts).items())),
        "groups": sorted({vector["group"] for vector in all_vectors}),
        "what": [why for why, _ in collections.Counter(whys).most_common()],
        "vectors": sorted(vector["id"] for vector in all_vectors),
        "proof": shown,
        "command": f"x402 conformance run --id {shown['vector']} -- {' '.join(about['testee'])}",
    }


def main(directory):
    listed, every = read(HERE / "packages.json"), dict(vectors())
    causes = read(HERE / "causes.json")["causes"]
    packages = {name: package(name, about, every, causes) for name, about in listed["packages"].items()}
    sizes = collections.Counter(vector["group"] for vector in every.values())
    # Those that a package is asked come first.
    groups = {group: sizes[group] for group in [*listed["groups"], *sorted(sizes.keys() - set(listed["groups"]))]}
    if wrong := [(name, group) for name, one in packages.items() for group, row in one["groups"].items() if sum(row.values()) > groups[group]]:
        sys.exit(f"results/ has more vectors than there are: {wrong}")
    data = {"vectors": read(ROOT / "spec-vectors/package.json")["version"], "groups": groups, "packages": packages}
    files = {
        "matrix/matrix.json": json.dumps(data, indent=1, ensure_ascii=False) + "\n",
        "matrix/index.html": render.html(data),
        "reference/matrix.md": render.markdown(data),
    }
    written = Path(directory) if directory else ROOT / "target/matrix"
    for name, text in files.items():
        (written / name).parent.mkdir(parents=True, exist_ok=True)
        (written / name).write_text(text, "utf-8")
    print(f"{sum(len(one['causes']) for one in packages.values())} causes in {len(packages)} packages")
    return 0 if directory else browser.main(written / "matrix")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2] or [None]))
