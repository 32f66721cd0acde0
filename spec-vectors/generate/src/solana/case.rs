//! A payment on Solana that is being built.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use x402_vectors::vector::Class;

use super::build::{Account, Instruction, Message, account, bytes, instruction};
use crate::{
    base::NOW,
    draft::{Draft, expect, raw},
};

pub(crate) const PAYER: &str = "BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc";

pub(crate) const SPONSOR: &str = "2moGme732G58zbQe5FtceooXgbFZp3ZMNggJQRKpnLQh";

pub(crate) const MERCHANT: &str = "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg";

pub(super) const THIRD: &str = "2yz3FFSGjJhj9dK8bxRLr4shQdZCfbpKBHAmg8RMK14Q";

pub(super) const MULTISIG: &str = "AwQHau1d6kJ5AdWtKghDxvSnihwDVjhdeCm5WAHcY5XQ";

pub(super) const TABLE: &str = "FuWDKDYbDow2aaQEP9eQtpsY8Ttj1Vq7WFuDYPnYZXCj";

pub(crate) const USDC: &str = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";

/// The mint of PYUSD, which is one of Token-2022.
pub(crate) const PYUSD: &str = "2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo";

/// The payer's account for USDC.
pub(super) const SOURCE: &str = "HKRoFoyfAY4vCFSG2JkVezCb3py944FudYCEjZCBNhBC";

/// The merchant's account for USDC.
pub(super) const DESTINATION: &str = "8RysUTQJqstar8TeunimidLWPAuzXiGynSdfAbyxtXJq";

/// The address of the merchant's account if USDC were a mint of Token-2022.
pub(super) const DESTINATION_2022: &str = "EkWoYf5CKsSdoFemFzQ5NyaV9kNT1ZV8X6KdkY5XVG4d";

/// The sponsor's account for USDC.
pub(super) const SPONSORS: &str = "2pUJovtkqmp8Xjw1kuMgGjran7K49yukananbFJb2Hxs";

/// The sponsor's account for PYUSD.
pub(super) const SPONSORS_PYUSD: &str = "GGzEPFku8mt2vdMVf78MvzBtHdwDkJdyfCk31VgPJE2x";
/// The payer's account for PYUSD, and the merchant's.
pub(super) const PYUSD_SIDES: (&str, &str) =
    ("EmZpAwXBDuM2THDwjQeS9q6kzKg9ao6yB4SFtjTxkUW3", "E5JCV6yNGiFijFMDZ2wSFdrQK9MTx15hthPhyhW1LuUB");

pub(super) const COMPUTE_BUDGET: &str = "ComputeBudget111111111111111111111111111111";

pub(super) const TOKEN: &str = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";

pub(super) const TOKEN_2022: &str = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb";

pub(super) const ASSOCIATED_TOKEN: &str = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL";

pub(super) const MEMO: &str = "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr";

pub(super) const LIGHTHOUSE: &str = "L2TExMFKdjpN9kozasaurPirfHy9P8sbXoAN1qA3S95";

pub(super) const SYSTEM: &str = "11111111111111111111111111111111";

pub(super) const SWIG: &str = "swigypWHEksbC64pWKwah1WTeh9JXwx8H1rJHLdbQMB";

/// The offer of the server.
pub(crate) fn offer() -> Value {
    json!({
        "scheme": "exact",
        "network": "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
        "amount": "10000",
        "asset": USDC,
        "payTo": MERCHANT,
        "maxTimeoutSeconds": 60,
        "extra": {"feePayer": SPONSOR},
    })
}

/// A question to `verify`: a V2 payment with this transaction, of this offer.
pub(super) fn input(offer: &Value, transaction: &str, facts: &Value) -> Value {
    let payment = json!({"x402Version": 2, "accepted": offer, "payload": {"transaction": transaction}});
    let mut input = json!({"payment": {"json": payment}, "offers": [offer], "now": NOW});
    if !facts.is_null() {
        input["facts"] = facts.clone();
    }
    input
}

pub(super) fn limit(units: u32) -> Instruction {
    instruction(COMPUTE_BUDGET, &[], &[&[2], units.to_le_bytes().as_slice()].concat())
}

pub(super) fn price(price: u64) -> Instruction {
    instruction(COMPUTE_BUDGET, &[], &[&[3], price.to_le_bytes().as_slice()].concat())
}

pub(super) fn memo(text: &str) -> Instruction {
    instruction(MEMO, &[], text.as_bytes())
}

pub(super) fn lighthouse() -> Instruction {
    instruction(LIGHTHOUSE, &[account(SOURCE)], &guard_data(6))
}

/// Data that Lighthouse can read (V-57): this first byte, and a short body that fits it. From 18 on there is none.
pub(super) fn guard_data(first: u8) -> Vec<u8> {
    let body: &[u8] = match first {
        // The lamports of an account are written at the offset 0 of the memory 0.
        0 => &[0, 255, 0, 1, 1],
        1 => &[0, 255],
        // A byte of the account's data is 0.
        2 => &[0, 0, 1, 0, 0],
        // The account has 1 lamport or more, as one assertion and as a list of one.
        5 => &[0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 4],
        6 => &[0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 4],
        // The tree is public.
        17 => &[0, 4, 1, 0],
        _ => &[0, 0],
    };
    [&[first], body].concat()
}

/// The transfer from the payer to the merchant.
/// The accounts of an instruction that makes the merchant's account for USDC, at the payer's cost.
pub(super) fn creation_accounts() -> [Account; 6] {
    [
        account(PAYER).signing().written(),
        account(DESTINATION).written(),
        account(MERCHANT),
        account(USDC),
        account(SYSTEM),
        account(TOKEN),
    ]
}

/// Makes the merchant's account for USDC, unless it is there.
pub(super) fn creation() -> Instruction {
    instruction(ASSOCIATED_TOKEN, &creation_accounts(), &[1])
}

pub(super) fn transfer(amount: u64) -> Instruction {
    instruction(TOKEN, &sides(), &transfer_data(amount))
}

/// Source, mint, destination, authority.
pub(super) fn sides() -> [Account; 4] {
    [account(SOURCE).written(), account(USDC), account(DESTINATION).written(), account(PAYER).signing()]
}

pub(super) fn transfer_data(amount: u64) -> Vec<u8> {
    [&[12], amount.to_le_bytes().as_slice(), &[6]].concat()
}

/// The memo of official clients: 16 bytes in hexadecimal.
pub(super) const NONCE: &str = "00112233445566778899aabbccddeeff";

pub(super) fn parts() -> Vec<Instruction> {
    vec![limit(60_000), price(1), transfer(10_000), memo(NONCE)]
}

pub(super) fn message(instructions: &[Instruction]) -> Message {
    Message::new(bytes(SPONSOR), instructions)
}

/// A question that is being built.
#[derive(Clone)]
pub(super) struct Case {
    pub(super) offer: Value,
    pub(super) transaction: String,
    /// The members of the payload next to the transaction.
    pub(super) payload_members: Value,
    /// Further members of the input.
    pub(super) more: Value,
    /// Whether the question is written in V1.
    pub(super) is_v1: bool,
}

impl Case {
    pub(super) fn new(transaction: &[u8]) -> Self {
        Self::of_text(STANDARD.encode(transaction))
    }

    pub(super) fn of_text(transaction: String) -> Self {
        Self { offer: offer(), transaction, payload_members: json!({}), more: json!({}), is_v1: false }
    }

    pub(super) fn of(instructions: &[Instruction]) -> Self {
        Self::new(&message(instructions).signed())
    }

    /// The four usual instructions, with one of them replaced.
    pub(super) fn with(at: usize, other: Instruction) -> Self {
        let mut parts = parts();
        parts[at] = other;
        Self::of(&parts)
    }

    /// The four usual instructions, with one more after them.
    pub(super) fn and(other: Instruction) -> Self {
        Self::of(&[parts(), vec![other]].concat())
    }

    pub(super) fn good() -> Self {
        Self::of(&parts())
    }

    pub(super) fn spoiled(change: impl FnOnce(&mut Message)) -> Self {
        let mut message = message(&parts());
        change(&mut message);
        Self::new(&message.signed())
    }

    pub(super) fn offering(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.offer[member] = value.into();
        self
    }

    pub(super) fn asking(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.offer["extra"][member] = value.into();
        self
    }

    pub(super) fn payload_member(mut self, member: &str, value: Value) -> Self {
        self.payload_members[member] = value;
        self
    }

    pub(super) fn more(mut self, member: &str, value: impl Into<Value>) -> Self {
        self.more[member] = value.into();
        self
    }

    pub(super) fn policy(self, policy: Value) -> Self {
        self.more("policy", policy)
    }

    pub(super) fn table(self, addresses: &[&str]) -> Self {
        self.more("facts", json!({"lookupTables": {TABLE: addresses}}))
    }

    pub(super) fn in_version_1(mut self) -> Self {
        self.is_v1 = true;
        self
    }

    pub(super) fn input(&self) -> Value {
        let mut input = input(&self.offer, &self.transaction, &Value::Null);
        if self.is_v1 {
            let payload = json!({"transaction": self.transaction});
            let network = "solana";
            input["payment"]["json"] =
                json!({"x402Version": 1, "scheme": "exact", "network": network, "payload": payload});
            let mut offer = self.offer.clone();
            let amount = offer.as_object_mut().and_then(|members| members.remove("amount"));
            offer["maxAmountRequired"] = amount.expect("an amount");
            offer["network"] = network.into();
            for (member, value) in
                [("resource", "https://api.example.com/weather"), ("description", ""), ("mimeType", "")]
            {
                offer[member] = value.into();
            }
            input["offers"] = json!([offer]);
        }
        for (member, value) in self.payload_members.as_object().expect("an object") {
            input["payment"]["json"]["payload"][member] = value.clone();
        }
        for (member, value) in self.more.as_object().expect("an object") {
            input[member] = value.clone();
        }
        input
    }

    pub(super) fn draft(&self, number: &str, title: &str, class: Class, result: &Value) -> Draft {
        Draft::new(format!("solana-{number}"), "verify", title, raw(&self.input()), expect(class, result))
            .no_witness("what is refused is a ruling; no library says it")
    }

    pub(super) fn valid(&self, number: &str, title: &str) -> Draft {
        self.draft(number, title, Class::Valid, &json!({"verdict": "valid", "payer": PAYER, "offer": 0}))
    }

    /// Accepted by this implementation, with a flag.
    pub(super) fn flagged(&self, number: &str, title: &str, flag: &str) -> Draft {
        self.valid(number, title).class(Class::Acceptable).flags(&[flag])
    }

    /// Refused by this implementation. Others may accept it.
    pub(super) fn disputed(&self, number: &str, title: &str, flag: &str) -> Draft {
        let results = json!([{"verdict": "invalid"}, {"verdict": "valid", "payer": PAYER, "offer": 0}]);
        self.draft(number, title, Class::Acceptable, &results).flags(&[flag])
    }

    pub(super) fn invalid(&self, number: &str, title: &str, check: &str) -> Draft {
        self.draft(number, title, Class::Invalid, &json!({"verdict": "invalid"}))
            .decided_by(check)
            .reason(reason(check))
    }

    pub(super) fn undecided(&self, number: &str, title: &str, check: &str) -> Draft {
        self.draft(number, title, Class::Undecided, &json!({"verdict": "undecided"})).decided_by(check)
    }
}

/// The error code of the check `sponsor-cost` for a simulated loss of more than the fee, which no price explains.
pub(crate) const LOSES_FUNDS: &str = "invalid_exact_svm_payload_transaction_fee_payer_transferring_funds";

/// The error code for a check: the document's own if it has one (§2.1.2, §2.2.2), the specification's for members that
/// every network has, or else that of npm `@x402/svm` (`exact/facilitator/errors.ts`).
pub(crate) fn reason(check: &str) -> &'static str {
    match check {
        "asset-address" | "pay-to-address" | "memo-offer" | "transaction-versions" => "invalid_payment_requirements",
        "payload" | "policy" => "invalid_payload",
        "transaction" | "runtime-rules" => "invalid_exact_svm_payload_transaction_could_not_be_decoded",
        "transaction-version" => "unsupported_transaction_version",
        "data-limit" => "invalid_exact_svm_payload_transaction_config_loaded_accounts_data_size_limit_missing",
        "lookup-tables" => "smart_wallet_alt_resolution_not_available",
        "fee-payer-address" => "invalid_exact_svm_payload_missing_fee_payer",
        "fee-payer-managed" => "invalid_exact_svm_fee_payer_not_managed_by_facilitator",
        "fee-payer" => "invalid_exact_svm_fee_payer_mismatch",
        "fee-payer-isolation" => "invalid_exact_svm_payload_transaction_fee_payer_included_in_instruction_accounts",
        "sponsor-tokens" => LOSES_FUNDS,
        "signers" => "invalid_exact_svm_payload_excessive_signers",
        "compute-limit" => "invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction",
        "compute-limit-cap" => "invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction_too_high",
        "compute-price" => "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction",
        "compute-price-cap" | "sponsor-cost" => {
            "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction_too_high"
        }
        "instructions" => "invalid_exact_svm_payload_transaction_instructions_length",
        "programs" => "smart_wallet_program_not_allowed",
        "transfer" | "writable" | "source" | "authority" => "invalid_exact_svm_payload_no_transfer_instruction",
        "destination" => "invalid_exact_svm_payload_recipient_mismatch",
        "mint" => "invalid_exact_svm_payload_mint_mismatch",
        "transfer-amount" | "transfer-charge" => "invalid_exact_svm_payload_amount_mismatch",
        "memo-count" => "invalid_exact_svm_payload_memo_count",
        "memo-text" => "invalid_exact_svm_payload_memo_mismatch",
        "memo-form" => "invalid_exact_svm_payload_transaction",
        "simulation" => "invalid_exact_svm_transaction_simulation_failed",
        "signed" => "invalid_exact_svm_payload_signature_invalid",
        other => unreachable!("{other} is no check that fails"),
    }
}
