//! International Securities Identification Numbers, ISO 6166.

/// Two capital letters, nine capital letters or digits, and a check digit that makes the number pass
/// the Luhn test after each letter is written as two digits (A 10 ... Z 35).
pub fn is_valid(isin: &[u8; 12]) -> bool {
    let is_shaped = isin[..2].iter().all(u8::is_ascii_uppercase)
        && isin[2..11]
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && isin[11].is_ascii_digit();
    is_shaped && luhn_sum(isin) % 10 == 0
}

/// From the right, every second digit is doubled and counts as the sum of its digits.
fn luhn_sum(isin: &[u8; 12]) -> u32 {
    let (mut sum, mut is_doubled) = (0, false);
    let mut add = |digit: u32| {
        let value = if is_doubled { digit * 2 } else { digit };
        sum += value / 10 + value % 10;
        is_doubled = !is_doubled;
    };
    for byte in isin.iter().rev() {
        if byte.is_ascii_digit() {
            add((byte - b'0') as u32);
        } else {
            let number = (byte - b'A') as u32 + 10;
            add(number % 10);
            add(number / 10);
        }
    }
    sum
}
