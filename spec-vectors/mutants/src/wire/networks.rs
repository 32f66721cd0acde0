//! Names and identifiers of networks.

use crate::{json::Json, mutant::Mutant};

pub(crate) fn mutants() -> Vec<Mutant> {
    vec![
        Mutant::says("network/answer/no-name", &["network"], |result| result.remove("name").map(drop)),
        Mutant::edits("network/name/any-case", &["network"], |input| {
            let name = input.text_at("name")?;
            input.set("name", Json::text(&name.to_lowercase()))
        }),
    ]
}
