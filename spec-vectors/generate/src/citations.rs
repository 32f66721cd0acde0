//! The vectors that test numbered statements of the documents, besides the statements that drafts name themselves.

use std::collections::BTreeMap;

use crate::draft::Draft;

/// Adds the citations. A line is a statement and its vectors.
pub(crate) fn cite<'a>(drafts: impl Iterator<Item = &'a mut Draft>) -> Result<(), String> {
    let mut drafts: BTreeMap<String, &mut Draft> = drafts.map(|draft| (draft.id().to_owned(), draft)).collect();
    let lines = include_str!("citations.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for (row, ids) in lines.filter_map(|line| line.split_once(' ')) {
        for id in ids.split(' ') {
            let draft = drafts.get_mut(id).ok_or_else(|| format!("{row} is cited by {id}, which is not there"))?;
            draft.cite(row);
        }
    }
    Ok(())
}
