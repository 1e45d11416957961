//! A process is killed between two nodes, and another one continues with the same id: what is recorded is not done
//! again, what was in progress is, and what follows is done once.

use std::{
    env,
    fs::{self, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use organum::{Uuid, prelude::*, sql::Database, store::Store};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Reserved;
#[derive(Serialize, Deserialize)]
struct Charged;
#[derive(Serialize, Deserialize)]
struct Shipped;

/// The outside world: a file with a line for each call.
struct World {
    calls: PathBuf,
    /// True in the process that is killed: it hangs while it charges.
    hangs: bool,
}

impl World {
    fn call(&self, name: &str) -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.calls)?;
        writeln!(file, "{name}")
    }
}

#[node(persist(scope = run))]
fn reserved(world: &World) -> Result<Reserved, std::io::Error> {
    world.call("reserve")?;
    Ok(Reserved)
}

/// A killed process gives no lease back. After this time without a sign of life another process may go on.
#[node(persist(scope = run, lease = "1s"))]
async fn charged(world: &World, _reserved: &Reserved) -> Result<Charged, std::io::Error> {
    world.call("charge")?;
    if world.hangs {
        println!("charging");
        std::future::pending::<()>().await;
    }
    Ok(Charged)
}

#[node(persist(scope = run))]
fn shipped(world: &World, _charged: &Charged) -> Result<Shipped, std::io::Error> {
    world.call("ship")?;
    Ok(Shipped)
}

#[graph(output = Shipped)]
struct Order {
    #[inject]
    world: World,
    #[inject]
    store: Arc<dyn Store>,
}

/// Runs the order with this id, in this process.
async fn run(folder: &Path, id: Uuid, hangs: bool) -> Result<(), Box<dyn std::error::Error>> {
    let db = Database::connect(&format!("sqlite:{}", folder.join("orders.db").display())).await?;
    let calls = folder.join("calls");
    let order = Order::runner(World { calls, hangs }, db.store());
    let Shipped = order.run(()).id(id).await?;
    db.close().await;
    Ok(())
}

/// Runs the order in another process, and kills it while it charges.
fn crash(folder: &Path, id: Uuid) -> Result<(), Box<dyn std::error::Error>> {
    let mut child = Command::new(env::current_exe()?)
        .arg(folder)
        .arg(id.to_string())
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().ok_or("the output is a pipe")?;
    let line = BufReader::new(output).lines().next().transpose()?;
    assert_eq!(line.as_deref(), Some("charging"));
    child.kill()?;
    child.wait()?;
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    if let [_, folder, id] = &*env::args().collect::<Vec<_>>() {
        return run(Path::new(folder), id.parse()?, true).await;
    }
    let folder = tempfile::tempdir()?;
    let id = Uuid::now_v7();
    crash(folder.path(), id)?;
    let go_on = run(folder.path(), id, false);
    tokio::time::timeout(Duration::from_secs(30), go_on).await??;

    let calls = fs::read_to_string(folder.path().join("calls"))?;
    let times = ["reserve", "charge", "ship"].map(|name| {
        format!(
            "{name} {}",
            calls.lines().filter(|line| *line == name).count()
        )
    });
    println!("calls: {}", times.join(", "));
    assert_eq!(times, ["reserve 1", "charge 2", "ship 1"]);
    Ok(())
}
