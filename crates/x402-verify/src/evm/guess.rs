//! Guesses about a payer's mistakes on an EVM chain.

use alloc::string::String;

use x402_types::declare::sentences;

use super::{FormatMistake, NameMistake, PermitMistake, batch_settlement, detail::Named, mistakes::domain_names};
use x402_schemes::{Hex, evm::Address};

sentences! {
    /// A possible explanation of a payment on an EVM chain that is not valid. It prints as a sentence with advice.
    #[derive(Clone, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum Guess {
        /// A time is so far in the future that it must be in milliseconds.
        Milliseconds {
            /// The field of the payload.
            member: &'static str,
        } ["milliseconds"] = "{member} looks like milliseconds, but the token counts seconds since 1970: divide it by 1000 and sign again",
        /// The amount is the price followed by twelve zeros: the payer used 18 decimal places instead of 6.
        Decimals {
            /// The field of the payload.
            member: &'static str,
        } ["decimals"] = "{member} is the required amount with twelve more zeros, as if the token had 18 decimal places instead \
            of 6: sign the required amount unchanged, because it counts atomic units",
        /// The payer signed exactly these terms, but the token rejects the signature's format.
        SignatureFormat {
            /// The fault of the format.
            mistake: FormatMistake,
            /// The same signature in the format that the token accepts: r‖s‖v, 65 bytes.
            canonical: [u8; 65],
        } [mistake.as_str()] = |f| {
            let [.., v] = canonical;
            f.write_str("the payer signed exactly this, but ")?;
            match mistake {
                FormatMistake::HighS => f.write_str("s is in the upper half of the curve's order"),
                FormatMistake::RecoveryByte => write!(f, "the last byte is not {v}, the recovery byte of this signature"),
                FormatMistake::RecoveryId => {
                    write!(f, "the last byte is the recovery id, 0 or 1, instead of {v}")
                }
                FormatMistake::Compact => f.write_str("the signature has the 64-byte format"),
            }?;
            write!(f, "; the same signature in the format that the token accepts: {}", Hex(canonical))
        },
        /// The payer signed with a different name or version of the token's EIP-712 domain.
        DomainNames {
            /// The signed name.
            name: String,
            /// The signed version.
            version: String,
            /// `true` if the published tables have this domain for this token.
            known: bool,
        } ["domain-names"] = |f| domain_names(f, name, version, *known),
        /// The payer signed with a name that was misread, or mistaken for that of the token's EIP-712 domain (U-45).
        MisreadName {
            /// The signed name.
            name: String,
            /// The signed version.
            version: String,
            /// The origin of the name.
            mistake: NameMistake,
        } ["domain-names"] = "the payer signed with the token domain {name:?}, version {version:?}: {mistake}",
        /// The payer signed with an EIP-712 domain without a version.
        DomainWithoutVersion ["domain-without-version"] = "the payer signed with a domain without version, but the token's domain has name, version, \
            chainId and verifyingContract",
        /// The payer signed with an EIP-712 domain without a chain id.
        DomainWithoutChainId ["domain-without-chain-id"] =
            "the payer signed with a domain without chainId; such a signature would be good on every chain, so no contract accepts it",
        /// The payer signed with an EIP-712 domain without fields. Wallets do so if the typed data has no type
        /// `EIP712Domain`.
        EmptyDomain ["empty-domain"] =
            "the payer signed over an empty domain, because the types in the wallet's typed data have no EIP712Domain: add it, with \
             name, version, chainId and verifyingContract",
        /// The payer signed with an EIP-712 domain that has the chain as a salt.
        SaltedDomain ["salted-domain"] =
            "the payer signed with a domain that has the chain as a salt, but the token's domain has name, version, chainId and \
             verifyingContract",
        /// Permit2's allowance is too small, and the server offers to sponsor the approval, but the payment contains
        /// nothing for the sponsor.
        SponsorUnused {
            /// The extension that the server offers.
            extension: &'static str,
        } ["sponsor-unused"] = "Permit2 has no sufficient allowance, and the client did not use {extension}, which the payment requirements offer: \
             it left out the permit or the approval for the sponsor",
        /// The payer signed for this token on a different chain.
        OtherChain {
            /// The signed chain.
            chain_id: u64,
        } ["other-chain"] = "the payer signed for chain {chain_id}: the wallet must sign for the required network",
        /// The payer signed for a different token.
        OtherToken {
            /// The signed chain.
            chain_id: u64,
            /// The address of the signed token.
            token: Address,
            /// The symbol of the signed token.
            symbol: &'static str,
        } ["other-token"] = "the payer signed for {symbol} {token} on chain {chain_id}, which is not the required token (asset)",
        /// The payer signed a `ReceiveWithAuthorization`.
        ReceiveWithAuthorization ["receive-with-authorization"] =
            "the payer signed the message type ReceiveWithAuthorization, but x402 settles with TransferWithAuthorization",
        /// The payer signed the digest as a text message (EIP-191).
        PersonalSign ["personal-sign"] =
            "the payer signed the digest as a text message (personal_sign, EIP-191): use eth_signTypedData_v4, or sign the \
             digest itself",
        /// The payer signed the hexadecimal digits of the digest as a text message (EIP-191).
        PersonalSignHex ["personal-sign-hex"] =
            "the payer signed the digest's hexadecimal digits as a text message (signMessage of a string, EIP-191): use \
             eth_signTypedData_v4, or sign the digest itself",
        /// The payer signed exactly the terms of `accepted`, which no offer contains any more.
        OfferChanged ["offer-changed"] = "the payer signed exactly the terms in the payment's accepted, but the server's payment \
            requirements are different: they have changed since, or the server never offered these terms",
        /// The payer signed with the network, the asset and the domain of `accepted`, which differ from those of the offer.
        AcceptedDomain ["accepted-domain"] =
            "the payer signed in the token domain of the payment's accepted (network, asset, name, version), which is \
             not the required one",
        /// The payer signed with the recipient and the amount of `accepted`, which differ from those of the authorization.
        AcceptedTerms ["accepted-terms"] = "the payer signed the recipient and the amount of the payment's accepted, but the authorization in \
            the payment has different ones",
        /// The payer signed with the recipient and the amount of the offer, and the authorization was changed afterwards.
        OfferedTerms ["offered-terms"] = "the payer signed the required recipient and amount, but the authorization in the payment was changed \
            after signing",
        /// The payer signed with payer and recipient exchanged.
        SwappedParties ["swapped-parties"] = "the payer signed with from and to exchanged",
        /// The payer signed times in milliseconds and sent them in seconds.
        SignedMilliseconds ["signed-milliseconds"] = "the payer signed times in milliseconds, but sent seconds: sign the times as you send them",
        /// The payer signed the sent amount, followed by twelve zeros.
        SignedDecimals ["signed-decimals"] =
            "the payer signed the sent amount with twelve more zeros, as if the token had 18 decimal places instead \
             of 6: sign the amount as you send it, in atomic units",
        /// The payer signed the permit for a different spender: the proxy of the other scheme, a retired proxy, Permit2
        /// or the facilitator.
        OtherSpender {
            /// The signed spender.
            spender: Address,
        } ["other-spender"] = |f| write!(
            f,
            "the payer signed for the spender {}, which is not the one in the payment: sign for the scheme's proxy",
            Named(*spender)
        ),
        /// The payer signed the permit with the witness of the other scheme.
        OtherWitness ["other-witness"] = "the payer signed with the witness of the other scheme: the witness of exact has the fields to and \
            validAfter, that of upto has to, facilitator and validAfter",
        /// The payer signed the permit in an EIP-712 domain with a version.
        DomainWithVersion ["domain-with-version"] = "the payer signed in a domain with a version, but Permit2's domain has only name, chainId and \
            verifyingContract",
        /// The payer signed the permit in the EIP-712 domain of the token.
        TokenDomain ["token-domain"] = "the payer signed in the token's domain, but a permit must be signed in the domain of Permit2",
        /// The payer signed in the domain of a Gateway wallet that is not that of the offer (U-18).
        GatewayDomain {
            /// The signed wallet.
            wallet: Address,
        } ["gateway-domain"] = "the payer signed in the domain of the Gateway's wallet {wallet}, which is not the required one: sign in the domain that \
            the payment requirements name",
        /// The payer signed an authorization for the Gateway in the EIP-712 domain of the token (U-18).
        TokenInsteadOfGateway {
            /// The signed name.
            name: String,
            /// The signed version.
            version: String,
        } ["token-domain"] = "the payer signed in the token's domain, with the name {name:?}, version {version:?}, but payments for the Gateway must \
            be signed in the domain of the wallet in extra.verifyingContract",
        /// The payer signed the permit with the decimal digits of the nonce read as hexadecimal.
        HexNonce ["hex-nonce"] = "the payer signed the nonce's digits as hexadecimal, but the nonce of a permit is sent in decimal",
        /// The payer signed an EIP-3009 authorization and sent it as a permit.
        Eip3009 ["eip3009"] = "the payer signed a TransferWithAuthorization in the token's domain and sent it as a permit, but the required transfer \
            method is Permit2",
        /// The payer signed something other than the EIP-2612 permit in the payment.
        Permit(mistake: PermitMistake) [mistake.kind()] = "the permit for the sponsor: {mistake}",
        /// A mistake with a payment of `batch-settlement`.
        BatchSettlement(guess: batch_settlement::Guess) [guess.kind()] = |f| guess.fmt(f),
        /// There are more possible explanations than a diagnosis tries.
        GaveUp ["gave-up"] = |f| write!(f, "none of the {} guesses that were tried explains the payment", Self::MOST_RECOVERIES),
    }
    const fn kind "The permanent name of the kind of guess.";
}

impl From<batch_settlement::Guess> for Guess {
    fn from(guess: batch_settlement::Guess) -> Self {
        Self::BatchSettlement(guess)
    }
}

impl Guess {
    /// The maximum number of public keys that a diagnosis recovers, in addition to those of [`verify`](crate::verify)
    /// and one for each of the two Gateway wallets.
    pub const MOST_RECOVERIES: usize = 32;
}
