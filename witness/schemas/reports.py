"""Cases for the JSON Schema of a report (`cases.py`): the testee's answers to the `verify` vectors, and changed ones.

The program `read_report` says which of these are reports. A report that contradicts itself still has the right shape, so
it is not a case.
"""

import json
import subprocess

from payloads import ALL
from spoiling import FILES, ROOT, edit, paths

SCHEMA = "report.schema.json"
READER = ROOT / "target/debug/examples/read_report"
CHECKS = ["offer", "domain", "decode", "Offer", "because of offer", "because of decode", "because of it"]
NAMES = ["valid", "invalid", "undecided", "pass", "fail", "needs", "skipped", "match", "verify", "eip55", "eip2612GasSponsoring"]
KEYS = [f"{prefix}{digit * count}" for prefix in ("x402:1:", "x402:transfer:1:", "0x") for digit in "aA" for count in (40, 63, 64, 65)]
NUMBERS = [str(number) for bits in (64, 128, 256) for number in (2**bits - 1, 2**bits)]
VALUES = [
    *[None, True, False, 0, 1, -1, 1.5, "", "x", "0", "05", "+5", "1e4", [], [7], ["eip55"], ["eip-55"], [{}], {}, {"x": 1}],
    *[*CHECKS, *NAMES, *KEYS, *NUMBERS, "2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh", "0moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh"],
]
# For each of these, the shortest answer is changed.
SORTS = [
    lambda report: report["verdict"] == "valid" and report["flags"],
    lambda report: any("rpc" in question for question in report["needs"]),
    lambda report: report["outstanding"] and "transferKey" in report,
    lambda report: "sponsor" in report,
    lambda report: "deadline" in report.get("gasSponsoring", {}),
    lambda report: "dataFeeWei" in report.get("gasSponsoring", {}).get("transaction", {}),
    lambda report: "executionOnly" in report.get("gasSponsoring", {}).get("transaction", {}),
    lambda report: report.get("check") == "decode",
]


def answers(command):
    """The testee's answers, by vector."""
    lines = "".join(json.dumps({"id": name, "op": "verify", "input": vector["input"]}) + "\n" for name, vector in ALL.items())
    verdicts = subprocess.run(command, input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    return {answer["id"]: answer["result"] for answer in map(json.loads, verdicts)}


def read(reports):
    """The reader's answer to each: accepted, contradictory or refused."""
    lines = "".join(json.dumps(report) + "\n" for report in reports)
    verdicts = subprocess.run([READER], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(verdicts) == len(reports), f"{len(reports)} reports, {len(verdicts)} answers"
    return [line.partition(":")[0] for line in verdicts]


def shape(report):
    """A key that is equal for reports with the same shape."""
    checks = [(check["id"], check["outcome"]) for check in report["checks"]]
    questions = [(question["kind"], "rpc" in question) for question in report["needs"] + report["outstanding"]]
    return json.dumps([sorted(report), report["verdict"], report["flags"], checks, questions, report.get("gasSponsoring", {}).get("extension")])


def of_vectors(command):
    """Returns one case for each shape, and the number of answers."""
    found = answers(command)
    shapes = {shape(report): (name, report) for name, report in found.items()}
    verdicts = read([report for _, report in shapes.values()])
    cases = [
        {"id": name, "schema": SCHEMA, "text": json.dumps(report), "accept": verdict == "accepted"}
        for (name, report), verdict in zip(shapes.values(), verdicts)
    ]
    assert all(case["accept"] for case in cases), "an answer of the testee's is no report"
    return cases, f"{len(found)}, in {len(cases)} shapes", found


def spoil(report):
    yield report
    yield from VALUES
    for path in paths(report):
        # Two checks and two questions are enough.
        if all(step < 2 for step in path if isinstance(step, int)):
            yield from edit(report, path, [KeyError, *VALUES])
    yield from edit(report, ("hint",), [1])


def of_spoiled(found):
    chosen = [min(filter(sort, found.values()), key=lambda report: len(json.dumps(report))) for sort in SORTS]
    edited = {json.dumps(one): one for report in chosen for one in spoil(report)}
    verdicts = zip(edited, read(list(edited.values())))
    return [{"schema": SCHEMA, "text": text, "accept": verdict == "accepted"} for text, verdict in verdicts if verdict != "contradictory"]


def refused_examples():
    examples = FILES[SCHEMA]["examples"]
    return [SCHEMA for verdict in read(examples) if verdict != "accepted"]
