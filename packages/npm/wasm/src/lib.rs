//! Answers questions in the memory of a wasm module. Nothing is imported: no clock, no file, no randomness.
//!
//! The host writes a question into memory that [`alloc`] gave: the name of an operation of `docs/reference/operations`, a line feed, and
//! its input as JSON. [`ask`] returns the address of the answer: four bytes with its kind, four with its length, both with the lowest byte
//! first, and then the text. The kinds are 0 for a result, 1 for a question that is not supported, 2 for a malformed one, and 3 for an object
//! that `decode` has read. An answer of kind 3 has two parts: a line of JSON with the fields of the result other than `ok` and `canonical`,
//! and the canonical encoding, which is the text of the one and the value of the other. The host gives the memory of both back with [`free`].
//!
//! A question about nothing but a header needs no JSON: after `decode-header` come the header's name and value, each after a line feed.
//! The answer is that of `decode`.

// Nobody hears the words of a panic of std's. Without std a panic only stops the module, and its words are not in it.
#![cfg_attr(not(feature = "std"), no_std)]
// Memory is shared with the host by address. The library crates themselves forbid unsafe code.
#![allow(unsafe_code)]

#[cfg(feature = "command")]
mod command;
#[cfg(feature = "runner")]
mod runner;

extern crate alloc;

use alloc::{boxed::Box, format, string::String, vec};
use core::{ptr, slice};

use serde_json::value::RawValue;
use x402_operations::Answer;
#[cfg(any(feature = "command", feature = "everything", feature = "payments"))]
use x402_operations::{DecodedParts, Stop, decode_header_parts, decode_parts};

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
    drop(unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(pointer, length)) });
}

/// Answers the question of `length` bytes at `question`.
///
/// # Safety
/// The memory is of [`alloc`], and the host has written that many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ask(question: *const u8, length: usize) -> *mut u8 {
    let question = unsafe { slice::from_raw_parts(question, length) };
    let (kind, text) = answer(question);
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let answer = [&kind.to_le_bytes()[..], &length.to_le_bytes(), text.as_bytes()].concat();
    Box::into_raw(answer.into_boxed_slice()).cast()
}

/// The kind and the text of an answer.
type Reply = (u32, String);

fn reply(answer: Answer) -> Reply {
    match answer {
        Answer::Result(result) => (0, result),
        Answer::Skipped(why) => (1, why),
        Answer::Error(why) => (2, why),
    }
}

#[cfg(any(feature = "command", feature = "everything", feature = "payments"))]
fn reply_in_parts(parts: Result<DecodedParts, Stop>) -> Reply {
    match parts {
        Ok(DecodedParts { fields, canonical: Some(canonical), .. }) => (3, [fields, canonical].join("\n")),
        Ok(DecodedParts { fields, canonical: None, .. }) => (0, fields),
        Err(Stop::Skipped(why)) => reply(Answer::Skipped(why)),
        Err(Stop::Error(why)) => reply(Answer::Error(why)),
    }
}

fn answer(question: &[u8]) -> Reply {
    // A program's output is no JSON, and may be no text.
    #[cfg(feature = "runner")]
    if let Some(answer) = runner::answer(question) {
        return reply(answer);
    }
    let question = str::from_utf8(question).ok().and_then(|question| question.split_once('\n'));
    let Some((op, input)) = question else {
        return reply(Answer::Error("the question is not UTF-8, or has no line feed behind its operation".into()));
    };
    #[cfg(any(feature = "command", feature = "everything", feature = "payments"))]
    if op == "decode-header"
        && let Some((name, value)) = input.split_once('\n')
    {
        return reply_in_parts(decode_header_parts(name, value));
    }
    match serde_json::from_str::<&RawValue>(input) {
        Ok(input) => answer_to(op, input),
        Err(error) => reply(Answer::Error(format!("input: {error}"))),
    }
}

fn answer_to(op: &str, input: &RawValue) -> Reply {
    #[cfg(any(feature = "command", feature = "everything", feature = "payments"))]
    if op == "decode" {
        return reply_in_parts(decode_parts(input));
    }
    reply(match op {
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
    })
}
