//! Macros that declare enums with permanent names, errors and sentences, and that give value types their text traits.
//! The types, schemes and extensions of this workspace are declared with them. Use them for your own extensions, so that
//! their values, errors and sentences behave in the same way.
//!
//! `#[macro_export]` puts a macro into the root of its crate, where it is hidden from the documentation. Import it from
//! this module.

/// Declares an enum of values with permanent names. A macro keeps each value, its name and its sentence in one row,
/// because separate lists would drift. The name follows its value, and a sentence for people follows the
/// name, if the list has sentences. The lines after the enum list what it implements: `as_str`, `ALL` and `sentence`,
/// with the text of their documentation, `Display` of the name, and `Error`, which prints the sentence.
///
/// ```
/// x402_types::declare::names! {
///     /// A way to deliver what was paid for.
///     #[derive(Clone, Copy, Debug, PartialEq, Eq)]
///     pub enum Delivery {
///         /// In the body of the response.
///         Body = "body" "the response contains the resource",
///         /// At an address that the response names.
///         Link = "link" "the response contains a link to the resource",
///     }
///     as_str "The name of the way, as it is in JSON.";
///     ALL "Every way.";
///     sentence "Describes the way.";
///     Display;
/// }
///
/// assert_eq!(Delivery::ALL, [Delivery::Body, Delivery::Link]);
/// assert_eq!(Delivery::Link.to_string(), "link");
/// assert_eq!(Delivery::Body.sentence(), "the response contains the resource");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! names {
    ($(#[$meta:meta])* $vis:vis enum $Name:ident $values:tt $($part:ident $($about:literal)?;)+) => {
        $crate::names!(@enum [$(#[$meta])*] $vis $Name $values);
        $($crate::names!(@$part $($about)? $Name $values);)+
    };
    (@enum [$(#[$meta:meta])*] $vis:vis $Name:ident
        { $($(#[$doc:meta])* $Value:ident $(($($of:tt)*))? = $name:literal $($sentence:literal)?,)+ }
    ) => {
        $(#[$meta])*
        $vis enum $Name { $($(#[$doc])* $Value $(($($of)*))?,)+ }
    };
    (@as_str $about:literal $Name:ident { $($(#[$doc:meta])* $Value:ident $(($($of:tt)*))? = $name:literal $($sentence:literal)?,)+ }) => {
        impl $Name {
            #[doc = $about]
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$Value { .. } => $name,)+ }
            }
        }
    };
    (@ALL $about:literal $Name:ident { $($(#[$doc:meta])* $Value:ident = $name:literal $($sentence:literal)?,)+ }) => {
        impl $Name {
            #[doc = $about]
            pub const ALL: &'static [Self] = &[$(Self::$Value),+];
        }
    };
    (@sentence $about:literal $Name:ident { $($(#[$doc:meta])* $Value:ident = $name:literal $sentence:literal,)+ }) => {
        impl $Name {
            #[doc = $about]
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$Value => $sentence,)+ }
            }
        }
    };
    (@Display $Name:ident $values:tt) => {
        impl ::core::fmt::Display for $Name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
    (@Error $Name:ident { $($(#[$doc:meta])* $Value:ident = $name:literal $sentence:literal,)+ }) => {
        impl ::core::fmt::Display for $Name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(match self { $(Self::$Value => $sentence,)+ })
            }
        }

        impl ::core::error::Error for $Name {}
    };
}
#[doc(inline)]
pub use crate::names;

/// Declares errors without data. Each is followed by the text that it prints. A trait cannot do this, because `Display`
/// and `Error` are foreign to every crate that uses the macro. Each error is `Clone`, `Copy`, `Debug`, `PartialEq` and
/// `Eq`, and only its own crate can construct it.
///
/// ```
/// x402_types::declare::errors! {
///     /// The error for a text that is not the name of a delivery.
///     pub struct UnknownDelivery = "a delivery must be body or link";
/// }
///
/// assert_eq!(UnknownDelivery.to_string(), "a delivery must be body or link");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! errors {
    ($($(#[$meta:meta])* $vis:vis struct $Name:ident = $sentence:expr;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        $vis struct $Name;

        impl ::core::fmt::Display for $Name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&$sentence, f)
            }
        }

        impl ::core::error::Error for $Name {}
    )+};
}
#[doc(inline)]
pub use crate::errors;

/// Declares an enum whose values print as sentences. A macro keeps each value and its sentence in one row, and a trait
/// would not. Each value is followed by its sentence, which may contain the value's fields, or by the code that writes
/// it. A field may contain untrusted text, so each sentence is escaped and cut off ([`printable`](crate::printable)).
/// The fields of a tuple have names here, for the sentence. If the list ends with `const fn` or `fn`, a method and its
/// documentation, the name of the value's kind, which this method returns, precedes the sentence in brackets.
///
/// ```
/// x402_types::declare::sentences! {
///     /// The reason why a delivery failed.
///     #[derive(Clone, Debug, PartialEq, Eq)]
///     pub enum NotDelivered {
///         /// The resource is gone.
///         Gone ["gone"] = "the resource does not exist any more",
///         /// The link is not an absolute URL.
///         Link(link: String) ["link"] = "{link} is not an absolute URL",
///         /// Not all of the resource arrived.
///         Cut {
///             /// The number of bytes that arrived.
///             bytes: u64,
///         } ["cut"] = |f| write!(f, "the resource was cut off after {bytes} bytes"),
///     }
///     const fn as_str "The name of the reason.";
/// }
///
/// let cut = NotDelivered::Cut { bytes: 512 };
/// assert_eq!((cut.as_str(), &*cut.to_string()), ("cut", "the resource was cut off after 512 bytes"));
/// // A text from outside cannot move the cursor of a terminal.
/// assert_eq!(NotDelivered::Link("\u{1b}[2J".into()).to_string(), r"\u001b[2J is not an absolute URL");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! sentences {
    ($(#[$meta:meta])* $vis:vis enum $Name:ident $values:tt $(const fn $name:ident $words:literal;)? $(fn $kind:ident $about:literal;)?) => {
        $crate::sentences!(@enum [$(#[$meta])*] $vis $Name $values);
        $crate::sentences!(@Display $Name $values);
        $($crate::sentences!(@kind [const] $name $words $Name $values);)?
        $($crate::sentences!(@kind [] $kind $about $Name $values);)?
    };
    (@enum [$(#[$meta:meta])*] $vis:vis $Name:ident {$(
        $(#[$doc:meta])*
        $Value:ident $(($($part:ident: $Part:ty),+))? $({$($(#[$of_field:meta])* $field:ident: $Field:ty,)+})? $([$word:expr])?
            = $($sentence:literal)? $(|$f:ident| $write:expr)?,
    )+}) => {
        $(#[$meta])*
        $vis enum $Name {
            $($(#[$doc])* $Value $(($($Part),+))? $({$($(#[$of_field])* $field: $Field,)+})?,)+
        }
    };
    (@Display $Name:ident {$(
        $(#[$doc:meta])*
        $Value:ident $(($($part:ident: $Part:ty),+))? $({$($(#[$of_field:meta])* $field:ident: $Field:ty,)+})? $([$word:expr])?
            = $($sentence:literal)? $(|$f:ident| $write:expr)?,
    )+}) => {
        impl ::core::fmt::Display for $Name {
            #[allow(unreachable_code, unused_doc_comments, unused_variables, reason = "a sentence need not say everything")]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                let sentence: &str = match self {$(
                    $(#[$doc])*
                    Self::$Value $(($($part),+))? $({$($field),+})? =>
                        $crate::sentences!(@sentence f [$($($part)+)? $($($field)+)?] $($sentence)? $(|$f| $write)?),
                )+};
                f.write_str(sentence)
            }
        }
    };
    (@kind [$($const:ident)?] $kind:ident $about:literal $Name:ident {$(
        $(#[$doc:meta])*
        $Value:ident $(($($part:ident: $Part:ty),+))? $({$($(#[$of_field:meta])* $field:ident: $Field:ty,)+})? [$word:expr]
            = $($sentence:literal)? $(|$f:ident| $write:expr)?,
    )+}) => {
        impl $Name {
            #[doc = $about]
            #[must_use]
            #[allow(unused_doc_comments, unused_variables, reason = "most kinds have one name")]
            pub $($const)? fn $kind(&self) -> &'static str {
                match self {$(
                    $(#[$doc])*
                    Self::$Value $(($($part),+))? $({$($field),+})? => $word,
                )+}
            }
        }
    };
    // The sentence of a value without fields, a sentence that contains fields, or the code that writes one.
    (@sentence $f:ident [] $sentence:literal) => {{
        const { assert!($crate::declare::is_plain($sentence), "a value without fields has nothing to fill in") }
        $sentence
    }};
    (@sentence $f:ident [$($field:ident)+] $sentence:literal) => {
        return $crate::printable::write_sentence($f, ::core::format_args!($sentence))
    };
    (@sentence $f:ident [$($field:ident)*] |$own:ident| $write:expr) => {
        return $crate::printable::write_sentence_with($f, |$own: &mut ::core::fmt::Formatter<'_>| $write)
    };
}
#[doc(inline)]
pub use crate::sentences;

/// Returns `true` if a sentence has no braces, so that it prints unchanged. [`sentences!`] makes sure of this for each
/// value without fields.
///
/// ```
/// use x402_types::declare::is_plain;
/// assert!(is_plain("the resource does not exist any more"));
/// assert!(!is_plain("{link} is not an absolute URL"));
/// ```
#[must_use]
pub const fn is_plain(sentence: &str) -> bool {
    let mut rest = sentence.as_bytes();
    while let [byte, tail @ ..] = rest {
        if matches!(byte, b'{' | b'}') {
            return false;
        }
        rest = tail;
    }
    true
}

/// Implements `TryFrom` for borrowed and owned text, based on `FromStr`. A trait cannot do this, because `TryFrom` is
/// foreign. The crate that uses the macro needs `extern crate alloc` in its root.
///
/// ```
/// # extern crate alloc;
/// use std::{num::ParseIntError, str::FromStr};
///
/// #[derive(Debug, PartialEq)]
/// struct Part(u32);
///
/// impl FromStr for Part {
///     type Err = ParseIntError;
///
///     fn from_str(text: &str) -> Result<Self, ParseIntError> {
///         text.parse().map(Self)
///     }
/// }
///
/// x402_types::declare::from_text!(Part);
///
/// assert_eq!(Part::try_from("7"), Ok(Part(7)));
/// assert_eq!(Part::try_from(String::from("7")), Ok(Part(7)));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! from_text {
    ($($name:ty),+ $(,)?) => {$(
        impl ::core::convert::TryFrom<&str> for $name {
            type Error = <$name as ::core::str::FromStr>::Err;

            fn try_from(text: &str) -> ::core::result::Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl ::core::convert::TryFrom<::alloc::string::String> for $name {
            type Error = <$name as ::core::str::FromStr>::Err;

            fn try_from(text: ::alloc::string::String) -> ::core::result::Result<Self, Self::Error> {
                text.parse()
            }
        }
    )+};
}
#[doc(inline)]
pub use crate::from_text;

/// Implements `Display`, a foreign trait, with the text of the method `as_str`.
///
/// ```
/// struct Part(String);
///
/// impl Part {
///     fn as_str(&self) -> &str {
///         &self.0
///     }
/// }
///
/// x402_types::declare::display_as_str!(Part);
///
/// assert_eq!(Part("cover".into()).to_string(), "cover");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! display_as_str {
    ($($name:ty),+ $(,)?) => {$(
        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}
#[doc(inline)]
pub use crate::display_as_str;

/// Implements serde's traits, which are foreign, as a string, based on `Display` and `FromStr`. The number is the length
/// in bytes of the longest text, for types that do not bound it themselves (C-12). The crate that uses the macro needs
/// the dependency `serde`, and `extern crate alloc` in its root.
///
/// ```
/// # extern crate alloc;
/// # use std::{fmt, num::ParseIntError, str::FromStr};
/// #[derive(Debug)]
/// struct Part(u32);
/// # impl FromStr for Part {
/// #     type Err = ParseIntError;
/// #     fn from_str(text: &str) -> Result<Self, ParseIntError> { text.parse().map(Self) }
/// # }
/// # impl fmt::Display for Part {
/// #     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write!(f, "{}", self.0) }
/// # }
///
/// x402_types::declare::serde_as_string! { Part, 10; }
///
/// assert_eq!(serde_json::to_string(&Part(7))?, r#""7""#);
/// assert_eq!(serde_json::from_str::<Part>(r#""7""#)?.0, 7);
/// let error = serde_json::from_str::<Part>(r#""00000000007""#).unwrap_err();
/// assert_eq!(error.to_string(), "the text is too long for Part");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! serde_as_string {
    ($($name:ty $(, $max:expr)?;)+) => {$(
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let text = <::alloc::string::String as ::serde::Deserialize>::deserialize(deserializer)?;
                $(if text.len() > $max {
                    return Err(::serde::de::Error::custom(concat!("the text is too long for ", stringify!($name))));
                })?
                text.parse().map_err(::serde::de::Error::custom)
            }
        }
    )+};
}
#[doc(inline)]
pub use crate::serde_as_string;
