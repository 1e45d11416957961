//! A mistake of the user's own, in another file.

pub(crate) fn number() -> u8 {
    "one"
}
