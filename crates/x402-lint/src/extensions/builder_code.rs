//! The extension `builder-code`: the codes that a server declares (X-30, B-6).

use alloc::{format, string::String};

use x402_types::{
    JsonRef, RawJson,
    extensions::builder_code::{Code, MOST_OF_SERVER},
};

use super::declared::Declared;
use crate::{Lint, Rule};

pub(super) fn lint(declared: &Declared<'_>, lint: &mut Lint) {
    if let Some(app) = declared.member("a") {
        lint_code(app, declared.pointer_to("/a"), lint);
    }
    match declared.member("s") {
        Some(services) if services.is_array() => {
            let elements = services.elements().into_iter().flatten();
            for (index, code) in elements.clone().enumerate() {
                lint_code(code, declared.pointer_to(&format!("/s/{index}")), lint);
            }
            if elements.count() > MOST_OF_SERVER {
                let what = format!("the server declares more than {MOST_OF_SERVER} service codes");
                lint.find(Rule::BUILDER_CODE, declared.pointer_to("/s"), &what);
            }
        }
        Some(one) => lint_code(one, declared.pointer_to("/s"), lint),
        None => {}
    }
    if declared.member("w").is_some() {
        lint.found(Rule::WALLET_CODE, declared.pointer_to("/w")).leave_out();
    }
}

fn lint_code(code: JsonRef<'_>, pointer: String, lint: &mut Lint) {
    let text = code.string().ok();
    if text.as_deref().is_some_and(|text| text.parse::<Code>().is_ok()) {
        return;
    }
    let finding = lint.find(Rule::BUILDER_CODE, pointer.clone(), "the code is malformed");
    let lower = text.map(|text| text.to_ascii_lowercase().replace('-', "_"));
    if let Some(lower) = lower.filter(|lower| lower.parse::<Code>().is_ok()) {
        finding.set(pointer, RawJson::string(&lower));
    }
}
