#!/usr/bin/env python3
"""The vectors of the level `must` in the shapes of others, for repositories that take no package.

    shapes.py specs DIRECTORY       for each document of the protocol a file, as in specs/schemes/exact/vectors/ of the document's
                                    repository: the vectors about its numbered statements
    shapes.py pay-kit FILE          transactions on Solana, as harness/vectors/x402-exact-reject.json of solana-foundation/pay-kit has them
    shapes.py pay-kit-runner -- PROGRAM ...
                                    a runner of that harness: one of its vectors from standard input, and the verdict of a testee that
                                    lists its checks, such as `x402 testee`

pay-kit's transactions are not signed. So no vector about a signature is written for it, and the runner looks over the check of one.
"""

import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "python"))
import x402_spec_vectors as vectors

# The files are beside the loader in the package, and above it here.
vectors.FOLDER = HERE
SIGNED = "signed"
INTENT = {"intent": "x402-exact", "mode": "verify-x402-transaction"}


def group(vector):
    return vector["id"].rpartition("-")[0]


def must():
    return [vector for vector in vectors.all() if vector["level"] == "must"]


def specs(directory):
    """Returns how many vectors each file has. A vector is with the last of the documents that it cites, the most special one."""
    documents = json.loads((HERE / "requirements.json").read_text("utf-8"))
    lines = {id: (name, statement["line"]) for name, statements in documents.items() for id, statement in statements.items()}
    order = list(documents)
    files = {}
    for vector in must():
        if cited := [id for id in vector["requirements"] if id in lines]:
            document = max((lines[id][0] for id in cited), key=order.index)
            statements = [{"id": id, "line": lines[id][1]} for id in cited if lines[id][0] == document]
            files.setdefault(document, {}).setdefault(vector["op"], []).append(entry(vector, statements))
    version = json.loads((HERE / "package.json").read_text("utf-8"))["version"]
    for document, operations in files.items():
        head = {"fixture_version": 1, "spec": f"specs/{document}", "suite": f"x402-spec-vectors {version}"}
        parts = [f'  "{name}": {json.dumps(value)}' for name, value in head.items()]
        parts += [f'  "{op}": [\n' + ",\n".join(f"    {one}" for one in entries) + "\n  ]" for op, entries in operations.items()]
        path = Path(directory) / "specs" / document
        file = path.parent / "vectors" / f"{path.stem.removeprefix('scheme_')}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")
    return {document: sum(map(len, operations.values())) for document, operations in files.items()}


def entry(vector, statements):
    """A vector on a line. Its input is the text in the vectors: with numbers that no float holds, and in its order."""
    expected = vector["expect"]
    expect = {name: expected[name] for name in ("class", "result", "reason", "check") if name in expected}
    members = {"id": vector["id"], "note": vector["title"], "statements": statements, "rulings": vector["rulings"]}
    front = json.dumps(members, ensure_ascii=False)[:-1]
    return f'{front}, "input": {vector["inputText"]}, "expect": {json.dumps(expect, ensure_ascii=False)}}}'


def pay_kit(vector):
    """The vector for pay-kit, or None if there it would say something else, or nothing."""
    fields, expected = vector["input"], vector["expect"]
    # The other groups are about the fields next to the transaction.
    if group(vector) not in ("solana", "chain-solana", "every-check") or vector["op"] != "verify":
        return None
    if not fields.keys() <= {"now", "offers", "payment"} or len(fields["offers"]) != 1:
        return None
    [offer], payment = fields["offers"], fields["payment"].get("json", {})
    is_solana = isinstance(offer.get("network"), str) and offer["network"].startswith("solana:")
    if not is_solana or payment.get("x402Version") != 2 or payment.get("accepted") != offer or payment["payload"].keys() != {"transaction"}:
        return None
    outcomes = {"valid": "accept", "invalid": "reject"}
    if expected["class"] not in outcomes or expected.get("check") in (SIGNED, "payload", "offer"):
        return None
    requirement = {name: offer.get(name) for name in ("asset", "payTo", "amount", "extra")}
    if not isinstance(requirement["extra"], dict) or not isinstance(requirement["extra"].get("feePayer"), str):
        return None
    fields = {
        "transaction": payment["payload"]["transaction"],
        "x402ExactManagedSigners": [requirement["extra"]["feePayer"]],
        "x402ExactRequirement": requirement,
    }
    expect = {"outcome": outcomes[expected["class"]]}
    expect |= {"x402ExactRejectCode": expected["reason"]} if "reason" in expected else {}
    return {"id": vector["id"], **INTENT, "description": vector["title"], "input": fields, "expect": expect}


def pay_kit_run(vector, program):
    """Returns the testee's answer to a vector of pay-kit, in the format of its harness."""
    result = {"id": vector["id"]}
    if any(vector.get(name) != wanted for name, wanted in INTENT.items()):
        return result | {"outcome": "unsupported-mode", "error": f"only {INTENT['mode']} of {INTENT['intent']}"}
    fields = vector["input"]
    offer = {"scheme": "exact", "network": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", "maxTimeoutSeconds": 60, **fields["x402ExactRequirement"]}
    offer["extra"] = {"feePayer": fields["x402ExactManagedSigners"][0], **offer.get("extra", {})}
    payment = {"x402Version": 2, "accepted": offer, "payload": {"transaction": fields["transaction"]}}
    question = {"id": "q1", "op": "verify", "input": {"now": 0, "offers": [offer], "payment": {"json": payment}}}
    run = subprocess.run(program, input=json.dumps(question) + "\n", capture_output=True, text=True)
    # The introduction of the testee comes first, if it has one.
    answer = json.loads(run.stdout.splitlines()[-1]) if run.stdout else {"error": run.stderr}
    if "result" not in answer:
        return result | {"outcome": "unsupported-mode", "error": str(answer)}
    report = answer["result"]
    failed = [check["id"] for check in report["checks"] if check["outcome"] == "fail" and check["id"] != SIGNED]
    if not failed and report.get("check") in (None, SIGNED):
        return result | {"outcome": "accept"}
    code = report["reason"] if report["check"] != SIGNED else reason(failed[0])
    return result | {"outcome": "reject", "error": code, "x402ExactRejectCode": code}


def reason(check):
    """The code of a failed check on the wire."""
    return next(known["reasons"]["v2"][0] for known in vectors.checks() if known["id"] == check)


def main(words):
    match words:
        case ["specs", directory]:
            for document, count in specs(directory).items():
                print(f"{document}: {count} vectors")
        case ["pay-kit", file]:
            written = [shaped for vector in must() if (shaped := pay_kit(vector))]
            Path(file).write_text(json.dumps(written, indent=2) + "\n", "utf-8")
            print(f"{len(written)} vectors")
        case ["pay-kit-runner", "--", *program]:
            print(json.dumps(pay_kit_run(json.load(sys.stdin), program)))
        case _:
            print(__doc__, file=sys.stderr)
            return 64
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
