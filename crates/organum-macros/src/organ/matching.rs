//! The `match event { … }` that a handler ends with: which events its arms name, and how it is
//! written so that rustc knows their types.

mod declared;

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Block, Expr, ExprMatch, Pat, Stmt,
    visit::{self, Visit},
};

use self::declared::Declared;
use super::pattern::{self, Head};
use crate::{names, options::Errors, types};

/// The arms of a handler's match.
#[derive(Debug)]
pub(super) struct Matching {
    /// The number of different heads, each of which is a column of the match.
    pub(super) columns: usize,
    pub(super) rows: Vec<Row>,
    /// For each arm, its rows; none for one that takes any event.
    pub(super) arms: Vec<Option<std::ops::Range<usize>>>,
    /// Can an event that some row matches be refused by all arms?
    pub(super) may_refuse: bool,
    /// The token `event` in `match event`.
    pub(super) event: Ident,
}

/// A pattern of an event: an arm, or an alternative of one.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) pattern: Pat,
    /// The number of its head.
    pub(super) column: usize,
    /// The place of errors about it.
    pub(super) anchor: Span,
    /// As written.
    pub(super) guard: Option<String>,
}

impl Row {
    /// Returns true if it takes every value of its head.
    pub(super) fn is_whole(&self) -> bool {
        self.guard.is_none() && pattern::takes_all_of_its_head(&self.pattern)
    }
}

/// The handler whose body is read.
pub(super) struct Reading<'a> {
    /// The name of the organ in messages.
    pub(super) organ: &'a str,
    pub(super) function: &'a Ident,
    /// The parameter of the handler.
    pub(super) event: &'a Ident,
    /// Was every event asked for?
    pub(super) is_all: bool,
}

/// Returns true if the body uses the event as a type of the user's own with the name of ours: by its fields, or by
/// variants that patterns name after it?
pub(super) fn is_of_one_type(block: &mut Block, ty: &syn::Type, reading: &Reading<'_>) -> bool {
    let syn::Type::Path(ty) = ty else {
        return false;
    };
    let event = reading.event;
    let has_last = last_match(block).is_some_and(|found| is_event(&found.expr, event));
    let mut uses = UsesOfOwn {
        ty: &ty.path,
        found: false,
    };
    uses.visit_block(block);
    // An arm of the match may give the name to the event that it has found.
    uses.found || !has_last && !reading.is_all && has_fields(block.to_token_stream(), event)
}

/// Returns true if a field of the event is used anywhere, perhaps in a macro.
fn has_fields(tokens: TokenStream, event: &Ident) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_field = |at: usize| {
        matches!(&tokens[at], TokenTree::Ident(found) if found == event)
            && matches!(tokens.get(at + 1), Some(TokenTree::Punct(dot)) if dot.as_char() == '.' && dot.spacing() == Spacing::Alone)
            && matches!(
                tokens.get(at + 2),
                Some(TokenTree::Ident(_) | TokenTree::Literal(_))
            )
            && !matches!(tokens.get(at + 3), Some(TokenTree::Group(call)) if call.delimiter() == Delimiter::Parenthesis)
    };
    let inside = |token: &TokenTree| matches!(token, TokenTree::Group(group) if has_fields(group.stream(), event));
    (0..tokens.len()).any(is_field) || tokens.iter().any(inside)
}

struct UsesOfOwn<'a> {
    ty: &'a syn::Path,
    found: bool,
}

impl UsesOfOwn<'_> {
    /// A path to something in the type.
    fn look_at(&mut self, path: &syn::Path) {
        let (ty, len) = (&self.ty.segments, self.ty.segments.len());
        self.found |= path.segments.len() > len
            && ty
                .iter()
                .zip(&path.segments)
                .all(|(a, b)| a.ident == b.ident);
    }
}

impl<'ast> Visit<'ast> for UsesOfOwn<'_> {
    fn visit_pat_tuple_struct(&mut self, node: &'ast syn::PatTupleStruct) {
        self.look_at(&node.path);
    }

    fn visit_pat_struct(&mut self, node: &'ast syn::PatStruct) {
        self.look_at(&node.path);
    }

    fn visit_arm(&mut self, node: &'ast syn::Arm) {
        if let Pat::Path(found) = &node.pat {
            self.look_at(&found.path);
        }
        syn::visit::visit_arm(self, node);
    }
}

/// The match at the end of the body.
pub(super) fn last_match(block: &mut Block) -> Option<&mut ExprMatch> {
    match block.stmts.last_mut()? {
        Stmt::Expr(Expr::Match(found), _) => Some(found),
        _ => None,
    }
}

/// The arms of the match that the body ends with. None without a mistake if every event was asked
/// for and there is no match.
pub(super) fn read(
    block: &mut Block,
    reading: &Reading<'_>,
    errors: &mut Errors,
) -> Option<Matching> {
    let event = reading.event;
    let has_last = last_match(block).is_some_and(|found| is_event(&found.expr, event));
    let mut elsewhere = Elsewhere {
        reading,
        errors,
        is_told: false,
        at_end: has_last,
        has_last,
    };
    elsewhere.visit_block(block);
    let is_told = elsewhere.is_told;
    if !has_last {
        if !is_told && !reading.is_all {
            errors.at(
                reading.function.span(),
                format_args!(
                    "the events of organ `{}` cannot be inferred: end `{}` with `match {event} {{ … }}`, whose arms name the events, or ask for all with `#[organ(all)]`",
                    reading.organ, reading.function
                ),
            );
        }
        return None;
    }
    let declared = Declared::of(block);
    let found = last_match(block).expect("it was seen");
    let matching = arms(found, reading, errors);
    declared.refuse(&matching, reading, errors);
    Some(matching)
}

/// Returns true if the body of a handler of one type ends with a match on its event whose arms name another type.
/// These may be variants of an enum.
pub(super) fn names_other_types(block: &Block, signature: &syn::Signature, ty: &syn::Type) -> bool {
    let Some(Stmt::Expr(Expr::Match(found), _)) = block.stmts.last() else {
        return false;
    };
    let of_event = signature.inputs.iter().find_map(|input| match input {
        syn::FnArg::Typed(input) => match &*input.pat {
            Pat::Ident(named) => Some(&named.ident),
            _ => None,
        },
        syn::FnArg::Receiver(_) => None,
    });
    let written = names::written(ty);
    let mut heads = found.arms.iter().flat_map(|arm| match &arm.pat {
        Pat::Guard(guarded) => pattern::alternatives(&guarded.pat),
        other => pattern::alternatives(other),
    });
    of_event.is_some_and(|event| is_event(&found.expr, event))
        && heads.any(|pattern| match pattern::head(&pattern) {
            Head::Event { text, .. } => text != written,
            _ => false,
        })
}

fn arms(found: &ExprMatch, reading: &Reading<'_>, errors: &mut Errors) -> Matching {
    let mut heads: Vec<String> = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    let mut arms = Vec::new();
    let (mut takes_any, mut is_wrapped) = (false, false);
    for arm in &found.arms {
        if let Some(attribute) = arm.attrs.iter().find(|found| types::is_conditional(found)) {
            errors.on(
                attribute,
                "the events of an organ cannot be conditional: put the condition on the organ, and write one organ for each case",
            );
        }
        let (written, guard) = match &arm.pat {
            Pat::Guard(guarded) => (&*guarded.pat, Some(names::written_expr(&guarded.guard))),
            other => (other, None),
        };
        let first = rows.len();
        let mut is_catch_all = false;
        for pattern in pattern::alternatives(written) {
            match pattern::head(&pattern) {
                Head::Event { text, .. } if pattern::WRAPPERS.contains(&&*text) && is_wrapped => {}
                Head::Event { text, anchor } if pattern::WRAPPERS.contains(&&*text) => {
                    is_wrapped = true;
                    let cure = match pattern::wrapped(&pattern) {
                        Some(inner) => format!("write `{}`", names::written(inner)),
                        None => "remove the arm".to_owned(),
                    };
                    errors.at(
                        anchor,
                        format_args!(
                            "`{}` names no event, and a handler is called with an event itself: {cure}",
                            names::written(&pattern)
                        ),
                    );
                }
                Head::Event { text, anchor } => {
                    let known = heads.iter().position(|head| *head == text);
                    let column = known.unwrap_or_else(|| {
                        heads.push(text);
                        heads.len() - 1
                    });
                    rows.push(Row {
                        pattern,
                        column,
                        anchor,
                        guard: guard.clone(),
                    });
                }
                Head::CatchAll if reading.is_all => is_catch_all = true,
                Head::CatchAll => catch_all(&pattern, reading.organ, errors),
                Head::Unknown => errors.on(
                    &pattern,
                    format_args!(
                        "the event of this arm cannot be inferred from `{}`: a pattern names its event, as `OrderPlaced {{ order_id, .. }}`",
                        names::written(&pattern)
                    ),
                ),
            }
        }
        if is_catch_all && rows.len() > first {
            errors.on(
                written,
                "an arm takes either any event or those that it names: write two arms",
            );
        }
        takes_any = takes_any || is_catch_all && guard.is_none();
        arms.push((!is_catch_all).then_some(first..rows.len()));
    }
    let is_covered = |row: &Row| {
        let mut whole = rows.iter().filter(|other| other.is_whole());
        whole.any(|other| other.column == row.column)
    };
    let may_refuse = if reading.is_all {
        !takes_any
    } else {
        !rows
            .iter()
            .all(|row| row.guard.is_none() || is_covered(row))
    };
    Matching {
        columns: heads.len(),
        may_refuse,
        rows,
        arms,
        event: named(&found.expr, reading.event)
            .unwrap_or(reading.event)
            .clone(),
    }
}

fn catch_all(pattern: &Pat, organ: &str, errors: &mut Errors) {
    let message = match pattern {
        Pat::Ident(found) if found.subpat.is_none() => format!(
            "`{0}` would make organ `{organ}` listen for every event: name the event, `{0} @ OrderPlaced {{ .. }}`, or write `{0} {{}}` if that is its name, or ask for all with `#[organ(all)]`",
            found.ident
        ),
        other => format!(
            "`{}` would make organ `{organ}` listen for every event: remove the arm, since an event that no arm names is not delivered, or ask for all with `#[organ(all)]`",
            names::written(other)
        ),
    };
    errors.on(pattern, message);
}

/// The event, where an expression is nothing else: perhaps in parentheses, borrowed or behind a `*`.
fn named<'a>(expression: &'a Expr, event: &Ident) -> Option<&'a Ident> {
    match expression {
        Expr::Path(found) => found.path.get_ident().filter(|found| *found == event),
        Expr::Paren(found) => named(&found.expr, event),
        Expr::Group(found) => named(&found.expr, event),
        Expr::Reference(found) => named(&found.expr, event),
        Expr::Unary(found) if matches!(found.op, syn::UnOp::Deref(_)) => named(&found.expr, event),
        _ => None,
    }
}

fn is_event(expression: &Expr, event: &Ident) -> bool {
    named(expression, event).is_some()
}

/// A visitor of the other places where a handler looks at the type of its event. Its interests are read from one place.
struct Elsewhere<'a, 'e> {
    reading: &'a Reading<'a>,
    errors: &'e mut Errors,
    is_told: bool,
    /// True if the body ends with a match on the event.
    has_last: bool,
    /// True until that match was visited.
    at_end: bool,
}

impl Elsewhere<'_, '_> {
    /// A match that is not the one at the end.
    fn refuse_match(&mut self, span: Span) {
        let Reading {
            organ,
            event,
            function,
            ..
        } = self.reading;
        self.is_told = true;
        if self.has_last {
            self.errors.at(
                span,
                format_args!(
                    "`{function}` of organ `{organ}` matches on `{event}` twice, and its events are read from the match at its end: make one match of them"
                ),
            );
        } else {
            self.errors.at(
                span,
                format_args!(
                    "`{function}` of organ `{organ}` does not end with this match on `{event}`, from whose arms its events are read: move the code around it and after it into its arms"
                ),
            );
        }
    }

    /// Something else that looks at the type of the event.
    fn refuse(&mut self, span: Span, what: &str) {
        let Reading {
            organ,
            event,
            function,
            ..
        } = self.reading;
        self.is_told = true;
        self.errors.at(
            span,
            format_args!(
                "{what} hides events of organ `{organ}`, which are read from the arms of a match: end `{function}` with `match {event} {{ … }}`"
            ),
        );
    }
}

impl Elsewhere<'_, '_> {
    /// Reports `event.get()`, unless the handler asked for every event, so that no interest is hidden.
    fn refuse_get(&mut self, span: Span) {
        if !self.reading.is_all {
            let event = self.reading.event;
            self.refuse(span, &format!("`{event}.get()`"));
        }
    }
}

impl<'ast> Visit<'ast> for Elsewhere<'_, '_> {
    fn visit_block(&mut self, block: &'ast Block) {
        // Only the outermost block ends with the match that is read.
        let is_outermost = std::mem::take(&mut self.at_end);
        for (at, statement) in block.stmts.iter().enumerate() {
            if is_outermost
                && at + 1 == block.stmts.len()
                && let Stmt::Expr(Expr::Match(found), _) = statement
            {
                for arm in &found.arms {
                    self.visit_arm(arm);
                }
            } else {
                self.visit_stmt(statement);
            }
        }
    }

    fn visit_expr_match(&mut self, found: &'ast ExprMatch) {
        if is_event(&found.expr, self.reading.event) {
            self.refuse_match(found.match_token.span);
        }
        visit::visit_expr_match(self, found);
    }

    fn visit_expr_let(&mut self, found: &'ast syn::ExprLet) {
        if is_event(&found.expr, self.reading.event) {
            let event = self.reading.event;
            self.refuse(found.let_token.span, &format!("`let … = {event}`"));
        }
        visit::visit_expr_let(self, found);
    }

    fn visit_local(&mut self, found: &'ast syn::Local) {
        if let Some(init) = &found.init
            && is_event(&init.expr, self.reading.event)
            && !matches!(found.pat, Pat::Ident(_) | Pat::Wild(_) | Pat::Type(_))
        {
            let event = self.reading.event;
            self.refuse(found.let_token.span, &format!("`let … = {event}`"));
        }
        visit::visit_local(self, found);
    }

    fn visit_expr_method_call(&mut self, found: &'ast syn::ExprMethodCall) {
        if found.method == "get" && is_event(&found.receiver, self.reading.event) {
            self.refuse_get(found.method.span());
        }
        visit::visit_expr_method_call(self, found);
    }

    fn visit_expr_call(&mut self, found: &'ast syn::ExprCall) {
        if let Expr::Path(function) = &*found.func
            && let [.., ty, get] = &*function.path.segments.iter().collect::<Vec<_>>()
            && ty.ident == "Event"
            && get.ident == "get"
            && let Some(first) = found.args.first()
            && is_event(first, self.reading.event)
        {
            self.refuse_get(get.ident.span());
        }
        visit::visit_expr_call(self, found);
    }

    fn visit_macro(&mut self, found: &'ast syn::Macro) {
        let is_matches = found.path.segments.last();
        let is_matches = is_matches.is_some_and(|last| last.ident == "matches");
        let first = found.tokens.clone().into_iter().next();
        if is_matches && first.is_some_and(|token| *self.reading.event == token.to_string()) {
            self.refuse(names::anchor_of_path(&found.path), "`matches!`");
        }
    }
}

#[cfg(test)]
mod tests;
