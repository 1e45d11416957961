//! Diagrams of the graphs, the saga and the spine. They need no shop.

use clap::ValueEnum;
use organum::{Graph, Picture, event, picture, saga};

use crate::graph::{Checkout, Line};
use crate::line::PricedLine;
use crate::nodes::Preview;
use crate::purchase::{Order, Purchase};
use crate::spine::AfterSale;

/// The format of a diagram of a graph.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Format {
    /// A flowchart, which GitHub and many editors render
    Mermaid,
    /// A digraph for Graphviz
    Dot,
    /// An indented tree from the outputs down
    Tree,
    /// The nodes that can run concurrently, one line for each layer
    Layers,
    /// An object for programs
    Json,
}

/// The format of a diagram of the spine or the saga.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LineFormat {
    /// A line for each event or step
    Text,
    /// A flowchart, which GitHub and many editors render
    Mermaid,
    /// A digraph for Graphviz
    Dot,
    /// An object for programs
    Json,
}

/// The outputs of the graphs.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Output {
    /// A cart that is bought
    #[value(name = "Order")]
    Order,
    /// The price of a cart
    #[value(name = "Preview")]
    Preview,
    /// One item of a cart: the nested graph
    #[value(name = "PricedLine")]
    PricedLine,
}

pub fn draw(format: Format, output: Option<Output>) -> String {
    match output {
        None => print(format, &picture::<Checkout>()),
        Some(Output::Order) => print(format, &picture::<Checkout>().only::<Order>()),
        Some(Output::Preview) => print(format, &picture::<Checkout>().only::<Preview>()),
        Some(Output::PricedLine) => print(format, &picture::<Line>().only::<PricedLine>()),
    }
}

pub fn plan(output: Output) -> String {
    match output {
        Output::Order => picture::<Checkout>().only::<Order>().plan(),
        Output::Preview => picture::<Checkout>().only::<Preview>().plan(),
        Output::PricedLine => picture::<Line>().only::<PricedLine>().plan(),
    }
}

fn print<G: Graph>(format: Format, picture: &Picture<G>) -> String {
    match format {
        Format::Mermaid => picture.mermaid(),
        Format::Dot => picture.dot(),
        Format::Tree => picture.tree(),
        Format::Layers => picture.layers(),
        Format::Json => picture.json(),
    }
}

pub fn spine(format: LineFormat) -> String {
    let picture = event::picture::<AfterSale>();
    match format {
        LineFormat::Text => picture.text(),
        LineFormat::Mermaid => picture.mermaid(),
        LineFormat::Dot => picture.dot(),
        LineFormat::Json => picture.json(),
    }
}

pub fn saga(format: LineFormat) -> String {
    let picture = saga::picture::<Purchase>();
    match format {
        LineFormat::Text => picture.text(),
        LineFormat::Mermaid => picture.mermaid(),
        LineFormat::Dot => picture.dot(),
        LineFormat::Json => picture.json(),
    }
}
