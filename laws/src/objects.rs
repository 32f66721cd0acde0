//! What the objects of both versions consist of: one table for each. Documents, good and bad, are made from these, so
//! that a member stands in one place. `members.rs` checks the tables against the objects themselves.

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};
use x402_types::{
    DecodeError, Entry, FacilitatorRequest, Flag, Members, PaymentPayload, PaymentRequired, SettleResponse,
    SupportedKind, SupportedResponse, VerifyResponse, Wire, v1, v2,
};

use crate::chance::Chance;

#[derive(Clone, Copy)]
pub struct Member {
    pub name: &'static str,
    pub presence: Presence,
    pub is: Type,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Presence {
    Required,
    /// Lenient reads the object without it.
    RequiredByStrict(Flag),
    Optional,
    /// Optional, and its absence raises this flag.
    OptionalWithFlag(Flag),
    /// Optional, and `null` is so common that it raises no flag.
    NullIsUsual,
    /// May be missing, with this flag, and may not be `null`.
    MayBeMissing(Flag),
}

#[derive(Clone, Copy)]
pub enum Type {
    /// `x402Version`, which is this.
    Version(&'static str),
    Text,
    /// A reason, which belongs to an object whose member of this name is `false`.
    Reason(&'static str),
    Scheme,
    /// In V1's form.
    NetworkName,
    /// In V2's form.
    Network,
    AnyNetwork,
    Decimal,
    /// A decimal or the empty string.
    Settled,
    Integer,
    Boolean(&'static str),
    /// One of these texts; any other is this kind of error. The tables of x402-extensions have such members.
    OneOf(&'static [&'static str], &'static str),
    /// An object that is kept as text.
    Opaque,
    Texts,
    Object(&'static [Member]),
    /// A list in which one entry does not spoil the others.
    Entries(&'static [Member]),
}

use Presence::{MayBeMissing, NullIsUsual, Optional, OptionalWithFlag, Required, RequiredByStrict};
use Type::{
    AnyNetwork, Boolean, Decimal, Entries, Integer, Network, NetworkName, Object, OneOf, Opaque, Reason, Scheme,
    Settled, Text, Texts, Version,
};

pub const fn member(name: &'static str, presence: Presence, is: Type) -> Member {
    Member { name, presence, is }
}

const V1_REQUIREMENTS: &[Member] = &[
    member("scheme", Required, Scheme),
    member("network", Required, NetworkName),
    member("maxAmountRequired", Required, Decimal),
    member("asset", Required, Text),
    member("payTo", Required, Text),
    member("resource", Required, Text),
    member("description", RequiredByStrict(Flag::NoDescription), Text),
    member("mimeType", OptionalWithFlag(Flag::NoMimeType), Text),
    member("outputSchema", NullIsUsual, Opaque),
    member("maxTimeoutSeconds", Required, Integer),
    member("extra", Optional, Opaque),
];

const V1_REQUIRED: &[Member] = &[
    member("x402Version", Required, Version("1")),
    member("error", Optional, Text),
    member("accepts", Required, Entries(V1_REQUIREMENTS)),
];

const V1_PAYMENT: &[Member] = &[
    member("x402Version", Required, Version("1")),
    member("scheme", Required, Scheme),
    member("network", Required, NetworkName),
    member("payload", Required, Opaque),
];

const V1_REQUEST: &[Member] = &[
    member("x402Version", Required, Version("1")),
    member("paymentPayload", Required, Object(V1_PAYMENT)),
    member("paymentRequirements", Required, Object(V1_REQUIREMENTS)),
];

const RESOURCE: &[Member] = &[
    member("url", Required, Text),
    member("description", Optional, Text),
    member("mimeType", Optional, Text),
    member("serviceName", Optional, Text),
    member("tags", Optional, Texts),
    member("iconUrl", Optional, Text),
];

const V2_REQUIREMENTS: &[Member] = &[
    member("scheme", Required, Scheme),
    member("network", Required, Network),
    member("amount", Required, Decimal),
    member("asset", Required, Text),
    member("payTo", Required, Text),
    member("maxTimeoutSeconds", Required, Integer),
    member("extra", Optional, Opaque),
];

const V2_REQUIRED: &[Member] = &[
    member("x402Version", Required, Version("2")),
    member("error", Optional, Text),
    member("resource", OptionalWithFlag(Flag::NoResource), Object(RESOURCE)),
    member("accepts", Required, Entries(V2_REQUIREMENTS)),
    member("extensions", Optional, Opaque),
];

const V2_PAYMENT: &[Member] = &[
    member("x402Version", Required, Version("2")),
    member("resource", Optional, Object(RESOURCE)),
    member("accepted", Required, Object(V2_REQUIREMENTS)),
    member("payload", Required, Opaque),
    member("extensions", Optional, Opaque),
];

const V2_REQUEST: &[Member] = &[
    member("x402Version", Required, Version("2")),
    member("paymentPayload", Required, Object(V2_PAYMENT)),
    member("paymentRequirements", Required, Object(V2_REQUIREMENTS)),
];

/// Of a failure: a success has no reason and wants a network (`responses.rs`).
const SETTLE_RESPONSE: &[Member] = &[
    member("success", Required, Boolean("false")),
    member("errorReason", Optional, Reason("success")),
    member("payer", Optional, Text),
    member("transaction", Required, Text),
    member("network", MayBeMissing(Flag::NoNetwork), AnyNetwork),
    member("amount", Optional, Settled),
    member("extensions", Optional, Opaque),
];

const VERIFY_RESPONSE: &[Member] = &[
    member("isValid", Required, Boolean("false")),
    member("invalidReason", Optional, Reason("isValid")),
    member("payer", Optional, Text),
    member("extra", Optional, Opaque),
];

const SUPPORTED_KIND: &[Member] = &[
    member("x402Version", Required, Version("2")),
    member("scheme", Required, Scheme),
    member("network", Required, Network),
    member("extra", Optional, Opaque),
];

const SUPPORTED_RESPONSE: &[Member] = &[
    member("kinds", Required, Entries(SUPPORTED_KIND)),
    member("extensions", OptionalWithFlag(Flag::NoExtensions), Texts),
    member("signers", OptionalWithFlag(Flag::NoSigners), Opaque),
];

/// An object that has a table.
pub trait Tabled: Wire + Clone + Debug + PartialEq + Serialize + DeserializeOwned {
    const NAME: &'static str;
    const MEMBERS: &'static [Member];

    fn other(&mut self) -> &mut Members;

    /// Why the first entry that cannot be read cannot be read (C-10).
    fn refused_entry(&self) -> Option<DecodeError> {
        None
    }

    /// Drops from both the entries that the first could not read.
    fn drop_unreadable(&mut self, _: &mut Self) {}
}

macro_rules! tabled {
    ($($object:ty: $members:ident;)+) => {$(
        impl Tabled for $object {
            const NAME: &'static str = stringify!($object);
            const MEMBERS: &'static [Member] = $members;

            fn other(&mut self) -> &mut Members {
                &mut self.other
            }
        }
    )+};
}

tabled! {
    v1::FacilitatorRequest: V1_REQUEST;
    v1::PaymentPayload: V1_PAYMENT;
    v1::PaymentRequirements: V1_REQUIREMENTS;
    v2::FacilitatorRequest: V2_REQUEST;
    v2::PaymentPayload: V2_PAYMENT;
    v2::PaymentRequirements: V2_REQUIREMENTS;
    v2::ResourceInfo: RESOURCE;
    SettleResponse: SETTLE_RESPONSE;
    SupportedKind: SUPPORTED_KIND;
    VerifyResponse: VERIFY_RESPONSE;
}

/// Objects of either version stand here in one of them; `versions.rs` tells the two apart.
macro_rules! tabled_either {
    ($($object:ident: $members:ident;)+) => {$(
        impl Tabled for $object {
            const NAME: &'static str = stringify!($object);
            const MEMBERS: &'static [Member] = $members;

            fn other(&mut self) -> &mut Members {
                match self {
                    Self::V1(object) => &mut object.other,
                    Self::V2(object) => &mut object.other,
                }
            }
        }
    )+};
}

tabled_either! {
    FacilitatorRequest: V2_REQUEST;
    PaymentPayload: V2_PAYMENT;
}

fn refused<T>(entries: &[Entry<T>]) -> Option<DecodeError> {
    entries.iter().find_map(|entry| match entry {
        Entry::Read(_) => None,
        Entry::Unreadable { error, .. } => Some(*error),
    })
}

fn drop_unreadable<T>(left: &mut Vec<Entry<T>>, right: &mut Vec<Entry<T>>) {
    assert_eq!(left.len(), right.len());
    let readable: Vec<bool> = left.iter().map(|entry| entry.get().is_some()).collect();
    for entries in [left, right] {
        let mut readable = readable.iter();
        entries.retain(|_| *readable.next().unwrap());
    }
}

macro_rules! tabled_with_entries {
    ($($object:ty: $members:ident, $entries:ident;)+) => {$(
        impl Tabled for $object {
            const NAME: &'static str = stringify!($object);
            const MEMBERS: &'static [Member] = $members;

            fn other(&mut self) -> &mut Members {
                &mut self.other
            }

            fn refused_entry(&self) -> Option<DecodeError> {
                refused(&self.$entries)
            }

            fn drop_unreadable(&mut self, other: &mut Self) {
                drop_unreadable(&mut self.$entries, &mut other.$entries);
            }
        }
    )+};
}

tabled_with_entries! {
    v1::PaymentRequired: V1_REQUIRED, accepts;
    v2::PaymentRequired: V2_REQUIRED, accepts;
    SupportedResponse: SUPPORTED_RESPONSE, kinds;
}

impl Tabled for PaymentRequired {
    const NAME: &'static str = "PaymentRequired";
    const MEMBERS: &'static [Member] = V1_REQUIRED;

    fn other(&mut self) -> &mut Members {
        match self {
            Self::V1(object) => object.other(),
            Self::V2(object) => object.other(),
        }
    }

    fn refused_entry(&self) -> Option<DecodeError> {
        match self {
            Self::V1(object) => object.refused_entry(),
            Self::V2(object) => object.refused_entry(),
        }
    }

    fn drop_unreadable(&mut self, other: &mut Self) {
        match (self, other) {
            (Self::V1(object), Self::V1(other)) => object.drop_unreadable(other),
            (Self::V2(object), Self::V2(other)) => object.drop_unreadable(other),
            (left, right) => panic!("{left:?} {right:?}"),
        }
    }
}

/// Calls a function for each object. `members.rs` checks that it is each.
#[macro_export]
macro_rules! every_object {
    ($test:ident) => {{
        use x402_types::*;
        $test::<v1::FacilitatorRequest>();
        $test::<v1::PaymentPayload>();
        $test::<v1::PaymentRequired>();
        $test::<v1::PaymentRequirements>();
        $test::<v2::FacilitatorRequest>();
        $test::<v2::PaymentPayload>();
        $test::<v2::PaymentRequired>();
        $test::<v2::PaymentRequirements>();
        $test::<v2::ResourceInfo>();
        $test::<FacilitatorRequest>();
        $test::<PaymentPayload>();
        $test::<PaymentRequired>();
        $test::<SettleResponse>();
        $test::<SupportedKind>();
        $test::<SupportedResponse>();
        $test::<VerifyResponse>();
    }};
}

pub use crate::every_object;

impl Member {
    /// A value that stands in no other member, so that two that change places are seen.
    pub fn good(&self) -> String {
        let name = self.name;
        match self.is {
            Version(good) | Boolean(good) | OneOf(&[good, ..], _) => good.into(),
            OneOf([], _) => unreachable!(),
            Text | Reason(_) | Scheme => format!("\"{name}\""),
            NetworkName => "\"base-sepolia\"".into(),
            Network | AnyNetwork => "\"eip155:84532\"".into(),
            Decimal | Settled => "\"10000\"".into(),
            Integer => "60".into(),
            Opaque => format!("{{\"{name}\":[1,null]}}"),
            Texts => format!("[\"{name}\",\"\"]"),
            Object(inner) => sample(inner),
            Entries(inner) => format!("[{}]", sample(inner)),
        }
    }

    /// Values that no profile reads, and the kind of error that each is.
    pub fn bad(&self) -> Vec<(&'static str, &'static str)> {
        let wrong_types = |values: &[&'static str]| values.iter().map(|value| (*value, "wrong-type")).collect();
        let mut bad: Vec<_> = match self.is {
            Text | Reason(_) | OneOf(..) => wrong_types(&["7", "true", "[]", "{}", "[\"x\"]"]),
            Scheme | NetworkName | Network | AnyNetwork => wrong_types(&["7", "false", "[]", "{}"]),
            Decimal | Settled => wrong_types(&["true", "[\"1\"]", "{}"]),
            Version(_) => wrong_types(&["true", "[2]", "{}", "2.5", "-2", "1e400"]),
            Integer => wrong_types(&["\"60\"", "true", "[]", "{}", "-1", "-0", "1.5", "18446744073709551616", "1e400"]),
            Boolean(_) => wrong_types(&["\"true\"", "\"false\"", "\"\"", "0", "1", "[]", "{}"]),
            Opaque | Object(_) => wrong_types(&["7", "true", "[]", "\"{}\"", "[{}]"]),
            Texts | Entries(_) => wrong_types(&["7", "true", "\"[]\"", "{}"]),
        };
        if let OneOf(_, kind) = self.is {
            bad.extend([("\"\"", kind), ("\"1.0\"", kind), ("\"EIP191\"", kind), ("\"1 \"", kind)]);
        }
        bad.extend(match self.is {
            Version(_) => {
                [("0", "version"), ("3", "version"), ("18446744073709551615", "version"), ("\"two\"", "version")]
                    .as_slice()
            }
            Scheme => &[("\"\"", "empty-scheme")],
            NetworkName => &[("\"\"", "not-network"), ("\":\"", "not-network"), ("\"eip155:084532\"", "not-network")],
            Network => &[("\"\"", "not-network"), ("\"Base\"", "not-network"), ("\"eip155:084532\"", "not-network")],
            AnyNetwork => &[("\":\"", "not-network"), ("\"eip155:084532\"", "not-network")],
            Decimal => {
                &[("-1", "not-decimal"), ("1e4", "not-decimal"), ("1.0", "not-decimal"), ("\"\"", "not-decimal")]
            }
            Settled => &[("-1", "not-decimal"), ("\"1e4\"", "not-decimal"), ("\" \"", "not-decimal")],
            Text | Reason(_) | OneOf(..) | Integer | Boolean(_) | Opaque | Texts | Object(_) | Entries(_) => &[],
        });
        bad
    }

    /// Other spellings of the good value: what Strict calls them, and the flag with which Lenient takes them.
    pub fn tolerated(&self) -> Vec<(String, &'static str, Flag)> {
        let row = |value: &str, kind, flag| (value.to_string(), kind, flag);
        match self.is {
            Version(good) => vec![
                row(&format!("\"{good}\""), "wrong-type", Flag::StringVersion),
                row(&format!("{good}.0"), "wrong-type", Flag::FloatVersion),
            ],
            NetworkName => vec![row("\"eip155:84532\"", "not-network", Flag::OtherVersionNetwork)],
            Network => vec![row("\"base-sepolia\"", "not-network", Flag::OtherVersionNetwork)],
            Decimal | Settled => vec![
                row("10000", "not-decimal", Flag::NumberAmount),
                row("\"010000\"", "not-decimal", Flag::LeadingZero),
            ],
            Integer => {
                vec![row("60.0", "wrong-type", Flag::FloatInteger), row("6e1", "wrong-type", Flag::FloatInteger)]
            }
            Text | Reason(_) | OneOf(..) | Scheme | AnyNetwork | Boolean(_) | Opaque | Texts | Object(_)
            | Entries(_) => vec![],
        }
    }
}

/// An object of these members, in their order, with a value of its own for one of them; `None` for its absence.
pub fn object(members: &[Member], changed: &str, value: Option<&str>) -> String {
    let members: Vec<_> = members
        .iter()
        .filter_map(|member| {
            let value = if member.name == changed { value?.to_string() } else { member.good() };
            Some(format!("\"{}\":{value}", member.name))
        })
        .collect();
    format!("{{{}}}", members.join(","))
}

/// All members, good, in compact form.
pub fn sample(members: &[Member]) -> String {
    object(members, "", None)
}

/// An object by itself, or where it stands inside another: in a member, or as the first element of one.
pub struct Site {
    before: String,
    after: String,
    pub members: &'static [Member],
    /// Path of the object, with the point behind it.
    pub outer: String,
}

impl Site {
    /// The document in which this object stands there.
    pub fn document(&self, object: &str) -> String {
        format!("{}{object}{}", self.before, self.after)
    }

    /// The document in which this member of the object has this value, or none.
    pub fn with(&self, member: &Member, value: Option<&str>) -> String {
        self.document(&object(self.members, member.name, value))
    }
}

/// The object itself, and every typed object in it.
pub fn sites(members: &'static [Member]) -> Vec<Site> {
    let mut all = vec![Site { before: String::new(), after: String::new(), members, outer: String::new() }];
    for member in members {
        let (inner, [open, close], step) = match member.is {
            Object(inner) => (inner, ["", ""], ""),
            Entries(inner) => (inner, ["[", "]"], "[0]"),
            Version(_) | Text | Reason(_) | Scheme | NetworkName | Network | AnyNetwork | Decimal | Settled
            | Integer | Boolean(_) | OneOf(..) | Opaque | Texts => continue,
        };
        let hole = object(members, member.name, Some("\0"));
        let (before, after) = hole.split_once('\0').unwrap();
        all.extend(sites(inner).into_iter().map(|site| Site {
            before: format!("{before}{open}{}", site.before),
            after: format!("{}{close}{after}", site.after),
            members: site.members,
            outer: format!("{}{step}.{}", member.name, site.outer),
        }));
    }
    all
}

const STRANGERS: &[&str] = &[
    r#""hint":[1, 2.50,1e400]"#,
    r#""\u007aeta" : {"deep":[[ ]]}"#,
    r#""x\"y\n":null"#,
    r#""payto":"0x21""#,
    "\"\":\"€\\ud83d\\ude00\"",
];

fn space(random: &mut impl Chance) -> &'static str {
    [" ", "", "\n", "\t ", "", ""][random.below(6)]
}

/// A document as nobody writes it by hand: any order, spaces, escapes, unknown members; now and then a spelling that
/// only Lenient takes, a `null`, an absence or an error.
pub fn random_document(members: &[Member], random: &mut impl Chance) -> String {
    let mut entries = Vec::new();
    for member in members {
        let value = match random.below(60) {
            0 => continue,
            1 => random.pick(&member.bad()).0.into(),
            2..=5 if !matches!(member.presence, Required | RequiredByStrict(_)) => continue,
            6..=9 if matches!(member.presence, Optional | OptionalWithFlag(_) | NullIsUsual) => "null".into(),
            10..=14 if !member.tolerated().is_empty() => random.pick(&member.tolerated()).0.clone(),
            _ => random_value(member, random),
        };
        let name = match random.below(4) {
            0 => format!("\\u{:04x}{}", u32::from(member.name.as_bytes()[0]), &member.name[1..]),
            _ => member.name.into(),
        };
        entries.push(format!("\"{name}\"{}:{}{value}", space(random), space(random)));
    }
    for stranger in STRANGERS {
        if random.below(6) == 0 {
            entries.push(stranger.to_string());
        }
    }
    for at in (1..entries.len()).rev() {
        entries.swap(at, random.below(at + 1));
    }
    format!("{}{{{}}}{}", space(random), entries.join(&format!("{},{}", space(random), space(random))), space(random))
}

fn random_value(member: &Member, random: &mut impl Chance) -> String {
    let mut one_of = |values: &[&str]| random.pick(values).to_string();
    match member.is {
        Boolean(_) => one_of(&["false", "true"]),
        OneOf(good, _) => one_of(good),
        Text | Reason(_) => one_of(&["\"\"", "\"0x0\"", r#""a\"\\\/\u0001\ud83d\ude00₮""#]),
        Scheme => one_of(&["\"exact\"", r#""n\u0065w \"one\"""#]),
        NetworkName => one_of(&["\"base\"", r#""a \"new\"\\\n one""#]),
        Network => one_of(&["\"eip155:8453\"", r#""solana\u003ax""#]),
        AnyNetwork => one_of(&["\"eip155:8453\"", r#""a \"new\"\\\n one""#, "\"\""]),
        Decimal => {
            one_of(&["\"0\"", "\"115792089237316195423570985008687907853269984665640564039457584007913129639935\""])
        }
        Settled => one_of(&["\"1\"", "\"\""]),
        Integer => one_of(&["0", "18446744073709551615"]),
        Opaque => one_of(&["{}", "{ \"\\u0061\" : -0.50E+1 , \"b\":1e400}", "{\"x402Version\":[\"2\"]}"]),
        Texts => one_of(&["[]", "[ \"\\u00e9\" , \"\"]"]),
        Version(good) => good.into(),
        Object(inner) => random_document(inner, random),
        Entries(inner) => {
            let elements: Vec<_> = (0..random.below(4)).map(|_| random_document(inner, random)).collect();
            format!("[{}]", elements.join(" ,"))
        }
    }
}
