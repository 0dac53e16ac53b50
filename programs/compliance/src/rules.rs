//! The rules of the allowlist, in one place for the hook and for custody.

use crate::state::{Entry, PodEntryStatus, Registry};

/// Why a wallet may not do what it asks. Whoever refuses says it with an error code of its own.
pub enum Refusal {
    NotActive,
    Expired,
    JurisdictionBlocked,
    NotPermitted,
}

/// Active, not expired, not of a blocked jurisdiction, and with all of `permissions`, in this order.
pub fn check_party(
    entry: &Entry,
    registry: &Registry,
    now: i64,
    permissions: u8,
) -> core::result::Result<(), Refusal> {
    check_leaver(entry, now, 0)?;
    if registry.is_blocked(entry.jurisdiction) {
        return Err(Refusal::JurisdictionBlocked);
    }
    check_permissions(entry, permissions)
}

/// The same without the jurisdiction: a blocked country may leave.
pub fn check_leaver(entry: &Entry, now: i64, permissions: u8) -> core::result::Result<(), Refusal> {
    if entry.status.0 != PodEntryStatus::Active.0 {
        return Err(Refusal::NotActive);
    }
    if entry.expires_at != 0 && now >= entry.expires_at {
        return Err(Refusal::Expired);
    }
    check_permissions(entry, permissions)
}

fn check_permissions(entry: &Entry, permissions: u8) -> core::result::Result<(), Refusal> {
    if entry.permissions & permissions != permissions {
        return Err(Refusal::NotPermitted);
    }
    Ok(())
}
