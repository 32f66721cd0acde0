//! What ends in the magic of ERC-6492 and is no wrapper (E-9): the form that its length says, or none.

use crate::{
    base,
    case::{Case, Code},
    draft::Draft,
};

const MAGIC: &str = "6492649264926492649264926492649264926492649264926492649264926492";

/// r is this, and s the magic.
fn compact(r: u8) -> String {
    format!("{r:064x}{MAGIC}")
}

/// By Permit2. `payer` is whose signature 1‖magic is over the terms of `base`, as eth-keys 0.7.0 recovers it, and
/// `another` whose 2‖magic is. The payer is not in the message.
pub(crate) fn permit2(base: fn() -> Case, payer: &str, another: &str) -> Vec<Draft> {
    let by = |payer: &str, signature: &str| base().permit(crate::sign::SIGNER, payer).signature(signature);
    let unread = "the libraries recover from 64 and 65 bytes only";
    vec![
        by(payer, &compact(1))
            .acceptable("0610", "the 64-byte form, whose s is the magic of ERC-6492", payer, "compact")
            .comment("64 bytes are r and s, whatever they end in; no wrapper is as short."),
        by(payer, &compact(1))
            .knowing(Code::Unknown)
            .undecided(
                "0610u",
                "the 64-byte form, whose s is the magic of ERC-6492; account code unknown",
                "signature-form",
            )
            .flags(&["compact"]),
        by(payer, &compact(1)).knowing(Code::Some).undecided(
            "0610s",
            "the 64-byte form, whose s is the magic of ERC-6492; the account has code",
            "contract-signature",
        ),
        by(another, &compact(1)).invalid(
            "0610a",
            "the 64-byte form, whose s is the magic of ERC-6492, by somebody else",
            "signer",
        ),
        by(payer, &format!("00{}", compact(1)))
            .invalid("0610b", "65 bytes that end in the magic of ERC-6492", "signature-form")
            .no_witness(unread),
        by(payer, &format!("{:064x}{}", 0, compact(1)))
            .invalid("0610c", "96 bytes that end in the magic of ERC-6492", "signature-form")
            .no_witness(unread),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["E-7", "E-9"]))
    .collect()
}

/// By EIP-3009 64 bytes are refused, whatever they end in.
pub(crate) fn eip3009() -> Vec<Draft> {
    let with = || Case::base().signature(&format!("{}{MAGIC}", &base::SIGNATURE[..64]));
    let draft = with().invalid("0610", "the 64-byte form, whose s is the magic of ERC-6492", "signature-form");
    vec![draft.rulings(&["E-6", "E-9"])]
}
