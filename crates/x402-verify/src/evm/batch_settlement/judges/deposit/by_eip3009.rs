//! A deposit by EIP-3009.

use alloc::vec::Vec;

use x402_schemes::{
    AccountId,
    evm::{
        Address,
        batch_settlement::{DepositAuthorization, DepositPayment, ERC3009_COLLECTOR, Erc3009Authorization, Kind},
        eip712::SigningInput,
        eip3009::{Authorization, RECEIVE_TYPEHASH},
    },
};

use super::{
    super::{
        OFFERED, calldata,
        channel::{self, Offered, Paying, after_balance},
        client::{BAD_VOUCHER, authorized, channel_nonce, judge_voucher},
        signed,
    },
    check_channel, contracts, is_by_permit2, is_deposit, method_of, read_deposit,
};
use crate::{
    Authorized, CheckId, Expires, Outcome, Purpose, Question, Verdict,
    case::Case,
    evm::{
        checks,
        domain::Domain,
        eip3009::check_window,
        questions::{AccountCode, AuthorizationUnused, Balance, BatchTransaction},
        signature::{self, Digest, Signed},
    },
    findings::Findings,
    identity::Nonce,
    judge::{Codes, Judge},
    place::{FIRST, Place, SERVERS, in_order},
};

const ORDER: &[Place] = in_order![
    FIRST,
    OFFERED,
    channel::PLACES,
    &[
        Place::of(CheckId::DOMAIN).after(&[CheckId::ASSET_ADDRESS]),
        checks::VALID_BEFORE,
        checks::EXPIRY_MARGIN,
        checks::VALID_AFTER,
        checks::HORIZON,
        Place::of(CheckId::WINDOW),
    ],
    SERVERS,
    signature::PLACES,
    &signed::of_account(&signed::VOUCHER),
    channel::STATE,
    &[after_balance(CheckId::DEPOSIT_OVERFLOW)],
];

pub(in super::super) const CODES_BY_EIP3009: Codes = &[
    (&signed::all(&signed::VOUCHER), BAD_VOUCHER),
    (&signed::all(&signature::IDS), "invalid_batch_settlement_evm_receive_authorization_signature"),
    (&[CheckId::FACTORY], "invalid_batch_settlement_evm_eip6492_factory_not_allowed"),
    (&[CheckId::PAYLOAD], "invalid_batch_settlement_evm_deposit_payload"),
    (&[CheckId::DOMAIN], "invalid_batch_settlement_evm_missing_eip712_domain"),
    (
        &[CheckId::VALID_BEFORE, CheckId::EXPIRY_MARGIN, CheckId::HORIZON, CheckId::WINDOW],
        "invalid_batch_settlement_evm_payload_authorization_valid_before",
    ),
    (&[CheckId::VALID_AFTER], "invalid_batch_settlement_evm_payload_authorization_valid_after"),
];

/// The judge, before the service or when the deposit is about to be sent.
pub(in super::super) struct ByEip3009 {
    pub(in super::super) name: &'static str,
    pub(in super::super) phase: Option<&'static str>,
    pub(in super::super) purpose: Purpose,
}

impl Judge for ByEip3009 {
    fn kind(&self) -> Option<&'static str> {
        Some(self.name)
    }

    fn phase(&self) -> Option<&'static str> {
        self.phase
    }

    fn is_of(&self, case: &Case<'_>) -> bool {
        is_deposit(case) && !is_by_permit2(case)
    }

    fn purpose(&self) -> Purpose {
        self.purpose
    }

    fn order(&self) -> &'static [Place] {
        ORDER
    }

    fn method(&self, case: &Case<'_>) -> Outcome {
        method_of(case)
    }

    fn judge(&self, case: &Case<'_>, findings: &mut Findings<'_>) {
        let payment = read_deposit(case, false, findings);
        let offered = Offered::read(case, findings);
        let domain = offered.asset().and_then(|token| findings.check(CheckId::DOMAIN, Domain::offered(case, token)));
        let Some(payment) = &payment else { return findings.check_policy() };
        let DepositAuthorization::Erc3009(authorization) = &payment.deposit.authorization else {
            return findings.check_policy();
        };
        let amount = payment.deposit.amount;
        let paying = Paying { deposit: amount, ..Paying::new(case, Kind::Deposit, &payment.commitment) };
        let message = authorization.message(amount, payment.commitment.config.payer, paying.channel.id());
        if let Some(token) = offered.asset() {
            findings.authorizes(of_deposit(&paying, token, &message));
        }
        check_channel(&paying, &offered, findings);
        check_window(&message, case.context.policy.evm.expiry_margin, case, findings);
        findings.check_policy();
        let Some(domain) = domain else {
            judge_voucher(&paying, findings);
            return;
        };
        judge_signatures(&paying, payment, authorization, &message, &domain, findings);
    }
}

fn of_deposit(paying: &Paying<'_>, token: Address, message: &Authorization) -> Authorized {
    let (from, nonce) = (message.from, message.nonce.to_bytes());
    Authorized {
        expires: Expires::At(message.valid_before),
        // The token accepts each nonce of a payer once (E-10). The voucher counts on its channel.
        nonce: Nonce::of_network("eip3009", &[token.as_ref(), from.as_ref(), &nonce])
            .reaching(paying.commitment.voucher.max_claimable.into(), channel_nonce(paying)),
        ..authorized(paying, AccountId::Evm(token))
    }
}

/// The signature of the authorization, then that of the voucher.
fn judge_signatures(
    paying: &Paying<'_>,
    payment: &DepositPayment,
    authorization: &Erc3009Authorization,
    message: &Authorization,
    domain: &Domain,
    findings: &mut Findings<'_>,
) {
    let digest = || {
        let struct_hash = message.struct_hash_as(RECEIVE_TYPEHASH);
        SigningInput { domain_separator: &domain.separator, struct_hash: &struct_hash }.digest()
    };
    let signed = Signed {
        case: paying.case,
        payer: message.from,
        digest: Digest::new(&digest),
        signature: &authorization.signature,
        rules: signed::OF_DEPOSIT,
        caller: domain.token,
        ids: &signature::IDS,
        sponsored: None,
        names_of: None,
    };
    let code_is_unknown = signed.judge(findings);
    let code_is_unknown = judge_voucher(paying, findings) || code_is_unknown;
    let verdict = findings.verdict();
    if verdict == Verdict::Invalid {
        return;
    }
    let (network, token, owner) = (|| paying.network(), domain.token, message.from);
    let mut questions: Vec<Question> = Vec::with_capacity(9);
    questions.extend(paying.record_question());
    questions.extend(domain.question(&paying.case.terms.network).map(Into::into));
    questions.extend(contracts(paying, token, ERC3009_COLLECTOR));
    questions.push(Balance { network: network(), token, owner, at_least: message.value }.into());
    questions.push(AuthorizationUnused { network: network(), token, authorizer: owner, nonce: message.nonce }.into());
    if code_is_unknown && verdict == Verdict::Valid {
        questions.push(AccountCode { network: network(), account: owner, if_plain: None }.into());
    }
    let data = calldata::deposit(&payment.commitment.config, &payment.deposit, &signed.brought(), None);
    questions.push(BatchTransaction { network: network(), token, data, approval: None }.into());
    findings.leave_outstanding(questions);
}
