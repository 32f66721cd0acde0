//! The JSON Schema of a payload on Solana.

use x402_types::schema::{object, serde_json::json, value};

use super::Payload;
use crate::schema::{base64, none_of_others};

object! {
    Payload, "ExactSolanaPayload",
    "The `payload` of a payment in the scheme `exact` on Solana (scheme_exact_svm.md).";
    example: json!({"transaction": TRANSACTION});
    required "transaction": Transaction, "The transaction that pays, with every signature except the fee payer's.";
    { "not": (none_of_others(&["transaction"])) }
}

struct Transaction;

value!(Transaction, "SolanaTransaction", |_| base64(
    "A serialized transaction in base64: the standard alphabet, padded, the unused bits zero.",
    TRANSACTION
));

// The vector solana-0121.
const TRANSACTION: &str = "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABQdFbffCv477q6eLwOCOz/MKtnMOzFqhBmcKBCCDzwNJuu0bigMv40DhymR5QgRbWMCgXK0PTWbFx/+7fXsqEKgAIBBAgaVY/0JHnILD9xJZeq+ov3wh6x7uLS0DvklQSxDL41wpns9qgWPUvLzNvWp4cVGTMX0FcVtncEQRwJHnRMoYrv8nN76Fz8vfILR0uPWPQnbDodXGntoKmpNZr2i63RjbduaA0genQq7xkyRf+pxtv/1fG8sPo5qhkc2AonAqOaqsb6evO+2606PWXzaqvJdDGxu+TC0vbg5HymAgNFL11hAwZGb+UhFzL/7K26csOb57yM5bvF9xJrLEObOkAAAAAG3fbh12Whk9nL4UbO63msHLSF7V9bN5E6jPWFfv8AqQVKU1qZKSEGTSTocWDaOHx8NbXdvJK7geQfqEBBBUSNBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcEBQAFAmDqAAAFAAkDAQAAAAAAAAAGBAIEAwEKDBAnAAAAAAAABgcAIDAwMTEyMjMzNDQ1NTY2Nzc4ODk5YWFiYmNjZGRlZWZmAA==";
