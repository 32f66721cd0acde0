//! The faults of each kind of value, as changes of its JSON text.

use x402_schemes::Hex;
use x402_types::Uint256;

use crate::fault::Fault as Named;

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A text of decimal digits (C-6).
    Decimal,
    /// A number of seconds (C-5).
    Seconds,
    /// The version of the protocol (C-5).
    Version,
    /// An identifier by CAIP-2 (C-9).
    Network,
    /// `0x` and digits: an address, a nonce, a salt, an id, a signature (E-3, E-4, E-5).
    Hex,
    /// A name that is compared letter by letter (B-2).
    Name,
    /// A name to the decoder, which knows no names (C-10).
    Text,
    /// A text that nobody reads.
    Free,
    /// An address to the decoder, which knows no chain and keeps it as it is.
    Kept,
    /// An object with members.
    Object,
    /// An array with entries.
    List,
    /// True.
    Bool,
}

/// What the fault makes of the value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// A text or a number that is not of the value's form.
    Malformed,
    /// A value of another JSON type.
    WrongType,
    /// No member.
    Missing,
    /// The value null.
    Null,
    /// A value of the right form, and not this one.
    Another,
    /// The same of a number that is more by this power of 2.
    Beyond(u32),
    /// The same bytes in another spelling.
    Same,
}
use Effect::{Another, Beyond, Malformed, Missing, Null, Same, WrongType};

pub(super) struct Fault {
    pub(super) title: &'static str,
    /// From JSON text to JSON text, which is empty if the member is gone. `None` if this value cannot have the fault.
    pub(super) change: fn(&str) -> Option<String>,
    pub(super) effect: Effect,
    /// The flag with which the lenient decoder takes the value for the right one, or none.
    pub(super) lenient: &'static str,
    /// The fault by name, unless its effect on a value of this kind says it.
    named: Option<Named>,
}

const fn fault(title: &'static str, effect: Effect, change: fn(&str) -> Option<String>) -> Fault {
    Fault { title, change, effect, lenient: "", named: None }
}

impl Fault {
    const fn leniently(mut self, flag: &'static str) -> Self {
        self.lenient = flag;
        self
    }

    const fn named(mut self, fault: Named) -> Self {
        self.named = Some(fault);
        self
    }

    /// The name of the fault, whose level is that of the vector. `None` if the value is as good as the right one.
    pub(super) fn name(&self, kind: Kind) -> Option<Named> {
        if self.named.is_some() {
            return self.named;
        }
        Some(match (self.effect, kind) {
            (Missing, _) => Named::RequiredMissing,
            (Null, _) => Named::RequiredNull,
            (WrongType, _) => Named::WrongType,
            (Malformed, Kind::Decimal) => Named::MalformedDecimal,
            (Malformed, Kind::Version) => Named::UnknownVersion,
            (Malformed, Kind::Network) => Named::MalformedNetwork,
            (Malformed, Kind::Text) => Named::EmptyScheme,
            (Malformed, _) => Named::MalformedHex,
            (Another, Kind::Text) => Named::OddName,
            (Another | Beyond(_) | Same, _) => return None,
        })
    }
}

impl Kind {
    pub(super) const fn faults(self) -> &'static [Fault] {
        match self {
            Self::Decimal => DECIMAL,
            Self::Seconds => SECONDS,
            Self::Version => VERSION,
            Self::Network => NETWORK,
            Self::Hex => HEX,
            Self::Name => NAME,
            Self::Text => TEXT,
            Self::Free => FREE,
            Self::Kept => KEPT,
            Self::Object => OBJECT,
            Self::List => LIST,
            Self::Bool => BOOL,
        }
    }

    /// The kind of the decoder's refusal of a value.
    pub(super) fn refusal(self, effect: Effect, value: &str) -> &'static str {
        match (self, effect, value.chars().next()) {
            (_, _, None) => "missing-member",
            (_, _, Some('n')) => "null",
            (_, _, Some('[' | '{' | 't')) => "wrong-type",
            (Self::Text, Malformed, _) => "empty-scheme",
            (Self::Name, Malformed, _) => "not-network",
            (Self::Decimal, ..) if value.len() > 78 => "decimal-too-large",
            (Self::Decimal, ..) => "not-decimal",
            (Self::Network, Malformed, _) => "not-network",
            (Self::Version, Malformed, _) => "version",
            _ => "wrong-type",
        }
    }
}

/// What a text has between its quotation marks.
fn inside(text: &str) -> &str {
    text.trim_matches('"')
}

fn quoted(inside: impl AsRef<str>) -> Option<String> {
    Some(format!("\"{}\"", inside.as_ref()))
}

/// Spaces around a text: many parsers trim.
const FRONT: Fault = fault("with a space in front", Malformed, |text| quoted(format!(" {}", inside(text))));
const BEHIND: Fault = fault("with a space behind", Malformed, |text| quoted(format!("{} ", inside(text))));
const TAB: Fault = fault("with a tab in front", Malformed, |text| quoted(format!("\\t{}", inside(text))));
const LINE: Fault = fault("with a line feed behind", Malformed, |text| quoted(format!("{}\\n", inside(text))));
const ZERO_BYTE: Fault = fault("with a zero byte behind", Malformed, |text| quoted(format!("{}\\u0000", inside(text))));
const NO_BREAK: Fault =
    fault("with a no-break space behind", Malformed, |text| quoted(format!("{}\u{a0}", inside(text))));
const EMPTY: Fault = fault("empty", Malformed, |_| quoted(""));

const MISSING: Fault = fault("missing", Missing, |_| Some(String::new()));
const NULL: Fault = fault("as null", Null, |_| Some("null".into()));
const TRUE: Fault = fault("as true", WrongType, |_| Some("true".into()));
const ZERO: Fault = fault("as the number 0", WrongType, |_| Some("0".into()));
const WORD: Fault = fault("as a text", WrongType, |_| quoted("x"));
const EMPTY_OBJECT: Fault = fault("as an object", WrongType, |_| Some("{}".into()));
const IN_ARRAY: Fault = fault("in an array", WrongType, |text| Some(format!("[{text}]")));
const AS_JSON: Fault = fault("as JSON in a text", WrongType, |text| Some(serde_json::Value::from(text).to_string()));

const DECIMAL: &[Fault] = &[
    fault("with a plus sign", Malformed, |text| quoted(format!("+{}", inside(text)))),
    fault("with a minus sign", Malformed, |text| quoted(format!("-{}", inside(text)))),
    FRONT,
    BEHIND,
    TAB,
    LINE,
    ZERO_BYTE,
    NO_BREAK,
    fault("with an underscore", Malformed, |text| separated(text, '_')),
    fault("with a comma", Malformed, |text| separated(text, ',')),
    fault("with a space between", Malformed, |text| separated(text, ' ')),
    fault("with an exponent", Malformed, |text| quoted(format!("{}e0", inside(text)))),
    fault("with a decimal place", Malformed, |text| quoted(format!("{}.0", inside(text)))),
    fault("with a decimal point", Malformed, |text| quoted(format!("{}.", inside(text)))),
    fault("in full-width digits", Malformed, |text| quoted(inside(text).chars().map(full_width).collect::<String>())),
    fault("in Arabic digits", Malformed, |text| quoted(inside(text).chars().map(arabic).collect::<String>())),
    fault("in hexadecimal", Malformed, |text| hexadecimal(text, "0x")),
    fault("in hexadecimal with an upper-case prefix", Malformed, |text| hexadecimal(text, "0X")),
    fault("with a zero in front", Malformed, |text| quoted(format!("0{}", inside(text))))
        .leniently("leading-zero")
        .named(Named::LeadingZero),
    EMPTY,
    fault("of spaces", Malformed, |_| quoted("  ")),
    fault("as a BigInt of JavaScript", Malformed, |text| quoted(format!("{}n", inside(text)))),
    fault("with a word behind", Malformed, |text| quoted(format!("{} USDC", inside(text)))),
    // So that the lower 256 bits are the right number.
    fault("of 2^256 more", Malformed, |text| quoted(sum(TWO_TO_256, inside(text)))).named(Named::Beyond256Bits),
    fault("as a number", WrongType, |text| Some(inside(text).into()))
        .leniently("number-amount")
        .named(Named::DecimalAsNumber),
    fault("as a number with a decimal place", WrongType, |text| Some(format!("{}.0", inside(text))))
        .named(Named::DecimalAsNumber),
    IN_ARRAY,
    MISSING,
    NULL,
    TRUE,
    EMPTY_OBJECT,
    fault("one more", Another, |text| more(text, 0)),
    fault("of 2^31 more", Beyond(31), |text| more(text, 31)),
    fault("of 2^32 more", Beyond(32), |text| more(text, 32)),
    fault("of 2^53 more", Beyond(53), |text| more(text, 53)),
    fault("of 2^63 more", Beyond(63), |text| more(text, 63)),
    fault("of 2^64 more", Beyond(64), |text| more(text, 64)),
    fault("of 2^128 more", Beyond(128), |text| more(text, 128)),
    fault("without its last digit", Another, |text| {
        let digits = inside(text);
        (digits.len() > 1).then(|| format!("\"{}\"", &digits[..digits.len() - 1]))
    }),
    fault("with one digit more", Another, |text| (inside(text) != "0").then(|| format!("\"{}0\"", inside(text)))),
];

const SECONDS: &[Fault] = &[
    fault("as a text", WrongType, |text| quoted(text)),
    fault("with a decimal place", WrongType, |text| Some(format!("{text}.0")))
        .leniently("float-integer")
        .named(Named::NumberWithFraction),
    fault("and a half", WrongType, |text| Some(format!("{text}.5"))).named(Named::NumberWithFraction),
    fault("with an exponent", WrongType, |text| Some(format!("{text}e0")))
        .leniently("float-integer")
        .named(Named::NumberWithExponent),
    fault("negative", WrongType, |text| (text != "0").then(|| format!("-{text}"))).named(Named::NegativeNumber),
    fault("of 2^64", WrongType, |_| Some("18446744073709551616".into())).named(Named::Beyond64Bits),
    IN_ARRAY,
    fault("as true", WrongType, |_| Some("true".into())),
    fault("one more", Another, |text| text.parse::<u64>().ok().map(|number| (number + 1).to_string())),
    fault("one less", Another, |text| text.parse::<u64>().ok()?.checked_sub(1).map(|number| number.to_string())),
    fault("of zero", Another, |_| Some("0".into())),
    fault("of 2^64 - 1", Another, |_| Some("18446744073709551615".into())).named(Named::LargeNumber),
    fault("of 2^32 more", Beyond(32), |text| text.parse::<u64>().ok().map(|number| (number + (1 << 32)).to_string()))
        .named(Named::LargeNumber),
    MISSING,
    NULL,
    EMPTY_OBJECT,
    fault("as an empty text", WrongType, |_| quoted("")),
    fault("of 2^53 more", Beyond(53), |text| text.parse::<u64>().ok().map(|number| (number + (1 << 53)).to_string()))
        .named(Named::LargeNumber),
    fault("of 2^31 more", Beyond(31), |text| text.parse::<u64>().ok().map(|number| (number + (1 << 31)).to_string()))
        .named(Named::LargeNumber),
    fault("of 2^63 more", Beyond(63), |text| text.parse::<u64>().ok().map(|number| (number + (1 << 63)).to_string()))
        .named(Named::LargeNumber),
    fault("of minus one", WrongType, |text| (text == "0").then(|| "-1".into())).named(Named::NegativeNumber),
];

const VERSION: &[Fault] = &[
    fault("as a text", WrongType, |text| quoted(text)).leniently("string-version").named(Named::VersionAsText),
    fault("with a decimal place", WrongType, |text| Some(format!("{text}.0")))
        .leniently("float-version")
        .named(Named::NumberWithFraction),
    fault("with an exponent", WrongType, |text| Some(format!("{text}e0")))
        .leniently("float-version")
        .named(Named::NumberWithExponent),
    fault("negative", WrongType, |text| (text != "0").then(|| format!("-{text}"))).named(Named::UnknownVersion),
    fault("as true", WrongType, |_| Some("true".into())),
    IN_ARRAY,
    fault("as null", WrongType, |_| Some("null".into())),
    fault("of 2^32 more", Malformed, |text| text.parse::<u64>().ok().map(|number| (number + (1 << 32)).to_string())),
    fault("of 256 more", Malformed, |text| text.parse::<u64>().ok().map(|number| (number + 256).to_string())),
    fault("of zero", Malformed, |_| Some("0".into())),
    fault("of 3", Malformed, |_| Some("3".into())),
    fault("and a half", WrongType, |text| Some(format!("{text}.5"))).named(Named::UnknownVersion),
    MISSING,
    EMPTY_OBJECT,
    fault("of 2^31 more", Malformed, |text| text.parse::<u64>().ok().map(|number| (number + (1 << 31)).to_string())),
    fault("of 2^53 more", Malformed, |text| text.parse::<u64>().ok().map(|number| (number + (1 << 53)).to_string())),
    fault("of 2^63 more", Malformed, |text| text.parse::<u64>().ok().map(|number| (number + (1 << 63)).to_string())),
];

const NETWORK: &[Fault] = &[
    fault("in upper case", Malformed, |text| quoted(inside(text).to_uppercase())),
    fault("with a capital letter", Malformed, |text| {
        let (first, rest) = inside(text).split_at(1);
        quoted(format!("{}{rest}", first.to_uppercase()))
    }),
    FRONT,
    BEHIND,
    TAB,
    LINE,
    ZERO_BYTE,
    NO_BREAK,
    fault("with a space behind the colon", Malformed, |text| behind_the_colon(text, " ")),
    fault("with two colons", Malformed, |text| behind_the_colon(text, ":")),
    fault("with a zero in front of the number", Malformed, |text| in_front_of_the_number(text, "0"))
        .named(Named::NetworkDigits),
    fault("with a plus sign", Malformed, |text| in_front_of_the_number(text, "+")),
    fault("with a minus sign", Malformed, |text| in_front_of_the_number(text, "-")).named(Named::NetworkDigits),
    fault("with its number in hexadecimal", Malformed, |text| {
        let (namespace, number) = numbered(text)?;
        quoted(format!("{namespace}:{number:#x}"))
    })
    .named(Named::NetworkDigits),
    fault("in full-width digits", Malformed, |text| quoted(inside(text).chars().map(full_width).collect::<String>())),
    fault("with a decimal place", Malformed, |text| quoted(format!("{}.0", inside(text)))),
    fault("with an exponent", Malformed, |text| {
        let (namespace, number) = numbered(text)?;
        quoted(format!("{namespace}:{number}e0"))
    })
    .named(Named::NetworkDigits),
    fault("with a colon behind", Malformed, |text| quoted(format!("{}:", inside(text)))),
    fault("with a slash", Malformed, |text| quoted(inside(text).replace(':', "/"))),
    fault("without its number", Malformed, |text| quoted(format!("{}:", inside(text).split_once(':')?.0))),
    fault("without its namespace", Malformed, |text| quoted(format!(":{}", inside(text).split_once(':')?.1))),
    fault("of 2^64", Malformed, |text| quoted(format!("{}:18446744073709551616", numbered(text)?.0)))
        .named(Named::NetworkDigits),
    EMPTY,
    fault("as a number", WrongType, |text| Some(numbered(text)?.1.to_string())),
    IN_ARRAY,
    MISSING,
    NULL,
    TRUE,
    EMPTY_OBJECT,
    fault("one more", Another, |text| {
        let (namespace, number) = numbered(text)?;
        quoted(format!("{namespace}:{}", number + 1))
    }),
    fault("of 2^32 more", Another, |text| {
        let (namespace, number) = numbered(text)?;
        quoted(format!("{namespace}:{}", number + (1 << 32)))
    }),
    fault("of 2^53 more", Another, |text| {
        let (namespace, number) = numbered(text)?;
        quoted(format!("{namespace}:{}", number + (1 << 53)))
    }),
    fault("one character shorter", Another, |text| quoted(&inside(text)[..inside(text).len() - 1])),
    fault("in lower case", Another, |text| quoted(inside(text).to_lowercase())),
    fault("of another namespace", Another, |text| {
        quoted(format!("x{}", inside(text)).replacen("xeip155", "eip156", 1))
    }),
];

const HEX: &[Fault] = &[
    fault("without 0x", Malformed, |text| quoted(inside(text).strip_prefix("0x")?)),
    fault("with 0X", Malformed, |text| quoted(inside(text).replacen("0x", "0X", 1))),
    FRONT,
    BEHIND,
    TAB,
    LINE,
    ZERO_BYTE,
    NO_BREAK,
    fault("with 0x twice", Malformed, |text| quoted(format!("0x{}", inside(text)))),
    fault("one digit shorter", Malformed, |text| quoted(&inside(text)[..inside(text).len() - 1])),
    fault("one digit longer", Malformed, |text| quoted(format!("{}0", inside(text)))),
    fault("with a letter that is no digit", Malformed, |text| {
        quoted(format!("{}g", &inside(text)[..inside(text).len() - 1]))
    }),
    fault("with a full-width digit", Malformed, |text| {
        let (digits, last) = inside(text).split_at(inside(text).len() - 1);
        quoted(format!("{digits}{}", last.chars().map(full_width).collect::<String>()))
    }),
    fault("with an underscore", Malformed, |text| quoted(inside(text).replacen("0x", "0x_", 1))),
    EMPTY,
    IN_ARRAY,
    fault("in upper-case digits", Same, |text| {
        quoted(format!("0x{}", inside(text).strip_prefix("0x")?.to_uppercase()))
    }),
    MISSING,
    NULL,
    TRUE,
    ZERO,
    EMPTY_OBJECT,
    fault("with another last digit", Another, |text| {
        let (digits, last) = inside(text).split_at(inside(text).len() - 1);
        quoted(format!("{digits}{}", if last == "1" { '2' } else { '1' }))
    }),
];

const TEXT: &[Fault] = &[
    IN_ARRAY,
    MISSING,
    NULL,
    TRUE,
    ZERO,
    EMPTY_OBJECT,
    EMPTY,
    fault("with a space in front", Another, FRONT.change),
    fault("with a space behind", Another, BEHIND.change),
    fault("with a line feed behind", Another, LINE.change),
    fault("with a zero byte behind", Another, ZERO_BYTE.change),
    fault("with a no-break space behind", Another, NO_BREAK.change),
    fault("in upper case", Another, |text| quoted(inside(text).to_uppercase())),
];

const KEPT: &[Fault] = &[
    fault("without 0x", Another, |text| quoted(inside(text).strip_prefix("0x")?)),
    fault("with 0X", Another, |text| quoted(inside(text).replacen("0x", "0X", 1))),
    fault("with a space in front", Another, FRONT.change),
    fault("with a space behind", Another, BEHIND.change),
    fault("with a tab in front", Another, TAB.change),
    fault("with a line feed behind", Another, LINE.change),
    fault("with a zero byte behind", Another, ZERO_BYTE.change),
    fault("with a no-break space behind", Another, NO_BREAK.change),
    fault("with 0x twice", Another, |text| quoted(format!("0x{}", inside(text)))),
    fault("one digit longer", Another, |text| quoted(format!("{}0", inside(text)))),
    fault("with an underscore", Another, |text| quoted(inside(text).replacen("0x", "0x_", 1))),
    fault("with a full-width digit", Another, |text| {
        let (digits, last) = inside(text).split_at(inside(text).len() - 1);
        quoted(format!("{digits}{}", last.chars().map(full_width).collect::<String>()))
    }),
];

const FREE: &[Fault] = &[IN_ARRAY, MISSING, NULL, TRUE, ZERO, EMPTY_OBJECT];

const OBJECT: &[Fault] =
    &[MISSING, NULL, TRUE, ZERO, WORD, IN_ARRAY, AS_JSON, fault("empty", Another, |_| Some("{}".into()))];

const BOOL: &[Fault] = &[
    MISSING,
    NULL,
    ZERO,
    WORD,
    EMPTY_OBJECT,
    IN_ARRAY,
    fault("in a text", WrongType, |text| quoted(text)),
    fault("as the number 1", WrongType, |_| Some("1".into())),
];

const LIST: &[Fault] = &[
    MISSING,
    NULL,
    TRUE,
    ZERO,
    WORD,
    EMPTY_OBJECT,
    AS_JSON,
    fault("as its first entry", WrongType, |text| Some(text.strip_prefix('[')?.strip_suffix(']')?.into())),
];

const NAME: &[Fault] = &[
    fault("in upper case", Another, |text| quoted(inside(text).to_uppercase())),
    fault("in lower case", Another, |text| quoted(inside(text).to_lowercase())),
    fault("with a space in front", Another, FRONT.change),
    fault("with a space behind", Another, BEHIND.change),
    fault("with a line feed behind", Another, LINE.change),
    fault("with a zero byte behind", Another, ZERO_BYTE.change),
    fault("with a no-break space behind", Another, NO_BREAK.change),
    fault("one letter shorter", Another, |text| {
        let inside = inside(text);
        (inside.len() > 1).then(|| format!("\"{}\"", &inside[..inside.len() - 1]))
    }),
    fault("one letter longer", Another, |text| quoted(format!("{}x", inside(text)))),
    fault("twice", Another, |text| quoted(inside(text).repeat(2))),
    fault("with a full-width letter", Another, |text| {
        let mut letters = inside(text).chars();
        let first = full_width(letters.next()?);
        quoted(format!("{first}{}", letters.as_str()))
    }),
    IN_ARRAY,
    MISSING,
    NULL,
    TRUE,
    ZERO,
    EMPTY_OBJECT,
    EMPTY,
];

/// A decimal that is more by this power of 2.
fn more(text: &str, bits: u32) -> Option<String> {
    let mut bytes = inside(text).parse::<Uint256>().ok()?.to_be_bytes();
    let (above, bit) = (31 - usize::try_from(bits / 8).ok()?, 1u8 << (bits % 8));
    let (mut sum, mut carries) = bytes[above].overflowing_add(bit);
    bytes[above] = sum;
    for byte in bytes[..above].iter_mut().rev() {
        (sum, carries) = byte.overflowing_add(u8::from(carries));
        *byte = sum;
    }
    if carries { None } else { quoted(Uint256::from_be_bytes(bytes).to_string()) }
}

const TWO_TO_256: &str = "115792089237316195423570985008687907853269984665640564039457584007913129639936";

/// The sum of two decimals, of which the second is no longer.
fn sum(one: &str, other: &str) -> String {
    let mut digits: Vec<u8> = one.bytes().map(|digit| digit - b'0').collect();
    let mut carry = 0;
    for (at, digit) in digits.iter_mut().rev().enumerate() {
        let other = other.bytes().rev().nth(at).map_or(0, |digit| digit - b'0');
        let sum = *digit + other + carry;
        (*digit, carry) = (sum % 10, sum / 10);
    }
    assert_eq!(carry, 0, "2^256 begins with a 1");
    digits.into_iter().map(|digit| char::from(b'0' + digit)).collect()
}

fn separated(text: &str, by: char) -> Option<String> {
    let digits = inside(text);
    let at = digits.len().checked_sub(3).filter(|at| *at > 0)?;
    quoted(format!("{}{by}{}", &digits[..at], &digits[at..]))
}

fn hexadecimal(text: &str, prefix: &str) -> Option<String> {
    let digits = Hex(&inside(text).parse::<Uint256>().ok()?.to_be_bytes()).to_string();
    quoted(format!("{prefix}{}", digits.trim_start_matches("0x").trim_start_matches('0')))
}

fn behind_the_colon(text: &str, inserted: &str) -> Option<String> {
    let (namespace, reference) = inside(text).split_once(':')?;
    quoted(format!("{namespace}:{inserted}{reference}"))
}

/// Namespace and number of a network, if it has one.
fn numbered(text: &str) -> Option<(&str, u64)> {
    let (namespace, reference) = inside(text).split_once(':')?;
    Some((namespace, reference.parse().ok()?))
}

fn in_front_of_the_number(text: &str, sign: &str) -> Option<String> {
    let (namespace, number) = numbered(text)?;
    quoted(format!("{namespace}:{sign}{number}"))
}

fn full_width(letter: char) -> char {
    if letter.is_ascii_alphanumeric() { char::from_u32(u32::from(letter) + 0xfee0).unwrap_or(letter) } else { letter }
}

fn arabic(letter: char) -> char {
    letter.to_digit(10).and_then(|digit| char::from_u32(0x660 + digit)).unwrap_or(letter)
}
