//! Signed transactions of EVM chains: our reading of them and `alloy`'s.

use alloy_consensus::{Transaction as _, TxEnvelope, transaction::SignerRecoverable};
use alloy_eips::eip2718::Decodable2718;
use alloy_primitives::{U256, address, hex};
use alloy_sol_types::{SolCall, sol};
use x402_schemes::evm::{
    Address, Signature,
    transaction::{
        AccessList, Fees, MAX_TRANSACTION_BYTES, SignedTransaction, Transaction, TransactionErrorKind as Kind,
        TransactionSignature,
    },
};
use x402_types::{DecodeOptions, Uint256, Wire, v2};
use x402_verify::{CheckId, Context, GasSponsoring, Outcome, evm::recover_signer, verify};

use crate::source::Source;

sol! {
    function approve(address spender, uint256 amount);
}

const PERMIT2: alloy_primitives::Address = address!("000000000022D473030F116dDEE9F6B43aC78BA3");
/// The example of `scheme_exact_evm.md` §2, with a signature that says nothing.
const PAYMENT: &str = concat!(
    r#"{"x402Version":2,"accepted":{"scheme":"exact","network":"eip155:84532","amount":"10000","asset":"TOKEN","#,
    r#""payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60,"#,
    r#""extra":{"assetTransferMethod":"permit2","name":"USDC","version":"2"}},"payload":{"signature":"0x","#,
    r#""permit2Authorization":{"permitted":{"token":"TOKEN","amount":"10000"},"from":"PAYER","#,
    r#""spender":"0x402085c248EeA27D92E8b30b2C58ed07f9E20001","nonce":"7","deadline":"1740672154","#,
    r#""witness":{"to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","validAfter":"1740672089"}}},"extensions":{"#,
    r#""erc20ApprovalGasSponsoring":{"info":{"from":"PAYER","asset":"TOKEN","#,
    r#""spender":"0x000000000022D473030F116dDEE9F6B43aC78BA3","amount":"APPROVED","signedTransaction":"0xRAW","#,
    r#""version":"1"}}}}"#
);

/// The first byte of decisions; no transaction of any type begins so.
const MADE: u8 = 0x80;
/// Half of the curve's order, rounded down (SEC 2, §2.4.1).
const HALF_ORDER: [u8; 32] = [
    0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e,
    0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
];

/// How many edits an input makes at most. A transaction that is still one costs a recovery by each side.
const MOST_EDITS: usize = 4;

/// Panics if a law does not hold. Raw bytes, or decisions: the members, and edits of what they make.
pub fn check(data: &[u8]) {
    let [MADE, decisions @ ..] = data else { return compare(data) };
    let mut source = Source(decisions);
    let mut raw = made(&mut source);
    compare(&raw);
    for _ in 0..MOST_EDITS {
        if source.is_empty() {
            return;
        }
        let at = source.index(raw.len());
        match source.byte() % 3 {
            0 => raw[at] = source.byte(),
            1 => raw.insert(at, source.byte()),
            _ => drop(raw.remove(at)),
        }
        if raw.is_empty() {
            return;
        }
        compare(&raw);
    }
}

/// Both readings of the same bytes.
fn compare(raw: &[u8]) {
    let mut rest = raw;
    let theirs = TxEnvelope::decode_2718(&mut rest);
    match SignedTransaction::decode(raw) {
        Ok(ours) => {
            let theirs = theirs.unwrap_or_else(|error| panic!("{ours:?} is none for alloy: {error}"));
            assert!(rest.is_empty() && raw.len() <= MAX_TRANSACTION_BYTES);
            assert_eq!(ours.encode(), raw, "one transaction, one encoding");
            let signer = agree(&ours, &theirs);
            compare_decoded(raw, &theirs, signer, ours.signature.s <= HALF_ORDER);
        }
        Err(error) => {
            assert!(error.offset() <= raw.len(), "{error}");
            if let Ok(theirs) = theirs {
                assert!(is_known(error.kind(), &theirs, rest), "alloy reads {theirs:?}, and we: {error}");
            }
        }
    }
}

/// Why we refuse what alloy reads.
fn is_known(kind: Kind, theirs: &TxEnvelope, rest: &[u8]) -> bool {
    match kind {
        // Blobs and delegations are no approval (P-6).
        Kind::Type(byte @ (3 | 4)) => byte == u8::from(theirs.tx_type()),
        // Good on every chain.
        Kind::NoChain => theirs.is_legacy() && theirs.chain_id().is_none(),
        // Nobody signed it.
        Kind::Unsigned => theirs.signature().r().is_zero() && theirs.signature().s().is_zero(),
        // alloy leaves what follows to its caller.
        Kind::Trailing("the transaction") => !rest.is_empty(),
        Kind::TooLong { max } => rest.len() < max || !rest.is_empty(),
        _ => false,
    }
}

/// Returns who made the signature by both, also one with a high s.
fn agree(ours: &SignedTransaction<'_>, theirs: &TxEnvelope) -> Option<alloy_primitives::Address> {
    let SignedTransaction { transaction, signature, .. } = ours;
    assert_eq!(u8::from(theirs.tx_type()), transaction.fees.transaction_type());
    assert_eq!(theirs.chain_id(), Some(transaction.chain_id));
    assert_eq!(theirs.nonce(), transaction.nonce);
    assert_eq!(theirs.gas_limit(), transaction.gas_limit);
    assert_eq!(theirs.max_fee_per_gas(), transaction.fees.max_fee());
    assert_eq!(theirs.priority_fee_or_price(), transaction.fees.max_priority_fee());
    assert_eq!(theirs.to().map(|to| Address::new(to.into_array())), transaction.to);
    assert_eq!(theirs.value().to_be_bytes::<32>(), transaction.value.to_be_bytes());
    assert_eq!(theirs.input().as_ref(), transaction.data);
    let list = theirs.access_list().cloned().unwrap_or_default();
    let announced = transaction.fees.access_list();
    assert_eq!(list.len(), announced.addresses());
    assert_eq!(list.storage_keys_count(), announced.storage_keys());

    assert_eq!(theirs.signature().v(), signature.y_is_odd);
    assert_eq!(theirs.signature().r().to_be_bytes::<32>(), signature.r);
    assert_eq!(theirs.signature().s().to_be_bytes::<32>(), signature.s);
    assert_eq!(theirs.signature_hash().0, transaction.digest());
    assert_eq!(theirs.tx_hash().0, ours.hash());

    let bytes = [signature.r.as_slice(), &signature.s, &[27 + u8::from(signature.y_is_odd)]].concat();
    let signer = theirs.recover_signer_unchecked().ok();
    let ours = recover_signer(&transaction.digest(), &Signature::new(bytes));
    assert_eq!(signer.map(|signer| Address::new(signer.into_array())), ours);
    // The chain takes a low s only (EIP-2).
    if signature.s > HALF_ORDER {
        assert!(theirs.recover_signer().is_err());
    }

    let cost = U256::from(transaction.gas_limit) * U256::from(transaction.fees.max_fee());
    assert_eq!(cost.to_be_bytes::<32>(), transaction.max_cost().to_be_bytes());
    signer
}

/// The verifier's checks against what `alloy` says of the transaction and its signer. The payment is not signed: who the payer is, and
/// which the token, the transaction says.
fn compare_decoded(raw: &[u8], theirs: &TxEnvelope, signer: Option<alloy_primitives::Address>, has_low_s: bool) {
    let payer = signer.unwrap_or_default();
    // No offer is paid in the zero address.
    let token = theirs.to().filter(|to| !to.is_zero()).unwrap_or(PERMIT2);
    let call =
        approveCall::abi_decode_validate(theirs.input()).ok().filter(|call| call.abi_encode() == theirs.input()[..]);
    let approved = call.as_ref().map(|call| call.amount).unwrap_or_default();
    let payment = PAYMENT
        .replace("PAYER", &payer.to_string())
        .replace("TOKEN", &token.to_string())
        .replace("APPROVED", &approved.to_string())
        .replace("RAW", &hex::encode(raw));
    let payment = v2::PaymentPayload::decode(&payment, &DecodeOptions::STRICT).expect("a payment of ours").value;
    let report = verify(&payment, std::slice::from_ref(&payment.accepted), &Context::at(1_740_672_100));
    let holds = |id: CheckId| {
        let outcome = report.checks().iter().find(|check| check.id == id).map(|check| &check.outcome);
        outcome.unwrap_or_else(|| panic!("{id} was not made")) == &Outcome::Pass
    };
    assert!(holds(CheckId::APPROVAL_TRANSACTION) && holds(CheckId::APPROVAL_TOKEN) && holds(CheckId::APPROVAL_OWNER));
    assert_eq!(holds(CheckId::APPROVAL_CHAIN), theirs.chain_id() == Some(84_532));
    assert_eq!(holds(CheckId::APPROVAL_TARGET), theirs.to() == Some(token));
    assert_eq!(holds(CheckId::APPROVAL_VALUE), theirs.value().is_zero());
    assert_eq!(holds(CheckId::APPROVAL_CALLDATA), call.is_some());
    assert_eq!(holds(CheckId::APPROVAL_SPENDER), call.as_ref().is_some_and(|call| call.spender == PERMIT2));
    assert_eq!(holds(CheckId::APPROVAL_AMOUNT), approved >= U256::from(10_000));
    assert_eq!(holds(CheckId::APPROVAL_INFO), call.is_some());
    assert_eq!(holds(CheckId::APPROVAL_NONCE), theirs.nonce() < u64::MAX);
    let (max_fee, tip) = (theirs.max_fee_per_gas(), theirs.priority_fee_or_price());
    assert_eq!(holds(CheckId::APPROVAL_FEES), tip <= max_fee);
    assert_eq!(holds(CheckId::APPROVAL_GAS_CAP), theirs.gas_limit() <= 150_000);
    assert!(!holds(CheckId::APPROVAL_GAS) || (21_000..=1 << 24).contains(&theirs.gas_limit()));
    // Whose it is, is looked at where nothing else is wrong.
    assert!(!holds(CheckId::APPROVAL_SIGNER) || (has_low_s && signer.is_some()));
    if let Some(GasSponsoring::Approval(approval)) = report.gas_sponsoring() {
        assert_eq!(approval.hash, theirs.tx_hash().0);
        let most = U256::from(theirs.gas_limit()) * U256::from(max_fee);
        assert_eq!(approval.most_wei.to_be_bytes(), most.to_be_bytes::<32>());
    }
    assert_eq!(report.gas_sponsoring().is_some(), call.is_some());
}

/// The recorded approvals are among the vectors; here every type is made.
pub(crate) fn seeds() -> impl Iterator<Item = (String, Vec<u8>)> {
    (0..=u8::MAX).map(|switches| {
        let decisions = (0..200u8).map(move |at| at.wrapping_mul(switches | 1));
        (format!("made-{switches}"), [MADE, switches].into_iter().chain(decisions).collect())
    })
}

/// A transaction of the decided members, signed by nobody in particular.
fn made(source: &mut Source<'_>) -> Vec<u8> {
    let switches = source.byte();
    let chain_id = if switches & 0x80 == 0 { 84_532 } else { number(source) };
    let nonce = number(source);
    let (max_fee, max_priority_fee) = (u128::from_be_bytes(source.array()), u128::from(number(source)));
    let (gas_limit, to) = (number(source), source.array());
    let value = Uint256::from(number(source));
    let length = source.index(300);
    let mut data: Vec<u8> = (0..length).map(|_| source.byte()).collect();
    if switches & 0x40 != 0 {
        data = approveCall { spender: PERMIT2, amount: U256::from(number(source)) }.abi_encode();
    }
    let access_list = AccessList::EMPTY;
    let fees = match switches % 3 {
        0 => Fees::Legacy { gas_price: max_fee },
        1 => Fees::AccessList { gas_price: max_fee, access_list },
        _ => Fees::Dynamic { max_priority_fee, max_fee, access_list },
    };
    let to = (switches & 0x10 == 0).then(|| Address::new(to));
    let transaction = Transaction { chain_id, nonce, fees, gas_limit, to, value, data: &data };
    let signature = TransactionSignature { y_is_odd: switches & 0x20 == 0, r: source.array(), s: source.array() };
    let raw = transaction.with_signature(&signature);
    if let Ok(read) = SignedTransaction::decode(&raw) {
        assert_eq!(read.transaction, transaction);
        assert_eq!(read.signature, signature);
    } else {
        assert_eq!((signature.r, signature.s), ([0; 32], [0; 32]), "what is written can be read");
    }
    raw
}

/// A number of few bytes, as most are.
fn number(source: &mut Source<'_>) -> u64 {
    let bytes = u32::from(source.byte() % 9);
    u64::from_be_bytes(source.array()).checked_shr(64 - 8 * bytes).unwrap_or(0)
}
