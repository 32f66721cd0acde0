//! Reads from a vector the transaction that would be sent, and what it has to pay.

use std::{collections::BTreeMap, str::FromStr};

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use serde::Deserialize;
use serde_json::value::RawValue;
use solana_address::Address;
use x402_conformance::vector::Vector;
use x402_operations::Answer;

use crate::programs::ASSOCIATED;

/// A transaction that is being built.
pub(crate) struct Question {
    pub(crate) transaction: Vec<u8>,
    pub(crate) now: u64,
    /// The price. `None` if the offer cannot be read.
    pub(crate) price: Option<Price>,
    /// The facts about lookup tables. `None` for a table that does not exist.
    pub(crate) tables: BTreeMap<Address, Option<Vec<Address>>>,
    /// The facts about multisigs. `None` for an account that is none.
    pub(crate) multisigs: BTreeMap<Address, Option<Multisig>>,
    /// Whether the simulation in the facts succeeds.
    pub(crate) simulated: Option<bool>,
    pub(crate) report: Report,
}

/// An account for which its members sign.
#[derive(Clone)]
pub(crate) struct Multisig {
    pub(crate) required: usize,
    pub(crate) members: Vec<Address>,
    /// The program. `None` if it is that of the transfer.
    pub(crate) program: Option<Address>,
}

/// The price in the offer.
#[derive(Clone, Copy)]
pub(crate) struct Price {
    pub(crate) amount: u128,
    pub(crate) mint: Address,
    pub(crate) pay_to: Address,
}

impl Price {
    /// The account that has to be paid, if the mint belongs to this token program.
    pub(crate) fn account(&self, program: &Address) -> Address {
        associated(&self.pay_to, &self.mint, program)
    }
}

/// The report of this project's verifier.
#[derive(Default, Deserialize)]
pub(crate) struct Report {
    pub(crate) verdict: String,
    #[serde(default)]
    pub(crate) flags: Vec<String>,
    #[serde(default)]
    pub(crate) outstanding: Vec<Open>,
    pub(crate) sponsor: Option<Sponsor>,
}

impl Report {
    /// Whether it says that the limit of compute units cannot suffice.
    pub(crate) fn is_short(&self) -> bool {
        self.flags.iter().any(|flag| flag == "units-short")
    }
}

#[derive(Deserialize)]
pub(crate) struct Open {
    pub(crate) kind: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Sponsor {
    pub(crate) fee_payer: String,
    pub(crate) most_lamports: String,
    pub(crate) sponsoring: String,
}

#[derive(Deserialize)]
struct Input {
    payment: Source,
    offers: Vec<Offer>,
    now: u64,
    #[serde(default)]
    facts: Facts,
}

#[derive(Deserialize)]
struct Source {
    json: Payment,
}

#[derive(Deserialize)]
struct Payment {
    payload: Payload,
}

#[derive(Deserialize)]
struct Payload {
    transaction: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Offer {
    asset: String,
    pay_to: String,
    #[serde(alias = "maxAmountRequired")]
    amount: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Facts {
    #[serde(default)]
    lookup_tables: BTreeMap<String, Option<Vec<String>>>,
    #[serde(default)]
    multisigs: BTreeMap<String, Option<MultisigFact>>,
    #[serde(default)]
    simulations: BTreeMap<String, Option<serde_json::Value>>,
}

#[derive(Deserialize)]
struct MultisigFact {
    required: usize,
    members: Vec<String>,
    program: Option<String>,
}

impl Question {
    /// A question with a price only.
    pub(crate) fn plain(price: Price, now: u64) -> Self {
        Self {
            transaction: Vec::new(),
            now,
            price: Some(price),
            tables: BTreeMap::new(),
            multisigs: BTreeMap::new(),
            simulated: None,
            report: Report::default(),
        }
    }

    pub(crate) fn of(vector: &Vector) -> Result<Self, String> {
        let text = vector.input.as_str();
        let input: Input = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let [offer] = input.offers.as_slice() else { return Err("there is another number of offers than one".into()) };
        let price = || {
            Some(Price {
                amount: offer.amount.parse().ok()?,
                mint: address(&offer.asset).ok()?,
                pay_to: address(&offer.pay_to).ok()?,
            })
        };
        // Settlers differ in their handling of padding, which is not in the transaction.
        let engine = GeneralPurpose::new(
            &STANDARD,
            GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
        );
        let transaction = &input.payment.json.payload.transaction;
        let tables = input
            .facts
            .lookup_tables
            .iter()
            .map(|(table, keys)| Ok((address(table)?, keys.as_deref().map(addresses).transpose()?)));
        let multisigs = input.facts.multisigs.iter().map(|(account, fact)| {
            let multisig = |fact: &MultisigFact| {
                let program = fact.program.as_deref().map(address).transpose()?;
                Ok::<_, String>(Multisig { required: fact.required, members: addresses(&fact.members)?, program })
            };
            // No program makes a multisig for which nobody has to sign.
            let fact = fact.as_ref().filter(|fact| fact.required > 0);
            Ok((address(account)?, fact.map(multisig).transpose()?))
        });
        Ok(Self {
            transaction: engine.decode(transaction).map_err(|error| error.to_string())?,
            now: input.now,
            price: price(),
            tables: tables.collect::<Result<_, String>>()?,
            multisigs: multisigs.collect::<Result<_, String>>()?,
            simulated: input.facts.simulations.values().next().map(Option::is_some),
            report: report(text)?,
        })
    }
}

/// The associated account of an owner, as the runtime's own library derives it.
pub(crate) fn associated(owner: &Address, mint: &Address, program: &Address) -> Address {
    Address::find_program_address(&[owner.as_ref(), program.as_ref(), mint.as_ref()], &ASSOCIATED).0
}

pub(crate) fn address(text: &str) -> Result<Address, String> {
    Address::from_str(text).map_err(|error| format!("{text}: {error}"))
}

fn addresses(texts: &[String]) -> Result<Vec<Address>, String> {
    texts.iter().map(|text| address(text)).collect()
}

pub(crate) fn report(input: &str) -> Result<Report, String> {
    let input: &RawValue = serde_json::from_str(input).map_err(|error| error.to_string())?;
    match x402_operations::run("verify", input) {
        Answer::Result(report) => serde_json::from_str(&report).map_err(|error| error.to_string()),
        Answer::Skipped(why) | Answer::Error(why) => Err(why),
    }
}
