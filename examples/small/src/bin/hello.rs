//! The smallest graph: a node, an input, an output.

use organum::prelude::*;

/// The input of the run. A type of its own distinguishes it from other strings.
struct Name(String);

/// The output of the run.
struct Greeting(String);

/// A node is a function: its parameters are its dependencies, its return type is the value that it provides.
#[node]
fn greeting(name: &Name) -> Greeting {
    Greeting(format!("Hello, {}!", name.0))
}

/// A graph names its inputs and its output. The nodes in between are found by their types.
#[graph(output = Greeting)]
struct Hello {
    name: Name,
}

#[tokio::main]
async fn main() -> Result<(), GraphError> {
    let name = Name("Ada".into());
    let Greeting(text) = Hello { name }.run().await?;
    assert_eq!(text, "Hello, Ada!");
    println!("{text}");
    Ok(())
}
