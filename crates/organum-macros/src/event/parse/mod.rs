//! From tokens to the model of an event.

mod bounds;
mod shared;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::{
    Attribute, Field, Fields, Item, LitStr, Member, Path, Token, Type, TypeReference,
    parse::{Parse, ParseStream},
};

use super::model::{Event, Key, Serde};
use crate::{
    names,
    options::{self, Errors, Written},
    retry, types,
};

const OPTIONS: [&str; 5] = ["name", "version", "key", "retry", "crate"];

/// `"ORDER_PLACED", version = 2`
struct Named {
    name: Option<LitStr>,
    options: TokenStream,
}

impl Parse for Named {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut name = None;
        if input.peek(LitStr) {
            name = Some(input.parse()?);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        let options = input.parse()?;
        Ok(Self { name, options })
    }
}

/// The event that the tokens declare, as far as it can be made out.
pub(super) fn event(
    options: TokenStream,
    tokens: &TokenStream,
    errors: &mut Errors,
) -> Option<Event> {
    let Named { name, options } = match syn::parse2(options) {
        Ok(named) => named,
        Err(error) => {
            errors.at(
                error.span(),
                "`event` begins with its name, `#[event(\"ORDER_PLACED\")]`, or has options only: `#[event(version = 2)]`",
            );
            Named {
                name: None,
                options: TokenStream::new(),
            }
        }
    };
    let options = options::parse(options, "event", &OPTIONS, errors);
    let item = match syn::parse2(tokens.clone()) {
        Ok(item @ (Item::Struct(_) | Item::Enum(_))) => item,
        Ok(other) => {
            errors.on(
                names::first_word(tokens),
                format_args!(
                    "`#[event]` goes on a struct or an enum, and {}",
                    names::of_item(&other)
                ),
            );
            return None;
        }
        Err(error) => {
            errors.push(error);
            return None;
        }
    };
    let found = shared::mistaken(&item);
    let Parts {
        attributes,
        ident,
        generics,
        fields,
    } = parts(item.clone());
    let mut is_readable = true;
    for fields in &fields {
        is_readable &= fields_of_json(fields, errors);
    }
    let is_enum = matches!(item, Item::Enum(_));
    let needed = bounds::needed(&item, &ident, &attributes);
    let (item, mistaken) = found.map_or((item, Vec::new()), |found| (found.item, found.types));
    let find = |name| options.iter().find(|option| option.name == name);
    let name = stable_name(name, find("name"), errors).unwrap_or_else(|| plain_name(&ident));
    Some(Event {
        runtime: options::runtime(&options, errors),
        name,
        version: find("version")
            .and_then(|option| options::version(option, errors))
            .unwrap_or(1),
        is_enum,
        key: find("key").and_then(|option| key(option, errors)),
        retry: find("retry").and_then(|option| retry::or_none(option, "a handler", errors)),
        serde: Serde {
            fields: needed,
            ..serde(&attributes, is_readable, !mistaken.is_empty())
        },
        fields: match fields.into_iter().next() {
            Some(fields) if !is_enum => members(fields),
            _ => Vec::new(),
        },
        mistaken,
        item,
        generics,
        ident,
    })
}

/// Returns true if the item itself derives a trait of serde.
fn derives_any(item: &Item) -> bool {
    let attributes = match item {
        Item::Struct(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        _ => return false,
    };
    types::derives(attributes, &["Serialize", "Deserialize"])
}

/// The parts of an item that is an event.
struct Parts {
    attributes: Vec<Attribute>,
    ident: syn::Ident,
    generics: syn::Generics,
    /// The fields of a struct, or of each variant of an enum.
    fields: Vec<Fields>,
}

fn parts(item: Item) -> Parts {
    match item {
        Item::Struct(item) => Parts {
            attributes: item.attrs,
            ident: item.ident,
            generics: item.generics,
            fields: vec![item.fields],
        },
        Item::Enum(item) => Parts {
            attributes: item.attrs,
            ident: item.ident,
            generics: item.generics,
            fields: item
                .variants
                .into_iter()
                .map(|variant| variant.fields)
                .collect(),
        },
        _ => unreachable!("an event is a struct or an enum"),
    }
}

/// The name of the type, as its stable name.
fn plain_name(ident: &syn::Ident) -> String {
    let text = ident.to_string();
    text.trim_start_matches("r#").to_owned()
}

fn stable_name(
    first: Option<LitStr>,
    option: Option<&Written>,
    errors: &mut Errors,
) -> Option<String> {
    let named = option.and_then(|option| option.equals("name = \"ORDER_PLACED\"", errors));
    let name: LitStr = match (first, named) {
        (Some(first), Some(second)) => {
            errors.on(second, "the event has two names: keep one of them");
            first
        }
        (first, second) => first.or(second)?,
    };
    let text = name.value();
    if text.trim().is_empty() {
        errors.on(
            name,
            "the name of an event identifies it in logs, archives and brokers, and this one is blank: write one, such as `\"ORDER_PLACED\"`, or none for that of the type",
        );
        return None;
    }
    if text.trim() != text || text.chars().any(char::is_control) {
        errors.on(
            name,
            "the name of an event has blanks around it, or characters that cannot be seen: remove them",
        );
        return None;
    }
    Some(text)
}

/// `key = order_id`, `key = 0` or `key = Self::key`.
fn key(option: &Written, errors: &mut Errors) -> Option<Key> {
    const WRITTEN: &str = "key = order_id";
    let options::Value::Equals(tokens) = &option.value else {
        option.equals::<Path>(WRITTEN, errors);
        return None;
    };
    if let Ok(member) = syn::parse2::<Member>(tokens.clone()) {
        return Some(Key::Field(member));
    }
    option.equals(WRITTEN, errors).map(Key::Function)
}

/// Reports fields that cannot be read back from JSON. Returns false if the type of one of them is the reason.
fn fields_of_json(fields: &Fields, errors: &mut Errors) -> bool {
    refuse_flattened(fields, errors);
    let mut are_readable = true;
    for field in fields {
        if let (Some((map, pair)), true) = (map_without_texts(&field.ty), is_read(field)) {
            errors.on(
                map,
                format_args!(
                    "an event with `{}` cannot be written as JSON, whose keys are strings: write `Vec<{}>`",
                    names::written(map),
                    names::written(&pair)
                ),
            );
        }
        if let (Some(found), true) = (static_reference(&field.ty), is_read(field)) {
            are_readable = false;
            let owned = match types::plain(&found.elem) {
                Type::Path(path) if path.path.is_ident("str") => "String".to_owned(),
                Type::Slice(slice) => format!("Vec<{}>", names::written(&slice.elem)),
                other => names::written(other),
            };
            errors.on(
                found,
                format_args!(
                    "an event with a reference cannot be read from JSON, since an event owns its fields: write `{owned}`"
                ),
            );
        }
    }
    are_readable
}

/// Returns true if serde reads the field as its type says. serde borrows from the input for a reference even where a
/// function reads the field, and not for a type that holds a reference.
fn is_read(field: &Field) -> bool {
    let is_reference = matches!(types::plain(&field.ty), Type::Reference(_));
    let words: &[&str] = if is_reference {
        &["skip", "skip_deserializing"]
    } else {
        &["skip", "skip_deserializing", "with", "deserialize_with"]
    };
    let mut of_serde = field
        .attrs
        .iter()
        .filter(|found| found.path().is_ident("serde"));
    !of_serde.any(|found| {
        let mut words = words.iter().map(|word| format_ident!("{word}"));
        words.any(|word| types::mentions(&found.meta, &word))
    })
}

/// Returns the `&'static T` that is the type of a field, or that a type of the standard library holds.
fn static_reference(ty: &Type) -> Option<&TypeReference> {
    match types::plain(ty) {
        Type::Reference(found) => {
            let is_static = |lifetime: &syn::Lifetime| lifetime.ident == "static";
            Some(found).filter(|found| found.lifetime.as_ref().is_some_and(is_static))
        }
        Type::Tuple(tuple) => tuple.elems.iter().find_map(static_reference),
        Type::Array(array) => static_reference(&array.elem),
        found @ Type::Path(path) if types::is_of_std(found) => {
            // It holds no value of the type that it names.
            if path.path.segments.last()?.ident == "PhantomData" {
                return None;
            }
            types::arguments(found)
                .into_iter()
                .find_map(static_reference)
        }
        _ => None,
    }
}

/// The map that a field is, or that the library's types around it hold, whose keys are surely no texts or
/// numbers, and the type of a pair in it.
fn map_without_texts(ty: &Type) -> Option<(&Type, Type)> {
    let found = types::plain(ty);
    let parts: Vec<&Type> = match found {
        Type::Tuple(tuple) => tuple.elems.iter().collect(),
        Type::Array(array) => vec![&array.elem],
        Type::Path(_) if types::is_of_std(found) => types::arguments(found),
        _ => return None,
    };
    if let (Type::Path(path), [key, value]) = (found, &*parts)
        && path
            .path
            .segments
            .last()?
            .ident
            .to_string()
            .ends_with("Map")
        && is_no_text(key)
    {
        return Some((found, syn::parse_quote!((#key, #value))));
    }
    parts.into_iter().find_map(map_without_texts)
}

/// Returns true if the type is written as a list.
fn is_no_text(ty: &Type) -> bool {
    match types::plain(ty) {
        Type::Tuple(_) | Type::Array(_) => true,
        found @ Type::Path(path) => {
            let last = path.path.segments.last();
            types::is_of_std(found) && last.is_some_and(|last| last.ident == "Vec")
        }
        _ => false,
    }
}

/// Refuses `#[serde(flatten)]`: it is written, and then not read again.
fn refuse_flattened(fields: &Fields, errors: &mut Errors) {
    let flatten = format_ident!("flatten");
    let attributes = fields.iter().flat_map(|field| &field.attrs);
    let of_serde = attributes.filter(|attribute| {
        attribute.path().is_ident("serde") || attribute.path().is_ident("cfg_attr")
    });
    for found in of_serde.filter_map(|attribute| types::mention(&attribute.meta, &flatten)) {
        errors.on(
            found,
            "an event with a flattened field cannot be read back, as it refuses fields that it does not know: remove `flatten`",
        );
    }
}

fn members(fields: Fields) -> Vec<Member> {
    fields
        .into_iter()
        .enumerate()
        .map(|(at, field)| match field.ident {
            Some(name) => Member::Named(name),
            None => Member::from(at),
        })
        .collect()
}

/// The options of serde that the attributes of the item leave to the macro.
fn serde(attributes: &[Attribute], is_readable: bool, is_mistaken: bool) -> Serde {
    let says = |attribute: &str, word: &str| {
        let word = format_ident!("{word}");
        let mut named = attributes
            .iter()
            .filter(|found| found.path().is_ident(attribute));
        named.any(|found| types::mentions(&found.meta, &word))
    };
    let derives = |name: &str| types::derives(attributes, &[name]);
    let missing = ["Serialize", "Deserialize"]
        .into_iter()
        .filter(|name| !is_mistaken && !derives(name));
    let missing = missing.filter(|name| is_readable || *name != "Deserialize");
    Serde {
        derives_both: is_readable && !is_mistaken,
        is_readable: is_readable && !is_mistaken || derives("Deserialize"),
        is_writable: !is_mistaken || derives("Serialize"),
        fields: Vec::new(),
        derived: missing
            .map(|name| {
                let name = format_ident!("{name}", span = Span::call_site());
                quote!(#name)
            })
            .collect(),
        names_crate: attributes.iter().any(|attribute| {
            let mut tokens = quote!(#attribute).into_iter();
            attribute.path().is_ident("serde")
                && tokens.any(|token| match token {
                    TokenTree::Group(group) => group.stream().to_string().contains("crate ="),
                    _ => false,
                })
        }),
        denies_unknown: says("serde", "deny_unknown_fields"),
    }
}
