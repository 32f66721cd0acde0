//! The policies of a server, and the amounts after the service: the nearest payments on either side of each setting.
//! The numbers are those of the catalogue's rows to which they belong.

use crate::{
    base::{self, NOW, VALID_BEFORE},
    case::{Case, Code},
    draft::Draft,
    sign::{SIGNER, Slip, subtract_from_order},
};

/// The merchant of BASE.
const PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
/// The same with a wrong checksum.
const WRONG: &str = "0x209693bC6afc0C5328bA36FaF03C514EF312287C";

fn policy(case: Case, policy: &str) -> Case {
    case.more(&format!(r#","policy":{policy}"#))
}

fn settling(amount: &str) -> Case {
    Case::base().more(&format!(r#","phase":{{"settle":{{"amount":"{amount}"}}}}"#))
}

pub(crate) fn drafts() -> Vec<Draft> {
    [phases(), horizon(), refusals(), presets(), spellings(), canonical(Case::signed)].into_iter().flatten().collect()
}

/// B-7: `exact` takes exactly the signed amount.
fn phases() -> Vec<Draft> {
    vec![
        settling("10000").valid("0082d", "to be settled with what was signed", base::PAYER),
        settling("9999")
            .invalid("0082e", "to be settled with one less than was signed", "charge")
            .comment("The token moves what was signed, whatever the server asks."),
        settling("10001").invalid("0082f", "to be settled with one more than was signed", "charge"),
        settling("0").invalid("0082g", "to be settled with nothing", "charge"),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["B-7"]))
    .chain([settling("10000")
        .at(VALID_BEFORE)
        .invalid("0082h", "to be settled too late", "valid-before")
        .rulings(&["E-2"])])
    .collect()
}

/// E-2: no upper bound unless the policy sets one.
fn horizon() -> Vec<Draft> {
    let left = VALID_BEFORE - NOW;
    vec![
        policy(Case::base(), &format!(r#"{{"horizon":{left}}}"#)).valid(
            "0105d",
            "validBefore is at the policy's horizon",
            base::PAYER,
        ),
        policy(Case::base(), &format!(r#"{{"horizon":{}}}"#, left - 1)).invalid(
            "0105e",
            "validBefore is a second beyond the policy's horizon",
            "horizon",
        ),
        policy(Case::base(), r#"{"expiryMargin":54}"#).valid(
            "0105f",
            "as much time is left as the policy wants",
            base::PAYER,
        ),
        policy(Case::base(), r#"{"expiryMargin":55}"#).invalid(
            "0105g",
            "a second less is left than the policy wants",
            "expiry-margin",
        ),
        policy(Case::base(), r#"{"expiryMargin":0}"#).at(VALID_BEFORE - 1).valid(
            "0105h",
            "a second is left, and the policy wants none",
            base::PAYER,
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["E-2"]))
    .collect()
}

/// E-3, E-6: payments that could settle, and that this server refuses.
fn refusals() -> Vec<Draft> {
    let refusing = |case: Case, flag: &str| policy(case, &format!(r#"{{"refuse":["{flag}"]}}"#));
    let self_payment = || {
        Case::signed()
            .terms(PAY_TO, SIGNER)
            .authorization(&format!(r#""to":"{}""#, PAY_TO), &format!(r#""to":"{SIGNER}""#))
            .resigned(Slip::None)
    };
    vec![
        refusing(misspelt(), "eip55").invalid(
            "0068",
            "payTo has a wrong checksum, and the policy refuses that",
            "policy",
        ),
        refusing(misspelt(), "self-payment").acceptable(
            "0068a",
            "payTo has a wrong checksum, and the policy refuses something else",
            base::PAYER,
            "eip55",
        ),
        refusing(Case::base(), "eip55").valid(
            "0068b",
            "the policy refuses wrong checksums, and there is none",
            base::PAYER,
        ),
        refusing(self_payment(), "self-payment").invalid(
            "0179a",
            "payer and recipient are one address, and the policy refuses that",
            "policy",
        ),
        refusing(Case::base().signature(&parity()), "y-parity").invalid(
            "0091a",
            "v is 1 instead of 28, and the policy refuses that",
            "signature-form",
        ),
        refusing(Case::base().signature(&parity()).knowing(Code::Unknown), "y-parity").undecided(
            "0091au",
            "v is 1 instead of 28, and the policy refuses that; account code unknown",
            "signature-form",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["E-3", "E-6"]))
    .collect()
}

/// v is 1 instead of 28.
fn parity() -> String {
    base::SIGNATURE[..128].to_owned() + "01"
}

/// The recipient's address with a wrong checksum.
fn misspelt() -> Case {
    Case::base().terms(PAY_TO, WRONG)
}

/// The differences of the published facilitators (D-1 and D-24 of `docs/sources.md`, E-6, B-2).
fn presets() -> Vec<Draft> {
    let more = || Case::signed().authorization("10000", "10001").resigned(Slip::None);
    let added = || Case::base().payment(r#""version":"2""#, r#""version":"2","added":true"#);
    let (r, rest) = base::SIGNATURE.split_at(64);
    let compact = format!("{r}8{}", &rest[1..64]);
    let preset = |case: Case, name: &str| policy(case, &format!(r#"{{"preset":"{name}"}}"#));
    vec![
        preset(more(), "ts").invalid(
            "0088b",
            "one more than asked is signed, by the TypeScript facilitator's policy",
            "amount",
        ),
        preset(more(), "x402-rs").acceptable(
            "0088c",
            "one more than asked is signed, by the policy of x402-rs",
            SIGNER,
            "overpay",
        ),
        preset(Case::base().signature(&compact), "ts").invalid(
            "0095b",
            "the 64-byte form, by the TypeScript facilitator's policy",
            "signature-form",
        ),
        preset(Case::base().signature(&compact), "x402-rs").acceptable(
            "0095c",
            "the 64-byte form, by the policy of x402-rs",
            base::PAYER,
            "compact",
        ),
        preset(Case::base().signature(&parity()), "ts").invalid(
            "0091b",
            "v is 1 instead of 28, by the TypeScript facilitator's policy",
            "signature-form",
        ),
        preset(added(), "ts").valid(
            "0064a",
            "the client adds to extra, by the TypeScript facilitator's policy",
            base::PAYER,
        ),
        preset(added(), "x402-rs").invalid("0064b", "the client adds to extra, by the policy of x402-rs", "offer"),
        policy(more(), r#"{"preset":"x402-rs","amountRule":"equal"}"#).invalid(
            "0088d",
            "a member beside the preset changes it",
            "amount",
        ),
        policy(Case::base().signature(&parity()), r#"{"preset":"ts","refuse":["self-payment"]}"#).invalid(
            "0625",
            "v is 1 instead of 28, which the preset refuses, and the policy refuses something besides",
            "signature-form",
        ),
        policy(signed_to(WRONG), r#"{"preset":"ts","refuse":["self-payment"]}"#).invalid(
            "0625a",
            "the signed recipient has a wrong checksum, which the preset refuses, and the policy refuses something besides",
            "policy",
        ),
        policy(Case::base(), r#"{"preset":"ts","refuse":["self-payment"]}"#).valid(
            "0625b",
            "the preset refuses some flags, the policy another, and none is raised",
            base::PAYER,
        ),
        policy(Case::base().signature(&parity()), r#"{"preset":"x402-rs","refuse":["self-payment"]}"#).acceptable(
            "0625c",
            "v is 1 instead of 28, which neither the preset nor the policy refuses",
            base::PAYER,
            "y-parity",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["B-2", "B-7", "E-6"]))
    .collect()
}

/// The spelling of addresses and empty names by `@x402/evm` 2.27.0 (E-1, E-3): viem hashes no typed data with an address in
/// capitals or with a wrong checksum, and the facilitator writes the addresses of the offer anew.
fn spellings() -> Vec<Draft> {
    let ts = |case: Case| policy(case, r#"{"preset":"ts"}"#);
    let capitals = format!("0x{}", PAY_TO[2..].to_uppercase());
    let nameless = |member: &str| Case::signed().terms(member, r#""name":"""#).resigned(Slip::None);
    let name = r#""name":"USDC""#;
    vec![
        ts(signed_to(WRONG)).invalid("0835", "the signed recipient has a wrong checksum, by the preset ts", "policy"),
        ts(signed_to(&capitals)).invalid("0835a", "the signed recipient is in capitals, by the preset ts", "policy"),
        ts(signed_to(&PAY_TO.to_lowercase())).valid(
            "0835b",
            "the signed recipient is in lower case, by the preset ts",
            base::PAYER,
        ),
        ts(misspelt()).acceptable("0835c", "payTo has a wrong checksum, by the preset ts", base::PAYER, "eip55"),
        ts(Case::base().terms(PAY_TO, &capitals)).valid("0835d", "payTo is in capitals, by the preset ts", base::PAYER),
        signed_to(&capitals).valid("0835e", "the signed recipient is in capitals", base::PAYER),
        policy(signed_to(&capitals), r#"{"strictAddresses":true}"#).invalid(
            "0835f",
            "the signed recipient is in capitals, and the policy refuses that",
            "policy",
        ),
        policy(signed_to(&capitals), r#"{"preset":"ts","strictAddresses":false}"#).valid(
            "0835g",
            "the signed recipient is in capitals, which the policy takes beside the preset",
            base::PAYER,
        ),
        ts(nameless(name)).invalid("0835h", "the token's name in the offer is empty, by the preset ts", "domain"),
        nameless(name).valid("0835i", "the token's name in the offer is empty", SIGNER),
        policy(nameless(name), r#"{"emptyDomainNames":false}"#).invalid(
            "0835j",
            "the token's name in the offer is empty, and the policy refuses that",
            "domain",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["E-1", "E-3"]))
    .collect()
}

/// The recipient in the authorization, in another spelling than in the offer.
fn signed_to(recipient: &str) -> Case {
    Case::base().authorization(PAY_TO, recipient)
}

/// The presets for Permit2 in `exact`: `@x402/evm` 2.27.0 refuses the 64-byte form (E-7), and takes addresses in any letter case
/// (E-3), because it writes them anew before it hashes. x402-rs accepts more than the price (B-7).
pub(crate) fn presets_of_permit2() -> Vec<Draft> {
    let ts = |case: Case| policy(case, r#"{"preset":"ts"}"#);
    let signature = Case::permit2().signature_digits().to_owned();
    let (r, rest) = signature.split_at(64);
    let (s, v) = rest.split_at(64);
    let high = if v == "1c" { 8 } else { 0 };
    let first = u8::from_str_radix(&s[..1], 16).expect("a digit") | high;
    let compact = format!("{r}{first:x}{}", &s[1..]);
    let capitals = format!("0x{}", PAY_TO[2..].to_uppercase());
    vec![
        ts(Case::permit2().signature(&compact)).invalid("0835", "the 64-byte form, by the preset ts", "signature-form"),
        Case::permit2().signature(&compact).acceptable("0835a", "the 64-byte form", SIGNER, "compact"),
        ts(Case::permit2().permit(PAY_TO, WRONG)).acceptable(
            "0835b",
            "the signed recipient has a wrong checksum, by the preset ts",
            SIGNER,
            "eip55",
        ),
        ts(Case::permit2().permit(PAY_TO, &capitals)).valid(
            "0835c",
            "the signed recipient is in capitals, by the preset ts",
            SIGNER,
        ),
        policy(Case::permit2().permits("10000", "10001"), r#"{"preset":"x402-rs"}"#).acceptable(
            "0832",
            "one more than asked is signed, by the policy of x402-rs",
            SIGNER,
            "overpay",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["E-3", "E-7", "B-7"]))
    .collect()
}

/// x402-rs 2.0.2 wants just the price in `upto`, before and after the service (P-4), though it accepts more in `exact`.
pub(crate) fn presets_of_upto() -> Vec<Draft> {
    let by = |case: Case, settled: &str| {
        let phase = if settled.is_empty() {
            String::new()
        } else {
            format!(r#","phase":{{"settle":{{"amount":"{settled}"}}}}"#)
        };
        case.more(&format!(r#","policy":{{"preset":"x402-rs"}}{phase}"#))
    };
    let more = || Case::upto().permits("10000", "10001");
    vec![
        by(more(), "").invalid("0832", "one more than asked is signed, by the policy of x402-rs", "amount"),
        by(Case::upto(), "").valid("0832a", "just what is asked is signed, by the policy of x402-rs", SIGNER),
        by(more(), "5").invalid(
            "0832b",
            "to be settled: one more than asked is signed, by the policy of x402-rs",
            "amount",
        ),
        by(Case::upto(), "5").valid(
            "0832c",
            "to be settled: just what is asked is signed, by the policy of x402-rs",
            SIGNER,
        ),
        more().more(r#","policy":{"preset":"x402-rs","amountRule":"at-least"}"#).acceptable(
            "0832d",
            "one more than asked is signed, which the policy takes beside the preset",
            SIGNER,
            "overpay",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["P-4", "B-7"]))
    .collect()
}

/// x402-rs 2.0.2 submits a key's signature to token and Permit2 in its canonical form, for every form that alloy reads
/// (E-6, E-7). `base` is signed by [`SIGNER`].
pub(crate) fn canonical(base: fn() -> Case) -> Vec<Draft> {
    let case = base();
    let signature = case.signature_digits().to_owned();
    let (r, rest) = signature.split_at(64);
    let (s, v) = rest.split_at(64);
    let odd = v == "1c";
    let twin = subtract_from_order(s);
    let by = |preset: &str, s: &str, v: u8| {
        policy(base().signature(&format!("{r}{s}{v:02x}")), &format!(r#"{{"preset":"{preset}"}}"#))
    };
    // The v of this parity, or of the other one.
    let v_of = |odd: bool, even: u8| if odd { even + 1 } else { even };
    let titled = |what: &str| format!("{what}, by the policy of x402-rs");
    let drafts = vec![
        by("x402-rs", &twin, v_of(!odd, 27)).acceptable("0630", &titled("the twin with high s"), SIGNER, "high-s"),
        by("x402-rs", &twin, v_of(odd, 27)).invalid("0630a", &titled("high s with the v of the low one"), "signer"),
        by("x402-rs", s, v_of(odd, 35)).acceptable("0630b", &titled("v is 35 or 36"), SIGNER, "eip155-v"),
        by("x402-rs", s, v_of(!odd, 35)).invalid("0630c", &titled("v is 35 or 36, of the other parity"), "signer"),
        by("x402-rs", s, v_of(odd, 253)).acceptable("0630d", &titled("v is 253 or 254"), SIGNER, "eip155-v"),
        by("x402-rs", s, 34).invalid("0630e", &titled("v is 34"), "signature-form"),
        by("x402-rs", s, 29).invalid("0630f", &titled("v is 29"), "signature-form"),
        by("x402-rs", s, v_of(odd, 0)).acceptable("0630g", &titled("v is 0 or 1"), SIGNER, "y-parity"),
        by("default", s, v_of(odd, 35)).invalid("0630h", "v is 35 or 36, by the default policy", "signature-form"),
        by("ts", s, v_of(odd, 35)).invalid(
            "0630i",
            "v is 35 or 36, by the TypeScript facilitator's policy",
            "signature-form",
        ),
    ];
    let unread = "the libraries differ in which last bytes they read";
    drafts.into_iter().map(|draft| draft.rulings(&["E-6", "E-7"]).no_witness(unread)).collect()
}
