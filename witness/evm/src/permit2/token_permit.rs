//! Recorded calls of the token's own `permit`. The vectors from them are payments that bring such a permit. A call
//! shows the outcome of the permit, and the rest of the payment is not part of it.

use revm::primitives::{Address, U256};
use serde::Deserialize;
use x402_conformance::vector::{ChainCall, Class, Vector};

use super::recorded::{Before, Call, Recorded};
use crate::{
    compare::{Comparison, outstanding},
    payer::PayerCode,
    question::{Input, address, bytes, number},
    results::Finding,
    token::Token,
    worlds::Worlds,
};

/// The permit: each member is in the call.
#[derive(Deserialize)]
struct Info {
    from: String,
    spender: String,
    amount: String,
    deadline: String,
    signature: String,
}

/// The arguments of the call.
struct Permit {
    parties: [Address; 2],
    value: U256,
    deadline: U256,
    signature: Vec<u8>,
}

/// The reasons for which a token refuses a permit, by the check that sees them.
const REASONS: [(&str, &[&str]); 5] = [
    ("permit-deadline", &["FiatTokenV2: permit is expired"]),
    ("permit-owner", &["ECRecover: invalid signature"]),
    ("permit-spender", &["ERC20: approve to the zero address"]),
    ("permit-signature", &["EIP2612: invalid signature"]),
    ("permit-signature-form", &["ECRecover: invalid signature length", "ECRecover: invalid signature 's' value"]),
];
const PARITY: &str = "ECRecover: invalid signature 'v' value";

pub(super) fn look(vector: &Vector, worlds: &mut Worlds, recorded: &Recorded, call: &Call) -> Result<Finding, String> {
    let mut finding = Finding::about(vector);
    let input = Input::<serde_json::Value>::of(vector)?;
    let info = input.sponsored().ok_or("there is no permit for a sponsor")?;
    let Info { from, spender, amount, deadline, signature } =
        Info::deserialize(info).map_err(|error| error.to_string())?;
    let mut permit = Permit {
        parties: [address(&from)?, address(&spender)?],
        value: number(&amount)?,
        deadline: number(&deadline)?,
        signature: bytes(&signature)?,
    };
    let terms = input.terms(&input.offer(vector)?)?;
    let mut token = worlds.token(terms.chain, terms.asset, &terms.name, input.now)?;
    let payer = call.payer_code.unwrap_or(PayerCode::None);
    payer.set(&mut token.chain, permit.parties[0], recorded.owner)?;
    let state = call.before.as_ref().map_or_else(|| payer.describe(), Before::describe);
    match &call.before {
        None => {}
        Some(Before::Permit { left: None }) => drop(permit.bring(&mut token)?),
        Some(before) => before.happen_to(&mut token, permit.parties)?,
    }
    let refused = permit.bring(&mut token.clone())?;
    if refused.as_deref().unwrap_or("OK") != call.answer {
        return Err(format!("recorded is {:?}, now it answers {refused:?}", call.answer));
    }
    let describe = |call: &str, refused: &Option<String>| ChainCall {
        state: state.clone(),
        call: call.into(),
        at: input.now,
        moved: refused.is_none().then(|| "0".into()),
        reverted: refused.clone(),
    };
    finding.calls.push(describe("permit", &refused));
    let check = vector.expect.check.as_deref().unwrap_or_default();
    let open = outstanding(vector)?;
    let agrees = match (vector.expect.class, open.as_deref(), refused.as_deref()) {
        (Class::Valid, None, None) => true,
        (Class::Valid, Some("permit-nonce"), Some(why)) => why == "EIP2612: invalid signature",
        (Class::Valid, Some("settlement"), Some(why)) => why == "Pausable: paused",
        (Class::Acceptable, _, Some(PARITY)) => {
            let v = permit.signature.last_mut().ok_or("a signature has a last byte")?;
            *v = v.wrapping_add(27);
            let refused = permit.bring(&mut token)?;
            finding.calls.push(describe("permit+27", &refused));
            refused.is_none()
        }
        (Class::Invalid, _, Some(why)) => {
            REASONS.iter().any(|(known, messages)| *known == check && messages.contains(&why))
        }
        _ => false,
    };
    if !agrees {
        return Err(format!("the token's answer is {refused:?}"));
    }
    finding.record(Comparison::Confirms(if open.is_some() { "outstanding" } else { "outcome" }));
    Ok(finding)
}

impl Permit {
    /// Brings the permit to the token, and returns the reason if the token refuses it.
    fn bring(&self, token: &mut Token) -> Result<Option<String>, String> {
        token.permit(self.parties, self.value, self.deadline, &self.signature)
    }
}
