//! The program that a pattern is compiled to.

use alloc::vec::Vec;

use super::{PatternError, class::CharClass};

/// An instruction. Jumps are relative, so that a part of a program can be moved and repeated.
#[derive(Clone, Copy, Debug)]
pub(super) enum Instruction {
    /// Consumes this character.
    Character(char),
    /// Consumes one character of the class with this number.
    Class(u32),
    /// Consumes nothing, and continues only if the assertion holds.
    Assert(Assertion),
    /// Continues with the next instruction and, in another thread, this many instructions further.
    Split(i32),
    /// Continues this many instructions further.
    Jump(i32),
    Match,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Assertion {
    Start,
    End,
    WordBoundary,
    NoWordBoundary,
}

/// A compiled pattern.
#[derive(Debug)]
pub(crate) struct Program {
    pub(super) code: Vec<Instruction>,
    pub(super) classes: Vec<CharClass>,
}

impl Program {
    /// The number of instructions.
    pub(crate) fn len(&self) -> usize {
        self.code.len()
    }
}

/// A program that is being written. The alternatives of the innermost open group are at its end.
#[derive(Debug)]
pub(super) struct Writer {
    code: Vec<Instruction>,
    classes: Vec<CharClass>,
    most: usize,
}

impl Writer {
    pub(super) const fn new(most: usize) -> Self {
        Self { code: Vec::new(), classes: Vec::new(), most }
    }

    pub(super) fn position(&self) -> usize {
        self.code.len()
    }

    pub(super) fn push(&mut self, instruction: Instruction) -> Result<(), PatternError> {
        if self.code.len() >= self.most {
            return Err(PatternError::TooLarge);
        }
        self.code.push(instruction);
        Ok(())
    }

    pub(super) fn class(&mut self, class: CharClass) -> Result<(), PatternError> {
        let known = self.classes.iter().position(|other| *other == class);
        let number = known.unwrap_or_else(|| {
            self.classes.push(class);
            self.classes.len().saturating_sub(1)
        });
        self.push(Instruction::Class(u32::try_from(number).map_err(|_| PatternError::TooLarge)?))
    }

    /// Turns the code into alternatives. Each begins at one of these positions and ends at the next, or at the end of
    /// the code.
    pub(super) fn alternatives(&mut self, starts: &[usize]) -> Result<(), PatternError> {
        // Works backwards from the last but one, so that the alternatives behind the current one are complete.
        for pair in starts.windows(2).rev() {
            let [start, next] = pair else { continue };
            let (first, rest) = (next.saturating_sub(*start), self.position().saturating_sub(*next));
            self.insert(*next, Instruction::Jump(relative(rest, 1)?))?;
            self.insert(*start, Instruction::Split(relative(first, 2)?))?;
        }
        Ok(())
    }

    /// Repeats the code from `start` to the end.
    pub(super) fn repeat(&mut self, start: usize, min: usize, max: Option<usize>) -> Result<(), PatternError> {
        let once: Vec<_> = self.code.get(start..).unwrap_or_default().to_vec();
        let size = once.len();
        if size == 0 {
            return Ok(());
        }
        self.code.truncate(start);
        for _ in 0..min {
            self.append(&once)?;
        }
        match max {
            None => {
                self.push(Instruction::Split(relative(size, 2)?))?;
                self.append(&once)?;
                let back = relative(size, 1)?;
                self.push(Instruction::Jump(back.saturating_neg()))
            }
            Some(max) => {
                let optional = max.saturating_sub(min);
                // Each optional copy may be skipped, which jumps behind the last copy.
                for left in (1..=optional).rev() {
                    let behind = left.saturating_mul(size.saturating_add(1));
                    self.push(Instruction::Split(relative(behind, 0)?))?;
                    self.append(&once)?;
                }
                Ok(())
            }
        }
    }

    pub(super) fn finish(mut self) -> Result<Program, PatternError> {
        self.push(Instruction::Match)?;
        Ok(Program { code: self.code, classes: self.classes })
    }

    fn append(&mut self, part: &[Instruction]) -> Result<(), PatternError> {
        if self.code.len().saturating_add(part.len()) > self.most {
            return Err(PatternError::TooLarge);
        }
        self.code.extend_from_slice(part);
        Ok(())
    }

    fn insert(&mut self, at: usize, instruction: Instruction) -> Result<(), PatternError> {
        if self.code.len() >= self.most {
            return Err(PatternError::TooLarge);
        }
        self.code.insert(at, instruction);
        Ok(())
    }
}

fn relative(distance: usize, more: usize) -> Result<i32, PatternError> {
    i32::try_from(distance.saturating_add(more)).map_err(|_| PatternError::TooLarge)
}
