/** Group A: programs and sysvars that say yes to everything, in the place of the real ones. */
import {
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  fetchMaybeAsset,
  fetchMaybeRedemption,
  findAssetPda,
  findRedemptionPda,
} from "@backstock/sdk";
import { afterEach, beforeAll, expect, test } from "@jest/globals";
import { type AccountMeta, PublicKey, SYSVAR_CLOCK_PUBKEY, TransactionInstruction } from "@solana/web3.js";
import complianceIdl from "../../programs-idl/compliance.json";
import custodyIdl from "../../programs-idl/custody.json";
import { cancelInstruction, tokenAccountOf, upsertInstruction } from "../harness/acts";
import { balanceOf, supplyOf } from "../harness/balances";
import { cashAccountOf } from "../harness/cash";
import { createStockMint, registerAssetInstruction } from "../harness/listing";
import { NOTHING_PROGRAM } from "../harness/nothingProgram";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import { AMOUNT, type RedemptionScene, startRedemptions } from "../harness/redemptionScene";
import { isinOf } from "../harness/stockMints";
import { accountsOf, withAccount } from "../harness/idlAccounts";
import { type Act, asking, cancelling, FREE_NONCE, minting, moving, paying } from "../harness/valuables";
import { createIssuerInstruction, issuerOf } from "../harness/world";

/** Takes every instruction and does nothing. */
const YES = keypairOf("program that says yes").publicKey;
/** Owner of the sysvars (solana-sdk-ids, sysvar). */
const SYSVAR_OWNER = new PublicKey("Sysvar1111111111111111111111111111111111111");

let scene: RedemptionScene;
beforeAll(async () => {
  scene = await startRedemptions({ programs: [{ address: YES, elf: NOTHING_PROGRAM }] });
});
afterEach(() => scene.restore());

async function expectRefused({ instruction, signers }: Act, name: string, account: string): Promise<void> {
  const attempt = { instructions: withAccount(instruction, name, account, YES), signers };
  await expectRefusal(scene.world, attempt, "custody", "WrongProgram");
}

test("A10: request_redemption refuses a Token-2022 that would move nothing, so that nobody is owed tokens of others", async () => {
  const { world, asset, alice } = scene;
  const held = await balanceOf(world, tokenAccountOf(alice.publicKey, asset.mint));
  await expectRefused(asking(scene), "request_redemption", "token_program");
  const { address } = findRedemptionPda({ asset: asset.address, opener: alice.publicKey, nonce: FREE_NONCE });
  expect(await fetchMaybeRedemption(world.vm, address)).toBeNull();
  expect(await balanceOf(world, tokenAccountOf(alice.publicKey, asset.mint))).toBe(held);
});

test("A10: settle_redemption refuses a Token-2022 that would burn nothing", async () => {
  const { world, asset } = scene;
  const supply = await supplyOf(world, asset.mint);
  await expectRefused(await paying(scene), "settle_redemption", "token_program");
  expect(await supplyOf(world, asset.mint)).toBe(supply);
});

test("A10: settle_redemption refuses a cash program that would pay nothing", async () => {
  const { world, alice } = scene;
  await expectRefused(await paying(scene), "settle_redemption", "cash_token_program");
  expect(await balanceOf(world, cashAccountOf(alice.publicKey, world.usdc))).toBe(0n);
});

test("A10: mint_deposit, force_transfer and cancel_redemption refuse a Token-2022 that says yes", async () => {
  await expectRefused(minting(scene), "mint_deposit", "token_program");
  await expectRefused(moving(scene), "force_transfer", "token_program");
  await expectRefused(await cancelling(scene), "cancel_redemption", "token_program");
});

test("A10: register_asset refuses a compliance that would register nothing, and the token programs that say yes", async () => {
  const { world } = scene;
  const { issuer } = world;
  const mint = await createStockMint(world, issuer, "BARE", "hooked");
  const instruction = registerAssetInstruction(world, issuer, mint, isinOf(2));
  for (const program of ["compliance_program", "token_program", "associated_token_program"]) {
    await expectRefused({ instruction, signers: [issuer.authority] }, "register_asset", program);
  }
  const { address } = findAssetPda({ issuer: issuer.address, mint });
  expect(await fetchMaybeAsset(world.vm, address)).toBeNull();
});

test("A10: what creates accounts refuses a system program that says yes", async () => {
  const { world } = scene;
  const { issuer } = world;
  const mint = await createStockMint(world, issuer, "BARER", "hooked");
  const creations = {
    register_asset: [registerAssetInstruction(world, issuer, mint, isinOf(3)), issuer.authority, "custody"],
    request_redemption: [asking(scene).instruction, scene.alice, "custody"],
    upsert_entry: [upsertInstruction(world, keypairOf("carol").publicKey), world.registry.officer, "compliance"],
  } as const;
  for (const [name, [instruction, signer, program]] of Object.entries(creations)) {
    const attempt = { instructions: withAccount(instruction, name, "system_program", YES), signers: [signer] };
    await expectRefusal(world, attempt, program, "IncorrectProgramId");
  }
});

test("A10: no instruction has an account for a program that it does not know", () => {
  const known: Readonly<Record<string, string>> = {
    token_program: "request_redemption",
    compliance_program: "request_redemption",
    system_program: "request_redemption",
    cash_token_program: "settle_redemption",
    associated_token_program: "register_asset",
  };
  const named = [...custodyIdl.instructions, ...complianceIdl.instructions]
    .flatMap(({ accounts }) => accounts.map(({ name }) => name))
    .filter((name) => name.includes("program"));
  expect([...new Set(named)].sort()).toEqual(Object.keys(known).sort());
  for (const [account, instruction] of Object.entries(known)) {
    expect(accountsOf(instruction).map(({ name }) => name)).toContain(account);
  }
});

/** A clock that says it is a thousand years later, where anybody could put one. */
async function forgeClock(): Promise<PublicKey> {
  const { vm } = scene.world;
  const address = keypairOf("another clock").publicKey;
  const data = new Uint8Array(40);
  new DataView(data.buffer).setBigInt64(32, (await vm.now()) + 1_000n * 365n * 86_400n, true);
  await vm.setAccount(address, { lamports: 10n ** 9n, owner: SYSVAR_OWNER, data });
  return address;
}

const withSurplus = ({ programId, keys, data }: TransactionInstruction, more: readonly PublicKey[]) => {
  const surplus: AccountMeta[] = more.map((pubkey) => ({ pubkey, isSigner: false, isWritable: false }));
  return new TransactionInstruction({ programId, keys: [...keys, ...surplus], data });
};

test("A12: no instruction takes a clock, rent or instructions sysvar from its caller", () => {
  const names = [...custodyIdl.instructions, ...complianceIdl.instructions].flatMap(({ accounts }) =>
    accounts.map(({ name }) => name),
  );
  expect(names.filter((name) => /sysvar|clock|rent$|slot|instructions/.test(name))).toEqual([]);
  expect([CUSTODY_PROGRAM_ID, COMPLIANCE_PROGRAM_ID].some((id) => id.equals(SYSVAR_OWNER))).toBe(false);
});

test("A12: cancel_redemption goes by the cluster's clock, whatever clock is handed in with it", async () => {
  const { world, asset, redemption, alice } = scene;
  const clock = await forgeClock();
  for (const more of [[clock], [clock, clock], [SYSVAR_CLOCK_PUBKEY, clock]]) {
    const early = cancelInstruction(asset, redemption, alice.publicKey);
    const instructions = withSurplus(early, more);
    await expectRefusal(world, { instructions, signers: [alice] }, "custody", "DeadlineNotPassed");
  }
  expect(await balanceOf(world, asset.escrow)).toBeGreaterThanOrEqual(AMOUNT);
});

test("A12: create_issuer takes no sysvar for a cash mint, the only accounts that it takes unnamed", async () => {
  const { world } = scene;
  const issuer = issuerOf("paid in time", world.registry);
  for (const sysvar of [await forgeClock(), SYSVAR_CLOCK_PUBKEY]) {
    const instructions = createIssuerInstruction(world, issuer, [sysvar]);
    const signers = [issuer.base, issuer.authority];
    await expectRefusal(world, { instructions, signers }, "custody", "InvalidCashMint");
  }
});
