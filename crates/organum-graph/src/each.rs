//! One call per item, with a limit on the number of concurrent calls.

use futures_util::{StreamExt, stream::FuturesUnordered};

/// Calls `job` for each item, at most `limit` of them concurrently, and returns the results in the order
/// of the items.
///
/// All jobs run in the caller's task. A typical job is a run of another graph: `each(4, items, |item|
/// runner.run(item))`. A `limit` of 0 counts as 1.
///
/// # Errors
/// The error of the first job to fail; unfinished jobs are dropped.
///
/// # Cancel safety
/// Dropping the future drops the jobs that have not finished.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let doubled = organum::each(2, [1, 2, 3], async |n| Ok::<_, String>(2 * n)).await;
/// assert_eq!(doubled, Ok(vec![2, 4, 6]));
/// # }
/// ```
pub async fn each<I, F, J, T, E>(limit: usize, items: I, job: F) -> Result<Vec<T>, E>
where
    I: IntoIterator,
    F: Fn(I::Item) -> J,
    J: Future<Output = Result<T, E>>,
{
    let mut items = items.into_iter().enumerate();
    let numbered = |(at, item)| {
        let job = job(item);
        async move { (at, job.await) }
    };
    let mut results: Vec<Option<T>> = Vec::new();
    let mut running: FuturesUnordered<_> =
        items.by_ref().take(limit.max(1)).map(numbered).collect();
    while let Some((at, result)) = running.next().await {
        if results.len() <= at {
            results.resize_with(at + 1, || None);
        }
        results[at] = Some(result?);
        running.extend(items.next().map(numbered));
    }
    Ok(results.into_iter().flatten().collect())
}
