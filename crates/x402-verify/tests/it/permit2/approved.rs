//! Payments by Permit2 whose approval is a transaction of the payer (P-6). The encoding is written here, the curve is
//! k256's.

mod answered;

use alloy_primitives::{Address, U256, hex, keccak256};
use alloy_sol_types::{SolCall, sol};
use x402_types::{Flag, Uint256};
use x402_verify::{
    CheckId, Concern, Facts, GasSponsoring, Outcome, Policy, Question, Verdict,
    evm::{AccountCode, Fact, SignatureAnswer},
};

use super::{
    DEADLINE, EXACT_PROXY, PERMIT2, Permit,
    sponsored::{Sponsored, allowing, extended},
};
use crate::{
    checks::{Pair, pair},
    families::{APPROVAL, is_of_other_chains},
    sign::{self, PAYER, Rsv, STRANGER},
    support::{Case, NOW, Token, VALID, checks_of, contract_says, failed, invalid, outcome, plain},
};

sol! {
    function approve(address spender, uint256 amount);
}

/// What the payer signs and says, with the transaction's members as they are encoded.
#[derive(Clone, Debug)]
struct Approved {
    version: u8,
    chain_id: u64,
    nonce: u64,
    max_priority_fee: u128,
    max_fee: u128,
    gas_limit: u64,
    to: Vec<u8>,
    value: u64,
    data: Vec<u8>,
    from: String,
    asset: String,
    spender: String,
    amount: String,
}

impl Approved {
    /// What the official clients sign.
    fn new() -> Self {
        let token = Token::new().asset;
        Self {
            version: 2,
            chain_id: 84_532,
            nonce: 7,
            max_priority_fee: 100_000_000,
            max_fee: 1_000_000_000,
            gas_limit: 70_000,
            to: token.parse::<Address>().unwrap().to_vec(),
            value: 0,
            data: call(PERMIT2, U256::MAX),
            from: PAYER.into(),
            asset: token,
            spender: PERMIT2.to_string(),
            amount: U256::MAX.to_string(),
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn approving(self, amount: u64) -> Self {
        self.with(|this| {
            this.data = call(PERMIT2, U256::from(amount));
            this.amount = amount.to_string();
        })
    }

    /// Everything that is signed, but for what EIP-155 puts behind it.
    fn items(&self) -> Vec<u8> {
        let number = |number: u128| {
            let bytes = number.to_be_bytes();
            let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
            string(&bytes[zeros..])
        };
        let mut items = Vec::new();
        if self.version > 0 {
            items.extend(number(self.chain_id.into()));
        }
        items.extend(number(self.nonce.into()));
        if self.version == 2 {
            items.extend(number(self.max_priority_fee));
        }
        items.extend(number(self.max_fee));
        items.extend(number(self.gas_limit.into()));
        items.extend(string(&self.to));
        items.extend(number(self.value.into()));
        items.extend(string(&self.data));
        if self.version > 0 {
            items.push(0xc0);
        }
        items
    }

    fn envelope(&self, items: &[u8]) -> Vec<u8> {
        let version: &[u8] = if self.version == 0 { &[] } else { &[self.version] };
        [version, &list(items)].concat()
    }

    fn digest(&self) -> alloy_primitives::B256 {
        let mut items = self.items();
        if self.version == 0 {
            items.extend([string(&self.chain_id.to_be_bytes()[5..]), vec![0x80, 0x80]].concat());
        }
        keccak256(self.envelope(&items))
    }

    fn signature(&self) -> Rsv {
        sign::sign_digest(self.digest())
    }

    fn raw(&self, signature: Rsv) -> Vec<u8> {
        let mut items = self.items();
        let is_odd = u64::from(signature.v == 28);
        let v = if self.version == 0 { 35 + 2 * self.chain_id + is_odd } else { is_odd };
        for number in [U256::from(v), signature.r, signature.s] {
            items.extend(string(&number.to_be_bytes_trimmed_vec()));
        }
        self.envelope(&items)
    }

    fn extensions(&self, raw: &[u8]) -> String {
        let Self { from, asset, spender, amount, .. } = self;
        let raw = hex::encode_prefixed(raw);
        format!(
            r#"{{"erc20ApprovalGasSponsoring":{{"info":{{"from":"{from}","asset":"{asset}","spender":"{spender}","amount":"{amount}","signedTransaction":"{raw}","version":"1"}}}}}}"#
        )
    }

    /// Beside this payment, signed as it stands.
    fn case_for(&self, permit: &Permit) -> Case {
        self.beside_with(permit, self.signature())
    }

    /// Nothing is allowed without it, and its data costs nothing.
    fn free(&self) -> Facts {
        allowing(0).with(Fact::DataFee { hash: keccak256(self.raw(self.signature())).0, wei: Uint256::ZERO })
    }

    /// Nothing is allowed without it.
    fn beside_with(&self, permit: &Permit, signature: Rsv) -> Case {
        extended(permit.case(), &self.extensions(&self.raw(signature))).facts(allowing(0))
    }
}

fn call(spender: Address, amount: U256) -> Vec<u8> {
    approveCall { spender, amount }.abi_encode()
}

fn string(bytes: &[u8]) -> Vec<u8> {
    match bytes {
        [byte @ ..0x80] => vec![*byte],
        _ => [prefix(0x80, bytes.len()), bytes.to_vec()].concat(),
    }
}

fn list(items: &[u8]) -> Vec<u8> {
    [prefix(0xc0, items.len()), items.to_vec()].concat()
}

fn prefix(kind: u8, length: usize) -> Vec<u8> {
    match u8::try_from(length).expect("nothing here is so long") {
        short @ ..=55 => vec![kind + short],
        long => vec![kind + 56, long],
    }
}

/// A payment of each scheme with its approval, right in every respect.
pub(crate) fn cases() -> [Case; 2] {
    Permit::both().map(|permit| Approved::new().case_for(&permit))
}

/// Of both schemes.
pub(crate) fn pairs() -> Vec<Pair> {
    Permit::both().into_iter().flat_map(|permit| scheme(&permit)).collect()
}

/// What makes the approval fail, and the nearest thing that does not.
fn scheme(permit: &Permit) -> Vec<Pair> {
    const FORMAT: &str = "invalid_erc20_approval_extension_format";
    const PARSE: &str = "erc20_approval_tx_parse_failed";
    const BROADCAST: &str = "erc20_approval_broadcast_failed";
    const SIGNATURE: &str = "erc20_approval_tx_invalid_signature";
    let good = Approved::new();
    let case = || good.case_for(permit);
    let with = |change: fn(&mut Approved)| good.clone().with(change).case_for(permit);
    let signature = good.signature();
    let changed = |from: &str, to: &str| {
        let text = good.extensions(&good.raw(signature));
        assert!(text.contains(from), "{from}");
        extended(permit.case(), &text.replace(from, to)).facts(allowing(0))
    };
    let raw = |raw: &[u8]| extended(permit.case(), &good.extensions(raw)).facts(allowing(0));
    let no_cap = |case: Case| case.policy(|policy| policy.evm.max_approval_gas = None);
    let spend = |wei: u64| move |policy: &mut Policy| policy.evm.max_sponsor_wei = Some(wei.into());
    let token = with(|approved| approved.to = vec![0x11; 20]);
    vec![
        pair(CheckId::APPROVAL_PAYLOAD, FORMAT, changed(r#""version":"1""#, r#""version":"v1""#), case()),
        pair(CheckId::APPROVAL_PAYLOAD, FORMAT, changed(&format!(r#""from":"{PAYER}","#), ""), case()),
        pair(CheckId::APPROVAL_PAYLOAD, FORMAT, changed(r#"Transaction":"0x"#, r#"Transaction":"0x0"#), case()),
        pair(
            CheckId::APPROVAL_OWNER,
            "erc20_approval_from_mismatch",
            with(|approved| approved.from = STRANGER.into()),
            with(|approved| approved.from.make_ascii_lowercase()),
        ),
        pair(
            CheckId::APPROVAL_TOKEN,
            "erc20_approval_asset_mismatch",
            with(|approved| approved.asset = STRANGER.into()),
            case(),
        ),
        pair(CheckId::APPROVAL_TRANSACTION, PARSE, raw(&[&good.raw(signature)[..], &[0]].concat()), case()),
        pair(CheckId::APPROVAL_TRANSACTION, PARSE, with(|approved| approved.version = 3), case()),
        pair(CheckId::APPROVAL_TRANSACTION, PARSE, with(|approved| approved.version = 4), case()),
        pair(CheckId::APPROVAL_CHAIN, BROADCAST, with(|approved| approved.chain_id = 8_453), case()),
        pair(
            CheckId::APPROVAL_CHAIN,
            BROADCAST,
            with(|approved| (approved.version, approved.chain_id) = (0, 84_533)),
            with(|approved| approved.version = 0),
        ),
        pair(CheckId::APPROVAL_TARGET, "erc20_approval_tx_wrong_target", token, case()),
        pair(
            CheckId::APPROVAL_TARGET,
            "erc20_approval_tx_wrong_target",
            with(|approved| {
                approved.to.clear();
                approved.gas_limit = 100_000;
            }),
            with(|approved| approved.gas_limit = 100_000),
        ),
        pair(CheckId::APPROVAL_VALUE, BROADCAST, with(|approved| approved.value = 1), case()),
        pair(
            CheckId::APPROVAL_CALLDATA,
            "erc20_approval_tx_invalid_calldata",
            with(|approved| approved.data[15] = 1),
            case(),
        ),
        pair(
            CheckId::APPROVAL_CALLDATA,
            "erc20_approval_tx_invalid_calldata",
            with(|approved| approved.data.push(0)),
            case(),
        ),
        pair(
            CheckId::APPROVAL_SPENDER,
            "erc20_approval_tx_wrong_spender",
            with(|approved| approved.spender = EXACT_PROXY.into()),
            case(),
        ),
        pair(
            CheckId::APPROVAL_SPENDER,
            "erc20_approval_tx_wrong_spender",
            with(|approved| approved.data = call(EXACT_PROXY.parse().unwrap(), U256::MAX)),
            case(),
        ),
        pair(
            CheckId::APPROVAL_AMOUNT,
            "permit2_allowance_required",
            good.clone().approving(9_999).case_for(permit),
            good.clone().approving(10_000).case_for(permit),
        ),
        pair(
            CheckId::APPROVAL_INFO,
            FORMAT,
            with(|approved| approved.amount = "10000".into()),
            good.clone().approving(10_000).case_for(permit),
        ),
        pair(
            CheckId::APPROVAL_NONCE,
            BROADCAST,
            with(|approved| approved.nonce = u64::MAX),
            with(|approved| approved.nonce = u64::MAX - 1),
        ),
        pair(
            CheckId::APPROVAL_FEES,
            BROADCAST,
            with(|approved| approved.max_priority_fee = 1_000_000_001),
            with(|approved| approved.max_priority_fee = 1_000_000_000),
        ),
        pair(
            CheckId::APPROVAL_GAS,
            BROADCAST,
            // 21,000 and 10 for each of 17 + 4 × 51 tokens.
            with(|approved| approved.gas_limit = 23_209),
            with(|approved| approved.gas_limit = 23_210),
        ),
        pair(
            CheckId::APPROVAL_GAS,
            BROADCAST,
            no_cap(with(|approved| approved.gas_limit = (1 << 24) + 1)),
            no_cap(with(|approved| approved.gas_limit = 1 << 24)),
        ),
        pair(
            CheckId::APPROVAL_GAS_CAP,
            BROADCAST,
            with(|approved| approved.gas_limit = 150_001),
            with(|approved| approved.gas_limit = 150_000),
        ),
        pair(
            CheckId::APPROVAL_COST_CAP,
            BROADCAST,
            case().policy(spend(69_999_999_999_999)),
            case().policy(spend(70_000_000_000_000)).facts(good.free()),
        ),
        pair(CheckId::APPROVAL_SIGNATURE, SIGNATURE, good.beside_with(permit, signature.high_s_twin()), case()),
        pair(
            CheckId::APPROVAL_SIGNATURE,
            SIGNATURE,
            good.beside_with(permit, Rsv { s: sign::ORDER, ..signature }),
            case(),
        ),
        pair(
            CheckId::APPROVAL_SIGNER,
            "erc20_approval_tx_signer_mismatch",
            good.beside_with(permit, sign::sign_digest_as_stranger(good.digest())),
            case(),
        ),
        pair(
            CheckId::APPROVAL_SIGNER,
            "erc20_approval_tx_signer_mismatch",
            extended(permit.case(), &good.extensions(&good.clone().with(|this| this.nonce = 8).raw(signature)))
                .facts(allowing(0)),
            case(),
        ),
    ]
}

#[test]
fn each_check_passes_in_the_normative_order() {
    for permit in Permit::both() {
        let good = Approved::new();
        let case =
            good.case_for(&permit).policy(|policy| policy.evm.max_sponsor_wei = Some(Uint256::MAX)).facts(good.free());
        let report = case.report();
        let made: Vec<CheckId> = report.checks().iter().map(|check| check.id).collect();
        assert!(
            made.is_sorted_by_key(|id| checks_of(permit.mechanism()).position(|check| check == *id))
                && made.ends_with(&APPROVAL),
            "{made:?}"
        );
        assert!(report.checks().iter().all(|check| check.outcome == Outcome::Pass));
        // What cannot be read is skipped in the same order.
        let text = r#"{"erc20ApprovalGasSponsoring":{"info":{"from":7}}}"#;
        let report = extended(case.clone(), text).report();
        assert_eq!(report.checks().iter().map(|check| check.id).collect::<Vec<_>>(), made);
        assert_eq!(failed(&report), [CheckId::APPROVAL_PAYLOAD]);
        let report = case.payload(|_| "{}".into()).report();
        assert_eq!(report.checks().iter().map(|check| check.id).collect::<Vec<_>>(), made);
        assert_eq!(failed(&report), [CheckId::PAYLOAD]);
        assert!(!made.iter().any(is_of_other_chains));
    }
}

#[test]
fn an_approved_payment_is_as_valid_as_another() {
    for (case, permit) in cases().into_iter().zip(Permit::both()) {
        assert_eq!(case.verdict(), VALID);
        let (report, bare) = (case.report(), permit.case().report());
        assert!(report.flags().is_empty());
        assert_eq!((report.authorized(), report.replay_key()), (bare.authorized(), bare.replay_key()));
        let Some(GasSponsoring::Approval(approval)) = report.gas_sponsoring() else { panic!("{report:?}") };
        let good = Approved::new();
        assert_eq!(approval.hash, keccak256(good.raw(good.signature())).0);
        assert_eq!((approval.amount, approval.nonce, approval.gas_limit), (Uint256::MAX, 7, 70_000));
        assert_eq!((approval.max_fee, approval.max_priority_fee), (1_000_000_000, 100_000_000));
        assert_eq!(approval.most_wei, 70_000_000_000_000.into());
        for concern in [Concern::Payment, Concern::Sponsor] {
            assert_eq!(report.verdict_on(concern), Verdict::Valid);
        }
    }
}

/// Each type, and the most that it can cost: a price is both fees.
#[test]
fn every_type_is_read_and_says_what_it_costs() {
    for version in 0..=2 {
        for permit in Permit::both() {
            let approved = Approved::new().with(|this| {
                this.version = version;
                this.max_fee = u128::MAX;
            });
            let report = approved.case_for(&permit).report();
            assert_eq!(report.verdict(), Verdict::Valid, "{version}");
            let Some(GasSponsoring::Approval(approval)) = report.gas_sponsoring() else { panic!("{report:?}") };
            let most = U256::from(u128::MAX) * U256::from(70_000);
            assert_eq!(approval.most_wei.to_be_bytes(), most.to_be_bytes::<32>());
            let priority = if version == 2 { 100_000_000 } else { u128::MAX };
            assert_eq!(approval.max_priority_fee, priority);
        }
    }
}

/// What a sponsor does not want to pay says nothing of the payment, and the other way round.
#[test]
fn the_caps_are_the_sponsors_alone() {
    for permit in Permit::both() {
        let dear = Approved::new().with(|approved| approved.gas_limit = 150_001).case_for(&permit).report();
        assert_eq!(dear.verdict_on(Concern::Sponsor), Verdict::Invalid);
        // Nobody looks whose signature it is any more.
        assert_eq!(dear.verdict_on(Concern::Payment), Verdict::Undecided);
        assert_eq!(outcome(&dear, CheckId::APPROVAL_SIGNER), Some(&Outcome::Skipped(CheckId::APPROVAL_GAS_CAP)));
        let Some(GasSponsoring::Approval(approval)) = dear.gas_sponsoring() else { panic!("{dear:?}") };
        assert_eq!(approval.most_wei, 150_001_000_000_000.into());
        let short = Approved::new().approving(9_999).case_for(&permit).report();
        assert_eq!(short.verdict_on(Concern::Payment), Verdict::Invalid);
    }
}

/// Only a key signs a transaction: with code or without, it is the payer's or it is nobody's.
#[test]
fn the_payers_code_does_not_matter() {
    let payer: x402_schemes::evm::Address = PAYER.parse().unwrap();
    let good = Approved::new();
    for permit in Permit::both() {
        let delegated = Facts::new()
            .with(Fact::Account { account: payer, code: AccountCode::Present })
            .with(contract_says(payer, permit.digest().0, permit.signature().bytes(), SignatureAnswer::Accepted));
        let stranger = sign::sign_digest_as_stranger(good.digest());
        for facts in [Facts::new(), delegated, Facts::new().with(Fact::AnyAccount(AccountCode::Absent))] {
            assert_eq!(good.case_for(&permit).facts(facts.clone()).verdict(), VALID);
            let other = good.beside_with(&permit, stranger).facts(facts.with(Fact::AnyAllowance(0.into())));
            assert_eq!(other.verdict(), invalid("approval-signer"));
        }
    }
}

/// Beside an allowance that is enough nobody need send it.
#[test]
fn with_an_allowance_a_failing_approval_is_a_flag() {
    let unreadable = [CheckId::APPROVAL_PAYLOAD];
    for Pair { id, fails, .. } in pairs().into_iter().filter(|pair| !unreadable.contains(&pair.id)) {
        let enough = fails.clone().facts(allowing(10_000));
        let report = enough.report();
        assert_eq!(report.verdict(), Verdict::Valid, "{id}");
        let other = match report.gas_sponsoring() {
            Some(GasSponsoring::Approval(approval)) => approval.spender.to_string() != PERMIT2.to_string(),
            _ => false,
        };
        let flags: &[_] = if other { &["failing-approval", "other-spender"] } else { &["failing-approval"] };
        assert_eq!(enough.flags(), flags, "{id}");
        assert_eq!(report.verdict_on(Concern::Payment), Verdict::Valid, "{id}");
        let safe = if id.concerns(Concern::Sponsor) { Verdict::Invalid } else { Verdict::Valid };
        assert_eq!(report.verdict_on(Concern::Sponsor), safe, "{id}");
        assert_eq!(outcome(&report, id), Some(&Outcome::Skipped(CheckId::ALLOWANCE)), "{id}");
        assert_eq!(outcome(&report, CheckId::ALLOWANCE), Some(&Outcome::Pass));
        let kinds: Vec<_> = report.outstanding().iter().map(Question::kind).collect();
        assert!(!kinds.contains(&"transaction-count") && !kinds.contains(&"allowance"), "{kinds:?}");
        let refused = enough.policy(|policy| policy.refused.insert(Flag::FailingApproval));
        assert_eq!(refused.report().reason(), fails.report().reason(), "{id}");
        assert_eq!(failed(&fails.facts(allowing(9_999)).report()), [id]);
    }
    for permit in Permit::both() {
        let good = Approved::new().case_for(&permit);
        for (allowed, listed) in [(10_000, true), (9_999, false)] {
            let case = good.clone().facts(allowing(allowed));
            assert_eq!((case.verdict(), case.flags().is_empty()), (VALID, true));
            assert_eq!(outcome(&case.report(), CheckId::ALLOWANCE).is_some(), listed);
        }
        let text = r#"{"erc20ApprovalGasSponsoring":{"info":{"from":7}}}"#;
        let case = extended(permit.case(), text).facts(allowing(10_000));
        assert_eq!(case.verdict(), invalid("approval-payload"));
    }
}

/// A permit beside it is the one that counts, whatever the approval is; without one, a server that has none of approvals
/// asks for the allowance.
#[test]
fn what_counts_as_not_there() {
    let both = |permit: &Permit, approved: &Approved| {
        let sponsored = Sponsored::new();
        let (first, second) = (
            sponsored.extensions(&sponsored.signature().bytes()),
            approved.extensions(&approved.raw(approved.signature())),
        );
        extended(permit.case(), &format!("{},{}", first.strip_suffix('}').unwrap(), second.strip_prefix('{').unwrap()))
    };
    for permit in Permit::both() {
        let bad = Approved::new().with(|approved| approved.value = 1);
        for approved in [Approved::new(), bad.clone()] {
            let report = both(&permit, &approved).report();
            assert_eq!(report.verdict(), Verdict::Valid);
            assert!(matches!(report.gas_sponsoring(), Some(GasSponsoring::Permit(_))));
            assert_eq!(outcome(&report, CheckId::APPROVAL_PAYLOAD), None);
        }
        for case in [
            bad.case_for(&permit).facts(plain()).policy(|policy| policy.evm.approval_transactions = false),
            extended(
                permit.case(),
                r#"{"erc20ApprovalGasSponsoring":{"info":{"description":"of the server","version":"1"}}}"#,
            ),
        ] {
            let report = case.report();
            assert_eq!(report, permit.case().report());
            assert!(report.outstanding().iter().any(|question| question.kind() == "allowance"));
        }
        let presets = ["default", "ts", "x402-rs"].map(|name| {
            let policy = Policy::preset(name).unwrap();
            (policy.evm.approval_transactions, policy.evm.max_approval_gas)
        });
        assert_eq!(presets, [(true, Some(150_000)), (true, Some(150_000)), (false, Some(150_000))]);
    }
}

/// Nothing is recovered for a payment that has failed before.
#[test]
fn a_hostile_payment_costs_the_cheap_checks() {
    for permit in Permit::both() {
        let report =
            Approved::new().case_for(&permit).at(DEADLINE + 1).policy(|policy| policy.evm.expiry_margin = 0).report();
        assert_eq!(failed(&report), [CheckId::VALID_BEFORE]);
        assert_eq!(outcome(&report, CheckId::APPROVAL_SIGNER), Some(&Outcome::Skipped(CheckId::VALID_BEFORE)));
        assert!(report.outstanding().is_empty() && NOW < DEADLINE);
    }
}
