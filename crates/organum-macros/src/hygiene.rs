//! The names of variables in generated code.
//!
//! rustc resolves a variable by its name and by the macro that wrote the name. The tokens that a user's
//! macro passes to a macro of this crate were written by the user's macro, so a generated variable whose
//! name had a user's span would not be found where that span comes from another macro. The names in this
//! module belong to the macros of this crate, wherever they appear; a test forbids other names.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt};

/// A variable in generated code.
#[derive(Clone, Copy)]
pub(crate) struct Local(&'static str);

impl Local {
    /// Returns the variable with a span at which errors about it appear.
    pub(crate) fn at(self, place: Span) -> Ident {
        Ident::new(self.0, Span::mixed_site().located_at(place))
    }

    /// Returns the variable as if the user's macro had written it with the token of this span. Used both
    /// where the variable is declared and where it is used: rustc then shows an error at that token
    /// without mentioning a macro.
    pub(crate) fn beside(self, token: Span) -> Ident {
        Ident::new(self.0, token)
    }
}

impl ToTokens for Local {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(Ident::new(self.0, Span::mixed_site()));
    }
}

/// Returns the name of a generated item that reuses a name of the user. Lints about naming do not apply
/// to it.
pub(crate) fn item(name: &Ident) -> Ident {
    let mut item = name.clone();
    item.set_span(Span::call_site().located_at(name.span()));
    item
}

/// Returns a variable with the name of a field.
pub(crate) fn of_field(field: &Ident) -> Ident {
    let mut variable = field.clone();
    variable.set_span(Span::mixed_site().located_at(field.span()));
    variable
}

/// Returns one of several variables: `__need0`, `__need1`.
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
    IS_PART = "__is_part";
    ITEM = "__item";
    KEY = "__key";
    NEVER = "__never";
    NUMBER = "__number";
    ORGANS = "__organs";
    OUT = "__out";
    OUTBOX = "__outbox";
    PHASE = "__phase";
    REFUSED = "__refused";
    RETRY_IF = "__retry_if";
    RETURNED = "__returned";
    RUN = "__run";
    SAGA = "__saga";
    READING = "__reading";
    SAVED = "__saved";
    VALUE = "__value";
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// Returns the lines of the crate's sources, each with its file, except those of this module.
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

    /// Returns the names in a line that begin like generated names of variables: with `__`, in lower case.
    fn raw(line: &str) -> Vec<&str> {
        // Names with `__` that are no variables: modules, and functions that are items.
        const ITEMS: [&str; 7] = [
            "__organum",
            "__private",
            "__serde_of_",
            "__steps",
            "__saga_as_node",
            "__dependencies",
            "__recorded",
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
