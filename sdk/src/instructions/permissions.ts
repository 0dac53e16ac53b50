/** The bits of an entry's permissions. */
export const PERMISSION = { SEND: 1, RECEIVE: 2, MINT: 4, REDEEM: 8 } as const;

/** Every permission. A venue can't have MINT. */
export const ALL_PERMISSIONS = PERMISSION.SEND | PERMISSION.RECEIVE | PERMISSION.MINT | PERMISSION.REDEEM;
