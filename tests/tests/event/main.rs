//! Events: organs, spines, runtimes, backends, archives.

mod archive_file;
mod backend_failure;
mod bounded_letters;
mod cached;
mod cases;
mod constants;
mod cures;
mod declaring;
mod dropped_runs;
mod hostile;
mod idle;
mod interrupt;
mod layers;
mod observe;
mod picture;
mod queue;
mod redrive;
mod redrive_again;
mod redrive_claims;
mod redrive_elsewhere;
mod replay;
mod shown;
mod spine;
mod start;
mod stop_and_go_on;
mod unreadable;
