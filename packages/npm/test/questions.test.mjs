// What a program gets from the package's functions, beside the answers of the vectors.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import * as x402 from "x402-offline";
import * as payments from "x402-offline/payments";

const example = (name) => readFileSync(new URL(`examples/${name}`, import.meta.url), "utf8");
const [name, value] = example("payment.txt").trim().split(": ");
const offer = JSON.parse(example("offer.json"));
const now = 1740672100;
const question = { payment: { header: { name, value } }, offers: [offer], now };

test("a field under a near name is named, in a payment and in an offer", () => {
  const { payTo, ...rest } = offer;
  const payment = { json: { x402_version: 2, accepted: offer, payload: {} } };
  assert.match(x402.verify({ ...question, payment }).checks[0].detail, /; found x402_version instead of x402Version$/);
  assert.throws(() => x402.verify({ ...question, offers: [{ ...rest, pay_to: payTo }] }), /; found pay_to instead of payTo$/);
  // The nearest without a near name.
  assert.throws(() => x402.verify({ ...question, offers: [rest] }), /: payTo: required and missing$/);
});

for (const [entry, { verify, decode, match, replayKey, stringify, X402Error, init }] of Object.entries({ "x402-offline": x402, "x402-offline/payments": payments })) {
  test(`${entry}: the specification's payment is valid, and its nearest neighbours are not`, () => {
    assert.equal(verify(question).verdict, "valid");
    assert.equal(verify({ ...question, now: now + 54 }).verdict, "invalid");
    assert.equal(verify({ ...question, offers: [{ ...offer, payTo: offer.asset }] }).check, "offer");
    assert.equal(verify({ ...question, payment: { text: "{" } }).stage, "decode");
  });

  test(`${entry}: the other operations of payments`, () => {
    const decoded = decode({ header: { name, value } });
    assert.deepEqual([decoded.version, decoded.ok.accepted.amount], [2, "10000"]);
    assert.equal(decode({ kind: "payment", text: "{}" }).err.stage, "shape");
    assert.deepEqual(match({ version: 2, accepted: offer, offers: [{ ...offer, amount: "1" }, offer] }), { offer: 1 });
    assert.equal(replayKey(question).replayKey, verify(question).replayKey);
    assert.deepEqual(replayKey({ ...question, offers: [] }), {});
  });

  test(`${entry}: amounts and times as bigint, number and string, and only exact ones`, () => {
    for (const time of [now, BigInt(now), String(now)]) assert.equal(verify({ ...question, now: time }).verdict, "valid");
    const wrong = (given, pointer, code = "malformed") =>
      assert.throws(() => verify({ ...question, ...given }), (error) => {
        assert.ok(error instanceof X402Error, error);
        assert.deepEqual([error.name, error.code, error.pointer], ["X402Error", code, pointer], error.message);
        return true;
      });
    wrong({ now: 2 ** 53 }, "/now");
    wrong({ now: now * 1000 }, "/now");
    wrong({ now: NaN }, "/now");
    wrong({ now: new Date("soon") }, "/now");
    wrong({ policy: { expiryMargin: 1.5 } }, "/policy/expiryMargin");
    wrong({ now: "soon" }, "/now");
    wrong({ now: -1 }, "/now");
    wrong({ now: undefined }, "/now");
    wrong({ offers: [{ ...offer, amount: 10000 }] }, "/offers/0");
    wrong({ hat: 1 }, "/hat", "unsupported");
    wrong({ policy: { expiryMargin: 2 ** 53 } }, "/policy/expiryMargin");
    // A name may have what separates names in a pointer, or in a message.
    wrong({ facts: { tokenDomains: { "eip155:1": {} } } }, "/facts/tokenDomains/eip155:1/name");
    wrong({ policy: { "a/b": 1 } }, "/policy/a~1b", "unsupported");
    wrong({ policy: { "~a:/": 1 } }, "/policy/~0a:~1", "unsupported");
    assert.equal(verify({ ...question, offers: [{ ...offer, amount: 10000n }] }).verdict, "valid");
    for (const amount of [0, 0n, "0"]) {
      const facts = { allowances: [{ token: offer.asset, owner: offer.payTo, amount }] };
      assert.equal(verify({ ...question, facts }).verdict, "valid");
    }
    wrong({ facts: { allowances: [{ token: offer.asset, owner: offer.payTo, amount: 2 ** 60 }] } }, "/facts/allowances/0/amount");
  });

  test(`${entry}: times as programs have them`, () => {
    // The last second of the payment lasts to its end.
    for (const time of [now + 0.5, now + 48.999, new Date(now * 1000), new Date((now + 48) * 1000 + 999)]) {
      assert.equal(verify({ ...question, now: time }).verdict, "valid", String(time));
    }
    for (const time of [now + 49.001, new Date((now + 49) * 1000)]) assert.equal(verify({ ...question, now: time }).verdict, "invalid", String(time));
    const milliseconds = /^X402Error: input\.now is 1740672100000, which looks like milliseconds; in seconds it is 1740672100$/;
    for (const time of [now * 1000, BigInt(now * 1000), String(now * 1000), now * 1000 + 0.25]) {
      assert.throws(() => verify({ ...question, now: time }), milliseconds);
    }
    // No other member is a time.
    assert.throws(() => verify({ ...question, policy: { expiryMargin: new Date(5000) } }), /^X402Error: input\.policy\.expiryMargin must be an integer/);
  });

  test(`${entry}: a payment as a string`, () => {
    const text = Buffer.from(value, "base64").toString();
    for (const payment of [value, text, `${name}: ${value}`, JSON.stringify(JSON.parse(text))]) {
      assert.equal(verify({ ...question, payment }).verdict, "valid", payment);
    }
    const v1 = example("payment-v1.txt").trim().split(": ")[1];
    const ofV1 = { offers: [JSON.parse(example("offer-v1.json"))], now, payment: v1 };
    assert.deepEqual(verify(ofV1), verify({ ...ofV1, payment: { header: { name: "X-PAYMENT", value: v1 } } }));
    // A buyer may send anything, and that is not the shop's mistake.
    for (const payment of ["", "!", "{", "eyJ", value.slice(1)]) assert.equal(verify({ ...question, payment }).stage, "decode", payment);
    assert.throws(() => verify({ ...question, payment: { header: value } }), /^X402Error: input\.payment\.header must be an object, and is "eyJ/);
    assert.throws(() => verify({ ...question, payment: JSON.parse(text) }), /\{"header": \{"name": …, "value": …\}\}/);
  });

  const answerTo = (input) => {
    try {
      return stringify(decode(input));
    } catch (error) {
      assert.ok(error instanceof X402Error, error);
      return `${error.code} ${error.pointer} ${error.message}`;
    }
  };

  test(`${entry}: a header alone is answered without JSON, and as through JSON`, (t) => {
    const through = ({ header }) => answerTo({ header, profile: "strict" });
    const payload = { ...JSON.parse(Buffer.from(value, "base64")), extensions: { a: "é\n\u2028😀", b: [1, null] } };
    const encoded = (text) => Buffer.from(text).toString("base64");
    const exact = encoded(stringify(payload).replace('"b":[1', '"b":[1.0,-0,18446744073709551615'));
    const headers = [
      { name, value }, { value, name }, { name: name.toLowerCase(), value }, { name: "X-PAYMENT", value }, { name, value: exact },
      { name: "X-PAYMENT", value: example("payment-v1.txt").trim().split(": ")[1] },
      { name: "PAYMENT-REQUIRED", value: encoded(stringify({ x402Version: 2, resource: { url: "https://example.com/" }, accepts: [offer] })) },
      { name: "PAYMENT-RESPONSE", value: encoded('{"success":true,"transaction":"0x1","network":"eip155:1"}') },
      { name: "EXTENSION-RESPONSES", value: "e30=" }, { name: "Accept", value }, { name: "", value }, { name: ` ${name}`, value },
      ...["", "=", "{}", value.slice(1), `${value}\n`, `\n${value}`, `${value}\n${value}`, `${value}\0`, `"\\${value}`, "\x7f", "A".repeat(60_000)].map((value) => ({ name, value })),
      Object.freeze({ name, value }), Object.assign(Object.create(null), { name, value }), { name, value, [Symbol("a")]: 1 },
    ];
    const { stringify: original } = JSON;
    t.after(() => (JSON.stringify = original));
    let uses = 0;
    for (const header of headers) {
      uses = 0;
      JSON.stringify = (...given) => {
        uses += 1;
        return original(...given);
      };
      try {
        decode({ header });
      } catch {
        // Not every module knows each header.
      }
      JSON.stringify = original;
      assert.equal(uses, 0, header.name);
      assert.equal(answerTo({ header }), through({ header }), original(header));
    }
    const { ok, canonical } = decode({ header: { name, value: exact } });
    assert.deepEqual([typeof ok.extensions.b[2], String(ok.extensions.b[0]), ok.extensions.a], ["bigint", "1.0", "é\n\u2028😀"]);
    assert.equal(stringify(ok), canonical);
    assert.deepEqual(Object.keys(decode({ header: { name, value } })), ["ok", "version", "canonical", "flags"]);
    assert.match(answerTo({ header: { name: "Accept", value } }), /^unsupported  header Accept carries no known object$/);
    assert.equal(decode({ header: { name, value: "!" } }).err.stage, "base64");
  });

  test(`${entry}: only a header that JSON would carry unchanged is answered without JSON`, () => {
    const header = { name, value };
    const half = "\ud800";
    class Header { name = name; value = value; }
    class Sent { constructor(header) { this.header = header; } }
    const same = [
      { header: new Header() }, new Sent(header), { header, kind: undefined }, { get header() { return { get name() { return name; }, value }; } },
      { toJSON: () => ({ header }) }, { header: { toJSON: () => header } }, { header: new Proxy(header, {}) },
      Object.defineProperty({ header }, "profile", { value: "none", enumerable: false }),
    ];
    for (const input of same) assert.equal(answerTo(input), answerTo({ header }));
    const wrong = (input, expected) => assert.match(answerTo(input), expected);
    for (const [given, pointer] of [[{ name: half, value }, "name"], [{ name, value: half }, "value"], [{ name, value: value + half }, "value"]]) {
      wrong({ header: given }, new RegExp(`^malformed /header/${pointer} input.header.${pointer}: a string has half of a surrogate pair`));
    }
    wrong({ header: { name: "é", value } }, /^unsupported  header é carries no known object$/);
    wrong({ header: { name: `${name}\n`, value } }, /^unsupported  header PAYMENT-SIGNATURE\n carries no known object$/);
    assert.equal(answerTo({ header: { name, value: "é" } }), answerTo({ header: { name, value: "é" }, profile: "strict" }));
    assert.equal(decode({ header: { name, value: "A".repeat(10_000_000) } }).err.kind, "header-size");
    wrong({ header: { name } }, /^malformed \/header\/value input\.header\.value is missing$/);
    wrong({ header: { name, value: 1 } }, /^malformed \/header\/value /);
    wrong({ header: { name, value, more: 1 } }, /^unsupported \/header\/more /);
    wrong({ header: [name, value] }, /^malformed \/header /);
    wrong({ header: value }, /^malformed \/header /);
    wrong({ header: null }, /^malformed \/header /);
    wrong({ header, more: 1 }, /^unsupported \/more /);
    wrong({ header, toJSON: () => ({}) }, /^malformed  input needs exactly one of /);
    wrong(Object.defineProperty({ more: 1 }, "header", { value: header, enumerable: false }), /^unsupported \/more /);
    wrong(Object.create({ header }), /^malformed  input needs exactly one of /);
    wrong({ header: Object.create(header) }, /^malformed \/header\/name /);
    wrong(Object.assign([], { header }), /^malformed  /);
    wrong(Object.assign(new String(""), { header }), /^malformed  /);
  });

  test(`${entry}: what is no question`, () => {
    for (const given of [undefined, null, 1, "verify"]) {
      assert.throws(() => verify(given), (error) => error instanceof X402Error && error.pointer === "");
    }
    const inside = { ...question };
    inside.policy = inside;
    assert.throws(() => verify(inside), X402Error);
    assert.throws(() => verify({ ...question, policy: { horizon: () => 1 } }), X402Error);
    assert.equal(verify(question).verdict, "valid");
  });

  test(`${entry}: half of a surrogate pair is named where it is`, () => {
    const half = "\ud800";
    const wrong = (given, pointer) =>
      assert.throws(() => verify({ ...question, ...given }), (error) => {
        assert.ok(error instanceof X402Error, error);
        assert.equal(error.pointer, pointer);
        assert.match(error.message, /^input[^ ]*: (payTo: )?a string has half of a surrogate pair/);
        return true;
      });
    wrong({ payment: { text: `{"a":"${half}"}` } }, "/payment/text");
    wrong({ payment: { header: { name, value: half } } }, "/payment/header/value");
    wrong({ payment: { header: { name: half, value } } }, "/payment/header/name");
    wrong({ offers: [{ ...offer, payTo: half }] }, "/offers/0");
    wrong({ policy: { [half]: 1 } }, "/policy");
    wrong({ [half]: 1 }, "");
    // In a payment it is the payer's fault, and a pair is none.
    for (const payment of [{ json: { a: half } }, { text: String.raw`{"a":"\ud800"}` }]) {
      assert.match(verify({ ...question, payment }).checks[0].detail, /half of a surrogate pair/);
    }
    assert.match(verify({ ...question, payment: { json: { a: "\ud83d\ude00" } } }).checks[0].detail, /x402Version/);
  });

  test(`${entry}: however deep a payment is, it has a verdict`, () => {
    for (const levels of [129, 1_000, 50_000]) {
      const json = JSON.parse("[".repeat(levels) + "]".repeat(levels));
      assert.match(verify({ ...question, payment: { json } }).checks[0].detail, /more than 128 levels/);
    }
    const growing = () => ({ get inside() { return growing(); } });
    assert.throws(() => verify({ ...question, payment: { json: growing() } }), (error) => error instanceof X402Error && /100000 levels/.test(error.message));
  });

  test(`${entry}: bytes as an array`, () => {
    const text = Buffer.from(value, "base64");
    assert.equal(verify({ ...question, payment: { bytes: new Uint8Array(text) } }).verdict, "valid");
    assert.equal(verify({ ...question, payment: { bytes: new Uint8Array(text.subarray(1)) } }).stage, "decode");
  });

  test(`${entry}: a module of one's own, and one that cannot be had`, async () => {
    await assert.rejects(init(new Uint8Array([0])));
    assert.equal(verify(question).verdict, "valid");
    await init();
    assert.equal(verify(question).verdict, "valid");
  });
}

test("an integer of every operation as bigint, number and string", () => {
  for (const status of [200, 200n, "200"]) {
    assert.deepEqual(x402.settlementState({ status, headers: [] }), x402.settlementState({ status: 200, headers: [] }));
    const facts = { ledgers: { "stellar:pubnet": { sequence: status, secondsPerLedger: status } } };
    assert.equal(x402.verify({ ...question, facts }).verdict, "valid");
  }
  for (const status of ["2e2", "", 200.5, 70_000n]) {
    assert.throws(() => x402.settlementState({ status, headers: [] }), (error) => error.pointer === "/status", String(status));
  }
});

test("no offer is chosen whose domain a table contradicts, unless the buyer knows better (B-10)", () => {
  const demand = (name) => ({ x402Version: 2, accepts: [{ ...offer, extra: { ...offer.extra, name } }] });
  const choose = (name, more) => x402.choose({ demand: demand(name), ...more });
  assert.equal(choose("USDC").index, 0);
  for (const name of ["Evil", "USD Coin", "USDC "]) {
    assert.deepEqual(choose(name), {});
    assert.deepEqual(choose(name, { tolerate: ["asset-network"] }), {});
    assert.equal(choose(name, { tolerate: ["other-domain"] }).index, 0);
  }
});

test("the text of the command", () => {
  const text = x402.explain(question);
  assert.match(text, /^valid: 0x857b06519E91e3A54538791bDbb0E22373e36b66 pays 0\.010000 USDC/);
  assert.match(text, /\nto ask before settling/);
  assert.match(x402.explain({ ...question, now: now + 100 }), /^invalid \(valid-before/);
  assert.throws(() => x402.explain({ ...question, now: "soon" }), (error) => error.pointer === "/now");
  const wrong = { ...question, facts: { ledgers: { "stellar:pubnet": {} } } };
  assert.throws(() => x402.explain(wrong), (error) => error.pointer === "/facts/ledgers/stellar:pubnet/sequence");
});

test("JSON without loss", () => {
  const same = ["1e400", "-0", "9007199254740993", "18446744073709551615", "1.0", "5.000000000000000000001", "0.3e1", "12", "-1.5", "1e21"];
  for (const text of [...same, ...same.map((text) => `{"__proto__":[${text},{"a":${text}}],"\\u00e9\\"":${text}}`)]) {
    const expected = text.replace("\\u00e9", "é");
    assert.equal(x402.stringify(x402.parse(text)), expected);
  }
  assert.equal(x402.parse("9007199254740993"), 9007199254740993n);
  const types = {
    9007199254740991: "number", 9007199254740992: "bigint", 100000000000000000000: "bigint", "-9007199254740991": "number",
    "-9007199254740992": "bigint", "1e21": "object", "1.5": "number", "4503599627370495.5": "number",
  };
  for (const [text, type] of Object.entries(types)) assert.equal(typeof x402.parse(`[${text}]`)[0], type, text);
  assert.deepEqual([x402.stringify(-0), x402.stringify([-0, 1n])], ["0", "[0,1]"]);
  // A hole is no value, and JSON has none.
  assert.equal(x402.stringify([1n, , 2]), "[1,null,2]");
  assert.equal(x402.stringify([1, , 2]), "[1,null,2]");
  assert.deepEqual(x402.parse('{"a":[1,2,{"b":null}],"c":"1.50"}'), { a: [1, 2, { b: null }], c: "1.50" });
  // What `JSON.parse` takes.
  for (const text of ["[1.5]", "[1.0]"]) assert.equal(x402.stringify(x402.parse(Buffer.from(text))), text);
  assert.equal(x402.parse(1.5), 1.5);
  for (const text of ["", "{", "[1,]", "01", '{"a":1.0,}']) assert.throws(() => x402.parse(text), SyntaxError);
  for (const value of [NaN, Infinity, () => 1, Symbol("a"), undefined]) assert.throws(() => x402.stringify(value), TypeError);
  assert.throws(() => new x402.ExactNumber("1,5"), TypeError);
});

test("JSON that is deep or long", () => {
  const deep = (inner) => "[".repeat(50_000) + inner + "]".repeat(50_000);
  for (const inner of ["1", "1.0", '{"a":1.0}']) assert.equal(x402.stringify(x402.parse(deep(inner))), deep(inner));
  for (const text of [`${deep("1.0")}]`, deep("[1.0")]) assert.throws(() => x402.parse(text), SyntaxError);
  for (const part of ["x", "\\n", '\\"', "\\\\"]) {
    const text = `[1.0,"${part.repeat(12_000_000)}"]`;
    assert.ok(x402.stringify(x402.parse(text)) === text, part);
  }
  // What is called for the value of an object is called once.
  assert.equal(x402.stringify(new (class { a = 1n; toJSON() { return this; } })()), '{"a":1}');
  assert.throws(() => x402.stringify(x402.parse("[".repeat(100_001) + "]".repeat(100_001))), x402.X402Error);
  const cycle = [1n];
  cycle.push({ cycle });
  assert.throws(() => x402.stringify(cycle), TypeError);
  const shared = { a: 1n };
  assert.equal(x402.stringify([shared, shared]), '[{"a":1},{"a":1}]');
  for (const [digits, type] of [[300_000, "bigint"], [300_001, "object"]]) {
    const text = "9".repeat(digits);
    assert.deepEqual([typeof x402.parse(text), String(x402.parse(text)) === text], [type, true]);
  }
});

test("an answer beyond 2^53 is a bigint", () => {
  // Of the vector builder-code-0840d.
  const calldata = "0xe3ee160ea1616da164783430321bffffffffffffffff00120280218021802180218021802180218021";
  assert.equal(x402.builderCode({ calldata }).metadata.x402, 18446744073709551615n);
});

test("after a question that took much memory, the memory is given back", (t) => {
  const Instance = WebAssembly.Instance;
  t.after(() => (WebAssembly.Instance = Instance));
  let made = 0;
  WebAssembly.Instance = class extends Instance {
    constructor(...given) {
      super(...given);
      made += 1;
    }
  };
  const of = (bytes) => assert.equal(verify({ ...question, payment: { text: " ".repeat(bytes) } }).stage, "decode");
  const { verify } = payments;
  of(1);
  made = 0;
  for (const bytes of [1, 1_000_000, 4_000_000, 1]) of(bytes);
  assert.equal(made, 0);
  of(50_000_000);
  assert.equal(verify(question).verdict, "valid");
  assert.equal(made, 1);
});

test("the types of the small entry have the members of a policy and of facts that its module knows, and no others", () => {
  const { verify } = payments;
  const membersOf = (entry, type) => {
    const types = readFileSync(new URL(`node_modules/x402-offline/dist/${entry}.d.ts`, import.meta.url), "utf8");
    const [, body] = new RegExp(`^export type ${type} = \\{$([^]*?)^\\}`, "m").exec(types);
    return [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name);
  };
  for (const [member, type] of Object.entries({ policy: "Policy", facts: "Facts" })) {
    const known = membersOf("index", type).filter((name) => {
      try {
        // A member that is known is taken, or is malformed.
        verify({ ...question, [member]: { [name]: true } });
      } catch (error) {
        return error.code !== "unsupported";
      }
      return true;
    });
    assert.deepEqual(membersOf("payments", type).toSorted(), known.toSorted());
    assert.notEqual(known.length, membersOf("index", type).length);
  }
});
