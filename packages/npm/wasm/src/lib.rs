//! Answers questions in the memory of a wasm module. Nothing is imported: no clock, no file, no randomness.
//!
//! The host writes a question into memory that [`alloc`] gave: the name of an operation of `docs/reference/operations`, a line feed, and
//! its input as JSON. [`ask`] returns the address of the answer: four bytes with its kind, four with its length, both with the lowest byte first, and
//! then the text. The kinds are 0 for a result, 1 for what is not supported, and 2 for a question that is malformed. The host
//! gives the memory of both back with [`free`].

// Nobody hears the words of a panic of std's. Without std a panic only stops the module, and its words are not in it.
#![cfg_attr(not(feature = "std"), no_std)]
// Memory is shared with the host by address. The library crates themselves forbid unsafe code.
#![allow(unsafe_code)]

#[cfg(feature = "command")]
mod command;
#[cfg(feature = "runner")]
mod runner;

extern crate alloc;

use alloc::{boxed::Box, format, vec};
use core::slice;

use serde_json::value::RawValue;
use x402_operations::Answer;
#[cfg(feature = "everything")]
use x402_operations::Stop;

#[cfg(not(feature = "std"))]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

#[cfg(all(target_arch = "wasm32", not(feature = "std")))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

/// Memory for `length` bytes.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; length].into_boxed_slice()).cast()
}

/// Gives memory back: that of [`alloc`], or an answer with the eight bytes before its text.
///
/// # Safety
/// `pointer` and `length` are those of one block of memory, and this is the only time it is given back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free(pointer: *mut u8, length: usize) {
    drop(unsafe { Box::from_raw(slice::from_raw_parts_mut(pointer, length)) });
}

/// Answers the question of `length` bytes at `question`.
///
/// # Safety
/// The memory is of [`alloc`], and the host has written that many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ask(question: *const u8, length: usize) -> *mut u8 {
    let question = unsafe { slice::from_raw_parts(question, length) };
    let (kind, text) = match answer(question) {
        Answer::Result(result) => (0u32, result.into_bytes()),
        Answer::Skipped(why) => (1, why.into_bytes()),
        Answer::Error(why) => (2, why.into_bytes()),
    };
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let answer = [&kind.to_le_bytes()[..], &length.to_le_bytes(), &text].concat();
    Box::into_raw(answer.into_boxed_slice()).cast()
}

fn answer(question: &[u8]) -> Answer {
    // A program's output is no JSON, and may be no text.
    #[cfg(feature = "runner")]
    if let Some(answer) = runner::answer(question) {
        return answer;
    }
    let question = str::from_utf8(question).ok().and_then(|question| question.split_once('\n'));
    let Some((op, input)) = question else {
        return Answer::Error("the question is not UTF-8, or has no line feed behind its operation".into());
    };
    match serde_json::from_str::<&RawValue>(input) {
        Ok(input) => answer_to(op, input),
        Err(error) => Answer::Error(format!("input: {error}")),
    }
}

fn answer_to(op: &str, input: &RawValue) -> Answer {
    match op {
        #[cfg(feature = "everything")]
        "explain" => match x402_cli::explain(input).map(|text| serde_json::to_string(&text)) {
            Ok(Ok(text)) => Answer::Result(text),
            Ok(Err(error)) => Answer::Error(error.to_string()),
            Err(Stop::Skipped(why)) => Answer::Skipped(why),
            Err(Stop::Error(why)) => Answer::Error(why),
        },
        #[cfg(feature = "command")]
        "command" => command::run(input),
        #[cfg(any(feature = "command", feature = "everything", feature = "payments"))]
        op => x402_operations::run(op, input),
        #[cfg(not(any(feature = "command", feature = "everything", feature = "payments")))]
        op => {
            // The module of the runner has no operation, and so nothing that reads the input.
            let _ = input;
            Answer::Skipped(format!("operation {op} is not in this module"))
        }
    }
}
