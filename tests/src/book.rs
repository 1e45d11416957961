//! The code of the book as doctests: one module for each page with code.
//!
//! The book lies outside the folder of every crate, so it is compiled here, in a crate that is not
//! published.

/// Writes one module per page, with the page as its documentation.
macro_rules! pages {
    ($($name:ident: $path:literal),* $(,)?) => {
        $(
            #[doc = include_str!(concat!("../../", $path))]
            mod $name {}
        )*
    };
}

pages! {
    readme: "README.md",
    introduction: "docs/README.md",
    tutorial_one_node: "docs/tutorial/1-one-node.md",
    tutorial_inputs: "docs/tutorial/2-inputs.md",
    tutorial_side_by_side: "docs/tutorial/3-side-by-side.md",
    tutorial_failure: "docs/tutorial/4-failure.md",
    tutorial_gateway: "docs/tutorial/5-gateway.md",
    tutorial_tests: "docs/tutorial/6-tests.md",
    tutorial_outputs: "docs/tutorial/7-outputs.md",
    tutorial_what_may_fail: "docs/tutorial/8-what-may-fail.md",
    tutorial_events: "docs/tutorial/9-events.md",
    guide_nodes: "docs/guide/nodes.md",
    guide_graphs: "docs/guide/graphs.md",
    guide_runners: "docs/guide/runners.md",
    guide_failure: "docs/guide/failure.md",
    guide_places: "docs/guide/places.md",
    guide_policies: "docs/guide/policies.md",
    guide_resources: "docs/guide/resources.md",
    guide_forms: "docs/guide/forms.md",
    guide_testing: "docs/guide/testing.md",
    guide_pictures: "docs/guide/pictures.md",
    guide_observing: "docs/guide/observing.md",
    guide_nested: "docs/guide/nested.md",
    guide_explicit: "docs/guide/explicit.md",
    guide_generics: "docs/guide/generics.md",
    guide_events: "docs/guide/events.md",
    guide_organs: "docs/guide/organs.md",
    guide_spines: "docs/guide/spines.md",
    guide_delivery: "docs/guide/delivery.md",
    guide_dead_letters: "docs/guide/dead-letters.md",
    guide_layers: "docs/guide/layers.md",
    guide_backends: "docs/guide/backends.md",
    guide_replay: "docs/guide/replay.md",
    guide_from_topics: "docs/guide/from-topics.md",
    guide_sagas: "docs/guide/sagas.md",
    guide_stores: "docs/guide/stores.md",
    guide_persistence: "docs/guide/persistence.md",
    guide_databases: "docs/guide/databases.md",
    guide_transactions: "docs/guide/transactions.md",
    guide_choosing: "docs/guide/choosing.md",
}
