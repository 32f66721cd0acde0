//! The search for the end of plain characters in a string.

use core::hint::black_box;

/// Finds where plain ASCII ends: at a quote, a backslash, a control character or a byte above ASCII. Eight bytes are
/// read at a time, as one word. Each field has the same byte in all eight positions.
#[derive(Clone, Copy)]
pub(super) struct Plain {
    /// Turns a quote into the byte after the control characters, a space.
    quote_to_space: u64,
    above_space: u64,
    backslash: u64,
    one: u64,
    top_bit: u64,
}

impl Plain {
    pub(super) fn new() -> Self {
        let everywhere = |byte: u8| u64::from_ne_bytes([byte; 8]);
        // The compiler must not know these constants. It would load all five into registers again for each word, because
        // the scanner leaves none free. As operands in memory they cost no instruction.
        black_box(Self {
            quote_to_space: everywhere(b'"' ^ b' '),
            above_space: everywhere(b' ' + 1),
            backslash: everywhere(b'\\'),
            one: everywhere(1),
            top_bit: everywhere(0x80),
        })
    }

    /// The number of plain bytes at the beginning.
    #[inline(always)]
    pub(super) fn length(&self, bytes: &[u8]) -> usize {
        let (words, rest) = bytes.as_chunks::<8>();
        let mut length = 0usize;
        for word in words {
            let word = u64::from_le_bytes(*word);
            // Subtracting n sets the top bit of an ASCII byte below n. With its second bit flipped, a quote is a space,
            // so one subtraction finds quotes and control characters. One of the two subtractions marks every byte above
            // ASCII. A borrow may also mark a byte above a real hit, but never one below, and only the lowest mark counts.
            let quote_or_control = (word ^ self.quote_to_space).wrapping_sub(self.above_space);
            let backslash = (word ^ self.backslash).wrapping_sub(self.one);
            let marks = (quote_or_control | backslash) & self.top_bit;
            if marks != 0 {
                let bits = usize::try_from(marks.trailing_zeros()).unwrap_or_default();
                return length.wrapping_add(bits.wrapping_shr(3));
            }
            length = length.wrapping_add(8);
        }
        let is_plain = |byte: &&u8| !matches!(byte, b'"' | b'\\' | 0..=0x1f | 0x80..);
        length.wrapping_add(rest.iter().take_while(is_plain).count())
    }
}
