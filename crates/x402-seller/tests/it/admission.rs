//! What a payment may do before its seller begins or continues anything, for each validity, record, method and choice.

use x402_seller::{Choices, FacilitatorAnswer, Record, Request, Seller, State, Step, Stored, Undecided};
use x402_types::{PaymentFlow::Authorization, RawJson, VerifyResponse, Wire};

use crate::world::{END, NOW, forged, header, seller};

/// A seller with its default choices, one that refuses undecided payments, and one that verifies all of them.
const CHOICES: [&str; 3] = ["ask", "refuse", "verify all"];
const PAYMENTS: [&str; 4] = ["invalid", "undecided", "valid", "confirmed"];
const METHODS: [&str; 3] = ["HEAD", "GET", "POST"];

/// What follows from these, for a record of nothing, of different bytes with the same nonce, and of the same bytes.
const TABLE: &str = "
                       no record                         other payload                     same payload
                       HEAD       GET        POST        HEAD       GET        POST        HEAD       GET        POST
ask        invalid     refuse     refuse     refuse      refuse     refuse     refuse      in work    wait       wait
ask        undecided   not HEAD   verify     verify      in work    verify     verify      in work    wait       wait
ask        valid       not HEAD   begin      begin       in work    wait       wait        in work    wait       wait
ask        confirmed   -          begin      begin       -          wait       wait        -          wait       wait
refuse     invalid     refuse     refuse     refuse      refuse     refuse     refuse      in work    wait       wait
refuse     undecided   refuse     refuse     refuse      refuse     refuse     refuse      in work    wait       wait
refuse     valid       not HEAD   begin      begin       in work    wait       wait        in work    wait       wait
refuse     confirmed   -          -          -           -          -          -           -          -          -
verify all invalid     refuse     refuse     refuse      refuse     refuse     refuse      in work    wait       wait
verify all undecided   not HEAD   verify     verify      in work    verify     verify      in work    wait       wait
verify all valid       not HEAD   verify     verify      in work    wait       wait        in work    wait       wait
verify all confirmed   -          begin      begin       -          wait       wait        -          wait       wait
";

fn seller_with(choice: &str) -> Seller {
    let mut choices = Choices::default();
    choices.verify_all = choice == "verify all";
    if choice == "refuse" {
        choices.undecided = Undecided::Refuse;
    }
    seller(Authorization, false).with_choices(choices)
}

/// The read of the payment's record. `None` if nothing confirms a payment of this seller.
fn first(seller: &Seller, payment: &str, method: &str) -> Option<Step> {
    let is_forged = payment == "undecided" || (payment == "confirmed" && !seller_verifies(seller));
    let header = if is_forged { forged(Authorization, 1) } else { header(Authorization, 1) };
    let now = if payment == "invalid" { END + 1 } else { NOW };
    let parameters = &RawJson::string("city=Ulm");
    let load =
        seller.request(Request { method, parameters, query: None, now }, [("PAYMENT-SIGNATURE", header.as_bytes())]);
    if payment != "confirmed" {
        return Some(load);
    }
    let Step::Verify(verify) = loaded(load, None) else { return None };
    let body = VerifyResponse::valid().to_json();
    let answer = FacilitatorAnswer { status: 200, content_type: Some("application/json"), body: body.as_bytes() };
    Some(verify.answered(answer, NOW))
}

/// Whether the seller asks about payments that are valid by their bytes.
fn seller_verifies(seller: &Seller) -> bool {
    matches!(loaded(first(seller, "valid", "GET").unwrap(), None), Step::Verify(_))
}

fn loaded(step: Step, stored: Option<Stored>) -> Step {
    match step {
        Step::Load(load) => load.loaded(stored, NOW),
        step => panic!("{step:?}"),
    }
}

/// The first record of the payment, as if its work took forever.
fn record(payment: &str, method: &str) -> Record {
    let method = if method == "HEAD" { "GET" } else { method };
    let seller = seller_with("ask");
    // Once a payment has ended, it no longer begins.
    let payment = match payment {
        "undecided" | "confirmed" => "confirmed",
        _ => "valid",
    };
    let Step::Swap(swap) = loaded(first(&seller, payment, method).unwrap(), None) else { panic!() };
    let mut record = swap.record().clone();
    record.state = State::Working { lease: u64::MAX };
    record
}

fn stored(seller: &Seller, payment: &str, method: &str, is_same: bool) -> Stored {
    // A payment that this seller confirms without a doubt about its signature is not the forged one.
    let of = if payment == "confirmed" && seller_verifies(seller) { "valid" } else { payment };
    let mut record = record(of, method);
    if !is_same {
        record.payment = [9; 32];
    }
    Stored { revision: 1, record }
}

fn word(step: &Step) -> &'static str {
    match step {
        Step::Swap(swap) => {
            assert!(matches!(swap.record().state, State::Working { .. }));
            "begin"
        }
        Step::Verify(_) => "verify",
        Step::Wait(_) => "wait",
        Step::Answer(answer) => match (answer.status, String::from_utf8_lossy(&answer.body).contains("HEAD")) {
            (402, true) => "not HEAD",
            (402, false) => "refuse",
            (503, false) => "in work",
            _ => panic!("{step:?}"),
        },
        _ => panic!("{step:?}"),
    }
}

#[test]
fn a_payment_begins_or_continues_only_if_it_may() {
    let mut lines = TABLE.lines().skip(3);
    for choice in CHOICES {
        let seller = seller_with(choice);
        for payment in PAYMENTS {
            let mut line = format!("{choice:<11}{payment:<12}");
            for is_same in [None, Some(false), Some(true)] {
                for method in METHODS {
                    let stored = is_same.map(|is_same| stored(&seller, payment, method, is_same));
                    let step = first(&seller, payment, method).map(|step| loaded(step, stored));
                    line += &format!("{:<11}", step.as_ref().map_or("-", word));
                }
                line += " ";
            }
            assert_eq!(line.trim_end(), lines.next().unwrap());
        }
    }
    assert_eq!(lines.next(), None);
}
