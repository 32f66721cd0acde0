//! Patterns: ECMA-262 with the flag `u`, searched in time linear in the text (Z-6).
//!
//! [`parse`](parse::compile) writes the program while it reads. [`search`] runs all threads of the program side by side,
//! character by character, and charges each step. Back references and look-around have no such program, and `\p` needs Unicode
//! tables. Such patterns are undecided and are not run.

mod class;
mod parse;
mod program;
mod search;

pub(crate) use parse::compile;
pub(crate) use program::Program;
pub(crate) use search::Scratch;

/// The reason why a pattern has no program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PatternError {
    /// The text is not a pattern of ECMA-262 with the flag `u`.
    Syntax,
    /// This crate does not evaluate the pattern.
    Undecided,
    /// The expanded repetitions have more instructions than the bound allows.
    TooLarge,
}
