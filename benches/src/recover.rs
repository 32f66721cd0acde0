//! Verifying with `x402-recover`, beside libsecp256k1. The payments are many, of as many payers: who measures one again and
//! again measures a processor that has learnt its branches by heart.

use std::cell::RefCell;

use k256::ecdsa::SigningKey;
use x402_recover::{KnownKey, RecoveryId, Signature, Signed, recover, recover_all};
use x402_schemes::evm::{Address, keccak256};
use x402_types::{RawJson, Wire, v2::PaymentPayload};
use x402_verify::{
    Context, Facts, Report, Verdict, Verifier,
    evm::{AccountCode, Fact},
    verify,
};

use crate::{
    fixture::{Fixture, NOW, decode, read_payload},
    group::{Case, Group, group},
    peers::CRecovery,
};

const PAYMENTS: u8 = 32;

struct Paid {
    header: String,
    digest: [u8; 32],
    by_c: CRecovery,
    signed: Signed,
}

/// The specification's payment, by the payer with this key.
fn paid(fixture: &Fixture, number: u8) -> Paid {
    let key = SigningKey::from_slice(&keccak256(&[number])).unwrap();
    let point = key.verifying_key().to_sec1_point(false);
    let payer = Address::new(*keccak256(&point.as_bytes()[1..]).last_chunk().unwrap());
    let of_payer = |payment: &PaymentPayload, from: &str, to: &str| {
        let text = payment.payload.as_str().replacen(from, to, 1);
        assert_ne!(text, payment.payload.as_str());
        let mut payment = payment.clone();
        payment.payload = RawJson::parse(&text).unwrap();
        payment
    };
    let old = &fixture.payload;
    let payment = of_payer(&fixture.payment, &old.authorization.from.to_string(), &payer.to_string());
    let digest = read_payload(&payment).authorization.digest(&fixture.separator);
    let (signature, id) = key.sign_prehash_recoverable(&digest);
    let bytes = [signature.to_bytes().as_slice(), &[27 + id.to_byte()]].concat();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let payment = of_payer(&payment, &hex(old.signature.as_bytes()), &hex(&bytes));
    let (r, s) = signature.split_bytes();
    let recovery_id = RecoveryId::from_byte(id.to_byte()).unwrap();
    Paid {
        header: payment.to_header(),
        digest,
        by_c: CRecovery::new(&read_payload(&payment)),
        signed: Signed { prehash: digest, signature: Signature { r: r.into(), s: s.into(), recovery_id } },
    }
}

/// All rows are of 32 payments, and show one.
pub(crate) fn verify_group(fixture: &Fixture) -> Group {
    let payments = || (1..=PAYMENTS).map(|number| paid(fixture, number)).collect::<Vec<_>>();
    let server = || (payments(), fixture.offers.clone(), Facts::new().with(Fact::AnyAccount(AccountCode::Absent)));
    let all_valid = |reports: &[Report]| reports.iter().all(|report| report.verdict() == Verdict::Valid);
    let known =
        payments().iter().map(|paid| recover(&paid.digest, &paid.signed.signature).unwrap()).collect::<Vec<_>>();
    let known: Vec<_> = known.iter().map(KnownKey::new).collect();
    let keys = known.iter().map(|known| *known.key()).collect::<Vec<_>>();
    let signed: Vec<_> = payments().iter().map(|paid| paid.signed).collect();
    // The first is warm before it is measured: each payer has paid twice by then. The second remembers nobody.
    let [one_by_one, at_once] = [PAYMENTS, 0].map(|payers| RefCell::new(Verifier::new(usize::from(payers))));
    let each = |case: Case| case.each(u32::from(PAYMENTS));
    let cases = [
        Case::new("libsecp256k1 recovery alone", payments(), |payments| {
            payments.iter().map(|paid| paid.by_c.recover(&paid.digest)).collect::<Vec<_>>()
        }),
        Case::new("`x402_recover::recover` alone", payments(), |payments| {
            payments.iter().map(|paid| recover(&paid.digest, &paid.signed.signature)).collect::<Vec<_>>()
        }),
        Case::new("`recover_all` alone, 32 at once", signed, |signed| recover_all(signed)),
        Case::new("`KnownKey::has_signed` alone", (known, payments()), |(known, payments)| {
            let signed =
                known.iter().zip(payments).map(|(key, paid)| key.has_signed(&paid.digest, &paid.signed.signature));
            assert!(signed.into_iter().all(|signed| signed));
        }),
        Case::new("`KnownKey::new` alone, once for each payer", keys, |keys| {
            keys.iter().map(KnownKey::new).collect::<Vec<_>>()
        }),
        Case::new("`decode_header` + `verify`, valid", server(), move |(payments, offers, facts)| {
            let context = Context::at(NOW).with_facts(facts);
            let reports: Vec<_> = payments.iter().map(|paid| verify(&decode(&paid.header), offers, &context)).collect();
            assert!(all_valid(&reports));
            reports
        }),
        Case::new(
            "`decode_header` + `Verifier::verify`, payers who are known",
            server(),
            move |(payments, offers, facts)| {
                let context = Context::at(NOW).with_facts(facts);
                let mut verifier = one_by_one.borrow_mut();
                let reports: Vec<_> =
                    payments.iter().map(|paid| verifier.verify(&decode(&paid.header), offers, &context)).collect();
                assert!(all_valid(&reports));
                reports
            },
        ),
        Case::new(
            "`decode_header` + `Verifier::verify_all`, 32 at once, no payer known",
            server(),
            move |(payments, offers, facts)| {
                let context = Context::at(NOW).with_facts(facts);
                let payments: Vec<_> = payments.iter().map(|paid| decode(&paid.header)).collect();
                let presented = payments.iter().map(|payment| (payment, offers, &context));
                let reports = at_once.borrow_mut().verify_all(presented);
                assert!(all_valid(&reports));
                reports
            },
        ),
    ];
    group("verify a payment, with `recover`", Vec::new(), cases.into_iter().map(each).collect::<Vec<_>>())
}
