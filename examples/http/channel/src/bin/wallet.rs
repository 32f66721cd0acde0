//! A wallet that pays by a channel: `wallet URL FILE` buys once. FILE has the sums of the channel; without it the wallet finds
//! them again, or opens the channel.

use std::{
    env,
    error::Error,
    fs,
    process::ExitCode,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use k256::ecdsa::SigningKey;
use reqwest::{Client, Response, StatusCode, redirect::Policy};
use x402_schemes::{
    Deposited,
    evm::{
        Address, Signature,
        batch_settlement::{Amount128, Buyer, ChannelDraft, ChannelId, DepositPayment, Payload},
        eip3009::{Nonce, Window},
    },
};
use x402_types::{
    Amount, DecodeOptions, Network, PaymentRequired, Scheme,
    http::{decode_payment_required, decode_settlement, insert_payment},
    v2,
};
use x402_verify::{
    Facts,
    client::{Budget, SpendingLimits, choose},
    evm::batch_settlement::{ChannelState, Correction, Fact, Ledger, Owner, review_correction, review_response},
};

const STRICT: DecodeOptions = DecodeOptions::STRICT;
const USDC: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
/// The most that may lie in a channel, in millionths of a USDC.
const MOST: u64 = 20_000;

/// The second account of every development chain: everybody knows this key. Never one that holds anything.
const PAYER: &str = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
const KEY: [u8; 32] = [
    0x59, 0xc6, 0x99, 0x5e, 0x99, 0x8f, 0x97, 0xa5, 0xa0, 0x04, 0x49, 0x66, 0xf0, 0x94, 0x53, 0x89, 0xdc, 0x9e, 0x86,
    0xda, 0xe8, 0x8c, 0x7a, 0x84, 0x12, 0xf4, 0x60, 0x3b, 0x6b, 0x78, 0x69, 0x0d,
];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let mut args = env::args().skip(1);
    let (Some(url), Some(file)) = (args.next(), args.next()) else { return Err("usage: wallet URL FILE".into()) };
    let http = Client::builder().no_proxy().redirect(Policy::none()).timeout(Duration::from_secs(10)).build()?;
    let wallet = Wallet { http, url, key: SigningKey::from_slice(&KEY)?, payer: PAYER.parse()? };
    let known = fs::read_to_string(&file).ok().and_then(|text| read(&text));
    let after = wallet.buy(known).await?;
    // What was signed is written down before anything else is signed.
    fs::write(file, format!("{} {}\n", after.charged, after.balance))?;
    println!("charged {} of {}", after.charged, after.balance);
    Ok(())
}

/// The sums in the file.
fn read(text: &str) -> Option<Ledger> {
    let (charged, balance) = text.trim_end().split_once(' ')?;
    Some(Ledger { charged: charged.parse().ok()?, balance: balance.parse().ok()? })
}

struct Wallet {
    http: Client,
    url: String,
    key: SigningKey,
    payer: Address,
}

/// An answer that is no forecast.
enum Refused {
    /// The shop names another sum.
    Corrected(Box<v2::PaymentRequired>),
    /// The channel is not there.
    NoChannel,
}

impl Wallet {
    /// Buys once, and returns the sums behind it. Whoever does not know them tries an empty channel first: a voucher over the
    /// price can do no harm, since it is good for nothing in a channel of which more was charged.
    async fn buy(&self, known: Option<Ledger>) -> Result<Ledger> {
        let answer = self.http.get(&self.url).send().await?;
        let demand = demand_of(answer).await?;
        let nothing = Ledger { charged: Amount128::new(0), balance: Amount128::new(0) };
        let before = known.unwrap_or(nothing);
        let (offer, due) = take(&demand, before)?;
        let first = if known.is_some() { due } else { None };
        match self.pay(&offer, before, first).await? {
            Ok(after) => Ok(after),
            Err(Refused::NoChannel) => {
                println!("opening a channel");
                self.pay(&offer, nothing, due).await?.map_err(|_| "the channel is not opened".into())
            }
            Err(Refused::Corrected(demand)) => {
                let found = self.correct(&demand)?;
                println!("the channel was known: {} of {}", found.charged, found.balance);
                let (offer, due) = take(&demand, found)?;
                self.pay(&offer, found, due).await?.map_err(|_| "the shop corrects its own sum".into())
            }
        }
    }

    /// Pays for one request, from the channel as it stands or after a deposit, and returns the sums behind it (N-33).
    async fn pay(
        &self,
        offer: &v2::PaymentRequirements,
        before: Ledger,
        due: Option<Amount128>,
    ) -> Result<std::result::Result<Ledger, Refused>> {
        let channel = ChannelDraft::for_offer(offer, self.buyer())?;
        let price = offer.amount.get().to_u128().ok_or("the price is too high")?;
        let draft = channel.voucher(Amount128::new(before.charged.get().saturating_add(price)));
        let commitment = draft.with_signature(self.sign(draft.digest()));
        let payload = match due {
            None => Payload::Voucher(Box::new(commitment)),
            Some(due) => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
                let mut salt = [0; 32];
                getrandom::fill(&mut salt)?;
                let valid_before = now.saturating_add(offer.max_timeout_seconds).into();
                let window = Window { valid_after: now.saturating_sub(60).into(), valid_before };
                let draft = channel.deposit_by_eip3009(due, Nonce::new(salt), window)?;
                let deposit = draft.with_signature(self.sign(draft.digest()));
                Payload::Deposit(Box::new(DepositPayment::new(commitment, deposit)))
            }
        };
        let mut request = self.http.get(&self.url).build()?;
        insert_payment(request.headers_mut(), &v2::PaymentPayload::new(offer.clone(), payload.to_json()).into())?;
        let answer = self.http.execute(request).await?;
        if answer.status() != StatusCode::OK {
            let demand = demand_of(answer).await?;
            return match demand.error.as_deref() {
                Some("invalid_batch_settlement_evm_channel_not_found") => Ok(Err(Refused::NoChannel)),
                _ => Ok(Err(Refused::Corrected(Box::new(demand)))),
            };
        }
        let settlement = decode_settlement(answer.headers(), &STRICT)?.value;
        println!("{} {}", answer.status(), answer.text().await?);
        // After an answer that does not follow from what is known, nothing higher is signed.
        let answered =
            review_response(&payload, &offer.into(), before, &settlement).map_err(|fault| fault.to_string())?;
        Ok(Ok(answered.ledger))
    }

    /// The shop's sum, if a voucher of this wallet covers it (N-34).
    fn correct(&self, demand: &v2::PaymentRequired) -> Result<Ledger> {
        let Buyer { payer, authorizer, salt } = self.buyer();
        let owner = Owner { payer, payer_authorizer: authorizer, salt };
        let mut facts = Facts::new();
        loop {
            match review_correction(demand, owner, &facts) {
                Correction::Adopt { charged, .. } => {
                    return Ok(Ledger { charged, balance: stub_of_node(demand)?.1.balance });
                }
                Correction::Ask(question) if facts == Facts::new() => {
                    println!("{question}");
                    let (channel, state) = stub_of_node(demand)?;
                    facts = facts.with(Fact::Channel { channel, state });
                }
                Correction::Ask(question) => return Err(question.to_string().into()),
                // Such as a sum that no voucher of this wallet covers.
                Correction::Refuse(fault) => {
                    let error = demand.error.clone().unwrap_or_default();
                    return Err(format!("{error}: {fault}").into());
                }
                _ => return Err("the sum stays as it is".into()),
            }
        }
    }

    fn buyer(&self) -> Buyer {
        // One key pays and signs vouchers. With the authorizer of zero the contract would ask the payer's code, too.
        Buyer { payer: self.payer, authorizer: self.payer, salt: Nonce::new([0; 32]) }
    }

    fn sign(&self, digest: [u8; 32]) -> Signature {
        let (signature, parity) = self.key.sign_prehash_recoverable(&digest);
        Signature::new([signature.to_bytes().as_slice(), &[27 + parity.to_byte()]].concat())
    }
}

/// The offer within budget, and how much has to be deposited before it can be paid.
fn take(demand: &v2::PaymentRequired, known: Ledger) -> Result<(v2::PaymentRequirements, Option<Amount128>)> {
    let offers = demand.accepts.iter().filter_map(|offer| offer.get());
    let deposited = |offer: &v2::PaymentRequirements| {
        let mut deposited = Deposited::none(offer.clone());
        (deposited.charged, deposited.balance) = (known.charged.into(), known.balance.into());
        deposited
    };
    let deposits: Vec<Deposited> = offers.map(deposited).collect();
    let budget = Budget::new(Scheme::BATCH_SETTLEMENT, Network::eip155(84_532), USDC, Amount::from(MOST));
    let limits = SpendingLimits::DEFAULT.with_deposits(&deposits);
    let choice = choose(&demand.accepts, &limits.with_budgets(&[budget]));
    let chosen = choice.offer.and_then(|index| demand.accepts.get(index)?.get()).ok_or("no offer is within budget")?;
    let due = choice.deposit.and_then(|due| due.get().to_u128()).filter(|due| *due > 0);
    Ok((chosen.clone(), due.map(Amount128::new)))
}

/// STUB. A node says how a channel stands (`Question::rpc`). There is none here, so the demand's word stands in for it.
fn stub_of_node(demand: &v2::PaymentRequired) -> Result<(ChannelId, ChannelState)> {
    let offer = demand.accepts.iter().find_map(|offer| offer.get()).ok_or("no offer")?;
    let extra = offer.extra.as_ref().and_then(|extra| extra.as_json().get("channelState")).ok_or("no state")?;
    let text = |name: &str| extra.get(name).and_then(|member| member.string().ok()).ok_or("no state");
    let mut state = ChannelState::of_balance(text("balance")?.parse()?);
    state.total_claimed = text("totalClaimed")?.parse()?;
    Ok((text("channelId")?.parse()?, state))
}

/// What has to be paid, by an answer of 402.
async fn demand_of(answer: Response) -> Result<v2::PaymentRequired> {
    if answer.status() != StatusCode::PAYMENT_REQUIRED {
        return Err(format!("{} without a demand for payment", answer.status()).into());
    }
    let headers = answer.headers().clone();
    let body = answer.bytes().await?;
    match decode_payment_required(&headers, &body, &STRICT)?.value {
        PaymentRequired::V2(demand) => Ok(demand),
        PaymentRequired::V1(_) => Err("the scheme is one of version 2".into()),
    }
}
