//! Names in the languages of pictures.

pub mod json;

/// A string of Graphviz's language: in quotes, where only quotes and backslashes mean something.
pub fn dot(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A label of Mermaid's: in quotes, with entity codes for what Mermaid or the HTML that it makes would
/// take for its own.
pub fn mermaid(name: &str) -> String {
    let mut label = "\"".to_owned();
    for letter in name.chars() {
        match letter {
            '#' => label += "#35;",
            '"' => label += "#quot;",
            '&' => label += "#amp;",
            '<' => label += "#lt;",
            '>' => label += "#gt;",
            letter => label.push(letter),
        }
    }
    label + "\""
}

/// The output of `write` as a string.
///
/// # Panics
/// If `write` returns an error although the string accepts every write.
pub fn written(write: impl FnOnce(&mut String) -> std::fmt::Result) -> String {
    let mut text = String::new();
    write(&mut text).expect("a string accepts every write");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_backslashes_are_escaped() {
        assert_eq!(dot(r#"A<"\">"#), r#""A<\"\\\">""#);
    }

    #[test]
    fn what_would_be_markup_is_written_by_its_code() {
        assert_eq!(
            mermaid("Of<&'static str, \"#\">"),
            "\"Of#lt;#amp;'static str, #quot;#35;#quot;#gt;\""
        );
    }
}
