//! The fields that get faults: payments of each mechanism for `verify`, and documents with a network for `decode`.

use serde_json::{Value, json};
use x402_vectors::vector::Level;

use super::{
    faults::{
        Effect, Fault,
        Kind::{self, Bool, Decimal, Free, Hex, Kept, List, Name, Network, Object, Seconds, Text, Version},
    },
    without,
};
use crate::{
    approval, batch_settlement,
    case::reason_of,
    draft::Draft,
    fault::Fault as Named,
    payment::{self, Method, PERMIT2},
    permit::TOKEN,
    rows,
    sign::SIGNER,
    solana, stellar,
};

/// The payment by the variant of an operator.
pub(super) const GATEWAY: &str = "the Gateway";

/// The answer of `verify` to a field with a fault.
pub(super) enum Reply {
    /// By this check, for this reason.
    Refused(&'static str, &'static str),
    /// With these flags.
    Taken(&'static [&'static str]),
}
use Reply::{Refused, Taken};

/// A payment, and the fields of it. The numbers of its vectors begin with that of the payment, which is a multiple of 100.
pub(super) struct Payment {
    pub(super) number: usize,
    pub(super) name: &'static str,
    /// JSON text.
    pub(super) question: String,
    /// If the answer names one.
    pub(super) payer: Option<&'static str>,
    /// What the payment itself rests on.
    pub(super) ruling: &'static str,
    /// With which it is valid.
    pub(super) flags: &'static [&'static str],
    /// The open questions, unless they follow from the mechanism (`derived.rs`).
    pub(super) outstanding: &'static [&'static str],
    pub(super) field_paths: Vec<FieldPath>,
}

impl Payment {
    /// What binds to take the payment itself.
    pub(super) fn level(&self) -> Level {
        match self.name {
            GATEWAY => Level::Policy,
            WITH_MORE => Level::Should,
            _ => Level::Must,
        }
    }

    /// Only its operator's documents bind to the verdict about a payment for the Gateway.
    pub(super) fn at_level(&self, draft: Draft) -> Draft {
        if self.name == GATEWAY { draft.of_operator() } else { draft }
    }

    /// Before the numbers of the fields that came later, and of those that other operations read. It begins as the first ones do, by
    /// which the features of a report find them (`profiles.json` of `x402-conformance`).
    pub(super) const fn more(&self) -> usize {
        match self.number {
            1000 => 10_000,
            number @ ..1000 => number * 100 + 500,
            number @ ..10_000 => number * 10 + 500,
            number => number,
        }
    }
}

/// The reader of a field.
#[derive(Clone, Copy)]
enum Reader {
    /// The decoder, and then the comparison with the server's offer.
    Terms,
    /// The reader of the payload: the check and the reason of a refusal.
    Payload(&'static str, &'static str),
    /// The decoder, which wants an object, and then the reader of the payload, with the reason of its refusal.
    Envelope(&'static str),
    /// Whoever looks for something that a sponsor could use.
    Sponsor,
}

#[derive(Clone)]
pub(super) struct FieldPath {
    /// Into the question.
    pub(super) pointer: &'static str,
    pub(super) kind: Kind,
    /// The number of its vectors, before the letters.
    pub(super) number: usize,
    reader: Reader,
    /// The name of the payment.
    of: &'static str,
}

const OTHER_TERMS: Reply = Refused("offer", "invalid_payment_requirements");
const NO_SPONSOR: Reply = Refused("allowance", "permit2_allowance_required");
const OTHER_TYPE: &str = "invalid_batch_settlement_evm_payload_type";

impl FieldPath {
    /// `None` if vectors of another group decide it.
    pub(super) fn reply(&self, effect: Effect) -> Option<Reply> {
        use Effect::{Another, Beyond, Malformed, Missing, Null, Same};
        let is = |end: &str| self.pointer.ends_with(end);
        let unreadable = Refused("decode", "invalid_payload");
        Some(match (self.reader, self.kind, effect) {
            // Without its authorizer's signature a claim waits for the facilitator's, and a refund without an amount is of all.
            (Reader::Payload(..), _, Missing | Null) if is("AuthorizerSignature") => return None,
            (Reader::Payload(..), _, Missing | Null) if self.pointer == REFUND_AMOUNT && self.of == "a refund" => {
                return None;
            }
            (Reader::Payload(_, reason), Decimal | Seconds, Beyond(bits)) => return self.beyond(bits, reason),
            // Another delay is another channel.
            (Reader::Payload(..), Decimal | Seconds | Hex, Another | Beyond(_)) => return None,
            // Members of `extra` are compared as they are.
            (Reader::Terms, Name, _) if self.pointer.contains("/extra/") => OTHER_TERMS,
            // Without members, or null, it is as if it were not there.
            (Reader::Terms, Object, Another | Missing | Null) if is("/extra") => OTHER_TERMS,
            (Reader::Terms, Object, Another | Missing | Null) if is("/extensions") => return None,
            (Reader::Terms, Object, _) => unreadable,
            // A whole number that is no version is named for what it is.
            (Reader::Terms, Version, Malformed) => Refused("decode", "invalid_x402_version"),
            // An address in the terms is a text to the decoder, which knows no chain.
            (Reader::Terms, Hex, Malformed) | (Reader::Terms, _, Another | Beyond(_)) => OTHER_TERMS,
            (Reader::Terms, Name, Malformed) if is("/asset") || is("/payTo") => OTHER_TERMS,
            (Reader::Terms, Hex, Same) => Taken(&["address-case"]),
            (Reader::Terms, ..) => unreadable,
            (Reader::Envelope(reason), _, Another) => Refused("payload", reason),
            (Reader::Envelope(_), ..) => unreadable,
            (Reader::Sponsor, ..) if !is("/extensions") => NO_SPONSOR,
            (Reader::Sponsor, _, Another | Missing | Null) => NO_SPONSOR,
            (Reader::Sponsor, ..) => unreadable,
            (_, _, Same) => Taken(&[]),
            (Reader::Payload(check, reason), ..) => Refused(check, reason),
        })
    }

    /// Why there is no reply.
    pub(super) const fn undecided(&self, effect: Effect) -> &'static str {
        let is_gone = matches!(effect, Effect::Missing | Effect::Null) || matches!(self.kind, Object);
        if is_gone { without::OPTIONAL } else { without::MECHANISM }
    }

    /// What refuses a number of the payload that nobody signed, and that is the right one in its lower bits. Whoever drops the upper ones
    /// takes the payment for the one that it was made from.
    fn beyond(&self, bits: u32, unreadable: &'static str) -> Option<Reply> {
        let name = self.pointer.rsplit('/').next()?;
        let (is_v1, is_upto) = (self.of.contains("V1"), self.of == "upto");
        let check = match name {
            // A channel's sums are of 128 bits.
            "maxClaimableAmount" | "totalClaimed" if bits == 128 => return Some(Refused("payload", unreadable)),
            "maxClaimableAmount" if self.pointer.contains("/payload/voucher/") => {
                return Some(Refused("cumulative", "invalid_batch_settlement_evm_cumulative_amount_mismatch"));
            }
            _ if self.pointer.contains("/payload/deposit/") || self.pointer.contains("/claims/") => {
                return self.beyond_in_channel(bits, unreadable);
            }
            "withdrawDelay" | "refundNonce" => return self.beyond_in_channel(bits, unreadable),
            _ if self.pointer == REFUND_AMOUNT => return self.beyond_in_channel(bits, unreadable),
            "amount" if self.pointer.contains("/eip2612GasSponsoring/") => "permit-amount",
            _ if self.pointer.contains("/eip2612GasSponsoring/") => "permit-signature",
            // The reader compares it with the transaction.
            "amount" if self.pointer.contains("/erc20ApprovalGasSponsoring/") => "approval-payload",
            "value" | "amount" => "amount",
            "validAfter" => "valid-after",
            _ => "signer",
        };
        Some(Refused(check, reason_of(check, is_v1, is_upto)))
    }

    /// The same of a channel: its deposits, the rows of its claims, its refunds, and its delay.
    fn beyond_in_channel(&self, bits: u32, unreadable: &'static str) -> Option<Reply> {
        let name = self.pointer.rsplit('/').next()?;
        let is_row = self.pointer.contains("/claims/");
        Some(match name {
            // A delay has 40 bits, and every sum of a channel 128. What Permit2 permits is a number of Permit2.
            "withdrawDelay" if bits > 40 => Refused("payload", unreadable),
            "amount" if bits == 128 && !self.pointer.contains("/permitted/") => Refused("payload", unreadable),
            "withdrawDelay" if is_row => {
                Refused("batch/signer", "invalid_batch_settlement_evm_claim_simulation_failed")
            }
            "withdrawDelay" => Refused("channel-id", "invalid_batch_settlement_evm_channel_id_mismatch"),
            "maxClaimableAmount" => Refused("row-voucher", "invalid_batch_settlement_evm_claim_simulation_failed"),
            "totalClaimed" => Refused("row-ceiling", "invalid_batch_settlement_evm_claim_simulation_failed"),
            "refundNonce" => Refused("refund-nonce", "invalid_batch_settlement_evm_refund_simulation_failed"),
            // A client that asks for more than there is gets what there is.
            "amount" if self.pointer == REFUND_AMOUNT && self.of == "a refund" => return None,
            "amount" if self.pointer == REFUND_AMOUNT => {
                Refused("refund/signer", "invalid_batch_settlement_evm_refund_simulation_failed")
            }
            "amount" if self.of == "a deposit by Permit2" => {
                Refused("deposit-amount", "invalid_batch_settlement_evm_permit2_amount_mismatch")
            }
            "validAfter" => Refused("valid-after", "invalid_batch_settlement_evm_payload_authorization_valid_after"),
            _ if self.of == "a deposit by Permit2" => {
                Refused("signer", "invalid_batch_settlement_evm_permit2_invalid_signature")
            }
            _ => Refused("signer", "invalid_batch_settlement_evm_receive_authorization_signature"),
        })
    }

    /// The name of the fault for the reader of the field.
    pub(super) fn fault(&self, fault: &Fault) -> Named {
        use Effect::{Another, Beyond, Malformed, Missing, Null, Same};
        let is = |end: &str| self.pointer.ends_with(end);
        match (self.reader, self.kind, fault.effect) {
            (Reader::Payload(..), Decimal | Seconds, Beyond(_)) => Named::UnsignedNumber,
            (Reader::Terms, Name, _) if self.pointer.contains("/extra/") => Named::OtherTerms,
            (Reader::Terms, Object, Another | Missing | Null) if is("/extra") => Named::OtherTerms,
            (_, Object, Another) if !matches!(self.reader, Reader::Sponsor) => Named::RequiredMissing,
            (Reader::Terms, Hex, Malformed) | (Reader::Terms, _, Another | Beyond(_)) => Named::OtherTerms,
            (Reader::Terms, Name, Malformed) if is("/asset") || is("/payTo") => Named::OtherTerms,
            (Reader::Terms, Name, Malformed) if is("/network") => Named::MalformedNetwork,
            (Reader::Terms, Name, Malformed) => Named::EmptyScheme,
            (Reader::Terms, Hex, Same) => Named::AddressCase,
            (Reader::Sponsor, ..) if !is("/extensions") => Named::NothingToSponsor,
            (Reader::Sponsor, _, Another | Missing | Null) => Named::NothingToSponsor,
            (_, _, Same) => Named::UpperCaseHex,
            (_, Name | Text | Free | Kept, Malformed) => Named::UnknownPayloadType,
            _ => fault.name(self.kind).unwrap_or(Named::UnknownPayloadType),
        }
    }

    pub(super) fn ruling(&self, effect: Effect) -> &'static str {
        let is_number = self.kind == Decimal && matches!(effect, Effect::Beyond(_));
        match (self.reader, self.kind) {
            (Reader::Sponsor, _) if self.pointer.contains("/erc20ApprovalGasSponsoring") => "P-6",
            (Reader::Sponsor, _) => "P-5",
            (Reader::Terms, _) if matches!(effect, Effect::Another | Effect::Beyond(_)) => "B-2",
            (Reader::Terms, Name) if effect == Effect::Malformed && self.pointer.ends_with("/scheme") => "C-10",
            (Reader::Terms, Name) if effect == Effect::Malformed && self.pointer.ends_with("/network") => "C-9",
            (Reader::Terms, Hex | Name) if matches!(effect, Effect::Malformed | Effect::Same) => "B-2",
            (Reader::Terms, Name) if self.pointer.contains("/extra/") => "B-2",
            (Reader::Terms, Hex | Name) if effect == Effect::WrongType => "B-2",
            (Reader::Terms, Object)
                if self.pointer.ends_with("/extra") && matches!(effect, Effect::Missing | Effect::Null) =>
            {
                "B-2"
            }
            // The document of the scheme has a grammar of its own.
            _ if self.pointer.contains("/channelConfig")
                || self.pointer.contains("/payload/type")
                || self.pointer.contains("/voucher")
                || self.pointer.contains("/deposit")
                || self.pointer.contains("/claims")
                || self.pointer.ends_with("AuthorizerSignature")
                || [REFUND_AMOUNT, REFUND[1].0].contains(&self.pointer) =>
            {
                "N-8"
            }
            _ if effect == Effect::Missing => "C-8",
            _ if effect == Effect::Null => "C-7",
            (_, Decimal) if is_number => match self.pointer.rsplit('/').next() {
                _ if self.pointer.contains("/eip2612GasSponsoring/") => "P-5",
                _ if self.pointer.contains("/erc20ApprovalGasSponsoring/") => "P-6",
                Some("value" | "amount") => "B-7",
                _ if self.pointer.contains("/permit2Authorization/") => "P-2",
                _ => "E-2",
            },
            (_, Decimal) => "C-6",
            (_, Seconds | Version) => "C-5",
            (_, Network) => "C-9",
            (_, Hex) if self.pointer.ends_with("/nonce") || self.pointer.ends_with("/salt") => "E-4",
            (_, Hex) if self.pointer.ends_with("/signature") => "E-5",
            (_, Object | List | Free | Bool) => "C-8",
            (_, Hex | Kept | Name | Text) => "E-3",
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

/// The comparison knows no names of members: these are of other mechanisms, and one is of none.
pub(super) const WITH_MORE: &str = "EIP-3009 with members of others";
const MORE: [(&str, &str); 9] = [
    ("/payment/json/accepted/extra/memo", "Order 7"),
    ("/payment/json/accepted/extra/paymentFlow", "authorization"),
    ("/payment/json/accepted/extra/minDeposit", "20000"),
    ("/payment/json/accepted/extra/facilitatorAddress", "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
    ("/payment/json/accepted/extra/external", "Order 7"),
    ("/payment/json/accepted/extra/forwardPayload", "b5ee9c72"),
    ("/payment/json/accepted/extra/forwardTonAmount", "1000"),
    ("/payment/json/accepted/extra/responseDestination", "Anna"),
    ("/payment/json/accepted/extra/more", "More"),
];

/// New fields go to the end of their payment.
pub(super) fn payments() -> Vec<Payment> {
    let payload = Reader::Payload("payload", "invalid_payload");
    let field_paths = |of: &[(&'static str, Kind)], reader: Reader| -> Vec<FieldPath> {
        of.iter().map(|(pointer, kind)| FieldPath { pointer, kind: *kind, number: 0, reader, of: "" }).collect()
    };
    let both = |terms: &[(&'static str, Kind)], of: &[(&'static str, Kind)]| {
        field_paths(terms, Reader::Terms).into_iter().chain(field_paths(of, payload)).collect()
    };
    let evm = |number, name, ruling, payment: &payment::Payment, field_paths| Payment {
        number,
        name,
        question: payment.question().to_string(),
        payer: Some(SIGNER),
        ruling,
        flags: &[],
        outstanding: &[],
        field_paths,
    };
    let base = payment::Payment::new;
    let sponsored = nothing_allowed(base(Method::Permit2)).sponsored(&permit());
    let (_, approval, ..) = approval::every_check().into_iter().next().expect("an approval that holds");
    let approved = nothing_allowed(base(Method::Permit2)).extended("erc20ApprovalGasSponsoring", &approval);
    let with_more = MORE.into_iter().fold(base(Method::Eip3009), |payment, (pointer, value)| {
        payment.offers(&pointer.trim_start_matches("/payment/json/accepted/").replace('/', "."), value)
    });
    let with_more = with_more.extended("more", &json!({}));
    let facilitator = [("/payment/json/payload/permit2Authorization/witness/facilitator", Hex)];
    let in_version_1 = [("/payment/json/x402Version", Version), ("/payment/json/scheme", Name)];
    let channel = |number, name, row, code, of: &[&[(&'static str, Kind)]]| {
        let payload = field_paths(&of.concat(), Reader::Payload("payload", code));
        let question = batch_settlement::question(row).to_string();
        let field_paths = field_paths(&TERMS, Reader::Terms).into_iter().chain(payload).collect();
        // The rows of a claim may have many payers.
        let payer = (!matches!(name, "a claim" | "a completed refund")).then_some(SIGNER);
        Payment { number, name, question, payer, ruling: "N-1", flags: &[], outstanding: &[], field_paths }
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
            flags: &[],
            outstanding: &[],
            field_paths: field_paths(terms, Reader::Terms),
        }
    };
    let of_solana = solana::drafts();
    let gateway = rows::read(include_str!("../tables/gateway.txt")).0.into_iter().find(|row| row.number == "0001");
    let gateway = Payment {
        number: 11_700,
        name: GATEWAY,
        question: gateway.expect("a row of the table").input,
        payer: None,
        ruling: "U-8",
        flags: &["gateway"],
        outstanding: &["gateway-balance", "gateway-nonce"],
        // All else is read as EIP-3009 is.
        field_paths: Vec::new(),
    };
    let mut payments = vec![
        evm(100, "EIP-3009, V2", "E-1", &base(Method::Eip3009), both(&BASE_TERMS, &EIP3009)),
        evm(200, "EIP-3009, V1", "E-1", &base(Method::Eip3009).in_version_1(), both(&in_version_1, &EIP3009)),
        evm(300, "Permit2", "P-2", &base(Method::Permit2), both(&TERMS, &PERMIT)),
        evm(400, "upto", "P-4", &base(Method::Upto), both(&TERMS, &[&PERMIT[..], &facilitator].concat())),
        evm(500, "Permit2 with a permit", "P-5", &sponsored, {
            field_paths(&EIP2612, Reader::Payload("permit-payload", "invalid_eip2612_extension_format"))
        }),
        evm(600, "Permit2 with an approval", "P-6", &approved, {
            field_paths(&APPROVAL, Reader::Payload("approval-payload", "invalid_erc20_approval_extension_format"))
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
        gateway,
        evm(10_650, WITH_MORE, "B-2", &with_more, {
            let extensions = [("/payment/json/extensions", Object)];
            let more = MORE.map(|(pointer, _)| (pointer, Name));
            field_paths(&[&more[..], &extensions].concat(), Reader::Terms)
        }),
    ];
    for payment in &mut payments {
        let (first, more) = (payment.number, payment.more());
        let first = (first + 1..).zip(std::mem::take(&mut payment.field_paths));
        let field_paths = first.chain((more + 1..).zip(further(payment.name)));
        payment.field_paths =
            field_paths.map(|(number, field_path)| FieldPath { number, of: payment.name, ..field_path }).collect();
    }
    payments
}

/// The objects of a payment, and what its first fields leave out.
fn further(payment: &str) -> Vec<FieldPath> {
    let field_paths = |reader: Reader, of: &[(&'static str, Kind)]| -> Vec<FieldPath> {
        of.iter().map(|(pointer, kind)| FieldPath { pointer, kind: *kind, number: 0, reader, of: "" }).collect()
    };
    let envelope = |reason| field_paths(Reader::Envelope(reason), &[("/payment/json/payload", Object)]);
    let payload = |reason, of: &[(&'static str, Kind)]| field_paths(Reader::Payload("payload", reason), of);
    let offer = |of: &[(&'static str, Kind)]| {
        let accepted = [("/payment/json/accepted", Object), ("/payment/json/accepted/extra", Object)];
        field_paths(Reader::Terms, &[of, &accepted].concat())
    };
    let evm = [BASE_TERMS[4], BASE_TERMS[5], BASE_TERMS[7], BASE_TERMS[8]];
    let others = [("/payment/json/accepted/asset", Name), ("/payment/json/accepted/payTo", Name)];
    let method = [("/payment/json/accepted/extra/assetTransferMethod", Name)];
    let in_version_1 = field_paths(Reader::Terms, &[("/payment/json/network", Name)]);
    let eip3009 = [("/payment/json/payload/authorization", Object)];
    let permit = [
        ("/payment/json/payload/permit2Authorization", Object),
        ("/payment/json/payload/permit2Authorization/permitted", Object),
        ("/payment/json/payload/permit2Authorization/witness", Object),
    ];
    let sponsor = |objects: &[(&'static str, Kind)], version: (&'static str, Kind), check, reason| {
        let version = field_paths(Reader::Payload(check, reason), &[version]);
        [field_paths(Reader::Sponsor, objects), version].concat()
    };
    let channel = |terms: &[(&'static str, Kind)], reason, of: &[(&'static str, Kind)]| {
        let kind = payload(OTHER_TYPE, &[("/payment/json/payload/type", Name)]);
        let config = [("/payment/json/payload/channelConfig", Object), ("/payment/json/payload/voucher", Object)];
        [offer(terms), envelope(OTHER_TYPE), kind, payload(reason, &config), payload(reason, of)].concat()
    };
    let filled = |reason, of: &[(&'static str, Kind)]| {
        let accepted = [("/payment/json/accepted", Object)];
        let kind = payload(OTHER_TYPE, &[("/payment/json/payload/type", Name)]);
        [field_paths(Reader::Terms, &accepted), envelope(OTHER_TYPE), kind, payload(reason, of)].concat()
    };
    let transaction = |reason| {
        let transaction = payload(reason, &[("/payment/json/payload/transaction", Free)]);
        [envelope(reason), transaction].concat()
    };
    let invalid = "invalid_payload";
    let deposit = "invalid_batch_settlement_evm_deposit_payload";
    match payment {
        "EIP-3009, V2" => [offer(&[]), envelope(invalid), payload(invalid, &eip3009)].concat(),
        "EIP-3009, V1" => [in_version_1, envelope(invalid), payload(invalid, &eip3009)].concat(),
        "Permit2" => [offer(&[&evm[..], &method].concat()), envelope(invalid), payload(invalid, &permit)].concat(),
        "upto" => {
            let facilitator = [("/payment/json/accepted/extra/facilitatorAddress", Name)];
            [offer(&facilitator), envelope(invalid), payload(invalid, &permit)].concat()
        }
        "Permit2, V1" => [in_version_1, envelope(invalid), payload(invalid, &permit)].concat(),
        "Permit2 with a permit" => sponsor(
            &[
                ("/payment/json/extensions", Object),
                ("/payment/json/extensions/eip2612GasSponsoring", Object),
                ("/payment/json/extensions/eip2612GasSponsoring/info", Object),
            ],
            ("/payment/json/extensions/eip2612GasSponsoring/info/version", Free),
            "permit-payload",
            "invalid_eip2612_extension_format",
        ),
        "Permit2 with an approval" => sponsor(
            &[
                ("/payment/json/extensions", Object),
                ("/payment/json/extensions/erc20ApprovalGasSponsoring", Object),
                ("/payment/json/extensions/erc20ApprovalGasSponsoring/info", Object),
            ],
            ("/payment/json/extensions/erc20ApprovalGasSponsoring/info/version", Free),
            "approval-payload",
            "invalid_erc20_approval_extension_format",
        ),
        // The terms of a channel's payments are compared by one reader.
        "a voucher" => channel(
            &[&evm[..], &[("/payment/json/accepted/extra/receiverAuthorizer", Name)]].concat(),
            "invalid_batch_settlement_evm_voucher_payload",
            &[],
        ),
        "a deposit" => channel(
            &[],
            deposit,
            &[
                ("/payment/json/payload/deposit", Object),
                ("/payment/json/payload/deposit/authorization", Object),
                ("/payment/json/payload/deposit/authorization/erc3009Authorization", Object),
            ],
        ),
        "a deposit by Permit2" => {
            let parts = [
                ("/payment/json/payload/deposit/authorization/permit2Authorization", Object),
                ("/payment/json/payload/deposit/authorization/permit2Authorization/permitted", Object),
                ("/payment/json/payload/deposit/authorization/permit2Authorization/witness", Object),
                ("/payment/json/payload/deposit/amount", Decimal),
            ];
            // They come last, because the fields number the cells, and ids are permanent.
            let outside =
                [("/payment/json/payload/deposit", Object), ("/payment/json/payload/deposit/authorization", Object)];
            [channel(&[], deposit, &parts), payload(deposit, &outside)].concat()
        }
        "a refund" => channel(&[], "invalid_batch_settlement_evm_refund_payload", &[]),
        "a claim" => filled(
            "invalid_batch_settlement_evm_claim_payload",
            &[
                ("/payment/json/payload/claims", List),
                ("/payment/json/payload/claims/0", Object),
                ("/payment/json/payload/claims/0/voucher", Object),
                ("/payment/json/payload/claims/0/voucher/channel", Object),
            ],
        ),
        "a completed refund" => {
            let objects = [
                ("/payment/json/payload/channelConfig", Object),
                ("/payment/json/payload/voucher", Object),
                ("/payment/json/payload/claims", List),
                ("/payment/json/payload/claims/0/voucher", Object),
                ("/payment/json/payload/claims/0/voucher/channel", Object),
            ];
            let amount = payload("invalid_batch_settlement_evm_refund_amount_invalid", &[(REFUND_AMOUNT, Decimal)]);
            [filled("invalid_batch_settlement_evm_refund_payload", &objects), amount].concat()
        }
        "Solana" => {
            let payer = [("/payment/json/accepted/extra/feePayer", Name)];
            [offer(&[&others[..], &payer].concat()), transaction(invalid)].concat()
        }
        "Solana, V1" => [in_version_1, transaction(invalid)].concat(),
        "Stellar" => [offer(&others), transaction("invalid_exact_stellar_payload_malformed")].concat(),
        GATEWAY => {
            let contract = [("/payment/json/accepted/extra/verifyingContract", Name)];
            [offer(&contract), envelope(invalid), payload(invalid, &eip3009)].concat()
        }
        WITH_MORE => Vec::new(),
        other => unreachable!("{other} is no payment"),
    }
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

/// A document for `decode`, and the fields of it. The numbers of its vectors begin with that of the document.
pub(super) struct Document {
    pub(super) number: usize,
    pub(super) kind: &'static str,
    pub(super) text: String,
    pub(super) version: Option<u64>,
    /// With which it is accepted.
    pub(super) flags: &'static [&'static str],
    pub(super) field_paths: Vec<InDocument>,
}

pub(super) struct InDocument {
    pub(super) pointer: &'static str,
    pub(super) kind: Kind,
    /// The flag of an entry that cannot be read, if the document is kept.
    pub(super) unreadable: &'static str,
    /// May be missing or null. What that means, the group `members` says.
    pub(super) optional: bool,
}

/// New fields go to the end of their document.
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
    let with_signer = json!({
        "kinds": [{"x402Version": 2, "scheme": "exact", "network": "eip155:84532"}], "extensions": [],
        "signers": {"eip155:*": [SIGNER]},
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
    let document =
        |number, kind_of_document, document: &Value, version, field_paths: &[(&'static str, Kind, &'static str)]| {
            let field_path = |(pointer, kind, unreadable): &(&'static str, Kind, &'static str)| InDocument {
                pointer,
                kind: *kind,
                unreadable,
                optional: kind_of_document == "settlement" && *pointer == "/amount",
            };
            let field_paths = field_paths.iter().map(field_path).chain(further_of(kind_of_document, version)).collect();
            Document { number, kind: kind_of_document, text: document.to_string(), version, flags: &[], field_paths }
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
        Document {
            field_paths: vec![InDocument {
                pointer: "/signers/eip155:*/0",
                kind: Kept,
                unreadable: "",
                optional: false,
            }],
            ..document(6300, "supported", &with_signer, None, &[])
        },
    ]
}

/// The objects of a document, and the fields that its first list leaves out.
fn further_of(document: &str, version: Option<u64>) -> Vec<InDocument> {
    let field_path = |pointer, kind| InDocument { pointer, kind, unreadable: "", optional: false };
    let entry = |unreadable, pointer, kind| InDocument { unreadable, ..field_path(pointer, kind) };
    let optional = |pointer, kind| InDocument { optional: true, ..field_path(pointer, kind) };
    let optional_in_offer = |pointer| InDocument { optional: true, ..entry("unreadable-offer", pointer, Free) };
    match (document, version) {
        ("payment", Some(2)) => vec![
            field_path("/accepted", Object),
            field_path("/accepted/asset", Free),
            field_path("/accepted/payTo", Free),
            field_path("/payload", Object),
        ],
        ("payment", _) => vec![field_path("/network", Name), field_path("/payload", Object)],
        ("verify-request" | "settle-request", Some(2)) => vec![
            field_path("/paymentPayload", Object),
            field_path("/paymentPayload/accepted", Object),
            field_path("/paymentPayload/accepted/asset", Free),
            field_path("/paymentPayload/accepted/payTo", Free),
            field_path("/paymentPayload/payload", Object),
            field_path("/paymentRequirements", Object),
            field_path("/paymentRequirements/asset", Free),
            field_path("/paymentRequirements/payTo", Free),
        ],
        ("verify-request" | "settle-request", _) => vec![
            field_path("/paymentPayload", Object),
            field_path("/paymentPayload/network", Name),
            field_path("/paymentPayload/payload", Object),
            field_path("/paymentRequirements", Object),
            field_path("/paymentRequirements/network", Name),
            field_path("/paymentRequirements/asset", Free),
            field_path("/paymentRequirements/payTo", Free),
            field_path("/paymentRequirements/resource", Free),
            optional("/paymentRequirements/description", Free),
            optional("/paymentRequirements/mimeType", Free),
        ],
        ("settlement", _) => {
            vec![field_path("/success", Bool), field_path("/transaction", Free), optional("/payer", Free)]
        }
        ("payment-required", Some(2)) => vec![
            field_path("/accepts", List),
            entry("unreadable-offer", "/accepts/0", Object),
            entry("unreadable-offer", "/accepts/0/asset", Free),
            entry("unreadable-offer", "/accepts/0/payTo", Free),
        ],
        ("payment-required", _) => vec![
            field_path("/accepts", List),
            entry("unreadable-offer", "/accepts/0", Object),
            entry("unreadable-offer", "/accepts/0/network", Name),
            entry("unreadable-offer", "/accepts/0/asset", Free),
            entry("unreadable-offer", "/accepts/0/payTo", Free),
            entry("unreadable-offer", "/accepts/0/resource", Free),
            optional_in_offer("/accepts/0/description"),
            optional_in_offer("/accepts/0/mimeType"),
        ],
        ("supported", _) => vec![field_path("/kinds", List), entry("unreadable-kind", "/kinds/0", Object)],
        ("resource-list", Some(2)) => vec![
            field_path("/items", List),
            entry("unreadable-item", "/items/0", Object),
            entry("unreadable-item", "/items/0/resource", Free),
            entry("unreadable-item", "/items/0/type", Free),
            entry("unreadable-item", "/items/0/accepts", List),
            entry("unreadable-offer", "/items/0/accepts/0", Object),
            entry("unreadable-offer", "/items/0/accepts/0/asset", Free),
            entry("unreadable-offer", "/items/0/accepts/0/payTo", Free),
            optional("/pagination", Object),
        ],
        ("resource-list", _) => {
            vec![optional_in_offer("/items/0/accepts/0/description"), optional_in_offer("/items/0/accepts/0/mimeType")]
        }
        ("search-results", _) => vec![
            field_path("/resources", List),
            entry("unreadable-item", "/resources/0", Object),
            entry("unreadable-item", "/resources/0/resource", Free),
            entry("unreadable-item", "/resources/0/type", Free),
            entry("unreadable-item", "/resources/0/accepts", List),
            entry("unreadable-offer", "/resources/0/accepts/0", Object),
            entry("unreadable-offer", "/resources/0/accepts/0/asset", Free),
            entry("unreadable-offer", "/resources/0/accepts/0/payTo", Free),
            optional("/pagination", Object),
        ],
        _ => vec![],
    }
}
