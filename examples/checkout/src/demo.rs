//! The demonstrations: of the program without input, and of a crash.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::process::{self, Stdio};

use organum::Uuid;
use tokio::process::Command;

use crate::cli::{DATABASE, Options};
use crate::graph::Shop;

pub const INTRODUCTION: &str = "\
No command came in, so here is a demonstration. `cargo run -p checkout -- help` shows what else there is.
";

/// The commands of the demonstration: the first user buys the first products in stock.
pub fn commands(shop: &Shop) -> Vec<String> {
    let in_stock = shop.data.products.iter().filter_map(|product| {
        let left = shop.catalogue.left(&product.sku);
        (left > 0).then(|| format!("{}:{}", product.sku, left.min(2)))
    });
    let cart = in_stock.take(2).collect::<Vec<_>>().join(" ");
    match shop.data.users.first() {
        Some(user) if !cart.is_empty() => {
            vec![
                format!("preview {} {cart}", user.id),
                format!("checkout {} {cart}", user.id),
            ]
        }
        _ => vec!["users".into(), "products".into()],
    }
}

/// A step of the demonstration of a crash.
struct Step {
    title: &'static str,
    command: String,
    /// True if the process is killed.
    crashes: bool,
}

const CART: &str = "CABLE:2 MUG:1 LAMP:1";

fn steps(id: Uuid) -> [Step; 4] {
    let step = |title, command: String| Step {
        title,
        crashes: command.contains("--crash-after"),
        command,
    };
    [
        step(
            "A checkout fetches what it needs in parallel, reserves the goods and charges the card. At this\n\
             \x20  moment its process is killed.",
            format!("checkout 1 {CART} --id {id} --crash-after charge"),
        ),
        step(
            "The same command in a new process, which goes on: recorded results are cached, not fetched\n\
             \x20  again. The goods are reserved again, and the gateway recognises the charge: one receipt.",
            format!("checkout 1 {CART} --id {id}"),
        ),
        step(
            "Another checkout of the region: its sales tax is recorded for all checkouts, and is cached, too.",
            "checkout 1 NOTE:3".to_owned(),
        ),
        step("The database has both.", "executions".to_owned()),
    ]
}

/// Runs a checkout that crashes and goes on, each command in a process of its own. Returns false if one of
/// them did not end as it should.
pub async fn crash(options: &Options, out: &mut impl Write) -> io::Result<bool> {
    let file = env::temp_dir().join(format!("organum-checkout-demo-{}.db", process::id()));
    let is_default = options.db.0 == *DATABASE;
    let db = if is_default {
        format!("sqlite:{}", file.display())
    } else {
        options.db.0.clone()
    };
    let ended = run_all(&options.again(&db), out).await;
    if is_default {
        for end in ["", "-wal", "-shm"] {
            // A file that cannot be deleted stays in the temporary folder.
            let _ = fs::remove_file(format!("{}{end}", file.display()));
        }
    }
    ended
}

async fn run_all(arguments: &[std::ffi::OsString], out: &mut impl Write) -> io::Result<bool> {
    let mut went_well = true;
    for (number, step) in (1..).zip(steps(Uuid::now_v7())) {
        writeln!(out, "\n{number}. {}\n\n> {}\n", step.title, step.command)?;
        out.flush()?;
        let ran = Command::new(env::current_exe()?)
            .args(arguments)
            .args(step.command.split_whitespace())
            .stdin(Stdio::null())
            .output()
            .await?;
        out.write_all(&ran.stdout)?;
        out.write_all(&ran.stderr)?;
        went_well &= ran.status.success() != step.crashes;
    }
    Ok(went_well)
}
