//! Simulated channels: they take time, and fail as configured.

use std::{fmt, future::pending, str::FromStr, sync::Mutex, sync::PoisonError, time::Duration};

use clap::ValueEnum;
use fastrand::Rng;
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

/// The duration of a send.
const LATENCY: Duration = Duration::from_millis(30);

/// The address of a recipient.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct Address(String);

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("`{0}` is not an address: write it as ada@example.org")]
pub struct NoAddress(String);

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let is_name = |part: &str| !part.is_empty() && !part.contains(['@', ' ']);
        match text.split_once('@') {
            Some((user, host)) if is_name(user) && is_name(host) => Ok(Self(text.to_owned())),
            _ => Err(NoAddress(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Address {
    type Error = NoAddress;

    fn try_from(text: String) -> Result<Self, NoAddress> {
        text.parse()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The kinds of channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    Mail,
    Sms,
    Push,
}

impl By {
    pub fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "SMS",
            Self::Push => "push",
        }
    }
}

/// The condition of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    Well,
    /// The channel refuses this percentage of sends.
    Flaky(u32),
    /// The channel never answers.
    Blocked,
}

#[derive(Debug, PartialEq, thiserror::Error)]
pub enum ChannelError {
    #[error("{0} is busy")]
    Busy(&'static str),
    #[error("there is no mailbox {0}")]
    NoMailbox(Address),
}

/// A channel.
pub struct Channel {
    pub health: Health,
    by: By,
    chance: Mutex<Rng>,
}

impl Channel {
    /// Creates a channel whose failures are derived from `seed`.
    pub fn new(by: By, health: Health, seed: u64) -> Self {
        Self {
            health,
            by,
            chance: Mutex::new(Rng::with_seed(seed.wrapping_add(by as u64))),
        }
    }

    pub fn name(&self) -> &'static str {
        self.by.name()
    }

    pub async fn send(&self, to: &Address) -> Result<(), ChannelError> {
        sleep(LATENCY).await;
        match self.health {
            Health::Blocked => pending().await,
            _ if self.by == By::Mail && to.0.starts_with("nobody@") => {
                Err(ChannelError::NoMailbox(to.clone()))
            }
            Health::Flaky(percent) if self.draw() < percent => {
                Err(ChannelError::Busy(self.by.name()))
            }
            Health::Flaky(_) | Health::Well => Ok(()),
        }
    }

    fn draw(&self) -> u32 {
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        chance.u32(..100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_two_parts() {
        assert!("ada@example.org".parse::<Address>().is_ok());
        for text in ["", "ada", "@example.org", "ada@", "a@b@c", "a b@c"] {
            assert_eq!(text.parse::<Address>(), Err(NoAddress(text.to_owned())));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_seed_determines_which_sends_fail() {
        let to: Address = "ada@example.org".parse().unwrap();
        let mut fates = Vec::new();
        for seed in [7, 7, 8] {
            let channel = Channel::new(By::Mail, Health::Flaky(50), seed);
            let mut sent = Vec::new();
            for _ in 0..64 {
                sent.push(channel.send(&to).await.is_ok());
            }
            fates.push(sent);
        }
        assert_eq!(fates[0], fates[1]);
        assert_ne!(fates[0], fates[2]);
        assert!(fates[0].contains(&true) && fates[0].contains(&false));
    }
}
