//! The functions by which the runtime calls handlers and hooks.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::super::{
    matching::Matching,
    model::{Argument, Events, Function, Handler, HookFn, HookKind, Organ},
    pattern,
};
use super::body;
use crate::hygiene::{EVENT, HANDLER, HOOK, OUT, OUTBOX, PHASE, REFUSED, RETURNED, SELF};
use crate::names;

/// Writes the test that an arm of a handler can match the event, by the patterns without guards.
pub(super) fn wants(organ: &Organ) -> TokenStream {
    let arms = organ.handlers.iter().enumerate().map(|(at, handler)| {
        let number = Literal::usize_unsuffixed(at);
        let wants = if handler.is_all {
            quote!(true)
        } else {
            match &handler.events {
                Events::Arms(matching) => matches(matching),
                Events::One(ty) => {
                    let event = super::event_alias(organ, at, ty);
                    quote_spanned! {names::anchor(ty)=>
                        ::core::option::Option::is_some(&__organum::Event::get::<#event>(#EVENT))
                    }
                }
                Events::Anything | Events::Unclear => quote!(true),
            }
        };
        quote!(#number => #wants,)
    });
    quote! {
        #[inline]
        fn wants(
            #HANDLER: ::core::primitive::u16,
            #EVENT: &__organum::Event,
        ) -> ::core::primitive::bool {
            match #HANDLER {
                #(#arms)*
                _ => false,
            }
        }
    }
}

/// The same match, of copies of the patterns, without guards.
fn matches(matching: &Matching) -> TokenStream {
    if matching.rows.is_empty() {
        return quote!(false);
    }
    let event = EVENT.at(matching.event.span());
    let scrutinee = body::scrutinee(matching, &quote!(__organum), &event, false);
    let rows = matching.rows.iter().map(|row| {
        let (pattern, names) = pattern::question(&row.pattern);
        let row = body::cells(row, &pattern, matching.columns, false);
        // Names are used, whether they are constants or bind something. Without a guard, one row may take
        // all that the next one asks for, of which rustc would tell.
        quote!(#row if { #(let _ = &#names;)* ::core::convert::identity(true) } => true,)
    });
    quote!(match #scrutinee { #(#rows)* _ => false })
}

/// Returns the type of the future of the handlers, at the token that rustc shows if the future cannot be sent.
fn future(organ: &Organ) -> TokenStream {
    let first = organ.handlers.first();
    let at = first.map_or_else(Span::call_site, |handler| handler.function.name.span());
    quote_spanned! {at=>
        impl ::core::future::Future<
            Output = ::core::result::Result<(), __organum::Failure>
        > + ::core::marker::Send
    }
}

/// The functions that call handlers.
pub(super) fn calls(organ: &Organ) -> TokenStream {
    let future = future(organ);
    let this = if organ.is_shared() {
        quote!(&#SELF)
    } else {
        quote!(&mut #SELF)
    };
    let name = if organ.is_shared() {
        quote!(call_shared)
    } else {
        quote!(call)
    };
    let arms = organ.handlers.iter().enumerate().map(|(at, handler)| {
        let number = Literal::usize_unsuffixed(at);
        let call = call(organ, at, handler);
        quote!(#number => #call)
    });
    let direct = call_sync(organ);
    let exclusive = organ.is_shared().then(|| {
        quote! {
            #[inline]
            fn call(
                &mut #SELF,
                #HANDLER: ::core::primitive::u16,
                #EVENT: &__organum::Event,
                #OUT: &mut __organum::Emissions,
            ) -> #future {
                __organum::Organ::call_shared(#SELF, #HANDLER, #EVENT, #OUT)
            }
        }
    });
    quote! {
        #exclusive
        #[inline]
        fn #name(
            #this,
            #HANDLER: ::core::primitive::u16,
            #EVENT: &__organum::Event,
            #OUT: &mut __organum::Emissions,
        ) -> #future {
            __organum::Calling::<Self>::run(async move {
                match #HANDLER {
                    #(#arms)*
                    _ => ::core::result::Result::Ok(()),
                }
            })
        }
        #direct
    }
}

/// The function that calls those handlers that are plain functions, if there are any.
fn call_sync(organ: &Organ) -> Option<TokenStream> {
    let handlers = organ.handlers.iter().enumerate();
    let arms: Vec<TokenStream> = handlers
        .filter(|(_, handler)| !handler.function.is_async)
        .map(|(at, handler)| {
            let number = Literal::usize_unsuffixed(at);
            let call = call(organ, at, handler);
            quote!(#number => #call)
        })
        .collect();
    (!arms.is_empty()).then(|| {
        quote! {
            #[inline]
            fn call_sync(
                &mut #SELF,
                #HANDLER: ::core::primitive::u16,
                #EVENT: &__organum::Event,
                #OUT: &mut __organum::Emissions,
            ) -> ::core::result::Result<(), __organum::Failure> {
                match #HANDLER {
                    #(#arms)*
                    _ => ::core::result::Result::Ok(()),
                }
            }
        }
    })
}

fn call(organ: &Organ, at: usize, handler: &Handler) -> TokenStream {
    let function = &handler.function;
    let (_, event) = event(handler);
    let called = called(organ, handler);
    let may_refuse = handler.refusing().is_some();
    let emitted = emitted(function, &called, may_refuse);
    if may_refuse {
        // The user's function is in use, though it is not called here.
        let name = &function.name;
        let this = organ.own.is_none().then(|| quote!(Self::));
        return quote!({ let _ = #this #name; #emitted });
    }
    match &handler.events {
        Events::One(ty) => {
            let alias = super::event_alias(organ, at, ty);
            let get = quote_spanned!(names::anchor(ty)=> __organum::Event::get::<#alias>(#EVENT));
            quote_spanned! {names::anchor(ty)=>
                match #get {
                    ::core::option::Option::Some(#event) => #emitted,
                    ::core::option::Option::None => ::core::result::Result::Ok(()),
                }
            }
        }
        _ => emitted,
    }
}

/// The call itself: of the user's function, or of the generated one if the handler may refuse the event.
fn called(organ: &Organ, handler: &Handler) -> TokenStream {
    let function = &handler.function;
    let refusing = handler.refusing();
    let refused = refusing.as_ref().map(|_| quote!(&mut #REFUSED));
    let (place, event) = event(handler);
    let name = |name: &Ident| {
        let mut name = name.clone();
        name.set_span(name.span().located_at(place));
        name
    };
    match &organ.own {
        Some(own) => {
            let name = name(refusing.as_ref().unwrap_or(&own.name));
            let arguments = own.arguments.iter().map(|argument| match argument {
                Argument::Event => quote!(#event,),
                Argument::Outbox => quote!(&mut #OUTBOX,),
                Argument::Dependency(at) => {
                    let field = &own.fields[*at];
                    let name = &field.name;
                    if field.is_object {
                        quote!(&*#SELF.#name,)
                    } else {
                        quote!(&#SELF.#name,)
                    }
                }
            });
            quote_spanned!(place=> #name(#(#arguments)* #refused))
        }
        None => {
            let name = name(refusing.as_ref().unwrap_or(&function.name));
            let outbox = function.outbox.as_ref().map(|_| quote!(&mut #OUTBOX,));
            quote_spanned!(place=> Self::#name(#SELF, #event, #outbox #refused))
        }
    }
}

/// Returns the place of errors about the call of a handler, and the name of its event there. Of errors with one text at
/// one place, rustc reports one.
fn event(handler: &Handler) -> (Span, TokenStream) {
    let place = match &handler.events {
        Events::One(ty) if handler.names_others => names::anchor(ty),
        _ => handler.function.name.span(),
    };
    let event = match &handler.events {
        Events::One(_) => EVENT.beside(place).to_token_stream(),
        _ => quote!(#EVENT),
    };
    (place, event)
}

/// Calls, and emits what is returned.
fn emitted(function: &Function, called: &TokenStream, may_refuse: bool) -> TokenStream {
    let called = if function.is_async {
        quote!(#called.await)
    } else {
        called.clone()
    };
    let accepted = may_refuse.then(|| quote!(let mut #REFUSED = false;));
    let noted = may_refuse.then(|| quote!(#OUT.note_refused(#REFUSED);));
    let returned = &function.returned;
    let emit = quote_spanned! {function.returned_at=>
        <#returned as __organum::Emits>::emit(#RETURNED, #OUT)
    };
    let (open, close) = match function.outbox {
        Some(_) => (
            quote!(let mut #OUTBOX = __organum::Outbox::around(#OUT);),
            quote!(#OUTBOX.put_back(#OUT);),
        ),
        None => (TokenStream::new(), TokenStream::new()),
    };
    quote! {{
        #open
        #accepted
        let #RETURNED = #called;
        #close
        #noted
        #emit
    }}
}

/// The function that calls hooks, if there are any.
pub(super) fn hook(organ: &Organ) -> Option<TokenStream> {
    let first = organ.hooks.first()?;
    let arms = organ.hooks.iter().map(|hook| {
        let kind = match hook.kind {
            HookKind::Start => quote!(Start),
            HookKind::Idle => quote!(Idle(#PHASE)),
            HookKind::Stop => quote!(Stop),
        };
        let call = call_hook(hook);
        quote!(__organum::Hook::#kind => #call)
    });
    let future = quote_spanned! {first.function.name.span()=>
        impl ::core::future::Future<
            Output = ::core::result::Result<(), __organum::Failure>
        > + ::core::marker::Send
    };
    Some(quote! {
        fn hook(
            &mut #SELF,
            #HOOK: __organum::Hook,
            #OUT: &mut __organum::Emissions,
        ) -> #future {
            __organum::Calling::<Self>::run(async move {
                match #HOOK {
                    #(#arms)*
                    _ => ::core::result::Result::Ok(()),
                }
            })
        }
    })
}

fn call_hook(hook: &HookFn) -> TokenStream {
    let function = &hook.function;
    let name: &Ident = &function.name;
    let outbox = function.outbox.as_ref().map(|_| quote!(&mut #OUTBOX));
    let phase = hook.takes_phase.then(|| quote!(#PHASE));
    let (first, second) = if hook.phase_first {
        (phase, outbox)
    } else {
        (outbox, phase)
    };
    let arguments = [first, second].into_iter().flatten();
    let called = quote_spanned!(name.span()=> Self::#name(#SELF, #(#arguments),*));
    emitted(function, &called, false)
}

/// The state of the organ, where that is asked for.
pub(super) fn snapshot(organ: &Organ) -> Option<TokenStream> {
    let at = organ.snapshot?;
    let this = SELF.beside(at);
    let written = quote_spanned!(at=> __organum::serde_json::to_value(#this));
    Some(quote! {
        fn snapshot(
            &#this,
        ) -> ::core::option::Option<
            ::core::result::Result<__organum::serde_json::Value, __organum::serde_json::Error>
        > {
            ::core::option::Option::Some(#written)
        }
    })
}

/// Of an organ without handlers.
pub(super) fn stub() -> TokenStream {
    quote! {
        async fn call(
            &mut #SELF,
            _: ::core::primitive::u16,
            _: &__organum::Event,
            _: &mut __organum::Emissions,
        ) -> ::core::result::Result<(), __organum::Failure> {
            ::core::result::Result::Ok(())
        }
    }
}
