//! The terms of the offer, and the transfer and memo that pay it.

use serde_json::json;
use x402_vectors::vector::Class;

use super::{
    build::{Account, account, instruction},
    case::{
        Case, DESTINATION, DESTINATION_2022, MEMO, MERCHANT, MULTISIG, NONCE, PAYER, PYUSD, PYUSD_SIDES, SOURCE,
        SPONSOR, SPONSORS, THIRD, TOKEN, TOKEN_2022, USDC, limit, memo, message, parts, price, sides, transfer,
        transfer_data,
    },
};
use crate::draft::{Draft, expect, raw};

pub(super) fn drafts() -> Vec<Draft> {
    [offers(), amounts(), transfers(), memos(), version_1()].into_iter().flatten().collect()
}

fn offers() -> Vec<Draft> {
    let mut regenerated = Case::good();
    regenerated.offer["extra"]["recentBlockhash"] = "EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N".into();
    let mut input = regenerated.input();
    input["offers"][0]["extra"]["recentBlockhash"] = "US517G5965aydkZ46HS38QLi7UQiSojurfbQfKCELFx".into();
    let outstanding = ["blockhash", "mint", "source", "destination", "simulation"];
    vec![
        Case::good()
            .valid("0121", "limit, price, TransferChecked, memo")
            .result(&json!({
                "verdict": "valid", "payer": PAYER, "offer": 0, "flags": [], "outstanding": outstanding,
                "sponsor": {"feePayer": SPONSOR, "mostLamports": "10001", "sponsoring": "valid", "payment": "valid"},
            }))
            .rulings(&["S-3", "S-4", "S-5", "S-6", "S-7", "S-9"]),
        Case::spoiled(|message| message.version = None)
            .valid("0121a", "the same as a legacy message")
            .rulings(&["S-1"]),
        Case::good().in_version_1().valid("0121b", "the same in a V1 payment").rulings(&["B-3"]),
        Case::good()
            .offering("scheme", "upto")
            .undecided("0121c", "the same in the scheme upto, of which no document speaks on Solana", "method")
            .rulings(&["B-4"])
            .requirements(&["SVM-name-01"]),
        Draft::new(
            "solana-0161",
            "verify",
            "the blockhash that the server suggests is a newer one by now",
            raw(&input),
            expect(Class::Valid, &json!({"verdict": "valid", "payer": PAYER, "offer": 0})),
        )
        .rulings(&["B-2"]),
        Case::good()
            .offering("asset", format!("{USDC}1"))
            .invalid("0134a", "the offer's asset is no address", "asset-address")
            .rulings(&["S-6"]),
        Case::good()
            .offering("payTo", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
            .invalid("0135a", "the offer's payTo is an address of another family", "pay-to-address")
            .rulings(&["S-6"]),
        Case::good()
            .offering("payTo", SPONSOR)
            .invalid("0135b", "the transfer pays another merchant", "destination")
            .rulings(&["S-6"]),
        Case::of(&[
            limit(60_000),
            price(1),
            {
                let mut accounts = sides();
                accounts[2] = account(SPONSORS).written();
                instruction(TOKEN, &accounts, &transfer_data(10_000))
            },
            memo(NONCE),
        ])
        .offering("payTo", SPONSOR)
        .valid("0146", "the merchant sponsors the transaction himself")
        .rulings(&["S-3"]),
    ]
}

fn amounts() -> Vec<Draft> {
    let paying = |amount| Case::with(2, transfer(amount));
    let settling = |amount: &str| Case::good().more("phase", json!({"settle": {"amount": amount}}));
    vec![
        paying(10_001)
            .disputed("0132", "one more than asked is transferred", "overpay")
            .comment("V2 wants the exact amount (§6.1.2), the scheme's document at least so much (§1.1).")
            .decided_by("transfer-amount")
            .rulings(&["B-7"]),
        paying(10_001)
            .policy(json!({"amountRule": "at-least"}))
            .flagged("0132a", "one more than asked, and the policy takes it", "overpay")
            .rulings(&["B-7"]),
        paying(9_999).invalid("0132b", "one less than asked is transferred", "transfer-amount").rulings(&["B-7"]),
        paying(9_999)
            .policy(json!({"amountRule": "at-least"}))
            .invalid("0132c", "one less than asked, whatever the policy", "transfer-amount")
            .rulings(&["B-7"]),
        Case::good()
            .in_version_1()
            .offering("amount", "9999")
            .invalid("0132d", "one more than asked in a V1 payment", "transfer-amount")
            .class(Class::Acceptable)
            .result(&json!([{"verdict": "invalid"}, {"verdict": "valid"}]))
            .flags(&["overpay"])
            .rulings(&["B-7"]),
        Case::good()
            .offering("amount", "18446744073709561616")
            .invalid("0132e", "asked is 2^64 more than is transferred", "transfer-amount")
            .comment("An amount on Solana has 64 bits, one of the protocol 256.")
            .rulings(&["B-7"]),
        paying(0)
            .offering("amount", "0")
            .flagged("0132f", "nothing is asked, and nothing transferred", "zero-amount")
            .rulings(&["S-6"]),
        settling("10000").valid("0132g", "to be settled with what is transferred").rulings(&["B-7"]),
        settling("9999")
            .invalid("0132h", "to be settled with one less than is transferred", "transfer-charge")
            .rulings(&["B-7"]),
    ]
}

fn transfers() -> Vec<Draft> {
    let instead =
        |program: &str, accounts: &[Account], data: &[u8]| Case::with(2, instruction(program, accounts, data));
    let with_account = |at: usize, other| {
        let mut accounts = sides();
        accounts[at] = other;
        instead(TOKEN, &accounts, &transfer_data(10_000))
    };
    let [source, mint, destination, authority] = sides();
    let (source_2022, destination_2022) = PYUSD_SIDES;
    let sides_2022 = [account(source_2022).written(), account(PYUSD), account(destination_2022).written(), authority];
    let longer = [transfer_data(10_000), vec![0]].concat();
    let with_fee = [&[26, 1], &transfer_data(10_000)[1..], &[0; 8]].concat();
    let batch = [&[255, 4, 10], transfer_data(10_000).as_slice()].concat();
    let and_more = |more: Account| [sides().as_slice(), &[more]].concat();
    let unsigned = [source, mint, destination, account(PAYER)];
    let multisig = [source, mint, destination, account(MULTISIG), authority];
    vec![
        instead(TOKEN, &[source, destination, authority], &transfer_data(10_000)[..9].to_vec().tap(3))
            .invalid("0133", "Transfer instead of TransferChecked", "transfer")
            .rulings(&["S-6"]),
        instead(TOKEN_2022, &sides_2022, &with_fee)
            .offering("asset", PYUSD)
            .invalid("0133a", "TransferCheckedWithFee instead of TransferChecked", "transfer")
            .rulings(&["S-6"]),
        instead(TOKEN, &sides(), &transfer_data(10_000).tap(13))
            .invalid("0133b", "ApproveChecked instead of TransferChecked", "transfer")
            .rulings(&["S-6"]),
        instead(TOKEN, &sides()[..3], &transfer_data(10_000))
            .invalid("0133c", "TransferChecked without an authority", "transfer")
            .rulings(&["S-6"]),
        Case::of(&[limit(60_000), price(1), memo(NONCE)])
            .invalid("0133d", "no transfer at all", "transfer")
            .rulings(&["S-6"]),
        with_account(1, account(PYUSD)).invalid("0134", "another mint is transferred", "mint").rulings(&["S-6"]),
        with_account(2, account(MERCHANT).written())
            .invalid("0135", "the destination is the merchant's wallet", "destination")
            .rulings(&["S-6"]),
        with_account(2, account(DESTINATION_2022).written())
            .invalid("0136", "the destination is the associated account under the other token program", "destination")
            .rulings(&["S-6"]),
        Case::of(&[limit(60_000), price(1), transfer(10_000), transfer(10_000), memo(NONCE)])
            .invalid("0137", "two transfers that fit", "programs")
            .rulings(&["S-6"]),
        instead(TOKEN_2022, &sides_2022, &transfer_data(10_000))
            .offering("asset", PYUSD)
            .valid("0145", "a token of Token-2022")
            .result(&json!({"verdict": "valid", "payer": PAYER, "offer": 0, "outstanding": ["mint"]}))
            .comment("Whether the mint keeps back a fee is for the chain to say.")
            .rulings(&["S-6", "S-9"]),
        with_account(0, account(SOURCE)).invalid("0163", "the source is read-only", "writable").rulings(&["S-6"]),
        with_account(2, account(DESTINATION))
            .invalid("0163a", "the destination is read-only", "writable")
            .rulings(&["S-6"]),
        with_account(0, account(DESTINATION).written())
            .invalid("0167", "the source is the destination", "source")
            .rulings(&["S-6"]),
        with_account(0, account(SPONSORS).written())
            .invalid("0167a", "the source is the sponsor's own account", "sponsor-tokens")
            .comment("The payer would have to be the sponsor's delegate; then the sponsor pays.")
            .rulings(&["S-6"]),
        with_account(0, account(THIRD).written())
            .valid("0189", "the source is an account of somebody else, whose delegate the payer may be")
            .rulings(&["S-6"]),
        Case::with(2, instruction(TOKEN, &unsigned, &transfer_data(10_000)))
            .invalid("0168", "the authority does not sign", "authority")
            .rulings(&["S-6"]),
        instead(TOKEN, &multisig, &transfer_data(10_000))
            .undecided("0168a", "the authority does not sign, and a member of it may", "authority")
            .rulings(&["S-6"]),
        instead(TOKEN_2022, &sides_2022, &longer)
            .offering("asset", PYUSD)
            .invalid("0184", "a byte follows the decimals, for Token-2022", "transfer")
            .rulings(&["S-6"]),
        instead(TOKEN, &sides(), &longer)
            .flagged("0184a", "a byte follows the decimals, for Token", "trailing-data")
            .rulings(&["S-6"]),
        instead(TOKEN, &sides(), &batch)
            .invalid("0185", "a batch that holds the transfer", "transfer")
            .rulings(&["S-6"]),
        instead(TOKEN, &and_more(account(MERCHANT)), &transfer_data(10_000))
            .flagged("0184b", "a fifth account", "extra-accounts")
            .rulings(&["S-6"]),
    ]
}

/// The same bytes with another first one.
trait Tap {
    fn tap(self, first: u8) -> Self;
}

impl Tap for Vec<u8> {
    fn tap(mut self, first: u8) -> Self {
        self[0] = first;
        self
    }
}

fn memos() -> Vec<Draft> {
    let saying = |text: &str| Case::with(3, memo(text));
    let long = |count| "m".repeat(count);
    let without = || Case::of(&parts()[..3]);
    let named = |accounts: &[Account]| Case::with(3, instruction(MEMO, accounts, NONCE.as_bytes()));
    let spacious = |text: &str| Case::of(&[limit(120_000), price(1), transfer(10_000), memo(text)]);
    let tight = |text: &str| Case::of(&[limit(20_000), price(1), transfer(10_000), memo(text)]);
    let mut raw_memo = message(&parts());
    raw_memo.instructions[3].2 = vec![0x61, 0xff, 0x62];
    vec![
        saying("order 7").asking("memo", "order 7").valid("0140", "the memo that the offer asks for").rulings(&["S-7"]),
        without()
            .asking("memo", "order 7")
            .invalid("0140a", "the memo that the offer asks for is absent", "memo-count")
            .rulings(&["S-7"]),
        Case::of(&[limit(60_000), price(1), transfer(10_000), memo("order 7"), memo("order 7")])
            .asking("memo", "order 7")
            .invalid("0140b", "the memo that the offer asks for stands twice", "memo-count")
            .rulings(&["S-7"]),
        saying("order 8")
            .asking("memo", "order 7")
            .invalid("0140c", "another memo than the offer asks for", "memo-text")
            .rulings(&["S-7"]),
        saying("\u{feff}order 7")
            .asking("memo", "order 7")
            .invalid("0140d", "the memo with a byte order mark in front", "memo-text")
            .comment("The TypeScript facilitator strips the mark, and takes it.")
            .rulings(&["S-7"]),
        Case::good()
            .asking("memo", long(257))
            .invalid("0141", "the offer asks for a memo of 257 bytes", "memo-offer")
            .rulings(&["S-7"]),
        spacious(&long(256))
            .asking("memo", long(256))
            .valid("0141a", "a memo of 256 bytes, as asked")
            .rulings(&["S-7"]),
        spacious(&long(257)).valid("0141b", "a memo of 257 bytes that nobody asked for").rulings(&["S-7"]),
        Case::good()
            .asking("memo", 7)
            .invalid("0141c", "the offer asks for a memo that is a number", "memo-offer")
            .rulings(&["S-7"]),
        named(&[account(SOURCE)])
            .invalid("0164", "the memo names an account that does not sign", "memo-form")
            .rulings(&["S-7"]),
        named(&[account(PAYER).signing()]).valid("0164a", "the memo names the payer, who signs").rulings(&["S-7"]),
        Case::new(&raw_memo.signed()).invalid("0164b", "the memo is not UTF-8", "memo-form").rulings(&["S-7"]),
        Case::good()
            .asking("memo", "")
            .valid("0165", "the offer asks for the empty memo, which is any")
            .rulings(&["S-7"]),
        without().flagged("0165a", "no memo", "no-memo").rulings(&["S-7"]),
        without()
            .policy(json!({"refuse": ["no-memo"]}))
            .invalid("0165b", "no memo, and the policy wants one", "policy")
            .rulings(&["S-7"]),
        Case::with(3, instruction("Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo", &[], NONCE.as_bytes()))
            .invalid("0166", "a memo of the first memo program", "programs")
            .rulings(&["S-7"]),
        Case::with(3, instruction("Memo4c2pN8afCj432Lb7RMVKi9PbQnnW7ewFFaV3oAH", &[], NONCE.as_bytes()))
            .invalid("0166a", "a memo of the newest memo program", "programs")
            .rulings(&["S-7"]),
        tight(&long(51))
            .flagged("0187", "51 letters under the official clients' limit", "units-short")
            .comment("It fails at the sponsor's cost.")
            .rulings(&["S-5"]),
        tight(&"汉".repeat(26))
            .flagged("0187a", "26 Chinese characters under the official clients' limit", "units-short")
            .rulings(&["S-5"]),
        tight(&"🚀".repeat(19))
            .flagged("0187b", "19 rockets under the official clients' limit", "units-short")
            .rulings(&["S-5"]),
        tight(&"🚀".repeat(19))
            .policy(json!({"refuse": ["units-short"]}))
            .invalid("0187c", "19 rockets, and the policy refuses what runs short", "policy")
            .rulings(&["S-5"]),
        tight(&long(50)).valid("0187d", "50 letters under the official clients' limit").rulings(&["S-5"]),
        tight(&long(50))
            .policy(json!({"refuse": ["units-short"]}))
            .valid("0187e", "50 letters, and the policy refuses what runs short")
            .rulings(&["S-5"]),
        tight(&long(51))
            .policy(json!({"refuse": ["units-short"]}))
            .invalid("0187f", "51 letters, and the policy refuses what runs short", "policy")
            .rulings(&["S-5"]),
        tight("汉汉")
            .policy(json!({"refuse": ["units-short"]}))
            .invalid("0187g", "two Chinese characters, and the policy refuses what runs short", "policy")
            .rulings(&["S-5"]),
        tight(&"\u{20bb7}".repeat(60))
            .policy(json!({"refuse": ["units-short"]}))
            .valid("0187h", "60 rare Chinese characters, 240 bytes, which cost less than letters do")
            .rulings(&["S-5"]),
    ]
}

/// The rules of V1's document for Solana (§6.2), under which a payment of V2 is refused as well.
fn version_1() -> Vec<Draft> {
    let transfer_of_token = instruction(
        TOKEN,
        &[account(SOURCE).written(), account(DESTINATION).written(), account(PAYER).signing()],
        &transfer_data(10_000)[..9].to_vec().tap(3),
    );
    let of_sponsor = instruction(MEMO, &[account(SPONSOR)], NONCE.as_bytes());
    vec![
        Case::with(2, transfer_of_token).in_version_1().invalid("0133e", "Transfer in a V1 payment", "transfer"),
        Case::with(3, of_sponsor).in_version_1().invalid(
            "0127d",
            "the memo names the fee payer, in a V1 payment",
            "fee-payer-isolation",
        ),
        Case::with(1, price(5_000_001)).in_version_1().invalid(
            "0130e",
            "the price is one above the cap, in a V1 payment",
            "compute-price-cap",
        ),
        Case::good().offering("payTo", SPONSOR).in_version_1().invalid(
            "0135e",
            "the transfer pays another merchant, in a V1 payment",
            "destination",
        ),
        Case::with(2, transfer(9_999)).in_version_1().invalid(
            "0132i",
            "one less than asked, in a V1 payment",
            "transfer-amount",
        ),
    ]
    .into_iter()
    .map(|draft| draft.rulings(&["B-3"]))
    .collect()
}
