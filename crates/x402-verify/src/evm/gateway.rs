//! `exact` for an offer of the Gateway (U-1 to U-12). The payer signs an EIP-3009 authorization in the domain of a wallet
//! contract, and the operator of the Gateway settles it off chain.

#![cfg(feature = "evm")]

use alloc::vec::Vec;

use x402_schemes::{
    AccountId,
    evm::{
        eip3009::{Authorization, Payload},
        gateway::{Chain, offered},
    },
};
use x402_types::Flag;

use super::{
    checks::{self, check_offer, check_parties, flag_wrong_checksums},
    eip3009::{ADDRESSES, check_address_case, check_window},
    signature::{self, Digest, Rules, Signed},
};
use crate::evm::{
    Detail,
    questions::{GatewayBalance, GatewayNonce},
};
use crate::{
    Authorized, CheckId, Expires, Outcome, Question, Verdict,
    amounts::{check_amount, check_exact_charge},
    case::Case,
    check::checks,
    check_order::{FIRST, ListedCheck, SERVERS, in_order},
    identity::{Nonce, SettledAs},
    payload_kind::KindProperties,
    payload_verifier::PayloadVerifier,
    recorder::Recorder,
};

checks! { Gateway:
    GATEWAY_SELF "gateway-self" "payer and recipient are different accounts"
        ["U-3"] Payment, "self_transfer";
}

const ORDER: &[ListedCheck] = in_order![
    FIRST,
    &[
        ListedCheck::of(CheckId::ASSET_ADDRESS),
        ListedCheck::of(CheckId::DOMAIN).after(&[CheckId::ASSET_ADDRESS]),
        ListedCheck::of(CheckId::PAY_TO_ADDRESS),
        ListedCheck::of(CheckId::PAYER_ADDRESS),
        checks::RECIPIENT,
        ListedCheck::of(CheckId::GATEWAY_SELF),
        checks::AMOUNT,
        checks::CHARGE,
        checks::VALID_BEFORE,
        checks::EXPIRY_MARGIN,
        checks::VALID_AFTER,
        ListedCheck::of(CheckId::WINDOW),
        checks::HORIZON,
    ],
    SERVERS,
    signature::KEY_CHECKS,
];

/// The rules of the Gateway's operator: those of a token, for plain accounts only. Facts about the payer's code have no
/// effect, and no policy changes the formats, because only the operator settles (U-5).
const RULES: Rules = Rules {
    takes_compact: |_| false,
    is_rewritten: |_| false,
    asks_code: false,
    wrapper: Some(Detail::GatewayWrapper),
    ..Rules::TOKEN
};

pub(crate) struct Gateway;

impl KindProperties for Gateway {
    fn order(&self) -> &'static [ListedCheck] {
        ORDER
    }
}

impl PayloadVerifier for Gateway {
    fn method(&self, case: &Case<'_>) -> Outcome {
        match offered(case.terms) {
            Some(Ok(_)) => Outcome::Pass,
            Some(Err(_)) | None => Outcome::needs(case.no_verifier()),
        }
    }

    fn verify(&self, case: &Case<'_>, recorder: &mut Recorder<'_>) {
        let Case { claim, terms, context, .. } = case;
        // The mechanism was chosen by this.
        let Some(Ok(chain)) = offered(terms) else { return };
        recorder.flag(Flag::Gateway);
        let payload = recorder.payload(|reader| Payload::read(claim.payload.as_json(), reader));
        let (_, pay_to) = check_offer(case, recorder);
        recorder.pass(CheckId::DOMAIN);
        let Some(Payload { authorization, signature, .. }) = &payload else {
            return recorder.check_policy();
        };
        flag_wrong_checksums(claim.payload.as_json(), ADDRESSES, terms, recorder);
        recorder.authorizes(authorized(authorization, chain, case));
        check_parties(authorization.from, authorization.to, pay_to, recorder);
        let differ = if authorization.from == authorization.to { Err(Detail::SelfTransfer) } else { Ok(()) };
        recorder.check(CheckId::GATEWAY_SELF, differ);
        check_amount(CheckId::AMOUNT, authorization.value, terms, context.policy.evm.amount_rule, recorder);
        check_exact_charge(CheckId::CHARGE, authorization.value, context, recorder);
        let policy = &context.policy.evm;
        check_window(authorization, policy.expiry_margin.max(policy.gateway_margin), case, recorder);
        recorder.check_policy_and(check_address_case(case));
        let digest = || authorization.digest(&chain.separator);
        let signed = Signed {
            case,
            payer: authorization.from,
            digest: Digest::new(&digest),
            signature,
            rules: &RULES,
            caller: chain.wallet,
            ids: &signature::IDS,
            sponsored: None,
            names_of: None,
        };
        signed.verify(recorder);
        if recorder.verdict() != Verdict::Invalid {
            *recorder.outstanding() = outstanding(authorization, chain, &signed);
        }
    }
}

fn authorized(authorization: &Authorization, chain: &Chain, case: &Case<'_>) -> Authorized {
    let Authorization { from, to, value, valid_before, nonce, .. } = *authorization;
    Authorized {
        network: case.terms.network.clone().into_owned(),
        asset: AccountId::Evm(chain.usdc).into(),
        payer: AccountId::Evm(from),
        recipient: AccountId::Evm(to),
        amount: value.into(),
        expires: Expires::At(valid_before),
        facilitator: None,
        // The operator accepts each nonce of a payer once. The token's own nonce is not used up (U-7).
        nonce: Nonce::of_network("gateway", &[chain.wallet.as_ref(), from.as_ref(), &nonce.to_bytes()]),
        transfer: None,
        // The operator names the transfer (U-11).
        settled_as: SettledAs { is_off_chain: true, ..SettledAs::default() },
    }
}

/// The questions that the operator answers when it settles (U-6).
fn outstanding(authorization: &Authorization, chain: &Chain, signed: &Signed<'_>) -> Vec<Question> {
    let &Authorization { from: payer, value: at_least, nonce, .. } = authorization;
    let Chain { wallet, usdc: asset, .. } = *chain;
    Vec::from([
        GatewayBalance { network: signed.network(), wallet, asset, payer, at_least }.into(),
        GatewayNonce { network: signed.network(), payer, nonce }.into(),
    ])
}
