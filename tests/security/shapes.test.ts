/** Group A: accounts that are missing, and data that are short, long, or nobody's. No instruction panics, and none half-reads. */
import { COMPLIANCE_PROGRAM_ID, CUSTODY_PROGRAM_ID, fetchRegistry, type RefusingProgram } from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { PublicKey, TransactionInstruction } from "@solana/web3.js";
import complianceIdl from "../../programs-idl/compliance.json";
import custodyIdl from "../../programs-idl/custody.json";
import { tokenAccountOf, upsertEntriesInstruction, upsertInstruction } from "../harness/acts";
import { balanceOf } from "../harness/balances";
import { registerAssetInstruction, ONE } from "../harness/listing";
import { withData } from "../harness/malformed";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import { type RedemptionScene, startRedemptions } from "../harness/redemptionScene";
import { rejectInstruction } from "../harness/redemptionActs";
import { setJurisdictionsInstruction } from "../harness/registryActs";
import { isinOf } from "../harness/stockMints";
import { accountsOf } from "../harness/idlAccounts";
import { type Act, asking, cancelling, minting, moving, paying } from "../harness/valuables";
import { act, createIssuerInstruction, createRegistryInstruction, issuerOf, registryOf } from "../harness/world";

const PROGRAMS = [
  { program: "custody", programId: CUSTODY_PROGRAM_ID, idl: custodyIdl.instructions },
  { program: "compliance", programId: COMPLIANCE_PROGRAM_ID, idl: complianceIdl.instructions },
] as const;
const DISCRIMINATOR_SIZE = 8;
/** Of the transfer-hook interface's execute (spl-transfer-hook-interface): sha256("spl-transfer-hook-interface:execute"). */
const SPL_EXECUTE = [105, 37, 101, 197, 75, 251, 102, 26];

let scene: RedemptionScene;
beforeAll(async () => {
  scene = await startRedemptions();
});
afterEach(() => scene.restore());

const refusedBy = (instruction: TransactionInstruction): RefusingProgram =>
  instruction.programId.equals(CUSTODY_PROGRAM_ID) ? "custody" : "compliance";

/** Acts with every kind of argument and account that there is, all of which would succeed. */
async function sound(): Promise<Readonly<Record<string, Act>>> {
  const { world, asset, redemption } = scene;
  const { registry, issuer } = world;
  const newIssuer = issuerOf("shapely", registry);
  const newRegistry = registryOf("shapely");
  const carol = keypairOf("carol").publicKey;
  return {
    mint_deposit: minting(scene),
    force_transfer: moving(scene),
    request_redemption: asking(scene),
    settle_redemption: await paying(scene),
    reject_redemption: {
      instruction: await rejectInstruction(world, asset, redemption),
      signers: [issuer.redeemer, issuer.complianceOfficer],
    },
    create_issuer: {
      instruction: createIssuerInstruction(world, newIssuer, []),
      signers: [newIssuer.base, newIssuer.authority],
    },
    create_registry: {
      instruction: createRegistryInstruction(world, newRegistry),
      signers: [newRegistry.base, newRegistry.authority],
    },
    register_asset: {
      instruction: registerAssetInstruction(world, issuer, asset.mint, isinOf(1)),
      signers: [issuer.authority],
    },
    upsert_entry: { instruction: upsertInstruction(world, carol), signers: [registry.officer] },
    upsert_entries: { instruction: upsertEntriesInstruction(world, [carol]), signers: [registry.officer] },
    set_jurisdictions: { instruction: setJurisdictionsInstruction(registry, [1, 2]), signers: [registry.authority] },
    cancel_redemption: await cancelling(scene),
  };
}

/** Refuses what was made of an act, signed by those of its signers who are still named. */
async function expectRefused({ signers }: Act, reshaped: TransactionInstruction, error: string): Promise<void> {
  const needed = reshaped.keys.filter((key) => key.isSigner).map((key) => key.pubkey.toBase58());
  const present = signers.filter((one) => needed.includes(one.publicKey.toBase58()));
  await expectRefusal(scene.world, { instructions: reshaped, signers: present }, refusedBy(reshaped), error);
}

describe("missing accounts", () => {
  test("A15: every instruction of both programs refuses to run without any account", async () => {
    for (const { program, programId, idl } of PROGRAMS) {
      for (const { discriminator } of idl) {
        const data = Buffer.from([...discriminator, ...new Array<number>(200).fill(0)]);
        const instructions = new TransactionInstruction({ programId, keys: [], data });
        await expectRefusal(scene.world, { instructions }, program, "NotEnoughAccountKeys");
      }
    }
  });

  test("A15: an instruction refuses every shorter list of its accounts, down to the first", async () => {
    for (const [name, one] of Object.entries(await sound())) {
      const { programId, keys, data } = one.instruction;
      for (let count = accountsOf(name).length - 1; count > 0; count--) {
        const reshaped = new TransactionInstruction({ programId, keys: keys.slice(0, count), data });
        await expectRefused(one, reshaped, "NotEnoughAccountKeys");
      }
    }
  });

  test("A15: the hook refuses every shorter list of accounts than a transfer's eight", async () => {
    const { world, asset, alice, bob } = scene;
    const data = Buffer.from([...SPL_EXECUTE, 1, 0, 0, 0, 0, 0, 0, 0]);
    const named = [tokenAccountOf(alice.publicKey, asset.mint), asset.mint, tokenAccountOf(bob.publicKey, asset.mint)];
    const all = [...named, alice.publicKey, asset.validation, world.registry.address, bob.publicKey, bob.publicKey];
    for (let count = 0; count < all.length; count++) {
      const keys = all.slice(0, count).map((pubkey) => ({ pubkey, isSigner: false, isWritable: false }));
      const instructions = new TransactionInstruction({ programId: COMPLIANCE_PROGRAM_ID, keys, data });
      await expectRefusal(world, { instructions }, "compliance", "AccountsMissing");
    }
  });
});

describe("data", () => {
  test("A16: every instruction refuses data that end before its arguments do, wherever", async () => {
    for (const one of Object.values(await sound())) {
      const { data } = one.instruction;
      for (let length = data.length - 1; length >= 0; length -= data.length > 40 ? 9 : 3) {
        await expectRefused(one, withData(one.instruction, data.subarray(0, length)), "InvalidInstructionData");
      }
    }
  });

  test("A16: neither program has an instruction of one byte, of another case's discriminator, or of none", async () => {
    const { keys } = minting(scene).instruction;
    const ours = new Set(PROGRAMS.flatMap(({ idl }) => idl.map(({ discriminator }) => discriminator.join())));
    for (const { program, programId } of PROGRAMS) {
      const unknown: number[][] = [[]];
      for (let byte = 0; byte < 256; byte += 15) unknown.push([byte], new Array<number>(DISCRIMINATOR_SIZE).fill(byte));
      for (const other of PROGRAMS) {
        if (other.program === program) continue;
        // The other program's, and Anchor's own of an IDL instruction (e445a52e51cb9a1d), which nobody deploys.
        unknown.push(...other.idl.map(({ discriminator }) => discriminator).filter((one) => !isOf(program, one)));
      }
      unknown.push([0x40, 0xf4, 0xbc, 0x78, 0xa7, 0xe9, 0x69, 0x0a]);
      for (const bytes of unknown) {
        if (ours.has(bytes.join()) && isOf(program, bytes)) continue;
        const unsigned = keys.map((key) => ({ ...key, isSigner: false }));
        const data = Buffer.from([...bytes, ...new Array<number>(40).fill(0)]).subarray(
          0,
          bytes.length < 8 ? bytes.length : 48,
        );
        const instructions = new TransactionInstruction({ programId, keys: unsigned, data });
        await expectRefusal(scene.world, { instructions }, program, "InvalidInstructionData");
      }
    }
  });

  const isOf = (program: string, discriminator: readonly number[]): boolean =>
    PROGRAMS.some(
      (one) => one.program === program && one.idl.some((it) => it.discriminator.join() === discriminator.join()),
    );

  test("A16: a list that says it is longer than its data is refused, and no memory is taken for it", async () => {
    const { create_issuer: issuer, create_registry: registry, set_jurisdictions: countries } = await sound();
    const lists: readonly (readonly [Act, number])[] = [
      [issuer!, DISCRIMINATOR_SIZE + 6 * PublicKey.default.toBytes().length],
      [registry!, DISCRIMINATOR_SIZE + 2 * PublicKey.default.toBytes().length],
      [countries!, DISCRIMINATOR_SIZE],
    ];
    for (const [one, at] of lists) {
      for (const length of [0x7fff_ffff, 0xffff_ffff, 1_000_000]) {
        const data = Uint8Array.from(one.instruction.data);
        new DataView(data.buffer).setUint32(at, length, true);
        await expectRefused(one, withData(one.instruction, data), "InvalidInstructionData");
      }
    }
  });

  test("A16: an enumeration that has no such member is refused", async () => {
    const { upsert_entry: entry, reject_redemption: reject } = await sound();
    const last = reject!.instruction.data.length - 1;
    const changes: readonly (readonly [Act, number])[] = [
      [entry!, DISCRIMINATOR_SIZE + 8],
      [entry!, DISCRIMINATOR_SIZE + 9],
      [reject!, last],
    ];
    for (const [one, at] of changes) {
      for (const value of [17, 255]) {
        const data = Uint8Array.from(one.instruction.data);
        data[at] = value;
        await expectRefused(one, withData(one.instruction, data), "InvalidInstructionData");
      }
    }
  });

  test("A16: bytes behind the arguments change nothing of what an instruction does", async () => {
    const { world, asset, alice } = scene;
    const { instruction, signers } = minting(scene);
    const tokens = tokenAccountOf(alice.publicKey, asset.mint);
    const before = await balanceOf(world, tokens);
    await act(
      world,
      withData(instruction, new Uint8Array([...instruction.data, ...new Array<number>(300).fill(255)])),
      signers,
    );
    expect(await balanceOf(world, tokens)).toBe(before + ONE);

    const { set_jurisdictions: countries } = await sound();
    const long = withData(countries!.instruction, new Uint8Array([...countries!.instruction.data, 72, 3, 255]));
    await act(world, long, countries!.signers);
    const { blockedJurisdictions } = await fetchRegistry(world.vm, world.registry.address);
    expect(Array.from(blockedJurisdictions).filter((byte) => byte !== 0)).toEqual([0b110]);
  });
});
