import { expect, test } from "@jest/globals";
import { ACCOUNT_SIZE, AccountLayout, AccountState } from "@solana/spl-token";
import { Keypair } from "@solana/web3.js";
import type { DecodeError } from "../../../sdk/src/core/decodeError";
import { parseTokenAccount } from "../../../sdk/src/core/token2022";
import { XSTOCKS } from "../../fixtures/xstocks/xstocks";

const mint = Keypair.generate().publicKey;
const owner = Keypair.generate().publicKey;
const delegate = Keypair.generate().publicKey;
const closeAuthority = Keypair.generate().publicKey;

/**
 * ImmutableOwner, PausableAccount, TransferHookAccount: what Token-2022 puts into an associated account of an xStocks
 * mint.
 */
const EXTENSIONS = [7, 0, 0, 0, 27, 0, 0, 0, 15, 0, 1, 0];

/** As @solana/spl-token lays out the base. */
function base(overrides: Partial<Parameters<typeof AccountLayout.encode>[0]> = {}): Uint8Array {
  const bytes = Buffer.alloc(ACCOUNT_SIZE);
  AccountLayout.encode(
    {
      mint,
      owner,
      amount: 18_446_744_073_709_551_615n,
      delegateOption: 1,
      delegate,
      state: AccountState.Initialized,
      isNativeOption: 0,
      isNative: 0n,
      delegatedAmount: 77n,
      closeAuthorityOption: 1,
      closeAuthority,
      ...overrides,
    },
    bytes,
  );
  return Uint8Array.from(bytes);
}

const withExtensions = (transferring: number): Uint8Array => Uint8Array.of(...base(), 2, ...EXTENSIONS, transferring);

test("every fact of an associated account of an xStocks mint is read", () => {
  const data = withExtensions(0);
  expect(data).toHaveLength(179);
  expect(parseTokenAccount(data)).toEqual({
    mint,
    owner,
    amount: 18_446_744_073_709_551_615n,
    delegate,
    delegatedAmount: 77n,
    state: "initialized",
    nativeReserve: undefined,
    closeAuthority,
    immutableOwner: true,
    pausable: true,
    transferHook: { transferring: false },
    extensionTypes: [7, 27, 15],
    unknownExtensionTypes: [],
  });
  expect(parseTokenAccount(withExtensions(1)).transferHook).toEqual({ transferring: true });
});

test("an account of 165 bytes has no extension: no immutable owner, and an undefined hook", () => {
  const account = parseTokenAccount(
    base({ delegateOption: 0, closeAuthorityOption: 0, isNativeOption: 1, isNative: 2_039_280n }),
  );
  expect(account).toMatchObject({
    immutableOwner: false,
    pausable: false,
    nativeReserve: 2_039_280n,
    extensionTypes: [],
  });
  expect([account.delegate, account.closeAuthority, account.transferHook]).toEqual([undefined, undefined, undefined]);
});

test("a frozen account says so", () => {
  expect(parseTokenAccount(base({ state: AccountState.Frozen })).state).toBe("frozen");
});

test("an extension of another type is listed, not guessed", () => {
  const account = parseTokenAccount(Uint8Array.of(...base(), 2, 8, 0, 1, 0, 1));
  expect(account).toMatchObject({ extensionTypes: [8], unknownExtensionTypes: [8] });
});

test.each<[string, Uint8Array, Partial<DecodeError>]>([
  ["a real mint", XSTOCKS.AAPLx().data, { what: "token account: account type", expected: 2, actual: 1 }],
  ["a mint without extensions", XSTOCKS.AAPLx().data.subarray(0, 82), { what: "token account length", actual: 82 }],
  ["no data", new Uint8Array(), { what: "token account length", actual: 0 }],
  [
    "an account not initialized",
    base({ state: AccountState.Uninitialized }),
    { what: "token account: state", actual: 0 },
  ],
  ["a transferring flag of 2", withExtensions(2), { what: "token account extension 15: transferring", actual: 2 }],
  [
    "an immutable owner with a value",
    Uint8Array.of(...base(), 2, 7, 0, 1, 0, 1),
    { what: "token account extension 7 length" },
  ],
  ["a repeated extension", Uint8Array.of(...base(), 2, 7, 0, 0, 0, 7, 0, 0, 0), { what: "token account extension 7" }],
  ["an option tag of 2", base({ delegateOption: 2 as 1 }), { what: "token account: delegate, option tag", actual: 2 }],
  [
    "a byte behind the last extension",
    Uint8Array.of(...withExtensions(0), 1),
    { what: "token account, after the last extension, byte 179" },
  ],
])("%s is refused as a token account", (_, data, error) => {
  expect(() => parseTokenAccount(data)).toThrow(expect.objectContaining({ name: "DecodeError", ...error }));
});
