import { beforeAll, describe, expect, test } from "@jest/globals";
import { startVm, type Vm, type VmResult } from "@backstock/sdk/testing";
import {
  createAssociatedTokenAccountInstruction,
  createMintToInstruction,
  createUpdateMultiplierDataInstruction,
  TOKEN_2022_PROGRAM_ID,
} from "@solana/spl-token";
import {
  Keypair,
  TransactionMessage,
  VersionedTransaction,
  type PublicKey,
  type TransactionInstruction,
} from "@solana/web3.js";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";
import { formatMultiplier, multiplierFromBits } from "../../../sdk/src/core/multiplier";
import { findAssociatedTokenPda } from "../../../sdk/src/core/pda";
import { rentExemptLamports } from "../../../sdk/src/core/rent";
import { parseMint, parseTokenAccount, type MintFacts } from "../../../sdk/src/core/token2022";
import { COMPLIANCE_PROGRAM_ID } from "../../../sdk/src/generated/compliance";
import {
  getCreateMintInstructions,
  MINT_SIZE_WITHOUT_METADATA,
  mintSize,
  type CreateMintInput,
} from "../../../sdk/src/mints";
import { XSTOCKS } from "../../fixtures/xstocks/xstocks";

/** Where a mint names its authorities, and where itself: byte offsets of the real accounts. */
const AUTHORITIES = [4, 50, 170, 238, 279, 339, 376, 445, 513];
const OWN_ADDRESS = [202, 545];
const SUPPLY = 36;
/** multiplier f64 · effective timestamp i64 · new multiplier f64 */
const MULTIPLIERS = [311, 335] as const;
const HOOK_PROGRAM = [477, 509] as const;

let vm: Vm;
beforeAll(async () => {
  vm = await startVm();
});

async function send(instructions: TransactionInstruction[], ...signers: [Keypair, ...Keypair[]]): Promise<VmResult> {
  const payerKey = signers[0].publicKey;
  for (let attempt = 1; ; attempt++) {
    const recentBlockhash = await vm.latestBlockhash();
    const message = new TransactionMessage({ payerKey, recentBlockhash, instructions }).compileToV0Message();
    const transaction = new VersionedTransaction(message);
    transaction.sign(signers);
    const result = await vm.send(transaction);
    // bankrun's blockhashes last a second of real time.
    if (result.error !== "BlockhashNotFound" || attempt === 5) return result;
  }
}

async function fundedKey(): Promise<Keypair> {
  const key = Keypair.generate();
  await vm.fund(key.publicKey, 10_000_000_000n);
  return key;
}

/** The owner's associated account, paid by the owner. */
async function createHolding(mint: PublicKey, owner: Keypair): Promise<PublicKey> {
  const { address } = findAssociatedTokenPda({ owner: owner.publicKey, mint });
  const instruction = createAssociatedTokenAccountInstruction(
    owner.publicKey,
    address,
    owner.publicKey,
    mint,
    TOKEN_2022_PROGRAM_ID,
  );
  expect((await send([instruction], owner)).error).toBeNull();
  return address;
}

function textsOf({ tokenMetadata }: MintFacts): Pick<CreateMintInput, "name" | "symbol" | "uri"> {
  if (tokenMetadata === undefined) throw new Error("a real xStock has metadata");
  const { name, symbol, uri } = tokenMetadata;
  return { name, symbol, uri };
}

interface Created {
  readonly mint: Keypair;
  readonly payer: Keypair;
  readonly result: VmResult;
}

async function create(asset: PublicKey, input: Partial<CreateMintInput> = {}): Promise<Created> {
  const [payer, mint] = [await fundedKey(), Keypair.generate()];
  const instructions = getCreateMintInstructions({
    payer: payer.publicKey,
    mint: mint.publicKey,
    asset,
    profile: "open",
    decimals: 8,
    ...textsOf(parseMint(XSTOCKS.AAPLx().data)),
    ...input,
  });
  return { mint, payer, result: await send(instructions, payer, mint) };
}

/** A real account with our authority, our address and no supply in the places of theirs. */
function inOurName(real: Uint8Array, asset: PublicKey, mint: PublicKey): Uint8Array {
  const expected = Uint8Array.from(real);
  for (const offset of AUTHORITIES) expected.set(asset.toBytes(), offset);
  for (const offset of OWN_ADDRESS) expected.set(mint.toBytes(), offset);
  expected.fill(0, SUPPLY, SUPPLY + 8);
  return expected;
}

function hex(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString("hex");
}

describe.each(["AAPLx", "SPYx"] as const)("the profile open with the inputs of the real %s", (name) => {
  const real = XSTOCKS[name]();
  const facts = parseMint(real.data);
  const { scaledUiAmount } = facts;
  if (scaledUiAmount === undefined) throw new Error("a real xStock has a multiplier");
  const input = { ...textsOf(facts), decimals: facts.decimals };

  test("makes the real account byte for byte, but for authorities, address, supply and multipliers", async () => {
    const asset = Keypair.generate().publicKey;
    const { mint, result } = await create(asset, input);
    expect(result.error).toBeNull();
    const account = await vm.getAccount(mint.publicKey);
    expect(account).toMatchObject({ lamports: real.lamports, owner: real.owner });

    const expected = inOurName(real.data, asset, mint.publicKey);
    const multiplierOne = [0, 0, 0, 0, 0, 0, 0xf0, 0x3f];
    expected.set([...multiplierOne, 0, 0, 0, 0, 0, 0, 0, 0, ...multiplierOne], MULTIPLIERS[0]);
    expect(hex(account?.data)).toBe(hex(expected));
  });

  test("and the multipliers too, once they are set to the same", async () => {
    const authority = await fundedKey();
    const { mint } = await create(authority.publicKey, input);
    const set = (bits: bigint, timestamp: bigint): TransactionInstruction =>
      createUpdateMultiplierDataInstruction(
        mint.publicKey,
        authority.publicKey,
        Number(formatMultiplier(multiplierFromBits(bits))),
        timestamp,
        [],
        TOKEN_2022_PROGRAM_ID,
      );
    const effectiveAt = scaledUiAmount.newMultiplierEffectiveTimestamp;
    await vm.setTime(effectiveAt - 1000n);
    const result = await send(
      [set(scaledUiAmount.multiplierBits, 0n), set(scaledUiAmount.newMultiplierBits, effectiveAt)],
      authority,
    );
    expect(result.error).toBeNull();
    expect(hex((await vm.getAccount(mint.publicKey))?.data)).toBe(
      hex(inOurName(real.data, authority.publicKey, mint.publicKey)),
    );
  });
});

test("the profile hooked differs from open in the hook's program alone", async () => {
  const asset = Keypair.generate().publicKey;
  const [open, hooked] = [await create(asset), await create(asset, { profile: "hooked" })];
  const expected = inOurName(
    (await vm.getAccount(open.mint.publicKey))?.data ?? new Uint8Array(),
    asset,
    hooked.mint.publicKey,
  );
  expect(hex(expected.subarray(...HOOK_PROGRAM))).toBe("00".repeat(32));
  expected.set(COMPLIANCE_PROGRAM_ID.toBytes(), HOOK_PROGRAM[0]);
  expect(hex((await vm.getAccount(hooked.mint.publicKey))?.data)).toBe(hex(expected));
});

test("the profile hooked takes another deployment's hook where it is given, and open takes none", async () => {
  const [asset, complianceProgramId] = [Keypair.generate().publicKey, Keypair.generate().publicKey];
  const hooked = await create(asset, { profile: "hooked", complianceProgramId });
  const open = await create(asset, { profile: "open", complianceProgramId });
  const hookOf = async ({ mint }: Created): Promise<PublicKey | undefined> =>
    parseMint((await vm.getAccount(mint.publicKey))?.data ?? new Uint8Array()).transferHook?.programId;
  expect(await hookOf(hooked)).toEqual(complianceProgramId);
  expect(await hookOf(open)).toBeUndefined();
});

test("one transaction of at most 1,232 bytes makes the mint, signed by payer and mint alone", async () => {
  const { result, payer, mint } = await create(Keypair.generate().publicKey, { profile: "hooked" });
  expect(result.error).toBeNull();
  expect(result.bytes).toBeLessThanOrEqual(1232);
  const instructions = getCreateMintInstructions({
    payer: payer.publicKey,
    mint: mint.publicKey,
    asset: Keypair.generate().publicKey,
    profile: "hooked",
    decimals: 8,
    name: "",
    symbol: "",
    uri: "",
  });
  const signers = new Set(
    instructions.flatMap(({ keys }) => keys.filter((key) => key.isSigner)).map((key) => key.pubkey.toBase58()),
  );
  expect(signers).toEqual(new Set([payer.publicKey.toBase58(), mint.publicKey.toBase58()]));
});

describe("a mint just made", () => {
  test("gives its holders accounts that nobody can be made owner of, pausable and known to the hook", async () => {
    const { mint, payer } = await create(Keypair.generate().publicKey, { profile: "hooked" });
    const account = await createHolding(mint.publicKey, payer);
    const data = (await vm.getAccount(account))?.data ?? new Uint8Array();
    expect(parseTokenAccount(data)).toEqual({
      mint: mint.publicKey,
      owner: payer.publicKey,
      amount: 0n,
      delegate: undefined,
      delegatedAmount: 0n,
      state: "initialized",
      nativeReserve: undefined,
      closeAuthority: undefined,
      immutableOwner: true,
      pausable: true,
      transferHook: { transferring: false },
      extensionTypes: [7, 27, 15],
      unknownExtensionTypes: [],
    });
  });

  test("is not minted by the payer, who was its authority in between", async () => {
    const { mint, payer } = await create(Keypair.generate().publicKey);
    const holding = await createHolding(mint.publicKey, payer);
    const before = await vm.getAccount(mint.publicKey);
    const mintTo = createMintToInstruction(mint.publicKey, holding, payer.publicKey, 1n, [], TOKEN_2022_PROGRAM_ID);
    // TokenError::OwnerMismatch
    expect((await send([mintTo], payer)).error).toEqual({ InstructionError: [0, { Custom: 4 }] });
    expect(await vm.getAccount(mint.publicKey)).toEqual(before);
  });

  test("is minted by its Asset's key alone", async () => {
    const asset = await fundedKey();
    const { mint } = await create(asset.publicKey);
    const holding = await createHolding(mint.publicKey, asset);
    const mintTo = createMintToInstruction(mint.publicKey, holding, asset.publicKey, 1n, [], TOKEN_2022_PROGRAM_ID);
    expect((await send([mintTo], asset)).error).toBeNull();
    expect(parseMint((await vm.getAccount(mint.publicKey))?.data ?? new Uint8Array()).supply).toBe(1n);
  });
});

describe("rent", () => {
  const texts = textsOf(parseMint(XSTOCKS.AAPLx().data));

  test("a mint is as large as its texts make it, in bytes of UTF-8", async () => {
    expect(MINT_SIZE_WITHOUT_METADATA).toBe(509);
    expect(mintSize(texts)).toBe(678);
    const umlauts = { name: "Grüße 🍏", symbol: "", uri: "" };
    const { mint, result } = await create(Keypair.generate().publicKey, umlauts);
    expect(result.error).toBeNull();
    expect((await vm.getAccount(mint.publicKey))?.data).toHaveLength(mintSize(umlauts));
  });

  test("the default is exactly enough: with one lamport less the chain refuses, and nothing is created", async () => {
    const lamports = rentExemptLamports(678);
    expect(lamports).toBe(5_609_760n);
    const { mint, result } = await create(Keypair.generate().publicKey, { lamports: lamports - 1n });
    expect(result.error).toMatchObject({ InsufficientFundsForRent: expect.anything() });
    expect(await vm.getAccount(mint.publicKey)).toBeNull();
  });

  test("lamports given instead of the default are what the account holds", async () => {
    const { mint } = await create(Keypair.generate().publicKey, { lamports: 7_000_000n });
    expect((await vm.getAccount(mint.publicKey))?.lamports).toBe(7_000_000n);
  });
});

test.each<[string, Partial<CreateMintInput>]>([
  ["an unknown profile", { profile: "gated" as "open" }],
  ["decimals that are no u8", { decimals: 256 }],
  ["lamports that are negative", { lamports: -1n }],
  ["lamports that a number cannot hold", { lamports: 1n << 53n }],
  ["a name that has no UTF-8", { name: "\ud800" }],
])("%s is refused before anything is built", async (_, input) => {
  await expect(create(Keypair.generate().publicKey, input)).rejects.toBeInstanceOf(InvalidInputError);
});
