//! What a payer signed instead of the entry, and how to say so.

use x402_schemes::stellar::{AccountSigners, Address, Signer, TransferCall, sha256};
use x402_types::RawJson;
use x402_verify::{
    Context, Verdict, diagnose,
    stellar::{Fact, Guess},
};

use crate::{
    stellar_payments::{Case, LEDGER, Part, Signed, USDC, address, argument, key, signature_map, signatures},
    stellar_xdr::{bytes, i128_value, list, map, member, words},
};

fn transfer_call(asset: Address, from: Address, to: Address, amount: i128) -> Vec<u8> {
    TransferCall { asset, from, to, amount }.to_xdr()
}

/// The kinds of what is found.
fn kinds(case: &Case) -> Vec<&'static str> {
    let context = Context::at(1).with_facts(&case.facts);
    let found = diagnose(&case.payment(), std::slice::from_ref(&case.offer), &context);
    assert!(found.iter().all(|guess| !guess.to_string().is_empty()));
    found.iter().map(x402_verify::Guess::kind).collect()
}

/// The good payment with the payer's signature over something else.
fn over(message: &[u8]) -> Case {
    let value = signatures(&[1], message);
    Case::new().entry(|entry| entry.signed = Signed::Value(value))
}

/// The digest of the good payment after a change of its entry.
fn digest_of(change: impl FnOnce(&mut Part)) -> [u8; 32] {
    Case::new().entry(change).digest()
}

/// The digest of an entry for another call.
fn of_call(call: &[u8]) -> [u8; 32] {
    let invocation = [words(&[0]).as_slice(), call, &words(&[0])].concat();
    digest_of(|entry| entry.invocation = Some(invocation))
}

/// The digest for the network with this id.
fn on_network(passphrase: &str) -> [u8; 32] {
    let [payer, usdc] = [crate::stellar_payments::PAYER, USDC].map(|text| text.parse::<Address>().unwrap());
    let call = transfer_call(usdc, payer, address(2), 10_000_000);
    let invocation = x402_schemes::stellar::invocation_of(&call);
    let id = sha256(passphrase.as_bytes());
    sha256(&x402_schemes::stellar::preimage_of(&id, 0x1122_3344_5566_7788, 5_100_012, None, &invocation))
}

#[test]
fn other_messages() {
    let digest = Case::new().digest();
    let preimage = {
        let id = x402_schemes::stellar::network_id(&x402_schemes::stellar::TESTNET).unwrap();
        let invocation = x402_schemes::stellar::invocation_of(&Case::new().call());
        x402_schemes::stellar::preimage_of(&id, 0x1122_3344_5566_7788, 5_100_012, None, &invocation)
    };
    assert_eq!(sha256(&preimage), digest);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let sep_53 = sha256(&[b"Stellar Signed Message:\n".as_slice(), &digest].concat());
    let transfer = |to: Address, amount| transfer_call(USDC.parse().unwrap(), address(1), to, amount);
    let mainnet = "CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75".parse().unwrap();
    let rows: [(Vec<u8>, &str); 17] = [
        (on_network("Public Global Stellar Network ; September 2015").into(), "other-network"),
        (on_network("Test SDF Future Network ; October 2022").into(), "other-network"),
        (on_network("Standalone Network ; February 2017").into(), "other-network"),
        (digest_of(|entry| entry.kind = 2).into(), "credentials-version"),
        (preimage, "unhashed"),
        (hex.into_bytes(), "hex-digest"),
        (sep_53.into(), "message"),
        (digest_of(|entry| entry.end = 0).into(), "changed-expiry"),
        (digest_of(|entry| entry.end += 1).into(), "changed-expiry"),
        (digest_of(|entry| entry.end -= 1).into(), "changed-expiry"),
        (digest_of(|entry| entry.nonce = 0).into(), "changed-nonce"),
        (of_call(&transfer(address(2), 1_000_000)).into(), "six-decimals"),
        (of_call(&transfer(address(2), 100_000_000)).into(), "six-decimals"),
        (of_call(&transfer_call(USDC.parse().unwrap(), address(2), address(1), 10_000_000)).into(), "swapped-parties"),
        (of_call(&transfer_call(mainnet, address(1), address(2), 10_000_000)).into(), "other-token"),
        // Nothing that anybody guesses.
        (of_call(&transfer(address(2), 3)).into(), ""),
        (b"something else".into(), ""),
    ];
    for (message, kind) in rows {
        let case = over(&message);
        assert_eq!(case.report().verdict(), Verdict::Invalid);
        assert_eq!(kinds(&case), if kind.is_empty() { vec![] } else { vec![kind] });
    }
    assert_eq!(kinds(&Case::new()), [""; 0]);
    // The reverse.
    let v2 = Case::new().entry(|entry| (entry.kind, entry.signed_as) = (2, Some(1)));
    assert_eq!(kinds(&v2), ["credentials-version"]);
}

/// The hash of the transaction, whose entry is not signed yet.
#[test]
fn the_hash_of_the_transaction() {
    let unsigned = Case::new().entry(|entry| entry.signed = Signed::Value(words(&[1]))).transaction();
    let read = x402_schemes::stellar::Transaction::decode(&unsigned).unwrap();
    let id = x402_schemes::stellar::network_id(&x402_schemes::stellar::TESTNET).unwrap();
    assert_eq!(kinds(&over(&read.hash(&id))), ["transaction-hash"]);
    assert_eq!(kinds(&over(&read.hash(&[0; 32]))), [""; 0]);
}

/// The end is that of the offer at the clock, and the entry says another one.
#[test]
fn the_offers_end_was_signed() {
    let signed = digest_of(|entry| entry.end = LEDGER + 12);
    let value = signatures(&[1], &signed);
    let case = Case::new().entry(|entry| {
        entry.end = LEDGER + 7;
        entry.signed = Signed::Value(value);
    });
    assert_eq!(kinds(&case), ["changed-expiry"]);
}

/// The entry is for another call than the one that was signed.
#[test]
fn another_call_was_signed() {
    let more = transfer_call(USDC.parse().unwrap(), address(1), address(2), 30_000_000);
    let invocation = [words(&[0]).as_slice(), &more, &words(&[0])].concat();
    let value = signatures(&[1], &Case::new().digest());
    // The call of the transaction, which is that of the offer, too.
    let entry_changed = Case::new().entry(|entry| {
        entry.invocation = Some(invocation);
        entry.signed = Signed::Value(value.clone());
    });
    assert_eq!(kinds(&entry_changed), ["call-signed"]);
    // The offer alone: call and entry agree on another amount.
    let both_changed = Case::new().with(|case| case.arguments[2] = i128_value(30_000_000)).entry(|entry| {
        entry.signed = Signed::Value(value);
    });
    assert_eq!(kinds(&both_changed), ["call-signed"]);
    // What was accepted, while the offer is another one.
    let context = Context::at(1).with_facts(&both_changed.facts);
    let mut offer = both_changed.offer.clone();
    offer.amount = 5.into();
    let found = diagnose(&both_changed.payment(), &[offer], &context);
    let sentence = "the payer signed the terms in the payment's accepted, but the payer's entry is different";
    assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), [sentence]);
}

#[test]
fn formats_of_a_right_signature() {
    use ed25519_dalek::Signer as _;
    let digest = Case::new().digest();
    let good = key(1).sign(&digest).to_bytes();
    let public = key(1).verifying_key().to_bytes();
    let other = (key(3).verifying_key().to_bytes(), key(3).sign(&digest).to_bytes());
    let map_of_other = signature_map(&other.0, &other.1);
    let many: Vec<_> = (0..21).map(|_| signature_map(&public, &good)).collect();
    let mut two = [(public, good), other];
    two.sort_unstable();
    two.reverse();
    let unsorted = list(&two.map(|(key, signature)| signature_map(&key, &signature)));
    let twice = list(&[signature_map(&public, &good), signature_map(&public, &good)]);
    let reversed = list(&[map(&[member(b"signature", &good), member(b"public_key", &public)])]);
    let mut wrong = good;
    wrong[3] ^= 1;
    for (value, kind) in [
        (bytes(&good), "bare-signature"),
        (signature_map(&public, &good), "bare-signature"),
        (list(&[bytes(&good)]), "bare-signature"),
        (reversed, "bare-signature"),
        (unsorted, "unsorted"),
        (twice, "unsorted"),
        (bytes(&wrong), ""),
        (list(&[]), ""),
        // The payer did not sign.
        (map_of_other, ""),
        // More than a host takes, in the right form.
        (list(&many), ""),
    ] {
        let case = Case::new().entry(|entry| entry.signed = Signed::Value(value));
        assert_eq!(kinds(&case), if kind.is_empty() { vec![] } else { vec![kind] });
    }
    // A right signature by a key that is not the payer's.
    let mut foreign = Case::new().entry(|entry| entry.signed = Signed::By(vec![3]));
    assert_eq!(foreign.report().verdict(), Verdict::Undecided);
    assert_eq!(kinds(&foreign), ["foreign-key"]);
    // Of a known account, the account says who signs.
    let signers = AccountSigners { signers: vec![Signer { key: other.0, weight: 1 }], threshold: 1 };
    let known = Fact::Account { account: address(1), signers: Some(signers) };
    foreign.facts = foreign.facts.with(known);
    assert_eq!(kinds(&foreign), [""; 0]);
    let together = Case::new().entry(|entry| entry.signed = Signed::By(vec![1, 3]));
    assert_eq!(kinds(&together), [""; 0]);
}

#[test]
fn the_end_that_an_sdk_sets() {
    assert_eq!(kinds(&Case::new().at(LEDGER - 88)), ["expiry-default"]);
    assert_eq!(kinds(&Case::new().at(LEDGER - 3)), [""; 0]);
}

/// A contract's signature is nothing to guess about, and a payload that cannot be read neither.
#[test]
fn nothing_to_explain() {
    let contract = Case::new().by_contract().with(|case| case.offer.amount = 1.into());
    let no_entry = Case::new().with(|case| case.entries.clear());
    let no_call = Case::new().with(|case| case.kind = words(&[13]));
    let no_payer = Case::new().with(|case| case.arguments[0] = words(&[1]));
    let no_transaction =
        Case::new().with(|case| case.payload = Some(RawJson::parse("{}").unwrap().as_str().to_owned()));
    let not_signed = Case::new().entry(|entry| entry.signed = Signed::Value(words(&[1])));
    for case in [contract, no_entry, no_call, no_payer, no_transaction, not_signed] {
        assert_eq!((case.report().verdict(), kinds(&case)), (Verdict::Invalid, vec![]));
    }
    let other_argument = Case::new().with(|case| case.arguments[1] = argument(address(9)));
    assert_eq!(kinds(&other_argument), [""; 0]);
    assert_eq!(Guess::MOST_GUESSES, 20);
}
