//! A validator that stake has just been moved to signs twice, and has to be left.

use serde_json::json;

use crate::begin::Begin;
use crate::chain::Entry;
use crate::world::{number, World, COIN};

const DAY: u64 = 86_400;
/// A fifth of the stake may move a day, the most that is allowed.
const PLAN: &str = "min_batch_interval = 6
submit_lag = 4
buffer_target = \"0\"
rebalance_daily_share = \"0.2\"
";

/// Nothing can be moved away while the move to it is young, and redemptions take from others; when the
/// lock is over they take from it first, and it is emptied and forgotten.
#[test]
fn a_tombstoned_validator_is_drained_once_the_redelegation_lock_is_over() {
    let mut begin = Begin::with("tombstone", 4);
    begin.plan = PLAN;
    let mut world = World::begin(&begin);
    world.bond("alice", 1_000 * COIN);
    world.keep();
    let guilty = moved_to(&mut world);
    let operator = world.devnet.operator(&guilty).unwrap();
    let had = world.delegated_to(&operator);
    let height = world.devnet.advance(2).unwrap();
    world.devnet.double_sign(&guilty, height - 1).unwrap();
    world.hub("keeper", json!({ "sync": {} }));
    let slash = world.last_slash();
    let has = world.delegated_to(&operator);
    assert_eq!((number(&slash, "/before"), number(&slash, "/after")), (had, has));
    world.assert_books();

    world.registry("keeper", json!({ "refresh": {} }));
    world.registry("owner", json!({ "drain_validator": { "validator": operator } }));
    let locked = world.try_hub("keeper", json!({ "rebalance": {} }));
    assert_eq!(world.delegated_to(&operator), has, "the lock holds: {locked:?}");
    let other = redemption(&mut world, 1);
    assert_ne!(other.validator, operator, "what was moved there may be cut again");
    assert_eq!(world.delegated_to(&operator), has);

    world.devnet.pass(61).unwrap();
    world.hub("keeper", json!({ "sync": {} }));
    let entry = redemption(&mut world, 2);
    assert_eq!(entry.validator, operator, "it is drained first");
    let left = world.delegated_to(&operator);
    // shares of a slashed validator are worth fractions of units
    assert!((has - entry.balance).abs_diff(left) <= 1, "{has} {entry:?} {left}");
    world.hub("keeper", json!({ "sync": {} }));
    world.assert_books();
    for day in 1.. {
        world.devnet.pass(DAY).unwrap();
        tend(&mut world);
        // each move out of a slashed validator may grant a unit less than was asked for
        world.hub("keeper", json!({ "sync": {} }));
        world.assert_books();
        let left = world.delegated_to(&operator);
        // fractions of a unit may be left
        if left <= 1 {
            break;
        }
        let cranks = world.ask(json!({ "cranks": {} }));
        assert!(day < 6, "{left} of {has} after {day} days: {:?} {cranks}", world.delegations());
        eprintln!("{left} of {has} after {day} days");
    }
    assert_eq!(world.entries(), []);
    world.registry("dave", json!({ "remove_validator": { "validator": operator } }));
    let left = world.ask(json!({ "validators": {} }));
    let left = left.as_array().unwrap().iter();
    assert!(left.clone().all(|row| row["validator"] != operator.as_str()), "{left:?}");
}

/// The registry looks at its validators twice within hours, and the hub does what is ready. Stake may
/// leave a validator that is out of the set once it was absent in both, longer than unbonding takes.
fn tend(world: &mut World) {
    world.registry("keeper", json!({ "refresh": {} }));
    world.devnet.pass(3_600).unwrap();
    world.registry("keeper", json!({ "refresh": {} }));
    world.keep();
}

/// Weights change, and stake moves to a validator; which.
fn moved_to(world: &mut World) -> String {
    let lighter = world.devnet.operator("val3").unwrap();
    let weights = json!([{ "validator": lighter, "weight": 20 }]);
    world.registry("owner", json!({ "set_weights": { "weights": weights } }));
    let before = world.delegations();
    world.hub("keeper", json!({ "rebalance": {} }));
    world.assert_books();
    let more = before.iter().find(|(name, units)| world.delegated_to(name) > *units);
    let (more, _) = more.unwrap_or_else(|| panic!("nothing was moved: {before:?}"));
    let nodes: Vec<String> = world.devnet.nodes().map(str::to_string).collect();
    nodes.into_iter().find(|node| world.devnet.operator(node).unwrap() == *more).unwrap()
}

/// The entry that a batch makes.
fn redemption(world: &mut World, id: u64) -> Entry {
    world.redeem("alice", 50 * COIN);
    let mut entries = world.entries();
    entries.sort_by_key(|entry| entry.height);
    let entry = entries.pop().unwrap();
    let batch = world.batch(id);
    // a slashed validator's shares are worth fractions of units: one unit less may be granted
    assert!(number(&batch, "/placed") - entry.balance <= 1, "{entry:?} {batch}");
    entry
}
