//! Transactions of the XRP Ledger (R-22 to R-28, R-55, R-66). npm xrpl 5.3.0 and ripple-binary-codec 2.11.0 wrote every
//! transaction here, except for those with a fault.

use x402_schemes::{
    AssetTransferMethod, Mechanism, SchemePayload, meant_network,
    xrpl::{
        Address, DEVNET, FieldContentError, IssuedAmount, KeyType, LedgerAmount, MAINNET, MAX_TRANSACTION_BYTES,
        OtherFieldKind, Payload, ReadError, ReadErrorKind, TESTNET, Transaction, Value, field_name, invoice_hash,
    },
};
use x402_types::{
    DecodeOptions, ErrorKind, PaymentPayload, RawJson, Scheme, Wire, read::Reader, v2::PaymentRequirements,
};

use crate::xrpl::hex;

/// The first payment of the worked example: 10.5 RLUSD, with a sequence, signed by secp256k1.
pub(crate) const ISSUED: &str = "1200002200000000232FF676FC2400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D7446304402200738E7D4799DD3D0554AD0F8069ED401562F26858EB0BEC507FB4174A0ED522002205A3D7C069B43E42B4E45D7A97DF631B853F2A04BA56605119D7DB1F990F0969A81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4";
/// The second: 250,000 drops, with a ticket, signed by Ed25519.
pub(crate) const DROPS: &str = "12000022000000002400000000201B05D75C8C20290000015961400000000003D09068400000000000000C7321EDF3BA8670625777FB12B78F3BEC51FBACF9EA766804CED8B2367FC482E561246A7440F89787FC68E5D61569CB31BFB289E447626DFCDEF330A38D1ECDF689CE50F4E163B3B5911D4A472849243E3098C6219B9FA45BC52949F135303B32E5DC20480B8114652DD339318460B2CD0CB5E37F8C5A3D91449E508314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4";

/// The second payment with a signature of 8 bytes, in parts: up to the number of the ticket, up to the amount, from the fee,
/// from the key, from the accounts.
const TO_TICKET: &str = "12000022000000002400000000201B05D75C8C";
const TICKET: &str = "202900000159";
const AMOUNT: &str = "61400000000003D090";
const FEE: &str = "68400000000000000C";
const KEY: &str = "7321EDF3BA8670625777FB12B78F3BEC51FBACF9EA766804CED8B2367FC482E561246A";
const SIGNATURE: &str = "74087777777777777777";
const ACCOUNTS: &str = "8114652DD339318460B2CD0CB5E37F8C5A3D91449E508314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4";

pub(crate) fn unhex(digits: &str) -> Vec<u8> {
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

fn with(before_amount: &str, amount: &str, behind_fee: &str, key: &str, behind: &str) -> Vec<u8> {
    unhex(&[TO_TICKET, before_amount, amount, FEE, behind_fee, key, SIGNATURE, ACCOUNTS, behind].concat())
}

fn behind(digits: &str) -> Vec<u8> {
    with(TICKET, AMOUNT, "", KEY, digits)
}

fn fault(bytes: &[u8]) -> (ReadErrorKind, usize) {
    let error = Transaction::decode(bytes).unwrap_err();
    (error.kind(), error.offset())
}

fn address(text: &str) -> Option<Address> {
    Some(text.parse().unwrap())
}

fn rlusd(value: &str) -> IssuedAmount {
    IssuedAmount {
        value: Value::from(&value.parse().unwrap()),
        currency: "524C555344000000000000000000000000000000".parse().unwrap(),
        issuer: "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De".parse().unwrap(),
        is_negative: false,
    }
}

#[test]
fn a_payment_in_an_issued_currency_is_read() {
    let bytes = unhex(ISSUED);
    let read = Transaction::decode(&bytes).unwrap();
    let amount = Some(LedgerAmount::Issued(rlusd("10.5")));
    assert_eq!((read.transaction_type, read.flags, read.network_id), (Some(Transaction::PAYMENT), Some(0), None));
    assert_eq!((read.source_tag, read.destination_tag), (Some(804_681_468), None));
    assert_eq!((read.sequence, read.ticket_sequence), (Some(7), None));
    assert_eq!(read.last_ledger_sequence, Some(98_000_012));
    assert_eq!(read.invoice_id, Some(invoice_hash("INV-2026-1")));
    assert_eq!((read.amount, read.send_max), (amount, amount));
    assert_eq!(read.fee, Some(LedgerAmount::Drops(12)));
    assert_eq!(read.account, address("rDXZD4QizhNdKFpsWU2MPUKRrMQWmDvLUi"));
    assert_eq!(read.destination, address("rPW5jmzJduLPPUgASc9aVCXN2o8sSjwMPt"));
    assert_eq!(read.signing_pub_key.and_then(KeyType::of), Some(KeyType::Secp256k1));
    assert_eq!(read.txn_signature.map(<[u8]>::len), Some(0x46));
    assert!(read.other_fields().is_empty());
    assert_eq!(read.as_bytes(), bytes);
    let preimage = hex(&read.preimage()).to_uppercase();
    assert_eq!(preimage.len(), 2 * 248);
    let (before, rest) = ISSUED.split_once("7446").unwrap();
    assert_eq!(preimage, format!("53545800{before}{}", rest.get(2 * 0x46..).unwrap()));
    assert_eq!(hex(&read.signing_hash()), "2485ad817c651978a120e90eb39851ca65dc293588a2f0f61985a2be2f24a4f1");
    assert_eq!(hex(&read.hash()), "b67748c210f27b0a9496df9339055e1092f2fb5efb698b30a410d7e24b93cdd2");
}

#[test]
fn a_payment_in_drops_is_read() {
    let bytes = unhex(DROPS);
    let read = Transaction::decode(&bytes).unwrap();
    assert_eq!((read.sequence, read.ticket_sequence), (Some(0), Some(345)));
    assert_eq!((read.amount, read.send_max), (Some(LedgerAmount::Drops(250_000)), None));
    assert_eq!((read.source_tag, read.invoice_id), (None, None));
    assert_eq!(read.account, address("rwDz9MmTywpbRYNhxWpc5E8diLa9VXNjKh"));
    assert_eq!(read.signing_pub_key.and_then(KeyType::of), Some(KeyType::Ed25519));
    let preimage = [&["53545800", TO_TICKET, TICKET, AMOUNT, FEE, KEY, ACCOUNTS].concat()].map(|text| unhex(text));
    assert_eq!([read.preimage()], preimage);
    assert_eq!(hex(&read.signing_hash()), "99710499bf474bf7ce2b26c00ae1de82306fbfcd9cc2e454eca69b39da1ec786");
    assert_eq!(hex(&read.hash()), "58a196ea3d5b45ad373b5db52ee6c4ae66b5b314b760cb9c0739ffab0927004b");
}

/// R-30: what a plain payment does not have is read over, with its name and its bytes.
#[test]
fn other_fields_are_listed() {
    const MEMOS: &str = "F9EA7C07696E766F6963657D0161E1EA7D01627E0163E1F1";
    const SIGNERS: &str = "F3E010732102B65F37A0917B65D0C94D928650A7A3BE9B3E1067ADBE02A2F5E2582A781FF0197401308114F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4E1F1";
    const PATHS: &str = "011201F6F1ABBD24E59C3C3A198F57B55656DC9C003CF43000000000000000000000000055534400000000008968E0E7B31DBC840633C5B040439296F89F54D7FF10000000000000000000000000000000000000000000";
    const DELEGATE: &str = "8C14F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4";
    const MIN: &str = "6A4000000000000001";
    let credentials = format!("051340{}{}", "AB".repeat(32), "CD".repeat(32));
    let account_txn = format!("59{}", "EF".repeat(32));
    let domain = format!("5022{}", "12".repeat(32));
    // An asset of a pool, which no payment has, in a currency and in XRP.
    let assets = format!(
        "03180000000000000000000000005553440000000000F6F1ABBD24E59C3C3A198F57B55656DC9C003CF40418{}",
        "0".repeat(40)
    );
    let before = |field: &str| with(&format!("{TICKET}{field}"), AMOUNT, "", KEY, "");
    for (bytes, name, kind, field) in [
        (behind(MEMOS), "Memos", OtherFieldKind::Memos, MEMOS),
        (with(TICKET, AMOUNT, "", "7300", SIGNERS), "Signers", OtherFieldKind::Signers, SIGNERS),
        (behind(PATHS), "Paths", OtherFieldKind::Paths, PATHS),
        (behind(DELEGATE), "Delegate", OtherFieldKind::Delegate, DELEGATE),
        (with(TICKET, AMOUNT, MIN, KEY, ""), "DeliverMin", OtherFieldKind::DeliverMin, MIN),
        (behind(&credentials), "CredentialIDs", OtherFieldKind::CredentialIds, &credentials),
        (before(&account_txn), "AccountTxnID", OtherFieldKind::AccountTxnId, &account_txn),
        (before(&domain), "DomainID", OtherFieldKind::Other, &domain),
        (behind("00101005"), "TickSize", OtherFieldKind::Other, "00101005"),
    ] {
        let read = Transaction::decode(&bytes).unwrap();
        let [other] = read.other_fields() else { panic!("{name}") };
        assert_eq!((other.name, other.kind, other.bytes), (name, kind, &*unhex(field)));
        // R-55: all but the signature and the signers is signed.
        let whole = hex(&bytes).to_uppercase();
        let left_out = if kind == OtherFieldKind::Signers { field } else { "" };
        let signed = whole.replacen(SIGNATURE, "", 1).replacen(left_out, "", 1);
        assert_eq!(hex(&read.preimage()).to_uppercase(), format!("53545800{signed}"), "{name}");
        assert!(hex(&read.preimage()).to_uppercase().contains(field) != (kind == OtherFieldKind::Signers), "{name}");
    }
    let bytes = behind(&assets);
    let names: Vec<_> = Transaction::decode(&bytes).unwrap().other_fields().iter().map(|other| other.name).collect();
    assert_eq!(names, ["Asset", "Asset2"]);
    let bytes = behind(&format!("{MEMOS}{PATHS}"));
    let names: Vec<_> = Transaction::decode(&bytes).unwrap().other_fields().iter().map(|other| other.name).collect();
    assert_eq!(names, ["Memos", "Paths"]);
}

/// R-31, R-32: what the ledger takes of fields that a verifier may allow (`isMemoOkay`, `credentials::checkFields`).
#[test]
fn the_content_of_other_fields_is_checked() {
    let checked = |field: &str| {
        let bytes = behind(field);
        let read = Transaction::decode(&bytes).unwrap();
        let [other] = read.other_fields() else { panic!("{field}") };
        other.check_content()
    };
    let memos = |memos: &str| checked(&format!("F9{memos}F1"));
    let text = |code: &str, text: &[u8]| memos(&format!("EA{code}{:02X}{}E1", text.len(), hex(text)));
    // 1,024 bytes with the head of the memo, that of the data, its length of two bytes and the end.
    let long = |bytes: usize| memos(&format!("EA7D{:04X}{}E1", 0xc100 + bytes - 193, "AB".repeat(bytes)));
    assert_eq!(long(1019), Ok(()));
    assert_eq!(long(1020), Err(FieldContentError::MemosTooLong { length: 1025 }));
    assert_eq!(memos(&"EAE1".repeat(512)), Ok(()));
    assert_eq!(memos(&"EAE1".repeat(513)), Err(FieldContentError::MemosTooLong { length: 1026 }));
    assert_eq!(memos(""), Ok(()));
    // Each byte: letters, digits and `-._~:/?#[]@!$&'()*+,;=%`, which are 85.
    for (code, name) in [("7C", "MemoType"), ("7E", "MemoFormat")] {
        let taken: Vec<u8> = (0..=255).filter(|byte| text(code, &[b'a', *byte]).is_ok()).collect();
        assert_eq!(taken, b"!#$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz~");
        assert_eq!(text(code, b" "), Err(FieldContentError::MemoCharacters(name)));
        assert_eq!(text(code, b""), Ok(()));
    }
    assert_eq!(text("7D", &[0, b' ', 255]), Ok(()));
    // A field of other objects, and an object that is no memo.
    assert_eq!(text("77", b"a"), Err(FieldContentError::NotMemo));
    assert_eq!(memos("E0107D0161E1"), Err(FieldContentError::NotMemo));
    let hashes = |count: u8| (1..=count).map(|byte| format!("{byte:02X}").repeat(32)).collect::<String>();
    let credentials = |hashes: &str| {
        let length = hashes.len() / 2;
        let prefix = if length < 193 { format!("{length:02X}") } else { format!("{:04X}", 0xc100 + length - 193) };
        checked(&format!("0513{prefix}{hashes}"))
    };
    for count in [1, 8] {
        assert_eq!(credentials(&hashes(count)), Ok(()));
    }
    for wrong in [hashes(0), hashes(9), hashes(3) + &hashes(1)] {
        assert_eq!(credentials(&wrong), Err(FieldContentError::Credentials), "{wrong}");
    }
    // Nothing is known of other fields.
    assert_eq!(checked(&format!("8C14{}", "12".repeat(20))), Ok(()));
}

/// R-22.
#[test]
fn the_size_is_bounded() {
    assert_eq!(fault(&[]), (ReadErrorKind::TooShort { min: 32 }, 0));
    let smallest = unhex(&format!("59{}", "00".repeat(32)));
    assert!(Transaction::decode(&smallest).is_ok());
    assert_eq!(fault(&smallest[..31]).0, ReadErrorKind::TooShort { min: 32 });
    assert_eq!(fault(&smallest[..32]).0, ReadErrorKind::End("AccountTxnID"));
    let long = |length: usize| {
        let content = length - 5;
        let over = content - 12_481;
        let mut bytes = vec![0x7d, 241 + u8::try_from(over >> 16).unwrap()];
        bytes.extend(&u32::try_from(over).unwrap().to_be_bytes()[2..]);
        bytes.resize(length - 1, 1);
        bytes
    };
    let most = long(MAX_TRANSACTION_BYTES + 1);
    assert_eq!(most.len(), MAX_TRANSACTION_BYTES);
    assert!(Transaction::decode(&most).is_ok());
    let more = long(MAX_TRANSACTION_BYTES + 2);
    assert_eq!(fault(&more).0, ReadErrorKind::TooLong { max: MAX_TRANSACTION_BYTES });
    assert!(Transaction::decode_with(&more, MAX_TRANSACTION_BYTES + 1).is_ok());
    // The longest field that the ledger writes, and one more.
    assert!(Transaction::decode_with(&long(918_744 + 5), 1 << 20).is_ok());
    let error = Transaction::decode_with(&long(918_745 + 5), 1 << 20).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ReadErrorKind::Length("MemoData"), 1));
}

/// R-23: the prefixes are those of npm ripple-binary-codec.
#[test]
fn a_length_has_one_prefix() {
    for (length, prefix) in [
        (0, "00"),
        (1, "01"),
        (192, "C0"),
        (193, "C100"),
        (194, "C101"),
        (448, "C1FF"),
        (449, "C200"),
        (12_480, "F0FF"),
        (12_481, "F10000"),
        (12_482, "F10001"),
    ] {
        let memo = format!("F9EA7D{prefix}{}E1F1", "61".repeat(length));
        assert!(Transaction::decode(&behind(&memo)).is_ok(), "{length}");
        let memo = format!("F9EA7D{prefix}{}E1F1", "61".repeat(length + 1));
        assert!(Transaction::decode(&behind(&memo)).is_err(), "{length}");
    }
    let start = behind("").len();
    assert_eq!(fault(&behind("F9EA7DFF")), (ReadErrorKind::Length("MemoData"), start + 3));
    assert_eq!(fault(&behind("F9EA7DFE0000")).0, ReadErrorKind::End("MemoData"));
    assert_eq!(fault(&behind("F9EA7DC1")).0, ReadErrorKind::End("MemoData"));
}

/// R-23, R-26.
#[test]
fn a_head_is_short_and_known() {
    let start = behind("").len();
    // 16 as the code of a type or of a field takes a byte, and 15 does not.
    assert_eq!(fault(&behind("00100F05")), (ReadErrorKind::Head, start));
    assert_eq!(fault(&behind("010F05")), (ReadErrorKind::Head, start));
    assert!(Transaction::decode(&behind("00101005")).is_ok() && Transaction::decode(&behind("011005")).is_ok());
    assert_eq!(fault(&behind("071005")), (ReadErrorKind::UnknownField { type_code: 16, field_code: 7 }, start));
    assert_eq!(fault(&behind("00")), (ReadErrorKind::End("the code of a field"), start + 1));
    assert_eq!(
        fault(&behind("8714F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4")),
        (ReadErrorKind::UnknownField { type_code: 8, field_code: 7 }, start)
    );
    assert_eq!(fault(&behind("001B1B00")).0, ReadErrorKind::UnknownField { type_code: 27, field_code: 27 });
}

/// R-24: the nearest canonical order is that of the worked example.
#[test]
fn fields_are_in_order_and_come_once() {
    assert!(Transaction::decode(&behind("")).is_ok());
    let swapped = unhex(&[&TO_TICKET[6..], &TO_TICKET[..6], TICKET, AMOUNT, FEE, KEY, SIGNATURE, ACCOUNTS].concat());
    assert_eq!(fault(&swapped), (ReadErrorKind::Order("TransactionType"), 16));
    assert_eq!(fault(&with(TICKET, FEE, "", KEY, "")), (ReadErrorKind::Duplicate("Fee"), 34));
    let twice = |field: &str| fault(&with(TICKET, &format!("{AMOUNT}{field}"), "", KEY, "")).0;
    assert_eq!(twice(AMOUNT), ReadErrorKind::Duplicate("Amount"));
    assert_eq!(twice(TICKET), ReadErrorKind::Order("TicketSequence"));
    // In a memo, too.
    assert!(Transaction::decode(&behind("F9EA7C017D7D017DE1F1")).is_ok());
    assert_eq!(fault(&behind("F9EA7D017D7C017DE1F1")).0, ReadErrorKind::Order("MemoType"));
    assert_eq!(fault(&behind("F9EA7D017D7D017DE1F1")).0, ReadErrorKind::Duplicate("MemoData"));
}

/// Every field of the worked example a second time, at once and at the end.
#[test]
fn each_field_comes_once() {
    for (payment, fields) in [(ISSUED, 13), (DROPS, 11)] {
        let bytes = unhex(payment);
        let mut starts = vec![];
        for start in 0..bytes.len() {
            // A field begins where an end marker is read as one.
            let ended = [&bytes[..start], &[0xf1; 32]].concat();
            let is_terminator = |error: ReadError| (error.kind(), error.offset()) == (ReadErrorKind::Terminator, start);
            if Transaction::decode(&ended).is_err_and(is_terminator) {
                starts.push(start);
            }
        }
        assert_eq!(starts.len(), fields);
        starts.push(bytes.len());
        for pair in starts.windows(2) {
            let (before, field, behind) = (&bytes[..pair[0]], &bytes[pair[0]..pair[1]], &bytes[pair[1]..]);
            let twice = [before, field, field, behind].concat();
            assert!(matches!(fault(&twice).0, ReadErrorKind::Duplicate(_)));
            let late = [before, field, behind, field].concat();
            assert!(matches!(fault(&late).0, ReadErrorKind::Duplicate(_) | ReadErrorKind::Order(_)));
        }
    }
}

/// R-25.
#[test]
fn nothing_follows_the_last_field() {
    let start = behind("").len();
    for end in ["E1", "F1", "E1FFFF", "F1FFFF"] {
        assert_eq!(fault(&behind(end)), (ReadErrorKind::Terminator, start), "{end}");
    }
    assert_eq!(fault(&behind("0000")), (ReadErrorKind::Head, start));
    assert!(Transaction::decode(&behind("F9F1")).is_ok());
    assert_eq!(fault(&behind("F9E1F1")), (ReadErrorKind::Terminator, start + 1));
    assert_eq!(fault(&behind("F9EAF1E1")), (ReadErrorKind::Terminator, start + 2));
    assert_eq!(fault(&behind("F9F1F1")), (ReadErrorKind::Terminator, start + 2));
    assert_eq!(fault(&behind("F9EAE1")), (ReadErrorKind::End("a field"), start + 3));
    assert_eq!(fault(&behind("F9EA")), (ReadErrorKind::End("a field"), start + 2));
    assert_eq!(fault(&behind("F97D0161F1")), (ReadErrorKind::NotObject("MemoData"), start + 1));
}

/// R-26.
#[test]
fn what_nests_is_bounded() {
    let nested = |pairs: usize| behind(&format!("{}{}", "F9EA".repeat(pairs), "E1F1".repeat(pairs)));
    assert!(Transaction::decode(&nested(5)).is_ok());
    assert_eq!(fault(&nested(6)).0, ReadErrorKind::TooDeep);
    // In rippled, `STObject::set` and `STArray` read a field at one more than their own depth, which is at most 10.
    let inside = |inner: &str| behind(&format!("{}{inner}{}", "F9EA".repeat(5), "E1F1".repeat(5)));
    assert_eq!(fault(&inside("7D0161")).0, ReadErrorKind::TooDeep);
    assert_eq!(fault(&inside("F9F1")).0, ReadErrorKind::TooDeep);
    assert_eq!(fault(&inside("EAE1")).0, ReadErrorKind::TooDeep);
    let in_nine = |inner: &str| behind(&format!("EA{}{inner}{}E1", "F9EA".repeat(4), "E1F1".repeat(4)));
    assert!(Transaction::decode(&in_nine("7D0161")).is_ok());
    assert!(Transaction::decode(&in_nine("EAE1")).is_ok());
    assert_eq!(fault(&in_nine("EA7D0161E1")).0, ReadErrorKind::TooDeep);
    // As many as fit, all of which begin and none of which ends.
    let most = unhex(&"F9EA".repeat(MAX_TRANSACTION_BYTES / 2));
    assert_eq!(fault(&most).0, ReadErrorKind::TooDeep);
}

/// R-27.
#[test]
fn an_account_has_20_bytes() {
    let delegate = |length: &str, bytes: usize| fault(&behind(&format!("8C{length}{}", "01".repeat(bytes)))).0;
    assert!(Transaction::decode(&behind(&format!("8C14{}", "01".repeat(20)))).is_ok());
    assert_eq!(delegate("00", 0), ReadErrorKind::Length("Delegate"));
    assert_eq!(delegate("13", 19), ReadErrorKind::Length("Delegate"));
    assert_eq!(delegate("15", 21), ReadErrorKind::Length("Delegate"));
    assert_eq!(delegate("14", 19), ReadErrorKind::End("Delegate"));
    let destination = [TO_TICKET, AMOUNT, FEE, KEY, SIGNATURE, "8300"].concat();
    assert_eq!(fault(&unhex(&destination)).0, ReadErrorKind::Length("Destination"));
}

/// R-28: the amounts of XRP.
#[test]
fn drops_have_one_encoding() {
    let amount = |digits: &str| {
        let bytes = with(TICKET, &format!("61{digits}"), "", KEY, "");
        Transaction::decode(&bytes).map(|read| read.amount).map_err(|error| error.kind())
    };
    let drops = |drops| Ok(Some(LedgerAmount::Drops(drops)));
    let not_normal = Err(ReadErrorKind::Amount("Amount"));
    assert_eq!(amount("4000000000000000"), drops(0));
    assert_eq!(amount("0000000000000000"), not_normal);
    assert_eq!(amount("4000000000000001"), drops(1));
    assert_eq!(amount("0000000000000001"), drops(-1));
    assert_eq!(amount("5FFFFFFFFFFFFFFF"), drops((1 << 61) - 1));
    assert_eq!(amount("416345785D8A0000"), drops(100_000_000_000_000_000));
    // 33 bytes, as npm ripple-binary-codec writes them.
    let token = |head: &str| amount(&format!("{head}00000001{}", "AB".repeat(20)));
    assert_eq!(token("600000000000000005"), Ok(Some(LedgerAmount::MultiPurposeToken)));
    assert_eq!(token("607FFFFFFFFFFFFFFF"), Ok(Some(LedgerAmount::MultiPurposeToken)));
    for wrong in ["608000000000000000", "610000000000000005", "200000000000000005", "700000000000000005"] {
        assert_eq!(token(wrong), not_normal, "{wrong}");
    }
}

/// R-28: the amounts of issued currencies. npm ripple-binary-codec wrote the first nine.
#[test]
fn issued_amounts_have_one_encoding() {
    const USD: &str = "0000000000000000000000005553440000000000";
    const ISSUER: &str = "E5E961C6A025C9404AA7B662DD1DF975BE75D13E";
    let read = |number: &str, currency: &str, issuer: &str| {
        let bytes = with(TICKET, &format!("61{number}{currency}{issuer}"), "", KEY, "");
        let amount = Transaction::decode(&bytes).map_err(|error| error.kind())?.amount;
        let Some(LedgerAmount::Issued(amount)) = amount else { panic!("{amount:?}") };
        assert_eq!(
            (amount.currency.to_string().as_str(), &*amount.issuer.to_string()),
            ("USD", "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De")
        );
        Ok((amount.is_negative, amount.value.to_string()))
    };
    let largest = format!("9999999999999999{}", "0".repeat(80));
    let smallest = format!("0.{}1", "0".repeat(80));
    for (number, value) in [
        ("D4C3BAF82D03A000", "10.5"),
        ("D4038D7EA4C68000", "0.01"),
        ("D4838D7EA4C68000", "1"),
        ("EC6386F26FC0FFFF", &largest),
        ("C0438D7EA4C68000", &smallest),
        ("D0845EADB112E000", "0.000000000000000123"),
        ("D6C462D53C8ABAC0", "1234567890.123456"),
        ("D8838D7EA4C68000", "10000000000000000"),
        ("8000000000000000", "0"),
    ] {
        assert_eq!(read(number, USD, ISSUER), Ok((false, value.to_owned())), "{number}");
    }
    assert_eq!(read("94C3BAF82D03A000", USD, ISSUER), Ok((true, "10.5".to_owned())));
    for wrong in [
        // Zero with another sign or exponent, the exponents 81 and -97, a mantissa of 15 digits and one of 17, a bit too many.
        "C000000000000000",
        "D480000000000000",
        "EC838D7EA4C68000",
        "C0038D7EA4C68000",
        "D4835AF3107A4000",
        "D4838D7EA4C67FFF",
        "D4A386F26FC10000",
        "FFFFFFFFFFFFFFFF",
    ] {
        assert_eq!(read(wrong, USD, ISSUER), Err(ReadErrorKind::Amount("Amount")), "{wrong}");
    }
    let nobody = Err(ReadErrorKind::AmountOfNobody("Amount"));
    let zeros = "0".repeat(40);
    assert_eq!(read("D4C3BAF82D03A000", &zeros, ISSUER), nobody);
    assert_eq!(read("D4C3BAF82D03A000", USD, &zeros), nobody);
}

#[test]
fn paths_and_hashes_are_whole() {
    let kind = |digits: &str| Transaction::decode(&behind(digits)).map(drop).map_err(|error| error.kind());
    let account = "01F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4";
    assert_eq!(kind(&format!("0112{account}00")), Ok(()));
    for wrong in ["00", "FF", &format!("{account}FF00"), &format!("{account}FFFF"), "02", "80", "32"] {
        assert_eq!(kind(&format!("0112{wrong}")), Err(ReadErrorKind::Path), "{wrong}");
    }
    assert_eq!(kind(&format!("0112{account}")), Err(ReadErrorKind::End("Paths")));
    assert_eq!(kind("011231"), Err(ReadErrorKind::End("Paths")));
    assert_eq!(kind("051300"), Ok(()));
    assert_eq!(kind(&format!("051320{}", "AB".repeat(32))), Ok(()));
    assert_eq!(kind(&format!("05131F{}", "AB".repeat(31))), Err(ReadErrorKind::Length("CredentialIDs")));
    assert_eq!(kind(&format!("051321{}", "AB".repeat(33))), Err(ReadErrorKind::Length("CredentialIDs")));
}

/// Every prefix and every changed byte of both payments is refused, or is read as other bytes of the same canonical form.
#[test]
fn every_cut_and_every_changed_byte_is_refused_or_read() {
    for payment in [ISSUED, DROPS] {
        let bytes = unhex(payment);
        for end in 0..bytes.len() {
            if let Ok(read) = Transaction::decode(&bytes[..end]) {
                assert!(read.destination.is_none() && read.as_bytes() == &bytes[..end]);
            }
        }
        for at in 0..bytes.len() {
            for value in 0..=255 {
                let mut changed = bytes.clone();
                changed[at] = value;
                let Ok(read) = Transaction::decode(&changed) else { continue };
                assert!(read.hash() != Transaction::decode(&bytes).unwrap().hash() || changed == bytes);
            }
        }
    }
}

/// The table of fields is that of npm ripple-binary-codec 2.11.0, whose `definitions.json` `witness/xrpl/fields.mjs` prints like this.
#[test]
fn the_fields_are_the_published_ones() {
    let fields: Vec<_> = (0..=255u8).flat_map(|kind| (0..=255u8).map(move |code| (kind, code))).collect();
    let known = fields
        .iter()
        .filter_map(|(kind, code)| field_name((*kind, *code)).map(|name| format!("{kind} {code} {name}\n")));
    assert_eq!(known.collect::<String>(), include_str!("xrpl_fields.txt"));
}

#[test]
fn errors_say_where() {
    let sentence = |bytes: &[u8]| Transaction::decode(bytes).unwrap_err().to_string();
    assert_eq!(sentence(&behind("E1")), "an end marker must not be outside of an object or an array (byte 132)");
    assert_eq!(
        sentence(&with(TICKET, &format!("{AMOUNT}{AMOUNT}"), "", KEY, "")),
        "Amount must not come twice (byte 34)"
    );
    assert_eq!(sentence(&[0; 31]), "fewer than 32 bytes, so this is no transaction (byte 31)");
}

/// R-21: digits of either case and fields of others, and the nearest texts that are refused.
#[test]
fn a_payload_is_hexadecimal() {
    let read = |json: &str, options| {
        let json = RawJson::parse(json).unwrap();
        Payload::read(json.as_json(), &mut Reader::new(options))
            .map_err(|error| (error.kind(), error.path().to_string()))
    };
    let blob = |text: &str| read(&format!(r#"{{"signedTxBlob":"{text}"}}"#), &DecodeOptions::LENIENT);
    for text in [ISSUED, &ISSUED.to_lowercase()] {
        let payload = blob(text).unwrap();
        assert_eq!(payload.transaction, unhex(ISSUED));
        assert_eq!(payload.to_json().as_str(), format!(r#"{{"signedTxBlob":"{ISSUED}"}}"#));
    }
    assert_eq!(blob("aB"), Ok(Payload::new(vec![0xab])));
    for wrong in ["", "a", "abc", "0xab", "0XAB", " ab", "ab ", "a b1", "gg", "ab\\n", "\u{ff41}\u{ff42}"] {
        assert_eq!(blob(wrong), Err((ErrorKind::NotHexBlob, "signedTxBlob".into())), "{wrong}");
    }
    let strict = |json: &str| read(json, &DecodeOptions::STRICT);
    assert_eq!(strict("{}").unwrap_err().0, ErrorKind::MissingMember);
    assert_eq!(strict(r#"{"signedTxBlob":null}"#).unwrap_err().0, ErrorKind::Null);
    assert!(matches!(strict(r#"{"signedTxBlob":12}"#).unwrap_err().0, ErrorKind::WrongType(_)));
    assert!(strict(r#"{"signedTxBlob":"ab","invoiceId":"INV-2026-1"}"#).is_ok());
    assert_eq!(strict(r#"{"signedTxBlob":"ab","transaction":"AA=="}"#).unwrap_err().0, ErrorKind::AmbiguousPayload);
    assert!(strict(r#"{"signedTxBlob":"ab","transaction":null}"#).is_ok());
}

/// R-2, R-15: one mechanism on every network of the ledger, with both methods, in version 2 alone.
#[test]
fn a_payment_on_the_ledger_has_its_mechanism() {
    let (sequence, ticket) = (AssetTransferMethod::SEQUENCE, AssetTransferMethod::TICKET_SEQUENCE);
    for network in [MAINNET, TESTNET, DEVNET, "xrpl:21338".parse().unwrap()] {
        for method in [None, Some(&sequence), Some(&ticket)] {
            assert_eq!(Mechanism::find(&Scheme::EXACT, &network, method), Some(Mechanism::XRPL));
        }
        assert_eq!(Mechanism::find(&Scheme::UPTO, &network, None), None);
    }
    assert_eq!((Mechanism::XRPL.as_str(), Mechanism::XRPL.method()), ("xrpl", None));
    let payment = |member: &str| {
        let text = format!(
            r#"{{"x402Version":2,"accepted":{{"scheme":"exact","network":"xrpl:0","amount":"10.5","asset":"USD","payTo":"r","maxTimeoutSeconds":60}},"payload":{{"{member}":"{ISSUED}"}}}}"#
        );
        let payment = PaymentPayload::decode(text, &DecodeOptions::STRICT).unwrap().value;
        SchemePayload::of_payment(&payment, &DecodeOptions::STRICT)
    };
    assert_eq!(payment("signedTxBlob"), Ok(SchemePayload::Xrpl(Payload::new(unhex(ISSUED)))));
    assert!(payment("transaction").is_err());
    let offer =
        r#"{"scheme":"exact","network":"xrpl:0","amount":"1","asset":"XRP","payTo":"r","maxTimeoutSeconds":60}"#;
    let offer = PaymentRequirements::decode(offer, &DecodeOptions::STRICT).unwrap().value;
    assert_eq!(AssetTransferMethod::of(&offer, None), Ok(sequence));
}

/// R-1: a name is no number.
#[test]
fn a_name_for_a_network_is_understood() {
    let meant = |text: &str| meant_network(&text.parse().unwrap());
    assert_eq!(["xrpl:main", "xrpl:mainnet"].map(meant), [Some(MAINNET), Some(MAINNET)]);
    assert_eq!(["xrpl:testnet", "xrpl:devnet"].map(meant), [Some(TESTNET), Some(DEVNET)]);
    assert_eq!(["xrpl:0", "xrpl:00", "xrpl:livenet", "xrplx:mainnet"].map(meant), [None, None, None, None]);
}
