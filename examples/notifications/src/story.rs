//! A morning with channels that fail, from the first notification to the last dead letter.

use std::{
    error::Error,
    io::{self, Write},
    time::{Duration, SystemTime},
};

use organum::{
    Spine,
    dead_letter::{DeadLetter, DeadLetterFilter},
    event::Clock,
};
use tokio::time::Instant;
use uuid::{Builder, Uuid};

use crate::{
    channel::{By, Health},
    events::{Requested, Urgency},
    organs::Notifications,
    watch::Watch,
};

/// 2024-03-01, 08:00 in UTC.
const MORNING: Duration = Duration::from_hours(474_800);

const REQUESTS: [(&str, &str, Urgency); 9] = [
    (
        "ada@example.org",
        "Your parcel is on its way",
        Urgency::Normal,
    ),
    ("alan@example.org", "The server is down", Urgency::Urgent),
    ("grace@example.org", "Your invoice", Urgency::Normal),
    ("nobody@example.org", "Your invoice", Urgency::Normal),
    (
        "edsger@example.org",
        "Your parcel is on its way",
        Urgency::Normal,
    ),
    ("grace@example.org", "The server is down", Urgency::Urgent),
    ("alan@example.org", "Your invoice", Urgency::Normal),
    ("barbara@example.org", "Your invoice", Urgency::Normal),
    (
        "barbara@example.org",
        "Your parcel is on its way",
        Urgency::Normal,
    ),
];

/// Runs the morning. The seed determines the failures and the delays.
pub async fn run(seed: u64) -> Result<(), Box<dyn Error>> {
    // Jitter uses the thread's own random numbers.
    fastrand::seed(seed);
    let health = |by| match by {
        By::Mail => Health::Flaky(60),
        By::Sms => Health::Blocked,
        By::Push => Health::Well,
    };
    let begin = Instant::now();
    let watch = Watch::new();
    let mut office = Notifications::over(health, seed)
        .builder()
        .clock(Clock::read_by(move || {
            SystemTime::UNIX_EPOCH + MORNING + begin.elapsed()
        }))
        .layer(watch.clone())
        .observe(watch)
        .build();
    let mut out = io::stdout();

    writeln!(out, "Mail is flaky, and SMS is blocked.\n")?;
    for (number, (to, text, urgency)) in (0..).zip(REQUESTS) {
        let request = Requested {
            to: to.parse()?,
            text: text.to_owned(),
            urgency,
        };
        office.run(request).id(id(seed, number)).await?;
    }
    let stats = office.stats();
    writeln!(
        out,
        "\n{} delivered, {} retries, {} dead letters:",
        office.spine().ledger.delivered,
        stats.retried,
        stats.dead_letters
    )?;
    list(
        &mut out,
        &office.dead_letters().list(&DeadLetterFilter::all()).await?,
    )?;

    writeln!(
        out,
        "\nAll channels work again, and the letters are redriven.\n"
    )?;
    office.spine_mut().cure();
    office.redrive_all(&DeadLetterFilter::all()).await?;
    let left = office.dead_letters().list(&DeadLetterFilter::all()).await?;
    writeln!(
        out,
        "\n{} delivered, {} dead letter left:",
        office.spine().ledger.delivered,
        left.len()
    )?;
    list(&mut out, &left)?;

    for letter in left {
        office.dead_letters().discard(letter.id).await?;
    }
    writeln!(out, "\nIt is discarded, since there is no such mailbox.")?;
    office.shutdown().await?;
    Ok(())
}

fn list(out: &mut impl Write, letters: &[DeadLetter]) -> io::Result<()> {
    for letter in letters {
        let attempts = match letter.attempts {
            1 => "1 attempt".to_owned(),
            attempts => format!("{attempts} attempts"),
        };
        // The texts of errors may be private in general; here they are the program's own.
        let cause = letter.reason.messages.join(": ");
        let place = letter.place.as_deref().unwrap_or("nowhere");
        let chain = letter.chain.join(" > ");
        writeln!(out, "  {chain} at {place}, {attempts}: {cause}")?;
    }
    Ok(())
}

/// The id of a request: a UUID v7 that is the same for the same seed.
fn id(seed: u64, number: u64) -> Uuid {
    let mut random = [0; 10];
    fastrand::Rng::with_seed(seed ^ number.rotate_left(32)).fill(&mut random);
    let since = u64::try_from(MORNING.as_millis()).unwrap_or(u64::MAX);
    Builder::from_unix_timestamp_millis(since + number, &random).into_uuid()
}
