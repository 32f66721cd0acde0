//! Checks the memos of a payment: the required memo must be there, and the memo program must accept each one (S-7).

#![cfg(feature = "solana")]

use x402_schemes::solana::{Instruction, Keys, MemoVersion};
use x402_types::Flag;

use super::{layout::Call, offered::Offered};
use crate::solana::Detail;
use crate::{CheckId, recorder::Recorder};

pub(super) fn text<'a>(call: &Call<'a>) -> Option<&'a [u8]> {
    let Instruction::Memo { version: MemoVersion::V2, text } = call.read else { return None };
    Some(text)
}

/// Checks the required memo, and the rules of the memo program for each memo.
pub(super) fn check(calls: &[Call<'_>], keys: &Keys, offered: &Offered, recorder: &mut Recorder<'_>) {
    let count = calls.iter().filter(|call| text(call).is_some()).count();
    if count == 0 {
        recorder.flag(Flag::NoMemo);
    }
    if let Some(wanted) = offered.memo() {
        let just_one = if count == 1 { Ok(()) } else { Err(Detail::MemoCount(count)) };
        if recorder.check(CheckId::MEMO_COUNT, just_one).is_some() {
            let equal = calls.iter().filter_map(text).any(|memo| memo == wanted.as_bytes());
            recorder.check(CheckId::MEMO_TEXT, if equal { Ok(()) } else { Err(Detail::MemoText) });
        } else {
            recorder.skip(CheckId::MEMO_TEXT, CheckId::MEMO_COUNT);
        }
    }
    recorder.check(CheckId::MEMO_FORM, calls.iter().try_for_each(|call| check_format(call, keys)));
}

fn check_format(call: &Call<'_>, keys: &Keys) -> Result<(), Detail> {
    let Some(text) = text(call) else { return Ok(()) };
    if core::str::from_utf8(text).is_err() {
        return Err(Detail::MemoUtf8 { instruction: call.index });
    }
    if call.accounts.iter().any(|account| !keys.is_signer(*account)) {
        return Err(Detail::MemoSigner { instruction: call.index });
    }
    Ok(())
}
