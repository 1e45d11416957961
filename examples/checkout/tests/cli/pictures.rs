//! Tests of the diagrams, on the command line and piped.

use crate::support::{one, run};

#[test]
fn the_default_is_a_tree_of_the_whole_graph() {
    let ran = one("viz").succeeds();
    assert_eq!(ran.out, one("viz tree").out);
    ran.shows(&[
        "Order (output)\n├── Quote\n",
        "│   │   ├── cart: Cart (given)\n",
        "├── Cleared\n│   ├── gate: FraudGate (injected)\n│   ├── Profile (above)\n",
        "├── asides: Asides (injected)\n└── store: Arc<dyn Store> (injected)\nPreview (output)\n",
    ]);
}

#[test]
fn every_format() {
    one("viz mermaid").succeeds().shows(&[
        "flowchart LR\n    i0([\"user: UserId\"])\n",
        "{{\"line: Runner#lt;Line#gt;\"}}",
        "[[\"Order\"]]",
        "i0 --> n0\n",
    ]);
    one("viz dot").succeeds().shows(&[
        "digraph \"Checkout\" {\n",
        "[label=\"line: Runner<Line>\", shape=hexagon];",
        "[label=\"Order\", shape=box, peripheries=2];",
        "i0 -> n0;\n",
    ]);
    one("viz layers").succeeds().shows(&[
        "1: Profile | FlatTax | Advice\n2: Lines | Loyalty | TaxRegion | Cleared\n",
        "8: Order (output) | Preview (output)\n",
    ]);
    one("viz json").succeeds().shows(&[
        "\"graph\": \"Checkout\"",
        "\"name\": \"line\",\n      \"type\": \"Runner<Line>\"",
        "\"widest_layer\": 4",
    ]);
}

#[test]
fn what_one_output_needs() {
    let preview = one("viz tree Preview").succeeds();
    preview
        .shows(&["Preview (output)\n├── Profile\n"])
        .hides("gateway")
        .hides("Order");
    // The nested graph has its own diagram, and capitals do not matter.
    let line = one("viz LAYERS pricedline").succeeds();
    line.shows(&[
        "1: Product | Deal | PostOffer | CourierOffer\n2: Shipping\n3: PricedLine (output)\n",
    ]);
}

#[test]
fn plans_say_why() {
    let plan = one("plan Preview").succeeds();
    assert_eq!(
        plan.out,
        "\
\x201. Profile      Preview -> Profile
 2. Lines        Preview -> Quote -> Lines
 3. Loyalty      Preview -> Quote -> Loyalty
 4. Goods        Preview -> Quote -> Goods
 5. TaxRegion    Preview -> Quote -> Tax -> TaxRate -> RegionalTax -> TaxRegion
 6. RegionalTax  Preview -> Quote -> Tax -> TaxRate -> RegionalTax
 7. FlatTax      Preview -> Quote -> Tax -> TaxRate -> FlatTax
 8. TaxRate      Preview -> Quote -> Tax -> TaxRate
 9. Tax          Preview -> Quote -> Tax
10. Total        Preview -> Quote -> Total
11. Quote        Preview -> Quote
12. Advice       Preview -> Advice
13. Preview      output
"
    );
    one("plan order")
        .succeeds()
        .shows(&["Cleared      Order -> Cleared\n"])
        .hides("Preview");
    one("plan PricedLine").succeeds().shows(&["6. PricedLine"]);
}

#[test]
fn at_the_prompt_too() {
    let ran = run(&[], "viz layers PricedLine\nplan PricedLine\nhelp viz\n").succeeds();
    ran.shows(&[
        "> viz layers PricedLine\n0: item: CartItem (given)",
        "> plan PricedLine\n1. Product       PricedLine -> Product\n",
        "A digraph for Graphviz",
    ]);
}

#[test]
fn the_spine_in_every_format() {
    let text = one("spine").succeeds();
    assert_eq!(text.out, one("spine TEXT").out);
    assert_eq!(
        text.out,
        "\
entry -> OrderPlaced -> receipt, loyalty, shelves
receipt -> ReceiptSent -> board
loyalty -> PointsEarned -> board
loyalty -> TierReached -> board
shelves -> StockLow -> board
"
    );
    one("spine mermaid").succeeds().shows(&[
        "flowchart LR\n    entry([\"entry\"])\n",
        "|\"StockLow\"| o3\n",
    ]);
    one("spine dot")
        .succeeds()
        .shows(&["digraph \"AfterSale\" {\n"]);
    one("spine json").succeeds().shows(&["\"OrderPlaced\""]);
    run(&["spine", "tree"], "")
        .misused()
        .complains(&["[possible values: text, mermaid, dot, json]"]);
}

#[test]
fn the_saga_in_every_format() {
    let text = one("saga").succeeds();
    assert_eq!(text.out, one("saga TEXT").out);
    assert_eq!(
        text.out,
        "\
Purchase
1. reserve   returns Vec<Reservation>; for each item; undone by release
2. charge    returns Payment; after reserve; undone by refund
3. order     returns Written; after charge; the pivot
4. dispatch  returns Order; after order; retried until it succeeds; its value is the output of the saga
"
    );
    one("saga mermaid").succeeds().shows(&[
        "flowchart LR\n    s0[\"reserve (each)\"]\n    u0([\"release\"])\n",
        "    s1 -. undo .-> u1\n",
    ]);
    one("saga dot").succeeds().shows(&[
        "digraph \"Purchase\" {\n",
        "s1 -> u1 [style=dotted, label=\"undo\"];\n",
    ]);
    one("saga json").succeeds().shows(&["\"undo\": \"refund\""]);
    run(&["saga", "tree"], "")
        .misused()
        .complains(&["[possible values: text, mermaid, dot, json]"]);
}
