//! Sends a transaction, and records its outcome.

use std::collections::{BTreeMap, BTreeSet};

use litesvm::LiteSVM;
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use solana_hash::Hash;
use solana_transaction::{InstructionError, TransactionError, versioned::VersionedTransaction};
use x402_conformance::vector::ChainCall;

use crate::{
    packet::Packet,
    programs::{COMPUTE_BUDGET, MEMO, SYSTEM, TOKEN, TOKEN_2022, with_token_2022_10},
    question::Price,
    state::State,
};

/// The outcome of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    /// A validator drops the packet.
    Dropped(String),
    /// The runtime does not carry it out.
    Refused(TransactionError),
    /// An instruction of this program fails.
    Failed(Address, TransactionError),
    Done,
}

/// The differences to the state before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Effects {
    /// The fee of the runtime. If the same transaction was sent before, it includes the fee of that.
    pub(crate) fee: u64,
    pub(crate) units: u64,
    /// The lamports that the fee payer lost.
    pub(crate) lost: i128,
    /// The tokens that the fee payer lost.
    pub(crate) sponsors_tokens: i128,
    /// The tokens that the account to be paid received.
    pub(crate) received: i128,
    /// The amount that went from one account to the one to be paid, if nothing else happened except the fee.
    pub(crate) transferred: Option<u128>,
}

pub(crate) struct Run {
    state: State,
    pub(crate) is_sponsored: bool,
    pub(crate) fee_payer: Option<Address>,
    pub(crate) outcome: Outcome,
    pub(crate) effects: Effects,
    /// The error, as it is printed.
    pub(crate) refused: Option<String>,
}

impl Run {
    /// The outcome for bytes that no validator reads.
    pub(crate) fn dropped(state: State, why: String) -> Self {
        let refused = Some(why.clone());
        let outcome = Outcome::Dropped(why);
        Self { state, is_sponsored: false, fee_payer: None, outcome, effects: Effects::default(), refused }
    }

    /// Sends the transaction. The runtime checks all signatures.
    pub(crate) fn send(
        chain: &LiteSVM,
        state: &State,
        packet: &Packet,
        is_sponsored: bool,
        blockhash: Hash,
        now: u64,
        price: Option<Price>,
    ) -> Result<Self, String> {
        let transaction: VersionedTransaction =
            wincode::deserialize_exact(&packet.bytes).map_err(|error| error.to_string())?;
        let fee_payer = packet.fee_payer()?;
        let mut svm = chain.clone().with_transaction_history(2);
        if state.has_token_2022_10 {
            svm = with_token_2022_10(svm)?;
        }
        svm.set_latest_blockhash(blockhash);
        svm.set_sysvar(&Clock { unix_timestamp: now.try_into().map_err(|_| "no time")?, ..svm.get_sysvar() });
        let mut watched: BTreeSet<Address> = packet.keys.iter().copied().collect();
        for (address, account) in &state.accounts {
            svm.set_account(*address, account.clone()).map_err(|error| format!("{address}: {error:?}"))?;
            watched.insert(*address);
        }
        let token = packet.calls.iter().find_map(|call| packet.program(call).filter(|program| *program == TOKEN_2022));
        let paid = price.map(|price| price.account(&token.unwrap_or(TOKEN)));
        watched.extend(paid);
        let before = Snapshot::of(&svm, &watched);
        let mut result = svm.send_transaction(transaction.clone());
        let mut earlier_fee = 0;
        if state.sent_before {
            earlier_fee = result.map_err(|failed| format!("the first time: {:?}", failed.err))?.fee;
            result = svm.send_transaction(transaction);
        }
        let after = Snapshot::of(&svm, &watched);
        let (meta, error) = match result {
            Ok(meta) => (meta, None),
            Err(failed) => (failed.meta, Some(failed.err)),
        };
        let refused = error.as_ref().map(|error| format!("{error:?}"));
        let outcome = match error {
            None => Outcome::Done,
            Some(error) => match failing(packet, &error) {
                Some(program) if meta.fee > 0 => Outcome::Failed(program, error),
                _ => Outcome::Refused(error),
            },
        };
        let mut effects = after.since(&before, fee_payer, paid);
        (effects.fee, effects.units) = (earlier_fee + meta.fee, meta.compute_units_consumed);
        if outcome != Outcome::Done {
            effects.transferred = None;
        }
        Ok(Self { state: state.clone(), is_sponsored, fee_payer: Some(fee_payer), outcome, effects, refused })
    }

    pub(crate) fn lacks_table(&self) -> bool {
        self.state.lacks_table
    }

    /// Whether there are more tokens than 64 bits can count, which no mint allows.
    pub(crate) fn is_of_impossible_state(&self) -> bool {
        let amounts = self.state.accounts.values().filter_map(holding).map(|holding| u128::from(holding.amount));
        amounts.sum::<u128>() > u128::from(u64::MAX)
    }

    pub(crate) fn describe(&self, at: u64) -> ChainCall {
        let call = if self.is_sponsored { "the transaction, signed by the fee payer" } else { "the transaction" };
        ChainCall {
            state: self.state.name.clone(),
            call: call.into(),
            at,
            moved: self.refused.is_none().then(|| self.effects.received.to_string()),
            reverted: self.refused.clone(),
        }
    }

    /// Why the transaction fails, in words that do not depend on the position of an instruction.
    pub(crate) fn reason(&self) -> Option<String> {
        let of = |kind: &str, error: &InstructionError| format!("{kind}: {error:?}");
        Some(match &self.outcome {
            Outcome::Done => return None,
            Outcome::Dropped(error) => format!("dropped: {error}"),
            // Before the execution only the compute budget is read.
            Outcome::Refused(TransactionError::InstructionError(_, error)) => of("compute budget", error),
            Outcome::Failed(program, TransactionError::InstructionError(_, error)) => of(kind(program), error),
            Outcome::Refused(error) | Outcome::Failed(_, error) => {
                let text = format!("{error:?}");
                text.split([' ', '(']).next().unwrap_or_default().to_owned()
            }
        })
    }
}

fn kind(program: &Address) -> &'static str {
    match *program {
        TOKEN | TOKEN_2022 => "token",
        MEMO => "memo",
        COMPUTE_BUDGET => "compute budget",
        _ => "another program",
    }
}

fn failing(packet: &Packet, error: &TransactionError) -> Option<Address> {
    match error {
        TransactionError::InstructionError(at, _) => packet.program(packet.calls.get(usize::from(*at))?),
        _ => None,
    }
}

/// The lamports of an account, and the content of a token account.
struct Snapshot(BTreeMap<Address, (u64, Option<Holding>)>);

struct Holding {
    owner: Address,
    amount: u64,
    is_native: bool,
}

impl Snapshot {
    fn of(svm: &LiteSVM, watched: &BTreeSet<Address>) -> Self {
        let of = |address: &Address| {
            let account = svm.get_account(address).unwrap_or_default();
            (*address, (account.lamports, holding(&account)))
        };
        Self(watched.iter().map(of).collect())
    }

    fn since(&self, before: &Self, fee_payer: Address, paid: Option<Address>) -> Effects {
        let mut effects = Effects::default();
        let mut nothing_else = true;
        let (mut went, mut came) = (Vec::new(), Vec::new());
        for (address, (lamports, holding)) in &self.0 {
            let Some((lamports_then, holding_then)) = before.0.get(address) else { continue };
            let amount = |holding: &Option<Holding>| holding.as_ref().map_or(0, |holding| i128::from(holding.amount));
            let more = amount(holding) - amount(holding_then);
            // Tokens of wrapped SOL are lamports.
            let wrapped = if holding.as_ref().is_some_and(|holding| holding.is_native) { more } else { 0 };
            let lamports_more = i128::from(*lamports) - i128::from(*lamports_then) - wrapped;
            if *address == fee_payer {
                effects.lost = -lamports_more;
            } else if lamports_more != 0 {
                nothing_else = false;
            }
            if holding_then.as_ref().is_some_and(|holding| holding.owner == fee_payer) {
                effects.sponsors_tokens -= more;
            }
            if Some(*address) == paid {
                effects.received = more;
            }
            match more {
                0 => {}
                _ if more < 0 => went.push(-more),
                _ => came.push((*address, more)),
            }
        }
        effects.transferred = match (went.as_slice(), came.as_slice()) {
            ([], []) if nothing_else => Some(0),
            ([gone], [(to, more)]) if nothing_else && gone == more && Some(*to) == paid => u128::try_from(*more).ok(),
            _ => None,
        };
        effects
    }
}

fn holding(account: &Account) -> Option<Holding> {
    let is_token = [TOKEN, TOKEN_2022].contains(&account.owner);
    // A mint with extensions is padded to this length, too, and its kind follows. An account of 355 bytes is a
    // multisig.
    let kind = account.data.get(165).copied();
    if !is_token || account.data.len() == 355 || !matches!(kind, None | Some(2)) {
        return None;
    }
    let part = |at: usize| account.data.get(at..)?.first_chunk();
    let owner = account.data.get(32..64)?.try_into().map_or(SYSTEM, |owner: [u8; 32]| Address::from(owner));
    Some(Holding { owner, amount: u64::from_le_bytes(*part(64)?), is_native: account.data.get(109) == Some(&1) })
}
