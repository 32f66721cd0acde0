//! Checks a whole document in a single pass.

use alloc::vec::Vec;

use super::{
    Checked, JsonRef, Kind, Node, Nodes,
    compare::{Placed, sorted},
    scan::{Fault, MAX_NUMBER, Result, Scanner},
};
use crate::{
    DecodeError, ErrorKind, Limit, Limits, Segment, chain,
    error::{KNOWN_MEMBERS, MAX_SEGMENTS},
    extensions::members,
};

/// The maximum nesting depth under any limits, because comparing two values is recursive.
const MAX_DEPTH: usize = 256;

/// Up to this number, names are compared pair by pair. More names are sorted, because 100,000 fields must not take
/// 10^10 steps.
const PAIRWISE: usize = 12;

/// A container that is not closed yet.
#[derive(Clone, Copy)]
struct Frame {
    /// The position of the container's node.
    node: usize,
    /// The number of fields or elements so far.
    count: usize,
    /// The combined bits of all names so far, or [`DOUBT`](Self::DOUBT).
    seen: u64,
    closing: u8,
}

impl Frame {
    /// The value if two names may be the same.
    const DOUBT: u64 = u64::MAX;

    /// A placeholder without a container.
    const NONE: Self = Self { node: 0, count: 0, seen: 0, closing: 0 };

    const fn new(kind: Kind, node: usize) -> Self {
        let closing = if matches!(kind, Kind::Object) { b'}' } else { b']' };
        Self { node, count: 0, seen: 0, closing }
    }

    /// `true` if a name with this bit may be among the names so far. If this is not certain, the names are compared
    /// when the container ends, which takes longer and gives the same result.
    #[inline(always)]
    const fn may_have(&self, bit: u64) -> bool {
        self.seen & bit != 0
    }
}

/// The containers that are not closed yet.
struct Open {
    /// The innermost container. It has no meaning if the depth is 0.
    top: Frame,
    /// The containers outside of it, outermost first. A small number is stored in place. The first is a placeholder.
    few: [Frame; Self::FEW],
    more: Vec<Frame>,
    /// The number of open containers.
    depth: usize,
}

impl Open {
    /// No typed field of the specification is nested more deeply.
    const FEW: usize = 6;

    const fn new() -> Self {
        Self { top: Frame::NONE, few: [Frame::NONE; Self::FEW], more: Vec::new(), depth: 0 }
    }

    #[inline(always)]
    fn push(&mut self, frame: Frame) {
        match self.few.get_mut(self.depth) {
            Some(slot) => *slot = self.top,
            None => self.more.push(self.top),
        }
        self.top = frame;
        self.depth = self.depth.wrapping_add(1);
    }

    #[inline(always)]
    fn pop(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if let Some(frame) = self.few.get(self.depth) {
            self.top = *frame;
        } else if let Some(frame) = self.more.pop() {
            self.top = frame;
        }
    }

    fn iter(&self) -> impl Iterator<Item = &Frame> {
        let around = self.few.iter().take(self.depth).chain(&self.more).skip(1);
        around.chain((self.depth > 0).then_some(&self.top))
    }
}

/// Checks one document: grammar, escapes, limits, and duplicates at every depth. Records the positions of its values.
pub(crate) fn check<'a>(
    text: &'a str,
    limits: &Limits,
    nodes: &'a mut Nodes,
) -> core::result::Result<Checked<'a>, DecodeError> {
    let max = limits.body.min(usize::try_from(u32::MAX).unwrap_or(usize::MAX));
    if text.len() > max {
        return Err(ErrorKind::Limit { limit: Limit::Body, max }.into());
    }
    let mut checker =
        Checker { text, limits, nodes, open: Open::new(), values_left: limits.values, number_range: false };
    match checker.run(Scanner::new(text)) {
        Ok(()) => {
            let number_range = checker.number_range;
            let (root, inside) = nodes.as_slice().split_first().unwrap_or((&Node::NULL, &[]));
            Ok(Checked { root: JsonRef::new(text, root, inside), number_range })
        }
        Err(fault) => Err(checker.locate(fault)),
    }
}

struct Checker<'a, 'n> {
    text: &'a str,
    limits: &'n Limits,
    nodes: &'n mut Nodes,
    open: Open,
    values_left: usize,
    number_range: bool,
}

/// The scanner is not a struct field, so that its position stays in a register. Everything that moves it is inlined.
impl<'a> Checker<'a, '_> {
    fn run(&mut self, mut scanner: Scanner<'a>) -> Result<()> {
        loop {
            let mut fresh = self.begin_value(&mut scanner)?;
            // Closes the containers that end here, and stops before the next value.
            loop {
                if self.open.depth == 0 {
                    scanner.white_space();
                    return match scanner.byte() {
                        None => Ok(()),
                        Some(_) => scanner.fail(ErrorKind::TrailingData),
                    };
                }
                let frame = &mut self.open.top;
                let next = scanner.peek()?;
                if next == frame.closing {
                    scanner.advance(1);
                    self.close(scanner.pos())?;
                    fresh = false;
                    continue;
                }
                // The first value in a container has no comma before it. After a comma, a value or a name must follow, so `[1,]` fails.
                if !fresh {
                    if next != b',' {
                        return scanner.fail(ErrorKind::Syntax);
                    }
                    scanner.advance(1);
                }
                // A text has fewer bytes than `usize` can count.
                frame.count = frame.count.wrapping_add(1);
                if frame.closing == b'}' {
                    self.name(&mut scanner)?;
                }
                break;
            }
        }
    }

    /// Reads a whole scalar, or the opening of a container. Returns whether it is a container.
    #[inline(always)]
    fn begin_value(&mut self, scanner: &mut Scanner<'a>) -> Result<bool> {
        let first = scanner.peek()?;
        // The limit is checked before the value is stored, so a long list takes no memory beyond the limit.
        let Some(values_left) = self.values_left.checked_sub(1) else {
            return over(scanner, Limit::Values, self.limits.values);
        };
        self.values_left = values_left;
        let start = scanner.pos();
        let kind = match first {
            b'"' => scanner.string()?,
            b'{' | b'[' => {
                self.begin_container(first, start)?;
                scanner.advance(1);
                return Ok(true);
            }
            _ => {
                let (kind, out_of_range) = scanner.number_or_word(self.limits.number.min(MAX_NUMBER))?;
                self.number_range |= out_of_range;
                kind
            }
        };
        self.nodes.push(Node::new(kind, start, scanner.pos()));
        Ok(false)
    }

    #[inline(never)]
    fn begin_container(&mut self, first: u8, start: usize) -> Result<()> {
        let max = self.limits.depth.min(MAX_DEPTH);
        if self.open.depth >= max {
            return Err(Fault::new(ErrorKind::Limit { limit: Limit::Depth, max }, start));
        }
        let kind = if first == b'{' { Kind::Object } else { Kind::Array };
        self.open.push(Frame::new(kind, self.nodes.len()));
        // The end is set when it is known.
        self.nodes.push(Node::new(kind, start, start));
        Ok(())
    }

    /// Reads the name and the colon before a field's value.
    #[inline(always)]
    fn name(&mut self, scanner: &mut Scanner<'a>) -> Result<()> {
        let frame = &mut self.open.top;
        if frame.count > self.limits.members {
            return over(scanner, Limit::Members, self.limits.members);
        }
        if scanner.byte() != Some(b'"') && scanner.peek()? != b'"' {
            return scanner.fail(ErrorKind::Syntax);
        }
        let start = scanner.pos();
        let kind = scanner.string()?;
        let bit = scanner.bit_of_string(start);
        // The bit is one of the bytes as written, and `\u0061` is the same name as `a`.
        let doubt = frame.may_have(bit) || kind == Kind::EscapedString;
        frame.seen |= if doubt { Frame::DOUBT } else { bit };
        self.nodes.push(Node::new(kind, start, scanner.pos()));
        scanner.expect(b':')
    }

    /// Closes the innermost container, which ends at `end`. Like the beginning of a container, this is not inlined,
    /// because there are more fields than containers.
    #[inline(never)]
    fn close(&mut self, end: usize) -> Result<()> {
        let frame = &mut self.open.top;
        let inside = self.nodes.len().saturating_sub(frame.node).saturating_sub(1);
        if let Some(node) = self.nodes.get_mut(frame.node) {
            node.close(end, inside);
        }
        if frame.seen == Frame::DOUBT
            && let Some(at) = duplicate(self.text, self.nodes.as_slice().get(frame.node..).unwrap_or_default())
        {
            return Err(Fault::new(ErrorKind::DuplicateMember, at));
        }
        self.open.pop();
        Ok(())
    }

    /// Adds the path of the open containers to an error, outermost names first, as long as the names are known.
    #[cold]
    fn locate(self, fault: Fault) -> DecodeError {
        let nodes = self.nodes.as_slice();
        let frames: Vec<&Frame> = self.open.iter().collect();
        let ends = frames.iter().skip(1).map(|inner| inner.node).chain([nodes.len()]);
        let mut path = Vec::new();
        for (frame, end) in frames.iter().zip(ends) {
            let segment = if frame.closing == b'}' {
                let is_innermost = end == nodes.len();
                let name = if is_innermost && fault.kind() == ErrorKind::DuplicateMember {
                    nodes.binary_search_by_key(&fault.at(), Node::start).ok().and_then(|at| nodes.get(at))
                } else {
                    // If an object has too many fields, the last one is not at fault, and the path ends at the object.
                    let is_of_object = matches!(fault.kind(), ErrorKind::Limit { limit: Limit::Members, .. });
                    nodes.get(frame.node..end).and_then(last_name).filter(|_| !(is_innermost && is_of_object))
                };
                let name = name.and_then(|name| JsonRef::new(self.text, name, &[]).string().ok());
                let lists = [KNOWN_MEMBERS].iter().chain(chain::MEMBERS).chain(members::MEMBERS);
                let mut known = lists.flat_map(|list| list.split(' '));
                name.and_then(|name| known.find(|known| *known == name)).map(Segment::Member)
            } else {
                u16::try_from(frame.count.saturating_sub(1)).ok().map(Segment::Index)
            };
            match segment {
                Some(segment) if path.len() < MAX_SEGMENTS => path.push(segment),
                _ => break,
            }
        }
        path.into_iter().rev().fold(DecodeError::from(fault), DecodeError::under)
    }
}

/// The last name of an object that is not closed. The first node is that of the object, and the value of the last name is not among
/// the nodes if it is not closed either.
fn last_name(nodes: &[Node]) -> Option<&Node> {
    let mut rest = nodes.get(1..)?;
    let mut last = None;
    while let Some((name, behind)) = rest.split_first() {
        last = Some(name);
        let inside = behind.first().map_or(0, Node::inside);
        rest = behind.get(inside.saturating_add(1)..).unwrap_or_default();
    }
    last
}

fn over<T>(scanner: &Scanner<'_>, limit: Limit, max: usize) -> Result<T> {
    scanner.fail(ErrorKind::Limit { limit, max })
}

/// The position of a name that occurs earlier in the same object. The first node is that of the object.
#[cold]
fn duplicate(text: &str, nodes: &[Node]) -> Option<usize> {
    let (object, inside) = nodes.split_first()?;
    // Names are compared without their escapes, as all parsers do. Of two equal names, some parsers use the first value and
    // others the last, so a signer and a verifier could see different amounts.
    let names = JsonRef::new(text, object, inside).names();
    let names: Vec<Placed<'_>> = names.filter_map(|name| Some((name.string().ok()?, name.nodes().0.start()))).collect();
    if names.len() > PAIRWISE {
        return sorted(names).windows(2).find_map(|pair| match pair {
            [(first, _), (second, at)] if first == second => Some(*at),
            _ => None,
        });
    }
    names.iter().enumerate().find_map(|(index, (name, at))| {
        let earlier = names.get(..index).unwrap_or_default();
        earlier.iter().any(|(other, _)| other == name).then_some(*at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `true` if no two names of an object share a bit, in this object and in all objects inside it.
    fn names_have_different_bits(value: JsonRef<'_>) -> bool {
        let mut seen = 0u64;
        let bits = value.names().filter(|_| value.is_object()).map(|name| {
            let mut scanner = Scanner::new(name.text());
            scanner.string().unwrap();
            scanner.bit_of_string(0)
        });
        let own = bits.fold(true, |own, bit| {
            let fresh = seen & bit == 0;
            seen |= bit;
            own && fresh
        });
        let members = value.members().into_iter().flatten().map(|(_, member)| member);
        own && members.chain(value.elements().into_iter().flatten()).all(names_have_different_bits)
    }

    #[test]
    fn names_of_the_documents_are_told_apart_by_their_bits() {
        for line in include_str!("../../tests/it/printed_examples.jsonl").lines() {
            let mut nodes = Nodes::new();
            let checked = check(line, &Limits::DEFAULT, &mut nodes).unwrap();
            assert!(names_have_different_bits(checked.root), "{line}");
        }
        // There are only 64 bits, so some names share one.
        let mut nodes = Nodes::new();
        let checked = check(r#"{"aa":1,"aba":2,"ac":3,"aca":4,"ada":5}"#, &Limits::DEFAULT, &mut nodes).unwrap();
        assert!(!names_have_different_bits(checked.root));
    }
}
