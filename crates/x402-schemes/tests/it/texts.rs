//! What holds for every value type that is a text.

use std::{
    fmt::{Debug, Display},
    str::FromStr,
};

use serde::{Serialize, de::DeserializeOwned};

/// Each of `good` is its own text.
pub(crate) fn texts<T>(good: &[&str], wrong: &[&str])
where
    T: FromStr + Display + Debug + Clone + PartialEq + Serialize + DeserializeOwned,
    T: for<'a> TryFrom<&'a str> + TryFrom<String>,
    <T as FromStr>::Err: Debug + Display,
{
    for text in good {
        let value: T = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(value.to_string(), *text);
        assert_eq!(T::try_from(*text).ok().as_ref(), Some(&value), "{text}");
        assert_eq!(T::try_from((*text).to_owned()).ok().as_ref(), Some(&value), "{text}");
        let json = serde_json::to_string(&value).unwrap();
        assert_eq!(json, serde_json::to_string(text).unwrap());
        assert_eq!(serde_json::from_str::<T>(&json).unwrap(), value, "{text}");
    }
    for text in wrong {
        assert!(text.parse::<T>().is_err(), "{text}");
        assert!(T::try_from(*text).is_err() && T::try_from((*text).to_owned()).is_err(), "{text}");
        assert!(serde_json::from_str::<T>(&serde_json::to_string(text).unwrap()).is_err(), "{text}");
    }
    // No other type of JSON is text.
    for json in ["1", "null", "true", "[]", "{}"] {
        assert!(serde_json::from_str::<T>(json).is_err(), "{json}");
    }
}
