//! A transaction in nearly the right encoding, an instruction that is nearly the transfer, a fee payer that is nearly the offer's, a memo
//! that is nearly the offer's text, and limits of nothing.

use std::fmt::Write as _;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD},
};
use serde_json::json;

use super::{
    Add,
    Verdict::{Invalid, Valid},
};
use crate::{
    base58::base58,
    solana::{
        build::{Message, account, bytes, instruction},
        case::{
            Case, DESTINATION, MEMO, MERCHANT, NONCE, PAYER, SOURCE, SPONSOR, THIRD, TOKEN, USDC, limit, memo, message,
            parts, price, sides, transfer, transfer_data,
        },
    },
};

pub(super) fn rows(add: Add<'_>) {
    encodings(add);
    instructions(add);
    fee_payers(add);
    memos(add);
    limits(add);
    shortcuts(add);
}

fn encodings(add: Add<'_>) {
    // The alphabets differ in a character of this one.
    let odd = (0..64_u32).map(|more| limit(60_000 + more)).find_map(|limit| {
        let bytes = message(&[limit, price(1), transfer(10_000), memo(NONCE)]).signed();
        let is_odd = STANDARD.encode(&bytes).contains(['+', '/']) && !bytes.len().is_multiple_of(3);
        is_odd.then_some(bytes)
    });
    let bytes = odd.expect("one of 64");
    let hexadecimal = bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let right = STANDARD.encode(&bytes);
    add("base64 with characters that the alphabets write differently", Case::new(&bytes), Valid("transaction"));
    // Hexadecimal is base64 of other bytes.
    let mut read = |title: &str, text: String| add(title, Case::of_text(text), Invalid("transaction"));
    read("the transaction in hexadecimal", hexadecimal.clone());
    read("the transaction encoded twice", STANDARD.encode(&right));
    let mut wrong = |title: &str, text: String| add(title, Case::of_text(text), Invalid("payload"));
    wrong("the transaction in hexadecimal behind 0x", format!("0x{hexadecimal}"));
    wrong("the transaction in base58", base58(&bytes));
    wrong("the transaction in base64url", URL_SAFE.encode(&bytes));
    wrong("the transaction in base64url without padding", URL_SAFE_NO_PAD.encode(&bytes));
    wrong("the transaction as a data URL", format!("data:application/octet-stream;base64,{right}"));
}

fn instructions(add: Add<'_>) {
    let data = |tag: u8| [&[tag], 10_000_u64.to_le_bytes().as_slice(), &[6]].concat();
    let mut wrong = |title: &str, tag: u8| {
        add(title, Case::with(2, instruction(TOKEN, &sides(), &data(tag))), Invalid("transfer"));
    };
    wrong("ApproveChecked with the bytes of the transfer", 13);
    wrong("MintToChecked with the bytes of the transfer", 14);
    wrong("BurnChecked with the bytes of the transfer", 15);
    let minted = [account(USDC).written(), account(DESTINATION).written(), account(PAYER).signing()];
    add("MintToChecked", Case::with(2, instruction(TOKEN, &minted, &data(14))), Invalid("transfer"));
    let burnt = [account(SOURCE).written(), account(USDC).written(), account(PAYER).signing()];
    add("BurnChecked", Case::with(2, instruction(TOKEN, &burnt, &data(15))), Invalid("transfer"));
}

fn fee_payers(add: Add<'_>) {
    let for_facilitators = |case: Case, addresses: &[&str]| case.more("facilitators", json!(addresses));
    let by_another = || Case::new(&Message::new(bytes(THIRD), &parts()).signed());
    add(
        "an own address pays the fee, and the offer names another one",
        for_facilitators(by_another(), &[SPONSOR, THIRD]),
        Invalid("fee-payer"),
    );
    add(
        "the second own address is the offer's",
        for_facilitators(Case::good(), &[THIRD, SPONSOR]),
        Valid("fee-payer-managed"),
    );
    let other_case = SPONSOR.replacen('m', "M", 1);
    add(
        "an own address with a letter in the other case",
        for_facilitators(Case::good(), &[&other_case]),
        Invalid("fee-payer-managed"),
    );
}

fn memos(add: Add<'_>) {
    let asked = |text: &str, asked: &str| Case::of(&[&parts()[..3], &[memo(text)]].concat()).asking("memo", asked);
    add("a memo with a letter in one part, as the offer has it", asked("café 7", "café 7"), Valid("memo-text"));
    let mut wrong = |title: &str, text: &str, offered: &str| add(title, asked(text, offered), Invalid("memo-text"));
    wrong("a memo with a letter in two parts, and the offer has one", "cafe\u{301} 7", "café 7");
    wrong("a memo with a letter in one part, and the offer has two", "café 7", "cafe\u{301} 7");
    wrong("a memo with a question mark for the offer's letter", "caf? 7", "café 7");
    wrong("a memo that ends where the offer's has a zero byte", "order", "order\u{0}7");
    wrong("a memo that has a zero byte where the offer's ends", "order\u{0}7", "order");
    wrong("a memo that is the beginning of the offer's", "order", "order 7");
    wrong("a memo that begins with the offer's", "order 77", "order 7");
    wrong("a memo that is the offer's in hexadecimal", "6f726465722037", "order 7");
    wrong("a memo that is the offer's in base64", "b3JkZXIgNw==", "order 7");
    wrong("a memo that is the offer's in quotation marks", "\"order 7\"", "order 7");
    wrong("a memo with another line end", "order\n7", "order\r\n7");
    let long = "0123456789abcdef0123456789abcdef";
    wrong("a memo that has the first 32 bytes of the offer's", &format!("{long}8"), &format!("{long}7"));
    // A memo without accounts, of which the offer asks nothing.
    let named = Case::with(3, instruction(MEMO, &[account(PAYER).signing()], b"order 7")).asking("memo", "order 7");
    add("the memo that is asked for, and the payer signs it", named, Valid("memo-text"));
}

fn limits(add: Add<'_>) {
    let mut nothing = |name: &str, check: &'static str| {
        add(&format!("{name} is nothing"), Case::good().policy(json!({name: 0})), Invalid(check));
    };
    nothing("maxComputeUnits", "compute-limit-cap");
    nothing("maxSponsorLamports", "sponsor-cost");
    nothing("maxInstructions", "instructions");
    nothing("maxUnitPrice", "compute-price-cap");
}

/// Values that a shortcut reads as other ones.
fn shortcuts(add: Add<'_>) {
    let two =
        Case::of(&[limit(60_000), price(1), transfer(10_000), memo("order 7"), memo(NONCE)]).asking("memo", "order 7");
    add("another memo behind the one that the offer asks for", two, Invalid("memo-count"));
    let hexadecimal = Case::with(3, memo("order 7")).asking("memo", "6f726465722037");
    add("the bytes of the memo are those that the offer asks for in hexadecimal", hexadecimal, Invalid("memo-text"));
    let umlauts = "ü".repeat(200);
    let long = Case::with(3, memo(&umlauts)).asking("memo", umlauts);
    add("the offer asks for a memo of 200 characters and 400 bytes", long, Invalid("memo-offer"));
    add("the price is 2^32 + 1, and 1 in 32 bits", Case::with(1, price(0x1_0000_0001)), Invalid("compute-price-cap"));
    // The right mint, with one letter in the other case.
    let mut other = sides();
    other[1] = account("EpjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");
    let other = Case::with(2, instruction(TOKEN, &other, &transfer_data(10_000)));
    add("another mint, whose text differs in the case of a letter", other, Invalid("mint"));
    let space = Case::good().offering("payTo", format!("{MERCHANT} "));
    add("a space behind payTo of the offer", space, Invalid("pay-to-address"));
}
