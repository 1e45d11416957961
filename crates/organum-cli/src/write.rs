//! Output that the commands share.

use std::{
    io::{self, Write},
    time::SystemTime,
};

use organum_store::Content;

/// A time in UTC, to the second.
pub(crate) fn time(time: SystemTime) -> String {
    match jiff::Timestamp::try_from(time) {
        Ok(time) => time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        Err(_) => "?".to_owned(),
    }
}

/// Writes lines below a head, each column as wide as its widest cell.
pub(crate) fn table<const COLUMNS: usize>(
    out: &mut dyn Write,
    head: [&str; COLUMNS],
    lines: impl Iterator<Item = [String; COLUMNS]>,
) -> io::Result<()> {
    let mut all = vec![head.map(str::to_owned)];
    all.extend(lines);
    let width = |column: usize| {
        let widths = all.iter().map(|line| line[column].chars().count());
        widths.max().unwrap_or(0)
    };
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    for line in &all {
        let padded = line.iter().zip(widths);
        let text: Vec<String> = padded
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        writeln!(out, "{}", text.join("  ").trim_end())?;
    }
    Ok(())
}

/// The JSON of a user's value, or its text if it is not JSON.
pub(crate) fn value(content: &Content) -> serde_json::Value {
    serde_json::from_slice(&content.0)
        .unwrap_or_else(|_| String::from_utf8_lossy(&content.0).into())
}
