import { createFreezeHolderInstruction, fetchAsset, type FreezeHolderInput, prepareTransfer } from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { createApproveInstruction, createTransferCheckedInstruction } from "@solana/spl-token";
import { TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { allow, mint as mintTo, requestInstruction, tokenAccountOf } from "./harness/acts";
import { totalsOf } from "./harness/balances";
import { forgeAsset, forgeBytes } from "./harness/forge";
import { freeze, isFrozen, thaw } from "./harness/freezing";
import { DECIMALS, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import {
  checkpointOf,
  describeOtherIssuer,
  type Neighbours,
  ofAsset,
  ofHolderToken,
  otherSigners,
  startNeighbours,
} from "./harness/neighbours";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { withBytes } from "./harness/stockMints";
import { describeSubstitutions } from "./harness/substitution";
import { createTokenAccount, makeEarlier } from "./harness/tokenAccounts";
import { pauseToken } from "./harness/tokenPause";
import { act, type World } from "./harness/world";

/** Where a token account says whether it is frozen (core/token2022/layout.ts). */
const STATE_AT = 108;

let all: Neighbours;
let world: World;
let asset: TestAsset;
let alice: Keypair;
let holderToken: PublicKey;
/** Alice's, not associated; the second one can change its owner. */
let second: PublicKey;
let mutable: PublicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  all = await startNeighbours();
  ({ world, asset, alice } = all);
  holderToken = tokenAccountOf(alice.publicKey, asset.mint);
  second = await createTokenAccount(world, "second", asset.mint, alice.publicKey);
  mutable = await createTokenAccount(world, "mutable", asset.mint, alice.publicKey, { hasImmutableOwner: false });
  restore = await checkpointOf(all, [second, mutable]);
});

afterEach(() => restore());

/** What freezes alice's associated account of the hooked token, with whatever is to be different. */
const freezing = (changes: Partial<FreezeHolderInput> = {}): TransactionInstruction =>
  createFreezeHolderInstruction({
    complianceOfficer: world.issuer.complianceOfficer.publicKey,
    issuer: world.issuer.address,
    mint: asset.mint,
    holderToken,
    ...changes,
  });

const refused = (name: string, changes: Partial<FreezeHolderInput> = {}) =>
  expectRefusal(world, { instructions: freezing(changes), signers: [world.issuer.complianceOfficer] }, "custody", name);

describe("freeze_holder", () => {
  test.each([
    ["hooked", () => asset],
    ["open", () => all.open],
  ])("freeze_holder of the profile %s freezes one account and changes nothing else of it", async (_, which) => {
    const listed = which();
    const account = tokenAccountOf(alice.publicKey, listed.mint);
    const [before, mint] = [(await world.vm.getAccount(account))!, await world.vm.getAccount(listed.mint)];
    const assetBefore = await fetchAsset(world.vm, listed.address);
    const sent = await freeze(world, listed, account);

    expect(await world.vm.getAccount(account)).toEqual({ ...before, data: withBytes(STATE_AT, [2])(before.data) });
    expect(await world.vm.getAccount(listed.mint)).toEqual(mint);
    const changed = await fetchAsset(world.vm, listed.address);
    expect(changed).toEqual({ ...assetBefore, sequence: assetBefore.sequence + 1n });
    expect(sent.events).toEqual([
      {
        program: "custody",
        name: "HolderFrozen",
        line: expect.any(Number),
        data: {
          asset: listed.address,
          sequence: changed.sequence,
          at: await world.vm.now(),
          account,
          holder: alice.publicKey,
          totals: await totalsOf(world, listed),
        },
      },
    ]);
  });

  test.each([
    ["an account that is not associated", () => second],
    ["an account that can change its owner", () => mutable],
  ])("freeze_holder freezes %s", async (_, which) => {
    await freeze(world, asset, which());
    expect(await isFrozen(world, which())).toBe(true);
    expect(await isFrozen(world, holderToken)).toBe(false);
  });

  test("freeze_holder freezes an account that was made for an earlier mint, where tokens would be out of reach", async () => {
    await forgeBytes(world.vm, holderToken, makeEarlier);
    await freeze(world, asset, holderToken);
    const { data } = (await world.vm.getAccount(holderToken))!;
    expect(data[STATE_AT]).toBe(2);
  });

  test.each([
    ["suspended", () => allow(world, alice.publicKey, { status: "Suspended" })],
    ["paused", () => pauseToken(world, asset)],
    ["halted", () => forgeAsset(world.vm, asset.address, { status: "Halted" })],
    ["delisted", () => forgeAsset(world.vm, asset.address, { status: "Delisted" })],
  ])("freeze_holder works where the holder or the token is %s", async (_, stop) => {
    await stop();
    await freeze(world, asset, holderToken);
    expect(await isFrozen(world, holderToken)).toBe(true);
  });

  test("freeze_holder freezes again what was thawed", async () => {
    await freeze(world, asset, holderToken);
    await thaw(world, asset, holderToken);
    await freeze(world, asset, holderToken);
    expect(await isFrozen(world, holderToken)).toBe(true);
  });
});

describe("a frozen account", () => {
  const frozen = { program: "token-2022", name: "AccountFrozen" } as const;

  test.each([
    ["hooked", () => asset],
    ["open", () => all.open],
  ])("neither sends nor receives, in the profile %s", async (_, which) => {
    const { mint } = which();
    const [mine, bob] = [alice.publicKey, all.bob.publicKey];
    const send = await prepareTransfer(world.vm, { owner: mine, mint, to: bob, amount: 1n });
    const receive = await prepareTransfer(world.vm, { owner: bob, mint, to: mine, amount: 1n });
    await freeze(world, which(), tokenAccountOf(mine, mint));
    const { program, name } = frozen;
    await expectRefusal(world, { instructions: send.instructions, signers: [alice] }, program, name);
    await expectRefusal(world, { instructions: receive.instructions, signers: [all.bob] }, program, name);
  });

  test("is not spent from by a delegate of before", async () => {
    const { mint } = all.open;
    const delegate = keypairOf("delegate");
    const [from, to] = [alice, all.bob].map(({ publicKey }) => tokenAccountOf(publicKey, mint)) as [
      PublicKey,
      PublicKey,
    ];
    const program = TOKEN_2022_PROGRAM_ID;
    await act(world, createApproveInstruction(from, delegate.publicKey, alice.publicKey, ONE, [], program), [alice]);
    await freeze(world, all.open, from);
    const spend = createTransferCheckedInstruction(from, mint, to, delegate.publicKey, 1n, DECIMALS, [], program);
    await expectRefusal(world, { instructions: spend, signers: [delegate] }, frozen.program, frozen.name);
  });

  test("is not minted to and asks for no cash", async () => {
    await freeze(world, asset, holderToken);
    const deposit = { id: "into a frozen account", shares: ONE, recipient: alice.publicKey };
    await expect(mintTo(world, asset, deposit)).rejects.toMatchObject(frozen);
    const asked = { owner: alice, nonce: 0n, amount: ONE, leastCash: 1n };
    const attempt = { instructions: requestInstruction(world, asset, asked), signers: [alice] };
    await expectRefusal(world, attempt, frozen.program, frozen.name);
  });

  test("leaves the holder's other accounts alone", async () => {
    await freeze(world, asset, second);
    const transfer = { owner: alice.publicKey, mint: asset.mint, to: all.bob.publicKey, amount: 1n };
    await act(world, (await prepareTransfer(world.vm, transfer)).instructions, [alice]);
  });
});

type Difference = { account?: "of another mint" | "frozen" };

describeOrder<Difference>({
  name: "freeze_holder",
  expectRefusal: async ({ account }, error) => {
    if (account === "frozen") await freeze(world, asset, holderToken);
    const teslas = tokenAccountOf(alice.publicKey, all.tesla.mint);
    await refused(error, account === "of another mint" ? { holderToken: teslas } : {});
  },
  checks: [
    { where: "the account is of another mint", error: "WrongTokenAccount", state: { account: "of another mint" } },
    { where: "the account is frozen", error: "AccountFrozen", state: { account: "frozen" } },
  ],
});

test("freeze_holder refuses the escrow, by its name", async () => {
  await refused("EscrowRefused", { holderToken: asset.escrow });
});

const attempt = async () => ({ instruction: freezing(), signers: [world.issuer.complianceOfficer] });
describeMalformed({ world: () => world, name: "freeze_holder", attempt });
describeReadOnly({ world: () => world, name: "freeze_holder", attempt });
describeOtherIssuer(() => all, { name: "freeze_holder", attempt }, { compliance_officer: "complianceOfficer" });

const { issuer, asset: ofAssets, mint, token_program } = ofAsset(() => all, "NotComplianceOfficer");
describeSubstitutions({
  world: () => world,
  name: "freeze_holder",
  attempt,
  substitutions: {
    compliance_officer: otherSigners(() => all, ["complianceOfficer"], "NotComplianceOfficer"),
    issuer,
    asset: ofAssets,
    mint,
    holder_token: ofHolderToken(() => all),
    token_program,
  },
});
