//! The shop as a program: it takes orders, and mounts the commands for dead letters and sagas.

use std::{error::Error, path::PathBuf, process::ExitCode, sync::atomic::Ordering};

use clap::{Parser, Subcommand};
use organum::{
    Spine,
    event::{
        Clock,
        archive::{MemoryArchive, Trace},
    },
};
use organum_cli::{DeadLetterCommand, SagaCommand};
use organum_tests::shop::{
    Delivery, DeliveryInput, FileJournal, FileLetters, OrderPlaced, Shop, World,
};
use std::time::{Duration, SystemTime};
use uuid::Uuid;

/// A shop.
#[derive(Parser)]
struct Arguments {
    /// File of the dead letters
    #[arg(long, default_value = "letters.json")]
    letters: PathBuf,
    /// File of the sagas
    #[arg(long, default_value = "sagas.json")]
    journal: PathBuf,
    /// The order whose mail cannot be sent
    #[arg(long, default_value_t = 0)]
    poison: u32,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Takes orders
    Orders {
        /// Numbers of the orders
        orders: Vec<u32>,
    },
    /// Prints the trace of orders that are taken at a fixed time
    Trace {
        /// Numbers of the orders
        orders: Vec<u32>,
    },
    /// Delivers an order, as a saga
    Deliver {
        /// Number of the order
        order: u32,
        /// Items of the order
        items: Vec<String>,
    },
    /// Sagas, running and finished
    #[command(subcommand)]
    Sagas(SagaCommand),
    /// Inspect, redrive and discard dead letters
    #[command(subcommand)]
    DeadLetters(DeadLetterCommand),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments = Arguments::parse();
    let world = World::default();
    world.poison.store(arguments.poison, Ordering::SeqCst);
    let letters = || FileLetters::at(&arguments.letters);
    let journal = FileJournal::at(&arguments.journal);
    let shop = Shop::within(&world).builder().dead_letters(letters());
    let archive = MemoryArchive::new();
    let mut shop = match arguments.command {
        Command::Trace { .. } => {
            let clock = Clock::stepping(SystemTime::UNIX_EPOCH, Duration::from_secs(1));
            shop.clock(clock).archive(archive.clone()).build()
        }
        _ => shop.build(),
    };
    let code = match arguments.command {
        Command::Orders { orders } => {
            let orders = orders.into_iter().map(|order| OrderPlaced { order });
            let stats = shop.run_all(orders).await?;
            println!("{} dead letters", stats.dead_letters);
            ExitCode::SUCCESS
        }
        Command::Trace { orders } => {
            for (number, order) in (1..).zip(orders) {
                let id = Uuid::from_u128(number);
                shop.run(OrderPlaced { order }).id(id).await?;
            }
            let trace = shop.trace().ok_or("the run is recorded")?;
            let trace = Trace::read(&archive, trace).await?;
            for byte in trace.bytes() {
                print!("{byte:02x}");
            }
            ExitCode::SUCCESS
        }
        Command::Deliver { order, items } => {
            let deliveries = Delivery::builder(world).journal(journal);
            let deliveries = deliveries.dead_letters(letters()).build();
            let delivery = DeliveryInput { order, items };
            let report = deliveries.run(delivery).report().await;
            println!("{}", report.id());
            ExitCode::SUCCESS
        }
        Command::Sagas(command) => {
            let deliveries = Delivery::builder(world).journal(FileJournal::at(&arguments.journal));
            let deliveries = deliveries.dead_letters(letters()).build();
            command.run_with(&journal, &[&deliveries]).await
        }
        Command::DeadLetters(command) => {
            let deliveries = Delivery::builder(world).journal(journal);
            let mut deliveries = deliveries.dead_letters(letters()).build().redriver();
            let store = shop.dead_letters().store();
            command
                .run_on(&*store, &mut [&mut shop, &mut deliveries])
                .await
        }
    };
    shop.stop().await?;
    Ok(code)
}
