import { beforeAll, expect, test } from "@jest/globals";
import { createAssociatedTokenAccountInstruction } from "@solana/spl-token";
import { Keypair, type PublicKey, type TransactionInstruction } from "@solana/web3.js";
import {
  ALL_PERMISSIONS,
  COMPLIANCE_PROGRAM_ID,
  createCreateRegistryInstruction,
  createHookedTransferInstruction,
  createUpsertEntryInstruction,
  expectedTokenAccount,
  expectedTokenAccountData,
  findAssociatedTokenPda,
  findRegistryPda,
  findValidationPda,
  getCreateMintInstructions,
  parseTokenAccount,
  prepareTransaction,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import { send, snapshot, startVm, type Vm } from "@backstock/sdk/testing";
import { backstockMetas, metaList, tlv } from "./metas";

/*
 * The compliance program itself decides over transfers whose accounts the SDK found. The validation account and the sender's balance, which custody makes,
 * are written here; the registry and its entries are made by their own instructions.
 */
const SWITZERLAND = 756;
const keys = Array.from({ length: 9 }, () => Keypair.generate());
const [payer, base, authority, officer, pauser, mintKey, sender, receiver, stranger] = keys as [
  Keypair,
  Keypair,
  Keypair,
  Keypair,
  Keypair,
  Keypair,
  Keypair,
  Keypair,
  Keypair,
];
const mint = mintKey.publicKey;
const controller = Keypair.generate().publicKey;
const registry = findRegistryPda({ base: base.publicKey }).address;
const tokenAccountOf = (owner: Keypair) => findAssociatedTokenPda({ owner: owner.publicKey, mint }).address;
const source = tokenAccountOf(sender);
const validation = findValidationPda({ mint }).address;
let vm: Vm;

function submit(signers: readonly Keypair[], ...instructions: TransactionInstruction[]) {
  return send(vm, prepareTransaction({ instructions, feePayer: payer.publicKey }), [payer, ...signers]);
}

function list(wallet: PublicKey): TransactionInstruction {
  return createUpsertEntryInstruction({
    payer: payer.publicKey,
    signer: officer.publicKey,
    registry,
    wallet,
    expectedVersion: 0n,
    status: "Active",
    class: "Person",
    permissions: ALL_PERMISSIONS,
    jurisdiction: SWITZERLAND,
    expiresAt: 0n,
    identity: new Uint8Array(32),
  });
}

function createTokenAccount(owner: Keypair): TransactionInstruction {
  const address = tokenAccountOf(owner);
  return createAssociatedTokenAccountInstruction(
    payer.publicKey,
    address,
    owner.publicKey,
    mint,
    TOKEN_2022_PROGRAM_ID,
  );
}

function transfer(to: Keypair): Promise<TransactionInstruction> {
  return createHookedTransferInstruction({
    source,
    mint,
    destination: tokenAccountOf(to),
    authority: sender.publicKey,
    amount: 125n,
    decimals: 8,
    hookProgramId: COMPLIANCE_PROGRAM_ID,
    known: [expectedTokenAccount({ mint, owner: to.publicKey })],
    reader: vm,
  });
}

async function balanceOf(owner: Keypair): Promise<bigint> {
  const account = await vm.getAccount(tokenAccountOf(owner));
  return account === null ? 0n : parseTokenAccount(account.data).amount;
}

beforeAll(async () => {
  vm = await startVm();
  await vm.fund(payer.publicKey, 10n ** 12n);
  const roles = { authority: authority.publicKey, officer: officer.publicKey, pauser: pauser.publicKey };
  const create = { payer: payer.publicKey, base: base.publicKey, ...roles, blockedJurisdictions: [840] };
  await submit([base, authority], createCreateRegistryInstruction(create));
  await submit([officer], list(sender.publicKey), list(receiver.publicKey));

  const texts = { name: "Apple xStock", symbol: "AAPLx", uri: "https://example.com" };
  const profile = { profile: "hooked", decimals: 8, ...texts } as const;
  await submit(
    [mintKey],
    ...getCreateMintInstructions({ payer: payer.publicKey, mint, asset: controller, ...profile }),
  );
  await submit([], createTokenAccount(sender));

  // Layout: programs/compliance/src/state/validation.rs
  const record = [1, 0, ...Array<number>(6).fill(0), ...mint.toBytes(), ...registry.toBytes(), ...controller.toBytes()];
  const recordTag = Uint8Array.of(0xad, 0xa4, 0x9e, 0x2d, 0xbc, 0x3e, 0x7a, 0xa2);
  const data = [...metaList(backstockMetas(registry)), ...tlv(recordTag, [...record, ...Array<number>(64).fill(0)])];
  await vm.setAccount(validation, { lamports: 10n ** 9n, owner: COMPLIANCE_PROGRAM_ID, data: Uint8Array.from(data) });

  const account = (await vm.getAccount(source))!;
  new DataView(account.data.buffer).setBigUint64(64, 1_000n, true);
  await vm.setAccount(source, account);
});

test("a new token account of our mint is, byte for byte, what was expected of it", async () => {
  const [account] = await vm.getMultipleAccountsInfo([source]);
  const withoutBalance = account!.data.slice();
  withoutBalance.fill(0, 64, 72);
  expect(withoutBalance).toEqual(expectedTokenAccountData({ mint, owner: sender.publicKey }));
});

test("a receiver's token account is created and receives in one transaction; the next transfer finds it there", async () => {
  expect(await balanceOf(receiver)).toBe(0n);
  await submit([sender], createTokenAccount(receiver), await transfer(receiver));
  expect(await balanceOf(receiver)).toBe(125n);
  await submit([sender], await transfer(receiver));
  expect([await balanceOf(sender), await balanceOf(receiver)]).toEqual([750n, 250n]);
});

test("a receiver that is not listed is refused by compliance, under its own error, and nothing changes", async () => {
  const watched = [source, tokenAccountOf(stranger), mint, registry];
  const before = await snapshot(vm, watched);
  const attempt = submit([sender], createTokenAccount(stranger), await transfer(stranger));
  await expect(attempt).rejects.toMatchObject({
    program: "compliance",
    name: "ReceiverNotListed",
    instructionIndex: 1,
  });
  expect(await snapshot(vm, watched)).toEqual(before);
});
