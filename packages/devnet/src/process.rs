//! Processes of nodes: started in groups of their own, known by more than a number, ended.

use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{kill_process, kill_process_group, waitpid, Pid, Signal, WaitOptions};
use serde::{Deserialize, Serialize};
use sysinfo::{ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, System, UpdateKind};

use crate::error::{Error, Result};

/// How long a node may take to end by itself.
const GRACE: Duration = Duration::from_secs(4);
/// How long the system may take to end one that is killed.
const KILLED: Duration = Duration::from_secs(10);
/// How often a process is looked at that is waited for.
const LOOK: Duration = Duration::from_millis(30);

/// A process that is told from a later one of the same number by when it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    pub pid: u32,
    /// Seconds since 1970, as the system counts them.
    pub started_at: u64,
}

/// What a process is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// It runs.
    Running,
    /// It was stopped by SIGSTOP and can go on.
    Halted,
    /// It ended.
    Gone,
}

/// Starts a node of this home. Its process is the leader of a group of its own, so that a Ctrl-C
/// meant for the command line does not end it.
pub(crate) fn start(program: &Path, home: &Path, log: &Path) -> Result<Identity> {
    let file = File::options().create(true).append(true).open(log).map_err(Error::file(log))?;
    let errors = file.try_clone().map_err(Error::file(log))?;
    let started = Command::new(program)
        .arg("start")
        .arg("--home")
        .arg(home)
        .arg("--log_no_color")
        .env("WEIR_CLOCK", home.with_file_name(crate::clock::FILE))
        .stdin(Stdio::null())
        .stdout(file)
        .stderr(errors)
        .process_group(0)
        .spawn();
    let child = started.map_err(Error::file(program))?;
    let pid = child.id();
    let started_at = began(pid).unwrap_or_else(now);
    Ok(Identity { pid, started_at })
}

/// What the process of a node's home is doing.
pub(crate) fn life(identity: Identity, home: &Path) -> Life {
    let Some(pid) = pid(identity.pid) else { return Life::Gone };
    // where it is a child of this process, its end is only seen by asking for it
    let _ = waitpid(Some(pid), WaitOptions::NOHANG);
    let system = look(&[identity.pid]);
    let Some(process) = system.process(sysinfo::Pid::from_u32(identity.pid)) else {
        return Life::Gone;
    };
    let same = process.start_time().abs_diff(identity.started_at) <= 2;
    if !same || !is_node_of(process.cmd(), |of| of == home) {
        return Life::Gone;
    }
    match process.status() {
        ProcessStatus::Zombie | ProcessStatus::Dead => Life::Gone,
        ProcessStatus::Stop | ProcessStatus::Tracing => Life::Halted,
        _ => Life::Running,
    }
}

/// Sends a signal to a node's process.
pub(crate) fn signal(identity: Identity, signal: Signal) {
    if let Some(pid) = pid(identity.pid) {
        // one that ended in between needs no signal
        let _ = kill_process(pid, signal);
    }
}

/// Ends the processes of nodes, all at once: asks them to, and kills those that do not by
/// themselves, with whatever they started. When this returns none is left.
pub(crate) fn end(nodes: &[(Identity, &Path)]) {
    let alive = || nodes.iter().filter(|(id, home)| life(*id, home) != Life::Gone);
    for (id, _) in alive() {
        signal(*id, Signal::TERM);
        // one that is halted sees the other signal only then
        signal(*id, Signal::CONT);
    }
    if wait_until(GRACE, || alive().next().is_none()) {
        return;
    }
    for (id, _) in alive() {
        if let Some(pid) = pid(id.pid) {
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
    wait_until(KILLED, || alive().next().is_none());
}

/// Kills a node's process at once, as a power cut would.
pub(crate) fn kill(identity: Identity, home: &Path) {
    if life(identity, home) != Life::Gone {
        signal(identity, Signal::KILL);
        wait_until(KILLED, || life(identity, home) == Life::Gone);
    }
}

/// Processes of nodes with homes in this folder, whoever started them: those of a start that was
/// killed before it wrote down what it had started.
pub(crate) fn nodes_in(folder: &Path) -> Vec<(Identity, std::path::PathBuf)> {
    let mut system = System::new();
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, what());
    let nodes = system.processes().iter().filter_map(|(pid, process)| {
        let mut home = None;
        is_node_of(process.cmd(), |of| {
            home = of.starts_with(folder).then(|| of.to_path_buf());
            home.is_some()
        });
        let identity = Identity { pid: pid.as_u32(), started_at: process.start_time() };
        Some((identity, home?))
    });
    nodes.collect()
}

/// Waits until it is so, at most so long; whether it is.
pub(crate) fn wait_until(at_most: Duration, is_so: impl Fn() -> bool) -> bool {
    let began = Instant::now();
    while began.elapsed() < at_most {
        if is_so() {
            return true;
        }
        std::thread::sleep(LOOK);
    }
    is_so()
}

/// Whether a command line has `start --home <home>` in it.
fn is_node_of(words: &[impl AsRef<OsStr>], mut is: impl FnMut(&Path) -> bool) -> bool {
    let mut threes = words.windows(3);
    threes.any(|three| match three {
        [start, home, path] => {
            start.as_ref() == "start" && home.as_ref() == "--home" && is(Path::new(path.as_ref()))
        }
        _ => false,
    })
}

fn what() -> ProcessRefreshKind {
    ProcessRefreshKind::nothing().with_cmd(UpdateKind::Always)
}

fn look(pids: &[u32]) -> System {
    let pids: Vec<_> = pids.iter().copied().map(sysinfo::Pid::from_u32).collect();
    let mut system = System::new();
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&pids), true, what());
    system
}

fn began(pid: u32) -> Option<u64> {
    look(&[pid]).process(sysinfo::Pid::from_u32(pid)).map(|process| process.start_time())
}

fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

fn pid(pid: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(pid).ok()?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_is_a_nodes_only_with_its_home() {
        let is = |words: &[&str]| is_node_of(words, |home| home == Path::new("/d/val1"));
        assert!(is(&["wasmd", "start", "--home", "/d/val1", "--log_no_color"]));
        assert!(!is(&["wasmd", "start", "--home", "/d/val2"]));
        assert!(!is(&["wasmd", "query", "--home", "/d/val1"]));
        assert!(!is(&["tail", "-f", "/d/val1/wasmd.log"]));
        assert!(!is(&[]));
    }

    /// A node that is a script: it does what it is told here instead of what nodes do.
    fn node(folder: &Path, body: &str) -> (Identity, std::path::PathBuf) {
        let script = crate::testing::script(folder, body);
        let home = folder.join("val1");
        let id = start(&script, &home, &folder.join("log")).unwrap();
        // On a busy machine it is not yet what it was started as.
        assert!(wait_until(KILLED, || life(id, &home) == Life::Running));
        (id, home)
    }

    #[test]
    fn a_node_is_halted_goes_on_and_ends() {
        let folder = tempfile::tempdir().unwrap();
        let (id, home) = node(folder.path(), "sleep 60");
        assert_eq!(life(id, &home), Life::Running);
        assert_eq!(nodes_in(folder.path()), [(id, home.clone())]);
        signal(id, Signal::STOP);
        assert!(wait_until(KILLED, || life(id, &home) == Life::Halted));
        signal(id, Signal::CONT);
        assert!(wait_until(KILLED, || life(id, &home) == Life::Running));
        signal(id, Signal::STOP);
        end(&[(id, &home)]);
        assert_eq!(life(id, &home), Life::Gone);
        assert_eq!(nodes_in(folder.path()), []);
    }

    #[test]
    fn a_node_that_does_not_end_by_itself_is_killed_with_what_it_started() {
        let folder = tempfile::tempdir().unwrap();
        let started =
            "trap '' TERM; sh -c 'trap \"\" TERM; sleep 61' & echo $! > $3.child; wait; wait";
        let (id, home) = node(folder.path(), started);
        let written = folder.path().join("val1.child");
        let child = || std::fs::read_to_string(&written).unwrap_or_default().trim().parse().ok();
        assert!(wait_until(KILLED, || child().is_some()));
        end(&[(id, &home)]);
        assert_eq!(life(id, &home), Life::Gone);
        assert!(wait_until(KILLED, || began(child().unwrap()).is_none()));
    }

    #[test]
    fn a_number_that_another_process_has_by_now_is_nobodys() {
        let folder = tempfile::tempdir().unwrap();
        let (id, home) = node(folder.path(), "sleep 62");
        let before = Identity { started_at: id.started_at.saturating_sub(60), ..id };
        assert_eq!(life(before, &home), Life::Gone);
        assert_eq!(life(id, Path::new("/another/home")), Life::Gone);
        end(&[(before, &home)]);
        kill(before, &home);
        assert_eq!(life(id, &home), Life::Running, "it was none of ours");
        kill(id, &home);
        assert_eq!(life(id, &home), Life::Gone);
    }
}
