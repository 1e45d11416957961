//! The trace that an event belongs to.

use std::{fmt, str::FromStr};

/// A trace and its current span, as in the header `traceparent` of W3C Trace Context, level 1.
///
/// ```
/// use organum::event::TraceContext;
///
/// let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
/// let trace: TraceContext = header.parse().unwrap();
/// assert!(trace.is_sampled());
/// assert_eq!(trace.to_string(), header);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceContext {
    trace: u128,
    span: u64,
    flags: u8,
}

impl TraceContext {
    /// The id of the trace.
    pub fn trace_id(&self) -> u128 {
        self.trace
    }

    /// The id of the span.
    pub fn span_id(&self) -> u64 {
        self.span
    }

    /// Returns true if the trace is recorded.
    pub fn is_sampled(&self) -> bool {
        self.flags & 1 == 1
    }

    /// Returns the same trace with the span of the event with this id.
    #[must_use]
    pub fn child(&self, event: u128) -> Self {
        // The lower half of an id is random except for two bits, one of which is always set.
        #[allow(clippy::cast_possible_truncation, reason = "the lower half is meant")]
        let span = event as u64;
        Self { span, ..*self }
    }
}

/// The error of a text that is not a `traceparent`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a `traceparent`: it is written `00-<32 hex digits>-<16 hex digits>-<2 hex digits>`, in lower case, and no id is all zeros"
)]
pub struct NotATraceContext;

impl FromStr for TraceContext {
    type Err = NotATraceContext;

    fn from_str(text: &str) -> Result<Self, NotATraceContext> {
        let mut parts = text.split('-');
        let mut part = |digits: usize| {
            parts
                .next()
                .filter(|part| {
                    part.len() == digits
                        && part.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
                })
                .ok_or(NotATraceContext)
        };
        let version = part(2)?;
        let (trace, span, flags) = (part(32)?, part(16)?, part(2)?);
        // A later version may have more parts; version 255 is forbidden.
        if version == "ff" || (version == "00" && parts.next().is_some()) {
            return Err(NotATraceContext);
        }
        let trace = u128::from_str_radix(trace, 16).map_err(|_| NotATraceContext)?;
        let span = u64::from_str_radix(span, 16).map_err(|_| NotATraceContext)?;
        let flags = u8::from_str_radix(flags, 16).map_err(|_| NotATraceContext)?;
        if trace == 0 || span == 0 {
            return Err(NotATraceContext);
        }
        Ok(Self { trace, span, flags })
    }
}

impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { trace, span, flags } = self;
        write!(f, "00-{trace:032x}-{span:016x}-{flags:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_header_is_refused() {
        for text in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        ] {
            assert_eq!(
                text.parse::<TraceContext>(),
                Err(NotATraceContext),
                "{text}"
            );
        }
    }

    #[test]
    fn a_later_version_may_have_more() {
        let text = "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more";
        assert!(text.parse::<TraceContext>().is_ok());
    }
}
