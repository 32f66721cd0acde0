//! Reads the answers of Solana nodes: the field `result` of a JSON-RPC response, an object of `context` and `value`.
//!
//! Accounts have the layouts of their programs: `solana-address-lookup-table-interface` 3.1.0 defines that of a lookup
//! table, and `spl-token` that of a multisig account. Simulations are read as `solana-rpc-client-api` 4.2 writes them
//! (`RpcSimulateTransactionResult`).

use alloc::{borrow::Cow, vec::Vec};

use x402_schemes::solana::{Address, Instruction, Key, Keys, TokenProgram, from_base58};
use x402_types::JsonRef;

use super::{
    Received, SimulatedTokenCall, SimulatedTransfer, Simulation,
    account::{Account, AnswerError, address},
};
use crate::Returned;

type Result<T, E = AnswerError> = core::result::Result<T, E>;

impl<'a> Returned<'a> {
    fn json(self) -> Result<JsonRef<'a>, crate::AnswerError> {
        match self {
            Self::Json(result) => Ok(result),
            Self::Bytes(_) | Self::Reverted => Err(crate::AnswerError::OtherNode),
        }
    }

    pub(super) fn value(self) -> Result<JsonRef<'a>, crate::AnswerError> {
        Ok(self.json()?.get("value").ok_or(AnswerError::Member("value"))?)
    }

    /// The slot of the node's answer.
    pub(super) fn slot(self) -> Result<u64, crate::AnswerError> {
        let slot = self.json()?.get("context").and_then(|context| context.get("slot")?.integer().ok());
        Ok(slot.ok_or(AnswerError::Member("context.slot"))?)
    }
}

/// The addresses in a lookup table, or `Some(None)` for an account that is not one. `None` if a node that is ahead, or
/// a later slot, may return a different content.
pub(super) fn known_table(account: Account, at_least: usize, slot: u64) -> Option<Option<Vec<Address>>> {
    if account.may_be_made() || account.may_be_deactivated(slot) {
        return None;
    }
    let addresses = account.lookup_table();
    // Entries are only ever added to a table.
    if addresses.as_ref().is_some_and(|addresses| addresses.len() < at_least) { None } else { Some(addresses) }
}

/// The accounts in the value. Their number must be `count`.
pub(super) fn accounts(value: JsonRef<'_>, count: usize) -> Result<Vec<Option<Account>>> {
    let accounts = value.elements().map_err(|_| AnswerError::Member("value"))?.map(Account::read);
    let accounts: Vec<_> = accounts.collect::<Result<_>>()?;
    if accounts.len() == count { Ok(accounts) } else { Err(AnswerError::Member("value")) }
}

pub(super) fn pair(value: JsonRef<'_>) -> Result<[Option<Account>; 2]> {
    accounts(value, 2)?.try_into().map_err(|_| AnswerError::Member("value"))
}

/// The field `err` must be present. Without this rule, a value without content would count as a success.
pub(super) fn succeeded(value: JsonRef<'_>) -> Result<bool> {
    let err = value.get("err").ok_or(AnswerError::Member("err"))?;
    // Account 0 is the fee payer. Any other account is short because of the transaction.
    let short_of_rent = err.get("InsufficientFundsForRent").and_then(|rent| index_of(rent.get("account_index")?));
    let is_transient = |name: &&str| err.get(name).is_some() || err.string().is_ok_and(|err| err == *name);
    if short_of_rent == Some(0) || TRANSIENT.iter().any(is_transient) {
        return Err(AnswerError::Transient);
    }
    Ok(err.is_null())
}

/// The variants of `TransactionError` (`solana-transaction-error` 3.3) that may not occur in a different slot: the node
/// has not seen a blockhash, a lookup table or one of its entries yet; an account is in use; the block is full; a
/// program is being replaced; the node is not ready; the facilitator's fee payer has too few lamports for the fee.
const TRANSIENT: [&str; 16] = [
    "AccountInUse",
    "AccountNotFound",
    "AddressLookupTableNotFound",
    "BlockhashNotFound",
    "ClusterMaintenance",
    "CommitCancelled",
    "InsufficientFundsForFee",
    "InvalidAddressLookupTableIndex",
    "ProgramCacheHitMaxLimit",
    "ProgramExecutionTemporarilyRestricted",
    "ResanitizationNeeded",
    "WouldExceedAccountDataBlockLimit",
    "WouldExceedAccountDataTotalLimit",
    "WouldExceedMaxAccountCostLimit",
    "WouldExceedMaxBlockCostLimit",
    "WouldExceedMaxVoteCostLimit",
];

/// The effects of a transaction, or `None` if it fails.
pub(super) fn simulation(value: JsonRef<'_>, keys: &Keys) -> Result<Option<Simulation>> {
    if !succeeded(value)? {
        return Ok(None);
    }
    let fee_payers = |member: &'static str| {
        let balances = value.get(member).and_then(|balances| balances.elements().ok()?.next());
        balances.and_then(|balance| balance.integer().ok()).ok_or(AnswerError::Member(member))
    };
    let fee_payer_lost = fee_payers("preBalances")?.saturating_sub(fee_payers("postBalances")?);
    let mut simulation = Simulation::new([], fee_payer_lost);
    for outer in elements(value.get("innerInstructions"))? {
        for inner in elements(outer.get("instructions"))? {
            match token_call(inner, keys)? {
                Some(TokenCall::Transfer(transfer)) => simulation.transfers.push(transfer),
                Some(TokenCall::Other(other)) if !MAKE_ACCOUNTS.contains(&other.name.as_str()) => {
                    simulation.other_calls.push(other);
                }
                Some(TokenCall::Other(_)) | None => {}
            }
        }
    }
    let before = balances(value, "preTokenBalances", keys)?;
    let after = balances(value, "postTokenBalances", keys)?;
    let shown = before.iter().chain(&after).flatten();
    simulation.fee_payer_accounts = fee_payer_accounts(shown, keys.address(0));
    simulation.received = before.zip(after).map(|(before, after)| received(&before, after));
    Ok(Some(simulation))
}

/// The balance of a token account, and its owner if the node returns it.
struct Balance {
    account: Address,
    owner: Option<Address>,
    amount: u64,
}

/// The balances of token accounts. `None` if the node does not return them. A balance of an account in an unknown table
/// is an error: without it the price would seem not to arrive, or tokens of the fee payer could be taken.
fn balances(value: JsonRef<'_>, member: &'static str, keys: &Keys) -> Result<Option<Vec<Balance>>> {
    let Some(shown) = value.non_null(member) else { return Ok(None) };
    let malformed = AnswerError::Member(member);
    let read = |balance: JsonRef<'_>| {
        let index = balance.get("accountIndex").and_then(index_of).ok_or(malformed)?;
        let amount = balance.get("uiTokenAmount").and_then(|amount| amount.get("amount")?.string().ok());
        let amount = amount.and_then(|amount| amount.parse().ok()).ok_or(malformed)?;
        let owner = balance.get("owner").and_then(address);
        Ok(Balance { account: key(index, keys, malformed)?, owner, amount })
    };
    shown.elements().map_err(|_| malformed)?.map(read).collect::<Result<_>>().map(Some)
}

/// The amount that each token account received.
fn received(before: &[Balance], after: Vec<Balance>) -> Vec<Received> {
    let more = |Balance { account, amount, .. }: Balance| {
        let had = before.iter().find(|other| other.account == account).map_or(0, |other| other.amount);
        amount.checked_sub(had).filter(|more| *more > 0).map(|amount| Received { account, amount })
    };
    after.into_iter().filter_map(more).collect()
}

/// The token accounts that the fee payer owns before or after the transaction, as far as the node returns owners.
fn fee_payer_accounts<'a>(balances: impl Iterator<Item = &'a Balance>, fee_payer: Option<Address>) -> Vec<Address> {
    let mut accounts = Vec::new();
    for balance in balances.filter(|balance| fee_payer.is_some() && balance.owner == fee_payer) {
        if !accounts.contains(&balance.account) {
            accounts.push(balance.account);
        }
    }
    accounts
}

fn elements(value: Option<JsonRef<'_>>) -> Result<impl Iterator<Item = JsonRef<'_>>> {
    value.and_then(|value| value.elements().ok()).ok_or(AnswerError::Member("innerInstructions"))
}

/// The instructions that take part in creating a token account and move no tokens.
const MAKE_ACCOUNTS: [&str; 6] = [
    "getAccountDataSize",
    "initializeAccount",
    "initializeAccount2",
    "initializeAccount3",
    "initializeImmutableOwner",
    "syncNative",
];

/// An instruction of a token program.
enum TokenCall {
    Transfer(SimulatedTransfer),
    Other(SimulatedTokenCall),
}

/// Reads an instruction that a program made, in one of the three formats that nodes use (`scheme_exact_svm.md` §3.2):
/// parsed, with addresses, or with indices. `None` if it is not an instruction of a token program.
fn token_call(inner: JsonRef<'_>, keys: &Keys) -> Result<Option<TokenCall>> {
    const MALFORMED: AnswerError = AnswerError::Member("innerInstructions");
    let program = match (inner.get("programId"), inner.get("programIdIndex")) {
        (Some(program), _) => address(program).ok_or(MALFORMED)?,
        (None, Some(index)) => key(index_of(index).ok_or(MALFORMED)?, keys, MALFORMED)?,
        (None, None) => return Err(MALFORMED),
    };
    let Some(program) = TokenProgram::at(&program) else { return Ok(None) };
    if let Some(parsed) = inner.get("parsed") {
        let kind = parsed.get("type").and_then(|kind| kind.string().ok()).ok_or(MALFORMED)?;
        if kind == "transferChecked" {
            let transfer = parsed_transfer(program, parsed).ok_or(MALFORMED)?;
            return Ok(Some(TokenCall::Transfer(transfer)));
        }
        let mut accounts = Vec::new();
        for (_, member) in parsed.get("info").and_then(|info| info.members().ok()).ok_or(MALFORMED)? {
            let listed = member.elements().into_iter().flatten();
            accounts.extend(core::iter::once(member).chain(listed).filter_map(address));
        }
        return Ok(Some(TokenCall::Other(SimulatedTokenCall { program, name: kind.into_owned(), accounts })));
    }
    let data = inner.get("data").and_then(|data| from_base58(&data.string().ok()?)).ok_or(MALFORMED)?;
    let account = |shown: JsonRef<'_>| match index_of(shown) {
        Some(index) => key(index, keys, MALFORMED),
        None => address(shown).ok_or(MALFORMED),
    };
    let shown = inner.get("accounts").and_then(|accounts| accounts.elements().ok()).ok_or(MALFORMED)?;
    let accounts: Vec<Address> = shown.map(account).collect::<Result<_>>()?;
    let indices: Vec<u8> = (0..=u8::MAX).take(accounts.len()).collect();
    let Instruction::TransferChecked(read) = Instruction::decode(&program.address(), &indices, &data) else {
        let name = token_call_name(data.first()).into();
        return Ok(Some(TokenCall::Other(SimulatedTokenCall { program, name, accounts })));
    };
    let account = |index: u8| accounts.get(usize::from(index)).copied().ok_or(MALFORMED);
    Ok(Some(TokenCall::Transfer(SimulatedTransfer {
        program,
        source: account(read.source)?,
        mint: account(read.mint)?,
        destination: account(read.destination)?,
        authority: account(read.authority)?,
        amount: read.amount,
    })))
}

/// The names that nodes give to parsed instructions (`parse_token` in `solana-transaction-status`).
const fn token_call_name(tag: Option<&u8>) -> &'static str {
    match tag {
        Some(1) => "initializeAccount",
        Some(3) => "transfer",
        Some(4) => "approve",
        Some(6) => "setAuthority",
        Some(8) => "burn",
        Some(9) => "closeAccount",
        Some(13) => "approveChecked",
        Some(15) => "burnChecked",
        Some(16) => "initializeAccount2",
        Some(17) => "syncNative",
        Some(18) => "initializeAccount3",
        Some(21) => "getAccountDataSize",
        Some(22) => "initializeImmutableOwner",
        Some(255) => "batch",
        _ => "unknown",
    }
}

fn parsed_transfer(program: TokenProgram, parsed: JsonRef<'_>) -> Option<SimulatedTransfer> {
    let info = parsed.get("info")?;
    let amount: Cow<'_, str> = info.get("tokenAmount")?.get("amount")?.string().ok()?;
    Some(SimulatedTransfer {
        program,
        source: address(info.get("source")?)?,
        mint: address(info.get("mint")?)?,
        destination: address(info.get("destination")?)?,
        authority: address(info.get("authority").or_else(|| info.get("multisigAuthority"))?)?,
        amount: amount.parse().ok()?,
    })
}

fn index_of(value: JsonRef<'_>) -> Option<u8> {
    value.integer().ok()?.try_into().ok()
}

/// The address at this index. `malformed` is the error for an index without a key.
fn key(index: u8, keys: &Keys, malformed: AnswerError) -> Result<Address> {
    match keys.get(index) {
        Some(Key::Known(address)) => Ok(address),
        Some(Key::InTable { table, .. }) => Err(AnswerError::UnknownTable(table)),
        None => Err(malformed),
    }
}
