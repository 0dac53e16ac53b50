use custody::isin::is_valid;

#[test]
fn real_isins_are_valid() {
    for isin in [
        b"US0378331005", // Apple
        b"US88160R1014", // Tesla
        b"US78462F1030", // SPDR S&P 500
        b"GB0002634946", // BAE Systems
        b"DE000BAY0017", // Bayer
    ] {
        assert!(is_valid(isin), "{}", String::from_utf8_lossy(isin));
    }
}

#[test]
fn every_other_check_digit_is_refused() {
    let mut isin = *b"US0378331005";
    for digit in b'0'..=b'9' {
        isin[11] = digit;
        assert_eq!(is_valid(&isin), digit == b'5');
    }
}

#[test]
fn another_form_is_refused() {
    for isin in [
        b"us0378331005",
        b"U10378331005",
        b"US037833100 ",
        b"US03783310-5",
        b"US037833100A",
        b"\0\0\0\0\0\0\0\0\0\0\0\0",
        b"\xff\xff0378331005",
    ] {
        assert!(!is_valid(isin), "{isin:?}");
    }
}
