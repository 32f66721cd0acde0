//! Builds a question to `verify`.

use serde_json::{Value, json};
use x402_vectors::vector::Class;

use crate::{
    base::V1_OFFER,
    base::{self, NOW},
    draft::{Draft, expect, raw_text},
};

/// The caller's knowledge of all accounts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    None,
    Unknown,
}

/// A question that is being built. Its parts are texts, because a payment may be no JSON, or JSON that must not be
/// changed.
#[derive(Clone)]
pub(crate) struct Case {
    /// The group of the vector.
    pub(crate) group: &'static str,
    pub(crate) payment: String,
    pub(crate) offer: String,
    pub(crate) now: u64,
    pub(crate) code: Code,
    /// Further members of the input.
    pub(crate) more: String,
}

impl Case {
    pub(crate) fn base() -> Self {
        Self {
            group: "eip3009",
            payment: base::TEXT.into(),
            offer: base::OFFER.into(),
            now: NOW,
            code: Code::None,
            more: String::new(),
        }
    }

    /// The same authorization in a V1 payment (`transports-v1/http.md`), against a V1 offer.
    pub(crate) fn in_version_1(mut self) -> Self {
        let payload = &self.payment[self.payment.find(r#""payload":"#).expect("a payment of ours")..];
        self.payment = format!(r#"{{"x402Version":1,"scheme":"exact","network":"base-sepolia",{payload}"#);
        self.offer = V1_OFFER.into();
        self
    }

    pub(crate) fn in_group(mut self, group: &'static str) -> Self {
        self.group = group;
        self
    }

    /// Another `payload`, the payment's last member.
    pub(crate) fn payload(mut self, payload: &str) -> Self {
        let start = self.payment.find(r#""payload":"#).expect("a payment of ours") + r#""payload":"#.len();
        self.payment.replace_range(start.., &format!("{payload}}}"));
        self
    }

    /// Replaces the one occurrence of a text in the payment.
    pub(crate) fn payment(mut self, from: &str, to: &str) -> Self {
        assert_eq!(self.payment.matches(from).count(), 1, "{from}");
        self.payment = self.payment.replace(from, to);
        self
    }

    /// Replaces a text in the payment's `accepted` and in the offer, so that they still match.
    pub(crate) fn terms(mut self, from: &str, to: &str) -> Self {
        let end = self.payment.find(r#""payload""#).expect("a payment of ours");
        let accepted = self.payment[..end].replace(from, to);
        assert_ne!(accepted, self.payment[..end], "{from}");
        self.payment = accepted + &self.payment[end..];
        self.offer = self.offer.replace(from, to);
        self
    }

    /// Replaces a text in the authorization.
    pub(crate) fn authorization(mut self, from: &str, to: &str) -> Self {
        let start = self.payment.find(r#""authorization""#).expect("a payment of ours");
        let authorization = self.payment[start..].replacen(from, to, 1);
        assert_ne!(authorization, self.payment[start..], "{from}");
        self.payment.truncate(start);
        self.payment += &authorization;
        self
    }

    /// Replaces the signature, given without `0x`.
    pub(crate) fn signature(mut self, hex: &str) -> Self {
        let start = self.payment.find(r#""signature":"0x"#).expect("a payment of ours") + r#""signature":"0x"#.len();
        let end = start + self.payment[start..].find('"').expect("a payment of ours");
        self.payment.replace_range(start..end, hex);
        self
    }

    pub(crate) fn at(mut self, now: u64) -> Self {
        self.now = now;
        self
    }

    pub(crate) fn knowing(mut self, code: Code) -> Self {
        self.code = code;
        self
    }

    pub(crate) fn more(mut self, more: &str) -> Self {
        self.more = more.into();
        self
    }

    pub(crate) fn input(&self) -> String {
        let facts = match self.code {
            Code::None => r#","facts":{"accounts":{"*":{"code":"none"}}}"#,
            Code::Unknown => "",
        };
        format!(
            r#"{{"payment":{{"json":{}}},"offers":[{}],"now":{}{facts}{}}}"#,
            self.payment, self.offer, self.now, self.more
        )
    }

    pub(crate) fn draft(&self, number: &str, title: &str, class: Class, result: &Value) -> Draft {
        Draft::new(format!("{}-{number}", self.group), "verify", title, raw_text(&self.input()), expect(class, result))
    }

    pub(crate) fn valid(&self, number: &str, title: &str, payer: &str) -> Draft {
        self.draft(number, title, Class::Valid, &json!({"verdict": "valid", "payer": payer, "offer": 0}))
    }

    /// Accepted by this implementation, with a flag.
    pub(crate) fn acceptable(&self, number: &str, title: &str, payer: &str, flag: &str) -> Draft {
        let result = json!({"verdict": "valid", "payer": payer, "offer": 0});
        self.draft(number, title, Class::Acceptable, &result).flags(&[flag])
    }

    pub(crate) fn invalid(&self, number: &str, title: &str, check: &str) -> Draft {
        let draft = self.draft(number, title, Class::Invalid, &json!({"verdict": "invalid"})).decided_by(check);
        let is_v1 = self.payment.starts_with(r#"{"x402Version":1"#);
        draft.reason(reason_of(check, is_v1, self.group == "upto"))
    }

    pub(crate) fn undecided(&self, number: &str, title: &str, check: &str) -> Draft {
        self.draft(number, title, Class::Undecided, &json!({"verdict": "undecided"})).decided_by(check)
    }
}

/// The error code for a check that fails, by version and scheme.
pub(crate) fn reason_of(check: &str, is_v1: bool, is_upto: bool) -> &'static str {
    match check {
        // V1 §9
        "amount" | "charge" if is_v1 && !is_upto => "invalid_exact_evm_payload_authorization_value",
        _ if is_upto => upto_reason(check).unwrap_or_else(|| reason(check)),
        _ => reason(check),
    }
}

/// The error code for a check that fails: that of V2 specification §9, and for the echo and factories that of the
/// official SDKs.
fn reason(check: &str) -> &'static str {
    match check {
        "offer" | "asset-address" | "domain" | "pay-to-address" => "invalid_payment_requirements",
        "method" => "unsupported_scheme",
        "flow" => "unsupported_payment_flow",
        "payload" | "payer-address" | "policy" => "invalid_payload",
        "recipient" => "invalid_exact_evm_payload_recipient_mismatch",
        "gateway-self" => "self_transfer",
        "amount" | "charge" => "invalid_exact_evm_payload_authorization_value_mismatch",
        "valid-before" | "expiry-margin" | "window" | "horizon" => {
            "invalid_exact_evm_payload_authorization_valid_before"
        }
        "valid-after" => "invalid_exact_evm_payload_authorization_valid_after",
        "signature-form" | "signature-range" | "signature-low-s" | "signer" | "contract-signature" => {
            "invalid_exact_evm_payload_signature"
        }
        "extension-echo" => "extension_echo_mismatch",
        // The code that all official SDKs use.
        "spender" => "invalid_permit2_spender",
        "facilitator" => "upto_facilitator_mismatch",
        "permitted-token" => "permit2_token_mismatch",
        "factory" => "eip6492_factory_not_allowed",
        "allowance" => "permit2_allowance_required",
        "permit-payload" => "invalid_eip2612_extension_format",
        "permit-owner" => "eip2612_from_mismatch",
        "permit-token" => "eip2612_asset_mismatch",
        "permit-spender" => "eip2612_spender_not_permit2",
        "permit-amount" => "permit2_2612_amount_mismatch",
        "permit-deadline" => "eip2612_deadline_expired",
        "permit-signature-form" | "permit-signature" => "permit2_simulation_failed",
        "approval-payload" | "approval-info" => "invalid_erc20_approval_extension_format",
        "approval-owner" => "erc20_approval_from_mismatch",
        "approval-token" => "erc20_approval_asset_mismatch",
        "approval-transaction" => "erc20_approval_tx_parse_failed",
        "approval-target" => "erc20_approval_tx_wrong_target",
        "approval-calldata" => "erc20_approval_tx_invalid_calldata",
        "approval-spender" => "erc20_approval_tx_wrong_spender",
        "approval-signature" => "erc20_approval_tx_invalid_signature",
        "approval-signer" => "erc20_approval_tx_signer_mismatch",
        "approval-amount" => "permit2_allowance_required",
        "approval-chain" | "approval-value" | "approval-nonce" | "approval-fees" | "approval-gas"
        | "approval-gas-cap" | "approval-cost-cap" => "erc20_approval_broadcast_failed",
        other => unreachable!("{other} is no check that fails"),
    }
}

/// The codes of `upto`: one from its document (`scheme_upto_evm.md` §4), and those that all official SDKs use.
fn upto_reason(check: &str) -> Option<&'static str> {
    Some(match check {
        "charge" => "invalid_upto_evm_payload_settlement_exceeds_amount",
        "recipient" => "invalid_permit2_recipient_mismatch",
        "amount" => "permit2_amount_mismatch",
        "valid-before" | "expiry-margin" | "horizon" => "permit2_deadline_expired",
        "valid-after" => "permit2_not_yet_valid",
        "signature-form" | "signature-range" | "signature-low-s" | "signer" | "contract-signature" => {
            "invalid_permit2_signature"
        }
        _ => return None,
    })
}
