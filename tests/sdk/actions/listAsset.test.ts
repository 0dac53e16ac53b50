import {
  AccountNotFoundError,
  DecodeError,
  fetchAsset,
  findAssetPda,
  InvalidInputError,
  MintMismatchError,
  prepareListAsset,
  UnderlyingTakenError,
  type PrepareListAssetInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { forgeMultiplier } from "../../harness/forge";
import { DECIMALS, ISIN, LIMITS } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { SOL, startWorld, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});

function inputOf(mint: Keypair, changes: Partial<PrepareListAssetInput> = {}): PrepareListAssetInput {
  return {
    payer: world.payer.publicKey,
    issuer: world.issuer.address,
    mint: mint.publicKey,
    profile: "hooked",
    decimals: DECIMALS,
    name: "Test stock",
    symbol: "TESTx",
    uri: "https://example.com/TESTx.json",
    isin: ISIN.apple,
    limits: LIMITS,
    ...changes,
  };
}

function assetOf({ mint }: PrepareListAssetInput): PublicKey {
  return findAssetPda({ issuer: world.issuer.address, mint }).address;
}

/** Prepares and sends the first step that remains; answers how many did, and in how many reads that was known. */
async function takeOneStep(input: PrepareListAssetInput, mint: Keypair): Promise<[steps: number, reads: number]> {
  const { prepared, reads } = await counted(world.vm, (reader) => prepareListAsset(reader, input));
  const [step] = prepared;
  if (step !== undefined) {
    const keys = [world.payer, mint, world.issuer.authority];
    const signs = (key: Keypair): boolean => step.signers.some((signer) => signer.equals(key.publicKey));
    await send(world.vm, step, keys.filter(signs));
  }
  return [prepared.length, reads];
}

describe.each([
  ["hooked", ISIN.apple],
  ["open", ISIN.tesla],
] as const)("the profile %s", (profile, isin) => {
  const mint = keypairOf(`${profile} mint`);

  test("is listed in two transactions, each left out once it has landed", async () => {
    const input = inputOf(mint, { profile, isin });
    expect(await takeOneStep(input, mint)).toEqual([2, 1]);
    expect(await takeOneStep(input, mint)).toEqual([1, 1]);
    expect(await takeOneStep(input, mint)).toEqual([0, 1]);
    const asset = await fetchAsset(world.vm, assetOf(input));
    expect(asset).toMatchObject({ profile: profile === "hooked" ? "Hooked" : "Open", mint: mint.publicKey });
  });

  test("is listed by both transactions prepared at once", async () => {
    const [other, others] = [keypairOf(`other ${profile} mint`), { hooked: ISIN.nvidia, open: "US5949181045" }];
    const input = inputOf(other, { profile, isin: others[profile] });
    const [create, register] = await prepareListAsset(world.vm, input);
    if (create === undefined || register === undefined) throw new Error("two steps are left");
    expect(create.signers).toEqual([world.payer.publicKey, other.publicKey]);
    expect(register.signers).toEqual([world.payer.publicKey, world.issuer.authority.publicKey]);
    await send(world.vm, create, [world.payer, other]);
    await send(world.vm, register, [world.payer, world.issuer.authority]);
    await fetchAsset(world.vm, assetOf(input));
  });
});

test("the authority pays where nobody else is named", async () => {
  await world.vm.fund(world.issuer.authority.publicKey, SOL);
  const mint = keypairOf("mint of the authority's");
  const input = inputOf(mint, { payer: undefined, isin: "US0231351067" });
  const [create, register] = await prepareListAsset(world.vm, input);
  if (create === undefined || register === undefined) throw new Error("two steps are left");
  expect(register.signers).toEqual([world.issuer.authority.publicKey]);
  await send(world.vm, create, [world.issuer.authority, mint]);
  await send(world.vm, register, [world.issuer.authority]);
  await fetchAsset(world.vm, assetOf(input));
});

describe("a mint that is there already", () => {
  const mint = keypairOf("early mint");
  const isin = "US02079K3059";
  beforeAll(async () => {
    await takeOneStep(inputOf(mint, { isin }), mint);
  });
  const differences = async (changes: Partial<PrepareListAssetInput>): Promise<string[]> => {
    const error = await thrown(MintMismatchError, prepareListAsset(world.vm, inputOf(mint, { isin, ...changes })));
    expect(error.mint).toEqual(mint.publicKey);
    return error.differences.map(({ what, expected, actual }) => `${what}: ${expected}, ${actual}`);
  };

  test("is refused where the inputs would have made another one", async () => {
    expect(await differences({ symbol: "FAKEx" })).toEqual(["symbol: FAKEx, TESTx"]);
    expect(await differences({ decimals: 6 })).toEqual(["number of decimals: 6, 8"]);
    const [hook] = await differences({ profile: "open" });
    expect(hook).toMatch(/^hook program: none, /);
    expect(await differences({ name: "A", uri: "B" })).toHaveLength(2);
  });

  test("is refused for another issuer, whose asset is none of its authorities", async () => {
    const other = keypairOf("other issuer");
    const account = await world.vm.getAccount(world.issuer.address);
    if (account === null) throw new Error("the issuer exists");
    await world.vm.setAccount(other.publicKey, account);
    expect(await differences({ issuer: other.publicKey })).toHaveLength(9);
  });

  test("is refused once its multiplier is not one", async () => {
    const two = 0x4000000000000000n;
    await forgeMultiplier(world.vm, mint.publicKey, two, two, 0n);
    expect((await differences({})).map((line) => line.split(":")[0])).toEqual([
      "multiplier's bits",
      "new multiplier's bits",
    ]);
  });

  test("is refused where it is no mint of Token-2022", async () => {
    await thrown(DecodeError, prepareListAsset(world.vm, inputOf(mint, { isin, mint: world.usdc })));
  });
});

test("a second mint of the same security is refused before it is made", async () => {
  const error = await thrown(UnderlyingTakenError, prepareListAsset(world.vm, inputOf(keypairOf("second mint"))));
  expect(error).toMatchObject({ isin: ISIN.apple, mint: keypairOf("hooked mint").publicKey });
});

test("a listed mint is refused under another ISIN", async () => {
  const listed = inputOf(keypairOf("hooked mint"), { isin: "US30303M1027" });
  expect((await thrown(InvalidInputError, prepareListAsset(world.vm, listed))).expected).toContain(ISIN.apple);
});

test("an issuer that does not exist is refused, and a malformed ISIN", async () => {
  const nowhere = keypairOf("nowhere");
  const input = inputOf(keypairOf("unlisted mint"), { isin: "US30303M1027", issuer: nowhere.publicKey });
  expect(await thrown(AccountNotFoundError, prepareListAsset(world.vm, input))).toMatchObject({ account: "Issuer" });
  await thrown(InvalidInputError, prepareListAsset(world.vm, inputOf(nowhere, { isin: "US0378331006" })));
});
