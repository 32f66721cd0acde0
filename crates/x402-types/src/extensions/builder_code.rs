//! Attribution of a payment to applications and services (`extensions/builder_code.md`, B-6).

use alloc::{string::String, vec::Vec};
use core::{fmt, str::FromStr};

use super::{Extension, echo::EchoComparison};
use crate::{
    DecodeError, ErrorKind, Flag, JsonRef,
    declare::errors,
    read::{Reader, ResultExt},
};

/// The key in `extensions`.
pub const KEY: &str = "builder-code";

/// A builder code: 1 to 32 characters of `a` to `z`, `0` to `9` and `_` (`builder_code.md` line 46, X-30). A line break
/// at the end is an error.
///
/// ```
/// use x402_types::extensions::builder_code::Code;
/// let code: Code = "my_app".parse()?;
/// assert_eq!(code.as_str(), "my_app");
/// assert!("My-App".parse::<Code>().is_err());
/// # Ok::<(), x402_types::extensions::builder_code::ParseCodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

impl Code {
    /// The text of the code, of 1 to 32 bytes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Code {
    type Err = ParseCodeError;

    fn from_str(text: &str) -> Result<Self, ParseCodeError> {
        if is_code(text) { Ok(Self(text.into())) } else { Err(ParseCodeError) }
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

errors! {
    /// The error for a text that is not a builder code.
    pub struct ParseCodeError = ErrorKind::NotBuilderCode;
}

/// The builder codes in a payment.
///
/// ```
/// use x402_types::{DecodeOptions, RawJson, extensions::{Extension, builder_code::BuilderCode}, read::Reader};
/// let extensions = RawJson::parse(r#"{"builder-code":{"info":{"a":"my_app","s":["base_mcp","demo_app"]}}}"#)?;
/// let codes = BuilderCode::of_extensions(&extensions, &mut Reader::new(&DecodeOptions::STRICT)).unwrap()?;
/// assert_eq!((codes.app.unwrap().as_str(), codes.services.len(), codes.wallet), ("my_app", 2, None));
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct BuilderCode {
    /// `a`: the code of the application whose endpoint is paid. The server declares it, and the client repeats it.
    pub app: Option<Code>,
    /// `s`: the codes of the clients and intermediaries that took part.
    pub services: Vec<Code>,
    /// `w`: the code of the wallet. The facilitator sets it when it settles.
    pub wallet: Option<Code>,
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

fn read_code(value: JsonRef<'_>) -> Result<Code, DecodeError> {
    value.string()?.parse().map_err(|ParseCodeError| value.error(ErrorKind::NotBuilderCode))
}

/// The maximum number of service codes that a server declares.
pub const MOST_OF_SERVER: usize = 5;
/// The maximum number of service codes that a client adds. A payment does not show who added which code, so a larger
/// number only raises a flag.
pub const MOST_OF_CLIENT: usize = 5;
/// The maximum number of service codes that a facilitator adds when it settles.
pub const MOST_OF_FACILITATOR: usize = 1;
/// The maximum number of service codes in a payment. Both official servers count only if the server declared codes. The
/// specification counts in any payment.
pub const MOST_IN_ECHO: usize = MOST_OF_SERVER + MOST_OF_CLIENT;

/// Compares the payment's codes with those that the server declared. Only the server may set the application's code `a`.
/// Service codes `s`, one or a list, are a set to which the client may add. Only the facilitator sets the wallet's code `w`, so
/// a client's value is ignored.
pub(crate) fn compare(declared: Option<JsonRef<'_>>, echoed: Option<JsonRef<'_>>, result: &mut EchoComparison) {
    let Some(echoed) = echoed else {
        if declared.is_some() {
            result.missing.push(KEY.into());
        }
        return;
    };
    // The specification prints an echo without the wrapper `info`, and servers accept it.
    if echoed.is_object() && echoed.get("info").is_none() {
        result.flags.insert(Flag::FlatBuilderCode);
    }
    let (declared, echoed) = (declared.map(info), info(echoed));
    if let Some(declared) = declared {
        let no_wallet = declared.get("w").is_some_and(|code| code.is_null());
        result.compare_members(KEY, declared, echoed, |name| name == "s" || no_wallet && name == "w");
    }
    // `null` counts as absent (C-7).
    if ["a", "s", "w"].iter().any(|name| echoed.get(name).is_some_and(|code| code.is_null())) {
        result.flags.insert(Flag::NullOptional);
    }
    let is_there = |value: &JsonRef<'_>| !value.is_null();
    let declared = |name: &str| declared.and_then(|declared| declared.get(name)).filter(is_there);
    let echoed = |name: &str| echoed.get(name).filter(is_there);

    if let Some(app) = echoed("a")
        && (declared("a").is_none() || !holds_code(app))
    {
        result.differs(&[KEY, ".info.a"]);
    }
    if echoed("w").is_some() && declared("w").is_none() {
        result.flags.insert(Flag::WalletCode);
    }
    compare_service_codes(declared("s"), echoed("s"), result);
}

fn compare_service_codes(declared: Option<JsonRef<'_>>, echoed: Option<JsonRef<'_>>, result: &mut EchoComparison) {
    let was_dropped = declared.is_some() && echoed.is_none();
    let (declared, echoed) = (codes(declared), codes(echoed));
    let sets = Sets::of(&declared, &echoed, |one, other| one.same_value(other));
    if was_dropped || sets.lacks || echoed.len() > MOST_IN_ECHO || !echoed.iter().copied().all(holds_code) {
        result.differs(&[KEY, ".info.s"]);
    }
    if sets.added > MOST_OF_CLIENT {
        result.flags.insert(Flag::ServiceCodes);
    }
}

/// Two lists of codes as sets.
struct Sets {
    /// `true` if the echo lacks a declared code.
    lacks: bool,
    /// The number of different codes in the echo that are not declared.
    added: usize,
}

impl Sets {
    /// The work grows with the longer list: of an echo with more codes than it may have, as many are compared as show
    /// that, and none is looked for in it.
    fn of<T>(declared: &[T], echoed: &[T], is_same: impl Fn(&T, &T) -> bool) -> Self {
        let is_too_long = echoed.len() > MOST_IN_ECHO;
        let echoed = echoed.get(..=MOST_IN_ECHO).unwrap_or(echoed);
        let has = |codes: &[T], code: &T| codes.iter().any(|found| is_same(found, code));
        let is_added = |(index, code): &(usize, &T)| {
            !has(declared, code) && !echoed.get(..*index).is_some_and(|earlier| has(earlier, code))
        };
        Self {
            lacks: !is_too_long && !declared.iter().all(|code| has(echoed, code)),
            added: echoed.iter().enumerate().filter(is_added).count(),
        }
    }
}

fn info(extension: JsonRef<'_>) -> JsonRef<'_> {
    extension.get("info").unwrap_or(extension)
}

/// The elements of a list. Any other value counts as a list with one element.
fn codes(value: Option<JsonRef<'_>>) -> Vec<JsonRef<'_>> {
    match value.map(|value| (value, value.elements())) {
        None => Vec::new(),
        Some((_, Ok(elements))) => elements.collect(),
        Some((one, Err(_))) => [one].into(),
    }
}

fn is_code(text: &str) -> bool {
    let is_of_code = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=32).contains(&text.len()) && text.bytes().all(is_of_code)
}

fn holds_code(value: JsonRef<'_>) -> bool {
    value.string().is_ok_and(|text| is_code(&text))
}

#[cfg(test)]
mod tests {
    use core::cell::Cell;

    use super::*;

    #[test]
    fn codes_are_compared_in_linear_work() {
        const MANY: usize = 8_000;
        let many: Vec<usize> = (0..MANY).collect();
        let few: Vec<usize> = (MANY - MOST_IN_ECHO..MANY).collect();
        for (declared, echoed) in [(&many, &many), (&many, &few), (&few, &many)] {
            let work = Cell::new(0);
            let _ = Sets::of(declared, echoed, |one, other| {
                work.set(work.get() + 1);
                one == other
            });
            assert!(work.get() <= 2 * MOST_IN_ECHO * (MANY + MOST_IN_ECHO), "{}", work.get());
        }
    }
}
