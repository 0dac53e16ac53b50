import { createPauseMintInstruction, fetchIssuer, U64_MAX } from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Keypair, TransactionInstruction } from "@solana/web3.js";
import { attest, mintInstruction, record, request, settle, tokenAccountOf } from "./harness/acts";
import { revokeRole } from "./harness/admin";
import { checkpoint } from "./harness/checkpoint";
import { forgeIssuer } from "./harness/forge";
import { createHolder } from "./harness/holders";
import { imposters } from "./harness/imposters";
import { ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { act, createIssuer, startWorld, type TestIssuer, type World } from "./harness/world";
import { giveCash } from "./harness/cash";

let world: World;
let issuer: TestIssuer;
let other: TestIssuer;
let asset: TestAsset;
let sibling: TestAsset;
let alice: Keypair;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  issuer = world.issuer;
  other = await createIssuer(world, "other issuer", world.registry, []);
  asset = await listAsset(world);
  sibling = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla });
  for (const listed of [asset, sibling]) {
    await attest(world, listed, { shares: 1_000n * ONE });
    alice = await createHolder(world, listed, "alice", 5n * ONE);
  }
  await giveCash(world, issuer.redeemer.publicKey, 1_000n);
  restore = await checkpoint(world.vm, [
    ...[issuer.address, ...[asset, sibling].flatMap(({ address, mint, escrow }) => [address, mint, escrow])],
    ...[asset, sibling].map(({ mint }) => tokenAccountOf(alice.publicKey, mint)),
  ]);
});
beforeEach(() => restore());

const pausing = (signer: Keypair = issuer.authority): TransactionInstruction =>
  createPauseMintInstruction({ signer: signer.publicKey, issuer: issuer.address });
const pause = (signer: Keypair = issuer.authority): Promise<Sent> => act(world, pausing(signer), [signer]);
const refused = (name: string, signer: Keypair = issuer.authority): Promise<unknown> =>
  expectRefusal(world, { instructions: pausing(signer), signers: [signer] }, "custody", name);

describe("what pause_mint does", () => {
  test.each(["authority", "pauser"] as const)(
    "pause_mint by the %s stops minting and changes nothing else",
    async (by) => {
      const before = await fetchIssuer(world.vm, issuer.address);
      const { events } = await pause(issuer[by]);
      const sequence = before.sequence + 1n;
      expect(await fetchIssuer(world.vm, issuer.address)).toEqual({ ...before, sequence, mintPaused: 1 });
      const data = { issuer: issuer.address, sequence, at: await world.vm.now(), signer: issuer[by].publicKey };
      expect(events).toEqual([{ program: "custody", line: expect.any(Number), name: "MintPaused", data }]);
    },
  );

  test("pause_mint stops every asset of the issuer", async () => {
    await pause(issuer.pauser);
    for (const listed of [asset, sibling]) {
      const deposit = await record(world, listed, { id: "while paused", shares: ONE, recipient: alice.publicKey });
      const instructions = mintInstruction(world, listed, deposit, alice.publicKey);
      await expectRefusal(world, { instructions, signers: [issuer.minter] }, "custody", "MintPaused");
    }
  });

  test("pause_mint holds back neither deposits nor redemptions nor attestations", async () => {
    await pause(issuer.pauser);
    await world.vm.setTime((await world.vm.now()) + 1n);
    await attest(world, asset, { shares: 999n * ONE });
    const redemption = await request(world, asset, { owner: alice, nonce: 1n, amount: 2n * ONE, leastCash: 10n });
    await settle(world, asset, redemption, { amount: 2n * ONE, cash: 10n });
  });
});

describe("what pause_mint refuses", () => {
  test("pause_mint refuses where minting is paused already", async () => {
    await pause(issuer.pauser);
    await refused("MintPaused", issuer.pauser);
    await refused("MintPaused", issuer.authority);
  });

  test.each(["custodian", "minter", "redeemer", "actionOfficer", "complianceOfficer"] as const)(
    "pause_mint refuses the %s",
    async (role) => {
      await refused("NotAuthorityOrPauser", issuer[role]);
    },
  );

  test("pause_mint refuses a pauser who has been revoked", async () => {
    await revokeRole(world, issuer, "Pauser");
    await refused("NotAuthorityOrPauser", issuer.pauser);
    await pause(issuer.authority);
  });

  test("pause_mint refuses where the event sequence is full", async () => {
    await forgeIssuer(world.vm, issuer.address, { sequence: U64_MAX });
    await refused("MathOverflow");
  });
});

const attempt = async () => ({ instruction: pausing(issuer.pauser), signers: [issuer.pauser] });
const subject = { world: () => world, name: "pause_mint", attempt };

describeMalformed(subject);
describeReadOnly(subject);

describeSubstitutions({
  ...subject,
  substitutions: {
    signer: [
      {
        as: "the pauser of another issuer",
        key: () => other.pauser.publicKey,
        refused: ["custody", "NotAuthorityOrPauser"],
        signers: () => [other.pauser],
      },
      {
        as: "the pauser of the registry",
        key: () => world.registry.pauser.publicKey,
        refused: ["custody", "NotAuthorityOrPauser"],
        signers: () => [world.registry.pauser],
      },
    ],
    issuer: [
      { as: "another issuer", key: () => other.address, refused: ["custody", "NotAuthorityOrPauser"] },
      { as: "an asset", key: () => asset.address, refused: ["custody", "AccountDataTooSmall"] },
      ...imposters(
        () => world.vm,
        () => issuer.address,
      ),
    ],
  },
});
