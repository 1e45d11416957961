//! Reads a CSV table. Every error names the file, the line and a cure.

use std::io;

use csv::{DeserializeErrorKind, ErrorKind, ReaderBuilder, StringRecord, Trim};
use serde::de::DeserializeOwned;

/// A kind of row, with its file and the required columns of that file.
pub trait Record: DeserializeOwned {
    const FILE: &'static str;
    const HEADER: &'static str;
}

/// A row with its line number.
pub struct Row<T> {
    pub line: usize,
    pub value: T,
}

/// The error of a data file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    #[error("cannot read {file}: {source}\n{hint}")]
    Unreadable {
        file: String,
        source: io::Error,
        hint: &'static str,
    },
    #[error("{file} has no rows: give it the header `{header}` and at least one line below it")]
    Empty { file: String, header: &'static str },
    #[error("{file}, line {line}: {problem}")]
    Line {
        file: String,
        line: usize,
        problem: String,
    },
}

impl DataError {
    pub fn at(file: &str, line: usize, problem: impl Into<String>) -> Self {
        Self::Line {
            file: file.into(),
            line,
            problem: problem.into(),
        }
    }
}

/// Reads the rows of `text`. Blank lines and lines that start with `#` are skipped; a row is one line.
pub fn read<T: Record>(file: &str, text: &str) -> Result<Vec<Row<T>>, DataError> {
    let text = text.trim_start_matches('\u{feff}'); // many spreadsheets write a byte order mark
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| is_row(line));
    let empty = || DataError::Empty {
        file: file.into(),
        header: T::HEADER,
    };

    let (line, text) = lines.next().ok_or_else(empty)?;
    let header = split(text).map_err(|problem| DataError::at(file, line, problem))?;
    if let Some(column) = T::HEADER
        .split(',')
        .find(|column| header.iter().all(|it| it != *column))
    {
        let problem = format!(
            "there is no column `{column}`: the header must be `{}`",
            T::HEADER
        );
        return Err(DataError::at(file, line, problem));
    }
    lines
        .map(|(line, text)| match row(text, &header) {
            Ok(value) => Ok(Row { line, value }),
            Err(problem) => Err(DataError::at(file, line, problem)),
        })
        .collect()
}

fn is_row(line: &str) -> bool {
    let line = line.trim_start();
    !line.is_empty() && !line.starts_with('#')
}

fn row<T: Record>(text: &str, header: &StringRecord) -> Result<T, String> {
    let cells = split(text)?;
    if cells.len() != header.len() {
        let (found, wanted) = (cells.len(), header.len());
        return Err(format!(
            "found {found} values for {wanted} columns: \
             put quotes around a value that has a comma, and leave no column out"
        ));
    }
    cells
        .deserialize(Some(header))
        .map_err(|error| explain(&error, &cells, header))
}

/// Splits a line into its cells.
fn split(line: &str) -> Result<StringRecord, String> {
    let mut cells = StringRecord::new();
    ReaderBuilder::new()
        .has_headers(false)
        .trim(Trim::All)
        .from_reader(line.as_bytes())
        .read_record(&mut cells)
        .map_err(|error| error.to_string())?;
    Ok(cells)
}

fn explain(error: &csv::Error, cells: &StringRecord, header: &StringRecord) -> String {
    let ErrorKind::Deserialize { err, .. } = error.kind() else {
        return error.to_string();
    };
    let column = err.field().and_then(|field| usize::try_from(field).ok());
    match (
        err.kind(),
        column.and_then(|column| header.get(column).zip(cells.get(column))),
    ) {
        (DeserializeErrorKind::ParseInt(_), Some((column, cell))) => {
            format!(
                "`{cell}` in column `{column}` is not a whole number from 0 to {}",
                u32::MAX
            )
        }
        // Our own types have texts of their own, which quote the cell.
        (DeserializeErrorKind::Message(text), _) => text.clone(),
        (kind, _) => kind.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::money::Cents;

    #[derive(Debug, Deserialize)]
    struct Toy {
        name: String,
        price_cents: Cents,
        stock: u32,
    }

    impl Record for Toy {
        const FILE: &'static str = "toys.csv";
        const HEADER: &'static str = "name,price_cents,stock";
    }

    fn problem(text: &str) -> String {
        read::<Toy>("toys.csv", text)
            .map(|_| ())
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn reads_what_spreadsheets_and_people_write() {
        let text = "\u{feff}# toys\r\n\r\nstock, name,price_cents,note\r\n 3,\"Ball, red\", 250,x\r\n# more\r\n4,Kite,900,";
        let rows = read::<Toy>("toys.csv", text).unwrap();
        let lines: Vec<_> = rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [4, 6]);
        let ball = &rows[0].value;
        assert_eq!(
            (ball.name.as_str(), ball.price_cents, ball.stock),
            ("Ball, red", Cents::new(250), 3)
        );
    }

    #[test]
    fn names_file_line_and_cure() {
        let header = "# toys\nname,price_cents,stock\n";
        for (rows, expected) in [
            (
                "Ball,2.50,1",
                "toys.csv, line 3: `2.50` is not an amount in whole cents: write 1299 for $12.99",
            ),
            (
                "Ball,250,few",
                "toys.csv, line 3: `few` in column `stock` is not a whole number from 0 to 4294967295",
            ),
            (
                "\n\nBall,250,-1",
                "toys.csv, line 5: `-1` in column `stock`",
            ),
            ("Ball,250", "toys.csv, line 3: found 2 values for 3 columns"),
            (
                "Ball, red,250,1",
                "toys.csv, line 3: found 4 values for 3 columns",
            ),
        ] {
            let problem = problem(&format!("{header}{rows}"));
            assert!(problem.starts_with(expected), "{problem}");
        }
        assert_eq!(
            problem("name,price,stock"),
            "toys.csv, line 1: there is no column `price_cents`: the header must be `name,price_cents,stock`"
        );
        assert!(problem("# nothing\n").starts_with("toys.csv has no rows"));
    }
}
