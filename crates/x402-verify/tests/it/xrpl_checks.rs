//! For every check of payments on the XRP Ledger: a payment in which it is the only one that fails, and the nearest in
//! which it passes.

use std::collections::BTreeSet;

use k256::ecdsa::Signature;
use x402_schemes::xrpl::{Address, OtherFieldKind};
use x402_types::{AnyAmount, DecimalAmount, Flag, RawJson};
use x402_verify::{
    CheckId, Concern, Mechanism, Outcome, PayloadKind, Phase, Verdict, kinds_of,
    xrpl::{AccountState, AllowedFields, Fact, RegularKey},
};

use crate::{
    paid::is_in_order,
    xrpl_payments::{
        ACCOUNT, AMOUNT, Case, Code, DESTINATION, DESTINATION_TAG, END, FEE, FLAGS, INVOICE, ISSUER, KEY, LAST_LEDGER,
        LEDGER, NETWORK_ID, RECIPIENT, RLUSD, SEND_MAX, SEQUENCE, SOURCE_TAG, Signer, TICKET, TYPE, drops, failed,
        issued, outcome, prefixed,
    },
};

/// One defect, and the nearest payment without it.
pub(crate) struct Pair {
    id: CheckId,
    reason: &'static str,
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

/// The good payment in XRP, with a defect.
fn of_xrp(id: CheckId, reason: &'static str, change: impl FnOnce(&mut Case)) -> Pair {
    pair(id, reason, Case::of_xrp().with(change), Case::of_xrp())
}

/// Without this field.
fn without(code: Code) -> impl FnOnce(&mut Case) {
    move |case| drop(case.fields.remove(&code))
}

fn number(code: Code, number: u32) -> impl FnOnce(&mut Case) {
    move |case| case.number(code, number)
}

/// The offer's `extra`, with this member added or replaced. `""` removes it.
pub(crate) fn extra(case: &mut Case, name: &str, json: &str) {
    let mut members: Vec<(String, String)> = case
        .offer
        .extra
        .as_ref()
        .unwrap()
        .as_json()
        .members()
        .unwrap()
        .map(|(name, value)| (name.into_owned(), value.text().to_owned()))
        .filter(|(known, _)| known != name)
        .collect();
    if !json.is_empty() {
        members.push((name.into(), json.into()));
    }
    let members: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
    case.offer.extra = Some(RawJson::parse(&format!("{{{}}}", members.join(","))).unwrap());
}

fn with_extra(name: &'static str, json: &'static str) -> impl FnOnce(&mut Case) {
    move |case| extra(case, name, json)
}

const REQUIREMENTS: &str = "invalid_payment_requirements";
const SHAPE: &str = "invalid_exact_xrpl_payload_shape";
const SIMULATION: &str = "invalid_exact_xrpl_payload_simulation_failed";

fn of_offer() -> Vec<Pair> {
    const SPONSORED: &str = "invalid_exact_xrpl_fees_sponsored_unsupported";
    const METHOD: &str = "invalid_exact_xrpl_asset_transfer_method";
    const ISSUER_MISSING: &str = "invalid_exact_xrpl_iou_issuer_missing";
    let network = |text: &'static str| {
        defect(CheckId::NETWORK, "invalid_network", move |case| case.offer.network = text.parse().unwrap())
    };
    let asset = |text: &'static str, reason| defect(CheckId::ASSET, reason, move |case| case.offer.asset = text.into());
    let pay_to =
        |text: &'static str| defect(CheckId::PAY_TO_ADDRESS, REQUIREMENTS, move |case| case.offer.pay_to = text.into());
    let price = |amount: AnyAmount| of_xrp(CheckId::AMOUNT_TEXT, REQUIREMENTS, |case| case.offer.amount = amount);
    let accepted = |method: &'static str| {
        Case::new().with(|case| {
            let mut copy = case.clone();
            extra(&mut copy, "assetTransferMethod", method);
            case.accepted = Some(copy.offer);
        })
    };
    let flow = |flow: &'static str| Case::new().with(with_extra("paymentFlow", flow));
    vec![
        network("xrpl:00"),
        network("xrpl:mainnet"),
        network("xrpl:4294967296"),
        defect(CheckId::SPONSORED, SPONSORED, with_extra("areFeesSponsored", "")),
        defect(CheckId::SPONSORED, SPONSORED, with_extra("areFeesSponsored", "null")),
        defect(CheckId::SPONSORED, SPONSORED, with_extra("areFeesSponsored", "true")),
        defect(CheckId::SPONSORED, SPONSORED, with_extra("areFeesSponsored", "\"false\"")),
        // The document's own example, whose checksum is wrong, an X-address, and account 0.
        pay_to("rN7n3473SaZBCG4dFL83w7a1RXtXtbk2D9"),
        pay_to("XVLhHMPHU98es4dbozjVtdWzVrDjtV5fdx1mHp98tDMoQXb"),
        pay_to("rrrrrrrrrrrrrrrrrrrrrhoLvTp"),
        asset("RLUSD", REQUIREMENTS),
        asset("0000000000000000000000000000000000000000", REQUIREMENTS),
        asset("0000000000000000000000005852500000000000", REQUIREMENTS),
        defect(CheckId::ASSET, ISSUER_MISSING, with_extra("issuer", "")),
        defect(CheckId::ASSET, ISSUER_MISSING, with_extra("issuer", "7")),
        defect(CheckId::ASSET, ISSUER_MISSING, with_extra("issuer", "\"rrrrrrrrrrrrrrrrrrrrrhoLvTp\"")),
        price(AnyAmount::from(0)),
        price(AnyAmount::from(100_000_000_000_000_001)),
        price("0.25".parse::<DecimalAmount>().unwrap().into()),
        defect(CheckId::METHOD, METHOD, with_extra("assetTransferMethod", "\"ticket\"")),
        defect(CheckId::METHOD, METHOD, with_extra("assetTransferMethod", "1")),
        pair(CheckId::METHOD, METHOD, accepted("\"Sequence\""), accepted("\"sequence\"")),
        pair(CheckId::FLOW, "unsupported_payment_flow", flow("\"deferred\""), flow("\"upfront\"")),
    ]
}

fn of_bytes() -> Vec<Pair> {
    let payload =
        |text: &'static str| defect(CheckId::TRANSACTION, SHAPE, move |case| case.payload = Some(text.into()));
    let shape = |change: fn(&mut Case)| defect(CheckId::TRANSACTION, SHAPE, change);
    let key = |bytes: Vec<u8>| {
        defect(CheckId::SIGNATURE_FORM, "invalid_exact_xrpl_payload_signing_pub_key", move |case| {
            case.set(KEY, prefixed(&bytes));
        })
    };
    let with_key = |first: u8| [&[first], &Signer::Secp256k1(1).key()[1..]].concat();
    vec![
        payload("{}"),
        payload(r#"{"signedTxBlob":""}"#),
        payload(r#"{"signedTxBlob":"0x1200"}"#),
        payload(r#"{"signedTxBlob":"120"}"#),
        payload(r#"{"signedTxBlob":"12000022000000002400000001"}"#),
        shape(|case| case.behind = vec![0xe1]),
        shape(|case| case.behind = vec![0x12, 0, 0]),
        // An amount that the ledger would have to put right: 105 × 10^−1.
        shape(|case| case.set(AMOUNT, [&0xd800_0000_0000_0069_u64.to_be_bytes(), &case.fields[&AMOUNT][8..]].concat())),
        shape(|case| case.set(ACCOUNT, vec![0])),
        defect(CheckId::TRANSACTION, SHAPE, without(ACCOUNT)),
        pair(
            CheckId::TRANSACTION,
            SHAPE,
            Case::new().with(|case| case.policy.xrpl.max_transaction_bytes = case.blob().len() - 1),
            Case::new().with(|case| case.policy.xrpl.max_transaction_bytes = case.blob().len()),
        ),
        defect(CheckId::TRANSACTION_TYPE, "invalid_exact_xrpl_payload_transaction_type", |case| {
            case.set(TYPE, vec![0, 3]);
        }),
        defect(CheckId::TRANSACTION_TYPE, "invalid_exact_xrpl_payload_transaction_type", without(TYPE)),
        key(Vec::new()),
        key(with_key(4)),
        key(Signer::Secp256k1(1).key()[..32].to_vec()),
        defect(CheckId::SIGNATURE_FORM, "invalid_exact_xrpl_payload_signing_pub_key", without(KEY)),
    ]
}

fn of_fields() -> Vec<Pair> {
    let field = |reason, code: Code, value: Vec<u8>| defect(CheckId::FIELDS, reason, move |case| case.set(code, value));
    let memos = |allowed: AllowedFields| {
        Case::new().with(|case| {
            // One memo with the data "x".
            case.set((15, 9), vec![0xea, 0x7d, 1, b'x', 0xe1, 0xf1]);
            case.policy.xrpl.allowed_fields = allowed;
        })
    };
    let allowing = |code: Code, value: Vec<u8>, kind: OtherFieldKind| {
        Case::new().with(|case| {
            case.set(code, value);
            case.policy.xrpl.allowed_fields = AllowedFields::NONE.with(kind);
        })
    };
    // One memo with a type of one character.
    let of_type = |character| allowing((15, 9), vec![0xea, 0x7c, 1, character, 0xe1, 0xf1], OtherFieldKind::Memos);
    let credentials = |hashes: [u8; 2]| {
        allowing((19, 5), prefixed(&hashes.map(|byte| [byte; 32]).concat()), OtherFieldKind::CredentialIds)
    };
    let account = [&[20], Signer::Secp256k1(9).address().to_bytes().as_slice()].concat();
    vec![
        pair(
            CheckId::FIELDS,
            "invalid_exact_xrpl_payload_memos_not_allowed",
            memos(AllowedFields::NONE.with(OtherFieldKind::CredentialIds)),
            memos(AllowedFields::NONE.with(OtherFieldKind::Memos)),
        ),
        pair(CheckId::FIELDS, "invalid_exact_xrpl_payload_memos_not_allowed", of_type(b' '), of_type(b'-')),
        pair(CheckId::FIELDS, "invalid_exact_xrpl_payload_field_not_allowed", credentials([7, 7]), credentials([7, 8])),
        // OfferSequence and OperationLimit: a payment on the ledger has only the second.
        pair(
            CheckId::FIELDS,
            "invalid_exact_xrpl_payload_field_not_allowed",
            allowing((2, 25), vec![0; 4], OtherFieldKind::Other),
            allowing((2, 29), vec![0; 4], OtherFieldKind::Other),
        ),
        // One path with one currency in it.
        field(
            "invalid_exact_xrpl_payload_paths_not_allowed",
            (18, 1),
            [[0x10].as_slice(), &[0; 12], b"USD", &[0; 5], &[0]].concat(),
        ),
        field("invalid_exact_xrpl_payload_delivermin_not_allowed", (6, 10), drops(1)),
        field("invalid_exact_xrpl_payload_delegate_not_allowed", (8, 12), account),
        field("invalid_exact_xrpl_payload_multisig_not_supported", (15, 3), vec![0xf1]),
        field("invalid_exact_xrpl_payload_field_not_allowed", (5, 9), vec![7; 32]),
        field("invalid_exact_xrpl_payload_field_not_allowed", (2, 25), vec![0; 4]),
    ]
}

fn of_recipient() -> Vec<Pair> {
    const RECIPIENT_CODE: &str = "invalid_exact_xrpl_payload_destination_mismatch";
    const TAG: &str = "invalid_exact_xrpl_payload_destination_tag_mismatch";
    const OTHER_NETWORK: &str = "invalid_exact_xrpl_payload_network_id_mismatch";
    let tag = |offered: &'static str, signed: Option<u32>| {
        Case::new().with(|case| {
            extra(case, "destinationTag", offered);
            if let Some(signed) = signed {
                case.number(DESTINATION_TAG, signed);
            }
        })
    };
    let on = |network: u32, signed: Option<u32>| {
        Case::new().with(|case| {
            case.offer.network = format!("xrpl:{network}").parse().unwrap();
            if let Some(signed) = signed {
                case.number(NETWORK_ID, signed);
            }
            let network = case.offer.network.clone();
            case.facts = case.facts.clone().with(Fact::Ledger { network, sequence: LEDGER, seconds_per_ledger: None });
        })
    };
    let other = [&[20], Signer::Secp256k1(9).address().to_bytes().as_slice()].concat();
    vec![
        defect(CheckId::RECIPIENT, RECIPIENT_CODE, |case| case.set(DESTINATION, other)),
        defect(CheckId::RECIPIENT, RECIPIENT_CODE, without(DESTINATION)),
        pair(CheckId::DESTINATION_TAG, TAG, tag("7", None), tag("7", Some(7))),
        pair(CheckId::DESTINATION_TAG, TAG, tag("0", None), tag("0", Some(0))),
        pair(CheckId::DESTINATION_TAG, TAG, tag("7", Some(8)), tag("", Some(8))),
        pair(
            CheckId::DESTINATION_TAG,
            "invalid_exact_xrpl_destination_tag_malformed",
            tag("4294967296", Some(0)),
            tag("4294967295", Some(u32::MAX)),
        ),
        pair(
            CheckId::DESTINATION_TAG,
            "invalid_exact_xrpl_destination_tag_malformed",
            tag("\"7\"", Some(7)),
            tag("7", Some(7)),
        ),
        pair(
            CheckId::NETWORK_ID,
            "invalid_exact_xrpl_payload_network_id_for_standard_network",
            on(1024, Some(1024)),
            on(1024, None),
        ),
        pair(CheckId::NETWORK_ID, OTHER_NETWORK, on(1025, None), on(1025, Some(1025))),
        pair(CheckId::NETWORK_ID, OTHER_NETWORK, on(1025, Some(1026)), on(1025, Some(1025))),
    ]
}

fn of_amounts() -> Vec<Pair> {
    const MAX_DIFFERS: &str = "invalid_exact_xrpl_payload_sendmax_iou_mismatch";
    const REQUIRED: &str = "invalid_exact_xrpl_payload_sendmax_required";
    let other = "rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt";
    let amount = |reason, value: Vec<u8>| defect(CheckId::AMOUNT, reason, move |case| case.set(AMOUNT, value));
    let send_max = |reason, value: Vec<u8>| defect(CheckId::SEND_MAX, reason, move |case| case.set(SEND_MAX, value));
    let flags = |reason, flags: u32| defect(CheckId::FLAGS, reason, number(FLAGS, flags));
    let value = 1_050_000_000_000_000;
    let negative = {
        let mut amount = issued(value, -14, RLUSD, ISSUER);
        amount[0] &= 0xbf;
        amount
    };
    let settling = |charged: u64| Case::of_xrp().with(|case| case.phase = Phase::Settle { amount: charged.into() });
    let settling_whole = |charged: u64| {
        Case::new().with(|case| {
            case.offer.amount = "10".parse::<DecimalAmount>().unwrap().into();
            let ten = issued(1_000_000_000_000_000, -14, RLUSD, ISSUER);
            case.set(AMOUNT, ten.clone());
            case.set(SEND_MAX, ten);
            case.phase = Phase::Settle { amount: charged.into() };
        })
    };
    let decimal = |text: &str| Phase::Settle { amount: text.parse::<DecimalAmount>().unwrap().into() };
    let settling_decimal = |text: &str| Case::new().with(|case| case.phase = decimal(text));
    let settling_drops = |text: &str| Case::of_xrp().with(|case| case.phase = decimal(text));
    const CHARGED: &str = "invalid_exact_xrpl_payload_amount_mismatch";
    vec![
        amount("invalid_exact_xrpl_payload_iou_amount", drops(10)),
        amount("invalid_exact_xrpl_payload_iou_currency_mismatch", issued(value, -14, "USD", ISSUER)),
        amount("invalid_exact_xrpl_payload_iou_issuer_mismatch", issued(value, -14, RLUSD, other)),
        amount("invalid_exact_xrpl_payload_iou_value_mismatch", issued(value + 1, -14, RLUSD, ISSUER)),
        amount("invalid_exact_xrpl_payload_iou_value_mismatch", issued(value, -15, RLUSD, ISSUER)),
        amount("invalid_exact_xrpl_payload_iou_value_mismatch", negative.clone()),
        defect(CheckId::AMOUNT, "invalid_exact_xrpl_payload_iou_amount", without(AMOUNT)),
        of_xrp(CheckId::AMOUNT, "invalid_exact_xrpl_payload_amount_xrp", |case| {
            case.set(AMOUNT, issued(value, -14, RLUSD, ISSUER));
        }),
        of_xrp(CheckId::AMOUNT, CHARGED, |case| case.set(AMOUNT, drops(250_001))),
        of_xrp(CheckId::AMOUNT, CHARGED, |case| case.set(AMOUNT, drops(249_999))),
        pair(CheckId::CHARGE, CHARGED, settling(249_999), settling(250_000)),
        pair(CheckId::CHARGE, CHARGED, settling_whole(9), settling_whole(10)),
        pair(CheckId::CHARGE, CHARGED, settling_decimal("10.4"), settling_decimal("10.5")),
        // The values are compared, and never the texts (R-11).
        pair(CheckId::CHARGE, CHARGED, settling_decimal("10.05"), settling_decimal("10.50")),
        // XRP is counted in drops.
        pair(CheckId::CHARGE, CHARGED, settling_drops("250000.0"), settling(250_000)),
        defect(CheckId::SEND_MAX, REQUIRED, without(SEND_MAX)),
        send_max(REQUIRED, drops(20)),
        send_max(MAX_DIFFERS, issued(value, -14, "USD", ISSUER)),
        send_max(MAX_DIFFERS, issued(value, -14, RLUSD, other)),
        pair(
            CheckId::SEND_MAX,
            "invalid_exact_xrpl_payload_sendmax_too_low",
            Case::new().with(|case| case.set(SEND_MAX, issued(value - 1, -14, RLUSD, ISSUER))),
            // There is no upper bound: what is over is the payer's.
            Case::new().with(|case| case.set(SEND_MAX, issued(value, -10, RLUSD, ISSUER))),
        ),
        send_max("invalid_exact_xrpl_payload_sendmax_too_low", negative),
        of_xrp(CheckId::SEND_MAX, "invalid_exact_xrpl_payload_sendmax_not_allowed", |case| {
            case.set(SEND_MAX, drops(250_000));
        }),
        flags("invalid_exact_xrpl_payload_partial_payment_not_allowed", 0x0002_0000),
        flags("invalid_exact_xrpl_payload_partial_payment_not_allowed", 0x8002_0000),
        flags(SIMULATION, 0x0001_0000),
        flags(SIMULATION, 1),
        flags(SIMULATION, 0x4000_0000),
        pair(
            CheckId::FLAGS,
            SIMULATION,
            Case::of_xrp().with(number(FLAGS, 0x0004_0000)),
            Case::new().with(number(FLAGS, 0x8004_0000)),
        ),
    ]
}

fn of_order() -> Vec<Pair> {
    const INVOICE_ID: &str = "invalid_exact_xrpl_payload_invoice_id_mismatch";
    const NO_INVOICE: &str = "invalid_exact_xrpl_payload_invoice_missing";
    let own = Signer::Secp256k1(1).address();
    let fee = |fee: u64| Case::new().with(|case| case.set(FEE, drops(fee)));
    let invoice = |json: &'static str, signed: &'static [u8]| {
        Case::new().with(|case| {
            use sha2::Digest as _;
            extra(case, "invoiceId", json);
            case.set(INVOICE, sha2::Sha256::digest(signed).to_vec());
        })
    };
    let repeated = |members: &'static str| {
        Case::new().with(|case| {
            case.policy.xrpl.requires_invoice_in_payload = true;
            case.members = members.into();
        })
    };
    let good = r#","invoiceId":"INV-2026-1""#;
    let not_offered = |required: bool| {
        Case::new().with(|case| {
            extra(case, "invoiceId", "");
            case.policy.xrpl.requires_invoice_in_payload = required;
            case.members = good.into();
        })
    };
    vec![
        defect(CheckId::SELF_PAYMENT, SIMULATION, |case| {
            case.offer.pay_to = own.to_string();
            case.set(DESTINATION, prefixed(&own.to_bytes()));
        }),
        defect(CheckId::INVOICE, NO_INVOICE, without(INVOICE)),
        defect(CheckId::INVOICE, NO_INVOICE, with_extra("invoiceId", "\"\"")),
        defect(CheckId::INVOICE, NO_INVOICE, with_extra("invoiceId", "7")),
        defect(CheckId::INVOICE, INVOICE_ID, |case| case.set(INVOICE, vec![7; 32])),
        // The text is hashed as it is.
        pair(CheckId::INVOICE, INVOICE_ID, invoice("\" a\"", b"a"), invoice("\" a\"", b" a")),
        pair(CheckId::INVOICE, INVOICE_ID, invoice("\"\\u00e9\"", b"e\xcc\x81"), invoice("\"\\u00e9\"", b"\xc3\xa9")),
        pair(CheckId::INVOICE, "missing_invoiceId", repeated(""), repeated(good)),
        pair(CheckId::INVOICE, "unknown_invoice_id", repeated(r#","invoiceId":"INV-2026-2""#), repeated(good)),
        pair(CheckId::INVOICE, NO_INVOICE, not_offered(true), not_offered(false)),
        pair(CheckId::FEE, "invalid_exact_xrpl_payload_fee_too_high", fee(10_001), fee(10_000)),
        pair(
            CheckId::FEE,
            "invalid_exact_xrpl_payload_fee_too_high",
            fee(12).with(|case| case.policy.xrpl.max_fee_drops = Some(11)),
            fee(1_000_000).with(|case| case.policy.xrpl.max_fee_drops = None),
        ),
        // Without a maximum of the policy, the ledger's counts: temBAD_FEE.
        pair(
            CheckId::FEE,
            "invalid_exact_xrpl_payload_fee_too_high",
            fee(100_000_000_000_000_001).with(|case| case.policy.xrpl.max_fee_drops = None),
            fee(100_000_000_000_000_000).with(|case| case.policy.xrpl.max_fee_drops = None),
        ),
        defect(CheckId::FEE, "invalid_exact_xrpl_payload_fee_missing", without(FEE)),
        defect(CheckId::FEE, "invalid_exact_xrpl_payload_fee_missing", |case| {
            case.set(FEE, 12_u64.to_be_bytes().to_vec());
        }),
        defect(CheckId::FEE, "invalid_exact_xrpl_payload_fee_missing", |case| {
            case.set(FEE, issued(1_000_000_000_000_000, -15, RLUSD, ISSUER));
        }),
    ]
}

fn of_sequence() -> Vec<Pair> {
    let state = |state: AccountState| Case::new().with(|case| *case = case.clone().fact(account(1, Some(state))));
    let sequence = |sequence: u32| {
        let mut known = AccountState::default();
        known.sequence = Some(sequence);
        state(known)
    };
    let tickets = |tickets: Vec<u32>| {
        let account = Signer::Ed25519(2).address();
        let mut state = AccountState::default();
        state.tickets = Some(tickets);
        Case::of_xrp().fact(Fact::Account { account, state: Some(state) })
    };
    const MISSING: &str = "invalid_exact_xrpl_payload_sequence_missing";
    const NOT_CURRENT: &str = "invalid_exact_xrpl_payload_sequence_not_current";
    const ZERO: &str = "invalid_exact_xrpl_payload_sequence_must_be_zero";
    const NO_TICKET: &str = "invalid_exact_xrpl_payload_ticket_sequence_missing";
    vec![
        defect(CheckId::SEQUENCE, MISSING, number(SEQUENCE, 0)),
        defect(CheckId::SEQUENCE, MISSING, without(SEQUENCE)),
        defect(CheckId::SEQUENCE, "invalid_exact_xrpl_payload_ticket_sequence_not_allowed", number(TICKET, 345)),
        of_xrp(CheckId::SEQUENCE, ZERO, number(SEQUENCE, 1)),
        of_xrp(CheckId::SEQUENCE, ZERO, without(SEQUENCE)),
        of_xrp(CheckId::SEQUENCE, NO_TICKET, number(TICKET, 0)),
        of_xrp(CheckId::SEQUENCE, NO_TICKET, without(TICKET)),
        pair(CheckId::SEQUENCE, NOT_CURRENT, sequence(6), sequence(7)),
        pair(CheckId::SEQUENCE, NOT_CURRENT, sequence(8), sequence(7)),
        pair(
            CheckId::SEQUENCE,
            "invalid_exact_xrpl_payload_ticket_not_available",
            tickets(vec![344, 346]),
            tickets(vec![344, 345]),
        ),
    ]
}

fn of_life() -> Vec<Pair> {
    const EXPIRED: &str = "invalid_exact_xrpl_payload_expired";
    const FAR: &str = "invalid_exact_xrpl_payload_lastledgersequence_too_large";
    let at = |ledger: u32| {
        Case::new().with(|case| {
            let network = case.offer.network.clone();
            case.facts = case.facts.clone().with(Fact::Ledger { network, sequence: ledger, seconds_per_ledger: None });
        })
    };
    let margin = |ledger: u32| at(ledger).with(|case| case.policy.xrpl.ledger_margin = 3);
    let exact = |ledger: u32| at(ledger).with(|case| case.policy.xrpl.ledger_tolerance = 0);
    let slow = |ledger: u32| {
        let network = Case::new().offer.network;
        let seconds_per_ledger = std::num::NonZeroU32::new(7);
        Case::new().fact(Fact::Ledger { network, sequence: ledger, seconds_per_ledger })
    };
    vec![
        defect(CheckId::EXPIRED, "invalid_exact_xrpl_payload_lastledgersequence_missing", without(LAST_LEDGER)),
        pair(CheckId::EXPIRED, EXPIRED, at(END), at(END - 1)),
        pair(CheckId::EXPIRED, EXPIRED, at(END + 1), at(END - 1)),
        pair(CheckId::EXPIRED, EXPIRED, margin(END - 3), margin(END - 4)),
        // 60 seconds are 12 ledgers, and 2 are tolerated.
        pair(CheckId::EXPIRY_FAR, FAR, at(END - 15), at(END - 14)),
        pair(CheckId::EXPIRY_FAR, FAR, exact(END - 13), exact(END - 12)),
        // Nine ledgers of 7 seconds.
        pair(CheckId::EXPIRY_FAR, FAR, slow(END - 12), slow(END - 11)),
    ]
}

/// The fact about the account of the key that is made from this number.
fn account(seed: u8, state: Option<AccountState>) -> Fact {
    Fact::Account { account: Signer::Secp256k1(seed).address(), state }
}

fn of_signature() -> Vec<Pair> {
    const WRONG: &str = "invalid_exact_xrpl_payload_signature";
    const SIGNER: &str = "invalid_exact_xrpl_payload_signer_not_authorized";
    let signed = |signature: Option<Vec<u8>>| {
        defect(CheckId::ACCOUNT_SIGNATURE, WRONG, move |case| case.signature = Some(signature))
    };
    let good = Case::new().signer.sign(&Case::new().preimage());
    let read = Signature::from_der(&good).unwrap();
    let high = {
        let (r, s) = read.split_scalars();
        Signature::from_scalars(r, -*s).unwrap()
    };
    let mut changed = good.clone();
    changed[10] ^= 1;
    // The same number with a zero before it, and with something behind it.
    let padded = [&[0x30, good[1] + 1, 2, good[3] + 1, 0], &good[4..]].concat();
    let longer = [good.as_slice(), &[0]].concat();
    let of_ed25519 = |signature: Vec<u8>| {
        let case = || Case::new().signed_by(Signer::Ed25519(1));
        pair(CheckId::ACCOUNT_SIGNATURE, WRONG, case().with(|case| case.signature = Some(Some(signature))), case())
    };
    let ed25519 = Case::new().signed_by(Signer::Ed25519(1));
    let half = {
        use sha2::Digest as _;
        ed25519.signer.sign(&sha2::Sha512::digest(ed25519.preimage())[..32])
    };
    // The account of key 1, signed by key 3.
    let by_other = |state: AccountState| {
        Case::new().with(|case| {
            case.signer = Signer::Secp256k1(3);
            case.set(KEY, prefixed(&case.signer.key()));
            case.facts = case.facts.clone().with(account(1, Some(state)));
        })
    };
    let regular = |regular_key| {
        let mut state = AccountState::default();
        (state.regular_key, state.is_master_disabled) = (regular_key, Some(true));
        state
    };
    let key_3 = RegularKey::Key(Signer::Secp256k1(3).address());
    let own = |disabled: bool, regular_key| {
        let mut state = AccountState::default();
        (state.is_master_disabled, state.regular_key) = (Some(disabled), regular_key);
        Case::new().fact(account(1, Some(state)))
    };
    vec![
        signed(None),
        signed(Some(Vec::new())),
        signed(Some(changed)),
        signed(Some(crate::xrpl_payments::der(&high))),
        signed(Some(padded)),
        signed(Some(longer)),
        of_ed25519(good),
        of_ed25519(half),
        of_ed25519(vec![0; 63]),
        pair(CheckId::ACCOUNT_SIGNER, SIGNER, by_other(regular(RegularKey::None)), by_other(regular(key_3))),
        pair(
            CheckId::ACCOUNT_SIGNER,
            SIGNER,
            by_other(regular(RegularKey::Key(Signer::Secp256k1(4).address()))),
            by_other(regular(key_3)),
        ),
        pair(CheckId::ACCOUNT_SIGNER, SIGNER, own(true, key_3), own(false, key_3)),
        // The regular key counts first, even if it is the master key.
        pair(
            CheckId::ACCOUNT_SIGNER,
            SIGNER,
            own(true, RegularKey::None),
            own(true, RegularKey::Key(Signer::Secp256k1(1).address())),
        ),
        pair(
            CheckId::ACCOUNT,
            SIMULATION,
            Case::new().fact(account(1, None)),
            Case::new().fact(account(1, Some(AccountState::default()))),
        ),
    ]
}

fn of_ledger() -> Vec<Pair> {
    let simulated = |result: &str| {
        let hash = Case::new().hash();
        Case::new().fact(Fact::Simulation { hash, result: result.into() })
    };
    let refusing = |source_tag: u32| {
        Case::new().with(|case| {
            case.policy.refused.insert(Flag::SourceTag);
            case.number(SOURCE_TAG, source_tag);
        })
    };
    vec![
        pair(CheckId::SIMULATION, SIMULATION, simulated("tecPATH_DRY"), simulated("tesSUCCESS")),
        pair(CheckId::SIMULATION, SIMULATION, simulated("tefPAST_SEQ"), simulated("terPRE_SEQ")),
        pair(CheckId::POLICY, "invalid_payload", refusing(7), refusing(804_681_468)),
    ]
}

pub(crate) fn pairs() -> Vec<Pair> {
    let groups = [
        of_offer(),
        of_bytes(),
        of_fields(),
        of_recipient(),
        of_amounts(),
        of_order(),
        of_sequence(),
        of_life(),
        of_signature(),
        of_ledger(),
    ];
    groups.into_iter().flatten().collect()
}

#[test]
fn every_check_decides_alone_and_passes_next_door() {
    let mut seen = BTreeSet::new();
    for Pair { id, reason, fails, passes } in pairs() {
        let report = fails.report();
        assert_eq!(failed(&report), [id], "{reason}: {:?}", report.deciding());
        assert_eq!((report.verdict(), report.reason()), (Verdict::Invalid, Some(reason)), "{id}");
        assert_eq!(report.verdict_on(Concern::Payment), Verdict::Invalid, "{id}");
        assert!(report.outstanding().is_empty() && report.needs().next().is_none(), "{id}");
        assert!(is_in_order(&report), "{id}");
        let report = passes.report();
        let is_passed = matches!(outcome(&report, id), Some(Outcome::Pass) | None);
        assert!(is_passed && report.verdict() == Verdict::Valid, "{id}: {:?}", report.deciding());
        seen.insert(id.to_string());
    }
    let kind = kinds_of(Mechanism::XRPL).next().unwrap();
    let others = ["offer", "extension-echo"];
    let missing: Vec<_> = PayloadKind::checks(kind)
        .map(|id| id.to_string())
        .filter(|id| !seen.contains(id) && !others.contains(&&**id))
        .collect();
    assert_eq!(missing, [""; 0]);
}

/// What is said without changing the verdict.
#[test]
fn what_a_person_should_know_is_flagged() {
    let flagged = |case: &Case| case.report().flags();
    let with = |change: fn(&mut Case)| flagged(&Case::new().with(change));
    assert!(flagged(&Case::new()).is_empty(), "{:?}", flagged(&Case::new()));
    type Change = fn(&mut Case);
    let cases: [(Flag, Change); 6] = [
        (Flag::AssetSpelling, |case| case.offer.asset = RLUSD.to_lowercase()),
        (Flag::PayToIssuer, |case| {
            case.offer.pay_to = ISSUER.into();
            case.set(DESTINATION, prefixed(&ISSUER.parse::<Address>().unwrap().to_bytes()));
        }),
        (Flag::SourceTag, |case| drop(case.fields.remove(&SOURCE_TAG))),
        (Flag::UnaskedTag, |case| case.number(DESTINATION_TAG, 0)),
        (Flag::LowFee, |case| case.set(FEE, drops(9))),
        (Flag::NoInvoice, |case| extra(case, "invoiceId", "")),
    ];
    for (flag, change) in cases {
        let flags = with(change);
        assert!(flags.contains(flag) && flags.iter().count() == 1, "{flag}: {flags:?}");
        assert_eq!(Case::new().with(change).verdict(), Verdict::Valid, "{flag}");
    }
    let bound = |case: &mut Case| {
        extra(case, "invoiceId", "");
        extra(case, "destinationTag", "7");
        case.number(DESTINATION_TAG, 7);
    };
    assert!(with(bound).is_empty());
    let cheap = |case: &mut Case| case.set(FEE, drops(10));
    assert!(with(cheap).is_empty());
}

/// Nobody knows whose key it is without the ledger (R-60).
#[test]
fn a_key_that_is_not_the_accounts_is_undecided() {
    let case = Case::new().with(|case| {
        case.signer = Signer::Secp256k1(3);
        case.set(KEY, prefixed(&case.signer.key()));
    });
    let report = case.report();
    assert_eq!((report.verdict(), report.deciding().unwrap().id), (Verdict::Undecided, CheckId::ACCOUNT_SIGNER));
    assert_eq!(report.needs().map(|question| question.kind()).collect::<Vec<_>>(), ["account"]);
    let outstanding: Vec<_> = report.outstanding().iter().map(|question| question.kind()).collect();
    assert_eq!(outstanding, ["simulation", "unused"]);
}

/// Modes that a different verifier may know (R-14, R-19).
#[test]
fn other_modes_are_undecided() {
    let method = |case: Case| {
        let report = case.report();
        (report.verdict(), report.deciding().map(|check| check.id))
    };
    let undecided = (Verdict::Undecided, Some(CheckId::METHOD));
    assert_eq!(method(Case::new().with(with_extra("crossCurrency", "true"))), undecided);
    assert_eq!(method(Case::new().with(with_extra("crossCurrency", "false"))).0, Verdict::Valid);
    let sponsored = || Case::new().with(with_extra("areFeesSponsored", "true"));
    let declared = |key: &str| {
        sponsored().with(|case| case.declared = Some(RawJson::parse(&format!("{{\"{key}\":{{}}}}")).unwrap()))
    };
    assert_eq!(method(declared("xrplFeeSponsoring")), undecided);
    assert_eq!(method(declared("other")), (Verdict::Invalid, Some(CheckId::SPONSORED)));
}

/// One payment has one identity, and two payments of one slot share what only one of them can use (R-67, R-68).
#[test]
fn payments_of_one_slot_share_the_transfer_key() {
    let keys = |case: Case| {
        let authorized = case.report().into_paid().unwrap().authorized().clone();
        (authorized.replay_key(), authorized.transfer_key())
    };
    let (payment, slot) = keys(Case::new());
    let (dearer, same) = keys(Case::new().with(|case| case.set(FEE, drops(13))));
    assert!(payment != dearer && slot == same && slot.is_some());
    let (_, other) = keys(Case::new().with(number(SEQUENCE, 8)));
    assert_ne!(slot, other);
    // On another network, the same bytes are another payment.
    let (test, other) = keys(Case::new().with(|case| {
        case.offer.network = "xrpl:1".parse().unwrap();
        let network = case.offer.network.clone();
        case.facts = case.facts.clone().with(Fact::Ledger { network, sequence: LEDGER, seconds_per_ledger: None });
    }));
    assert!(test != payment && other != slot);
    assert_eq!(RECIPIENT.parse::<Address>().unwrap().to_string(), RECIPIENT);
}
