/** The 64 bytes of a key pair, as wallets export them: in brackets or without, in base58 (86 to 88 digits), or in hex. */
const KEY = /^\s*\[?\s*\d+\s*(,\s*\d+\s*){15,}\]?\s*$|^[1-9A-HJ-NP-Za-km-z]{80,90}$|^(0x)?[0-9a-f]{128}$/i;
/** The words of a mnemonic (BIP 39): 12 to 24 of three to eight letters. */
const MNEMONIC = /^\s*([a-z]{3,8}\s+){11,23}[a-z]{3,8}\s*$/i;
/** The 32 bytes that a key pair is made of, in hex or base58. Elsewhere these may be an id or an address. */
const SEED = /^(0x)?[0-9a-f]{64}$|^[1-9A-HJ-NP-Za-km-z]{43,44}$/i;

/** Whether an argument is a secret key, given where a file's path or an address belongs. */
export function looksLikeAKey(argument: string): boolean {
  return KEY.test(argument) || MNEMONIC.test(argument);
}

/** Whether what was given where a key file's path belongs may be a secret itself. */
export function mayBeASecret(path: string): boolean {
  return looksLikeAKey(path) || SEED.test(path);
}
