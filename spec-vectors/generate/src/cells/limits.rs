//! Signed numbers where a type ends: each number of each mechanism just past what 31, 32, 53, 63, 64 and 128 bits hold, and numbers
//! that are the right ones after they have lost their upper bits.

use serde_json::json;
use x402_types::Uint256;
use x402_vectors::vector::Class;

use super::field_paths::{nothing_allowed, permit};
use crate::{
    approval,
    base::{NOW, VALID_AFTER},
    case::reason_of,
    draft::{Draft, expect, raw, suffix},
    fault::Fault as Named,
    payment::{Method, Payment},
    sign::SIGNER,
};

/// The bits of the types that languages use for numbers. A double holds 53.
const BITS: [u32; 6] = [31, 32, 53, 63, 64, 128];

/// A number of a payment, and how to sign another one.
struct Number {
    name: &'static str,
    payment: fn(&str) -> Payment,
    /// The right value, which one with more upper bits must not be taken for. `None` if every value is right.
    right: Option<u64>,
    /// The check that refuses it, and the reason, unless that follows from the check.
    refused_by: (&'static str, Option<&'static str>),
    ruling: &'static str,
}

const AMOUNT: (&str, Option<&str>) = ("amount", None);

fn number(name: &'static str, ruling: &'static str, payment: fn(&str) -> Payment) -> Number {
    Number { name, payment, right: None, refused_by: AMOUNT, ruling }
}

impl Number {
    const fn but(mut self, right: u64, refused_by: (&'static str, Option<&'static str>)) -> Self {
        (self.right, self.refused_by) = (Some(right), refused_by);
        self
    }
}

fn base(method: Method) -> Payment {
    Payment::new(method)
}

fn version_1() -> Payment {
    base(Method::Eip3009).in_version_1()
}

/// A payment for this amount, signed as `path`.
fn of_amount(payment: Payment, path: &str, amount: &str) -> Payment {
    payment.offers("amount", amount).signs(path, amount)
}

fn permit2_1() -> Payment {
    base(Method::Permit2).in_version_1()
}

fn of_permit2(amount: &str) -> Payment {
    of_amount(base(Method::Permit2), "permitted.amount", amount)
}

/// With a transaction that approves this amount.
fn approved(payment: Payment, amount: &str) -> Payment {
    nothing_allowed(payment).extended("erc20ApprovalGasSponsoring", &approval::info(amount))
}

/// With a permit whose member has this value.
fn permitted(payment: Payment, member: &str, value: &str) -> Payment {
    let mut info = permit();
    info[member] = value.into();
    nothing_allowed(payment).sponsored(&info)
}

/// New numbers go to the end.
fn numbers() -> Vec<Number> {
    use Method::{Eip3009, Permit2, Upto};
    const AFTER: (&str, Option<&str>) = ("valid-after", None);
    const PERMIT_AMOUNT: (&str, Option<&str>) = ("permit-amount", None);
    vec![
        number("EIP-3009, V2: value", "B-7", |value| of_amount(base(Eip3009), "value", value)),
        number("EIP-3009, V2: another value", "B-7", |value| base(Eip3009).signs("value", value)).but(10_000, AMOUNT),
        number("EIP-3009, V2: validBefore", "E-2", |value| base(Eip3009).signs("validBefore", value)),
        number("EIP-3009, V2: validAfter", "E-2", |value| base(Eip3009).signs("validAfter", value))
            .but(VALID_AFTER, AFTER),
        number("EIP-3009, V1: value", "B-7", |value| of_amount(version_1(), "value", value)),
        number("EIP-3009, V1: another value", "B-7", |value| version_1().signs("value", value)).but(10_000, AMOUNT),
        number("EIP-3009, V1: validBefore", "E-2", |value| version_1().signs("validBefore", value)),
        number("EIP-3009, V1: validAfter", "E-2", |value| version_1().signs("validAfter", value))
            .but(VALID_AFTER, AFTER),
        number("Permit2: amount", "P-2", |value| of_amount(base(Permit2), "permitted.amount", value)),
        number("Permit2: another amount", "P-2", |value| base(Permit2).signs("permitted.amount", value))
            .but(10_000, AMOUNT),
        number("Permit2: nonce", "P-2", |value| base(Permit2).signs("nonce", value)),
        number("Permit2: deadline", "P-2", |value| base(Permit2).signs("deadline", value)),
        number("Permit2: validAfter", "P-2", |value| base(Permit2).signs("witness.validAfter", value))
            .but(VALID_AFTER, AFTER),
        number("upto: amount", "P-2", |value| of_amount(base(Upto), "permitted.amount", value)),
        number("upto: another amount", "P-2", |value| base(Upto).signs("permitted.amount", value)).but(10_000, AMOUNT),
        number("upto: nonce", "P-2", |value| base(Upto).signs("nonce", value)),
        number("upto: deadline", "P-2", |value| base(Upto).signs("deadline", value)),
        number("upto: validAfter", "P-2", |value| base(Upto).signs("witness.validAfter", value))
            .but(VALID_AFTER, AFTER),
        number("a permit for Permit2: nonce", "P-5", |value| permitted(base(Permit2), "nonce", value)),
        number("a permit for Permit2: deadline", "P-5", |value| permitted(base(Permit2), "deadline", value)),
        number("a permit for Permit2: amount", "P-5", |value| {
            permitted(of_amount(base(Permit2), "permitted.amount", value), "amount", value)
        }),
        number("a permit for Permit2: another amount", "P-5", |value| permitted(base(Permit2), "amount", value))
            .but(10_000, PERMIT_AMOUNT),
        number("a permit for upto: nonce", "P-5", |value| permitted(base(Upto), "nonce", value)),
        number("a permit for upto: deadline", "P-5", |value| permitted(base(Upto), "deadline", value)),
        number("a permit for upto: amount", "P-5", |value| {
            permitted(of_amount(base(Upto), "permitted.amount", value), "amount", value)
        }),
        number("a permit for upto: another amount", "P-5", |value| permitted(base(Upto), "amount", value))
            .but(10_000, PERMIT_AMOUNT),
        number("Permit2, V1: amount", "P-2", |value| of_amount(permit2_1(), "permitted.amount", value)),
        number("Permit2, V1: another amount", "P-2", |value| permit2_1().signs("permitted.amount", value))
            .but(10_000, AMOUNT),
        number("Permit2, V1: nonce", "P-2", |value| permit2_1().signs("nonce", value)),
        number("Permit2, V1: deadline", "P-2", |value| permit2_1().signs("deadline", value)),
        number("Permit2, V1: validAfter", "P-2", |value| permit2_1().signs("witness.validAfter", value))
            .but(VALID_AFTER, AFTER),
        number("an approval for Permit2: amount", "P-6", |value| approved(of_permit2(value), value)),
        number("an approval for Permit2: too small an amount", "P-6", |value| approved(of_permit2(value), "10000"))
            .but(10_000, ("approval-amount", None)),
    ]
}

/// The first is 2000, with a letter for each number of bits, and then for the last number in these bits and the first one beyond.
pub(super) fn drafts() -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (at, number) in (2000..).zip(numbers()) {
        for (index, bits) in BITS.into_iter().enumerate() {
            // What ends is far in the future then, and the right value is in the lower bits.
            let beyond = power_of_2(bits).checked_add(number.right.unwrap_or(NOW + 60)).expect("far below 2^256");
            let title = match number.right {
                None => format!("{} beyond {bits} bits", number.name),
                Some(_) => format!("{}, which is the right one in {bits} bits", number.name),
            };
            drafts.push(number.draft(format!("cells-{at}{}", suffix(index)), title, &beyond.to_string()));
        }
        if number.right.is_some() {
            continue;
        }
        let ends = BITS
            .into_iter()
            .flat_map(|bits| [(all_of(bits), format!("2^{bits} - 1")), (power_of_2(bits), format!("2^{bits}"))]);
        let ends = ends.chain([(Uint256::MAX, "2^256 - 1".to_owned())]);
        for (index, (value, written)) in (BITS.len()..).zip(ends) {
            let title = format!("{} of {written}", number.name);
            drafts.push(number.draft(format!("cells-{at}{}", suffix(index)), title, &value.to_string()));
        }
    }
    drafts
}

impl Number {
    fn draft(&self, id: String, title: String, value: &str) -> Draft {
        let payment = (self.payment)(value);
        let (class, result) = match self.right {
            None => (Class::Valid, json!({"verdict": "valid", "payer": SIGNER})),
            Some(_) => (Class::Invalid, json!({"verdict": "invalid"})),
        };
        let draft = Draft::new(id, "verify", title, raw(&payment.question()), expect(class, &result));
        let is_v1_price = self.name.contains("V1") && self.refused_by == AMOUNT;
        let draft = match self.right {
            Some(_) if is_v1_price => draft.rulings(&["B-7"]).fault(Named::MoreThanPrice),
            _ => draft.rulings(&[self.ruling]).fault(Named::AnotherValue),
        };
        if self.right.is_none() {
            return draft;
        }
        let (check, reason) = self.refused_by;
        let usual = || reason_of(check, self.name.contains("V1"), payment.method == Method::Upto);
        draft.decided_by(check).reason(reason.unwrap_or_else(usual))
    }
}

/// The largest number of so many bits.
fn all_of(bits: u32) -> Uint256 {
    let mut bytes = [0xff; 32];
    let at = usize::try_from(bits).expect("a few bits");
    bytes[..31 - at / 8].fill(0);
    bytes[31 - at / 8] = (1 << (at % 8)) - 1;
    Uint256::from_be_bytes(bytes)
}

fn power_of_2(bits: u32) -> Uint256 {
    let mut bytes = [0; 32];
    let at = usize::try_from(bits).expect("a few bits");
    bytes[31 - at / 8] = 1 << (at % 8);
    Uint256::from_be_bytes(bytes)
}
