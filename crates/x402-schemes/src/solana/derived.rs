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

/// The account of a wallet for a mint: where `payTo` is paid. Also the bump.
///
/// ```
/// use x402_schemes::solana::{Address, derived, programs};
/// let pay_to: Address = "7LfHZav9VXzzJqfFryiqkr6EKGbokkY3MJCzjeodMcsg".parse()?;
/// let usdc: Address = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v".parse()?;
/// let (account, _) = derived::associated_account(&pay_to, &usdc, &programs::TOKEN).unwrap();
/// assert_eq!(account.to_string(), "8RysUTQJqstar8TeunimidLWPAuzXiGynSdfAbyxtXJq");
/// # Ok::<(), x402_schemes::solana::ParseAddressError>(())
/// ```
#[must_use]
pub fn associated_account(owner: &Address, mint: &Address, token_program: &Address) -> Option<(Address, u8)> {
    program_address(&[owner.as_ref(), token_program.as_ref(), mint.as_ref()], &programs::ASSOCIATED_TOKEN)
}

/// Whether an address is hashed for a wallet and a mint, with one of the eight highest bumps. Then it is the associated
/// account of no other wallet, which is cheaper to see than whose it is: nothing is done on the curve.
#[must_use]
pub fn is_hashed_for(account: &Address, owner: &Address, mint: &Address, token_program: &Address) -> bool {
    let seeds = [owner.as_ref(), token_program.as_ref(), mint.as_ref()];
    candidates(&seeds, &programs::ASSOCIATED_TOKEN).take(8).any(|(address, _)| address == *account)
}

/// Whether the bytes are a point of Curve25519, so that somebody may have its key.
#[must_use]
pub fn is_on_curve(address: &Address) -> bool {
    CompressedEdwardsY(address.to_bytes()).decompress().is_some()
}
