//! The arguments of the commands that verify signed objects other than payments.

use clap::{Args as ClapArgs, ValueEnum};

use super::values::{Code, time};

#[derive(Debug, ClapArgs)]
pub(crate) struct SignInArgs {
    /// The sign-in: the header's value, the header line, its JSON text, @FILE with one of these, or - for standard input
    pub(crate) sign_in: String,
    /// Your public origin, such as `https://api.example.com`
    #[arg(long)]
    pub(crate) origin: String,
    /// The nonce that you issued
    #[arg(long)]
    pub(crate) nonce: Option<String>,
    /// A chain whose accounts may sign in, such as eip155:8453; may be repeated [default: any chain]
    #[arg(long, value_name = "CAIP-2")]
    pub(crate) chain: Vec<String>,
    /// The time of the verification: a time such as 2025-02-27T16:01:40Z, or seconds since 1970-01-01 UTC [default: the clock's time]
    #[arg(long, value_parser = time)]
    pub(crate) now: Option<u64>,
    /// Does the account that signs in have code (eth_getCode)?
    #[arg(long, value_enum, default_value_t = Code::Unknown)]
    pub(crate) account_code: Code,
    /// The chain's answers: the field `facts` of the operation `sign-in-with-x` (docs/reference/operations), as JSON text or @FILE
    #[arg(long)]
    pub(crate) facts: Option<String>,
    /// Print every check, the signed message, and a guess at what went wrong
    #[arg(long, conflicts_with_all = ["json", "diagnose"])]
    pub(crate) explain: bool,
    /// Print only a guess at the message that was signed instead
    #[arg(long)]
    pub(crate) diagnose: bool,
    /// Print JSON: the result of the operation `sign-in-with-x`; with --diagnose, the guesses
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SignedArgs {
    /// The object to verify
    #[arg(value_enum, value_name = "WHAT")]
    pub(crate) artifact: Artifact,
    /// The 402 response with the offer, or the settlement with the receipt: a header's value, a header line, JSON text, @FILE
    /// with one of these, or - for standard input
    pub(crate) object: String,
    /// The index of the signed offer; the first is 0 [default: 0]
    #[arg(long, value_name = "N")]
    pub(crate) index: Option<usize>,
    /// The time of the verification: a time such as 2025-02-27T16:01:40Z, or seconds since 1970-01-01 UTC [default: the clock's time]
    #[arg(long, value_parser = time)]
    pub(crate) now: Option<u64>,
    /// The EVM account that signs for the service, in addition to the offer's payTo, for the format eip712
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) signer: Option<String>,
    /// The JWK that signs for the service, for a JWS: JSON text or @FILE
    #[arg(long, value_name = "JSON", conflicts_with = "resolve_kid")]
    pub(crate) jwk: Option<String>,
    /// Use the key in the kid of a JWS (did:key, did:jwk); this proves that its holder signed, but not the holder's identity
    #[arg(long)]
    pub(crate) resolve_kid: bool,
    /// The required kid in the header of a JWS
    #[arg(long)]
    pub(crate) kid: Option<String>,
    /// The required alg in the header of a JWS
    #[arg(long)]
    pub(crate) alg: Option<String>,
    /// Print every check, and the signed payload
    #[arg(long, conflicts_with = "json")]
    pub(crate) explain: bool,
    /// Print JSON: the result of the operation `offer-receipt`
    #[arg(long)]
    pub(crate) json: bool,
}

/// The kinds of signed artifacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Artifact {
    /// A signed offer of a 402 response; --index selects it
    Offer,
    /// The receipt of a settlement
    Receipt,
}
