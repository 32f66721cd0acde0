//! The names of the fields of extensions.

/// The names of typed fields that only an extension has. They are here because the reader of JSON names them.
pub(crate) const MEMBERS: &[&str] = &[
    // A sign-in with a wallet.
    "domain address uri version chainId type issuedAt expirationTime notBefore requestId statement resources \
     signatureScheme",
    // A directory's answer.
    "items lastUpdated metadata pagination limit offset total partialResults cursor",
    // A facilitator's answer about an endpoint.
    "bazaar status rejectedReason",
];
