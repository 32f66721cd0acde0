//! What a server decides for itself about payments on Solana.

use crate::AmountRule;

/// Where the documents leave a choice. The default is that of the official SDKs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// How the transferred amount compares with the offer's (B-7).
    pub amount_rule: AmountRule,
    /// The highest price of a compute unit, in millionths of a lamport (S-5): 5,000,000 in the official SDKs.
    pub max_unit_price: u64,
    /// The highest limit of compute units (S-5). `None`: any, and above 400,000 a flag.
    pub max_compute_units: Option<u32>,
    /// The most lamports that the fee payer may lose. `None`: whatever the limits above come to.
    pub max_sponsor_lamports: Option<u64>,
    /// How many may have to sign besides fee payer and payer, for 5,000 lamports each (S-4).
    pub extra_signers: u8,
    /// How many instructions there may be (S-5). `None`: seven, in V1 six.
    pub max_instructions: Option<u8>,
    /// How many of them may be of Lighthouse (S-5).
    pub max_lighthouse: u8,
    /// Takes a V1 payment that makes the account which is paid before it pays, as V1's document has it (§6.2), and
    /// flags it. The released facilitators refuse that (`docs/sources.md` D-44), and so does V2's layout (S-5).
    pub account_creation: bool,
    /// Leaves payments by the smart wallets of the document to a simulation (S-5); else they are invalid.
    pub smart_wallets: bool,
}

impl Policy {
    /// The default.
    pub const DEFAULT: Self = Self {
        amount_rule: AmountRule::Equal,
        max_unit_price: 5_000_000,
        max_compute_units: None,
        max_sponsor_lamports: None,
        extra_signers: 0,
        max_instructions: None,
        max_lighthouse: 3,
        account_creation: false,
        smart_wallets: true,
    };
}

impl Default for Policy {
    fn default() -> Self {
        Self::DEFAULT
    }
}
