//! A payment before it is signed.

#[cfg(feature = "xrpl")]
use alloc::boxed::Box;
use alloc::{format, string::ToString, vec, vec::Vec};
use core::fmt;

use x402_extensions::payment_identifier::PaymentIdentifier;
#[cfg(feature = "stellar")]
use x402_schemes::stellar;
#[cfg(feature = "xrpl")]
use x402_schemes::xrpl;
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
use x402_verify::{
    Check, CheckId, Context, Facts, Outcome, Report,
    evm::{AccountCode, Fact},
    solana::enough_compute_units,
};

#[cfg(feature = "xrpl")]
use crate::FreshXrpl;
#[cfg(feature = "stellar")]
use crate::unsimulated::Unsimulated;
use crate::{
    Buyer, Entry, Fresh, Ledger, NotPaid, Payable, Sent, ToSign,
    buyer::Payer,
    payable::OfferRef,
    signer::with_v,
    verify::{verify_v1, verify_v2, with_ledger},
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
    pub(crate) random: [u8; 32],
    /// The ledger from which the end is counted, on Stellar and on the XRP Ledger.
    pub(crate) ledger: Option<u32>,
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
    #[cfg(any(feature = "stellar", feature = "xrpl"))]
    CheckId::ACCOUNT_SIGNATURE,
];

/// A signature in DER of the numbers 1 and 1, which no key makes.
#[cfg(feature = "xrpl")]
const NO_DER_SIGNATURE: [u8; 8] = [0x30, 6, 2, 1, 1, 2, 1, 1];

/// The message to sign, by transfer method.
#[derive(Clone, Debug)]
pub(crate) enum Message<'a> {
    Eip3009(eip3009::Draft<'a>),
    Permit2(permit2::Draft),
    Solana(solana::Draft),
    #[cfg(feature = "stellar")]
    Stellar(stellar::Draft),
    #[cfg(feature = "xrpl")]
    Xrpl(Box<xrpl::Draft>),
}

impl<'a> Message<'a> {
    pub(crate) fn new(terms: &Terms<'a>, payer: &Payer, fresh: &Fresh) -> Result<Self, NotPaid> {
        let payer = match payer.account() {
            AccountId::Evm(payer) => payer,
            AccountId::Solana(payer) => return of_solana(terms, payer, fresh).map(Self::Solana),
            #[cfg(feature = "stellar")]
            AccountId::Stellar(payer) => return of_stellar(terms, payer, fresh).map(Self::Stellar),
            #[cfg(feature = "xrpl")]
            AccountId::Xrpl(_) => return of_xrpl(terms, payer, fresh).map(|draft| Self::Xrpl(Box::new(draft))),
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
            #[cfg(feature = "xrpl")]
            Self::Xrpl(draft) => ToSign::Transaction { digest: draft.digest(), preimage: draft.preimage() },
        }
    }

    /// The ledger from which the end is counted.
    #[cfg_attr(not(any(feature = "stellar", feature = "xrpl")), allow(unused_variables, reason = "no chain has one"))]
    pub(crate) fn ledger(&self, fresh: &Fresh) -> Option<u32> {
        match self {
            Self::Eip3009(_) | Self::Permit2(_) | Self::Solana(_) => None,
            #[cfg(feature = "stellar")]
            Self::Stellar(_) => fresh.ledger,
            #[cfg(feature = "xrpl")]
            Self::Xrpl(_) => fresh.xrpl.map(|fresh| fresh.ledger),
        }
    }

    /// Bytes in the format of the payer's signature, which no key has signed.
    fn no_signature(&self) -> Vec<u8> {
        match self {
            Self::Eip3009(_) | Self::Permit2(_) => vec![0; 65],
            Self::Solana(_) => vec![0; 64],
            #[cfg(feature = "stellar")]
            Self::Stellar(_) => vec![0; 64],
            #[cfg(feature = "xrpl")]
            Self::Xrpl(draft) => match draft.key_type() {
                xrpl::KeyType::Secp256k1 => NO_DER_SIGNATURE.to_vec(),
                xrpl::KeyType::Ed25519 => vec![0; 64],
            },
        }
    }

    fn payload(&self, signature: Vec<u8>) -> Result<RawJson, NotPaid> {
        Ok(match self {
            Self::Eip3009(draft) => draft.with_signature(Signature::new(signature)).to_json(),
            Self::Permit2(draft) => draft.with_signature(Signature::new(signature)).to_json(),
            Self::Solana(draft) => draft.with_signature(of_64_bytes(signature)?).to_json(),
            #[cfg(feature = "stellar")]
            Self::Stellar(draft) => draft.with_signature(&of_64_bytes(signature)?).to_json(),
            #[cfg(feature = "xrpl")]
            Self::Xrpl(draft) => draft.with_signature(&signature).map_err(NotPaid::draft)?.to_json(),
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

/// The offer's method decides whether the payment uses the sequence number or the ticket.
#[cfg(feature = "xrpl")]
fn of_xrpl(terms: &Terms<'_>, payer: &Payer, fresh: &Fresh) -> Result<xrpl::Draft, NotPaid> {
    let public_key = payer.public_key().ok_or_else(|| {
        NotPaid::draft("a payment on the XRP Ledger needs the public key of the account: Buyer::with_xrpl_account")
    })?;
    let fresh = fresh.xrpl.ok_or_else(|| {
        NotPaid::draft(
            "a payment on the XRP Ledger needs the latest validated ledger and a sequence number or ticket of the \
             account: account_info with ledger_index validated returns the ledger and the sequence number",
        )
    })?;
    let slot = if AssetTransferMethod::of(terms.clone(), None) == Ok(AssetTransferMethod::TICKET_SEQUENCE) {
        let ticket = fresh.ticket.ok_or_else(|| {
            NotPaid::draft(
                "the offer takes a ticket of the payer's account: account_objects with type ticket lists them",
            )
        })?;
        xrpl::Slot::Ticket(ticket)
    } else {
        let sequence = fresh.sequence.ok_or_else(|| {
            NotPaid::draft("the offer takes the account's next sequence number: account_info returns it")
        })?;
        xrpl::Slot::Sequence(sequence)
    };
    let FreshXrpl { ledger, fee, source_tag, .. } = fresh;
    let init = xrpl::DraftInit { public_key, ledger, slot, fee, source_tag };
    xrpl::Draft::for_offer(terms.clone(), init).map_err(NotPaid::draft)
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
        let sent = Sent { ledger: self.ledger, ..sent };
        #[cfg(feature = "stellar")]
        let sent = Sent { unsimulated, ..sent };
        self.buyer.begin(&sent)?;
        Ok(sent)
    }

    /// The same draft, unless no signature can make the payment valid, for example because the offer's time is too
    /// short.
    pub(crate) fn signable(self) -> Result<Self, NotPaid> {
        let facts = if let AccountId::Evm(account) = self.payer {
            Facts::new().with(Fact::Account { account, code: AccountCode::Absent })
        } else {
            Facts::new()
        };
        let (_, report) = self.verified(self.message.no_signature(), &facts)?;
        for Check { id, outcome, .. } in report.checks() {
            if let Outcome::Fail(why) = outcome
                && !BY_SIGNATURE.contains(id)
            {
                return Err(NotPaid::draft(format!("{id}: {why}")));
            }
        }
        #[cfg(feature = "xrpl")]
        if let (Message::Xrpl(_), Some(slot)) = (&self.message, report.transfer_key()) {
            let entry = Entry { id: slot.to_bytes(), ..self.entry };
            return Ok(Self { entry, ..self });
        }
        Ok(self)
    }

    fn verified(&self, signature: Vec<u8>, facts: &Facts) -> Result<(PaymentPayload, Report), NotPaid> {
        let network = self.offer.terms().map(|terms| terms.network.into_owned());
        let facts = &with_ledger(facts.clone(), network.as_ref(), self.ledger);
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
                    answer(&mut payment, required, &self.random);
                }
                let report = verify_v2(&payment, core::slice::from_ref(offer), &context);
                (payment.into(), report)
            }
        })
    }

    /// The payment to which a simulation is added, on Stellar.
    #[cfg(feature = "stellar")]
    fn unsimulated(&self, signature: &[u8]) -> Option<Unsimulated> {
        let (Message::Stellar(message), OfferRef::V2(offer)) = (&self.message, self.offer) else { return None };
        Some(Unsimulated {
            draft: message.clone(),
            signature: signature.try_into().ok()?,
            network: offer.network.clone(),
            ledger: self.ledger?,
        })
    }
}
