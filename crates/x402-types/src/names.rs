//! Closed lists of values with permanent names, and errors with one sentence, each declared once. These macros are for
//! the crates of this workspace and are not part of the public API.

/// Declares an enum of values with permanent names. A macro keeps each value, its name and its sentence in one row,
/// because separate lists would drift. The name follows its value, and a sentence for people follows the
/// name, if the list has sentences. The lines after the enum list what it implements: `as_str`, `ALL` and `sentence`,
/// with the text of their documentation, `Display` of the name, and `Error`, which prints the sentence.
#[doc(hidden)]
#[macro_export]
macro_rules! __names {
    ($(#[$meta:meta])* $vis:vis enum $Name:ident $values:tt $($part:ident $($about:literal)?;)+) => {
        $crate::__names!(@enum [$(#[$meta])*] $vis $Name $values);
        $($crate::__names!(@$part $($about)? $Name $values);)+
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
#[doc(hidden)]
pub use crate::__names as names;

/// Declares errors without data. Each is followed by the text that it prints. A trait cannot do this, because `Display`
/// and `Error` are foreign to every crate that uses the macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __errors {
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
#[doc(hidden)]
pub use crate::__errors as errors;

/// Declares an enum whose values print as sentences. A macro keeps each value and its sentence in one row, and a trait
/// would not. Each value is followed by its sentence, which may contain the value's fields, or by the code that writes
/// it. A field may contain untrusted text, so each sentence is escaped and cut off ([`printable`](crate::printable)).
/// The fields of a tuple have names here, for the sentence. If the list ends with `const fn` or `fn`, a method and its
/// documentation, the name of the value's kind, which this method returns, precedes the sentence in brackets.
#[doc(hidden)]
#[macro_export]
macro_rules! __sentences {
    ($(#[$meta:meta])* $vis:vis enum $Name:ident $values:tt $(const fn $name:ident $words:literal;)? $(fn $kind:ident $about:literal;)?) => {
        $crate::__sentences!(@enum [$(#[$meta])*] $vis $Name $values);
        $crate::__sentences!(@Display $Name $values);
        $($crate::__sentences!(@kind [const] $name $words $Name $values);)?
        $($crate::__sentences!(@kind [] $kind $about $Name $values);)?
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
            #[allow(unreachable_code, unused_variables, reason = "a sentence need not say everything")]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                let sentence: &str = match self {$(
                    Self::$Value $(($($part),+))? $({$($field),+})? =>
                        $crate::__sentence!(f [$($($part)+)? $($($field)+)?] $($sentence)? $(|$f| $write)?),
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
            #[allow(unused_variables, reason = "most kinds have one name")]
            pub $($const)? fn $kind(&self) -> &'static str {
                match self {$(
                    Self::$Value $(($($part),+))? $({$($field),+})? => $word,
                )+}
            }
        }
    };
}
#[doc(hidden)]
pub use crate::__sentences as sentences;

/// The sentence of a value without fields, or the code that writes a different one.
#[doc(hidden)]
#[macro_export]
macro_rules! __sentence {
    ($f:ident [] $sentence:literal) => {{
        const { assert!($crate::__declare::is_plain($sentence), "a value without fields has nothing to fill in") }
        $sentence
    }};
    ($f:ident [$($field:ident)+] $sentence:literal) => {
        return $crate::printable::write_sentence($f, ::core::format_args!($sentence))
    };
    ($f:ident [$($field:ident)*] |$own:ident| $write:expr) => {
        return $crate::printable::write_sentence_with($f, |$own: &mut ::core::fmt::Formatter<'_>| $write)
    };
}

/// Returns `true` if a sentence has no braces, so that it prints unchanged.
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
