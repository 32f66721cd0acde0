//! The bytes of the transaction, and what has no effect in it (T-8 to T-14).

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{
    build::{
        Call, DELEGATES, Entry, Envelope, FOREIGN, Signature, V1, account, account_id, muxed, public, time_bounds,
    },
    case::{Case, FACILITATOR, PAYER, Table, USDC, XLM},
    xdr::{address, list, opaque, source, value, words},
};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    [payload(), layout(), arms(), depths(), envelopes(), operations(), sources(), memos(), without_effect()]
        .into_iter()
        .flatten()
        .collect()
}

/// T-8.
fn payload() -> Vec<Draft> {
    let mut table = Table::new(801, &["T-8"]);
    let good = Envelope::good(V1).bytes();
    let text = STANDARD.encode(&good);
    // One byte more leaves padding behind.
    let longer = STANDARD.encode(Envelope { fee: 0xffff_ffff, ..Envelope::good(V1) }.bytes());
    let spaced = format!("{}\n{}", &longer[..64], &longer[64..]);
    let unpadded = text.trim_end_matches('=').to_owned();
    if unpadded != text {
        table.invalid("base64 without padding", Case::of_text(unpadded), "payload");
    }
    table.invalid("base64 with a line break", Case::of_text(spaced), "payload");
    table.invalid("base64 of the URL alphabet", Case::of_text(longer.replace('/', "_")), "payload");
    for (title, transaction) in [
        ("the transaction is null", Value::Null),
        ("the transaction is a list", json!([text])),
        ("the transaction is a number", json!(7)),
    ] {
        table.invalid(title, Case::of_text(transaction), "payload");
    }
    table.invalid("an empty transaction", Case::of_text(""), "transaction");
    for member in ["authorization", "permit2Authorization"] {
        table.invalid(&format!("{member} is there, too"), Case::good().payload_member(member, json!({})), "payload");
    }
    table.valid("a member that nobody knows", Case::good().payload_member("note", json!("kept")));
    // A contract's signature may be anything, so that there is room for bytes.
    let sized = |size: usize| {
        let of = |length: usize| contract_entry(Signature::Value(value::bytes(&vec![7; length]))).bytes();
        let bytes = of(size - of(0).len());
        assert_eq!(bytes.len(), size);
        Case::new(&bytes)
    };
    table.undecided("65,536 bytes", sized(65_536), "simulation", &["simulation"]);
    table.beyond("65,540 bytes", sized(65_540), "transaction");
    for member in ["voucher", "channelConfig"] {
        table.invalid(&format!("{member} is there, too"), Case::good().payload_member(member, json!({})), "payload");
    }
    table.valid("a type is there, which other payloads have", Case::good().payload_member("type", json!("voucher")));
    table.valid(
        "a signature is there, which other payloads have",
        Case::good().payload_member("signature", json!("0x")),
    );
    table.drafts()
}

/// A payment by a contract, with this signature.
fn contract_entry(signature: Signature) -> Envelope {
    let mut envelope = Envelope::good(V1);
    envelope.call = Call::transfer(USDC, FOREIGN, super::case::MERCHANT, 10_000_000);
    let invocation = envelope.call.invocation();
    envelope.entries = vec![Entry { address: address(FOREIGN), signature, invocation, ..Entry::good(V1) }];
    envelope
}

/// T-9: every byte belongs to a value.
fn layout() -> Vec<Draft> {
    let mut table = Table::new(901, &["T-9"]);
    let good = Envelope::good(V1).bytes();
    table.invalid("a byte is missing at the end", Case::new(&good[..good.len() - 1]), "transaction");
    table.invalid("four bytes are missing at the end", Case::new(&good[..good.len() - 4]), "transaction");
    table.invalid("a byte follows the envelope", Case::new(&[good.as_slice(), &[0]].concat()), "transaction");
    table.invalid("four bytes follow the envelope", Case::new(&[good.as_slice(), &[0; 4]].concat()), "transaction");
    table.invalid("four bytes alone", Case::new(&good[..4]), "transaction");
    let at = |bytes: &[u8], from: &[u8], to: &[u8]| {
        let at = bytes.windows(from.len()).position(|window| window == from).expect("it is there");
        let mut bytes = bytes.to_vec();
        bytes[at..at + to.len()].copy_from_slice(to);
        Case::new(&bytes)
    };
    table.invalid("a padding byte behind a name", at(&good, b"public_key\0\0", b"public_key\0\x01"), "transaction");
    // Soroban data and no signature stand at the end, and a flag before the data.
    let of_data = [words([1, 0]), words([2, 0, 0])].concat();
    table.invalid("a flag of 2", at(&good, &of_data, &words([2])), "transaction");
    let arguments = [opaque(b"transfer"), words([3])].concat();
    for count in [4, 0x4000_0000, 0xffff_ffff] {
        let arguments_text = [opaque(b"transfer"), words([count])].concat();
        table.invalid(&format!("{count} arguments are counted"), at(&good, &arguments, &arguments_text), "transaction");
    }
    let name = opaque(b"transfer");
    table.invalid("the name's length is beyond the bytes", at(&good, &name, &words([0xffff_fffc])), "transaction");
    let named = |function: &[u8]| Case::calling(|call| call.function = function.to_vec());
    table.invalid("a name of 33 bytes", named(&[b'a'; 33]), "transaction");
    table.invalid("a name of 32 bytes, which is another", named(&[b'a'; 32]), "transfer-function");
    table.drafts()
}

/// T-9: unions have known arms, among them those of protocol 28.
fn arms() -> Vec<Draft> {
    let mut table = Table::new(911, &["T-9"]);
    let first = |argument: Vec<u8>| Case::calling(|call| call.arguments[0] = argument);
    table.invalid("a value of type 22", first(value::of_type(22, &[])), "transaction");
    table.invalid("a value of type 21, which is a nonce", first(value::of_type(21, &[0; 8])), "payer-form");
    table.invalid("an address of arm 5", first(value::of_type(18, &words([5, 0, 0]))), "transaction");
    let balance = [words([18, 3, 0]).as_slice(), &[7; 32]].concat();
    table.invalid("an address of arm 3", first(balance), "payer-form");
    let balance = [words([18, 3, 1]).as_slice(), &[7; 32]].concat();
    table.invalid("the balance in an address of arm 3 has arm 1", first(balance), "transaction");
    let key = [words([18, 0, 1]).as_slice(), &public(1)].concat();
    table.invalid("a key of arm 1", first(key), "transaction");
    table.invalid("a boolean of 2", first(words([0, 2])), "transaction");
    table.invalid("a boolean of 1", first(words([0, 1])), "payer-form");
    table.invalid("credentials of arm 4", Case::entry(4, |_| {}), "transaction");
    table.invalid("credentials of arm 3", Case::entry(DELEGATES, |_| {}), "credentials");
    let data = |data: Vec<u8>| Case::spoiled(|envelope| envelope.data = Some(data));
    let soroban = |extension: Vec<u8>| {
        [extension.as_slice(), &list(&[]), &list(&[]), &words([1, 1, 1]), &7_i64.to_be_bytes()].concat()
    };
    table.valid("Soroban data of arm 0", data(soroban(words([0]))));
    table.valid("Soroban data of arm 1", data(soroban([words([1]), list(&[words([0])])].concat())));
    table.invalid("Soroban data of arm 2", data(soroban(words([2]))), "transaction");
    let of_conditions = |conditions: Vec<u8>| Case::spoiled(|envelope| envelope.preconditions = conditions);
    table.invalid("conditions of arm 3", of_conditions(words([3])), "transaction");
    let memo = |memo: Vec<u8>| Case::spoiled(|envelope| envelope.memo = memo);
    table.invalid("a memo of arm 5", memo(words([5])), "transaction");
    table.invalid("a memo of 29 bytes", memo([words([1]), opaque(&[b'm'; 29])].concat()), "transaction");
    let signed = |signature: &[u8]| {
        let signature = [[1, 2, 3, 4].to_vec(), opaque(signature)].concat();
        Case::spoiled(|envelope| envelope.signatures = vec![signature])
    };
    table.invalid("an envelope's signature of 65 bytes", signed(&[7; 65]), "transaction");
    let hint = [[1, 2, 3, 4].to_vec(), opaque(&[7; 64])].concat();
    let many = Case::spoiled(|envelope| envelope.signatures = vec![hint; 21]);
    table.invalid("21 signatures of the envelope", many, "transaction");
    table.drafts()
}

/// T-9: how deep values nest.
fn depths() -> Vec<Draft> {
    let mut table = Table::new(921, &["T-9"]);
    let signed = |deep: usize| Case::new(&contract_entry(Signature::Value(value::nested(deep))).bytes());
    table.undecided("a signature of 64 values in each other", signed(64), "simulation", &["simulation"]);
    table.beyond("a signature of 65 values in each other", signed(65), "transaction");
    table.invalid("a signature of 5,000 values in each other", signed(5_000), "transaction");
    table.drafts()
}

/// T-10.
fn envelopes() -> Vec<Draft> {
    let mut table = Table::new(1001, &["T-10"]);
    let good = Envelope::good(V1);
    let bytes = good.bytes();
    for kind in [1, 3, 9, 11] {
        let other = Envelope { kind, ..good.clone() };
        table.invalid(&format!("an envelope of type {kind}"), Case::new(&other.bytes()), "transaction");
    }
    // Version 0 has the bare key, and at the end no data.
    let version_0 = [words([0]).as_slice(), &bytes[8..]].concat();
    table.invalid("an envelope of version 0", Case::new(&version_0), "transaction");
    let bump =
        [words([5]).as_slice(), &source(&account(3)), &100_000_i64.to_be_bytes(), &bytes, &words([0]), &list(&[])]
            .concat();
    table.invalid("a fee bump around the envelope", Case::new(&bump), "transaction");
    table.drafts()
}

/// T-11.
fn operations() -> Vec<Draft> {
    let mut table = Table::new(1101, &["T-11"]);
    let operation = Envelope::good(V1).operation();
    let of = |operations: &[Vec<u8>]| {
        let operations = list(operations);
        Case::spoiled(|envelope| envelope.operations = Some(operations))
    };
    table.invalid("no operation", of(&[]), "operation");
    table.invalid("the call twice", of(&[operation.clone(), operation.clone()]), "operation");
    let pay = [words([0, 1]), source(PAYER), words([0, 0, 1])].concat();
    table.invalid("a payment that is no call", of(std::slice::from_ref(&pay)), "operation");
    table.invalid("a payment behind the call", of(&[operation, pay]), "operation");
    table.invalid("an entry's life is extended", of(&[words([0, 25, 0, 100])]), "operation");
    table.invalid("entries are restored", of(&[words([0, 26, 0])]), "operation");
    let create = [words([0, 24, 1]), words([0]), address(XLM), vec![7; 32], words([1, 0])].concat();
    table.invalid("a contract is created", of(&[create]), "operation");
    let upload = [words([0, 24, 2]), opaque(b"\0asm"), words([0])].concat();
    table.invalid("code is uploaded", of(&[upload]), "operation");
    table.drafts()
}

/// T-12.
fn sources() -> Vec<Draft> {
    let mut table = Table::new(1201, &["T-12"]);
    let facilitator = account(FACILITATOR);
    let with_id = muxed(FACILITATOR, 7);
    let from = |text: &str| {
        let source = source(text);
        Case::spoiled(|envelope| envelope.source = source)
    };
    let of_operation = |text: &str| {
        let source = source(text);
        Case::spoiled(|envelope| envelope.operation_source = Some(source))
    };
    table.valid("the payer's own account is the source", from(PAYER).for_facilitator());
    table.valid("another account is the source", from(&account(3)).for_facilitator());
    table.valid("the facilitator's account is the source, and nobody says whose it is", from(&facilitator));
    table.invalid(
        "the facilitator's account is the source",
        from(&facilitator).for_facilitator(),
        "transaction-source",
    );
    table.invalid(
        "the facilitator's account is the source, and the caller names it with an id",
        from(&facilitator).facilitators(&[&with_id]),
        "transaction-source",
    );
    table.invalid(
        "the second of two addresses of the facilitator is the source",
        from(&facilitator).facilitators(&[&account(8), &facilitator]),
        "transaction-source",
    );
    let muxed_source = "invalid_exact_stellar_payload_simulation_failed";
    table.invalid_as("a muxed account is the source", from(&muxed(3, 7)), "transaction-source", muxed_source);
    let unsafe_source = "invalid_exact_stellar_payload_unsafe_tx_or_op_source";
    table.invalid_as(
        "the facilitator's account with an id is the source",
        from(&with_id).for_facilitator(),
        "transaction-source",
        unsafe_source,
    );
    table.invalid("the operation has the payer as its source", of_operation(PAYER), "transaction-source");
    table.invalid("the operation has another source", of_operation(&account(3)), "transaction-source");
    table.invalid(
        "the operation has the facilitator as its source",
        of_operation(&facilitator).for_facilitator(),
        "transaction-source",
    );
    table.invalid(
        "the operation has the facilitator with an id as its source",
        of_operation(&with_id).for_facilitator(),
        "transaction-source",
    );
    table.drafts()
}

/// T-13.
fn memos() -> Vec<Draft> {
    let mut table = Table::new(1301, &["T-13"]);
    for (title, memo) in [
        ("a text as memo", [words([1]), opaque(b"order 7")].concat()),
        ("an empty text as memo", words([1, 0])),
        ("an id as memo", words([2, 0, 7])),
        ("a hash as memo", [words([3]).as_slice(), &[7; 32]].concat()),
        ("a returned hash as memo", [words([4]).as_slice(), &[7; 32]].concat()),
    ] {
        table.invalid(title, Case::spoiled(|envelope| envelope.memo = memo), "transaction-memo");
    }
    table.drafts()
}

/// T-14.
fn without_effect() -> Vec<Draft> {
    let mut table = Table::new(1401, &["T-14"]);
    let conditions = |conditions: Vec<u8>| Case::spoiled(|envelope| envelope.preconditions = conditions);
    table.valid("no time bounds", conditions(words([0])));
    table.valid("time bounds that are over", conditions(time_bounds(0, 1)));
    table.valid("time bounds that have not begun", conditions(time_bounds(4_000_000_000, 0)));
    table.valid("the sequence number 0", Case::spoiled(|envelope| envelope.sequence = 0));
    table.valid("a negative sequence number", Case::spoiled(|envelope| envelope.sequence = -1));
    table.valid("no fee", Case::spoiled(|envelope| envelope.fee = 0));
    table.valid("the largest fee", Case::spoiled(|envelope| envelope.fee = u32::MAX));
    let bare = || Case::spoiled(|envelope| envelope.data = None);
    table.flagged("no Soroban data", bare(), "no-soroban-data");
    let hint = [[1, 2, 3, 4].to_vec(), opaque(&[7; 64])].concat();
    let signed = Case::spoiled(|envelope| envelope.signatures = vec![hint]);
    table.flagged("a signature of the envelope", signed, "envelope-signatures");
    // Time bounds, ledgers, least sequence number, age, gap, signers.
    let empty = [vec![0; 4], vec![0; 4], vec![0; 4], vec![0; 8], vec![0; 4], vec![0; 4]];
    let others = |at: usize, part: Vec<u8>| {
        let mut parts = empty.clone();
        parts[at] = part;
        conditions([words([2]), parts.concat()].concat())
    };
    table.valid("conditions that are none", others(0, words([0])));
    table.valid("time bounds among other conditions", others(0, time_bounds(0, 1_740_672_389)));
    for (title, at, part) in [
        ("a condition about ledgers", 1, words([1, 0, 6_000_000])),
        ("a least sequence number", 2, words([1, 0, 1])),
        ("an age of the sequence number", 3, words([0, 1])),
        ("a gap of ledgers", 4, words([1])),
        ("a further signer", 5, list(&[account_id(&account(3))])),
    ] {
        table.flagged(title, others(at, part), "preconditions");
    }
    let ledgers = || others(1, words([1, 0, 6_000_000]));
    table.invalid("a condition about ledgers, by ts", ledgers().policy(json!({"preset": "ts"})), "policy");
    let refuses = json!({"refuse": ["muxed-recipient", "other-events"]});
    table.flagged(
        "a condition about ledgers, and the policy refuses others",
        ledgers().policy(refuses),
        "preconditions",
    );
    let refuses = json!({"refuse": ["no-soroban-data"]});
    table.invalid("no Soroban data, which the policy refuses", bare().policy(refuses), "policy");
    table.drafts()
}
