//! The calls that are made for a vector.

use revm::primitives::U256;
use x402_conformance::vector::{ChainCall, Vector};

use super::{
    question::Question,
    recorded::{self, Recorded},
};
use crate::{
    compare::Run,
    payer::PayerCode,
    question::canonical,
    token::{Outcome, Signature},
    worlds::Worlds,
};

/// The message that may change in another block.
pub(super) const NOT_YET: &str = "FiatTokenV2: authorization is not yet valid";

/// How the signature is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// In three parts, as it is.
    Vrs,
    /// In one piece, as it is.
    Bytes,
    /// 27 added to a v of 0 or 1, as many settlers do.
    VrsPlus27,
    /// The same, in one piece.
    BytesPlus27,
    /// In the canonical form, with s in the lower half and v 27 or 28. The form for a high s, or for a transaction's v,
    /// as x402-rs brings it.
    VrsCanonical,
    /// 64 bytes in three parts (ERC-2098), as some settlers do.
    VrsUnpacked,
}

/// One call.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) payer: PayerCode,
    pub(super) form: Form,
    /// Seconds after the time of the check.
    pub(super) later: u64,
    pub(super) outcome: Outcome,
    /// The call, described for people.
    pub(super) call: ChainCall,
}

impl Run for Call {
    fn payer(&self) -> PayerCode {
        self.payer
    }

    fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    fn call(&self) -> &ChainCall {
        &self.call
    }
}

/// The answers of the token in every state that the facts leave open.
pub(super) struct Answers {
    pub(super) runs: Vec<Call>,
    /// The version in the token's domain.
    pub(super) version: String,
    pub(super) domain_separator: String,
}

impl Form {
    const fn name(self) -> &'static str {
        match self {
            Self::Vrs => "vrs",
            Self::Bytes => "bytes",
            Self::VrsPlus27 => "vrs+27",
            Self::BytesPlus27 => "bytes+27",
            Self::VrsCanonical => "vrs-canonical",
            Self::VrsUnpacked => "vrs-unpacked",
        }
    }

    /// Whether the signature is passed as the payment has it.
    pub(super) const fn is_as_signed(self) -> bool {
        matches!(self, Self::Vrs | Self::Bytes)
    }
}

impl Answers {
    pub(super) fn of(
        vector: &Vector,
        question: &Question,
        worlds: &mut Worlds,
        recorded: &Recorded,
        call: Option<&recorded::Call>,
    ) -> Result<Self, String> {
        let Question { terms, signed, .. } = question;
        let name = terms.digits.as_ref().unwrap_or(&terms.name);
        let mut token = worlds.token(terms.chain, terms.asset, name, question.now)?;
        // Nothing can be minted to the zero address.
        if !signed.from.is_zero() {
            token.mint(signed.from, recorded.balance)?;
        }
        let before = call.and_then(|call| call.before.as_ref());
        if let Some(before) = before {
            before.happen(&mut token, signed, &question.signature)?;
        }
        let payers =
            call.and_then(|call| call.payer_code).map_or_else(|| question.payer.payers(vector), |one| vec![one]);
        let mut runs = Vec::new();
        for payer in payers {
            let mut token = token.clone();
            payer.set(&mut token.chain, signed.from, recorded.owner)?;
            let state = before.map_or_else(|| payer.describe(), |before| before.describe().into());
            for form in
                [Form::Vrs, Form::Bytes, Form::VrsPlus27, Form::BytesPlus27, Form::VrsCanonical, Form::VrsUnpacked]
            {
                let Some(signature) = present(form, &question.signature) else { continue };
                for later in [0, 1] {
                    let mut token = token.clone();
                    token.chain.time += later;
                    let at = token.chain.time;
                    let handed_over = match form {
                        Form::Bytes | Form::BytesPlus27 => Signature::Bytes(&signature),
                        Form::Vrs | Form::VrsPlus27 | Form::VrsCanonical | Form::VrsUnpacked => {
                            Signature::Vrs(signature.first_chunk().ok_or("a signature in three parts has 65 bytes")?)
                        }
                    };
                    let outcome = token.transfer(signed, handed_over)?;
                    let call = describe(&state, form, at, &outcome);
                    let wait = outcome == Outcome::Reverted(NOT_YET.into());
                    runs.push(Call { payer, form, later, outcome, call });
                    if !wait {
                        break;
                    }
                }
            }
        }
        Ok(Self { runs, version: token.version()?, domain_separator: token.domain_separator()?.to_string() })
    }

    pub(super) fn calls(&self) -> Vec<ChainCall> {
        self.runs.iter().map(|run| run.call.clone()).collect()
    }

    /// The first answer to this form, at the time of the check.
    pub(super) fn first(&self, form: Form) -> Option<&Outcome> {
        self.runs.iter().find(|run| run.form == form).map(|run| &run.outcome)
    }
}

/// The bytes that are passed, if the form fits the signature.
fn present(form: Form, signature: &[u8]) -> Option<Vec<u8>> {
    match (form, signature) {
        (Form::Bytes, _) => Some(signature.to_vec()),
        (Form::Vrs, _) => (signature.len() == 65).then(|| signature.to_vec()),
        (Form::VrsPlus27 | Form::BytesPlus27, [r_s @ .., v @ (0 | 1)]) if r_s.len() == 64 => {
            Some([r_s, &[v + 27]].concat())
        }
        (Form::VrsCanonical, [.., 0 | 1]) => None,
        (Form::VrsCanonical, _) => canonical(signature),
        (Form::VrsUnpacked, _) if signature.len() == 64 => {
            let (r, parity_s) = signature.split_at(32);
            let mut s = parity_s.to_vec();
            let parity = s[0] >> 7;
            s[0] &= 0x7f;
            Some([r, &s, &[27 + parity]].concat())
        }
        _ => None,
    }
}

fn describe(state: &str, form: Form, at: u64, outcome: &Outcome) -> ChainCall {
    let (moved, reverted) = match outcome {
        Outcome::Moved(amount) => (Some(U256::to_string(amount)), None),
        Outcome::Reverted(message) => (None, Some(message.clone())),
    };
    ChainCall { state: state.into(), call: form.name().into(), at, moved, reverted }
}
