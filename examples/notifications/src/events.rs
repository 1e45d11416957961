//! The events.

use organum::event;
use serde::{Deserialize, Serialize};

use crate::channel::Address;

/// A notification is requested.
#[event(key = to)]
pub struct Requested {
    pub to: Address,
    pub text: String,
    pub urgency: Urgency,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Urgency {
    Normal,
    Urgent,
}

/// A mail is to be sent.
#[event(key = to)]
pub struct MailDue {
    pub to: Address,
    pub text: String,
}

/// An SMS is to be sent.
#[event(key = to)]
pub struct SmsDue {
    pub to: Address,
    pub text: String,
}

/// A push message is to be sent.
#[event(key = to)]
pub struct PushDue {
    pub to: Address,
    pub text: String,
}

/// A notification was delivered.
#[event(key = to)]
pub struct Delivered {
    pub to: Address,
    pub by: String,
}
