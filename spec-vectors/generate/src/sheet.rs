//! What a group writes for its computed drafts at once: the level that most have, and the numbers with another level or a fault.

use std::collections::BTreeMap;

use x402_vectors::vector::Level;

use crate::{draft::Draft, fault::Fault};

/// Numbers are those behind the name of the group, between spaces.
pub(crate) struct Sheet {
    /// The level of what is not listed and has no fault, as far as the class lets it ([`of_class`](crate::fault::of_class)).
    pub(crate) usual: Level,
    pub(crate) levels: &'static [(Level, &'static str)],
    pub(crate) faults: &'static [(Fault, &'static str)],
}

impl Sheet {
    /// Writes levels and faults.
    ///
    /// # Panics
    /// A number is listed that no draft has, or twice.
    pub(crate) fn write(&self, drafts: Vec<Draft>) -> Vec<Draft> {
        let (mut levels, mut faults) = (by_number(self.levels), by_number(self.faults));
        let write = |draft: Draft| {
            let number = draft.id().rsplit_once('-').map_or("", |(_, number)| number).to_owned();
            let draft = if let Some(fault) = faults.remove(number.as_str()) { draft.leveled_by(fault) } else { draft };
            match levels.remove(number.as_str()) {
                Some(level) => draft.level(level),
                None => draft.usually(self.usual),
            }
        };
        let drafts = drafts.into_iter().map(write).collect();
        if let Some(number) = levels.keys().chain(faults.keys()).next() {
            panic!("a sheet of levels lists {number}, which no draft has");
        }
        drafts
    }
}

fn by_number<T: Copy>(lists: &'static [(T, &'static str)]) -> BTreeMap<&'static str, T> {
    let mut all = BTreeMap::new();
    for (what, numbers) in lists {
        for number in numbers.split_whitespace() {
            assert!(all.insert(number, *what).is_none(), "a sheet of levels lists {number} twice");
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use x402_vectors::vector::Class::{self, Acceptable, Invalid, Undecided, Valid};

    use super::*;
    use crate::draft::{expect, raw};

    fn drafts(numbers: &[(&str, Class)]) -> Vec<Draft> {
        let draft = |(number, class): &(&str, Class)| {
            Draft::new(format!("a-group-{number}"), "verify", "a title", raw(&json!({})), expect(*class, &json!({})))
        };
        numbers.iter().map(draft).collect()
    }

    #[test]
    fn what_is_listed_has_its_own_level_and_the_rest_the_usual_one() {
        const SHEET: Sheet = Sheet {
            usual: Level::Must,
            levels: &[(Level::Policy, "1a 1b"), (Level::Must, "1c")],
            faults: &[(Fault::LeapSecond, "2")],
        };
        let asked =
            [("1", Valid), ("1a", Valid), ("1b", Acceptable), ("1c", Undecided), ("2", Invalid), ("3", Undecided)];
        let levels: Vec<_> = SHEET.write(drafts(&asked)).iter().map(Draft::written_level).collect();
        // What a source writes against the class, the lint finds.
        let expected = [Level::Must, Level::Policy, Level::Policy, Level::Must, Level::Policy, Level::Should];
        assert_eq!(levels, expected.map(Some));
    }

    #[test]
    #[should_panic(expected = "a sheet of levels lists 4, which no draft has")]
    fn a_number_that_is_not_there_is_found() {
        const SHEET: Sheet = Sheet { usual: Level::Must, levels: &[(Level::Policy, "4")], faults: &[] };
        SHEET.write(drafts(&[("1", Valid)]));
    }

    #[test]
    #[should_panic(expected = "a sheet of levels lists 1 twice")]
    fn a_number_with_two_levels_is_found() {
        const SHEET: Sheet =
            Sheet { usual: Level::Must, levels: &[(Level::Policy, "1"), (Level::Should, "1")], faults: &[] };
        SHEET.write(drafts(&[("1", Valid)]));
    }
}
