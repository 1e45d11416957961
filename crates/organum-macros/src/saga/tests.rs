//! The macro without a compiler: the errors that it reports, and that nothing panics.

use quote::quote;

fn errors(options: &str, item: &str) -> Vec<String> {
    let expanded = super::expand(options.parse().unwrap(), &item.parse().unwrap()).to_string();
    expanded
        .split("compile_error")
        .skip(1)
        .filter_map(|rest| Some(rest.split('"').nth(1)?.to_owned()))
        .collect()
}

#[test]
fn every_mistake_is_reported_once() {
    let reported = errors(
        "output = Receipt",
        "impl Checkout {
            #[step(undo = nothing)] async fn reserve(&self) -> Hold { Hold }
            #[step(pivot)] async fn order(&self) -> Order { Order }
            #[step(pivot)] async fn send(self) -> Receipt { Receipt }
        }",
    );
    assert_eq!(reported.len(), 3, "{reported:#?}");
    assert!(
        reported
            .iter()
            .any(|text| text.contains("there is no method `nothing`"))
    );
    assert!(
        reported
            .iter()
            .any(|text| text.contains("two pivots, `order` and `send`"))
    );
    assert!(reported.iter().any(|text| text.contains("write `&self`")));
}

#[test]
fn the_attributes_of_steps_are_taken_away() {
    let item = quote! {
        impl Checkout {
            #[step(irrevocable)]
            async fn reserve(&self) -> Hold { Hold }
        }
    };
    let expanded = super::expand(quote!(output = Hold), &item).to_string();
    assert!(!expanded.contains("irrevocable"), "{expanded}");
}
