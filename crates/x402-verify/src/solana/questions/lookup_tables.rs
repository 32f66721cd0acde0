use super::*;

/// Deciding question: which addresses do these lookup tables contain?
/// [`Fact::LookupTable`](crate::solana::Fact::LookupTable) answers it for each table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupTables {
    /// The addresses of the tables.
    pub tables: Vec<Address>,
    /// The number of entries that each table needs for the indices of the message, in the order of the tables. A
    /// node that returns fewer entries may not have seen the last ones yet.
    pub at_least: Vec<usize>,
}

impl QuestionText for LookupTables {
    fn kind(&self) -> &'static str {
        "lookup-tables"
    }

    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ask for the addresses in the lookup tables ")?;
        let mut tables = self.tables.iter().enumerate();
        tables.try_for_each(|(index, table)| write!(f, "{}{table}", if index == 0 { "" } else { ", " }))
    }

    fn expected(&self) -> Option<String> {
        Some("accounts of the lookup-table program, with the entries that the message uses".into())
    }

    fn changes_verdict(&self) -> bool {
        true
    }

    fn rpc(&self) -> Option<crate::Rpc> {
        Some(Rpc::MultipleAccounts { addresses: self.tables.clone() }.into())
    }
}

impl AnswerRules for LookupTables {
    fn answer(&self, returned: Returned<'_>) -> Result<Answer, AnswerError> {
        let (slot, accounts) = (returned.slot()?, accounts(returned.value()?, self.tables.len())?);
        let read = |((table, at_least), account): ((&Address, &usize), Option<Account>)| {
            known_table(account?, *at_least, slot).map(|addresses| KnownTable { table: *table, addresses })
        };
        Ok(Value::Tables(self.tables.iter().zip(&self.at_least).zip(accounts).filter_map(read).collect()).into())
    }

    fn learn(&self, facts: Facts, answer: Answer) -> Facts {
        let Answer::Solana(Value::Tables(tables)) = answer else { return facts };
        let tables =
            tables.into_iter().map(|KnownTable { table, addresses }| solana::Fact::LookupTable { table, addresses });
        tables.fold(facts, Facts::with)
    }
}
