//! Parses a pattern with the grammar of ECMA-262 §22.2.1 with the flag `u`.

use alloc::{borrow::ToOwned, string::String, vec, vec::Vec};
use core::{iter::Peekable, str::Chars};

use super::{
    PatternError, Program,
    class::CharClass,
    program::{Assertion, Instruction, Writer},
};

/// The largest count of a repetition (Z-6).
const MOST_REPETITIONS: usize = 1_000;
/// The characters with a special meaning unless a backslash precedes them.
const SYNTAX: &str = "^$\\.*+?()[]{}|";

type Result<T> = core::result::Result<T, PatternError>;

/// Compiles a pattern to a program. Each instruction is taken from `left`, also those of a pattern that is undecided.
pub(crate) fn compile(pattern: &str, left: &mut usize) -> Result<Program> {
    let mut parser = Parser {
        rest: pattern.chars().peekable(),
        writer: Writer::new(left),
        open: Vec::new(),
        starts: vec![0],
        captures: 0,
        names: Vec::new(),
        referred: Vec::new(),
        back_reference: 0,
        undecided: false,
    };
    parser.pattern()?;
    parser.settle()?;
    parser.writer.finish()
}

/// A group that has not been closed yet.
struct Open {
    /// The positions at which the alternatives of the enclosing group begin.
    starts: Vec<usize>,
    /// `true` if the group is a look-around, which must not be repeated.
    look_around: bool,
}

struct Parser<'p> {
    rest: Peekable<Chars<'p>>,
    writer: Writer<'p>,
    /// The groups that contain the current position, innermost last.
    open: Vec<Open>,
    /// The positions at which the alternatives of the innermost group begin.
    starts: Vec<usize>,
    captures: u32,
    names: Vec<String>,
    /// The names used in `\k<…>`.
    referred: Vec<String>,
    /// The largest number used in a back reference.
    back_reference: u32,
    /// `true` if the pattern has a part that is not evaluated. The rest is still parsed, because the text may not be a
    /// pattern at all.
    undecided: bool,
}

/// The part of a pattern before a possible repetition.
enum Term {
    /// A repetition may follow. The term begins at this position.
    Repeatable(usize),
    Other,
}

impl Parser<'_> {
    fn pattern(&mut self) -> Result<()> {
        while let Some(letter) = self.rest.next() {
            let start = self.writer.position();
            let term = match letter {
                '|' => {
                    self.starts.push(start);
                    Term::Other
                }
                '(' => {
                    self.open_group()?;
                    Term::Other
                }
                ')' => self.close_group()?,
                '^' => self.assertion(Assertion::Start)?,
                '$' => self.assertion(Assertion::End)?,
                '.' => {
                    self.writer.class(CharClass::any_of_line())?;
                    Term::Repeatable(start)
                }
                '[' => {
                    let class = self.class()?;
                    self.writer.class(class)?;
                    Term::Repeatable(start)
                }
                '\\' => self.escape()?,
                _ if SYNTAX.contains(letter) => return Err(PatternError::Syntax),
                _ => {
                    self.writer.push(Instruction::Character(letter))?;
                    Term::Repeatable(start)
                }
            };
            if let Term::Repeatable(start) = term {
                self.repetition(start)?;
            }
        }
        if self.open.is_empty() { self.writer.alternatives(&self.starts) } else { Err(PatternError::Syntax) }
    }

    /// Makes the checks that need the whole pattern: every back reference must have its group.
    fn settle(&self) -> Result<()> {
        let known = |name: &String| self.names.contains(name);
        if self.back_reference > self.captures || !self.referred.iter().all(known) {
            return Err(PatternError::Syntax);
        }
        if self.undecided { Err(PatternError::Undecided) } else { Ok(()) }
    }

    fn assertion(&mut self, assertion: Assertion) -> Result<Term> {
        self.writer.push(Instruction::Assert(assertion))?;
        Ok(Term::Other)
    }

    fn take(&mut self, wanted: char) -> bool {
        self.rest.next_if_eq(&wanted).is_some()
    }

    fn expect(&mut self, wanted: char) -> Result<()> {
        if self.take(wanted) { Ok(()) } else { Err(PatternError::Syntax) }
    }

    fn open_group(&mut self) -> Result<()> {
        let mut look_around = false;
        if !self.take('?') {
            self.captures = self.captures.saturating_add(1);
        } else if !self.take(':') {
            match self.rest.next() {
                Some('=' | '!') => look_around = true,
                Some('<') if self.take('=') || self.take('!') => look_around = true,
                Some('<') => self.group_name()?,
                // Modifiers (ECMAScript 2025), which most engines do not know yet.
                Some('i' | 'm' | 's' | '-') => {
                    self.undecided = true;
                    while self.rest.next_if(|letter| matches!(letter, 'i' | 'm' | 's' | '-')).is_some() {}
                    self.expect(':')?;
                }
                _ => return Err(PatternError::Syntax),
            }
        }
        self.undecided |= look_around;
        let starts = core::mem::replace(&mut self.starts, vec![self.writer.position()]);
        self.open.push(Open { starts, look_around });
        Ok(())
    }

    fn group_name(&mut self) -> Result<()> {
        self.captures = self.captures.saturating_add(1);
        let name = self.name()?;
        // Two alternatives may use the same name (ECMAScript 2025).
        self.undecided |= self.names.contains(&name);
        self.names.push(name);
        Ok(())
    }

    /// Reads the name of a group and the `>` after it.
    fn name(&mut self) -> Result<String> {
        let mut name = String::new();
        loop {
            match self.rest.next() {
                Some('>') if !name.is_empty() => return Ok(name),
                Some(letter) if letter.is_ascii_alphabetic() || matches!(letter, '_' | '$') => name.push(letter),
                Some(letter) if letter.is_ascii_digit() && !name.is_empty() => name.push(letter),
                // Unicode tables decide which other characters may be in a name.
                Some(letter) if letter == '\\' || !letter.is_ascii() => {
                    self.undecided = true;
                    name.push(letter);
                }
                Some('u' | '{' | '}') if self.undecided => {}
                _ => return Err(PatternError::Syntax),
            }
        }
    }

    fn close_group(&mut self) -> Result<Term> {
        let Open { starts, look_around } = self.open.pop().ok_or(PatternError::Syntax)?;
        let inside = core::mem::replace(&mut self.starts, starts);
        self.writer.alternatives(&inside)?;
        let start = inside.first().copied().unwrap_or_default();
        Ok(if look_around { Term::Other } else { Term::Repeatable(start) })
    }

    fn repetition(&mut self, start: usize) -> Result<()> {
        let (min, max) = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.rest.next();
                self.counts()?
            }
            _ => return Ok(()),
        };
        // Skips the last character of the repetition. A following `?` makes the repetition lazy, which does not change
        // whether a text matches.
        self.rest.next();
        self.take('?');
        if min > MOST_REPETITIONS || max.is_some_and(|max| max > MOST_REPETITIONS) {
            self.undecided = true;
            return Ok(());
        }
        self.writer.repeat(start, min, max)
    }

    /// Reads the counts between braces. The closing brace is left.
    fn counts(&mut self) -> Result<(usize, Option<usize>)> {
        let min = self.number().ok_or(PatternError::Syntax)?;
        let max = if self.take(',') { self.number() } else { Some(min) };
        if self.rest.peek() != Some(&'}') || max.is_some_and(|max| max < min) {
            return Err(PatternError::Syntax);
        }
        Ok((min, max))
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = None;
        while let Some(digit) = self.rest.peek().and_then(|letter| letter.to_digit(10)) {
            self.rest.next();
            let digit = usize::try_from(digit).unwrap_or_default();
            number = Some(number.unwrap_or(0usize).saturating_mul(10).saturating_add(digit));
        }
        number
    }

    /// Reads an escape outside a character class, after the backslash.
    fn escape(&mut self) -> Result<Term> {
        let start = self.writer.position();
        let letter = *self.rest.peek().ok_or(PatternError::Syntax)?;
        if letter == 'b' || letter == 'B' {
            self.rest.next();
            return self.assertion(if letter == 'b' { Assertion::WordBoundary } else { Assertion::NoWordBoundary });
        }
        if matches!(letter, '1'..='9') {
            let number = self.number().unwrap_or_default();
            self.back_reference = self.back_reference.max(u32::try_from(number).unwrap_or(u32::MAX));
            self.undecided = true;
        } else if letter == 'k' {
            self.rest.next();
            self.expect('<')?;
            let name = self.name()?;
            self.referred.push(name);
            self.undecided = true;
        } else if let Some(class) = self.class_escape()? {
            self.writer.class(class)?;
        } else {
            let code = self.character_escape()?;
            match char::from_u32(code) {
                Some(letter) => self.writer.push(Instruction::Character(letter))?,
                // Half of a surrogate pair, which no text contains.
                None => self.writer.class(CharClass::default())?,
            }
        }
        Ok(Term::Repeatable(start))
    }

    /// Reads an escape that means a set of characters, such as `\d`.
    fn class_escape(&mut self) -> Result<Option<CharClass>> {
        let letter = *self.rest.peek().ok_or(PatternError::Syntax)?;
        if matches!(letter, 'p' | 'P') {
            self.rest.next();
            self.property()?;
            return Ok(Some(CharClass::default()));
        }
        let class = CharClass::of_escape(letter);
        if class.is_some() {
            self.rest.next();
        }
        Ok(class)
    }

    /// Reads the braces after `\p`: a name, or a name and a value. Only Unicode tables define which names and values
    /// exist.
    fn property(&mut self) -> Result<()> {
        self.undecided = true;
        self.expect('{')?;
        let mut is_empty = true;
        loop {
            match self.rest.next() {
                Some('}') if !is_empty => return Ok(()),
                Some(letter) if letter.is_ascii_alphanumeric() || matches!(letter, '_' | '=') => is_empty = false,
                _ => return Err(PatternError::Syntax),
            }
        }
    }

    /// Reads the code point of an escape, inside or outside a character class.
    fn character_escape(&mut self) -> Result<u32> {
        let letter = self.rest.next().ok_or(PatternError::Syntax)?;
        Ok(match letter {
            'f' => 0x0c,
            'n' => 0x0a,
            'r' => 0x0d,
            't' => 0x09,
            'v' => 0x0b,
            '0' if !self.rest.peek().is_some_and(char::is_ascii_digit) => 0,
            'c' => {
                let letter = self.rest.next().filter(char::is_ascii_alphabetic).ok_or(PatternError::Syntax)?;
                u32::from(letter) % 32
            }
            'x' => self.hexadecimal(2)?,
            'u' => self.unicode_escape()?,
            '/' => u32::from('/'),
            _ if SYNTAX.contains(letter) => u32::from(letter),
            _ => return Err(PatternError::Syntax),
        })
    }

    /// Reads the digits after `\u`.
    fn unicode_escape(&mut self) -> Result<u32> {
        if self.take('{') {
            let (mut code, mut is_empty) = (0u32, true);
            while let Some(digit) = self.rest.peek().and_then(|letter| letter.to_digit(16)) {
                self.rest.next();
                code = code.saturating_mul(16).saturating_add(digit);
                is_empty = false;
            }
            self.expect('}')?;
            return if is_empty || code > 0x10_ffff { Err(PatternError::Syntax) } else { Ok(code) };
        }
        let high = self.hexadecimal(4)?;
        if !(0xd800..0xdc00).contains(&high) {
            return Ok(high);
        }
        // Reads the other half of the surrogate pair, if it follows.
        let before = self.rest.clone();
        if self.take('\\')
            && self.take('u')
            && let Ok(low @ 0xdc00..=0xdfff) = self.hexadecimal(4)
        {
            let code = high.wrapping_sub(0xd800).wrapping_mul(0x400);
            return Ok(code.wrapping_add(low.wrapping_sub(0xdc00)).wrapping_add(0x1_0000));
        }
        self.rest = before;
        Ok(high)
    }

    fn hexadecimal(&mut self, digits: usize) -> Result<u32> {
        (0..digits).try_fold(0u32, |code, _| {
            let digit = self.rest.next().and_then(|letter| letter.to_digit(16)).ok_or(PatternError::Syntax)?;
            Ok(code.wrapping_mul(16).wrapping_add(digit))
        })
    }

    /// Reads a character class after `[`, including the closing `]`.
    fn class(&mut self) -> Result<CharClass> {
        let negated = self.take('^');
        let mut ranges = Vec::new();
        while !self.take(']') {
            let first = self.class_atom()?;
            let is_range = self.rest.peek() == Some(&'-') && self.rest.clone().nth(1) != Some(']');
            if !is_range {
                ranges.extend(first.ranges().iter().copied());
                continue;
            }
            self.rest.next();
            let last = self.class_atom()?;
            match (first.single(), last.single()) {
                (Some(first), Some(last)) if first <= last => ranges.push((first, last)),
                _ => return Err(PatternError::Syntax),
            }
        }
        let class = CharClass::new(ranges);
        Ok(if negated { class.negated() } else { class })
    }

    fn class_atom(&mut self) -> Result<ClassAtom> {
        match self.rest.next().ok_or(PatternError::Syntax)? {
            '\\' => {
                if self.take('b') {
                    return Ok(ClassAtom::Character(0x08));
                }
                if self.take('-') {
                    return Ok(ClassAtom::Character(u32::from('-')));
                }
                match self.class_escape()? {
                    Some(class) => Ok(ClassAtom::Class(class.ranges().to_owned())),
                    None => self.character_escape().map(ClassAtom::Character),
                }
            }
            letter => Ok(ClassAtom::Character(u32::from(letter))),
        }
    }
}

/// An element of a character class: one character, or the set that an escape such as `\d` means. A set cannot be the
/// end of a range.
enum ClassAtom {
    Character(u32),
    Class(Vec<(u32, u32)>),
}

impl ClassAtom {
    const fn single(&self) -> Option<u32> {
        match self {
            Self::Character(code) => Some(*code),
            Self::Class(_) => None,
        }
    }

    fn ranges(&self) -> Vec<(u32, u32)> {
        match self {
            Self::Character(code) => vec![(*code, *code)],
            Self::Class(ranges) => ranges.clone(),
        }
    }
}
