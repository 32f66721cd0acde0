//! Transactions made from decisions: zeros make a payment, and every decision bends one thing.

use x402_laws::chance::Chance;

use crate::{objects::MADE, source::Source};

/// The fields in order, each with its values: digits behind the head. The first value is that of a payment, and an empty one leaves the
/// field out.
const FIELDS: &[(&str, &[&str])] = &[
    ("12", &["0000", "0001", "FFFF"]),
    ("21", &["", "0000535A"]),
    ("22", &["00000000", "80020000"]),
    ("23", &["2FF676FC", ""]),
    ("24", &["00000007", "00000000"]),
    ("2E", &["", "00000000"]),
    ("201B", &["05D75C8C", ""]),
    ("2029", &["", "00000159"]),
    ("2044", &["", "00000001"]),
    ("59", &["", "EFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEFEF"]),
    ("5011", &["04312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD9", ""]),
    ("61", AMOUNTS),
    ("68", &["400000000000000C", "000000000000000C", "0000000000000000", "D4C3BAF82D03A000"]),
    ("69", AMOUNTS),
    ("6A", &["", "4000000000000001"]),
    ("73", &["2102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D", "00", "FF"]),
    ("74", &["083006020101020101", "", "00", "C100"]),
    ("76", &["", "0161"]),
    ("81", &["14652DD339318460B2CD0CB5E37F8C5A3D91449E50", "00", "13652DD339318460B2CD0CB5E37F8C5A3D91449E"]),
    ("83", &["14F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4", ""]),
    ("8C", &["", "14F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"]),
    ("91", &["", "0DE0B6B3A764000000000000"]),
    ("F3", &["", "E01073007401308114F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4E1F1"]),
    ("F9", &["", "EA7C07696E766F6963657D0161E1EA7D01627E0163E1F1", "F1", "7D0161F1", "EA7D01627C0161E1F1"]),
    ("001010", &["", "05"]),
    (
        "0112",
        &[
            "",
            "01F6F1ABBD24E59C3C3A198F57B55656DC9C003CF430000000000000000000000000555344000000000089\
         68E0E7B31DBC840633C5B040439296F89F54D7FF10000000000000000000000000000000000000000000",
            "00",
            "02",
        ],
    ),
    ("0513", &["", "00", "20ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB", "0161"]),
    ("0318", &["", "0000000000000000000000005553440000000000F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4"]),
    ("E1", &["", "FFFF"]),
];

/// Amounts behind their heads.
const AMOUNTS: &[&str] = &[
    "D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E",
    "",
    "400000000003D090",
    "94C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E",
    "80000000000000000000000000000000000000005553440000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E",
    "EC6386F26FC0FFFF0000000000000000000000005553440000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E",
    "C0438D7EA4C68000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E",
    "D4835AF3107A40000000000000000000000000005553440000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E",
    "D4C3BAF82D03A0000000000000000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E",
    "D4C3BAF82D03A00000000000000000000000000055534400000000000000000000000000000000000000000000000000",
    "60000000000000000500000001ABABABABABABABABABABABABABABABABABABABAB",
    "60800000000000000500000001ABABABABABABABABABABABABABABABABABABABAB",
];

fn unhex(digits: &str) -> Vec<u8> {
    let digits: Vec<_> = digits.bytes().filter(u8::is_ascii_hexdigit).collect();
    let pairs = digits.chunks(2).map(|pair| std::str::from_utf8(pair).expect("digits"));
    pairs.map(|pair| u8::from_str_radix(pair, 16).expect("digits")).collect()
}

/// The bytes of a transaction.
pub(super) fn transaction(decisions: &[u8]) -> Vec<u8> {
    let mut source = Source(decisions);
    let mut fields: Vec<Vec<u8>> = Vec::new();
    for (head, values) in FIELDS {
        // Most decisions are the right one.
        let value = match source.byte() {
            0..192 => values[0],
            bent => values[usize::from(bent) % values.len()],
        };
        if !value.is_empty() {
            fields.push([unhex(head), unhex(value)].concat());
        }
    }
    for _ in 0..source.below(16).saturating_sub(12) {
        let (at, other) = (source.index(fields.len()), source.index(fields.len()));
        match source.below(3) {
            0 => fields.swap(at, other),
            1 => fields.insert(at, fields[other].clone()),
            _ => fields.insert(at, [0xf9, 0xea].repeat(source.below(8))),
        }
    }
    let mut bytes = fields.concat();
    for _ in 0..source.below(16).saturating_sub(11) {
        let (at, byte) = (source.index(bytes.len().max(1)), source.byte());
        match source.below(4) {
            0 if at < bytes.len() => bytes[at] = byte,
            1 => bytes.insert(at.min(bytes.len()), byte),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            _ => bytes.truncate(at),
        }
    }
    bytes
}

/// Decisions for [`transaction`], transactions with one fault, signatures and texts.
pub(crate) fn seeds() -> impl Iterator<Item = (String, Vec<u8>)> {
    let made = (0..400u32).map(|number| {
        let decisions = (0..64).map(|at: u32| (at + 64 * number).wrapping_mul(0x9e37_79b9).to_be_bytes()[1]);
        std::iter::once(MADE).chain(decisions).collect()
    });
    let plain = transaction(&[]);
    let with = |behind: &[u8]| [&[0], plain.as_slice(), behind].concat();
    let transactions = [
        with(&[]),
        with(&[0xf9, 0xea].repeat(6)),
        with(&[[0xf9, 0xea].repeat(5), [0xe1, 0xf1].repeat(5)].concat()),
        with(&unhex("0F1005")),
        with(&unhex("8714F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4")),
        with(&unhex("01190000000000000000000000000000000000000000")),
        with(&unhex("07100161")),
        vec![0; 20],
    ];
    let signatures = [
        "3006020101020101",
        "300702010102020081",
        "3045022100FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364140022001",
        "3025020101022100FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364140",
        "302502010102207FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0",
        "30250201010220 7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A1",
        "30060201000201 01",
        "3006020101020181",
        "300702010102020001",
        "30060201010201 0100",
        "",
    ];
    let signatures = signatures.map(|digits| [vec![1], unhex(digits)].concat());
    let texts = [
        "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5De",
        "rMxCKbEDwqr76QuheSUMdEGf4B9xJ8m5Df",
        "rN7n3473SaZBCG4dFL83w7a1RXtXtbk2D9",
        "rrrrrrrrrrrrrrrrrrrrrhoLvTp",
        "XVdiazNJ3wJ9PEGv9XyDVAX8jSqFWA8X5Vcc3mMtNTgG2og",
        "XRP",
        "xrp",
        "USD",
        "a<>",
        "RLUSD",
        "524c555344000000000000000000000000000000",
        "0000000000000000000000005553440000000000",
        "0000000000000000000000005852500000000000",
        "0000000000000000000000000000000000000000",
        "",
    ];
    let texts = texts.map(|text| [&[2], text.as_bytes()].concat());
    let all = made.chain(transactions).chain(signatures).chain(texts).enumerate();
    all.map(|(number, data)| (format!("xrpl-{number}"), data)).collect::<Vec<_>>().into_iter()
}
