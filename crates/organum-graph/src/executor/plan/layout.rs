//! The assignment of places in an arena, while a plan is built.

use std::alloc::Layout;

use crate::executor::step::INJECTED;

/// Converts a position or an offset to 31 bits. `finish` rejects a plan in which one does not fit.
pub(super) fn index(value: usize) -> u32 {
    u32::try_from(value).map_or(INJECTED - 1, |value| value.min(INJECTED - 1))
}

/// An arena that grows part by part.
pub(super) struct ArenaLayout(Layout);

impl ArenaLayout {
    /// Makes an arena that contains only this part.
    pub(super) fn new(front: Layout) -> Self {
        Self(front)
    }

    pub(super) fn size(&self) -> usize {
        self.0.size()
    }

    /// Returns the layout of the whole arena.
    pub(super) fn finish(self) -> Layout {
        self.0.pad_to_align()
    }

    pub(super) fn place(&mut self, part: Layout) -> usize {
        match self.0.extend(part) {
            Ok((whole, offset)) => {
                self.0 = whole;
                offset
            }
            // Larger than the address space: `finish` rejects the size.
            Err(_) => {
                self.0 = Layout::from_size_align(INJECTED as usize, 1).unwrap_or(self.0);
                0
            }
        }
    }

    pub(super) fn place_array<T>(&mut self, len: usize) -> usize {
        match Layout::array::<T>(len) {
            Ok(layout) => self.place(layout),
            Err(_) => self.place(Layout::new::<T>()),
        }
    }
}
