"""Which vectors test which numbered statements of the documents?

    python3 spec-vectors/coverage.py            # checks
    python3 spec-vectors/coverage.py --write    # checks, and writes docs/coverage.md and spec-vectors/requirements.json
    python3 spec-vectors/coverage.py --requirements FILE

Every statement of the core and of the HTTP transport that bytes can decide is cited by a vector, or `uncovered.json`
says why none can test it. The statements themselves stand outside of this repository; `requirements.json` here has
what is needed of them: id, document, line, and whether bytes decide. Where the original is at hand, both have to agree.
"""

import argparse
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
KNOWN = HERE / "requirements.json"
PAGE = ROOT / "docs" / "coverage.md"
SCOPE = ("x402-specification-v1.md", "x402-specification-v2.md", "transports-v1/http.md", "transports-v2/http.md")
HEAD = """# Coverage

Written by `python3 spec-vectors/coverage.py --write`, compared by `.ci/run vectors`: each numbered statement of the core
and of the HTTP transport that bytes can decide, with the line it stands at in the pinned document, and the vectors that
fail where an implementation breaks it. Where there is none, the reason stands instead.
"""


def read(path):
    return json.loads(path.read_text("utf-8"))


def rows_of(original, problems):
    """id → (document, line, offline), from the committed list."""
    text = KNOWN.read_text("utf-8") if KNOWN.exists() else "{}"
    if original.exists():
        wanted = {}
        for row in read(original):
            facts = {"line": row["line"], "offline": row["offline"]}
            wanted.setdefault(row["doc"], {})[row["id"]] = facts
        rows = [f' "{document}": {{\n' + ",\n".join(f'  "{i}": {json.dumps(facts)}' for i, facts in rows.items()) + "\n }"
                for document, rows in wanted.items()]
        compare(KNOWN, text, "{\n" + ",\n".join(rows) + "\n}\n", problems)
        text = json.dumps(wanted)
    else:
        print(f"{original} is not here: ids and lines are taken as {KNOWN.name} has them")
    return {i: (document, facts["line"], facts["offline"])
            for document, rows in json.loads(text).items() for i, facts in rows.items()}


def compare(path, then, now, problems):
    if then == now:
        return
    if chosen.write:
        path.write_text(now, "utf-8")
    else:
        problems.append(f"{path.relative_to(ROOT)} is not what this script writes; run it with --write")


def citations():
    """id of a statement → ids of the vectors that cite it."""
    cited = {}
    for file in sorted((HERE / "v1").glob("*.json")):
        for vector in read(file)["vectors"]:
            for row in vector["requirements"]:
                cited.setdefault(row, []).append(vector["id"])
    return cited


def reasons(problems):
    """id of a statement → why no vector tests it."""
    found = {}
    for group in read(HERE / "uncovered.json"):
        for row in group["ids"]:
            if row in found:
                problems.append(f"{row}: two reasons in uncovered.json")
            found[row] = group["reason"]
    return found


def main():
    problems = []
    rows = rows_of(chosen.requirements, problems)
    cited, uncovered = citations(), reasons(problems)
    wanted = [row for row, (document, _, offline) in rows.items() if document in SCOPE and offline]
    if not cited or not wanted:
        problems.append("no vectors, or no statements: a mistake in the path")
    for row, vectors in cited.items():
        if row not in rows:
            problems.append(f"{row}: cited by {vectors[0]}, and no statement has this id")
        if len(set(vectors)) != len(vectors):
            problems.append(f"{row}: cited twice by one vector")
    problems += [f"{row}: a reason, and it is not among the statements to be covered" for row in uncovered if row not in wanted]
    for row in wanted:
        if (row in cited) == (row in uncovered):
            problems.append(f"{row}: " + ("covered, and a reason why not" if row in cited else "no vector and no reason"))

    page = [HEAD]
    print(f"{'document':28}{'rows':>6}{'covered':>9}{'reason':>8}")
    for document in SCOPE:
        of_document = [row for row in wanted if rows[row][0] == document]
        covered = [row for row in of_document if row in cited]
        print(f"{document:28}{len(of_document):6}{len(covered):9}{len(of_document) - len(covered):8}")
        page.append(f"\n## {document}\n\n{len(of_document)} statements, {len(covered)} covered.\n\n| statement | line | |\n|---|---|---|\n")
        for row in of_document:
            what = ", ".join(f"`{vector}`" for vector in cited[row]) if row in cited else uncovered.get(row, "")
            page.append(f"| {row} | {rows[row][1]} | {what} |\n")
    compare(PAGE, PAGE.read_text("utf-8") if PAGE.exists() else "", "".join(page), problems)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


parser = argparse.ArgumentParser()
parser.add_argument("--requirements", type=pathlib.Path, default=ROOT.parent / "shared" / "requirements.json")
parser.add_argument("--write", action="store_true")
chosen = parser.parse_args()
sys.exit(main())
