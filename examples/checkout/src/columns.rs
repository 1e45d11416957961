//! Text in columns.

/// The alignment of a column.
#[derive(Clone, Copy)]
pub enum Side {
    Left,
    Right,
}

/// Rows under their headings.
pub fn table<const N: usize>(headings: [(&str, Side); N], rows: Vec<[String; N]>) -> String {
    let first = headings.map(|(heading, _)| heading.to_owned());
    let rows: Vec<_> = [first].into_iter().chain(rows).collect();
    columns(headings.map(|(_, side)| side), &rows)
}

/// Rows, indented, each column as wide as its widest cell.
pub fn columns<const N: usize>(sides: [Side; N], rows: &[[String; N]]) -> String {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: [usize; N] = std::array::from_fn(|column| width(column).unwrap_or(0));
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).zip(sides);
        let padded = cells.map(|((cell, width), side)| match side {
            Side::Left => format!("  {cell:<width$}"),
            Side::Right => format!("  {cell:>width$}"),
        });
        padded.collect::<String>().trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let rows = [("Ä", "$1.00"), ("Long", "$10.00")].map(|(a, b)| [a.to_owned(), b.to_owned()]);
        let text = table(
            [("NAME", Side::Left), ("PRICE", Side::Right)],
            rows.to_vec(),
        );
        assert_eq!(text, "  NAME   PRICE\n  Ä      $1.00\n  Long  $10.00\n");
    }
}
