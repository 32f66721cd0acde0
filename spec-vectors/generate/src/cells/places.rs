//! The places: payments of each mechanism for `verify`, and documents with a network for `decode`.

use serde_json::{Value, json};

use super::faults::{
    Effect,
    Kind::{self, Decimal, Hex, Name, Network, Seconds, Text, Version},
};
use crate::{
    approval, batch_settlement,
    draft::Draft,
    payment::{self, Method, PERMIT2},
    permit::TOKEN,
    sign::SIGNER,
    solana, stellar,
};

/// What `verify` says of a place with a fault.
pub(super) enum Reply {
    /// By this check, for this reason.
    Refused(&'static str, &'static str),
    /// With these flags.
    Taken(&'static [&'static str]),
}
use Reply::{Refused, Taken};

/// A payment, and the places of it. The numbers of its vectors begin with that of the payment, which is a multiple of 100.
pub(super) struct Payment {
    pub(super) number: usize,
    pub(super) name: &'static str,
    /// JSON text.
    pub(super) question: String,
    /// If the answer names one.
    pub(super) payer: Option<&'static str>,
    /// What the payment itself rests on.
    pub(super) ruling: &'static str,
    pub(super) places: Vec<Place>,
}

/// Who reads a place.
#[derive(Clone, Copy)]
enum Reader {
    /// The decoder, and then the comparison with the server's offer.
    Terms,
    /// The reader of the payload: the check and the reason of a refusal.
    Payload(&'static str, &'static str),
}

pub(super) struct Place {
    /// Into the question.
    pub(super) pointer: &'static str,
    pub(super) kind: Kind,
    reader: Reader,
}

const OTHER_TERMS: Reply = Refused("offer", "invalid_payment_requirements");

impl Place {
    /// `None` if vectors of another group decide it.
    pub(super) fn reply(&self, effect: Effect) -> Option<Reply> {
        Some(match (self.reader, self.kind, effect) {
            // Another delay is another channel.
            (Reader::Payload(..), _, Effect::Another) => return None,
            // Members of `extra` are compared as they are.
            (Reader::Terms, Name, _) if self.pointer.contains("/extra/") => OTHER_TERMS,
            // A whole number that is no version is named for what it is.
            (Reader::Terms, Version, Effect::Malformed) => Refused("decode", "invalid_x402_version"),
            // An address in the terms is a text to the decoder, which knows no chain.
            (Reader::Terms, Hex, Effect::Malformed) | (Reader::Terms, _, Effect::Another) => OTHER_TERMS,
            (Reader::Terms, Hex, Effect::Same) => Taken(&["address-case"]),
            (Reader::Terms, ..) => Refused("decode", "invalid_payload"),
            (_, _, Effect::Same) => Taken(&[]),
            (Reader::Payload(check, reason), ..) => Refused(check, reason),
        })
    }

    pub(super) fn ruling(&self, effect: Effect) -> &'static str {
        match (self.reader, self.kind) {
            (Reader::Terms, Hex | Name) => "B-2",
            (Reader::Terms, _) if effect == Effect::Another => "B-2",
            // The document of the scheme has a grammar of its own.
            _ if self.pointer.contains("/channelConfig/")
                || self.pointer.contains("/voucher/")
                || self.pointer.contains("/deposit/")
                || self.pointer.contains("/claims/")
                || self.pointer.ends_with("AuthorizerSignature")
                || [REFUND_AMOUNT, REFUND[1].0].contains(&self.pointer) =>
            {
                "N-8"
            }
            (_, Decimal) => "C-6",
            (_, Seconds | Version) => "C-5",
            (_, Network) => "C-9",
            (_, Hex) if self.pointer.ends_with("/nonce") || self.pointer.ends_with("/salt") => "E-4",
            (_, Hex) if self.pointer.ends_with("/signature") => "E-5",
            (_, Hex | Name | Text) => "E-3",
        }
    }
}

const BASE_TERMS: [(&str, Kind); 9] = [
    ("/payment/json/x402Version", Version),
    ("/payment/json/accepted/scheme", Name),
    ("/payment/json/accepted/network", Network),
    ("/payment/json/accepted/amount", Decimal),
    ("/payment/json/accepted/asset", Hex),
    ("/payment/json/accepted/payTo", Hex),
    ("/payment/json/accepted/maxTimeoutSeconds", Seconds),
    ("/payment/json/accepted/extra/name", Name),
    ("/payment/json/accepted/extra/version", Name),
];

/// What the decoder reads alike for every mechanism.
const TERMS: [(&str, Kind); 5] = [BASE_TERMS[0], BASE_TERMS[2], BASE_TERMS[3], BASE_TERMS[6], BASE_TERMS[1]];

const EIP3009: [(&str, Kind); 7] = [
    ("/payment/json/payload/signature", Hex),
    ("/payment/json/payload/authorization/from", Hex),
    ("/payment/json/payload/authorization/to", Hex),
    ("/payment/json/payload/authorization/value", Decimal),
    ("/payment/json/payload/authorization/validAfter", Decimal),
    ("/payment/json/payload/authorization/validBefore", Decimal),
    ("/payment/json/payload/authorization/nonce", Hex),
];

const PERMIT: [(&str, Kind); 9] = [
    ("/payment/json/payload/signature", Hex),
    ("/payment/json/payload/permit2Authorization/from", Hex),
    ("/payment/json/payload/permit2Authorization/spender", Hex),
    ("/payment/json/payload/permit2Authorization/permitted/token", Hex),
    ("/payment/json/payload/permit2Authorization/permitted/amount", Decimal),
    ("/payment/json/payload/permit2Authorization/nonce", Decimal),
    ("/payment/json/payload/permit2Authorization/deadline", Decimal),
    ("/payment/json/payload/permit2Authorization/witness/to", Hex),
    ("/payment/json/payload/permit2Authorization/witness/validAfter", Decimal),
];

const EIP2612: [(&str, Kind); 7] = [
    ("/payment/json/extensions/eip2612GasSponsoring/info/from", Hex),
    ("/payment/json/extensions/eip2612GasSponsoring/info/asset", Hex),
    ("/payment/json/extensions/eip2612GasSponsoring/info/spender", Hex),
    ("/payment/json/extensions/eip2612GasSponsoring/info/amount", Decimal),
    ("/payment/json/extensions/eip2612GasSponsoring/info/nonce", Decimal),
    ("/payment/json/extensions/eip2612GasSponsoring/info/deadline", Decimal),
    ("/payment/json/extensions/eip2612GasSponsoring/info/signature", Hex),
];

const APPROVAL: [(&str, Kind); 5] = [
    ("/payment/json/extensions/erc20ApprovalGasSponsoring/info/from", Hex),
    ("/payment/json/extensions/erc20ApprovalGasSponsoring/info/asset", Hex),
    ("/payment/json/extensions/erc20ApprovalGasSponsoring/info/spender", Hex),
    ("/payment/json/extensions/erc20ApprovalGasSponsoring/info/amount", Decimal),
    ("/payment/json/extensions/erc20ApprovalGasSponsoring/info/signedTransaction", Hex),
];

const VOUCHER: [(&str, Kind); 10] = [
    ("/payment/json/payload/channelConfig/payer", Hex),
    ("/payment/json/payload/channelConfig/payerAuthorizer", Hex),
    ("/payment/json/payload/channelConfig/receiver", Hex),
    ("/payment/json/payload/channelConfig/receiverAuthorizer", Hex),
    ("/payment/json/payload/channelConfig/token", Hex),
    ("/payment/json/payload/channelConfig/salt", Hex),
    ("/payment/json/payload/voucher/channelId", Hex),
    ("/payment/json/payload/voucher/maxClaimableAmount", Decimal),
    ("/payment/json/payload/voucher/signature", Hex),
    ("/payment/json/payload/channelConfig/withdrawDelay", Seconds),
];

const DEPOSIT: [(&str, Kind); 5] = [
    ("/payment/json/payload/deposit/amount", Decimal),
    ("/payment/json/payload/deposit/authorization/erc3009Authorization/validAfter", Decimal),
    ("/payment/json/payload/deposit/authorization/erc3009Authorization/validBefore", Decimal),
    ("/payment/json/payload/deposit/authorization/erc3009Authorization/salt", Hex),
    ("/payment/json/payload/deposit/authorization/erc3009Authorization/signature", Hex),
];

const DEPOSIT_BY_PERMIT2: [(&str, Kind); 8] = [
    ("/payment/json/payload/deposit/authorization/permit2Authorization/from", Hex),
    ("/payment/json/payload/deposit/authorization/permit2Authorization/spender", Hex),
    ("/payment/json/payload/deposit/authorization/permit2Authorization/permitted/token", Hex),
    ("/payment/json/payload/deposit/authorization/permit2Authorization/permitted/amount", Decimal),
    ("/payment/json/payload/deposit/authorization/permit2Authorization/nonce", Decimal),
    ("/payment/json/payload/deposit/authorization/permit2Authorization/deadline", Decimal),
    ("/payment/json/payload/deposit/authorization/permit2Authorization/signature", Hex),
    ("/payment/json/payload/deposit/authorization/permit2Authorization/witness/channelId", Hex),
];

const CLAIM: [(&str, Kind); 11] = [
    ("/payment/json/payload/claims/0/voucher/maxClaimableAmount", Decimal),
    ("/payment/json/payload/claims/0/totalClaimed", Decimal),
    ("/payment/json/payload/claims/0/signature", Hex),
    ("/payment/json/payload/claims/0/voucher/channel/payer", Hex),
    ("/payment/json/payload/claims/0/voucher/channel/payerAuthorizer", Hex),
    ("/payment/json/payload/claims/0/voucher/channel/receiver", Hex),
    ("/payment/json/payload/claims/0/voucher/channel/receiverAuthorizer", Hex),
    ("/payment/json/payload/claims/0/voucher/channel/token", Hex),
    ("/payment/json/payload/claims/0/voucher/channel/salt", Hex),
    ("/payment/json/payload/claims/0/voucher/channel/withdrawDelay", Seconds),
    ("/payment/json/payload/claimAuthorizerSignature", Hex),
];

const REFUND_AMOUNT: &str = "/payment/json/payload/amount";
const REFUND: [(&str, Kind); 2] =
    [("/payment/json/payload/refundAuthorizerSignature", Hex), ("/payment/json/payload/refundNonce", Decimal)];

/// New places go to the end of their payment.
pub(super) fn payments() -> Vec<Payment> {
    let payload = Reader::Payload("payload", "invalid_payload");
    let places = |of: &[(&'static str, Kind)], reader: Reader| -> Vec<Place> {
        of.iter().map(|(pointer, kind)| Place { pointer, kind: *kind, reader }).collect()
    };
    let both = |terms: &[(&'static str, Kind)], of: &[(&'static str, Kind)]| {
        places(terms, Reader::Terms).into_iter().chain(places(of, payload)).collect()
    };
    let evm = |number, name, ruling, payment: &payment::Payment, places| Payment {
        number,
        name,
        question: payment.question().to_string(),
        payer: Some(SIGNER),
        ruling,
        places,
    };
    let base = payment::Payment::new;
    let sponsored = nothing_allowed(base(Method::Permit2)).sponsored(&permit());
    let (_, approval, ..) = approval::every_check().into_iter().next().expect("an approval that holds");
    let approved = nothing_allowed(base(Method::Permit2)).extended("erc20ApprovalGasSponsoring", &approval);
    let facilitator = [("/payment/json/payload/permit2Authorization/witness/facilitator", Hex)];
    let in_version_1 = [("/payment/json/x402Version", Version), ("/payment/json/scheme", Name)];
    let channel = |number, name, row, code, of: &[&[(&'static str, Kind)]]| {
        let payload = places(&of.concat(), Reader::Payload("payload", code));
        let question = batch_settlement::question(row).to_string();
        let places = places(&TERMS, Reader::Terms).into_iter().chain(payload).collect();
        // The rows of a claim may have many payers.
        let payer = (!matches!(name, "a claim" | "a completed refund")).then_some(SIGNER);
        Payment { number, name, question, payer, ruling: "N-1", places }
    };
    // Their payloads are transactions, whose bytes have vectors in groups of their own.
    let transaction = |number, name, ruling, drafts: &[Draft], id, terms: &[(&'static str, Kind)]| {
        let draft = drafts.iter().find(|draft| draft.id() == id).expect("a vector of this number");
        Payment {
            number,
            name,
            question: draft.input().to_owned(),
            payer: None,
            ruling,
            places: places(terms, Reader::Terms),
        }
    };
    let of_solana = solana::drafts();
    vec![
        evm(100, "EIP-3009, V2", "E-1", &base(Method::Eip3009), both(&BASE_TERMS, &EIP3009)),
        evm(200, "EIP-3009, V1", "E-1", &base(Method::Eip3009).in_version_1(), both(&in_version_1, &EIP3009)),
        evm(300, "Permit2", "P-2", &base(Method::Permit2), both(&TERMS, &PERMIT)),
        evm(400, "upto", "U-1", &base(Method::Upto), both(&TERMS, &[&PERMIT[..], &facilitator].concat())),
        evm(500, "Permit2 with a permit", "P-5", &sponsored, {
            places(&EIP2612, Reader::Payload("permit-payload", "invalid_eip2612_extension_format"))
        }),
        evm(600, "Permit2 with an approval", "P-6", &approved, {
            places(&APPROVAL, Reader::Payload("approval-payload", "invalid_erc20_approval_extension_format"))
        }),
        channel(700, "a voucher", "0100a", "invalid_batch_settlement_evm_voucher_payload", &[&VOUCHER]),
        channel(800, "a deposit", "0100b", "invalid_batch_settlement_evm_deposit_payload", &[&DEPOSIT, &VOUCHER[6..9]]),
        transaction(900, "Solana", "S-1", &of_solana, "solana-0121", &TERMS),
        evm(1100, "Permit2, V1", "P-2", &base(Method::Permit2).in_version_1(), both(&in_version_1, &PERMIT)),
        channel(
            1200,
            "a deposit by Permit2",
            "0100c",
            "invalid_batch_settlement_evm_deposit_payload",
            &[&DEPOSIT_BY_PERMIT2],
        ),
        channel(1300, "a claim", "0100f", "invalid_batch_settlement_evm_claim_payload", &[&CLAIM]),
        channel(
            1400,
            "a refund",
            "0100d",
            "invalid_batch_settlement_evm_refund_amount_invalid",
            &[&[(REFUND_AMOUNT, Decimal)]],
        ),
        channel(1500, "a completed refund", "0100g", "invalid_batch_settlement_evm_refund_payload", &[&REFUND]),
        transaction(1600, "Solana, V1", "S-1", &of_solana, "solana-0121b", &in_version_1),
        transaction(1000, "Stellar", "T-1", &stellar::drafts(), "stellar-101a", &TERMS),
    ]
}

/// A permit for the sponsor, without its signature.
pub(super) fn permit() -> Value {
    json!({
        "from": SIGNER, "asset": TOKEN, "spender": PERMIT2, "amount": "10000", "nonce": "1003", "deadline": "1740672154",
        "version": "1",
    })
}

/// Everything depends on what the payment carries for its sponsor.
pub(super) fn nothing_allowed(payment: payment::Payment) -> payment::Payment {
    payment.asks("facts.allowances", json!([{"token": TOKEN, "owner": SIGNER, "amount": "0"}]))
}

/// A document for `decode`, and the places of it. The numbers of its vectors begin with that of the document.
pub(super) struct Document {
    pub(super) number: usize,
    pub(super) kind: &'static str,
    pub(super) text: String,
    pub(super) version: Option<u64>,
    /// With which it is accepted.
    pub(super) flags: &'static [&'static str],
    pub(super) places: Vec<InDocument>,
}

pub(super) struct InDocument {
    pub(super) pointer: &'static str,
    pub(super) kind: Kind,
    /// The flag of an entry that cannot be read, if the document is kept.
    pub(super) unreadable: &'static str,
}

/// New places go to the end of their document.
pub(super) fn documents() -> Vec<Document> {
    let offer: Value = json!({
        "scheme": "exact", "network": "eip155:84532", "amount": "10000", "asset": TOKEN, "payTo": SIGNER,
        "maxTimeoutSeconds": 60,
    });
    let offer_1 = json!({
        "scheme": "exact", "network": "base-sepolia", "maxAmountRequired": "10000", "asset": TOKEN, "payTo": SIGNER,
        "resource": "https://api.example.com/weather", "description": "Weather", "mimeType": "", "maxTimeoutSeconds": 60,
    });
    let payment = json!({"x402Version": 2, "accepted": offer, "payload": {"a": 1}});
    let payment_1 = json!({"x402Version": 1, "scheme": "exact", "network": "base-sepolia", "payload": {"a": 1}});
    let request = json!({"x402Version": 2, "paymentPayload": payment, "paymentRequirements": offer});
    let request_1 = json!({"x402Version": 1, "paymentPayload": payment_1, "paymentRequirements": offer_1});
    let hash = format!("0x{}", "12".repeat(32));
    let settlement = json!({
        "success": true, "transaction": hash, "network": "eip155:84532", "payer": SIGNER, "amount": "10000",
    });
    let supported = json!({
        "kinds": [{"x402Version": 2, "scheme": "exact", "network": "eip155:84532"}], "extensions": [], "signers": {},
    });
    let item = json!({
        "resource": "https://api.example.com/weather", "type": "http", "x402Version": 2, "accepts": [offer],
        "lastUpdated": "2026-01-01T00:00:00Z",
    });
    let list = json!({"x402Version": 2, "items": [item], "pagination": {"limit": 10, "offset": 0, "total": 1}});
    let results = json!({"x402Version": 2, "resources": [item], "pagination": {"limit": 10, "cursor": null}});
    let item_1 = json!({
        "resource": "https://api.example.com/weather", "type": "http", "x402Version": 1, "accepts": [offer_1],
        "lastUpdated": "2026-01-01T00:00:00Z",
    });
    let list_1 = json!({"x402Version": 1, "items": [item_1], "pagination": {"limit": 10, "offset": 0, "total": 1}});
    let document = |number, kind, document: &Value, version, places: &[(&'static str, Kind, &'static str)]| {
        let place = |(pointer, kind, unreadable): &(&'static str, Kind, &'static str)| InDocument {
            pointer,
            kind: *kind,
            unreadable,
        };
        let places = places.iter().map(place).collect();
        Document { number, kind, text: document.to_string(), version, flags: &[], places }
    };
    let in_request: [(&'static str, Kind, &'static str); 10] = [
        ("/x402Version", Version, ""),
        ("/paymentPayload/x402Version", Version, ""),
        ("/paymentPayload/accepted/network", Network, ""),
        ("/paymentPayload/accepted/amount", Decimal, ""),
        ("/paymentPayload/accepted/maxTimeoutSeconds", Seconds, ""),
        ("/paymentRequirements/network", Network, ""),
        ("/paymentRequirements/amount", Decimal, ""),
        ("/paymentRequirements/maxTimeoutSeconds", Seconds, ""),
        ("/paymentPayload/accepted/scheme", Text, ""),
        ("/paymentRequirements/scheme", Text, ""),
    ];
    let in_request_1 = [
        in_request[0],
        in_request[1],
        ("/paymentRequirements/maxAmountRequired", Decimal, ""),
        in_request[7],
        ("/paymentPayload/scheme", Text, ""),
        in_request[9],
    ];
    vec![
        document(
            5000,
            "payment",
            &payment,
            Some(2),
            &[
                ("/x402Version", Version, ""),
                ("/accepted/network", Network, ""),
                ("/accepted/amount", Decimal, ""),
                ("/accepted/maxTimeoutSeconds", Seconds, ""),
                ("/accepted/scheme", Text, ""),
            ],
        ),
        document(5100, "payment", &payment_1, Some(1), &[("/x402Version", Version, ""), ("/scheme", Text, "")]),
        document(5200, "verify-request", &request, Some(2), &in_request),
        document(5300, "settle-request", &request, Some(2), &in_request),
        document(5400, "verify-request", &request_1, Some(1), &in_request_1),
        document(5500, "settle-request", &request_1, Some(1), &in_request_1),
        document(5600, "settlement", &settlement, Some(2), &[("/network", Network, ""), ("/amount", Decimal, "")]),
        Document {
            flags: &["no-resource"],
            ..document(
                5700,
                "payment-required",
                &json!({"x402Version": 2, "accepts": [offer]}),
                Some(2),
                &[
                    ("/x402Version", Version, ""),
                    ("/accepts/0/network", Network, "unreadable-offer"),
                    ("/accepts/0/amount", Decimal, "unreadable-offer"),
                    ("/accepts/0/maxTimeoutSeconds", Seconds, "unreadable-offer"),
                    ("/accepts/0/scheme", Text, "unreadable-offer"),
                ],
            )
        },
        document(
            5800,
            "payment-required",
            &json!({"x402Version": 1, "accepts": [offer_1], "error": "e"}),
            Some(1),
            &[
                ("/x402Version", Version, ""),
                ("/accepts/0/maxAmountRequired", Decimal, "unreadable-offer"),
                ("/accepts/0/maxTimeoutSeconds", Seconds, "unreadable-offer"),
                ("/accepts/0/scheme", Text, "unreadable-offer"),
            ],
        ),
        document(
            5900,
            "supported",
            &supported,
            None,
            &[
                ("/kinds/0/x402Version", Version, "unreadable-kind"),
                ("/kinds/0/network", Network, "unreadable-kind"),
                ("/kinds/0/scheme", Text, "unreadable-kind"),
            ],
        ),
        document(
            6000,
            "resource-list",
            &list,
            Some(2),
            &[
                ("/x402Version", Version, ""),
                ("/items/0/x402Version", Version, "unreadable-item"),
                ("/items/0/accepts/0/network", Network, "unreadable-offer"),
                ("/items/0/accepts/0/amount", Decimal, "unreadable-offer"),
                ("/items/0/accepts/0/maxTimeoutSeconds", Seconds, "unreadable-offer"),
                ("/items/0/accepts/0/scheme", Text, "unreadable-offer"),
                ("/pagination/limit", Seconds, ""),
                ("/pagination/offset", Seconds, ""),
                ("/pagination/total", Seconds, ""),
            ],
        ),
        document(
            6100,
            "search-results",
            &results,
            Some(2),
            &[
                ("/x402Version", Version, ""),
                ("/resources/0/x402Version", Version, "unreadable-item"),
                ("/resources/0/accepts/0/network", Network, "unreadable-offer"),
                ("/resources/0/accepts/0/amount", Decimal, "unreadable-offer"),
                ("/resources/0/accepts/0/maxTimeoutSeconds", Seconds, "unreadable-offer"),
                ("/resources/0/accepts/0/scheme", Text, "unreadable-offer"),
                ("/pagination/limit", Seconds, ""),
            ],
        ),
        document(
            6200,
            "resource-list",
            &list_1,
            Some(1),
            &[
                ("/items/0/accepts/0/maxAmountRequired", Decimal, "unreadable-offer"),
                ("/items/0/accepts/0/maxTimeoutSeconds", Seconds, "unreadable-offer"),
            ],
        ),
    ]
}
