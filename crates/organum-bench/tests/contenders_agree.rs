//! Tests that every contender computes the same result as the hand-written version.

use std::time::Instant;

use organum_bench::BenchError;
use organum_bench::case;
use organum_bench::shapes;

/// Tests for `$shape` that the hand-written versions agree, and each of the named libraries with them.
macro_rules! agree {
    ($($shape:ident $graph:ident $($peers:ident)?;)+) => {$(
        #[tokio::test]
        async fn $shape() -> Result<(), Box<dyn std::error::Error>> {
            use shapes::$shape::{self as shape, Input};

            for number in [0, 1, 42, u64::MAX] {
                let expected = shape::join_by_layer(Input(number)).await;
                assert_eq!(shape::try_join_by_layer(Input(number)).await?, expected);
                $(agree!(@$peers shape, number, expected);)?
                {
                    let fresh = shape::$graph { input: Input(number) }.run().await?;
                    assert_eq!(fresh, expected);
                    let runner = shape::$graph::runner();
                    assert_eq!(runner.run(Input(number)).await?, expected);
                    assert_eq!(runner.run(Input(number)).await?, expected);
                }
            }
            Ok(())
        }
    )+};
    (@every $shape:ident, $number:ident, $expected:ident) => {
        agree!(@asynchronous $shape, $number, $expected);
        let mut systems = $shape::bevy::Systems::default();
        assert_eq!(systems.run(Input($number)), $expected);
        assert_eq!(systems.run(Input($number)), $expected);
    };
    (@asynchronous $shape:ident, $number:ident, $expected:ident) => {
        assert_eq!($shape::async_dag::run(Input($number)).await?, $expected);
        assert_eq!($shape::operese::run(Input($number)).await, $expected);
        assert_eq!($shape::dagx::run(Input($number)).await, $expected);
    };
}

agree! {
    chain_10 Chain10 every;
    fan_1_10_1 Fan1101 every;
    diamond_10x4 Diamond10x4 every;
    random_100 Random100 every;
    chain_10_yield Chain10Yield;
    fan_1_10_1_yield Fan1101Yield;
    diamond_10x4_yield Diamond10x4Yield;
    random_100_yield Random100Yield;
    uneven Uneven asynchronous;
}

#[tokio::test]
async fn concurrent_chains_agree_and_are_independent() -> Result<(), BenchError> {
    use shapes::uneven::{Input, join_by_layer};

    let start = Instant::now();
    let concurrent = case::concurrent_chains(Input(7)).await?;
    let concurrently = start.elapsed();
    let start = Instant::now();
    assert_eq!(join_by_layer(Input(7)).await, concurrent);
    assert!(concurrently < start.elapsed());
    Ok(())
}
