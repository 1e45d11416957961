//! The direction of dependencies: crates depend downwards only, and so do the modules of a crate.
//!
//! The test reads crates from their manifests, and modules from the paths in their sources, by scanning
//! the text.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::root;

/// The crates, each above those that it may depend on.
pub(super) const CRATES: &[(&str, &[&str])] = &[
    ("organum-base", &[]),
    ("organum-store", &["organum-base"]),
    ("organum-graph", &["organum-base", "organum-store"]),
    ("organum-event", &["organum-base", "organum-store"]),
    (
        "organum-saga",
        &["organum-base", "organum-store", "organum-graph"],
    ),
    ("organum-sql", &["organum-base", "organum-store"]),
    ("organum-macros", &[]),
    (
        "organum",
        &[
            "organum-base",
            "organum-store",
            "organum-graph",
            "organum-event",
            "organum-saga",
            "organum-sql",
            "organum-macros",
        ],
    ),
    ("organum-archive", &["organum-store", "organum-event"]),
    (
        "organum-cli",
        &["organum-store", "organum-event", "organum-saga"],
    ),
];

/// The modules of crates whose order is fixed, from the bottom up: each may use those before it.
const MODULES: &[(&str, &[&str])] = &[
    (
        "organum-base",
        &[
            "text",
            "derive",
            "unique",
            "ids",
            "clock",
            "trace_context",
            "markup",
            "panics",
            "messages",
            "policy",
            "error",
            "observe",
        ],
    ),
    (
        "organum-store",
        &[
            "bounds",
            "content",
            "json",
            "error",
            "time",
            "key",
            "lease",
            "dead_letter",
            "journal",
            "record",
            "guarded",
            "conformance",
        ],
    ),
    (
        "organum-sql",
        &[
            "dialect", "error", "text", "options", "connect", "lanes", "tx", "watch", "wake",
            "records", "schema", "database",
        ],
    ),
    (
        "organum-graph",
        &[
            "names",
            "sync",
            "form",
            "share",
            "executor",
            "table",
            "persist",
            "link",
            "execution",
            "runner",
            "each",
            "test",
            "picture",
        ],
    ),
    (
        "organum-event",
        &[
            "event",
            "failure",
            "emit",
            "table",
            "organ",
            "probe",
            "check",
            "dispatch",
            "handler",
            "layer",
            "backend",
            "archive",
            "cached",
            "guarded",
            "conformance",
            "runtime",
            "picture",
        ],
    ),
    (
        "organum-saga",
        &[
            "codec",
            "completed",
            "halt",
            "runtime",
            "table",
            "entry",
            "written",
            "parked_step",
            "try_again",
            "record",
            "facts",
            "registry",
            "settings",
            "run",
            "definition",
            "levels",
            "refusal",
            "error",
            "failure",
            "report",
            "race",
            "steps",
            "interrupt",
            "forward",
            "step",
            "undo",
            "offline",
            "letter",
            "parking",
            "rollback",
            "ending",
            "begin",
            "nested",
            "stand_in",
            "recover",
            "redrive",
            "resumer",
            "handle",
            "execution",
            "runner",
            "builder",
            "redriver",
            "operator",
            "picture",
        ],
    ),
];

/// Returns the crates of the workspace that a manifest names as its dependencies, without those of its
/// tests and examples.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut section = "";
    let mut found = BTreeSet::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        } else if section.ends_with("dependencies]")
            && !section.contains("dev-dependencies")
            && let Some(name) = line.split(['.', ' ', '=']).next()
            && (name == "organum" || name.starts_with("organum-"))
        {
            found.insert(name.to_owned());
        }
    }
    found
}

#[test]
fn crates_depend_downwards_only() {
    let mut wrong = Vec::new();
    for (name, allowed) in CRATES {
        let path = root().join("crates").join(name).join("Cargo.toml");
        let manifest = fs::read_to_string(path).unwrap();
        for dependency in dependencies(&manifest) {
            if !allowed.contains(&&*dependency) {
                wrong.push(format!("{name} depends on {dependency}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0], "see docs/architecture.md");
}

/// Returns the files of a crate, each with the path of its module.
pub(super) fn sources(dir: &Path, module: &[String], into: &mut Vec<(Vec<String>, String)>) {
    let mut entries: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut inside = module.to_vec();
        if path.is_dir() {
            inside.push(stem);
            sources(&path, &inside, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            if stem != "mod" && stem != "lib" {
                inside.push(stem);
            }
            into.push((inside, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Returns the code without comments and without the modules of its unit tests at the end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let lines = text.lines();
    lines
        .map(|line| line.split("//").next().unwrap())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Returns the paths of a `use` tree.
fn expand(prefix: &str, tree: &str, into: &mut Vec<String>) {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        into.push(format!("{prefix}{tree}"));
        return;
    };
    let prefix = format!("{prefix}{}", &tree[..open]);
    let inner = &tree[open + 1..tree.rfind('}').unwrap()];
    let (mut depth, mut start) = (0, 0);
    for (at, letter) in inner.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&prefix, &inner[start..at], into);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !inner[start..].trim().is_empty() {
        expand(&prefix, &inner[start..], into);
    }
}

/// Returns the paths that begin with `crate` or `super`, whether imported or written in place.
fn paths(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for start in ["crate::", "super::"] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|letter| letter.is_alphanumeric() || "_:$".contains(letter)) {
                continue;
            }
            let rest = &code[at..];
            let is_import = code[..at].trim_end().ends_with("use");
            if is_import {
                expand("", rest.split(';').next().unwrap(), &mut found);
            } else {
                let ends =
                    |letter: char| !letter.is_alphanumeric() && letter != '_' && letter != ':';
                found.push(rest.split(ends).next().unwrap().to_owned());
            }
        }
    }
    found
}

/// Returns the module at the root of the crate that a path written in `module` leads to.
fn leads_to<'a>(
    path: &'a str,
    module: &'a [String],
    exported: &'a BTreeMap<String, String>,
) -> &'a str {
    let mut up = 0;
    let mut rest = path;
    if let Some(inside) = rest.strip_prefix("crate::") {
        (rest, up) = (inside, module.len());
    } else {
        while let Some(inside) = rest.strip_prefix("super::") {
            (rest, up) = (inside, up + 1);
        }
    }
    if up < module.len() {
        return &module[0];
    }
    let first = rest.split("::").next().unwrap().trim();
    exported.get(first).map_or(first, |from| &**from)
}

/// Returns the modules from which the root of a crate re-exports names.
fn exported(root: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let code = code(root);
    for (at, _) in code.match_indices("use self::") {
        let mut all = Vec::new();
        let tree = code[at + "use self::".len()..].split(';').next().unwrap();
        expand("", tree, &mut all);
        for path in all {
            let segments: Vec<_> = path.split("::").map(str::trim).collect();
            let name = segments.last().unwrap();
            let name = name.rsplit(" as ").next().unwrap();
            if segments.len() > 1 {
                found.insert(name.to_owned(), segments[0].to_owned());
            }
        }
    }
    found
}

#[test]
fn modules_use_only_those_below_them() {
    let mut wrong = BTreeSet::new();
    for (name, order) in MODULES {
        let mut files = Vec::new();
        sources(
            &root().join("crates").join(name).join("src"),
            &[],
            &mut files,
        );
        let lib = files.iter().find(|(module, _)| module.is_empty()).unwrap();
        let exported = exported(&lib.1);
        let place = |module: &str| order.iter().position(|known| *known == module);
        for (module, text) in &files {
            let Some(top) = module.first() else { continue };
            let is_test = module.iter().any(|part| part == "tests");
            if is_test {
                continue;
            }
            let Some(from) = place(top) else {
                wrong.insert(format!("{name}: where does `{top}` stand?"));
                continue;
            };
            for path in paths(&code(text)) {
                let to = leads_to(&path, module, &exported);
                if place(to).is_some_and(|to| to > from) {
                    wrong.insert(format!("{name}: {} uses `{path}`", module.join("::")));
                }
            }
        }
    }
    assert_eq!(wrong, BTreeSet::new(), "see docs/architecture.md");
}

/// The scan itself finds the paths that it is meant to find.
#[test]
fn paths_are_found_and_followed() {
    let text =
        "use crate::{a::X, b::{c, d::Y}};\n// crate::hidden::Z\nfn f() { super::super::e::g() }";
    let mut found = paths(&code(text));
    found.sort();
    assert_eq!(
        found,
        [
            "crate::a::X",
            "crate::b::c",
            "crate::b::d::Y",
            "super::super::e::g"
        ]
    );
    let module = ["m".to_owned(), "n".to_owned()];
    let none = BTreeMap::new();
    assert_eq!(leads_to("super::super::e::g", &module, &none), "e");
    assert_eq!(leads_to("super::o::g", &module, &none), "m");
}
