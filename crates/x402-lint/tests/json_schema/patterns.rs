//! Patterns (Z-6). V8 confirms what is found: `witness/schemas/engine.mjs`.

use crate::support::{answer, error};
use x402_lint::json_schema::SchemaErrorKind;
use x402_types::RawJson;

fn schema(pattern: &str) -> String {
    format!(r#"{{"pattern":{}}}"#, RawJson::string(pattern).as_str())
}

#[test]
fn patterns_are_searched_for() {
    for (pattern, found, not) in [
        ("b", "abc", "ac"),
        ("", "", ""),
        ("^b", "bc", "ab"),
        ("b$", "ab", "b\n"),
        ("^$", "", "\n"),
        ("^.$", "💩", "\n"),
        ("^[^]$", "\n", "ab"),
        ("[]|b", "b", "a"),
        ("^(?:a|bc|)d$", "bcd", "abcd"),
        ("^a{2,3}$", "aaa", "aaaa"),
        ("^a{2}$", "aa", "a"),
        ("^a{2,}?$", "aaaaa", "a"),
        ("^(?<name>a)+?b??$", "aab", "aabb"),
        ("^(?:(a*)*)*$", "aaa", "b"),
        (r"^\d\D\w\W\s\S$", "1a_- x", "1a_-xx"),
        (r"^\s$", "\u{feff}", "\u{180e}"),
        (r"^\w$", "k", "\u{212a}"),
        (r"\bword\b", "a word.", "swordfish"),
        (r"\Bword\B", "swordsman", "word"),
        (r"^[\]\-\\^$]$", "-", "a"),
        (r"^[a-c\d-]+$", "b-2", "d"),
        (r"^[^\S\d]$", "\t", "5"),
        (r"^[\b]$", "\u{8}", "b"),
        (r"^\cJ\x41\u0042\u{1F4A9}\uD83D\uDCA9\0\/$", "\nAB💩💩\0/", "JAB💩💩0/"),
        (r"^[💨-💪]$", "💩", "x"),
        (r"^[^\uD800]$", "\u{e000}", ""),
        (r"^\f\n\r\t\v$", "\u{c}\n\r\t\u{b}", "fnrtv"),
        (r"\uD83D", "", "💩"),
    ] {
        let text = |text| RawJson::string(text);
        if pattern != r"\uD83D" {
            assert_eq!(answer(&schema(pattern), text(found).as_str()), "accepts", "{pattern} {found:?}");
        }
        if !pattern.is_empty() {
            assert_eq!(answer(&schema(pattern), text(not).as_str()), "refuses", "{pattern} {not:?}");
        }
    }
}

#[test]
fn what_no_automaton_searches_for_is_undecided() {
    for pattern in [
        "(?=a)",
        "(?!a)",
        "(?<=a)",
        "(?<!a)",
        r"(a)\1",
        r"\1(a)",
        r"(?<n>a)\k<n>",
        r"\p{L}",
        r"[\P{Script=Greek}]",
        "a{1001}",
        "a{0,1001}",
        "(?i:a)",
        "(?<é>a)",
        "(?<a>a)|(?<a>b)",
    ] {
        assert_eq!(answer(&schema(pattern), "\"a\""), "schema-pattern", "{pattern}");
    }
    assert_eq!(answer(&schema("^a{1000}$"), &format!("\"{}\"", "a".repeat(1_000))), "accepts");
}

#[test]
fn what_is_no_pattern_is_refused() {
    for pattern in [
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "a{",
        "a{1",
        "{1}",
        "a{2,1}",
        "*",
        "a**",
        "^*",
        r"\b+",
        "(?=a)*",
        "(?:a",
        "(?",
        "(?a)",
        "(?<",
        "(?<>a)",
        "(?<1>a)",
        r"\",
        r"\a",
        r"\-",
        r"\1",
        r"(a)\2",
        r"\k<n>",
        r"\k",
        r"\00",
        r"\c1",
        r"\x4",
        r"\u004",
        r"\u{}",
        r"\u{110000}",
        r"\p",
        r"\p{}",
        r"[\d-z]",
        "[z-a]",
        r"[\B]",
        r"\_",
        "(?=a)(",
    ] {
        assert_eq!(error(&schema(pattern)), (SchemaErrorKind::Pattern, "/pattern".into()), "{pattern}");
        let name = format!(r#"{{"patternProperties":{{{}:true}}}}"#, RawJson::string(pattern).as_str());
        assert_eq!(error(&name).0, SchemaErrorKind::Pattern, "{pattern}");
    }
}
