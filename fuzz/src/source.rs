use x402_laws::chance::Chance;

/// The fuzzer's bytes as a source of decisions. Where they end, every further one is 0.
pub(crate) struct Source<'a>(pub(crate) &'a [u8]);

impl<'a> Source<'a> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        let (taken, rest) = self.0.split_at(N.min(self.0.len()));
        bytes[..taken.len()].copy_from_slice(taken);
        self.0 = rest;
        bytes
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let [byte] = self.array();
        byte
    }

    /// An index below `len`, which is not 0.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        usize::from(u16::from_le_bytes(self.array())) % len
    }

    pub(crate) fn rest(self) -> &'a [u8] {
        self.0
    }
}

impl Chance for Source<'_> {
    fn below(&mut self, bound: usize) -> usize {
        if bound > 256 { self.index(bound) } else { usize::from(self.byte()) % bound }
    }
}
