//! Names of types in messages.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
};

/// Returns the name of a type without the paths of the type and its parameters: `Cache<User>`.
///
/// Each name is made once and leaked; their number is bounded by the number of types.
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

/// Returns the names of nodes, given with the types that they provide. A name that occurs more than once
/// is replaced by as much of the path of the type as makes it unique.
pub(crate) fn distinct(nodes: &[(&'static str, &'static str)]) -> Vec<&'static str> {
    let mut count = HashMap::<&str, usize>::new();
    for (name, _) in nodes {
        *count.entry(name).or_default() += 1;
    }
    let names = nodes.iter().map(|&(name, ty)| {
        if count[name] == 1 {
            return name;
        }
        let others = nodes
            .iter()
            .filter(|(other, of)| *other == name && *of != ty);
        let others: Vec<&str> = others.map(|(_, of)| *of).collect();
        shortest(ty, &others)
    });
    names.collect()
}

/// Returns the shortest suffix of a path, in whole segments, that is not the end of any other of these
/// paths.
fn shortest(path: &'static str, others: &[&str]) -> &'static str {
    if path.contains('<') {
        // The difference may be in any part of the path.
        return path;
    }
    let mut ends = path.rmatch_indices("::").map(|(at, _)| at + 2);
    ends.next();
    let ends_like = |other: &&str, end: &str| {
        let rest = other.strip_suffix(end);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with("::"))
    };
    let distinct = ends
        .map(|at| &path[at..])
        .find(|end| !others.iter().any(|other| ends_like(other, end)));
    distinct.unwrap_or(path)
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

    #[test]
    fn equal_names_are_prefixed_with_as_much_of_their_paths_as_makes_them_unique() {
        let nodes = [
            ("Repo", "shop::users::Repo"),
            ("Order", "shop::Order"),
            ("Repo", "shop::orders::Repo"),
            ("Part", "shop::a::inner::Part"),
            ("Part", "shop::b::inner::Part"),
            ("Part", "shop::inner::Part"),
            ("Cache<User>", "shop::Cache<shop::a::User>"),
            ("Cache<User>", "shop::Cache<shop::b::User>"),
            ("Own", "Own"),
            ("Own", "shop::Own"),
        ];
        assert_eq!(
            distinct(&nodes),
            [
                "users::Repo",
                "Order",
                "orders::Repo",
                "a::inner::Part",
                "b::inner::Part",
                "shop::inner::Part",
                "shop::Cache<shop::a::User>",
                "shop::Cache<shop::b::User>",
                "Own",
                "shop::Own",
            ]
        );
    }
}
