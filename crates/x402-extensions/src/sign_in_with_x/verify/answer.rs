//! The client's part: from a challenge to the header.

use alloc::string::{String, ToString};
use core::fmt::Display;

use x402_schemes::{AccountId, evm::eip191};
use x402_types::Network;
use x402_verify::Verdict;

use super::{SignInContext, check_terms, checks::TERMS};
use crate::{
    CheckId, ExtensionNotValid,
    report::{ListedCheck, Recorder},
    sign_in_with_x::{ChainKind, Challenge, Detail, SignIn, SupportedChain},
};

/// Answers a challenge for a wallet: takes the first of the server's chains that fits the account, and builds the
/// message to sign. The context has the origin that the client requested, the time, and the chains for which the wallet
/// signs, unless it signs for all chains of its family.
///
/// A challenge of a different origin is refused, because an attacker could use the signature to sign in there (X-19).
/// So is a challenge that no honest server would accept: with a line break in a field, with unreadable dates, or too
/// old.
///
/// # Errors
/// No chain fits, or a check of the terms fails. The error contains the report.
///
/// ```
/// use x402_extensions::sign_in_with_x::{Challenge, ChallengeInit, SupportedChain};
/// use x402_types::Wire;
/// use x402_extensions::sign_in_with_x::{Origin, SignInContext, answer_challenge};
///
/// fn sign_in(
///     challenge: &Challenge,
///     now: u64,
///     personal_sign: impl Fn(&str) -> String,
/// ) -> Result<String, Box<dyn std::error::Error>> {
///     let asked: Origin = "https://api.example.com".parse()?;
///     let account = "0x857b06519E91e3A54538791bDbb0E22373e36b66".parse()?;
///     let draft = answer_challenge(challenge, account, &SignInContext::new(&asked, now))?;
///     let signature = personal_sign(draft.message());
///     Ok(draft.with_signature(&signature).to_header())
/// }
///
/// let mut challenge = Challenge::new(ChallengeInit {
///     domain: "api.example.com".into(),
///     uri: "https://api.example.com/premium-data".into(),
///     nonce: "a1b2c3d4e5f67890a1b2c3d4e5f67890".into(),
///     issued_at: "2024-01-15T10:30:00.000Z".into(),
/// });
/// challenge.supported_chains.extend(SupportedChain::of("eip155:8453"));
/// assert!(sign_in(&challenge, 1_705_314_630, |_| "0x".into()).is_ok());
///
/// challenge.domain = "bank.example".into();
/// let error = sign_in(&challenge, 1_705_314_630, |_| "0x".into()).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "invalid: sign-in-domain: the client signed in to the domain bank.example, but this server is api.example.com"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn answer_challenge(
    challenge: &Challenge,
    account: AccountId,
    context: &SignInContext<'_>,
) -> Result<SignInDraft, ExtensionNotValid> {
    let of_wallet = || challenge.supported_chains.iter().filter(|chain| fits(chain, account, context));
    // A malformed entry does not prevent the use of the next one. If there is no other, the checks of the entry report
    // the fault.
    let Some(chain) = of_wallet().find(|chain| is_sound(chain)).or_else(|| of_wallet().next()) else {
        const CHOICE: &[ListedCheck] = &[ListedCheck::always(CheckId::SIGN_IN_CHAIN)];
        let mut recorder = Recorder::new(CHOICE);
        recorder.fail(CheckId::SIGN_IN_CHAIN, Detail::NoFittingChain);
        return Err(ExtensionNotValid::new(recorder.into_report()));
    };
    let sign_in = challenge.answered(chain, account.to_string());
    let mut recorder = Recorder::new(TERMS);
    check_terms(&sign_in, context, &mut recorder);
    let report = recorder.into_report();
    match (report.verdict(), sign_in.message(account)) {
        (Verdict::Valid, Some(message)) => Ok(SignInDraft { sign_in, message, account }),
        _ => Err(ExtensionNotValid::new(report)),
    }
}

/// Returns `true` if a wallet with this account signs for a chain.
fn fits(chain: &SupportedChain, account: AccountId, context: &SignInContext<'_>) -> bool {
    let kind = ChainKind::of(&chain.chain_id);
    let is_of_kind = matches!(
        (account, kind),
        (AccountId::Evm(_), Some(ChainKind::Ethereum)) | (AccountId::Solana(_), Some(ChainKind::Solana))
    );
    let network = chain.chain_id.parse::<Network>();
    let is_of_wallet = |chains: &[Network]| network.is_ok_and(|network| chains.contains(&network));
    is_of_kind && context.chains.is_none_or(is_of_wallet)
}

/// Returns `true` if a sign-in can name the chain, and the type of signature fits the chain (X-14).
fn is_sound(chain: &SupportedChain) -> bool {
    let is_of_kind = ChainKind::of(&chain.chain_id).is_some_and(|kind| kind.signature_type() == chain.signature_type);
    let network = chain.chain_id.parse::<Network>();
    is_of_kind && network.is_ok_and(|network| network != Network::eip155(0))
}

/// A sign-in that is not signed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInDraft {
    sign_in: SignIn,
    message: String,
    account: AccountId,
}

impl SignInDraft {
    /// The message that the wallet signs: with `personal_sign` on an EVM chain, with `signMessage` on Solana.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The EIP-191 digest of the message, for a key that signs digests on an EVM chain. `None` on Solana.
    pub fn digest(&self) -> Option<[u8; 32]> {
        let is_evm = matches!(self.account, AccountId::Evm(_));
        is_evm.then(|| eip191::digest(self.message.as_bytes()))
    }

    /// Returns the sign-in with its signature. Pass the signature as the header carries it: `0x` and hexadecimal digits
    /// on an EVM chain, base58 on Solana.
    pub fn with_signature(&self, signature: impl Display) -> SignIn {
        let mut sign_in = self.sign_in.clone();
        sign_in.signature = signature.to_string();
        sign_in
    }
}
