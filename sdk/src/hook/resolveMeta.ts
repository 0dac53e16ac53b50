import { PublicKey, type AccountMeta } from "@solana/web3.js";
import type { Bytes } from "../core/bytes";
import { HookResolutionError } from "./errors";
import type { AddressConfig, ExtraAccountMeta, Seed } from "./extraAccountMeta";
import type { Resolution } from "./resolution";

/** The `execute` instruction as far as it is resolved. */
export interface ExecuteContext {
  readonly hookProgramId: PublicKey;
  readonly instructionData: Bytes;
  readonly metas: readonly AccountMeta[];
}

// solana-address: MAX_SEED_LEN, and MAX_SEEDS of which the bump is one.
const MAX_SEED_LENGTH = 32;
const MAX_SEEDS = 15;
const PUBLIC_KEY_LENGTH = 32;

function keyAt({ metas }: ExecuteContext, account: number): PublicKey {
  const meta = metas[account];
  if (meta === undefined)
    throw new HookResolutionError("noSuchAccount", `Account ${account} of the ${metas.length} resolved so far`);
  return meta.pubkey;
}

function instructionBytes({ instructionData }: ExecuteContext, offset: number, length: number): Bytes {
  if (offset + length > instructionData.length) {
    throw new HookResolutionError(
      "dataTooShort",
      `Bytes ${offset} to ${offset + length} of ${instructionData.length} bytes of instruction data`,
    );
  }
  return instructionData.subarray(offset, offset + length);
}

function* accountBytes(context: ExecuteContext, account: number, offset: number, length: number): Resolution<Bytes> {
  const key = keyAt(context, account);
  const found = yield key;
  if (found === undefined)
    throw new HookResolutionError("noAccountData", "Nothing is known of an account whose data is needed", key);
  const { data } = found;
  if (offset + length > data.length) {
    throw new HookResolutionError(
      "dataTooShort",
      `Bytes ${offset} to ${offset + length} of an account of ${data.length} bytes`,
      key,
    );
  }
  return data.subarray(offset, offset + length);
}

function* seedBytes(context: ExecuteContext, seed: Seed): Resolution<Bytes> {
  switch (seed.kind) {
    case "literal":
      return seed.bytes;
    case "instructionData":
      return instructionBytes(context, seed.offset, seed.length);
    case "accountKey":
      return keyAt(context, seed.account).toBytes();
    case "accountData":
      return yield* accountBytes(context, seed.account, seed.offset, seed.length);
  }
}

function* derive(context: ExecuteContext, program: "hook" | number, seeds: readonly Seed[]): Resolution<PublicKey> {
  const programId = program === "hook" ? context.hookProgramId : keyAt(context, program);
  const bytes: Bytes[] = [];
  for (const seed of seeds) bytes.push(yield* seedBytes(context, seed));
  if (bytes.length > MAX_SEEDS)
    throw new HookResolutionError("invalidSeeds", `${bytes.length} seeds where at most ${MAX_SEEDS} make an address`);
  const long = bytes.find(({ length }) => length > MAX_SEED_LENGTH);
  if (long)
    throw new HookResolutionError(
      "invalidSeeds",
      `A seed of ${long.length} bytes where at most ${MAX_SEED_LENGTH} make an address`,
    );
  return PublicKey.findProgramAddressSync(bytes, programId)[0];
}

function* resolveAddress(context: ExecuteContext, config: AddressConfig): Resolution<PublicKey> {
  switch (config.kind) {
    case "literal":
      return config.address;
    case "pda":
      return yield* derive(context, config.program, config.seeds);
    case "instructionData":
      return new PublicKey(instructionBytes(context, config.offset, PUBLIC_KEY_LENGTH));
    case "accountData":
      return new PublicKey(yield* accountBytes(context, config.account, config.offset, PUBLIC_KEY_LENGTH));
  }
}

/**
 * The account that a record stands for. It never signs, and is writable only where no earlier account of the same address is read-only
 * (spl-tlv-account-resolution 0.11, state.rs, de_escalate_account_meta): a hook gets no rights that the transfer did not give.
 */
export function* resolveMeta(context: ExecuteContext, meta: ExtraAccountMeta): Resolution<AccountMeta> {
  const pubkey = yield* resolveAddress(context, meta.address);
  const earlier = context.metas.filter((other) => other.pubkey.equals(pubkey));
  const mayWrite = earlier.length === 0 || earlier.some(({ isWritable }) => isWritable);
  return { pubkey, isSigner: false, isWritable: meta.isWritable && mayWrite };
}
