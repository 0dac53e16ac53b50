/**
 * How a mint treats transfers. Both have the eight extensions of a real xStock, in its order and sizes.
 * - "hooked": compliance checks sender and receiver of every transfer.
 * - "open": the hook slot is empty, as on a real xStock; anyone may hold the token, and redeeming it needs an Entry.
 */
export type MintProfile = "hooked" | "open";
