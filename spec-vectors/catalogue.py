"""Which numbers of the seed catalogue have no vector?

    python3 spec-vectors/catalogue.py            # the numbers in scope
    python3 spec-vectors/catalogue.py 111-120    # these

The ids of the groups below end in a number of the catalogue. Each number without a vector has a reason in
`catalogue.json`; a reason for a number that has one is an error, too.
"""

import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
# Other groups count for themselves.
GROUPS = ("codec", "eip2612", "eip3009", "erc20-approval", "match", "permit2", "responses", "solana", "upto")
SCOPE = ["1-81", "111-159", "161-173", "176", "180-189"]


def numbers(ranges):
    for text in ranges:
        first, _, last = text.partition("-")
        yield from range(int(first), int(last or first) + 1)


def present():
    for group in GROUPS:
        for vector in json.loads((HERE / "v1" / f"{group}.json").read_text("utf-8"))["vectors"]:
            yield int(re.fullmatch(rf"{group}-(\d+)[a-z]*", vector["id"])[1])


def main(ranges):
    have = set(present())
    reasons = {int(number): why for number, why in json.loads((HERE / "catalogue.json").read_text("utf-8")).items()}
    wanted = list(numbers(ranges or SCOPE))
    failed = False
    for number in wanted:
        if number not in have:
            failed |= number not in reasons
            print(f"{number}: {reasons.get(number, 'no vector and no reason')}")
    for number in sorted(have & reasons.keys()):
        failed = True
        print(f"{number}: has a vector, and a reason why not")
    print(f"{len(wanted)} numbers, {len(have & set(wanted))} with vectors")
    return 1 if failed or not wanted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
