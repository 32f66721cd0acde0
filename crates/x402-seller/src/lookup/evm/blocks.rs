//! Blocks, and the search for the block of a second.

use x402_types::JsonRef;

use super::{
    super::outcome::LookupError,
    values::{read_bytes, read_quantity},
};

/// The known parts of a block.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    pub(super) number: u64,
    pub(super) time: u64,
    pub(super) hash: [u8; 32],
}

impl Block {
    pub(super) fn read(result: JsonRef<'_>) -> Result<Self, LookupError> {
        let read = || {
            let number = |name| result.get(name).and_then(read_quantity);
            Some(Self {
                number: number("number")?,
                time: number("timestamp")?,
                hash: result.get("hash").and_then(read_bytes)?,
            })
        };
        read().ok_or(LookupError::Malformed("eth_getBlockByNumber"))
    }
}

/// The distance to the block at which a search ends. A few more blocks cost less than a call.
const NEAR: u64 = 16;
/// How many blocks the first step goes back.
const FIRST: u64 = 256;

/// The search for the first block at or after a second. Times of blocks never decrease, and grow evenly enough to guess from them.
#[derive(Clone, Debug)]
pub(super) struct Search {
    target: u64,
    /// The number and the time of a block before the second.
    below: Option<(u64, u64)>,
    /// The number and the time of a block at or after it.
    above: (u64, u64),
    /// How many blocks the next step goes back, while no block before the second is known.
    back: u64,
    turns: u32,
}

impl Search {
    pub(super) const fn new(target: u64, below: Option<(u64, u64)>, above: &Block) -> Self {
        Self { target, below, above: (above.number, above.time), back: FIRST, turns: 0 }
    }

    /// The number of the next block to read. `None` once the search is near enough.
    pub(super) fn probe(&self) -> Option<u64> {
        let (above, time_above) = self.above;
        let Some((below, time_below)) = self.below else {
            return (above > 0).then(|| above.saturating_sub(self.back));
        };
        let gap = above.saturating_sub(below);
        if gap <= NEAR {
            return None;
        }
        let (part, whole) = (self.target.saturating_sub(time_below), time_above.saturating_sub(time_below));
        let guess = u128::from(gap).saturating_mul(part.into()).checked_div(whole.into()).unwrap_or_default();
        let guess = below.saturating_add(u64::try_from(guess).unwrap_or(gap));
        // A little before, a little after, and in the middle, so that both ends approach the block.
        let aside = (gap >> 6).max(NEAR >> 2);
        let guess = match self.turns % 3 {
            0 => guess.saturating_sub(aside),
            1 => guess.saturating_add(aside),
            _ => below.midpoint(above),
        };
        Some(guess.clamp(below.saturating_add(1), above.saturating_sub(1)))
    }

    /// Takes the block that was read.
    pub(super) fn heard(&mut self, block: &Block) -> Result<(), LookupError> {
        let Block { number, time, .. } = *block;
        let is_in_order = time <= self.above.1 && self.below.is_none_or(|(_, below)| time >= below);
        if self.probe() != Some(number) || !is_in_order {
            return Err(LookupError::Contradiction);
        }
        self.turns = self.turns.wrapping_add(1);
        if time < self.target {
            self.below = Some((number, time));
            return Ok(());
        }
        let (blocks, seconds) = (self.above.0.saturating_sub(number), self.above.1.saturating_sub(time));
        let left = u128::from(time.saturating_sub(self.target)).saturating_mul(blocks.into());
        let guess = left.checked_div(seconds.into()).and_then(|guess| u64::try_from(guess).ok());
        // If the time does not show the distance, the steps grow until they reach the block.
        let further = self.back.saturating_mul(8);
        self.back = guess.map_or(further, |guess| guess.saturating_add(guess >> 3).saturating_add(NEAR).min(further));
        self.above = (number, time);
        Ok(())
    }

    /// The first block to read: it is at most a little before the first one at or after the second.
    pub(super) const fn first(&self) -> u64 {
        match self.below {
            Some((below, _)) => below.saturating_add(1),
            None => 0,
        }
    }

    /// The last block to read if the second is the end.
    pub(super) const fn last(&self) -> u64 {
        self.above.0
    }

    /// A block before the second, if one is known.
    pub(super) const fn below(&self) -> Option<(u64, u64)> {
        self.below
    }
}
