import { createResumeMintInstruction, fetchIssuer, U64_MAX } from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Keypair, TransactionInstruction } from "@solana/web3.js";
import { attest, mintInstruction, record, tokenAccountOf } from "./harness/acts";
import { pauseMint } from "./harness/admin";
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
  await pauseMint(world, issuer);
  restore = await checkpoint(world.vm, [
    ...[issuer.address, ...[asset, sibling].flatMap(({ address, mint, escrow }) => [address, mint, escrow])],
    ...[asset, sibling].map(({ mint }) => tokenAccountOf(alice.publicKey, mint)),
  ]);
});
beforeEach(() => restore());

const resuming = (authority: Keypair = issuer.authority): TransactionInstruction =>
  createResumeMintInstruction({ authority: authority.publicKey, issuer: issuer.address });
const resume = (): Promise<Sent> => act(world, resuming(), [issuer.authority]);
const refused = (name: string, signer: Keypair = issuer.authority): Promise<unknown> =>
  expectRefusal(world, { instructions: resuming(signer), signers: [signer] }, "custody", name);

describe("what resume_mint does", () => {
  test("resume_mint lets minting go on and changes nothing else", async () => {
    const before = await fetchIssuer(world.vm, issuer.address);
    const { events } = await resume();
    const sequence = before.sequence + 1n;
    expect(await fetchIssuer(world.vm, issuer.address)).toEqual({ ...before, sequence, mintPaused: 0 });
    const data = { issuer: issuer.address, sequence, at: await world.vm.now() };
    expect(events).toEqual([{ program: "custody", line: expect.any(Number), name: "MintResumed", data }]);
  });

  test("resume_mint lets every asset of the issuer be minted, which was recorded while it was paused too", async () => {
    const deposits = [asset, sibling].map(async (listed) => {
      const deposit = await record(world, listed, { id: "while paused", shares: ONE, recipient: alice.publicKey });
      return mintInstruction(world, listed, deposit, alice.publicKey);
    });
    const instructions = await Promise.all(deposits);
    for (const one of instructions) {
      await expectRefusal(world, { instructions: one, signers: [issuer.minter] }, "custody", "MintPaused");
    }
    await resume();
    for (const one of instructions) await act(world, one, [issuer.minter]);
  });

  test("minting can be paused and resumed again and again", async () => {
    await resume();
    await pauseMint(world, issuer);
    await resume();
    expect(await fetchIssuer(world.vm, issuer.address)).toMatchObject({ mintPaused: 0, sequence: 5n });
  });
});

describe("what resume_mint refuses", () => {
  test("resume_mint refuses where minting is not paused", async () => {
    await resume();
    await refused("MintNotPaused");
  });

  test.each(["pauser", "custodian", "minter", "redeemer", "actionOfficer", "complianceOfficer"] as const)(
    "resume_mint refuses the %s",
    async (role) => {
      await refused("NotAuthority", issuer[role]);
    },
  );

  test("resume_mint refuses where the event sequence is full", async () => {
    await forgeIssuer(world.vm, issuer.address, { sequence: U64_MAX });
    await refused("MathOverflow");
  });
});

const attempt = async () => ({ instruction: resuming(), signers: [issuer.authority] });
const subject = { world: () => world, name: "resume_mint", attempt };

describeMalformed(subject);
describeReadOnly(subject);

describeSubstitutions({
  ...subject,
  substitutions: {
    authority: [
      {
        as: "the authority of another issuer",
        key: () => other.authority.publicKey,
        refused: ["custody", "NotAuthority"],
        signers: () => [other.authority],
      },
      {
        as: "the authority of the registry",
        key: () => world.registry.authority.publicKey,
        refused: ["custody", "NotAuthority"],
        signers: () => [world.registry.authority],
      },
    ],
    issuer: [
      { as: "another issuer", key: () => other.address, refused: ["custody", "NotAuthority"] },
      { as: "an asset", key: () => asset.address, refused: ["custody", "AccountDataTooSmall"] },
      ...imposters(
        () => world.vm,
        () => issuer.address,
      ),
    ],
  },
});
