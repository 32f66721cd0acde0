use serde::Serialize;
use serde_json::value::RawValue;
use x402_schemes::evm::builder_code::{ReadSuffix, Suffix, SuffixError};

use crate::{
    Fields,
    fields::parse_hex,
    render::flag_names,
    stop::{Outcome, Stop},
};

/// The answer of `builder-code`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum CodesResult {
    Ok {
        codes: Codes,
        #[serde(skip_serializing_if = "Option::is_none")]
        metadata: Option<Box<RawValue>>,
        flags: Vec<&'static str>,
    },
    Err {
        err: ShownError,
    },
}

#[derive(Debug, Serialize)]
pub(crate) struct Codes {
    #[serde(skip_serializing_if = "Option::is_none")]
    a: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    w: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    s: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ShownError {
    kind: &'static str,
}

pub(crate) fn run(mut fields: Fields<'_>) -> Outcome<CodesResult> {
    let calldata: String = fields.require_as("calldata")?;
    fields.finish()?;
    let calldata = parse_hex(&calldata)
        .ok_or_else(|| Stop::Error("input.calldata must be 0x and an even number of hexadecimal digits".into()))?;
    show(Suffix::decode(&calldata)).map_err(|error| Stop::Error(error.to_string()))
}

fn show(read: Result<ReadSuffix, SuffixError>) -> serde_json::Result<CodesResult> {
    Ok(match read {
        Ok(ReadSuffix { suffix, flags, .. }) => {
            let codes = Codes {
                a: suffix.app().map(ToString::to_string),
                w: suffix.wallet().map(ToString::to_string),
                s: suffix.services().iter().map(ToString::to_string).collect(),
            };
            let metadata = suffix.metadata().map(|metadata| RawValue::from_string(metadata.as_str().into()));
            CodesResult::Ok { codes, metadata: metadata.transpose()?, flags: flag_names(flags) }
        }
        Err(error) => CodesResult::Err { err: ShownError { kind: error.as_str() } },
    })
}
