//! Drafts what a buyer signs for a channel (`batch-settlement`): a voucher, a deposit with a voucher, or a request for a refund.

use serde_json::{Value, json};
use x402_schemes::{
    AssetTransferMethod, Terms,
    evm::{
        Address, Signature,
        batch_settlement::{
            Amount128, Buyer, ChannelDraft, Commitment, Deposit, DepositPayment, Erc3009Draft, Ledger, Payload,
            Permit2Draft, RefundRequest, VoucherDraft,
        },
        eip3009, permit2,
    },
};
use x402_types::{Amount, RawJson, Uint256};
use x402_verify::{
    CheckId, Context, Facts, Policy, Question, Records, Report, client,
    evm::batch_settlement::{ChannelState, Fact},
};

use super::{
    super::{
        chain::limits,
        drafted::{AnyOffer, Drafted, Header, refused},
    },
    typed_data,
};
use crate::{
    args::{ChannelDraftArgs, DraftArgs, RefundAmount},
    host::Host,
    input,
    output::{Failure, exit},
    style::printable,
};

/// An unsigned payload.
struct Draft<'a> {
    voucher: VoucherDraft,
    deposit: Option<DepositDraft<'a>>,
    /// How much a refund is to give back, if it is one. `Some(None)` for all that is left.
    refund: Option<Option<Amount128>>,
}

/// The sums that the user gives.
struct Sums {
    charged: Amount128,
    balance: Option<Amount128>,
    deposit: Option<Amount128>,
    refund: Option<Option<Amount128>>,
}

enum DepositDraft<'a> {
    Erc3009(Box<Erc3009Draft<'a>>),
    Permit2(Box<Permit2Draft>),
}

pub(super) fn draft(
    args: &DraftArgs,
    offer: &AnyOffer,
    terms: &Terms<'_>,
    host: &mut dyn Host,
) -> Result<Drafted, Failure> {
    let now = input::now(args.now, host)?;
    let payer: Address = args.payer.parse().map_err(|error| Failure::Usage(format!("--payer: {error}")))?;
    let channel_args = &args.channel;
    let sums = Sums::read(channel_args)?;
    let authorizer = channel_args.authorizer.as_deref().map(str::parse).transpose();
    let authorizer = authorizer.map_err(|error| Failure::Usage(format!("--authorizer: {error}")))?.unwrap_or(payer);
    let salt = eip3009::Nonce::new(word("--salt", channel_args.salt.as_deref())?.unwrap_or_default());
    let channel = ChannelDraft::for_offer(terms.clone(), Buyer { payer, authorizer, salt }).map_err(refused)?;
    let draft = of_channel(args, &sums, &channel, terms, now)?;
    let mut policy = Policy::DEFAULT;
    policy.evm.horizon = Some(terms.longest_timeout(args.horizon));
    let verifier = DraftVerifier { offer, now, policy, sums, id: channel.channel().id(), args };
    verifier.unsigned(&draft)?;
    let issues = client::review_offer(terms.clone(), Some(payer.into()), &limits(args));
    let warnings = issues.iter().map(|issue| printable(&issue.to_string())).collect();
    let (text, json) = draft.show(&channel, payer, now)?;
    let drafted = Drafted { text, json, warnings, header: None, code: exit::VALID };
    let Some(signature) = &args.signature else { return Ok(drafted) };
    let signature = Signature::new(input::hex("--signature", signature)?);
    let of_deposit =
        channel_args.deposit_signature.as_deref().map(|text| input::hex("--deposit-signature", text)).transpose()?;
    if draft.deposit.is_some() != of_deposit.is_some() {
        return Err(Failure::Usage(
            "--deposit-signature: a deposit needs a signature too, and nothing else does".into(),
        ));
    }
    drafted.signed(verifier.verify(draft.payload(signature, of_deposit.map(Signature::new))))
}

impl Sums {
    fn read(channel_args: &ChannelDraftArgs) -> Result<Self, Failure> {
        let units = |option: &str, amount: Amount| {
            let units = amount.get().to_u128().map(Amount128::new);
            units.ok_or_else(|| {
                Failure::Usage(format!("{option}: the number is too large for the contract, which counts in 128 bits"))
            })
        };
        let part = |refund| match refund {
            RefundAmount::All => Ok(None),
            RefundAmount::Part(amount) if amount.get().is_zero() => {
                Err(Failure::Usage("--refund 0 requests nothing: pass an amount, or all to close the channel".into()))
            }
            RefundAmount::Part(amount) => units("--refund", amount).map(Some),
        };
        Ok(Self {
            charged: units("--charged", channel_args.charged)?,
            balance: channel_args.balance.map(|amount| units("--balance", amount)).transpose()?,
            deposit: channel_args.deposit.map(|amount| units("--deposit", amount)).transpose()?,
            refund: channel_args.refund.map(part).transpose()?,
        })
    }
}

/// Reads 32 bytes.
fn word(option: &str, text: Option<&str>) -> Result<Option<[u8; 32]>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let wrong = |_| Failure::Usage(format!("{option}: expected 0x and 64 hexadecimal digits"));
    input::hex(option, text)?.try_into().map(Some).map_err(wrong)
}

fn of_channel<'a>(
    args: &DraftArgs,
    sums: &Sums,
    channel: &ChannelDraft<'a>,
    terms: &Terms<'_>,
    now: u64,
) -> Result<Draft<'a>, Failure> {
    if sums.refund.is_some() {
        only_of_deposits(args)?;
        return Ok(Draft { voucher: channel.voucher(sums.charged), deposit: None, refund: sums.refund });
    }
    let price = terms.units().get().to_u128().and_then(|price| sums.charged.get().checked_add(price));
    let sum = price.ok_or_else(|| refused("the sum is too large for the contract, which counts in 128 bits"))?;
    let voucher = channel.voucher(Amount128::new(sum));
    let Some(amount) = sums.deposit else {
        only_of_deposits(args)?;
        let due = sums
            .balance
            .and_then(|balance| Ledger { charged: sums.charged, balance }.deposit_due(terms))
            .filter(|due| due.get() > 0);
        return match due {
            Some(due) => Err(refused(format!("the channel holds less than {sum}: add --deposit {due}"))),
            None => Ok(Draft { voucher, deposit: None, refund: None }),
        };
    };
    let nonce = word("--nonce", args.nonce.as_deref())?.ok_or_else(|| {
        Failure::Usage(
            "--nonce is missing: a deposit needs 0x and 64 hexadecimal digits, for example 0x$(openssl rand -hex 32)"
                .into(),
        )
    })?;
    let deposit = if AssetTransferMethod::of(terms.clone(), None).map_err(refused)? == AssetTransferMethod::PERMIT2 {
        if args.valid_after.is_some() {
            // It is not in the witness of a deposit.
            return Err(Failure::Usage("--valid-after does not apply to a deposit with Permit2".into()));
        }
        let deadline = args.valid_before.map_or(permit2::Window::from_now(now, terms.clone()).deadline, Into::into);
        let nonce = permit2::Nonce::new(Uint256::from_be_bytes(nonce));
        DepositDraft::Permit2(Box::new(channel.deposit_by_permit2(amount, nonce, deadline).map_err(refused)?))
    } else {
        let mut window = eip3009::Window::from_now(now, terms.clone());
        window.valid_after = args.valid_after.map_or(window.valid_after, Into::into);
        window.valid_before = args.valid_before.map_or(window.valid_before, Into::into);
        let salt = eip3009::Nonce::new(nonce);
        DepositDraft::Erc3009(Box::new(channel.deposit_by_eip3009(amount, salt, window).map_err(refused)?))
    };
    Ok(Draft { voucher, deposit: Some(deposit), refund: None })
}

/// Refuses what only a deposit has: a voucher and a refund have neither nonce nor end.
fn only_of_deposits(args: &DraftArgs) -> Result<(), Failure> {
    let options = [
        ("--nonce", args.nonce.is_some()),
        ("--valid-after", args.valid_after.is_some()),
        ("--valid-before", args.valid_before.is_some()),
    ];
    match options.into_iter().find(|(_, is_set)| *is_set) {
        Some((option, _)) => Err(Failure::Usage(format!("{option} applies only together with --deposit"))),
        None => Ok(()),
    }
}

impl DepositDraft<'_> {
    fn message(&self) -> (String, [u8; 32]) {
        match self {
            Self::Erc3009(draft) => (draft.typed_data(), draft.digest()),
            Self::Permit2(draft) => (draft.typed_data(), draft.digest()),
        }
    }

    fn with_signature(&self, signature: Signature) -> Deposit {
        match self {
            Self::Erc3009(draft) => draft.with_signature(signature),
            Self::Permit2(draft) => draft.with_signature(signature),
        }
    }
}

impl Draft<'_> {
    /// The value of `payload`.
    fn payload(&self, signature: Signature, of_deposit: Option<Signature>) -> RawJson {
        let commitment: Commitment = self.voucher.with_signature(signature);
        let payload = match (&self.deposit, of_deposit, self.refund) {
            (Some(draft), Some(signature), _) => {
                Payload::Deposit(Box::new(DepositPayment::new(commitment, draft.with_signature(signature))))
            }
            (_, _, Some(refund)) => Payload::Refund(Box::new(RefundRequest::new(commitment, refund))),
            _ => Payload::Voucher(Box::new(commitment)),
        };
        payload.to_json()
    }

    /// What is signed, as text and as JSON.
    fn show(&self, channel: &ChannelDraft<'_>, payer: Address, now: u64) -> Result<(String, Value), Failure> {
        let (voucher, id) = (&self.voucher, channel.channel().id());
        let authorizer = channel.config().payer_authorizer;
        let signer = if authorizer.is_zero() { payer } else { authorizer };
        let mut json = typed_data::to_json(&voucher.typed_data(), &voucher.digest())?;
        json["channel"] = json!({"id": id.to_string(), "config": parsed(&channel.config().to_json())?});
        let mut text = format!("channel {id}\n\nvoucher, signed by {signer}: ");
        text += &typed_data::to_text(&voucher.typed_data(), &voucher.digest());
        let mut signature = "--signature 0x…".to_owned();
        let mut same = "the same options".to_owned();
        if let Some(deposit) = &self.deposit {
            let (typed_data, digest) = deposit.message();
            json["deposit"] = typed_data::to_json(&typed_data, &digest)?;
            text += &format!("deposit, signed by {payer}: ");
            text += &typed_data::to_text(&typed_data, &digest);
            signature += ", that of the deposit with --deposit-signature 0x…";
            same = format!("--now {now}");
        }
        text += &format!("Pass the signature to the same command with {signature}, and with {same}.\n");
        Ok((text, json))
    }
}

fn parsed(json: &RawJson) -> Result<Value, Failure> {
    serde_json::from_str(json.as_str()).map_err(|error| Failure::Io(error.into()))
}

/// Judges payments as a server does that has charged what the buyer says, on a channel with the balance that the buyer says.
struct DraftVerifier<'a> {
    offer: &'a AnyOffer,
    now: u64,
    policy: Policy,
    sums: Sums,
    id: x402_schemes::evm::batch_settlement::ChannelId,
    args: &'a DraftArgs,
}

impl DraftVerifier<'_> {
    fn verify(&self, payload: RawJson) -> (Header, Report) {
        // Without a balance, it is as high as it can be.
        let most = u128::MAX.saturating_sub(self.sums.deposit.map_or(0, Amount128::get));
        let state = ChannelState::of_balance(self.sums.balance.unwrap_or(Amount128::new(most)));
        let facts: Facts = input::facts(self.args.account_code).with(Fact::Channel { channel: self.id, state });
        let records = Records::new().with_charged(self.id, Some(self.sums.charged));
        let context = Context::at(self.now).with_facts(&facts).with_records(&records).with_policy(&self.policy);
        self.offer.paid(payload, None, &context)
    }

    /// Refuses a payment that no signature can make valid. The placeholders are somebody else's signatures, and what else fails
    /// would fail with the right ones, too.
    fn unsigned(&self, draft: &Draft<'_>) -> Result<(), Failure> {
        let signature = || Signature::new([27; 65].to_vec());
        let (_, report) = self.verify(draft.payload(signature(), draft.deposit.as_ref().map(|_| signature())));
        if let Some(question) = report.needs().find(|question| matches!(question, Question::Verifier(_))) {
            return Err(refused(question));
        }
        let others = report.checks().iter().filter(|check| check.id.as_str() != CheckId::SIGNER.as_str());
        match others.filter_map(|check| Some((check.id, check.outcome.detail()?))).next() {
            Some((CheckId::HORIZON, detail)) => {
                Err(Failure::Usage(format!("the payment would end after --horizon: {detail}")))
            }
            Some((id, detail)) => Err(Failure::Usage(format!("a server would reject this payment: {id}: {detail}"))),
            None => Ok(()),
        }
    }
}
