//! Addresses that programs own, and the token account that belongs to a wallet.

use curve25519_dalek::edwards::CompressedEdwardsY;
use sha2::{Digest, Sha256};

use super::{Address, programs};

/// What is hashed behind every seed.
const MARKER: &[u8] = b"ProgramDerivedAddress";

/// An address that a program owns, and the bump that took it off the curve: the highest for which there is one, as
/// `find_program_address` of the runtime has it. `None` only where all 256 lie on the curve, which nobody has seen.
#[must_use]
pub fn program_address(seeds: &[&[u8]], program: &Address) -> Option<(Address, u8)> {
    candidates(seeds, program).find(|(address, _)| !is_on_curve(address))
}

/// What is hashed for each bump, from the highest down, wherever it lies.
fn candidates(seeds: &[&[u8]], program: &Address) -> impl Iterator<Item = (Address, u8)> {
    let mut prefix = Sha256::new();
    for seed in seeds {
        prefix.update(seed);
    }
    (0..=u8::MAX).rev().map(move |bump| {
        let mut hasher = prefix.clone();
        hasher.update([bump]);
        hasher.update(program);
        hasher.update(MARKER);
        (Address::new(hasher.finalize().into()), bump)
    })
}

/// Whose account for which mint: three addresses, each by its name. It gets no further field.
///
/// ```
/// use x402_schemes::solana::{derived::AssociatedAccount, programs};
/// let account = AssociatedAccount {
///     owner: "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg".parse()?,
///     mint: "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v".parse()?,
///     token_program: programs::TOKEN,
/// };
/// let (address, _) = account.derive().unwrap();
/// assert_eq!(address.to_string(), "8RysUTQJqstar8TeunimidLWPAuzXiGynSdfAbyxtXJq");
/// assert!(account.is_hashed_to(&address));
/// # Ok::<(), x402_schemes::solana::ParseAddressError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssociatedAccount {
    /// The wallet.
    pub owner: Address,
    /// The mint of the token.
    pub mint: Address,
    /// The program that owns the mint.
    pub token_program: Address,
}

impl AssociatedAccount {
    /// The address, where `payTo` is paid, and its bump.
    #[must_use]
    pub fn derive(&self) -> Option<(Address, u8)> {
        program_address(&self.seeds(), &programs::ASSOCIATED_TOKEN)
    }

    /// Whether an address is hashed from this, with one of the eight highest bumps. Then it is the associated account of
    /// no other wallet, which is cheaper to see than whose it is: nothing is done on the curve.
    #[must_use]
    pub fn is_hashed_to(&self, address: &Address) -> bool {
        candidates(&self.seeds(), &programs::ASSOCIATED_TOKEN).take(8).any(|(candidate, _)| candidate == *address)
    }

    fn seeds(&self) -> [&[u8]; 3] {
        [self.owner.as_ref(), self.token_program.as_ref(), self.mint.as_ref()]
    }
}

/// Whether the bytes are a point of Curve25519, so that somebody may have its key.
#[must_use]
pub fn is_on_curve(address: &Address) -> bool {
    CompressedEdwardsY(address.to_bytes()).decompress().is_some()
}
