//! The bytes, indices, counts, tables and signatures of a transaction, and the operations that use nothing else.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_vectors::vector::Class;

use super::{
    build::{self, Message, bytes},
    case::{
        Case, DESTINATION, MEMO, MERCHANT, PAYER, PYUSD, PYUSD_SIDES, SOURCE, SPONSOR, TABLE, THIRD, TOKEN, TOKEN_2022,
        USDC, input, limit, memo, message, offer, parts, price, transfer,
    },
    outcomes,
};
use crate::draft::{Draft, expect, raw};

pub(super) fn drafts() -> Vec<Draft> {
    [layout(), runtime(), tables(), signatures(), operations()].into_iter().flatten().collect()
}

/// The bytes of a transaction (S-1).
fn layout() -> Vec<Draft> {
    let good = message(&parts()).signed();
    let text = STANDARD.encode(&good);
    let spliced = |at: usize, from: &[u8], to: &[u8]| {
        let mut bytes = good.clone();
        assert_eq!(bytes[at..at + from.len()], *from);
        bytes.splice(at..at + from.len(), to.iter().copied());
        Case::new(&bytes)
    };
    // The number is encoded again and signed in that form, because a lenient reader would go on.
    let aliased = |at: usize, from: u8| {
        let message = message(&parts());
        let mut bytes = message.bytes();
        assert_eq!(bytes[at], from);
        bytes.splice(at..=at, [from | 0x80, 0]);
        Case::new(&message.signed_over(&bytes))
    };
    let sized = |length: usize| {
        let with_memo = |text: &str| message(&[limit(300_000), price(1), transfer(10_000), memo(text)]).signed();
        let missing = length - with_memo(&"m".repeat(200)).len();
        let bytes = with_memo(&"m".repeat(200 + missing));
        assert_eq!(bytes.len(), length);
        Case::new(&bytes)
    };
    let payload_member = |member, value| Case::good().payload_member(member, value);
    let with_payload = |number: &str, title: &str, payload: &Value| {
        let mut input = Case::good().input();
        input["payment"]["json"]["payload"] = payload.clone();
        let refused = expect(Class::Invalid, &json!({"verdict": "invalid"}));
        Draft::new(format!("solana-{number}"), "verify", title, raw(&input), refused)
            .decided_by("payload")
            .reason("invalid_payload")
            .rulings(&["C-7", "C-8"])
            .requirements(&["SVM-payload-01"])
            .no_witness("malformed, so there is nothing to read")
    };
    // One signature count, two signatures, then the message: version, header, key count.
    let (at_message, key_count) = (1 + 2 * 64, 4);
    vec![
        Case::of_text(text.trim_end_matches('=').into())
            .invalid("0143", "base64 without padding", "payload")
            .rulings(&["C-1"]),
        Case::new(&[good.as_slice(), &[0]].concat())
            .invalid("0143a", "a byte follows the message", "transaction")
            .comment("An RPC node ignores it, a leader drops the packet.")
            .rulings(&["S-1"]),
        Case::new(&good[..good.len() - 1])
            .invalid("0143b", "a byte is missing at the end", "transaction")
            .rulings(&["S-1"]),
        spliced(0, &[2], &[0x82, 0])
            .invalid("0143c", "the number of signatures in two bytes", "transaction")
            .rulings(&["S-1"]),
        aliased(key_count, 8).invalid("0143d", "the number of keys in two bytes", "transaction").rulings(&["S-1"]),
        spliced(0, &[2], &[0xff, 0xff, 0x07])
            .invalid("0143e", "a number of signatures above 16 bits", "transaction")
            .rulings(&["S-1"]),
        spliced(0, &[2], &[1])
            .invalid("0143f", "fewer signatures are counted than there are", "transaction")
            .rulings(&["S-1"]),
        Case::new(&build::join(&[[0; 64]; 3], &message(&parts()).bytes()))
            .invalid("0143g", "three signatures for two signers", "transaction")
            .rulings(&["S-1"]),
        sized(1232).valid("0143h", "1,232 bytes: as many as a packet holds").rulings(&["S-1"]),
        sized(1233).invalid("0143i", "1,233 bytes", "transaction").rulings(&["S-1"]),
        Case::new(&[]).invalid("0143j", "no bytes at all", "transaction").rulings(&["S-1"]),
        with_payload("0143k", "the payload has no transaction", &json!({"signature": text})),
        with_payload("0143l", "the transaction is null", &json!({"transaction": null})),
        with_payload("0143m", "the transaction is a list", &json!({"transaction": [text]})),
        payload_member("authorization", Value::Null)
            .flagged("0837", "the member of EIP-3009 is there, and null", "null-optional")
            .rulings(&["B-4", "C-7"]),
        payload_member("authorization", json!({}))
            .invalid("0837a", "the member of EIP-3009 is there, and empty", "payload")
            .rulings(&["B-4", "C-7"]),
        payload_member("permit2Authorization", Value::Null)
            .flagged("0837b", "the member of Permit2 is there, and null", "null-optional")
            .rulings(&["B-4", "C-7"]),
        payload_member("permit2Authorization", json!(false))
            .invalid("0837c", "the member of Permit2 is there, and false", "payload")
            .rulings(&["B-4", "C-7"]),
        spliced(at_message, &[0x80], &[0x81])
            .invalid("0172", "the version byte 0x81 in the old layout", "transaction")
            .rulings(&["S-1"]),
        spliced(at_message, &[0x80], &[0xff])
            .invalid("0172a", "the version byte 0xff", "transaction")
            .rulings(&["S-1"]),
        spliced(0, &[2], &[0x81])
            .invalid("0172b", "the first byte is 0x81, and the rest is of the old layout", "transaction")
            .rulings(&["U-20"]),
        Case::of_text(outcomes::transaction("version 1: limit 60000, loaded data 1 MiB, fee 777"))
            .undecided("0186", "a transaction of version 1", "transaction-version")
            .rulings(&["U-21"]),
    ]
}

/// The runtime's own rules (S-2).
fn runtime() -> Vec<Draft> {
    let spoiled = |change: fn(&mut Message)| Case::spoiled(change);
    let refused = |case: Case, number, title| case.invalid(number, title, "runtime-rules").rulings(&["S-2"]);
    vec![
        refused(spoiled(|message| message.instructions[2].1[2] = 8), "0190", "an account index out of range"),
        refused(spoiled(|message| message.instructions[2].1[2] = 255), "0190a", "the largest account index"),
        refused(spoiled(|message| message.instructions[3].0 = 8), "0190b", "a program index out of range"),
        refused(spoiled(|message| message.instructions[3].0 = 255), "0190c", "the largest program index"),
        refused(spoiled(|message| message.header[1] = 2), "0190d", "every signer is read-only"),
        refused(spoiled(|message| message.header[2] = 7), "0190e", "more read-only keys than keys"),
        refused(
            spoiled(|message| {
                message.keys.push(bytes(PAYER));
                message.header[2] += 1;
            }),
            "0190f",
            "a key stands twice",
        ),
        spoiled(|message| message.header[0] = 0)
            .invalid("0190g", "nobody has to sign", "transaction")
            .rulings(&["S-1"]),
        refused(
            Case::spoiled(|message| message.lookups = vec![(bytes(TABLE), vec![], vec![])]),
            "0171",
            "no key is taken from a lookup table",
        ),
        refused(spoiled(|message| message.instructions[2].1.resize(256, 3)), "0190h", "an instruction of 256 accounts"),
        spoiled(|message| message.instructions[2].1.resize(255, 3))
            .flagged("0190i", "an instruction of 255 accounts", "extra-accounts")
            .rulings(&["S-2", "S-6"]),
    ]
}

/// Accounts of the transfer that are in a lookup table, known or not (S-8).
fn tables() -> Vec<Draft> {
    let of_table = |key: &str, writable| Case::new(&message(&parts()).look_up(key, TABLE, writable).signed());
    let loading = |indices: Vec<u8>| Case::spoiled(|message| message.lookups = vec![(bytes(TABLE), vec![], indices)]);
    let destination = || of_table(DESTINATION, true);
    let authority = || {
        let mut message = message(&parts()).look_up(PAYER, TABLE, false);
        message.header[0] -= 1;
        message.header[1] -= 1;
        Case::new(&message.signed())
    };
    vec![
        destination()
            .undecided("0138", "the destination stands in a lookup table that is not known", "lookup-tables")
            .rulings(&["S-8"]),
        destination()
            .table(&[DESTINATION])
            .valid("0138a", "the destination stands in a lookup table that is known")
            .rulings(&["S-8"]),
        destination()
            .table(&[THIRD])
            .invalid("0138b", "another account stands in the lookup table", "destination")
            .rulings(&["S-8"]),
        destination()
            .table(&[])
            .invalid("0138c", "the lookup table ends before the index", "lookup-tables")
            .rulings(&["S-2", "S-8"]),
        destination()
            .table(&[SOURCE])
            .invalid("0138d", "the lookup table has a key that the message has, too", "runtime-rules")
            .rulings(&["S-2", "S-8"]),
        of_table(DESTINATION, false)
            .table(&[DESTINATION])
            .invalid("0138e", "the destination is taken from a lookup table to be read", "writable")
            .rulings(&["S-6", "S-8"]),
        of_table(MEMO, false)
            .table(&[MEMO])
            .invalid("0138f", "a program stands in a lookup table", "runtime-rules")
            .rulings(&["S-2"]),
        loading(vec![0, 0])
            .invalid("0138g", "one index of a lookup table twice, whatever stands there", "runtime-rules")
            .rulings(&["S-2"]),
        loading((0..56).collect()).undecided("0138h", "64 keys in all", "lookup-tables").rulings(&["S-8"]),
        loading((0..57).collect()).invalid("0138i", "65 keys in all", "runtime-rules").rulings(&["S-2"]),
        of_table(SOURCE, true)
            .undecided("0138k", "the source stands in a lookup table that is not known", "lookup-tables")
            .rulings(&["S-8"]),
        of_table(SOURCE, true)
            .table(&[SOURCE])
            .valid("0138l", "the source stands in a lookup table that is known")
            .rulings(&["S-8"]),
        destination()
            .offering("amount", "9999")
            .invalid("0138j", "a lookup table that is not known, and another amount", "transfer-amount")
            .comment("No table can save it.")
            .rulings(&["S-8"]),
        authority()
            .invalid("0138m", "the authority stands in a lookup table that is not known, and nobody signs", "authority")
            .comment("No table can save it: its keys never sign, and no member of a multisig account does.")
            .rulings(&["S-6", "S-8"]),
        authority()
            .table(&[PAYER])
            .invalid("0138n", "the authority stands in a lookup table, and nobody signs", "authority")
            .rulings(&["S-6", "S-8"]),
    ]
}

/// The required signers, and the strictness of signatures (S-4).
fn signatures() -> Vec<Draft> {
    let message = message(&parts());
    let good = message.signed();
    let signed_by = |name: &str| {
        use ed25519_dalek::Signer as _;
        let signature = build::key(name).sign(&message.bytes()).to_bytes();
        build::join(&[[0; 64], signature], &message.bytes())
    };
    let flipped = |at: usize| {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        Case::new(&bytes)
    };
    let mut sponsored = good.clone();
    sponsored[1..65].fill(0xaa);
    let recorded = |name: &str| Case::of_text(outcomes::transaction(name));
    let refused = |case: Case, number, title| case.invalid(number, title, "signed").rulings(&["S-4"]);
    vec![
        refused(Case::new(&build::join(&[[0; 64]; 2], &message.bytes())), "0142", "the payer has not signed"),
        refused(Case::new(&signed_by("third")), "0142a", "somebody else signed in the payer's place"),
        refused(flipped(65), "0142b", "a bit of the payer's R is another"),
        refused(flipped(65 + 32), "0142c", "a bit of the payer's s is another"),
        refused(flipped(good.len() - 2), "0142d", "a bit of the memo is another than was signed"),
        Case::new(&sponsored).valid("0142e", "garbage in the sponsor's place, who signs anew").rulings(&["S-4"]),
        refused(recorded("R = identity (small order), equation holds"), "0173", "R is of small order"),
        refused(
            recorded("R + 8-torsion point (only the cofactored equation holds)"),
            "0173a",
            "only the cofactored equation holds",
        ),
        refused(recorded("s + L"), "0173b", "s is not below the order of the group"),
        refused(
            recorded("A of order 8, equation holds"),
            "0173c",
            "the payer's key is of small order: anybody can sign for it",
        ),
        recorded("A of mixed order (aB + T8), h ≡ 0 mod 8: cofactorless equation holds")
            .draft(
                "0173d",
                "the payer's key is of mixed order, and the cofactorless equation holds",
                Class::Valid,
                &json!({"verdict": "valid", "offer": 0}),
            )
            .rulings(&["S-4"]),
    ]
}

/// `digest`, `replay-key` and `ata`.
fn operations() -> Vec<Draft> {
    let message = message(&parts());
    let good = message.signed();
    let mut sponsored = good.clone();
    sponsored[1..65].fill(0xaa);
    let digest = |number: &str, title: &str, transaction: &[u8], payers: bool| {
        let offer = offer();
        let payment = input(&offer, &STANDARD.encode(transaction), &Value::Null)["payment"].clone();
        let result = json!({
            "family": "solana",
            "digest": DIGEST,
            "feePayer": SPONSOR,
            "signers": [{"address": SPONSOR, "signed": null}, {"address": PAYER, "signed": payers}],
        });
        let input = raw(&json!({"payment": payment, "offer": offer}));
        Draft::new(format!("solana-{number}"), "digest", title, input, expect(Class::Valid, &result)).rulings(&["S-9"])
    };
    let ata = |number: &str, title: &str, owner: &str, mint: &str, program: &str, address: &str, bump: u8| {
        let input = raw(&json!({"owner": owner, "mint": mint, "program": program}));
        let result = json!({"address": address, "bump": bump});
        Draft::new(format!("solana-{number}"), "ata", title, input, expect(Class::Valid, &result)).rulings(&["S-6"])
    };
    let replay_key = |number: &str, title: &str, transaction: &[u8]| {
        let input = raw(&input(&offer(), &STANDARD.encode(transaction), &Value::Null));
        let result = expect(Class::Valid, &json!({"replayKey": REPLAY_KEY}));
        Draft::new(format!("solana-{number}"), "replay-key", title, input, result).rulings(&["S-9"])
    };
    vec![
        digest("0144", "what was signed, and by whom", &good, true),
        digest("0144a", "the same, signed by the sponsor, too", &sponsored, true),
        digest("0144b", "the same, unsigned", &build::join(&[[0; 64]; 2], &message.bytes()), false),
        replay_key("0144c", "the replay key", &good),
        replay_key("0144d", "the replay key does not change when the sponsor signs", &sponsored),
        ata("0135c", "the merchant's account for a token of Token", MERCHANT, USDC, TOKEN, DESTINATION, 254),
        ata(
            "0135d",
            "the payer's account for a token of Token-2022: three bumps lie on the curve",
            PAYER,
            PYUSD,
            TOKEN_2022,
            PYUSD_SIDES.0,
            252,
        ),
    ]
}

/// SHA-256 of the message, by CPython's `hashlib`.
const DIGEST: &str = "0xa1796c381a5a10aad7a950d37a728ddc782b5ff53e66f171bcf61b40906f4cce";
/// Over the fields `solana` and that hash, by CPython's `hashlib`.
const REPLAY_KEY: &str = "x402:1:001d2bd095d795c03c5f7e2e4ff8381840a57b5bce41f4085812b35b34f57fd8";
