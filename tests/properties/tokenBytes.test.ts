/**
 * Token-2022's accounts as this SDK reads them and as @solana/spl-token does, on real bytes that have been cut, lengthened and changed: this SDK refuses with
 * a DecodeError, or answers what spl-token answers.
 */
import {
  DecodeError,
  type MintFacts,
  parseMint,
  parseTokenAccount,
  TOKEN_2022_PROGRAM_ID,
  type TokenAccountFacts,
} from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  type Account,
  AccountState,
  ExtensionType,
  getExtensionData,
  getDefaultAccountState,
  getExtensionTypes,
  getMetadataPointerState,
  getPausableConfig,
  getPermanentDelegate,
  getScaledUiAmountConfig,
  getTransferHook,
  getTransferHookAccount,
  type Mint,
  unpackAccount,
  unpackMint,
} from "@solana/spl-token";
import { unpack } from "@solana/spl-token-metadata";
import { PublicKey } from "@solana/web3.js";
import fc from "fast-check";
import { XSTOCKS } from "../fixtures/xstocks/xstocks";
import { tokenAccountOf } from "../harness/acts";
import { bitsOfDouble, doubleOfBits } from "../sdk/core/arbitraries";
import { startScene } from "./scene";

const anywhere = PublicKey.default;
const RUNS = { numRuns: 1_000 };

let tokenAccount: Uint8Array;
beforeAll(async () => {
  const { vm, asset, holder } = await startScene();
  tokenAccount = (await vm.getAccount(tokenAccountOf(holder.publicKey, asset.mint)))?.data ?? new Uint8Array();
});

/** Some bytes changed, then some cut off or added. */
const spoiled = (original: () => Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc
    .record({
      edits: fc.array(fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 2, 255))), { maxLength: 4 }),
      cut: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(700) }),
      more: fc.oneof({ weight: 3, arbitrary: fc.constant(new Uint8Array()) }, fc.uint8Array({ maxLength: 12 })),
    })
    .map(({ edits, cut, more }) => {
      const bytes = Uint8Array.from(original());
      for (const [at, value] of edits) bytes[at % bytes.length] = value;
      return Uint8Array.from([...bytes.subarray(0, Math.max(0, bytes.length - cut)), ...more]);
    });

function parsedOrRefused<T>(parse: (data: Uint8Array) => T, data: Uint8Array): T | null {
  try {
    return parse(data);
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return null;
  }
}

/** Zeros behind the last extension, which Token-2022 and this SDK pass over, and spl-token's reader takes for more extensions or stumbles over. */
function withoutSpareZeros(data: Uint8Array): Uint8Array {
  let end = 166;
  while (end + 4 <= data.length && ((data[end] ?? 0) | (data[end + 1] ?? 0)) !== 0) {
    end += 4 + (data[end + 2] ?? 0) + 256 * (data[end + 3] ?? 0);
  }
  return data.subarray(end).every((byte) => byte === 0) ? data.subarray(0, end) : data;
}

const info = (data: Uint8Array) => ({
  data: Buffer.from(data),
  owner: TOKEN_2022_PROGRAM_ID,
  lamports: 1,
  executable: false,
});
const nullable = (key: PublicKey | null | undefined): string | undefined =>
  key === null || key === undefined || key.equals(PublicKey.default) ? undefined : key.toBase58();
const stringOf = (key: PublicKey | undefined): string | undefined => key?.toBase58();

/** Bits of a double, as which spl-token has read them; of one that is no number, which it can't tell from another such, nothing. */
const bitsOf = (value: number): bigint | null => (Number.isNaN(value) ? null : bitsOfDouble(value));
const readableBits = (bits: bigint): bigint | null => (Number.isNaN(doubleOfBits(bits)) ? null : bits);

const mintOf = (data: Uint8Array): Mint => unpackMint(anywhere, info(data), TOKEN_2022_PROGRAM_ID);

function bySplToken(data: Uint8Array) {
  const mint = mintOf(data);
  const [scaled, pausable, hook] = [getScaledUiAmountConfig(mint), getPausableConfig(mint), getTransferHook(mint)];
  const [pointer, delegate, state] = [
    getMetadataPointerState(mint),
    getPermanentDelegate(mint),
    getDefaultAccountState(mint),
  ];
  const texts = getExtensionData(ExtensionType.TokenMetadata, mint.tlvData);
  return {
    supply: mint.supply,
    decimals: mint.decimals,
    mintAuthority: mint.mintAuthority?.toBase58(),
    freezeAuthority: mint.freezeAuthority?.toBase58(),
    pointer: pointer && [nullable(pointer.authority), nullable(pointer.metadataAddress)],
    delegate: delegate && [nullable(delegate.delegate)],
    state: state && (state.state === AccountState.Frozen ? "frozen" : "initialized"),
    scaled: scaled && {
      authority: nullable(scaled.authority),
      bits: bitsOf(scaled.multiplier),
      // An i64 on the chain (extension/scaled_ui_amount, UnixTimestamp); spl-token's client reads a u64.
      from: BigInt.asIntN(64, scaled.newMultiplierEffectiveTimestamp),
      next: bitsOf(scaled.newMultiplier),
    },
    pausable: pausable && [nullable(pausable.authority), pausable.paused],
    hook: hook && [nullable(hook.authority), nullable(hook.programId)],
    texts: texts && textsOf(unpack(texts)),
    types: getExtensionTypes(mint.tlvData).map(Number),
  };
}

/** spl-token's reader leaves zero characters out; this SDK keeps them, so that two texts never read the same. */
const textsOf = ({ name, symbol, uri, additionalMetadata }: Texts) =>
  [name, symbol, uri, ...additionalMetadata.flat()].map((text) => text.replaceAll("\0", ""));
interface Texts {
  readonly name: string;
  readonly symbol: string;
  readonly uri: string;
  readonly additionalMetadata: readonly (readonly [string, string] | readonly string[])[];
}

/** The same facts out of this SDK's. */
function ours(facts: MintFacts): ReturnType<typeof bySplToken> {
  const {
    scaledUiAmount: scaled,
    pausable,
    transferHook: hook,
    metadataPointer: pointer,
    tokenMetadata: texts,
  } = facts;
  return {
    supply: facts.supply,
    decimals: facts.decimals,
    mintAuthority: facts.mintAuthority?.toBase58(),
    freezeAuthority: facts.freezeAuthority?.toBase58(),
    pointer: pointer ? [stringOf(pointer.authority), stringOf(pointer.metadataAddress)] : null,
    delegate: facts.permanentDelegate ? [stringOf(facts.permanentDelegate.delegate)] : null,
    state: facts.defaultAccountState?.state ?? null,
    scaled: scaled
      ? {
          authority: stringOf(scaled.authority),
          bits: readableBits(scaled.multiplierBits),
          from: scaled.newMultiplierEffectiveTimestamp,
          next: readableBits(scaled.newMultiplierBits),
        }
      : null,
    pausable: pausable ? [stringOf(pausable.authority), pausable.paused] : null,
    hook: hook ? [stringOf(hook.authority), stringOf(hook.programId)] : null,
    texts: texts ? textsOf(texts) : null,
    types: [...facts.extensionTypes],
  };
}

describe("a mint's bytes", () => {
  test.each(Object.entries(XSTOCKS))("spoiled %s is refused, or read as spl-token reads it", (_, dump) => {
    let read = 0;
    fc.assert(
      fc.property(
        spoiled(() => dump().data),
        (data) => {
          const facts = parsedOrRefused(parseMint, data);
          if (facts === null) return;
          read += 1;
          expect(ours(facts)).toEqual(bySplToken(withoutSpareZeros(data)));
        },
      ),
      RUNS,
    );
    // Else the generator would be worth nothing.
    expect(read).toBeGreaterThan(50);
  });
});

function accountBySplToken(data: Uint8Array) {
  const account: Account = unpackAccount(anywhere, info(data), TOKEN_2022_PROGRAM_ID);
  return {
    mint: account.mint.toBase58(),
    owner: account.owner.toBase58(),
    amount: account.amount,
    delegate: account.delegate?.toBase58(),
    delegatedAmount: account.delegatedAmount,
    state: account.isFrozen ? "frozen" : "initialized",
    nativeReserve: account.rentExemptReserve ?? undefined,
    closeAuthority: account.closeAuthority?.toBase58(),
    transferring: getTransferHookAccount(account)?.transferring,
    types: getExtensionTypes(account.tlvData).map(Number),
  };
}

const oursOfAccount = (facts: TokenAccountFacts): ReturnType<typeof accountBySplToken> => ({
  mint: facts.mint.toBase58(),
  owner: facts.owner.toBase58(),
  amount: facts.amount,
  delegate: stringOf(facts.delegate),
  delegatedAmount: facts.delegatedAmount,
  state: facts.state,
  nativeReserve: facts.nativeReserve,
  closeAuthority: stringOf(facts.closeAuthority),
  transferring: facts.transferHook?.transferring,
  types: [...facts.extensionTypes],
});

describe("a token account's bytes", () => {
  test("spoiled are refused, or read as spl-token reads them", () => {
    let read = 0;
    fc.assert(
      fc.property(
        spoiled(() => tokenAccount),
        (data) => {
          const facts = parsedOrRefused(parseTokenAccount, data);
          if (facts === null) return;
          read += 1;
          expect(oursOfAccount(facts)).toEqual(accountBySplToken(withoutSpareZeros(data)));
          expect(facts.immutableOwner).toBe(facts.extensionTypes.includes(ExtensionType.ImmutableOwner));
        },
      ),
      RUNS,
    );
    expect(read).toBeGreaterThan(50);
  });

  test("are not a mint's, nor a mint's theirs", () => {
    expect(parsedOrRefused(parseMint, tokenAccount)).toBeNull();
    expect(parsedOrRefused(parseTokenAccount, XSTOCKS.AAPLx().data)).toBeNull();
  });
});
