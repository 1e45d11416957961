//! The names of variables in generated code.
//!
//! A variable is found by the macro that its name was written by, beside the name itself. What a user's
//! macro passes to ours was written by another one, so a variable whose name had a span of the user's would
//! not be found where that span is from elsewhere. The names in here are those of our macros, wherever they
//! stand; a test forbids others.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};

/// A variable in generated code.
#[derive(Clone, Copy)]
pub(crate) struct Local(&'static str);

impl Local {
    /// The variable, where an error about it is shown at this place.
    pub(crate) fn at(self, place: Span) -> Ident {
        Ident::new(self.0, Span::mixed_site().located_at(place))
    }

    /// The variable as if the user's macro had written it with the token of this span. Both where it is
    /// declared and where it is used: then rustc shows an error at that token and speaks of no macro.
    pub(crate) fn beside(self, token: Span) -> Ident {
        Ident::new(self.0, token)
    }
}

impl ToTokens for Local {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(Ident::new(self.0, Span::mixed_site()));
    }
}

/// A generated item of a name that the user wrote for something else: no lint is told of how it is written.
pub(crate) fn item(name: &Ident) -> Ident {
    let mut item = name.clone();
    item.set_span(Span::call_site().located_at(name.span()));
    item
}

/// A variable of the name of a field.
pub(crate) fn of_field(field: &Ident) -> Ident {
    let mut variable = field.clone();
    variable.set_span(Span::mixed_site().located_at(field.span()));
    variable
}

/// One of several variables: `__need0`, `__need1`.
pub(crate) fn numbered(name: &str, at: usize) -> Ident {
    Ident::new(&format!("__{name}{at}"), Span::mixed_site())
}

macro_rules! locals {
    ($($constant:ident = $name:literal;)*) => {
        $(pub(crate) const $constant: Local = Local($name);)*
    };
}

locals! {
    SELF = "self";
    ARGS = "__args";
    DEPS = "__deps";
    ERROR = "__error";
    EVENT = "__event";
    FIELD = "__field";
    HANDLER = "__handler";
    HELD = "__held";
    HOOK = "__hook";
    INJECTED = "__injected";
    INNER = "__inner";
    ITEM = "__item";
    KEY = "__key";
    NEVER = "__never";
    NUMBER = "__number";
    ORGANS = "__organs";
    OUT = "__out";
    OUTBOX = "__outbox";
    PHASE = "__phase";
    RETRY_IF = "__retry_if";
    RETURNED = "__returned";
    RUN = "__run";
    SAGA = "__saga";
    SAVED = "__saved";
    VALUE = "__value";
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// The lines of the crate's sources, each with its file, but for those of this module.
    fn lines(folder: &Path, into: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("the sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                lines(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("hygiene.rs")
            {
                let text = fs::read_to_string(&path).expect("a source");
                let lines = text
                    .lines()
                    .map(|line| format!("{}: {line}", path.display()));
                into.extend(lines);
            }
        }
    }

    /// The names that a line writes and that begin as generated ones do, in lower case: those of variables.
    fn raw(line: &str) -> Vec<&str> {
        // What is written with `__` and is no variable: modules, and functions that are items.
        const ITEMS: [&str; 6] = [
            "__organum",
            "__private",
            "__serde_of_",
            "__steps",
            "__saga_as_node",
            "__dependencies",
        ];
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let starts = line.match_indices("__").filter(|(at, _)| {
            let before = line[..*at].chars().next_back();
            let after = line[at + 2..].chars().next();
            before.is_none_or(|letter| !is_word(letter) && letter != '\'')
                && after.is_some_and(char::is_lowercase)
        });
        let words = starts.map(|(at, _)| {
            let word = &line[at..];
            word.split(|letter| !is_word(letter)).next().unwrap_or(word)
        });
        words.filter(|word| !ITEMS.contains(word)).collect()
    }

    #[test]
    fn variables_in_generated_code_are_named_here() {
        let mut all = Vec::new();
        lines(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        assert!(all.len() > 1_000, "the sources are found");
        let wrong: Vec<&String> = all.iter().filter(|line| !raw(line).is_empty()).collect();
        assert_eq!(wrong, Vec::<&String>::new(), "write them as in `hygiene`");
    }

    #[test]
    fn raw_names_are_found() {
        assert_eq!(
            raw("quote!(let __value = #VALUE; __organum::x)"),
            ["__value"]
        );
        assert_eq!(raw("fn f<'__run>(__Node: __OUT)"), [""; 0]);
    }
}
