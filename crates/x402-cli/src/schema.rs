//! `x402 schema`: prints JSON Schemas.

mod of_text;

use std::{fs, io, path::Path};

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde_json::{Map, Value};
use x402_extensions::{
    bazaar::ExtensionResponses,
    discovery::{ResourceList, SearchResults},
    offer_receipt::{OfferPayload, ReceiptPayload, SignedOffer, SignedReceipt},
    sign_in_with_x::SignIn,
};
use x402_schemes::schema::{self, NamedSchema};
use x402_types::{
    FacilitatorRequest, PaymentPayload, PaymentRequired, SettleResponse, SupportedKind, SupportedResponse,
    VerifyResponse, v1, v2,
};
use x402_verify::json::RecordedReport;

use crate::{
    args::SchemaArgs,
    output::{Failure, Output, exit},
    style::printable,
};

/// One schema: of a payload, of an object in one version, or of an object in either version if there is no version.
#[derive(Clone, Copy)]
struct Entry {
    object: &'static str,
    version: Option<u8>,
    generate: fn(SchemaGenerator) -> Schema,
}

/// The name of the file with all schemas.
const DEFINITIONS: &str = "definitions.json";

const OBJECTS: &[Entry] = &[
    entry::<PaymentRequired>("payment-required", None),
    entry::<v1::PaymentRequired>("payment-required", Some(1)),
    entry::<v2::PaymentRequired>("payment-required", Some(2)),
    entry::<v1::PaymentRequirements>("payment-requirements", Some(1)),
    entry::<v2::PaymentRequirements>("payment-requirements", Some(2)),
    entry::<PaymentPayload>("payment-payload", None),
    entry::<v1::PaymentPayload>("payment-payload", Some(1)),
    entry::<v2::PaymentPayload>("payment-payload", Some(2)),
    entry::<FacilitatorRequest>("facilitator-request", None),
    entry::<v1::FacilitatorRequest>("facilitator-request", Some(1)),
    entry::<v2::FacilitatorRequest>("facilitator-request", Some(2)),
    entry::<v2::ResourceInfo>("resource-info", Some(2)),
    entry::<SettleResponse>("settle-response", None),
    entry::<VerifyResponse>("verify-response", None),
    entry::<SupportedResponse>("supported-response", None),
    entry::<SupportedKind>("supported-kind", None),
    entry::<ResourceList>("resource-list", None),
    entry::<SearchResults>("search-results", None),
    entry::<ExtensionResponses>("extension-responses", None),
    entry::<SignIn>("sign-in", None),
    entry::<SignedOffer>("signed-offer", None),
    entry::<SignedReceipt>("signed-receipt", None),
    entry::<OfferPayload>("offer-payload", None),
    entry::<ReceiptPayload>("receipt-payload", None),
    Entry { object: "report", version: None, generate: report },
    Entry { object: "command-report", version: None, generate: command_report },
    Entry { object: "command-diagnosis", version: None, generate: of_text::diagnosis },
];

const fn entry<T: JsonSchema>(object: &'static str, version: Option<u8>) -> Entry {
    Entry { object, version, generate: SchemaGenerator::into_root_schema_for::<T> }
}

/// The schema of the JSON of `x402 verify` and `x402 explain`.
fn command_report(generator: SchemaGenerator) -> Schema {
    of_text::report(report(generator))
}

/// The schema of a report, whose names of checks include those of what is judged beside payments.
fn report(generator: SchemaGenerator) -> Schema {
    let mut schema = generator.into_root_schema_for::<RecordedReport>();
    let names = || x402_extensions::CheckId::all().map(x402_extensions::CheckId::as_str);
    let mut add = |pointer: &str, names: &mut dyn Iterator<Item = Value>| {
        let list = schema.pointer_mut(pointer).and_then(Value::as_array_mut);
        debug_assert!(list.is_some(), "{pointer}");
        list.into_iter().for_each(|list| list.extend(&mut *names));
    };
    add("/$defs/CheckName/enum", &mut names().map(Value::from));
    let because = names().map(|name| Value::from(format!("because of {name}")));
    add("/$defs/ReportCheck/allOf/0/then/properties/detail/enum", &mut { because });
    schema
}

/// All entries: first the protocol's objects and the reports, then the payloads.
fn entries() -> Vec<Entry> {
    let payload = |schema: NamedSchema| Entry { object: schema.name, version: None, generate: schema.generate };
    OBJECTS.iter().copied().chain(schema::all().map(payload)).collect()
}

pub(crate) fn run(args: &SchemaArgs) -> Result<Output, Failure> {
    let text = if let Some(directory) = &args.all {
        write_all(directory)?
    } else if let Some(object) = &args.object {
        text(&find(object, args.version)?.schema())?
    } else {
        entries().iter().map(|entry| entry.arguments() + "\n").collect()
    };
    Ok(Output { text, code: exit::VALID })
}

fn find(object: &str, version: Option<u8>) -> Result<Entry, Failure> {
    let all = entries();
    let known: Vec<_> = all.iter().copied().filter(|entry| entry.object == object).collect();
    let entry = match *known {
        // The object is the same in both versions, or exists in only one version.
        [only] if only.version.is_none() || version.is_none() => Some(only),
        _ => known.iter().find(|entry| entry.version == version).copied(),
    };
    entry.ok_or_else(|| {
        let candidates = if known.is_empty() { all } else { known };
        let candidates: Vec<_> = candidates.iter().map(Entry::arguments).collect();
        Failure::Usage(format!(
            "no schema is named {}; the schemas are: {}",
            arguments(object, version),
            candidates.join(", ")
        ))
    })
}

/// The arguments of `x402 schema` that print a schema.
fn arguments(object: &str, version: Option<u8>) -> String {
    version.map_or_else(|| object.into(), |version| format!("{object} --version {version}"))
}

fn write_all(directory: &Path) -> Result<String, Failure> {
    let entries = entries();
    for entry in &entries {
        write(&directory.join(entry.path()), &entry.schema())?;
    }
    write(&directory.join(DEFINITIONS), &definitions(&entries))?;
    Ok(format!(
        "{} schemas, and their definitions in one file, written to {}\n",
        entries.len(),
        printable(&directory.display().to_string())
    ))
}

fn write(path: &Path, schema: &Schema) -> Result<(), Failure> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text(schema)?));
    written.map_err(|error| Failure::Io(io::Error::new(error.kind(), format!("{}: {error}", path.display()))))
}

fn text(schema: &Schema) -> io::Result<String> {
    Ok(serde_json::to_string_pretty(schema)? + "\n")
}

/// All objects with everything they refer to, each once, in one file. Generators make types from this file that have
/// the names of the definitions.
fn definitions(entries: &[Entry]) -> Schema {
    let mut definitions = Map::new();
    for entry in entries {
        let mut schema = entry.schema();
        for keyword in ["$schema", "$id"] {
            schema.remove(keyword);
        }
        if let Some(Value::Object(inner)) = schema.remove("$defs") {
            definitions.extend(inner);
        }
        if let Some(Value::String(title)) = schema.get("title").cloned() {
            definitions.insert(title, schema.to_value());
        }
    }
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": DEFINITIONS,
        "title": "Definitions",
        "description": "Every object of the other files and everything they refer to, for generators of types.",
        "$defs": definitions
    })
}

impl Entry {
    fn arguments(&self) -> String {
        arguments(self.object, self.version)
    }

    /// The path below the directory of all schemas, which is also the `$id`.
    fn path(&self) -> String {
        let version = self.version.map(|version| format!("v{version}/")).unwrap_or_default();
        format!("{version}{}.schema.json", self.object)
    }

    fn schema(&self) -> Schema {
        let mut schema = (self.generate)(SchemaSettings::draft2020_12().into_generator());
        schema.insert("$id".into(), self.path().into());
        schema
    }
}
