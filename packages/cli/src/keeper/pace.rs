//! The keeper's own clock, and how it is asked to stop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Time as the keeper lives it.
pub trait Pace {
    /// Seconds since some moment; never goes back.
    fn now(&self) -> u64;

    /// Lets time pass; comes back sooner when asked to stop.
    fn wait(&mut self, seconds: u64);

    /// Whether somebody asked to stop.
    fn is_stopping(&self) -> bool;
}

/// The clock on the wall, and the signals of the system.
pub struct Wall {
    began: Instant,
    stopping: Arc<AtomicBool>,
    woken: Receiver<()>,
}

impl Wall {
    /// Stops on SIGINT, SIGTERM and SIGHUP; the second one ends the process at once.
    ///
    /// # Errors
    /// When the signals are taken already.
    pub fn with_signals() -> Result<Self, ctrlc::Error> {
        let stopping = Arc::new(AtomicBool::new(false));
        let (wake, woken) = std::sync::mpsc::channel();
        let asked = stopping.clone();
        ctrlc::set_handler(move || {
            if asked.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
            // Nobody waits when the keeper has just ended.
            let _ = wake.send(());
        })?;
        Ok(Self { began: Instant::now(), stopping, woken })
    }
}

impl Pace for Wall {
    fn now(&self) -> u64 {
        self.began.elapsed().as_secs()
    }

    fn wait(&mut self, seconds: u64) {
        match self.woken.recv_timeout(Duration::from_secs(seconds)) {
            Ok(()) | Err(RecvTimeoutError::Timeout) => {}
            // Without the handler nobody can wake it.
            Err(RecvTimeoutError::Disconnected) => {
                std::thread::sleep(Duration::from_secs(seconds));
            }
        }
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}
