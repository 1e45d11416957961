//! Connections that belong to the library, so that no transaction of the user can exhaust them.

use std::{
    ops::{Deref, DerefMut},
    sync::{Mutex, PoisonError},
};

use sqlx::{Connection, Error, Executor, SqlStr};
use tokio::sync::{Semaphore, SemaphorePermit};

/// A fixed number of connections, which are opened when they are needed. Unlike a pool of sqlx it sends
/// no message of its own when a connection is taken or returned.
pub(crate) struct Lanes<D: sqlx::Database> {
    options: <D::Connection as Connection>::Options,
    /// The statement that each new connection executes first.
    setup: Option<SqlStr>,
    /// The statements with which each use begins. Each use is a transaction then.
    begin: Option<SqlStr>,
    free: Mutex<Vec<D::Connection>>,
    permits: Semaphore,
}

/// A connection that is in use. It is closed when it is dropped, since a statement may be running: only
/// [`settle`](Self::settle) returns it.
pub(crate) struct Lane<'a, D: sqlx::Database> {
    lanes: &'a Lanes<D>,
    connection: D::Connection,
    _permit: SemaphorePermit<'a>,
}

impl<D: sqlx::Database> Lanes<D> {
    pub(crate) fn new(options: <D::Connection as Connection>::Options, connections: usize) -> Self {
        Self {
            options,
            setup: None,
            begin: None,
            free: Mutex::default(),
            permits: Semaphore::new(connections.max(1)),
        }
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<D::Connection>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets each new connection execute a statement first.
    pub(crate) fn with_setup(mut self, setup: SqlStr) -> Self {
        self.setup = Some(setup);
        self
    }

    /// Lets each use of a connection be a transaction that begins with these statements.
    pub(crate) fn with_begin(mut self, begin: SqlStr) -> Self {
        self.begin = Some(begin);
        self
    }

    /// Adds a connection that is open, for later use.
    pub(crate) fn add(&self, connection: D::Connection) {
        self.free().push(connection);
    }

    /// Takes a connection, and waits until one is free.
    pub(crate) async fn take(&self) -> Result<Lane<'_, D>, Error>
    where
        for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
    {
        let permit = self.permits.acquire().await;
        let permit = permit.map_err(|_| Error::PoolClosed)?;
        let free = self.free().pop();
        let mut connection = match free {
            Some(connection) => connection,
            None => self.open().await?,
        };
        if let Some(begin) = &self.begin
            && let Err(error) = connection.execute(begin.clone()).await
        {
            self.clear();
            return Err(error);
        }
        Ok(Lane {
            lanes: self,
            connection,
            _permit: permit,
        })
    }

    async fn open(&self) -> Result<D::Connection, Error>
    where
        for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
    {
        let mut connection = D::Connection::connect_with(&self.options).await?;
        if let Some(setup) = &self.setup {
            connection.execute(setup.clone()).await?;
        }
        Ok(connection)
    }

    /// Closes the connections that are free. Later calls open new ones.
    pub(crate) fn clear(&self) {
        let free = std::mem::take(&mut *self.free());
        drop(free);
    }

    /// Lets no call take a connection any more.
    pub(crate) fn close(&self) {
        self.permits.close();
        self.clear();
    }
}

impl<D: sqlx::Database> Lane<'_, D> {
    /// Returns the connection if it can be used again: if the statement succeeded, or if the server has
    /// refused it.
    pub(crate) async fn settle<T>(mut self, mut result: Result<T, Error>) -> Result<T, Error>
    where
        for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
    {
        let mut usable = match &result {
            Ok(_) => true,
            Err(Error::Database(error)) => {
                let code = error.code().unwrap_or_default();
                // The server ends the connection after these.
                !(code.starts_with("57P") || code.starts_with("08") || code.starts_with("25P"))
            }
            Err(_) => false,
        };
        if usable && self.lanes.begin.is_some() {
            let end = if result.is_ok() { "commit" } else { "rollback" };
            if let Err(error) = self.connection.execute(end).await {
                usable = false;
                result = result.and(Err(error));
            }
        }
        if usable {
            self.lanes.free().push(self.connection);
        } else {
            // A server that has restarted has closed the other ones as well.
            self.lanes.clear();
        }
        result
    }
}

impl<D: sqlx::Database> Deref for Lane<'_, D> {
    type Target = D::Connection;

    fn deref(&self) -> &Self::Target {
        &self.connection
    }
}

impl<D: sqlx::Database> DerefMut for Lane<'_, D> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.connection
    }
}
