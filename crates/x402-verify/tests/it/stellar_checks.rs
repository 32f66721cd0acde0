//! For every check of payments on Stellar: a payment in which it is the only one that fails, and the nearest in which it passes.

use std::collections::BTreeSet;

use x402_schemes::stellar::{AccountSigners, Address, Signer};
use x402_types::RawJson;
use x402_verify::{
    CheckId, Mechanism, Outcome, PayloadKind, Phase, Verdict, kinds_of,
    stellar::{AcceptedCredentials, Fact, OtherEvent, Simulation},
};

use crate::{
    paid::is_in_order,
    stellar_payments::{
        Case, LEDGER, Part, Signed, address, argument, failed, key, other_contract, outcome, signature_map, signatures,
    },
    stellar_xdr::{account, bytes, contract, i128_value, list, map, member, opaque, symbol, words},
};

/// One defect, and the same without it.
pub(crate) struct Pair {
    pub(crate) id: CheckId,
    pub(crate) reason: &'static str,
    pub(crate) fails: Case,
    pub(crate) passes: Case,
}

fn pair(id: CheckId, reason: &'static str, fails: Case, passes: Case) -> Pair {
    Pair { id, reason, fails, passes }
}

/// A change of the good payment that is a defect.
fn defect(id: CheckId, reason: &'static str, change: impl FnOnce(&mut Case)) -> Pair {
    pair(id, reason, Case::new().with(change), Case::new())
}

fn of_entry(id: CheckId, reason: &'static str, change: impl FnOnce(&mut Part)) -> Pair {
    pair(id, reason, Case::new().entry(change), Case::new())
}

fn extra(json: &str) -> impl FnOnce(&mut Case) + use<> {
    let extra = RawJson::parse(json).unwrap();
    move |case| case.offer.extra = Some(extra)
}

fn muxed(seed: u8, id: u64) -> Address {
    Address::Muxed { key: address(seed).key().unwrap(), id }
}

/// Pays this address, and the offer asks for the other.
fn pays(paid: Address, offered: Address) -> Case {
    Case::new().with(|case| {
        case.arguments[1] = argument(paid);
        case.offer.pay_to = offered.to_string();
    })
}

const SIMULATION: &str = "invalid_exact_stellar_payload_simulation_failed";
const MALFORMED: &str = "invalid_exact_stellar_payload_malformed";
const REQUIREMENTS: &str = "invalid_payment_requirements";

pub(crate) fn pairs() -> Vec<Pair> {
    let groups = [of_offer(), of_transaction(), of_call(), of_entries(), of_life(), of_signatures(), of_simulation()];
    groups.into_iter().flatten().collect()
}

fn of_offer() -> Vec<Pair> {
    const SPONSORED: &str = "invalid_exact_stellar_fees_sponsored_unsupported";
    let mut pairs: Vec<Pair> = [
        r"{}",
        r#"{"areFeesSponsored":null}"#,
        r#"{"areFeesSponsored":false}"#,
        r#"{"areFeesSponsored":"true"}"#,
        r#"{"areFeesSponsored":1}"#,
    ]
    .map(|json| defect(CheckId::SPONSORED, SPONSORED, extra(json)))
    .into();
    pairs.push(defect(CheckId::SPONSORED, SPONSORED, |case| case.offer.extra = None));
    let native = |case: &mut Case| case.offer.asset = "native".into();
    pairs.push(defect(CheckId::ASSET_ADDRESS, REQUIREMENTS, native));
    pairs.push(defect(CheckId::ASSET_ADDRESS, REQUIREMENTS, |case| case.offer.asset = address(9).to_string()));
    // The document's own example, whose checksum is wrong.
    let example = "GBHEGW3KWOY2OFH767EDALFGCUTBOEVBDQMCKU4APMDLQNBW5QV3W3KO";
    pairs.push(defect(CheckId::PAY_TO_ADDRESS, REQUIREMENTS, |case| case.offer.pay_to = example.into()));
    let flow = |flow: &str| extra(&format!(r#"{{"areFeesSponsored":true,"paymentFlow":"{flow}"}}"#));
    let (unknown, known) = (Case::new().with(flow("deferred")), Case::new().with(flow("upfront")));
    pairs.push(pair(CheckId::FLOW, "unsupported_payment_flow", unknown, known));
    pairs
}

fn of_transaction() -> Vec<Pair> {
    const SOURCE: &str = "invalid_exact_stellar_payload_unsafe_tx_or_op_source";
    const OPERATION: &str = "invalid_exact_stellar_payload_wrong_operation";
    let payload = |text: &str| {
        let text = text.to_owned();
        move |case: &mut Case| case.payload = Some(text)
    };
    let own = |of: Address| Case::new().facilitators(&[of]);
    let source = |source: Vec<u8>| move |case: &mut Case| case.source = source;
    let with_memo = |memo: Vec<u8>| defect(CheckId::TRANSACTION_MEMO, SIMULATION, |case| case.memo = memo);
    let muxed_source = |seed: u8| [words(&[0x100, 0, 7]).as_slice(), &address(seed).key().unwrap()].concat();
    let operation_source = [words(&[1]), account(&address(1).key().unwrap())].concat();
    let from_4 = account(&address(4).key().unwrap());
    vec![
        defect(CheckId::PAYLOAD, MALFORMED, payload(r#"{"transaction":"AAA"}"#)),
        defect(CheckId::PAYLOAD, MALFORMED, payload(r"{}")),
        defect(CheckId::PAYLOAD, MALFORMED, payload(r#"{"transaction":"AAAA","authorization":{}}"#)),
        defect(CheckId::TRANSACTION, MALFORMED, payload(r#"{"transaction":"AAAAAA=="}"#)),
        defect(CheckId::TRANSACTION, MALFORMED, payload(r#"{"transaction":"AAAABQ=="}"#)),
        defect(CheckId::OPERATION, OPERATION, |case| case.kind = words(&[13])),
        // The upload of code.
        defect(CheckId::OPERATION, OPERATION, |case| case.kind = words(&[24, 2])),
        pair(
            CheckId::TRANSACTION_SOURCE,
            SOURCE,
            own(address(4)).with(source(from_4.clone())),
            own(address(5)).with(source(from_4)),
        ),
        // The caller's own address is compared by its key.
        pair(
            CheckId::TRANSACTION_SOURCE,
            SOURCE,
            own(muxed(4, 7)).with(source(account(&address(4).key().unwrap()))),
            own(muxed(5, 7)).with(source(account(&address(4).key().unwrap()))),
        ),
        defect(CheckId::TRANSACTION_SOURCE, SOURCE, |case| case.operation_source = operation_source),
        pair(CheckId::TRANSACTION_SOURCE, SOURCE, own(address(4)).with(source(muxed_source(4))), own(address(4))),
        defect(CheckId::TRANSACTION_SOURCE, SIMULATION, source(muxed_source(4))),
        with_memo([words(&[1]), opaque(b"")].concat()),
        with_memo(words(&[2, 0, 0])),
        with_memo(words(&[3, 1, 2, 3, 4, 5, 6, 7, 8])),
    ]
}

fn of_call() -> Vec<Pair> {
    const FUNCTION: &str = "invalid_exact_stellar_payload_wrong_function_name";
    const RECIPIENT: &str = "invalid_exact_stellar_payload_wrong_recipient";
    const AMOUNT: &str = "invalid_exact_stellar_payload_wrong_amount";
    let payer = |value: Vec<u8>| defect(CheckId::PAYER_FORM, SIMULATION, |case| case.arguments[0] = value);
    let amount = |value: Vec<u8>| defect(CheckId::AMOUNT, AMOUNT, |case| case.arguments[2] = value);
    let recipient = |value: Vec<u8>| defect(CheckId::RECIPIENT, RECIPIENT, |case| case.arguments[1] = value);
    let settling = |amount: u64| Case::new().with(|case| case.phase = Phase::Settle { amount: amount.into() });
    let own = |of: Address| Case::new().facilitators(&[of]);
    let largest = |case: &mut Case| {
        case.offer.amount = "170141183460469231731687303715884105727".parse::<x402_types::Amount>().unwrap().into();
        case.arguments[2] = i128_value(i128::MAX);
    };
    let larger = |case: &mut Case| {
        largest(case);
        case.offer.amount = "170141183460469231731687303715884105728".parse::<x402_types::Amount>().unwrap().into();
    };
    vec![
        defect(CheckId::TRANSFER_CONTRACT, "invalid_exact_stellar_payload_wrong_asset", |case| {
            case.contract = other_contract();
        }),
        defect(CheckId::TRANSFER_FUNCTION, FUNCTION, |case| case.function = b"burn"),
        defect(CheckId::TRANSFER_FUNCTION, FUNCTION, |case| case.function = b"transfer_from"),
        defect(CheckId::TRANSFER_FUNCTION, FUNCTION, |case| case.arguments.truncate(2)),
        defect(CheckId::TRANSFER_FUNCTION, FUNCTION, |case| case.arguments.push(words(&[1]))),
        payer(argument(muxed(1, 7))),
        payer([words(&[14]), opaque(crate::stellar_payments::PAYER.as_bytes())].concat()),
        payer(words(&[1])),
        payer([words(&[18, 4]), vec![7; 32]].concat()),
        // By the key, whatever the id is. The payer's entry is the caller's, too, and is not looked at.
        pair(
            CheckId::PAYER_ISOLATION,
            "invalid_exact_stellar_payload_facilitator_is_payer",
            own(muxed(1, 7)),
            own(muxed(3, 7)),
        ),
        recipient(argument(address(3))),
        recipient(argument(muxed(2, 7))),
        recipient(argument(Address::Contract(address(2).key().unwrap()))),
        recipient([words(&[14]), opaque(crate::stellar_payments::RECIPIENT.as_bytes())].concat()),
        pair(CheckId::RECIPIENT, RECIPIENT, pays(address(2), muxed(2, 7)), pays(muxed(2, 7), muxed(2, 7))),
        pair(CheckId::RECIPIENT, RECIPIENT, pays(muxed(2, 6), muxed(2, 7)), pays(muxed(2, 7), muxed(2, 7))),
        // The recipient may be one of the caller's own addresses.
        pair(
            CheckId::RECIPIENT,
            RECIPIENT,
            recipient(argument(address(3))).fails.facilitators(&[address(2)]),
            own(address(2)),
        ),
        amount(i128_value(9_999_999)),
        amount(i128_value(10_000_001)),
        amount(i128_value(-10_000_000)),
        // The same value as an u64 and as an u128.
        amount(words(&[5, 0, 10_000_000])),
        amount(words(&[9, 0, 0, 0, 10_000_000])),
        pair(CheckId::AMOUNT, AMOUNT, Case::new().with(larger), Case::new().with(largest)),
        pair(CheckId::CHARGE, AMOUNT, settling(9_999_999), settling(10_000_000)),
    ]
}

fn of_entries() -> Vec<Pair> {
    const CREDENTIALS: &str = "invalid_exact_stellar_payload_unsupported_credential_type";
    const FURTHER: &str = "invalid_exact_stellar_payload_unexpected_pending_signatures";
    const MISSING: &str = "invalid_exact_stellar_payload_missing_payer_signature";
    const SUB: &str = "invalid_exact_stellar_payload_has_subinvocations";
    let with_second = |change: fn(&mut Part)| {
        Case::new().with(|case| {
            let mut second = Part::of(3);
            change(&mut second);
            case.entries.push(second);
        })
    };
    let simulated = |case: Case| {
        let fact = case.simulated(|_| {});
        case.fact(fact)
    };
    let of_v1_alone = |kind: u32| {
        Case::new().entry(|entry| entry.kind = kind).with(|case| {
            case.policy.stellar.credentials = AcceptedCredentials::V1;
        })
    };
    let other_call = |change: fn(&mut Case)| {
        let call = Case::new().with(change).call();
        of_entry(CheckId::INVOCATION, SIMULATION, |entry| {
            entry.invocation = Some([words(&[0]), call, words(&[0])].concat());
        })
    };
    // A contract from the code of an asset.
    let creation = [words(&[1, 1, 0, 1]), words(&[0])].concat();
    vec![
        defect(CheckId::AUTHORIZATIONS, "invalid_exact_stellar_payload_no_auth_entries", |case| case.entries.clear()),
        of_entry(CheckId::CREDENTIALS, CREDENTIALS, |entry| entry.kind = 0),
        of_entry(CheckId::CREDENTIALS, CREDENTIALS, |entry| entry.kind = 3),
        pair(CheckId::CREDENTIALS, CREDENTIALS, of_v1_alone(2), of_v1_alone(1)),
        pair(
            CheckId::FACILITATOR_AUTHORIZATION,
            "invalid_exact_stellar_payload_facilitator_in_auth",
            simulated(with_second(|_| {})).facilitators(&[muxed(3, 7)]),
            simulated(with_second(|_| {})).facilitators(&[muxed(4, 7)]),
        ),
        of_entry(CheckId::SUB_INVOCATIONS, SUB, |entry| entry.further = 1),
        of_entry(CheckId::PAYER_AUTHORIZATION, MISSING, |entry| entry.signed = Signed::Value(words(&[1]))),
        of_entry(CheckId::PAYER_AUTHORIZATION, MISSING, |entry| {
            let Part { address, signed, .. } = Part::of(3);
            (entry.address, entry.signed) = (address, signed);
        }),
        pair(
            CheckId::FURTHER_AUTHORIZATIONS,
            FURTHER,
            with_second(|second| second.signed = Signed::Value(words(&[1]))),
            simulated(with_second(|_| {})),
        ),
        pair(
            CheckId::FURTHER_AUTHORIZATIONS,
            FURTHER,
            with_second(|second| {
                *second = Part::good();
                second.nonce += 1;
            }),
            Case::new(),
        ),
        other_call(|case| case.arguments[2] = i128_value(10_000_001)),
        other_call(|case| case.arguments[1] = argument(address(3))),
        other_call(|case| case.contract = other_contract()),
        other_call(|case| case.function = b"approve"),
        of_entry(CheckId::INVOCATION, SIMULATION, |entry| entry.invocation = Some(creation)),
    ]
}

/// The bounds of the end, each beside the last ledger in which it holds (T-22).
fn of_life() -> Vec<Pair> {
    const FAR: &str = "invalid_exact_stellar_signature_expiration_too_far";
    let end = 5_100_012;
    let with_margin = |ledger| Case::new().at(ledger).with(|case| case.policy.stellar.ledger_margin = 3);
    let without_tolerance = |ledger| Case::new().at(ledger).with(|case| case.policy.stellar.ledger_tolerance = 0);
    let seconds = |seconds: u32, ledger: u32| {
        let fact = Fact::Ledger {
            network: x402_schemes::stellar::TESTNET,
            sequence: ledger,
            seconds_per_ledger: seconds.try_into().ok(),
        };
        Case::new().fact(fact)
    };
    let timeout =
        |seconds: u64, ledger: u32| without_tolerance(ledger).with(|case| case.offer.max_timeout_seconds = seconds);
    let tolerated = |ledger| Case::new().at(ledger).with(|case| case.policy.stellar.ledger_tolerance = u32::MAX);
    let other_ends = |end: u32| {
        let case = Case::new().with(|case| {
            case.entries.push(Part::of(3));
            case.entries[1].end = end;
        });
        let fact = case.simulated(|_| {});
        case.fact(fact)
    };
    vec![
        pair(CheckId::EXPIRED, SIMULATION, Case::new().at(end), Case::new().at(end - 1)),
        pair(CheckId::EXPIRED, SIMULATION, with_margin(end - 3), with_margin(end - 4)),
        pair(CheckId::EXPIRED, SIMULATION, other_ends(LEDGER), other_ends(LEDGER + 1)),
        pair(CheckId::EXPIRY_FAR, FAR, Case::new().at(LEDGER - 3), Case::new().at(LEDGER - 2)),
        pair(CheckId::EXPIRY_FAR, FAR, without_tolerance(LEDGER - 1), without_tolerance(LEDGER)),
        pair(CheckId::EXPIRY_FAR, FAR, other_ends(LEDGER + 15), other_ends(LEDGER + 14)),
        // 60 seconds are 10 ledgers of 6 seconds, and 9 of 7.
        pair(CheckId::EXPIRY_FAR, FAR, seconds(6, LEDGER - 1), seconds(6, LEDGER)),
        pair(CheckId::EXPIRY_FAR, FAR, seconds(7, LEDGER), seconds(7, LEDGER + 1)),
        // 56 seconds are 12 ledgers, and 55 are 11.
        pair(CheckId::EXPIRY_FAR, FAR, timeout(55, LEDGER), timeout(56, LEDGER)),
        // However long the offer's timeout and the tolerance are, the network keeps nothing for more than 3,110,400 ledgers.
        pair(CheckId::EXPIRY_FAR, FAR, timeout(u64::MAX, end - 3_110_401), timeout(u64::MAX, end - 3_110_400)),
        pair(CheckId::EXPIRY_FAR, FAR, tolerated(end - 3_110_401), tolerated(end - 3_110_400)),
    ]
}

fn of_signatures() -> Vec<Pair> {
    let digest = Case::new().digest();
    let signed = |value: Vec<u8>| move |entry: &mut Part| entry.signed = Signed::Value(value);
    let format = |value: Vec<u8>| of_entry(CheckId::SIGNATURE_FORM, SIMULATION, signed(value));
    let wrong = |value: Vec<u8>| of_entry(CheckId::ACCOUNT_SIGNATURE, SIMULATION, signed(value));
    let good = {
        use ed25519_dalek::Signer as _;
        key(1).sign(&digest).to_bytes()
    };
    let public = key(1).verifying_key().to_bytes();
    let map_of = |key: &[u8], signature: &[u8]| list(&[signature_map(key, signature)]);
    let (first, second) = (member(b"public_key", &public), member(b"signature", &good));
    let mut changed = good;
    changed[0] ^= 1;
    // s + L, which is no canonical scalar.
    let mut large = good;
    let order = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut carry = 0_u16;
    for (byte, added) in large[32..].iter_mut().zip(order) {
        carry += u16::from(*byte) + added;
        *byte = u8::try_from(carry & 0xff).unwrap();
        carry >>= 8;
    }
    let by_one = signature_map(&public, &good);
    let many: Vec<u8> = (1..=21).collect();
    let kinds = |kind, signed_as| move |entry: &mut Part| (entry.kind, entry.signed_as) = (kind, Some(signed_as));
    let stranger = Fact::Account {
        account: address(1),
        signers: Some(AccountSigners {
            signers: vec![Signer { key: address(1).key().unwrap(), weight: 1 }],
            threshold: 2,
        }),
    };
    vec![
        format(by_one.clone()),
        format(bytes(&good)),
        format(list(&[])),
        format(words(&[16, 0])),
        format(list(&[by_one.clone(), by_one])),
        format(list(&[map(&[second.clone(), first.clone()])])),
        format(list(&[map(std::slice::from_ref(&first))])),
        format(list(&[map(&[first.clone(), second.clone(), member(b"x", b"")])])),
        format(list(&[map(&[(opaque_text(b"public_key"), first.1.clone()), second.clone()])])),
        format(list(&[map(&[(symbol(b"public_kez"), first.1), second])])),
        format(map_of(&public[1..], &good)),
        format(map_of(&public, &good[1..])),
        format(map_of(&public, &[good.as_slice(), &[0]].concat())),
        pair(
            CheckId::SIGNATURE_FORM,
            SIMULATION,
            Case::new().entry(signed(signatures(&many, &digest))),
            Case::new().entry(signed(signatures(&many[..20], &digest))).fact(Fact::Account {
                account: address(1),
                signers: Some(AccountSigners {
                    signers: many.iter().map(|seed| Signer { key: address(*seed).key().unwrap(), weight: 1 }).collect(),
                    threshold: 20,
                }),
            }),
        ),
        wrong(map_of(&public, &changed)),
        wrong(map_of(&public, &large)),
        wrong(map_of(&address(3).key().unwrap(), &good)),
        wrong(map_of(&IDENTITY, &[IDENTITY, [0; 32]].concat())),
        wrong(map_of(&public, &by_identity(&digest))),
        of_entry(CheckId::ACCOUNT_SIGNATURE, SIMULATION, kinds(1, 2)),
        of_entry(CheckId::ACCOUNT_SIGNATURE, SIMULATION, kinds(2, 1)),
        defect(CheckId::ACCOUNT_SIGNATURE, SIMULATION, |case| case.offer.network = "stellar:pubnet".parse().unwrap())
            .with(|case| {
                // The clock of that network.
                *case = case.clone().fact(Fact::Ledger {
                    network: x402_schemes::stellar::PUBNET,
                    sequence: LEDGER,
                    seconds_per_ledger: None,
                });
            }),
        pair(CheckId::ACCOUNT_SIGNERS, SIMULATION, Case::new().fact(stranger), Case::new()),
    ]
}

impl Pair {
    fn with(mut self, change: impl FnOnce(&mut Case)) -> Self {
        change(&mut self.fails);
        self
    }
}

/// The neutral point, which is of small order.
const IDENTITY: [u8; 32] =
    [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// A signature of the payer's whose R is of small order. Its equation holds.
fn by_identity(message: &[u8]) -> Vec<u8> {
    use sha2::Digest as _;
    let hash = sha2::Sha512::new().chain_update(IDENTITY).chain_update(key(1).verifying_key().to_bytes());
    let k = curve25519_dalek::Scalar::from_bytes_mod_order_wide(&hash.chain_update(message).finalize().into());
    let signature = [IDENTITY, (k * key(1).to_scalar()).to_bytes()].concat();
    let read = ed25519_dalek::Signature::from_slice(&signature).unwrap();
    assert!(ed25519_dalek::Verifier::verify(&key(1).verifying_key(), message, &read).is_ok());
    signature
}

fn opaque_text(text: &[u8]) -> Vec<u8> {
    [words(&[14]), opaque(text)].concat()
}

fn of_simulation() -> Vec<Pair> {
    let simulated = |change: &dyn Fn(&mut Simulation)| {
        let fact = Case::new().simulated(change);
        Case::new().fact(fact)
    };
    let event = |reason, change: &dyn Fn(&mut Simulation)| {
        pair(CheckId::SIMULATION, reason, simulated(change), simulated(&|_| {}))
    };
    let other = |name: &str| OtherEvent { contract: Address::Contract([7; 32]), name: name.into() };
    let fails = Fact::Simulation { digest: Case::new().digest(), effects: None };
    let mut pairs = vec![
        pair(CheckId::SIMULATION, SIMULATION, Case::new().fact(fails), simulated(&|_| {})),
        event("invalid_exact_stellar_payload_no_transfer_events", &|effects| effects.transfers.clear()),
        event("invalid_exact_stellar_payload_multiple_transfers", &|effects| {
            effects.transfers.push(effects.transfers[0]);
        }),
        event("invalid_exact_stellar_payload_event_wrong_asset", &|effects| {
            effects.transfers[0].asset = Address::Contract([7; 32]);
        }),
        event("invalid_exact_stellar_payload_event_wrong_from", &|effects| effects.transfers[0].from = address(2)),
        event("invalid_exact_stellar_payload_event_wrong_to", &|effects| effects.transfers[0].to = address(1)),
        event("invalid_exact_stellar_payload_event_wrong_amount", &|effects| {
            effects.transfers[0].amount = 9_999_999.into();
        }),
    ];
    for name in ["mint", "burn", "clawback"] {
        let added = simulated(&|effects| effects.other_events.push(other(name)));
        let approved = simulated(&|effects| effects.other_events.push(other("approve")));
        pairs.push(pair(CheckId::SIMULATION, "invalid_exact_stellar_payload_event_not_transfer", added, approved));
    }
    let capped = |fee: u64| {
        simulated(&|effects| effects.min_resource_fee = Some(fee))
            .with(|case| case.policy.stellar.max_fee_stroops = Some(50_000))
    };
    let exceeds = "invalid_exact_stellar_payload_fee_exceeds_maximum";
    pairs.push(pair(CheckId::SPONSOR_FEE, exceeds, capped(49_901), capped(49_900)));
    let refusing = |case: Case| {
        case.with(|case| case.policy.refused = x402_types::Flags::NONE.with(x402_types::Flag::NoSorobanData))
    };
    let without_data = Case::new().with(|case| case.soroban_data = words(&[0]));
    pairs.push(pair(CheckId::POLICY, "invalid_payload", refusing(without_data), refusing(Case::new())));
    pairs
}

#[test]
fn each_check_fails_alone_next_to_a_payment_that_passes() {
    for (index, Pair { id, reason, fails, passes }) in pairs().into_iter().enumerate() {
        let report = fails.report();
        assert_eq!((failed(&report), report.reason()), (vec![id], Some(reason)), "{index}: {:?}", report.checks());
        assert_eq!(report.verdict(), Verdict::Invalid);
        assert!(is_in_order(&report), "{:?}", report.checks());
        assert!(report.outstanding().is_empty());
        let report = passes.report();
        assert_eq!(report.verdict(), Verdict::Valid, "{index} {id}: {:?}", report.checks());
        if let Some(outcome) = outcome(&report, id) {
            assert_eq!(*outcome, Outcome::Pass);
        }
    }
}

/// The sentence names the margin where there are ledgers left (T-22).
#[test]
fn how_an_entry_is_too_late() {
    for (ledger, margin, sentence) in
        [(5_100_012, 0, ""), (5_100_009, 3, "; after the next one, 3 more ledgers are needed")]
    {
        let report = Case::new().at(ledger).with(|case| case.policy.stellar.ledger_margin = margin).report();
        let Some(Outcome::Fail(fault)) = outcome(&report, CheckId::EXPIRED) else { panic!("{:?}", report.checks()) };
        let ends = "entry 0 ends with ledger 5100012, but the latest closed ledger is";
        assert_eq!(fault.to_string(), format!("{ends} {ledger}{sentence}"));
    }
}

#[test]
fn every_check_of_the_mechanism_has_a_pair() {
    let tried: BTreeSet<CheckId> = pairs().iter().map(|pair| pair.id).collect();
    let elsewhere = [CheckId::OFFER, CheckId::METHOD, CheckId::EXTENSION_ECHO];
    let missing = kinds_of(Mechanism::STELLAR).flat_map(PayloadKind::checks);
    let missing: Vec<_> = missing.filter(|id| !tried.contains(id) && !elsewhere.contains(id)).collect();
    assert_eq!(missing, []);
}

#[test]
fn the_callers_addresses() {
    let report = |own: &[Address]| Case::new().facilitators(own).report();
    let listed = [CheckId::PAYER_ISOLATION, CheckId::FACILITATOR_AUTHORIZATION];
    for id in listed {
        assert_eq!(outcome(&report(&[address(3)]), id), Some(&Outcome::Pass));
        assert_eq!(outcome(&report(&[]), id), Some(&Outcome::Pass));
        assert_eq!(outcome(&Case::new().report(), id), None);
    }
    let skipped = Some(&Outcome::Skipped(CheckId::PAYER_ISOLATION));
    assert_eq!(outcome(&report(&[address(1)]), CheckId::FACILITATOR_AUTHORIZATION), skipped);
}

/// What depends on something that failed is skipped, and what does not is judged.
#[test]
fn what_is_skipped() {
    let skipped = |case: &Case| -> Vec<(CheckId, CheckId)> {
        let report = case.report();
        let checks = report.checks().iter().filter_map(|check| {
            let Outcome::Skipped(because) = check.outcome else { return None };
            Some((check.id, because))
        });
        checks.collect()
    };
    let no_call = Case::new().with(|case| case.kind = words(&[13]));
    let order: Vec<CheckId> = kinds_of(Mechanism::STELLAR).flat_map(PayloadKind::checks).collect();
    let after_operation = order.iter().position(|id| *id == CheckId::OPERATION).unwrap() + 1;
    let below = |not_listed: &[CheckId]| -> Vec<_> {
        let below = order[after_operation..].iter().filter(|id| !not_listed.contains(id));
        below.map(|id| (*id, CheckId::OPERATION)).collect()
    };
    let never = [CheckId::CHARGE, CheckId::EXTENSION_ECHO, CheckId::POLICY, CheckId::SIMULATION];
    let by_choice = [CheckId::PAYER_ISOLATION, CheckId::FACILITATOR_AUTHORIZATION, CheckId::SPONSOR_FEE];
    assert_eq!(skipped(&no_call), below(&[&never[..], &by_choice].concat()));
    let chosen = no_call.facilitators(&[address(3)]).with(|case| case.policy.stellar.max_fee_stroops = Some(1));
    assert_eq!(skipped(&chosen), below(&never));
    let no_payer = Case::new().with(|case| case.arguments[0] = words(&[1]));
    let of_payer = [
        CheckId::PAYER_AUTHORIZATION,
        CheckId::FURTHER_AUTHORIZATIONS,
        CheckId::INVOCATION,
        CheckId::SIGNATURE_FORM,
        CheckId::ACCOUNT_SIGNATURE,
        CheckId::ACCOUNT_SIGNERS,
    ];
    assert_eq!(skipped(&no_payer), of_payer.map(|id| (id, CheckId::PAYER_FORM)));
    let wrong_contract = Case::new().with(|case| case.contract = contract(&[9; 32]));
    let of_signature = [CheckId::ACCOUNT_SIGNATURE, CheckId::ACCOUNT_SIGNERS];
    assert_eq!(skipped(&wrong_contract), of_signature.map(|id| (id, CheckId::TRANSFER_CONTRACT)));
}
