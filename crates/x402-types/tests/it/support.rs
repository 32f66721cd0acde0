//! Documents and shorthands.

use base64::{Engine, prelude::BASE64_STANDARD};
use x402_types::{DecodeError, DecodeOptions, Decoded, Wire, v2::PaymentPayload};

use crate::chance::Chance;

/// A payment with all that can stand in one: every member, unknown members at each level, escapes in names and
/// values, numbers in odd spellings, white space.
pub(crate) const PAYMENT: &str = r#"{
  "x402Version": 2,
  "resource": {
    "url": "https://api.example.com/caf\u00e9?q=\ud83d\ude00",
    "description": null, "mimeType": "application\/json", "serviceName": "Example \"Data\"",
    "tags": ["market-data", "finance"], "iconUrl": "https://api.example.com/icon.png", "rank": 1.50
  },
  "accepted": {
    "scheme": "exact", "network": "eip155:84532", "amount": "10000",
    "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    "maxTimeoutSeconds": 60, "extra": {"name": "USD₮0", "version": "2" , "n": [1.0, -0.5e+3, {}]}, "note": "a\tb"
  },
  "payload": {
    "signature": "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c",
    "authorization": {
      "from": "0x857b06519E91e3A54538791bDbb0E22373e36b66", "to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
      "value": "10000", "validAfter": "1740672089", "validBefore": "1740672154",
      "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"
    }
  },
  "extensions": {"a": {"info": {}, "schema": {"type":"object"}}},
  "hint": [1, 2.50, 123456789012345678901234567890],
  "\u007aeta": {"deep": [[[true, false, null]]]}
}"#;

/// The shortest payment.
pub(crate) const SHORT: &str = concat!(
    r#"{"x402Version":2,"accepted":{"scheme":"exact","network":"eip155:84532","#,
    r#""amount":"10000","asset":"0x03","payTo":"0x20","#,
    r#""maxTimeoutSeconds":60},"payload":{}}"#,
);

pub(crate) fn decode(text: &str, options: &DecodeOptions) -> Result<Decoded<PaymentPayload>, DecodeError> {
    PaymentPayload::decode(text, options)
}

/// The value of a header whose text need not be an object of ours.
pub(crate) fn base64(text: &str) -> String {
    BASE64_STANDARD.encode(text)
}

/// Replaces what must stand there exactly once.
pub(crate) fn replace(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from} in {text}");
    text.replacen(from, to, 1)
}

/// Asserts stage, kind and path of a refusal in one line, as the operations page writes them.
#[track_caller]
pub(crate) fn assert_refused<T: std::fmt::Debug>(result: Result<T, DecodeError>, expected: &str, what: &str) {
    let error = result.expect_err(what);
    let found = format!("{} {} {}", error.stage().as_str(), error.kind().as_str(), error.path());
    assert_eq!(found.trim_end(), expected, "{what}");
}

/// Xorshift: the same documents in every run.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }
}

impl Chance for Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The same on machines with shorter words.
        usize::try_from((self.0 >> 11) % u64::try_from(bound).unwrap()).unwrap()
    }
}
