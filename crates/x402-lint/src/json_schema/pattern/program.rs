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
    /// Continues with the next instruction and, in a second thread, this many instructions further.
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

/// A program that is being written. The alternatives of the innermost open group are at its end.
#[derive(Debug)]
pub(super) struct Writer<'l> {
    code: Vec<Instruction>,
    classes: Vec<CharClass>,
    /// The instructions that may still be written.
    left: &'l mut usize,
}

impl<'l> Writer<'l> {
    pub(super) const fn new(left: &'l mut usize) -> Self {
        Self { code: Vec::new(), classes: Vec::new(), left }
    }

    pub(super) fn position(&self) -> usize {
        self.code.len()
    }

    pub(super) fn push(&mut self, instruction: Instruction) -> Result<(), PatternError> {
        self.charge(1)?;
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
        let [first, .., _] = starts else { return Ok(()) };
        let more = starts.len().saturating_sub(1).saturating_mul(2);
        self.charge(more)?;
        let end = self.position().saturating_add(more);
        let mut code = self.cut(*first).into_iter();
        for pair in starts.windows(2) {
            let [start, next] = pair else { continue };
            let size = next.saturating_sub(*start);
            self.code.push(Instruction::Split(relative(size, 2)?));
            self.code.extend(code.by_ref().take(size));
            self.code.push(Instruction::Jump(relative(end.saturating_sub(self.position()), 0)?));
        }
        self.code.extend(code);
        Ok(())
    }

    /// Repeats the code from `start` to the end.
    pub(super) fn repeat(&mut self, start: usize, min: usize, max: Option<usize>) -> Result<(), PatternError> {
        let once = self.cut(start);
        let size = once.len();
        if size == 0 {
            return Ok(());
        }
        // The copies are charged instead. A part that is repeated zero times has none, but it was written.
        if max != Some(0) {
            *self.left = self.left.saturating_add(size);
        }
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
        self.charge(part.len())?;
        self.code.extend_from_slice(part);
        Ok(())
    }

    /// Removes the code from `start` to the end.
    fn cut(&mut self, start: usize) -> Vec<Instruction> {
        self.code.split_off(start.min(self.code.len()))
    }

    fn charge(&mut self, instructions: usize) -> Result<(), PatternError> {
        *self.left = self.left.checked_sub(instructions).ok_or(PatternError::TooLarge)?;
        Ok(())
    }
}

fn relative(distance: usize, more: usize) -> Result<i32, PatternError> {
    i32::try_from(distance.saturating_add(more)).map_err(|_| PatternError::TooLarge)
}
