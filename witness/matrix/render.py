"""The matrix as HTML and as Markdown. The HTML is self-contained: it has no script and loads no font or picture."""

import html as escaping
from pathlib import Path

KINDS = {
    "passed": "passed",
    "falseAccepts": "false accepts",
    "falseRefusals": "false refusals",
    "stricter": "where the vectors are stricter",
    "crashes": "crashes",
    "other": "other answers",
    "simulated": "left to a simulation",
    "decided": "decided where the vectors are not",
    "operator": "an operator's variant",
    "skipped": "skipped",
}
# What one of a kind is called.
ONE = {"falseAccepts": "false accept", "falseRefusals": "false refusal", "crashes": "crash", "other": "other answer"}
LEVELS = {
    "must": "the specification requires it, or the settling contract or program was executed",
    "should": "the official SDKs agree, or no single verdict is right",
    "policy": "this project has decided, and others may decide otherwise",
}
SEVERITIES = {
    "money": "money can be lost",
    "revert": "the chain reverts",
    "refusal": "an honest payment or answer is refused",
    "crash": "an exception reaches the caller",
    "resources": "memory or time is spent",
    "ambiguity": "two readers read two things",
    "policy": "another choice than the vectors make",
}
# In light and in dark.
COLOURS = {
    "passed": ("#2e7d4f", "#4caf7a"),
    "falseAccepts": ("#b3261e", "#ff8a80"),
    "falseRefusals": ("#a35f00", "#ffb74d"),
    "stricter": ("#795548", "#bcaaa4"),
    "crashes": ("#6a1b9a", "#ce93d8"),
    "other": ("#546e7a", "#90a4ae"),
    "simulated": ("#00707a", "#4dd0e1"),
    "decided": ("#1565a0", "#64b5f6"),
    "operator": ("#7a6a00", "#d4c45a"),
    "skipped": ("#cfd8dc", "#455a64"),
}
STYLE = """
:root { color-scheme: light dark; --line: #8885; --soft: #8881; LIGHT }
@media (prefers-color-scheme: dark) { :root { DARK } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 80rem; padding: 1rem; overflow-wrap: anywhere; }
h1 { line-height: 1.2; } h2 { margin: 2.5rem 0 .5rem; } h3 { margin: 1.5rem 0 .5rem; font-size: 1.05rem; }
table { border-collapse: collapse; font-size: .875rem; width: 100%; table-layout: fixed; margin: 1rem 0; }
th, td { padding: .3rem .5rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { border-bottom-width: 2px; } tr.total > * { font-weight: 700; border-bottom-width: 2px; }
td a { color: inherit; text-underline-offset: .2em; text-decoration-color: var(--line); } small { font-size: .8rem; font-weight: 400; }
td ul { list-style: none; margin: 0; padding: 0; }
dd a code { white-space: nowrap; }
svg { display: block; width: 100%; height: .6rem; border-radius: .15rem; margin: .25rem 0; }
.key span { display: inline-block; margin-right: 1rem; white-space: nowrap; }
.key i { display: inline-block; width: .8em; height: .8em; border-radius: .15em; margin-right: .3em; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0; padding: .4rem .7rem; }
summary { cursor: pointer; } summary b { margin-right: .4rem; }
.tag { display: inline-block; font-size: .75rem; padding: 0 .45rem; border-radius: 1rem; background: var(--soft); border: 1px solid var(--line); }
code, pre { font-size: .82rem; background: var(--soft); border-radius: .2rem; } code { padding: 0 .2rem; }
pre { padding: .5rem; white-space: pre-wrap; } dt { font-weight: 600; margin-top: .5rem; } dd { margin: 0; }
:target { outline: 2px solid var(--falseAccepts); outline-offset: 2px; }
@media (max-width: 48rem) {
  table, tbody, tr, th, td { display: block; } thead { display: none; }
  tbody th { font-size: 1rem; padding-top: .8rem; } tbody td { display: grid; grid-template-columns: 7.2rem 1fr; gap: .5rem; }
  tbody td::before { content: attr(data-package); opacity: .8; font-weight: 400; } tbody td > * { min-width: 0; }
}
""".replace("LIGHT", " ".join(f"--{kind}: {light};" for kind, (light, _) in COLOURS.items())).replace(
    "DARK", " ".join(f"--{kind}: {dark};" for kind, (_, dark) in COLOURS.items())
)
# The page may neither run nor fetch anything.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
INTRODUCTION = (
    "This page shows the results of published x402 packages on test vectors of this project. Each group names the day on which "
    "a package was asked, and how many of its vectors it has never been asked; the vectors are now at version {vectors}. A false accept "
    "means that the package accepts a payment or a text that must be refused, because a document says so or because what settles was "
    "executed (level must). A false refusal means that it refuses one that must be accepted. Where the vectors are stricter, the "
    "package accepts what the official SDKs or only this project refuse (levels should and policy). An exception or a panic is a "
    "crash. Other answers are right about neither, such as those that leave open what the bytes decide. Three kinds are no faults, at "
    "any level: left to a simulation, decided where the vectors are not, and an operator's variant."
)
LIMITS = [
    "The vectors are hard cases, so the numbers are not failure rates.",
    "A vector is skipped if the package does not support its version, policy or extension. "
    "[witness/README.md](../../witness/README.md) says what each adapter asks.",
    "Three operations are not part of this comparison (lint, carrier and http-message-signature): no package returns a verdict "
    "on a whole demand, message or signature. Other judges compare what packages return for the parts with the vectors "
    "([witness/README.md](../../witness/README.md)).",
    "The simulated chain behind the packages answers from the vector's facts, and lets every other simulation pass. A package may accept "
    "a payment only because that simulation passes. If it would refuse the payment after its own simulation of the settlement, this "
    "counts as left to a simulation, not as a false accept.",
    "The vectors expect undecided where the bytes decide nothing, because they ask no chain. A package that asks the chain, as these do, "
    "may answer valid or invalid there. This counts as decided where the vectors are not.",
    "An operator's variant (Circle's Gateway) is in no document of the protocol, so a package need not know it.",
    "Never asked: nothing is known of the package's answers to these vectors. They are newer than its results, or of an operation that "
    "the adapter does not answer, or of a group that was not put to it. The numbers of other packages say nothing about it.",
    "A cause by which money can be lost, or by which two readers read two things, is on this page only if it is discussed in public. "
    "Its entry names the discussion.",
]
# The page of each ruling.
RULINGS = {
    heading.removeprefix("## "): page.name
    for page in (Path(__file__).resolve().parent.parent.parent / "docs/reference/rulings").iterdir()
    for heading in page.read_text("utf-8").splitlines()
    if heading.startswith("## ")
}
LABELS = {
    "chain loses money": ("chain loses money", "the settling contract or program was run, and accepted a payment that must be refused"),
    "chain reverts": ("chain reverts", "the contract or program was run, and refused: the server delivers, but gets no money"),
    "left to the simulation": ("left to the simulation", "the package leaves this to its own simulation of the settlement, which fails on a real chain"),
    "refuses honest payment": ("refuses honest payment", "a payment that must be accepted is refused, or causes an exception"),
    "refuses honest answer": ("refuses honest answer", "an answer of a server or facilitator that must be read is refused"),
    "policy": ("nothing settled", "nothing is settled, or no chain was run: reading, comparing, and open questions"),
}


def text(value):
    return escaping.escape(str(value))


def counted(kind, count):
    return f"{count} {ONE.get(kind, KINDS[kind]) if count == 1 else KINDS[kind]}"


def differences(row):
    """What of a row or cause differs, in the order of the kinds."""
    return [(kind, row[kind]) for kind in KINDS if kind not in ("passed", "skipped") and row.get(kind)]


def bar(row):
    """A bar of stacked rectangles whose widths are their shares."""
    whole, at, parts = sum(row.values()) or 1, 0, []
    for kind in KINDS:
        width = round(100 * row[kind] / whole, 2)
        if row[kind]:
            parts.append(f'<rect x="{round(at, 2)}" width="{max(width, 0.6)}" height="6" style="fill:var(--{kind})"/>')
        at += width
    label = ", ".join(counted(kind, row[kind]) for kind in KINDS if row[kind])
    return f'<svg viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def age(package, row, size):
    """When the package was asked the vectors, and how many of them it never was."""
    asked = sum(row.values()) if row else 0
    never = f"{size - asked} of {size} never asked"
    return f"{package['asked']}: {never if asked < size else 'all asked'}" if asked else never


def version(package):
    """The version of the first package, and the others of another version with their names."""
    first, *rest = package["versions"].items()
    return ", ".join([first[1], *(f"{name} {one}" for name, one in rest if one != first[1])])


def coloured(kind, text):
    return f'<span style="color:var(--{kind})" title="{KINDS[kind]}">{text}</span>'


def td(package, content):
    return f'<td data-package="{text(package["title"])}"><div>{content}</div></td>'


def cell(name, group, package, row, size):
    when = f"<br><small>{age(package, row, size)}</small>"
    if row is None:
        return td(package, f"<small>{age(package, row, size)}</small>")
    if sum(row.values()) == row["skipped"]:
        return td(package, f"{bar(row)}<small>{row['skipped']} skipped</small>{when}")
    numbers = " · ".join(coloured(kind, count) for kind, count in differences(row))
    causes = [cause for cause in package["causes"] if group is None or group in cause["groups"]]
    if numbers and causes:
        numbers = f'<a href="#{name}-{causes[0]["id"]}">{numbers}</a>'
    return td(package, f"{bar(row)}<small>{row['passed']}{' | ' + numbers if numbers else ''}</small>{when}")


def head(packages, corner):
    names = "".join(f'<th><a href="#{name}">{text(one["title"])}</a><br><small>{version(one)}</small></th>' for name, one in packages.items())
    return f"<thead><tr><th>{corner}</th>{names}</tr></thead>"


def by_level(packages):
    """How many vectors of each level differ, in words."""
    lines = []
    for level in LEVELS:
        cells = []
        for package in packages.values():
            row = package["levels"][level]
            items = "".join(f"<li>{coloured(kind, counted(kind, count))}" for kind, count in differences(row))
            cells.append(td(package, f"<ul>{items}</ul>" if items else "no difference"))
        lines.append(f'<tr><th>{level}</th>{"".join(cells)}</tr>')
    return f'<table>{head(packages, "level")}<tbody>{"".join(lines)}</tbody></table>'


def by_group(data):
    packages = data["packages"]
    rows = [("total", None, {name: one["total"] for name, one in packages.items()}, sum(data["groups"].values()))]
    rows += [("", group, {name: one["groups"].get(group) for name, one in packages.items()}, size) for group, size in data["groups"].items()]
    lines = []
    for style, group, of, size in rows:
        cells = "".join(cell(name, group, packages[name], row, size) for name, row in of.items())
        lines.append(f'<tr class="{style}"><th>{group or "all groups"}</th>{cells}</tr>')
    return f'<table>{head(packages, "group")}<tbody>{"".join(lines)}</tbody></table>'


def counts(row):
    return ", ".join(counted(kind, count) for kind, count in differences(row))


def calls(proof):
    return [f"{call['state']}; {call['call']}: " + (f"moved {call['moved']}" if "moved" in call else f"reverted, {call['reverted']}") for call in proof.get("chain", [])]


def state(cause):
    """What is known of the state of the discussion."""
    known = cause["threadState"]
    return "its state is not known here" if known["state"] == "unknown" else f"{known['state']}, when seen in {known['seen']}"


def vector(id):
    return f"<code>{id}</code>"


def where(cause):
    return cause["file"] + (f":{cause['line']}" if "line" in cause else "")


def details(name, cause):
    shown, thread = cause["proof"], cause.get("thread")
    pages = {id: RULINGS[id].replace(".md", ".html") for id in cause["rulings"]}
    rulings = ", ".join(f'<a href="../reference/rulings/{page}#{id.lower()}"><code>{id}</code></a>' for id, page in pages.items())
    items = [
        ("Where", f"<code>{text(where(cause))}</code>, <code>{text(cause['function'])}</code>"),
        ("What happens", "<br>".join(text(what) for what in cause["what"])),
        ("Rulings", rulings),
        ("Shown by", f"<code>x402 conformance show {shown['vector']}</code>: {text(shown['title'])}"),
        ("What the chain did", "<br>".join(text(call) for call in calls(shown))),
        ("What others computed", "<br>".join(text(witness) for witness in shown.get("witness", []))),
        ("Why no other library says it", text(shown.get("noWitness", ""))),
        ("Discussed at", f'<a href="{text(thread)}">{text(thread)}</a> ({state(cause)})' if thread else ""),
        ("See it", f"<pre>{text(cause['command'])}</pre>"),
        (f"All {len(cause['vectors'])} vectors", " ".join(map(vector, cause["vectors"])) if cause["vectors"][1:] else ""),
    ]
    listed = "".join(f"<dt>{term}</dt><dd>{value}</dd>" for term, value in items if value)
    return (
        f'<details id="{name}-{cause["id"]}"><summary><b>{text(cause["title"])}</b> <span class="tag">{LABELS[cause["label"]][0]}</span> '
        f'<span class="tag">{SEVERITIES[cause["severity"]]}</span> {counts(cause["counts"])}</summary><dl>{listed}</dl></details>'
    )


def section(name, one):
    """A package: its versions, what its commands need, and its causes by level."""
    listed = ", ".join(f"<code>{text(package)}</code> {found}" for package, found in one["versions"].items())
    parts = [
        f'<h2 id="{name}">{text(one["title"])} {version(one)}</h2>\n',
        f"<p>Asked on {one['asked']} (vectors {one['vectors']}): {listed}, which <code>{one['lock']}</code> pins. {len(one['causes'])} causes.</p>\n",
        f"<p>Before the first command, in a checkout of this project:</p><pre>{text(chr(10).join(one['before']))}</pre>\n",
    ]
    for level, binds in LEVELS.items():
        causes = [cause for cause in one["causes"] if cause["level"] == level]
        if causes:
            parts.append(f"<h3>Level {level}: {binds}</h3>\n")
            parts += [details(name, cause) + "\n" for cause in causes]
    return "".join(parts)


def html(data):
    key = "".join(f'<span><i style="background:var(--{kind})"></i>{name}</span>' for kind, name in KINDS.items())
    labels = "".join(f"<dt>{name}</dt><dd>{about}</dd>" for name, about in LABELS.values())
    asked = "".join(f'<li><a href="#{name}">{text(one["title"])}</a> {version(one)}, asked on {one["asked"]}' for name, one in data["packages"].items())
    limits = "".join(f"<li>{text(limit.replace('[witness/README.md](../../witness/README.md)', 'witness/README.md'))}</li>" for limit in LIMITS)
    levels = "".join(f"<li><b>{level}</b>: {binds}</li>" for level, binds in LEVELS.items())
    parts = [
        "<!doctype html>\n",
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        f"<title>x402: what published packages say</title><style>{STYLE}</style></head><body>\n",
        f"<h1>x402: what published packages say</h1>\n<p>{text(INTRODUCTION.format(**data))}</p>\n<ul>{asked}</ul>\n",
        f"<h2>Differences by level</h2>\n<ul>{levels}</ul>\n{by_level(data['packages'])}\n",
        f'<h2>All answers by group</h2>\n<p class="key">{key}</p>\n{by_group(data)}\n',
        "<p>Each cell shows: passed | differences, by colour; or that all are skipped; then the day, and how many vectors of the group were never asked. ",
        "A cell links to its first cause. The causes of the strongest level come first, and of these the gravest. ",
        "<code>x402 conformance show ID</code> prints a vector, with what was done to it and what is right.</p>\n",
        f"<ul>{limits}</ul>\n<h2>Labels</h2><dl>{labels}</dl>\n",
    ]
    parts += [section(name, one) for name, one in data["packages"].items()]
    return "".join(parts) + "</body></html>\n"


def titles(data):
    return " | ".join(f"{one['title']} {version(one)}" for one in data["packages"].values())


def markdown(data):
    names = list(data["packages"])
    lines = ["# What published packages say", "", INTRODUCTION.format(**data), "", *[f"- {limit}" for limit in LIMITS], ""]
    lines += ["[The same page with bars](../matrix/index.html) and [the data of both](../matrix/matrix.json) are next to it.", ""]
    lines += [f"| level | {titles(data)} |", "|---" * (len(names) + 1) + "|"]
    for level in LEVELS:
        rows = [data["packages"][name]["levels"][level] for name in names]
        cells = [counts(row) or "no difference" for row in rows]
        lines.append(f"| **{level}** | " + " | ".join(cells) + " |")
    lines += ["", "In each cell: " + " / ".join(KINDS.values()) + ".", ""]
    lines += [f"| group | {titles(data)} |", "|---" * (len(names) + 1) + "|"]
    row = lambda counts: " / ".join(str(counts[kind]) for kind in KINDS)
    lines += ["| **all** | " + " | ".join(row(data["packages"][name]["total"]) for name in names) + " |"]
    packages = [data["packages"][name] for name in names]
    for group in data["groups"]:
        cells = [row(one["groups"][group]) if group in one["groups"] else "never asked" for one in packages]
        if set(cells) != {"never asked"}:
            lines.append(f"| {group} | " + " | ".join(cells) + " |")
    lines += ["", "When each group was asked, and how many of its vectors the package has never been asked:", ""]
    lines += [f"| group | {titles(data)} |", "|---" * (len(names) + 1) + "|"]
    lines += ["| **all** | " + " | ".join(age(one, one["total"], sum(data["groups"].values())) for one in packages) + " |"]
    for group, size in data["groups"].items():
        lines.append(f"| {group} | " + " | ".join(age(one, one["groups"].get(group), size) for one in packages) + " |")
    lines += ["", "Labels:", "", *[f"- **{name}**: {about}." for name, about in LABELS.values()]]
    for name in names:
        one = data["packages"][name]
        # Links lead to the package, whatever its version is.
        lines += ["", f'<a id="{name}"></a>', "", f"## {one['title']} {version(one)}", "", f"Asked on {one['asked']}, vectors {one['vectors']}. Before the first command:", ""]
        lines += [*[f"    {line}" for line in one["before"]]]
        lines += ["", "| level | cause | label, severity | differences | rulings | where | shown by | discussed at |", "|---" * 8 + "|"]
        for cause in one["causes"]:
            thread = f"{cause['thread']} ({state(cause)})" if "thread" in cause else ""
            rulings = ", ".join(f"[{id}](rulings/{RULINGS[id]}#{id.lower()})" for id in cause["rulings"])
            location = f"`{where(cause)}`, `{cause['function']}`"
            kind = f"{LABELS[cause['label']][0]}, {SEVERITIES[cause['severity']]}"
            cells = [cause["level"], cause["title"], kind, counts(cause["counts"]), rulings, location, f"`{cause['command']}`", thread]
            lines.append("| " + " | ".join(value.replace("|", "\\|") for value in cells) + " |")
    return "\n".join(lines) + "\n"
