//! Thousands of mutated items as input of the macros: they never panic, and the output always parses and
//! contains the user's item.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// A small generator of numbers that are the same in every run (xorshift, Marsaglia).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }
}

const ITEMS: &[&str] = &[
    "async fn order(cart: &Cart, rate: Rate) -> Result<Order, Failed> { Ok(Order) }",
    "pub fn label(cart: &Cart, gateway: &dyn Gateway) -> Label { Label }",
    "fn cached<T: Clone + Send, const N: usize>(a: &Store<T>) -> Cache<T, N> where T: Sync { Cache }",
    "pub struct Quote { pub cart: Cart, price: Price }",
    "struct Pair<T>(Cart, T) where T: Clone;",
    "struct Clock;",
    "impl<T: Send> Step<T> { async fn compose(&self, cart: &Cart) -> Price { Price } fn other(&self) {} }",
    "impl Step { fn compose(run: &Run) -> Result<Price, Box<dyn Error + Send + Sync>> { todo() } }",
    "pub struct Checkout { pub cart: Cart, #[inject] gateway: Arc<dyn Gateway>, #[inject] pool: Pool }",
    "struct Empty {}",
    "unsafe extern \"C\" fn raw(x: &mut [u8], y: impl Fn(&str) -> u8) -> &'static str { x }",
    "enum Kind { A, B(u8) }",
];

const OPTIONS: &[&str] = &[
    "",
    "spawn",
    "blocking, explicit",
    "explicit, crate = other::path",
    "output = Order",
    "output = (Order, Preview), nodes(open, app::close), error = Failed",
    "output = Vec<Order>, recursion_limit = 256, crate = wires",
    "spwan = 3, output(Order)",
    "retry(attempts = 3, backoff = exponential(\"100ms\", factor = 2.0, max = \"10s\"), jitter, panics), retry_if = app::is_transient",
    "timeout = \"5s\", concurrency = 4, retry(attempts = 0, backoff = fixed(\"soon\"))",
    "output = Order, timeout = \"30s\"",
    "persist(scope = global, ttl = \"1h\", version = 2, name = \"shop/tax\", failures(ttl = \"1m\"), lease = \"30s\", on_store_error = fail, store = Audit)",
    "output = Order, resumable(name = \"shop/checkout\", store = journal)",
    "output = Order, defaults(retry(attempts = 3, backoff = fixed(\"1s\")), timeout = \"5s\")",
    "retry = none, timeout = none",
];

/// Organs, and items that resemble one.
const ORGANS: &[&str] = &[
    "impl Desk { async fn handle(&mut self, event: &Event) -> Option<Done> { match event { Placed { order, .. } if *order > 3 => Some(Done), Moved(x, _) | Shape::Square(x) => None, n @ (Stop | Halt) => None, Placed { at: (1, Some(y @ 3..=5)), .. } => None } } }",
    "impl<T: Send> Last<T> { #[handle(timeout = \"5s\")] fn first(&self, event: &Event) { match event { A => {} } } #[handle(all)] fn second(&self, event: &Event, out: &mut Outbox<(A, B)>) { match event { A | B => {} other => log(other) } } #[idle] fn idle(&mut self, phase: u32) {} }",
    "async fn receipt(event: &Placed, mailer: &Mailer, gateway: &dyn Gateway) -> Result<Vec<Sent>, Failed> { send(event).await }",
    "fn both(event: &Event, out: &mut Outbox<A>) { let x = 3; match event { A { x: 3 } if x => out.emit(A), _ => {} } }",
    "fn odd(event: &Event) -> X { if let A = event { matches!(event, B) } let C = event else { return }; match *event { } }",
    "impl Desk { fn handle(self, event: Event) {} #[start] #[handle] fn start(&mut self) {} }",
    "pub struct Shop { fulfilment: Fulfilment, mail: Mailer }",
    "#[derive(Serialize, Clone)] #[serde(rename_all = \"x\")] enum Shape { Circle { r: u32 }, Square(u32), Dot }",
    "struct Moved(i32, #[cfg(test)] i32);",
];

const ORGAN_OPTIONS: &[&str] = &[
    "",
    "all, concurrency = 4",
    "retry(attempts = 3), timeout = \"5s\", on_failure = nack, cached, version = 2, snapshot",
    "\"ORDER_PLACED\", version = 2, key = order, retry(attempts = 3)",
    "name = \"x\", key = Self::key, crate = wires",
    "entry(A, b::C), terminal(D), max_hops = 9",
    "entry(A, A), max_hops = 0",
];

/// Sagas, and items that resemble one.
const SAGAS: &[&str] = &[
    "impl Checkout { #[step(each = items, undo = release, concurrency = 4)] async fn reserve(&self, item: &Item) -> Result<Hold, SoldOut> { hold(item).await } async fn release(&self, hold: &Hold) -> Result<(), SoldOut> { Ok(()) } #[step(pivot)] async fn order(&self, held: &[Hold], key: &IdempotencyKey) -> Order { Order } #[step(retry(attempts = 5, panics))] async fn send(&self, order: &Order) -> Result<Receipt, Lost> { Ok(Receipt) } }",
    "impl Pay { #[step(cancellable, unknown = park, undo = refund, undo_on_failure, undo_retry(attempts = 2), undo_timeout = \"5s\")] async fn by_card(&self) -> ByCard { ByCard } async fn refund(&self, paid: Option<&ByCard>, key: &IdempotencyKey) {} #[step(saga)] fn other(&self) -> Other { Other } #[step(irrevocable)] async fn paid(&self, first: Race<(&ByCard, &ByTransfer)>) -> Paid { Paid } }",
    "impl<T> Of<T> { #[step] fn odd(self, item: &mut Item, x: impl Fn(&str)) -> &'static str { x } #[step = 3] unsafe fn raw<const N: usize>() {} }",
    "pub struct Checkout { items: Vec<Item>, #[inject] bank: Arc<dyn Bank> }",
    "impl Undo for Checkout { #[step(irrevocable, undo = a, pivot)] #[cfg(x)] async fn a(&self) -> Result<A> { A } }",
];

const SAGA_OPTIONS: &[&str] = &[
    "",
    "output = Receipt, error = Failed",
    "output = Paid, version = 2, migrate = app::migrate, timeout = \"30s\", node",
    "output = Vec<Order>, version = 0, crate = wires, node = 3",
];

const COMPOSED: &[&str] = &[
    "Order; cart: Cart, rate: Rate = Rate(3)",
    "(Order, Preview), nodes(open, app::close); cart: Cart",
    "Order",
];

fn tokens(text: &str) -> Vec<TokenTree> {
    text.parse::<TokenStream>()
        .expect("it was written as tokens")
        .into_iter()
        .collect()
}

/// Returns a random token.
fn any(random: &mut Random) -> TokenTree {
    const WORDS: &[&str] = &[
        "fn", "async", "Cart", "Result", "self", "impl", "dyn", "where", "_", "crate",
    ];
    const MARKS: &[char] = &['&', '<', '>', ',', ';', ':', '=', '-', '!', '#', '+', '\''];
    match random.below(4) {
        0 => Punct::new(MARKS[random.below(MARKS.len() - 1)], Spacing::Alone).into(),
        1 => Group::new(Delimiter::Parenthesis, TokenStream::new()).into(),
        2 => proc_macro2::Literal::u8_suffixed(7).into(),
        _ => Ident::new(WORDS[random.below(WORDS.len())], Span::call_site()).into(),
    }
}

/// Changes one token: drops, doubles, swaps or replaces it, or moves it into a group.
fn mutate(list: &mut Vec<TokenTree>, random: &mut Random) {
    if list.is_empty() {
        list.push(any(random));
        return;
    }
    let at = random.below(list.len());
    if let TokenTree::Group(group) = &list[at]
        && random.below(4) > 0
    {
        let mut inner: Vec<TokenTree> = group.stream().into_iter().collect();
        mutate(&mut inner, random);
        list[at] = Group::new(group.delimiter(), inner.into_iter().collect()).into();
        return;
    }
    match random.below(5) {
        0 => drop(list.remove(at)),
        1 => list.insert(at, list[at].clone()),
        2 => {
            let other = random.below(list.len());
            list.swap(at, other);
        }
        3 => list[at] = any(random),
        _ => list.insert(at, any(random)),
    }
}

fn mutated(corpus: &[&str], random: &mut Random) -> TokenStream {
    let mut list = tokens(corpus[random.below(corpus.len())]);
    for _ in 0..random.below(4) {
        mutate(&mut list, random);
    }
    list.into_iter().collect()
}

/// Returns an item as written, without the attribute that `#[graph]` removes.
fn without_inject(mut item: syn::Item) -> String {
    if let syn::Item::Struct(item) = &mut item {
        for field in &mut item.fields {
            field
                .attrs
                .retain(|attribute| !attribute.path().is_ident("inject"));
        }
    }
    item.into_token_stream().to_string()
}

#[test]
fn mutated_items_are_kept_whatever_is_wrong_with_them() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut kept = 0;
    for _ in 0..6_000 {
        let options = mutated(OPTIONS, &mut random);
        let item = mutated(ITEMS, &mut random);
        // Tokens that rustc does not parse as an item never reach a macro.
        let Ok(parsed) = syn::parse2::<syn::Item>(item.clone()) else {
            continue;
        };
        kept += 1;
        let node = crate::node::expand(options.clone(), &item);
        check(&node, &parsed.to_token_stream().to_string(), &item);
        let graph = crate::graph::expand(options, item.clone());
        check(&graph, &without_inject(parsed), &item);
    }
    assert!(kept > 1_000, "only {kept} of the mutated items parse");
}

/// Returns an item without attributes, since the macros remove some and add others.
fn bare(mut item: syn::Item) -> String {
    match &mut item {
        syn::Item::Struct(item) => item.attrs.clear(),
        syn::Item::Enum(item) => item.attrs.clear(),
        // A body is rewritten, or left out.
        syn::Item::Fn(item) => return item.sig.to_token_stream().to_string(),
        other => return crate::names::of_item(other),
    }
    without_inject(item)
}

#[test]
fn mutated_organs_are_kept_whatever_is_wrong_with_them() {
    let mut random = Random(0x1405_7b7e_f767_814f);
    let mut kept = 0;
    for _ in 0..6_000 {
        let options = mutated(ORGAN_OPTIONS, &mut random);
        let item = mutated(ORGANS, &mut random);
        let Ok(parsed) = syn::parse2::<syn::Item>(item.clone()) else {
            continue;
        };
        kept += 1;
        let expected = bare(parsed);
        for output in [
            crate::event::expand(options.clone(), &item),
            crate::organ::expand(options.clone(), &item),
            crate::spine::expand(options.clone(), &item),
        ] {
            let file: syn::File = match syn::parse2(output.clone()) {
                Ok(file) => file,
                Err(error) => panic!("{error}: of `{item}` came `{output}`"),
            };
            let found = file.items.into_iter().any(|found| bare(found) == expected);
            assert!(found, "`{item}` is not in `{output}`");
        }
        let emits = crate::emits::expand(&item);
        assert!(
            syn::parse2::<syn::File>(emits.clone()).is_ok(),
            "of `{item}` came `{emits}`"
        );
    }
    assert!(kept > 1_000, "only {kept} of the mutated items parse");
}

#[test]
fn mutated_sagas_are_kept_whatever_is_wrong_with_them() {
    let mut random = Random(0x5851_f42d_4c95_7f2d);
    let mut kept = 0;
    for _ in 0..6_000 {
        let options = mutated(SAGA_OPTIONS, &mut random);
        let item = mutated(SAGAS, &mut random);
        let Ok(parsed) = syn::parse2::<syn::Item>(item.clone()) else {
            continue;
        };
        kept += 1;
        let expected = bare(parsed);
        let output = crate::saga::expand(options, &item);
        let file: syn::File = match syn::parse2(output.clone()) {
            Ok(file) => file,
            Err(error) => panic!("{error}: of `{item}` came `{output}`"),
        };
        let found = file.items.into_iter().any(|found| bare(found) == expected);
        assert!(found, "`{item}` is not in `{output}`");
    }
    assert!(kept > 1_000, "only {kept} of the mutated items parse");
}

/// Checks that the output parses as items, and that the first of them is the user's.
fn check(output: &TokenStream, expected: &str, item: &TokenStream) {
    let file: syn::File = match syn::parse2(output.clone()) {
        Ok(file) => file,
        Err(error) => panic!("{error}: of `{item}` came `{output}`"),
    };
    let found = file.items.into_iter().any(|found| {
        found.to_token_stream().to_string() == expected || without_inject(found) == expected
    });
    assert!(found, "`{item}` is not in `{output}`");
}

#[test]
fn mutated_compositions_give_an_expression() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..4_000 {
        let input = mutated(COMPOSED, &mut random);
        let output = crate::compose::expand(input.clone());
        if let Err(error) = syn::parse2::<syn::Expr>(output.clone()) {
            // Several mistakes cause several macro calls, which are statements instead of one expression.
            let block = quote::quote!({ #output });
            assert!(
                syn::parse2::<syn::Block>(block).is_ok(),
                "{error}: of `{input}` came `{output}`"
            );
        }
    }
}
