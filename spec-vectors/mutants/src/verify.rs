//! Mutants of what judges a payment: `verify`, `digest`, `replay-key`.

use crate::{json::Json, mutant::Mutant};

pub(crate) fn mutants() -> Vec<Mutant> {
    vec![Mutant::says("verify/answer/payer-is-zero", &["verify"], |result| {
        result.get("payer")?;
        result.set("payer", Json::text("0x0000000000000000000000000000000000000000"))
    })]
}
