//! The match of a handler, as rustc can type it: one column for each head, whose type rustc infers
//! from the pattern in it.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Arm, Attribute, Block, Expr, Pat, Path, Token, parse_quote, parse_quote_spanned};

use crate::hygiene::REFUSED;

use super::super::{
    matching::{self, Matching, Row},
    model::Function,
};

/// Puts `match (get(event), get(event)) { (Some(A { .. }), _) => …, (_, Some(B)) => … }` in the place
/// of `match event { A { .. } => …, B => … }`. Patterns, guards and bodies stay the user's own tokens.
pub(super) fn rewrite(block: &mut Block, matching: &Matching, function: &Function, runtime: &Path) {
    let Some(found) = matching::last_match(block) else {
        return;
    };
    let event = &matching.event;
    let takes_any = matching.arms.iter().any(Option::is_none);
    for (arm, rows) in found.arms.iter_mut().zip(&matching.arms) {
        let at = syn::spanned::Spanned::span(&arm.pat);
        let pattern = match rows {
            Some(rows) => {
                arm.attrs
                    .push(parse_quote_spanned!(at=> #[deny(unreachable_patterns)]));
                let rows = matching.rows[rows.clone()].iter();
                let rows = rows.map(|row| cells(row, &row.pattern, matching.columns, takes_any));
                quote!(#(#rows)|*)
            }
            None => {
                let any = (0..matching.columns).map(|_| quote!(_));
                let named = without_guard(&arm.pat);
                quote_spanned!(at=> (#(#any,)* #named,))
            }
        };
        *without_guard_mut(&mut arm.pat) = Pat::Verbatim(pattern);
    }
    let end = end(matching, function, runtime);
    found.arms.extend(end);
    *found.expr = Expr::Verbatim(scrutinee(
        matching,
        &quote!(#runtime::__private::v1),
        event,
        takes_any,
    ));
}

/// The event as each of the types that it may be. With the same tokens at the same place, a mistake in
/// a pattern and in its copy is one to rustc.
pub(super) fn scrutinee(
    matching: &Matching,
    runtime: &TokenStream,
    event: &Ident,
    takes_any: bool,
) -> TokenStream {
    let at = matching.event.span();
    let gets = (0..matching.columns).map(|_| quote_spanned!(at=> #runtime::Event::get(#event),));
    let any = takes_any.then(|| quote_spanned!(at=> #event,));
    quote_spanned!(at=> (#(#gets)* #any))
}

/// One alternative of an arm, with its pattern or a copy of that.
pub(super) fn cells(row: &Row, pattern: &Pat, columns: usize, takes_any: bool) -> TokenStream {
    let cells = (0..columns).map(|column| {
        if column == row.column {
            quote_spanned!(row.anchor=> ::core::option::Option::Some(#pattern),)
        } else {
            quote_spanned!(row.anchor=> _,)
        }
    });
    let any = takes_any.then(|| quote!(_,));
    quote_spanned!(row.anchor=> (#(#cells)* #any))
}

/// The arm for what all others refuse.
fn end(matching: &Matching, function: &Function, runtime: &Path) -> Option<Arm> {
    let body = if matching.may_refuse {
        let returned = &function.returned;
        let nothing = quote_spanned! {function.returned_at=>
            #runtime::__private::v1::refuse::<#returned>(#REFUSED)
        };
        quote!(return #nothing)
    } else if matching.arms.iter().any(Option::is_none) {
        return None;
    } else {
        quote!(#runtime::__private::v1::unmatched())
    };
    Some(Arm {
        attrs: Vec::new(),
        pat: parse_quote!(_),
        fat_arrow_token: <Token![=>]>::default(),
        body: Box::new(Expr::Verbatim(body)),
        comma: Some(<Token![,]>::default()),
    })
}

fn without_guard(pattern: &Pat) -> &Pat {
    match pattern {
        Pat::Guard(guarded) => &guarded.pat,
        other => other,
    }
}

fn without_guard_mut(pattern: &mut Pat) -> &mut Pat {
    match pattern {
        Pat::Guard(guarded) => &mut guarded.pat,
        other => other,
    }
}

/// Leaves a body out, in which there is a mistake.
pub(super) fn leave_out(attributes: &mut Vec<Attribute>, block: &mut Block) {
    attributes.push(parse_quote!(#[allow(unused_variables, clippy::unused_async)]));
    *block = parse_quote!({ ::core::panic!() });
}
