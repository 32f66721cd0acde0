//! An offer that is nearly another, and the vector that compares the two.

use serde_json::{Value, json};
use x402_conformance::vector::{Class, Expect};

use crate::draft::{Draft, raw, raw_text};

/// An offer's members as JSON, in the documents' order.
#[derive(Clone)]
pub(super) struct Terms(pub(super) Vec<(&'static str, String)>);

impl Terms {
    pub(super) fn evm() -> Self {
        Self::new(
            "eip155:84532",
            "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            EVM_PAY_TO,
            r#"{"name":"USDC","version":"2"}"#,
        )
    }

    pub(super) fn solana() -> Self {
        let network = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1";
        Self::new(network, "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", SOLANA_PAY_TO, &fee_payer_and(""))
    }

    pub(super) fn new(network: &str, asset: &str, pay_to: &str, extra: &str) -> Self {
        let text = |text: &str| format!("\"{text}\"");
        Self(vec![
            ("scheme", text("exact")),
            ("network", text(network)),
            ("amount", text("10000")),
            ("asset", text(asset)),
            ("payTo", text(pay_to)),
            ("maxTimeoutSeconds", "60".into()),
            ("extra", extra.into()),
        ])
    }

    pub(super) fn with(&self, member: &'static str, json: &str) -> Self {
        let mut terms = self.clone();
        match terms.0.iter_mut().find(|(name, _)| *name == member) {
            Some((_, value)) => *value = json.into(),
            None => terms.0.push((member, json.into())),
        }
        terms
    }

    pub(super) fn without(&self, member: &str) -> Self {
        Self(self.0.iter().filter(|(name, _)| *name != member).cloned().collect())
    }

    pub(super) fn extra(&self, json: &str) -> Self {
        self.with("extra", json)
    }

    pub(super) fn json(&self) -> String {
        let members: Vec<String> = self.0.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", members.join(","))
    }
}

pub(super) const EVM_PAY_TO: &str = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

const SOLANA_PAY_TO: &str = "2wKupLR9q6wXYppw8Gr2NvWxKBUqm4PPJKkQfoxHDBg4";

pub(super) fn fee_payer_and(more: &str) -> String {
    format!(r#"{{"feePayer":"EwWqGE4ZFKLofuestmU4LDdK7XM1N4ALgdZccwYugwGd"{more}}}"#)
}

/// The offer that matches, or the members in which each differs.
pub(super) enum Answer<'a> {
    Offer(usize),
    None(&'a [&'a [&'a str]]),
}

pub(super) fn case(
    number: u32,
    title: &str,
    rule: &str,
    accepted: &Terms,
    offers: &[&Terms],
    answer: &Answer<'_>,
) -> Draft {
    let offers: Vec<String> = offers.iter().map(|offer| offer.json()).collect();
    let rule = if rule.is_empty() { String::new() } else { format!(r#","rule":"{rule}""#) };
    let input = format!(r#"{{"version":2,"accepted":{},"offers":[{}]{rule}}}"#, accepted.json(), offers.join(","));
    let (class, result) = match answer {
        Answer::Offer(index) => (Class::Valid, json!({"offer": index})),
        Answer::None(differs) => {
            let differs =
                differs.iter().enumerate().map(|(offer, members)| json!({"offer": offer, "members": members}));
            (Class::Invalid, json!({"offer": null, "differs": differs.collect::<Vec<Value>>()}))
        }
    };
    let expectation =
        Expect { class, ours: None, result: raw(&result), derived: vec![], reason: None, stage: None, check: None };
    Draft::new(format!("match-{number}"), "match", title, raw_text(&input), expectation).rulings(&["B-1", "B-2"])
}

/// The official TypeScript server accepts no member that the offer does not have.
pub(super) fn unknown(draft: Draft) -> Draft {
    draft.class(Class::Acceptable).flags(&["unknown-member"])
}

pub(super) const NOT_RUN_HERE: &str = "the rule of a server that is not run here";

pub(super) const NOT_ASKED: &str = "a rule about names and order: no witness is asked";
