/** That the attacker's program of the security tests can do what an attacker can: a refusal there is then a refusal of the attack, not of a broken tool. */
import { parseTransactionEvents } from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { SystemProgram } from "@solana/web3.js";
import {
  createHostileAccount,
  HOSTILE_PROGRAM_ID,
  hostileInstruction,
  hostilePda,
  hostileProgram,
  throughHostile,
} from "../harness/hostile";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import { act, SOL, startWorld, type World } from "../harness/world";

let world: World;
const mallory = keypairOf("mallory");
beforeAll(async () => {
  world = await startWorld({ programs: [hostileProgram()] });
  await world.vm.fund(mallory.publicKey, SOL);
});

describe("the hostile program", () => {
  test("writes any bytes into an account of its own, also more than a transaction holds", async () => {
    const bytes = Uint8Array.from({ length: 2_000 }, (_, place) => place % 251);
    const account = await createHostileAccount(world, "long", bytes);
    const found = await world.vm.getAccount(account);
    expect(found?.owner).toEqual(HOSTILE_PROGRAM_ID);
    expect(Uint8Array.from(found!.data)).toEqual(bytes);
  });

  test("calls on with its caller's signature, and with its own", async () => {
    const { address, seeds } = hostilePda("purse");
    const pay = SystemProgram.transfer({ fromPubkey: mallory.publicKey, toPubkey: address, lamports: 5_000_000n });
    await act(world, throughHostile(pay), [mallory]);
    expect((await world.vm.getAccount(address))?.lamports).toBe(5_000_000n);
    const back = SystemProgram.transfer({ fromPubkey: address, toPubkey: mallory.publicKey, lamports: 4_000_000n });
    await act(world, hostileInstruction([{ kind: "invoke", instruction: back, signedBy: [seeds] }]));
    expect((await world.vm.getAccount(address))?.lamports).toBe(1_000_000n);
  });

  test("signs for no address but its own", async () => {
    const { address, seeds } = hostilePda("purse");
    const steal = SystemProgram.transfer({ fromPubkey: mallory.publicKey, toPubkey: address, lamports: 1n });
    const instructions = hostileInstruction([{ kind: "invoke", instruction: steal, signedBy: [seeds] }]);
    instructions.keys = instructions.keys.map((key) => ({ ...key, isSigner: false }));
    await expectRefusal(world, { instructions }, "other", "PrivilegeEscalation");
  });

  test("moves lamports out of its accounts, fails as it likes, and logs what it likes", async () => {
    const account = await createHostileAccount(world, "rich", new Uint8Array(8));
    const before = (await world.vm.getAccount(account))!.lamports;
    await act(world, [
      SystemProgram.transfer({ fromPubkey: world.payer.publicKey, toPubkey: account, lamports: 7n }),
      hostileInstruction([{ kind: "moveLamports", from: account, to: mallory.publicKey, lamports: 7n }]),
    ]);
    expect((await world.vm.getAccount(account))!.lamports).toBe(before);
    const fails = { instructions: hostileInstruction([{ kind: "fail", code: 77 }]) };
    expect((await expectRefusal(world, fails, "other", "Custom")).code).toBe(77);
    const { logs } = await act(
      world,
      hostileInstruction([
        { kind: "log", line: "a line" },
        { kind: "emit", data: Uint8Array.of(1, 2, 3) },
      ]),
    );
    expect(logs).toContain("Program log: a line");
    expect(logs).toContain("Program data: AQID");
    expect(parseTransactionEvents({ logs, error: null }).events).toEqual([]);
  });
});
