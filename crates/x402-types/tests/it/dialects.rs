//! Reason codes in the words of each implementation (C-15).

use std::collections::{BTreeMap, BTreeSet};

use x402_types::{Actor, Dialect, Meaning, ReasonCode, Translation};

/// Gathered from the implementations; the file says where.
const GATHERED: &str = include_str!("reason_codes.txt");

fn gathered() -> BTreeSet<(String, &'static str)> {
    let lines = GATHERED.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut pairs = BTreeSet::new();
    for line in lines {
        let (code, dialects) = line.split_once(' ').expect(line);
        for name in dialects.split(' ').map(|name| name.trim_end_matches('*')) {
            let dialect = Dialect::ALL.iter().copied().find(|dialect| dialect.as_str() == name).expect(line);
            assert!(pairs.insert((code.to_owned(), dialect.as_str())), "{line}");
        }
    }
    pairs
}

fn tabled() -> BTreeSet<(String, &'static str)> {
    let of = |dialect: Dialect| {
        Meaning::all()
            .flat_map(move |meaning| meaning.codes(dialect).map(move |code| (code.to_owned(), dialect.as_str())))
    };
    Dialect::ALL.iter().copied().flat_map(of).collect()
}

#[test]
fn the_table_has_every_code_that_was_gathered_and_no_other() {
    let (gathered, tabled) = (gathered(), tabled());
    assert!(gathered.len() > 1000, "{}", gathered.len());
    let missing: Vec<_> = gathered.difference(&tabled).collect();
    let invented: Vec<_> = tabled.difference(&gathered).collect();
    assert!(missing.is_empty() && invented.is_empty(), "missing: {missing:#?}\ninvented: {invented:#?}");
}

/// The codes of each published package, as `witness/reasons.py` found them.
const PACKAGES: &[&str] = &[
    include_str!("reason_codes/crate-x402-types.txt"),
    include_str!("reason_codes/crates-r402.txt"),
    include_str!("reason_codes/npm-cdp-sdk.txt"),
    include_str!("reason_codes/npm-x402-core.txt"),
    include_str!("reason_codes/npm-x402-evm.txt"),
    include_str!("reason_codes/npm-x402-extensions.txt"),
    include_str!("reason_codes/npm-x402-stellar.txt"),
    include_str!("reason_codes/npm-x402-svm.txt"),
    include_str!("reason_codes/npm-x402.txt"),
    include_str!("reason_codes/pypi-x402.txt"),
];

#[test]
fn the_table_has_every_code_of_each_published_package() {
    let mut codes = 0;
    for file in PACKAGES {
        let (head, rest) = file.split_once('\n').expect(file);
        let (dialect, package) = head.trim_start_matches("# ").split_once(": ").expect(head);
        let dialect = Dialect::ALL.iter().copied().find(|known| known.as_str() == dialect).expect(head);
        // The version is the last word before a comma.
        let version = package.split(',').find_map(|part| {
            let last = part.rsplit(' ').next()?;
            last.starts_with(|first: char| first.is_ascii_digit()).then_some(last)
        });
        assert!(dialect.source().contains(version.expect(head)), "{head}: {}", dialect.source());
        for code in rest.lines().filter(|line| !line.starts_with('#')) {
            codes += 1;
            assert!(dialect.meanings(code).next().is_some(), "{dialect} has no {code}, but {package} has it");
            let meaning = Meaning::of(code).next().expect(code);
            assert!(meaning.dialects(code).next().is_some(), "{code}");
        }
    }
    assert!(codes > 850, "{codes}");
}

#[test]
fn every_meaning_is_explained() {
    let mut actors = BTreeSet::new();
    for meaning in Meaning::all() {
        let explanation = meaning.explanation();
        assert!((1..=4).contains(&explanation.causes().len()), "{meaning}");
        for cause in explanation.causes() {
            let cause = cause.text();
            assert!(!cause.is_empty() && !cause.ends_with('.') && cause.len() < 160, "{meaning}: {cause}");
        }
        assert!(explanation.next().starts_with("x402 "), "{meaning}");
        assert_eq!(explanation.actor(), explanation.causes()[0].actor(), "{meaning}");
        let of_causes: BTreeSet<_> = explanation.causes().iter().map(|cause| cause.actor().as_str()).collect();
        assert_eq!(explanation.has_one_actor(), of_causes.len() == 1, "{meaning}");
        actors.insert(explanation.actor().as_str());
        assert!(!explanation.actor().sentence().ends_with('.'));
    }
    let all: BTreeSet<_> = Actor::ALL.iter().map(|actor| actor.as_str()).collect();
    assert_eq!(actors, all);
    // The nearest wrong code has no meaning, and so no explanation.
    assert_eq!(Meaning::of("self_send_not_allowed").count(), 1);
    assert_eq!(Meaning::of("Self_send_not_allowed").count(), 0);
}

#[test]
fn every_row_round_trips() {
    let mut sentences = BTreeSet::new();
    for meaning in Meaning::all() {
        assert!(sentences.insert(meaning.sentence()), "{meaning}");
        assert!(!meaning.sentence().ends_with('.'), "{meaning}");
        let mut words = 0;
        for &dialect in Dialect::ALL {
            let codes: Vec<_> = meaning.codes(dialect).collect();
            assert_eq!(meaning.code(dialect), codes.first().copied());
            let distinct: BTreeSet<_> = codes.iter().collect();
            assert_eq!(distinct.len(), codes.len(), "{dialect}: {meaning}");
            for code in codes {
                words += 1;
                assert!(dialect.meanings(code).any(|found| found == meaning), "{dialect}: {code}");
                // The open set keeps it to the letter, and what the documents specify is one of its constants.
                assert_eq!(ReasonCode::new(code).as_str(), code);
            }
        }
        assert!(words > 0, "{meaning}");
    }
}

#[test]
fn the_specified_codes_are_words_of_the_documents() {
    for code in ReasonCode::SPECIFIED {
        assert!(Dialect::Spec.meanings(code.as_str()).next().is_some(), "{code}");
    }
}

/// Codes by which a dialect says several things, by the number of things: nobody can tell which is meant.
#[test]
fn ambiguous_codes() {
    let mut found = BTreeMap::new();
    for &dialect in Dialect::ALL {
        for meaning in Meaning::all() {
            for code in meaning.codes(dialect) {
                found.insert((dialect.as_str(), code), dialect.meanings(code).count());
            }
        }
    }
    found.retain(|_, meanings| *meanings > 1);
    let found: Vec<_> = found.into_iter().map(|((dialect, code), meanings)| (dialect, code, meanings)).collect();
    let expected = [
        ("go", "invalid_exact_evm_payload", 2),
        ("legacy", "insufficient_funds", 2),
        ("legacy", "invalid_network", 3),
        ("legacy", "invalid_scheme", 2),
        ("legacy", "invalid_transaction_state", 2),
        ("legacy", "unsupported_scheme", 3),
        ("py", "invalid_exact_evm_failed_to_verify_signature", 2),
        ("py", "invalid_exact_evm_insufficient_balance", 2),
        ("py", "invalid_exact_evm_payload_signature", 2),
        ("py", "invalid_permit2_signature", 2),
        ("py", "network_mismatch", 2),
        ("py", "transaction_failed", 3),
        ("py", "unsupported_scheme", 3),
        ("r402", "transaction_failed", 2),
        ("spec", "insufficient_funds", 3),
        ("spec", "invalid_network", 3),
        ("spec", "invalid_payload", 4),
        ("spec", "invalid_payment_requirements", 8),
        ("spec", "invalid_transaction_state", 4),
        ("spec", "unsupported_scheme", 5),
        ("ts", "invalid_exact_evm_scheme", 2),
        ("ts", "transaction_failed", 2),
        ("ts", "unsupported_payload_type", 2),
        ("x402-rs", "asset_mismatch", 4),
        ("x402-rs", "chain_id_mismatch", 4),
        ("x402-rs", "insufficient_funds", 3),
        ("x402-rs", "invalid_format", 15),
        ("x402-rs", "invalid_payment_amount", 4),
        ("x402-rs", "invalid_payment_early", 2),
        ("x402-rs", "invalid_payment_expired", 4),
        ("x402-rs", "invalid_signature", 7),
        ("x402-rs", "recipient_mismatch", 4),
        ("x402-rs", "transaction_simulation", 20),
        ("x402-rs", "unexpected_error", 2),
        ("x402-rs", "unsupported_chain", 3),
        ("x402-rs", "unsupported_scheme", 5),
    ];
    assert_eq!(found, expected);
}

/// One code, one thing in each dialect, and not the same thing.
#[test]
fn codes_that_mean_another_thing_elsewhere() {
    let only = |dialect: Dialect, code: &str| {
        let mut meanings = dialect.meanings(code);
        let meaning = meanings.next().expect(code);
        assert_eq!(meanings.next(), None, "{dialect}: {code}");
        meaning.sentence()
    };
    assert_eq!(only(Dialect::Spec, "invalid_scheme"), "the named scheme is not supported");
    assert_eq!(
        only(Dialect::Ts, "invalid_scheme"),
        "upto: the verification before settling refused the payment without a reason"
    );
    assert_eq!(
        only(Dialect::Ts, "verification_failed"),
        "Solana: the verification before settling refused the payment without a reason"
    );
    assert_eq!(
        only(Dialect::R402, "invalid_exact_xrpl_payload_memos_not_allowed"),
        "XRP Ledger: the transaction has memos"
    );
    assert_eq!(only(Dialect::Go, "insufficient_funds"), "the payer has too little of the asset");
}

#[test]
fn translations() {
    use Dialect::{Circle, Go, Legacy, Py, Spec, Ts, X402Rs};
    for (code, from, to, expected) in [
        // peers' words for EIP-3009, both ways
        ("invalid_exact_evm_recipient_mismatch", Ts, Py, "invalid_exact_evm_payload_recipient_mismatch"),
        ("invalid_exact_evm_payload_recipient_mismatch", Py, Ts, "invalid_exact_evm_recipient_mismatch"),
        (
            "invalid_exact_evm_payload_authorization_value",
            Legacy,
            Spec,
            "invalid_exact_evm_payload_authorization_value_mismatch",
        ),
        ("invalid_exact_evm_authorization_value", Ts, X402Rs, "invalid_payment_amount"),
        ("invalid_exact_evm_insufficient_balance", Ts, Spec, "insufficient_funds"),
        // Circle's operator, for the terms that it shares with EIP-3009
        ("address_mismatch", Circle, Spec, "invalid_exact_evm_payload_recipient_mismatch"),
        ("invalid_exact_evm_insufficient_balance", Ts, Circle, "insufficient_balance"),
        // Permit2: the document writes it in capitals
        ("PERMIT2_ALLOWANCE_REQUIRED", Spec, Py, "permit2_allowance_required"),
        ("permit2_allowance_required", X402Rs, Spec, "PERMIT2_ALLOWANCE_REQUIRED"),
        // Solana: three families of words
        (
            "invalid_exact_svm_payload_unknown_sixth_instruction",
            Ts,
            Go,
            "invalid_exact_solana_payload_unknown_sixth_instruction",
        ),
        ("invalid_exact_solana_fee_payer_not_managed_by_facilitator", Go, Py, "fee_payer_not_managed_by_facilitator"),
        ("transaction_simulation_failed", Py, Ts, "invalid_exact_svm_transaction_simulation_failed"),
        // Version 1 of Solana's transactions, in branches
        ("unsupported_transaction_version", Go, Ts, "unsupported_transaction_version"),
        (
            "invalid_exact_svm_payload_transaction_config_priority_fee_too_high",
            Py,
            Go,
            "invalid_exact_solana_payload_transaction_config_priority_fee_too_high",
        ),
        (
            "smart_wallet_compute_unit_limit_missing",
            Go,
            Ts,
            "invalid_exact_svm_smart_wallet_compute_unit_limit_missing",
        ),
        ("invalid_exact_evm_failed_to_verify_signature", Ts, Go, "invalid_exact_evm_failed_to_verify_signature"),
        // Circle's two services have two words.
        ("invalid_network", Circle, Circle, "unsupported_network"),
        ("invalid_transaction_state", Circle, Spec, "invalid_transaction_state"),
        ("smart_wallet_program_not_allowed", Spec, Go, "invalid_exact_solana_smart_wallet_program_not_allowed"),
    ] {
        assert_eq!(from.translate(code, to), Translation::Code(expected), "{code}, {from} to {to}");
    }
    // Into itself: what it says today.
    assert_eq!(Ts.translate("permit2_not_yet_valid", Ts), Translation::Code("permit2_not_yet_valid"));
    // The other has no word, or several.
    assert_eq!(Circle.translate("self_transfer", Spec), Translation::Nothing);
    assert_eq!(Ts.translate("handler_threw", Spec), Translation::Nothing);
    assert_eq!(Py.translate("network_mismatch", Ts), Translation::Ambiguous);
    // Of what it may mean, the document has a word for EIP-3009 alone: that is no translation.
    assert_eq!(X402Rs.translate("invalid_payment_early", Spec), Translation::Ambiguous);
    // Another dialect's code, another case, prose, nothing: verbatim.
    for unknown in ["invalid_exact_evm_signature", "Insufficient_Funds", "the wallet is empty", ""] {
        assert_eq!(Spec.translate(unknown, Ts), Translation::Unknown(unknown));
        assert_eq!(Spec.meanings(unknown).count(), 0);
    }
}
