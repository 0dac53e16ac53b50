import { describe, expect, test } from "@jest/globals";
import { createTransferCheckedInstruction } from "@solana/spl-token";
import { Keypair, PublicKey, SystemProgram } from "@solana/web3.js";
import {
  COMPLIANCE_PROGRAM_ID,
  createHookedTransferInstruction,
  expectedTokenAccount,
  findAssociatedTokenPda,
  findEntryPda,
  findValidationPda,
  HookResolutionError,
  InvalidInputError,
  parseTokenAccount,
  resolveHookAccounts,
  TOKEN_2022_PROGRAM_ID,
  type AccountReader,
  type KnownAccount,
} from "@backstock/sdk";
import { backstockMetas, EXTERNAL, LITERAL, meta, metaList, PDA, seed, STORED, tlv } from "./metas";

const key = (): PublicKey => Keypair.generate().publicKey;
const [mint, registry, sender, receiver, hook] = [key(), key(), key(), key(), COMPLIANCE_PROGRAM_ID];
const validation = findValidationPda({ mint }).address;
const source = findAssociatedTokenPda({ owner: sender, mint }).address;
const destination = findAssociatedTokenPda({ owner: receiver, mint }).address;
const transfer = { source, mint, destination, authority: sender, amount: 125_000_000n, hookProgramId: hook };

function validationAccount(metas: readonly (readonly number[])[], more: readonly number[] = []): KnownAccount {
  return { address: validation, owner: hook, data: Uint8Array.from([...metaList(metas), ...more]) };
}

const tokenAccounts = [sender, receiver].map((owner) => expectedTokenAccount({ mint, owner }));
const readonly = (pubkey: PublicKey) => ({ pubkey, isSigner: false, isWritable: false });

function resolve(metas: readonly (readonly number[])[], known: readonly KnownAccount[] = []) {
  return resolveHookAccounts({ ...transfer, known: [validationAccount(metas), ...tokenAccounts, ...known] });
}

async function refusal(
  metas: readonly (readonly number[])[],
  known: readonly KnownAccount[] = [],
): Promise<HookResolutionError> {
  const error = await resolve(metas, known).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HookResolutionError);
  return error as HookResolutionError;
}

const backstock = [
  readonly(registry),
  readonly(findEntryPda({ registry, wallet: sender }).address),
  readonly(findEntryPda({ registry, wallet: receiver }).address),
  readonly(hook),
  readonly(validation),
];

/** A reader of some accounts that counts its calls. */
function readerOf(accounts: readonly KnownAccount[]): AccountReader & { calls: PublicKey[][] } {
  const calls: PublicKey[][] = [];
  return {
    calls,
    async getMultipleAccountsInfo(keys) {
      calls.push(keys);
      return keys.map((wanted) => {
        const found = accounts.find(({ address }) => address.equals(wanted));
        return found ? { owner: found.owner, data: found.data, lamports: 1, executable: false } : null;
      });
    },
  };
}

describe("the accounts of Backstock's hook", () => {
  test("are the registry and both Entries, then the hook's program and the validation account", async () => {
    expect(await resolve(backstockMetas(registry))).toEqual(backstock);
  });

  test("are the same with the program's own record behind the list", async () => {
    const record = tlv(Uint8Array.of(0xad, 0xa4, 0x9e, 0x2d, 0xbc, 0x3e, 0x7a, 0xa2), Array<number>(168).fill(3));
    const known = [validationAccount(backstockMetas(registry), record), ...tokenAccounts];
    expect(await resolveHookAccounts({ ...transfer, known })).toEqual(backstock);
  });

  test("are read in one call where nothing is known", async () => {
    const reader = readerOf([validationAccount(backstockMetas(registry)), ...tokenAccounts]);
    expect(await resolveHookAccounts({ ...transfer, reader })).toEqual(backstock);
    expect(reader.calls).toHaveLength(1);
  });

  test("are found for a receiver whose token account does not exist yet, from what it will be", async () => {
    const [existing, expected] = tokenAccounts;
    const reader = readerOf([validationAccount(backstockMetas(registry)), existing!]);
    expect(await resolveHookAccounts({ ...transfer, reader, known: [expected!] })).toEqual(backstock);
  });

  test("are not guessed for such a receiver where nobody says what it will be", async () => {
    const reader = readerOf([validationAccount(backstockMetas(registry)), tokenAccounts[0]!]);
    await expect(resolveHookAccounts({ ...transfer, reader })).rejects.toMatchObject({
      reason: "noAccountData",
      account: destination,
    });
  });
});

test("what is known counts, not what could be read, and is not read", async () => {
  const other = { address: source, owner: TOKEN_2022_PROGRAM_ID, data: new Uint8Array(165) };
  const reader = readerOf([validationAccount(backstockMetas(registry)), other, tokenAccounts[1]!]);
  expect(await resolveHookAccounts({ ...transfer, reader, known: tokenAccounts })).toEqual(backstock);
  expect(reader.calls.flat()).not.toContainEqual(source);
});

test("an expected token account is what a real one of our mints is read as", () => {
  const { address, owner, data } = expectedTokenAccount({ mint, owner: sender });
  expect([address, owner, data.length]).toEqual([source, TOKEN_2022_PROGRAM_ID, 179]);
  expect(parseTokenAccount(data)).toMatchObject({
    mint,
    owner: sender,
    amount: 0n,
    immutableOwner: true,
    pausable: true,
    transferHook: { transferring: false },
  });
});

describe("every way of giving an address", () => {
  const extra = { address: key(), owner: hook, data: Uint8Array.from({ length: 80 }, (_, i) => i) };
  const literal = meta(LITERAL, [...extra.address.toBytes()]);
  const amount = Uint8Array.from([64, 89, 115, 7, 0, 0, 0, 0]);
  const find = (seeds: Uint8Array[], programId = hook) => PublicKey.findProgramAddressSync(seeds, programId)[0];

  test.each<[string, number[], PublicKey]>([
    ["literal", literal, extra.address],
    ["a PDA of the hook from a literal seed", meta(PDA, seed.text("abc")), find([Buffer.from("abc")])],
    ["a PDA without seeds", meta(PDA, []), find([])],
    ["a PDA from the amount", meta(PDA, seed.instruction(8, 8)), find([amount])],
    [
      "a PDA from accounts' keys, the validation account's too",
      meta(PDA, [...seed.key(4), ...seed.key(5)]),
      find([validation.toBytes(), extra.address.toBytes()]),
    ],
    ["a PDA from an extra account's data", meta(PDA, seed.data(5, 10, 20)), find([extra.data.subarray(10, 30)])],
    [
      "a PDA of the program at a position",
      meta(EXTERNAL + 5, seed.text("abc")),
      find([Buffer.from("abc")], extra.address),
    ],
    ["32 bytes of an account's data", meta(STORED, [2, 0, 32]), sender],
    ["32 bytes of an extra account's data", meta(STORED, [2, 5, 48]), new PublicKey(extra.data.subarray(48, 80))],
    [
      "a PDA whose config goes on behind a zero",
      meta(PDA, [...seed.text("abc"), 0, 9, 9, 9]),
      find([Buffer.from("abc")]),
    ],
  ])("%s", async (_, record, expected) => {
    const resolved = await resolve([literal, record], [extra]);
    expect(resolved[1]).toEqual(readonly(expected));
  });
});

describe("privileges", () => {
  const [a, b] = [key(), key()];
  const literal = (address: PublicKey, isSigner: number, isWritable: number) =>
    meta(LITERAL, [...address.toBytes()], isSigner, isWritable);

  test("an extra account never signs; it is writable where it says so, any byte but 0 counting", async () => {
    const [first, second] = await resolve([literal(a, 1, 1), literal(b, 255, 255)]);
    expect([first, second]).toEqual([a, b].map((pubkey) => ({ pubkey, isSigner: false, isWritable: true })));
  });

  test("an extra account that was read-only before stays so; one that was writable may become", async () => {
    const resolved = await resolve([
      literal(a, 0, 0),
      literal(a, 0, 1),
      literal(b, 0, 1),
      literal(b, 0, 0),
      literal(b, 0, 1),
      literal(source, 0, 1),
    ]);
    expect(resolved.slice(0, 6).map(({ isWritable }) => isWritable)).toEqual([false, false, true, false, true, false]);
  });
});

describe("refused with its reason is", () => {
  test("a mint whose hook has no validation account", async () => {
    await expect(resolveHookAccounts({ ...transfer, known: tokenAccounts })).rejects.toMatchObject({
      reason: "noValidationAccount",
      account: validation,
    });
    await expect(resolveHookAccounts({ ...transfer, reader: readerOf([]) })).rejects.toMatchObject({
      reason: "noValidationAccount",
    });
  });

  test("a validation account of another program", async () => {
    const foreign = { ...validationAccount(backstockMetas(registry)), owner: SystemProgram.programId };
    await expect(resolveHookAccounts({ ...transfer, known: [foreign, ...tokenAccounts] })).rejects.toMatchObject({
      reason: "foreignValidationAccount",
    });
  });

  test.each([3, 0x7f])("a record of discriminator %p", async (discriminator) => {
    expect((await refusal([meta(discriminator, [])])).reason).toBe("unsupportedMeta");
  });

  test.each([
    ["a seed of an unknown kind", meta(PDA, [5, 1])],
    ["a stored address of an unknown kind", meta(STORED, [3, 0, 0])],
    ["a stored address of no kind", meta(STORED, [])],
  ])("%s", async (_, record) => {
    expect((await refusal([record])).reason).toBe("unsupportedMeta");
  });

  test.each([
    ["a seed from a key", meta(PDA, seed.key(6))],
    ["a seed from data", meta(PDA, seed.data(6, 0, 1))],
    ["a program", meta(EXTERNAL + 6, [])],
    ["a stored address", meta(STORED, [2, 6, 0])],
  ])("%s at a position not resolved yet, its own included", async (_, record) => {
    expect((await refusal([meta(LITERAL, [...registry.toBytes()]), record])).reason).toBe("noSuchAccount");
  });

  test.each([
    ["instruction data", meta(PDA, seed.instruction(9, 8))],
    ["account data", meta(PDA, seed.data(0, 178, 2))],
    ["account data for an address", meta(STORED, [2, 0, 148])],
    ["instruction data for an address", meta(STORED, [1, 0])],
  ])("a record that reads one byte behind the end of %s", async (_, record) => {
    expect((await refusal([record])).reason).toBe("dataTooShort");
  });

  test("a seed above 32 bytes and a 16th seed, of which no program makes an address", async () => {
    expect((await refusal([meta(PDA, seed.data(0, 0, 33))])).reason).toBe("invalidSeeds");
    expect((await refusal([meta(PDA, Array.from({ length: 16 }, () => seed.key(0)).flat())])).reason).toBe(
      "invalidSeeds",
    );
    await expect(resolve([meta(PDA, Array.from({ length: 15 }, () => seed.key(0)).flat())])).resolves.toHaveLength(3);
  });

  test("an amount that is no u64", async () => {
    await expect(resolveHookAccounts({ ...transfer, amount: -1n, known: [validationAccount([])] })).rejects.toThrow(
      InvalidInputError,
    );
  });
});

describe("a hooked transfer", () => {
  test("is spl-token's TransferChecked with the hook's accounts behind", async () => {
    const known = [validationAccount(backstockMetas(registry)), ...tokenAccounts];
    const instruction = await createHookedTransferInstruction({ ...transfer, decimals: 8, known });
    const plain = createTransferCheckedInstruction(
      source,
      mint,
      destination,
      sender,
      125_000_000n,
      8,
      [],
      TOKEN_2022_PROGRAM_ID,
    );
    plain.keys.push(...backstock);
    expect(instruction).toEqual(plain);
  });

  test("is TransferChecked alone where the mint has no hook", async () => {
    const instruction = await createHookedTransferInstruction({ ...transfer, hookProgramId: null, decimals: 8 });
    expect(instruction).toEqual(
      createTransferCheckedInstruction(source, mint, destination, sender, 125_000_000n, 8, [], TOKEN_2022_PROGRAM_ID),
    );
  });
});
