//! From an undecided payment to a verdict, and from a verdict to "settle it": what is asked, what a node answers, what
//! follows. `cargo run -p x402-verify --example ask_the_chain`

mod node;

use std::error::Error;

use serde_json::Value;
use x402_types::{DecodeError, DecodeOptions, PaymentPayload, RawJson, Wire, v1, v2};
use x402_verify::{Context, Deciding, Decision, Offers, Report, Verdict};

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

/// Asks whatever is open, batch by batch, and gives the verdict and whether to settle.
fn decide(payment: &PaymentPayload, offers: Offers<'_>, node: &Node) -> Result<(Verdict, bool)> {
    let mut deciding = Deciding::new(payment, offers, &Context::at(NOW));
    print_verdict(deciding.report());
    while let Some(batch) = deciding.request() {
        let calls: Value = serde_json::from_str(batch.as_str())?;
        let responses: Vec<_> = calls
            .as_array()
            .into_iter()
            .flatten()
            .map(|call| node.send(call))
            .collect::<std::result::Result<_, _>>()?;
        deciding.response(Some(&RawJson::parse(&Value::from(responses).to_string())?));
        print_verdict(deciding.report());
    }
    Ok(match deciding.decide() {
        Decision::Settle(paid) => {
            println!("  settle: {} pays {}", paid.payer(), paid.amount());
            (Verdict::Valid, true)
        }
        Decision::Refuse(refusal) => {
            println!("  refuse: {refusal}");
            (refusal.report().verdict(), false)
        }
        other @ (Decision::CarryOut(_) | Decision::AskAgain(_)) => return Err(format!("{other:?}").into()),
    })
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
