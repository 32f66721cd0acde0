//! Claims by `batch-settlement` with many rows, against a model of N-12, N-19 and N-27: what is known decides as much as it can, and
//! everything else is asked at once.

#![allow(clippy::wildcard_enum_match_arm, reason = "a claim has three kinds of questions")]

use std::collections::BTreeSet;

use alloy_primitives::hex;
use x402_laws::bounds::is_full;
use x402_schemes::{
    AccountId,
    evm::{
        Address,
        batch_settlement::{ChannelConfig, ChannelId, SETTLEMENT, voucher_hash},
    },
};
use x402_types::{DecodeOptions, RawJson, Wire, read::Reader, v2::PaymentPayload};
use x402_verify::{
    Answer, Context, Deciding, Decision, Facts, Phase, Question, Report, Verdict,
    evm::{
        self, AccountCode, SignatureAnswer,
        batch_settlement::{ChannelState, Fact},
    },
    verify,
};

use crate::{keys::PAYER, law::Dice, sign};

const OFFER: &str = r#"{"scheme":"batch-settlement","network":"eip155:8453","amount":"0","asset":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":0,"extra":{}}"#;
const AUTHORIZER: &str = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";
/// An account with a key that signs here, and two without.
const PAYERS: [&str; 3] =
    [PAYER, "0x1111111111111111111111111111111111111111", "0x2222222222222222222222222222222222222222"];
const BALANCE: u128 = 1000;

/// A row, and what its channel and its payer are.
#[derive(Clone, Copy, Debug)]
struct Row {
    payer: usize,
    /// Whether the payer signs vouchers itself. If not, the key does.
    signs_itself: bool,
    salt: usize,
    is_by_key: bool,
    total: u128,
    most: u128,
}

/// What the chain knows.
#[derive(Clone, Copy, Debug)]
struct World {
    has_code: [bool; 3],
    /// What was claimed of the channels with these salts.
    claimed: [u128; 4],
    /// Whether the contracts accept a signature, by the salt of the channel.
    accepts: [bool; 4],
}

impl Row {
    fn config(&self) -> String {
        let (payer, salt) = (PAYERS[self.payer], self.salt);
        let authorizer = if self.signs_itself { "0x0000000000000000000000000000000000000000" } else { PAYER };
        format!(
            r#"{{"payer":"{payer}","payerAuthorizer":"{authorizer}","receiver":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","receiverAuthorizer":"{AUTHORIZER}","token":"0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913","withdrawDelay":86400,"salt":"0x{salt:064x}"}}"#
        )
    }

    fn channel(&self) -> x402_schemes::evm::batch_settlement::Channel {
        let config = RawJson::parse(&self.config()).unwrap();
        ChannelConfig::read(config.as_json(), &mut Reader::new(&DecodeOptions::STRICT)).unwrap().on_chain(8453)
    }

    fn digest(&self) -> [u8; 32] {
        let channel = self.channel();
        channel.digest(&voucher_hash(channel.id(), self.most.into()))
    }

    fn signature(&self) -> Vec<u8> {
        let digest = self.digest().into();
        if self.is_by_key { sign::sign_digest(digest) } else { sign::sign_digest_as_stranger(digest) }.bytes()
    }

    fn account(&self) -> Address {
        PAYERS[self.payer].parse().unwrap()
    }

    /// Whether the key signed that signs here.
    const fn is_signed_by_key(&self) -> bool {
        self.is_by_key && (!self.signs_itself || self.payer == 0)
    }

    fn to_json(self) -> String {
        let Self { most, total, .. } = self;
        format!(
            r#"{{"voucher":{{"channel":{},"maxClaimableAmount":"{most}"}},"signature":"{}","totalClaimed":"{total}"}}"#,
            self.config(),
            hex::encode_prefixed(self.signature())
        )
    }
}

fn payment(rows: &[Row]) -> PaymentPayload {
    let rows: Vec<String> = rows.iter().map(|row| row.to_json()).collect();
    let text =
        format!(r#"{{"x402Version":2,"accepted":{OFFER},"payload":{{"type":"claim","claims":[{}]}}}}"#, rows.join(","));
    PaymentPayload::decode(&text, &DecodeOptions::STRICT).unwrap().value
}

fn report_of(payment: &PaymentPayload, facts: &Facts) -> Report {
    let own = [AccountId::Evm(AUTHORIZER.parse().unwrap())];
    let phase = Phase::named("submit").unwrap();
    let context = Context::at(1_795_000_000).with_phase(&phase).with_facilitators(&own).with_facts(facts);
    verify(payment, std::slice::from_ref(&payment.accepted), &context)
}

impl World {
    fn state(&self, salt: usize) -> ChannelState {
        let mut state = ChannelState::of_balance(BALANCE.into());
        state.total_claimed = self.claimed[salt].into();
        state
    }

    fn code(&self, account: Address) -> AccountCode {
        let is_it = |payer: &&str| account == payer.parse().unwrap();
        let has_code = PAYERS.iter().position(is_it).is_some_and(|payer| self.has_code[payer]);
        if has_code { AccountCode::Present } else { AccountCode::Absent }
    }

    /// The fact about the channel of a row, its payer, or what the payer's contract says.
    fn fact(&self, row: &Row, which: usize) -> x402_verify::Fact {
        let answer = SignatureAnswer::from(self.accepts[row.salt]);
        match which {
            0 => Fact::Channel { channel: row.channel().id(), state: self.state(row.salt) }.into(),
            1 => evm::Fact::Account { account: row.account(), code: self.code(row.account()) }.into(),
            _ => evm::Fact::ContractSignature {
                account: row.account(),
                caller: Some(SETTLEMENT),
                digest: row.digest(),
                signature: row.signature(),
                answer,
            }
            .into(),
        }
    }

    fn answer(&self, rows: &[Row], question: &Question) -> Answer {
        match question {
            Question::Evm(evm::Question::ChannelState(asked)) => {
                let row = rows.iter().find(|row| row.channel().id() == asked.channel).unwrap();
                evm::Answer::Channel(Box::new(self.state(row.salt))).into()
            }
            Question::Evm(evm::Question::AccountCode(asked)) => evm::Answer::Code(self.code(asked.account)).into(),
            Question::Evm(evm::Question::ContractSignature(asked)) => {
                let row = rows.iter().find(|row| row.digest() == asked.digest).unwrap();
                if self.accepts[row.salt] { Answer::Yes } else { Answer::No }
            }
            other => panic!("{other}"),
        }
    }
}

/// The verdict, the flags and the questions by the rulings, where these facts are known: (row, which).
fn model(rows: &[Row], world: &World, known: &BTreeSet<(usize, usize)>) -> (Verdict, Vec<&'static str>, Asked) {
    let knows = |row: &Row, which: usize| {
        let is_same = |other: &Row| match which {
            0 => other.channel().id() == row.channel().id(),
            1 => other.payer == row.payer,
            _ => (other.account(), other.digest(), other.signature()) == (row.account(), row.digest(), row.signature()),
        };
        rows.iter().enumerate().any(|(index, other)| known.contains(&(index, which)) && is_same(other))
    };
    let mut asked = Asked::default();
    let (mut fails, mut waits, mut no_op, mut revocable) = (false, false, false, false);
    let mut claimed: Vec<(ChannelId, u128)> = Vec::new();
    for row in rows {
        let id = row.channel().id();
        if row.total == 0 {
            no_op = true;
            continue;
        }
        if !knows(row, 0) {
            asked.channels.insert(id.to_bytes());
            waits = true;
            continue;
        }
        let before = claimed.iter().rev().find(|(other, _)| *other == id);
        if row.total <= before.map_or(world.claimed[row.salt], |(_, total)| *total) {
            no_op = true;
            continue;
        }
        claimed.push((id, row.total));
        revocable |= row.signs_itself;
        fails |= row.total > row.most || row.total > BALANCE;
        if !row.signs_itself {
            fails |= !row.is_by_key;
        } else if !knows(row, 1) {
            if !row.is_signed_by_key() {
                asked.codes.insert(row.payer);
                waits = true;
            }
        } else if !world.has_code[row.payer] {
            fails |= !row.is_signed_by_key();
        } else if knows(row, 2) {
            fails |= !world.accepts[row.salt];
        } else {
            asked.signatures.insert((row.payer, row.digest(), row.signature()));
            waits = true;
        }
    }
    let flags = [("revocable-voucher", revocable), ("no-op-claim", no_op)];
    let verdict = match (fails, waits) {
        (true, _) => Verdict::Invalid,
        (false, true) => Verdict::Undecided,
        (false, false) => Verdict::Valid,
    };
    (verdict, flags.into_iter().filter(|(_, raised)| *raised).map(|(name, _)| name).collect(), asked)
}

/// What is asked, each once.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    channels: BTreeSet<[u8; 32]>,
    codes: BTreeSet<usize>,
    signatures: BTreeSet<(usize, [u8; 32], Vec<u8>)>,
}

impl Asked {
    /// Reads the needs of a report, of which none comes twice.
    fn of(report: &Report) -> Self {
        let mut asked = Self::default();
        let position = |account: Address| PAYERS.iter().position(|payer| account == payer.parse().unwrap()).unwrap();
        for question in report.needs() {
            let is_new = match question {
                Question::Evm(evm::Question::ChannelState(question)) => {
                    asked.channels.insert(question.channel.to_bytes())
                }
                Question::Evm(evm::Question::AccountCode(question)) => asked.codes.insert(position(question.account)),
                Question::Evm(evm::Question::ContractSignature(question)) => {
                    asked.signatures.insert((position(question.account), question.digest, question.signature.clone()))
                }
                other => panic!("{other}"),
            };
            assert!(is_new, "{question} is asked twice");
        }
        asked
    }
}

/// Follows the needs, all of them or the first of each round, to the end. Returns the last report and the number of rounds.
fn follow(payment: &PaymentPayload, rows: &[Row], world: &World, mut facts: Facts, all: bool) -> (Report, usize) {
    for rounds in 0.. {
        let report = report_of(payment, &facts);
        if report.verdict() != Verdict::Undecided {
            return (report, rounds);
        }
        let needs = report.needs().take(if all { usize::MAX } else { 1 });
        facts = needs.fold(facts, |facts, question| facts.with_answer(question, world.answer(rows, question)));
    }
    unreachable!("the rounds end")
}

fn every_fact(rows: &[Row]) -> BTreeSet<(usize, usize)> {
    (0..rows.len()).flat_map(|row| [0, 1, 2].map(|which| (row, which))).collect()
}

fn facts(rows: &[Row], world: &World, known: &BTreeSet<(usize, usize)>) -> Facts {
    known.iter().fold(Facts::new(), |facts, (row, which)| facts.with(world.fact(&rows[*row], *which)))
}

#[test]
fn claims_follow_the_rulings_with_any_facts() {
    let mut dice = Dice(12);
    let (mut valid, mut invalid, mut undecided) = (0, 0, 0);
    for _ in 0..if is_full() { 20_000 } else { 400 } {
        let row = |dice: &mut Dice| {
            let most = [500, 800, 1200][dice.roll(3)];
            Row {
                payer: dice.roll(3),
                signs_itself: dice.roll(2) == 0,
                salt: dice.roll(4),
                is_by_key: dice.roll(4) > 0,
                total: [0, 300, 500, 800, most, most, most + 1, 1001][dice.roll(8)],
                most,
            }
        };
        let rows: Vec<Row> = (0..=dice.roll(5)).map(|_| row(&mut dice)).collect();
        let mut coins = |sides: usize| [0; 4].map(|_| dice.roll(sides) == 0);
        let ([first, second, third, _], accepts) = (coins(2), coins(4).map(|refuses| !refuses));
        let claimed = coins(2).map(|is_fresh| if is_fresh { 0 } else { 500 });
        let world = World { has_code: [first, second, third], claimed, accepts };
        let known: BTreeSet<_> = every_fact(&rows).into_iter().filter(|_| dice.roll(3) > 0).collect();
        let payment = payment(&rows);
        let (partial, whole) = (facts(&rows, &world, &known), facts(&rows, &world, &every_fact(&rows)));
        for (facts, known) in [(&partial, &known), (&whole, &every_fact(&rows))] {
            let report = report_of(&payment, facts);
            let (verdict, flags, asked) = model(&rows, &world, known);
            assert_eq!(report.verdict(), verdict, "{rows:#?} {world:?} {known:?}");
            assert_eq!(report.flags().iter().map(|flag| flag.as_str()).collect::<Vec<_>>(), flags, "{rows:#?}");
            if verdict == Verdict::Undecided {
                assert_eq!(Asked::of(&report), asked, "{rows:#?} {known:?}");
            }
            match verdict {
                Verdict::Valid => valid += 1,
                Verdict::Invalid => invalid += 1,
                Verdict::Undecided => undecided += 1,
            }
        }
        // Whoever follows the needs to the end, all at once or one by one, ends as one who knows everything.
        let last = report_of(&payment, &whole).verdict();
        let (at_once, rounds) = follow(&payment, &rows, &world, partial.clone(), true);
        let (one_by_one, _) = follow(&payment, &rows, &world, partial.clone(), false);
        assert!(rounds <= 3, "{rounds} rounds: {rows:#?}");
        assert_eq!(at_once.verdict(), one_by_one.verdict());
        match (report_of(&payment, &partial).verdict(), at_once.verdict()) {
            (Verdict::Invalid, _) | (_, Verdict::Invalid) => assert_eq!(last, Verdict::Invalid),
            // The code of a payer whose key has signed is asked after the verdict.
            (_, end) => assert!(end == last || has_code_left(&at_once), "{end} and {last}: {rows:#?} {world:?}"),
        }
    }
    assert!(valid.min(invalid).min(undecided) > 20, "{valid} {invalid} {undecided}");
}

fn has_code_left(report: &Report) -> bool {
    report.outstanding().iter().any(|question| question.kind() == "account-code")
}

/// N-19, N-27: a claim of many rows is decided in as many rounds as one of one row.
#[test]
fn twelve_channels_of_wallets_are_decided_in_three_rounds() {
    let row = |salt| Row { payer: 1 + salt % 2, signs_itself: true, salt, is_by_key: true, total: 300, most: 500 };
    let rows: Vec<Row> = (0..12).map(row).collect();
    let mut accepted = Facts::new();
    let payment = payment(&rows);
    for (round, (kind, count)) in
        [("channel-state", 12), ("account-code", 2), ("contract-signature", 12)].into_iter().enumerate()
    {
        let report = report_of(&payment, &accepted);
        assert_eq!(report.verdict(), Verdict::Undecided);
        let needs: Vec<Question> = report.needs().cloned().collect();
        let kinds: Vec<_> = needs.iter().map(Question::kind).collect();
        assert_eq!(kinds, vec![kind; count], "round {round}");
        let answer = |question: &Question| match question {
            Question::Evm(evm::Question::ChannelState(_)) => {
                evm::Answer::Channel(Box::new(ChannelState::of_balance(BALANCE.into()))).into()
            }
            Question::Evm(evm::Question::AccountCode(_)) => evm::Answer::Code(AccountCode::Present).into(),
            _ => Answer::Yes,
        };
        let last = needs.last().unwrap();
        if kind == "contract-signature" {
            // One contract that refuses makes all rows revert.
            let but_one = needs.iter().filter(|question| *question != last);
            let but_one =
                but_one.fold(accepted.clone(), |facts, question| facts.with_answer(question, answer(question)));
            assert_eq!(report_of(&payment, &but_one).needs().collect::<Vec<_>>(), [last]);
            assert_eq!(report_of(&payment, &but_one.with_answer(last, Answer::No)).verdict(), Verdict::Invalid);
        }
        accepted = needs.iter().fold(accepted, |facts, question| facts.with_answer(question, answer(question)));
    }
    assert_eq!(report_of(&payment, &accepted).verdict(), Verdict::Valid);
    // The driver asks each round at once.
    let own = [AccountId::Evm(AUTHORIZER.parse().unwrap())];
    let phase = Phase::named("submit").unwrap();
    let context = Context::at(1_795_000_000).with_phase(&phase).with_facilitators(&own);
    let mut deciding = Deciding::new(&payment, std::slice::from_ref(&payment.accepted), &context);
    let mut rounds = 0;
    while let Some(batch) = deciding.request() {
        rounds += 1;
        let calls = batch.as_json().elements().unwrap().count();
        assert_eq!(calls, [12, 2, 12][rounds - 1]);
        let open: Vec<Question> = deciding.questions().cloned().collect();
        for question in open {
            let answer = match &question {
                Question::Evm(evm::Question::ChannelState(_)) => {
                    evm::Answer::Channel(Box::new(ChannelState::of_balance(BALANCE.into()))).into()
                }
                Question::Evm(evm::Question::AccountCode(_)) => evm::Answer::Code(AccountCode::Present).into(),
                _ => Answer::Yes,
            };
            deciding.answer(&question, answer);
        }
    }
    assert_eq!(rounds, 3);
    assert!(matches!(deciding.decide(), Decision::CarryOut(_)));
}
