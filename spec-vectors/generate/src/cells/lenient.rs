//! What a lenient reader takes a faulty value for, and the payment that is signed for this value. Without it the signature would refuse each
//! such payment, and a cell would find no bug of a reader.
//!
//! The rest of the question fits the value, too: a price of 1 with a signed `true`, an offer for the padded address with one that lacks a
//! digit. If our own testee accepts the question with the value in the place of the faulty one, the cell has this question. Otherwise no
//! signature helps, because the value itself is refused: a time that is over, an address without a key.

use super::{
    faults::{Effect, Fault, Kind},
    with,
};
use crate::{batch_settlement, ours, rows, sign::SIGNER};

/// The question with the faulty value, around which all else is right for the reader. `None` if the reader reads the right value, or none.
pub(super) fn signed_for(question: &str, pointer: &str, kind: Kind, fault: &Fault, faulty: &str) -> Option<Signed> {
    // Every reader reads a value of the right form.
    if matches!(fault.effect, Effect::Another | Effect::Beyond(_) | Effect::Same) {
        return None;
    }
    fitted(question, pointer, kind, faulty)
}

/// The same for a value that is faulty in any case.
fn fitted(question: &str, pointer: &str, kind: Kind, faulty: &str) -> Option<Signed> {
    let good = rows::value(question, pointer)?;
    let value = reading(kind, good, faulty).filter(|value| value != good && !pointer.ends_with("ignature"))?;
    let group = EQUAL.iter().find(|group| group.contains(&pointer));
    let is_there = |other: &&&str| **other != pointer && rows::value(question, other).is_some();
    let others: Vec<&str> = group.into_iter().copied().flatten().filter(is_there).copied().collect();
    let set = |text: String, pointer: &str, value: &str| rows::apply(&text, &format!("{pointer}={value}"));
    let mut fitted = set(question.to_owned(), pointer, &value);
    for other in &others {
        fitted = set(fitted, other, &value);
    }
    for (pointer, value) in batch_settlement::sums_before(question, pointer, &value) {
        fitted = set(fitted, &pointer, &value);
    }
    let signed = signed(&fitted)?;
    let is_alone = others.is_empty() && !is_of_channel(question);
    is_accepted(&signed).then(|| Signed { question: with(&signed, pointer, faulty), is_alone })
}

/// The same for a right value whose kind its text shows, in a payment of another group. It is the payment of the signer, because no one else has
/// the key of the specification's own payer.
pub(crate) fn of_signer(question: &str, pointer: &str, faulty: &str) -> Option<String> {
    let good = rows::value(question, pointer)?;
    let kind = match good.trim_matches('"') {
        text if text.starts_with("0x") => Kind::Hex,
        text if good.starts_with('"') && text.bytes().all(|digit| digit.is_ascii_digit()) => Kind::Decimal,
        _ => return None,
    };
    const FROM: &str = "/payment/json/payload/authorization/from";
    let is_there = rows::value(question, FROM).is_some() && pointer != FROM;
    let with_payer = is_there.then(|| rows::apply(question, &format!("{FROM}=\"{SIGNER}\"")));
    Some(fitted(with_payer.as_deref().unwrap_or(question), pointer, kind, faulty)?.question)
}

/// A question that is signed for the value of a lenient reader.
pub(super) struct Signed {
    pub(super) question: String,
    /// Nothing else differs from the right payment, except signatures.
    pub(super) is_alone: bool,
}

/// What a reader takes the JSON text for: nothing is 0, true is 1, and bytes are padded in front, or cut behind. Other readers repair the value
/// to the right one.
fn reading(kind: Kind, good: &str, faulty: &str) -> Option<String> {
    let is_nothing = matches!(faulty, "" | "null" | "{}" | r#""""# | r#""  ""# | "0");
    let number = match faulty {
        _ if is_nothing => Some('0'),
        "true" => Some('1'),
        _ => None,
    };
    match (kind, number) {
        (Kind::Decimal, Some(number)) => Some(format!("\"{number}\"")),
        (Kind::Seconds, Some(number)) => Some(number.into()),
        (Kind::Hex, _) => {
            let width = good.len().checked_sub(r#""0x""#.len())?;
            let digits = match number {
                Some(number) => format!("{number:0>width$}"),
                None => bytes(faulty.trim_matches('"').strip_prefix("0x")?, width)?,
            };
            Some(format!("\"0x{}\"", digits.to_lowercase()))
        }
        _ => None,
    }
}

fn bytes(digits: &str, width: usize) -> Option<String> {
    // A reader of one byte after the other stops at the letter.
    let stopped = digits.strip_suffix('g').filter(|rest| rest.len() + 1 == width);
    let digits = stopped.map_or_else(
        || digits.to_owned(),
        |rest| {
            let (front, last) = rest.split_at(rest.len() - 1);
            format!("{front}0{last}")
        },
    );
    // Bytes of the right number are what they are.
    let is_other = stopped.is_some() || digits.len() != width;
    let is_hex = is_other && !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hex.then(|| if digits.len() < width { format!("{digits:0>width$}") } else { digits[..width].to_owned() })
}

/// Places that have to be equal, of all mechanisms.
const EQUAL: [&[&str]; 7] = [
    &[
        "/payment/json/accepted/amount",
        "/offers/0/amount",
        "/offers/0/maxAmountRequired",
        "/payment/json/payload/authorization/value",
        "/payment/json/payload/permit2Authorization/permitted/amount",
        "/payment/json/extensions/eip2612GasSponsoring/info/amount",
        "/payment/json/extensions/erc20ApprovalGasSponsoring/info/amount",
        "/payment/json/payload/voucher/maxClaimableAmount",
        "/payment/json/payload/deposit/amount",
        "/payment/json/payload/deposit/authorization/permit2Authorization/permitted/amount",
    ],
    &["/payment/json/payload/claims/0/voucher/maxClaimableAmount", "/payment/json/payload/claims/0/totalClaimed"],
    &[
        "/payment/json/accepted/payTo",
        "/offers/0/payTo",
        "/payment/json/payload/authorization/to",
        "/payment/json/payload/permit2Authorization/witness/to",
        "/payment/json/payload/channelConfig/receiver",
        "/payment/json/payload/claims/0/voucher/channel/receiver",
    ],
    &[
        "/payment/json/accepted/asset",
        "/offers/0/asset",
        "/payment/json/payload/permit2Authorization/permitted/token",
        "/payment/json/extensions/eip2612GasSponsoring/info/asset",
        "/payment/json/extensions/erc20ApprovalGasSponsoring/info/asset",
        "/payment/json/payload/channelConfig/token",
        "/payment/json/payload/deposit/authorization/permit2Authorization/permitted/token",
        "/payment/json/payload/claims/0/voucher/channel/token",
    ],
    &[
        "/payment/json/accepted/extra/facilitatorAddress",
        "/offers/0/extra/facilitatorAddress",
        "/payment/json/payload/permit2Authorization/witness/facilitator",
    ],
    &[
        "/payment/json/accepted/extra/receiverAuthorizer",
        "/offers/0/extra/receiverAuthorizer",
        "/payment/json/payload/channelConfig/receiverAuthorizer",
        "/payment/json/payload/claims/0/voucher/channel/receiverAuthorizer",
    ],
    &["/payment/json/accepted/maxTimeoutSeconds", "/offers/0/maxTimeoutSeconds"],
];

fn is_of_channel(question: &str) -> bool {
    rows::value(question, "/payment/json/accepted/scheme") == Some(r#""batch-settlement""#)
}

/// The question with the signatures of what is in it now. `None` if it has none that can be made again.
fn signed(question: &str) -> Option<String> {
    const PERMIT: &str = "/payment/json/extensions/eip2612GasSponsoring/info/signature";
    const APPROVED: &str = "/payment/json/extensions/erc20ApprovalGasSponsoring/info";
    if is_of_channel(question) {
        return Some(batch_settlement::signed_again(question));
    }
    rows::value(question, "/payment/json/payload/signature")?;
    let sign = |text: &str, pointer: &str, of: &str| {
        rows::apply(text, &format!("{pointer}=\"{}\"", rows::signature(text, of)))
    };
    let mut signed = sign(question, "/payment/json/payload/signature", "payer");
    if rows::value(&signed, PERMIT).is_some() {
        signed = sign(&signed, PERMIT, "permit-payer");
    }
    if let Some(amount) = rows::value(&signed, &format!("{APPROVED}/amount")) {
        let info = crate::approval::info(amount.trim_matches('"'));
        signed = rows::apply(&signed, &format!("{APPROVED}/signedTransaction={}", info["signedTransaction"]));
    }
    Some(signed)
}

/// Whether our own testee accepts the payment.
fn is_accepted(question: &str) -> bool {
    ours::answer("verify", question).is_some_and(|answer| answer["verdict"] == "valid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_those_of_lenient_readers() {
        let word = format!("\"0x{}\"", "ab".repeat(4));
        for (kind, good, faulty, expected) in [
            (Kind::Decimal, r#""10""#, "true", Some(r#""1""#)),
            (Kind::Decimal, r#""10""#, "", Some(r#""0""#)),
            (Kind::Decimal, r#""10""#, r#""10 ""#, None),
            (Kind::Seconds, "10", "null", Some("0")),
            (Kind::Hex, &word, r#""0xababab""#, Some(r#""0x00ababab""#)),
            (Kind::Hex, &word, r#""0xababababcd""#, Some(&*word)),
            (Kind::Hex, &word, r#""0xabababag""#, Some(r#""0xababab0a""#)),
            (Kind::Hex, &word, r#""0xabababa ""#, None),
            (Kind::Hex, &word, r#""0xabababac""#, None),
            (Kind::Hex, &word, "0", Some(r#""0x00000000""#)),
            (Kind::Name, r#""USDC""#, "", None),
        ] {
            assert_eq!(reading(kind, good, faulty).as_deref(), expected, "{good} as {faulty}");
        }
    }
}
