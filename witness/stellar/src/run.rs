//! Runs a call with its authorization entries in the host.

use std::rc::Rc;

use sha2::{Digest, Sha256};
use soroban_env_host::{
    budget::Budget,
    e2e_invoke::{
        InvokeHostFunctionRecordingModeResult, LedgerEntryChange, RecordingInvocationAuthMode, TtlLedgerEntryMeta,
        invoke_host_function, invoke_host_function_in_recording_mode,
    },
    xdr::{
        ContractEvent, ContractEventBody, ContractId, Hash, HostFunction, InvokeContractArgs, Limits,
        MuxedEd25519Account, PublicKey, ReadXdr, ScAddress, ScVal, SorobanAuthorizationEntry, WriteXdr,
    },
};

use crate::ledger::{Ledger, account_id};

/// The facilitator, whose transaction it is.
const SPONSOR: [u8; 32] = [0xfa; 32];

/// An event of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) contract: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) amount: String,
}

/// A run that succeeded.
pub(crate) struct Success {
    pub(crate) events: Vec<Event>,
    pub(crate) changes: Vec<LedgerEntryChange>,
}

pub(crate) fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The entries that a client would get: who has to authorize what.
pub(crate) fn recorded(
    ledger: &Ledger,
    at: u32,
    call: &InvokeContractArgs,
) -> Result<Vec<SorobanAuthorizationEntry>, String> {
    let recorded = invoke(ledger, at, call, RecordingInvocationAuthMode::recording(false, false))?;
    recorded.invoke_result.map_err(|error| error.to_string())?;
    Ok(recorded.auth)
}

/// Runs the call in the ledger with this number: first to learn what is read and written, and then with nothing else allowed, as
/// validators do. An error is the host's refusal.
pub(crate) fn enforced(
    ledger: &Ledger,
    at: u32,
    call: &InvokeContractArgs,
    entries: &[SorobanAuthorizationEntry],
) -> Result<Success, String> {
    let first = invoke(ledger, at, call, RecordingInvocationAuthMode::Enforcing(entries.to_vec()))?;
    first.invoke_result.map_err(|error| error.to_string())?;
    let write =
        |value: &dyn Fn() -> Result<Vec<u8>, soroban_env_host::xdr::Error>| value().map_err(|error| error.to_string());
    let footprint = &first.resources.footprint;
    let keys = footprint.read_only.iter().chain(footprint.read_write.iter());
    let mut of_footprint = Vec::new();
    for key in keys {
        of_footprint.push(match ledger.entry(key) {
            None => (None, None),
            Some((entry, live_until)) => {
                let bytes = write(&|| entry.to_xdr(Limits::none()))?;
                let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
                let meta = live_until
                    .map(|live_until_ledger| TtlLedgerEntryMeta { live_until_ledger, entry_size_for_rent: size });
                (Some(bytes), meta)
            }
        });
    }
    let encoded: Result<Vec<Vec<u8>>, String> =
        entries.iter().map(|entry| write(&|| entry.to_xdr(Limits::none()))).collect();
    let function = HostFunction::InvokeContract(call.clone());
    let second = invoke_host_function(
        &Budget::default(),
        false,
        write(&|| function.to_xdr(Limits::none()))?,
        write(&|| first.resources.to_xdr(Limits::none()))?,
        &first.restored_rw_entry_indices,
        write(&|| account_id(SPONSOR).to_xdr(Limits::none()))?,
        encoded?.into_iter(),
        ledger.info(at),
        of_footprint.into_iter(),
        [0; 32].to_vec(),
        &mut Vec::new(),
        None,
        None,
    )
    .map_err(|error| error.to_string())?;
    second.encoded_invoke_result.map_err(|error| error.to_string())?;
    let read = |bytes: &Vec<u8>| ContractEvent::from_xdr(bytes, Limits::none()).map_err(|error| error.to_string());
    let events: Vec<ContractEvent> = second.encoded_contract_events.iter().map(read).collect::<Result<_, _>>()?;
    if events != first.contract_events {
        return Err("enforcing shows other events than recording".into());
    }
    Ok(Success { events: events.iter().map(event_of).collect(), changes: second.ledger_changes })
}

fn invoke(
    ledger: &Ledger,
    at: u32,
    call: &InvokeContractArgs,
    mode: RecordingInvocationAuthMode,
) -> Result<InvokeHostFunctionRecordingModeResult, String> {
    invoke_host_function_in_recording_mode(
        &Budget::default(),
        false,
        &HostFunction::InvokeContract(call.clone()),
        &account_id(SPONSOR),
        mode,
        ledger.info(at),
        Rc::new(ledger.clone()),
        [0; 32],
        &mut Vec::new(),
    )
    .map_err(|error| error.to_string())
}

fn event_of(event: &ContractEvent) -> Event {
    let ContractEventBody::V0(body) = &event.body;
    let topic = |at: usize| body.topics.get(at);
    let address = |value: Option<&ScVal>| match value {
        Some(ScVal::Address(address)) => address.to_string(),
        other => format!("{other:?}"),
    };
    // With the id of a muxed recipient the amount is in a map (CAP-67).
    let (amount, id) = match &body.data {
        ScVal::Map(Some(map)) => {
            let member = |wanted: &[u8]| {
                let is_it = |key: &ScVal| matches!(key, ScVal::Symbol(name) if name.0.as_slice() == wanted);
                map.iter().find(|entry| is_it(&entry.key)).map(|entry| entry.val.clone())
            };
            (member(b"amount"), member(b"to_muxed_id"))
        }
        data => (Some(data.clone()), None),
    };
    let to = match (topic(2), id) {
        (Some(ScVal::Address(ScAddress::Account(account))), Some(ScVal::U64(id))) => {
            let PublicKey::PublicKeyTypeEd25519(ed25519) = account.0.clone();
            ScAddress::MuxedAccount(MuxedEd25519Account { id, ed25519 }).to_string()
        }
        (to, _) => address(to),
    };
    Event {
        name: match topic(0) {
            Some(ScVal::Symbol(name)) => name.0.to_utf8_string_lossy(),
            other => format!("{other:?}"),
        },
        contract: event
            .contract_id
            .clone()
            .map_or_else(String::new, |ContractId(Hash(id))| ScAddress::Contract(ContractId(Hash(id))).to_string()),
        from: address(topic(1)),
        to,
        amount: match amount {
            Some(ScVal::I128(parts)) => {
                let number = (i128::from(parts.hi) << 64) | i128::from(parts.lo);
                number.to_string()
            }
            other => format!("{other:?}"),
        },
    }
}
