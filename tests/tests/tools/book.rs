//! The book is complete: every page is in its table of contents, every link has a target, all code is
//! compiled, and errors are shown as they are printed.

use std::{
    collections::BTreeSet,
    fs,
    path::{Component, Path},
};

use crate::root;

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns every page below `docs/`, by its path from the top: `docs/errors.md`.
fn pages() -> BTreeSet<String> {
    let mut pages = BTreeSet::new();
    let mut folders = vec!["docs".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a folder of the book") {
            let entry = entry.expect("a page or a folder");
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                folders.push(path);
            } else if entry.path().extension() == Some("md".as_ref()) {
                pages.insert(path);
            }
        }
    }
    assert!(pages.len() > 25, "the pages were not found");
    pages
}

/// A block of code.
struct Block {
    language: String,
    text: String,
}

/// Returns the lines of a page outside of its code, and its blocks of code.
fn prose_and_blocks(page: &str) -> (String, Vec<Block>) {
    let (mut prose, mut blocks, mut is_code) = (String::new(), Vec::<Block>::new(), false);
    for line in page.lines() {
        let text = if let Some(language) = line.strip_prefix("```") {
            is_code = !is_code;
            if is_code {
                blocks.push(Block {
                    language: language.to_owned(),
                    text: String::new(),
                });
            }
            continue;
        } else if is_code {
            &mut blocks.last_mut().expect("a block was begun").text
        } else {
            &mut prose
        };
        text.push_str(line);
        text.push('\n');
    }
    (prose, blocks)
}

/// Returns the targets of the links to files, from the top of the workspace: `docs/errors.md`.
fn links(page: &str) -> Vec<String> {
    let folder = Path::new(page).parent().expect("a page is in a folder");
    let (prose, _) = prose_and_blocks(&read(page));
    let targets = prose.split("](").skip(1).map(|rest| {
        let target = rest.split(')').next().unwrap_or_default();
        target.split('#').next().unwrap_or_default().to_owned()
    });
    targets
        .filter(|target| !target.is_empty() && !target.contains("://"))
        .map(|target| normal(&folder.join(target)))
        .collect()
}

/// Removes `..` from a path. A path that leads out of the workspace keeps it.
fn normal(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path.components() {
        match part {
            Component::ParentDir if parts.last().is_some_and(|last| last != "..") => {
                parts.pop();
            }
            Component::CurDir => {}
            part => parts.push(part.as_os_str().to_string_lossy().into_owned()),
        }
    }
    parts.join("/")
}

#[test]
fn every_page_is_in_the_table_of_contents_once() {
    let listed = links("docs/SUMMARY.md");
    let once: BTreeSet<_> = listed.iter().cloned().collect();
    assert_eq!(listed.len(), once.len(), "a page is listed twice");
    let mut pages = pages();
    pages.remove("docs/SUMMARY.md");
    let missing: Vec<_> = pages.difference(&once).collect();
    assert!(missing.is_empty(), "not in docs/SUMMARY.md: {missing:?}");
}

#[test]
fn every_link_leads_to_a_file_and_those_of_the_book_stay_in_it() {
    let mut seen = 0;
    for page in pages().iter().map(String::as_str).chain(["README.md"]) {
        for target in links(page) {
            seen += 1;
            assert!(
                root().join(&target).exists(),
                "{page} links to {target}, which does not exist"
            );
            assert!(
                page == "README.md" || target.starts_with("docs/"),
                "{page} links to {target}, which is no part of the book as it is published"
            );
        }
    }
    assert!(seen > 60, "the links were not found");
}

#[test]
fn the_code_of_every_page_is_compiled() {
    let doctests = read("tests/src/book.rs");
    let mut with_code = 0;
    for page in pages().iter().map(String::as_str).chain(["README.md"]) {
        let (_, blocks) = prose_and_blocks(&read(page));
        for Block { language, .. } in &blocks {
            assert!(
                [
                    "rust",
                    "rust,ignore",
                    "rust,no_run",
                    "sql",
                    "text",
                    "toml",
                    "sh",
                    "mermaid"
                ]
                .contains(&language.as_str()),
                "a block of code in {page} says `{language}`"
            );
        }
        let is_rust = |block: &Block| ["rust", "rust,no_run"].contains(&block.language.as_str());
        let is_rust = blocks.iter().any(is_rust);
        with_code += usize::from(is_rust);
        assert_eq!(
            doctests.matches(&format!("\"{page}\"")).count(),
            usize::from(is_rust),
            "{page} in tests/src/book.rs"
        );
    }
    assert!(with_code > 20, "the code was not found");
}

#[test]
fn code_can_be_pasted_as_it_is_shown() {
    for page in pages().iter().map(String::as_str).chain(["README.md"]) {
        let (_, blocks) = prose_and_blocks(&read(page));
        let is_rust = |block: &&Block| block.language.starts_with("rust");
        for Block { text, .. } in blocks.iter().filter(is_rust) {
            let hidden = text
                .lines()
                .map(str::trim)
                .find(|line| *line == "#" || line.starts_with("# "));
            assert_eq!(hidden, None, "{page} has a line that only rustdoc hides");
        }
    }
}

/// Returns true if every line of a part is in the program, in the same order, at any indentation.
fn is_part_of(part: &str, program: &str) -> bool {
    let mut lines = program.lines().map(str::trim);
    let mut wanted = part
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("use "));
    wanted.all(|wanted| lines.any(|line| line == wanted))
}

#[test]
fn parts_of_programs_are_shown_as_they_are_in_the_whole() {
    let mut parts = 0;
    for page in pages() {
        let (_, blocks) = prose_and_blocks(&read(&page));
        for (at, Block { text, .. }) in blocks.iter().enumerate() {
            if blocks[at].language != "rust,ignore" {
                continue;
            }
            parts += 1;
            let whole = blocks[at..].iter().find(|block| block.language == "rust");
            let whole = whole.expect("the whole program follows");
            assert!(
                is_part_of(text, &whole.text),
                "{page} shows other code than its program:\n{text}"
            );
        }
    }
    assert!(parts > 8, "the parts were not found");
}

#[test]
fn errors_are_shown_as_they_are_printed() {
    let mut seen = 0;
    for page in pages() {
        let (_, blocks) = prose_and_blocks(&read(&page));
        for Block { text, .. } in blocks {
            let case = text.split("--> ui/").nth(1);
            if let Some(case) = case.and_then(|rest| rest.split(".rs").next()) {
                seen += 1;
                let printed = read(&format!("tests/ui/{case}.stderr"));
                assert!(
                    printed.contains(&text),
                    "{page} shows another text than {case}.stderr:\n{text}"
                );
            }
        }
    }
    assert!(seen > 3, "the errors were not found");
}
