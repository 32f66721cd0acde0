//! On the stub of a node every method settles, and each thing that it is told otherwise counts.

use x402_schemes::evm::Address;
use x402_testing::{KEY, Node, OTHER_KEY, offer, pay, pay_with};
use x402_types::{RawJson, Scheme, v2::PaymentRequirements};
use x402_verify::{Context, Deciding, Decision, Question, evm::SignatureAnswer};

const NOW: u64 = 1_740_672_100;
const PAYER: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

fn decide(offer: &PaymentRequirements, node: &Node) -> Decision {
    let sent = pay(offer, NOW, 0).unwrap();
    let mut deciding = Deciding::new(sent.payment(), std::slice::from_ref(offer), &Context::at(NOW));
    while let Some(batch) = deciding.request() {
        deciding.response(Some(&node.answer(&batch)));
    }
    // Who settles in `upto` knows its own address.
    let own: Vec<Question> = deciding.questions().cloned().collect();
    for question in own.iter().filter(|question| question.kind() == "facilitator") {
        deciding.answer(question, x402_verify::Answer::Yes);
    }
    deciding.decide()
}

fn offers() -> [PaymentRequirements; 3] {
    let extra = |method: &str| RawJson::parse(&format!(r#"{{"name":"USDC","version":"2"{method}}}"#)).ok();
    let [eip3009, mut permit2, mut upto] = [(); 3].map(|()| offer("0.01").unwrap());
    permit2.extra = extra(r#","assetTransferMethod":"permit2""#);
    upto.scheme = Scheme::UPTO;
    upto.extra = extra(r#","facilitatorAddress":"0x90F79bf6EB2c4f870365E785982E1f101E93b906""#);
    [eip3009, permit2, upto]
}

#[test]
fn every_method_settles_and_each_fault_counts() {
    for offer in offers() {
        let node = Node::selling(&offer);
        assert!(matches!(decide(&offer, &node), Decision::Settle(_)), "{:?}", decide(&offer, &node));
        let payer: Address = PAYER.parse().unwrap();
        assert!(matches!(
            decide(&offer, &node.clone().with_code(payer, SignatureAnswer::Accepted)),
            Decision::Settle(_)
        ));
        assert!(matches!(decide(&offer, &node.clone().with_balance(10_000)), Decision::Settle(_)));
        for refused in [node.clone().with_code(payer, SignatureAnswer::Refused), node.clone().with_balance(9_999)] {
            assert!(matches!(decide(&offer, &refused), Decision::Refuse(_)), "{refused:?}");
        }
        for unknown in [node.clone().silent("0x70a08231"), node.clone().failing("eth_getCode", -32005, "busy")] {
            assert!(matches!(decide(&offer, &unknown), Decision::AskAgain(_)), "{unknown:?}");
        }
    }
    let offer = offer("0.01").unwrap();
    let word = |number: u8| RawJson::string(&format!("0x{number:064x}"));
    let used = Node::selling(&offer).returning("0xe94a0102", word(1));
    assert!(matches!(decide(&offer, &used), Decision::Refuse(_)));
    let reverted = Node::selling(&offer).failing("0xe3ee160e", 3, "execution reverted");
    assert!(matches!(decide(&offer, &reverted), Decision::Refuse(_)));
}

#[test]
fn a_request_by_itself_is_answered_by_itself() {
    let node = Node::selling(&offer("0.01").unwrap());
    let request = RawJson::parse(r#"{"jsonrpc":"2.0","id":3,"method":"eth_gasPrice","params":[]}"#).unwrap();
    assert_eq!(node.answer(&request).as_str(), r#"{"jsonrpc":"2.0","id":3,"result":"0x1"}"#);
    let unknown = RawJson::parse(r#"[{"jsonrpc":"2.0","id":3,"method":"eth_coinbase","params":[]}]"#).unwrap();
    assert!(node.answer(&unknown).as_str().contains("-32601"));
}

#[test]
fn keys_pay_from_their_accounts() {
    let offer = offer("0.01").unwrap();
    let payer = |key: &[u8; 32]| {
        let key = x402_buyer::EvmKey::from_bytes(key).unwrap();
        pay_with(&key, &offer, NOW, 0).unwrap().authorized().payer.to_string()
    };
    assert_eq!(payer(&KEY), PAYER);
    assert_eq!(payer(&OTHER_KEY), "0x70997970C51812dc3A010C7d01b50e0d17dc79C8");
}
