/** Tokens whose hook is somebody else's program, which Token-2022 really calls: tests/programs/hostile. */
import {
  createTransferInstructions,
  DecodeError,
  findValidationPda,
  getTransferInstructions,
  HookResolutionError,
  SPL_EXECUTE_DISCRIMINATOR,
  type TransferInput,
} from "@backstock/sdk";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { Keypair, PublicKey } from "@solana/web3.js";
import { tokenAccountOf } from "../harness/acts";
import { balanceOf } from "../harness/balances";
import { createForeignMint, foreignMintOf, hookExtension, mintForeign } from "../harness/foreignMint";
import { createHostileAccount, HOSTILE_PROGRAM_ID, hostileProgram } from "../harness/hostile";
import { encodeScript, type HostileStep } from "../harness/hostileScript";
import { ONE } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { SOL, startWorld, type World } from "../harness/world";
import { LITERAL, meta, metaList, PDA, seed, STORED } from "../sdk/hook/metas";
import { thrown } from "../sdk/actions/thrown";
import { knownOf, recorded, sendAll, transfer } from "./scene";

const owner = keypairOf("sender");
const foreign = foreignMintOf("hooked elsewhere");
const { mint } = foreign;
const validation = findValidationPda({ mint, programId: HOSTILE_PROGRAM_ID }).address;
/** What the hook was called with says it into the log. */
const LINE = "hooked elsewhere: passed";

let world: World;
/** An account of the hook's: what it does, behind a tag, and the key of another account at byte 40. */
let script: PublicKey;
/** The account that is named there. */
const named = keypairOf("named in the script").publicKey;
beforeAll(async () => {
  world = await startWorld({ programs: [hostileProgram()] });
  await createForeignMint(world, foreign, [hookExtension(foreign, HOSTILE_PROGRAM_ID)]);
  await mintForeign(world, foreign, { owner: owner.publicKey }, 100n * ONE);
  script = await createHostileAccount(world, "script", scriptNaming(named));
});

/** A tag, then the steps: the line, with a kind, a count and a length before it, and the key as data, with a kind and a length. */
const KEY_AT = 8 + 5 + LINE.length + 3;
function scriptNaming(key: PublicKey): Uint8Array {
  const steps: HostileStep[] = [
    { kind: "log", line: LINE },
    { kind: "emit", data: key.toBytes() },
  ];
  return Uint8Array.from([...new TextEncoder().encode("script\0\0"), ...encodeScript(steps, [])]);
}

async function validate(metas: readonly (readonly number[])[]): Promise<void> {
  const data = Uint8Array.from(metaList(metas));
  await world.vm.setAccount(validation, { lamports: SOL, owner: HOSTILE_PROGRAM_ID, data });
}

let to: PublicKey;
beforeEach(() => {
  to = Keypair.generate().publicKey;
});
const inputOf = (changes: Partial<TransferInput> = {}): TransferInput => ({
  owner: owner.publicKey,
  mint,
  to,
  amount: ONE,
  payer: world.payer.publicKey,
  ...changes,
});
const literal = (key: PublicKey): number[] => meta(LITERAL, [...key.toBytes()]);

/** The accounts behind source, mint, destination and authority. */
async function extrasOf(input: TransferInput): Promise<PublicKey[]> {
  const instructions = await getTransferInstructions(world.vm, input);
  return instructions[instructions.length - 1]!.keys.slice(4).map(({ pubkey }) => pubkey);
}

test("a hook with accounts by address is resolved in two calls, and called", async () => {
  await validate([literal(script), literal(named)]);
  for (const amount of [ONE, 2n * ONE]) {
    const reader = recorded(world.vm);
    const instructions = await getTransferInstructions(reader, inputOf({ amount }));
    expect(reader.calls).toHaveLength(2);
    expect(reader.calls[1]).toEqual([validation]);
    const { logs } = await sendAll(world, instructions, [owner]);
    expect(logs.join("\n")).toContain(LINE);
  }
  expect(await balanceOf(world, tokenAccountOf(to, mint))).toBe(3n * ONE);
});

test("an address that stands in an account's data takes one more call for that account", async () => {
  await validate([literal(script), meta(STORED, [2, 5, KEY_AT]), meta(PDA, [...seed.text("x"), ...seed.key(6)])]);
  const reader = recorded(world.vm);
  const instructions = await getTransferInstructions(reader, inputOf());
  expect(reader.calls.slice(1)).toEqual([[validation], [script]]);
  const derived = PublicKey.findProgramAddressSync([Buffer.from("x"), named.toBytes()], HOSTILE_PROGRAM_ID)[0];
  expect(await extrasOf(inputOf())).toEqual([script, named, derived, HOSTILE_PROGRAM_ID, validation]);
  const { logs } = await sendAll(world, instructions, [owner]);
  expect(logs.join("\n")).toContain(LINE);
});

test("the same takes no call where its accounts are known", async () => {
  await validate([literal(script), meta(STORED, [2, 5, KEY_AT])]);
  const known = await knownOf(world.vm, [mint, tokenAccountOf(owner.publicKey, mint), validation, script]);
  const instructions = createTransferInstructions({ ...inputOf(), known });
  expect(instructions).toEqual(await getTransferInstructions(world.vm, inputOf()));
  await sendAll(world, instructions, [owner]);
  expect(await balanceOf(world, tokenAccountOf(to, mint))).toBe(ONE);

  const less = known.filter(({ address }) => !address.equals(script));
  const missing = (): unknown => createTransferInstructions({ ...inputOf(), known: less });
  expect(missing).toThrow(expect.objectContaining({ reason: "noAccountData", account: script }));
});

test("addresses that depend on the receiver's account are right before it exists", async () => {
  // The owner, the state, and the first extension's type: bytes of which some are only there once the account is created.
  const fromReceiver = [seed.data(2, 32, 32), seed.data(2, 108, 1), seed.data(2, 166, 2)].flat();
  await validate([literal(script), meta(PDA, fromReceiver)]);
  const before = await extrasOf(inputOf());
  await transfer(world, inputOf(), [owner]);
  expect(await world.vm.getAccount(tokenAccountOf(to, mint))).not.toBeNull();
  expect(await extrasOf(inputOf())).toEqual(before);
  await transfer(world, inputOf(), [owner]);
});

describe("a hook whose accounts can't be told is refused", () => {
  const refusal = (changes: Partial<TransferInput> = {}) =>
    thrown(HookResolutionError, getTransferInstructions(world.vm, inputOf(changes)));

  test("where it has no validation account, or another program's", async () => {
    await world.vm.setAccount(validation, { lamports: 0n, owner: HOSTILE_PROGRAM_ID, data: new Uint8Array() });
    expect(await refusal()).toMatchObject({ reason: "noValidationAccount", account: validation });
    const data = Uint8Array.from(metaList([]));
    await world.vm.setAccount(validation, { lamports: SOL, owner: world.usdc, data });
    expect(await refusal()).toMatchObject({ reason: "foreignValidationAccount", account: validation });
  });

  test("where it needs the data of an account that does not exist, or bytes behind its end", async () => {
    await validate([literal(named), meta(STORED, [2, 5, 0])]);
    expect(await refusal()).toMatchObject({ reason: "noAccountData", account: named });
    await validate([literal(script), meta(STORED, [2, 5, KEY_AT + 1])]);
    expect(await refusal()).toMatchObject({ reason: "dataTooShort", account: script });
  });

  test("where its list is malformed", async () => {
    const data = Uint8Array.from([...SPL_EXECUTE_DISCRIMINATOR, 5, 0, 0, 0, 1, 0, 0, 0, 0]);
    await world.vm.setAccount(validation, { lamports: SOL, owner: HOSTILE_PROGRAM_ID, data });
    await thrown(DecodeError, getTransferInstructions(world.vm, inputOf()));
  });
});

test("what the hook itself refuses is for the chain to say", async () => {
  await validate([literal(script)]);
  const refusing = await createHostileAccount(
    world,
    "refusing script",
    Uint8Array.from([...new TextEncoder().encode("script\0\0"), ...encodeScript([{ kind: "fail", code: 77 }], [])]),
  );
  await validate([literal(refusing)]);
  const error = await transfer(world, inputOf(), [owner]).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 77 });
  expect(await balanceOf(world, tokenAccountOf(to, mint))).toBe(0n);
});
