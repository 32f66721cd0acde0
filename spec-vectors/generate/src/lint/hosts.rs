//! The hosts of icons that UTS #46 maps, and odd ones (Z-9). The rule alone: no package is asked.

use serde_json::json;
use x402_vectors::vector::Class;

use super::payment_required::{edited, level, plain};
use crate::{
    draft::{Draft, expect, raw},
    fault::Fault,
};

const ONLY_A_RULE: &str = "a rule for readers, which no package was asked";
const ICON: &str = "/resource/iconUrl";

/// The icon at this host, and the rules that find it.
fn icon(number: &str, title: &str, host: &str, class: Class, rules: &[&str]) -> Draft {
    let payment_required = edited(plain(), ICON, json!(format!("https://{host}/icon.png")));
    let verdict = if class == Class::Invalid { "invalid" } else { "valid" };
    let found: Vec<_> =
        rules.iter().map(|rule| json!({"pointer": ICON, "rule": rule, "level": level(rule).as_str()})).collect();
    let result = expect(class, &json!({"verdict": verdict, "findings": found}));
    let input = raw(&json!({"json": payment_required}));
    let draft = Draft::new(format!("icon-host-{number}"), "lint", title, input, result)
        .rulings(&["Z-9"])
        .fault(Fault::OddHost)
        .no_witness(ONLY_A_RULE);
    if class == Class::Invalid { draft.reason("icon-url") } else { draft }
}

pub(crate) fn drafts() -> Vec<Draft> {
    let refused = |number: &str, title: &str, host: &str| icon(number, title, host, Class::Invalid, &["icon-url"]);
    let beyond = |number: &str, title: &str, host: &str| {
        icon(number, title, host, Class::Acceptable, &["idn-host"]).flags(&["idn-host"])
    };
    let odd = |number: &str, title: &str, host: &str| {
        icon(number, title, host, Class::Acceptable, &["odd-host"]).flags(&["odd-host"])
    };
    vec![
        refused("0001", "localhost in fullwidth letters", "ｌｏｃａｌｈｏｓｔ"),
        beyond("0001a", "fullwidth letters of another name", "ｌｏｃａｌｈｏｓｔｓ"),
        refused("0002", "an address with ideographic full stops", "127。0。0。1"),
        beyond("0002a", "the same below a name", "127。0。0。1。example"),
        refused("0003", "localhost with a soft hyphen", "local\u{ad}host"),
        beyond("0003a", "another name with a soft hyphen", "local\u{ad}hosts"),
        refused("0004", "localhost with a letter in a circle", "ⓛocalhost"),
        beyond("0004a", "a letter in a circle of another name", "ⓛocalhost.example"),
        refused("0005", "localhost with a zero-width joiner", "local\u{200d}host"),
        beyond("0005a", "localhost with an accent", "lócalhost"),
        refused("0006", "an address with digits in circles", "①②⑦.0.0.1"),
        refused("0007", "a hexadecimal address with a ligature", "0xﬀ"),
        refused("0008", "a name below localhost, after an ideographic full stop", "api。localhost"),
        refused("0009", "a fullwidth letter in escapes", "%ef%bd%8cocalhost"),
        refused("0010", "a host of a soft hyphen alone", "\u{ad}"),
        odd("0011", "an underscore in a label", "a_b.example"),
        icon("0011a", "a hyphen in a label", "a-b.example", Class::Valid, &[]),
        odd("0012", "an empty label", "api..example"),
        icon("0012a", "a dot at the end", "api.example.", Class::Valid, &[]),
        icon("0013", "a host in its form of ASCII", "xn--bcher-kva.example", Class::Valid, &[]),
    ]
}
