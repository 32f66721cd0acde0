//! What is signed, in which form, and how strictly it is verified (T-27 to T-29).

use super::{
    build::{Call, Entry, Signature, V1, V2, element, key, public, signed_by},
    case::{Case, MERCHANT, Table, USDC},
    points::{self, Forgery},
    xdr::{address, opaque, value, words},
};
use crate::draft::Draft;
use ed25519_dalek::Signer as _;
use x402_schemes::stellar::{Address, sha256};

pub(super) fn drafts() -> Vec<Draft> {
    [digests(V1), digests(V2), forms(V1), forms(V2), orders(V1), orders(V2), strictness()]
        .into_iter()
        .flatten()
        .collect()
}

/// The usual payment, and in the place of the signature what this makes of the entry.
fn signed(kind: u32, signature: impl FnOnce(&Entry) -> Signature) -> Case {
    Case::entry(kind, |entry| entry.signature = signature(entry))
}

/// T-27: credentials of one kind with what others would have signed.
fn digests(kind: u32) -> Vec<Draft> {
    let mut table = Table::new(2700 + kind, &["T-27"]);
    let over = |digest: fn(&Entry) -> [u8; 32]| signed(kind, |entry| Signature::Over(digest(entry), vec![1]));
    let other: fn(&Entry) -> [u8; 32] = |entry| sha256(&entry.preimage(V1 + V2 - entry.kind));
    // Signed before the last change.
    let changed = |change: &dyn Fn(&mut Entry)| {
        Case::entry(kind, |entry| {
            entry.signature = Signature::Over(entry.digest(), vec![1]);
            change(entry);
        })
    };
    let mut row = |title: &str, case: Case| {
        table.invalid(&format!("{title}, credentials of version {kind}"), case, "account-signature");
    };
    row("signed as the other version", over(other));
    row("the nonce is another than was signed", changed(&|entry| entry.nonce += 1));
    row("the end is another than was signed", changed(&|entry| entry.end -= 1));
    row("the preimage is hashed twice", over(|entry| sha256(&entry.digest())));
    row("the digest of the call is signed", over(|entry| sha256(&entry.invocation)));
    row("the transaction's network id is signed", over(|entry| sha256(entry.network.as_bytes())));
    row("somebody else signed with the payer's name", {
        signed(kind, |entry| {
            let signature = key(3).sign(&entry.digest()).to_bytes();
            Signature::Value(value::vec(&[element(&public(1), &signature)]))
        })
    });
    row("a bit of R is another", signed(kind, |entry| flipped(entry, 0)));
    row("a bit of s is another", signed(kind, |entry| flipped(entry, 32)));
    row("the signature is zero", signed(kind, |_| Signature::Value(value::vec(&[element(&public(1), &[0; 64])]))));
    // Of version 1 the address is no part.
    let recipient = Case::spoiled_of(kind, |envelope| {
        let entry = &mut envelope.entries[0];
        entry.signature = Signature::Over(entry.digest(), vec![1]);
        envelope.call.arguments[1] = value::of_address(&super::build::account(3));
        envelope.entries[0].invocation = envelope.call.invocation();
    });
    row("the recipient is another than was signed", recipient.offering("payTo", super::build::account(3)));
    table.drafts()
}

fn flipped(entry: &Entry, at: usize) -> Signature {
    let mut signature = key(1).sign(&entry.digest()).to_bytes();
    signature[at] ^= 1;
    Signature::Value(value::vec(&[element(&public(1), &signature)]))
}

/// T-28: every deviation from the form.
fn forms(kind: u32) -> Vec<Draft> {
    let mut table = Table::new(2800 + kind, &["T-28"]);
    let as_value = |form: &dyn Fn(&[u8; 64]) -> Vec<u8>| {
        signed(kind, |entry| Signature::Value(form(&key(1).sign(&entry.digest()).to_bytes())))
    };
    let named = |name: &str| value::symbol(name);
    let pair = |name: &str, bytes: &[u8]| [named(name), value::bytes(bytes)];
    let of = |pairs: &[[Vec<u8>; 2]]| value::vec(&[value::map(pairs)]);
    let public_key = public(1);
    let forms: Vec<(&str, Case)> = vec![
        ("an empty list", as_value(&|_| value::vec(&[]))),
        ("a list that is null", as_value(&|_| words([16, 0]))),
        ("a map that is null", as_value(&|_| value::vec(&[words([17, 0])]))),
        ("the map alone", as_value(&|it| element(&public_key, it))),
        ("the bytes alone", as_value(&|it| value::bytes(it))),
        ("a list of the bytes", as_value(&|it| value::vec(&[value::bytes(it)]))),
        ("a list in a list", as_value(&|it| value::vec(&[value::vec(&[element(&public_key, it)])]))),
        ("the signature before the key", as_value(&|it| of(&[pair("signature", it), pair("public_key", &public_key)]))),
        ("no signature", as_value(&|_| of(&[pair("public_key", &public_key)]))),
        ("no key", as_value(&|it| of(&[pair("signature", it)]))),
        (
            "a third member",
            as_value(&|it| of(&[pair("public_key", &public_key), pair("signature", it), pair("weight", &[1])])),
        ),
        ("the key is named publicKey", as_value(&|it| of(&[pair("publicKey", &public_key), pair("signature", it)]))),
        ("the signature is named sig", as_value(&|it| of(&[pair("public_key", &public_key), pair("sig", it)]))),
        (
            "the names are texts",
            as_value(&|it| {
                let text = |name: &str, bytes: &[u8]| [value::text(name), value::bytes(bytes)];
                of(&[text("public_key", &public_key), text("signature", it)])
            }),
        ),
        ("a signature of 63 bytes", as_value(&|it| value::vec(&[element(&public_key, &it[..63])]))),
        (
            "a signature of 65 bytes",
            as_value(&|it| value::vec(&[element(&public_key, &[it.as_slice(), &[0]].concat())])),
        ),
        ("a key of 31 bytes", as_value(&|it| value::vec(&[element(&public_key[..31], it)]))),
        ("a key of 33 bytes", as_value(&|it| value::vec(&[element(&[public_key.as_slice(), &[0]].concat(), it)]))),
        (
            "the key is an address",
            as_value(&|it| {
                let address = [named("public_key"), value::of_address(&super::build::account(1))];
                of(&[address, pair("signature", it)])
            }),
        ),
        (
            "the signature is a text",
            as_value(&|it| {
                let text = [named("signature"), value::of_type(14, &opaque(it))];
                of(&[pair("public_key", &public_key), text])
            }),
        ),
        (
            "an element that is void behind the signature",
            as_value(&|it| value::vec(&[element(&public_key, it), value::void()])),
        ),
    ];
    for (title, case) in forms {
        table.invalid(&format!("{title}, credentials of version {kind}"), case, "signature-form");
    }
    table.drafts()
}

/// T-28: how many signatures there are, and their order.
fn orders(kind: u32) -> Vec<Draft> {
    let mut table = Table::new(2810 + kind, &["T-28"]);
    let by = |keys: Vec<u8>| {
        signed(kind, |entry| {
            let digest = entry.digest();
            Signature::Value(value::vec(&keys.iter().map(|number| signed_by(&digest, *number)).collect::<Vec<_>>()))
        })
    };
    let sorted = |mut keys: Vec<u8>| {
        keys.sort_by_key(|number| public(*number));
        keys
    };
    let of = |title: &str| format!("{title}, credentials of version {kind}");
    let two = sorted(vec![1, 3]);
    let reversed: Vec<u8> = two.iter().rev().copied().collect();
    table.undecided(&of("two keys that ascend"), by(two), "account-signers", &["account"]);
    table.invalid(&of("two keys that descend"), by(reversed), "signature-form");
    table.invalid(&of("one key twice"), by(vec![1, 1]), "signature-form");
    table.undecided(&of("20 keys"), by(sorted((1..=20).collect())), "account-signers", &["account"]);
    table.invalid(&of("21 keys"), by(sorted((1..=21).collect())), "signature-form");
    table.drafts()
}

/// Makes a signature over a digest.
type Forge<'a> = &'a dyn Fn(&[u8; 32]) -> Forgery;

/// T-29.
fn strictness() -> Vec<Draft> {
    let mut table = Table::new(2901, &["T-29"]);
    let forged = |forge: &dyn Fn(&[u8; 32]) -> Forgery| {
        for_key(|entry| {
            let Forgery { key, signature } = forge(&entry.digest());
            (key, value::vec(&[element(&key, &signature)]))
        })
    };
    let refused: [(&str, Forge<'_>); 4] = [
        ("s is not below the order of the group", &points::with_s_plus_order),
        ("R is of small order, and the equation holds", &points::with_small_r),
        ("only the cofactored equation holds", &points::with_torsion_in_r),
        ("the payer's key is of small order: anybody can sign for it", &points::with_small_key),
    ];
    for (title, forge) in refused {
        table.invalid(title, forged(forge).1, "account-signature");
    }
    let (payer, mixed) = forged(&points::with_torsion_in_key);
    table.paid_by(&payer, "the payer's key is of mixed order, and the cofactorless equation holds", mixed);
    let with_second_signature = |wrong: bool| {
        signed(V1, |entry| {
            let digest = entry.digest();
            let mut signature = key(3).sign(&digest).to_bytes();
            signature[40] ^= u8::from(wrong);
            let mut both = [(public(1), signed_by(&digest, 1)), (public(3), element(&public(3), &signature))];
            both.sort();
            Signature::Value(value::vec(&both.map(|(_, element)| element)))
        })
    };
    table.invalid(
        "a wrong signature of another key beside the payer's",
        with_second_signature(true),
        "account-signature",
    );
    table.undecided(
        "a right signature of another key beside the payer's",
        with_second_signature(false),
        "account-signers",
        &["account"],
    );
    table.drafts()
}

/// A payment by the account of a key, which this makes together with the signature. The key may depend on what is signed, so that
/// the entry is made twice.
fn for_key(make: impl Fn(&Entry) -> ([u8; 32], Vec<u8>)) -> (String, Case) {
    let entry_of = |key: [u8; 32]| {
        let payer = Address::Account(key).to_string();
        let call = Call::transfer(USDC, &payer, MERCHANT, 10_000_000);
        (Entry { address: address(&payer), invocation: call.invocation(), ..Entry::good(V1) }, call, payer)
    };
    let (key, _) = make(&Entry::good(V1));
    let (mut entry, call, payer) = entry_of(key);
    entry.signature = Signature::Value(make(&entry).1);
    (payer, Case::spoiled(|envelope| (envelope.call, envelope.entries) = (call, vec![entry])))
}
