//! The addresses of programs (`scheme_exact_svm.md` §2.2.2, `docs/reference/sources.md`). Those of the precompiles and
//! sysvars are from the runtime's `solana-sdk-ids`.

use super::Address;

/// The System program: lamports, new accounts, durable nonces.
pub const SYSTEM: Address = Address::constant("11111111111111111111111111111111");
/// Compute Budget, which limits the cost of a transaction.
pub const COMPUTE_BUDGET: Address = Address::constant("ComputeBudget111111111111111111111111111111");
/// SPL Token.
pub const TOKEN: Address = Address::constant("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
/// Token-2022.
pub const TOKEN_2022: Address = Address::constant("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
/// Associated Token Account, which creates token accounts.
pub const ASSOCIATED_TOKEN: Address = Address::constant("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
/// The program for a payment's memo (S-7). It is known as version 2, and in its releases as version 3.
pub const MEMO: Address = Address::constant("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");
/// The first memo program.
pub const MEMO_V1: Address = Address::constant("Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo");
/// The newest memo program (`docs/reference/sources.md`, programs that settle).
pub const MEMO_V4: Address = Address::constant("Memo4c2pN8afCj432Lb7RMVKi9PbQnnW7ewFFaV3oAH");
/// Address Lookup Table.
pub const LOOKUP_TABLE: Address = Address::constant("AddressLookupTab1e1111111111111111111111111");
/// Lighthouse, which makes the assertions that wallets add.
pub const LIGHTHOUSE: Address = Address::constant("L2TExMFKdjpN9kozasaurPirfHy9P8sbXoAN1qA3S95");
/// The precompile that verifies Ed25519 signatures, each at the sponsor's cost.
pub const ED25519: Address = Address::constant("Ed25519SigVerify111111111111111111111111111");
/// The precompile that verifies secp256k1 signatures, each at the sponsor's cost.
pub const SECP256K1: Address = Address::constant("KeccakSecp256k11111111111111111111111111111");
/// The precompile that verifies secp256r1 signatures, each at the sponsor's cost.
pub const SECP256R1: Address = Address::constant("Secp256r1SigVerify1111111111111111111111111");
/// The sysvar with the current slot, epoch and time.
pub const CLOCK: Address = Address::constant("SysvarC1ock11111111111111111111111111111111");
/// The sysvars and their owner, which are accounts of the runtime itself.
pub const SYSVARS: &[Address] = &[
    CLOCK,
    Address::constant("Sysvar1111111111111111111111111111111111111"),
    Address::constant("Sysvar1nstructions1111111111111111111111111"),
    Address::constant("SysvarEpochRewards1111111111111111111111111"),
    Address::constant("SysvarEpochSchedu1e111111111111111111111111"),
    Address::constant("SysvarFees111111111111111111111111111111111"),
    Address::constant("SysvarLastRestartS1ot1111111111111111111111"),
    Address::constant("SysvarRecentB1ockHashes11111111111111111111"),
    Address::constant("SysvarRent111111111111111111111111111111111"),
    Address::constant("SysvarRewards111111111111111111111111111111"),
    Address::constant("SysvarS1otHashes111111111111111111111111111"),
    Address::constant("SysvarS1otHistory11111111111111111111111111"),
    Address::constant("SysvarStakeHistory1111111111111111111111111"),
];

/// Smart wallets that wrap a transfer in their own instruction (`scheme_exact_svm.md` §2.2.2). The specification lists
/// Lighthouse with them, but it is not a wallet.
pub const SMART_WALLETS: &[Address] = &WALLETS;

const WALLETS: [Address; 6] = [
    Address::constant("SQDS4ep65T869zMMBKyuUq6aD6EgTu8psMjkvj52pCf"),
    Address::constant("SMRTzfY6DfH5ik3TKiyLFfXexV8uSG3d2UksSCYdunG"),
    Address::constant("SWiGmQedKzMz1tiTqoJCWeGDnGXfNBp2PkXLkpCAtQo"),
    Address::constant("swigypWHEksbC64pWKwah1WTeh9JXwx8H1rJHLdbQMB"),
    Address::constant("GovER5Lthms3bLBqWub97yVrMmEogzX7xNjdXpPPCVZw"),
    Address::constant("CoREENxT6tW1HoK8ypY1SxRMZTcVPm7R94rH4PZNhX7d"),
];

/// Returns the common name of a program. `None` for an unknown program.
#[must_use]
pub fn name(program: &Address) -> Option<&'static str> {
    NAMES.iter().find(|(known, _)| known == program).map(|(_, name)| *name)
}

const NAMES: [(Address, &str); 19] = {
    let [squads, squads_smart, swig_legacy, swig, governance, core] = WALLETS;
    [
        (SYSTEM, "System"),
        (COMPUTE_BUDGET, "Compute Budget"),
        (TOKEN, "Token"),
        (TOKEN_2022, "Token-2022"),
        (ASSOCIATED_TOKEN, "Associated Token Account"),
        (MEMO, "Memo"),
        (MEMO_V1, "Memo v1"),
        (MEMO_V4, "Memo v4"),
        (LOOKUP_TABLE, "Address Lookup Table"),
        (LIGHTHOUSE, "Lighthouse"),
        (ED25519, "Ed25519 precompile"),
        (SECP256K1, "secp256k1 precompile"),
        (SECP256R1, "secp256r1 precompile"),
        (squads, "Squads Multisig v4"),
        (squads_smart, "Squads Smart Account"),
        (swig_legacy, "Swig (legacy)"),
        (swig, "Swig v2"),
        (governance, "SPL Governance"),
        (core, "Metaplex Core"),
    ]
};
