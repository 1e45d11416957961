//! The texts of an error and of its sources. They come from the user's code, which may panic.

use std::error::Error;

use crate::panics;

/// The maximum number of texts of one error, since a chain of sources may be endless.
const MOST: usize = 64;

/// Returns the text of `error` and those of its sources, the outermost first, at most 64.
///
/// A `Display` that panics is replaced by a text that says so; a `source` that panics ends the chain.
///
/// ```
/// use std::io;
///
/// let cause = io::Error::other("no route");
/// assert_eq!(organum_base::messages::of(&cause), ["no route"]);
/// ```
pub fn of(error: &(dyn Error + 'static)) -> Vec<String> {
    let mut texts = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next
        && texts.len() < MOST
    {
        let text = panics::caught(|| error.to_string());
        texts.push(text.unwrap_or_else(|| "an error whose `Display` panics".to_owned()));
        next = panics::caught(|| error.source()).flatten();
    }
    texts
}

#[cfg(test)]
mod tests {
    use std::fmt;

    use super::*;

    #[derive(Debug)]
    enum Hostile {
        Shown(Option<Box<Self>>),
        NotShown(Box<Self>),
        NoSource,
        Endless,
    }

    impl fmt::Display for Hostile {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match self {
                Self::NotShown(_) => panic!("no text"),
                _ => f.write_str("shown"),
            }
        }
    }

    impl Error for Hostile {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            match self {
                Self::Shown(source) => source.as_deref().map(|source| source as _),
                Self::NotShown(source) => Some(&**source),
                Self::NoSource => panic!("no source"),
                Self::Endless => Some(self),
            }
        }
    }

    #[test]
    fn a_display_that_panics_is_named_and_its_sources_follow() {
        let inner = Hostile::NotShown(Box::new(Hostile::Shown(None)));
        let error = Hostile::Shown(Some(Box::new(inner)));
        assert_eq!(
            of(&error),
            ["shown", "an error whose `Display` panics", "shown"]
        );
    }

    #[test]
    fn a_source_that_panics_ends_the_chain() {
        let error = Hostile::Shown(Some(Box::new(Hostile::NoSource)));
        assert_eq!(of(&error), ["shown", "shown"]);
    }

    #[test]
    fn an_endless_chain_ends() {
        assert_eq!(of(&Hostile::Endless).len(), MOST);
    }
}
