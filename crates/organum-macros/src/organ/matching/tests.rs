use quote::format_ident;

use super::*;

/// The interests that are read from a body, and the mistakes in it.
fn read_body(body: &str, is_all: bool) -> (Option<Matching>, Vec<String>) {
    let mut block: Block = syn::parse_str(&format!("{{ {body} }}")).unwrap();
    let mut errors = Errors::default();
    let reading = Reading {
        organ: "Desk",
        function: &format_ident!("handle"),
        event: &format_ident!("event"),
        is_all,
    };
    let matching = read(&mut block, &reading, &mut errors);
    let reported = errors.into_items().to_string();
    let reported = reported.split("compile_error").skip(1).map(str::to_owned);
    (matching, reported.collect())
}

fn arms(body: &str) -> Matching {
    let (matching, reported) = read_body(body, false);
    assert!(reported.is_empty(), "{reported:?}");
    matching.unwrap()
}

#[test]
fn a_head_is_a_column_and_an_alternative_is_a_row() {
    let found = arms(
        "match event {
            A { x, .. } if x > 3 => 1,
            B(y) | C { y } => 2,
            A { .. } => 3,
            n @ (D | E) => 4,
        }",
    );
    let columns: Vec<usize> = found.rows.iter().map(|row| row.column).collect();
    assert_eq!(columns, [0, 1, 2, 0, 3, 4]);
    assert_eq!(found.columns, 5);
    assert_eq!(found.arms, [Some(0..1), Some(1..3), Some(3..4), Some(4..6)]);
    assert_eq!(found.rows[0].guard.as_deref(), Some("x > 3"));
    assert!(!found.rows[0].is_whole());
    assert!(found.rows[3].is_whole());
}

#[test]
fn arms_may_refuse_if_a_guard_is_not_covered() {
    assert!(!arms("match event { A { .. } if x => 1, A { .. } => 2 }").may_refuse);
    assert!(!arms("match event { A { x: 3 } => 1 }").may_refuse);
    assert!(arms("match event { A { .. } if x => 1 }").may_refuse);
    assert!(arms("match event { A { .. } if x => 1, A { x: 3 } => 2 }").may_refuse);
    assert!(arms("match event { A { .. } if x => 1, B => 2 }").may_refuse);
    let all = |body| read_body(body, true).0.unwrap().may_refuse;
    assert!(all("match event { A => 1 }"));
    assert!(all("match event { A => 1, _ if x => 2 }"));
    assert!(!all("match event { A => 1, other => 2 }"));
}

#[test]
fn what_stands_before_the_match_is_no_affair_of_it() {
    let found = arms("let hops = event.hops(); log(event); match (event) { A => hops }");
    assert_eq!(found.rows.len(), 1);
    arms("let copy = event; match event { A => { match other { B => copy } } }");
    arms("const LIMIT: u32 = 3; match event { A { x } if x > LIMIT => 1 }");
}

#[test]
fn each_mistake_is_told_once() {
    for (body, mistakes) in [
        ("1", 1),
        ("if let A = event { 1 }", 1),
        ("if x && let A = event && let B = event { 1 }", 2),
        ("while let A = event {}", 1),
        ("let A { x } = event else { return }; x", 1),
        ("let x = match event { A => 1 }; x", 1),
        ("Ok(match event { A => 1 })", 1),
        ("match event { A => match event { B => 1 } }", 1),
        ("match event { A => matches!(event, B) }", 1),
        ("std::matches!(event, A)", 1),
        ("match event { A => 1, _ => 2, other => 3 }", 2),
        ("match event { 3 => 1, \"x\" => 2 }", 2),
        ("match event { #[cfg(test)] A => 1 }", 1),
        (
            "use A as B; match event { B { .. } => 1, B { x: 3 } => 2 }",
            1,
        ),
        ("use a::{b::C, D::*}; match event { C => 1 }", 2),
        ("const X: u8 = 1; match event { A { x: X } => 1 }", 1),
    ] {
        let (_, reported) = read_body(body, false);
        assert_eq!(reported.len(), mistakes, "{body}: {reported:?}");
    }
}

#[test]
fn a_handler_of_all_events_needs_no_match() {
    let (matching, reported) = read_body("log(event)", true);
    assert!(matching.is_none() && reported.is_empty());
    let (matching, reported) = read_body("match event { A => 1, other => 2 }", true);
    assert_eq!(matching.unwrap().arms, [Some(0..1), None]);
    assert!(reported.is_empty());
    let (_, reported) = read_body("match event { A | _ => 1 }", true);
    assert_eq!(reported.len(), 1);
}
