//! A chain in process: the runtime, and the programs that settle a payment.

use agave_feature_set as features;
use litesvm::LiteSVM;
use sha2::{Digest, Sha256};
use solana_account::Account;
use solana_address::{Address, address};
use solana_program_binaries::spl_programs;

pub(crate) const TOKEN: Address = address!("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
pub(crate) const TOKEN_2022: Address = address!("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
pub(crate) const ASSOCIATED: Address = address!("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");
pub(crate) const MEMO_1: Address = address!("Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo");
pub(crate) const MEMO: Address = address!("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");
pub(crate) const MEMO_4: Address = address!("Memo4c2pN8afCj432Lb7RMVKi9PbQnnW7ewFFaV3oAH");
pub(crate) const COMPUTE_BUDGET: Address = address!("ComputeBudget111111111111111111111111111111");
pub(crate) const SYSTEM: Address = address!("11111111111111111111111111111111");
pub(crate) const LOOKUP_TABLES: Address = address!("AddressLookupTab1e1111111111111111111111111");

/// Programs of mainnet whose binaries are not available here: Lighthouse, and the smart wallets of
/// `scheme_exact_svm.md` §2.2.2.
pub(crate) const OUT_OF_REACH: [(Address, &str); 7] = [
    (address!("L2TExMFKdjpN9kozasaurPirfHy9P8sbXoAN1qA3S95"), "Lighthouse"),
    (address!("SQDS4ep65T869zMMBKyuUq6aD6EgTu8psMjkvj52pCf"), "Squads Multisig v4"),
    (address!("SMRTzfY6DfH5ik3TKiyLFfXexV8uSG3d2UksSCYdunG"), "Squads Smart Account"),
    (address!("SWiGmQedKzMz1tiTqoJCWeGDnGXfNBp2PkXLkpCAtQo"), "Swig (legacy)"),
    (address!("swigypWHEksbC64pWKwah1WTeh9JXwx8H1rJHLdbQMB"), "Swig v2"),
    (address!("GovER5Lthms3bLBqWub97yVrMmEogzX7xNjdXpPPCVZw"), "SPL Governance"),
    (address!("CoREENxT6tW1HoK8ypY1SxRMZTcVPm7R94rH4PZNhX7d"), "Metaplex Core"),
];

const LOADER_2: Address = address!("BPFLoader2111111111111111111111111111111111");
const LOADER_3: Address = address!("BPFLoaderUpgradeab1e11111111111111111111111");
/// The length of the header before the code in an account of the third loader.
const LOADER_3_HEADER: usize = 45;

/// The address of a program, its name, and the SHA-256 of its code.
const PROGRAMS: [(Address, &str, &str); 6] = [
    (TOKEN, "p-token 1.0.0", "8190d3f7ceb6cb7a7a8d8924bff89f9f611e15ce1f806f2b6237f3311a98f697"),
    (TOKEN_2022, "Token-2022 11.0.0", "495e9d7680dd555cb126a6a8e5464af5be9b01f02f2cd70634352722d22e3cad"),
    (ASSOCIATED, "Associated Token Account 1.1.1", "e5e7aed11ad3969eea2aa76c8b4d2e73ea25be7e6b5cce989b7710cf5452496e"),
    (MEMO_1, "Memo 1.0.0", "67053ed6b0c4b2ff0cead4dc469b2dd30847264b28164ef5e5263d5cf1258c6e"),
    (MEMO, "Memo 3.0.0", "f520eaf096361abbb9639ea4dc3e5388a87b9330e121f476607b87c46ef67954"),
    (MEMO_4, "Memo 4.0.0", "0c92063c6838d9ad8af50aaefea9a166b5bb41a2bfa2bc6327d7db320849bc78"),
];

/// Features of mainnet that litesvm 0.16.0 does not list yet.
const LATER_FEATURES: [Address; 8] = [
    features::custom_commission_collector::ID,
    features::enable_tx_v1::ID,
    features::reduce_slot_time_to_200ms::ID,
    features::reduce_slot_time_to_250ms::ID,
    features::reduce_slot_time_to_300ms::ID,
    features::relax_post_exec_min_balance_check::ID,
    features::set_lamports_per_byte_to_5080::ID,
    features::set_lamports_per_byte_to_6333::ID,
];

/// A chain on which nobody has anything.
///
/// litesvm brings Token-2022 and Memo 1; the rest are anza's binaries, because litesvm has another build of each, and
/// that of Memo 4 where Memo 3 is.
pub(crate) fn chain() -> Result<LiteSVM, String> {
    let mut active = LiteSVM::mainnet_feature_set();
    for feature in &LATER_FEATURES {
        active.activate(feature, 1);
    }
    let mut svm = LiteSVM::default()
        .with_feature_set(active)
        .with_builtins()
        .with_sysvars()
        .with_feature_accounts()
        .with_default_programs()
        .with_precompiles()
        .with_sigverify(true)
        .with_blockhash_check(true);
    let binaries = spl_programs(&svm.get_sysvar());
    for (address, account) in &binaries {
        let account = Account::from(account.clone());
        // A program of the third loader has its code in another account.
        let code = match account.owner {
            LOADER_2 if *address != MEMO_1 => Some(account.data),
            LOADER_3 if account.executable && *address != TOKEN_2022 => binaries
                .iter()
                .find(|(other, _)| *other == code_address(address))
                .map(|(_, code)| Account::from(code.clone()).data.split_off(LOADER_3_HEADER)),
            _ => None,
        };
        if let Some(code) = code {
            svm.add_program_with_loader(*address, &code, account.owner).map_err(|error| format!("{error:?}"))?;
        }
    }
    for (address, name, hash) in PROGRAMS {
        let found = Sha256::digest(code(&svm, &address)?).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        if found != hash {
            return Err(format!("{name}: the code at {address} has the SHA-256 {found}"));
        }
    }
    Ok(svm)
}

/// The same with Token-2022 10.0.0, as anza's package has it.
pub(crate) fn with_token_2022_10(mut svm: LiteSVM) -> Result<LiteSVM, String> {
    let binaries = spl_programs(&svm.get_sysvar());
    let code = binaries.iter().find(|(address, _)| *address == code_address(&TOKEN_2022));
    let code = Account::from(code.ok_or("no binary of Token-2022")?.1.clone()).data.split_off(LOADER_3_HEADER);
    svm.add_program_with_loader(TOKEN_2022, &code, LOADER_3).map_err(|error| format!("{error:?}"))?;
    Ok(svm)
}

/// The names of the programs that a payment calls.
pub(crate) fn names() -> String {
    let called = PROGRAMS.iter().filter(|(program, ..)| [TOKEN, TOKEN_2022, MEMO].contains(program));
    called.map(|(_, name, _)| *name).collect::<Vec<_>>().join(", ")
}

fn code_address(program: &Address) -> Address {
    Address::find_program_address(&[program.as_ref()], &LOADER_3).0
}

fn code(svm: &LiteSVM, program: &Address) -> Result<Vec<u8>, String> {
    let account = |address: &Address| svm.get_account(address).ok_or_else(|| format!("nothing is at {address}"));
    let at_program = account(program)?;
    if at_program.owner != LOADER_3 {
        return Ok(at_program.data);
    }
    let data = account(&code_address(program))?.data;
    data.get(LOADER_3_HEADER..).map(<[u8]>::to_vec).ok_or_else(|| format!("{program} has no code"))
}
