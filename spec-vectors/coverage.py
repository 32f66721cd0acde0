"""Which vectors test which numbered statements of the documents?

    python3 spec-vectors/coverage.py            # checks
    python3 spec-vectors/coverage.py --write    # checks, and writes docs/coverage.md and spec-vectors/requirements.json
    python3 spec-vectors/coverage.py --requirements FILE

Every statement of the core, of the HTTP transport and of the schemes that are judged here, that bytes can decide, is cited by a vector, or `uncovered.json`
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
SCOPE = (
    "x402-specification-v1.md",
    "x402-specification-v2.md",
    "transports-v1/http.md",
    "transports-v2/http.md",
    "schemes/exact/scheme_exact.md",
    "schemes/exact/scheme_exact_evm.md",
    "schemes/exact/scheme_exact_svm.md",
    "schemes/upto/scheme_upto.md",
    "schemes/upto/scheme_upto_evm.md",
    "extensions/eip2612_gas_sponsoring.md",
    "extensions/erc20_gas_sponsoring.md",
)
HEAD = """# Coverage

Written by `python3 spec-vectors/coverage.py --write`, compared by `.ci/run vectors`: each numbered statement of the core,
of the HTTP transport and of the schemes that are judged here, that bytes can decide, with the line it stands at in the pinned document, and the vectors that
fail where an implementation breaks it. Where there is none, the reason stands instead.
"""


def read(path):
    return json.loads(path.read_text("utf-8"))


def committed(path):
    return path.read_text("utf-8") if path.exists() else ""


def listed(original):
    """What is needed of the statements, one to a line, as `requirements.json` has it."""
    documents = {}
    for row in read(original):
        facts = json.dumps({"line": row["line"], "offline": row["offline"]})
        documents.setdefault(row["doc"], []).append(f'  "{row["id"]}": {facts}')
    rows = [f' "{document}": {{\n' + ",\n".join(lines) + "\n }" for document, lines in documents.items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


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


def complaints(rows, wanted, cited, uncovered):
    if not cited or not wanted:
        yield "no vectors, or no statements: a mistake in the path"
    for row, vectors in cited.items():
        if row not in rows:
            yield f"{row}: cited by {vectors[0]}, and no statement has this id"
        if len(set(vectors)) != len(vectors):
            yield f"{row}: cited twice by one vector"
    for row in uncovered:
        if row not in wanted:
            yield f"{row}: a reason, and it is not among the statements to be covered"
    for row in wanted:
        if row in cited and row in uncovered:
            yield f"{row}: covered, and a reason why not"
        if row not in cited and row not in uncovered:
            yield f"{row}: no vector and no reason"


def page_of(rows, wanted, cited, uncovered):
    """The page, and the table that is printed."""
    page, table = [HEAD], [f"{'document':36}{'rows':>6}{'covered':>9}{'reason':>8}"]
    for document in SCOPE:
        of_document = [row for row in wanted if rows[row][0] == document]
        covered = sum(row in cited for row in of_document)
        table.append(f"{document:36}{len(of_document):6}{covered:9}{len(of_document) - covered:8}")
        page.append(f"\n## {document}\n\n{len(of_document)} statements, {covered} covered.\n")
        page.append("\n| statement | line | |\n|---|---|---|\n")
        for row in of_document:
            vectors = ", ".join(f"`{vector}`" for vector in cited.get(row, []))
            page.append(f"| {row} | {rows[row][1]} | {vectors or uncovered.get(row, '')} |\n")
    return "".join(page), "\n".join(table)


def main(chosen):
    problems = []
    known = committed(KNOWN)
    if chosen.requirements.exists():
        known = listed(chosen.requirements)
    else:
        print(f"{chosen.requirements} is not here: ids and lines are taken as {KNOWN.name} has them")
    rows = {
        row: (document, facts["line"], facts["offline"])
        for document, statements in json.loads(known).items()
        for row, facts in statements.items()
    }
    cited, uncovered = citations(), reasons(problems)
    wanted = [row for row, (document, _, offline) in rows.items() if document in SCOPE and offline]
    problems += complaints(rows, wanted, cited, uncovered)
    page, table = page_of(rows, wanted, cited, uncovered)
    for path, now in ((KNOWN, known), (PAGE, page)):
        if committed(path) == now:
            continue
        if chosen.write:
            path.write_text(now, "utf-8")
        else:
            problems.append(f"{path.relative_to(ROOT)} is not what this script writes; run it with --write")
    print("\n".join([table, *problems]))
    return 1 if problems else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--requirements", type=pathlib.Path, default=ROOT.parent / "shared" / "requirements.json")
    parser.add_argument("--write", action="store_true", help="write what is compared otherwise")
    sys.exit(main(parser.parse_args()))
