//! The call of the token (T-15 to T-17).

use super::{
    build::{FOREIGN, account, muxed, public},
    case::{Case, FACILITATOR, MERCHANT, PAYER, Table, XLM},
    xdr::{address, value, words},
};
use crate::draft::Draft;

pub(super) fn drafts() -> Vec<Draft> {
    [called(), payers(), recipients(), amounts()].into_iter().flatten().collect()
}

/// T-15.
fn called() -> Vec<Draft> {
    let mut table = Table::new(1501, &["T-15"]);
    let contract = |contract: Vec<u8>| Case::calling(|call| call.contract = contract);
    table.invalid("another token is called", contract(address(XLM)), "transfer-contract");
    table.invalid("a contract that is no token is called", contract(address(FOREIGN)), "transfer-contract");
    table.invalid("an account is called", contract(address(MERCHANT)), "transfer-contract");
    let hash = address(super::case::USDC)[4..].to_vec();
    let pool = [words([4]), hash].concat();
    table.invalid("a pool with the hash of the asset is called", contract(pool), "transfer-contract");
    table.invalid("another asset is asked for", Case::good().offering("asset", XLM), "transfer-contract");
    for function in ["transfer_from", "approve", "burn", "Transfer", "transfe", "transfer ", "transfer\0", ""] {
        let case = Case::calling(|call| call.function = function.as_bytes().to_vec());
        table.invalid(&format!("the function {function:?}"), case, "transfer-function");
    }
    let counted = |change: fn(&mut Vec<Vec<u8>>)| Case::calling(|call| change(&mut call.arguments));
    table.invalid("two arguments", counted(|arguments| arguments.truncate(2)), "transfer-function");
    table.invalid("four arguments", counted(|arguments| arguments.push(value::void())), "transfer-function");
    table.invalid("no arguments", counted(Vec::clear), "transfer-function");
    table.drafts()
}

/// T-16.
fn payers() -> Vec<Draft> {
    let mut table = Table::new(1601, &["T-16"]);
    let first = |argument: Vec<u8>| Case::calling(|call| call.arguments[0] = argument);
    for (title, argument) in [
        ("the payer is a muxed account", value::of_address(&muxed(1, 7))),
        ("the payer is a text", value::text(PAYER)),
        ("the payer is a name", value::symbol("payer")),
        ("the payer is the bytes of a key", value::bytes(&public(1))),
        ("the payer is void", value::void()),
        ("the payer is a list with its address", value::vec(&[value::of_address(PAYER)])),
        ("the payer is a claimable balance", [words([18, 3, 0]).as_slice(), &[7; 32]].concat()),
        ("the payer is a pool", [words([18, 4]).as_slice(), &[7; 32]].concat()),
    ] {
        table.invalid(title, first(argument), "payer-form");
    }
    table.invalid("the caller pays", Case::good().facilitators(&[PAYER]), "payer-isolation");
    table.invalid(
        "the caller pays, and names its account with an id",
        Case::good().facilitators(&[&muxed(1, 7)]),
        "payer-isolation",
    );
    let two = [account(FACILITATOR), PAYER.to_owned()];
    table.invalid("the second of two accounts of the caller pays", Case::good().facilitators(&two), "payer-isolation");
    table.valid("the caller is another", Case::good().for_facilitator());
    table.valid("the caller has no address", Case::good().facilitators(&[""; 0]));
    table.drafts()
}

/// T-17: the recipient.
fn recipients() -> Vec<Draft> {
    let mut table = Table::new(1701, &["T-17"]);
    let second = |argument: Vec<u8>| Case::calling(|call| call.arguments[1] = argument);
    for (title, argument) in [
        ("another account is paid", value::of_address(&account(3))),
        ("the payer is paid", value::of_address(PAYER)),
        ("a contract is paid", value::of_address(FOREIGN)),
        ("a contract with the bytes of the merchant's key is paid", [words([18, 1]).as_slice(), &public(2)].concat()),
        ("a text is paid", value::text(MERCHANT)),
        ("the bytes of a key are paid", value::bytes(&public(2))),
        ("nobody is paid", value::void()),
        ("a claimable balance is paid", [words([18, 3, 0]).as_slice(), &public(2)].concat()),
    ] {
        table.invalid(title, second(argument), "recipient");
    }
    table.invalid("another recipient is asked for", Case::good().offering("payTo", account(3)), "recipient");
    table.valid("the caller is paid", Case::good().facilitators(&[MERCHANT]));
    table.drafts()
}

/// T-17: the type of the amount.
fn amounts() -> Vec<Draft> {
    let mut table = Table::new(1711, &["T-17"]);
    let number = |width: usize| {
        let mut bytes = vec![0; width];
        bytes[width - 4..].copy_from_slice(&10_000_000_u32.to_be_bytes());
        bytes
    };
    for (title, kind, width) in [
        ("the amount as u32", 3, 4),
        ("the amount as i32", 4, 4),
        ("the amount as u64", 5, 8),
        ("the amount as i64", 6, 8),
        ("the amount as u128", 9, 16),
        ("the amount as u256", 11, 32),
        ("the amount as i256", 12, 32),
    ] {
        let case = Case::calling(|call| call.arguments[2] = value::of_type(kind, &number(width)));
        table.invalid(title, case, "amount");
    }
    let third = |argument: Vec<u8>| Case::calling(|call| call.arguments[2] = argument);
    table.invalid("the amount as a text", third(value::text("10000000")), "amount");
    table.invalid("no amount", third(value::void()), "amount");
    table.valid("the amount as i128", third(value::of_type(10, &number(16))));
    table.drafts()
}
