//! The payment that the specification prints (V2 §5.2), against the offer it belongs to.

use alloy_primitives::hex;
use sha2::{Digest, Sha256};
use x402_types::Flags;
use x402_verify::{CheckId, Context, Expires, Facts, Mechanism, Outcome, Verdict, verify};

use crate::support::{MERCHANT, NOW, SPEC_PAYER, checks_of, outcome, plain, spec_offer, spec_payment};

/// "Replay key" of the rulings: each field as length and bytes.
pub(crate) fn replay_key(fields: &[&[u8]]) -> String {
    let mut message = Vec::new();
    for field in fields {
        message.extend(u32::try_from(field.len()).unwrap().to_be_bytes());
        message.extend(*field);
    }
    format!("x402:1:{}", hex::encode(Sha256::digest(message)))
}

pub(crate) fn spec_key() -> String {
    replay_key(&[
        b"eip3009",
        b"eip155:84532",
        &hex!("036CbD53842c5426634e7929541eC2318f3dCF7e"),
        &hex!("857b06519E91e3A54538791bDbb0E22373e36b66"),
        &hex!("f3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"),
    ])
}

#[test]
fn it_is_valid_whether_or_not_the_chain_was_asked() {
    for (facts, outstanding) in [
        (plain(), vec!["token-domain", "balance", "authorization-unused", "transfer"]),
        (Facts::new(), vec!["token-domain", "balance", "authorization-unused", "account-code", "transfer"]),
    ] {
        let report = verify(&spec_payment(), &[spec_offer()], &Context::at(NOW).with_facts(&facts));
        assert_eq!(report.verdict(), Verdict::Valid);
        assert_eq!((report.deciding(), report.reason(), report.stage()), (None, None, None));
        assert_eq!(report.offer(), Some(0));
        assert_eq!(report.flags(), Flags::NONE);
        assert_eq!(report.needs().count(), 0);
        assert_eq!(report.outstanding().iter().map(|question| question.kind()).collect::<Vec<_>>(), outstanding);
        assert_eq!(report.payer().unwrap().to_string(), SPEC_PAYER);
        assert_eq!(report.replay_key().unwrap().to_string(), spec_key());

        let verified = report.into_paid().unwrap();
        assert_eq!(verified.payer().to_string(), SPEC_PAYER);
        assert_eq!(verified.authorized().units(), 10_000.into());
        assert_eq!(verified.offer(), 0);
        assert_eq!(verified.replay_key().to_string(), spec_key());
        assert_eq!(hex::encode(verified.replay_key().to_bytes()), spec_key()["x402:1:".len()..]);
        let authorized = verified.authorized();
        assert_eq!(authorized.recipient.to_string(), MERCHANT);
        assert_eq!(authorized.asset.to_string(), "0x036CbD53842c5426634e7929541eC2318f3dCF7e");
        assert_eq!(authorized.network.to_string(), "eip155:84532");
        assert_eq!(authorized.expires, Expires::At(1_740_672_154.into()));
    }
}

#[test]
fn each_check_passes_in_the_normative_order() {
    let facts = plain();
    let report = verify(&spec_payment(), &[spec_offer()], &Context::at(NOW).with_facts(&facts));
    let made: Vec<CheckId> = report.checks().iter().map(|check| check.id).collect();
    // The contract decides instead of the key; the others are made where they are asked for.
    let elsewhere = [
        CheckId::FLOW,
        CheckId::CONTRACT_SIGNATURE,
        CheckId::EXTENSION_ECHO,
        CheckId::CHARGE,
        CheckId::HORIZON,
        CheckId::POLICY,
        CheckId::FACTORY,
    ];
    let expected: Vec<CheckId> = checks_of(Mechanism::EIP3009).filter(|id| !elsewhere.contains(id)).collect();
    assert_eq!(made, expected);
    for id in made {
        assert_eq!(outcome(&report, id), Some(&Outcome::Pass), "{id}");
    }
}
