//! Exact arithmetic with the multiplier: shares are raw amount times f, f an IEEE 754 double.
//!
//! A normal double is m x 2^-s with a whole m of 53 bits, so N x f <= S is the comparison of whole
//! numbers N x m <= S x 2^s, both below 2^128. Written on pairs of u64, because the virtual machine
//! has neither floating point nor 128-bit multiplication.

use {crate::error::CustodyError, anchor_lang::prelude::*};

/// 1.0 as the bits of a double.
pub const ONE: u64 = 0x3ff0_0000_0000_0000;

const FRACTION_BITS: u32 = 52;
const EXPONENT_BIAS: u32 = 1023;
/// 2^-12 and 2^12 as bits; positive doubles order like their bits.
const LOWEST: u64 = ((EXPONENT_BIAS - 12) as u64) << FRACTION_BITS;
const ABOVE_HIGHEST: u64 = ((EXPONENT_BIAS + 12) as u64) << FRACTION_BITS;
/// Every multiplier of the domain is a whole number over 2^64.
const COMMON_SHIFT: u32 = 64;

/// An unsigned number of 128 bits. The order of the fields makes the derived order numeric.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Wide {
    pub high: u64,
    pub low: u64,
}

/// f = mantissa x 2^-shift, 2^52 <= mantissa < 2^53, 41 <= shift <= 64.
#[derive(Clone, Copy, Debug)]
pub struct Multiplier {
    mantissa: u64,
    shift: u32,
}

impl Multiplier {
    /// From the bits of a double in the domain 2^-12 <= f < 2^12, which leaves out zero, negative
    /// numbers, subnormals, infinities and NaN.
    pub fn from_bits(bits: u64) -> Result<Self> {
        require!(
            (LOWEST..ABOVE_HIGHEST).contains(&bits),
            CustodyError::MultiplierOutOfRange
        );
        let exponent = (bits >> FRACTION_BITS) as u32;
        let fraction = bits & ((1 << FRACTION_BITS) - 1);
        Ok(Self {
            mantissa: (1 << FRACTION_BITS) | fraction,
            shift: EXPONENT_BIAS + FRACTION_BITS - exponent,
        })
    }

    /// raw x f <= shares, exactly.
    pub fn is_covered(&self, raw: u64, shares: u64) -> bool {
        wide_mul(raw, self.mantissa) <= shift_left(shares, self.shift)
    }

    /// floor(shares / f): the most raw units that the shares cover; nothing where it exceeds u64.
    pub fn raw_for_shares(&self, shares: u64) -> Option<u64> {
        divide(shift_left(shares, self.shift), self.mantissa)
    }

    /// 1 <= f / from <= 5 / 4, exactly.
    pub fn is_dividend_on(&self, from: &Self) -> bool {
        self.times(1) >= from.times(1) && self.times(4) <= from.times(5)
    }

    /// |f - from x numerator / denominator| <= one unit in the last place of f, exactly: multiplied by
    /// the denominator, all three are whole numbers over 2^64.
    pub fn is_split_of(&self, from: &Self, numerator: u16, denominator: u16) -> bool {
        let (ours, exact) = (self.times(denominator), from.times(numerator));
        ours.distance(exact) <= self.last_place_times(denominator)
    }

    /// f x factor x 2^64: below 2^(53 + 16 + 23).
    fn times(&self, factor: u16) -> Wide {
        wide_mul(
            self.mantissa,
            (factor as u64) << (COMMON_SHIFT - self.shift),
        )
    }

    /// One unit in f's last place x factor x 2^64.
    fn last_place_times(&self, factor: u16) -> Wide {
        Wide {
            high: 0,
            low: (factor as u64) << (COMMON_SHIFT - self.shift),
        }
    }
}

impl Wide {
    fn distance(self, other: Self) -> Self {
        let (larger, smaller) = (self.max(other), self.min(other));
        let (low, borrows) = larger.low.overflowing_sub(smaller.low);
        Self {
            high: larger.high - smaller.high - borrows as u64,
            low,
        }
    }
}

/// a x b in full.
pub fn wide_mul(a: u64, b: u64) -> Wide {
    const LOW: u64 = 0xffff_ffff;
    let (a_low, a_high, b_low, b_high) = (a & LOW, a >> 32, b & LOW, b >> 32);
    let (low, cross_1, cross_2, high) = (
        a_low * b_low,
        a_low * b_high,
        a_high * b_low,
        a_high * b_high,
    );
    // at most 3 x (2^32 - 1): no overflow
    let middle = (low >> 32) + (cross_1 & LOW) + (cross_2 & LOW);
    Wide {
        high: high + (cross_1 >> 32) + (cross_2 >> 32) + (middle >> 32),
        low: (middle << 32) | (low & LOW),
    }
}

/// value x 2^shift for 1 <= shift <= 64.
fn shift_left(value: u64, shift: u32) -> Wide {
    if shift == 64 {
        return Wide {
            high: value,
            low: 0,
        };
    }
    Wide {
        high: value >> (64 - shift),
        low: value << shift,
    }
}

/// floor(dividend / divisor) by long division, bit after bit; nothing where it exceeds u64.
/// The divisor is below 2^63, so that the remainder never loses a bit when it is doubled.
fn divide(dividend: Wide, divisor: u64) -> Option<u64> {
    if dividend.high >= divisor {
        return None; // the quotient would be 2^64 or more
    }
    let (mut remainder, mut quotient) = (dividend.high, 0u64);
    for bit in (0..64).rev() {
        remainder = (remainder << 1) | ((dividend.low >> bit) & 1);
        quotient <<= 1;
        if remainder >= divisor {
            remainder -= divisor;
            quotient |= 1;
        }
    }
    Some(quotient)
}
