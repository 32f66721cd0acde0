//! Guesses about the text that a wallet signed instead of the message of a sign-in.

use alloc::{format, string::String, vec::Vec};

use x402_types::declare::sentences;

use x402_schemes::{AccountId, evm, solana};

use super::{SignInContext, verify};
use crate::{CheckId, Outcome, sign_in_with_x::SignIn};

sentences! {
    /// A guess about the text that a wallet signed instead of the message. The guess fits the signature, but it is not
    /// a verdict. It prints as a sentence that describes the fix.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Mistake {
        /// The message with the issued nonce, which differs from the nonce in the header.
        IssuedNonce ["issued-nonce"] = "the wallet signed the issued nonce, but the client sent a different one: send the signed nonce",
        /// The message with the domain of the server's origin, which differs from the domain in the header.
        OwnDomain ["own-domain"] = "the wallet signed the server's domain, but the client sent a different one: send the signed domain",
        /// The message with the domain without its port.
        WithoutPort ["without-port"] = "the wallet signed only the host, but the message has the domain with its port",
        /// The message with the address as in the header, without the EIP-55 checksum.
        NoChecksum ["no-checksum"] = "the wallet signed the address as it was sent, but the message has it with its EIP-55 checksum",
        /// The message with a scheme before the domain.
        SchemeLine ["scheme-line"] = "the wallet signed a scheme before the domain, but the first line of the message has none",
        /// The message without the prefix of EIP-191.
        RawBytes ["raw-bytes"] = "the wallet signed without the EIP-191 prefix: sign the message with personal_sign, not its hash",
        /// The message with the whole CAIP-2 identifier of the chain.
        WholeChainId ["whole-chain-id"] = "the wallet signed the whole chain identifier, but the message has only the part after the colon",
        /// The message with a line feed at its end.
        LineFeed ["line-feed"] = "the wallet signed a line feed at the end, but the message ends without one",
        /// The message without the optional fields.
        RequiredOnly ["required-only"] = "the wallet signed without the optional fields: sign every field that is sent",
    }
    const fn kind "The permanent name.";
}

/// Guesses the text that the wallet signed instead of the message, to help a person correct the client. Returns `None`
/// if the signature is right, if no guess fits, or if the signature is that of a contract. [`verify`] never makes
/// guesses, because every guess costs a curve operation.
#[must_use]
pub fn diagnose(sign_in: &SignIn, context: &SignInContext<'_>) -> Option<Mistake> {
    let report = verify(sign_in, context);
    let signer = report.report().checks().iter().find(|check| check.id == CheckId::SIGN_IN_SIGNER);
    if matches!(signer.map(|check| &check.outcome), Some(Outcome::Pass)) {
        return None;
    }
    let account = report.account()?;
    let is = |message: &str| is_signed(account, message, &sign_in.signature, evm::eip191::digest);
    let message_text = report.message()?;
    // A different fault may have kept `verify` from checking a signature that is right.
    if is(message_text) {
        return None;
    }
    if matches!(account, AccountId::Evm(_)) && is_signed(account, message_text, &sign_in.signature, evm::keccak256) {
        return Some(Mistake::RawBytes);
    }
    let guesses = guesses(sign_in, context, account, message_text);
    guesses.into_iter().find(|(_, message)| is(message)).map(|(mistake, _)| mistake)
}

fn guesses(
    sign_in: &SignIn,
    context: &SignInContext<'_>,
    account: AccountId,
    message_text: &str,
) -> Vec<(Mistake, String)> {
    let mut guesses = Vec::new();
    let mut guess = |mistake, message: Option<String>| guesses.extend(message.map(|message| (mistake, message)));
    let changed = |change: &dyn Fn(&mut SignIn)| {
        let mut other = sign_in.clone();
        change(&mut other);
        other.message(account)
    };
    let issued = context.nonce.filter(|nonce| *nonce != sign_in.nonce);
    guess(Mistake::IssuedNonce, issued.and_then(|nonce| changed(&|other| other.nonce = nonce.into())));
    let domain = context.origin.domain();
    let is_other = domain != sign_in.domain;
    guess(Mistake::OwnDomain, is_other.then(|| changed(&|other| other.domain.clone_from(&domain))).flatten());
    let host = sign_in.domain.rsplit_once(':').filter(|(_, port)| port.bytes().all(|digit| digit.is_ascii_digit()));
    guess(Mistake::WithoutPort, host.and_then(|(host, _)| changed(&|other| other.domain = host.into())));
    guess(Mistake::NoChecksum, sign_in.message(&sign_in.address));
    for scheme in ["https", "http"] {
        guess(Mistake::SchemeLine, Some(format!("{scheme}://{message_text}")));
    }
    let reference = sign_in.chain_id.split_once(':').map_or("", |(_, reference)| reference);
    let (line, whole) = (format!("\nChain ID: {reference}\n"), format!("\nChain ID: {}\n", sign_in.chain_id));
    guess(Mistake::WholeChainId, Some(message_text.replacen(&line, &whole, 1)));
    guess(Mistake::LineFeed, Some(format!("{message_text}\n")));
    let required = changed(&|other| {
        (other.statement, other.expiration_time, other.not_before) = (None, None, None);
        (other.request_id, other.resources) = (None, None);
    });
    guess(Mistake::RequiredOnly, required);
    guesses
}

/// Returns `true` if the account's key made the signature over this text.
fn is_signed(account: AccountId, message: &str, signature: &str, digest: impl Fn(&[u8]) -> [u8; 32]) -> bool {
    if let AccountId::Evm(account) = account {
        return is_recovered(account, &digest(message.as_bytes()), signature);
    }
    matches!(account, AccountId::Solana(account) if is_verified(account, message, signature))
}

#[cfg(feature = "evm")]
fn is_recovered(account: evm::Address, digest: &[u8; 32], signature: &str) -> bool {
    let signature = signature.parse::<evm::Signature>();
    signature.is_ok_and(|signature| x402_verify::evm::recover_signer(digest, &signature) == Some(account))
}

#[cfg(not(feature = "evm"))]
const fn is_recovered(_: evm::Address, _: &[u8; 32], _: &str) -> bool {
    false
}

#[cfg(feature = "solana")]
fn is_verified(account: solana::Address, message: &str, signature: &str) -> bool {
    let signature = solana::from_base58(signature).and_then(|bytes| <[u8; 64]>::try_from(bytes).ok());
    signature.is_some_and(|signature| x402_verify::solana::verify_strict(&account, message.as_bytes(), &signature))
}

#[cfg(not(feature = "solana"))]
const fn is_verified(_: solana::Address, _: &str, _: &str) -> bool {
    false
}
