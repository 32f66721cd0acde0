//! Random wire objects, each of which can be written and read back.

use arbitrary::{Arbitrary, Result, Unstructured};
use x402_types::{
    Amount, AnyNetwork, FacilitatorRequest, Members, Network, NetworkName, PaymentPayload, PaymentRequired, RawJson,
    ReasonCode, Scheme, SettleResponse, SupportedKind, SupportedResponse, Uint256, VerifyResponse, v1, v2,
};

/// A wire object that is made from random bytes. It is valid as an object of its type, but hardly ever as a payment:
/// [`pay`](crate::pay) makes valid payments.
pub trait Make: Sized {
    /// Makes an object.
    ///
    /// # Errors
    /// There are not enough bytes.
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self>;
}

/// A wire object with [`Arbitrary`], such as `Any<v2::PaymentPayload>`, for fuzz targets. The struct gets no further
/// fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Any<T>(pub T);

impl<'a, T: Make> Arbitrary<'a> for Any<T> {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        T::make(bytes).map(Self)
    }
}

/// Returns the strategy of all objects of a type.
///
/// ```
/// use proptest::prelude::*;
/// use x402_types::{DecodeOptions, Wire, v2::PaymentPayload};
///
/// proptest!(|(payment in x402_testing::any::<PaymentPayload>())| {
///     let read = PaymentPayload::decode_header(&payment.to_header(), &DecodeOptions::STRICT).unwrap().value;
///     prop_assert_eq!(read, payment);
/// });
/// ```
#[cfg(feature = "proptest")]
pub fn any<T: Make + core::fmt::Debug>() -> impl proptest::strategy::Strategy<Value = T> {
    use proptest::{collection::vec, num::u8, strategy::Strategy};
    vec(u8::ANY, 64..2048).prop_filter_map("too few bytes", |bytes| T::make(&mut Unstructured::new(&bytes)).ok())
}

fn maybe<T>(bytes: &mut Unstructured<'_>, make: impl FnOnce(&mut Unstructured<'_>) -> Result<T>) -> Result<Option<T>> {
    if bytes.arbitrary()? { make(bytes).map(Some) } else { Ok(None) }
}

fn some<T: Make>(bytes: &mut Unstructured<'_>, most: usize) -> Result<Vec<T>> {
    let count = bytes.int_in_range(0..=most)?;
    (0..count).map(|_| T::make(bytes)).collect()
}

fn hex(bytes: &mut Unstructured<'_>, count: usize) -> Result<String> {
    let digits: Vec<String> = bytes.bytes(count)?.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("0x{}", digits.concat()))
}

/// A text of at most 12 characters, in any script.
fn text(bytes: &mut Unstructured<'_>) -> Result<String> {
    let count = bytes.int_in_range(0..=12)?;
    (0..count).map(|_| bytes.arbitrary::<char>()).collect()
}

/// An address of an EVM chain or of Solana, or any other text.
fn account(bytes: &mut Unstructured<'_>) -> Result<String> {
    match bytes.int_in_range(0..=9)? {
        0 => Ok("AKnL4NNf3DGWZJS6cPknBuEGnVsV4A4m5tgebLHaRSZ9".into()),
        1 => text(bytes).map(|text| format!("a{text}")),
        _ => hex(bytes, 20),
    }
}

/// An object with unique names, at most three levels deep.
fn object(bytes: &mut Unstructured<'_>, depth: usize) -> Result<RawJson> {
    let count = bytes.int_in_range(0..=3)?;
    let members: Vec<(String, RawJson)> =
        (0..count).map(|index| Ok((format!("{index}{}", text(bytes)?), json(bytes, depth)?))).collect::<Result<_>>()?;
    Ok(Members::from_iter(members.iter().map(|(name, value)| (name.as_str(), value.clone()))).into())
}

fn json(bytes: &mut Unstructured<'_>, depth: usize) -> Result<RawJson> {
    Ok(match bytes.int_in_range(0..=5)? {
        0 => bytes.arbitrary::<bool>()?.into(),
        1 => bytes.arbitrary::<u64>()?.into(),
        2 if depth > 0 => object(bytes, depth.saturating_sub(1))?,
        3 if depth > 0 => {
            let count = bytes.int_in_range(0..=3)?;
            RawJson::array((0..count).map(|_| json(bytes, depth.saturating_sub(1))).collect::<Result<Vec<_>>>()?)
        }
        _ => RawJson::string(&text(bytes)?),
    })
}

impl Make for RawJson {
    /// An object.
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        object(bytes, 3)
    }
}

impl Make for Amount {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match bytes.int_in_range(0..=3)? {
            0 => Uint256::from_be_bytes(bytes.arbitrary()?).into(),
            1 => Self::from(u64::from(bytes.arbitrary::<u8>()?)),
            _ => Self::from(u64::from(bytes.arbitrary::<u32>()?)),
        })
    }
}

impl Make for Scheme {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        Ok(bytes.choose(&[Self::EXACT, Self::EXACT, Self::UPTO, Self::BATCH_SETTLEMENT])?.clone())
    }
}

impl Make for Network {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        Ok(match bytes.int_in_range(0..=4)? {
            0 => Self::SOLANA,
            1 => Self::SOLANA_DEVNET,
            2 => Self::eip155(bytes.arbitrary::<u32>()?.into()),
            3 => Self::eip155(8453),
            _ => Self::eip155(84_532),
        })
    }
}

impl Make for NetworkName {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let name = bytes.choose(&["base", "base-sepolia", "avalanche-fuji", "solana", "solana-devnet", "polygon"])?;
        name.parse().map_err(|_| arbitrary::Error::IncorrectFormat)
    }
}

impl Make for ReasonCode {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        Ok(bytes.choose(Self::SPECIFIED)?.clone())
    }
}

impl Make for v2::ResourceInfo {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let mut resource = Self::new(format!("https://a.example/{}", bytes.int_in_range(0..=9_u8)?));
        resource.description = maybe(bytes, text)?;
        resource.mime_type = maybe(bytes, |_| Ok("application/json".into()))?;
        Ok(resource)
    }
}

impl Make for v2::PaymentRequirements {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let mut offer = Self::new(v2::PaymentRequirementsInit {
            scheme: Make::make(bytes)?,
            network: Make::make(bytes)?,
            amount: Make::make(bytes)?,
            asset: account(bytes)?,
            pay_to: account(bytes)?,
            max_timeout_seconds: bytes.arbitrary::<u32>()?.into(),
        });
        offer.extra = maybe(bytes, Make::make)?;
        Ok(offer)
    }
}

impl Make for v1::PaymentRequirements {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let mut offer = Self::new(v1::PaymentRequirementsInit {
            scheme: Make::make(bytes)?,
            network: Make::make(bytes)?,
            max_amount_required: Make::make(bytes)?,
            asset: account(bytes)?,
            pay_to: account(bytes)?,
            resource: format!("https://a.example/{}", bytes.int_in_range(0..=9_u8)?),
            description: text(bytes)?,
            max_timeout_seconds: bytes.arbitrary::<u32>()?.into(),
        });
        offer.extra = maybe(bytes, Make::make)?;
        Ok(offer)
    }
}

impl Make for v2::PaymentRequired {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let mut required = Self::new(Make::make(bytes)?, some(bytes, 3)?);
        required.error = maybe(bytes, text)?;
        required.extensions = maybe(bytes, Make::make)?;
        Ok(required)
    }
}

impl Make for v1::PaymentRequired {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self::new(text(bytes)?, some(bytes, 3)?))
    }
}

impl Make for v2::PaymentPayload {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let mut payment = Self::new(Make::make(bytes)?, payload(bytes)?);
        payment.resource = maybe(bytes, Make::make)?;
        payment.extensions = maybe(bytes, Make::make)?;
        Ok(payment)
    }
}

impl Make for v1::PaymentPayload {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self::new(Make::make(bytes)?, Make::make(bytes)?, payload(bytes)?))
    }
}

/// An authorization with EIP-3009 and a random signature, or any object.
fn payload(bytes: &mut Unstructured<'_>) -> Result<RawJson> {
    if bytes.ratio(1, 4)? {
        return Make::make(bytes);
    }
    let members = [
        ("from", account(bytes)?),
        ("to", account(bytes)?),
        ("value", Amount::make(bytes)?.to_string()),
        ("validAfter", bytes.arbitrary::<u32>()?.to_string()),
        ("validBefore", bytes.arbitrary::<u32>()?.to_string()),
        ("nonce", hex(bytes, 32)?),
    ];
    let authorization = Members::from_iter(members.iter().map(|(name, value)| (*name, RawJson::string(value))));
    let signature = RawJson::string(&hex(bytes, 65)?);
    Ok(Members::from_iter([("signature", signature), ("authorization", authorization.into())]).into())
}

/// The objects that exist in both versions.
macro_rules! of_either {
    ($($Either:ty: $One:ty, $Two:ty;)+) => {$(
        impl Make for $Either {
            fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
                if bytes.ratio(1, 4)? { <$One>::make(bytes).map(Self::V1) } else { <$Two>::make(bytes).map(Self::V2) }
            }
        }
    )+};
}
of_either! {
    PaymentPayload: v1::PaymentPayload, v2::PaymentPayload;
    PaymentRequired: v1::PaymentRequired, v2::PaymentRequired;
    FacilitatorRequest: v1::FacilitatorRequest, v2::FacilitatorRequest;
    AnyNetwork: NetworkName, Network;
}

impl Make for v2::FacilitatorRequest {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self::new(Make::make(bytes)?, Make::make(bytes)?))
    }
}

impl Make for v1::FacilitatorRequest {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        Ok(Self::new(Make::make(bytes)?, Make::make(bytes)?))
    }
}

impl Make for VerifyResponse {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let mut response = match maybe(bytes, ReasonCode::make)? {
            None => Self::valid(),
            Some(reason) => Self::invalid(reason),
        };
        response.payer = maybe(bytes, account)?;
        response.invalid_message = maybe(bytes, text)?;
        Ok(response)
    }
}

impl Make for SettleResponse {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let network = AnyNetwork::make(bytes)?;
        let mut response = match maybe(bytes, ReasonCode::make)? {
            None => Self::success(hex(bytes, 32)?, network),
            Some(reason) => Self::failure(reason, network),
        };
        response.payer = maybe(bytes, account)?;
        response.amount = maybe(bytes, Make::make)?;
        Ok(response)
    }
}

impl Make for SupportedResponse {
    fn make(bytes: &mut Unstructured<'_>) -> Result<Self> {
        let kind = |bytes: &mut Unstructured<'_>| {
            Ok(match AnyNetwork::make(bytes)? {
                AnyNetwork::V1(name) => SupportedKind::v1(Make::make(bytes)?, name),
                AnyNetwork::V2(network) => SupportedKind::v2(Make::make(bytes)?, network),
            })
        };
        let count = bytes.int_in_range(0..=4)?;
        Ok(Self::new((0..count).map(|_| kind(bytes)).collect::<Result<Vec<_>>>()?))
    }
}
