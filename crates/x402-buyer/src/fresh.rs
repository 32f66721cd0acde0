//! The values that must be new for each payment.

#[cfg(feature = "xrpl")]
use x402_schemes::xrpl;

/// The values that must be new for each payment. Create it with [`new`](Self::new), and add the values of the chains on
/// which you pay: a later version may have further fields.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Fresh {
    /// The time, in Unix seconds.
    pub now: u64,
    /// Random bytes that were never used before. The nonce is made from them.
    pub random: [u8; 32],
    /// For Solana, a blockhash of the last minute (`getLatestBlockhash`). `None` for the one that the offer suggests.
    pub blockhash: Option<[u8; 32]>,
    /// For Stellar, the latest closed ledger (`getLatestLedger`), from which the end of a payment is counted.
    pub ledger: Option<u32>,
    /// For the XRP Ledger, its ledger and the account's numbers. The ledgers of Stellar have other numbers.
    #[cfg(feature = "xrpl")]
    pub xrpl: Option<FreshXrpl>,
}

impl Fresh {
    /// Creates the values for a chain that needs the time and random bytes alone.
    #[must_use]
    pub const fn new(now: u64, random: [u8; 32]) -> Self {
        Self {
            now,
            random,
            blockhash: None,
            ledger: None,
            #[cfg(feature = "xrpl")]
            xrpl: None,
        }
    }

    /// Adds a blockhash of Solana.
    #[must_use]
    pub const fn with_blockhash(mut self, blockhash: [u8; 32]) -> Self {
        self.blockhash = Some(blockhash);
        self
    }

    /// Adds the latest closed ledger of Stellar.
    #[must_use]
    pub const fn with_ledger(mut self, ledger: u32) -> Self {
        self.ledger = Some(ledger);
        self
    }

    /// Adds the values of the XRP Ledger.
    #[cfg(feature = "xrpl")]
    #[must_use]
    pub const fn with_xrpl(mut self, xrpl: FreshXrpl) -> Self {
        self.xrpl = Some(xrpl);
        self
    }

    /// Returns the time and random bytes of this machine.
    ///
    /// # Errors
    /// The machine has no source of random bytes, or its clock is before 1970.
    #[cfg(feature = "std")]
    pub fn generate() -> std::io::Result<Self> {
        let now = std::time::SystemTime::UNIX_EPOCH.elapsed().map_err(std::io::Error::other)?.as_secs();
        let mut random = [0; 32];
        getrandom::fill(&mut random)?;
        Ok(Self::new(now, random))
    }
}

/// The values that a payment on the XRP Ledger needs. One call of `account_info` for the payer, with `"ledger_index":
/// "validated"`, returns the ledger and the sequence number.
///
/// ```
/// use x402_buyer::FreshXrpl;
/// let fresh = FreshXrpl::new(98_000_000).with_sequence(7).with_ticket(5);
/// assert_eq!((fresh.ledger, fresh.sequence, fresh.ticket, fresh.fee), (98_000_000, Some(7), Some(5), 12));
/// ```
#[cfg(feature = "xrpl")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FreshXrpl {
    /// The number of the latest validated ledger (`ledger_index`), from which the end of a payment is counted.
    pub ledger: u32,
    /// The next sequence number of the payer's account (`account_data.Sequence`), for offers with the method `sequence`.
    pub sequence: Option<u32>,
    /// A ticket of the payer's account, for offers with the method `ticketSequence` (`account_objects` with `"type":
    /// "ticket"`).
    pub ticket: Option<u32>,
    /// The fee in drops, which the payer pays in addition to the price. Facilitators accept up to 10,000 (R-49).
    pub fee: u64,
    /// The source tag. `None` for `extra.sourceTag` of the offer.
    pub source_tag: Option<u32>,
}

#[cfg(feature = "xrpl")]
impl FreshXrpl {
    /// Creates the values with the usual fee of 12 drops.
    #[must_use]
    pub const fn new(ledger: u32) -> Self {
        Self { ledger, sequence: None, ticket: None, fee: xrpl::DraftInit::FEE, source_tag: None }
    }

    /// Adds the next sequence number of the account.
    #[must_use]
    pub const fn with_sequence(mut self, sequence: u32) -> Self {
        self.sequence = Some(sequence);
        self
    }

    /// Adds a ticket.
    #[must_use]
    pub const fn with_ticket(mut self, ticket: u32) -> Self {
        self.ticket = Some(ticket);
        self
    }

    /// Sets the fee, in drops.
    #[must_use]
    pub const fn with_fee(mut self, drops: u64) -> Self {
        self.fee = drops;
        self
    }

    /// Sets the source tag.
    #[must_use]
    pub const fn with_source_tag(mut self, tag: u32) -> Self {
        self.source_tag = Some(tag);
        self
    }
}
