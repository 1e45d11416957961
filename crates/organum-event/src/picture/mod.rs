//! Diagrams of a spine, for people and tools, made from its table without a run.
//!
//! - [`drawing`]: the content of a diagram, from the table.
//! - [`mermaid`], [`dot`], [`text`], [`json`]: the formats, a function each.

mod dot;
mod drawing;
mod json;
mod mermaid;
mod text;

use std::fmt;

use self::drawing::Drawing;
use super::{Spine, table::SpineTable};
use crate::markup::written;

/// Returns the diagram of spine `S`: its organs, and the events that go from one to another.
///
/// | mark | meaning |
/// |---|---|
/// | `entry` | the source of events from outside |
/// | `terminal` | the target of events that are listed as `terminal`, or that have no handler |
/// | `every event` | the source of an organ that is declared with `all`, and the target of events that no other organ handles |
///
/// An organ that is declared with `all` has one edge, from that mark, and none from each organ. The output
/// is deterministic, in the order of the fields, and ends with a line break.
///
/// ```
/// use organum::prelude::*;
///
/// #[event]
/// struct OrderPlaced { order: u32 }
///
/// #[event]
/// struct OrderShipped { order: u32 }
///
/// #[organ]
/// fn ship(event: &OrderPlaced) -> OrderShipped {
///     OrderShipped { order: event.order }
/// }
///
/// #[organ]
/// fn receipt(event: &OrderShipped) {
///     println!("order {} is on its way", event.order);
/// }
///
/// #[spine(entry(OrderPlaced))]
/// #[derive(Default)]
/// struct Shop {
///     fulfilment: ship,
///     mail: receipt,
/// }
///
/// let picture = organum::event::picture::<Shop>();
/// assert_eq!(
///     picture.text(),
///     "\
/// entry -> OrderPlaced -> fulfilment
/// fulfilment -> OrderShipped -> mail
/// "
/// );
/// assert_eq!(picture.counts().edges, 2);
/// ```
pub fn picture<S: Spine>() -> SpinePicture {
    SpinePicture::of(S::TABLE)
}

/// The diagram of a spine: see [`picture()`].
pub struct SpinePicture {
    drawing: Drawing,
}

/// The size of a spine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SpineCounts {
    /// The number of organs.
    pub organs: usize,
    /// The number of handlers.
    pub handlers: usize,
    /// The number of event types that are handled or emitted, or listed as entry or terminal.
    pub events: usize,
    /// The number of edges with an event: from an organ or the entry to an organ or a mark.
    pub edges: usize,
}

impl SpinePicture {
    /// Returns the diagram of the spine that has this table.
    pub fn of(table: &'static SpineTable) -> Self {
        Self {
            drawing: Drawing::of(table),
        }
    }

    /// Returns a [Mermaid](https://mermaid.js.org) flowchart, which GitHub and many editors render. The entry has
    /// round ends, the terminal is a double circle, and `every event` has six corners.
    pub fn mermaid(&self) -> String {
        written(|text| mermaid::mermaid(&self.drawing, text))
    }

    /// Returns a digraph for [Graphviz](https://graphviz.org). The entry is an oval, the terminal one with a
    /// double line, and `every event` a hexagon.
    pub fn dot(&self) -> String {
        written(|text| dot::dot(&self.drawing, text))
    }

    /// Returns a line for each event that an organ emits, or that comes from outside, with its handlers.
    pub fn text(&self) -> String {
        written(|text| text::text(&self.drawing, text))
    }

    /// Returns a JSON object with the spine's name, its entry and terminal events, organs with their handlers,
    /// patterns and hooks, events, edges and counts. Edges refer to organs by `id`, and to the marks
    /// as `entry`, `terminal` and `every`.
    pub fn json(&self) -> String {
        written(|text| json::json(&self.drawing, text))
    }

    /// Returns the size of the spine.
    pub fn counts(&self) -> SpineCounts {
        self.drawing.counts()
    }
}

impl fmt::Debug for SpinePicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpinePicture<{}>", self.drawing.spine.name)
    }
}
