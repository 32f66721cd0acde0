use x402_types::declare::names;

names! {
    /// A signature algorithm that this crate can verify.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum Algorithm {
        /// `EdDSA` with Ed25519 (RFC 8037), also called `Ed25519` (RFC 9864).
        EdDsa = "EdDSA",
        /// `ES256`: ECDSA with P-256 and SHA-256 (RFC 7518).
        Es256 = "ES256",
        /// `ES256K`: ECDSA with secp256k1 and SHA-256 (RFC 8812).
        Es256k = "ES256K",
    }
    as_str "The name of the algorithm in a header.";
    Display;
}

/// The meaning of an algorithm's name. There are only these three answers, and a fourth is a breaking change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlgorithmName {
    /// A supported algorithm.
    Known(Algorithm),
    /// A public-key algorithm that is not supported. A different verifier may support it.
    Asymmetric,
    /// An algorithm that does not prove who signed: `none`, one with a shared secret, or an unregistered name.
    Refused,
}

/// Classifies a name of RFC 7518 §3.1, RFC 8037, RFC 8812 or RFC 9864. The name is case-sensitive.
impl From<&str> for AlgorithmName {
    fn from(name: &str) -> Self {
        match name {
            "EdDSA" | "Ed25519" => Self::Known(Algorithm::EdDsa),
            "ES256" => Self::Known(Algorithm::Es256),
            "ES256K" => Self::Known(Algorithm::Es256k),
            "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" | "ES384" | "ES512" | "Ed448" => Self::Asymmetric,
            _ => Self::Refused,
        }
    }
}
