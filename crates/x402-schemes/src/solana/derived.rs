//! Derived addresses: those that programs own, and the token account of a wallet.

use curve25519_dalek::edwards::CompressedEdwardsY;
use sha2::{Digest, Sha256};

use super::{Address, programs};

/// The text that is hashed after the seeds, the bump and the program.
const MARKER: &[u8] = b"ProgramDerivedAddress";

/// An address that a program owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProgramAddress {
    /// The address.
    pub address: Address,
    /// The highest byte for which the address is off the curve.
    pub bump: u8,
}

/// Returns the address that a program owns for these seeds, derived as by the runtime's `find_program_address`, but
/// without its limits on the number and the length of seeds. Returns `None` only if all 256 addresses are on the curve,
/// which has never been observed.
#[must_use]
pub fn program_address(seeds: &[&[u8]], program: &Address) -> Option<ProgramAddress> {
    candidates(seeds, program).find(|candidate| !is_on_curve(&candidate.address))
}

/// The addresses for each bump from the highest down, whether on the curve or not.
fn candidates(seeds: &[&[u8]], program: &Address) -> impl Iterator<Item = ProgramAddress> {
    let mut prefix = Sha256::new();
    for seed in seeds {
        prefix.update(seed);
    }
    (0..=u8::MAX).rev().map(move |bump| {
        let mut hasher = prefix.clone();
        hasher.update([bump]);
        hasher.update(program);
        hasher.update(MARKER);
        ProgramAddress { address: Address::new(hasher.finalize().into()), bump }
    })
}

/// A wallet, a mint and a token program, which together determine an associated token account. The struct gets no
/// further fields.
///
/// ```
/// use x402_schemes::solana::{derived::AssociatedAccount, programs};
/// let account = AssociatedAccount {
///     owner: "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg".parse()?,
///     mint: "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v".parse()?,
///     token_program: programs::TOKEN,
/// };
/// let address = account.derive().unwrap().address;
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
    /// Derives the address of the account. If the wallet is `payTo`, the payment goes to this address.
    pub fn derive(&self) -> Option<ProgramAddress> {
        program_address(&self.seeds(), &programs::ASSOCIATED_TOKEN)
    }

    /// Returns `true` if the address is the hash of these three values with one of the eight highest bumps. If so, it
    /// is the associated account of no other wallet. This is cheaper than deriving the address, because it needs no
    /// curve arithmetic.
    pub fn is_hashed_to(&self, address: &Address) -> bool {
        candidates(&self.seeds(), &programs::ASSOCIATED_TOKEN).take(8).any(|candidate| candidate.address == *address)
    }

    fn seeds(&self) -> [&[u8]; 3] {
        [self.owner.as_ref(), self.token_program.as_ref(), self.mint.as_ref()]
    }
}

/// Returns `true` if the bytes are a point of Curve25519, so that a private key may exist for them.
#[must_use]
pub fn is_on_curve(address: &Address) -> bool {
    CompressedEdwardsY(address.to_bytes()).decompress().is_some()
}
