import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  createInitializeMint2Instruction,
  createInitializePausableConfigInstruction,
  createAssociatedTokenAccountInstruction,
  ExtensionType,
  getMintLen,
} from "@solana/spl-token";
import {
  Keypair,
  PublicKey,
  Secp256k1Program,
  SystemProgram,
  Transaction,
  TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import type { BackstockError } from "@backstock/sdk";
import {
  ASSOCIATED_TOKEN_PROGRAM_ID,
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  findAssociatedTokenPda,
  InvalidInputError,
  parseTokenAccount,
  prepareTransaction,
  simulatePrepared,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  TransactionTooLargeError,
} from "@backstock/sdk";
import { DEFAULT_VM_TIME, send, snapshot, startVm, type Vm, type VmKind } from "@backstock/sdk/testing";
import { readToken2022 } from "../../../sdk/src/testing/programs";

const payer = Keypair.generate();
const SOL = 10n ** 9n;

function pay(toPubkey: PublicKey, lamports = SOL): TransactionInstruction {
  return SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey, lamports });
}

function prepared(...instructions: TransactionInstruction[]) {
  return prepareTransaction({ instructions, feePayer: payer.publicKey });
}

function signed(blockhash: string, ...instructions: TransactionInstruction[]): VersionedTransaction {
  const message = new TransactionMessage({ payerKey: payer.publicKey, recentBlockhash: blockhash, instructions });
  const transaction = new VersionedTransaction(message.compileToV0Message());
  transaction.sign([payer]);
  return transaction;
}

async function createMint(vm: Vm, programId: PublicKey, extensions: ExtensionType[]): Promise<PublicKey> {
  const mint = Keypair.generate();
  const space = getMintLen(extensions);
  const lamports = await vm.getMinimumBalanceForRentExemption(space);
  const create = SystemProgram.createAccount({
    fromPubkey: payer.publicKey,
    newAccountPubkey: mint.publicKey,
    lamports,
    space,
    programId,
  });
  const pausable = extensions.map(() =>
    createInitializePausableConfigInstruction(mint.publicKey, payer.publicKey, programId),
  );
  const initialize = createInitializeMint2Instruction(mint.publicKey, 8, payer.publicKey, null, programId);
  await send(vm, prepared(create, ...pausable, initialize), [payer, mint]);
  return mint.publicKey;
}

async function createTokenAccount(vm: Vm, mint: PublicKey, tokenProgramId: PublicKey): Promise<PublicKey> {
  const { address } = findAssociatedTokenPda({ owner: payer.publicKey, mint, tokenProgramId });
  await send(
    vm,
    prepared(createAssociatedTokenAccountInstruction(payer.publicKey, address, payer.publicKey, mint, tokenProgramId)),
    [payer],
  );
  return address;
}

describe.each<VmKind>(["bankrun", "litesvm"])("on %s", (kind) => {
  let vm: Vm;
  const extra = Keypair.generate().publicKey;
  const given = { address: Keypair.generate().publicKey, lamports: SOL, owner: extra, data: Uint8Array.of(1, 2, 3) };

  beforeAll(async () => {
    vm = await startVm({ kind, programs: [{ address: extra, elf: await readToken2022() }], accounts: [given] });
    await vm.fund(payer.publicKey, 10n ** 6n * SOL);
  });

  test("our programs, the SPL ones and the extra one are there and executable", async () => {
    expect(vm.kind).toBe(kind);
    const programs = [
      CUSTODY_PROGRAM_ID,
      COMPLIANCE_PROGRAM_ID,
      TOKEN_2022_PROGRAM_ID,
      TOKEN_PROGRAM_ID,
      ASSOCIATED_TOKEN_PROGRAM_ID,
      extra,
    ];
    expect((await vm.getMultipleAccountsInfo(programs)).map((account) => account?.executable)).toEqual(
      programs.map(() => true),
    );
  });

  test("an extra program runs at the address it was given", async () => {
    const call = new TransactionInstruction({ programId: extra, keys: [], data: Buffer.of(255) });
    const failure = await send(vm, prepared(call), [payer]).catch((error: unknown) => error);
    expect((failure as BackstockError).logs).toContain(`Program ${extra.toBase58()} failed: custom program error: 0xc`);
  });

  test("Token-2022 is the version that knows Pausable; its accounts are made by the Associated Token Account program", async () => {
    const mint = await createMint(vm, TOKEN_2022_PROGRAM_ID, [ExtensionType.PausableConfig]);
    const account = await vm.getAccount(await createTokenAccount(vm, mint, TOKEN_2022_PROGRAM_ID));
    expect(account?.owner).toEqual(TOKEN_2022_PROGRAM_ID);
    expect(parseTokenAccount(account!.data)).toMatchObject({
      mint,
      owner: payer.publicKey,
      amount: 0n,
      pausable: true,
      immutableOwner: true,
    });
  });

  test("SPL Token works too", async () => {
    const mint = await createMint(vm, TOKEN_PROGRAM_ID, []);
    const account = await vm.getAccount(await createTokenAccount(vm, mint, TOKEN_PROGRAM_ID));
    expect(parseTokenAccount(account!.data)).toMatchObject({ mint, owner: payer.publicKey });
  });

  test("the clock starts at a fixed time and moves both ways, whatever was written before", async () => {
    expect(await vm.now()).toBe(DEFAULT_VM_TIME);
    await vm.fund(Keypair.generate().publicKey, SOL);
    for (const time of [DEFAULT_VM_TIME + 86_400n, DEFAULT_VM_TIME - 1n, 0n, DEFAULT_VM_TIME]) {
      await vm.setTime(time);
      expect(await vm.now()).toBe(time);
      await send(vm, prepared(pay(Keypair.generate().publicKey)), [payer]);
      expect(await vm.now()).toBe(time);
    }
    for (const time of [-1n, 2n ** 63n]) await expect(vm.setTime(time)).rejects.toThrow(InvalidInputError);
  });

  test("accounts are read as they were given, funded and written", async () => {
    const { address, ...account } = given;
    expect(await vm.getAccount(address)).toEqual({ ...account, executable: false });
    await vm.fund(address, 5n);
    expect(await vm.getAccountInfo(address)).toEqual({
      ...account,
      executable: false,
      lamports: Number(SOL) + 5,
      rentEpoch: 0,
    });
    await vm.setAccount(address, { ...account, data: Uint8Array.of(9) });
    expect((await vm.getAccount(address))?.data).toEqual(Uint8Array.of(9));

    const vacant = Keypair.generate().publicKey;
    expect(await vm.getAccount(vacant)).toBeNull();
    await vm.setAccount(address, { ...account, lamports: 0n });
    expect(await vm.getMultipleAccountsInfo([vacant, address])).toEqual([null, null]);
    await expect(vm.fund(vacant, -1n)).rejects.toThrow(InvalidInputError);
    await vm.setAccount(address, account);
  });

  test("no blockhash is given out twice, also when many ask at once", async () => {
    const blockhashes = await Promise.all(Array.from({ length: 20 }, () => vm.latestBlockhash()));
    expect(new Set(blockhashes).size).toBe(20);
  });

  test("sending equal instructions twice is two transfers, sending equal bytes twice is one", async () => {
    const to = Keypair.generate().publicKey;
    await send(vm, prepared(pay(to)), [payer]);
    await send(vm, prepared(pay(to)), [payer]);
    expect((await vm.getAccount(to))?.lamports).toBe(2n * SOL);

    const transaction = signed(await vm.latestBlockhash(), pay(to));
    expect(await vm.send(transaction)).toMatchObject({ ok: true });
    expect(await vm.send(transaction)).toMatchObject({ ok: false, error: "AlreadyProcessed" });
    expect((await vm.getAccount(to))?.lamports).toBe(3n * SOL);
  });

  test("a blockhash stays valid while others are given out", async () => {
    const blockhash = await vm.latestBlockhash();
    await vm.latestBlockhash();
    await send(vm, prepared(pay(Keypair.generate().publicKey)), [payer]);
    expect(await vm.send(signed(blockhash, pay(Keypair.generate().publicKey)))).toMatchObject({ ok: true });
  });

  test("a durable nonce takes a blockhash's place, once", async () => {
    const nonce = Keypair.generate();
    const [noncePubkey, authorizedPubkey] = [nonce.publicKey, payer.publicKey];
    const create = SystemProgram.createNonceAccount({
      fromPubkey: payer.publicKey,
      noncePubkey,
      authorizedPubkey,
      lamports: 10 ** 9,
    });
    await send(vm, prepared(...create.instructions), [payer, nonce]);
    // NonceAccount: version u32, state u32, authority 32, durable nonce 32
    const stored = (await vm.getAccount(noncePubkey))!.data.slice(40, 72);
    // It can be advanced only under a later blockhash than the one it was made under.
    for (let i = 0; i < 2; i++) await vm.latestBlockhash();

    const to = Keypair.generate().publicKey;
    const transaction = signed(
      new PublicKey(stored).toBase58(),
      SystemProgram.nonceAdvance({ noncePubkey, authorizedPubkey }),
      pay(to),
    );
    expect(await vm.send(transaction)).toMatchObject({ ok: true });
    expect((await vm.send(transaction)).ok).toBe(false);
    expect((await vm.getAccount(to))?.lamports).toBe(SOL);
  });

  test("a result says units, logs and bytes; a failure keeps its logs, costs its fee and changes nothing else", async () => {
    const to = Keypair.generate().publicKey;
    const right = signed(await vm.latestBlockhash(), pay(to));
    const result = await vm.send(right);
    expect(result).toEqual({
      ok: true,
      error: null,
      computeUnits: 150n,
      bytes: right.serialize().length,
      logs: expect.arrayContaining([`Program ${SystemProgram.programId.toBase58()} success`]),
    });

    const before = { all: await snapshot(vm, [to]), payer: (await vm.getAccount(payer.publicKey))!.lamports };
    const wrong = await vm.send(signed(await vm.latestBlockhash(), pay(to), pay(to, 10n ** 18n)));
    expect(wrong).toMatchObject({ ok: false, computeUnits: 300n });
    expect(wrong.logs.join("\n")).toContain("insufficient lamports");
    expect(await snapshot(vm, [to])).toEqual(before.all);
    expect((await vm.getAccount(payer.publicKey))!.lamports).toBe(before.payer - 5_000n);
  });

  test("a transaction of 1,232 bytes runs, one byte more is refused as too large", async () => {
    const note = (length: number) =>
      new TransactionInstruction({ programId: extra, keys: [], data: Buffer.alloc(length, 255) });
    const blockhash = await vm.latestBlockhash();
    const length = 1232 - signed(blockhash, note(200)).serialize().length + 200;
    expect(await vm.send(signed(blockhash, note(length)))).toMatchObject({
      bytes: 1232,
      error: { InstructionError: [0, "NotEnoughAccountKeys"] },
    });
    const message = new TransactionMessage({
      payerKey: payer.publicKey,
      recentBlockhash: blockhash,
      instructions: [note(length + 1)],
    });
    await expect(vm.send(new VersionedTransaction(message.compileToV0Message()))).rejects.toEqual(
      new TransactionTooLargeError(1233),
    );
    const legacy = new Transaction({ feePayer: payer.publicKey, blockhash, lastValidBlockHeight: 0 }).add(
      note(length + 3),
    );
    await expect(vm.send(legacy)).rejects.toEqual(new TransactionTooLargeError(1233));
  });

  test("simulating answers as sending would, in JSON-RPC's form, and has no effect", async () => {
    const to = Keypair.generate().publicKey;
    const before = await snapshot(vm, [to, payer.publicKey]);
    const right = await simulatePrepared({ connection: vm, prepared: prepared(pay(to)) });
    expect(right).toMatchObject({ error: undefined, computeUnits: 300 });
    const wrong = await simulatePrepared({ connection: vm, prepared: prepared(pay(to, 10n ** 18n)) });
    expect(wrong.error).toMatchObject({ program: "system", code: 1, instructionIndex: 1 });
    expect(await snapshot(vm, [to, payer.publicKey])).toEqual(before);
    // The next transaction's signatures count again.
    const unsigned = new VersionedTransaction(signed(await vm.latestBlockhash(), pay(to)).message);
    expect(await vm.send(unsigned)).toMatchObject({ error: "SignatureFailure" });
  });

  test("send throws a BackstockError that names the program, and refuses signers that are missing or superfluous", async () => {
    const to = Keypair.generate();
    await expect(send(vm, prepared(pay(to.publicKey, 10n ** 18n)), [payer])).rejects.toMatchObject({
      program: "system",
      code: 1,
      instructionIndex: 0,
    });
    await expect(send(vm, prepared(pay(to.publicKey)), [])).rejects.toThrow(InvalidInputError);
    await expect(send(vm, prepared(pay(to.publicKey)), [payer, to])).rejects.toThrow(InvalidInputError);
    expect(await vm.getAccount(to.publicKey)).toBeNull();
  });
});

test("snapshots differ where lamports, owner, data, executability or existence do", async () => {
  const vm = await startVm({ kind: "litesvm" });
  const address = Keypair.generate().publicKey;
  const account = { lamports: SOL, owner: SystemProgram.programId, data: Uint8Array.of(1), executable: false };
  await vm.setAccount(address, account);
  const before = await snapshot(vm, [address]);
  const changes = [
    { lamports: SOL + 1n },
    { owner: TOKEN_PROGRAM_ID },
    { data: Uint8Array.of(2) },
    { data: Uint8Array.of(1, 0) },
    { lamports: 0n },
  ];
  for (const change of changes) {
    await vm.setAccount(address, { ...account, ...change });
    expect(await snapshot(vm, [address])).not.toEqual(before);
  }
  await vm.setAccount(address, account);
  expect(await snapshot(vm, [address])).toEqual(before);
});

test("simulating makes no blockhash older", async () => {
  const vm = await startVm({ kind: "litesvm" });
  await vm.fund(payer.publicKey, 2n * SOL);
  const transaction = signed(await vm.latestBlockhash(), pay(Keypair.generate().publicKey));
  for (let count = 0; count < 160; count++) await vm.simulateTransaction(transaction);
  expect(await vm.send(transaction)).toMatchObject({ ok: true });
});

test("send signs anew where the blockhash was too old by the time it arrived, and gives up after five", async () => {
  const vm = await startVm({ kind: "litesvm" });
  await vm.fund(payer.publicKey, 10n * SOL);
  const to = Keypair.generate().publicKey;
  const withStale = (count: number): Vm => {
    let stale = 0;
    const blockhash = Keypair.generate().publicKey.toBase58();
    const getLatestBlockhash = () =>
      stale++ < count ? Promise.resolve({ blockhash, lastValidBlockHeight: 0 }) : vm.getLatestBlockhash();
    return { ...vm, getLatestBlockhash };
  };
  await send(withStale(4), prepared(pay(to)), [payer]);
  expect((await vm.getAccount(to))?.lamports).toBe(SOL);
  await expect(send(withStale(5), prepared(pay(to)), [payer])).rejects.toMatchObject({ name: "BlockhashNotFound" });
  expect((await vm.getAccount(to))?.lamports).toBe(SOL);
});

test("a secp256k1 instruction is refused on bankrun, which would not verify it", async () => {
  const instruction = new TransactionInstruction({
    programId: Secp256k1Program.programId,
    keys: [],
    data: Buffer.of(1),
  });
  const answer = async (kind: VmKind) => {
    const vm = await startVm({ kind });
    await vm.fund(payer.publicKey, SOL);
    return vm.send(signed(await vm.latestBlockhash(), instruction));
  };
  await expect(answer("bankrun")).rejects.toThrow(InvalidInputError);
  expect(await answer("litesvm")).toMatchObject({ ok: false, error: { InstructionError: [0, { Custom: 4 }] } });
});

test("an unknown VM in the environment is refused", async () => {
  const before = process.env["VM"];
  process.env["VM"] = "solana-test-validator";
  await expect(startVm()).rejects.toThrow(InvalidInputError);
  process.env["VM"] = before;
  if (before === undefined) delete process.env["VM"];
});
