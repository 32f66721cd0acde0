//! Drafts typed data for EVM chains, by the transfer method that the offer names.

mod channel;
mod typed_data;

use std::fmt::Display;

use x402_schemes::{
    AssetTransferMethod, Terms,
    evm::{
        Address, Signature,
        eip712::{DomainNames, TokenDomain},
        eip3009,
        gas_sponsoring::eip2612,
        gateway, is_on, permit2,
    },
};
use x402_types::{RawJson, Scheme, Uint256, extensions::WriteExtension as _};
use x402_verify::{
    CheckId, Context, Facts, Policy, Question, Report, Verdict, client,
    evm::{Fact, review_token_domain},
};

use super::{
    chain::{Chain, limits},
    drafted::{AnyOffer, Drafted, Header, refused, refused_by_servers},
};
use crate::{
    args::{
        Code, DraftArgs,
        uses::draft::{self as uses, EVM},
    },
    host::Host,
    input,
    output::{Failure, exit},
    style::printable,
};

pub(super) const CHAIN: Chain = Chain { is_of: |terms| is_on(&terms.network), uses: &EVM, draft };

/// The channels of `batch-settlement`.
pub(super) const CHANNEL: Chain = Chain {
    is_of: |terms| *terms.scheme == Scheme::BATCH_SETTLEMENT && is_on(&terms.network),
    uses: &uses::CHANNEL,
    draft: channel::draft,
};

/// A payment that has not been signed yet.
struct Draft<'a> {
    digest: [u8; 32],
    typed_data: String,
    /// Makes the value of `payload` from the signature.
    payload: Box<dyn Fn(Signature) -> RawJson + 'a>,
    /// The Permit2 draft that a permit for a sponsor can accompany.
    by_permit2: Option<permit2::Draft>,
}

impl<'a> From<eip3009::Draft<'a>> for Draft<'a> {
    fn from(draft: eip3009::Draft<'a>) -> Self {
        let (digest, typed_data) = (draft.digest(), draft.typed_data());
        let payload = Box::new(move |signature| draft.with_signature(signature).to_json());
        Self { digest, typed_data, payload, by_permit2: None }
    }
}

impl From<permit2::Draft> for Draft<'_> {
    fn from(draft: permit2::Draft) -> Self {
        let (digest, typed_data) = (draft.digest(), draft.typed_data());
        let payload = Box::new(move |signature| draft.with_signature(signature).to_json());
        Self { digest, typed_data, payload, by_permit2: Some(draft) }
    }
}

fn draft(args: &DraftArgs, offer: &AnyOffer, terms: &Terms<'_>, host: &mut dyn Host) -> Result<Drafted, Failure> {
    let now = input::now(args.now, host)?;
    let payer: Address = args.payer.parse().map_err(|error| Failure::Usage(format!("--payer: {error}")))?;
    let no_nonce = || {
        let why = "expected 0x and 64 hexadecimal digits, for example 0x$(openssl rand -hex 32)";
        Failure::Usage(format!("--nonce: {why}"))
    };
    let nonce = input::hex("--nonce", args.nonce.as_deref().ok_or_else(no_nonce)?).map_err(|_| no_nonce())?;
    let draft = of_method(args, terms.clone(), payer, nonce.try_into().map_err(|_| no_nonce())?, now)?;
    let permit = permit(args, &draft, terms)?;
    if args.token_domain.is_some()
        && (draft.by_permit2.is_some() && permit.is_none() || TokenDomain::of(terms.clone()).is_ok())
    {
        let why = "--token-domain does not apply, because the offer names the domain or nothing is signed in it";
        return Err(Failure::Usage(why.into()));
    }
    let declared = args.declared.as_deref().map(|declared| input::declared(declared, host)).transpose()?;
    let verifier = DraftVerifier::new(args, offer, terms, now);
    verifier.unsigned(&draft, permit.as_ref())?;
    let mut issues = client::review_offer(terms.clone(), Some(payer.into()), &limits(args));
    // The domain of the command line, and that of a permit, are no part of the offer's review.
    let is_signed = permit.is_some() || args.token_domain.is_some();
    let domain = review_token_domain(terms.clone(), names(args)).filter(|_| is_signed);
    issues.extend(domain.filter(|issue| !issues.contains(issue)));
    let extensions = extensions(args, permit.as_ref(), declared.as_ref())?;
    let mut json = typed_data::to_json(&draft.typed_data, &draft.digest)?;
    let mut text = typed_data::to_text(&draft.typed_data, &draft.digest);
    let mut signature = "--signature 0x…".to_owned();
    if let Some(permit) = permit {
        json["permit"] = typed_data::to_json(&permit.typed_data(), &permit.digest())?;
        text += "permit, for the sponsor: ";
        text += &typed_data::to_text(&permit.typed_data(), &permit.digest());
        signature += ", that of the permit with --permit-signature 0x…";
    }
    text += &format!("Pass the signature to the same command with {signature}, and with --now {now}.\n");
    let warnings = issues.iter().map(|issue| printable(&issue.to_string())).collect();
    let drafted = Drafted { text, json, warnings, header: None, code: exit::VALID };
    let Some(signature) = &args.signature else { return Ok(drafted) };
    let payload = (draft.payload)(Signature::new(input::hex("--signature", signature)?));
    drafted.signed(verifier.signed(payload, extensions, args.account_code))
}

/// Judges payments as a server does, and by the horizon of the payer.
struct DraftVerifier<'a> {
    offer: &'a AnyOffer,
    now: u64,
    policy: Policy,
    /// Token, name and version, if the domain came from the command line. Then the payment is judged with that domain.
    domain: Option<(Address, &'a str, &'a str)>,
}

impl<'a> DraftVerifier<'a> {
    fn new(args: &'a DraftArgs, offer: &'a AnyOffer, terms: &Terms<'_>, now: u64) -> Self {
        let mut policy = Policy::DEFAULT;
        policy.evm.horizon = Some(terms.longest_timeout(args.horizon));
        let domain = names(args)
            .zip(terms.asset.parse().ok())
            .map(|(DomainNames { name, version }, token)| (token, name, version));
        Self { offer, now, policy, domain }
    }

    fn facts(&self, code: Code) -> Facts {
        let facts = input::facts(code);
        match self.domain {
            Some((token, name, version)) => {
                facts.with(Fact::DomainNames { token, name: name.into(), version: version.into() })
            }
            None => facts,
        }
    }

    fn signed(&self, payload: RawJson, extensions: Option<RawJson>, code: Code) -> (Header, Report) {
        let facts = self.facts(code);
        self.offer.paid(payload, extensions, &Context::at(self.now).with_facts(&facts).with_policy(&self.policy))
    }

    /// Refuses a payment that no signature can make valid. A contract could accept any signature, so the payment is
    /// judged as one of a contract that has not been asked, and whose permit is needed.
    fn unsigned(&self, draft: &Draft<'_>, permit: Option<&eip2612::Draft<'_>>) -> Result<(), Failure> {
        let signature = || Signature::new([27; 65].to_vec());
        let mut facts = self.facts(Code::Some);
        if permit.is_some() {
            facts = facts.with(Fact::AnyAllowance(0.into()));
        }
        let extensions = permit.map(|permit| permit.with_signature(signature()).to_extensions(None));
        let context = Context::at(self.now).with_facts(&facts).with_policy(&self.policy);
        let (_, report) = self.offer.paid((draft.payload)(signature()), extensions, &context);
        if let Some(question) = report.needs().find(|question| matches!(question, Question::Verifier(_))) {
            return Err(refused(question));
        }
        match report.into_paid() {
            // For the Gateway no contract signs (U-5), so there the placeholder is somebody else's signature.
            Err(error) if error.report().deciding().is_some_and(|check| check.id == CheckId::SIGNER) => Ok(()),
            Err(error) if error.report().verdict() == Verdict::Invalid => Err(refused_by_servers(&error)),
            Ok(_) | Err(_) => Ok(()),
        }
    }
}

/// Drafts the permit for a sponsor that accompanies the payment.
fn permit<'a>(
    args: &'a DraftArgs,
    draft: &Draft<'_>,
    terms: &Terms<'a>,
) -> Result<Option<eip2612::Draft<'a>>, Failure> {
    let refused = |error: &dyn Display| Failure::Usage(format!("no permit can be drafted: {error}"));
    let Some(nonce) = &args.permit_nonce else { return Ok(None) };
    let nonce: Uint256 = nonce.parse().map_err(|error| Failure::Usage(format!("--permit-nonce: {error}")))?;
    let Some(payment) = &draft.by_permit2 else {
        return Err(refused(&"the offer is not paid with Permit2, so there is nothing to approve"));
    };
    eip2612::Draft::with_names(payment, terms.clone(), nonce, names(args)).map(Some).map_err(|error| refused(&error))
}

/// The extensions of the payment, including the signed permit if there is one.
fn extensions(
    args: &DraftArgs,
    permit: Option<&eip2612::Draft<'_>>,
    declared: Option<&RawJson>,
) -> Result<Option<RawJson>, Failure> {
    match (permit, &args.permit_signature, &args.signature) {
        (Some(permit), Some(signature), _) => {
            let info = permit.with_signature(Signature::new(input::hex("--permit-signature", signature)?));
            Ok(Some(info.to_extensions(declared)))
        }
        (Some(_), None, Some(_)) => {
            Err(Failure::Usage("--permit-signature is missing: the permit needs a signature, too".into()))
        }
        _ => Ok(None),
    }
}

fn names(args: &DraftArgs) -> Option<DomainNames<'_>> {
    args.token_domain.as_deref().and_then(|names| Some(DomainNames { name: names.first()?, version: names.get(1)? }))
}

fn of_method<'a>(
    args: &'a DraftArgs,
    terms: Terms<'a>,
    payer: Address,
    nonce: [u8; 32],
    now: u64,
) -> Result<Draft<'a>, Failure> {
    // Some clients would sign for the token, others in the domain of the named contract (U-15).
    if let Some(Err(miss)) = gateway::offered(&terms) {
        return Err(refused(eip3009::DraftError::NearGateway(miss)));
    }
    let method = AssetTransferMethod::of(terms.clone(), None).map_err(refused)?;
    if method == AssetTransferMethod::PERMIT2 {
        let mut window = permit2::Window::from_now(now, terms.clone());
        window.valid_after = args.valid_after.map_or(window.valid_after, Into::into);
        window.deadline = args.valid_before.map_or(window.deadline, Into::into);
        let nonce = permit2::Nonce::new(Uint256::from_be_bytes(nonce));
        return permit2::Draft::for_offer(terms, payer, nonce, window).map(Draft::from).map_err(refused);
    }
    let mut window = eip3009::Window::from_now(now, terms.clone());
    window.valid_after = args.valid_after.map_or(window.valid_after, Into::into);
    window.valid_before = args.valid_before.map_or(window.valid_before, Into::into);
    let draft = eip3009::Draft::with_names(terms, payer, eip3009::Nonce::new(nonce), window, names(args));
    draft.map(Draft::from).map_err(refused)
}
