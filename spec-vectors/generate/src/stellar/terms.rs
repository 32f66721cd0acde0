//! Networks, addresses and amounts (T-1 to T-7).

use serde_json::{Value, json};
use x402_vectors::vector::Class;

use super::{
    build::{Call, Entry, FOREIGN, PUBNET, V1, V2, muxed},
    case::{Case, ISSUER, MERCHANT, PAYER, Table, USDC, USDC_PUBNET, XLM, offer},
    xdr::value,
};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    [networks(), addresses(), self_payments(), muxed_recipients(), amounts(), sponsored(), tokens(), contradicted()]
        .into_iter()
        .flatten()
        .collect()
}

/// A payment on the main network, signed for the network of this passphrase.
fn on_pubnet(kind: u32, passphrase: &'static str) -> Case {
    let signed = Case::spoiled_of(kind, |envelope| {
        envelope.call = Call::transfer(USDC_PUBNET, PAYER, MERCHANT, 10_000_000);
        envelope.entries[0].invocation = envelope.call.invocation();
        envelope.entries[0].network = passphrase;
    });
    signed.offering("network", "stellar:pubnet").offering("asset", USDC_PUBNET).fact(
        "ledgers",
        "stellar:pubnet",
        json!({"sequence": 5_100_000}),
    )
}

/// T-1, and the scheme.
fn networks() -> Vec<Draft> {
    let mut table = Table::new(101, &["T-1"]);
    let result = json!({
        "verdict": "valid", "payer": PAYER, "offer": 0, "flags": [], "lastLedger": 5_100_012,
        "outstanding": ["account", "simulation", "nonce-unused"],
    });
    for (title, kind) in [("credentials of version 1", V1), ("credentials of version 2", V2)] {
        let case = Case::spoiled_of(kind, |_| {});
        table.add(&format!("the usual payment, with {title}"), &case.input(), Class::Valid, &result, |draft| {
            draft.rulings(&["T-1", "T-19", "T-27", "T-30", "T-36"])
        });
    }
    for kind in [V1, V2] {
        let of = format!("credentials of version {kind}");
        table.valid(&format!("on the main network, {of}"), on_pubnet(kind, PUBNET));
        table.invalid(
            &format!("on the main network, signed for the test network, {of}"),
            on_pubnet(kind, super::build::TESTNET),
            "account-signature",
        );
        let signed_elsewhere = Case::entry(kind, |entry| entry.network = PUBNET);
        table.invalid(
            &format!("on the test network, signed for the main network, {of}"),
            signed_elsewhere,
            "account-signature",
        );
    }
    for (title, network) in [
        ("a network whose passphrase is not known", "stellar:futurenet"),
        ("the network's name in another letter case", "stellar:Testnet"),
    ] {
        table.undecided(title, Case::good().offering("network", network), "method", &["verifier"]);
    }
    let mut input = Case::good().offering("network", "stellar:pubnet").input();
    input["payment"]["json"]["accepted"]["network"] = "stellar:testnet".into();
    let refused = json!({"verdict": "invalid"});
    table.add("accepted on the test network, offered on the main network", &input, Class::Invalid, &refused, |draft| {
        draft.decided_by("offer").reason("invalid_payment_requirements")
    });
    let mut input = Case::good().input();
    let payload = input["payment"]["json"]["payload"].clone();
    let network = "stellar:testnet";
    input["payment"]["json"] = json!({"x402Version": 1, "scheme": "exact", "network": network, "payload": payload});
    table.add("in a payment of V1", &input, Class::Invalid, &refused, |draft| {
        draft.decided_by("decode").reason("invalid_payload")
    });
    table.undecided("offered by another scheme", Case::good().offering("scheme", "upto"), "method", &["verifier"]);
    let mut input = Case::good().input();
    input["payment"]["json"]["accepted"]["scheme"] = "upto".into();
    table.add("accepted by another scheme", &input, Class::Invalid, &refused, |draft| {
        draft.decided_by("offer").reason("invalid_payment_requirements")
    });
    table.drafts()
}

/// T-2 and T-3: which texts are addresses, and of what.
fn addresses() -> Vec<Draft> {
    let mut table = Table::new(201, &["T-2", "T-3"]);
    let wrong_sum = format!("{}Q", &MERCHANT[..55]);
    let lower = MERCHANT.to_lowercase();
    let short = &MERCHANT[..55];
    let padded = format!("{MERCHANT}=");
    let evm = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    let spaced = format!("{MERCHANT} ");
    for (title, pay_to) in [
        ("payTo has a wrong checksum", wrong_sum.as_str()),
        ("payTo is the document's own example", "GBHEGW3KWOY2OFH767EDALFGCUTBOEVBDQMCKU4APMDLQNBW5QV3W3KO"),
        ("payTo in lower case", &lower),
        ("payTo is a character short", short),
        ("payTo with padding", &padded),
        ("payTo with a space behind it", &spaced),
        ("payTo is empty", ""),
        ("payTo is an address of an EVM chain", evm),
        ("payTo is a key for a hash", "XCFIRY65OQE7DFP5KLNS2PF2LVZMUZYJX4OZIEQ36N2IQANUB5XVYX6Z"),
        ("payTo is a secret key", "SAAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQC5MY"),
    ] {
        table.invalid(title, Case::good().offering("payTo", pay_to), "pay-to-address");
    }
    let asset_sum = format!("{}B", &USDC[..55]);
    let credit = format!("USDC:{ISSUER}");
    let with_id = muxed(1, 7);
    for (title, asset) in [
        ("the asset has a wrong checksum", asset_sum.as_str()),
        ("the asset is its issuer", ISSUER),
        ("the asset is a code and an issuer", &credit),
        ("the asset is a name", "native"),
        ("the asset is a muxed account", &with_id),
    ] {
        table.invalid(title, Case::good().offering("asset", asset), "asset-address");
    }
    let to = |to: &str| {
        let case = Case::calling(|call| call.arguments[1] = value::of_address(to));
        case.offering("payTo", to)
    };
    table.flagged("payTo is a contract, of another token", to(XLM), "pay-to-token");
    table.flagged("payTo is the asset", to(USDC), "pay-to-asset");
    table.drafts()
}

/// B-10: what the tables contradict.
fn contradicted() -> Vec<Draft> {
    let mut table = Table::new(4001, &["B-10", "T-3"]);
    let to = |to: &str| Case::calling(|call| call.arguments[1] = value::of_address(to)).offering("payTo", to);
    table.flagged("payTo is the issuer of the asset", to(ISSUER), "pay-to-issuer");
    let refuses = json!({"refuse": ["pay-to-issuer"]});
    table.invalid("payTo is the issuer of the asset, which the policy refuses", to(ISSUER).policy(refuses), "policy");
    table.valid("payTo is a contract that no table has", to(FOREIGN));
    let with_decimals =
        |decimals: u8| Case::good().offering("extra", json!({"areFeesSponsored": true, "decimals": decimals}));
    table.flagged("six decimal places for a token with seven", with_decimals(6), "decimals");
    table.valid("seven decimal places for a token with seven", with_decimals(7));
    let calling = |asset: &str| {
        Case::calling(|call| *call = Call::transfer(asset, PAYER, MERCHANT, 10_000_000)).offering("asset", asset)
    };
    table.flagged("the token of the main network on the test network", calling(USDC_PUBNET), "asset-network");
    table.valid("a contract that no table has", calling(FOREIGN));
    table.drafts()
}

/// T-3: payer and recipient are one.
fn self_payments() -> Vec<Draft> {
    let mut table = Table::new(301, &["T-3"]);
    let to = |argument: &str| Case::calling(|call| call.arguments[1] = value::of_address(argument));
    table.flagged("the payer pays itself", to(PAYER).offering("payTo", PAYER), "self-payment");
    let refuses = json!({"refuse": ["self-payment"]});
    table.invalid(
        "the payer pays itself, which the policy refuses",
        to(PAYER).offering("payTo", PAYER).policy(refuses),
        "policy",
    );
    let muxed_account = muxed(1, 7);
    let result = json!({"verdict": "valid", "payer": PAYER, "offer": 0, "flags": ["muxed-recipient", "self-payment"]});
    let case = to(&muxed_account).offering("payTo", muxed_account.as_str());
    table.add("the payer pays itself with an id", &case.input(), Class::Acceptable, &result, |draft| {
        draft.flags(&["muxed-recipient", "self-payment"])
    });
    table.drafts()
}

/// T-4.
fn muxed_recipients() -> Vec<Draft> {
    let mut table = Table::new(401, &["T-4"]);
    let to = |argument: &str, pay_to: &str| {
        Case::calling(|call| call.arguments[1] = value::of_address(argument)).offering("payTo", pay_to)
    };
    let [seven, eight] = [7, 8].map(|id| muxed(2, id));
    table.flagged("payTo is a muxed account", to(&seven, &seven), "muxed-recipient");
    table.flagged("the largest id", to(&muxed(2, u64::MAX), &muxed(2, u64::MAX)), "muxed-recipient");
    table.invalid("another id is paid", to(&eight, &seven), "recipient");
    table.invalid("the account without the id is paid", to(MERCHANT, &seven), "recipient");
    table.invalid("payTo has no id, and one is paid", to(&seven, MERCHANT), "recipient");
    table.invalid("the id of another account is paid", to(&muxed(3, 7), &seven), "recipient");
    for (title, policy) in [
        ("payTo is a muxed account, by ts", json!({"preset": "ts"})),
        ("payTo is a muxed account, which the policy refuses", json!({"refuse": ["muxed-recipient"]})),
    ] {
        table.invalid(title, to(&seven, &seven).policy(policy), "policy");
    }
    table.drafts()
}

/// A payment of this amount for this price.
pub(super) fn paying(price: &str, amount: i128) -> Case {
    Case::calling(|call| call.arguments[2] = value::i128(amount)).offering("amount", price)
}

/// T-5.
fn amounts() -> Vec<Draft> {
    let mut table = Table::new(501, &["T-5"]);
    let of = |argument: i128, amount: &str| paying(amount, argument);
    table.valid("the largest amount", of(i128::MAX, "170141183460469231731687303715884105727"));
    table.invalid(
        "an amount of 2^127, and -2^127 is paid",
        of(i128::MIN, "170141183460469231731687303715884105728"),
        "amount",
    );
    table.invalid("2^128 more is asked for", of(1, "340282366920938463463374607431768211457"), "amount");
    table.invalid("2^64 more is asked for", of(1, "18446744073709551617"), "amount");
    table.valid("an amount beyond 64 bits", of(18_446_744_073_709_551_617, "18446744073709551617"));
    table.flagged("nothing is asked for", of(0, "0"), "zero-amount");
    table.invalid("nothing is paid", of(0, "1"), "amount");
    table.invalid("a negative amount is paid", of(-10_000_000, "10000000"), "amount");
    table.invalid("one less is paid", of(9_999_999, "10000000"), "amount");
    table.invalid("one more is paid", of(10_000_001, "10000000"), "amount");
    let at_least = of(10_000_001, "10000000").policy(json!({"amountRule": "at-least"}));
    table.invalid("one more is paid, of at least so much", at_least, "amount");
    let settling = |amount: &str| Case::good().more("phase", json!({"settle": {"amount": amount}}));
    table.valid("to be settled", settling("10000000"));
    table.invalid("one less is to be taken", settling("9999999"), "charge");
    table.invalid("one more is to be taken", settling("10000001"), "charge");
    table.invalid("nothing is to be taken", settling("0"), "charge");
    table.drafts()
}

/// T-6.
fn sponsored() -> Vec<Draft> {
    let mut table = Table::new(601, &["T-6"]);
    let saying = |value: Value| Case::good().offering("extra", json!({"areFeesSponsored": value}));
    for (title, case) in [
        ("the offer says that fees are not sponsored", saying(json!(false))),
        ("areFeesSponsored is null", saying(Value::Null)),
        ("areFeesSponsored is a text", saying(json!("true"))),
        ("areFeesSponsored is a number", saying(json!(1))),
        ("extra does not say who pays the fee", Case::good().offering("extra", json!({}))),
        ("the offer has no extra", Case::good().offering("extra", Value::Null)),
    ] {
        table.invalid(title, case, "sponsored");
    }
    let more = json!({"areFeesSponsored": true, "decimals": 7});
    table.valid("extra has another member", Case::good().offering("extra", more));
    table.drafts()
}

/// T-7: any contract may be the asset, and the time is that of the offer.
fn tokens() -> Vec<Draft> {
    let mut table = Table::new(701, &["T-7"]);
    let of = |asset: &str| {
        Case::spoiled(|envelope| {
            envelope.call = Call::transfer(asset, PAYER, MERCHANT, 10_000_000);
            envelope.entries = vec![Entry { invocation: envelope.call.invocation(), ..Entry::good(V1) }];
        })
        .offering("asset", asset)
    };
    table.valid("in the network's own token", of(XLM));
    let zero = x402_schemes::stellar::Address::Contract([0; 32]).to_string();
    table.valid("in a token that nobody knows", of(&zero));
    let mut seconds = offer();
    seconds["maxTimeoutSeconds"] = 61.into();
    let mut later = Case::entry(V1, |entry| entry.end += 1);
    later.offer = seconds;
    table.valid("61 seconds are thirteen ledgers", later);
    table.drafts()
}
