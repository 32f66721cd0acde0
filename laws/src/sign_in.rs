//! What a sign-in consists of, as a table like those of x402-types.

use x402_extensions::sign_in_with_x::SignIn;
use x402_types::Members;

use crate::objects::{
    Member,
    Presence::{Optional, Required},
    Tabled,
    Type::{OneOf, Text, Texts},
    member,
};

const SIGN_IN: &[Member] = &[
    member("domain", Required, Text),
    member("address", Required, Text),
    member("uri", Required, Text),
    member("version", Required, OneOf(&["\"1\""], "not-sign-in-version")),
    member("chainId", Required, Text),
    member("type", Required, Text),
    member("nonce", Required, Text),
    member("issuedAt", Required, Text),
    member("expirationTime", Optional, Text),
    member("notBefore", Optional, Text),
    member("requestId", Optional, Text),
    member("statement", Optional, Text),
    member("resources", Optional, Texts),
    member(
        "signatureScheme",
        Optional,
        OneOf(&["\"eip191\"", "\"eip1271\"", "\"eip6492\"", "\"siws\""], "not-signature-scheme"),
    ),
    member("signature", Required, Text),
];

impl Tabled for SignIn {
    const NAME: &'static str = "SignIn";
    const MEMBERS: &'static [Member] = SIGN_IN;

    fn other(&mut self) -> &mut Members {
        &mut self.other
    }
}
