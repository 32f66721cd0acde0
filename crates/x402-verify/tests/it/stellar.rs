//! Payments on Stellar as a whole (T-1 to T-36). What each check decides alone is in `stellar_checks.rs`.

use x402_laws::bounds::step;
use x402_schemes::{
    AccountId,
    stellar::{AccountSigners, Address, Signer},
};
use x402_types::{Amount, DecodeOptions, Dialect, Wire, v1, v2};
use x402_verify::{
    CheckId, Concern, Context, Expires, Outcome, Particulars, Policy, PreparedOffers, Verdict,
    stellar::{Fact, OtherEvent},
    verify,
};

use crate::{
    paid::is_in_order,
    stellar_payments::{Case, LEDGER, Part, RECIPIENT, Signed, address, clock, failed, needed, outcome, outstanding},
    stellar_xdr::words,
};

const REPLAY_KEY: &str = "x402:1:ab3dab1b5b2bc5f12a69b3ff251b30a86c4696ec12f687add946c3534ff34b33";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Digests, signatures and key of the worked example, which SDKs in two languages and the host gave.
#[test]
fn the_worked_example() {
    let rows = [
        (
            1,
            "f4a14cd7963fbee2cecf4f2f59700b00b8d033f4fe69e00081e2833727e4a49c",
            "6e603646d0e787c5b52f58d43913966d4223d1cddaef0423c93110d687569c9f9a9b8411ef8fd448005753cf7d1a9e8e70acbd6f13a65ff36ceb54431d7ff405",
        ),
        (
            2,
            "58cf2ecab9a6f1d7e046f8e45332a026087abea6b37ff0569993316e8acaaf2e",
            "b17fb5cd73d50b017b96675b5d007e664255ce91550ecb6a8db2e17dcad07edee68297bfc33c80fd7d33122b018fd3dc085068e38eb4cd0fd3f508e593d32105",
        ),
    ];
    for (kind, digest, signature) in rows {
        let case = Case::new().entry(|entry| entry.kind = kind);
        assert_eq!(hex(&case.digest()), digest);
        assert!(hex(&case.transaction()).contains(signature));
        let report = case.report();
        assert_eq!((report.verdict(), report.flags().is_empty()), (Verdict::Valid, true), "{:?}", report.checks());
        assert!(is_in_order(&report) && report.checks().iter().all(|check| check.outcome == Outcome::Pass));
        assert_eq!(report.replay_key().unwrap().to_string(), REPLAY_KEY);
        assert_eq!(report.last_ledger(), Some(5_100_012));
        let Some(Particulars::Stellar(particulars)) = report.particulars() else { panic!("{report:?}") };
        assert_eq!((particulars.sponsor.client_fee, particulars.sponsor.min_resource_fee), (100, None));
        assert_eq!(outstanding(&report), ["account", "simulation", "nonce-unused"]);
        assert_eq!([Concern::Payment, Concern::Sponsor].map(|half| report.verdict_on(half)), [Verdict::Valid; 2]);
        let paid = report.into_paid().unwrap();
        assert_eq!(
            (paid.payer(), paid.authorized().units()),
            (AccountId::Stellar(address(1)), Amount::from(10_000_000))
        );
        assert_eq!(paid.authorized().expires, Expires::AfterLedger(5_100_012));
        assert_eq!((paid.authorized().expires.time(), paid.authorized().transfer_key()), (None, None));
        assert_eq!(paid.authorized().recipient, AccountId::Stellar(RECIPIENT.parse().unwrap()));
    }
}

/// Payer and nonce make a payment unique. Contract, amount and end do not.
#[test]
fn what_the_replay_key_covers() {
    let key = |case: Case| case.report().replay_key().unwrap().to_string();
    for same in [
        Case::new().entry(|entry| entry.end -= 1),
        Case::new().with(|case| case.arguments[2] = crate::stellar_xdr::i128_value(1)),
        Case::new().with(|case| case.arguments[1] = case.arguments[0].clone()),
        Case::new().entry(|entry| entry.signed = Signed::By(vec![3])),
    ] {
        assert_eq!(key(same), REPLAY_KEY);
    }
    for other in [
        Case::new().entry(|entry| entry.nonce += 1),
        Case::new().by_contract(),
        Case::new().with(|case| case.offer.network = "stellar:pubnet".parse().unwrap()),
    ] {
        assert_ne!(key(other), REPLAY_KEY);
    }
}

#[test]
fn without_the_clock_the_ledger_is_asked() {
    let mut case = Case::new();
    case.facts = x402_verify::Facts::new();
    let report = case.report();
    assert_eq!(needed(&report), ["ledger"]);
    assert_eq!(report.reason(), Some("invalid_exact_stellar_payload_simulation_failed"));
    // A simulation is asked once the clock tells whether its answer is old (T-32).
    assert_eq!(outstanding(&report), ["account", "nonce-unused"]);
    // The clock of another network is none.
    let other = Fact::Ledger { network: "stellar:pubnet".parse().unwrap(), sequence: LEDGER, seconds_per_ledger: None };
    assert_eq!(needed(&case.fact(other).report()), ["ledger"]);
}

/// No version 1, and no network without a passphrase (T-1).
#[test]
fn unsupported_payments() {
    let report = Case::new().with(|case| case.offer.network = "stellar:futurenet".parse().unwrap()).report();
    assert_eq!((needed(&report), report.kind()), (vec!["verifier"], None));
    assert_eq!(report.deciding().map(|check| check.id), Some(CheckId::METHOD));
    let network = |name: &str| {
        let offer = format!(
            r#"{{"scheme":"exact","network":"{name}","maxAmountRequired":"10000000","asset":"{}","payTo":"{RECIPIENT}","maxTimeoutSeconds":60,"resource":"https://a.example/","description":"","mimeType":"","extra":{{"areFeesSponsored":true}}}}"#,
            Case::new().offer.asset
        );
        let payload = Case::new().payment().payload;
        let text = format!(r#"{{"x402Version":1,"scheme":"exact","network":"{name}","payload":{}}}"#, payload.as_str());
        let offer = v1::PaymentRequirements::decode(&offer, &DecodeOptions::LENIENT).unwrap().value;
        let payment = v1::PaymentPayload::decode(&text, &DecodeOptions::LENIENT).unwrap().value;
        let facts = x402_verify::Facts::new().with(clock(LEDGER));
        verify(&payment, &[offer], &Context::at(1).with_facts(&facts))
    };
    for name in ["stellar", "stellar-testnet"] {
        assert_eq!(needed(&network(name)), ["verifier"], "{name}");
    }
}

/// Whatever cannot be read, there is a report, in order, and nothing panics.
#[test]
fn cut_off_anywhere() {
    let bytes = Case::new().transaction();
    for end in 0..bytes.len() {
        let mut case = Case::new();
        case.payload = Some(x402_schemes::stellar::Payload::new(bytes[..end].to_vec()).to_json().as_str().to_owned());
        let report = case.report();
        assert_eq!((report.verdict(), failed(&report)), (Verdict::Invalid, vec![CheckId::TRANSACTION]), "{end}");
        assert!(is_in_order(&report));
        assert_eq!((report.particulars(), report.replay_key()), (None, None));
    }
}

/// Each bit is either signed, or of the parts that the facilitator does not use.
#[test]
fn a_flipped_bit_changes_no_recipient() {
    let bytes = Case::new().transaction();
    let valid = Case::new().report();
    let (mut without_effect, step) = (0, step(8));
    // One bit of each byte by default, and not the same one.
    for bit in (0..bytes.len() * 8).step_by(step).map(|bit| if step == 1 { bit } else { bit + bit / 8 % 8 }) {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let mut case = Case::new();
        case.payload = Some(x402_schemes::stellar::Payload::new(flipped).to_json().as_str().to_owned());
        let report = case.report();
        if report.verdict() == Verdict::Valid {
            without_effect += 1;
            assert_eq!(report.authorized(), valid.authorized(), "{bit}");
        }
    }
    // Source (32 bytes), fee, sequence number, time bounds, and the resources of the Soroban data.
    assert_eq!(without_effect, 8 / step * (32 + 4 + 8 + 16 + 20));
}

/// Once anything failed, no signature is verified, and the questions are not asked.
#[test]
fn no_curve_arithmetic_for_an_invalid_payment() {
    let report = Case::new().with(|case| case.offer.amount = 9_999_999.into()).report();
    assert_eq!(failed(&report), [CheckId::AMOUNT]);
    for id in [CheckId::ACCOUNT_SIGNATURE, CheckId::ACCOUNT_SIGNERS] {
        assert_eq!(outcome(&report, id), Some(&Outcome::Skipped(CheckId::AMOUNT)));
    }
    assert!(report.outstanding().is_empty());
    assert_eq!(report.verdict_on(Concern::Sponsor), Verdict::Valid);
}

/// Who signs for an account (T-30).
#[test]
fn signers() {
    let signers = |threshold: u32, weights: &[(u8, u32)]| {
        let signers =
            weights.iter().map(|(seed, weight)| Signer { key: address(*seed).key().unwrap(), weight: *weight });
        Fact::Account { account: address(1), signers: Some(AccountSigners { signers: signers.collect(), threshold }) }
    };
    let by = |seeds: &[u8]| {
        let seeds = seeds.to_vec();
        Case::new().entry(|entry| entry.signed = Signed::By(seeds))
    };
    // Several keys, or another one: the account decides.
    for seeds in [[1, 3].as_slice(), &[3]] {
        assert_eq!(needed(&by(seeds).report()), ["account"]);
        assert_eq!(outstanding(&by(seeds).report()), ["simulation", "nonce-unused"]);
    }
    for (seeds, fact, is_enough) in [
        ([1].as_slice(), signers(0, &[(1, 1)]), true),
        (&[1], signers(0, &[(1, 0)]), false),
        (&[1], signers(1, &[(1, 1)]), true),
        (&[1], signers(2, &[(1, 1)]), false),
        (&[1, 3], signers(2, &[(1, 1), (3, 1)]), true),
        (&[1, 3], signers(3, &[(1, 1), (3, 1)]), false),
        // A signer who counts for nothing spoils the rest.
        (&[1, 3], signers(1, &[(1, 1), (3, 0)]), false),
        (&[1, 3], signers(1, &[(1, 1)]), false),
        (&[3], signers(1, &[(1, 1), (3, 1)]), true),
        (&[3], Fact::Account { account: address(1), signers: None }, false),
    ] {
        let report = by(seeds).fact(fact.clone()).report();
        let failures = if is_enough { vec![] } else { vec![CheckId::ACCOUNT_SIGNERS] };
        assert_eq!(failed(&report), failures, "{seeds:?} {fact:?}");
        assert_eq!(report.verdict() == Verdict::Valid, is_enough);
        if is_enough {
            assert_eq!(outstanding(&report), ["simulation", "nonce-unused"]);
        }
    }
}

/// A contract's signature is for the contract to judge (T-30).
#[test]
fn a_contract_pays() {
    let case = Case::new().by_contract();
    let report = case.report();
    assert_eq!((needed(&report), outstanding(&report)), (vec!["simulation"], vec!["nonce-unused"]));
    for id in [CheckId::SIGNATURE_FORM, CheckId::ACCOUNT_SIGNATURE, CheckId::ACCOUNT_SIGNERS] {
        assert_eq!(outcome(&report, id), None);
    }
    let fact = case.simulated(|_| {});
    let report = case.clone().fact(fact).report();
    assert_eq!((report.verdict(), outstanding(&report)), (Verdict::Valid, vec![]));
    let fails = Fact::Simulation { digest: case.digest(), effects: None };
    assert_eq!(failed(&case.clone().fact(fails).report()), [CheckId::SIMULATION]);
    // Nothing is asked of an invalid payment.
    let report = case.with(|case| case.offer.amount = 1.into()).report();
    assert_eq!(outcome(&report, CheckId::SIMULATION), Some(&Outcome::Skipped(CheckId::AMOUNT)));
    assert_eq!(report.needs().count(), 0);
}

/// An entry of somebody else that is signed: only the token knows whether it is asked for (T-21).
#[test]
fn a_second_account_authorizes_too() {
    let case = Case::new().with(|case| case.entries.push(Part::of(3)));
    let report = case.report();
    assert_eq!((needed(&report), outstanding(&report)), (vec!["simulation"], vec!["account", "nonce-unused"]));
    let fact = case.simulated(|_| {});
    assert_eq!(case.fact(fact).report().verdict(), Verdict::Valid);
}

#[test]
fn a_good_simulation_answers_the_rest() {
    let fact = Case::new().simulated(|effects| effects.min_resource_fee = Some(49_900));
    let case = Case::new().fact(fact);
    let report = case.report();
    assert_eq!((report.verdict(), outstanding(&report)), (Verdict::Valid, vec![]));
    let Some(Particulars::Stellar(particulars)) = report.particulars() else { panic!("{report:?}") };
    assert_eq!(particulars.sponsor.min_resource_fee, Some(49_900));
    let capped = |max| case.clone().with(|case| case.policy.stellar.max_fee_stroops = Some(max)).report();
    assert_eq!((capped(50_000).verdict(), failed(&capped(49_999))), (Verdict::Valid, vec![CheckId::SPONSOR_FEE]));
    // A simulation that does not say the fee leaves a cap open.
    let silent = Case::new().fact(Case::new().simulated(|_| {}));
    let report = silent.clone().with(|case| case.policy.stellar.max_fee_stroops = Some(100)).report();
    assert_eq!((report.verdict(), outstanding(&report)), (Verdict::Valid, vec!["simulation"]));
    // Each transaction costs at least 100 stroops (T-33).
    let report = silent.with(|case| case.policy.stellar.max_fee_stroops = Some(99)).report();
    assert_eq!((report.verdict(), failed(&report)), (Verdict::Invalid, vec![CheckId::SPONSOR_FEE]));
}

/// The presets refuse what their facilitators refuse.
#[test]
fn presets() {
    let muxed = Address::Muxed { key: address(2).key().unwrap(), id: 7 };
    let other_events = |case: Case| {
        let event = OtherEvent { contract: Address::Contract([7; 32]), name: "spent".into() };
        let fact = case.simulated(|effects| effects.other_events.push(event));
        case.fact(fact)
    };
    let to_muxed = |case: &mut Case| {
        case.offer.pay_to = muxed.to_string();
        case.arguments[1] = crate::stellar_payments::argument(muxed);
    };
    for (case, flag) in [
        (Case::new().with(to_muxed), "muxed-recipient"),
        (other_events(Case::new()), "other-events"),
        (Case::new().with(|case| case.preconditions = words(&[2, 0, 0, 0, 0, 0, 1, 0])), "preconditions"),
    ] {
        assert_eq!((case.report().verdict(), case.flags()), (Verdict::Valid, vec![flag]));
        let with = |policy| case.clone().with(|case| case.policy = policy).report();
        assert_eq!(failed(&with(Policy::TS)), [CheckId::POLICY], "{flag}");
        assert_eq!(with(Policy::X402_RS).verdict(), Verdict::Valid);
    }
    assert_eq!(Case::new().with(|case| case.policy = Policy::TS).report().verdict(), Verdict::Valid);
}

/// What is worth knowing, and no reason to refuse.
#[test]
fn flags() {
    let self_payment = |case: &mut Case| {
        case.offer.pay_to = address(1).to_string();
        case.arguments[1] = case.arguments[0].clone();
    };
    let pay_to_asset = |case: &mut Case| {
        case.offer.pay_to = case.offer.asset.clone();
        case.arguments[1] = crate::stellar_payments::argument(case.offer.asset.parse().unwrap());
    };
    let nothing = |case: &mut Case| {
        case.offer.amount = 0.into();
        case.arguments[2] = crate::stellar_xdr::i128_value(0);
    };
    for (case, flag) in [
        (Case::new().with(self_payment), "self-payment"),
        (Case::new().with(pay_to_asset), "pay-to-asset"),
        (Case::new().with(nothing), "zero-amount"),
        (Case::new().with(|case| case.soroban_data = words(&[0])), "no-soroban-data"),
        (Case::new().with(|case| case.envelope_signatures = words(&[1, 7, 0])), "envelope-signatures"),
        (Case::new().at(LEDGER - 1), "late-expiry"),
        (Case::new().at(LEDGER - 2), "late-expiry"),
    ] {
        assert_eq!((case.report().verdict(), case.flags()), (Verdict::Valid, vec![flag]));
    }
}

#[test]
fn prepared_offers_make_the_same_reports() {
    for case in [Case::new(), Case::new().by_contract(), Case::new().with(|case| case.offer.pay_to = "G".into())] {
        let context = Context::at(1).with_facts(&case.facts);
        let prepared = PreparedOffers::new(std::slice::from_ref(&case.offer));
        assert_eq!(verify(&case.payment(), &prepared, &context), case.report());
    }
    // A payment for the second of two offers.
    let cheap: v2::PaymentRequirements = Case::new().with(|case| case.offer.amount = 1.into()).offer;
    let case = Case::new();
    let context = Context::at(1).with_facts(&case.facts);
    let report = verify(&case.payment(), &[cheap, case.offer.clone()], &context);
    assert_eq!((report.verdict(), report.offer()), (Verdict::Valid, Some(1)));
}

/// A fact decides an undecided payment either way, and never makes an invalid one valid (T-23: at one clock).
#[test]
fn facts_are_monotone() {
    let signers =
        |weight| AccountSigners { signers: vec![Signer { key: address(1).key().unwrap(), weight }], threshold: 1 };
    let mut seen = [0; 3];
    let undecided = [Case::new().by_contract(), Case::new().entry(|entry| entry.signed = Signed::By(vec![1, 3]))];
    let pairs = crate::stellar_checks::pairs().into_iter().flat_map(|pair| [pair.fails, pair.passes]);
    for case in pairs.chain(undecided) {
        if case.entries.first().is_none_or(|entry| matches!(entry.kind, 0 | 3)) {
            // Nothing is signed, so no simulation can be named.
            continue;
        }
        let before = case.report().verdict();
        let account = |signers| Fact::Account { account: address(1), signers };
        let facts = [account(None), account(Some(signers(1))), account(Some(signers(0))), case.simulated(|_| {})];
        for fact in facts.into_iter().chain([Fact::Simulation { digest: case.digest(), effects: None }]) {
            // What a case states itself is not stated again.
            let after = if case.has_like(&fact) { before } else { case.clone().fact(fact).report().verdict() };
            seen[usize::from(before == Verdict::Invalid) + 2 * usize::from(before == Verdict::Undecided)] += 1;
            assert!(before != Verdict::Invalid || after == Verdict::Invalid, "{:?}", case.report());
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}

/// What a buyer should know before paying.
#[test]
fn reviews() {
    use x402_schemes::{
        Contradiction, SpendingLimits,
        stellar::{TESTNET, assets},
    };
    use x402_verify::{
        client::{OfferIssue as Issue, review_offer},
        stellar::OfferIssue,
    };

    let issues = |change: &dyn Fn(&mut v2::PaymentRequirements), payer: Option<Address>| {
        let mut offer = Case::new().offer;
        change(&mut offer);
        review_offer(&offer, payer.map(AccountId::Stellar), &SpendingLimits::DEFAULT)
    };
    assert_eq!(issues(&|_| {}, Some(address(1))), []);
    assert_eq!(issues(&|_| {}, Some(address(2))), [Issue::SelfPayment]);
    let muxed = Address::Muxed { key: address(2).key().unwrap(), id: 7 };
    type Row<'a> = (&'a dyn Fn(&mut v2::PaymentRequirements), Issue, bool);
    let rows: [Row<'_>; 10] = [
        (&|offer| offer.extra = None, OfferIssue::NotSponsored.into(), true),
        (&|offer| offer.pay_to = "G".into(), OfferIssue::NotAddress("payTo").into(), true),
        (&|offer| offer.asset = address(2).to_string(), OfferIssue::NotAddress("asset").into(), true),
        (&|offer| offer.pay_to = muxed.to_string(), OfferIssue::MuxedRecipient.into(), false),
        (
            &|offer| offer.pay_to = "GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5".into(),
            Issue::Contradicted(Contradiction::PayToIssuer { known: assets::by_symbol(&TESTNET, "USDC").unwrap() }),
            true,
        ),
        (&|offer| offer.pay_to = offer.asset.clone(), Issue::PayToAsset, true),
        (&|offer| offer.max_timeout_seconds = 14, OfferIssue::FewLedgers { seconds: 14 }.into(), false),
        (&|offer| offer.max_timeout_seconds = 6, Issue::ShortTimeout { seconds: 6 }, false),
        (&|offer| offer.asset = Address::Contract([7; 32]).to_string(), Issue::UnknownAsset, false),
        // USDC has 7 decimals here.
        (
            &|offer| offer.amount = 1_000_000_000_000_000_000.into(),
            Issue::HighPrice { tokens: "100000000000.0000000 USDC".into() },
            false,
        ),
    ];
    for (change, issue, is_serious) in rows {
        let found = issues(change, Some(address(1)));
        assert!(found.contains(&issue), "{issue}: {found:?}");
        assert_eq!(issue.is_serious(), is_serious, "{issue}");
    }
    assert_eq!(issues(&|offer| offer.max_timeout_seconds = 15, None), []);
    // Another network has other tokens, and one without a passphrase has no payments.
    let found = issues(&|offer| offer.network = "stellar:futurenet".parse().unwrap(), None);
    assert_eq!(found, [OfferIssue::UnknownNetwork.into(), Issue::UnknownAsset]);
}

/// A transaction is named by its hash, in hexadecimal digits without a prefix.
#[test]
fn the_transaction_of_a_settlement() {
    use x402_types::{Scheme, SettleResponse};
    use x402_verify::client::{SettlementIssue, review_settlement};

    let report = Case::new().report();
    let paid = report.authorized().unwrap();
    let issues = |transaction: &str| {
        let settlement = SettleResponse::success(transaction, paid.network.clone());
        review_settlement(&settlement, &Scheme::EXACT, paid).issues
    };
    assert_eq!(issues(&"1a".repeat(32)), []);
    for text in ["1a".repeat(31), "1a".repeat(33), "1g".repeat(32), format!("0x{}", "1a".repeat(32))] {
        let issue = SettlementIssue::TransactionFormat { text: text.clone(), format: "64 hexadecimal digits" };
        assert_eq!(issues(&text), [issue]);
    }
}

/// Every code is one of the table.
#[test]
fn every_code_is_known() {
    for pair in crate::stellar_checks::pairs() {
        let sentence = pair.fails.report().reason().unwrap();
        assert!(Dialect::ALL.iter().any(|dialect| dialect.meanings(sentence).next().is_some()), "{sentence}");
    }
}
