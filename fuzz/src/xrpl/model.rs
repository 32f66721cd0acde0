//! A second reader of the ledger's binary format. It reads more than the ledger does, and then writes what it has read in the one
//! canonical form: so it says in another way than ours which bytes are canonical.

use std::collections::BTreeMap;

/// A field: its codes and its value.
pub(super) struct Field {
    pub(super) kind: u8,
    pub(super) code: u8,
    pub(super) value: Value,
}

pub(super) enum Value {
    /// Bytes without a length.
    Fixed(Vec<u8>),
    /// Bytes with their length before them.
    Long(Vec<u8>),
    /// The three formats of an amount.
    Drops {
        negative: bool,
        drops: u64,
    },
    Issued {
        negative: bool,
        mantissa: u64,
        exponent: i32,
        asset: Vec<u8>,
    },
    Token {
        negative: bool,
        amount: u64,
        id: Vec<u8>,
    },
    Object(Vec<Field>),
    Array(Vec<Field>),
    /// Paths of elements: the bits of the parts, and the parts.
    Paths(Vec<Vec<(u8, Vec<u8>)>>),
}

/// The names of the ledger's fields, by their codes.
pub(super) fn names() -> &'static BTreeMap<(u8, u8), &'static str> {
    static NAMES: std::sync::OnceLock<BTreeMap<(u8, u8), &'static str>> = std::sync::OnceLock::new();
    NAMES.get_or_init(|| {
        let rows = include_str!("../../../crates/x402-schemes/tests/it/xrpl_fields.txt").lines();
        rows.map(|row| {
            let row: Vec<_> = row.split(' ').collect();
            ((row[0].parse().expect("a code"), row[1].parse().expect("a code")), row[2])
        })
        .collect()
    })
}

/// The fields up to the end of the bytes.
pub(super) fn read(mut bytes: &[u8]) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        fields.push(field(&mut bytes, 0)?);
    }
    Some(fields)
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(taken)
}

fn byte(bytes: &mut &[u8]) -> Option<u8> {
    take(bytes, 1).map(|byte| byte[0])
}

fn head(bytes: &mut &[u8]) -> Option<(u8, u8)> {
    let first = byte(bytes)?;
    let kind = if first >> 4 == 0 { byte(bytes)? } else { first >> 4 };
    let code = if first & 15 == 0 { byte(bytes)? } else { first & 15 };
    Some((kind, code))
}

fn field(bytes: &mut &[u8], depth: usize) -> Option<Field> {
    // The fuzzer could nest without end.
    if depth == 10 {
        return None;
    }
    let (kind, code) = head(bytes)?;
    let name = names().get(&(kind, code))?;
    if name.ends_with("EndMarker") {
        return None;
    }
    Some(Field { kind, code, value: value(bytes, kind, depth)? })
}

/// The fields of an object or an array up to its end.
fn until(bytes: &mut &[u8], end: u8, depth: usize) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    loop {
        let before = *bytes;
        if head(bytes)? == (end, 1) {
            return Some(fields);
        }
        *bytes = before;
        fields.push(field(bytes, depth + 1)?);
    }
}

fn value(bytes: &mut &[u8], kind: u8, depth: usize) -> Option<Value> {
    let mut fixed = |count| take(bytes, count).map(|taken| Value::Fixed(taken.to_vec()));
    match kind {
        16 => fixed(1),
        1 => fixed(2),
        2 | 10 => fixed(4),
        3 | 11 => fixed(8),
        9 => fixed(12),
        4 => fixed(16),
        17 | 26 => fixed(20),
        21 => fixed(24),
        5 => fixed(32),
        6 => amount(bytes),
        7 | 8 | 19 => {
            let content = long(bytes)?;
            let fits = kind == 7 || kind == 8 && content.len() == 20 || kind == 19 && content.len() % 32 == 0;
            fits.then(|| Value::Long(content.to_vec()))
        }
        14 => until(bytes, 14, depth).map(Value::Object),
        15 => {
            let elements = until(bytes, 15, depth)?;
            elements.iter().all(|element| element.kind == 14).then_some(Value::Array(elements))
        }
        18 => paths(bytes),
        24 => issue(bytes).map(Value::Fixed),
        25 => {
            let mut bridge = Vec::new();
            for _ in 0..2 {
                let account = long(bytes).filter(|account| account.len() == 20)?;
                bridge.extend(length(20));
                bridge.extend(account);
                bridge.extend(issue(bytes)?);
            }
            Some(Value::Fixed(bridge))
        }
        _ => None,
    }
}

fn long<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let first = usize::from(byte(bytes)?);
    let mut next = || byte(bytes).map(usize::from);
    let count = match first {
        0..=192 => first,
        193..=240 => 193 + ((first - 193) << 8) + next()?,
        241..=254 => 12_481 + ((first - 241) << 16) + (next()? << 8) + next()?,
        _ => return None,
    };
    take(bytes, count)
}

fn issue(bytes: &mut &[u8]) -> Option<Vec<u8>> {
    let currency = take(bytes, 20)?;
    if currency.iter().all(|byte| *byte == 0) {
        return Some(currency.to_vec());
    }
    let issuer = take(bytes, 20)?;
    let is_token = issuer.iter().rev().skip(1).all(|byte| *byte == 0) && issuer.last() == Some(&1);
    let number = if is_token { take(bytes, 4)? } else { &[] };
    Some([currency, issuer, number].concat())
}

fn paths(bytes: &mut &[u8]) -> Option<Value> {
    let mut paths = vec![Vec::new()];
    loop {
        match byte(bytes)? {
            end @ (0 | 0xff) => {
                if paths.last()?.is_empty() {
                    return None;
                }
                if end == 0 {
                    return Some(Value::Paths(paths));
                }
                paths.push(Vec::new());
            }
            bits => {
                let parts = [0x01, 0x10, 0x20].iter().filter(|bit| bits & **bit != 0).count();
                let known = bits & !0x31 == 0;
                let element = take(bytes, 20 * parts).filter(|_| known)?;
                paths.last_mut()?.push((bits, element.to_vec()));
            }
        }
    }
}

fn amount(bytes: &mut &[u8]) -> Option<Value> {
    let first = *bytes.first()?;
    let negative = first & 0x40 == 0;
    if first & 0x80 != 0 {
        let number = u64::from_be_bytes(take(bytes, 8)?.try_into().ok()?);
        let exponent = i32::try_from(number >> 54 & 0xff).ok()? - 97;
        let asset = take(bytes, 40)?.to_vec();
        return Some(Value::Issued { negative, mantissa: number & ((1 << 54) - 1), exponent, asset });
    }
    if first & 0x20 != 0 {
        let whole = take(bytes, 33)?;
        let amount = u64::from_be_bytes(whole[1..9].try_into().ok()?);
        return Some(Value::Token { negative, amount, id: whole[9..].to_vec() });
    }
    let number = u64::from_be_bytes(take(bytes, 8)?.try_into().ok()?);
    Some(Value::Drops { negative, drops: number & ((1 << 62) - 1) })
}

/// The canonical form, or none if the ledger has no such object.
pub(super) fn write(fields: &[Field]) -> Option<Vec<u8>> {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_by_key(|field| (field.kind, field.code));
    if sorted.windows(2).any(|pair| (pair[0].kind, pair[0].code) == (pair[1].kind, pair[1].code)) {
        return None;
    }
    write_in_order(&sorted)
}

pub(super) fn write_in_order(fields: &[&Field]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for field in fields {
        let (kind, code) = (field.kind, field.code);
        bytes.push(if kind < 16 { kind << 4 } else { 0 } | if code < 16 { code } else { 0 });
        bytes.extend([kind, code].into_iter().filter(|code| *code >= 16));
        bytes.extend(written(&field.value)?);
    }
    Some(bytes)
}

fn length(count: usize) -> Vec<u8> {
    match count {
        0..=192 => vec![count as u8],
        193..=12_480 => vec![193 + ((count - 193) >> 8) as u8, (count - 193) as u8],
        _ => {
            let over = count - 12_481;
            vec![241 + (over >> 16) as u8, (over >> 8) as u8, over as u8]
        }
    }
}

fn written(value: &Value) -> Option<Vec<u8>> {
    let sign = |negative: bool| if negative { 0 } else { 1u64 << 62 };
    Some(match value {
        Value::Fixed(bytes) => bytes.clone(),
        Value::Long(bytes) => [length(bytes.len()), bytes.clone()].concat(),
        // Zero is never negative.
        Value::Drops { negative, drops } => (sign(*negative && *drops > 0) | drops).to_be_bytes().to_vec(),
        Value::Token { negative, amount, id } => {
            let fits = !negative && *amount < 1 << 63;
            let written = [&[0x60], amount.to_be_bytes().as_slice(), id].concat();
            return fits.then_some(written);
        }
        Value::Issued { negative, mantissa, exponent, asset } => {
            let number = match normal(*mantissa, *exponent)? {
                None => 1 << 63,
                Some((mantissa, exponent)) => {
                    1 << 63 | sign(*negative) | u64::try_from(exponent + 97).ok()? << 54 | mantissa
                }
            };
            [number.to_be_bytes().as_slice(), asset].concat()
        }
        Value::Object(fields) => [write(fields)?, vec![0xe1]].concat(),
        Value::Array(elements) => {
            let mut bytes = Vec::new();
            for element in elements {
                bytes.extend(write_in_order(&[element])?);
            }
            bytes.push(0xf1);
            bytes
        }
        Value::Paths(paths) => {
            let path = |path: &Vec<(u8, Vec<u8>)>| {
                path.iter().flat_map(|(bits, parts)| [&[*bits], parts.as_slice()].concat()).collect()
            };
            let paths: Vec<Vec<u8>> = paths.iter().map(path).collect();
            [paths.join(&0xff), vec![0]].concat()
        }
    })
}

/// The value with a mantissa of 16 digits; zero is `Some(None)`; none if there is no such value.
#[expect(clippy::option_option, reason = "three answers")]
fn normal(mut mantissa: u64, mut exponent: i32) -> Option<Option<(u64, i32)>> {
    if mantissa == 0 {
        return Some(None);
    }
    while mantissa < 1_000_000_000_000_000 {
        (mantissa, exponent) = (mantissa * 10, exponent - 1);
    }
    while mantissa >= 10_000_000_000_000_000 {
        if !mantissa.is_multiple_of(10) {
            return None;
        }
        (mantissa, exponent) = (mantissa / 10, exponent + 1);
    }
    (-96..=80).contains(&exponent).then_some(Some((mantissa, exponent)))
}

/// `true` if an amount somewhere has no currency or no issuer.
pub(super) fn is_of_nobody(fields: &[Field]) -> bool {
    fields.iter().any(|field| match &field.value {
        Value::Issued { asset, .. } => asset[..20] == [0; 20] || asset[20..] == [0; 20],
        Value::Object(fields) | Value::Array(fields) => is_of_nobody(fields),
        _ => false,
    })
}
