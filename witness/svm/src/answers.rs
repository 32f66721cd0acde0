//! Compares what this project reads out of accounts with what the token programs do on these accounts.

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use litesvm::LiteSVM;
use serde_json::{Value, json};
use solana_account::Account;
use solana_address::Address;
use solana_clock::Clock;
use x402_conformance::vector::{self, Vector};
use x402_types::{DecodeOptions, RawJson, Wire, v2};
use x402_verify::{
    Answer, AnswerError, Context, Facts, Question, Returned, Rpc, Verdict,
    solana::{self, Fact, Multisig},
    verify,
};

use crate::{
    packet::Packet,
    programs::{self, SYSTEM, TOKEN, TOKEN_2022},
    question::{self, address},
    recorded::Recorded,
    run::{Outcome, Run},
    state::State,
};

const PAYER: &str = "BMrx53yVNyPL7c18P1omSEVbcTD8gnTuQNBBaLCVDUZc";
const THIRD: &str = "2yz3FFSGjJhj9dK8bxRLr4shQdZCfbpKBHAmg8RMK14Q";
const MULTISIG: &str = "AwQHau1d6kJ5AdWtKghDxvSnihwDVjhdeCm5WAHcY5XQ";

/// A recorded payment of 10,000, on accounts that a test changes.
struct Scene {
    chain: LiteSVM,
    vector: Vector,
    question: question::Question,
    packet: Packet,
    is_sponsored: bool,
    blockhash: solana_hash::Hash,
    state: State,
}

impl Scene {
    fn of(id: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec-vectors");
        let recorded = Recorded::read(&root.join("generate/data")).unwrap();
        let files = vector::read_all(&root).unwrap();
        let vector = files.iter().flat_map(|file| &file.vectors).find(|vector| vector.id == id).unwrap();
        let question = question::Question::of(&vector).unwrap();
        let packet = Packet::read(&question.transaction).unwrap();
        let record = recorded.record(id).unwrap().unwrap();
        let (state, blockhash) = (record.state.clone(), record.blockhash);
        let sponsored = packet.sponsored().unwrap();
        let is_sponsored = sponsored.is_some();
        let packet = sponsored.unwrap_or(packet);
        Self { chain: programs::chain().unwrap(), vector, question, packet, is_sponsored, blockhash, state }
    }

    fn with_token_2022_10(mut self) -> Self {
        self.chain = programs::with_token_2022_10(self.chain).unwrap();
        self
    }

    fn in_epoch(mut self, epoch: u64) -> Self {
        self.chain.set_sysvar(&Clock { epoch, ..self.chain.get_sysvar() });
        self
    }

    /// Changes the data of an account.
    fn change(mut self, account: Address, change: impl FnOnce(&mut Vec<u8>)) -> Self {
        change(&mut self.state.accounts.get_mut(&account).unwrap().data);
        self
    }

    fn put(mut self, account: &str, owner: Address, data: Vec<u8>) -> Self {
        let account = address(account).unwrap();
        let lamports = 1_000_000_000;
        let shown = Account { lamports, data, owner, executable: false, rent_epoch: u64::MAX };
        self.state.accounts.insert(account, shown);
        self
    }

    /// The source, the mint or the destination of the transfer.
    fn side(&self, index: usize) -> Address {
        let call = self
            .packet
            .calls
            .iter()
            .find(|call| self.packet.program(call).is_some_and(|program| [TOKEN, TOKEN_2022].contains(&program)));
        self.packet.keys[usize::from(call.unwrap().accounts[index])]
    }

    /// Whether the program transfers the whole amount.
    fn pays(&self) -> bool {
        let (now, price) = (self.question.now, self.question.price);
        let run =
            Run::send(&self.chain, &self.state, &self.packet, self.is_sponsored, self.blockhash, now, price).unwrap();
        run.outcome == Outcome::Done && run.effects.received == 10_000
    }

    fn report(&self, facts: &Facts) -> x402_verify::Report {
        let input: Value = serde_json::from_str(self.vector.input.as_str()).unwrap();
        let payment = input["payment"]["json"].to_string();
        let payment = v2::PaymentPayload::decode(&payment, &DecodeOptions::STRICT).unwrap().value;
        let offer = input["offers"][0].to_string();
        let offer = v2::PaymentRequirements::decode(&offer, &DecodeOptions::STRICT).unwrap().value;
        verify(&payment, &[offer], &Context::at(self.question.now).with_facts(facts))
    }

    fn ask(&self, question: &Question) -> Result<Answer, AnswerError> {
        let shown = |asked: &x402_schemes::solana::Address| {
            let asked = Address::from(asked.to_bytes());
            let account = self.state.accounts.get(&asked).cloned().or_else(|| self.chain.get_account(&asked));
            account.map_or(Value::Null, |account| {
                json!({"owner": account.owner.to_string(), "data": [STANDARD.encode(&account.data), "base64"]})
            })
        };
        let value = match question.rpc().unwrap() {
            Rpc::Solana(solana::Rpc::AccountInfo { address }) => shown(&address),
            Rpc::Solana(solana::Rpc::MultipleAccounts { addresses }) => addresses.iter().map(shown).collect(),
            other => panic!("{other:?}"),
        };
        let result = RawJson::parse(&json!({"context": {"slot": 1000}, "value": value}).to_string()).unwrap();
        question.answer(Returned::Json(result.as_json()))
    }

    fn answer(&self, kind: &str, facts: &Facts) -> Result<Answer, AnswerError> {
        let report = self.report(facts);
        assert_eq!(report.verdict(), Verdict::Valid);
        let mut asked = report.outstanding().iter().filter(|question| question.kind() == kind);
        self.ask(asked.next().unwrap_or_else(|| panic!("{kind} is not asked")))
    }

    /// Checks that our answer agrees with the program.
    fn assert_agrees(&self, kind: &str, pays: bool, what: &str) {
        let answer = if pays { Answer::Yes } else { Answer::No };
        assert_eq!((self.pays(), self.answer(kind, &Facts::new())), (pays, Ok(answer)), "{what}");
    }
}

/// `Multisig` of `spl-token`.
fn multisig_data(required: u8, members: &[&str], initialised: u8) -> Vec<u8> {
    let mut data = vec![required, u8::try_from(members.len()).unwrap(), initialised];
    data.extend(members.iter().flat_map(|member| address(member).unwrap().to_bytes()));
    data.resize(355, 0);
    data
}

#[test]
fn the_delegate_counts_before_the_owner() {
    for id in ["chain-solana-0183", "chain-solana-0235"] {
        let delegating = |delegate: &str, amount: u64| {
            let scene = Scene::of(id);
            let source = scene.side(0);
            scene.change(source, |data| {
                data[72..76].copy_from_slice(&1u32.to_le_bytes());
                data[76..108].copy_from_slice(address(delegate).unwrap().as_ref());
                data[121..129].copy_from_slice(&amount.to_le_bytes());
            })
        };
        for scene in [|scene: Scene| scene, Scene::with_token_2022_10] {
            scene(delegating(PAYER, 9_999)).assert_agrees("source", false, id);
            scene(delegating(PAYER, 10_000)).assert_agrees("source", true, id);
            scene(delegating(THIRD, 1)).assert_agrees("source", true, id);
        }
    }
}

#[test]
fn the_members_are_asked_even_if_the_authority_signs() {
    // Whether the program pays, and the verdict once the question has shown the multisig account.
    let outcome = |scene: &Scene| {
        let report = scene.report(&Facts::new());
        let source = report.outstanding().iter().find(|question| question.kind() == "source").unwrap();
        let facts = Facts::new().with_answer(source, scene.ask(source).unwrap());
        (scene.pays(), scene.report(&facts).verdict())
    };
    for (id, program) in [("chain-solana-0183", TOKEN), ("chain-solana-0235", TOKEN_2022)] {
        let put = |owner: Address, data: Vec<u8>| Scene::of(id).put(PAYER, owner, data);
        assert_eq!(outcome(&put(program, multisig_data(1, &[THIRD], 1))), (false, Verdict::Invalid), "{id}");
        put(program, multisig_data(1, &[THIRD], 0)).assert_agrees("source", false, "one that is not initialised");
        put(program, vec![0; 356]).assert_agrees("source", true, "longer than a multisig account");
        put(SYSTEM, multisig_data(1, &[THIRD], 1)).assert_agrees("source", true, "of another program");
    }
    // Token asks the members of an account of Token-2022.
    let other = Scene::of("chain-solana-0183").put(PAYER, TOKEN_2022, multisig_data(1, &[THIRD], 1));
    assert_eq!(outcome(&other), (false, Verdict::Invalid));
    // In the opposite case the version decides.
    let other = || Scene::of("chain-solana-0235").put(PAYER, TOKEN, multisig_data(1, &[THIRD], 1));
    assert_eq!(outcome(&other()), (false, Verdict::Undecided));
    assert_eq!(outcome(&other().with_token_2022_10()), (true, Verdict::Undecided));
}

/// A multisig account of either program, of which one of two signs, as one has to.
#[test]
fn a_multisig_of_the_other_program() {
    for (id, program, other) in [("chain-solana-0219", TOKEN, TOKEN_2022), ("chain-solana-0271", TOKEN_2022, TOKEN)] {
        let of = |owner: Address| Scene::of(id).put(MULTISIG, owner, multisig_data(1, &[PAYER, THIRD], 1));
        let verdict = |scene: &Scene| {
            let report = scene.report(&Facts::new());
            let question = report.needs().next().unwrap().clone();
            let facts = Facts::new().with_answer(&question, scene.ask(&question).unwrap());
            let report = scene.report(&facts);
            if report.verdict() == Verdict::Valid {
                assert_eq!(scene.answer("source", &facts), Ok(Answer::Yes), "{id}");
            }
            report.verdict()
        };
        assert_eq!((of(program).pays(), verdict(&of(program))), (true, Verdict::Valid), "{id}");
        assert!(of(program).with_token_2022_10().pays());
        let by_version = other == TOKEN;
        let expected = if by_version { Verdict::Undecided } else { Verdict::Valid };
        assert_eq!((of(other).pays(), verdict(&of(other))), (true, expected), "{id}");
        assert_eq!(of(other).with_token_2022_10().pays(), !by_version, "{id}");
        // With zero required signers nobody has to sign. The programs make no such account, and none is accepted.
        let none = of(program).put(MULTISIG, program, multisig_data(0, &[PAYER], 1));
        assert_eq!(verdict(&none), Verdict::Invalid);
    }
}

/// A member that is listed twice counts twice.
#[test]
fn a_member_who_is_listed_twice() {
    for (id, owner) in [("chain-solana-0219", TOKEN), ("chain-solana-0271", TOKEN_2022)] {
        for (required, members, pays) in [
            (2, [PAYER, PAYER].as_slice(), true),
            (3, &[PAYER, PAYER], false),
            (3, &[PAYER, THIRD, PAYER, PAYER], true),
            (2, &[PAYER, THIRD, THIRD], false),
        ] {
            let scene = Scene::of(id).put(MULTISIG, owner, multisig_data(required, members, 1));
            let known: Vec<_> = members.iter().map(|member| member.parse().unwrap()).collect();
            let facts = Facts::new().with(Fact::Multisig {
                authority: MULTISIG.parse().unwrap(),
                multisig: Some(Multisig::new(required, known)),
            });
            let is_valid = scene.report(&facts).verdict() == Verdict::Valid;
            assert_eq!(
                (scene.pays(), scene.clone_with_10().pays(), is_valid),
                (pays, pays, pays),
                "{required} {members:?}"
            );
        }
    }
}

impl Scene {
    fn clone_with_10(&self) -> Self {
        let mut other = Self::of(&self.vector.id).with_token_2022_10();
        other.state = self.state.clone();
        other
    }
}

/// Extension 5, `ConfidentialTransferAccount`: the byte at 262 says whether it takes others than confidential credits.
#[test]
fn a_destination_that_takes_confidential_credits_alone() {
    for (takes, pays) in [(1, true), (0, false)] {
        let scene = Scene::of("chain-solana-0235");
        let destination = scene.side(2);
        let scene = scene.change(destination, |data| {
            let mut value = [0; 295];
            (value[0], value[261], value[262]) = (1, 1, takes);
            data.truncate(165);
            data.push(2);
            data.extend([5, 0, 39, 1]);
            data.extend(value);
        });
        scene.assert_agrees("destination", pays, "the byte is read");
        assert_eq!(scene.clone_with_10().pays(), pays);
    }
}

/// The newer fee counts from its epoch on.
#[test]
fn the_fee_in_force() {
    let with = |older: u16, newer: u16, epoch: u64| {
        let scene = Scene::of("chain-solana-0301");
        let mint = scene.side(1);
        let scene = scene.change(mint, |data| {
            let config = data.windows(4).skip(166).position(|entry| entry == [1, 0, 108, 0]).unwrap() + 166 + 4;
            for (at, from, rate) in [(72, 0u64, older), (90, 5, newer)] {
                data[config + at..config + at + 8].copy_from_slice(&from.to_le_bytes());
                data[config + at + 8..config + at + 16].copy_from_slice(&u64::MAX.to_le_bytes());
                data[config + at + 16..config + at + 18].copy_from_slice(&rate.to_le_bytes());
            }
        });
        scene.in_epoch(epoch)
    };
    for (older, newer, epoch, pays) in [
        (0, 100, 4, true),
        (0, 100, 5, false),
        (0, 100, 6, false),
        (100, 0, 4, false),
        (100, 0, 5, true),
        (0, 0, 5, true),
        (100, 100, 9, false),
    ] {
        with(older, newer, epoch).assert_agrees("mint", pays, &format!("{older} {newer} in {epoch}"));
    }
}
