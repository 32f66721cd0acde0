//! Who is to be credited with a payment (`extensions/builder_code.md`, B-6).

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::{Extension, echo::EchoComparison};
use crate::{
    DecodeError, ErrorKind, Flag, JsonRef,
    read::{Reader, ResultExt},
};

/// The key in `extensions`.
pub const KEY: &str = "builder-code";

/// The codes in a payment. Each is 1 to 32 of `a` to `z`, `0` to `9` and `_`.
///
/// ```
/// use x402_types::{DecodeOptions, RawJson, extensions::{Extension, builder_code::BuilderCode}, read::Reader};
/// let extensions = RawJson::parse(r#"{"builder-code":{"info":{"a":"my_app","s":["base_mcp","demo_app"]}}}"#)?;
/// let codes = BuilderCode::of_payment(&extensions, &mut Reader::new(&DecodeOptions::STRICT)).unwrap()?;
/// assert_eq!((codes.app.as_deref(), codes.services.len(), codes.wallet), (Some("my_app"), 2, None));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct BuilderCode {
    /// `a`: of the application whose endpoint is paid. The server says it, and the client repeats it.
    pub app: Option<String>,
    /// `s`: of the clients and intermediaries that took part.
    pub services: Vec<String>,
    /// `w`: of the wallet, which is the facilitator's to say when it settles.
    pub wallet: Option<String>,
}

impl Extension for BuilderCode {
    const KEY: &'static str = KEY;

    /// Raises [`Flag::FlatBuilderCode`] for codes without the wrapper `info`.
    fn read(extension: JsonRef<'_>, reader: &mut Reader<'_>) -> Option<Result<Self, DecodeError>> {
        let read = match extension.get("info") {
            Some(info) => Self::read_info(info).in_member("info"),
            None => {
                reader.flag(Flag::FlatBuilderCode);
                Self::read_info(extension)
            }
        };
        Some(read)
    }
}

impl BuilderCode {
    fn read_info(info: JsonRef<'_>) -> Result<Self, DecodeError> {
        let mut read = Self { app: None, services: Vec::new(), wallet: None };
        for (name, member) in info.members()?.filter(|(_, member)| !member.is_null()) {
            match &*name {
                "a" => read.app = Some(read_code(member).in_member("a")?),
                "s" if member.is_string() => read.services.push(read_code(member).in_member("s")?),
                "s" => {
                    for (index, code) in member.elements().in_member("s")?.enumerate() {
                        read.services.push(read_code(code).in_element(index).in_member("s")?);
                    }
                }
                "w" => read.wallet = Some(read_code(member).in_member("w")?),
                _ => {}
            }
        }
        Ok(read)
    }
}

fn read_code(value: JsonRef<'_>) -> Result<String, DecodeError> {
    let code = value.string()?;
    if is_code(value) { Ok(code.into_owned()) } else { Err(value.error(ErrorKind::NotBuilderCode)) }
}

/// What the chain of a payment has room for before the facilitator adds its own: five codes of the server, five of the
/// client. Both official servers count where the server declared codes; the document counts in any echo.
const MOST_IN_ECHO: usize = 10;
/// How many of them a client may add. Who added which is not in the echo, so that more are a flag.
const MOST_OF_CLIENT: usize = 5;

/// Compares what the payment says with what the server declared. The application's code `a` is the server's to say, and
/// nobody makes one up; service codes `s`, one or a list, are a set to which the client adds; a wallet's code `w` is the
/// facilitator's, and what a client says of it is ignored.
pub(crate) fn compare(declared: Option<JsonRef<'_>>, echoed: Option<JsonRef<'_>>, result: &mut EchoComparison) {
    let Some(echoed) = echoed else {
        if declared.is_some() {
            result.missing.push(KEY.into());
        }
        return;
    };
    // The document prints an echo without the wrapper that every extension has, and servers take it.
    if echoed.is_object() && echoed.get("info").is_none() {
        result.flags.insert(Flag::FlatBuilderCode);
    }
    let (declared, echoed) = (declared.map(info), info(echoed));
    if let Some(declared) = declared {
        result.compare_members(KEY, declared, echoed, |name| name == "s");
    }
    let declared = |name: &str| declared.and_then(|declared| declared.get(name));

    if let Some(app) = echoed.get("a")
        && (declared("a").is_none() || !(app.is_null() || is_code(app)))
    {
        result.differs(&[KEY, ".info.a"]);
    }
    if echoed.get("w").is_some() && declared("w").is_none() {
        result.flags.insert(Flag::WalletCode);
    }
    compare_service_codes(declared("s"), echoed.get("s"), result);
}

fn compare_service_codes(declared: Option<JsonRef<'_>>, echoed: Option<JsonRef<'_>>, result: &mut EchoComparison) {
    let is_there = |value: &JsonRef<'_>| !value.is_null();
    let (declared, echoed) = (declared.filter(is_there), echoed.filter(is_there));
    let was_dropped = declared.is_some() && echoed.is_none();
    let (declared, echoed) = (codes(declared), codes(echoed));
    let lacks = |code: &JsonRef<'_>| !echoed.iter().any(|found| found.same_value(code));
    if was_dropped || echoed.len() > MOST_IN_ECHO || !echoed.iter().copied().all(is_code) || declared.iter().any(lacks)
    {
        result.differs(&[KEY, ".info.s"]);
    }
    let mut added: Vec<Cow<'_, str>> = Vec::new();
    for code in echoed {
        let Ok(text) = code.string() else { continue };
        if added.len() > MOST_OF_CLIENT {
            break;
        }
        if !added.contains(&text) && !declared.iter().any(|known| known.same_value(&code)) {
            added.push(text);
        }
    }
    if added.len() > MOST_OF_CLIENT {
        result.flags.insert(Flag::ServiceCodes);
    }
}

fn info(extension: JsonRef<'_>) -> JsonRef<'_> {
    extension.get("info").unwrap_or(extension)
}

/// The elements of a list; anything else is a list of itself.
fn codes(value: Option<JsonRef<'_>>) -> Vec<JsonRef<'_>> {
    match value.map(|value| (value, value.elements())) {
        None => Vec::new(),
        Some((_, Ok(elements))) => elements.collect(),
        Some((one, Err(_))) => [one].into(),
    }
}

/// 1 to 32 of `a` to `z`, `0` to `9` and `_`.
fn is_code(value: JsonRef<'_>) -> bool {
    let is_of_code = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    value.string().is_ok_and(|text| (1..=32).contains(&text.len()) && text.bytes().all(is_of_code))
}
