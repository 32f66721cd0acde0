use serde::Serialize;
use x402_schemes::{
    Hex,
    evm::gas_sponsoring::{eip2612, erc20_approval},
};
use x402_types::{DecodeError, ErrorKind, Flags, PaymentPayload, v1, v2};
use x402_verify::{
    Approval, Concern, Context, Finding, GasSponsoring, Offers, Payment, Report, Verdict, diagnose, verify,
};

use super::{
    Fields, Outcome, Stop, VerifyInput,
    input::{check_offers, read_offers},
    render::{ShownCheck, ShownQuestion, flag_names},
};

/// The answer of `verify`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifyResult {
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    replay_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transfer_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    offer: Option<usize>,
    flags: Vec<&'static str>,
    outstanding: Vec<ShownQuestion>,
    needs: Vec<ShownQuestion>,
    checks: Vec<ShownCheck>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sponsor: Option<ShownSponsor>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gas_sponsoring: Option<ShownGasSponsoring>,
}

/// What the payer adds, so that the facilitator pays for the approval of Permit2.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownGasSponsoring {
    extension: &'static str,
    spender: String,
    amount: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transaction: Option<ShownApproval>,
}

/// The transaction by which the payer approves Permit2, and the two halves of the verdict. Numbers are decimal; fees are
/// in wei for each unit of gas.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownApproval {
    hash: String,
    nonce: String,
    gas_limit: String,
    max_fee_per_gas: String,
    max_priority_fee_per_gas: String,
    most_wei: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_fee_wei: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    execution_only: Option<bool>,
    sponsoring: &'static str,
    payment: &'static str,
}

impl ShownApproval {
    fn new(approval: &Approval, report: &Report) -> Self {
        Self {
            hash: Hex(&approval.hash).to_string(),
            nonce: approval.nonce.to_string(),
            gas_limit: approval.gas_limit.to_string(),
            max_fee_per_gas: approval.max_fee.to_string(),
            max_priority_fee_per_gas: approval.max_priority_fee.to_string(),
            most_wei: approval.most_wei.to_string(),
            data_fee_wei: approval.data_fee.map(|wei| wei.to_string()),
            execution_only: approval.is_execution_only.then_some(true),
            sponsoring: report.verdict_on(Concern::Sponsor).as_str(),
            payment: report.verdict_on(Concern::Payment).as_str(),
        }
    }
}

impl ShownGasSponsoring {
    fn of_report(report: &Report) -> Option<Self> {
        match report.gas_sponsoring()? {
            GasSponsoring::Permit(permit) => Some(Self {
                extension: eip2612::KEY,
                spender: permit.spender.to_string(),
                amount: permit.value.to_string(),
                deadline: Some(permit.deadline.to_string()),
                transaction: None,
            }),
            GasSponsoring::Approval(approval) => Some(Self {
                extension: erc20_approval::KEY,
                spender: approval.spender.to_string(),
                amount: approval.amount.to_string(),
                deadline: None,
                transaction: Some(ShownApproval::new(approval, report)),
            }),
            _ => None,
        }
    }
}

/// What the one who pays the fee on Solana stakes, and the two halves of the verdict.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownSponsor {
    fee_payer: String,
    most_lamports: String,
    sponsoring: &'static str,
    payment: &'static str,
}

impl ShownSponsor {
    fn of_report(report: &Report) -> Option<Self> {
        let sponsor = report.sponsor()?;
        Some(Self {
            fee_payer: sponsor.fee_payer.to_string(),
            most_lamports: sponsor.most_lamports.to_string(),
            sponsoring: report.verdict_on(Concern::Sponsor).as_str(),
            payment: report.verdict_on(Concern::Payment).as_str(),
        })
    }
}

impl VerifyResult {
    /// What a report says, with the flags of decoding.
    #[must_use]
    pub fn of_report(report: &Report, decode_flags: Flags) -> Self {
        let deciding = report.deciding();
        Self {
            verdict: report.verdict().as_str(),
            stage: deciding.map(|check| check.id.stage().as_str()),
            reason: report.reason(),
            check: deciding.map(|check| check.id.as_str()),
            payer: report.payer().map(|payer| payer.to_string()),
            replay_key: report.replay_key().map(|key| key.to_string()),
            transfer_key: report.transfer_key().map(|key| key.to_string()),
            offer: report.offer(),
            flags: flag_names(report.flags().union(decode_flags)),
            outstanding: report.outstanding().iter().map(ShownQuestion::new).collect(),
            needs: report.needs().map(ShownQuestion::new).collect(),
            checks: report.checks().iter().map(ShownCheck::new).collect(),
            sponsor: ShownSponsor::of_report(report),
            gas_sponsoring: ShownGasSponsoring::of_report(report),
        }
    }

    /// A payment that cannot be decoded: invalid, at the check before all others.
    #[must_use]
    pub fn of_decode_error(error: &DecodeError) -> Self {
        let reason = if error.kind() == ErrorKind::Version { "invalid_x402_version" } else { "invalid_payload" };
        Self {
            verdict: Verdict::Invalid.as_str(),
            stage: Some("decode"),
            reason: Some(reason),
            check: Some("decode"),
            payer: None,
            replay_key: None,
            transfer_key: None,
            offer: None,
            flags: Vec::new(),
            outstanding: Vec::new(),
            needs: Vec::new(),
            checks: vec![ShownCheck { id: "decode", outcome: "fail", detail: Some(error.to_string()) }],
            sponsor: None,
            gas_sponsoring: None,
        }
    }
}

/// Why there is no report.
#[derive(Debug)]
pub enum VerifyStop {
    /// The payment cannot be decoded.
    Undecodable(DecodeError),
    /// An offer is no requirement of the payment's version.
    Offer {
        /// Its index.
        index: usize,
        /// The payment's version.
        version: u64,
        /// Why.
        error: Box<DecodeError>,
    },
}

impl From<VerifyStop> for Stop {
    fn from(stop: VerifyStop) -> Self {
        Self::Error(match stop {
            VerifyStop::Undecodable(error) => error.to_string(),
            VerifyStop::Offer { index, version, error } => {
                format!("input.offers[{index}] is no requirement of version {version}, the payment's: {error}")
            }
        })
    }
}

/// Decodes a payment and its offers, and hands them to a judge: [`verify`] or [`diagnose`]. Also the flags of decoding.
///
/// # Errors
/// The payment, or an offer, cannot be decoded.
pub fn judge_payment<T>(
    input: VerifyInput,
    judge: impl FnOnce(Payment<'_>, Offers<'_>, &Context<'_>) -> T,
) -> Result<(T, Flags), VerifyStop> {
    let decoded = input.payment.decode_payment(&input.options).map_err(VerifyStop::Undecodable)?;
    let mut context = Context::at(input.now)
        .with_phase(input.phase)
        .with_policy(&input.policy)
        .with_facts(&input.facts)
        .with_decode_options(&input.options);
    if let Some(declared) = &input.declared {
        context = context.with_declared_extensions(declared);
    }
    if let Some(facilitators) = &input.facilitators {
        context = context.with_facilitators(facilitators);
    }
    if let Some(factories) = &input.allowed_factories {
        context = context.with_allowed_factories(factories);
    }
    let version = decoded.value.version();
    let offer_stop = |(index, error)| VerifyStop::Offer { index, version, error: Box::new(error) };
    let judged = match &decoded.value {
        PaymentPayload::V1(payment) => {
            let offers: Vec<v1::PaymentRequirements> = read_offers(&input.offers).map_err(offer_stop)?;
            judge(payment.into(), (&offers).into(), &context)
        }
        PaymentPayload::V2(payment) => {
            let offers: Vec<v2::PaymentRequirements> = read_offers(&input.offers).map_err(offer_stop)?;
            judge(payment.into(), (&offers).into(), &context)
        }
    };
    Ok((judged, decoded.flags))
}

pub(super) fn run(fields: Fields<'_>) -> Outcome<VerifyResult> {
    Ok(match answer(fields, |payment, offers, context| verify(payment, offers, context))? {
        Ok((report, flags)) => VerifyResult::of_report(&report, flags),
        Err(error) => VerifyResult::of_decode_error(&error),
    })
}

/// Answers the question; the inner error is that of a payment that cannot be decoded.
fn answer<T>(
    fields: Fields<'_>,
    judge: impl FnOnce(Payment<'_>, Offers<'_>, &Context<'_>) -> T,
) -> Outcome<Result<(T, Flags), DecodeError>> {
    let input = VerifyInput::read(fields)?;
    let offers = input.offers.clone();
    match judge_payment(input, judge) {
        Ok(judged) => Ok(Ok(judged)),
        Err(VerifyStop::Undecodable(error)) => check_offers(&offers, "input.offers").map(|()| Err(error)),
        Err(stop) => Err(stop.into()),
    }
}

/// The answer of `replay-key`; without the key where the payment cannot be read or answers no offer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ReplayKeyResult {
    #[serde(skip_serializing_if = "Option::is_none")]
    replay_key: Option<String>,
}

pub(super) fn replay_key(fields: Fields<'_>) -> Outcome<ReplayKeyResult> {
    let report = answer(fields, |payment, offers, context| verify(payment, offers, context))?.ok();
    Ok(ReplayKeyResult { replay_key: report.and_then(|(report, _)| report.replay_key()).map(|key| key.to_string()) })
}

/// The answer of `diagnose`; no finding where the payment is valid, cannot be read, or answers no offer.
#[derive(Debug, Serialize)]
pub struct DiagnoseResult {
    findings: Vec<ShownFinding>,
}

#[derive(Debug, Serialize)]
struct ShownFinding {
    kind: &'static str,
    sentence: String,
}

impl DiagnoseResult {
    /// The findings in words.
    #[must_use]
    pub fn of_findings(findings: &[Finding]) -> Self {
        let show = |finding: &Finding| ShownFinding { kind: finding.kind(), sentence: finding.to_string() };
        Self { findings: findings.iter().map(show).collect() }
    }
}

pub(super) fn run_diagnose(fields: Fields<'_>) -> Outcome<DiagnoseResult> {
    let findings = answer(fields, |payment, offers, context| diagnose(payment, offers, context))?
        .map_or_else(|_| Vec::new(), |(findings, _)| findings);
    Ok(DiagnoseResult::of_findings(&findings))
}
