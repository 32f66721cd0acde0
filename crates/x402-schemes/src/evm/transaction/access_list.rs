use super::{error::TransactionError, rlp::Items};

/// What a transaction announces to touch (EIP-2930): read for its form, and kept as it came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccessList<'a> {
    items: &'a [u8],
    addresses: usize,
    storage_keys: usize,
}

impl<'a> AccessList<'a> {
    /// Nothing.
    pub const EMPTY: Self = Self { items: &[], addresses: 0, storage_keys: 0 };

    /// How many addresses it has; the same one may come twice.
    #[must_use]
    pub const fn addresses(&self) -> usize {
        self.addresses
    }

    /// How many storage keys it has under all of them.
    #[must_use]
    pub const fn storage_keys(&self) -> usize {
        self.storage_keys
    }

    /// The items, encoded.
    pub(super) const fn items(&self) -> &'a [u8] {
        self.items
    }

    pub(super) fn read(mut list: Items<'a>) -> Result<Self, TransactionError> {
        let mut read = Self { items: list.rest(), ..Self::EMPTY };
        while !list.rest().is_empty() {
            let mut entry = list.list("an entry of the access list")?;
            entry.array::<20>("an address of the access list")?;
            let mut keys = entry.list("the storage keys of the access list")?;
            entry.end("an entry of the access list")?;
            while !keys.rest().is_empty() {
                keys.array::<32>("a storage key of the access list")?;
                read.storage_keys = read.storage_keys.saturating_add(1);
            }
            read.addresses = read.addresses.saturating_add(1);
        }
        Ok(read)
    }
}
