//! Names of types, as messages show them.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

/// The name of a type without the paths of it and its parameters: `Cache<User>`.
///
/// Each name is made once and kept; there are as many as types that are asked about.
pub(crate) fn short(type_name: &'static str) -> &'static str {
    static NAMES: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
    if !type_name.contains("::") {
        return type_name;
    }
    let name = without_paths(type_name);
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let names = names.get_or_insert_default();
    if let Some(known) = names.get(name.as_str()) {
        return known;
    }
    let kept: &'static str = Box::leak(name.into_boxed_str());
    names.insert(kept);
    kept
}

fn without_paths(type_name: &str) -> String {
    let mut short = String::new();
    let mut segment = 0;
    let mut letters = type_name.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == ':' && letters.peek() == Some(&':') {
            letters.next();
            short.truncate(segment);
            continue;
        }
        short.push(letter);
        if !letter.is_alphanumeric() && letter != '_' {
            segment = short.len();
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_left_out_everywhere() {
        assert_eq!(
            without_paths("shop::cache::Cache<alloc::vec::Vec<shop::User>, [u8; 4]>"),
            "Cache<Vec<User>, [u8; 4]>"
        );
        assert_eq!(without_paths("&dyn core::fmt::Debug"), "&dyn Debug");
        assert!(std::ptr::eq(short("a::B"), short("c::B")));
    }
}
