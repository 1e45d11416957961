//! The error of an attempt, with a statement about the next one.

/// An error that says if another attempt may follow.
///
/// A node that returns `Result<T, Attempt<E>>` decides case by case. `?` turns an `E` into a `Fail`. The
/// cause of the node's failure is the `E` in both cases.
///
/// ```
/// use organum::prelude::*;
/// # #[derive(Debug, thiserror::Error)]
/// # #[error("the bank refused")]
/// # struct BankError;
/// # struct Account { is_closed: bool }
/// # async fn ask(_: &Account) -> Result<u64, BankError> { Ok(7) }
///
/// struct Balance(u64);
///
/// #[node(retry(attempts = 3))]
/// async fn balance(account: &Account) -> Result<Balance, Attempt<BankError>> {
///     if account.is_closed {
///         return Err(Attempt::Abort(BankError)); // It stays closed.
///     }
///     let cents = ask(account).await?; // Worth another attempt.
///     Ok(Balance(cents))
/// }
///
/// #[graph(output = Balance)]
/// struct Bank { account: Account }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let error = Bank { account: Account { is_closed: true } }.run().await.err().expect("closed");
/// assert_eq!(error.node_error().expect("it failed").attempts(), 1);
/// assert!(error.downcast_ref::<BankError>().is_some());
/// # }
/// ```
// Exhaustive: an attempt is retried or it is the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt<E> {
    /// The attempt failed; the policy decides about another one.
    Fail(E),
    /// The attempt failed, and no other one follows, whatever the policy says.
    Abort(E),
}

impl<E> Attempt<E> {
    /// The error.
    pub fn into_error(self) -> E {
        match self {
            Self::Fail(error) | Self::Abort(error) => error,
        }
    }

    /// Converts the error and keeps the variant.
    pub fn map<F>(self, with: impl FnOnce(E) -> F) -> Attempt<F> {
        match self {
            Self::Fail(error) => Attempt::Fail(with(error)),
            Self::Abort(error) => Attempt::Abort(with(error)),
        }
    }
}

impl<E> From<E> for Attempt<E> {
    fn from(error: E) -> Self {
        Self::Fail(error)
    }
}
