//! Objects of either version. `x402Version` selects one, and each version has one shape (C-5).

use alloc::string::String;

use crate::{
    AnyNetwork, DecodeError, JsonRef, Scheme, Version,
    object::Object,
    read::{Reader, ResultExt, required},
    v1, v2,
};

/// A payment of either protocol version.
///
/// A third version is a breaking change, because code that handles both versions must handle it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "V2 is both larger and more common, and a box would slow it down")]
pub enum PaymentPayload {
    /// An object with `x402Version: 1`.
    V1(v1::PaymentPayload),
    /// An object with `x402Version: 2`.
    V2(v2::PaymentPayload),
}

/// A 402 response of either protocol version.
///
/// A third version is a breaking change, because code that handles both versions must handle it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "V2 is both larger and more common, and a box would slow it down")]
pub enum PaymentRequired {
    /// An object with `x402Version: 1`.
    V1(v1::PaymentRequired),
    /// An object with `x402Version: 2`.
    V2(v2::PaymentRequired),
}

/// A request to a facilitator, of either protocol version.
///
/// A third version is a breaking change, because code that handles both versions must handle it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "V2 is both larger and more common, and a box would slow it down")]
pub enum FacilitatorRequest {
    /// An object with `x402Version: 1`.
    V1(v1::FacilitatorRequest),
    /// An object with `x402Version: 2`.
    V2(v2::FacilitatorRequest),
}

/// Implements what the three objects have in common. A trait cannot do this, because `version` is a method of the type
/// itself, and `From` cannot be implemented for every type of a trait.
macro_rules! of_either_version {
    ($($Name:ident,)+) => {$(
        impl $Name {
            /// The `x402Version` of this object.
            pub const fn version(&self) -> Version {
                match self {
                    Self::V1(_) => v1::$Name::VERSION,
                    Self::V2(_) => v2::$Name::VERSION,
                }
            }
        }

        impl From<v1::$Name> for $Name {
            fn from(object: v1::$Name) -> Self {
                Self::V1(object)
            }
        }

        impl From<v2::$Name> for $Name {
            fn from(object: v2::$Name) -> Self {
                Self::V2(object)
            }
        }

        impl Object for $Name {
            fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let version = required(value.members()?.find(|(name, _)| name == "x402Version"), "x402Version", value)?.1;
                match reader.version(version).in_member("x402Version")? {
                    v1::$Name::VERSION => v1::$Name::read(value, reader).map(Self::V1),
                    v2::$Name::VERSION => v2::$Name::read(value, reader).map(Self::V2),
                }
            }

            fn write(&self, out: &mut String) {
                match self {
                    Self::V1(object) => object.write(out),
                    Self::V2(object) => object.write(out),
                }
            }
        }
    )+};
}

of_either_version! {
    PaymentPayload,
    PaymentRequired,
    FacilitatorRequest,
}

impl FacilitatorRequest {
    /// Returns the network of the server's offer, in the format of the object's version. The answer to a settle request
    /// needs it in this format.
    ///
    /// ```
    /// use x402_types::{DecodeOptions, FacilitatorRequest, Wire};
    /// let text = r#"{"x402Version":1,"paymentPayload":{"x402Version":1,"scheme":"exact","network":"base","payload":{}},
    ///   "paymentRequirements":{"scheme":"exact","network":"base","maxAmountRequired":"1","asset":"0x83","payTo":"0x20",
    ///   "resource":"https://a.example","description":"","maxTimeoutSeconds":60}}"#;
    /// let request = FacilitatorRequest::decode(text, &DecodeOptions::STRICT)?.value;
    /// assert_eq!((request.network().to_string(), request.scheme().as_str()), ("base".into(), "exact"));
    /// # Ok::<(), x402_types::DecodeError>(())
    /// ```
    pub fn network(&self) -> AnyNetwork {
        match self {
            Self::V1(request) => request.payment_requirements.network.clone().into(),
            Self::V2(request) => request.payment_requirements.network.clone().into(),
        }
    }

    /// The scheme of the server's offer.
    pub const fn scheme(&self) -> &Scheme {
        match self {
            Self::V1(request) => &request.payment_requirements.scheme,
            Self::V2(request) => &request.payment_requirements.scheme,
        }
    }
}
