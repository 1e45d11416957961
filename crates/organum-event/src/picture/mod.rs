//! A spine as a picture: text for eyes and tools, made from its table, without a run or organs.
//!
//! - [`drawing`]: what is drawn, from the table.
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

/// The picture of spine `S`: its organs, and the events that go from one to another.
///
/// | mark | meaning |
/// |---|---|
/// | `entry` | where events from outside come from |
/// | `terminal` | where events go that are listed as `terminal`, or that nobody hears |
/// | `every event` | what an organ hears that asked for everything; events go to this mark if no other organ hears them |
///
/// An organ that asked for everything has one arrow, from that mark, and none from each organ. Every
/// text is the same each time, in the order of the fields, and ends with a line break.
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

/// A spine ready to be printed: see [`picture()`].
pub struct SpinePicture {
    drawing: Drawing,
}

/// How large a spine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SpineCounts {
    /// The organs.
    pub organs: usize,
    /// Their handlers.
    pub handlers: usize,
    /// The event types that they hear or emit, and those listed as entry or terminal.
    pub events: usize,
    /// The arrows that bear an event: from an organ or the entry to an organ or a mark.
    pub edges: usize,
}

impl SpinePicture {
    /// The picture of the spine that has this table.
    pub fn of(table: &'static SpineTable) -> Self {
        Self {
            drawing: Drawing::of(table),
        }
    }

    /// A [Mermaid](https://mermaid.js.org) flowchart, which GitHub and many editors draw. The entry has
    /// round ends, the terminal is a double circle, and `every event` has six corners.
    pub fn mermaid(&self) -> String {
        written(|text| mermaid::mermaid(&self.drawing, text))
    }

    /// A digraph for [Graphviz](https://graphviz.org). The entry is an oval, the terminal one with a
    /// double line, and `every event` a hexagon.
    pub fn dot(&self) -> String {
        written(|text| dot::dot(&self.drawing, text))
    }

    /// A line for each event that an organ emits, or that comes from outside, with all who hear it.
    pub fn text(&self) -> String {
        written(|text| text::text(&self.drawing, text))
    }

    /// An object with the spine's name, its entry and terminal events, organs with their handlers,
    /// patterns and hooks, events, edges and counts. Edges refer to organs by `id`, and to the marks
    /// as `entry`, `terminal` and `every`.
    pub fn json(&self) -> String {
        written(|text| json::json(&self.drawing, text))
    }

    /// How large it is.
    pub fn counts(&self) -> SpineCounts {
        self.drawing.counts()
    }
}

impl fmt::Debug for SpinePicture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpinePicture<{}>", self.drawing.spine.name)
    }
}
