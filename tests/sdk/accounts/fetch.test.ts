import { type AccountInfo, PublicKey, SystemProgram } from "@solana/web3.js";
import {
  AccountNotFoundError,
  type AccountReader,
  fetchAllRegistry,
  fetchDeposit,
  fetchDepositSlot,
  fetchEntry,
  fetchMaybeDepositSlot,
  fetchMaybeRegistry,
  fetchRegistry,
} from "../../../sdk/src/accounts";
import {
  decodeRegistry,
  encodeDeposit,
  encodeRegistry,
  encodeSpentDeposit,
  LAYOUT_VERSION,
  type Deposit,
  type Registry,
  type SpentDeposit,
} from "../../../sdk/src/codec";
import { DecodeError } from "../../../sdk/src/core/decodeError";
import { COMPLIANCE_PROGRAM_ID } from "../../../sdk/src/generated/compliance";
import { CUSTODY_PROGRAM_ID } from "../../../sdk/src/generated/custody";
import { programs, readIdl } from "../codec/idlShapes";
import * as accounts from "../../../sdk/src/accounts";

const key = (fill: number): PublicKey => new PublicKey(new Uint8Array(32).fill(fill));
const address = key(1);

const registry = (bump: number): Registry => ({
  version: LAYOUT_VERSION,
  bump,
  base: key(2),
  authority: key(3),
  pendingAuthority: PublicKey.default,
  officer: key(4),
  pauser: key(5),
  pausedUntil: 0n,
  acceptableAt: 0n,
  blockedJurisdictions: new Uint8Array(128),
});

/** A chain of these accounts, which remembers what it was asked. */
class FakeChain implements AccountReader {
  readonly reads: { keys: string[]; commitment: string | undefined }[] = [];
  private readonly accounts = new Map<string, AccountInfo<Uint8Array>>();

  put(at: PublicKey, owner: PublicKey, data: Uint8Array): this {
    this.accounts.set(at.toBase58(), { owner, data, lamports: 1, executable: false });
    return this;
  }

  async getMultipleAccountsInfo(keys: PublicKey[], commitment?: string): Promise<(AccountInfo<Uint8Array> | null)[]> {
    const names = keys.map((one) => one.toBase58());
    this.reads.push({ keys: names, commitment });
    return names.map((name) => this.accounts.get(name) ?? null);
  }
}

describe("reading one account", () => {
  test("answers it decoded, in one read at the commitment asked for", async () => {
    const chain = new FakeChain().put(address, COMPLIANCE_PROGRAM_ID, encodeRegistry(registry(254)));
    expect(await fetchRegistry(chain, address, "finalized")).toEqual(registry(254));
    expect(await fetchMaybeRegistry(chain, address)).toEqual(registry(254));
    expect(chain.reads).toEqual([
      { keys: [address.toBase58()], commitment: "finalized" },
      { keys: [address.toBase58()], commitment: undefined },
    ]);
  });

  test("of a vacant address throws AccountNotFoundError, or answers null where asked maybe", async () => {
    const chain = new FakeChain();
    await expect(fetchRegistry(chain, address)).rejects.toThrow(AccountNotFoundError);
    await expect(fetchRegistry(chain, address)).rejects.toMatchObject({ account: "Registry", address });
    expect(await fetchMaybeRegistry(chain, address)).toBeNull();
  });

  test("takes an address that only holds lamports for a vacant one: anybody can send some", async () => {
    const chain = new FakeChain().put(address, SystemProgram.programId, new Uint8Array());
    expect(await fetchMaybeRegistry(chain, address)).toBeNull();
    await expect(fetchRegistry(chain, address)).rejects.toThrow(AccountNotFoundError);
  });

  test("refuses the right data of a wrong owner, and names both", async () => {
    for (const owner of [CUSTODY_PROGRAM_ID, SystemProgram.programId]) {
      const chain = new FakeChain().put(address, owner, encodeRegistry(registry(254)));
      const refusal = { expected: COMPLIANCE_PROGRAM_ID.toBase58(), actual: owner.toBase58() };
      await expect(fetchRegistry(chain, address)).rejects.toThrow(DecodeError);
      await expect(fetchRegistry(chain, address)).rejects.toMatchObject(refusal);
      await expect(fetchMaybeRegistry(chain, address)).rejects.toMatchObject(refusal);
    }
  });

  test("refuses an account of the program that is empty, of another kind, length or version", async () => {
    const data = encodeRegistry(registry(254));
    const otherVersion = Uint8Array.from(data);
    otherVersion[8] = 2;
    for (const wrong of [new Uint8Array(), data.subarray(0, -1), Uint8Array.from([...data, 0]), otherVersion]) {
      const chain = new FakeChain().put(address, COMPLIANCE_PROGRAM_ID, wrong);
      await expect(fetchRegistry(chain, address)).rejects.toThrow(DecodeError);
      await expect(fetchMaybeRegistry(chain, address)).rejects.toThrow(DecodeError);
    }
    const chain = new FakeChain().put(address, COMPLIANCE_PROGRAM_ID, data);
    await expect(fetchEntry(chain, address)).rejects.toThrow("Entry discriminator");
  });
});

describe("reading many accounts", () => {
  const addresses = Array.from(
    { length: 205 },
    (_, i) => new PublicKey(Uint8Array.from({ length: 32 }, (_, j) => (j === 0 ? i : 1))),
  );
  const chainOf = (all: readonly PublicKey[]): FakeChain => {
    const chain = new FakeChain();
    all.forEach((one, i) => chain.put(one, COMPLIANCE_PROGRAM_ID, encodeRegistry(registry(i % 256))));
    return chain;
  };

  test("answers them in the order asked for, 100 a call", async () => {
    const chain = chainOf(addresses);
    const answers = await fetchAllRegistry(chain, addresses);
    expect(answers.map(({ bump }) => bump)).toEqual(addresses.map((_, i) => i % 256));
    expect(chain.reads.map(({ keys }) => keys.length)).toEqual([100, 100, 5]);
  });

  test("throws where one is missing, and names it", async () => {
    const chain = chainOf(addresses.slice(0, -1));
    await expect(fetchAllRegistry(chain, addresses)).rejects.toMatchObject({ address: addresses.at(-1) });
  });

  test("of none asks nothing", async () => {
    const chain = new FakeChain();
    expect(await fetchAllRegistry(chain, [])).toEqual([]);
    expect(chain.reads).toEqual([]);
  });
});

describe("a deposit's address", () => {
  const deposit: Deposit = {
    version: LAYOUT_VERSION,
    bump: 255,
    status: "Recorded",
    asset: key(2),
    id: new Uint8Array(32).fill(3),
    recipient: key(4),
    shares: 10n,
    multiplier: 0x3ff0000000000000n,
    amount: 10n,
    expiresAt: 1_800_000_000n,
    reference: new Uint8Array(32),
    rentPayer: key(5),
  };
  const spent: SpentDeposit = { version: LAYOUT_VERSION, bump: 255, status: "Voided", endedAt: 1_800_000_000n };

  test("holds the record or its tombstone, told apart by the discriminator", async () => {
    const recorded = new FakeChain().put(address, CUSTODY_PROGRAM_ID, encodeDeposit(deposit));
    expect(await fetchDepositSlot(recorded, address)).toEqual({ kind: "Deposit", deposit });
    const ended = new FakeChain().put(address, CUSTODY_PROGRAM_ID, encodeSpentDeposit(spent));
    expect(await fetchDepositSlot(ended, address)).toEqual({ kind: "SpentDeposit", spent });
    expect(await fetchMaybeDepositSlot(ended, address)).toEqual({ kind: "SpentDeposit", spent });
    expect(await fetchMaybeDepositSlot(new FakeChain(), address)).toBeNull();
  });

  test("that holds a tombstone is refused where a record is asked for", async () => {
    const ended = new FakeChain().put(address, CUSTODY_PROGRAM_ID, encodeSpentDeposit(spent));
    await expect(fetchDeposit(ended, address)).rejects.toThrow("Deposit discriminator");
  });

  test("that holds neither is refused", async () => {
    const wrong = new FakeChain().put(address, CUSTODY_PROGRAM_ID, encodeSpentDeposit(spent).subarray(0, 20));
    await expect(fetchDepositSlot(wrong, address)).rejects.toThrow(DecodeError);
  });
});

test("every account of both IDLs can be decoded and read, by the same four names", () => {
  const names = programs.flatMap((program) => readIdl(program).accounts.map(({ name }) => name));
  const expected = names.flatMap((name) => [`decode${name}`, `fetch${name}`, `fetchMaybe${name}`, `fetchAll${name}`]);
  expect(Object.keys(accounts)).toEqual(expect.arrayContaining(expected));
  expect(accounts.decodeRegistry).toBe(decodeRegistry);
});
