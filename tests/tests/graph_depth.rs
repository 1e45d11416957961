//! How deep a graph may be without an attribute. Its compiler errors must not end the other tests, so
//! it is a program of its own.

#[test]
fn a_graph_of_60_levels_works_by_default() {
    trybuild::TestCases::new().pass("tests/graph_depth/sixty_levels.rs");
}
