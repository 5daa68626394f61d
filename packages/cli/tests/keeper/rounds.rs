//! Rounds of a keeper: one, many, or as many as there is something to do.

use std::panic::{catch_unwind, AssertUnwindSafe};

use weir_cli::keeper::{run, Ended, Keeper, Options};

use crate::world::{Handle, Heard, Killed};

pub fn round(world: &Handle, keeper: &mut Keeper) -> Heard {
    let mut heard = Heard::default();
    let (mut node, pace) = (world.clone(), world.clone());
    keeper.round(&mut node, &pace, &mut heard).unwrap();
    heard
}

/// Keeps for so long, a round an hour.
pub fn keep(world: &Handle, keeper: &mut Keeper, seconds: u64) -> Heard {
    let mut heard = Heard::default();
    let (mut node, mut pace) = (world.clone(), world.clone());
    world.0.stop_at.set(Some(world.suite(|suite| suite.now()) + seconds));
    assert_eq!(run(keeper, &mut node, &mut pace, &mut heard, 3_600, false), Ended::Stopped);
    world.0.stop_at.set(None);
    heard
}

/// Rounds until one ends with nothing left to do, beginning anew whenever the process is killed or
/// the node goes away.
pub fn until_kept(world: &Handle, change: impl Fn(&mut Options)) {
    world.0.stands_still.set(true);
    for _ in 0..8 {
        let mut keeper = world.keeper(&change);
        let (mut node, mut pace) = (world.clone(), world.clone());
        let mut heard = Heard::default();
        let lived = catch_unwind(AssertUnwindSafe(|| {
            run(&mut keeper, &mut node, &mut pace, &mut heard, 1, true)
        }));
        match lived {
            Ok(Ended::Once(round)) if round.done.is_empty() && round.failed.is_empty() => break,
            Ok(Ended::Once(_) | Ended::NodeAway(_)) => {}
            Ok(other) => panic!("{other:?}"),
            Err(payload) if payload.is::<Killed>() => {}
            Err(payload) => std::panic::resume_unwind(payload),
        }
    }
}
