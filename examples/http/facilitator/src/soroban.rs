//! STUB. The answers of a Stellar node: a ledger every five seconds, accounts that their own keys sign for, and
//! simulations in which every transfer succeeds.

use std::time::{SystemTime, UNIX_EPOCH};

use x402_schemes::stellar::{AccountSigners, Body, ScAddress, Signer, Transaction, Value};
use x402_types::{Amount, Uint256};
use x402_verify::{
    Answer,
    stellar::{self, Question, SimulatedTransfer, Simulation},
};

const SECONDS_PER_LEDGER: u64 = 5;
/// In stroops.
const RESOURCE_FEE: u64 = 94_000;

/// The answer to a question. `None` if there is none.
pub fn ask(question: &Question) -> Option<Answer> {
    Some(match question {
        Question::Ledger(_) => stellar::Answer::Ledger(latest_ledger()?).into(),
        Question::Account(asked) => {
            let signers = vec![Signer { key: asked.key, weight: 1 }];
            stellar::Answer::Account(Some(AccountSigners { signers, threshold: 0 })).into()
        }
        Question::Simulation(asked) => stellar::Answer::Simulated(simulate(&asked.transaction)).into(),
        Question::NonceUnused(_) => Answer::Yes,
        _ => return None,
    })
}

fn latest_ledger() -> Option<u32> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    (now / SECONDS_PER_LEDGER).try_into().ok()
}

/// The event of a transfer. `None`: anything else fails.
fn simulate(transaction: &[u8]) -> Option<Simulation> {
    let Body::Call { call, .. } = Transaction::decode(transaction).ok()?.body else { return None };
    let ScAddress::Address(asset) = call.contract else { return None };
    let (b"transfer", [Value::Address(from), Value::Address(to), Value::I128(amount)]) =
        (call.function, call.arguments.as_slice())
    else {
        return None;
    };
    let (ScAddress::Address(from), ScAddress::Address(to)) = (*from, *to) else { return None };
    let amount: Uint256 = u128::try_from(*amount).ok()?.to_string().parse().ok()?;
    let transfer = SimulatedTransfer { asset, from, to: to.without_id(), amount: Amount::from(amount) };
    let mut simulation = Simulation::new([transfer]);
    simulation.min_resource_fee = Some(RESOURCE_FEE);
    Some(simulation)
}
