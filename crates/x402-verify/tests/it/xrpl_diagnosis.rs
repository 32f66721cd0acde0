//! What a payer on the XRP Ledger signed instead of the transaction, and single fields that follow a different convention
//! (R-79).

use k256::ecdsa::{Signature, signature::hazmat::PrehashSigner as _};
use sha2::{Digest as _, Sha256, Sha512};
use x402_schemes::xrpl::{Address, OtherFieldKind};
use x402_types::{AnyAmount, Flag, Flags};
use x402_verify::{
    CheckId, Facts, Guess as AnyGuess, Verdict, diagnose,
    xrpl::{AccountState, AllowedFields, Fact, Guess, RegularKey, TermsSource},
};

use crate::xrpl_payments::{
    ACCOUNT, AMOUNT, Case, Code, DESTINATION, DESTINATION_TAG, END, FEE, INVOICE, ISSUER, KEY, LAST_LEDGER, NETWORK_ID,
    RLUSD, SEND_MAX, SEQUENCE, SIGNATURE, SOURCE_TAG, Signer, TICKET, der, drops, failed, head, issued, prefixed,
};

const PAYER: Signer = Signer::Secp256k1(1);
const PAYERS: [Signer; 2] = [PAYER, Signer::Ed25519(1)];

fn guesses(case: &Case) -> Vec<Guess> {
    // A server's comparison of `accepted` is not about the payment itself.
    let of_xrpl = |guess| if let AnyGuess::Xrpl(guess) = guess { Some(guess) } else { None };
    let found = diagnose(&case.payment(), std::slice::from_ref(&case.offer), &case.context());
    found.into_iter().filter_map(of_xrpl).collect()
}

fn kinds(case: &Case) -> Vec<&'static str> {
    guesses(case).iter().map(|guess| guess.kind()).collect()
}

/// The payment, signed as the ledger has it over these bytes instead of its own.
fn over(case: Case, message: &[u8]) -> Case {
    let signature = case.signer.sign(message);
    case.with(|case| case.signature = Some(Some(signature)))
}

/// The payment, signed over these bytes as they are.
fn over_raw(case: Case, bytes: &[u8]) -> Case {
    let signature = case.signer.sign_as_it_is(bytes);
    case.with(|case| case.signature = Some(Some(signature)))
}

/// The payment, signed before a change.
fn signed_as(case: Case, change: impl FnOnce(&mut Case)) -> Case {
    let before = case.clone().with(change).preimage();
    over(case, &before)
}

fn state(change: impl FnOnce(&mut AccountState)) -> AccountState {
    let mut state = AccountState::default();
    change(&mut state);
    state
}

/// The payment, which claims a price that is not the offer's.
fn accepting_more(mut case: Case) -> Case {
    let mut accepted = case.offer.clone();
    accepted.amount = AnyAmount::Decimal("11.5".parse().unwrap());
    case.accepted = Some(accepted);
    case
}

fn unsigned(case: &Case) -> Vec<u8> {
    Case::encode(&case.fields)
}

/// The only guess, about an invalid payment.
fn only(case: &Case) -> Guess {
    let found = guesses(case);
    assert_eq!((case.report().verdict(), found.len()), (Verdict::Invalid, 1), "{found:?}");
    found[0]
}

/// An invalid payment about which there is nothing to guess.
fn nothing(case: &Case) {
    assert_eq!((case.report().verdict(), kinds(case)), (Verdict::Invalid, vec![]));
}

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    for case in [Case::new(), Case::new().signed_by(Signer::Ed25519(1)), Case::of_xrp()] {
        assert_eq!((case.report().verdict(), kinds(&case)), (Verdict::Valid, vec![]));
        // Right, but late: the report says all there is to say.
        nothing(&case.with(|case| case.number(LAST_LEDGER, END + 9)));
    }
}

#[test]
fn a_different_network_was_signed() {
    for payer in PAYERS {
        let case = Case::new().signed_by(payer);
        let signed = signed_as(case.clone(), |case| case.number(NETWORK_ID, 0));
        assert_eq!(only(&signed), Guess::OtherNetwork { signed: Some(0) });
        nothing(&signed_as(case.clone(), |case| case.number(NETWORK_ID, 21_338)));
        let far = case.with(|case| {
            case.offer.network = "xrpl:21337".parse().unwrap();
            case.number(NETWORK_ID, 21_337);
        });
        let signed = signed_as(far.clone(), |case| drop(case.fields.remove(&NETWORK_ID)));
        let timed = Fact::Ledger { network: far.offer.network.clone(), sequence: END - 12, seconds_per_ledger: None };
        assert_eq!(only(&signed.fact(timed.clone())), Guess::OtherNetwork { signed: None });
        let signed = signed_as(far, |case| case.number(NETWORK_ID, 0));
        nothing(&signed.fact(timed));
    }
}

#[test]
fn a_different_prefix_was_signed() {
    for payer in PAYERS {
        let case = Case::new().signed_by(payer);
        let (fields, account) = (unsigned(&case), payer.address().to_bytes());
        let emptied = unsigned(&case.clone().with(|case| case.set(KEY, vec![0])));
        let with = |parts: &[&[u8]]| over(case.clone(), &parts.concat());
        assert_eq!(only(&with(&[b"SMT\0", &fields, &account])), Guess::MultiSigning);
        assert_eq!(only(&with(&[b"SMT\0", &emptied, &account])), Guess::MultiSigning);
        // Without the account it is no message of several signers, and an account behind the other prefix is none at all.
        nothing(&with(&[b"SMT\0", &fields]));
        nothing(&with(&[b"STX\0", &fields, &account]));
        nothing(&with(&[b"STX\0", &emptied]));
        assert_eq!(only(&with(&[b"TXN\0", &fields])), Guess::HashPrefix);
        assert_eq!(only(&with(&[&fields])), Guess::Unprefixed);
        nothing(&with(&[b"STX", &fields]));
        nothing(&with(&[b"CLM\0", &fields]));
        let inside = signed_as(case.clone(), |case| case.set(SIGNATURE, vec![0]));
        assert_eq!(only(&inside), Guess::WithSignature);
        nothing(&signed_as(case.clone(), |case| case.set(SIGNATURE, prefixed(&[0]))));
    }
}

/// A library takes the first 32 bytes of a longer hash, so that all of SHA-512 is right.
#[test]
fn a_different_hash_was_signed() {
    let case = Case::new();
    let preimage = case.preimage();
    let whole = Sha512::digest(&preimage);
    let sha256 = Sha256::digest(&preimage);
    assert_eq!(over_raw(case.clone(), &whole).report().verdict(), Verdict::Valid);
    assert_eq!(only(&over_raw(case.clone(), &sha256)), Guess::Sha256);
    assert_eq!(only(&over_raw(case.clone(), &Sha256::digest(&whole[..32]))), Guess::HashedTwice);
    nothing(&over_raw(case.clone(), &whole[32..]));
    nothing(&over_raw(case, &Sha256::digest(sha256)));
    let case = Case::new().signed_by(Signer::Ed25519(1));
    let preimage = case.preimage();
    let (whole, sha256) = (Sha512::digest(&preimage), Sha256::digest(&preimage));
    for hash in [&whole[..32], &whole, &sha256] {
        assert_eq!(only(&over_raw(case.clone(), hash)), Guess::HashedEd25519);
    }
    nothing(&over_raw(case.clone(), &whole[32..]));
    nothing(&over_raw(case, &Sha256::digest(&whole[..32])));
}

#[test]
fn a_different_number_was_signed() {
    for payer in PAYERS {
        let case = Case::new().signed_by(payer);
        let ledger = |case: &Case, signed: Option<u32>| {
            signed_as(case.clone(), |case| match signed {
                Some(signed) => case.number(LAST_LEDGER, signed),
                None => drop(case.fields.remove(&LAST_LEDGER)),
            })
        };
        for signed in [Some(END - 1), Some(END + 1), Some(0), None] {
            assert_eq!(only(&ledger(&case, signed)), Guess::ChangedLedger { signed });
        }
        nothing(&ledger(&case, Some(END + 2)));
        let fee = |case: &Case, signed| signed_as(case.clone(), |case| case.set(FEE, drops(signed)));
        assert_eq!(only(&fee(&case, 10)), Guess::ChangedFee { signed: 10 });
        nothing(&fee(&case, 11));
        let dear = case.clone().with(|case| case.set(FEE, drops(15)));
        assert_eq!(only(&fee(&dear, 12)), Guess::ChangedFee { signed: 12 });
        let sequence = |signed| signed_as(case.clone(), |case| case.number(SEQUENCE, signed));
        for signed in [6, 8] {
            assert_eq!(only(&sequence(signed)), Guess::ChangedSequence { signed });
        }
        nothing(&sequence(9));
        // That of the account, which the transaction does not have.
        let known = state(|state| state.sequence = Some(9));
        let known = sequence(9).fact(Fact::Account { account: payer.address(), state: Some(known) });
        assert_eq!(guesses(&known), [Guess::ChangedSequence { signed: 9 }]);
    }
}

#[test]
fn different_terms_were_signed() {
    let more = issued(1_150_000_000_000_000, -14, RLUSD, ISSUER);
    let other = Address::new([7; 20]);
    for payer in PAYERS {
        let case = Case::new().signed_by(payer);
        // Each field that an offer decides.
        let rows: [(Code, Option<Vec<u8>>); 5] = [
            (AMOUNT, Some(more.clone())),
            (SEND_MAX, Some(more.clone())),
            (DESTINATION, Some(prefixed(&other.to_bytes()))),
            (DESTINATION_TAG, Some(vec![0, 0, 0, 1])),
            (INVOICE, Some(vec![7; 32])),
        ];
        for (code, value) in rows {
            let signature = case.signer.sign(&case.preimage());
            let changed = case.clone().with(|case| {
                case.fields.extend(value.map(|value| (code, value)));
                case.signature = Some(Some(signature));
            });
            // A tag that the offer does not ask for is no failure, so the signature is.
            assert_eq!(only(&changed), Guess::TermsSigned { source: TermsSource::Offer });
        }
        // What was accepted, and neither sent nor offered.
        let before = case.clone().with(|case| {
            case.set(AMOUNT, more.clone());
            case.set(SEND_MAX, more.clone());
        });
        let accepted = over(case.clone(), &before.preimage());
        nothing(&accepted);
        let accepted = accepting_more(accepted);
        assert_eq!(only(&accepted), Guess::TermsSigned { source: TermsSource::Accepted });
        // Another amount of the source tag is not decided by an offer.
        nothing(&signed_as(case, |case| case.number(SOURCE_TAG, 1)));
    }
    // In XRP, there is no SendMax.
    let case = Case::of_xrp();
    let signature = case.signer.sign(&case.preimage());
    let changed = case.with(|case| {
        case.set(SEND_MAX, drops(250_000));
        case.signature = Some(Some(signature));
    });
    assert_eq!(only(&changed), Guess::TermsSigned { source: TermsSource::Offer });
}

#[test]
fn a_different_key_signed() {
    let by = |signer: Signer| {
        let case = Case::new().with(|case| case.set(KEY, prefixed(&Signer::Secp256k1(4).key())));
        let signature = signer.sign(&case.preimage());
        case.with(|case| case.signature = Some(Some(signature)))
    };
    // The payer's own key, and the recipient's.
    assert_eq!(only(&by(PAYER)), Guess::OtherKey { signer: PAYER.address() });
    nothing(&by(Signer::Secp256k1(3)));
    let to_signer = by(Signer::Secp256k1(3)).with(|case| {
        case.set(DESTINATION, prefixed(&Signer::Secp256k1(3).address().to_bytes()));
        case.signature = Some(Some(Signer::Secp256k1(3).sign(&case.preimage())));
    });
    assert_eq!(only(&to_signer), Guess::OtherKey { signer: Signer::Secp256k1(3).address() });
    // The regular key, if a fact has it.
    let regular = |key| {
        let known = state(|state| state.regular_key = RegularKey::Key(key));
        by(Signer::Secp256k1(3)).fact(Fact::Account { account: PAYER.address(), state: Some(known) })
    };
    let key = Signer::Secp256k1(3).address();
    assert_eq!(only(&regular(key)), Guess::OtherKey { signer: key });
    nothing(&regular(Signer::Secp256k1(5).address()));
    // Nothing is recovered from a signature of Ed25519.
    let case = Case::new().with(|case| case.set(KEY, prefixed(&Signer::Ed25519(4).key())));
    let preimage = case.preimage();
    nothing(&case.with(|case| case.signature = Some(Some(Signer::Ed25519(1).sign(&preimage)))));
}

#[test]
fn a_foreign_key_is_named() {
    for signer in [Signer::Secp256k1(3), Signer::Ed25519(3)] {
        let case = Case::new().with(|case| {
            case.signer = signer;
            case.set(KEY, prefixed(&signer.key()));
        });
        assert_eq!(case.report().verdict(), Verdict::Undecided);
        assert_eq!(guesses(&case), [Guess::ForeignKey { signer: signer.address() }]);
        // Of a known account, the account decides.
        for regular_key in [RegularKey::None, RegularKey::Key(signer.address())] {
            let known = state(|state| state.regular_key = regular_key);
            let known = case.clone().fact(Fact::Account { account: PAYER.address(), state: Some(known) });
            assert_eq!(kinds(&known), [""; 0]);
        }
    }
}

/// The payer's signature over these bytes in a different format.
fn formatted(case: &Case, message: &[u8], format: impl FnOnce(Signature) -> Vec<u8>) -> Case {
    let key = k256::ecdsa::SigningKey::from_slice(&[1; 32]).unwrap();
    let signature: Signature = key.sign_prehash(&Sha512::digest(message)[..32]).unwrap();
    let signature = format(signature.normalize_s());
    case.clone().with(|case| case.signature = Some(Some(signature)))
}

fn with_high_s(signature: Signature) -> Vec<u8> {
    let (r, s) = signature.split_scalars();
    der(&Signature::from_scalars(r, -s).unwrap())
}

#[test]
fn a_right_signature_has_a_wrong_format() {
    let case = Case::new();
    let compact = |signature: Signature| signature.to_bytes().to_vec();
    assert_eq!(only(&formatted(&case, &case.preimage(), with_high_s)), Guess::HighS);
    assert_eq!(only(&formatted(&case, &case.preimage(), compact)), Guess::NotDer);
    // Both the format and the message.
    let unprefixed = unsigned(&case);
    assert_eq!(guesses(&formatted(&case, &unprefixed, with_high_s)), [Guess::HighS, Guess::Unprefixed]);
    assert_eq!(guesses(&formatted(&case, &unprefixed, compact)), [Guess::NotDer, Guess::Unprefixed]);
    // Nothing was signed that anybody guesses.
    nothing(&formatted(&case, b"something else", with_high_s));
    nothing(&formatted(&case, b"something else", compact));
    for bytes in [vec![], vec![0x30, 0], vec![0; 64], vec![0xff; 64], vec![1; 65]] {
        nothing(&case.clone().with(|case| case.signature = Some(Some(bytes))));
    }
    // Of Ed25519, 64 bytes are right.
    let case = Case::new().signed_by(Signer::Ed25519(1));
    nothing(&case.clone().with(|case| case.signature = Some(Some(vec![1; 63]))));
    nothing(&case.with(|case| case.signature = Some(None)));
}

#[test]
fn drops_and_xrp_are_confused() {
    let paying = |signed| Case::of_xrp().with(|case| case.set(AMOUNT, drops(signed)));
    let dear = Case::of_xrp().with(|case| {
        case.offer.amount = AnyAmount::from(2_000_000);
        case.set(AMOUNT, drops(2));
    });
    for case in [paying(250_000_000_000), dear] {
        assert_eq!((only(&case), failed(&case.report())), (Guess::Drops, vec![CheckId::AMOUNT]));
    }
    for signed in [25_000_000_000, 2_500_000_000_000, 250_000_000_001, 0, 250_001] {
        nothing(&paying(signed));
    }
    // An issued currency, which is counted in whole units.
    let paying = |exponent, issuer: &str| {
        let amount = issued(1_050_000_000_000_000, exponent, RLUSD, issuer);
        Case::new().with(|case| {
            case.set(AMOUNT, amount.clone());
            case.set(SEND_MAX, amount);
        })
    };
    for exponent in [-20, -8] {
        assert_eq!(only(&paying(exponent, ISSUER)), Guess::Drops);
    }
    for exponent in [-19, -21, -7, -9] {
        nothing(&paying(exponent, ISSUER));
    }
    nothing(&paying(-8, &Signer::Secp256k1(9).address().to_string()));
    nothing(&paying(-8, ISSUER).with(|case| case.fields.get_mut(&AMOUNT).unwrap()[0] &= 0xbf));
}

#[test]
fn the_letters_of_the_currency_are_changed() {
    let paying = |offered: &str, signed: &str| {
        let amount = issued(1_050_000_000_000_000, -14, signed, ISSUER);
        Case::new().with(|case| {
            case.offer.asset = offered.into();
            case.set(AMOUNT, amount.clone());
            case.set(SEND_MAX, amount);
        })
    };
    let lower = "726C757364000000000000000000000000000000";
    for (offered, signed) in [("usd", "USD"), ("uSd", "USD"), ("USD", "usd"), (RLUSD, lower), (lower, RLUSD)] {
        assert_eq!(only(&paying(offered, signed)), Guess::UpperCurrency);
    }
    for (offered, signed) in [("usd", "USC"), ("usd", RLUSD), (RLUSD, "USD")] {
        nothing(&paying(offered, signed));
    }
    assert_eq!(kinds(&paying("usd", "usd")), [""; 0]);
    // `xrp` is a currency with an issuer, and not XRP.
    let xrp = |offered: &str| {
        paying(offered, "USD").with(|case| {
            case.set(AMOUNT, drops(10));
            case.fields.remove(&SEND_MAX);
        })
    };
    assert_eq!(only(&xrp("xrp")), Guess::UpperCurrency);
    nothing(&xrp("xrq"));
}

#[test]
fn the_invoice_is_made_in_a_different_way() {
    let with = |invoice: &str, signed: Vec<u8>| {
        let extra = format!(r#"{{"areFeesSponsored":false,"issuer":"{ISSUER}","invoiceId":"{invoice}"}}"#);
        Case::new().extra(&extra).with(|case| case.set(INVOICE, signed))
    };
    let hash = |bytes: &[u8]| Sha256::digest(bytes).to_vec();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let id = [0xab; 32];
    let digits = hex(&id);
    let padded = [b"Inv-1".as_slice(), &[0; 27]].concat();
    let hashed = hash(b"Inv-1");
    for (invoice, signed, guess) in [
        (&*digits, id.to_vec(), Guess::InvoiceRaw),
        (&*digits.to_uppercase(), id.to_vec(), Guess::InvoiceRaw),
        ("Inv-1", padded, Guess::InvoiceRaw),
        ("Inv-1", hash(b"inv-1"), Guess::InvoiceLower),
        ("Inv-1", hash(b"INV-1"), Guess::InvoiceLower),
        (&*digits, hash(digits.to_uppercase().as_bytes()), Guess::InvoiceLower),
        (&*digits, hash(&id), Guess::InvoiceBytes),
        ("Inv-1", hash(&hashed), Guess::InvoiceTwice),
        ("Inv-1", hash(hex(&hashed).as_bytes()), Guess::InvoiceTwice),
        ("Inv-1", hash(hex(&hashed).to_uppercase().as_bytes()), Guess::InvoiceTwice),
    ] {
        assert_eq!(only(&with(invoice, signed)), guess, "{invoice}");
    }
    let not_padded = [&[0; 27], b"Inv-1".as_slice()].concat();
    for (invoice, signed) in [
        ("Inv-1", not_padded),
        ("Inv-1", hash(b"Inv-1 ")),
        ("Inv-1", hash(&hash(&hashed))),
        (&digits[1..], id.to_vec()),
        (&*digits, digits.as_bytes()[..32].to_vec()),
        (&*format!("{digits}ab"), id.to_vec()),
        (&*digits, vec![0xaa; 32]),
    ] {
        nothing(&with(invoice, signed));
    }
    assert_eq!(kinds(&with("Inv-1", hashed)), [""; 0]);
}

const MEMOS: Code = (15, 9);

/// One memo with the invoice, as the client of t54 adds it.
fn memos() -> Vec<u8> {
    [[0xea, 0x7d].as_slice(), &prefixed(b"INV-2026-1"), &[0xe1, 0xf1]].concat()
}

/// A payment with memos as it is rejected by default, and how a server accepts it (R-31, R-72).
#[test]
fn nothing_but_the_memos_is_wrong() {
    let case = Case::new().with(|case| case.set(MEMOS, memos()));
    assert_eq!(case.report().reason(), Some("invalid_exact_xrpl_payload_memos_not_allowed"));
    assert_eq!(only(&case), Guess::Memos { preset: false });
    let repeated = case.clone().with(|case| case.members = r#","invoiceId":"INV-2026-1""#.into());
    assert_eq!(only(&repeated), Guess::Memos { preset: true });
    let sentence = guesses(&repeated)[0].to_string();
    assert!(sentence.contains("allowFields Memos or the preset t54@2026-09"), "{sentence}");
    // The option and the preset accept what the sentences claim.
    let with_memos = |case: &mut Case| {
        case.policy.xrpl.allowed_fields = AllowedFields::NONE.with(OtherFieldKind::Memos);
    };
    let preset = |case: &mut Case| {
        with_memos(case);
        case.policy.xrpl.requires_invoice_in_payload = true;
        case.policy.refused = Flags::NONE.with(Flag::SourceTag);
    };
    assert_eq!(case.clone().with(with_memos).verdict(), Verdict::Valid);
    assert_eq!(case.clone().with(preset).verdict(), Verdict::Invalid);
    assert_eq!(repeated.clone().with(preset).verdict(), Verdict::Valid);
    // A different source tag, which the preset refuses.
    let untagged = repeated.clone().with(|case| drop(case.fields.remove(&SOURCE_TAG)));
    assert_eq!(only(&untagged), Guess::Memos { preset: false });
    // Without a clock the payment is undecided, and nothing else is wrong all the same.
    assert_eq!(guesses(&repeated.clone().with(|case| case.facts = Facts::new())), [Guess::Memos { preset: true }]);
    // Something else is wrong: another field, the amount, the signature.
    nothing(&repeated.clone().with(|case| case.set((19, 5), prefixed(&[7; 32]))));
    nothing(&repeated.clone().with(|case| case.set((15, 3), [0xe0, 16, 0xe1, 0xf1].to_vec())));
    nothing(&repeated.clone().with(|case| case.set(FEE, drops(10_001))));
    nothing(&over(repeated, b"something else"));
    nothing(&accepting_more(case));
    // A field that is not Memos.
    nothing(&Case::new().with(|case| case.set((19, 5), prefixed(&[7; 32]))));
}

#[test]
fn nothing_but_the_source_tag_is_wrong() {
    let refusing = |case: &mut Case| case.policy.refused = Flags::NONE.with(Flag::SourceTag).with(Flag::NoInvoice);
    let case = Case::new().with(|case| case.number(SOURCE_TAG, 1));
    assert_eq!((case.verdict(), kinds(&case)), (Verdict::Valid, vec![]));
    let refused = case.with(refusing);
    assert_eq!(only(&refused), Guess::SourceTag { offered: 804_681_468 });
    assert_eq!(Case::new().with(refusing).verdict(), Verdict::Valid);
    // Something else is wrong, or the policy refuses something else.
    nothing(&refused.clone().with(|case| case.set(FEE, drops(10_001))));
    nothing(&over(refused.clone(), b"something else"));
    let extra = format!(r#"{{"areFeesSponsored":false,"issuer":"{ISSUER}","sourceTag":804681468}}"#);
    nothing(&refused.clone().extra(&extra));
    nothing(&accepting_more(refused));
}

/// The payment with its fields in a different order, signed over `message`.
fn sent_as(case: &Case, order: impl Fn(&[(Code, Vec<u8>)]) -> Vec<Code>, message: &[u8]) -> Case {
    let mut fields: Vec<_> = case.fields.clone().into_iter().collect();
    fields.push((SIGNATURE, prefixed(&case.signer.sign(message))));
    fields.sort();
    let codes = order(&fields);
    let value = |code: &Code| fields.iter().find(|(known, _)| known == code).unwrap().1.clone();
    let blob: Vec<u8> = codes.iter().flat_map(|code| [head(*code), value(code)].concat()).collect();
    let hex: String = blob.iter().map(|byte| format!("{byte:02X}")).collect();
    case.clone().with(|case| case.payload = Some(format!(r#"{{"signedTxBlob":"{hex}"{}}}"#, case.members)))
}

/// The ledger hashes the fields in its own order, and has them signed so (R-24).
#[test]
fn the_fields_are_in_a_different_order() {
    let reversed = |fields: &[(Code, Vec<u8>)]| fields.iter().rev().map(|(code, _)| *code).collect::<Vec<_>>();
    for payer in PAYERS {
        let case = Case::new().signed_by(payer).with(|case| case.members = r#","invoiceId":"INV-2026-1""#.into());
        let strict = case.clone().with(|case| case.policy.xrpl.requires_invoice_in_payload = true);
        for case in [&case, &strict] {
            let sent = sent_as(case, reversed, &case.preimage());
            assert_eq!(sent.report().deciding().unwrap().id, CheckId::TRANSACTION);
            assert_eq!(only(&sent), Guess::FieldOrder { is_all: true });
        }
        // In order, they are a payment that is not valid.
        let dear = case.clone().with(|case| case.set(FEE, drops(10_001)));
        assert_eq!(only(&sent_as(&dear, reversed, &dear.preimage())), Guess::FieldOrder { is_all: false });
        let unmatched = accepting_more(sent_as(&case, reversed, &case.preimage()));
        assert_eq!(only(&unmatched), Guess::FieldOrder { is_all: false });
        // The order that was sent was signed, too.
        let mut fields: Vec<_> = case.fields.iter().collect();
        fields.reverse();
        let signed: Vec<u8> = fields.iter().flat_map(|(code, value)| [&head(**code), &***value].concat()).collect();
        let signed = [b"STX\0".as_slice(), &signed].concat();
        let found = guesses(&sent_as(&case, reversed, &signed));
        assert_eq!(found, [Guess::FieldOrder { is_all: false }, Guess::SignedOrder]);
        // A field that comes twice is no transaction in any order.
        let twice = |fields: &[(Code, Vec<u8>)]| [reversed(fields), vec![fields[0].0]].concat();
        nothing(&sent_as(&case, twice, &case.preimage()));
    }
}

/// The right order was sent, and a different one was signed: that of the bytes, and that of the names.
#[test]
fn a_different_order_was_signed() {
    for payer in PAYERS {
        let case = Case::new().signed_by(payer);
        let signed = |fields: Vec<Vec<u8>>| over(case.clone(), &[b"STX\0".to_vec(), fields.concat()].concat());
        let mut by_bytes: Vec<_> =
            case.fields.iter().map(|(code, value)| [head(*code), value.clone()].concat()).collect();
        by_bytes.sort();
        assert_eq!(only(&signed(by_bytes.clone())), Guess::SignedOrder);
        let mut by_name: Vec<_> = case.fields.iter().collect();
        by_name.sort_by_key(|((kind, field), _)| x402_schemes::xrpl::field_name((*kind, *field)));
        let by_name: Vec<_> = by_name.into_iter().map(|(code, value)| [head(*code), value.clone()].concat()).collect();
        assert!(by_name[0].starts_with(&head(ACCOUNT)));
        assert_eq!(only(&signed(by_name)), Guess::SignedOrder);
        by_bytes.swap(0, 1);
        nothing(&signed(by_bytes));
    }
}

/// Nothing about bytes that are no transaction, however long they are, and about a transaction that lacks what would be compared.
#[test]
fn nothing_to_explain() {
    let payload = |payload: &str| Case::new().with(|case| case.payload = Some(payload.into()));
    let many = "2400000000".repeat(13_000);
    let descending = format!("24000000002300000000{}", "F9E1".repeat(20_000));
    for text in ["{}", r#"{"signedTxBlob":"00"}"#] {
        nothing(&payload(text));
    }
    for blob in [many, descending] {
        nothing(&payload(&format!(r#"{{"signedTxBlob":"{blob}"}}"#)));
    }
    for code in [AMOUNT, KEY, DESTINATION, LAST_LEDGER, INVOICE, FEE] {
        nothing(&Case::new().with(|case| drop(case.fields.remove(&code))));
    }
    nothing(&Case::new().with(|case| case.set(KEY, vec![0])));
    nothing(&Case::new().with(|case| case.set(AMOUNT, [[0x60].as_slice(), &[0; 32]].concat())));
    // The order inside of a memo is no order of the transaction's fields.
    let inside = [[0xea, 0x7e, 0, 0x7d, 0].as_slice(), &[0xe1, 0xf1]].concat();
    nothing(&Case::new().with(|case| case.set(MEMOS, inside)));
    let memos =
        |count| [[[0xea, 0x7d].as_slice(), &prefixed(&[7; 192]), &[0xe1]].concat().repeat(count), vec![0xf1]].concat();
    for payer in PAYERS {
        let case = |count| Case::new().signed_by(payer).with(|case| case.set(MEMOS, memos(count)));
        assert_eq!(only(&case(5)), Guess::Memos { preset: false });
        // The ledger takes 1,024 bytes.
        nothing(&case(6));
        nothing(&over(case(300), b"something else"));
    }
    let other = AllowedFields::NONE.with(OtherFieldKind::Other);
    nothing(&Case::of_xrp().with(|case| {
        case.policy.xrpl.allowed_fields = other;
        case.number(TICKET, 0);
    }));
    assert_eq!(Guess::MOST_GUESSES, 20);
}

/// The last guesses are left out if everything that can be tried differs. Two keys are recovered, but only with secp256k1.
#[test]
fn guesses_are_bounded() {
    let everything = |payer: Signer, change: &dyn Fn(&mut Case)| {
        let known = state(|state| state.sequence = Some(99));
        let fact = Fact::Account { account: payer.address(), state: Some(known) };
        let case = Case::new().signed_by(payer).fact(fact).with(|case| {
            case.set(FEE, drops(15));
            case.set(DESTINATION, prefixed(&[7; 20]));
        });
        signed_as(accepting_more(case), change)
    };
    let sequence = |payer, number| everything(payer, &|case| case.number(SEQUENCE, number));
    let [secp256k1, ed25519] = PAYERS;
    for signed in [99, 6] {
        assert_eq!(only(&sequence(secp256k1, signed)), Guess::ChangedSequence { signed });
    }
    nothing(&sequence(secp256k1, 8));
    for signed in [99, 6, 8] {
        assert_eq!(only(&sequence(ed25519, signed)), Guess::ChangedSequence { signed });
    }
    let by_bytes = |payer| {
        let case = everything(payer, &|_| {});
        let mut fields: Vec<_> =
            case.fields.iter().map(|(code, value)| [head(*code), value.clone()].concat()).collect();
        fields.sort();
        over(case, &[b"STX\0".to_vec(), fields.concat()].concat())
    };
    nothing(&by_bytes(ed25519));
    assert_eq!(only(&by_bytes(ed25519).with(|case| case.accepted = None)), Guess::SignedOrder);
}

/// Offers that nobody can pay do not hide what was signed.
#[test]
fn an_offer_that_cannot_be_read_is_no_obstacle() {
    let changes: [fn(&mut Case); 4] = [
        |case| case.offer.asset = "RLUSD".into(),
        |case| case.offer.pay_to = "r".into(),
        |case| case.offer.network = "xrpl:00".parse().unwrap(),
        |case| case.offer.amount = AnyAmount::from(1),
    ];
    for change in changes {
        let case = Case::new();
        let unprefixed = unsigned(&case);
        assert_eq!(only(&over(case, &unprefixed).with(change)), Guess::Unprefixed);
    }
}

#[test]
fn every_guess_advises_what_to_do() {
    let signer = PAYER.address();
    let all = [
        vec![Guess::OtherNetwork { signed: Some(21_337) }, Guess::OtherNetwork { signed: None }],
        vec![Guess::MultiSigning],
        vec![Guess::HashPrefix],
        vec![Guess::Unprefixed],
        vec![Guess::Sha256],
        vec![Guess::HashedTwice],
        vec![Guess::HashedEd25519],
        vec![Guess::WithSignature],
        vec![Guess::OtherKey { signer }],
        vec![Guess::ForeignKey { signer }],
        vec![Guess::HighS],
        vec![Guess::NotDer],
        vec![Guess::ChangedFee { signed: 10 }],
        vec![Guess::ChangedLedger { signed: Some(7) }, Guess::ChangedLedger { signed: None }],
        vec![Guess::ChangedSequence { signed: 7 }],
        [TermsSource::Accepted, TermsSource::Offer].map(|source| Guess::TermsSigned { source }).into(),
        vec![Guess::SignedOrder],
        [true, false].map(|is_all| Guess::FieldOrder { is_all }).into(),
        vec![Guess::Drops],
        vec![Guess::UpperCurrency],
        vec![Guess::InvoiceRaw],
        vec![Guess::InvoiceLower],
        vec![Guess::InvoiceBytes],
        vec![Guess::InvoiceTwice],
        [true, false].map(|preset| Guess::Memos { preset }).into(),
        vec![Guess::SourceTag { offered: 7 }],
    ];
    let advice = ["sign", "send", "set", "sort", "use", "encode", "hash", "tell", "pay", "pass", "accept"];
    let mut kinds: Vec<_> = all.iter().map(|of_kind| of_kind[0].kind()).collect();
    let mut sentences = Vec::new();
    for guess in all.iter().flatten() {
        let sentence = guess.to_string();
        // The advice is an imperative behind the explanation.
        let advised = sentence.split([':', ';', ',']).skip(1).filter_map(|part| part.split_whitespace().next());
        assert!(advised.clone().any(|word| advice.contains(&word)), "{sentence}");
        assert!(sentence.len() > 60 && !sentence.contains('\n'), "{sentence}");
        sentences.push(sentence);
    }
    for list in [&mut kinds, &mut sentences.iter().map(String::as_str).collect()] {
        let count = list.len();
        list.sort_unstable();
        list.dedup();
        assert_eq!(list.len(), count);
    }
}

/// What npm `xrpl` 5.3.0, `ripple-binary-codec` 2.11.0 and `@noble/curves` 2.4.0 signed with the keys of the worked example, with one mistake each.
#[test]
fn what_another_library_signed_is_explained() {
    for (kind, blob) in SIGNED_BY_NPM {
        let case = Case::new().with(|case| case.payload = Some(format!(r#"{{"signedTxBlob":"{blob}"}}"#)));
        let expected = if kind.is_empty() { (Verdict::Valid, vec![]) } else { (Verdict::Invalid, vec![*kind]) };
        assert_eq!((case.report().verdict(), kinds(&case)), expected, "{kind}");
    }
}

/// In order: the payment as it is; signed by `Wallet.sign(_, true)`; by `secp256k1.sign` with its default format; with its default
/// hash; over all 64 bytes of SHA-512; with n − s; for `NetworkID` 0; for one ledger more; with a different key named; by
/// `ed25519.sign` over the digest; with a memo.
#[rustfmt::skip]
const SIGNED_BY_NPM: &[(&str, &str)] = &[
    ("", "1200002200000000232FF676FC2400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D7446304402200738E7D4799DD3D0554AD0F8069ED401562F26858EB0BEC507FB4174A0ED522002205A3D7C069B43E42B4E45D7A97DF631B853F2A04BA56605119D7DB1F990F0969A81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"),
    ("multi-signing", "1200002200000000232FF676FC2400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D74473045022100CC3983878E1B34F55D70CB036E19D83CE34724E1A3AFBF792C8CAE34F79302F40220424316987816924C0BF5EF6C13DA453A7392FCE695BBD8103C5BE8802920B07881148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"),
    ("not-der", "1200002200000000232FF676FC2400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D74400738E7D4799DD3D0554AD0F8069ED401562F26858EB0BEC507FB4174A0ED52205A3D7C069B43E42B4E45D7A97DF631B853F2A04BA56605119D7DB1F990F0969A81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"),
    ("hashed-twice", "1200002200000000232FF676FC2400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D74463044022013E06AB8662C6C59C9DBD0F83A77D80219983F0CC6A9489C927CC09FEBC92D2D022029F627634E7092579B50F5655FCFB85BF01ED5B69880E896FB11075894A89CD281148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"),
    ("", "1200002200000000232FF676FC2400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D7446304402200738E7D4799DD3D0554AD0F8069ED401562F26858EB0BEC507FB4174A0ED522002205A3D7C069B43E42B4E45D7A97DF631B853F2A04BA56605119D7DB1F990F0969A81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"),
    ("high-s", "1200002200000000232FF676FC2400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D7447304502200738E7D4799DD3D0554AD0F8069ED401562F26858EB0BEC507FB4174A0ED5220022100A5C283F964BC1BD4B1BA28568209CE4666BC3C9B09E29B2A2254AC933F45AAA781148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"),
    ("other-network", "1200002200000000232FF676FC2400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D74473045022100BE28A1C0ED357F6B5AC6895578BDE748FA52AD7FAEB0BD877F9BC9235052B82C0220795EB2E364449AC33A92FC084497479406454CC9591B5DAD77CDF8AFECE9589E81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"),
    ("changed-ledger", "1200002200000000232FF676FC2400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D744730450221008F419A5BBC8D090E7D72D5A5C473E31DAC5583AEA11545FD033C6E46F0EDD4D002201EE14F779E1ACEC7F817E3ED46C01CFC7AE23085564977745853B0B490AE0B3B81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"),
    ("other-key", "1200002200000000232FF676FC2400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102B65F37A0917B65D0C94D928650A7A3BE9B3E1067ADBE02A2F5E2582A781FF01974463044022013D0C68D182BD62E85FBF92C7D81BD32CD09CB04859C077C9C82419E42EFB736022025875B4C47F71DC15EA5F569125A55C8B624C47E51944764669F0DFA12BB122A81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"),
    ("hashed-ed25519", "1200002200000000232FF676FC2400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E7321EDF3BA8670625777FB12B78F3BEC51FBACF9EA766804CED8B2367FC482E561246A74404C0B3F7DB2F6BFCB1F4AA598583299F429926266D22B23749BAAD88AD361F3A644D732812F170AB0F392E29DEA04091879AE6A26D48BC426568039E94F27F30D8114652DD339318460B2CD0CB5E37F8C5A3D91449E508314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"),
    ("memos", "1200002200000000232FF676FC2400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D74473045022100889E1B2136AAD00305613FF553A07DE1F5C4DDD98866CDBA08FB941C519BCC48022067E39913A99D08914851C3464BA48814443F4A56A44D3A472152D9B7C96BDEE881148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4F9EA7D0A494E562D323032362D31E1F1"),
];
