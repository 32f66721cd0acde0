//! Which offers are of the variant, and what becomes of those that nearly are.

use serde_json::{Value, json};
use x402_schemes::evm::gateway::{CHAINS, chain};

use super::{
    NAME, Rows, TESTNET_WALLET,
    Verdict::{ForToken, Invalid, NotForToken, Unknown, Valid},
    WALLET, base, domain, on, plain_row, row, signed_for_token, signed_in,
};
use crate::{
    payment::Payment,
    permit::{FACILITATOR, TOKEN},
};

/// Every row of the table, and the same with the wallet of the other kind of chain.
pub(super) fn chains() -> Rows {
    let pairs = CHAINS.iter().flat_map(|chain| {
        let other = if chain.wallet.to_string() == WALLET { TESTNET_WALLET } else { WALLET };
        let signed = on(chain).signature_digits();
        let elsewhere = on(chain).offers("extra.verifyingContract", other).signature(&signed);
        [
            row(format!("on {}", chain.name), &on(chain), Valid),
            plain_row(
                format!("on {}, and the offer names the other wallet", chain.name),
                &elsewhere,
                NotForToken("signer"),
            ),
        ]
    });
    pairs.collect()
}

pub(super) fn of_the_variant() -> Rows {
    let escaped = {
        let text = base().payment().to_string().replace(NAME, "Gatew\\u0061yWalletBatched");
        let mut row = row("the name is written with an escape", &base(), Valid);
        row.question["payment"] = json!({"text": text});
        row
    };
    vec![
        row("extra has further members", &base().offers("extra.minimum", json!({"deposit": "5"})), Valid),
        row("the transfer method is named", &base().offers("extra.assetTransferMethod", "eip3009"), Valid),
        row("the transfer method is null", &with_null_method(), Valid),
        row(
            "the wallet in lower case",
            &base().offers("extra.verifyingContract", TESTNET_WALLET.to_lowercase()),
            Valid,
        ),
        row("the asset in lower case", &base().offers("asset", TOKEN.to_lowercase()), Valid),
        row("a time-out of a minute", &base().offers("maxTimeoutSeconds", 60), Valid),
        row("the client names Permit2", &base().accepts("extra.assetTransferMethod", "permit2"), Valid),
        row(
            "a payload of Permit2",
            &base().sends("permit2Authorization", json!({})).sends("authorization", Value::Null),
            Invalid("payload"),
        ),
        escaped,
    ]
}

/// `put` would remove the member.
pub(super) fn with_null_method() -> Payment {
    base().offers(
        "extra",
        json!({
            "name": NAME, "version": "1", "verifyingContract": TESTNET_WALLET, "assetTransferMethod": null,
        }),
    )
}

/// For each condition an offer without it: a signature in the domain of the wallet is wrong, and one for the token, with the
/// names of the offer, is right.
pub(super) fn near_misses() -> Rows {
    let mainnets = chain(8453).expect("a chain of the table");
    let changes: Vec<(&str, Payment, &str, &str)> = vec![
        ("the offer names no wallet", base().offers("extra.verifyingContract", Value::Null), NAME, "1"),
        ("the wallet is a number", base().offers("extra.verifyingContract", 7), NAME, "1"),
        ("the wallet has 19 bytes", base().offers("extra.verifyingContract", &TESTNET_WALLET[..40]), NAME, "1"),
        ("the wallet of the mainnets on a testnet", base().offers("extra.verifyingContract", WALLET), NAME, "1"),
        ("the token is named as the wallet", base().offers("extra.verifyingContract", TOKEN), NAME, "1"),
        ("another version", base().offers("extra.version", "2"), NAME, "2"),
        ("another token", base().offers("asset", FACILITATOR), NAME, "1"),
        ("the USDC of another chain", base().offers("asset", mainnets.usdc.to_string()), NAME, "1"),
    ];
    let mut rows: Rows = Vec::new();
    for (title, payment, name, version) in changes {
        let for_wallet = signed_in(payment.clone(), &domain());
        let for_token = signed_for_token(payment, name, version);
        rows.push(plain_row(format!("{title}, signed for the wallet"), &for_wallet, NotForToken("signer")));
        rows.push(plain_row(format!("{title}, signed for the token"), &for_token, ForToken));
    }
    // These have no domain for the token.
    let number = signed_in(base(), &domain()).offers("extra.version", 1);
    rows.push(plain_row("the version is a number", &number, NotForToken("domain")));
    let none = signed_in(base(), &domain()).offers("extra.version", Value::Null);
    rows.push(plain_row("no version", &none, NotForToken("domain")));
    let tagged = base().offers("extra.assetTransferMethod", "permit2");
    rows.push(plain_row("the offer wants Permit2", &tagged, NotForToken("payload")));
    // Another name is no near miss, and has no flag.
    let plain = |name: &str| signed_in(base().offers("extra.name", name), &domain());
    rows.push(plain_row("another name, signed for the wallet", &plain("GatewayWallet"), Invalid("signer")));
    rows.push(plain_row(
        "the name in lower case, signed for the wallet",
        &plain("gatewaywalletbatched"),
        Invalid("signer"),
    ));
    rows
}

pub(super) fn unknown_chains() -> Rows {
    let at = |chain: u64| base().offers("network", format!("eip155:{chain}"));
    let with = |chain: u64, contract: &str| signed_in(at(chain).offers("extra.verifyingContract", contract), &domain());
    let unknown = with(100, TESTNET_WALLET);
    let dearer = unknown.clone().offers("amount", "20000");
    vec![
        row("a wallet of the table on a chain that it does not have", &unknown, Unknown),
        row("the wallet of the mainnets on such a chain", &with(100, WALLET), Unknown),
        plain_row("another contract on such a chain", &with(100, FACILITATOR), NotForToken("signer")),
        plain_row(
            "the wallet of the testnets on a mainnet of the table",
            &with(8453, TESTNET_WALLET),
            NotForToken("signer"),
        ),
        row("on such a chain, for another price", &dearer, Unknown),
    ]
}

/// A server that refuses a flag.
pub(super) fn refusals() -> Rows {
    vec![
        row("the server refuses payments for the Gateway", &refusing("gateway"), Invalid("policy")),
        row("the server refuses near misses, and this is none", &refusing("gateway-near-miss"), Valid),
        row(
            "the server refuses near misses",
            &signed_for_token(base().offers("extra.verifyingContract", Value::Null), NAME, "1")
                .asks("policy.refuse", json!(["gateway-near-miss"])),
            NotForToken("policy"),
        ),
    ]
}

fn refusing(flag: &str) -> Payment {
    base().asks("policy.refuse", json!([flag]))
}

pub(super) fn matched() -> Rows {
    let wallet = "extra.verifyingContract";
    let lower = TESTNET_WALLET.to_lowercase();
    let mut rows = vec![
        row("the client copies the wallet in lower case", &base().accepts(wallet, lower), Invalid("offer")),
        row("the client leaves the wallet out", &base().accepts(wallet, Value::Null), Invalid("offer")),
        row("the client adds a member to extra", &base().accepts("extra.more", "x"), Valid),
        row("the client accepted the plain offer", &accepted_plain(), Invalid("offer")),
        plain_row("V1, signed for the wallet", &signed_in(base(), &domain()).in_version_1(), NotForToken("signer")),
        plain_row("V1, signed for the token", &signed_for_token(base(), NAME, "1").in_version_1(), ForToken),
    ];
    // A plain offer beside it.
    let mut both = row("the plain offer stands behind it", &base(), Valid);
    both.question["offers"] = json!([base().offer(), plain().offer()]);
    rows.push(both);
    let mut other = plain_row(
        "the plain offer stands in front, and is paid for the wallet",
        &plain_for_wallet(),
        Invalid("signer"),
    );
    other.question["offers"] = json!([plain().offer(), base().offer()]);
    rows.push(other);
    rows
}

/// The same price in the token's own domain.
fn plain() -> Payment {
    base().offers("extra", json!({"name": "USDC", "version": "2"}))
}

fn plain_for_wallet() -> Payment {
    signed_in(plain(), &domain())
}

fn accepted_plain() -> Payment {
    base().accepts("extra", json!({"name": "USDC", "version": "2"}))
}

/// U-10: the policy, and the presets of software that takes the token for the contract.
pub(super) fn without_the_variant() -> Rows {
    let mut rows = Vec::new();
    for (by, policy) in [
        ("without the variant", json!({"gatewayVariant": false})),
        ("by the policy of the TypeScript facilitator", json!({"preset": "ts"})),
        ("by the policy of x402-rs", json!({"preset": "x402-rs"})),
    ] {
        let by_policy = |payment: Payment| payment.asks("policy", policy.clone());
        let for_wallet = by_policy(base());
        let for_token = by_policy(signed_for_token(base(), NAME, "1"));
        rows.push(plain_row(format!("{by}, signed for the wallet"), &for_wallet, NotForToken("signer")));
        rows.push(plain_row(format!("{by}, signed for the token"), &for_token, ForToken));
    }
    let on_again = base().asks("policy", json!({"preset": "ts", "gatewayVariant": true}));
    rows.push(row("by that policy with the variant", &on_again, Valid));
    rows.push(row("with the variant", &base().asks("policy.gatewayVariant", true), Valid));
    rows
}
