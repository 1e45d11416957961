//! Parsing of items whose function bodies stay tokens.
//!
//! rustc reports a syntax error in a body before it calls the macro. A macro that refused the item would report
//! it again, and the provider that the item declares would seem to be missing.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{Block, Expr, ImplItem, Item, Stmt, token::Brace};

/// Parses an item. If the bodies of its functions cannot be parsed, they stay tokens.
pub(crate) fn item(tokens: &TokenStream) -> syn::Result<Item> {
    syn::parse2(tokens.clone()).or_else(|error| without_bodies(tokens).ok_or(error))
}

/// Returns true if the body of a function stayed tokens, because rustc reports an error in it.
pub(crate) fn is_unparsed(block: &Block) -> bool {
    matches!(&*block.stmts, [Stmt::Expr(Expr::Verbatim(_), None)])
}

/// Parses an item without parsing the bodies of its functions.
fn without_bodies(tokens: &TokenStream) -> Option<Item> {
    let mut bodies = Vec::new();
    let is_block = tokens
        .clone()
        .into_iter()
        .any(|token| matches!(token, TokenTree::Ident(word) if word == "impl"));
    let without = match (has_function(tokens), is_block) {
        (true, _) => emptied(tokens.clone(), &mut bodies),
        (false, true) => emptied_inside(tokens, &mut bodies),
        (false, false) => return None,
    };
    let mut item = syn::parse2(without).ok()?;
    restore(&mut item, bodies)?;
    Some(item)
}

/// Returns true if the keyword of a function is among the tokens, outside of groups.
fn has_function(tokens: &TokenStream) -> bool {
    let mut tokens = tokens.clone().into_iter();
    tokens.any(|token| matches!(token, TokenTree::Ident(word) if word == "fn"))
}

/// Returns the tokens with empty bodies of functions, and adds the bodies to `bodies`.
fn emptied(tokens: TokenStream, bodies: &mut Vec<Group>) -> TokenStream {
    let (mut is_signature, mut depth, mut last) = (false, 0_usize, ' ');
    let tokens = tokens.into_iter().map(|token| {
        let mut sign = ' ';
        match &token {
            TokenTree::Ident(word) if word == "fn" => is_signature = true,
            TokenTree::Punct(punct) => {
                sign = punct.as_char();
                match sign {
                    '<' => depth += 1,
                    '>' if last != '-' => depth = depth.saturating_sub(1),
                    // A function without a body.
                    ';' => is_signature = false,
                    _ => {}
                }
            }
            // A function that a `macro_rules!` macro was given whole.
            TokenTree::Group(group) if !is_signature && group.delimiter() == Delimiter::None => {
                let mut inside = Group::new(Delimiter::None, emptied(group.stream(), bodies));
                inside.set_span(group.span());
                return TokenTree::Group(inside);
            }
            // In `<…>` it is an argument.
            TokenTree::Group(group) if is_signature && depth == 0 => {
                if let Some(body) = body(group) {
                    is_signature = false;
                    let mut empty = Group::new(Delimiter::Brace, TokenStream::new());
                    empty.set_span(body.span());
                    bodies.push(body);
                    return TokenTree::Group(empty);
                }
            }
            _ => {}
        }
        last = sign;
        token
    });
    tokens.collect()
}

/// Returns the group as a body if it is one: in braces, or the block that a `macro_rules!` macro was given.
fn body(group: &Group) -> Option<Group> {
    if group.delimiter() != Delimiter::None {
        return (group.delimiter() == Delimiter::Brace).then(|| group.clone());
    }
    let mut inside = group.stream().into_iter();
    match (inside.next(), inside.next()) {
        (Some(TokenTree::Group(inner)), None) => body(&inner),
        _ => None,
    }
}

/// Returns the tokens with empty bodies of the functions in the block at their end.
fn emptied_inside(tokens: &TokenStream, bodies: &mut Vec<Group>) -> TokenStream {
    let mut tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    if let Some(TokenTree::Group(group)) = tokens.last_mut() {
        let mut inside = Group::new(group.delimiter(), emptied(group.stream(), bodies));
        inside.set_span(group.span());
        *group = inside;
    }
    tokens.into_iter().collect()
}

/// Restores the bodies, as tokens. Returns none if they are not those of the item's functions.
fn restore(item: &mut Item, bodies: Vec<Group>) -> Option<()> {
    let functions: Vec<&mut Block> = match item {
        Item::Fn(item) => vec![&mut item.block],
        Item::Impl(item) => {
            let functions = item.items.iter_mut().filter_map(|item| match item {
                ImplItem::Fn(function) => Some(&mut function.block),
                _ => None,
            });
            functions.collect()
        }
        _ => Vec::new(),
    };
    if functions.len() != bodies.len() {
        return None;
    }
    for (block, body) in functions.into_iter().zip(bodies) {
        *block = Block {
            brace_token: Brace(body.span()),
            stmts: vec![Stmt::Expr(Expr::Verbatim(body.stream()), None)],
        };
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names;

    #[test]
    fn bodies_need_not_be_understood() {
        for text in [
            "async fn a(_: &P<{ 1 }>) -> Box<dyn Fn() -> P<{ 2 }>> where A: B<{ 3 }> { let x = ; 4 }",
            "impl<T> Step<T> { const N: u8 = { 1 }; fn a(&self) -> A { let = } #[x] fn compose() { ( ; ) } }",
            "struct A { b: B }",
            "impl Empty {}",
        ] {
            let tokens: TokenStream = text.parse().unwrap();
            let item = item(&tokens).unwrap();
            assert_eq!(names::written(&item), names::written(&tokens));
        }
        let block: TokenStream = "{ 1 }".parse().unwrap();
        let block = TokenTree::from(Group::new(Delimiter::None, block));
        let tokens = quote::quote!(impl A { fn a() -> B #block fn b() -> C { 2 } });
        assert_eq!(bodies_of(&tokens), ["{ 1 }", "{ 2 }"]);
        let whole: TokenStream = "fn b() -> C { 2 }".parse().unwrap();
        let whole = TokenTree::from(Group::new(Delimiter::None, whole));
        let tokens = quote::quote!(impl A { fn a() -> B { 1 } #whole fn c() -> D { 3 } });
        assert_eq!(bodies_of(&tokens), ["{ 1 }", "{ 2 }", "{ 3 }"]);
        assert!(item(&"fn a()".parse().unwrap()).is_err());
    }

    /// Returns the bodies of the functions of a block.
    fn bodies_of(tokens: &TokenStream) -> Vec<String> {
        let Item::Impl(parsed) = item(tokens).unwrap() else {
            panic!("it is a block");
        };
        let bodies = parsed.items.iter().map(|item| match item {
            ImplItem::Fn(function) => names::written(&function.block),
            _ => String::new(),
        });
        bodies.collect()
    }
}
