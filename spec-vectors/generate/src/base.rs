//! BASE: the specification's own payment, at a time when it is valid (V2 specification §5.2.1).

/// The value of the payment header (`transports-v2/http.md`, Payment Payload Transmission).
pub(crate) fn header() -> &'static str {
    let line = include_str!("../data/payment.txt");
    line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").unwrap_or_default()
}

/// From `accepted` to the end.
macro_rules! accepted_and_payload {
    () => {
        concat!(
            r#""accepted":{"scheme":"exact","network":"eip155:84532","amount":"10000","#,
            r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
            r#""maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}},"#,
            r#""payload":{"signature":"0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c","#,
            r#""authorization":{"from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","#,
            r#""to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","value":"10000","validAfter":"1740672089","#,
            r#""validBefore":"1740672154","nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}}}"#
        )
    };
}

/// The text to which the header decodes, as in the document's base64.
pub(crate) const TEXT: &str = concat!(
    r#"{"x402Version":2,"resource":{"url":"https://api.example.com/premium-data","#,
    r#""description":"Access to premium market data","mimeType":"application/json"},"#,
    accepted_and_payload!()
);

/// The same without its resource.
pub(crate) const WITHOUT_RESOURCE: &str = concat!(r#"{"x402Version":2,"#, accepted_and_payload!());

/// The server's own offer.
pub(crate) const OFFER: &str = concat!(
    r#"{"scheme":"exact","network":"eip155:84532","amount":"10000","#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}"#
);

/// The account that signed.
pub(crate) const PAYER: &str = "0x857b06519E91e3A54538791bDbb0E22373e36b66";

/// The signature, 65 bytes with v = 28.
pub(crate) const SIGNATURE: &str = "2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c";

/// The replay key, computed with CPython's `hashlib` from the fields of the specification's example.
pub(crate) const REPLAY_KEY: &str = "x402:1:357926b6dc62036c8d1dc053be9ec7a9a4dd4e3ef8ec86a5bd87b439194a3b6f";

/// A time in the authorization's window: 11 s after it begins and 54 s before it ends.
pub(crate) const NOW: u64 = 1_740_672_100;

/// The end of the window.
pub(crate) const VALID_BEFORE: u64 = 1_740_672_154;

/// The beginning of the window.
pub(crate) const VALID_AFTER: u64 = 1_740_672_089;

/// V1 specification §5.1.1 and `transports-v1/http.md`.
pub(crate) const V1_OFFER: &str = concat!(
    r#"{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","#,
    r#""asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","#,
    r#""resource":"https://api.example.com/premium-data","description":"Access to premium market data","#,
    r#""mimeType":"application/json","outputSchema":null,"maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}"#
);

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};

    use super::*;

    #[test]
    fn the_header_is_the_text() {
        assert_eq!(STANDARD.encode(TEXT), header());
    }
}
