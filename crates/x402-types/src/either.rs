//! Objects of either version. `x402Version` selects one, and each version has one shape (C-5).

use alloc::string::String;

use crate::{
    AnyNetwork, DecodeError, JsonRef, Scheme, Version,
    read::{Reader, ResultExt, required},
    v1, v2,
    wire::sealed::Object,
};

/// Defines an object of either version.
macro_rules! either {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        ///
        /// A third version is a breaking change, because code that handles both versions must handle it.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[allow(clippy::large_enum_variant, reason = "V2 is both larger and more common, and a box would slow it down")]
        pub enum $name {
            /// An object with `x402Version: 1`.
            V1(v1::$name),
            /// An object with `x402Version: 2`.
            V2(v2::$name),
        }

        impl $name {
            /// The `x402Version` of this object.
            pub const fn version(&self) -> Version {
                match self {
                    Self::V1(_) => v1::$name::VERSION,
                    Self::V2(_) => v2::$name::VERSION,
                }
            }
        }

        impl From<v1::$name> for $name {
            fn from(object: v1::$name) -> Self {
                Self::V1(object)
            }
        }

        impl From<v2::$name> for $name {
            fn from(object: v2::$name) -> Self {
                Self::V2(object)
            }
        }

        impl Object for $name {
            fn read(value: JsonRef<'_>, reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
                let version = required(value.members()?.find(|(name, _)| name == "x402Version"), "x402Version", value)?.1;
                match reader.version(version).in_member("x402Version")? {
                    v1::$name::VERSION => v1::$name::read(value, reader).map(Self::V1),
                    v2::$name::VERSION => v2::$name::read(value, reader).map(Self::V2),
                }
            }

            fn write(&self, out: &mut String) {
                match self {
                    Self::V1(object) => object.write(out),
                    Self::V2(object) => object.write(out),
                }
            }
        }
    };
}

either! {
    /// A payment of either protocol version.
    PaymentPayload
}

either! {
    /// A 402 response of either protocol version.
    PaymentRequired
}

either! {
    /// A request to a facilitator, of either protocol version.
    FacilitatorRequest
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
