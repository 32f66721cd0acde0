//! Reads the answers of nodes of the XRP Ledger: the field `result` of a JSON-RPC response.
//!
//! The fields are those of the documentation of `ledger`, `account_info`, `ledger_entry`, `simulate` and `tx`. An error
//! of a call is a field `error` in the result.

use alloc::{borrow::ToOwned, string::String};

use x402_schemes::xrpl::Address;
use x402_types::JsonRef;

use super::{AccountState, AnswerError, RegularKey};
use crate::Returned;

type Result<T, E = AnswerError> = core::result::Result<T, E>;

/// The flag of an account whose master key must not sign, `lsfDisableMaster`.
const DISABLE_MASTER: u32 = 0x0010_0000;

/// The value that a node returned.
pub(super) fn result(returned: Returned<'_>) -> Result<JsonRef<'_>, crate::AnswerError> {
    match returned {
        Returned::Json(result) => Ok(result),
        Returned::Bytes(_) | Returned::Reverted => Err(crate::AnswerError::OtherNode),
    }
}

/// The value, or `None` if the node returned the error with this name. Any other error is no answer.
pub(super) fn unless<'a>(value: JsonRef<'a>, none: &str) -> Result<Option<JsonRef<'a>>> {
    match value.non_null("error") {
        None => Ok(Some(value)),
        Some(error) if error.string().is_ok_and(|error| error == none) => Ok(None),
        Some(_) => Err(AnswerError::Error),
    }
}

/// The same value, if it is of a validated ledger.
fn validated(value: JsonRef<'_>) -> Result<JsonRef<'_>> {
    let is_validated = value.get("validated").and_then(|validated| validated.boolean().ok()) == Some(true);
    if is_validated { Ok(value) } else { Err(AnswerError::NotValidated) }
}

fn number(value: JsonRef<'_>, member: &'static str) -> Result<u32> {
    let number = value.get(member).and_then(|number| number.integer().ok()?.try_into().ok());
    number.ok_or(AnswerError::Member(member))
}

/// The number of the latest validated ledger.
pub(super) fn ledger(value: JsonRef<'_>) -> Result<u32> {
    let value = unless(value, "")?.ok_or(AnswerError::Error)?;
    number(validated(value)?, "ledger_index")
}

/// The state of this account. `None` if the account does not exist.
pub(super) fn account(value: JsonRef<'_>, asked: Address) -> Result<Option<AccountState>> {
    let Some(value) = unless(value, "actNotFound")? else { return Ok(None) };
    let data = validated(value)?.get("account_data").ok_or(AnswerError::Member("account_data"))?;
    let address = |member| {
        data.non_null(member)
            .map(|text| text.string().ok().and_then(|text| text.parse().ok()).ok_or(AnswerError::Member(member)))
            .transpose()
    };
    if address("Account")? != Some(asked) {
        return Err(AnswerError::Member("Account"));
    }
    let flags = number(data, "Flags")?;
    Ok(Some(AccountState {
        sequence: Some(number(data, "Sequence")?),
        regular_key: address("RegularKey")?.map_or(RegularKey::None, RegularKey::Key),
        is_master_disabled: Some(flags & DISABLE_MASTER != 0),
        tickets: None,
    }))
}

/// `true` if the ledger has the ticket.
pub(super) fn ticket(value: JsonRef<'_>, ticket: u32) -> Result<bool> {
    let Some(value) = unless(value, "entryNotFound")? else { return Ok(false) };
    let node = validated(value)?.get("node").ok_or(AnswerError::Member("node"))?;
    if number(node, "TicketSequence")? == ticket { Ok(true) } else { Err(AnswerError::Member("TicketSequence")) }
}

/// The result code of a simulation.
pub(super) fn simulated(value: JsonRef<'_>) -> Result<String> {
    let value = unless(value, "")?.ok_or(AnswerError::Error)?;
    let code = value.get("engine_result").and_then(|code| code.string().ok());
    let code = code.ok_or(AnswerError::Member("engine_result"))?;
    if is_local(&code) { Err(AnswerError::Local) } else { Ok((*code).to_owned()) }
}

/// `true` for a result code that a different node or a later ledger may not have.
pub(super) fn is_local(code: &str) -> bool {
    code.starts_with("tel") || code.starts_with("ter")
}

/// `true` if no validated ledger has the transaction, and `false` if one does.
pub(super) fn is_unused(value: JsonRef<'_>) -> Result<bool> {
    let Some(value) = unless(value, "txnNotFound")? else { return Ok(true) };
    validated(value).map(|_| false)
}
