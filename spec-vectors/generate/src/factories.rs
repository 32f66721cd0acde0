//! The factories that may deploy a payer's wallet (E-9). The numbers continue those of the catalogue's row.

use crate::{
    base,
    case::{Case, Code},
    draft::Draft,
};

/// The factory of Coinbase's smart wallets.
const FACTORY: &str = "0ba5ed0c6aa8c49038f819e587e2633c4a9f428a";

/// A signature in the wrapper of ERC-6492, without `0x`: `abi.encode(factory, calldata, inner)`, and the magic.
pub(crate) fn wrapped(inner: &str, calldata: &str) -> String {
    let word = |value: usize| format!("{value:064x}");
    let bytes = |hex: &str| format!("{}{hex}{}", word(hex.len() / 2), "0".repeat((64 - hex.len() % 64) % 64));
    let calldata = bytes(calldata);
    let second = word(96 + calldata.len() / 2);
    format!("{FACTORY:0>64}{}{second}{calldata}{}{}", word(96), bytes(inner), "6492".repeat(16))
}

pub(crate) fn drafts() -> Vec<Draft> {
    let other = &FACTORY.replace("0ba5", "0ba6");
    let allowing = |factories: &[&str], code: Code| {
        let factories: Vec<String> = factories.iter().map(|factory| format!("\"0x{factory}\"")).collect();
        Case::base()
            .signature(&wrapped(base::SIGNATURE, "deadbeef"))
            .knowing(code)
            .more(&format!(r#","policy":{{"allowedFactories":[{}]}}"#, factories.join(",")))
    };
    vec![
        allowing(&[other, FACTORY], Code::None).undecided(
            "0099a",
            "wrapped, and the policy allows the factory",
            "signature-form",
        ),
        allowing(&[other], Code::None).invalid(
            "0099b",
            "wrapped, and the policy allows another factory only",
            "factory",
        ),
        allowing(&[other], Code::Unknown).undecided(
            "0099bu",
            "wrapped, and the policy allows another factory only; account code unknown",
            "factory",
        ),
        allowing(&[other], Code::Some)
            .undecided(
                "0099bs",
                "wrapped, and the policy allows another factory only; the account has code",
                "contract-signature",
            )
            .comment("A wallet that is there needs no factory."),
        allowing(&[], Code::None).invalid("0099c", "wrapped, and the policy allows no factory", "factory"),
    ]
    .into_iter()
    .map(|draft| {
        let draft = draft.rulings(&["E-8", "E-9"]).flags(&["counterfactual"]);
        draft.no_witness("the libraries recover from 64 and 65 bytes only")
    })
    .collect()
}
