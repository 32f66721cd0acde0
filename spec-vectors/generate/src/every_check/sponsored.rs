//! An EIP-2612 permit that the payer adds for a sponsor. Permit2 has no allowance yet, so everything depends on the
//! permit.

use serde_json::{Value, json};

use super::part::{
    Part, Rows,
    Verdict::{Invalid, Undecided, Valid},
    row,
};
use crate::{
    base::NOW,
    fault::Fault,
    payment::{PERMIT2, Payment},
    permit::{FACILITATOR, STRANGER, TOKEN},
    sign::SIGNER,
};

pub(super) fn rows(part: Part) -> Rows {
    if !part.is_permit2() || part.is_v1 {
        return Vec::new();
    }
    let info = json!({
        "from": SIGNER, "asset": TOKEN, "spender": PERMIT2, "amount": "10000", "nonce": "3", "deadline": "1740672154",
        "version": "1",
    });
    let base = || nothing_allowed(part.base());
    let with = |name: &str, value: Value| {
        let mut info = info.clone();
        info[name] = value;
        base().sponsored(&info)
    };
    // A member that is changed after signing.
    let changed = |name: &str, value: Value| {
        let mut sent = info.clone();
        let mut signed = info.clone();
        // A lenient reader takes nothing for 0.
        if value.is_null() && name == "nonce" {
            signed[name] = "0".into();
        }
        sent["signature"] = format!("0x{}", base().sponsor_digits(&signed)).into();
        if value.is_null() {
            sent.as_object_mut().expect("an object").remove(name);
        } else {
            sent[name] = value;
        }
        base().extended("eip2612GasSponsoring", &sent)
    };
    let signed = |digits: &str| changed("signature", format!("0x{digits}").into());
    let digits = base().sponsor_digits(&info);
    let (rest, v) = digits.split_at(128);
    let other_v = if v == "1b" { "1c" } else { "1b" };
    let mut rows = vec![row("a permit for the sponsor", &base().sponsored(&info), Valid("permit-signature"))];
    let mut add = |title: &str, payment: &Payment, check: &'static str| rows.push(row(title, payment, Invalid(check)));
    for member in ["from", "asset", "spender", "amount", "nonce", "deadline", "signature", "version"] {
        add(&format!("a permit without {member}"), &changed(member, Value::Null), "permit-payload");
    }
    add("a permit of another owner", &with("from", STRANGER.into()), "permit-owner");
    add("a permit of another token", &with("asset", STRANGER.into()), "permit-token");
    add("a permit for another spender", &with("spender", FACILITATOR.into()), "permit-spender");
    add("a permit for one less", &with("amount", "9999".into()), "permit-amount");
    add("a permit for one more", &with("amount", "10001".into()), "permit-amount");
    let ends_soon = with("deadline", (NOW + 5).to_string().into());
    rows.push(row("a permit that ends in 5 s", &ends_soon, Invalid("permit-deadline")).with_fault(Fault::AtMargin));
    let mut add = |title: &str, payment: &Payment, check: &'static str| rows.push(row(title, payment, Invalid(check)));
    add("a permit that has ended", &with("deadline", (NOW - 1).to_string().into()), "permit-deadline");
    add("a permit with v 29", &signed(&format!("{rest}1d")), "permit-signature-form");
    add("a permit with a signature of 64 bytes", &signed(rest), "permit-signature-form");
    add("a permit with a signature of 66 bytes", &signed(&format!("{digits}00")), "permit-signature-form");
    add("a permit with the other v", &signed(&format!("{rest}{other_v}")), "permit-signature");
    add("a permit of another nonce than was signed", &changed("nonce", "4".into()), "permit-signature");
    let later = changed("deadline", "1740672155".into());
    add("a permit with a later end than was signed", &later, "permit-signature");
    let other_domain = base().offers("extra.name", "USD Coin").extended("eip2612GasSponsoring", &{
        let mut sent = info.clone();
        sent["signature"] = format!("0x{digits}").into();
        sent
    });
    add("a permit in another domain", &other_domain, "permit-signature");
    let number = base().sponsored(&info).offers("extra.name", 7);
    add("a permit, and the domain's name is a number", &number, "domain");
    let just_in_time = with("deadline", (NOW + 6).to_string().into());
    rows.push(row("a permit that ends in 6 s", &just_in_time, Valid("permit-deadline")).with_fault(Fault::AtMargin));
    let lower = {
        let mut sent = info.clone();
        sent["signature"] = format!("0x{digits}").into();
        for (name, address) in [("from", SIGNER), ("asset", TOKEN), ("spender", PERMIT2)] {
            sent[name] = address.to_lowercase().into();
        }
        base().extended("eip2612GasSponsoring", &sent)
    };
    rows.push(row("a permit with addresses in lower case", &lower, Valid("permit-owner")));
    let unknown = |payment: Payment| payment.asks("facts.accounts", Value::Null);
    let mut open =
        |title: &str, payment: &Payment, check: &'static str| rows.push(row(title, payment, Undecided(check)));
    let v_29 = unknown(signed(&format!("{rest}1d")));
    open("a permit with v 29; account code unknown", &v_29, "permit-signature-form");
    let flipped = unknown(signed(&format!("{rest}{other_v}")));
    open("a permit with the other v; account code unknown", &flipped, "permit-signature");
    for member in ["extra.name", "extra.version"] {
        let unnamed = base().sponsored(&info).offers(member, Value::Null);
        open(&format!("a permit, and the offer has no {member}"), &unnamed, "domain");
    }
    rows.into_iter().map(Some).collect()
}

/// The fact that Permit2 may take nothing without the added permit or approval.
pub(super) fn nothing_allowed(payment: Payment) -> Payment {
    payment.asks("facts.allowances", json!([{"token": TOKEN, "owner": SIGNER, "amount": "0"}]))
}
