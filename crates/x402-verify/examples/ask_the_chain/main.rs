//! From an undecided payment to a verdict, and from a verdict to "settle it": what is asked, what a node answers, what
//! follows. `cargo run -p x402-verify --example ask_the_chain`

mod node;

use std::error::Error;

use serde_json::{Value, json};
use x402_schemes::{Hex, evm::Signature};
use x402_types::{DecodeError, DecodeOptions, PaymentPayload, RawJson, Wire, v1, v2};
use x402_verify::{
    Answer, AnswerError, Context, Facts, Offers, Question, Report, Returned, Rpc, Unsettled, Verdict, evm, verify,
};

use node::{Node, PAYER, TOKEN};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const V1_PAYMENT: &str = include_str!("../../../../docs/examples/payment-v1.txt");
const V1_OFFER: &str = include_str!("../../../../docs/examples/offer-v1.json");
const PAYMENT: &str = include_str!("../../../../docs/examples/payment.txt");
const OFFER: &str = include_str!("../../../../docs/examples/offer.json");
const UNSIGNED_PAYMENT: &str = include_str!("../../../../docs/examples/payment-20000.json");
const UNSIGNED_OFFER: &str = include_str!("../../../../docs/examples/offer-20000.json");
/// Between `validAfter` and `validBefore` of all of them.
const NOW: u64 = 1_740_672_100;

fn main() -> Result<()> {
    println!("a plain account, whose signature ends in 1 instead of 28");
    let payment = decode::<PaymentPayload>(&header(PAYMENT)?.to_json().replace("571c\"", "5701\""))?;
    let offers = [decode::<v2::PaymentRequirements>(OFFER)?];
    let mut node = Node::new(&[(PAYER, node::NO_CODE)], &[]);
    assert_eq!(decide(&payment, (&offers).into(), &node)?, (Verdict::Valid, true));

    println!("the same, brought to the chain already");
    node = Node::new(&[(PAYER, node::NO_CODE)], node::USED);
    assert_eq!(decide(&payment, (&offers).into(), &node)?, (Verdict::Valid, false));

    println!("a payer whose key signed, but whose account has code by now, which accepts nothing");
    node = Node::new(&[(PAYER, node::CODE)], &[(PAYER, "0x1626ba7e", Some(node::NOT_MAGIC))]);
    assert_eq!(decide(&header(PAYMENT)?, (&offers).into(), &node)?, (Verdict::Invalid, false));

    println!("a contract that accepts what no key has signed");
    let payment = decode::<PaymentPayload>(UNSIGNED_PAYMENT)?;
    let offers = [decode::<v2::PaymentRequirements>(UNSIGNED_OFFER)?];
    node = Node::new(&[(PAYER, node::CODE)], &[(PAYER, "0x1626ba7e", Some(node::MAGIC))]);
    assert_eq!(decide(&payment, (&offers).into(), &node)?, (Verdict::Valid, true));

    println!("a contract that refuses it");
    node = Node::new(&[(PAYER, node::CODE)], &[(PAYER, "0x1626ba7e", Some(node::NOT_MAGIC))]);
    assert_eq!(decide(&payment, (&offers).into(), &node)?, (Verdict::Invalid, false));

    println!("a V1 offer without the token's domain, and a token without eip712Domain()");
    let payment = header(V1_PAYMENT)?;
    let mut offers = [decode::<v1::PaymentRequirements>(V1_OFFER)?];
    offers[0].extra = None;
    node = Node::new(&[(PAYER, node::NO_CODE)], node::TWO_NAMES);
    assert_eq!(decide(&payment, (&offers).into(), &node)?, (Verdict::Valid, true));

    println!("the same, and a token with it");
    node = Node::new(&[(PAYER, node::NO_CODE)], &[(TOKEN, "0x84b0196e", Some(node::DOMAIN))]);
    assert_eq!(decide(&payment, (&offers).into(), &node)?, (Verdict::Valid, true));
    Ok(())
}

/// Asks whatever is open until the verdict stands, and every answer lets the payment settle or one does not. Gives the
/// verdict, and whether to settle.
fn decide(payment: &PaymentPayload, offers: Offers<'_>, node: &Node) -> Result<(Verdict, bool)> {
    let mut facts = Facts::new();
    loop {
        let report = verify(payment, offers, &Context::at(NOW).with_facts(&facts));
        print_verdict(&report);
        let mut known = facts.clone();
        match report.verdict() {
            Verdict::Invalid => return Ok((Verdict::Invalid, false)),
            Verdict::Undecided => {
                for question in report.needs() {
                    known = known.with_answer(question, ask(node, question)?);
                }
                if known == facts {
                    return Err("no fact answers what is needed".into());
                }
            }
            Verdict::Valid => {
                let mut settles = true;
                for question in report.outstanding() {
                    let answer = ask(node, question)?;
                    match question.settles(&answer) {
                        Ok(()) => {}
                        Err(Unsettled::Prevented) => settles = false,
                        // With code at the payer's account, the payment is undecided.
                        Err(Unsettled::JudgeAgain) => {
                            settles = false;
                            known = known.with_answer(question, answer);
                        }
                    }
                }
                if known == facts {
                    return Ok((Verdict::Valid, settles));
                }
            }
        }
        facts = known;
    }
}

/// Asks the one call; or where a token does not answer that, the two that say the same.
fn ask(node: &Node, question: &Question) -> Result<Answer> {
    let rpc = question.rpc().ok_or_else(|| format!("no call answers this: {question}"))?;
    print!("    {}: ", question.kind());
    let returned = call(node, &rpc)?;
    let mut answer = question.answer(of(&returned));
    if let (
        Err(AnswerError::Evm(evm::AnswerError::Reverted) | AnswerError::Evm(evm::AnswerError::Malformed)),
        Some([name, version]),
    ) = (&answer, question.rpc_instead())
    {
        let (name, version) = (call(node, &name)?, call(node, &version)?);
        answer = question.answer_instead([of(&name), of(&version)]);
    }
    let answer = answer?;
    println!("{answer:?}");
    Ok(answer)
}

/// The bytes of the result; `None` if the call reverted.
fn call(node: &Node, rpc: &Rpc) -> Result<Option<Vec<u8>>> {
    let request = |method: &str, params: Value| json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let request = match rpc {
        Rpc::Evm(evm::Rpc::GetCode { address }) => request("eth_getCode", json!([address.to_string(), "latest"])),
        Rpc::Evm(evm::Rpc::Call { to, data }) => {
            request("eth_call", json!([{"to": to.to_string(), "data": Hex(data).to_string()}, "latest"]))
        }
        Rpc::Evm(evm::Rpc::CallFrom { from, to, data }) => request(
            "eth_call",
            json!([{"from": from.to_string(), "to": to.to_string(), "data": Hex(data).to_string()}, "latest"]),
        ),
        other @ (Rpc::Evm(evm::Rpc::Simulate { .. }) | _) => {
            return Err(format!("not a call of this example: {other:?}").into());
        }
    };
    let asked = &request["params"][0];
    print!(
        "{} {} -> ",
        request["method"].as_str().unwrap_or_default(),
        short(asked["data"].as_str().or(asked.as_str()).unwrap_or_default())
    );
    let response = node.send(&request)?;
    match (&response["result"], &response["error"]["code"]) {
        (Value::String(text), _) => {
            print!("{}; ", short(text));
            let text = RawJson::string(text);
            Ok(Some(Signature::read(text.as_json())?.as_bytes().to_vec()))
        }
        // "execution reverted", as geth numbers it. Nothing else that goes wrong is an answer.
        (_, code) if *code == 3 => {
            print!("reverted; ");
            Ok(None)
        }
        _ => Err(format!("no answer: {response}").into()),
    }
}

fn of(returned: &Option<Vec<u8>>) -> Returned<'_> {
    returned.as_ref().map_or(Returned::Reverted, |bytes| Returned::Bytes(bytes))
}

/// Long hexadecimal text, cut in the middle.
fn short(hex: &str) -> String {
    match (hex.get(..14), hex.len().checked_sub(6).and_then(|end| hex.get(end..))) {
        (Some(start), Some(end)) if hex.len() > 20 => format!("{start}…{end}"),
        _ => hex.to_owned(),
    }
}

fn print_verdict(report: &Report) {
    match report.deciding() {
        Some(check) => println!("  {} ({})", report.verdict(), check.id),
        None => println!("  {}", report.verdict()),
    }
}

fn decode<T: Wire>(json: &str) -> std::result::Result<T, DecodeError> {
    T::decode(json, &DecodeOptions::STRICT).map(|decoded| decoded.value)
}

fn header(line: &str) -> Result<PaymentPayload> {
    let (_, value) = line.trim_end().split_once(": ").ok_or("a header is a name and a value")?;
    Ok(PaymentPayload::decode_header(value, &DecodeOptions::STRICT)?.value)
}
