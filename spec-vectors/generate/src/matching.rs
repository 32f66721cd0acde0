//! Rows 63–73 of the catalogue: the offer that a payment matches.

mod nearly;

use serde_json::{Value, json};
use x402_conformance::vector::Class;

use crate::{
    base,
    draft::{Draft, expect, raw},
};

fn offer() -> Value {
    serde_json::from_str(base::OFFER).expect("JSON of ours")
}

fn edited(edit: impl FnOnce(&mut Value)) -> Value {
    let mut value = offer();
    edit(&mut value);
    value
}

/// A draft: whether `accepted` matches the first of the offers, and if not, in which members it differs.
fn draft(number: &str, title: &str, accepted: &Value, offers: &[Value], differs: Option<&[&str]>) -> Draft {
    let input = json!({"version": 2, "accepted": accepted, "offers": offers, "rule": "sdk"});
    let expectation = match differs {
        None => expect(Class::Valid, &json!({"offer": 0})),
        Some(members) => expect(Class::Invalid, &json!({"offer": null, "differs": [{"offer": 0, "members": members}]})),
    };
    Draft::new(format!("match-{number}"), "match", title, raw(&input), expectation).rulings(&["B-1", "B-2"])
}

fn acceptable(draft: Draft, flag: &str) -> Draft {
    draft.class(Class::Acceptable).flags(&[flag])
}

pub(crate) fn drafts() -> Vec<Draft> {
    let mut drafts = catalogue();
    drafts.extend(nearly::drafts());
    drafts
}

fn catalogue() -> Vec<Draft> {
    let good = &[offer()];
    let with_extra = |extra: Value| edited(|offer| offer["extra"] = extra);
    let nested = with_extra(json!({"name": "USDC", "version": "2", "limits": {"day": 5, "list": [1, {"a": 1}]}}));
    let nested_more =
        with_extra(json!({"name": "USDC", "version": "2", "limits": {"list": [1.0, {"a": 1}], "day": 5, "year": 9}}));
    let array_more =
        with_extra(json!({"name": "USDC", "version": "2", "limits": {"day": 5, "list": [1, {"a": 1, "b": 2}]}}));
    let solana = |pay_to: &str, extra: Value| {
        json!({"scheme": "exact", "network": "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1", "amount": "10000",
            "asset": "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", "payTo": pay_to, "maxTimeoutSeconds": 60, "extra": extra})
    };
    let (wallet, wallet_case) =
        ("2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4", "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBG4");
    let fee_payer = json!({"feePayer": "EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"});
    let mut with_blockhash = fee_payer.clone();
    with_blockhash["recentBlockhash"] = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi".into();
    let mut with_other_blockhash = fee_payer.clone();
    with_other_blockhash["recentBlockhash"] = "8qbHbw2BbbTHBW1sbeqakYXVKRQM8Ne7pLK7m6CVfeR".into();
    let other = edited(|offer| offer["amount"] = "20000".into());
    let nameless = || {
        edited(|offer| {
            offer.as_object_mut().expect("an offer of ours").remove("extra");
        })
    };
    vec![
        draft("0062", "accepted is the offer", &offer(), good, None).requirements(&["V2-5.2.2-06", "V2-6.1.2-05"]),
        acceptable(
            draft("0063", "a member that no offer has", &edited(|accepted| accepted["hint"] = 1.into()), good, None),
            "unknown-member",
        ),
        draft(
            "0064",
            "the client adds to extra",
            &with_extra(json!({"name": "USDC", "version": "2", "memo": "x"})),
            good,
            None,
        ),
        draft(
            "0064a",
            "the client adds to a nested object of extra",
            &nested_more,
            std::slice::from_ref(&nested),
            None,
        ),
        draft(
            "0064b",
            "the client adds to an object in an array of extra",
            &array_more,
            &[nested],
            Some(&["extra.limits"]),
        ),
        draft(
            "0065",
            "the client drops extra.version",
            &with_extra(json!({"name": "USDC"})),
            good,
            Some(&["extra.version"]),
        ),
        acceptable(
            draft(
                "0066",
                "a required null is absent",
                &offer(),
                &[with_extra(json!({"name": "USDC", "version": "2", "k": null}))],
                None,
            ),
            "null-skip",
        ),
        acceptable(
            draft(
                "0067",
                "payTo in lower case",
                &edited(|accepted| accepted["payTo"] = "0x209693bc6afc0c5328ba36faf03c514ef312287c".into()),
                good,
                None,
            ),
            "address-case",
        )
        .no_witness("both official servers compare the text, and find no offer"),
        draft(
            "0068",
            "one digit of payTo is another",
            &edited(|accepted| accepted["payTo"] = "0x209693Bc6afc0C5328bA36FaF03C514EF312287D".into()),
            good,
            Some(&["payTo"]),
        ),
        draft(
            "0069",
            "one letter of a base58 address in the other case",
            &solana(wallet_case, fee_payer.clone()),
            &[solana(wallet, fee_payer)],
            Some(&["payTo"]),
        )
        .comment("Another address, and perhaps nobody's."),
        draft(
            "0070",
            "another maxTimeoutSeconds",
            &edited(|accepted| accepted["maxTimeoutSeconds"] = 61.into()),
            good,
            Some(&["maxTimeoutSeconds"]),
        ),
        draft(
            "0071",
            "another asset",
            &edited(|accepted| accepted["asset"] = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913".into()),
            good,
            Some(&["asset"]),
        ),
        draft("0071a", "another amount", &other, good, Some(&["amount"])),
        draft(
            "0071b",
            "another network",
            &edited(|accepted| accepted["network"] = "eip155:8453".into()),
            good,
            Some(&["network"]),
        ),
        draft(
            "0071c",
            "another scheme",
            &edited(|accepted| accepted["scheme"] = "upto".into()),
            good,
            Some(&["scheme"]),
        ),
        draft("0072", "the second of two offers", &offer(), &[other.clone(), offer()], None)
            .result(&json!({"offer": 1})),
        draft("0620", "two offers match, and the second is what was accepted", &offer(), &[nameless(), offer()], None)
            .result(&json!({"offer": 1}))
            .no_witness("a ruling of ours: both official servers take the first that matches"),
        draft(
            "0620a",
            "two offers match, and neither is what was accepted",
            &with_extra(json!({"name": "USDC", "version": "2", "memo": "x"})),
            &[nameless(), offer()],
            None,
        ),
        draft("0620b", "only the second of two offers matches", &nameless(), &[offer(), nameless()], None)
            .result(&json!({"offer": 1})),
        draft(
            "0073",
            "the client names the default transfer method",
            &with_extra(json!({"name": "USDC", "version": "2", "assetTransferMethod": "eip3009"})),
            good,
            None,
        )
        .rulings(&["B-2", "B-4"])
        .requirements(&["EVM-1-phase1-05"]),
        draft(
            "0161",
            "the server made a new blockhash since",
            &solana(wallet, with_blockhash),
            &[solana(wallet, with_other_blockhash)],
            None,
        )
        .no_witness("a ruling of ours: both official servers declare such members in code"),
    ]
}
