use serde::Serialize;
use x402_types::{Flag, RawJson, matching::compare_extensions};

use super::ExtensionVerdict;
use crate::{
    Fields,
    stop::{Outcome, Stop},
};

/// The answer of `match-extensions`.
#[derive(Debug, Serialize)]
pub(crate) struct EchoResult {
    #[serde(flatten)]
    verified: ExtensionVerdict,
    differs: Vec<String>,
    missing: Vec<String>,
}

pub(crate) fn run(mut fields: Fields<'_>) -> Outcome<EchoResult> {
    let declared = take_extensions(&mut fields, "declared")?;
    let echoed = take_extensions(&mut fields, "echoed")?;
    fields.finish()?;
    let comparison = compare_extensions(&declared, Some(&echoed));
    let reason = (!comparison.differs.is_empty()).then_some("extension_echo_mismatch");
    let is_missing = !comparison.missing.is_empty();
    let flags = if is_missing { comparison.flags.with(Flag::ExtensionNotEchoed) } else { comparison.flags };
    let verified = ExtensionVerdict::by_bytes(reason, flags);
    Ok(EchoResult { verified, differs: comparison.differs, missing: comparison.missing })
}

fn take_extensions(fields: &mut Fields<'_>, name: &str) -> Outcome<RawJson> {
    let raw = fields.require(name)?;
    let extensions = RawJson::parse(raw.get()).map_err(|error| Stop::Error(format!("input.{name}: {error}")))?;
    if extensions.as_json().is_object() {
        Ok(extensions)
    } else {
        Err(Stop::Error(format!("input.{name} must be an object")))
    }
}
