//! The arithmetic of the mint gate against arbitrary-precision integers.

use {
    custody::wide::{wide_mul, Multiplier, ONE},
    num_bigint::BigUint,
    proptest::prelude::*,
};

const LOWEST: u64 = (1023 - 12) << 52;
const ABOVE_HIGHEST: u64 = (1023 + 12) << 52;

/// f as numerator over 2^64: exact for every multiplier of the domain, whose shift is at most 64.
fn numerator(bits: u64) -> BigUint {
    let exponent = (bits >> 52) as u32; // biased by 1023
    let mantissa = (1u64 << 52) | (bits & ((1 << 52) - 1));
    BigUint::from(mantissa) << (exponent + 64 - 1075)
}

fn multipliers() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(LOWEST),
        Just(ABOVE_HIGHEST - 1),
        Just(ONE),
        Just(1.0026642075893797f64.to_bits()),
        Just(1.0032690125398187f64.to_bits()),
        LOWEST..ABOVE_HIGHEST,
        (1u64..1000, 1u64..1000).prop_map(|(p, q)| (p as f64 / q as f64).to_bits()),
    ]
    .prop_filter("within the domain", |bits| {
        (LOWEST..ABOVE_HIGHEST).contains(bits)
    })
}

fn multiplier(bits: u64) -> Multiplier {
    Multiplier::from_bits(bits).unwrap()
}

/// One unit in the last place over 2^64.
fn last_place(bits: u64) -> BigUint {
    BigUint::from(1u8) << ((bits >> 52) as u32 + 64 - 1075)
}

/// The double nearest to from x numerator / denominator, ties to even, as bits; also outside the domain.
fn nearest(from: u64, p: u16, q: u16) -> u64 {
    // the fraction with 60 bits before the point and more behind it than a double has
    let (dividend, divisor) = (numerator(from) * p, BigUint::from(q));
    let mut shift = 0u32;
    while (&dividend << shift) < (&divisor << 53u32) {
        shift += 1;
    }
    let mut exponent = 1075 - 64 - shift;
    let mut dividend = dividend << shift;
    let mut divisor = divisor;
    while dividend >= &divisor << 53u32 {
        divisor <<= 1u32;
        exponent += 1;
    }
    let mantissa: BigUint = &dividend / &divisor;
    dividend -= &mantissa * &divisor;
    let twice: BigUint = dividend * 2u8;
    let mantissa = u64::try_from(mantissa).unwrap();
    let is_up = twice > divisor || (twice == divisor && mantissa & 1 == 1);
    // a carry out of the mantissa raises the exponent, as it should
    ((exponent as u64) << 52) + (mantissa - (1 << 52)) + is_up as u64
}

#[derive(Clone, Debug)]
struct Pair {
    from: u64,
    to: u64,
    numerator: u16,
    denominator: u16,
}

/// Multipliers before and after with a ratio: anything, and what is at most four steps from the ratio,
/// from 1 and from 5 / 4.
fn pairs() -> impl Strategy<Value = Pair> {
    let ratio = prop_oneof![
        (1u16..=1000, 1u16..=1000),
        Just((10, 1)),
        Just((1, 8)),
        Just((1, 1)),
        Just((5, 4))
    ];
    let to = prop_oneof![multipliers().prop_map(Ok), (-4i64..=4).prop_map(Err)];
    (multipliers(), ratio, to)
        .prop_map(|(from, (numerator, denominator), to)| Pair {
            from,
            to: to.unwrap_or_else(|steps| {
                nearest(from, numerator, denominator).wrapping_add_signed(steps)
            }),
            numerator,
            denominator,
        })
        .prop_filter("within the domain", |pair| {
            (LOWEST..ABOVE_HIGHEST).contains(&pair.to)
        })
}

/// Amounts of every length, and the ends.
fn amounts() -> impl Strategy<Value = u64> {
    prop_oneof![
        Just(0),
        Just(1),
        Just(u64::MAX),
        any::<u64>(),
        (any::<u64>(), 0u32..64).prop_map(|(value, shift)| value >> shift),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn wide_mul_is_the_full_product(a in amounts(), b in amounts()) {
        let wide = wide_mul(a, b);
        let expected = a as u128 * b as u128;
        prop_assert_eq!((wide.high, wide.low), ((expected >> 64) as u64, expected as u64));
    }

    #[test]
    fn is_covered_compares_exactly(raw in amounts(), shares in amounts(), bits in multipliers()) {
        let needed = BigUint::from(raw) * numerator(bits);
        let held = BigUint::from(shares) << 64u32;
        prop_assert_eq!(Multiplier::from_bits(bits).unwrap().is_covered(raw, shares), needed <= held);
    }

    #[test]
    fn raw_for_shares_is_the_floor(shares in amounts(), bits in multipliers()) {
        let expected: BigUint = (BigUint::from(shares) << 64u32) / numerator(bits);
        let expected = u64::try_from(expected).ok();
        prop_assert_eq!(Multiplier::from_bits(bits).unwrap().raw_for_shares(shares), expected);
    }

    #[test]
    fn what_shares_buy_is_covered_by_them_and_one_more_is_not(shares in amounts(), bits in multipliers()) {
        let multiplier = Multiplier::from_bits(bits).unwrap();
        if let Some(raw) = multiplier.raw_for_shares(shares) {
            prop_assert!(multiplier.is_covered(raw, shares));
            if let Some(more) = raw.checked_add(1) {
                prop_assert!(!multiplier.is_covered(more, shares));
            }
        }
    }

    #[test]
    fn is_dividend_on_is_from_1_to_5_quarters(pair in pairs()) {
        let (from, to) = (numerator(pair.from), numerator(pair.to));
        let expected = to >= from && to * 4u8 <= from * 5u8;
        prop_assert_eq!(multiplier(pair.to).is_dividend_on(&multiplier(pair.from)), expected);
    }

    #[test]
    fn is_split_of_is_within_one_unit_in_the_last_place(pair in pairs()) {
        let (p, q) = (pair.numerator, pair.denominator);
        let (ours, exact) = (numerator(pair.to) * q, numerator(pair.from) * p);
        let distance = if ours > exact { ours - exact } else { exact - ours };
        let allowed = last_place(pair.to) * q;
        prop_assert_eq!(multiplier(pair.to).is_split_of(&multiplier(pair.from), p, q), distance <= allowed);
    }

    #[test]
    fn the_nearest_double_is_a_split_and_two_steps_from_it_are_not(pair in pairs()) {
        let (p, q) = (pair.numerator, pair.denominator);
        let nearest = nearest(pair.from, p, q);
        let from = multiplier(pair.from);
        let is_split = |bits: u64| Multiplier::from_bits(bits).is_ok_and(|to| to.is_split_of(&from, p, q));
        prop_assert_eq!(is_split(nearest), (LOWEST..ABOVE_HIGHEST).contains(&nearest));
        prop_assert!(!is_split(nearest + 2));
        // below a power of two the steps are half as long
        prop_assert!(!is_split(nearest - 3));
    }

    #[test]
    fn bits_outside_the_domain_are_refused(bits in any::<u64>()) {
        let within = (LOWEST..ABOVE_HIGHEST).contains(&bits);
        prop_assert_eq!(Multiplier::from_bits(bits).is_ok(), within);
    }
}

#[test]
fn a_dividend_of_a_quarter_is_the_largest() {
    let is_dividend =
        |from: f64, to: f64| multiplier(to.to_bits()).is_dividend_on(&multiplier(from.to_bits()));
    assert!(is_dividend(1.0, 1.25) && !is_dividend(1.0, 1.25f64.next_up()));
    assert!(is_dividend(1.0, 1.0) && !is_dividend(1.0, 1.0f64.next_down()));
    assert!(is_dividend(1.0026642075893797, 1.0032690125398187));
}

#[test]
fn splits_of_ten_to_one_and_one_to_eight_are_exact_to_the_last_place() {
    for (p, q, to) in [(10, 1, 10.0f64), (1, 8, 0.125)] {
        let is_split = |to: f64| multiplier(to.to_bits()).is_split_of(&multiplier(ONE), p, q);
        assert!(is_split(to) && is_split(to.next_up()) && is_split(to.next_down()));
        assert!(!is_split(to.next_up().next_up()));
        assert!(!is_split(to.next_down().next_down().next_down()));
    }
}

#[test]
fn the_domain_is_from_2_to_the_minus_12_to_below_2_to_the_12() {
    let accepts = |value: f64| Multiplier::from_bits(value.to_bits()).is_ok();
    assert!(accepts(1.0 / 4096.0));
    assert!(!accepts((1.0f64 / 4096.0).next_down()));
    assert!(accepts(4096.0f64.next_down()));
    assert!(!accepts(4096.0));
    for refused in [
        0.0,
        -1.0,
        f64::NAN,
        f64::INFINITY,
        f64::MIN_POSITIVE,
        f64::from_bits(1),
    ] {
        assert!(!accepts(refused), "{refused}");
    }
}
