//! Sorts more records than fit into memory.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    rc::Rc,
    vec,
};

/// The number of records that are sorted in memory, and of sorted runs that are merged at once.
#[derive(Clone, Copy)]
pub(crate) struct Capacity {
    pub(crate) records: usize,
    pub(crate) runs: usize,
}

impl Capacity {
    /// With records of 41 bytes, sorting takes 2.6 MiB and merging 2 MiB.
    pub(crate) const USUAL: Self = Self { records: 65_536, runs: 256 };
}

/// The number of bytes of each run that are in memory during a merge.
const BUFFER: usize = 8 * 1024;

/// Sorts records of `N` bytes. Records that do not fit into memory go to unnamed files that disappear with the process.
pub(crate) struct Sorter<const N: usize> {
    capacity: Capacity,
    records: Vec<[u8; N]>,
    /// The sorted runs. When a level is full, its runs are merged into one run of the next level.
    levels: Vec<Level>,
}

impl<const N: usize> Sorter<N> {
    pub(crate) const fn new(capacity: Capacity) -> Self {
        Self { capacity, records: Vec::new(), levels: Vec::new() }
    }

    pub(crate) fn push(&mut self, record: [u8; N]) -> io::Result<()> {
        self.records.push(record);
        if self.records.len() < self.capacity.records {
            return Ok(());
        }
        self.records.sort_unstable();
        let level = level(&mut self.levels, 0)?;
        level.file.write_all(self.records.as_flattened())?;
        self.records.clear();
        self.end_run(0)
    }

    /// Records the end of a run at this level.
    fn end_run(&mut self, index: usize) -> io::Result<()> {
        let level = level(&mut self.levels, index)?;
        level.ends.push(level.file.stream_position()?);
        if level.ends.len() < self.capacity.runs {
            return Ok(());
        }
        let full = std::mem::replace(level, Level::new()?);
        let mut merged = Merged::<N>::of(full.runs())?;
        let next = self::level(&mut self.levels, index + 1)?;
        let mut writer = io::BufWriter::new(&next.file);
        while let Some(record) = merged.next()? {
            writer.write_all(&record)?;
        }
        writer.flush()?;
        drop(writer);
        self.end_run(index + 1)
    }

    /// Returns all records in order.
    pub(crate) fn finish(mut self) -> io::Result<Merged<N>> {
        self.records.sort_unstable();
        let in_memory = Run::InMemory(self.records.into_iter());
        Merged::of(self.levels.into_iter().flat_map(Level::runs).chain([in_memory]))
    }
}

/// Sorted runs, one behind another in a file.
struct Level {
    file: File,
    /// The end of each run, in bytes.
    ends: Vec<u64>,
}

/// Returns the level with this index. Creates the level if it is the next one.
fn level(levels: &mut Vec<Level>, index: usize) -> io::Result<&mut Level> {
    if index == levels.len() {
        levels.push(Level::new()?);
    }
    Ok(&mut levels[index])
}

impl Level {
    fn new() -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile()?, ends: Vec::new() })
    }

    fn runs<const N: usize>(self) -> impl Iterator<Item = Run<N>> {
        let file = Rc::new(self.file);
        let mut begin = 0;
        self.ends.into_iter().map(move |end| {
            let file = Rc::clone(&file);
            Run::InFile { file, next: std::mem::replace(&mut begin, end), end, buffer: Vec::new().into_iter() }
        })
    }
}

/// A sorted sequence of records, in memory or in a file.
enum Run<const N: usize> {
    InMemory(vec::IntoIter<[u8; N]>),
    InFile {
        file: Rc<File>,
        /// The position of the next unread byte, and of the end of the run, in bytes.
        next: u64,
        end: u64,
        buffer: vec::IntoIter<[u8; N]>,
    },
}

impl<const N: usize> Run<N> {
    fn next(&mut self) -> io::Result<Option<[u8; N]>> {
        match self {
            Self::InMemory(records) => Ok(records.next()),
            Self::InFile { file, next, end, buffer } => {
                if buffer.len() == 0 && next < end {
                    let left = usize::try_from(*end - *next).unwrap_or(usize::MAX);
                    let mut records = vec![[0; N]; (BUFFER / N).min(left / N)];
                    let mut file = file.as_ref();
                    file.seek(SeekFrom::Start(*next))?;
                    file.read_exact(records.as_flattened_mut())?;
                    *next = file.stream_position()?;
                    *buffer = records.into_iter();
                }
                Ok(buffer.next())
            }
        }
    }
}

/// Merges several runs, in order.
pub(crate) struct Merged<const N: usize> {
    runs: Vec<Run<N>>,
    /// The first remaining record of each run, and the run's index.
    first: BinaryHeap<Reverse<([u8; N], usize)>>,
}

impl<const N: usize> Merged<N> {
    fn of(runs: impl Iterator<Item = Run<N>>) -> io::Result<Self> {
        let mut merged = Self { runs: runs.collect(), first: BinaryHeap::new() };
        for index in 0..merged.runs.len() {
            merged.advance(index)?;
        }
        Ok(merged)
    }

    fn advance(&mut self, index: usize) -> io::Result<()> {
        if let Some(record) = self.runs[index].next()? {
            self.first.push(Reverse((record, index)));
        }
        Ok(())
    }

    pub(crate) fn next(&mut self) -> io::Result<Option<[u8; N]>> {
        let Some(Reverse((record, index))) = self.first.pop() else { return Ok(None) };
        self.advance(index)?;
        Ok(Some(record))
    }
}

#[cfg(test)]
mod tests {
    use super::{Capacity, Sorter};

    /// Unsorted records, many of which occur several times.
    fn records(count: u32) -> Vec<[u8; 5]> {
        let record = |index: u32| {
            let mixed = index.wrapping_mul(2_654_435_761) % 1_000;
            let [a, b, c, d] = mixed.to_be_bytes();
            [a, b, c, d, 7]
        };
        (0..count).map(record).collect()
    }

    fn sorted(capacity: Capacity, records: &[[u8; 5]]) -> Vec<[u8; 5]> {
        let mut sorter = Sorter::new(capacity);
        for record in records {
            sorter.push(*record).unwrap();
        }
        let mut merged = sorter.finish().unwrap();
        std::iter::from_fn(|| merged.next().unwrap()).collect()
    }

    #[test]
    fn as_in_memory_however_many_there_are() {
        for capacity in
            [Capacity { records: 1, runs: 2 }, Capacity { records: 3, runs: 2 }, Capacity { records: 100, runs: 7 }]
        {
            for count in [0, 1, 2, 3, 4, 99, 100, 101, 700, 5_000] {
                let records = records(count);
                let mut expected = records.clone();
                expected.sort_unstable();
                assert_eq!(sorted(capacity, &records), expected, "{count}");
            }
        }
    }

    /// More records than fit into a buffer.
    #[test]
    fn long_runs_are_read_piece_by_piece() {
        let records = records(20_000);
        let mut expected = records.clone();
        expected.sort_unstable();
        assert_eq!(sorted(Capacity { records: 9_000, runs: 2 }, &records), expected);
    }
}
