//! The budget of pauses: how long a registry or a token can be stopped, whatever its pauser does.

use {
    compliance::pause::{PauseBudget, MAX_PAUSE},
    proptest::prelude::*,
};

const NOW: i64 = 1_790_000_000;
const FULL: u64 = MAX_PAUSE as u64;

/// As an account holds it before its first pause.
const UNUSED: PauseBudget = PauseBudget { spent: 0, at: 0 };

fn spent(seconds: u64) -> PauseBudget {
    PauseBudget {
        spent: seconds,
        at: NOW,
    }
}

#[test]
fn a_pause_can_last_72_hours() {
    assert_eq!(MAX_PAUSE, 72 * 60 * 60);
}

#[test]
fn an_unused_budget_pays_for_one_pause_of_the_longest() {
    assert_eq!(UNUSED.charge(NOW, MAX_PAUSE), Some(spent(FULL)));
    assert_eq!(UNUSED.charge(NOW, MAX_PAUSE + 1), None);
}

#[test]
fn a_budget_pays_for_what_is_left_and_not_for_a_second_more() {
    let budget = spent(FULL - 100);
    assert_eq!(budget.charge(NOW, 100), Some(spent(FULL)));
    assert_eq!(budget.charge(NOW, 101), None);
    assert_eq!(spent(FULL).charge(NOW, 1), None);
}

#[test]
fn a_spent_budget_regains_a_second_in_ten() {
    for (elapsed, regained) in [
        (0, 0),
        (9, 0),
        (10, 1),
        (19, 1),
        (20, 2),
        (720 * 3_600, MAX_PAUSE),
    ] {
        let later = NOW + elapsed;
        assert_eq!(
            spent(FULL).charge(later, regained + 1),
            None,
            "after {elapsed} s"
        );
        if regained > 0 {
            let charged = spent(FULL).charge(later, regained).unwrap();
            assert_eq!((charged.spent, charged.at), (FULL, later));
        }
    }
}

#[test]
fn a_budget_regains_no_more_than_it_holds() {
    assert_eq!(spent(FULL).charge(i64::MAX, MAX_PAUSE + 1), None);
    let charged = spent(FULL).charge(i64::MAX, MAX_PAUSE).unwrap();
    assert_eq!(charged.spent, FULL);
}

#[test]
fn a_pause_that_ends_early_gives_back_what_it_did_not_use() {
    let paused = UNUSED.charge(NOW, MAX_PAUSE).unwrap();
    let resumed = paused.refund(NOW, MAX_PAUSE);
    assert_eq!(resumed, spent(0));

    let hour = 3_600;
    let resumed = paused.refund(NOW + hour, MAX_PAUSE - hour);
    assert_eq!((resumed.spent, resumed.at), (3_240, NOW + hour)); // an hour, less what it regained meanwhile
}

#[test]
fn a_refund_gives_back_no_more_than_was_spent() {
    assert_eq!(spent(5).refund(NOW, 6), spent(0));
    assert_eq!(spent(5).refund(NOW, -6), spent(5));
}

#[test]
fn a_clock_that_goes_back_regains_nothing() {
    assert_eq!(spent(FULL).charge(NOW - 1_000, 1), None);
    assert_eq!(spent(FULL).charge(i64::MIN, 1), None);
}

/// A wait, the seconds asked for, and when the pause is ended by hand: after so many of its seconds.
#[derive(Clone, Debug)]
struct Attempt {
    wait: i64,
    seconds: i64,
    resumed_after: i64,
}

fn attempts() -> impl Strategy<Value = Vec<Attempt>> {
    let wait = prop_oneof![0i64..30, 0i64..MAX_PAUSE, 0i64..(15 * MAX_PAUSE)];
    let seconds = prop_oneof![1i64..30, 1i64..=MAX_PAUSE, Just(MAX_PAUSE)];
    let attempt =
        (wait, seconds, 1i64..=MAX_PAUSE).prop_map(|(wait, seconds, resumed_after)| Attempt {
            wait,
            seconds,
            resumed_after,
        });
    prop::collection::vec(attempt, 1..30)
}

/// From and until when transfers stood still, as pause and resume make it.
fn pauses(attempts: &[Attempt]) -> Vec<(i64, i64)> {
    let (mut budget, mut now) = (UNUSED, NOW);
    let mut pauses = Vec::new();
    for attempt in attempts {
        now += attempt.wait;
        let Some(charged) = budget.charge(now, attempt.seconds) else {
            continue;
        };
        let lasted = attempt.seconds.min(attempt.resumed_after);
        pauses.push((now, now + lasted));
        now += lasted;
        budget = if lasted < attempt.seconds {
            charged.refund(now, attempt.seconds - lasted)
        } else {
            charged
        };
    }
    pauses
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_stretch_of_time_is_paused_for_more_than_72_hours_and_a_tenth_of_it(attempts in attempts()) {
        let pauses = pauses(&attempts);
        for (index, (from, _)) in pauses.iter().enumerate() {
            let mut stopped = 0;
            for (start, end) in &pauses[index..] {
                stopped += end - start;
                prop_assert!(stopped <= MAX_PAUSE + (end - from) / 10);
            }
        }
    }

    #[test]
    fn a_budget_never_holds_more_than_72_hours_spent(spent in 0..=FULL, at in 0..NOW, seconds in 1..=MAX_PAUSE) {
        let budget = PauseBudget { spent, at };
        if let Some(charged) = budget.charge(NOW, seconds) {
            prop_assert!(charged.spent >= seconds as u64 && charged.spent <= FULL);
            prop_assert!(charged.refund(NOW, seconds).spent <= spent);
        }
    }
}
