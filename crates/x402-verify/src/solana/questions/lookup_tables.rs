use super::*;

question! {
    /// Deciding question: which addresses do these lookup tables contain?
    /// [`Fact::LookupTable`](crate::solana::Fact::LookupTable) answers it for each table.
    LookupTables "lookup-tables" {
        /// The addresses of the tables.
        pub tables: Vec<Address>,
        /// The number of entries that each table needs for the indices of the message, in the order of the tables. A
        /// node that returns fewer entries may not have seen the last ones yet.
        pub at_least: Vec<usize>,
    }
    says(|f| {
        f.write_str("ask for the addresses in the lookup tables ")?;
        let mut tables = tables.iter().enumerate();
        tables.try_for_each(|(index, table)| write!(f, "{}{table}", if index == 0 { "" } else { ", " }))
    })
    expects("accounts of the lookup-table program, with the entries that the message uses")
    changes_verdict(true)
    calls(Rpc::MultipleAccounts { addresses: tables.clone() })
    reads(|returned| {
        let (slot, accounts) = (returned.slot()?, accounts(returned.value()?, tables.len())?);
        let read = |((table, at_least), account): ((&Address, &usize), Option<Account>)| {
            known_table(account?, *at_least, slot).map(|addresses| KnownTable { table: *table, addresses })
        };
        Value::Tables(tables.iter().zip(at_least).zip(accounts).filter_map(read).collect()).into()
    })
    learns(|facts, Answer::Solana(Value::Tables(tables))| {
        let tables = tables.into_iter().map(|KnownTable { table, addresses }| solana::Fact::LookupTable { table, addresses });
        tables.fold(facts, crate::Facts::with)
    })
}
