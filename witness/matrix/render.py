"""The matrix as HTML and as Markdown. The HTML is self-contained: it has no script and loads no font or picture."""

import html as escaping

KINDS = {
    "passed": ("passed", "#2e7d4f"),
    "falseAccepts": ("false accepts", "#b3261e"),
    "falseRefusals": ("false refusals", "#b26a00"),
    "stricter": ("where the vectors are stricter", "#8d6e63"),
    "crashes": ("crashes", "#6a1b9a"),
    "simulated": ("left to a simulation", "#00838f"),
    "other": ("other answers", "#607d8b"),
    "skipped": ("skipped", "#cfd8dc"),
}
SEVERITIES = {
    "money": "money can be lost",
    "revert": "the chain reverts",
    "refusal": "an honest payment or answer is refused",
    "crash": "an exception reaches the caller",
    "resources": "memory or time is spent",
    "ambiguity": "two readers read two things",
    "policy": "a matter of policy",
}
STYLE = """
:root { color-scheme: light dark; --line: #8885; --soft: #8881; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 64rem; padding: 1rem; overflow-wrap: anywhere; }
h1 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem; }
table { border-collapse: collapse; font-size: .875rem; width: 100%; overflow-wrap: normal; }
th, td { padding: .3rem .6rem; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; }
tr.total > * { font-weight: 700; border-bottom-width: 2px; }
td small { display: block; opacity: .8; }
svg { display: block; width: 100%; min-width: 5rem; height: .6rem; border-radius: .15rem; }
.key span { display: inline-block; margin-right: 1rem; white-space: nowrap; }
.key i { display: inline-block; width: .8em; height: .8em; border-radius: .15em; margin-right: .3em; }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .4rem 0; padding: .4rem .7rem; }
summary { cursor: pointer; } summary b { margin-right: .4rem; }
.tag { display: inline-block; font-size: .75rem; padding: 0 .45rem; border-radius: 1rem; background: var(--soft); border: 1px solid var(--line); }
code, pre { font-size: .82rem; background: var(--soft); border-radius: .2rem; } code { padding: 0 .2rem; }
pre { padding: .5rem; white-space: pre-wrap; } dt { font-weight: 600; margin-top: .5rem; } dd { margin: 0; }
"""
INTRODUCTION = (
    "This page shows the results of published x402 packages on the test vectors of this project (version {vectors}). A false accept "
    "means that the package accepts a payment or a text that must be refused, because a document says so or because what settles was "
    "executed (level must). A false refusal means that it refuses one that must be accepted. Where the vectors are stricter, the "
    "package accepts what the official SDKs or only this project refuse (levels should and policy). An exception or a panic is a "
    "crash. Other answers leave open what can be decided, or decide what only the chain can decide."
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
    "Not asked yet: the package has not been asked the vectors of the group. The numbers of the other packages say nothing about it. Nor "
    "has any package been asked the newest vectors.",
    "A cause by which money can be lost, or by which two readers read two things, is on this page only if it is discussed in public. "
    "Its entry names the discussion.",
]
LABELS = [
    ("chain loses money", "the settling contract or program was run, and accepted a payment that must be refused"),
    ("chain reverts", "the contract or program was run, and refused: the server delivers, but gets no money"),
    ("left to the simulation", "the package leaves this to its own simulation of the settlement, which fails on a real chain"),
    ("refuses honest payment", "a payment that must be accepted is refused, or causes an exception"),
    ("refuses honest answer", "an answer of a server or facilitator that must be read is refused"),
    ("policy", "nothing is settled, or no chain was run: reading, comparing, and open questions"),
]


def text(value):
    return escaping.escape(str(value))


def bar(row):
    """A bar of stacked rectangles whose widths are their shares."""
    whole, at, parts = sum(row.values()) or 1, 0, []
    for kind, (_, colour) in KINDS.items():
        width = round(100 * row[kind] / whole, 2)
        if row[kind]:
            parts.append(f'<rect x="{round(at, 2)}" width="{max(width, 0.6)}" height="6" fill="{colour}"/>')
        at += width
    label = ", ".join(f"{row[kind]} {name}" for kind, (name, _) in KINDS.items() if row[kind])
    return f'<svg viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def unasked(group, package):
    return "not asked yet" if group in package["notAsked"] else "–"


def cell(name, group, package, row):
    if row is None:
        return f"<td>{unasked(group, package)}</td>"
    wrong = [(kind, row[kind]) for kind in KINDS if kind not in ("passed", "skipped") and row[kind]]
    numbers = " · ".join(f'<span style="color:{KINDS[kind][1]}" title="{KINDS[kind][0]}">{count}</span>' for kind, count in wrong)
    causes = [cause for cause in package["causes"] if group is None or group in cause["groups"]]
    if numbers and causes:
        numbers = f'<a href="#{name}-{causes[0]["id"]}">{numbers}</a>'
    return f"<td>{bar(row)}<small>{row['passed']}{' | ' + numbers if numbers else ''}</small></td>"


def table(data):
    packages = data["packages"]
    head = "".join(f'<th><a href="#{name}">{text(one["title"])}</a><small> {one["version"]}</small></th>' for name, one in packages.items())
    rows = [("total", None, {name: one["total"] for name, one in packages.items()})]
    rows += [("", group, {name: one["groups"].get(group) for name, one in packages.items()}) for group in data["groups"]]
    lines = []
    for style, group, of in rows:
        cells = "".join(cell(name, group, packages[name], row) for name, row in of.items())
        lines.append(f'<tr class="{style}"><th>{group or "all groups"}</th>{cells}</tr>')
    return f'<div class="wide"><table><thead><tr><th>group</th>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table></div>'


def counts(cause):
    return ", ".join(f"{count} {KINDS[kind][0]}" for kind, count in cause["counts"].items())


def calls(proof):
    return [f"{call['state']}; {call['call']}: " + (f"moved {call['moved']}" if "moved" in call else f"reverted, {call['reverted']}") for call in proof.get("chain", [])]


def linked(address):
    return f'<a href="{text(address)}">{text(address)}</a>' if address else ""


def details(name, cause):
    shown = cause["proof"]
    items = [
        ("Where", f"<code>{text(cause['file'])}</code>, <code>{text(cause['function'])}</code>"),
        ("What happens", "<br>".join(text(what) for what in cause["what"])),
        ("Shown by", f"<code>{shown['vector']}</code>: {text(shown['title'])}"),
        ("What the chain did", "<br>".join(text(call) for call in calls(shown))),
        ("What others computed", "<br>".join(text(witness) for witness in shown["witness"])),
        ("Discussed at", linked(cause.get("thread"))),
        ("See it", f"<pre>{text(cause['command'])}</pre>"),
        (f"All {len(cause['vectors'])} vectors", text(" ".join(cause["vectors"]))),
    ]
    listed = "".join(f"<dt>{term}</dt><dd>{value}</dd>" for term, value in items if value)
    return (
        f'<details id="{name}-{cause["id"]}"><summary><b>{text(cause["title"])}</b> <span class="tag">{cause["level"]}</span> <span class="tag">{cause["label"]}</span> '
        f'<span class="tag">{SEVERITIES[cause["severity"]]}</span> {counts(cause)}</summary><dl>{listed}</dl></details>'
    )


def html(data):
    key = "".join(f'<span><i style="background:{colour}"></i>{name}</span>' for name, colour in KINDS.values())
    labels = "".join(f"<dt>{name}</dt><dd>{about}</dd>" for name, about in LABELS)
    limits = "".join(f"<li>{text(limit.replace('[witness/README.md](../../witness/README.md)', 'witness/README.md'))}</li>" for limit in LIMITS)
    parts = [
        "<!doctype html>\n",
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>x402: what published packages say</title><style>{STYLE}</style></head><body>\n",
        f"<h1>x402: what published packages say</h1>\n<p>{text(INTRODUCTION.format(**data))}</p>\n",
        f'<p class="key">{key}</p>\n{table(data)}\n',
        "<p>Each cell shows: passed | differences, by colour. A cell links to its first cause. The causes of the strongest level come first, and of these the gravest.</p>\n",
        f"<ul>{limits}</ul>\n<h2>Labels</h2><dl>{labels}</dl>\n",
    ]
    for name, one in data["packages"].items():
        parts.append(f'<h2 id="{name}">{text(one["title"])} {one["version"]}</h2>\n<p>{len(one["causes"])} causes. Pinned by <code>{one["lock"]}</code>.</p>\n')
        parts.append(f"<p>Before the first command:</p><pre>{text(chr(10).join(one['before']))}</pre>\n")
        parts += [details(name, cause) + "\n" for cause in one["causes"]]
    return "".join(parts) + "</body></html>\n"


def markdown(data):
    names = list(data["packages"])
    lines = ["# What published packages say", "", INTRODUCTION.format(**data), "", *[f"- {limit}" for limit in LIMITS], ""]
    lines += ["[index.html](index.html) is the same page with bars. [matrix.json](matrix.json) has the data of both.", ""]
    lines += ["In each cell: " + " / ".join(name for name, _ in KINDS.values()) + ".", ""]
    lines += ["| group | " + " | ".join(f"{data['packages'][name]['title']} {data['packages'][name]['version']}" for name in names) + " |"]
    lines += ["|---" * (len(names) + 1) + "|"]
    row = lambda counts: " / ".join(str(counts[kind]) for kind in KINDS)
    lines += ["| **all** | " + " | ".join(row(data["packages"][name]["total"]) for name in names) + " |"]
    for group in data["groups"]:
        packages = [data["packages"][name] for name in names]
        cells = [row(one["groups"][group]) if group in one["groups"] else unasked(group, one) for one in packages]
        lines.append(f"| {group} | " + " | ".join(cells) + " |")
    lines += ["", "Labels:", "", *[f"- **{name}**: {about}." for name, about in LABELS]]
    for name in names:
        one = data["packages"][name]
        lines += ["", f"## {one['title']} {one['version']}", "", "Before the first command:", "", *[f"    {line}" for line in one["before"]]]
        lines += ["", "| cause | level | label | severity | differences | where | shown by | discussed at |", "|---|---|---|---|---|---|---|---|"]
        for cause in one["causes"]:
            where = f"`{cause['file']}`, `{cause['function']}`"
            cells = [cause["title"], cause["level"], cause["label"], SEVERITIES[cause["severity"]], counts(cause), where, f"`{cause['command']}`", cause.get("thread", "")]
            lines.append("| " + " | ".join(value.replace("|", "\\|") for value in cells) + " |")
    return "\n".join(lines) + "\n"
