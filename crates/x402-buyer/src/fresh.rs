//! The values that must be new for each payment.

/// The values that must be new for each payment. The struct gets no further fields.
#[derive(Clone, Copy, Debug)]
pub struct Fresh {
    /// The time, in Unix seconds.
    pub now: u64,
    /// Random bytes that were never used before. The nonce is made from them.
    pub random: [u8; 32],
    /// For Solana, a blockhash of the last minute (`getLatestBlockhash`). `None` for the one that the offer suggests.
    pub blockhash: Option<[u8; 32]>,
    /// For Stellar, the latest closed ledger (`getLatestLedger`), from which the end of a payment is counted.
    pub ledger: Option<u32>,
}

impl Fresh {
    /// Returns the time and random bytes of this machine.
    ///
    /// # Errors
    /// The machine has no source of random bytes, or its clock is before 1970.
    #[cfg(feature = "std")]
    pub fn generate() -> std::io::Result<Self> {
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().map_err(std::io::Error::other)?.as_secs();
        let mut random = [0; 32];
        getrandom::fill(&mut random)?;
        Ok(Self { now, random, blockhash: None, ledger: None })
    }
}
