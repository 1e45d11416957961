//! Texts that are assembled while a crate is compiled.

const CAPACITY: usize = 2048;

/// A fixed buffer that a `const fn` can write an error text into.
///
/// A part that does not fit is cut off, and the text then ends in `…`.
#[derive(Clone, Copy)]
pub struct Text {
    bytes: [u8; CAPACITY],
    len: usize,
    full: bool,
}

impl Text {
    /// Creates an empty text.
    pub const fn new() -> Self {
        Self {
            bytes: [0; CAPACITY],
            len: 0,
            full: false,
        }
    }

    /// Creates a text of these parts.
    pub const fn of(parts: &[&str]) -> Self {
        Self::new().with_all(parts)
    }

    /// Appends parts.
    #[must_use]
    pub const fn with_all(mut self, parts: &[&str]) -> Self {
        let mut i = 0;
        while i < parts.len() {
            self = self.with(parts[i]);
            i += 1;
        }
        self
    }

    /// Appends `part` as a whole, or the sign `…` if it does not fit.
    #[must_use]
    pub const fn with(mut self, part: &str) -> Self {
        const ELLIPSIS: &[u8] = "…".as_bytes();
        if self.full {
            return self;
        }
        let mut part = part.as_bytes();
        if self.len + part.len() + ELLIPSIS.len() > CAPACITY {
            self.full = true;
            part = ELLIPSIS;
        }
        let mut i = 0;
        while i < part.len() {
            self.bytes[self.len] = part[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    /// Appends a number in decimal.
    #[must_use]
    pub const fn with_number(self, number: usize) -> Self {
        let mut digits = [0; 20];
        let mut at = digits.len();
        let mut rest = number;
        loop {
            at -= 1;
            digits[at] = b"0123456789"[rest % 10];
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        match std::str::from_utf8(digits.split_at(at).1) {
            Ok(text) => self.with(text),
            Err(_) => self,
        }
    }

    /// Returns the text so far.
    pub const fn as_str(&self) -> &str {
        // Only whole `str`s were written, so the bytes are UTF-8.
        match std::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::new()
    }
}

/// A hash of a text, such as the place where a node is declared. The hash is never zero, which stands for
/// "no key".
pub const fn key(place: &str) -> u64 {
    // FNV-1a, 64 bits (Fowler, Noll, Vo).
    let bytes = place.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        i += 1;
    }
    if hash == 0 { 1 } else { hash }
}

/// True if two texts are equal.
pub const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut i = 0;
    while i < a.len() && i < b.len() && a[i] == b[i] {
        i += 1;
    }
    i == a.len() && i == b.len()
}

/// Stops constant evaluation with this text as the compile error, at the position of the caller.
///
/// # Panics
/// Always.
#[track_caller]
pub const fn refuse(text: &Text) {
    panic!("{}", text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_numbers_are_joined() {
        const TEXT: Text = Text::new()
            .with("depth ")
            .with_number(1_204)
            .with(", not ")
            .with_number(0);
        assert_eq!(TEXT.as_str(), "depth 1204, not 0");
    }

    #[test]
    fn what_does_not_fit_is_cut_at_a_character() {
        let long = "ä".repeat(1_500);
        let text = Text::new().with("a").with(&long).with("never");
        assert_eq!(text.as_str(), "a…");
    }
}
