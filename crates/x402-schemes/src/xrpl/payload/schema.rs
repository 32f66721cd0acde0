//! The JSON Schema of a payload on the XRP Ledger.

use x402_types::schema::{object, serde_json::json, text, value};

use super::Payload;
use crate::schema::none_of_others;

object! {
    Payload, "ExactXrplPayload",
    "The `payload` of a payment in the scheme `exact` on the XRP Ledger (scheme_exact_xrpl.md).";
    example: json!({"signedTxBlob": TRANSACTION});
    required "signedTxBlob": Transaction, "The payer's signed transaction of type Payment.";
    { "not": (none_of_others(&["signedTxBlob"])) }
}

struct Transaction;

value!(Transaction, "XrplTransaction", |_| text(
    "A transaction in the ledger's binary format: hexadecimal digits in any letter case, without 0x.",
    "^([0-9a-fA-F]{2})+$",
    TRANSACTION
));

// 10.5 RLUSD on the main network. npm xrpl 5.3.0 signed it with the key that it derives from 16 bytes of 101.
const TRANSACTION: &str = "1200002200000000232FF676FC2400000007201B05D75C8C501104312570134D55537DF7F36FED25D904B5D14AD63DBB835608A670A8D55A3AD961D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E68400000000000000C69D4C3BAF82D03A000524C555344000000000000000000000000000000E5E961C6A025C9404AA7B662DD1DF975BE75D13E732102779E559A95C7FD0CFD2B4AA3FC77E91396554082B0A5E7B582C4CF2C514E4C1D7446304402200738E7D4799DD3D0554AD0F8069ED401562F26858EB0BEC507FB4174A0ED522002205A3D7C069B43E42B4E45D7A97DF631B853F2A04BA56605119D7DB1F990F0969A81148968E0E7B31DBC840633C5B040439296F89F54D78314F6F1ABBD24E59C3C3A198F57B55656DC9C003CF4";
