//! Selects the type of a payload by scheme, network and transfer method.

use alloc::borrow::Cow;

use x402_types::{
    DecodeError, DecodeOptions, JsonRef, Network, PaymentPayload, RawJson, Scheme, Version,
    declare::sentences,
    read::{Reader, ResultExt},
    v1,
};

#[cfg(feature = "batch-settlement")]
use crate::evm::batch_settlement;
use crate::{
    AssetTransferMethod, Mechanism, MethodError, Terms,
    deposit::FromDeposit,
    evm::{eip3009, erc7710, permit2},
    solana, stellar, xrpl,
};

/// The `payload` of a payment, in the format that scheme, network and transfer method require. The payload itself
/// decides in one case: in `exact` without a tag, `permit2Authorization` makes the method Permit2, with a flag (B-4).
///
/// ```
/// use x402_schemes::SchemePayload;
/// use x402_types::{DecodeOptions, PaymentPayload, Wire};
///
/// let payment = PaymentPayload::decode(
///     r#"{"x402Version":1,"scheme":"exact","network":"base","payload":{"signature":"0xab","authorization":{
///         "from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
///         "value":"10000","validAfter":"1740672089","validBefore":"1740672154",
///         "nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}}}"#,
///     &DecodeOptions::STRICT,
/// )?.value;
/// let Ok(SchemePayload::Eip3009(payload)) = SchemePayload::of_payment(&payment, &DecodeOptions::STRICT) else { panic!() };
/// assert_eq!(payload.authorization.value, 10_000.into());
/// # Ok::<(), x402_types::DecodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemePayload {
    /// `exact` on an EVM chain by EIP-3009.
    Eip3009(eip3009::Payload),
    /// `exact` on an EVM chain for an offer of the Gateway (U-1).
    Gateway(eip3009::Payload),
    /// `exact` on an EVM chain by Permit2. The witness has no facilitator.
    Permit2(permit2::Payload),
    /// `exact` on an EVM chain by a delegation (P-7).
    Erc7710(erc7710::Payload),
    /// `upto` on an EVM chain by Permit2. The witness has a facilitator.
    Upto(permit2::Payload),
    /// `batch-settlement` on an EVM chain.
    #[cfg(feature = "batch-settlement")]
    BatchSettlement(batch_settlement::Payload),
    /// `exact` on Solana.
    Solana(solana::Payload),
    /// `exact` on Stellar.
    Stellar(stellar::Payload),
    /// `exact` on the XRP Ledger.
    Xrpl(xrpl::Payload),
    /// A combination of scheme, network and method that this crate does not know. The payload is not read.
    Opaque,
}

/// The functions that read payloads. A program that reads no payload does not contain this table.
const READERS: &[(Mechanism, Read)] = &[
    (Mechanism::EIP3009, |payload, reader| eip3009::Payload::read(payload, reader).map(SchemePayload::Eip3009)),
    (Mechanism::GATEWAY, |payload, reader| eip3009::Payload::read(payload, reader).map(SchemePayload::Gateway)),
    (Mechanism::PERMIT2, |payload, reader| permit2::Payload::read_exact(payload, reader).map(SchemePayload::Permit2)),
    (Mechanism::ERC7710, |payload, reader| erc7710::Payload::read(payload, reader).map(SchemePayload::Erc7710)),
    (Mechanism::UPTO, |payload, reader| permit2::Payload::read_upto(payload, reader).map(SchemePayload::Upto)),
    #[cfg(feature = "batch-settlement")]
    (Mechanism::BATCH_SETTLEMENT, |payload, reader| {
        batch_settlement::Payload::read(payload, reader).map(SchemePayload::BatchSettlement)
    }),
    (Mechanism::SOLANA, |payload, reader| solana::Payload::read(payload, reader).map(SchemePayload::Solana)),
    (Mechanism::STELLAR, |payload, reader| stellar::Payload::read(payload, reader).map(SchemePayload::Stellar)),
    (Mechanism::XRPL, |payload, reader| xrpl::Payload::read(payload, reader).map(SchemePayload::Xrpl)),
];

/// The rules of the mechanisms whose payments are taken from a deposit. In all others, each payment moves its own money.
const DEPOSITS: &[(Mechanism, &FromDeposit)] = &[
    #[cfg(feature = "batch-settlement")]
    (Mechanism::BATCH_SETTLEMENT, &batch_settlement::FROM_DEPOSIT),
];

/// Reads a payload.
type Read = fn(JsonRef<'_>, &mut Reader<'_>) -> Result<SchemePayload, DecodeError>;

impl Mechanism {
    /// Reads a payload in the format of this mechanism. Error paths begin below `payload`.
    ///
    /// # Errors
    /// The payload does not have this format, or has fields of two formats.
    pub fn read(self, payload: &RawJson, reader: &mut Reader<'_>) -> Result<SchemePayload, DecodeError> {
        let read = READERS.iter().find(|(mechanism, _)| *mechanism == self);
        read.map_or(Ok(SchemePayload::Opaque), |(_, read)| read(payload.as_json(), reader))
    }

    /// The rules of payments from a deposit. `None` if the mechanism has no such payments.
    pub(crate) fn deposit(self) -> Option<&'static FromDeposit> {
        DEPOSITS.iter().find(|(mechanism, _)| *mechanism == self).map(|(_, rules)| *rules)
    }
}

impl SchemePayload {
    /// Reads the payload in the format that the payment itself names: with its scheme, its network and, in V2, the
    /// offer that the client claims to have accepted. Use this for logs and for display. A verdict uses the server's
    /// own offer.
    ///
    /// ```
    /// use x402_schemes::SchemePayload;
    /// use x402_types::{DecodeOptions, PaymentPayload, Wire};
    /// let text = r#"{"x402Version":1,"scheme":"exact","network":"solana","payload":{"transaction":"AQ=="}}"#;
    /// let payment = PaymentPayload::decode(text, &DecodeOptions::STRICT)?.value;
    /// let SchemePayload::Solana(payload) = SchemePayload::of_payment(&payment, &DecodeOptions::STRICT)? else { panic!() };
    /// assert_eq!(payload.transaction, [1]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The V1 name of the network is unknown, the transfer method that the client names cannot be read or does not
    /// belong to the scheme, or the payload does not have the required format. Error paths begin at the payment.
    pub fn of_payment(payment: &PaymentPayload, options: &DecodeOptions) -> Result<Self, PayloadError> {
        let mut reader = Reader::new(options);
        let (terms, payload) = match payment {
            PaymentPayload::V1(payment) => (terms_of_v1(payment)?, &payment.payload),
            PaymentPayload::V2(payment) => (Terms::from(&payment.accepted), &payment.payload),
        };
        let mechanism = Mechanism::of_payment(&terms, None, payload, &mut reader).map_err(PayloadError::Method)?;
        let read = mechanism.map_or(Ok(Self::Opaque), |mechanism| mechanism.read(payload, &mut reader));
        read.in_member("payload").map_err(PayloadError::Payload)
    }

    /// Reads a payload of this scheme, network and transfer method. Error paths begin below `payload`.
    ///
    /// # Errors
    /// The payload does not have the required format, or has fields of two formats.
    pub fn read(
        payload: &RawJson,
        scheme: &Scheme,
        network: &Network,
        method: &AssetTransferMethod,
        reader: &mut Reader<'_>,
    ) -> Result<Self, DecodeError> {
        match Mechanism::find(scheme, network, Some(method)) {
            Some(mechanism) => mechanism.read(payload, reader),
            None => Ok(Self::Opaque),
        }
    }
}

/// The terms that a V1 payment states, which are scheme and network.
fn terms_of_v1(payment: &v1::PaymentPayload) -> Result<Terms<'_>, PayloadError> {
    Ok(Terms {
        version: Version::V1,
        scheme: &payment.scheme,
        network: Cow::Owned(payment.network.network().ok_or(PayloadError::Network)?),
        amount: 0_u64.into(),
        asset: "",
        pay_to: "",
        max_timeout_seconds: 0,
        extra: None,
    })
}

sentences! {
    /// The reasons why the payload of a payment cannot be read.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum PayloadError {
        /// The payment's network is not a known V1 name.
        Network = "network: not a known V1 name of a network",
        /// The tag of the transfer method is not a string, or names a method that the scheme does not have.
        Method(error: MethodError) = "accepted: {error}",
        /// The payload does not have the required format. The path begins at the payment.
        Payload(error: DecodeError) = |f| error.fmt(f),
    }
}

impl core::error::Error for PayloadError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payload_of_each_mechanism_is_read() {
        assert!(Mechanism::all().eq(READERS.iter().map(|(mechanism, _)| *mechanism)));
    }
}
