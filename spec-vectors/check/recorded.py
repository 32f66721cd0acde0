"""A testee whose answers are kept, so that they can be replayed without its packages.

    recorded.py record FILE -- PROGRAM ...    the program's answers, which are also written into FILE, a JSON line each
    recorded.py replay FILE                   the same answers

A question is known by what it asks, and not by its number. Where the program gave no answer because it ended, the replay ends too.
"""

import hashlib
import json
import subprocess
import sys
import threading

INTRODUCTION = "introduction"


def key(question):
    """What a question asks. Its input is written as it came, for numbers that no float holds."""
    numbers = {"parse_int": lambda text: f"int {text}", "parse_float": lambda text: f"float {text}"}
    asked = json.loads(question, object_pairs_hook=lambda members: list(map(list, members)), **numbers)
    text = json.dumps([value for name, value in asked if name != "id"])
    return hashlib.sha256(text.encode()).hexdigest()


def record(file, command):
    program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    keys = {}

    def answers():
        for line in program.stdout:
            answer = json.loads(line, parse_int=str, parse_float=str)
            file.write(json.dumps([keys.get(answer.get("id"), INTRODUCTION), answer.get("id"), line.decode()]) + "\n")
            file.flush()
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()

    reader = threading.Thread(target=answers)
    reader.start()
    for question in sys.stdin.buffer:
        keys[json.loads(question)["id"]] = key(question)
        program.stdin.write(question)
        program.stdin.flush()
    program.stdin.close()
    reader.join()
    return program.wait()


def replay(file):
    known = {name: (id, line) for name, id, line in map(json.loads, file)}
    if INTRODUCTION in known:
        print(known[INTRODUCTION][1], end="", flush=True)
    for question in sys.stdin.buffer:
        if (name := key(question)) not in known:
            return 1
        id, line = known[name]
        # The rest of the line as it was: it can have numbers that no float holds.
        now = json.loads(question)["id"]
        line = line.replace(json.dumps(id), json.dumps(now), 1)
        if json.loads(line)["id"] != now:
            raise ValueError(f"where is the id? {line}")
        print(line, end="", flush=True)
    return 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["record", path, "--", *command]:
            with open(path, "a", encoding="utf-8") as file:
                sys.exit(record(file, command))
        case ["replay", path]:
            with open(path, encoding="utf-8") as file:
                sys.exit(replay(file))
        case _:
            sys.exit(__doc__)
