//! SQL texts with the names of the tables.

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use organum_store::StoreError;

use crate::{Dialect, dialect::OPERATION, error::refused};

/// The prefix of the names of all tables: lower-case letters, digits and underscores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Prefix(String);

/// The longest prefix: a name has at most 63 bytes.
const LONGEST: usize = 40;

impl Default for Prefix {
    fn default() -> Self {
        Self("organum_".to_owned())
    }
}

impl Prefix {
    /// Checks a prefix of the user.
    pub(crate) fn new(text: &str, dialect: Dialect) -> Result<Self, StoreError> {
        let mut bytes = text.bytes();
        let first = bytes
            .next()
            .is_some_and(|first| first.is_ascii_lowercase() || first == b'_');
        let rest =
            bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if first && rest && text.len() <= LONGEST {
            return Ok(Self(text.to_owned()));
        }
        Err(refused(
            dialect,
            OPERATION,
            "the table prefix is not a valid name: use at most 40 lower-case letters, digits and underscores",
        ))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Replaces `{name}` by the text of that name, and `{p}` by the prefix. Parts may contain names that
    /// follow them in the list.
    pub(crate) fn fill(&self, template: &str, parts: &[(&str, &str)]) -> String {
        let mut text = template.to_owned();
        for (name, part) in parts {
            text = text.replace(&format!("{{{name}}}"), part);
        }
        text.replace("{p}", &self.0)
    }

    /// Fills a template for a statement. The prefix is the only part of it that is not a constant, and it
    /// was checked.
    pub(crate) fn statement(&self, template: &str, parts: &[(&str, &str)]) -> SqlStr {
        AssertSqlSafe(self.fill(template, parts)).into_sql_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_a_plain_name() {
        for wrong in ["", "1a", "a;drop", "A", "a b", "a\"", &"a".repeat(41)] {
            let error = Prefix::new(wrong, Dialect::Sqlite).expect_err("it is no name");
            assert!(error.to_string().contains("lower-case letters"), "{error}");
        }
        let prefix = Prefix::new("shop_1_", Dialect::Sqlite).expect("it is a name");
        assert_eq!(
            prefix.fill("{a} from {p}record", &[("a", "{b}"), ("b", "1")]),
            "1 from shop_1_record"
        );
    }
}
