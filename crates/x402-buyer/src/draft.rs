//! A payment before it is signed.

use alloc::{format, string::ToString, vec, vec::Vec};
use core::fmt;

use x402_extensions::payment_identifier::PaymentIdentifier;
#[cfg(feature = "stellar")]
use x402_schemes::stellar;
use x402_schemes::{
    AccountId, AssetTransferMethod, Hex, Terms,
    evm::{Signature, eip3009, permit2},
    solana,
};
use x402_types::{
    PaymentPayload, RawJson, Scheme, Uint256,
    extensions::{Extension, WriteExtension},
    v1, v2,
};
#[cfg(feature = "stellar")]
use x402_verify::stellar::Fact as StellarFact;
use x402_verify::{
    Check, CheckId, Context, Facts, Outcome, Report,
    evm::{AccountCode, Fact},
    solana::enough_compute_units,
};

#[cfg(feature = "stellar")]
use crate::unsimulated::Unsimulated;
use crate::{
    Buyer, Entry, Fresh, Ledger, NotPaid, Payable, Sent, ToSign,
    payable::OfferRef,
    signer::with_v,
    verify::{verify_v1, verify_v2},
};

/// A payment that is reserved in the ledger and waits for its signature. A draft that is never signed counts for a day,
/// unless its [entry](Self::entry) is [released](crate::Ledger::release).
pub struct Draft<'a, L> {
    pub(crate) buyer: &'a Buyer<L>,
    pub(crate) payable: &'a Payable,
    pub(crate) offer: OfferRef<'a>,
    pub(crate) payer: AccountId,
    pub(crate) message: Message<'a>,
    pub(crate) entry: Entry,
    /// The latest closed ledger of Stellar, if the caller named one.
    pub(crate) stellar_ledger: Option<u32>,
}

impl<L> Clone for Draft<'_, L> {
    fn clone(&self) -> Self {
        Self { message: self.message.clone(), entry: self.entry.clone(), ..*self }
    }
}

impl<L> fmt::Debug for Draft<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("payer", &self.payer).field("entry", &self.entry).finish_non_exhaustive()
    }
}

/// The checks whose outcome the signature decides.
const BY_SIGNATURE: &[CheckId] = &[
    CheckId::SIGNATURE_FORM,
    CheckId::SIGNATURE_RANGE,
    CheckId::SIGNATURE_LOW_S,
    CheckId::SIGNER,
    CheckId::SIGNED,
    #[cfg(feature = "stellar")]
    CheckId::ACCOUNT_SIGNATURE,
];

/// The reason why nothing is paid on the XRP Ledger.
pub(crate) const NOT_ON_XRPL: &str = "this buyer does not pay on the XRP Ledger, because it has neither limits in issued currencies nor a signer for \
     the ledger: draft the payment with x402_schemes::xrpl::Draft, let a wallet sign it, and keep your limits yourself";

/// The message to sign, by transfer method.
#[derive(Clone, Debug)]
pub(crate) enum Message<'a> {
    Eip3009(eip3009::Draft<'a>),
    Permit2(permit2::Draft),
    Solana(solana::Draft),
    #[cfg(feature = "stellar")]
    Stellar(stellar::Draft),
}

impl<'a> Message<'a> {
    pub(crate) fn new(terms: &Terms<'a>, payer: AccountId, fresh: &Fresh) -> Result<Self, NotPaid> {
        let payer = match payer {
            AccountId::Evm(payer) => payer,
            AccountId::Solana(payer) => return of_solana(terms, payer, fresh).map(Self::Solana),
            #[cfg(feature = "stellar")]
            AccountId::Stellar(payer) => return of_stellar(terms, payer, fresh).map(Self::Stellar),
            AccountId::Xrpl(_) => return Err(NotPaid::draft(NOT_ON_XRPL)),
            _ => return Err(NotPaid::draft("this buyer does not pay on this chain family")),
        };
        let method = AssetTransferMethod::of(terms.clone(), None).map_err(NotPaid::draft)?;
        if method == AssetTransferMethod::PERMIT2 || *terms.scheme == Scheme::UPTO {
            let nonce = permit2::Nonce::new(Uint256::from_be_bytes(fresh.random));
            let window = permit2::Window::from_now(fresh.now, terms.clone());
            return permit2::Draft::for_offer(terms.clone(), payer, nonce, window)
                .map(Self::Permit2)
                .map_err(NotPaid::draft);
        }
        let nonce = eip3009::Nonce::new(fresh.random);
        let window = eip3009::Window::from_now(fresh.now, terms.clone());
        let draft = eip3009::Draft::for_offer(terms.clone(), payer, nonce, window);
        draft.map(Self::Eip3009).map_err(NotPaid::draft)
    }

    fn to_sign(&self) -> ToSign {
        match self {
            Self::Eip3009(draft) => ToSign::TypedData { digest: draft.digest(), json: draft.typed_data() },
            Self::Permit2(draft) => ToSign::TypedData { digest: draft.digest(), json: draft.typed_data() },
            Self::Solana(draft) => ToSign::Message(draft.message()),
            #[cfg(feature = "stellar")]
            Self::Stellar(draft) => ToSign::Authorization { digest: draft.digest(), preimage: draft.preimage() },
        }
    }

    fn payload(&self, signature: Vec<u8>) -> Result<RawJson, NotPaid> {
        Ok(match self {
            Self::Eip3009(draft) => draft.with_signature(Signature::new(signature)).to_json(),
            Self::Permit2(draft) => draft.with_signature(Signature::new(signature)).to_json(),
            Self::Solana(draft) => draft.with_signature(of_64_bytes(signature)?).to_json(),
            #[cfg(feature = "stellar")]
            Self::Stellar(draft) => draft.with_signature(&of_64_bytes(signature)?).to_json(),
        })
    }
}

fn of_64_bytes(signature: Vec<u8>) -> Result<[u8; 64], NotPaid> {
    signature.try_into().map_err(|_| NotPaid::draft("a signature has 64 bytes"))
}

/// Copies the resource and the extensions of the 402 response into a payment. A payment identifier is added if the 402
/// response declares one, so that the seller recognises a payment that is sent again.
pub(crate) fn answer(payment: &mut v2::PaymentPayload, required: &v2::PaymentRequired, random: &[u8; 32]) {
    payment.resource.clone_from(&required.resource);
    payment.extensions.clone_from(&required.extensions);
    let declared = required.extensions.as_ref();
    let takes_identifier = declared.is_some_and(|declared| declared.as_json().get(PaymentIdentifier::KEY).is_some());
    // 32 digits distinguish payments, and are a valid identifier.
    if takes_identifier
        && let Some((half, _)) = random.split_first_chunk::<16>()
        && let Ok(identifier) = Hex(half).to_string().parse::<PaymentIdentifier>()
    {
        payment.extensions = Some(identifier.to_extensions(declared));
    }
}

/// The blockhash is the caller's, or otherwise the one that the offer suggests, as in npm `@x402/svm`.
fn of_solana(terms: &Terms<'_>, payer: solana::Address, fresh: &Fresh) -> Result<solana::Draft, NotPaid> {
    let suggested = || terms.extra_member("recentBlockhash")?.string().ok()?.parse::<solana::Address>().ok();
    let blockhash = fresh.blockhash.or_else(|| suggested().map(solana::Address::to_bytes));
    let blockhash =
        blockhash.ok_or_else(|| NotPaid::draft("a payment on Solana needs a blockhash: getLatestBlockhash"))?;
    let known = terms.asset.parse().ok().and_then(|mint| solana::assets::known(&mint));
    let known = known.ok_or_else(|| NotPaid::draft("the published tables do not have this mint"))?;
    let token = solana::Token { program: known.program, decimals: known.decimals };
    let (random, _) = fresh.random.split_first_chunk().ok_or_else(|| NotPaid::draft("too few random bytes"))?;
    let draft = |units| {
        let budget = solana::ComputeBudget { units, ..solana::ComputeBudget::OFFICIAL };
        let init = solana::DraftInit { payer, token, budget, blockhash, random: *random };
        solana::Draft::for_offer(terms.clone(), init).map_err(NotPaid::draft)
    };
    let of_sdk = draft(solana::ComputeBudget::OFFICIAL.units)?;
    draft(enough_compute_units(&of_sdk))
}

/// Every facilitator accepts these credentials. The nonce is from 0 to 2^63−1, as the SDKs draw it.
#[cfg(feature = "stellar")]
fn of_stellar(terms: &Terms<'_>, payer: stellar::Address, fresh: &Fresh) -> Result<stellar::Draft, NotPaid> {
    let ledger = fresh.ledger;
    let ledger =
        ledger.ok_or_else(|| NotPaid::draft("a payment on Stellar needs the latest ledger: getLatestLedger"))?;
    let (random, _) = fresh.random.split_first_chunk().ok_or_else(|| NotPaid::draft("too few random bytes"))?;
    let nonce = i64::from_be_bytes(*random) & i64::MAX;
    let credentials = stellar::CredentialsKind::Address;
    let init = stellar::DraftInit { payer, ledger, nonce, credentials, now: fresh.now.into() };
    stellar::Draft::for_offer(terms.clone(), init).map_err(NotPaid::draft)
}

impl<L> Draft<'_, L> {
    /// Returns the message that the payer signs.
    #[must_use]
    pub fn to_sign(&self) -> ToSign {
        self.message.to_sign()
    }

    /// Returns the account that pays.
    #[must_use]
    pub const fn payer(&self) -> AccountId {
        self.payer
    }

    /// Returns the ledger entry of this payment.
    #[must_use]
    pub const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Adds the signature of the payer's key, and keeps the payment in the ledger. The payment is verified at the time
    /// of its [`Fresh`]: if you sign later, check [`Authorized::expires`](x402_verify::Authorized) before you send it.
    ///
    /// # Errors
    /// The payment would not be valid, because a different key signed or the offer cannot be paid. Or the ledger
    /// failed. The entry still counts: sign again, or release it.
    pub fn signed(self, signature: Vec<u8>) -> Result<Sent, NotPaid>
    where
        L: Ledger,
    {
        let AccountId::Evm(account) = self.payer else { return self.signed_knowing(signature, &Facts::new()) };
        let facts = Facts::new().with(Fact::Account { account, code: AccountCode::Absent });
        self.signed_knowing(with_v(signature), &facts)
    }

    /// Adds a signature that is verified with these facts. For a smart account: that it has code, and the answer of its
    /// contract ([`Fact::ContractSignature`]).
    ///
    /// # Errors
    /// As for [`signed`](Self::signed).
    #[doc(alias("smart account", "EIP-1271"))]
    pub fn signed_knowing(self, signature: Vec<u8>, facts: &Facts) -> Result<Sent, NotPaid>
    where
        L: Ledger,
    {
        #[cfg(feature = "stellar")]
        let unsimulated = self.unsimulated(&signature);
        let (payment, report) = self.verified(signature, facts)?;
        let paid = report.into_paid()?;
        let scheme = self.offer.terms().map_or(Scheme::EXACT, |terms| terms.scheme.clone());
        let sent = Sent::new(payment, paid, scheme, self.entry, self.payable.clone());
        let sent = Sent { stellar_ledger: self.stellar_ledger, ..sent };
        #[cfg(feature = "stellar")]
        let sent = Sent { unsimulated, ..sent };
        self.buyer.begin(&sent)?;
        Ok(sent)
    }

    /// The same draft, unless no signature can make the payment valid, for example because the offer's time is too
    /// short.
    pub(crate) fn signable(self) -> Result<Self, NotPaid> {
        let (length, facts) = if let AccountId::Evm(account) = self.payer {
            (65, Facts::new().with(Fact::Account { account, code: AccountCode::Absent }))
        } else {
            (64, Facts::new())
        };
        let (_, report) = self.verified(vec![0; length], &facts)?;
        for Check { id, outcome, .. } in report.checks() {
            if let Outcome::Fail(why) = outcome
                && !BY_SIGNATURE.contains(id)
            {
                return Err(NotPaid::draft(format!("{id}: {why}")));
            }
        }
        Ok(self)
    }

    fn verified(&self, signature: Vec<u8>, facts: &Facts) -> Result<(PaymentPayload, Report), NotPaid> {
        #[cfg(feature = "stellar")]
        let facts = &self.with_ledger(facts);
        let payload = self.message.payload(signature)?;
        let context = Context::at(self.entry.at).with_facts(facts);
        Ok(match self.offer {
            OfferRef::V1(offer) => {
                let payment = v1::PaymentPayload::new(offer.scheme.clone(), offer.network.clone(), payload);
                let report = verify_v1(&payment, core::slice::from_ref(offer), &context);
                (payment.into(), report)
            }
            OfferRef::V2(offer) => {
                let mut payment = v2::PaymentPayload::new(offer.clone(), payload);
                if let x402_types::PaymentRequired::V2(required) = self.payable.required() {
                    answer(&mut payment, required, &self.entry.id);
                }
                let report = verify_v2(&payment, core::slice::from_ref(offer), &context);
                (payment.into(), report)
            }
        })
    }

    /// The facts, and the ledger that the caller passed.
    #[cfg(feature = "stellar")]
    fn with_ledger(&self, facts: &Facts) -> Facts {
        let network = self.offer.terms().map(|terms| terms.network.into_owned());
        match (&self.message, self.stellar_ledger.zip(network)) {
            (Message::Stellar(_), Some((sequence, network))) => {
                facts.clone().with(StellarFact::Ledger { network, sequence, seconds_per_ledger: None })
            }
            _ => facts.clone(),
        }
    }

    /// The payment to which a simulation is added, on Stellar.
    #[cfg(feature = "stellar")]
    fn unsimulated(&self, signature: &[u8]) -> Option<Unsimulated> {
        let (Message::Stellar(message), OfferRef::V2(offer)) = (&self.message, self.offer) else { return None };
        Some(Unsimulated {
            draft: message.clone(),
            signature: signature.try_into().ok()?,
            network: offer.network.clone(),
            ledger: self.stellar_ledger?,
        })
    }
}
