//! A graph of a thousand nodes in fifty layers is checked like a user's: in a crate of its own,
//! incrementally. The layers matter: the number of paths through them is too large to follow each path.

use std::{
    fmt::Write as _,
    path::Path,
    time::{Duration, Instant},
};

use organum_tests::stranger;

const LAYERS: usize = 50;
const WIDTH: usize = 20;

/// The bound on the check of a graph with a mistake, ten times over: a machine may be busy.
const LONGEST: Duration = Duration::from_secs(10 * 10);

/// A graph whose first layer needs `first`.
fn source(first: &str) -> String {
    let mut text = String::from(
        "use organum::{graph, node};\n\
         pub struct Seed;\n\
         pub struct Pool;\n\
         #[graph(output = (End, Unused))]\n\
         pub struct Thousand { pub seed: Seed }\n\
         pub struct End;\n\
         pub struct Unused;\n",
    );
    let mut all = String::new();
    for layer in 0..LAYERS {
        for at in 0..WIDTH {
            let params = match layer.checked_sub(1) {
                None => first.to_owned(),
                Some(above) => format!(
                    "_: &T{above}x{at}, _: &T{above}x{}, _: &T{above}x{}, _: &T{above}x{}",
                    (at + 1) % WIDTH,
                    (at + 7) % WIDTH,
                    (at + 13) % WIDTH,
                ),
            };
            writeln!(
                text,
                "pub struct T{layer}x{at};\n\
                 #[node]\nfn n{layer}x{at}({params}) -> T{layer}x{at} {{ T{layer}x{at} }}",
            )
            .expect("a string takes all");
        }
    }
    for at in 0..WIDTH {
        write!(all, "_: &T{}x{at}, ", LAYERS - 1).expect("a string takes all");
    }
    writeln!(
        text,
        "#[node]\nfn end({all}) -> End {{ End }}\n\
         #[node]\nasync fn unused(_: &End) -> Unused {{ Unused }}",
    )
    .expect("a string takes all");
    text
}

#[test]
fn a_thousand_nodes_in_fifty_layers_are_checked() {
    stranger::check(
        Path::new(env!("CARGO_TARGET_TMPDIR")),
        "thousand-nodes",
        &source("_: &Seed"),
    );
}

#[test]
fn a_type_that_a_layer_of_a_thousand_nodes_misses_is_one_error() {
    let begin = Instant::now();
    let (is_fine, text) = stranger::checked(
        Path::new(env!("CARGO_TARGET_TMPDIR")),
        "thousand-nodes-mistaken",
        &source("_: &Seed, _: &Pool"),
    );
    println!("checked in {:?}", begin.elapsed());
    assert!(begin.elapsed() < LONGEST, "it took {:?}", begin.elapsed());
    assert!(!is_fine, "nothing provides a `Pool`");
    let errors: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("error["))
        .collect();
    assert_eq!(
        errors,
        ["error[E0277]: nothing in graph `Thousand` provides `Pool`"],
        "{text}"
    );
}
