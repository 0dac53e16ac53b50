/** The 64 bytes of a key pair, as wallets export them: in brackets, in base58 (86 to 88 digits), or in hex. */
const KEY = /^\s*\[[\d\s,]+\]?\s*$|^[1-9A-HJ-NP-Za-km-z]{80,90}$|^(0x)?[0-9a-f]{128}$/i;

/** Whether an argument is a secret key, given where a file's path or an address belongs. */
export function looksLikeAKey(argument: string): boolean {
  return KEY.test(argument);
}
