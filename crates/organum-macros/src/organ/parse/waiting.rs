//! Whether a handler may wait for something, as far as its tokens tell.

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Block, Expr, ExprAwait, Macro, Path, Signature,
    visit::{self, Visit},
};

/// Attributes that leave a function as it is: rustc's own, and those of an organ.
const INERT: &[&str] = &[
    "allow", "cfg", "cold", "deny", "doc", "expect", "handle", "inline", "must_use", "warn",
];

/// Macros of the standard library. What others stand for is not known here.
const KNOWN: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "concat",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "env",
    "eprint",
    "eprintln",
    "file",
    "format",
    "format_args",
    "include_str",
    "line",
    "matches",
    "panic",
    "print",
    "println",
    "stringify",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// Crates whose macros write no `.await`, where they are called by their paths.
const CRATES: &[&str] = &["core", "log", "std", "tracing"];

/// May the function wait? One that is not async cannot, and one that is waits at an `.await` only, which
/// it has itself or a macro writes.
pub(super) fn may_wait(attributes: &[Attribute], signature: &Signature, block: &Block) -> bool {
    if signature.asyncness.is_none() {
        return false;
    }
    let is_inert =
        |attribute: &Attribute| INERT.iter().any(|inert| attribute.path().is_ident(inert));
    let mut seen = Waiting(!attributes.iter().all(is_inert));
    seen.visit_block(block);
    seen.0
}

/// Was anything seen that may wait?
struct Waiting(bool);

impl<'ast> Visit<'ast> for Waiting {
    fn visit_expr_await(&mut self, _: &'ast ExprAwait) {
        self.0 = true;
    }

    fn visit_expr(&mut self, expr: &'ast Expr) {
        if let Expr::Verbatim(_) = expr {
            self.0 = true;
        }
        visit::visit_expr(self, expr);
    }

    fn visit_macro(&mut self, found: &'ast Macro) {
        self.0 |= !is_known(&found.path) || holds_await(found.tokens.clone());
    }
}

fn is_known(path: &Path) -> bool {
    let first = path.segments.first().filter(|_| path.segments.len() > 1);
    match first {
        Some(first) => CRATES.iter().any(|known| first.ident == known),
        None => KNOWN.iter().any(|known| path.is_ident(known)),
    }
}

fn holds_await(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(found) => found == "await",
        TokenTree::Group(group) => holds_await(group.stream()),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use syn::{ItemFn, parse_quote};

    use super::*;

    fn waits(item: ItemFn) -> bool {
        may_wait(&item.attrs, &item.sig, &item.block)
    }

    #[test]
    fn without_an_await_nothing_waits() {
        assert!(!waits(parse_quote! {
            #[allow(clippy::unused_async)]
            async fn handle(&mut self, event: &Event) -> Result<Paid, Refused> {
                match event {
                    Ordered { id } if !(self.is_open || *id != 7) => self.take(id)?.map(|it| it),
                    Shipped { to, .. } => panic!("not to {}", to),
                    Paid { cents } => tracing::info!(cents, "it is paid"),
                }
            }
        }));
        assert!(!waits(parse_quote! {
            #[traced]
            fn handle(&mut self, event: &Event) {
                later!(event)
            }
        }));
    }

    #[test]
    fn what_may_write_an_await_may_wait() {
        assert!(waits(parse_quote!(
            async fn handle(event: &Event) {
                send(event).await
            }
        )));
        assert!(waits(parse_quote!(
            async fn handle(event: &Event) {
                tokio::join!(a, b);
            }
        )));
        assert!(waits(parse_quote!(
            async fn handle(event: &Event) {
                assert!((take(event).await).is_some());
            }
        )));
        assert!(waits(parse_quote! {
            #[traced]
            async fn handle(event: &Event) {}
        }));
        assert!(waits(parse_quote!(
            async fn handle(event: &Event) {
                match event {
                    Ordered { id } if self.knows(id).await => {}
                }
            }
        )));
    }
}
