//! Patterns: ECMA-262 with the flag `u`, searched in time linear in the text (Z-6).
//!
//! [`parse`](parse::compile) writes the program while it reads. [`search`] runs all threads of the program side by side,
//! character by character, and charges each step. Back references and look-around have no such program, `\p` needs tables
//! of Unicode: these are undecided, and nothing is run.

mod class;
mod parse;
mod program;
mod search;

pub(crate) use parse::compile;
pub(crate) use program::Program;
pub(crate) use search::Scratch;

/// Why a pattern has no program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PatternError {
    /// No pattern of ECMA-262 with the flag `u`.
    Syntax,
    /// A pattern that is not evaluated here.
    Undecided,
    /// Repetitions, written out, have more instructions than the bound allows.
    TooLarge,
}
