/** What the programs answer to whoever tries every door, and what an owner can undo alone. */
import { COMPLIANCE_PROGRAM_ID, CUSTODY_PROGRAM_ID, sha256, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import { beforeAll, expect, test } from "@jest/globals";
import { createCloseAccountInstruction } from "@solana/spl-token";
import { type Keypair, TransactionInstruction } from "@solana/web3.js";
import complianceIdl from "../../programs-idl/compliance.json";
import custodyIdl from "../../programs-idl/custody.json";
import { createTokenAccountInstruction, tokenAccountOf } from "../harness/acts";
import { freeze, isFrozen } from "../harness/freezing";
import { expectRefusal } from "../harness/refusal";
import { pay, sheetOf, startThiefScene, type ThiefScene } from "../harness/thief";
import { act } from "../harness/world";

let scene: ThiefScene;
beforeAll(async () => {
  scene = await startThiefScene();
});

const PROGRAMS = [
  { program: "custody", id: CUSTODY_PROGRAM_ID, idl: custodyIdl },
  { program: "compliance", id: COMPLIANCE_PROGRAM_ID, idl: complianceIdl },
] as const;

/** Kinds of instruction by which older Anchors keep an IDL in an account, which whoever comes first can create. */
const ANCHOR_IDL = [0, 1, 2, 3, 4, 5];

test("GR13: the programs answer to the instructions of their IDLs and to nothing else: no shorter name, no built-in one, no other interface's", async () => {
  const { world, mallory } = scene;
  const hash = (text: string): number[] => [...sha256(new TextEncoder().encode(text)).slice(0, 8)];
  for (const { program, id, idl } of PROGRAMS) {
    const known = idl.instructions.map(({ discriminator }) => discriminator.join());
    const others = [
      ...Array.from({ length: 256 }, (_, byte) => [byte]),
      ...ANCHOR_IDL.map((kind) => [...[0x40, 0xf4, 0xbc, 0x78, 0xa7, 0xe9, 0x69, 0x0a], kind]),
      ...["initialize-extra-account-metas", "update-extra-account-metas"].map((name) =>
        hash(`spl-transfer-hook-interface:${name}`),
      ),
      ...["initialize", "migrate", "upgrade", "set_authority", "withdraw", "close"].map((name) =>
        hash(`global:${name}`),
      ),
      hash("global:mint_deposit").toReversed(),
    ].filter((data) => !known.includes(data.join()));
    const doors = [
      ...others.map((data) => [data, "InvalidInstructionData"] as const),
      // Anchor's own, which does nothing, and that only for a program that calls itself with a signature which neither of ours gives.
      [hash("anchor:event").toReversed(), "InvalidSeeds"] as const,
    ];
    const keys = [mallory, world.issuer.authority].map(({ publicKey: pubkey }) => ({
      pubkey,
      isSigner: true,
      isWritable: true,
    }));
    const signers = [mallory, world.issuer.authority];
    for (const [data, name] of doors) {
      const instructions = new TransactionInstruction({ programId: id, keys, data: Buffer.from(data) });
      const error = await act(world, instructions, signers).then(
        () => null,
        (reason: unknown) => reason,
      );
      expect({ data, error }).toMatchObject({ error: { program, name } });
    }
  }
});

test("GR14: a freeze binds tokens, not their owner: an empty frozen account is closed and made anew, one with tokens is neither, and the entry stops both", async () => {
  const { world, asset, alice, bob, mallory } = scene;
  const reopen = (owner: Keypair): TransactionInstruction[] => [
    createCloseAccountInstruction(
      tokenAccountOf(owner.publicKey, asset.mint),
      owner.publicKey,
      owner.publicKey,
      [],
      TOKEN_2022_PROGRAM_ID,
    ),
    createTokenAccountInstruction(world, owner.publicKey, asset.mint),
  ];
  for (const { publicKey } of [alice, mallory]) await freeze(world, asset, tokenAccountOf(publicKey, asset.mint));
  const sheet = await sheetOf(scene);
  const full = { instructions: reopen(alice), signers: [alice] };
  await expectRefusal(world, full, "token-2022", "NonNativeHasBalance");
  await expectRefusal(
    world,
    { instructions: await pay(scene, alice, bob), signers: [alice] },
    "token-2022",
    "AccountFrozen",
  );
  await act(world, reopen(mallory), [mallory]);
  expect(await isFrozen(world, tokenAccountOf(mallory.publicKey, asset.mint))).toBe(false);
  expect(await isFrozen(world, tokenAccountOf(alice.publicKey, asset.mint))).toBe(true);
  // It is no way to receive: that, the list decides.
  const receives = { instructions: await pay(scene, bob, mallory), signers: [bob] };
  await expectRefusal(world, receives, "compliance", "ReceiverNotListed");
  expect(await sheetOf(scene)).toEqual(sheet);
});
