//! What a node shows of a payment whose settlement has no answer, and what it does not show.

use x402_schemes::evm::{Address, keccak256, permit2};
use x402_seller::{Finality, Lookup, LookupError, OnChain, Settle, Step};
use x402_types::PaymentFlow;

use crate::{
    chain::{Chain, Log, Transaction, authorization_canceled, authorization_used, block_hash, transfer},
    world::{self, END, NOW, PAYER, Says, World, header, request, seller, served, written},
};

const ID: u64 = 84_532;
const NONCE: [u8; 32] = [1; 32];
const OTHER_NONCE: [u8; 32] = [2; 32];
const VALUE: u64 = 10_000;
const HASH: [u8; 32] = [0xcd; 32];

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

fn token() -> Address {
    address("0x036CbD53842c5426634e7929541eC2318f3dCF7e")
}

fn payer() -> Address {
    address(PAYER)
}

fn shop() -> Address {
    address("0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
}

fn stranger() -> Address {
    address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
}

/// The settlement of the payment with the nonce, up to the facilitator.
fn first(flow: PaymentFlow, world: &mut World) -> Settle {
    let mut step = written(world.first(request(&seller(flow, false), &header(flow, 1), "", NOW), NOW), world, NOW);
    if let Step::Serve(serve) = step {
        step = written(serve.served(served(), NOW), world, NOW);
    }
    let Step::Settle(settle) = step else { panic!("{step:?}") };
    settle
}

/// The next one after this answer.
fn next(settle: Settle, says: Says, world: &mut World) -> Settle {
    let step = written(says.answer(settle, NOW), world, NOW);
    let Step::Settle(settle) = step else { panic!("{step:?}") };
    settle
}

/// The second attempt, after the answer to the first one was lost.
fn open() -> Settle {
    let world = &mut World::default();
    next(first(PaymentFlow::Authorization, world), Says::Nothing, world)
}

fn shown(lookup: Option<Lookup>, chain: &mut Chain) -> Result<Option<OnChain>, LookupError> {
    let mut lookup = lookup.expect("a node tells");
    while let Some(request) = lookup.request() {
        // Nothing is known before the end.
        assert_eq!(lookup.shown(), None);
        lookup.response(&chain.answer(&request))?;
    }
    Ok(lookup.shown())
}

fn look_up(settle: &Settle, chain: &mut Chain) -> Result<Option<OnChain>, LookupError> {
    shown(settle.lookup(Finality::Finalized), chain)
}

fn settled() -> Result<Option<OnChain>, LookupError> {
    Ok(Some(OnChain::Settled { transaction: format!("0x{}", "cd".repeat(32)) }))
}

/// A chain on which a transaction with these logs used the nonce, some seconds after the facilitator was asked.
fn chain(logs: Vec<Log>) -> Chain {
    let mut chain = Chain::until(ID, NOW + 3_600);
    let number = chain.block_at(NOW + 4);
    chain.used = Some(number);
    chain.transactions = vec![Transaction { hash: HASH, number, status: 1, to: token(), input: Vec::new(), logs }];
    chain
}

fn used() -> Log {
    authorization_used(token(), payer(), NONCE)
}

fn paid() -> Log {
    transfer(token(), payer(), shop(), VALUE)
}

#[test]
fn the_log_of_the_nonce_and_that_of_the_transfer_behind_it_show_that_a_payment_is_settled() {
    let mut on = chain(vec![used(), paid()]);
    assert_eq!(look_up(&open(), &mut on), settled());
    let methods: Vec<_> = on.asked.iter().map(|asked| asked.split(' ').next().unwrap()).collect();
    let (begin, end) = (&methods[..3], &methods[methods.len() - 3..]);
    assert_eq!(begin, ["eth_chainId", "eth_getBlockByNumber", "eth_call"]);
    assert_eq!(end, ["eth_getLogs", "eth_getTransactionReceipt", "eth_getBlockByNumber"]);
    assert!(methods.len() <= 16, "{methods:?}");
    // In that very block, and not in one that may be older or not final.
    assert!(
        on.asked[1].contains(r#"["finalized",false]"#) && on.asked[2].ends_with(r#","0xf4240"]"#),
        "{:?}",
        on.asked
    );

    // Others are in the transaction, too, and the facilitator may settle through a contract.
    let elsewhere = transfer(token(), stranger(), shop(), VALUE);
    let other = authorization_used(token(), stranger(), NONCE);
    let mut on = chain(vec![other, elsewhere.clone(), used(), paid(), elsewhere]);
    on.transactions[0].to = stranger();
    assert_eq!(look_up(&open(), &mut on), settled());

    // The bytes of the answers decide, and not who asks: also when the buyer has come again, and its window has ended.
    let mut world = World::default();
    let settle = next(first(PaymentFlow::Authorization, &mut world), Says::Nothing, &mut world);
    let answer = written(Says::Nothing.answer(settle, NOW), &mut world, NOW);
    assert_eq!(world::answer_of(answer).status, 503);
    let late = END + 1_000;
    let step = world.first(
        request(&seller(PaymentFlow::Authorization, false), &header(PaymentFlow::Authorization, 1), "", late),
        late,
    );
    let Step::Settle(settle) = written(step, &mut world, late) else { panic!() };
    assert_eq!(settle.unanswered(), Some(NOW));
    assert_eq!(look_up(&settle, &mut chain(vec![used(), paid()])), settled());
    // The buyer gets the goods.
    let transaction = format!("0x{}", "cd".repeat(32));
    let step = settle.on_chain(OnChain::Settled { transaction }, late);
    assert_eq!(world::answer_of(written(step, &mut world, late)).body, served().body);
}

#[test]
fn what_is_nearly_the_settlement_is_not_called_settled() {
    let other_token = address("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913");
    let to_stranger = || transfer(token(), payer(), stranger(), VALUE);
    let other_used = || authorization_used(token(), payer(), OTHER_NONCE);
    // The nonce is used for another transfer, or cancelled. There will be no second one.
    let never = || Ok(Some(OnChain::Never));
    for (logs, expected) in [
        (vec![used(), to_stranger()], never()),
        (vec![authorization_canceled(token(), payer(), NONCE)], never()),
        (vec![used(), to_stranger(), transfer(token(), stranger(), shop(), VALUE)], never()),
        // A token that takes a fee may log both of it, so this may be the payment.
        (vec![used(), to_stranger(), transfer(token(), payer(), shop(), VALUE - 1)], Ok(None)),
        // Another amount.
        (vec![used(), transfer(token(), payer(), shop(), VALUE - 1)], Ok(None)),
        (vec![used(), transfer(token(), payer(), shop(), VALUE + 1)], Ok(None)),
        (vec![used(), transfer(token(), payer(), shop(), VALUE), paid()], settled()),
        // Another payer's money, and another token's.
        (vec![used(), transfer(token(), stranger(), shop(), VALUE)], Ok(None)),
        (vec![used(), transfer(other_token, payer(), shop(), VALUE)], Ok(None)),
        // No transfer, and one that is not right behind.
        (vec![used()], Ok(None)),
        (vec![paid(), used()], Ok(None)),
        (vec![used(), (stranger(), vec![], vec![]), paid()], Ok(None)),
        // Two nonces and one transfer: it belongs to the other one.
        (vec![used(), to_stranger(), other_used(), paid()], Ok(None)),
        (vec![used(), other_used(), paid()], Ok(None)),
        // The log of another contract, another payer and another nonce.
        (vec![authorization_used(other_token, payer(), NONCE), paid()], Ok(None)),
        (vec![authorization_used(token(), stranger(), NONCE), paid()], Ok(None)),
        (vec![other_used(), paid()], Ok(None)),
        // A log with data is none of EIP-3009.
        (vec![(token(), used().1, vec![0]), paid()], Err(LookupError::Malformed("eth_getLogs"))),
    ] {
        assert_eq!(look_up(&open(), &mut chain(logs.clone())), expected, "{logs:?}");
    }
    // The other payment of that transaction is settled.
    let world = &mut World::default();
    let flow = PaymentFlow::Authorization;
    let step = written(world.first(request(&seller(flow, false), &header(flow, 2), "", NOW), NOW), world, NOW);
    let Step::Serve(serve) = step else { panic!("{step:?}") };
    let Step::Settle(settle) = written(serve.served(served(), NOW), world, NOW) else { panic!() };
    let settle = next(settle, Says::Nothing, world);
    let logs = vec![used(), to_stranger(), other_used(), paid()];
    assert_eq!(look_up(&settle, &mut chain(logs)), settled());

    // The two logs in two transactions.
    let mut on = chain(vec![used()]);
    let number = on.transactions[0].number;
    let second = Transaction { hash: [0xee; 32], number: number + 1, logs: vec![paid()], ..on.transactions[0].clone() };
    on.transactions.push(second);
    assert_eq!(look_up(&open(), &mut on), Ok(None));
    // A transaction that failed, and one in a block that is not final yet.
    let mut on = chain(vec![used(), paid()]);
    on.transactions[0].status = 0;
    assert_eq!(look_up(&open(), &mut on), Err(LookupError::Contradiction));
    let mut on = chain(vec![used(), paid()]);
    on.behind = (0, on.head - on.transactions[0].number + 1);
    assert_eq!(look_up(&open(), &mut on), Ok(None));
    on.behind.1 -= 1;
    assert_eq!(look_up(&open(), &mut on), settled());
    // Another chain.
    on.id = 8_453;
    assert_eq!(look_up(&open(), &mut on), Err(LookupError::Chain));
    // A node that knows the nonce to be unused, whatever else it says.
    let mut on = chain(vec![used(), paid()]);
    on.used = None;
    assert_eq!(look_up(&open(), &mut on), Ok(Some(OnChain::Never)));
    on.behind.1 = on.head - on.block_at(END) + 1;
    assert_eq!(look_up(&open(), &mut on), Ok(None));
    on.behind.1 -= 1;
    assert_eq!(look_up(&open(), &mut on), Ok(Some(OnChain::Never)));
}

/// A payment whose record was forgotten can come again with the same nonce, and one can be sent to two shops: what was settled before this
/// shop asked was settled for somebody else.
#[test]
fn only_what_is_settled_after_a_lost_request_is_settled_for_this_record() {
    let settle = open();
    for (time, expected) in [(NOW - 3_600, Ok(None)), (NOW - 12, Ok(None)), (NOW - 10, settled()), (NOW, settled())] {
        let mut on = chain(vec![used(), paid()]);
        on.transactions[0].number = on.block_at(time);
        on.used = Some(on.transactions[0].number);
        assert_eq!(look_up(&settle, &mut on), expected, "{time}");
    }
    let world = &mut World::default();
    let on = &mut chain(vec![used(), paid()]);
    let flow = PaymentFlow::Authorization;
    // The first attempt knows of none before, and whoever used the nonce before it was not asked by this shop.
    let settle = first(flow, world);
    assert_eq!((settle.unanswered(), look_up(&settle, on)), (None, Ok(None)));
    let settle = next(settle, Says::NonceUsed, world);
    assert_eq!((settle.times(), settle.unanswered(), look_up(&settle, on)), (2, None, Ok(None)));
    // It was not sent, so nothing was lost.
    let answer = written(Says::NotSent.answer(settle.clone(), NOW), &mut world.clone(), NOW);
    assert_eq!(world::answer_of(answer).status, 503);
    // The second answer is lost, and the record says so.
    for (says, unanswered) in [
        (Says::NotSent, None),
        (Says::NonceUsed, None),
        (Says::Failed, None),
        (Says::Nothing, Some(NOW)),
        (Says::Pending, Some(NOW)),
    ] {
        let world = &mut world.clone();
        drop(written(says.answer(settle.clone(), NOW), world, NOW));
        let later = NOW + 20;
        let step =
            written(world.first(request(&seller(flow, false), &header(flow, 1), "", later), later), world, later);
        let Step::Settle(again) = step else { panic!("{step:?}") };
        assert_eq!(again.unanswered(), unanswered, "{says:?}");
        assert_eq!(look_up(&again, on), if unanswered.is_some() { settled() } else { Ok(None) }, "{says:?}");
    }
    // A seller that is killed while it asks has no answer.
    let later = NOW + 20;
    let step = written(world.first(request(&seller(flow, false), &header(flow, 1), "", later), later), world, later);
    let Step::Settle(again) = step else { panic!("{step:?}") };
    assert_eq!((again.unanswered(), look_up(&again, on)), (Some(NOW), settled()));
}

#[test]
fn a_node_that_contradicts_itself_or_says_nothing_shows_nothing() {
    for (method, part, instead) in [
        ("eth_chainId", r#""result":"0x14a34""#, r#""result":null"#),
        ("eth_chainId", r#""result":"0x14a34""#, r#""result":84532"#),
        ("eth_chainId", r#""result":"0x14a34""#, r#""error":{"code":-32000,"message":"busy"}"#),
        ("eth_chainId", r#""result":"0x14a34""#, r#""result":"0x14a34","error":{"code":1}"#),
        ("eth_chainId", r#""id":1"#, r#""id":2"#),
        ("eth_chainId", r#""id":1,"#, ""),
        ("eth_getBlockByNumber", r#""timestamp""#, r#""time""#),
        ("eth_getBlockByNumber", r#""number":"0x"#, r#""number":"0y"#),
        ("eth_getBlockByNumber", r#""hash":"0x"#, r#""hash":"0x00"#),
        ("eth_call", r#"0000001""#, r#"0000002""#),
        ("eth_call", r#"0000001""#, r#"""#),
        ("eth_getLogs", r#""removed":false"#, r#""removed":true"#),
        ("eth_getLogs", r#""removed":false"#, r#""removed":null,"blockHash2":1"#),
        ("eth_getLogs", r#""data":"0x""#, r#""data":"0x00""#),
        ("eth_getLogs", r#""topics":["#, r#""topics":[1,"#),
        ("eth_getLogs", r#""blockNumber":"0x"#, r#""blockNumber":"0x1"#),
        ("eth_getLogs", r#""result":["#, r#""result":[{},"#),
        ("eth_getLogs", r#""address":"0x036"#, r#""address":"0x136"#),
        ("eth_getTransactionReceipt", r#""status":"0x1""#, r#""status":"0x0""#),
        ("eth_getTransactionReceipt", r#""status":"0x1""#, r#""status":null"#),
        ("eth_getTransactionReceipt", r#""status":"0x1","#, ""),
        ("eth_getTransactionReceipt", r#""transactionHash":"0xcd"#, r#""transactionHash":"0xce"#),
        ("eth_getTransactionReceipt", r#""logIndex":"0x7""#, r#""logIndex":"0x6""#),
        ("eth_getTransactionReceipt", r#""logs":["#, r#""logs":[null,"#),
    ] {
        let mut on = chain(vec![used(), paid()]);
        on.spoilt = Some((method, part.into(), instead.into()));
        let replied = look_up(&open(), &mut on);
        // A log without `removed` was not removed.
        let is_whole = instead.contains("blockHash2");
        assert!(if is_whole { replied == settled() } else { replied.is_err() }, "{method} {instead}: {replied:?}");
    }
    // The next log has another place in the block.
    let mut on = chain(vec![used(), paid()]);
    on.spoilt = Some(("eth_getTransactionReceipt", r#""logIndex":"0x8""#.into(), r#""logIndex":"0x9""#.into()));
    assert_eq!(look_up(&open(), &mut on), Ok(None));
    // A log of a block that is not the chain's.
    let number = chain(vec![]).block_at(NOW + 4);
    let (known, other) = (x402_schemes::Hex(&block_hash(number)).to_string(), x402_schemes::Hex(&[7; 32]).to_string());
    for method in ["eth_getLogs", "eth_getTransactionReceipt"] {
        let mut on = chain(vec![used(), paid()]);
        on.spoilt = Some((method, known.clone(), other.clone()));
        assert_eq!(look_up(&open(), &mut on), Err(LookupError::Contradiction), "{method}");
    }
    // Two logs of one nonce.
    let mut on = chain(vec![used(), paid(), used(), paid()]);
    assert_eq!(look_up(&open(), &mut on), Err(LookupError::Contradiction));
    // A node without the receipt.
    let mut on = chain(vec![used(), paid()]);
    on.spoilt = Some(("eth_getTransactionReceipt", r#""result":{"#.into(), r#""result":null,"x":{"#.into()));
    assert!(look_up(&open(), &mut on).is_err());
}

#[test]
fn blocks_are_found_by_their_time_in_few_calls_on_each_chain_and_ranges_fit_the_node() {
    for pace in [12_000, 2_000, 1_000, 250, 100] {
        for (since, most) in [(0, 2_000), (60, 2_000), (3_600, 500), (86_400, 10), (30 * 86_400, 100), (600, 1)] {
            let mut on = chain(vec![used(), paid()]);
            let ended = NOW + 70 + since;
            (on.pace, on.head, on.most) = ((NOW - 365 * 86_400, pace), 0, most);
            on.head = on.block_at(ended);
            on.transactions[0].number = on.block_at(NOW + 14);
            on.used = Some(on.transactions[0].number);
            let replied = look_up(&open(), &mut on);
            // Where the node takes a block at a time, and there are hundreds of them, nobody asks so often.
            let blocks = 82_000 / pace;
            if blocks / most < 24 {
                assert_eq!(replied, settled(), "{pace} {since} {most} {:#?}", on.asked);
            }
            assert!(
                on.asked.len() <= 64 && (replied == settled() || replied == Err(LookupError::Calls)),
                "{pace} {most}"
            );
        }
    }
    // A young chain, and blocks that stand still for a day.
    let mut on = chain(vec![used(), paid()]);
    (on.pace, on.head) = ((NOW - 20, 1_000), 4_000);
    on.transactions[0].number = on.block_at(NOW + 4);
    on.used = Some(on.transactions[0].number);
    assert_eq!(look_up(&open(), &mut on), settled());
}

#[test]
fn what_counts_as_final_is_a_choice() {
    let settle = open();
    let number = chain(vec![]).block_at(NOW + 4);
    let at = |head: u64, finality| {
        let mut on = chain(vec![used(), paid()]);
        (on.head, on.behind) = (head, (20, 40));
        shown(settle.lookup(finality), &mut on)
    };
    for (finality, depth) in [
        (Finality::Confirmations(0), 0),
        (Finality::Confirmations(3), 3),
        (Finality::Safe, 20),
        (Finality::Finalized, 40),
    ] {
        assert_eq!(at(number + depth, finality), settled(), "{finality:?}");
        assert_eq!(at(number + depth - 1, finality), Ok(None), "{finality:?}");
    }
    // A chain that is younger than that.
    assert_eq!(at(number, Finality::Confirmations(u64::MAX)), Ok(None));
    assert_eq!(Finality::default(), Finality::Finalized);
}

#[test]
fn of_an_escrow_and_of_a_channel_no_node_shows_a_settlement() {
    let world = &mut World::default();
    let settle = next(first(PaymentFlow::Escrow, world), Says::Nothing, world);
    let on = &mut chain(vec![used(), paid()]);
    assert_eq!((settle.unanswered(), look_up(&settle, on)), (Some(NOW), Ok(None)));
    on.used = None;
    assert_eq!(look_up(&settle, on), Ok(Some(OnChain::Never)));
    // The money comes first.
    let world = &mut World::default();
    let settle = next(first(PaymentFlow::Upfront, world), Says::Nothing, world);
    assert_eq!(look_up(&settle, &mut chain(vec![used(), paid()])), settled());
}

mod by_permit2 {
    use super::*;
    use crate::upto::{lost, words_of_call};

    /// The call of the proxy: the permit, the amount, the accounts, and then whatever signature the contract took.
    fn settle_call(amount: u64, nonce: u64) -> Vec<u8> {
        let name = b"settle(((address,uint256),uint256,uint256),uint256,address,(address,address,uint256),bytes)";
        [&keccak256(name)[..4], words_of_call(amount, nonce).as_flattened(), &[7; 100]].concat()
    }

    fn on_chain(amount: u64, input: Vec<u8>) -> Chain {
        let mut chain = chain(vec![transfer(token(), payer(), shop(), amount)]);
        (chain.transactions[0].to, chain.transactions[0].input) = (permit2::Proxy::Upto.address(), input);
        chain
    }

    #[test]
    fn the_call_of_the_proxy_shows_that_a_permit_is_settled() {
        let amount = 9_000;
        let settle = lost(amount);
        let mut on = on_chain(amount, settle_call(amount, 7));
        assert_eq!(look_up(&settle, &mut on), settled());
        // The nearest wrong ones: another nonce, amount or contract, and another transfer.
        let with = |change: fn(&mut Transaction)| {
            let mut on = on.clone();
            change(&mut on.transactions[0]);
            on
        };
        for (mut on, expected) in [
            (on_chain(amount, settle_call(amount, 8)), Ok(None)),
            (on_chain(amount, settle_call(amount - 1, 7)), Ok(None)),
            (on_chain(amount - 1, settle_call(amount, 7)), Ok(None)),
            (on_chain(amount, vec![]), Ok(None)),
            (on_chain(amount, settle_call(amount, 7)[..4 + 9 * 32 - 1].to_vec()), Ok(None)),
            (on_chain(amount, [vec![0], settle_call(amount, 7)].concat()), Ok(None)),
            // Permit2 logs no nonce, so what is called through another contract shows nothing.
            (with(|transaction| transaction.to = stranger()), Ok(None)),
            (with(|transaction| transaction.to = permit2::Proxy::Exact.address()), Ok(None)),
            (with(|transaction| transaction.logs.clear()), Ok(None)),
            (with(|transaction| transaction.logs = vec![transfer(token(), payer(), stranger(), 9_000)]), Ok(None)),
            (with(|transaction| transaction.status = 0), Err(LookupError::Contradiction)),
        ] {
            assert_eq!(look_up(&settle, &mut on), expected, "{:?}", on.transactions);
        }
        // It was settled before this shop asked.
        let mut early = on.clone();
        early.transactions[0].number = early.block_at(NOW - 12);
        assert_eq!(look_up(&settle, &mut early), Ok(None));
        // Other purchases of the same payer at the same price, before it and behind it.
        for number in [on.transactions[0].number - 1, on.transactions[0].number + 1] {
            let mut on = on.clone();
            let other =
                Transaction { hash: [0xaa; 32], number, input: settle_call(amount, 8), ..on.transactions[0].clone() };
            on.transactions.push(other);
            assert_eq!(look_up(&settle, &mut on), settled());
        }
        // The bit of the nonce says that it is unused, also once the permit has ended.
        on.used = None;
        assert_eq!(look_up(&settle, &mut on), Ok(Some(OnChain::Never)));
        on.head = on.block_at(NOW + 299);
        assert_eq!(look_up(&settle, &mut on), Ok(None));
        // Nothing is taken, so nothing is on the chain.
        assert_eq!(look_up(&lost(0), &mut on_chain(0, settle_call(0, 7))), Ok(None));
    }
}

mod on_solana {
    use x402_schemes::{
        Hex,
        solana::{Payload, Transaction, from_base58},
    };
    use x402_seller::{Finality, Lookup, LookupError, OnChain, Seller, SellerInit, Settle, Step};
    use x402_types::{DecodeOptions, PaymentFlow, RawJson, Wire, v2::PaymentPayload};

    use super::next;
    use crate::world::{NOW, Says, World, init, request, served, written};

    /// The signatures of 64 times 3 and 64 times 4, by the fee payer, which name two transactions.
    const PAID: &str = "4VZdodJgBy6dxMgm45zusmRzrPvKtiumu5YrK9RLPJADpzeJzgebxHsoQD4B58FCFS6aGUufKZka56xFiBGpB94";
    const OTHER: &str = "5f5r5AjuFd8WwUagQSztAgufUCE6rdYhXmjU5rtnBPsxmfC5fFCUGiqQCcQZmAfFzuo6gyYYm616Roc1HEhREX5";
    const GENESIS: &str = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG";

    fn payment() -> PaymentPayload {
        let line = std::fs::read_to_string("../../docs/examples/payment-solana.txt").unwrap();
        let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").unwrap();
        PaymentPayload::decode_header(header, &DecodeOptions::STRICT).unwrap().value
    }

    fn first(world: &mut World) -> Settle {
        let payment = payment();
        let header = payment.to_header();
        let (resource, offers) = (payment.resource.unwrap(), vec![payment.accepted]);
        let seller = SellerInit { resource, offers, ..init(PaymentFlow::Authorization, false) };
        let step = world.first(request(&Seller::open(seller).unwrap(), &header, "", NOW), NOW);
        let Step::Serve(serve) = written(step, world, NOW) else { panic!() };
        let Step::Settle(settle) = written(serve.served(served(), NOW), world, NOW) else { panic!() };
        settle
    }

    /// The transaction that the payer signed, signed by the fee payer, too. With a bit changed it is another one.
    fn transaction(signature: &str, is_of_payment: bool) -> String {
        let payload = Payload::try_from(&payment().payload).unwrap();
        let transaction = Transaction::decode(&payload.transaction).unwrap();
        let mut signatures = transaction.signatures().to_vec();
        signatures[0] = from_base58(signature).unwrap().try_into().unwrap();
        let mut bytes = Transaction::join(&signatures, transaction.signed_bytes());
        if !is_of_payment {
            // The last letter of the memo, before the number of lookup tables.
            let letter = bytes.len() - 2;
            bytes[letter] ^= 1;
        }
        assert!(Transaction::decode(&bytes).is_ok(), "{}", Hex(&bytes));
        RawJson::base64(&bytes).as_str().into()
    }

    /// Carries a lookup out on a node that has these transactions of the payer: the signature, the time, the error, and whether it is
    /// the payment's.
    fn shown(
        lookup: Option<Lookup>,
        genesis: &str,
        all: &[(&str, u64, &str, bool)],
    ) -> Result<Option<OnChain>, LookupError> {
        shown_at(lookup, genesis, all, &Blocks { is_valid: true, last: "null".into(), first: (0, 0) })
    }

    /// Whether the blockhash still counts, the time of the last final block, and the slot and the time of the first block that the node has.
    struct Blocks {
        is_valid: bool,
        last: String,
        first: (u64, u64),
    }

    fn shown_at(
        lookup: Option<Lookup>,
        genesis: &str,
        all: &[(&str, u64, &str, bool)],
        blocks: &Blocks,
    ) -> Result<Option<OnChain>, LookupError> {
        const LAST: u64 = 348_000_000;
        let mut is_ended = false;
        let mut lookup = lookup.expect("a node tells");
        while let Some(call) = lookup.request() {
            let call = call.as_json();
            let (id, params) = (call.get("id").unwrap().text(), call.get("params").unwrap().text());
            let result = match &*call.get("method").unwrap().string().unwrap() {
                "getGenesisHash" => format!(r#""{genesis}""#),
                "getSignaturesForAddress" => {
                    assert!(params.contains(r#""commitment":"finalized""#), "{params}");
                    // Not by a node that is late.
                    assert_eq!(params.contains(&format!(r#""minContextSlot":{LAST}"#)), is_ended, "{params}");
                    // The payer signs second.
                    let payload = Payload::try_from(&payment().payload).unwrap();
                    let signer = Transaction::decode(&payload.transaction).unwrap().message().signers().nth(1).unwrap();
                    assert!(params.contains(&signer.to_string()), "{params}");
                    let one = |(signature, time, error, _): &(&str, u64, &str, bool)| {
                        format!(r#"{{"signature":"{signature}","slot":1,"err":{error},"blockTime":{time}}}"#)
                    };
                    // Full pages of failures come first.
                    let full = vec![one(&(OTHER, NOW + 90, "{}", false)); 200].join(",");
                    let is_last = params.contains("before");
                    format!("[{}]", if is_last { all.iter().map(one).collect::<Vec<_>>().join(",") } else { full })
                }
                "getTransaction" => {
                    let (signature, time, error, is_of_payment) =
                        all.iter().find(|one| params.contains(one.0)).unwrap();
                    let bytes = transaction(signature, *is_of_payment);
                    format!(
                        r#"{{"slot":1,"blockTime":{time},"meta":{{"err":{error}}},"transaction":[{bytes},"base64"]}}"#
                    )
                }
                "isBlockhashValid" => {
                    let payload = Payload::try_from(&payment().payload).unwrap();
                    let blockhash = Transaction::decode(&payload.transaction).unwrap().message().blockhash;
                    let blockhash = x402_schemes::solana::Address::new(blockhash);
                    assert_eq!(params, format!(r#"["{blockhash}",{{"commitment":"finalized"}}]"#));
                    format!(r#"{{"context":{{"slot":{LAST}}},"value":{}}}"#, blocks.is_valid)
                }
                "getFirstAvailableBlock" => {
                    is_ended = blocks.first.0 == 0;
                    blocks.first.0.to_string()
                }
                "getBlockTime" if params == format!("[{LAST}]") => blocks.last.clone(),
                "getBlockTime" => {
                    assert_eq!(params, format!("[{}]", blocks.first.0));
                    is_ended = true;
                    blocks.first.1.to_string()
                }
                method => panic!("{method}"),
            };
            let answer = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#);
            lookup.response(&RawJson::parse(&answer).unwrap())?;
        }
        Ok(lookup.shown())
    }

    /// The blockhash counts no more, and there is no transaction since before the payer can have known it.
    #[test]
    fn a_blockhash_that_is_too_old_shows_that_a_payment_never_is_settled() {
        let world = &mut World::default();
        let settle = next(first(world), Says::Nothing, world);
        let on = |all: &[_], is_valid, last: u64, first| {
            let blocks = Blocks { is_valid, last: last.to_string(), first };
            shown_at(settle.lookup(Finality::Finalized), GENESIS, all, &blocks)
        };
        let (late, never) = (NOW + 600, Ok(Some(OnChain::Never)));
        assert_eq!(on(&[], false, late, (0, 0)), never);
        assert_eq!(on(&[], false, late, (7, NOW - 600)), never);
        // It failed, or is another one's.
        assert_eq!(on(&[(PAID, NOW + 3, "{}", true), (OTHER, NOW + 5, "null", false)], false, late, (0, 0)), never);
        // The nearest wrong ones: it counts, the block is too early to have known it, the node knows too few blocks.
        assert_eq!(on(&[], true, late, (0, 0)), Ok(None));
        assert_eq!(on(&[], false, late - 1, (0, 0)), Ok(None));
        assert_eq!(on(&[], false, late, (7, NOW - 599)), Ok(None));
        // It is settled, now or before the request.
        let settled = || Ok(Some(OnChain::Settled { transaction: PAID.into() }));
        assert_eq!(on(&[(PAID, NOW + 3, "null", true)], false, late, (0, 0)), settled());
        for before in [11, 600] {
            assert_eq!(on(&[(PAID, NOW - before, "null", true)], false, late, (0, 0)), Ok(None), "{before}");
        }
        // Nobody knows the time of the block.
        let blocks = Blocks { is_valid: false, last: "null".into(), first: (0, 0) };
        let unknown = shown_at(settle.lookup(Finality::Finalized), GENESIS, &[], &blocks);
        assert_eq!(unknown, Err(LookupError::Malformed("getBlockTime")));
    }

    #[test]
    fn the_message_shows_that_a_payment_is_settled() {
        let world = &mut World::default();
        let settle = first(world);
        // Nothing was asked before.
        assert!(settle.lookup(Finality::Finalized).is_none());
        let settle = next(settle, Says::Nothing, world);
        let on = |all: &[_]| shown(settle.lookup(Finality::Finalized), GENESIS, all);
        let settled = || Ok(Some(OnChain::Settled { transaction: PAID.into() }));
        assert_eq!(on(&[(PAID, NOW + 3, "null", true)]), settled());
        assert_eq!(on(&[(OTHER, NOW + 5, "null", false), (PAID, NOW + 3, "null", true)]), settled());
        assert_eq!(on(&[(PAID, NOW - 10, "null", true)]), settled());
        // Another message, one that failed, and one from before this shop asked.
        for one in [
            (PAID, NOW + 3, "null", false),
            (PAID, NOW + 3, r#"{"InstructionError":[2,{"Custom":1}]}"#, true),
            (PAID, NOW - 11, "null", true),
        ] {
            assert_eq!(on(&[one]), Ok(None), "{one:?}");
        }
        // There may be one yet, and nothing shows that there never will be.
        assert_eq!(on(&[]), Ok(None));
        let elsewhere = shown(settle.lookup(Finality::Finalized), OTHER, &[(PAID, NOW + 3, "null", true)]);
        assert_eq!(elsewhere, Err(LookupError::Chain));
    }
}

/// Anybody who has seen a payment can settle it. Then the facilitator refuses it, and the money has moved.
mod refused_at_first {
    use x402_seller::{FacilitatorAnswer, State};
    use x402_types::{Network, ReasonCode, SettleResponse, Wire};

    use super::*;
    use crate::world::{answer_of, key_of, state_of};

    fn replied(settle: &Settle, reason: &str, status: u16) -> bool {
        let refused = SettleResponse::failure(ReasonCode::new(reason), Network::eip155(ID)).to_json();
        let body = refused.as_bytes();
        settle.is_doubtful(&FacilitatorAnswer { status, content_type: Some("application/json"), body })
    }

    #[test]
    fn only_a_first_refusal_is_doubted() {
        let world = &mut World::default();
        let settle = first(PaymentFlow::Authorization, world);
        for (reason, status, is_doubtful) in [
            ("insufficient_funds", 200, true),
            ("invalid_transaction_state", 400, true),
            // These are not believed anyway.
            ("nonce_already_used", 200, false),
            ("duplicate_settlement", 200, false),
            ("insufficient_funds", 500, false),
            ("insufficient_funds", 429, false),
        ] {
            assert_eq!(replied(&settle, reason, status), is_doubtful, "{reason} {status}");
        }
        let again = next(settle, Says::Nothing, world);
        assert!(!replied(&again, "insufficient_funds", 200));
    }

    #[test]
    fn a_nonce_that_is_used_by_now_shows_that_a_refusal_is_not_the_whole_truth() {
        for flow in [PaymentFlow::Authorization, PaymentFlow::Upfront, PaymentFlow::Escrow] {
            let world = &mut World::default();
            let settle = first(flow, world).doubted();
            let mut on = chain(vec![used(), paid()]);
            // In the latest block, however few are final.
            on.behind = (500_000, 900_000);
            assert_eq!(look_up(&settle, &mut on), Ok(Some(OnChain::Used)), "{flow}");
            let methods: Vec<_> = on.asked.iter().map(|asked| asked.split(' ').next().unwrap()).collect();
            assert_eq!(methods, ["eth_chainId", "eth_call"]);
            assert!(on.asked[1].ends_with(r#","latest"]"#), "{:?}", on.asked);
            on.used = None;
            assert_eq!(look_up(&settle, &mut on), Ok(None));
            on.id = 1;
            assert_eq!(look_up(&settle, &mut on), Err(LookupError::Chain));
            // The buyer is not told to sign again, and nothing is served.
            let again = written(settle.on_chain(OnChain::Used, NOW), world, NOW);
            let Step::Settle(again) = again else { panic!("{again:?}") };
            assert_eq!((again.times(), again.unanswered()), (2, None));
            let answer = answer_of(written(Says::Failed.answer(again, NOW), world, NOW));
            assert_eq!((answer.status, answer.header("payment-required")), (503, None));
            assert_eq!(state_of(&answer), x402_verify::client::SettlementState::Unknown);
        }
        // Without a node the refusal is believed.
        let world = &mut World::default();
        let settle = first(PaymentFlow::Authorization, world).doubted();
        let answer = answer_of(written(Says::Failed.answer(settle, NOW), world, NOW));
        assert_eq!(answer.status, 402);
        let key = key_of(&request(
            &seller(PaymentFlow::Authorization, false),
            &header(PaymentFlow::Authorization, 1),
            "",
            NOW,
        ));
        assert!(matches!(world.load(key).unwrap().record.state, State::Refused { .. }));
    }
}

mod on_stellar {
    use x402_schemes::stellar::{Body, Entry, Payload, Transaction};
    use x402_seller::{FacilitatorAnswer, Finality, LookupError, OnChain, Seller, SellerInit, Settle, Step};
    use x402_types::{DecodeOptions, PaymentFlow, RawJson, Wire, v2::PaymentPayload};

    use super::next;
    use crate::world::{NOW, Says, World, init, request, served};

    const HASH: &str = "5e0c5c3a4b1d2f6978695a4b3c2d1e0f5e0c5c3a4b1d2f6978695a4b3c2d1e0f";
    const OTHER: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    fn payment() -> PaymentPayload {
        let line = std::fs::read_to_string("../../docs/examples/payment-stellar.txt").unwrap();
        let header = line.trim_end().strip_prefix("PAYMENT-SIGNATURE: ").unwrap();
        PaymentPayload::decode_header(header, &DecodeOptions::STRICT).unwrap().value
    }

    fn signed() -> Vec<u8> {
        Payload::try_from(&payment().payload).unwrap().transaction
    }

    fn call_of<'a>(transaction: &'a Transaction<'_>) -> (&'a [u8], &'a Entry<'a>) {
        let Body::Call { call, entries, .. } = &transaction.body else { panic!("{transaction:?}") };
        (call.xdr, &entries[0])
    }

    /// The last ledger of the authorization.
    fn last() -> u64 {
        let signed = signed();
        let transaction = Transaction::decode(&signed).unwrap();
        call_of(&transaction).1.authorization.unwrap().expiration_ledger.into()
    }

    fn first(world: &mut World) -> Settle {
        let payment = payment();
        let header = payment.to_header();
        let seller = SellerInit { offers: vec![payment.accepted], ..init(PaymentFlow::Authorization, false) };
        let mut step = request(&Seller::open(seller).unwrap(), &header, "", NOW);
        loop {
            step = match step {
                Step::Load(load) => {
                    let stored = world.load(load.key());
                    load.loaded(stored, NOW)
                }
                // The ledger is the facilitator's to know.
                Step::Verify(verify) => {
                    let (content_type, body) = (Some("application/json"), br#"{"isValid":true}"#);
                    verify.answered(FacilitatorAnswer { status: 200, content_type, body }, NOW)
                }
                Step::Swap(swap) => {
                    assert!(world.swap(&swap));
                    swap.stored(NOW)
                }
                Step::Serve(serve) => serve.served(served(), NOW),
                Step::Settle(settle) => return settle,
                step @ (Step::Wait(_) | Step::Answer(_)) => panic!("{step:?}"),
            }
        }
    }

    /// The facilitator's transaction: another account, fee and sequence number.
    fn made() -> Vec<u8> {
        let mut bytes = signed();
        bytes[8..52].iter_mut().for_each(|byte| *byte ^= 0x55);
        bytes
    }

    /// The same, for which another account pays the fee (CAP-15).
    fn bumped() -> Vec<u8> {
        let payer = [[0, 0, 0, 5].as_slice(), &[0; 4], &[7; 32], &[0, 0, 0, 0, 0, 0, 1, 0]].concat();
        let signature = [[0; 4].as_slice(), &[0, 0, 0, 1], &[1; 4], &[0, 0, 0, 64], &[2; 64]].concat();
        [payer, made(), signature].concat()
    }

    /// The places of the call, of the authorization and of its nonce in the transaction.
    fn slots(bytes: &[u8]) -> (usize, usize, usize, usize) {
        let transaction = Transaction::decode(bytes).unwrap();
        let (call, entry) = call_of(&transaction);
        let slot = |part: &[u8]| part.as_ptr().addr() - bytes.as_ptr().addr();
        let begins = slot(call) + call.len() + 4;
        let ends = slot(entry.invocation) + entry.invocation.len();
        // The kind of the credentials, and the address of an account.
        (slot(call), begins, begins + 4 + 40, ends)
    }

    fn with_another_nonce() -> Vec<u8> {
        let mut bytes = made();
        let (_, _, nonce, _) = slots(&bytes);
        bytes[nonce + 7] ^= 1;
        bytes
    }

    /// The call is of another amount, which the authorization does not have.
    fn with_another_call() -> Vec<u8> {
        let mut bytes = made();
        let (call, begins, ..) = slots(&bytes);
        assert!(call < begins);
        bytes[begins - 5] ^= 1;
        bytes
    }

    /// Two authorizations for one transfer, of which one is not used.
    fn with_two_authorizations() -> Vec<u8> {
        let bytes = made();
        let (_, begins, nonce, ends) = slots(&bytes);
        let mut other = bytes[begins..ends].to_vec();
        other[nonce - begins + 7] ^= 1;
        [&bytes[..begins - 4], &[0, 0, 0, 2], &bytes[begins..ends], &other, &bytes[ends..]].concat()
    }

    /// A node of Stellar: JSON-RPC in, JSON-RPC out.
    struct Node {
        passphrase: &'static str,
        latest: u64,
        /// The ledger of each transaction with a transfer, its name, when it was closed, and its envelope.
        all: Vec<(u64, &'static str, u64, Vec<u8>)>,
        status: &'static str,
        asked: Vec<String>,
    }

    fn node(latest: u64, all: Vec<(u64, &'static str, u64, Vec<u8>)>) -> Node {
        let passphrase = "Test SDF Network ; September 2015";
        Node { passphrase, latest, all, status: "SUCCESS", asked: Vec::new() }
    }

    impl Node {
        fn answer(&mut self, call: &RawJson) -> RawJson {
            let call = call.as_json();
            let (id, params) = (call.get("id").unwrap().text(), call.get("params").unwrap());
            let method = call.get("method").unwrap().string().unwrap();
            self.asked.push(format!("{method} {}", params.text()));
            let latest = self.latest;
            let result = match &*method {
                "getNetwork" => {
                    format!(r#"{{"passphrase":"{}","protocolVersion":23,"friendbotUrl":""}}"#, self.passphrase)
                }
                "getLatestLedger" => format!(r#"{{"id":"{HASH}","protocolVersion":23,"sequence":{latest}}}"#),
                "getEvents" => {
                    // A first page that is full of another transaction's.
                    let filler = vec![(last(), OTHER); 100];
                    let is_first = params.get("startLedger").is_some();
                    assert_ne!(is_first, params.text().contains("cursor"), "{}", params.text());
                    let rest = self.all.iter().map(|(ledger, hash, ..)| (*ledger, *hash)).collect();
                    let events = if is_first && self.all.iter().any(|one| one.1 == OTHER) { filler } else { rest };
                    let event = |(ledger, hash): &(u64, &str)| {
                        format!(
                            r#"{{"type":"contract","ledger":{ledger},"ledgerClosedAt":"2025-02-27T16:01:40Z","contractId":"C","id":"0-0","operationIndex":0,"transactionIndex":1,"txHash":"{hash}","inSuccessfulContractCall":true,"topic":[],"value":"AAAA"}}"#
                        )
                    };
                    let events: Vec<_> = events.iter().map(event).collect();
                    format!(
                        r#"{{"events":[{}],"cursor":"0-9","latestLedger":{latest},"oldestLedger":2,"latestLedgerCloseTime":"1","oldestLedgerCloseTime":"1"}}"#,
                        events.join(",")
                    )
                }
                "getTransaction" => {
                    let hash = params.get("hash").unwrap().string().unwrap();
                    let (ledger, _, time, envelope) = self.all.iter().find(|one| one.1 == hash).unwrap();
                    let envelope = RawJson::base64(envelope);
                    format!(
                        r#"{{"status":"{}","txHash":"{hash}","ledger":{ledger},"createdAt":"{time}","applicationOrder":1,"feeBump":false,"envelopeXdr":{},"latestLedger":{latest}}}"#,
                        self.status,
                        envelope.as_str()
                    )
                }
                method => panic!("{method}"),
            };
            RawJson::parse(&format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{result}}}"#)).unwrap()
        }
    }

    fn shown(settle: &Settle, node: &mut Node) -> Result<Option<OnChain>, LookupError> {
        let mut lookup = settle.lookup(Finality::Finalized).expect("a node tells");
        while let Some(call) = lookup.request() {
            assert_eq!(lookup.shown(), None);
            lookup.response(&node.answer(&call))?;
        }
        Ok(lookup.shown())
    }

    fn open() -> Settle {
        let world = &mut World::default();
        let settle = first(world);
        // Nothing was lost yet.
        assert!(settle.lookup(Finality::Finalized).is_none());
        next(settle, Says::Nothing, world)
    }

    #[test]
    fn the_call_with_the_authorization_shows_that_a_payment_is_settled() {
        let settle = open();
        let settled = || Ok(Some(OnChain::Settled { transaction: HASH.into() }));
        for envelope in [made(), signed(), bumped()] {
            for all in [
                vec![(last() - 3, HASH, NOW + 4, envelope.clone())],
                vec![(last(), HASH, NOW - 10, envelope.clone())],
                vec![(last(), OTHER, NOW + 4, with_another_nonce()), (last(), HASH, NOW + 4, envelope.clone())],
            ] {
                let mut on = node(last(), all);
                assert_eq!(shown(&settle, &mut on), settled());
            }
        }
        let mut on = node(last() - 1, vec![(last() - 3, HASH, NOW + 4, made())]);
        assert_eq!(shown(&settle, &mut on), settled());
        let asked = &on.asked[2];
        assert!(asked.contains(&format!(r#""endLedger":{}"#, last() + 1)) && asked.contains(r#""*""#), "{asked}");
        // `transfer`, and what it is called to and from the issuer: `burn`, `mint`. A node takes at most five forms.
        let names = ["AAAADwAAAAh0cmFuc2Zlcg==", "AAAADwAAAARidXJu", "AAAADwAAAARtaW50"];
        assert_eq!(names.map(|name| asked.matches(name).count()), [2, 1, 2], "{asked}");
        // The nearest wrong ones.
        for (what, envelope) in [
            ("another nonce", with_another_nonce()),
            ("another call", with_another_call()),
            ("two authorizations", with_two_authorizations()),
            ("no transaction", vec![0; 40]),
            ("a bumped one that is cut off", bumped()[..bumped().len() - 1].to_vec()),
        ] {
            let mut on = node(last() - 1, vec![(last() - 3, HASH, NOW + 4, envelope)]);
            assert_eq!(shown(&settle, &mut on), Ok(None), "{what}");
        }
        // It came before this shop asked, so it is another shop's; also once it has ended.
        for latest in [last() - 1, last() + 100] {
            let mut on = node(latest, vec![(last() - 3, HASH, NOW - 11, made())]);
            assert_eq!(shown(&settle, &mut on), Ok(None));
        }
        let mut on = node(last(), vec![(last() - 3, HASH, NOW + 4, made())]);
        on.status = "NOT_FOUND";
        assert_eq!(shown(&settle, &mut on), Err(LookupError::Malformed("getTransaction")));
        on.passphrase = "Public Global Stellar Network ; September 2015";
        assert_eq!(shown(&settle, &mut on), Err(LookupError::Chain));
    }

    #[test]
    fn the_last_ledger_without_a_transaction_shows_that_a_payment_never_is_settled() {
        let settle = open();
        for (latest, expected) in
            [(last() - 1, None), (last(), Some(OnChain::Never)), (last() + 9, Some(OnChain::Never))]
        {
            let mut on = node(latest, vec![]);
            assert_eq!(shown(&settle, &mut on), Ok(expected.clone()), "{latest}");
            let mut on = node(latest, vec![(last() - 3, HASH, NOW + 4, with_another_nonce())]);
            assert_eq!(shown(&settle, &mut on), Ok(expected.clone()), "{latest}");
        }
        // What comes behind the last ledger is not of this authorization.
        let mut on = node(last() + 9, vec![(last() + 1, HASH, NOW + 4, made())]);
        assert_eq!(shown(&settle, &mut on), Ok(Some(OnChain::Never)));
        // A node that has not come so far is asked nothing.
        let mut on = node(2, vec![]);
        assert_eq!((shown(&settle, &mut on), on.asked.len()), (Ok(None), 2));
    }
}
