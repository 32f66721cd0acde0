//! Builder codes after the calldata of a settlement (ERC-8021, schema 2; `extensions/builder_code.md`). They name the
//! parties to credit. They prove nothing, because any sender can write any code.
//!
//! ```
//! use x402_schemes::evm::builder_code::{Suffix, SuffixInit};
//! use x402_types::Flags;
//! let suffix = Suffix::try_from(SuffixInit {
//!     app: Some("my_app".parse()?),
//!     wallet: Some("my_fac".parse()?),
//!     services: vec!["my_client".parse()?],
//! })?;
//! // The contract ignores everything after the arguments of its call.
//! let mut calldata = vec![0x12, 0x34, 0x56, 0x78];
//! calldata.extend(suffix.to_bytes());
//! let read = Suffix::decode(&calldata)?;
//! assert_eq!((read.suffix.app().map(|code| code.as_str()), read.flags), (Some("my_app"), Flags::NONE));
//! assert_eq!(read.suffix, suffix);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cbor;
mod error;
mod metadata;

use alloc::vec::Vec;

use x402_types::{
    DecodeError, DecodeOptions, Flag, Flags, PaymentPayload, RawJson,
    extensions::{
        Extension,
        builder_code::{BuilderCode, Code, MOST_IN_ECHO, MOST_OF_CLIENT, MOST_OF_FACILITATOR, MOST_OF_SERVER},
    },
    read::Reader,
};

pub use error::{MetadataError, PaymentError, SuffixError, TooManyCodes};

/// The last 16 bytes of calldata with a suffix.
pub const MARKER: [u8; 16] =
    [0x80, 0x21, 0x80, 0x21, 0x80, 0x21, 0x80, 0x21, 0x80, 0x21, 0x80, 0x21, 0x80, 0x21, 0x80, 0x21];
/// The byte before the marker. It selects the schema whose codes are a CBOR map.
pub const SCHEMA: u8 = 2;
/// The maximum number of service codes in a suffix, from server, client and facilitator together.
pub const MOST_SERVICES: usize = MOST_IN_ECHO + MOST_OF_FACILITATOR;
/// The maximum number of bytes of CBOR, which are counted in two bytes.
const LONGEST: usize = 0xffff;

/// The builder codes of a settlement, and its metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Suffix {
    app: Option<Code>,
    wallet: Option<Code>,
    services: Vec<Code>,
    metadata: Option<RawJson>,
}

/// The service codes of each participant. The struct gets no further fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Services<'a> {
    /// The codes that the client added, at most [`MOST_OF_CLIENT`].
    pub client: &'a [Code],
    /// The codes that the server declared, at most [`MOST_OF_SERVER`].
    pub server: &'a [Code],
    /// The code of the facilitator, at most [`MOST_OF_FACILITATOR`].
    pub facilitator: &'a [Code],
}

impl Services<'_> {
    /// Joins the codes in the order of the official SDKs: client, server, facilitator. Repeated codes are left out.
    ///
    /// # Errors
    /// A participant has more codes than it may add.
    pub fn join(self) -> Result<Vec<Code>, TooManyCodes> {
        let mut all: Vec<Code> = Vec::new();
        for (codes, most) in
            [(self.client, MOST_OF_CLIENT), (self.server, MOST_OF_SERVER), (self.facilitator, MOST_OF_FACILITATOR)]
        {
            if codes.len() > most {
                return Err(TooManyCodes { most });
            }
            for code in codes {
                if !all.contains(code) {
                    all.push(code.clone());
                }
            }
        }
        Ok(all)
    }
}

/// The codes that a facilitator adds when it settles. The struct gets no further fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facilitator {
    /// `w`: the facilitator's own code.
    pub wallet: Option<Code>,
    /// The facilitator's service code.
    pub service: Option<Code>,
}

/// The codes of a suffix. The struct gets no further fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuffixInit {
    /// `a`: the code of the application.
    pub app: Option<Code>,
    /// `w`: the code of the wallet that settles.
    pub wallet: Option<Code>,
    /// `s`: the codes of the services, at most [`MOST_SERVICES`].
    pub services: Vec<Code>,
}

impl TryFrom<SuffixInit> for Suffix {
    type Error = TooManyCodes;

    fn try_from(SuffixInit { app, wallet, services }: SuffixInit) -> Result<Self, TooManyCodes> {
        if services.len() > MOST_SERVICES {
            return Err(TooManyCodes { most: MOST_SERVICES });
        }
        Ok(Self { app, wallet, services, metadata: None })
    }
}

/// A suffix that was read from calldata.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadSuffix {
    /// The suffix.
    pub suffix: Suffix,
    /// The flags for tolerated deviations.
    pub flags: Flags,
}

impl Suffix {
    /// Creates the suffix for the settlement of a payment from the codes in the payment and the facilitator's own
    /// (X-30). Codes outside the wrapper `info` are ignored, and so is the payment's wallet code. A V1 payment has no
    /// extensions and so no codes. The caller must have checked that the application's code is the declared one.
    ///
    /// # Errors
    /// A code in the payment is malformed, or there are more than [`MOST_IN_ECHO`] service codes.
    pub fn of_payment(payment: &PaymentPayload, facilitator: Facilitator) -> Result<Self, PaymentError> {
        let codes = codes_of(payment).transpose().map_err(PaymentError::Decode)?;
        let (app, mut services) = codes.map_or_else(Default::default, |codes| (codes.app, codes.services));
        if services.len() > MOST_IN_ECHO {
            return Err(PaymentError::TooMany(TooManyCodes { most: MOST_IN_ECHO }));
        }
        services.extend(facilitator.service.filter(|code| !services.contains(code)));
        Ok(Self { app, wallet: facilitator.wallet, services, metadata: None })
    }

    /// Returns the suffix with metadata, `m`: an object whose values are unsigned integers below 2^64, texts, lists and
    /// objects, nested at most 128 deep (U-40). The order of its keys has no effect.
    ///
    /// ```
    /// use x402_schemes::evm::builder_code::{Suffix, SuffixInit};
    /// use x402_types::RawJson;
    /// let counts = RawJson::parse(r#"{"x402ChargeCounts":[3,0,41]}"#)?;
    /// let facilitator = SuffixInit { wallet: Some("bc_myfacilitator".parse()?), ..SuffixInit::default() };
    /// let suffix = Suffix::try_from(facilitator)?.with_metadata(&counts)?;
    /// assert_eq!(Suffix::decode(&suffix.to_bytes())?.suffix.metadata(), Some(&counts));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The value cannot be metadata, or the suffix would exceed 65,535 bytes.
    pub fn with_metadata(self, metadata: &RawJson) -> Result<Self, MetadataError> {
        let suffix = Self { metadata: Some(metadata::sorted(metadata)?), ..self };
        if write_map(&suffix, true).len() > LONGEST { Err(MetadataError::TooLong) } else { Ok(suffix) }
    }

    /// `a`: the code of the application whose endpoint is paid for.
    pub const fn app(&self) -> Option<&Code> {
        self.app.as_ref()
    }

    /// `w`: the code of the wallet that settled.
    pub const fn wallet(&self) -> Option<&Code> {
        self.wallet.as_ref()
    }

    /// `s`: the codes of the participating services.
    pub fn services(&self) -> &[Code] {
        &self.services
    }

    /// `m`: the facilitator's statements about the settlement, as a JSON object with sorted keys. They prove nothing.
    pub const fn metadata(&self) -> Option<&RawJson> {
        self.metadata.as_ref()
    }

    /// Returns `true` if there is neither a code nor metadata.
    pub fn is_empty(&self) -> bool {
        self.app.is_none() && self.wallet.is_none() && self.services.is_empty() && self.metadata.is_none()
    }

    /// The bytes to append to the calldata (X-31, U-40). Empty if there is neither a code nor metadata.
    pub fn to_bytes(&self) -> Vec<u8> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut bytes = write_map(self, true);
        // Only a suffix that was read, with one text instead of a list, can be longer, by the head of the list.
        if bytes.len() > LONGEST {
            bytes = write_map(self, false);
        }
        let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.push(SCHEMA);
        bytes.extend_from_slice(&MARKER);
        bytes
    }

    /// Reads the codes and the metadata after calldata (X-32, U-40). The possible flags are [`Flag::KeyOrder`],
    /// [`Flag::LongHead`], [`Flag::ServiceText`], [`Flag::ServiceCodes`], [`Flag::MetadataKey`] and
    /// [`Flag::ChargeCounts`].
    ///
    /// # Errors
    /// There is no suffix, the suffix has a different schema, or it is malformed.
    pub fn decode(calldata: &[u8]) -> Result<ReadSuffix, SuffixError> {
        let rest = calldata.strip_suffix(&MARKER).ok_or(SuffixError::NoSuffix)?;
        let (schema, rest) = rest.split_last().ok_or(SuffixError::Length)?;
        if *schema != SCHEMA {
            return Err(SuffixError::OtherSchema);
        }
        let (rest, length) = rest.split_last_chunk::<2>().ok_or(SuffixError::Length)?;
        let from = rest.len().checked_sub(usize::from(u16::from_be_bytes(*length))).ok_or(SuffixError::Length)?;
        let mut flags = Flags::NONE;
        let suffix = read_map(rest.get(from..).ok_or(SuffixError::Length)?, &mut flags)?;
        if suffix.services.len() > MOST_SERVICES {
            flags.insert(Flag::ServiceCodes);
        }
        Ok(ReadSuffix { suffix, flags })
    }
}

/// The codes that a facilitator takes from a payment. `None` if the payment has no codes.
fn codes_of(payment: &PaymentPayload) -> Option<Result<BuilderCode, DecodeError>> {
    let PaymentPayload::V2(payment) = payment else { return None };
    let mut reader = Reader::new(&DecodeOptions::STRICT);
    let codes = BuilderCode::of_extensions(payment.extensions.as_ref()?, &mut reader)?;
    (!reader.flags().contains(Flag::FlatBuilderCode)).then_some(codes)
}

/// The order of the keys in a map.
const ORDER: [u8; 4] = [b'a', b'w', b's', b'm'];

/// Writes the entries in the order of the SDKs, and the metadata last, with heads in their shortest form (X-31, U-40).
/// The services are a list, or a single text.
fn write_map(suffix: &Suffix, is_list: bool) -> Vec<u8> {
    let (app, wallet, services) = (suffix.app(), suffix.wallet(), suffix.services());
    let count = usize::from(app.is_some())
        .saturating_add(usize::from(wallet.is_some()))
        .saturating_add(usize::from(!services.is_empty()))
        .saturating_add(usize::from(suffix.metadata.is_some()));
    let mut bytes = Vec::new();
    cbor::head(&mut bytes, cbor::MAP, count);
    for (key, code) in [("a", app), ("w", wallet)] {
        if let Some(code) = code {
            cbor::text(&mut bytes, key);
            cbor::text(&mut bytes, code.as_str());
        }
    }
    if !services.is_empty() {
        cbor::text(&mut bytes, "s");
        if is_list {
            cbor::head(&mut bytes, cbor::LIST, services.len());
        }
        services.iter().for_each(|code| cbor::text(&mut bytes, code.as_str()));
    }
    if let Some(map) = &suffix.metadata {
        cbor::text(&mut bytes, "m");
        // Nothing else is kept as metadata.
        let _ = metadata::write(map.as_json(), &mut bytes);
    }
    bytes
}

/// Reads exactly one map that fills the bytes (X-32, U-40).
fn read_map(bytes: &[u8], flags: &mut Flags) -> Result<Suffix, SuffixError> {
    let mut reader = cbor::Reader::new(bytes, flags);
    let count = reader.expect(cbor::MAP)?;
    let mut suffix = Suffix::default();
    let mut seen: Vec<usize> = Vec::new();
    for _ in 0..count {
        let &[key] = reader.text()? else { return Err(SuffixError::Cbor) };
        let field = ORDER.iter().position(|known| *known == key).ok_or(SuffixError::Cbor)?;
        if seen.contains(&field) {
            return Err(SuffixError::Cbor);
        }
        if seen.last().is_some_and(|last| *last > field) {
            reader.flags.insert(Flag::KeyOrder);
        }
        seen.push(field);
        match key {
            b'a' => suffix.app = Some(code(reader.text()?)?),
            b'w' => suffix.wallet = Some(code(reader.text()?)?),
            b's' => suffix.services = read_services(&mut reader)?,
            _ => suffix.metadata = Some(metadata::read(&mut reader)?),
        }
    }
    if reader.rest.is_empty() { Ok(suffix) } else { Err(SuffixError::Cbor) }
}

/// Reads a list of texts. A single text counts as a list of one, with a flag.
fn read_services(reader: &mut cbor::Reader<'_, '_>) -> Result<Vec<Code>, SuffixError> {
    let (kind, length) = reader.head()?;
    match kind {
        cbor::TEXT => {
            reader.flags.insert(Flag::ServiceText);
            Ok([code(reader.take(length)?)?].into())
        }
        cbor::LIST => (0..length).map(|_| code(reader.text()?)).collect(),
        _ => Err(SuffixError::Cbor),
    }
}

/// Reads the bytes of a text as a code.
fn code(bytes: &[u8]) -> Result<Code, SuffixError> {
    let text = core::str::from_utf8(bytes).map_err(|_| SuffixError::Cbor)?;
    text.parse().map_err(|_| SuffixError::Code)
}
