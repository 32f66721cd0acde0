//! The summary at the end of an audit.

use std::{collections::BTreeMap, fmt::Write as _, io};

use x402_operations::recognise::Provenance;
use x402_schemes::{
    HexDigits,
    evm::gateway::{self, Chain},
};

use super::{
    sorter::Merged,
    summary::{ADDRESS, KeyKind, KeyRecord, OfGateway, Summary, Tally},
};
use crate::{
    output::exit,
    show::{GATEWAY, GATEWAY_SETTLES},
};

/// The number of payers and of repeated keys that are named, and of lines that are named for each key.
const NAMED: usize = 10;
const LINES_NAMED: u64 = 5;

/// The totals over all lines.
#[derive(Debug)]
pub(crate) struct Total {
    tally: Tally,
    payers: Payers,
    /// The replay keys of all lines that have one.
    keys: Keys,
    /// The transfer keys on the XRP Ledger, of which one payment can settle.
    transfers: Keys,
}

/// The payers of the valid lines.
#[derive(Debug, Default)]
struct Payers {
    distinct: u64,
    /// The payers with the most lines, and the numbers of their lines.
    most: Vec<(String, u64)>,
}

/// Keys of one kind.
#[derive(Debug, Default)]
struct Keys {
    distinct: u64,
    /// The number of keys on several lines, and of keys on several valid lines.
    repeated: u64,
    repeated_valid: u64,
    /// The repeated keys that occur first.
    first: Vec<Repeated>,
}

/// A key that occurs on several lines.
#[derive(Clone, Debug)]
struct Repeated {
    key: [u8; 32],
    kind: KeyKind,
    /// The numbers of the first lines with this key.
    lines: Vec<u64>,
    count: u64,
    valid: u64,
}

impl Total {
    pub(crate) fn of(summary: Summary) -> io::Result<Self> {
        let (tally, keys, payers) = summary.finish()?;
        let (keys, transfers) = Keys::of(keys)?;
        Ok(Self { tally, payers: Payers::of(payers)?, keys, transfers })
    }

    /// The exit code, as `docs/how-to/audit.md` documents it.
    pub(crate) const fn exit_code(&self) -> u8 {
        if self.tally.error + self.tally.skipped > 0 {
            exit::UNDECODABLE
        } else if self.tally.invalid > 0 {
            exit::INVALID
        } else if self.tally.undecided > 0 {
            exit::UNDECIDED
        } else {
            exit::VALID
        }
    }

    pub(crate) fn to_text(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_text(&mut text);
        text
    }

    fn write_text(&self, text: &mut String) -> std::fmt::Result {
        let Tally { valid, operations, invalid, undecided, error, skipped, decided, times, gateway } = &self.tally;
        let lines = self.tally.lines();
        writeln!(text, "\n{lines} lines: {valid} valid, {invalid} invalid, {undecided} undecided")?;
        if *operations > 0 {
            writeln!(text, "  {operations} of the valid are operations, which pay for no service")?;
        }
        if error + skipped > 0 {
            writeln!(text, "  {error} could not be read, {skipped} contain something unknown")?;
        }
        for ((verdict, decided), count) in decided {
            writeln!(text, "  {count:>10} {verdict} {} {}", decided.check, decided.reason)?;
        }
        write_times(text, times)?;
        write_gateway(text, gateway)?;
        writeln!(text, "payers of valid payments: {}", self.payers.distinct)?;
        for (payer, lines) in &self.payers.most {
            writeln!(text, "  {lines:>10} {payer}")?;
        }
        self.keys.write_text("replay keys", text)?;
        // Only the XRP Ledger has them.
        if self.transfers.distinct > 0 {
            self.transfers.write_text("transfer keys", text)?;
        }
        Ok(())
    }

    pub(crate) fn to_json(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_json(&mut text);
        text
    }

    fn write_json(&self, text: &mut String) -> std::fmt::Result {
        let Tally { valid, operations, invalid, undecided, error, skipped, decided, times, gateway } = &self.tally;
        let lines = self.tally.lines();
        write!(text, "{{\"summary\":{{\"lines\":{lines},\"valid\":{valid},\"operations\":{operations}")?;
        write!(
            text,
            ",\"invalid\":{invalid},\"undecided\":{undecided},\"error\":{error},\"skipped\":{skipped},\"decided\":"
        )?;
        write_array(text, decided, |text, ((verdict, decided), count)| {
            let (stage, check, reason) = (decided.stage, &decided.check, &decided.reason);
            write!(text, "{{\"verdict\":\"{verdict}\",\"stage\":\"{stage}\",\"reason\":\"{reason}\",")?;
            write!(text, "\"check\":\"{check}\",\"lines\":{count}}}")
        })?;
        text.push_str(",\"times\":{");
        for (index, (time, lines)) in times.iter().enumerate() {
            write!(text, "{}\"{time}\":{lines}", if index > 0 { "," } else { "" })?;
        }
        text.push('}');
        write_gateway_json(text, gateway)?;
        write!(text, ",\"payers\":{{\"distinct\":{},\"most\":", self.payers.distinct)?;
        write_array(text, &self.payers.most, |text, (payer, lines)| {
            write!(text, "{{\"payer\":\"{payer}\",\"lines\":{lines}}}")
        })?;
        text.push_str("},\"replayKeys\":");
        self.keys.write_json("replayKey", text)?;
        if self.transfers.distinct > 0 {
            text.push_str(",\"transferKeys\":");
            self.transfers.write_json("transferKey", text)?;
        }
        text.push_str("}}\n");
        Ok(())
    }
}

/// Names where the times came from, if a log recorded one. Otherwise each line has its own `now`.
fn write_times(text: &mut String, times: &BTreeMap<Provenance, u64>) -> std::fmt::Result {
    if times.keys().all(|time| *time == Provenance::Given) {
        return Ok(());
    }
    let counted = times.iter().map(|(time, lines)| {
        let field = if *time == Provenance::Given { "the field now" } else { time.phrase() };
        format!("{lines} from {field}")
    });
    writeln!(text, "times: {}", counted.collect::<Vec<_>>().join(", "))
}

/// What only the operator of the Gateway can answer of each valid payment (U-6).
const GATEWAY_ASKS: [(&str, &str); 2] = [
    ("gateway-balance", "has the payer the amount at the operator?"),
    ("gateway-nonce", "has the operator seen this nonce?"),
];

type ByChain = BTreeMap<u64, OfGateway>;

/// The wallet of each chain, with its lines.
fn wallets(gateway: &ByChain) -> impl Iterator<Item = (&'static Chain, &OfGateway)> {
    gateway.iter().filter_map(|(chain_id, of_gateway)| Some((gateway::chain(*chain_id)?, of_gateway)))
}

/// Names the variant, who settles, the wallets, and what is to be asked (U-17), if there is such a payment.
fn write_gateway(text: &mut String, gateway: &ByChain) -> std::fmt::Result {
    if gateway.is_empty() {
        return Ok(());
    }
    writeln!(text, "payments in {GATEWAY}: {GATEWAY_SETTLES}")?;
    for (chain, OfGateway { lines, valid }) in wallets(gateway) {
        writeln!(text, "  {lines:>10} on eip155:{}, wallet {}: {valid} valid", chain.chain_id, chain.wallet)?;
    }
    for (kind, question) in GATEWAY_ASKS {
        writeln!(text, "  to ask before settling: {kind}, {question}")?;
    }
    Ok(())
}

fn write_gateway_json(text: &mut String, gateway: &ByChain) -> std::fmt::Result {
    if gateway.is_empty() {
        return Ok(());
    }
    text.push_str(",\"gateway\":{\"operator\":\"Circle\",\"batched\":true,\"outstanding\":");
    write_array(text, GATEWAY_ASKS, |text, (kind, _)| write!(text, "\"{kind}\""))?;
    text.push_str(",\"wallets\":");
    write_array(text, wallets(gateway), |text, (chain, OfGateway { lines, valid })| {
        let (chain_id, wallet) = (chain.chain_id, chain.wallet);
        write!(
            text,
            "{{\"network\":\"eip155:{chain_id}\",\"wallet\":\"{wallet}\",\"lines\":{lines},\"valid\":{valid}}}"
        )
    })?;
    text.push('}');
    Ok(())
}

fn write_array<T>(
    text: &mut String,
    elements: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut String, T) -> std::fmt::Result,
) -> std::fmt::Result {
    text.push('[');
    for (index, element) in elements.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write(text, element)?;
    }
    text.push(']');
    Ok(())
}

impl Payers {
    fn of(mut records: Merged<ADDRESS>) -> io::Result<Self> {
        let mut payers = Self::default();
        let mut next = records.next()?;
        while let Some(record) = next {
            let mut lines = 1;
            next = records.next()?;
            while next == Some(record) {
                lines += 1;
                next = records.next()?;
            }
            payers.add(&record, lines);
        }
        Ok(payers)
    }

    /// Adds a payer and the number of the payer's lines. Of payers with equally many lines, the first in sort order is
    /// named.
    fn add(&mut self, record: &[u8; ADDRESS], lines: u64) {
        self.distinct += 1;
        let at = self.most.partition_point(|(_, more)| *more >= lines);
        if at < NAMED {
            let end = record.iter().position(|byte| *byte == 0).unwrap_or(record.len());
            self.most.insert(at, (String::from_utf8_lossy(&record[..end]).into_owned(), lines));
            self.most.truncate(NAMED);
        }
    }
}

impl Keys {
    /// Returns the replay keys and the transfer keys.
    fn of(mut records: Merged<41>) -> io::Result<(Self, Self)> {
        let (mut keys, mut transfers) = (Self::default(), Self::default());
        let mut add = |met: Repeated| match met.kind {
            KeyKind::Replay | KeyKind::Voucher => keys.add(met),
            KeyKind::Transfer => transfers.add(met),
        };
        let mut met: Option<Repeated> = None;
        while let Some(record) = records.next()? {
            let (key, kind, line, is_valid) = KeyRecord(record).parts();
            match &mut met {
                Some(met) if met.key == key => met.add(line, is_valid),
                _ => {
                    let mut first = Repeated { key, kind, lines: Vec::new(), count: 0, valid: 0 };
                    first.add(line, is_valid);
                    met.replace(first).into_iter().for_each(&mut add);
                }
            }
        }
        met.into_iter().for_each(&mut add);
        Ok((keys, transfers))
    }

    fn write_text(&self, name: &str, text: &mut String) -> std::fmt::Result {
        let Self { distinct, repeated, repeated_valid, first } = self;
        writeln!(text, "{name}: {distinct}; on several lines: {repeated}, on several valid lines: {repeated_valid}")?;
        for repeated in first {
            let Repeated { lines, count, valid, .. } = repeated;
            let named: Vec<String> = lines.iter().map(u64::to_string).collect();
            let more = if *count > LINES_NAMED { ", …" } else { "" };
            writeln!(text, "  {} on {count} lines, {valid} valid: {}{more}", repeated.key(), named.join(", "))?;
        }
        Ok(())
    }

    fn write_json(&self, name: &str, text: &mut String) -> std::fmt::Result {
        let Self { distinct, repeated, repeated_valid, first } = self;
        write!(
            text,
            "{{\"distinct\":{distinct},\"repeated\":{repeated},\"repeatedValid\":{repeated_valid},\"first\":"
        )?;
        write_array(text, first, |text, repeated| {
            let Repeated { lines, count, valid, .. } = repeated;
            write!(text, "{{\"{name}\":\"{}\",\"count\":{count},\"valid\":{valid},\"lines\":", repeated.key())?;
            write_array(text, lines, |text, line| write!(text, "{line}"))?;
            text.push('}');
            Ok(())
        })?;
        text.push('}');
        Ok(())
    }

    fn add(&mut self, met: Repeated) {
        self.distinct += 1;
        // A voucher may be sent again (N-35): its key names a commitment, and no use of it (N-21).
        if met.kind == KeyKind::Voucher {
            return;
        }
        self.repeated += u64::from(met.count > 1);
        self.repeated_valid += u64::from(met.valid > 1);
        if met.count > 1 {
            let at = self.first.partition_point(|first| first.lines < met.lines);
            if at < NAMED {
                self.first.insert(at, met);
                self.first.truncate(NAMED);
            }
        }
    }
}

impl Repeated {
    fn add(&mut self, line: u64, is_valid: bool) {
        if self.count < LINES_NAMED {
            self.lines.push(line);
        }
        self.count += 1;
        self.valid += u64::from(is_valid);
    }

    /// The key in the format of `ReplayKey` or of `TransferKey`.
    fn key(&self) -> String {
        let prefix = if self.kind == KeyKind::Transfer { "x402:transfer:1:" } else { "x402:1:" };
        format!("{prefix}{}", HexDigits(&self.key))
    }
}
