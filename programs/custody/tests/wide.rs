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
    fn bits_outside_the_domain_are_refused(bits in any::<u64>()) {
        let within = (LOWEST..ABOVE_HIGHEST).contains(&bits);
        prop_assert_eq!(Multiplier::from_bits(bits).is_ok(), within);
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
