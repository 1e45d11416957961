//! Sagas whose error type is a box of an error, and not an error itself.
#![allow(
    clippy::unwrap_used,
    clippy::unused_async,
    reason = "tests, and steps that have nothing to wait for"
)]

use std::{error::Error, fmt};

use organum::{prelude::*, saga::SagaErrorKind};

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("sold out")]
struct SoldOut;

#[derive(Debug, thiserror::Error)]
#[error("the shop")]
struct Shop(#[source] SoldOut);

#[derive(Debug)]
struct Seat;
#[derive(Debug)]
struct Ticket;

/// A type like `anyhow::Error`, which is not an error itself, because every error converts into it.
struct AnyError(Box<dyn Error + Send + Sync>);

impl<E: Error + Send + Sync + 'static> From<E> for AnyError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl AsRef<dyn Error + Send + Sync> for AnyError {
    fn as_ref(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0
    }
}

impl fmt::Debug for AnyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

struct Boxed;

#[saga(error = Box<dyn Error + Send + Sync>, output = Ticket)]
impl Boxed {
    #[step(irrevocable)]
    async fn seat(&self) -> Result<Seat, Box<dyn Error + Send + Sync>> {
        Err(Shop(SoldOut))?
    }

    #[step(irrevocable)]
    async fn ticket(&self, _: &Seat) -> Result<Ticket, Shop> {
        Ok(Ticket)
    }
}

struct Any;

type Alias = AnyError;

#[saga(error = Alias, output = Ticket)]
impl Any {
    #[step(irrevocable)]
    async fn seat(&self) -> Result<Seat, AnyError> {
        Err(Shop(SoldOut))?
    }

    #[step(irrevocable)]
    async fn ticket(&self, _: &Seat) -> Result<Ticket, Shop> {
        Ok(Ticket)
    }
}

/// A saga without a declared error type.
struct Unnamed;

#[saga(output = Ticket)]
impl Unnamed {
    #[step(irrevocable)]
    async fn ticket(&self) -> Result<Ticket, Shop> {
        Err(Shop(SoldOut))
    }
}

/// A saga whose nested saga has no declared error type either.
struct OuterUnnamed;

#[saga(output = Ticket)]
impl OuterUnnamed {
    #[step(saga)]
    fn inner(&self) -> Unnamed {
        Unnamed
    }
}

/// A saga with a step whose error is a text, which becomes a box.
struct Text;

#[saga(error = Box<dyn Error + Send + Sync>, output = Ticket)]
impl Text {
    #[step(irrevocable)]
    async fn ticket(&self) -> Result<Ticket, String> {
        Err("closed".to_owned())
    }
}

/// An error that wraps the error of a saga.
#[derive(Debug, thiserror::Error)]
#[error("the evening")]
struct Evening(#[from] SagaError<Box<dyn Error + Send + Sync>>);

struct Out;

#[node]
async fn out() -> Result<Out, Evening> {
    Unnamed.run().await?;
    Ok(Out)
}

#[graph(output = Out)]
struct Night {}

struct Outer;

#[saga(error = AnyError, output = Ticket)]
impl Outer {
    #[step(saga)]
    fn inner(&self) -> Any {
        Any
    }
}

fn check<E>(error: &SagaError<E>) {
    assert_eq!(error.kind(), SagaErrorKind::Failed);
    assert_eq!(error.source().unwrap().to_string(), "the shop");
    assert_eq!(error.downcast_ref(), Some(&SoldOut));
}

#[tokio::test]
async fn the_source_of_the_error_is_in_the_box() {
    let error = Boxed.run().await.unwrap_err();
    check(&error);
    assert!(
        error
            .into_failed()
            .unwrap()
            .downcast_ref::<Shop>()
            .is_some()
    );
    check(&Any.run().await.unwrap_err());
    check(&Unnamed.run().await.unwrap_err());
}

#[tokio::test]
async fn a_saga_error_converts_into_boxed_errors() {
    async fn boxed() -> Result<Ticket, Box<dyn Error + Send + Sync>> {
        Any.run().await?;
        Unnamed.run().await?;
        Ok(Boxed.run().await?)
    }
    async fn any() -> Result<Ticket, AnyError> {
        Ok(Boxed.run().await?)
    }
    let error = boxed().await.unwrap_err();
    assert_eq!(error.to_string(), "step `seat` of saga `Any` failed");
    let error = any().await.unwrap_err();
    assert!(error.0.is::<SagaError<Box<dyn Error + Send + Sync>>>());
}

#[tokio::test]
async fn a_nested_saga_may_have_a_boxed_error() {
    let error = Outer.run().await.unwrap_err();
    assert_eq!(error.to_string(), "step `inner` of saga `Outer` failed");
    assert_eq!(error.downcast_ref(), Some(&SoldOut));
}

#[tokio::test]
async fn a_saga_error_is_the_error_of_steps_and_nodes() {
    let error = OuterUnnamed.run().await.unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&SoldOut));
    let error = Night {}.run().await.map(|_| ()).unwrap_err();
    assert_eq!(error.downcast_ref(), Some(&SoldOut));
    let error = Text.run().await.unwrap_err();
    assert_eq!(error.source().unwrap().to_string(), "closed");
}

/// A saga in the expansion of another macro.
macro_rules! saga_with_error {
    ($Name:ident, $error:ty) => {
        struct $Name;

        #[saga(error = $error, output = Ticket)]
        impl $Name {
            #[step(irrevocable)]
            async fn ticket(&self) -> Result<Ticket, $error> {
                Err(Shop(SoldOut).into())
            }
        }
    };
}
saga_with_error!(WrittenByMacro, AnyError);

#[tokio::test]
async fn a_macro_may_name_the_error() {
    check(&WrittenByMacro.run().await.unwrap_err());
}
