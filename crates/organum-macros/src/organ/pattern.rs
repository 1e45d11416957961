//! The properties of a pattern that its tokens show.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{FieldPat, Pat, PatIdent, visit_mut::VisitMut};

use crate::names;

/// The event that a pattern takes.
pub(super) enum Head {
    /// The type of the event, or a variant of it.
    Event {
        /// As written, to tell one from another.
        text: String,
        /// The place of errors about it.
        anchor: Span,
    },
    /// Nothing: it takes any event, and may give it a name.
    CatchAll,
    /// No event: the pattern is of another kind.
    Unknown,
}

/// Returns the event of a pattern without its top-level `|`, guard and parentheses.
pub(super) fn head(pattern: &Pat) -> Head {
    let of_path = |path: &syn::Path, whole: String| Head::Event {
        text: whole,
        anchor: names::anchor_of_path(path),
    };
    match pattern {
        Pat::Struct(found) => of_path(&found.path, qualified(found.qself.as_ref(), &found.path)),
        Pat::TupleStruct(found) => {
            of_path(&found.path, qualified(found.qself.as_ref(), &found.path))
        }
        Pat::Path(found) => of_path(&found.path, names::written(found)),
        Pat::Paren(found) => head(&found.pat),
        Pat::Reference(found) => head(&found.pat),
        Pat::Ident(found) => match &found.subpat {
            Some((_, inner)) => head(inner),
            None if names_a_value(&found.ident) => Head::Event {
                text: found.ident.to_string(),
                anchor: found.ident.span(),
            },
            None => Head::CatchAll,
        },
        Pat::Wild(_) => Head::CatchAll,
        _ => Head::Unknown,
    }
}

/// The variants of `Option` and `Result`, which no event is.
pub(super) const WRAPPERS: [&str; 4] = ["Some", "None", "Ok", "Err"];

/// Returns the pattern inside `Some(…)`, `Ok(…)` or `Err(…)`.
pub(super) fn wrapped(pattern: &Pat) -> Option<&Pat> {
    match pattern {
        Pat::TupleStruct(found) => found.elems.first(),
        Pat::Paren(found) => wrapped(&found.pat),
        Pat::Reference(found) => wrapped(&found.pat),
        _ => None,
    }
}

fn qualified(qself: Option<&syn::QSelf>, path: &syn::Path) -> String {
    match qself {
        Some(qself) => format!("<{}> {}", names::written(&qself.ty), names::written(path)),
        None => names::written(path),
    }
}

/// Returns true if a single word, in a pattern, is a unit struct, a variant or a constant. rustc asks its scope; by
/// convention, the first letter tells.
pub(super) fn names_a_value(ident: &Ident) -> bool {
    let text = ident.to_string();
    let text = text.trim_start_matches("r#");
    text.starts_with(char::is_uppercase)
}

/// The alternatives of a pattern: `n @ (A | B)` and `(A | B)` are distributed.
pub(super) fn alternatives(pattern: &Pat) -> Vec<Pat> {
    match pattern {
        Pat::Or(found) => found.cases.iter().flat_map(alternatives).collect(),
        Pat::Paren(found) => alternatives(&found.pat),
        Pat::Ident(PatIdent {
            subpat: Some((at, inner)),
            ..
        }) => alternatives(inner)
            .into_iter()
            .map(|inner| {
                let mut whole = pattern.clone();
                if let Pat::Ident(whole) = &mut whole {
                    whole.subpat = Some((*at, Box::new(inner)));
                }
                whole
            })
            .collect(),
        other => vec![other.clone()],
    }
}

/// Returns true if the pattern, as far as it shows, matches every value of its head.
pub(super) fn takes_all_of_its_head(pattern: &Pat) -> bool {
    takes_all(pattern, true)
}

/// Returns true if the pattern matches every value of its head, whatever constants there are. A name that is no
/// shorthand for a field may be that of one.
pub(super) fn surely_takes_all_of_its_head(pattern: &Pat) -> bool {
    takes_all(pattern, false)
}

/// Returns true if the pattern matches every value of its head, where names `bind` values.
fn takes_all(pattern: &Pat, bind: bool) -> bool {
    let is_open = |pattern: &Pat, binds: bool| match pattern {
        Pat::Wild(_) | Pat::Rest(_) => true,
        Pat::Ident(found) => binds && found.subpat.is_none() && !names_a_value(&found.ident),
        _ => false,
    };
    match pattern {
        Pat::Struct(found) => found.fields.iter().all(|field| {
            let is_shorthand = field.colon_token.is_none();
            is_open(without_parentheses(&field.pat), bind || is_shorthand)
        }),
        Pat::TupleStruct(found) => {
            let mut elements = found.elems.iter().map(without_parentheses);
            elements.all(|element| is_open(element, bind))
        }
        Pat::Path(found) => !is_shouted(&found.path),
        Pat::Ident(found) => match &found.subpat {
            Some((_, inner)) => takes_all(inner, bind),
            None => names_a_value(&found.ident) && !is_shouted(&found.ident.clone().into()),
        },
        Pat::Reference(found) => takes_all(&found.pat, bind),
        Pat::Paren(found) => takes_all(&found.pat, bind),
        _ => false,
    }
}

fn without_parentheses(pattern: &Pat) -> &Pat {
    match pattern {
        Pat::Paren(found) => without_parentheses(&found.pat),
        other => other,
    }
}

/// Returns true if it is written as constants are. A constant is a single value of its type.
fn is_shouted(path: &syn::Path) -> bool {
    path.segments.last().is_some_and(|last| {
        let text = last.ident.to_string();
        text.chars().count() > 1 && !text.contains(char::is_lowercase)
    })
}

/// A pattern that matches every value of the same head.
pub(super) fn open(pattern: &Pat) -> TokenStream {
    match pattern {
        Pat::Struct(found) => {
            let (path, at) = (
                Qualified::of(found.qself.as_ref(), &found.path),
                found.brace_token,
            );
            quote_spanned!(at.span.join()=> #path { .. })
        }
        Pat::TupleStruct(found) => {
            let (path, at) = (
                Qualified::of(found.qself.as_ref(), &found.path),
                found.paren_token,
            );
            quote_spanned!(at.span.join()=> #path(..))
        }
        Pat::Reference(found) => open(&found.pat),
        Pat::Paren(found) => open(&found.pat),
        Pat::Ident(PatIdent {
            subpat: Some((_, inner)),
            ..
        }) => open(inner),
        other => other.to_token_stream(),
    }
}

/// A path with the type it may begin with.
struct Qualified(TokenStream);

impl Qualified {
    fn of(qself: Option<&syn::QSelf>, path: &syn::Path) -> Self {
        let whole = syn::ExprPath {
            attrs: Vec::new(),
            qself: qself.cloned(),
            path: path.clone(),
        };
        Self(whole.into_token_stream())
    }
}

impl ToTokens for Qualified {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.clone());
    }
}

/// A copy of the pattern that asks what it asks, without the fields that it leaves open, and the names in
/// it that may bind a value. Whether such a name is a constant or binds a value only rustc can tell, so they
/// stay. What is written as values are, such as `None`, binds nothing; as an expression it may have no type.
pub(super) fn question(pattern: &Pat) -> (Pat, Vec<Ident>) {
    let mut pattern = pattern.clone();
    let mut copy = Question(Vec::new());
    copy.visit_pat_mut(&mut pattern);
    (pattern, copy.0)
}

struct Question(Vec<Ident>);

impl VisitMut for Question {
    fn visit_pat_struct_mut(&mut self, found: &mut syn::PatStruct) {
        syn::visit_mut::visit_pat_struct_mut(self, found);
        let constrained = |field: &FieldPat| !matches!(*field.pat, Pat::Wild(_));
        if !found.fields.iter().all(constrained) || found.rest.is_some() {
            found.fields = std::mem::take(&mut found.fields)
                .into_iter()
                .filter(constrained)
                .collect();
            let dots = syn::Token![..](found.brace_token.span.join());
            found.rest = Some(syn::PatRest {
                attrs: Vec::new(),
                dot2_token: dots,
            });
            if !found.fields.empty_or_trailing() {
                found.fields.push_punct(<syn::Token![,]>::default());
            }
        }
    }

    fn visit_pat_mut(&mut self, pattern: &mut Pat) {
        let Pat::Ident(found) = pattern else {
            return syn::visit_mut::visit_pat_mut(self, pattern);
        };
        if let Some((_, inner)) = found.subpat.take() {
            *pattern = *inner;
            self.visit_pat_mut(pattern);
        } else {
            (found.by_ref, found.mutability) = (None, None);
            if !names_a_value(&found.ident) && !self.0.contains(&found.ident) {
                self.0.push(found.ident.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use syn::parse::Parser;

    use super::*;

    fn pattern(text: &str) -> Pat {
        Pat::parse_multi.parse_str(text).unwrap()
    }

    fn event_of(text: &str) -> Option<String> {
        match head(&pattern(text)) {
            Head::Event { text, .. } => Some(text),
            _ => None,
        }
    }

    #[test]
    fn the_head_is_what_decides_the_type() {
        for (text, expected) in [
            ("OrderPlaced { order_id, .. }", "OrderPlaced"),
            ("events::OrderPlaced { .. }", "events::OrderPlaced"),
            ("Shape::Circle { r }", "Shape::Circle"),
            ("Shape::Dot", "Shape::Dot"),
            ("Moved(x, _)", "Moved"),
            ("Shutdown", "Shutdown"),
            ("&OrderPlaced { order_id, .. }", "OrderPlaced"),
            ("n @ Square(_)", "Square"),
            ("(Shutdown)", "Shutdown"),
            ("<Self as Listens>::Own { .. }", "<Self> Listens::Own"),
        ] {
            assert_eq!(event_of(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["_", "other", "ref other", "other @ _"] {
            assert!(matches!(head(&pattern(text)), Head::CatchAll), "{text}");
        }
        for text in ["3", "1..=5", "[a, b]", "(A, B)", "\"text\"", "name!()"] {
            assert!(matches!(head(&pattern(text)), Head::Unknown), "{text}");
        }
    }

    #[test]
    fn alternatives_are_distributed_over_names_and_parentheses() {
        let texts = |text| {
            let found = alternatives(&pattern(text));
            found.iter().map(names::written).collect::<Vec<_>>()
        };
        assert_eq!(texts("A { .. } | B(_)"), ["A { .. }", "B(_)"]);
        assert_eq!(texts("(A | (B | C))"), ["A", "B", "C"]);
        assert_eq!(texts("n @ (A | B)"), ["n @ A", "n @ B"]);
        assert_eq!(texts("A { of: 1 | 2 }"), ["A { of: 1 | 2 }"]);
    }

    #[test]
    fn a_pattern_is_open_if_it_only_binds() {
        for open in [
            "A",
            "A { .. }",
            "A { a, b: _, c: d, .. }",
            "A(_, b)",
            "A(..)",
            "n @ A { a }",
            "&A { .. }",
            "X::B",
        ] {
            assert!(takes_all_of_its_head(&pattern(open)), "{open}");
        }
        for unsure in ["A { a: b, .. }", "A(b)", "n @ A(_, c)"] {
            assert!(takes_all_of_its_head(&pattern(unsure)), "{unsure}");
            assert!(!surely_takes_all_of_its_head(&pattern(unsure)), "{unsure}");
        }
        for sure in ["A", "A { .. }", "A { a, b: _, .. }", "A(..)", "n @ A(_)"] {
            assert!(surely_takes_all_of_its_head(&pattern(sure)), "{sure}");
        }
        for closed in [
            "A { a: 1, .. }",
            "A(Some(x))",
            "A { a: B::C, .. }",
            "A(B)",
            "A { a: n @ 1..=5 }",
            "FIRST",
            "orders::FIRST",
        ] {
            assert!(!takes_all_of_its_head(&pattern(closed)), "{closed}");
        }
    }

    #[test]
    fn a_copy_asks_what_the_pattern_asks_and_knows_the_names_in_it() {
        for (text, expected, names) in [
            ("A { a, b: c, .. }", "A { a, b: c, .. }", "a c"),
            ("A { ref a, b: mut c }", "A { a, b: c }", "a c"),
            ("A { a: _, b: B::C, .. }", "A { b: B::C, .. }", ""),
            ("A { b: 1 }", "A { b: 1 }", ""),
            (
                "A { b: None, c: [None, x] }",
                "A { b: None, c: [None, x] }",
                "x",
            ),
            (
                "n @ A(x, 3..=5, y @ Some(2), LIMIT)",
                "A(x, 3..=5, Some(2), LIMIT)",
                "x",
            ),
            ("&A { at: (1, x), .. }", "&A { at: (1, x), .. }", "x"),
            (
                "A { of: P { q: _, r: 2 }, .. }",
                "A { of: P { r: 2, .. }, .. }",
                "",
            ),
        ] {
            let (asked, found) = question(&pattern(text));
            let found: Vec<String> = found.iter().map(ToString::to_string).collect();
            assert_eq!(names::written(asked), expected);
            assert_eq!(found.join(" "), names);
        }
    }
}
