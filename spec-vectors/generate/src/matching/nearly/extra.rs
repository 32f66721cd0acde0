//! `extra` by the rule `sdk`.

use super::terms::Answer::{None as NoOffer, Offer};
use super::terms::{NOT_ASKED, Terms, case};
use crate::draft::Draft;
use x402_conformance::vector::Class;

/// The `extra` of an offer, that of `accepted`, how they differ, and the differing members: none if they match.
type Extra = (&'static str, &'static str, &'static str, &'static [&'static str]);

const EXTRA: [Extra; 78] = [
    (r#"{"a":1}"#, "", "without extra", &["extra.a"]),
    ("", r#"{"a":1}"#, "with an extra that the offer has not", &[]),
    ("{}", "", "without an extra that holds nothing", &[]),
    ("", "{}", "with an extra that holds nothing", &[]),
    ("{}", r#"{"a":1}"#, "with a member where the offer has none", &[]),
    ("null", "{}", "with an extra where the offer has null", &[]),
    (r#"{"a":"x"}"#, "null", "with null for extra", &["extra.a"]),
    (r#"{"a":"x","b":"y"}"#, r#"{"b":"y"}"#, "without the first member", &["extra.a"]),
    (r#"{"a":"x","b":"y"}"#, r#"{"a":"x"}"#, "without the last member", &["extra.b"]),
    (r#"{"a":"x","b":"y","c":"z"}"#, r#"{"c":"z","a":"x"}"#, "without the member between", &["extra.b"]),
    (r#"{"a":"x","b":"y","c":"z"}"#, r#"{"c":"z","b":"y","a":"x"}"#, "in another order", &[]),
    (r#"{"a":"x","b":"y"}"#, r#"{"a":"y","b":"x"}"#, "with its values changed round", &["extra.a", "extra.b"]),
    (r#"{"a":"x"}"#, r#"{"A":"x"}"#, "with a name in another letter case", &["extra.a"]),
    (r#"{"a":"x"}"#, r#"{"a ":"x"}"#, "with a space behind a name", &["extra.a"]),
    (r#"{"a":"x"}"#, r#"{"b":{"a":"x"}}"#, "with the member one level down", &["extra.a"]),
    (r#"{"b":{"a":"x"}}"#, r#"{"a":"x","b":{}}"#, "with the member one level up", &["extra.b"]),
    (r#"{"a":"USDC"}"#, r#"{"a":"usdc"}"#, "a text in another letter case", &["extra.a"]),
    (r#"{"a":"USDC"}"#, r#"{"a":"USDC "}"#, "a text with a space behind", &["extra.a"]),
    (r#"{"a":"USDC"}"#, r#"{"a":"USD"}"#, "a text cut", &["extra.a"]),
    (r#"{"a":"USDC"}"#, r#"{"a":"USDC2"}"#, "a text longer", &["extra.a"]),
    (r#"{"a":"\u00e9"}"#, r#"{"a":"e\u0301"}"#, "a text in another normal form", &["extra.a"]),
    (r#"{"a":"USD₮0"}"#, r#"{"a":"USD\u20ae0"}"#, "a text with an escape for its letter", &[]),
    (r#"{"a":"\ud83d\ude00"}"#, r#"{"a":"😀"}"#, "a pair of escapes for a character", &[]),
    (r#"{"a":"/"}"#, r#"{"a":"\/"}"#, "an escape that need not be", &[]),
    (r#"{"a":""}"#, "{}", "without a text that is empty", &["extra.a"]),
    (r#"{"a":""}"#, r#"{"a":null}"#, "null for a text that is empty", &["extra.a"]),
    (r#"{"a":"x"}"#, r#"{"a":null}"#, "null for a text", &["extra.a"]),
    (r#"{"a":"2"}"#, r#"{"a":2}"#, "a number for a text of digits", &["extra.a"]),
    (r#"{"a":2}"#, r#"{"a":"2"}"#, "a text of digits for a number", &["extra.a"]),
    (r#"{"a":"true"}"#, r#"{"a":true}"#, "true for the text", &["extra.a"]),
    (r#"{"a":true}"#, r#"{"a":false}"#, "false for true", &["extra.a"]),
    (r#"{"a":false}"#, r#"{"a":true}"#, "true for false", &["extra.a"]),
    (r#"{"a":false}"#, "{}", "without a false", &["extra.a"]),
    (r#"{"a":true}"#, r#"{"a":1}"#, "1 for true", &["extra.a"]),
    (r#"{"a":0}"#, r#"{"a":false}"#, "false for 0", &["extra.a"]),
    (r#"{"a":0}"#, "{}", "without a 0", &["extra.a"]),
    (r#"{"a":0}"#, r#"{"a":null}"#, "null for 0", &["extra.a"]),
    (r#"{"a":0}"#, r#"{"a":-0}"#, "minus 0", &[]),
    (r#"{"a":5}"#, r#"{"a":5.0}"#, "a fraction of zeros", &[]),
    (r#"{"a":500}"#, r#"{"a":5e2}"#, "an exponent", &[]),
    (r#"{"a":0.5}"#, r#"{"a":5E-1}"#, "an exponent below zero", &[]),
    (r#"{"a":5}"#, r#"{"a":5.000000000000000000001}"#, "a fraction that no double holds", &["extra.a"]),
    (r#"{"a":9007199254740992}"#, r#"{"a":9007199254740993}"#, "an integer that no double holds", &["extra.a"]),
    (r#"{"a":18446744073709551616}"#, r#"{"a":18446744073709551617}"#, "an integer above 64 bits", &["extra.a"]),
    (r#"{"a":5}"#, r#"{"a":-5}"#, "the sign of a number", &["extra.a"]),
    (r#"{"a":5}"#, r#"{"a":50}"#, "a number longer", &["extra.a"]),
    (r#"{"a":5}"#, r#"{"a":5.5}"#, "a fraction for an integer", &["extra.a"]),
    (r#"{"a":1e400}"#, r#"{"a":1e401}"#, "numbers that are too large for a double", &["extra.a"]),
    (r#"{"a":{"b":1}}"#, r#"{"a":{"b":2}}"#, "another number, one level down", &["extra.a"]),
    (r#"{"a":{"b":1}}"#, r#"{"a":{}}"#, "without a member, one level down", &["extra.a"]),
    (r#"{"a":{"b":1}}"#, r#"{"a":{"b":1,"c":2}}"#, "one member more, one level down", &[]),
    (r#"{"a":{"b":{"c":{"d":1}}}}"#, r#"{"a":{"b":{"c":{"d":2}}}}"#, "another number, three levels down", &["extra.a"]),
    (r#"{"a":{"b":{"c":{"d":1}}}}"#, r#"{"a":{"b":{"c":{"d":1,"e":2},"f":3}}}"#, "members more, at each level", &[]),
    (r#"{"a":{"b":1,"c":2}}"#, r#"{"a":{"c":2,"b":1}}"#, "in another order, one level down", &[]),
    (r#"{"a":{"b":1}}"#, r#"{"a":1}"#, "a number for an object", &["extra.a"]),
    (r#"{"a":{"b":1}}"#, r#"{"a":[1]}"#, "an array for an object", &["extra.a"]),
    (r#"{"a":{}}"#, r#"{"a":[]}"#, "an empty array for an empty object", &["extra.a"]),
    (r#"{"a":{}}"#, "{}", "without an empty object", &["extra.a"]),
    (r#"{"a":[]}"#, r#"{"a":{}}"#, "an empty object for an empty array", &["extra.a"]),
    (r#"{"a":[]}"#, "{}", "without an empty array", &["extra.a"]),
    (r#"{"a":[1,2]}"#, r#"{"a":[1,2]}"#, "the same array", &[]),
    (r#"{"a":[1,2]}"#, r#"{"a":[2,1]}"#, "an array in another order", &["extra.a"]),
    (r#"{"a":[1,2]}"#, r#"{"a":[1]}"#, "a shorter array", &["extra.a"]),
    (r#"{"a":[1,2]}"#, r#"{"a":[1,2,3]}"#, "a longer array", &["extra.a"]),
    (r#"{"a":[1,2]}"#, r#"{"a":[1,2.0]}"#, "an array with a fraction of zeros", &[]),
    (r#"{"a":["x"]}"#, r#"{"a":"x"}"#, "a text for an array of one", &["extra.a"]),
    (r#"{"a":"x"}"#, r#"{"a":["x"]}"#, "an array of one for a text", &["extra.a"]),
    (r#"{"a":[{"b":1}]}"#, r#"{"a":[{"b":2}]}"#, "another number in an object of an array", &["extra.a"]),
    (r#"{"a":[null]}"#, r#"{"a":[]}"#, "an array without its null", &["extra.a"]),
    (r#"{"a":[{"b":null}]}"#, r#"{"a":[{}]}"#, "an object of an array without its null", &["extra.a"]),
    (r#"{"a":[[1],[2]]}"#, r#"{"a":[[1],[3]]}"#, "an array of arrays", &["extra.a"]),
    (r#"{"a":"x"}"#, r#"{"__proto__":{"a":"x"}}"#, "with the member in __proto__", &["extra.a"]),
    (r#"{"__proto__":{"a":"x"}}"#, "{}", "without __proto__", &["extra.__proto__"]),
    (r#"{"__proto__":{}}"#, r#"{"a":"x"}"#, "without an empty __proto__", &["extra.__proto__"]),
    (r#"{"constructor":{"name":"Object"}}"#, "{}", "without constructor", &["extra.constructor"]),
    (r#"{"toString":{"length":0}}"#, "{}", "without toString", &["extra.toString"]),
    (r#"{"hasOwnProperty":1}"#, r#"{"hasOwnProperty":1}"#, "with hasOwnProperty", &[]),
    (
        r#"{"a":[{"b":1,"c":{"d":2,"e":3}}]}"#,
        r#"{"a":[{"c":{"e":3,"d":2},"b":1}]}"#,
        "in another order, in an object of an array",
        &[],
    ),
];

/// The names of the last rows are those that every object of JavaScript has, or the order of members is another.
const FIRST_OF_NAMES: u32 = 1271;

/// Vectors on which a witness disagrees, and why.
const OTHER_VALUES: [(&str, &str); 8] = [
    ("a fraction that no double holds", "the number is no double, and both SDKs compare doubles"),
    ("an integer that no double holds", "the number is no double: JavaScript rounds it"),
    ("an integer above 64 bits", "the number is no double: JavaScript rounds it"),
    ("numbers that are too large for a double", "to both SDKs all of them are infinite"),
    ("1 for true", "true is 1 in Python"),
    ("false for 0", "false is 0 in Python"),
    ("without an extra that holds nothing", "the TypeScript server wants an object for an object"),
    ("with an extra where the offer has null", "the TypeScript server wants null for null"),
];

/// `extra` by the rule `sdk`.
pub(super) fn drafts() -> Vec<Draft> {
    let base = Terms::evm();
    let terms = |extra: &str| if extra.is_empty() { base.without("extra") } else { base.extra(extra) };
    let mut drafts = Vec::new();
    for (number, (ours, theirs, how, differs)) in (1200..).zip(EXTRA) {
        let answer = [differs];
        let answer = if differs.is_empty() { Offer(0) } else { NoOffer(&answer) };
        let title = format!("extra: {how}");
        let mut draft = case(number, &title, "sdk", &terms(theirs), &[&terms(ours)], &answer);
        if let Some((_, why)) = OTHER_VALUES.iter().find(|(what, _)| *what == how) {
            draft = draft.no_witness(why);
        }
        if number >= FIRST_OF_NAMES {
            draft = draft.no_witness(NOT_ASKED);
        }
        drafts.push(draft);
    }
    for (number, how, ours, theirs) in [
        (1290, "without a null, one level down", r#"{"a":{"b":null}}"#, r#"{"a":{}}"#),
        (1291, "without a null, three levels down", r#"{"a":{"b":{"c":{"d":null}}}}"#, r#"{"a":{"b":{"c":{}}}}"#),
        (1292, "without extra, where the offer's holds null", r#"{"a":null}"#, ""),
        (1293, "null for null", r#"{"a":null}"#, r#"{"a":null}"#),
    ] {
        let title = format!("extra: {how}");
        let draft = case(number, &title, "sdk", &terms(theirs), &[&terms(ours)], &Offer(0));
        drafts.push(if number == 1293 {
            draft
        } else {
            draft
                .class(Class::Acceptable)
                .flags(&["null-skip"])
                .no_witness("a ruling of ours: the official servers differ on null")
        });
    }
    for (number, how, theirs) in [
        (1295, "a text for null", r#"{"a":"x"}"#),
        (1296, "a number for null", r#"{"a":0}"#),
        (1297, "an object for null", r#"{"a":{}}"#),
    ] {
        let title = format!("extra: {how}");
        drafts.push(case(number, &title, "sdk", &terms(theirs), &[&terms(r#"{"a":null}"#)], &NoOffer(&[&["extra.a"]])));
    }
    drafts
}
