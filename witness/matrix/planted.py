"""Plants causes that must not be published, and expects page.py to refuse each.

A grave cause loses the address of its discussion or gets another address or one of unknown state, a label loses its reason, or
goes, a group that is not asked gets results, and a vector of which nothing is told gets a difference. Also plants versions on the
registries: a newer one is a warning, and a registry that does not answer is named. And plants answers that are no faults, with the nearest
ones that are, and expects an operator's variant to hide nothing that must not be published.
"""

import contextlib
import copy
import io
import sys

import page
import versions


def refusal(name, about, every, causes):
    """What page.py says of the package with these causes, or None if it takes them."""
    try:
        page.package(name, about, every, causes)
    except SystemExit as refused:
        return str(refused.code)
    return None


def planted(name, about, every, causes):
    """Yields each plant: what it is, the package, the causes, and a word of the refusal."""

    def changed(cause, change):
        copied = copy.deepcopy(causes)
        change(next(one for one in copied if one["id"] == cause))
        return about, copied

    of_page = {one["id"]: one for one in page.package(name, about, every, causes)["causes"]}
    for cause in causes:
        known = of_page.get(cause["id"])
        if known is None:
            continue
        if known["severity"] in page.OPEN:
            yield f"{cause['id']} without a thread", *changed(cause["id"], lambda one: one["places"][name].pop("thread")), "no public thread"
            elsewhere = lambda one: one["places"][name].update(thread="https://github.com/x402-foundation/x402")
            yield f"{cause['id']} with another address", *changed(cause["id"], elsewhere), "is not the address"
            stranger = lambda one: one["places"][name].update(thread="https://github.com/x402-foundation/x402/issues/1")
            yield f"{cause['id']} with a thread without a state", *changed(cause["id"], stranger), "does not say the state"
        if "label" in cause:
            yield f"{cause['id']} without a reason", *changed(cause["id"], lambda one: one.pop("because")), "does not say why"
            alone = lambda one: (one.pop("label"), one.pop("because"), one["places"][name].pop("thread", None))
            unlabelled = changed(cause["id"], alone)
            found = [vector for vector in map(every.get, known["vectors"])]
            if sum(known["counts"].get(kind, 0) for kind in page.ACCEPTS) == len(found) and page.gravity(found) in page.OPEN:
                yield f"{cause['id']} without its label", *unlabelled, "no public thread"
    group = next(iter(page.read(page.HERE / "results" / f"{name}.json")["groups"]))
    yield f"{group} is not asked", {**about, "notAsked": [group]}, causes, "has numbers of it"


def registries():
    """What versions.py does not say of planted registries, or says wrongly."""
    real, wrong = versions.newest, []
    for planted, word in [("9999.0.0", "WARNING"), (None, "SKIPPED"), ("0.0.1", None)]:
        versions.newest = lambda lock, name, planted=planted: planted
        with contextlib.redirect_stdout(io.StringIO()) as output:
            code = versions.main(False)
        *lines, _ = output.getvalue().splitlines()
        named = [line for line in lines if word and line.startswith(word)]
        count = sum(len(about["packages"]) for about in page.read(page.HERE / "packages.json")["packages"].values())
        if code or len(named) != len(lines) or len(lines) != (count if word else 0):
            wrong.append(f"with {planted} as the newest version, versions.py says {output.getvalue()}")
    versions.newest = real
    return wrong


def untold(every):
    """Vectors of which nothing is told, and which page.py would show."""
    listed = page.read(page.HERE / "packages.json")
    held = [id for id in sorted(every) if every[id]["group"] in listed["untold"]] + ["codec-0854a"]
    return [id for id in held if page.untold(listed, every, {"a reason": {id: "valid"}}) != id] or ([] if len(held) > 100 else ["too few"])


def counting(every):
    """Answers that page.py counts wrongly."""
    undecided = next(one for id, one in sorted(every.items()) if one["group"] == "eip3009" and one["expect"]["class"] == "undecided")
    forged = next(one for id, one in sorted(every.items()) if one["group"] == "gateway" and one["expect"]["class"] == "invalid")
    honest = next(one for id, one in sorted(every.items()) if one["group"] == "eip3009" and one["level"] == "must" and one["expect"]["class"] == "valid")
    for vector, actual, kind in [
        (undecided, "invalid, check signer", "decided"), (undecided, "valid", "decided"), (undecided, "error no", "crashes"),
        (honest, "undecided", "other"), (honest, "invalid", "falseRefusals"), (forged, "valid", "operator"), (forged, "error no", "crashes"),
    ]:
        if (counted := page.counted(vector, page.outcome(vector, actual, ""), actual)) != kind:
            yield f"{vector['id']}, which a package calls {actual}, counts as {counted} and not as {kind}"
    about, name = {**page.read(page.HERE / "packages.json")["packages"]["npm_v2"]}, "npm_v2"
    grave = {**forged, "level": "must", "flags": ["planted"], "notes": {"planted": {"severity": "money"}}}
    cause = {"id": "planted", "title": "planted", "why": [""], "places": {name: {"file": "none.js", "function": "none"}}}
    try:
        page.entry_of(name, about, cause, [(grave, page.outcome(grave, "valid", ""), "U-1: planted", "operator")])
        yield "page.py would publish a grave cause, because it is about an operator's variant"
    except SystemExit as refused:
        if "no public thread" not in str(refused.code):
            yield f"page.py says of a grave cause about an operator's variant: {refused.code}"


def main():
    every, causes = dict(page.vectors()), page.read(page.HERE / "causes.json")["causes"]
    count, status = 0, 0
    for name, about in page.read(page.HERE / "packages.json")["packages"].items():
        for what, changed, plants, word in planted(name, about, every, causes):
            output = refusal(name, changed, every, plants)
            count += 1
            if output is None or word not in output:
                print(f"{name}: {what}: page.py says {output}")
                status = 1
    for wrong in [*registries(), *counting(every), *(f"page.py would tell of {id}" for id in untold(every))]:
        print(wrong)
        status = 1
    print(f"{count} planted causes, and page.py refuses {'not all' if status else 'all'}")
    return status or int(count < 20)


if __name__ == "__main__":
    sys.exit(main())
