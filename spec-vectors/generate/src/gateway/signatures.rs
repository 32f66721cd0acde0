//! What is signed, in which form, and by whom.

use serde_json::{Value, json};
use x402_conformance::vector::Class;
use x402_schemes::evm::{eip712::TokenDomain, gateway::CHAINS};

use super::{
    NAME, Row, Rows,
    Verdict::{Answer, Flagged, Invalid, Valid},
    WALLET, authorization, base, domain, on, row, signed_for_token, signed_in, signed_to_receive,
};
use crate::{
    digests,
    factories::wrapped,
    payment::Payment,
    permit::STRANGER,
    sign::{Key, SIGNER, sign_digest},
};

/// Another domain than that of the wallet.
pub(super) fn domains() -> Rows {
    let with = |change: &dyn Fn(&mut TokenDomain<'static>)| {
        let mut other = domain();
        change(&mut other);
        signed_in(base(), &other)
    };
    let mut rows = vec![
        row("signed in the token's own domain", &signed_for_token(base(), "USDC", "2"), Invalid("signer")),
        row(
            "signed for the token with the names of the offer",
            &signed_for_token(base(), NAME, "1"),
            Invalid("signer"),
        ),
        row(
            "signed in the domain with another name",
            &with(&|domain| domain.name = "GatewayWallet".into()),
            Invalid("signer"),
        ),
        row(
            "signed in the domain with another version",
            &with(&|domain| domain.version = "2".into()),
            Invalid("signer"),
        ),
        row(
            "signed for the wallet of the mainnets",
            &with(&|domain| domain.verifying_contract = WALLET.parse().expect("an address")),
            Invalid("signer"),
        ),
        row("signed as ReceiveWithAuthorization", &signed_to_receive(base()), Invalid("signer")),
    ];
    for chain_id in [6, 8453, 1] {
        let elsewhere = with(&|domain| domain.chain_id = chain_id);
        rows.push(row(format!("signed for chain {chain_id}"), &elsewhere, Invalid("signer")));
    }
    // Nothing that was signed can change.
    for (member, value) in [
        ("validAfter", "1740671501"),
        ("validBefore", "1741277001"),
        ("nonce", "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13481"),
        ("from", STRANGER),
    ] {
        let changed = base().signs(member, value).signature(&base().signature_digits());
        rows.push(row(format!("{member} was changed after it was signed"), &changed, Invalid("signer")));
    }
    rows
}

/// E-6 without its options.
pub(super) fn forms() -> Rows {
    let verdict = |title: &str| match title {
        "with v 0 or 1" => Flagged(&["y-parity"]),
        "in upper case" => Valid,
        "with the other v" | "with the other of v 0 and 1" => Invalid("signer"),
        "the twin with high s" => Invalid("signature-low-s"),
        "with r 0" | "with s 0" | "with the curve's order for s" => Invalid("signature-range"),
        _ => Invalid("signature-form"),
    };
    let forms = digests::forms(&base()).into_iter();
    forms
        .map(|(title, digits, _)| row(format!("the signature {title}"), &base().signature(&digits), verdict(title)))
        .collect()
}

/// What is known of the payer's code has no effect.
pub(super) fn accounts() -> Rows {
    let stranger = base().signature(&sign_digest(Key::Stranger, &authorization(&base()).digest(&domain().separator())));
    let digest = x402_schemes::Hex(&authorization(&base()).digest(&domain().separator())).to_string();
    let answered =
        |payment: Payment, valid: bool| {
            let signature = payment.payment()["payload"]["signature"].clone();
            payment.asks("facts", json!({
            "accounts": {SIGNER: {"code": "some"}},
            "contractSignatures": [{"account": SIGNER, "digest": digest, "signature": signature, "valid": valid}],
        }))
        };
    let coded = |payment: Payment, code: &str| payment.asks("facts.accounts.*.code", code);
    let delegated = "0xef010063c0c19a282a1b52b07dd5a65b58948a07dae32b";
    let inner = base().signature_digits();
    vec![
        row("the payer has no code", &coded(base(), "none"), Valid),
        row("the payer has code", &coded(base(), "some"), Valid),
        row("the payer delegates its code", &coded(base(), delegated), Valid),
        row("the payer's contract refuses the signature", &answered(base(), false), Valid),
        row("somebody else signed", &stranger, Invalid("signer")),
        row("somebody else signed, and the payer has code", &coded(stranger.clone(), "some"), Invalid("signer")),
        row("somebody else signed, and the payer's contract accepts it", &answered(stranger, true), Invalid("signer")),
        row("a wrapper of ERC-6492", &base().signature(&wrapped(&inner, "")), Invalid("signature-form")),
        row(
            "a wrapper of ERC-6492, and the payer has code",
            &coded(base().signature(&wrapped(&inner, "deadbeef")), "some"),
            Invalid("signature-form"),
        ),
        row(
            "a wrapper of ERC-6492, whose factory the server does not allow",
            &base().signature(&wrapped(&inner, "")).asks("policy.allowedFactories", json!([])),
            Invalid("signature-form"),
        ),
        row(
            "a signature for the payer's contract alone",
            &coded(base().signature("f00d"), "some"),
            Invalid("signature-form"),
        ),
    ]
}

/// The policies that concern signatures.
pub(super) fn policies() -> Rows {
    let forms = digests::forms(&base());
    let of = |title: &str| {
        let digits = forms.iter().find(|(known, ..)| *known == title).map(|(_, digits, _)| digits.as_str());
        base().signature(digits.expect("a form"))
    };
    let by = |payment: Payment, member: &str, value: Value| payment.asks(&format!("policy.{member}"), value);
    vec![
        row(
            "64 bytes, which the policy accepts elsewhere",
            &by(of("of 64 bytes"), "compactSignatures", true.into()),
            Invalid("signature-form"),
        ),
        row(
            "the twin with high s, which the policy accepts elsewhere",
            &by(of("the twin with high s"), "canonicalSignatures", true.into()),
            Invalid("signature-low-s"),
        ),
        row(
            "v 0 or 1, which the policy refuses",
            &by(of("with v 0 or 1"), "refuse", json!(["y-parity"])),
            Invalid("signature-form"),
        ),
        row("every account is taken for a plain one", &by(base(), "assumePlainAccounts", true.into()), Valid),
    ]
}

/// The digest on each chain.
pub(super) fn digests() -> Rows {
    let digest = |title: String, payment: &Payment| Row {
        title,
        question: payment.digest_question(),
        verdict: Answer("digest", Class::Valid, json!({"family": "gateway", "form": "ecdsa65"})),
    };
    CHAINS.iter().map(|chain| digest(format!("digest on {}", chain.name), &on(chain))).collect()
}
