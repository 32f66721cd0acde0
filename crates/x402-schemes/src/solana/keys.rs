//! All keys of a message, including those from lookup tables (S-2, S-8).

use alloc::vec::Vec;

use x402_types::declare::sentences;

use super::{Address, Header, MAX_LOADED_KEYS, Message};

/// A key of a message, known or unknown. A third variant would be a breaking change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// The key is in the message or in a known table.
    Known(Address),
    /// The key is in an unknown table.
    InTable {
        /// The address of the table.
        table: Address,
        /// The index in that table.
        index: u8,
    },
}

/// The keys of a message, in the order to which its indices refer: the keys in the message, then the writable keys from
/// tables, then the other keys from tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    keys: Vec<Key>,
    header: Header,
    static_count: usize,
    loaded_writable: usize,
}

impl Keys {
    /// Loads the keys. `table` returns the addresses in a lookup table, if the table is known.
    ///
    /// # Errors
    /// The runtime would not load the keys, regardless of the content of unknown tables.
    pub fn load<'t>(
        message: &Message<'_>,
        table: impl Fn(&Address) -> Option<&'t [Address]>,
    ) -> Result<Self, LoadError> {
        let count = message.key_count();
        if count > MAX_LOADED_KEYS {
            return Err(LoadError::TooMany(count));
        }
        let mut keys: Vec<Key> = Vec::with_capacity(count);
        keys.extend(message.keys.iter().map(|key| Key::Known(Address::new(*key))));
        let writable = message.lookups.iter().map(|lookup| (lookup.table, lookup.writable));
        let readonly = message.lookups.iter().map(|lookup| (lookup.table, lookup.readonly));
        for (name, indices) in writable.chain(readonly) {
            let known = table(&name);
            for index in indices {
                keys.push(match known.map(|known| known.get(usize::from(*index))) {
                    None => Key::InTable { table: name, index: *index },
                    Some(Some(address)) => Key::Known(*address),
                    Some(None) => return Err(LoadError::PastTable { table: name, index: *index }),
                });
            }
        }
        // There are at most 64 keys, so comparing all pairs is cheap.
        for (first, key) in keys.iter().enumerate() {
            if let Some(distance) = keys.iter().skip(first).skip(1).position(|other| other == key) {
                let second = first.saturating_add(distance).saturating_add(1);
                return Err(LoadError::Twice { first, second });
            }
        }
        let loaded_writable =
            message.lookups.iter().fold(0, |sum: usize, lookup| sum.saturating_add(lookup.writable.len()));
        Ok(Self { keys, header: message.header, static_count: message.keys.len(), loaded_writable })
    }

    /// Returns the key with this index.
    pub fn get(&self, index: u8) -> Option<Key> {
        self.keys.get(usize::from(index)).copied()
    }

    /// Returns the address with this index, if it is known.
    pub fn address(&self, index: u8) -> Option<Address> {
        match self.get(index)? {
            Key::Known(address) => Some(address),
            Key::InTable { .. } => None,
        }
    }

    /// Returns `true` if the key with this index must sign.
    pub fn is_signer(&self, index: u8) -> bool {
        index < self.header.required_signatures
    }

    /// Returns `true` if the account with this index is writable.
    pub fn is_writable(&self, index: u8) -> bool {
        let Header { required_signatures, readonly_signed, readonly_unsigned } = self.header;
        if index < required_signatures {
            return index < required_signatures.saturating_sub(readonly_signed);
        }
        let index = usize::from(index);
        match index.checked_sub(self.static_count) {
            None => index < self.static_count.saturating_sub(usize::from(readonly_unsigned)),
            Some(loaded) => loaded < self.loaded_writable,
        }
    }

    /// Returns the unknown tables, each once, in order.
    pub fn unknown_tables(&self) -> Vec<Address> {
        let mut tables = Vec::new();
        for key in &self.keys {
            if let Key::InTable { table, .. } = key
                && !tables.contains(table)
            {
                tables.push(*table);
            }
        }
        tables
    }
}

sentences! {
    /// The reasons why the runtime would not load the keys of a message.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[non_exhaustive]
    pub enum LoadError {
        /// There are this many keys, but the runtime loads at most 64.
        TooMany(count: usize) = "{count} keys, but the runtime loads at most {MAX_LOADED_KEYS}",
        /// Two indices refer to the same key.
        Twice {
            /// The lower index.
            first: usize,
            /// The higher index.
            second: usize,
        } = "keys {first} and {second} are the same",
        /// The table ends before this index.
        PastTable {
            /// The address of the table.
            table: Address,
            /// The index in the table.
            index: u8,
        } = "the lookup table {table} ends before index {index}",
    }
}

impl core::error::Error for LoadError {}
