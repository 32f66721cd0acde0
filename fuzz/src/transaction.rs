//! The bytes of a transaction of Solana: reading, writing, the runtime's rules, and what a verifier makes of it.

use base64::{Engine, engine::general_purpose::STANDARD};
use x402_schemes::solana::{
    Instruction, Keys, MAX_LOADED_KEYS, MAX_TRANSACTION_BYTES, MAX_VERSION_1_BYTES, Message, MessageVersion,
    Transaction,
};
use x402_types::{DecodeOptions, Flag, RawJson, Wire, v2};
use x402_verify::{Concern, Context, Report, Verdict, solana::verify_strict, verify};

/// The offer that the vectors of the group `solana` are about, for both versions of transactions.
const OFFER: &str = r#"{"scheme":"exact","network":"solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp","amount":"10000","asset":"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v","payTo":"7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg","maxTimeoutSeconds":60,"extra":{"transactionVersions":[0,1],"feePayer":"2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh"}}"#;

/// Panics if a law does not hold.
pub fn check(data: &[u8]) {
    let parsed = Transaction::decode(data);
    let report = report_of(data);
    let checks = report.checks();
    assert!(checks.iter().enumerate().all(|(index, check)| checks[..index].iter().all(|before| before.id != check.id)));
    match &parsed {
        Ok(transaction) => {
            let is_version_1 = transaction.message().version == MessageVersion::V1;
            assert!(data.len() <= if is_version_1 { MAX_VERSION_1_BYTES } else { MAX_TRANSACTION_BYTES });
            // No two texts are one transaction.
            assert_eq!(transaction.encode(), data);
            assert_eq!(transaction.message().encode(), transaction.signed_bytes());
            assert_eq!(transaction.signatures().len(), usize::from(transaction.message().header.required_signatures));
            let loaded = check_message(transaction.message());
            assert_eq!(report.sponsor().is_some(), loaded);
        }
        Err(error) => {
            assert!(error.offset() <= data.len());
            assert_ne!(report.verdict(), Verdict::Valid);
            assert_eq!((report.sponsor(), report.replay_key()), (None, None));
        }
    }
    if report.verdict() == Verdict::Valid {
        let transaction = parsed.expect("what is valid can be read");
        assert_eq!(report.verdict_on(Concern::Payment), Verdict::Valid);
        assert_eq!(report.verdict_on(Concern::Sponsor), Verdict::Valid);
        let message = transaction.message();
        assert_eq!(
            message.fee_payer().map(|payer| payer.to_string()).as_deref(),
            Some("2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh")
        );
        for (signer, signature) in message.signers().zip(transaction.signatures()).skip(1) {
            assert!(verify_strict(&signer, transaction.signed_bytes(), signature));
        }
        // Nothing names the fee payer but guards that only compare (V-52).
        for instruction in message.instructions.iter().filter(|instruction| instruction.accounts.contains(&0)) {
            let program = message.key(instruction.program).map(|program| program.to_string());
            assert_eq!(program.as_deref(), Some("L2TExMFKdjpN9kozasaurPirfHy9P8sbXoAN1qA3S95"));
            assert!(matches!(instruction.data.first(), Some(2..=17)));
            assert!(report.flags().contains(Flag::GuardFeePayer));
        }
    }
}

/// Whether the runtime would load it, as far as the message says. Then every index means something.
fn check_message(message: &Message<'_>) -> bool {
    let Ok(keys) = message.sanitize().map(|()| Keys::load(message, |_| None)) else { return false };
    let Ok(keys) = keys else { return false };
    assert!(message.keys.len() <= MAX_LOADED_KEYS);
    assert!(keys.is_signer(0) && keys.is_writable(0));
    for instruction in &message.instructions {
        let program = message.key(instruction.program).expect("the rules want it");
        assert_ne!(Some(program), message.fee_payer());
        assert!(instruction.accounts.iter().all(|account| keys.get(*account).is_some()));
        let _ = Instruction::decode(&program, instruction.accounts, instruction.data).name();
    }
    true
}

fn report_of(data: &[u8]) -> Report {
    let offer = v2::PaymentRequirements::decode(OFFER, &DecodeOptions::STRICT).expect("an offer of ours").value;
    let payload = format!(r#"{{"transaction":"{}"}}"#, STANDARD.encode(data));
    let payload = RawJson::parse(&payload).expect("JSON of ours");
    let payment = v2::PaymentPayload::new(offer.clone(), payload);
    let offers = [offer];
    let report = verify(&payment, &offers, &Context::at(1));
    assert_eq!(verify(&payment, &offers, &Context::at(1)), report, "same input, same report");
    report
}
