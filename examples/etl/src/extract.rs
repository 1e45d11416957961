//! The extraction of a file, batch by batch.

use std::{fs::File, num::NonZeroUsize, path::PathBuf};

use csv::{ByteRecord, Reader, ReaderBuilder};
use organum::prelude::*;

use crate::events::{RawLoaded, RawRow, Start};

/// The required columns of a file, in the order of [`RawRow::cells`].
pub const COLUMNS: [&str; 5] = ["date", "region", "product", "quantity", "price"];

/// The longest accepted row in bytes. A longer row probably has an unclosed quote.
const LONGEST_ROW: usize = 4096;

/// The reason why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ExtractError {
    #[error("cannot read {path:?}: {cause}")]
    Unreadable { path: PathBuf, cause: csv::Error },
    #[error(
        "line 1 of {path:?} has no column `{column}`: the first line names the columns {COLUMNS:?}"
    )]
    NoColumn { path: PathBuf, column: &'static str },
    #[error("line 1 of {path:?} has the column `{column}` twice")]
    TwoColumns { path: PathBuf, column: &'static str },
}

/// Reads a batch, and the next one when the spine is idle: the whole file is never in memory.
pub struct Extract {
    batch: NonZeroUsize,
    table: Option<Table>,
}

impl Extract {
    /// Creates the organ with this number of rows in a batch.
    pub fn by(batch: NonZeroUsize) -> Self {
        Self { batch, table: None }
    }

    /// The next batch; `None` after the last one.
    fn read(&mut self) -> Result<Option<RawLoaded>, ExtractError> {
        let Some(table) = &mut self.table else {
            return Ok(None);
        };
        let mut rows = Vec::new();
        while rows.len() < self.batch.get() {
            match table.next()? {
                Some(row) => rows.push(row),
                None => {
                    self.table = None;
                    break;
                }
            }
        }
        let is_last = self.table.is_none();
        Ok(Some(RawLoaded { rows, is_last }))
    }
}

#[organ(on_failure = fail)]
impl Extract {
    #[handle]
    fn start(&mut self, event: &Start) -> Result<Option<RawLoaded>, ExtractError> {
        self.table = Some(Table::open(event.path.clone())?);
        self.read()
    }

    #[idle]
    fn go_on(&mut self) -> Result<Option<RawLoaded>, ExtractError> {
        self.read()
    }
}

/// A file whose first line was read.
struct Table {
    path: PathBuf,
    reader: Reader<File>,
    /// The position of each of [`COLUMNS`] in the file.
    places: [usize; 5],
    width: usize,
    record: ByteRecord,
}

impl Table {
    fn open(path: PathBuf) -> Result<Self, ExtractError> {
        let opened = ReaderBuilder::new().flexible(true).from_path(&path);
        let mut reader = match opened {
            Ok(reader) => reader,
            Err(cause) => return Err(ExtractError::Unreadable { path, cause }),
        };
        let headers = match reader.byte_headers() {
            Ok(headers) => headers.clone(),
            Err(cause) => return Err(ExtractError::Unreadable { path, cause }),
        };
        let mut places = [0; 5];
        // A file without any line has no rows.
        if !headers.is_empty() {
            for (place, column) in places.iter_mut().zip(COLUMNS) {
                let is_it = |cell: &[u8]| cell.trim_ascii().eq_ignore_ascii_case(column.as_bytes());
                let mut found = (0..headers.len()).filter(|at| is_it(&headers[*at]));
                match (found.next(), found.next()) {
                    (Some(at), None) => *place = at,
                    (None, _) => return Err(ExtractError::NoColumn { path, column }),
                    (Some(_), Some(_)) => return Err(ExtractError::TwoColumns { path, column }),
                }
            }
        }
        Ok(Self {
            path,
            reader,
            places,
            width: headers.len(),
            record: ByteRecord::new(),
        })
    }

    fn next(&mut self) -> Result<Option<RawRow>, ExtractError> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(cause) => {
                let path = self.path.clone();
                return Err(ExtractError::Unreadable { path, cause });
            }
        }
        let line = self.record.position().map_or(0, csv::Position::line);
        let cells = self.cells();
        Ok(Some(RawRow { line, cells }))
    }

    fn cells(&self) -> Result<[String; 5], String> {
        let (found, wanted) = (self.record.len(), self.width);
        if self.record.as_slice().len() > LONGEST_ROW {
            return Err(format!(
                "the row is longer than {LONGEST_ROW} bytes: is a quote not closed?"
            ));
        }
        if found != wanted {
            return Err(format!("{found} cells, and the first line has {wanted}"));
        }
        let mut cells: [String; 5] = Default::default();
        for ((cell, place), column) in cells.iter_mut().zip(self.places).zip(COLUMNS) {
            let text = str::from_utf8(&self.record[place]);
            let text = text.map_err(|_| format!("the {column} is not UTF-8"))?;
            cell.push_str(text);
        }
        Ok(cells)
    }
}
