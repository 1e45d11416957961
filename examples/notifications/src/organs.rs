//! The organs: a router, and the channels.

use organum::prelude::*;

use crate::{
    channel::{By, Channel, ChannelError, Health},
    events::{Delivered, MailDue, PushDue, Requested, SmsDue, Urgency},
};

/// Selects the channels of a notification: an urgent one uses two.
#[organ]
pub fn route(event: &Event, out: &mut Outbox<(MailDue, SmsDue, PushDue)>) {
    match event {
        Requested {
            to,
            text,
            urgency: Urgency::Urgent,
        } => {
            let (to, text) = (to.clone(), text.clone());
            out.emit(SmsDue {
                to: to.clone(),
                text: text.clone(),
            });
            out.emit(PushDue { to, text });
        }
        Requested { to, text, .. } => out.emit(MailDue {
            to: to.clone(),
            text: text.clone(),
        }),
    }
}

pub struct Mail(pub Channel);

/// A busy mail server is retried; a missing mailbox is not.
#[organ(retry(attempts = 4, backoff = exponential("200ms", max = "1s"), jitter))]
impl Mail {
    async fn handle(&mut self, event: &MailDue) -> Result<Delivered, Attempt<ChannelError>> {
        match self.0.send(&event.to).await {
            Ok(()) => Ok(Delivered {
                to: event.to.clone(),
                by: self.0.name().to_owned(),
            }),
            Err(error @ ChannelError::NoMailbox(_)) => Err(Attempt::Abort(error)),
            Err(error) => Err(Attempt::Fail(error)),
        }
    }
}

pub struct Sms(pub Channel);

/// Each attempt has half a second, so that a hanging channel does not delay others for long.
#[organ(timeout = "500ms", retry(attempts = 2, backoff = fixed("1s")))]
impl Sms {
    async fn handle(&mut self, event: &SmsDue) -> Result<Delivered, ChannelError> {
        self.0.send(&event.to).await?;
        Ok(Delivered {
            to: event.to.clone(),
            by: self.0.name().to_owned(),
        })
    }
}

pub struct Push(pub Channel);

#[organ(timeout = "500ms")]
impl Push {
    async fn handle(&mut self, event: &PushDue) -> Result<Delivered, ChannelError> {
        self.0.send(&event.to).await?;
        Ok(Delivered {
            to: event.to.clone(),
            by: self.0.name().to_owned(),
        })
    }
}

/// The number of deliveries. A redrive does not deliver twice: it calls only the handler that failed.
#[derive(Default)]
pub struct Ledger {
    pub delivered: u32,
}

#[organ]
impl Ledger {
    fn handle(&mut self, _event: &Delivered) {
        self.delivered += 1;
    }
}

#[spine(entry(Requested))]
pub struct Notifications {
    pub route: route,
    pub mail: Mail,
    pub sms: Sms,
    pub push: Push,
    pub ledger: Ledger,
}

impl Notifications {
    /// Creates the channels; `health` returns the condition of each, and `seed` determines the failures.
    pub fn over(health: impl Fn(By) -> Health, seed: u64) -> Self {
        let channel = |by| Channel::new(by, health(by), seed);
        Self {
            route: route::default(),
            mail: Mail(channel(By::Mail)),
            sms: Sms(channel(By::Sms)),
            push: Push(channel(By::Push)),
            ledger: Ledger::default(),
        }
    }

    /// Restores all channels.
    pub fn cure(&mut self) {
        for channel in [&mut self.mail.0, &mut self.sms.0, &mut self.push.0] {
            channel.health = Health::Well;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use organum::dead_letter::DeadLetterFilter;
    use tokio::time::Instant;

    use super::*;

    fn office(health: impl Fn(By) -> Health) -> Runtime<Notifications> {
        Notifications::over(health, 7).builder().build()
    }

    fn request(to: &str, urgency: Urgency) -> Requested {
        Requested {
            to: to.parse().unwrap(),
            text: "Hello".to_owned(),
            urgency,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_hanging_channel_times_out_and_does_not_delay_others() {
        let mut office = office(|by| match by {
            By::Sms => Health::Blocked,
            _ => Health::Well,
        });
        let begin = Instant::now();
        let stats = office.run(request("ada@example.org", Urgency::Urgent));
        let stats = stats.await.unwrap();
        assert_eq!((stats.dead_letters, stats.retried), (1, 1));
        assert_eq!(office.spine().ledger.delivered, 1, "by push");
        // Two attempts, the second between them, and the push.
        assert_eq!(
            begin.elapsed(),
            Duration::from_millis(500 + 1000 + 500 + 30)
        );

        office.spine_mut().cure();
        let stats = office.redrive_all(&DeadLetterFilter::all()).await.unwrap();
        assert_eq!(stats.dead_letters, 0);
        assert_eq!(
            office.spine().ledger.delivered,
            2,
            "push was not called again"
        );
        assert!(
            office
                .dead_letters()
                .list(&DeadLetterFilter::all())
                .await
                .unwrap()
                .is_empty()
        );
    }

    #[tokio::test]
    async fn a_missing_mailbox_is_tried_once() {
        let mut office = office(|_| Health::Well);
        let request = request("nobody@example.org", Urgency::Normal);
        office.run(request).await.unwrap();
        let letters = office
            .dead_letters()
            .list(&DeadLetterFilter::all())
            .await
            .unwrap();
        assert_eq!((letters.len(), letters[0].attempts), (1, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_busy_channel_is_tried_four_times() {
        let mut office = office(|_| Health::Flaky(100));
        let request = request("ada@example.org", Urgency::Normal);
        office.run(request).await.unwrap();
        let letters = office
            .dead_letters()
            .list(&DeadLetterFilter::all())
            .await
            .unwrap();
        assert_eq!(letters[0].attempts, 4);
        assert_eq!(letters[0].reason.messages, ["mail is busy"]);
    }
}
