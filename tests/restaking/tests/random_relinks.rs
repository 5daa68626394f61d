//! Random lives of a vault that moves between two distributors, every invariant after every action: what
//! was funded is somebody's, to the last part, wherever the vault is.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use weir_interface::distributor::ExecuteMsg as Distribute;
use weir_interface::vault::{ExecuteMsg, Links};
use weir_quantities::{ServiceId, Shares};
use weir_restaking_journeys::{World, DAY, NOTICE};

const PEOPLE: [&str; 4] = ["alice", "bob", "carol", "op2"];
/// Seeds of the first and the last life.
const LIVES: std::ops::Range<u64> = 0..200;
const STEPS: usize = 60;

/// Answers how often the vault left, and how many claims were paid.
fn live(seed: u64) -> (u32, u32) {
    println!("seed {seed}");
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut world = World::promised();
    world.list_the_coin();
    world.suite.fund("svc1", 1 << 60);
    let (coin, derivative) = (world.suite.staking_coin(), world.suite.derivative());
    let vault = world.vaults[0].address.to_string();
    let (home, other) = (world.links(), world.taker().to_string());
    let away = Links { distributor: other, ..home.clone() };
    let mut now = home.distributor.clone();
    let (mut left, mut claims) = (0, 0);
    for _ in 0..STEPS {
        let who = *PEOPLE.choose(&mut random).unwrap();
        let shares = world.suite.active_in(0, who);
        let part = *[shares, shares / 3, shares.saturating_sub(1)].choose(&mut random).unwrap();
        // What is refused changes nothing: the suite sees to that.
        match random.gen_range(0..16) {
            0..=2 => drop(world.deposit(who, 0, 1_000 + random.gen_range(0..50_000_000))),
            3..=4 => drop(world.exit(who, 0, part)),
            5 => {
                let bucket = world.state(0).buckets.keys().next().copied().unwrap_or_default();
                drop(world.cancel(who, 0, bucket));
            }
            6 => {
                let to = *PEOPLE.choose(&mut random).unwrap();
                let recipient = world.suite.actor(to).to_string();
                let shares = Shares::new(part + random.gen_range(0..3));
                drop(world.vault(who, 0, &ExecuteMsg::TransferPosition { recipient, shares }));
            }
            7..=9 => claims += u32::from(world.suite.claim_rewards(who, 0).is_ok()),
            10..=11 => {
                let (units, days) =
                    (1 + random.gen_range(0..1_000_000_000), random.gen_range(1..120));
                drop(world.suite.fund_stream("svc1", 0, Some(1), (&coin, units), days * DAY));
            }
            12..=13 => {
                let links = if random.gen() { &home } else { &away };
                left += u32::from(links.distributor != now);
                now = links.distributor.clone();
                world.relink(links.clone());
            }
            14 => {
                let service = Some(ServiceId::new(1));
                let msg = Distribute::ReclaimStream {
                    vault: vault.clone(),
                    service,
                    funder: None,
                    coin: None,
                };
                drop(world.suite.distributor_call("anyone", &msg));
            }
            _ => {
                // Whoever comes back lists his coins anew.
                let coin = if random.gen() { &coin } else { &derivative }.clone();
                let list = Distribute::AddRewardCoin { vault: vault.clone(), coin };
                drop(world.suite.distributor_call("owner", &list));
                let msg = Distribute::ClaimCommission { vault: vault.clone(), coins: None };
                drop(world.suite.distributor_call("anyone", &msg));
            }
        }
        if random.gen() {
            world.pass(*[1, 3_600, DAY, 3 * DAY, NOTICE].choose(&mut random).unwrap());
        }
    }
    (left, claims)
}

#[test]
fn random_lives_of_a_vault_that_moves_promise_no_more_than_was_funded() {
    let (mut left, mut claims) = (0, 0);
    for seed in LIVES {
        let one = live(seed);
        (left, claims) = (left + one.0, claims + one.1);
    }
    assert!(left > 400 && claims > 400, "it moved {left} times, {claims} claims were paid");
}
