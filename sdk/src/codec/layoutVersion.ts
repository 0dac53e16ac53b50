/**
 * The version of the account layouts that this SDK reads and writes: byte 8 of every account, LAYOUT_VERSION in
 * programs/custody/src/state/mod.rs and programs/compliance/src/state/mod.rs.
 */
export const LAYOUT_VERSION = 1;
