//! Two works timed in turns, so that what disturbs the one disturbs the other.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// The shortest time of each work, run in turns this many times after one round to warm up.
pub(crate) fn side_by_side<A, B>(
    rounds: usize,
    mut ours: impl FnMut() -> A,
    mut other: impl FnMut() -> B,
) -> (f64, f64) {
    black_box(ours());
    black_box(other());
    let mut best = (Duration::MAX, Duration::MAX);
    for _ in 0..rounds {
        best.0 = best.0.min(time(&mut ours));
        best.1 = best.1.min(time(&mut other));
    }
    (best.0.as_secs_f64() * 1e3, best.1.as_secs_f64() * 1e3)
}

fn time<T>(work: &mut impl FnMut() -> T) -> Duration {
    let began = Instant::now();
    black_box(work());
    began.elapsed()
}
