//! RFC 8785.

use x402_types::{Limits, RawJson};

fn canonical(text: &str) -> Option<String> {
    RawJson::parse(text).unwrap().canonical().ok()
}

/// RFC 8785 §3.2.2, but for the two numbers that it rounds: `333333333.33333329` and `1E30`.
#[test]
fn the_example_of_the_document() {
    let text = r#"{
        "numbers": [333333333.3333333, 100, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#;
    let expected = r#"{"literals":[null,true,false],"numbers":[333333333.3333333,100,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
    assert_eq!(canonical(text).as_deref(), Some(expected));
    for rounded in ["333333333.33333329", "1E30"] {
        assert_eq!(canonical(rounded), None, "{rounded}");
    }
}

/// RFC 8785 §3.2.3: by code units of UTF-16, so that U+1F600 stands before U+FB33.
#[test]
fn members_are_sorted_as_the_document_shows() {
    let text = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#;
    let sorted = canonical(text).unwrap();
    let order = ["Carriage Return", "One", "Control", "Latin Small", "Euro Sign", "Emoji", "Hebrew"];
    let places: Vec<usize> = order.iter().map(|name| sorted.find(name).unwrap()).collect();
    assert!(places.is_sorted(), "{sorted}");
}

/// RFC 8785 appendix B: doubles and their text, where the text is the whole value and no unsafe integer.
#[test]
fn numbers_of_the_appendix() {
    for (bits, text) in [
        (0x0000_0000_0000_0000_u64, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x4340_0000_0000_0000 - 1, "9007199254740991"),
        (0xc340_0000_0000_0000 - 1, "-9007199254740991"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
    ] {
        assert_eq!(canonical(text).as_deref(), Some(text));
        let double: f64 = text.parse().unwrap();
        assert!(double.to_bits() == bits || double == 0.0, "{text}");
    }
}

/// Two documents of different value never have one form.
#[test]
fn what_would_be_rounded_is_refused() {
    for (good, bad) in [
        ("9007199254740991", "9007199254740992"),
        ("-9007199254740991", "-9007199254740992"),
        ("9007199254740991.0", "9007199254740991.5"),
        ("0.1", "0.10000000000000001"),
        ("1e-324", ""),
        ("5e-324", "6e-324"),
        ("1", "1e400"),
        ("1", "1.00000000000000000001"),
        ("0", "1e-400"),
    ] {
        if bad.is_empty() {
            assert_eq!(canonical(good), None, "{good}");
            continue;
        }
        assert!(canonical(good).is_some(), "{good}");
        assert_eq!(canonical(bad), None, "{bad}");
        assert_eq!(canonical(&format!(r#"{{"a":[{bad}]}}"#)), None, "{bad}");
    }
}

#[test]
fn spelling_does_not_matter_and_value_does() {
    for (left, right) in [("1", "1.0"), ("1", "1e0"), ("100", "1E2"), ("0", "-0.0"), (r#""A""#, r#""\u0041""#)] {
        assert_eq!(canonical(left), canonical(right));
    }
    assert_eq!(canonical(r#"{"b":{"d":1,"c":2},"a":[3, 1]}"#).unwrap(), r#"{"a":[3,1],"b":{"c":2,"d":1}}"#);
    assert_ne!(canonical("[1,2]"), canonical("[2,1]"));
    let deep = format!("{}{}", "[".repeat(128), "]".repeat(128));
    assert_eq!(canonical(&deep), Some(deep));
}

/// The canonical form and comparing are recursion. At the greatest depth that any limits allow they need less than half of
/// the stack that `std` gives a thread, without optimisation.
#[test]
fn the_greatest_depth_needs_little_stack() {
    let of_depth = |depth, open: &str, close: &str| format!("{}1{}", open.repeat(depth), close.repeat(depth));
    let mut limits = Limits::DEFAULT;
    limits.depth = usize::MAX;
    let check = move || {
        for (open, close, written) in [("[", "]", "[ "), (r#"{"a":"#, "}", r#"{"\u0061" : "#)] {
            let read = |depth, open| RawJson::parse_within(&of_depth(depth, open, close), &limits);
            let (plain, other) = (read(256, open).unwrap(), read(256, written).unwrap());
            assert_eq!(other.canonical().as_deref(), Ok(plain.as_str()));
            assert!(other.as_json().same_value(&plain.as_json()));
            assert!(read(257, open).is_err());
        }
    };
    std::thread::Builder::new().stack_size(1 << 20).spawn(check).unwrap().join().unwrap();
}
