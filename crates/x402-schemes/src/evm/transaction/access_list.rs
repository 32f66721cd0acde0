use super::{error::TransactionError, rlp::Items};

/// The addresses and storage keys that a transaction plans to access (EIP-2930). The encoding is checked, and the bytes
/// are kept as received.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccessList<'a> {
    items: &'a [u8],
    addresses: usize,
    storage_keys: usize,
}

impl<'a> AccessList<'a> {
    /// The empty list.
    pub const EMPTY: Self = Self { items: &[], addresses: 0, storage_keys: 0 };

    /// The number of addresses. An address may occur more than once.
    pub const fn addresses(&self) -> usize {
        self.addresses
    }

    /// The number of storage keys under all of the addresses.
    pub const fn storage_keys(&self) -> usize {
        self.storage_keys
    }

    /// The encoded items.
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
