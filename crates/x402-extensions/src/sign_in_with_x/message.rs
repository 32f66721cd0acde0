//! The text that a wallet signs.

use alloc::string::String;
use core::fmt::{Display, Write as _};

use super::SignIn;

/// A chain family with its own message format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChainKind {
    /// `eip155`: Sign-In With Ethereum (EIP-4361).
    Ethereum,
    /// `solana`: Sign-In With Solana.
    Solana,
}

impl ChainKind {
    /// Returns the chain family for the namespace of a CAIP-2 identifier. The rest of the identifier is not checked.
    ///
    /// ```
    /// use x402_extensions::sign_in_with_x::ChainKind;
    /// assert_eq!(ChainKind::of("eip155:8453"), Some(ChainKind::Ethereum));
    /// assert_eq!(ChainKind::of("cosmos:cosmoshub-4"), None);
    /// ```
    #[must_use]
    pub fn of(chain_id: &str) -> Option<Self> {
        match chain_id.split_once(':')?.0 {
            "eip155" => Some(Self::Ethereum),
            "solana" => Some(Self::Solana),
            _ => None,
        }
    }

    /// The field `type` for this chain family: `eip191` or `ed25519` (X-14).
    #[must_use]
    pub const fn signature_type(self) -> &'static str {
        match self {
            Self::Ethereum => "eip191",
            Self::Solana => "ed25519",
        }
    }

    /// The name in the first line of the message.
    const fn name(self) -> &'static str {
        match self {
            Self::Ethereum => "Ethereum",
            Self::Solana => "Solana",
        }
    }
}

impl SignIn {
    /// Returns the text that the wallet signs, or `None` if the namespace of the chain has no message format. Pass
    /// `account` as the message prints it: with its EIP-55 checksum on an EVM chain, in base58 on Solana.
    ///
    /// Dates and URIs are printed as received. The text does not end in a line feed. If no field has a line break, two
    /// proofs of one account that differ in a signed field have different texts. On Solana, empty and absent fields are
    /// printed alike.
    ///
    /// ```
    /// use x402_extensions::sign_in_with_x::{SignIn, SignInInit};
    /// let sign_in = SignIn::new(SignInInit {
    ///     domain: "api.example.com".into(),
    ///     address: "0x857b06519E91e3A54538791bDbb0E22373e36b66".into(),
    ///     uri: "https://api.example.com/premium-data".into(),
    ///     chain_id: "eip155:8453".into(),
    ///     signature_type: "eip191".into(),
    ///     nonce: "a1b2c3d4e5f67890a1b2c3d4e5f67890".into(),
    ///     issued_at: "2024-01-15T10:30:00.000Z".into(),
    ///     signature: String::new(),
    /// });
    /// assert_eq!(sign_in.message(&sign_in.address).unwrap(), "\
    /// api.example.com wants you to sign in with your Ethereum account:
    /// 0x857b06519E91e3A54538791bDbb0E22373e36b66
    ///
    ///
    /// URI: https://api.example.com/premium-data
    /// Version: 1
    /// Chain ID: 8453
    /// Nonce: a1b2c3d4e5f67890a1b2c3d4e5f67890
    /// Issued At: 2024-01-15T10:30:00.000Z");
    /// ```
    pub fn message(&self, account: impl Display) -> Option<String> {
        let kind = ChainKind::of(&self.chain_id)?;
        let (_, reference) = self.chain_id.split_once(':')?;
        let mut out = String::with_capacity(512);
        // Writing to a String cannot fail.
        let _ = write!(out, "{} wants you to sign in with your {} account:\n{account}\n\n", self.domain, kind.name());
        match (kind, present(kind, self.statement.as_deref())) {
            (ChainKind::Ethereum, Some(statement)) => push(&mut out, &[statement, "\n\n"]),
            (ChainKind::Ethereum, None) => out.push('\n'),
            (ChainKind::Solana, Some(statement)) => push(&mut out, &[statement, "\n\n"]),
            (ChainKind::Solana, None) => {}
        }
        push(&mut out, &["URI: ", &self.uri, "\nVersion: 1\nChain ID: ", reference]);
        push(&mut out, &["\nNonce: ", &self.nonce, "\nIssued At: ", &self.issued_at]);
        for (name, value) in [
            ("\nExpiration Time: ", self.expiration_time.as_deref()),
            ("\nNot Before: ", self.not_before.as_deref()),
            ("\nRequest ID: ", present(kind, self.request_id.as_deref())),
        ] {
            if let Some(value) = value {
                push(&mut out, &[name, value]);
            }
        }
        let resources = self.resources.as_deref();
        if let Some(resources) = resources.filter(|all| kind == ChainKind::Ethereum || !all.is_empty()) {
            out.push_str("\nResources:");
            for resource in resources {
                push(&mut out, &["\n- ", resource]);
            }
        }
        Some(out)
    }
}

/// Leaves out empty fields on Solana, as its format does.
fn present(kind: ChainKind, text: Option<&str>) -> Option<&str> {
    text.filter(|text| kind == ChainKind::Ethereum || !text.is_empty())
}

fn push(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}
