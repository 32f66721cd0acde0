//! The schemas and instances, of at most 64 KiB each, that take the longest of those known: one for each cost that there
//! is. `examples/json_schema_worst.rs` measures them.

/// A name, a schema and an instance.
pub(crate) type Case = (&'static str, String, String);

const SIZE: usize = 65_536;

/// As many parts as fit.
fn fill(open: &str, close: &str, part: impl Fn(usize) -> String) -> String {
    filled(SIZE, if open.ends_with('{') { 1_000 } else { 15_000 }, open, close, part)
}

fn filled(size: usize, most: usize, open: &str, close: &str, part: impl Fn(usize) -> String) -> String {
    let mut out = open.to_owned();
    for index in 0..most {
        let part = part(index);
        if out.len() + part.len() + close.len() + 1 > size {
            break;
        }
        if index > 0 {
            out.push(',');
        }
        out.push_str(&part);
    }
    out + close
}

/// Twice the next one, thirty times over: 2^30 evaluations of the last.
fn doubled(last: &str) -> String {
    let steps = (0..30).map(|step| {
        let next = format!(r##"{{"$ref":"#/$defs/s{}"}}"##, step + 1);
        format!(r#""s{step}":{{"allOf":[{next},{next}]}},"#)
    });
    format!(r##"{{"$ref":"#/$defs/s0","$defs":{{{}"s30":{last}}}}}"##, steps.collect::<String>())
}

fn long_text(letter: char) -> String {
    format!("\"{}\"", letter.to_string().repeat((SIZE - 2) / letter.len_utf8()))
}

fn members(prefix: usize) -> String {
    let prefix = "n".repeat(prefix);
    filled(SIZE, 1_024, "{", "}", |index| format!(r#""{prefix}{index:04}":0"#))
}

fn names(prefix: usize) -> String {
    let prefix = "n".repeat(prefix);
    filled(SIZE - 4_096, 1_024, "[", "]", |index| format!(r#""{prefix}{index:04}""#))
}

fn many_keywords() -> String {
    r#"{"type":["number","array"],"minimum":-1e1000,"maximum":1e1000,"exclusiveMinimum":-1e999,"exclusiveMaximum":1e999,
      "minLength":0,"maxLength":9,"minItems":0,"maxItems":9,"minProperties":0,"maxProperties":9,"uniqueItems":true,
      "pattern":"^a","required":["a"],"enum":[1,2,3],"properties":{},"items":true,"contains":true,"propertyNames":true,
      "dependentRequired":{"a":["b"]},"dependentSchemas":{}}"#
        .to_owned()
}

fn patterns() -> Vec<Case> {
    let pattern = |pattern: &str| format!(r#"{{"pattern":"{pattern}"}}"#);
    let nested = |inner: &str, levels: usize| format!("{}{inner}{}", "(?:".repeat(levels), ")*".repeat(levels));
    let many = |rest: &str| fill(r#"{"patternProperties":{"#, "}}", |index| format!(r#""{index}{rest}":true"#));
    vec![
        ("pattern, every thread at every character", pattern("(?:a?){250}(?:a?){250}b"), long_text('a')),
        ("pattern, nested stars", pattern(&nested("a*", 200)), long_text('b')),
        ("pattern, nested stars around a thousand", pattern(&nested("a{1000}", 200)), long_text('a')),
        ("pattern, alternatives", pattern(&format!("(?:{}){{60}}c", ["a"; 200].join("|"))), long_text('a')),
        ("pattern, classes", pattern("(?:[^b]?[\\\\s\\\\S]?\\\\S?\\\\W?){100}b"), long_text('é')),
        (
            "patterns, as many as fit",
            fill(r#"{"patternProperties":{"#, "}}", |index| format!(r#""(?:a*)*{index}b":true"#)),
            members(4),
        ),
        (
            "patterns that are moved",
            fill(r#"{"patternProperties":{"#, "}}", |index| {
                format!(r#""{}":true"#, nested(&format!("{index}a{{{}}}", 100 + index % 7), 100))
            }),
            "{}".into(),
        ),
        (
            "patterns that are moved and not run",
            many(&format!("{}(?:a{{1000}}){{30}}(?=a)", "|".repeat(950))),
            "{}".into(),
        ),
        (
            "patterns that are moved and repeated no times",
            many(&format!("(?:{}){{0}}", nested("(?:a{1000}){30}", 180))),
            "{}".into(),
        ),
        ("pattern, looked for again and again", doubled(&pattern("a*b")), "\"aaaaaaaaaaaaaaaa\"".into()),
    ]
}

fn texts() -> Vec<Case> {
    let deep = |open: &str, close: &str| {
        let levels = 120;
        let row = format!("[{}1]", "1,".repeat(100));
        let inside = filled(SIZE - 5_000, 100, "[", "]", |_| row.clone());
        format!("{}{inside}{}", open.repeat(levels), close.repeat(levels))
    };
    vec![
        ("schema with a deep value", format!(r#"{{"const":{}}}"#, deep("[", "]")), deep("[", "]")),
        ("instance of deep objects", r##"{"additionalProperties":{"$ref":"#"}}"##.into(), deep(r#"{"a":"#, "}")),
        (
            "values with a common beginning",
            fill(r#"{"enum":["#, "]}", |index| format!("\"{}{index}\"", "x".repeat(500))),
            filled(SIZE, usize::MAX, "[", "]", |index| format!("\"{}{index}\"", "x".repeat(500))),
        ),
        ("many small values", fill(r#"{"enum":["#, "]}", |index| index.to_string()), fill("[", "]", |n| n.to_string())),
        (
            "many subschemas",
            filled(SIZE, 1_000, r#"{"properties":{"#, "}}", |index| format!(r#""{index}":{{"minLength":1}}"#)),
            members(0),
        ),
        (
            "references to references",
            filled(SIZE, 900, r##"{"$ref":"#/$defs/0","$defs":{"##, "}}", |index| {
                let next = if index < 899 { format!(r##"{{"$ref":"#/$defs/{}"}}"##, index + 1) } else { "true".into() };
                format!(r#""{index}":{next}"#)
            }),
            "1".into(),
        ),
    ]
}

fn evaluations() -> Vec<Case> {
    let refused = |index: usize| format!(r#""{}{index:03}":1"#, "long".repeat(40));
    vec![
        ("evaluations of nothing", doubled("true"), "1".into()),
        ("evaluations of many keywords", doubled(&many_keywords()), "1".into()),
        ("evaluations in anyOf", doubled(r#"{"anyOf":[{"anyOf":[false,false]},{"not":{"not":true}}]}"#), "1".into()),
        ("lookups of short names", doubled(&format!(r#"{{"required":{}}}"#, names(0))), members(0)),
        ("lookups of long names", doubled(&format!(r#"{{"required":{}}}"#, names(50))), members(50)),
        ("lookups of very long names", doubled(&format!(r#"{{"required":{}}}"#, names(1_000))), members(1_000)),
        (
            "members that are not named",
            doubled(&filled(SIZE - 4_096, 800, r#"{"properties":{"#, "}}", |n| format!(r#""nnnnnnnn{n:04}x":true"#))),
            members(8),
        ),
        ("a length, again and again", doubled(r#"{"maxLength":70000}"#), long_text('é')),
        (
            "uniqueness, again and again",
            doubled(r#"{"uniqueItems":true}"#),
            fill("[", "]", |n| format!("{}", n * 7 % 9973)),
        ),
        ("elements, again and again", doubled(r#"{"items":{"type":"number"}}"#), fill("[", "]", |n| n.to_string())),
        (
            "divisions",
            doubled(&format!(r#"{{"multipleOf":{}e-1000}}"#, "7".repeat(100))),
            format!("{}e1000", "3".repeat(100)),
        ),
        ("refusals of long names", r#"{"additionalProperties":false}"#.into(), filled(SIZE, 1_000, "{", "}", refused)),
    ]
}

/// All of them.
pub(crate) fn cases() -> Vec<Case> {
    [patterns(), texts(), evaluations()].concat()
}
