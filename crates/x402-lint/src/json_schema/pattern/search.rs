//! Runs all threads of a program at once over a text.

use alloc::vec::Vec;

use super::{
    Program,
    class::is_word,
    program::{Assertion, Instruction},
};

/// The memory for the threads. All searches reuse it.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// For each instruction, the last step in which a thread was put there.
    seen: Vec<u32>,
    step: u32,
    now: Vec<usize>,
    next: Vec<usize>,
    pending: Vec<usize>,
}

/// The characters on both sides of a position in the text.
#[derive(Clone, Copy)]
struct Boundary {
    before: Option<char>,
    after: Option<char>,
}

impl Boundary {
    fn holds(self, assertion: Assertion) -> bool {
        let is_word_boundary = || self.before.is_some_and(is_word) != self.after.is_some_and(is_word);
        match assertion {
            Assertion::Start => self.before.is_none(),
            Assertion::End => self.after.is_none(),
            Assertion::WordBoundary => is_word_boundary(),
            Assertion::NoWordBoundary => !is_word_boundary(),
        }
    }
}

impl Program {
    /// Returns `true` if the text contains a match of the pattern. Each step is charged to `work`. Returns `None` if
    /// `work` runs out.
    pub(crate) fn finds(&self, text: &str, scratch: &mut Scratch, work: &mut u32) -> Option<bool> {
        scratch.prepare(self.code.len());
        let mut letters = text.chars();
        let mut boundary = Boundary { before: None, after: letters.next() };
        loop {
            *work = work.checked_sub(1)?;
            // A match may begin anywhere in the text.
            if scratch.add(self, 0, boundary, work)? {
                return Some(true);
            }
            let Some(letter) = boundary.after else { return Some(false) };
            boundary = Boundary { before: Some(letter), after: letters.next() };
            if scratch.advance(self, letter, boundary, work)? {
                return Some(true);
            }
        }
    }

    fn takes(&self, at: usize, letter: char) -> bool {
        match self.code.get(at) {
            Some(Instruction::Character(wanted)) => *wanted == letter,
            Some(Instruction::Class(class)) => {
                let class = usize::try_from(*class).ok().and_then(|class| self.classes.get(class));
                class.is_some_and(|class| class.contains(letter))
            }
            Some(Instruction::Assert(_) | Instruction::Split(_) | Instruction::Jump(_) | Instruction::Match) | None => {
                false
            }
        }
    }
}

impl Scratch {
    fn prepare(&mut self, instructions: usize) {
        if self.seen.len() < instructions {
            self.seen.resize(instructions, self.step);
        }
        self.now.clear();
        self.new_step();
    }

    fn new_step(&mut self) {
        self.step = self.step.wrapping_add(1);
        if self.step == 0 {
            // The step counter wrapped around after 2^32 steps, so the numbers start again.
            self.seen.fill(0);
            self.step = 1;
        }
    }

    /// Moves every thread over one character. Returns `true` if one reached the end of the program.
    fn advance(&mut self, program: &Program, letter: char, boundary: Boundary, work: &mut u32) -> Option<bool> {
        core::mem::swap(&mut self.now, &mut self.next);
        self.now.clear();
        self.new_step();
        let before = core::mem::take(&mut self.next);
        for at in &before {
            *work = work.checked_sub(1)?;
            if program.takes(*at, letter) && self.add(program, at.saturating_add(1), boundary, work)? {
                return Some(true);
            }
        }
        self.next = before;
        Some(false)
    }

    /// Puts a thread at an instruction and at all instructions that it reaches from there without consuming a
    /// character. Returns `true` if one reached the end of the program.
    fn add(&mut self, program: &Program, at: usize, boundary: Boundary, work: &mut u32) -> Option<bool> {
        self.pending.clear();
        self.pending.push(at);
        while let Some(at) = self.pending.pop() {
            *work = work.checked_sub(1)?;
            let Some(instruction) = program.code.get(at) else { continue };
            let Some(seen) = self.seen.get_mut(at) else { continue };
            if core::mem::replace(seen, self.step) == self.step {
                continue;
            }
            let target = |distance: i32| isize::try_from(distance).ok().and_then(|by| at.checked_add_signed(by));
            match instruction {
                Instruction::Character(_) | Instruction::Class(_) => self.now.push(at),
                Instruction::Assert(assertion) if !boundary.holds(*assertion) => {}
                Instruction::Assert(_) => self.pending.push(at.saturating_add(1)),
                Instruction::Split(distance) => {
                    self.pending.extend(target(*distance));
                    self.pending.push(at.saturating_add(1));
                }
                Instruction::Jump(distance) => self.pending.extend(target(*distance)),
                Instruction::Match => return Some(true),
            }
        }
        Some(false)
    }
}
