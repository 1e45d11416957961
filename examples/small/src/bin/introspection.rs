//! A graph as a diagram: no run, no runtime, no values.

use organum::prelude::*;

struct UserId;
struct Mailer;
struct Profile;
struct Avatar;
struct Page;
struct Sent;

#[node]
fn profile(_: &UserId) -> Profile {
    Profile
}

/// Blocking work runs on a pool of threads; diagrams show that.
#[node(blocking)]
fn avatar(_: &Profile) -> Avatar {
    Avatar
}

#[node]
fn page(_: &Profile, _: &Avatar) -> Page {
    Page
}

#[node]
fn sent(_: &Profile, _: &Mailer) -> Sent {
    Sent
}

#[graph(output = (Page, Sent))]
struct Site {
    user: UserId,
    #[inject]
    mailer: Mailer,
}

fn main() {
    let picture = organum::picture::<Site>();
    for (format, text) in [
        ("A tree, for people", picture.tree()),
        ("Layers, which run side by side", picture.layers()),
        ("Mermaid, for a README", picture.mermaid()),
        ("DOT, for Graphviz", picture.dot()),
        ("JSON, for programs", picture.json()),
    ] {
        println!("{format}:\n{text}");
    }

    let counts = picture.counts();
    assert_eq!((counts.nodes, counts.inputs, counts.edges), (4, 2, 6));
    assert_eq!((counts.depth, counts.widest_layer), (3, 2));
    println!("{} nodes, {} deep", counts.nodes, counts.depth);

    // One output: the nodes that it needs, in which order, and why.
    let plan = picture.only::<Page>().plan();
    assert_eq!(
        plan,
        "\
1. Profile            Page -> Profile
2. Avatar (blocking)  Page -> Avatar
3. Page               output
"
    );
    print!("{plan}");
}
