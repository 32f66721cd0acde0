"""The functions, beside the vectors: python -m unittest discover packages/python/tests"""

import base64
import gzip
import itertools
import json
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import unittest
from collections import ChainMap, UserDict, UserList, deque
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation, localcontext
from pathlib import Path
from types import MappingProxyType
from unittest import mock

import x402_offline
from examples import NOW, header, offer, payment, question
from x402_offline import ExactNumber, X402Error, audit, choose, decode, diagnose, dumps, explain, lint, loads, match, recognise, verify, verify_many


class Recognised(unittest.TestCase):
    """What a verdict about a text rests on, its client has not written."""

    BOUNCED = (Path(__file__).parents[3] / "docs/examples/bounced.txt").read_text("utf-8")

    def test_a_transcript_names_payment_offers_time_and_answer(self):
        found = recognise(text=self.BOUNCED)
        self.assertEqual(found["answered"], {"outcome": "refused", "by": "seller", "status": 402, "reason": "invalid_exact_evm_payload_signature"})
        self.assertEqual({name: part["provenance"] for name, part in found["judged"].items()}, {"payment": "request-header", "offers": "response"})
        self.assertEqual(found["time"], {"seconds": 1795895725, "provenance": "answer-date"})
        self.assertTrue(all(part["provenance"] for part in found["parts"]))

    def test_what_the_client_writes_is_no_offer_and_no_time(self):
        date, value = "Sat, 28 Nov 2026 19:55:25 GMT", header("payment")["value"]
        required = base64.b64encode(json.dumps({"x402Version": 2, "accepts": [offer("offer")]}).encode()).decode()
        lines = f"Date: {date}\nPAYMENT-REQUIRED: {required}\nPAYMENT-SIGNATURE: {value}\n"
        of_client = recognise(text=f"GET /w HTTP/1.1\n{lines}\nHTTP/1.1 200 OK\n\n")
        self.assertEqual((list(of_client["judged"]), of_client.get("time")), (["payment"], None))
        of_server = recognise(text=f"GET /w HTTP/1.1\nPAYMENT-SIGNATURE: {value}\n\nHTTP/1.1 402 X\nDate: {date}\nPAYMENT-REQUIRED: {required}\n\n")
        self.assertEqual((list(of_server["judged"]), of_server["time"]["seconds"]), (["payment", "offers"], 1795895725))

    def test_offers_that_differ_are_ambiguous(self):
        one, other = offer("offer"), {**offer("offer"), "amount": "1"}
        self.assertEqual(recognise(text=f"{json.dumps(one)}\n{json.dumps(other)}")["judged"]["ambiguous"]["kind"], "offers")
        self.assertNotIn("ambiguous", recognise(text=f"{json.dumps(one)}\n{json.dumps(one)}")["judged"])


class Errors(unittest.TestCase):
    def refused(self, kind, pointer, reason, **changed):
        with self.assertRaises(X402Error) as raised:
            verify(**question(**changed))
        error = raised.exception
        self.assertEqual((error.operation, error.kind, error.pointer), ("verify", kind, pointer), str(error))
        self.assertIn(reason, str(error))
        self.assertEqual(vars(pickle.loads(pickle.dumps(error))), vars(error))

    def test_a_near_name_is_named(self):
        payment = {"json": {"x402_version": 2, "accepted": offer("offer"), "payload": {}}}
        detail = verify(**question(payment=payment))["checks"][0]["detail"]
        self.assertRegex(detail, r"; found x402_version instead of x402Version\Z")
        near = offer("offer")
        near["pay_to"] = near.pop("payTo")
        self.refused("error", "/offers/0", "; found pay_to instead of payTo", offers=[near])

    def test_a_bad_question_names_its_place(self):
        self.assertEqual(verify(**question())["verdict"], "valid")
        self.refused("error", "/now", "", now="tomorrow")
        self.refused("error", "/now", "seconds since 1970", now=-1.5)
        self.refused("error", "/now", "in seconds it is 1740672100", now=NOW * 1000)
        self.refused("error", "/now", "in seconds it is 1740672100", now=NOW * 1000 + 0.5)
        self.refused("error", "/now", "datetime.now(timezone.utc)", now=datetime(2025, 2, 27, 16, 1, 40))
        self.refused("error", "/profile", "strict", profile="tolerant")
        self.refused("error", "/offers/0", "", offers=[{**offer("offer"), "amount": 10000}])
        self.refused("skipped", "/policy/unheard", "unknown", policy={"unheard": 1})
        self.refused("error", "/payment/json/payload/nonce", "of type bytes", payment={"json": {"payload": {"nonce": b"1"}}})
        self.refused("error", "/offers/1", "of type set", offers=[offer("offer"), {1}])
        self.refused("error", "/facts", "a key", facts={1: 2})
        self.refused("error", "/facts/ledgers/stellar:pubnet/sequence", "missing", facts={"ledgers": {"stellar:pubnet": {}}})
        self.refused("error", "/facts/ledgers/stellar:pubnet", "an object", facts={"ledgers": {"stellar:pubnet": 1}})
        self.refused("error", "/policy/expiryMargin", "must be an integer", policy={"expiryMargin": 1.5})
        self.refused("error", "/payment/header", "must be an object", payment={"header": header("payment")["value"]})
        self.refused("error", "/offers", "an array", offers=offer("offer"))
        self.refused("skipped", "/policy/a:b~1c~0d", "unknown", policy={"a:b/c~d": 1})
        # In a payment as an object it is the payer's fault.
        half = "\ud800"
        self.refused("error", "/payment/text", "half of a surrogate pair", payment={"text": half})
        self.refused("error", "/policy", "half of a surrogate pair", policy={half: 1})
        self.assertEqual(verify(**question(payment={"json": {"a": half}}))["verdict"], "invalid")
        steps = [f"a{index}" for index in range(30)]
        value = b""
        for step in reversed(steps):
            value = {step: value}
        self.refused("error", "/payment/json/" + "/".join(steps), "of type bytes", payment={"json": value})

    def test_a_time_is_what_programs_have(self):
        # The last second of the payment lasts to its end.
        for end, verdict in [(48.999, "valid"), (49.001, "invalid")]:
            zones = [timezone.utc, timezone(timedelta(hours=-5))]
            for now in [NOW + end, Decimal(str(NOW + end)), *(datetime.fromtimestamp(NOW + end, zone) for zone in zones)]:
                self.assertEqual(verify(**question(now=now))["verdict"], verdict, now)
                self.assertEqual([one["verdict"] for one in verify_many([question(now=now)])], [verdict], now)
        given = list(verify_many([question(now=datetime(2025, 2, 27))], return_errors=True))
        self.assertEqual([error.pointer for error in given], ["/now"])
        with self.assertRaises(X402Error):
            list(verify_many([question(now=datetime(2025, 2, 27))]))
        # What is written as JSON is not a question.
        with self.assertRaises(ValueError):
            dumps({"now": datetime.now(timezone.utc)})
        self.assertRegex(explain(**question(now=datetime.fromtimestamp(NOW, timezone.utc))), "^valid")

    def test_a_payment_may_be_a_string(self):
        name, value = header("payment").values()
        text = base64.b64decode(value).decode()
        for given in [value, text, f"{name}: {value}"]:
            self.assertEqual(verify(**question(payment=given))["verdict"], "valid", given)
        v1 = {"payment": {"header": header("payment-v1")}, "offers": [offer("offer-v1")], "now": NOW}
        self.assertEqual(verify(**{**v1, "payment": header("payment-v1")["value"]}), verify(**v1))
        # A buyer may send anything, and that is not the shop's mistake.
        for given in ["", "!", "{", "eyJ", value[1:]]:
            self.assertEqual(verify(**question(payment=given))["stage"], "decode", given)

    def test_no_offer_is_chosen_whose_domain_a_table_contradicts(self):
        # Unless the buyer knows better (B-10).
        asked = offer("offer")
        for name, tolerate, chosen in [
            ("USDC", [], {"index": 0}),
            ("Evil", [], {}),
            ("USD Coin", ["asset-network"], {}),
            ("Evil", ["other-domain"], {"index": 0}),
        ]:
            demand = {"x402Version": 2, "accepts": [{**asked, "extra": {**asked["extra"], "name": name}}]}
            self.assertEqual(choose(demand=demand, tolerate=tolerate), chosen, name)

    def test_a_bad_payment_is_no_error(self):
        self.assertEqual(verify(**question(payment={"text": "{"}))["reason"], "invalid_payload")
        self.assertEqual(verify(**question(payment={"json": None}))["verdict"], "invalid")

    def test_an_argument_that_does_not_exist(self):
        with self.assertRaises(TypeError):
            verify(**question(declaredExtensions={}))
        self.assertEqual(verify(**question(declared_extensions={}))["verdict"], "valid")


class Exactness(unittest.TestCase):
    def test_no_digit_is_lost(self):
        for text in ["0", "-1", "1" * 80, "1" * 5000, "0.1", "1.10", "1e400", "-0.0", "0.10000000000000000000001", "1E+2"]:
            self.assertEqual(Decimal(dumps(loads(text))), Decimal(text), text)
        self.assertIs(type(loads("0.5")), float)
        self.assertIs(type(loads("0.10000000000000000000001")), Decimal)
        self.assertEqual(dumps([True, 1, None, "a\u2028\"", (1, 2), {"b": 0.1}]), '[true,1,null,"a\u2028\\"",[1,2],{"b":0.1}]')
        self.assertEqual(loads(dumps("\ud800")), "\ud800")

    def test_an_answer_has_the_values_that_loads_reads(self):
        scalars = '[0,-1,-0,9223372036854775807,9223372036854775808,0.5,1.10,1E+2,1e400,-0.0,true,false,null,"","\u00e9\\u2028\\"\\\\",{},[]]'
        # With the payment and `accepted` around it, this is as deep as a message may be.
        deepest = "[" * 125 + "]" * 125
        many = "[" + ",".join(["0"] * 16_000) + "]"
        for extra in [f'{{"a":{scalars},"\\u0062":{{"c":[[]]}}}}', f'{{"d":{deepest}}}', f'{{"m":{many}}}']:
            accepted = {**offer("offer"), "extra": "here"}
            text = json.dumps({"x402Version": 2, "accepted": accepted, "payload": {}}).replace('"here"', extra)
            found = decode(kind="payment", text=text)["ok"]["accepted"]["extra"]
            # Of equal numbers the types differ.
            self.assertEqual(repr(found), repr(loads(extra)))

    def test_an_answer_beyond_the_limits_of_a_message_is_read_in_python(self):
        resource = {"resource": "https://api.example.com", "type": "http", "x402Version": 2, "accepts": [offer("offer")], "lastUpdated": 1}
        for count, calls in [(1, 0), (3000, 1)]:
            page = {"x402Version": 2, "items": [resource] * count, "pagination": {"limit": 1, "offset": 0, "total": 1}}
            with mock.patch("x402_offline._json.loads", side_effect=loads) as in_python:
                answer = decode(kind="resource-list", text=json.dumps(page))
            self.assertEqual(in_python.call_count, calls)
            self.assertEqual(list(answer), ["ok", "version", "canonical", "flags"])
            self.assertEqual(answer["ok"], page)
            self.assertEqual(loads(answer["canonical"]), page)

    def test_zero_keeps_its_sign(self):
        for text in ["-0", "-0.0", "0", "0.0", "[-0,0,-1]", '{"a":-0}']:
            self.assertEqual(dumps(loads(text)), text)
        self.assertEqual(loads("-0"), 0)
        for value in [-0.0, 0.0, -1e-300]:
            self.assertEqual(dumps(value), json.dumps(value))
        self.assertEqual(dumps(Decimal("-0")), "-0")
        # Both are zero where a number is compared.
        accepted = {**offer("offer"), "extra": {"n": loads("-0")}}
        self.assertEqual(match(version=2, accepted=accepted, offers=[{**accepted, "extra": {"n": 0}}], rule="exact"), {"offer": 0})

    def test_an_exponent_beyond_a_decimal(self):
        for text in ["1e9999999999999999999", "-1.50E-9999999999999999999", "0e99999999999999999999"]:
            self.assertEqual(loads(f"[{text}]"), [ExactNumber(text)])
            self.assertEqual(dumps(loads(text)), text)
            with localcontext() as context:
                context.traps[InvalidOperation] = False
                self.assertEqual(loads(text), ExactNumber(text))
            paid = f'{{"x402Version":2,"accepted":{json.dumps(offer("offer"))},"payload":{{"n":{text}}}}}'
            self.assertEqual(str(decode(text=paid, kind="payment")["ok"]["payload"]["n"]), text)
        self.assertIs(type(loads("1e999999999999999")), Decimal)
        self.assertEqual(dumps(ExactNumber("-0.0e+1")), "-0.0e+1")
        for text in ["", "1e", "01", "+1", ".5", "1\n", "\u0661", "NaN", "1,2"]:
            with self.assertRaises(ValueError):
                ExactNumber(text)

    def test_any_mapping_and_any_sequence(self):
        for value in [MappingProxyType({"a": [1]}), ChainMap({"a": [1]}), UserDict(a=[1]), {"a": UserList([1])}, {"a": deque([1])}, {"a": range(1, 2)}]:
            self.assertEqual(dumps(value), '{"a":[1]}', value)
        asked = question(offers=UserList([MappingProxyType(offer("offer"))]), policy=ChainMap({"assumePlainAccounts": True}))
        self.assertEqual(verify(**asked)["verdict"], "valid")
        for value in [b"1", bytearray(b"1"), memoryview(b"1"), {1}, iter([1])]:
            with self.assertRaisesRegex(ValueError, "input.a is of type"):
                dumps({"a": value})

        class Torn(UserDict):
            def __getitem__(self, key):
                raise RuntimeError("torn")

        with self.assertRaisesRegex(ValueError, r"input\[0\] is of type Torn, and cannot be read: .*torn"):
            dumps([Torn(a=1)])

    def test_a_dict_that_changes_meanwhile_raises(self):
        def grow(members):
            members["new"] = 1

        def shrink(members):
            del members["last"]

        def empty(members):
            members.clear()

        def move(members):
            members["number"] = members.pop("number")

        def replace(members):
            members["last"] = 3

        def changing(change):
            # The digits of this number come from Python, where another thread may have its turn, or from code that does so itself.
            class Number(ExactNumber):
                def __str__(self):
                    change(members)
                    return super().__str__()

            members = {"number": Number("1"), "last": 2}
            return members

        for change in [grow, shrink, empty, move]:
            with self.assertRaisesRegex(RuntimeError, r"^input\[0\]\.a changed while it was written$"):
                dumps([{"a": changing(change)}])
            with self.assertRaisesRegex(RuntimeError, r"^input\.payment\.json changed"):
                verify(**question(payment={"json": changing(change)}))
            with self.assertRaisesRegex(RuntimeError, r"^input\.policy changed"):
                explain(**question(policy=changing(change)))
            with self.assertRaisesRegex(RuntimeError, r"^input\.policy changed"):
                list(verify_many([question(policy=changing(change))], return_errors=True))
        # Other values of the same names are as in JSON of Python.
        self.assertEqual(dumps(changing(replace)), '{"number":1,"last":3}')

    def test_a_dict_that_another_thread_changes_raises(self):
        members = {str(index): ExactNumber("1") for index in range(2000)}
        done = threading.Event()

        def change():
            while not done.is_set():
                if members.pop("new", None) is None:
                    members["new"] = 1

        thread = threading.Thread(target=change)
        thread.start()
        try:
            with self.assertRaisesRegex(RuntimeError, "^input changed while it was written$"):
                for _ in range(2000):
                    dumps(members)
        finally:
            done.set()
            thread.join()

    def test_depth_has_an_end_for_which_a_small_stack_has_room(self):
        program = """
import threading
from types import MappingProxyType
from x402_offline import dumps

def write():
    for wrap in [lambda value: [value], lambda value: {"a": value}, lambda value: MappingProxyType({"a": value})]:
        value = 1
        for _ in range(160):
            value = wrap(value)
        dumps(value)
        try:
            dumps(wrap(value))
        except ValueError as error:
            assert "nested more than 160 times" in str(error), error
            done.append(wrap)

done = []
threading.stack_size(128 * 1024)
thread = threading.Thread(target=write)
thread.start()
thread.join()
assert len(done) == 3
"""
        self.assertEqual(subprocess.run([sys.executable, "-c", program]).returncode, 0)

    def test_what_is_not_json_is_refused(self):
        endless = []
        endless.append(endless)
        for value in [float("nan"), float("inf"), Decimal("NaN"), {1: 2}, b"", endless, object(), {"a": {2}}]:
            with self.assertRaises(ValueError):
                dumps(value)
        for text in ["NaN", "Infinity", "[1,]", ""]:
            with self.assertRaises(ValueError):
                loads(text)

    def test_a_number_beyond_a_double_is_the_same_number_for_the_reader(self):
        requirements = {**offer("offer"), "extra": {"name": "USDC", "version": "2", "n": loads("1e400")}}
        accepted = {**requirements, "extra": {**requirements["extra"], "n": loads("1e401")}}
        self.assertEqual(match(version=2, accepted=requirements, offers=[requirements]), {"offer": 0})
        self.assertEqual(match(version=2, accepted=accepted, offers=[requirements], rule="exact")["offer"], None)


class Reports(unittest.TestCase):
    def test_a_notebook_shows_verdict_checks_and_questions(self):
        shown = verify(**question())._repr_html_()
        for part in ["valid", "account-code", "token-domain", "0x857b06519E91e3A54538791bDbb0E22373e36b66", "x402:1:357926"]:
            self.assertIn(part, shown)
        self.assertIn("relative-url", lint(json={**DEMAND, "resource": {"url": "/a"}})._repr_html_())

    def test_the_text_of_strangers_is_inert(self):
        hostile = '<script>alert(1)</script>"\u202e\u0007&'
        report = verify(**question(offers=[{**offer("offer"), "payTo": hostile}]))
        self.assertIn("script", json.dumps(report))
        shown = report._repr_html_()
        self.assertIn("&lt;script&gt;", shown)
        for character in ["<script", "\u202e", "\u0007"]:
            self.assertNotIn(character, shown)

    def test_a_report_is_a_dict(self):
        report = verify(**question())
        self.assertEqual(json.loads(json.dumps(report)), report)
        self.assertNotIsInstance(diagnose(**question()), x402_offline.Report)


DEMAND = {"x402Version": 2, "accepts": [offer("offer")], "resource": {"url": "https://api.example.com/weather"}}


class Many(unittest.TestCase):
    QUESTIONS = [question(now=NOW + index % 60) for index in range(200)]

    def test_order_and_reports_are_those_of_one_after_another(self):
        alone = [verify(**asked) for asked in self.QUESTIONS]
        self.assertEqual({report["verdict"] for report in alone}, {"valid", "invalid"})
        for jobs in [1, 2, 5]:
            self.assertEqual(list(verify_many(iter(self.QUESTIONS), jobs=jobs)), alone)

    def test_memory_is_bounded(self):
        taken = 0

        def endless():
            nonlocal taken
            for taken in itertools.count():
                yield question()

        reports = verify_many(endless(), jobs=2)
        for _ in range(300):
            self.assertEqual(next(reports)["verdict"], "valid")
        reports.close()
        self.assertLess(taken, 300 + 64 * 8)

    def test_a_question_may_change_after_it_was_taken(self):
        shared = question()

        def changing():
            for index in range(130):
                shared["now"] = NOW + 1000 * (index % 2)
                yield shared

        verdicts = [report["verdict"] for report in verify_many(changing(), jobs=2)]
        self.assertEqual(verdicts, ["valid", "invalid"] * 65)

    def test_a_bad_question_is_raised_or_given(self):
        bad = [question(), {"now": 1}, question(offers=[{1}]), question()]
        reports = verify_many(bad)
        self.assertEqual(next(reports)["verdict"], "valid")
        with self.assertRaises(X402Error):
            next(reports)
        given = list(verify_many(bad, return_errors=True))
        self.assertEqual([type(one).__name__ for one in given], ["Report", "X402Error", "X402Error", "Report"])
        self.assertEqual(given[2].pointer, "/offers/0")

    def test_a_question_that_is_no_mapping_is_a_bad_one(self):
        bad = [None, 1, "ab", [question()], object(), MappingProxyType(question())]
        given = list(verify_many(bad, return_errors=True))
        self.assertEqual([type(one).__name__ for one in given], ["X402Error"] * 5 + ["Report"])
        self.assertEqual({error.pointer for error in given[:5]}, {""})
        with self.assertRaises(X402Error):
            list(verify_many([None]))

    def test_what_the_questions_raise_comes_through(self):
        def failing():
            yield question()
            raise OSError("the disk is gone")

        with self.assertRaisesRegex(OSError, "the disk is gone"):
            list(verify_many(failing(), jobs=2))
        with self.assertRaisesRegex(ValueError, "at least 1"):
            list(verify_many([], jobs=0))


class Audit(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)
        lines = [question(), question(now=NOW + 100), {"now": 1}, {"id": "a", "op": "verify", "input": question()}]
        self.text = "\n".join([json.dumps({**lines[0], "meta": {"ip": "::1"}}), "", *map(json.dumps, lines[1:])])
        self.plain = self.directory / "log.jsonl"
        self.plain.write_text(self.text, "utf-8")

    def test_the_lines_of_a_log(self):
        verdicts = list(audit(self.plain))
        self.assertEqual([verdict["line"] for verdict in verdicts], [1, 3, 4, 5])
        self.assertEqual([verdict.get("verdict") for verdict in verdicts], ["valid", "invalid", None, "valid"])
        self.assertEqual(verdicts[0]["meta"], {"ip": "::1"})
        self.assertEqual(verdicts[1]["check"], "valid-before")
        self.assertIn("payment", verdicts[2]["error"])
        self.assertEqual(verdicts[3]["id"], "a")
        compressed = self.directory / "log.jsonl.gz"
        compressed.write_bytes(gzip.compress(self.text.encode()))
        for same in [os.fspath(self.plain), compressed, self.text.split("\n"), self.text.encode().splitlines(True)]:
            self.assertEqual(list(audit(same, jobs=2)), verdicts)

    def test_a_line_that_is_too_long_is_an_error_and_the_next_is_verified(self):
        padding = json.dumps({**question(), "meta": "x" * (2 * 1024 * 1024)})
        long = self.directory / "long.jsonl"
        long.write_text(f"{padding}\n{json.dumps(question())}\n", "utf-8")
        for log in [long, [padding, json.dumps(question())]]:
            first, second = audit(log)
            self.assertIn("2097152 bytes", first["error"])
            self.assertEqual((second["line"], second["verdict"]), (2, "valid"))

    def test_no_line_ends_the_verdicts(self):
        good = json.dumps(question())
        metas = ["1e9999999999999999999", "0e99999999999999999999", "1" * 5000, '"\\ud800"', "[" * 120 + "]" * 120, "[" * 5000, "NaN"]
        lines = [part for meta in metas for part in (good[:-1] + f',"meta":{meta}}}', good)]
        verdicts = list(audit(lines))
        self.assertEqual([verdict["line"] for verdict in verdicts], [*range(1, 15)])
        self.assertEqual([verdict.get("verdict") for verdict in verdicts[1::2]], ["valid"] * 7)
        self.assertEqual([verdict.get("verdict") for verdict in verdicts[::2]], ["valid"] * 5 + [None] * 2)
        self.assertEqual(verdicts[0]["meta"], ExactNumber(metas[0]))

    def test_a_log_that_is_not_there(self):
        with self.assertRaises(FileNotFoundError):
            list(audit(self.directory / "none.jsonl"))
        (self.directory / "torn.gz").write_bytes(gzip.compress(self.text.encode())[:-20])
        with self.assertRaises(EOFError):
            list(audit(self.directory / "torn.gz"))


class Names(unittest.TestCase):
    def test_every_operation_is_a_function(self):
        self.assertEqual(sorted(x402_offline.OPERATIONS), sorted(x402_offline._native.operations()))
        for op, function in x402_offline.OPERATIONS.items():
            self.assertEqual(function.__name__, op.replace("-", "_"))
            self.assertTrue(function.__doc__)
            self.assertIs(getattr(x402_offline, function.__name__), function)

    def test_explaining(self):
        text = explain(**question())
        self.assertRegex(text, r"\Avalid: 0x857b06519E91e3A54538791bDbb0E22373e36b66 pays 0\.010000 USDC")
        self.assertIn("to ask before settling", text)
        self.assertRegex(explain(**question(now=NOW + 100)), r"\Ainvalid \(valid-before")
        with self.assertRaises(X402Error) as raised:
            explain(**question(now="soon"))
        self.assertEqual((raised.exception.operation, raised.exception.pointer), ("explain", "/now"))

    def test_decoding(self):
        self.assertEqual(decode(header=header("payment"))["version"], 2)
        self.assertEqual(decode(text="{", kind="payment")["err"]["stage"], "json")

    def test_a_header_alone_is_decoded_as_one_in_json_is(self):
        given = header("payment")
        answer = decode(header=given)
        self.assertEqual(list(answer), ["ok", "version", "canonical", "flags"])
        self.assertEqual(loads(answer["canonical"]), answer["ok"])
        self.assertEqual(answer["ok"], payment("payment"))
        for value in [given["value"], given["value"][:-5], "", "\n", "{", "\u00e9"]:
            for name in [given["name"], given["name"].lower(), "X-PAYMENT", "PAYMENT-RESPONSE"]:
                alone = {"name": name, "value": value}
                expected = repr(decode(header=MappingProxyType(alone)))
                self.assertEqual(repr(decode(header=alone)), expected)
                self.assertEqual(repr(decode(header={"value": value, "name": name}, profile="strict")), expected)
        for kind, wrong, reason in [
            ("skipped", {"name": "Accept", "value": given["value"]}, "header Accept carries no known object"),
            ("skipped", {**given, "port": "1"}, "input.header.port is unknown"),
            ("error", {"name": given["name"]}, "input.header.value is missing"),
            ("error", {"value": given["value"]}, "input.header.name is missing"),
            ("error", {**given, "value": 1}, "input.header.value must be a string"),
            ("error", {**given, "value": "\ud800"}, "input.header.value: a string has half of a surrogate pair"),
        ]:
            with self.assertRaises(X402Error) as raised:
                decode(header=wrong)
            self.assertEqual((raised.exception.kind, reason), (kind, raised.exception.reason[: len(reason)]))
        with self.assertRaisesRegex(X402Error, "exactly one of"):
            decode(header=given, text="{}", kind="payment")

    def test_names_with_the_same_place_in_memory_are_different(self):
        # Their hashes with the factor 31 are equal.
        extra = {first + second: first + second for first in ["Aa", "BB"] for second in ["Aa", "BB"]}
        paid = {"x402Version": 2, "accepted": {**offer("offer"), "extra": extra}, "payload": {}}
        for _ in range(3):
            self.assertEqual(decode(kind="payment", text=json.dumps(paid))["ok"]["accepted"]["extra"], extra)


if __name__ == "__main__":
    unittest.main()
