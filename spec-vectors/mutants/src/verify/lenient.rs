//! Readers of the payload that take what they should refuse, and go on with another value: true is 1, nothing is 0, a number loses its
//! upper bits, and bytes are padded or cut. Each is one bug in one place. A payment that is signed for the value of such a reader shows the bug.

use x402_types::Uint256;

use crate::{json::Json, mutant::Mutant, question::Question};

/// The form of a right value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Decimal,
    /// So many bytes in hexadecimal.
    Bytes(usize),
}
use Form::{Bytes, Decimal};

/// What a reader takes a faulty value for.
#[derive(Clone, Copy)]
enum Reading {
    MissingIs0,
    NullIs0,
    EmptyIs0,
    TrueIs1,
    AnObjectIs0,
    /// A number in place of bytes.
    ANumberIsItsBytes,
    WrapsAt256Bits,
    ShortIsPaddedInFront,
    LongIsCutBehind,
}
use Reading::{
    ANumberIsItsBytes, AnObjectIs0, EmptyIs0, LongIsCutBehind, MissingIs0, NullIs0, ShortIsPaddedInFront, TrueIs1,
    WrapsAt256Bits,
};

impl Reading {
    const fn name(self) -> &'static str {
        match self {
            MissingIs0 => "missing-is-0",
            NullIs0 => "null-is-0",
            EmptyIs0 => "empty-is-0",
            TrueIs1 => "true-is-1",
            AnObjectIs0 => "an-object-is-0",
            ANumberIsItsBytes => "a-number-is-its-bytes",
            WrapsAt256Bits => "wraps-at-256-bits",
            ShortIsPaddedInFront => "short-is-padded-in-front",
            LongIsCutBehind => "long-is-cut-behind",
        }
    }

    /// The value that the reader goes on with. `None` if it reads this value as others do. No value is a field that is missing.
    fn of(self, value: Option<&Json>, form: Form) -> Option<Json> {
        match self {
            MissingIs0 => value.is_none().then(|| number(form, 0)),
            NullIs0 => value?.is_null().then(|| number(form, 0)),
            EmptyIs0 => {
                let text = value?.as_text()?;
                (text.trim().is_empty() || text == "0x").then(|| number(form, 0))
            }
            TrueIs1 => (value?.as_plain()? == "true").then(|| number(form, 1)),
            AnObjectIs0 => (value?.is_object() && value?.is_empty()).then(|| number(form, 0)),
            ANumberIsItsBytes => {
                let digit = value?.as_plain()?.parse().ok()?;
                (form != Decimal).then(|| number(form, digit))
            }
            WrapsAt256Bits => {
                let text = value?.as_text()?;
                (form == Decimal && text.len() >= 78 && text.parse::<Uint256>().is_err()).then_some(())?;
                wrapped(&text)
            }
            ShortIsPaddedInFront => bytes(value, form, |digits, width| Some(format!("{digits:0>width$}"))),
            LongIsCutBehind => bytes(value, form, |digits, width| digits.get(..width).map(str::to_owned)),
        }
    }
}

const TRANSFER: &str = "payload.authorization";
const PERMIT2: &str = "payload.permit2Authorization";
const PERMIT: &str = "extensions.eip2612GasSponsoring.info";
const VOUCHER: &str = "payload.voucher";
const DEPOSIT: &str = "payload.deposit";
const BY_TRANSFER: &str = "payload.deposit.authorization.erc3009Authorization";
const CONFIG: &str = "payload.channelConfig";

/// The places, where the object is and the member of it, and the readings for which a payment can be signed. The others are refused by their
/// value: a time that is over, an address without a known key or with a contract, a price that may not be 0.
const OBJECTS: [(&str, &str, Form, &[Reading]); 19] = [
    (TRANSFER, "to", Bytes(20), ADDRESS),
    (TRANSFER, "value", Decimal, NUMBER),
    (TRANSFER, "validAfter", Decimal, NUMBER),
    (TRANSFER, "validBefore", Decimal, WRAPS),
    (TRANSFER, "nonce", Bytes(32), WORD),
    (PERMIT2, "permitted.token", Bytes(20), ADDRESS),
    (PERMIT2, "permitted.amount", Decimal, SOME),
    (PERMIT2, "nonce", Decimal, NUMBER),
    (PERMIT2, "deadline", Decimal, WRAPS),
    (PERMIT2, "witness.to", Bytes(20), ADDRESS),
    (PERMIT2, "witness.validAfter", Decimal, NUMBER),
    (PERMIT, "amount", Decimal, SOME),
    (PERMIT, "nonce", Decimal, NUMBER),
    (PERMIT, "deadline", Decimal, WRAPS),
    (CONFIG, "salt", Bytes(32), WORD),
    (VOUCHER, "maxClaimableAmount", Decimal, SOME),
    (DEPOSIT, "amount", Decimal, SOME),
    (BY_TRANSFER, "validAfter", Decimal, NUMBER),
    (BY_TRANSFER, "salt", Bytes(32), WORD),
];

const NUMBER: &[Reading] = &[MissingIs0, NullIs0, EmptyIs0, TrueIs1, AnObjectIs0, WrapsAt256Bits];
const WRAPS: &[Reading] = &[WrapsAt256Bits];
/// Nothing may be 0 here.
const SOME: &[Reading] = &[TrueIs1, WrapsAt256Bits];
const WORD: &[Reading] =
    &[MissingIs0, NullIs0, EmptyIs0, TrueIs1, AnObjectIs0, ANumberIsItsBytes, ShortIsPaddedInFront, LongIsCutBehind];
/// The zero address is refused by other checks.
const ADDRESS: &[Reading] = &[TrueIs1, ShortIsPaddedInFront, LongIsCutBehind];

pub(super) fn mutants() -> Vec<Mutant> {
    let mut mutants = Vec::new();
    for (object, member, form, readings) in OBJECTS {
        for &reading in readings {
            let (path, holder) = (format!("{object}.{member}"), object.rsplit('.').find(|step| *step != "info"));
            let name = format!("verify/lenient/{}.{member}/{}", holder.unwrap_or_default(), reading.name());
            mutants.push(Mutant::reads(name, move |question| read(question, &path, form, reading)));
        }
    }
    mutants
}

/// The question as the reader reads it.
fn read(question: &Question<'_>, path: &str, form: Form, reading: Reading) -> Option<String> {
    let document = question.document()?;
    let (parent, _) = path.rsplit_once('.')?;
    document.get(parent).filter(|object| object.is_object())?;
    let value = reading.of(document.get(path), form)?;
    let edited = document.edited(|document| {
        document.set(path, value)?;
        Some(document)
    })?;
    question.with_document(&edited.to_string())
}

fn number(form: Form, number: u8) -> Json {
    match form {
        Decimal => Json::text(&number.to_string()),
        Bytes(width) => Json::text(&format!("0x{number:0>0$}", 2 * width)),
    }
}

/// The bytes, if there are too few or too many.
fn bytes(value: Option<&Json>, form: Form, to: impl Fn(&str, usize) -> Option<String>) -> Option<Json> {
    let Bytes(width) = form else { return None };
    let text = value?.as_text()?;
    let digits = text.strip_prefix("0x").filter(|digits| !digits.is_empty() && digits.len() != 2 * width)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(())?;
    to(digits, 2 * width).filter(|digits| digits.len() == 2 * width).map(|digits| Json::text(&format!("0x{digits}")))
}

/// The lower 256 bits of a decimal.
fn wrapped(digits: &str) -> Option<Json> {
    let mut bytes = [0u8; 32];
    for digit in digits.chars() {
        let mut carry = digit.to_digit(10)?;
        for byte in bytes.iter_mut().rev() {
            carry += u32::from(*byte) * 10;
            *byte = u8::try_from(carry & 0xff).ok()?;
            carry >>= 8;
        }
    }
    Some(Json::text(&Uint256::from_be_bytes(bytes).to_string()))
}
