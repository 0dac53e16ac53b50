/** What the chain itself says, read from its bytes: the invariants are asked of this, not of the model. */
import {
  type Asset,
  type Attestation,
  type Change,
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  decodeAsset,
  decodeAttestation,
  decodeChange,
  decodeDeposit,
  decodeEntry,
  decodeIssuer,
  decodeRedemption,
  decodeRegistry,
  decodeRegistryLog,
  decodeSpentDeposit,
  identifyComplianceAccount,
  identifyCustodyAccount,
  type Deposit,
  type Entry,
  type Issuer,
  type Redemption,
  type Registry,
  type RegistryLog,
  type SpentDeposit,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import type { VmAccount } from "@backstock/sdk/testing";
import { PublicKey } from "@solana/web3.js";
import { nameOf, same, sameBytes } from "./keys";

/** Of a stock token's mint: Token-2022's base, and the multiplier and pause of our profiles' layout. */
export interface SeenMint {
  readonly supply: bigint;
  readonly multiplier: bigint;
  readonly newMultiplierFrom: bigint;
  readonly newMultiplier: bigint;
  readonly isPaused: boolean;
}

export interface SeenTokens {
  readonly mint: PublicKey;
  readonly owner: PublicKey;
  readonly amount: bigint;
  readonly delegate: PublicKey | null;
}

interface Kinds {
  readonly Asset: Asset;
  readonly Attestation: Attestation;
  readonly Change: Change;
  readonly Deposit: Deposit;
  readonly SpentDeposit: SpentDeposit;
  readonly Issuer: Issuer;
  readonly Redemption: Redemption;
  readonly Registry: Registry;
  readonly RegistryLog: RegistryLog;
  readonly Entry: Entry;
  readonly Mint: SeenMint;
  readonly Tokens: SeenTokens;
}
type Kind = keyof Kinds;

/** One account that a transaction has changed; null where there is none. */
export interface Changed<K extends Kind> {
  readonly address: PublicKey;
  readonly before: Kinds[K] | null;
  readonly after: Kinds[K] | null;
}

const DECODERS: { readonly [K in Exclude<Kind, "Mint" | "Tokens">]: (data: Uint8Array) => Kinds[K] } = {
  Asset: decodeAsset,
  Attestation: decodeAttestation,
  Change: decodeChange,
  Deposit: decodeDeposit,
  SpentDeposit: decodeSpentDeposit,
  Issuer: decodeIssuer,
  Redemption: decodeRedemption,
  Registry: decodeRegistry,
  RegistryLog: decodeRegistryLog,
  Entry: decodeEntry,
};

/** Accounts by kind and name, and what a step has changed of them. */
export class Witness {
  private readonly seen = new Map<
    string,
    { readonly kind: Kind; readonly value: unknown; readonly data: Uint8Array }
  >();
  private readonly addresses = new Map<string, PublicKey>();
  private changed = new Map<string, { readonly kind: Kind; readonly before: unknown; readonly after: unknown }>();

  /** Takes accounts in as they are now; what they were is the step's "before". */
  look(accounts: readonly (readonly [PublicKey, VmAccount | null])[]): void {
    this.changed = new Map();
    for (const [address, account] of accounts) {
      const name = nameOf(address);
      const before = this.seen.get(name);
      if (account !== null && before !== undefined && sameBytes(before.data, account.data)) continue;
      const after = account === null ? undefined : read(account);
      if (before === undefined && after === undefined) continue;
      this.addresses.set(name, address);
      // A Deposit turns into a SpentDeposit: one goes, the other comes.
      const kinds = new Set([before?.kind, after?.kind].filter((kind) => kind !== undefined));
      for (const kind of kinds) {
        const of = (one: typeof after): unknown => (one?.kind === kind ? one.value : null);
        this.changed.set(`${name} ${kind}`, { kind, before: of(before), after: of(after) });
      }
      if (after === undefined) this.seen.delete(name);
      else this.seen.set(name, after);
    }
  }

  find<K extends Kind>(kind: K, address: PublicKey): Kinds[K] | null {
    const found = this.seen.get(nameOf(address));
    return found?.kind === kind ? (found.value as Kinds[K]) : null;
  }

  all<K extends Kind>(kind: K): readonly { readonly address: PublicKey; readonly value: Kinds[K] }[] {
    return [...this.seen].flatMap(([name, one]) =>
      one.kind === kind ? [{ address: this.address(name), value: one.value as Kinds[K] }] : [],
    );
  }

  /** Accounts of a kind that the last step has made, changed or ended. */
  changes<K extends Kind>(kind: K): readonly Changed<K>[] {
    return [...this.changed].flatMap(([key, one]) => {
      if (one.kind !== kind) return [];
      const address = this.address(key.split(" ")[0] ?? "");
      return [{ address, before: one.before as Kinds[K] | null, after: one.after as Kinds[K] | null }];
    });
  }

  private address(name: string): PublicKey {
    const address = this.addresses.get(name);
    if (address === undefined) throw new Error(`${name} was never seen`);
    return address;
  }
}

const ACCOUNT_TYPE = 165;
const MULTIPLIER = 311;
const PAUSED = 371;

function read({
  owner,
  data,
}: VmAccount): { readonly kind: Kind; readonly value: unknown; readonly data: Uint8Array } | undefined {
  const kind = same(owner, CUSTODY_PROGRAM_ID)
    ? identifyCustodyAccount(data)
    : same(owner, COMPLIANCE_PROGRAM_ID)
      ? identifyComplianceAccount(data)
      : null;
  if (kind !== null && kind in DECODERS) {
    const decoded = kind as keyof typeof DECODERS;
    return { kind: decoded, value: DECODERS[decoded](data), data };
  }
  if (!same(owner, TOKEN_2022_PROGRAM_ID)) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const key = (at: number): PublicKey => new PublicKey(data.subarray(at, at + 32));
  if (data[ACCOUNT_TYPE] === 1) {
    const value: SeenMint = {
      supply: view.getBigUint64(36, true),
      multiplier: view.getBigUint64(MULTIPLIER, true),
      newMultiplierFrom: view.getBigInt64(MULTIPLIER + 8, true),
      newMultiplier: view.getBigUint64(MULTIPLIER + 16, true),
      isPaused: data[PAUSED] === 1,
    };
    return { kind: "Mint", value, data };
  }
  const delegate = view.getUint32(72, true) === 1 ? key(76) : null;
  const value: SeenTokens = { mint: key(0), owner: key(32), amount: view.getBigUint64(64, true), delegate };
  return { kind: "Tokens", value, data };
}
