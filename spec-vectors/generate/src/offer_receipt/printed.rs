//! The examples of the document (§6.1 to §6.8), without the schemas: all are readable, and their signatures are left
//! out.

use super::artifact::{JwsKey, Question, What};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    let draft = |(number, title, row, text): &(&str, &str, &str, &str)| {
        let what = if text.contains(r#""receipt":"#) { What::Receipt } else { What::Offer };
        let question = Question::new(what, text);
        let question = if text.contains(r#""jws""#) { question.jwk(JwsKey::Secp256k1) } else { question };
        let title = format!("the printed {title}, whose signature is left out");
        let draft = question.at(1_703_123_456).invalid(number, &title, "artifact-signature-form");
        let mut draft = draft.rulings(&["X-20", "X-21", "X-23", "X-24"]);
        draft.cite(row);
        draft
    };
    PRINTED.iter().map(draft).collect()
}

/// (number, title, the statement that it is readable, the text)
const PRINTED: &[(&str, &str, &str, &str)] = &[
    (
        "0239a",
        "V2 demand with an offer by EIP-712",
        "OFFREC-6.1-01",
        r#"{"x402Version":2,"resource":{"url":"https://api.example.com/premium-data","description":"Access to premium market data","mimeType":"application/json"},"accepts":[{"scheme":"exact","network":"eip155:8453","amount":"10000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60}],"extensions":{"offer-receipt":{"info":{"offers":[{"format":"eip712","acceptIndex":0,"payload":{"version":1,"resourceUrl":"https://api.example.com/premium-data","scheme":"exact","network":"eip155:8453","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","amount":"10000","validUntil":1703123516},"signature":"0x1234567890abcdef..."}]}}}}"#,
    ),
    (
        "0239b",
        "V1 demand with an offer by EIP-712",
        "OFFREC-6.2-01",
        r#"{"x402Version":1,"accepts":[{"scheme":"exact","network":"base","maxAmountRequired":"10000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://api.example.com/premium-data","description":"Access to premium market data","mimeType":"application/json","maxTimeoutSeconds":60}],"extensions":{"offer-receipt":{"info":{"offers":[{"format":"eip712","acceptIndex":0,"payload":{"version":1,"resourceUrl":"https://api.example.com/premium-data","scheme":"exact","network":"eip155:8453","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","amount":"10000","validUntil":1703123516},"signature":"0x1234567890abcdef..."}]}}}}"#,
    ),
    (
        "0239c",
        "V2 demand with a JWS",
        "OFFREC-6.3-01",
        r#"{"x402Version":2,"resource":{"url":"https://api.example.com/premium-data","description":"Access to premium market data","mimeType":"application/json"},"accepts":[{"scheme":"exact","network":"eip155:8453","amount":"10000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60}],"extensions":{"offer-receipt":{"info":{"offers":[{"format":"jws","acceptIndex":0,"signature":"eyJhbGciOiJFUzI1NksiLCJraWQiOiJkaWQ6d2ViOmFwaS5leGFtcGxlLmNvbSNrZXktMSJ9.eyJ2ZXJzaW9uIjoxLCJyZXNvdXJjZVVybCI6Imh0dHBzOi8vYXBpLmV4YW1wbGUuY29tL3ByZW1pdW0tZGF0YSIsInNjaGVtZSI6ImV4YWN0IiwibmV0d29yayI6ImVpcDE1NTo4NDUzIiwiYXNzZXQiOiIweDgzMzU4OWZDRDZlRGI2RTA4ZjRjN0MzMkQ0ZjcxYjU0YmRBMDI5MTMiLCJwYXlUbyI6IjB4MjA5NjkzQmM2YWZjMEM1MzI4YkEzNkZhRjAzQzUxNEVGMzEyMjg3QyIsImFtb3VudCI6IjEwMDAwIiwidmFsaWRVbnRpbCI6MTcwMzEyMzUxNn0.sig"}]}}}}"#,
    ),
    (
        "0239d",
        "V1 demand with a JWS",
        "OFFREC-6.4-01",
        r#"{"x402Version":1,"accepts":[{"scheme":"exact","network":"base","maxAmountRequired":"10000","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://api.example.com/premium-data","description":"Access to premium market data","mimeType":"application/json","maxTimeoutSeconds":60}],"extensions":{"offer-receipt":{"info":{"offers":[{"format":"jws","acceptIndex":0,"signature":"eyJhbGciOiJFUzI1NksiLCJraWQiOiJkaWQ6d2ViOmFwaS5leGFtcGxlLmNvbSNrZXktMSJ9.eyJ2ZXJzaW9uIjoxLCJyZXNvdXJjZVVybCI6Imh0dHBzOi8vYXBpLmV4YW1wbGUuY29tL3ByZW1pdW0tZGF0YSIsInNjaGVtZSI6ImV4YWN0IiwibmV0d29yayI6ImVpcDE1NTo4NDUzIiwiYXNzZXQiOiIweDgzMzU4OWZDRDZlRGI2RTA4ZjRjN0MzMkQ0ZjcxYjU0YmRBMDI5MTMiLCJwYXlUbyI6IjB4MjA5NjkzQmM2YWZjMEM1MzI4YkEzNkZhRjAzQzUxNEVGMzEyMjg3QyIsImFtb3VudCI6IjEwMDAwIiwidmFsaWRVbnRpbCI6MTcwMzEyMzUxNn0.sig"}]}}}}"#,
    ),
    (
        "0239e",
        "V2 settlement with a receipt by EIP-712",
        "OFFREC-6.5-01",
        r#"{"success":true,"transaction":"0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef","network":"eip155:8453","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","extensions":{"offer-receipt":{"info":{"receipt":{"format":"eip712","payload":{"version":1,"network":"eip155:8453","resourceUrl":"https://api.example.com/premium-data","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","issuedAt":1703123456,"transaction":""},"signature":"0x1234567890abcdef..."}}}}}"#,
    ),
    (
        "0239f",
        "V1 settlement with a receipt by EIP-712",
        "OFFREC-6.6-01",
        r#"{"success":true,"transaction":"0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef","network":"base","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","extensions":{"offer-receipt":{"info":{"receipt":{"format":"eip712","payload":{"version":1,"network":"eip155:8453","resourceUrl":"https://api.example.com/premium-data","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","issuedAt":1703123456,"transaction":""},"signature":"0x1234567890abcdef..."}}}}}"#,
    ),
    (
        "0239g",
        "V2 settlement with a JWS",
        "OFFREC-6.7-01",
        r#"{"success":true,"transaction":"0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef","network":"eip155:8453","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","extensions":{"offer-receipt":{"info":{"receipt":{"format":"jws","signature":"eyJhbGciOiJFUzI1NksiLCJraWQiOiJkaWQ6d2ViOmFwaS5leGFtcGxlLmNvbSNrZXktMSJ9.eyJ2ZXJzaW9uIjoxLCJuZXR3b3JrIjoiZWlwMTU1Ojg0NTMiLCJyZXNvdXJjZVVybCI6Imh0dHBzOi8vYXBpLmV4YW1wbGUuY29tL3ByZW1pdW0tZGF0YSIsInBheWVyIjoiMHg4NTdiMDY1MTlFOTFlM0E1NDUzOGI5MWJEYmIwRTIyMzczZTM2YjY2IiwiaXNzdWVkQXQiOjE3MDMxMjM0NTYsInRyYW5zYWN0aW9uIjoiIn0.sig"}}}}}"#,
    ),
    (
        "0239h",
        "V1 settlement with a JWS",
        "OFFREC-6.8-01",
        r#"{"success":true,"transaction":"0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef","network":"base","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66","extensions":{"offer-receipt":{"info":{"receipt":{"format":"jws","signature":"eyJhbGciOiJFUzI1NksiLCJraWQiOiJkaWQ6d2ViOmFwaS5leGFtcGxlLmNvbSNrZXktMSJ9.eyJ2ZXJzaW9uIjoxLCJuZXR3b3JrIjoiZWlwMTU1Ojg0NTMiLCJyZXNvdXJjZVVybCI6Imh0dHBzOi8vYXBpLmV4YW1wbGUuY29tL3ByZW1pdW0tZGF0YSIsInBheWVyIjoiMHg4NTdiMDY1MTlFOTFlM0E1NDUzOGI5MWJEYmIwRTIyMzczZTM2YjY2IiwiaXNzdWVkQXQiOjE3MDMxMjM0NTYsInRyYW5zYWN0aW9uIjoiIn0.sig"}}}}}"#,
    ),
];
