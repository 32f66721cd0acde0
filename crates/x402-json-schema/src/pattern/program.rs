//! What a pattern becomes.

use alloc::vec::Vec;

use super::{PatternError, class::CharClass};

/// Jumps are relative, so that a part of a program can be moved and repeated.
#[derive(Clone, Copy, Debug)]
pub(super) enum Instruction {
    /// One character: this one.
    Character(char),
    /// One character of the class with this number.
    Class(u32),
    /// No character, where the assertion holds.
    Assert(Assertion),
    /// On with the next instruction and, as another thread, so many further.
    Split(i32),
    /// So many further.
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

/// A pattern, ready to be searched for.
#[derive(Debug)]
pub(crate) struct Program {
    pub(super) code: Vec<Instruction>,
    pub(super) classes: Vec<CharClass>,
}

impl Program {
    /// How many instructions it has.
    pub(crate) fn len(&self) -> usize {
        self.code.len()
    }
}

/// A program that is being written. The parts of an alternative stand at its end.
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

    /// Makes alternatives of what stands from each of these positions to the next, and from the last to the end.
    pub(super) fn alternatives(&mut self, starts: &[usize]) -> Result<(), PatternError> {
        // From the last but one to the first, so that each is in front of one that is complete.
        for pair in starts.windows(2).rev() {
            let [start, next] = pair else { continue };
            let (first, rest) = (next.saturating_sub(*start), self.position().saturating_sub(*next));
            self.insert(*next, Instruction::Jump(relative(rest, 1)?))?;
            self.insert(*start, Instruction::Split(relative(first, 2)?))?;
        }
        Ok(())
    }

    /// Repeats what stands from `start` to the end.
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
                // Each may end the repetition: on behind the last.
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
