//! The JSON Schema of a payload on Stellar.

use x402_types::schema::{object, serde_json::json, value};

use super::Payload;
use crate::schema::{base64, none_of_others};

object! {
    Payload, "ExactStellarPayload",
    "The `payload` of a payment in the scheme `exact` on Stellar (scheme_exact_stellar.md).";
    example: json!({"transaction": TRANSACTION});
    required "transaction": Transaction, "A transaction with the call that pays, and with the payer's signed authorization.";
    { "not": (none_of_others(&["transaction"])) }
}

struct Transaction;

value!(Transaction, "StellarTransaction", |_| base64(
    "A transaction envelope as XDR in base64: the standard alphabet, padded, the unused bits zero.",
    TRANSACTION
));

// One USDC on the test network, signed with the key of 32 bytes of 1. A test drafts it again.
const TRANSACTION: &str = "AAAAAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGQAAAAAAAAAAQAAAAEAAAAAAAAAAAAAAABnwI2QAAAAAAAAAAEAAAAAAAAAGAAAAAAAAAABUEXNXsBymnaP1a0CUFhS308Cjc6DDlrFIgm6SEg7LwEAAAAIdHJhbnNmZXIAAAADAAAAEgAAAAAAAAAAiojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1wAAAASAAAAAAAAAACBOXcOqH0XX1ajVGbDTH7My42KkbTuN6Jd9g9bj8mzlAAAAAoAAAAAAAAAAAAAAAAAmJaAAAAAAQAAAAEAAAAAAAAAAIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29cESIzRFVmd4gATdHsAAAAEAAAAAEAAAABAAAAEQAAAAEAAAACAAAADwAAAApwdWJsaWNfa2V5AAAAAAANAAAAIIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29cAAAADwAAAAlzaWduYXR1cmUAAAAAAAANAAAAQG5gNkbQ54fFtS9Y1DkTlm1CI9HN2u8EI8kxENaHVpyfmpuEEe+P1EgAV1PPfRqejnCsvW8Tpl/zbOtUQx1/9AUAAAAAAAAAAVBFzV7Acpp2j9WtAlBYUt9PAo3Ogw5axSIJukhIOy8BAAAACHRyYW5zZmVyAAAAAwAAABIAAAAAAAAAAIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29cAAAAEgAAAAAAAAAAgTl3Dqh9F19Wo1Rmw0x+zMuNipG07jeiXfYPW4/Js5QAAAAKAAAAAAAAAAAAAAAAAJiWgAAAAAAAAAAAAAAAAA==";
