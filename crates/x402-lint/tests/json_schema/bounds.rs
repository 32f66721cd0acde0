//! Each bound: at it all is well, and one more is too much (Z-7).

use crate::{
    hostile,
    support::{compile, compile_within, evaluate},
};
use x402_lint::json_schema::{Bound, Bounds, Schema, SchemaErrorKind};
use x402_types::RawJson;

fn is_beyond<T>(result: Result<T, x402_lint::json_schema::SchemaError>, wanted: Bound) -> bool {
    let Err(error) = result else { return false };
    let SchemaErrorKind::Limit { bound, max } = error.kind() else { panic!("{error}") };
    assert_eq!(bound, wanted);
    assert!(error.to_string().contains(&format!("more than {max} {bound}")));
    true
}

#[test]
fn of_the_schema() {
    let text = |length: usize| format!(r#"{{"title":"{}"}}"#, "x".repeat(length - 12));
    assert!(compile(&text(65_536)).is_ok());
    assert!(is_beyond(compile(&text(65_537)), Bound::Text));

    let subschemas = |count: usize| format!(r#"{{"allOf":[{}true]}}"#, "true,".repeat(count - 2));
    assert!(compile(&subschemas(1_024)).is_ok());
    assert!(is_beyond(compile(&subschemas(1_025)), Bound::Subschemas));

    let deep = |depth: usize| format!("{}true{}", r#"{"not":"#.repeat(depth - 1), "}".repeat(depth - 1));
    assert!(compile(&deep(32)).is_ok());
    assert!(is_beyond(compile(&deep(33)), Bound::Depth));

    let pattern = |length: usize| format!(r#"{{"pattern":"{}"}}"#, "x".repeat(length));
    assert!(compile(&pattern(1_024)).is_ok());
    assert!(is_beyond(compile(&pattern(1_025)), Bound::Pattern));
    let name = |length: usize| format!(r#"{{"patternProperties":{{"{}":true}}}}"#, "x".repeat(length));
    assert!(compile(&name(1_024)).is_ok());
    assert!(is_beyond(compile(&name(1_025)), Bound::Pattern));

    // 32 times a thousand, 767 and the end of the pattern.
    let repeated = |more: usize| format!(r#"{{"pattern":"(?:a{{1000}}){{32}}a{{{more}}}"}}"#);
    assert!(compile(&repeated(767)).is_ok());
    assert!(is_beyond(compile(&repeated(768)), Bound::Instructions));
    // The patterns count together, but each once.
    let pair = |first: &str| format!(r#"{{"pattern":"{first}","not":{{"pattern":"a{{1000}}"}}}}"#);
    let bounds = {
        let mut bounds = Bounds::DEFAULT;
        bounds.instructions = 1_500;
        bounds
    };
    assert!(compile_within(&pair("a{1000}"), &bounds).is_ok());
    // Also those that are not run, and what is repeated no times.
    for first in ["b{1000}", "b{1000}(?=b)", "(?:b{1000}){0}"] {
        assert!(is_beyond(compile_within(&pair(first), &bounds), Bound::Instructions), "{first}");
        assert!(compile_within(&pair(&first.replace("1000", "400")), &bounds).is_ok(), "{first}");
    }

    for number in ["1e1001", "1e-1001", "0e1001"] {
        assert!(is_beyond(compile(&format!(r#"{{"maximum":{number}}}"#)), Bound::Exponent));
        assert!(is_beyond(evaluate("{}", number), Bound::Exponent));
    }
    assert!(evaluate(r#"{"maximum":1e1000}"#, "1e-1000").unwrap().is_accepted());
}

#[test]
fn of_the_evaluation() {
    // One for the array, and one for each element.
    let array = |count: usize| format!("[{}1]", "1,".repeat(count - 2));
    let within = |evaluations: u32, instance: &str| {
        let mut bounds = Bounds::DEFAULT;
        bounds.evaluations = evaluations;
        compile_within(r#"{"items":{"type":"number"}}"#, &bounds)
            .unwrap()
            .evaluate(RawJson::parse(instance).unwrap().as_json())
    };
    assert!(within(1_000, &array(1_000)).unwrap().is_accepted());
    assert!(is_beyond(within(1_000, &array(1_001)), Bound::Evaluations));

    let nested = |evaluations: usize| format!("{}{}", "[".repeat(evaluations), "]".repeat(evaluations));
    let bounds = {
        let mut bounds = Bounds::DEFAULT;
        bounds.nesting = 21;
        bounds
    };
    let schema = compile_within(r##"{"items":{"$ref":"#"}}"##, &bounds).unwrap();
    let at_depth = |depth| schema.evaluate(RawJson::parse(&nested(depth)).unwrap().as_json());
    assert!(at_depth(11).unwrap().is_accepted());
    assert!(is_beyond(at_depth(12), Bound::Nesting));

    let text = |length: usize| format!("\"{}\"", "a".repeat(length));
    let bounds = {
        let mut bounds = Bounds::DEFAULT;
        bounds.work = 1_000;
        bounds
    };
    let schema = compile_within(r#"{"pattern":"a*b"}"#, &bounds).unwrap();
    assert!(schema.evaluate(RawJson::parse(&text(100)).unwrap().as_json()).unwrap().is_refused());
    assert!(is_beyond(schema.evaluate(RawJson::parse(&text(1_000)).unwrap().as_json()), Bound::Work));
}

#[test]
fn the_worst_that_is_known_ends() {
    for (name, schema, instance) in hostile::cases() {
        assert!(schema.len() <= 65_536 && instance.len() <= 65_536, "{name}");
        let (schema, instance) = (RawJson::parse(&schema).unwrap(), RawJson::parse(&instance).unwrap());
        let outcome =
            Schema::compile(schema.as_json(), &Bounds::DEFAULT).and_then(|schema| schema.evaluate(instance.as_json()));
        if let Err(error) = outcome {
            assert!(matches!(error.kind(), SchemaErrorKind::Limit { .. }), "{name}: {error}");
        }
    }
}
