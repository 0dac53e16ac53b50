import {
  ALL_PERMISSIONS,
  type CloseRedemptionInput,
  createCancelRedemptionInstruction,
  createCloseRedemptionInstruction,
  createMintDepositInstruction,
  createRecordDepositInstruction,
  createRequestRedemptionInstruction,
  createSettleRedemptionInstruction,
  createSubmitAttestationInstruction,
  createUpsertEntriesInstruction,
  createUpsertEntryInstruction,
  type EntryRows,
  fetchAsset,
  fetchMaybeEntry,
  fetchRedemption,
  findAssociatedTokenPda,
  findDepositPda,
  findEntryPda,
  findRedemptionPda,
  type RequestRedemptionInput,
  type SettleRedemptionInput,
  sha256,
  type Statement,
  TOKEN_2022_PROGRAM_ID,
  type UpsertEntriesInput,
  type UpsertEntryInput,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { createAssociatedTokenAccountIdempotentInstruction } from "@solana/spl-token";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { cashAccountOf } from "./cash";
import type { TestAsset } from "./listing";
import { act, SWITZERLAND, type TestRegistry, type World } from "./world";

export const NO_IDENTITY = new Uint8Array(32);
export const REPORT = sha256(new TextEncoder().encode("reserve report"));

/** The 32 bytes of a deposit's id or reference. */
export function idOf(text: string): Uint8Array {
  return sha256(new TextEncoder().encode(text));
}

/** Writes an entry where there is none: an active Swiss person with every permission, but for the overrides. */
export function upsertInstruction(
  world: Pick<World, "payer" | "registry">,
  wallet: PublicKey,
  overrides: Partial<UpsertEntryInput> = {},
  registry: TestRegistry = world.registry,
): TransactionInstruction {
  return createUpsertEntryInstruction({
    payer: world.payer.publicKey,
    signer: registry.officer.publicKey,
    registry: registry.address,
    wallet,
    expectedVersion: 0n,
    status: "Active",
    class: "Person",
    permissions: ALL_PERMISSIONS,
    jurisdiction: SWITZERLAND,
    expiresAt: 0n,
    identity: NO_IDENTITY,
    ...overrides,
  });
}

/** Writes many entries, all active Swiss persons with every permission, but for the overrides: new ones where wallets are given. */
export function upsertEntriesInstruction(
  world: Pick<World, "payer" | "registry">,
  rows: EntryRows | readonly PublicKey[],
  overrides: Partial<UpsertEntriesInput> = {},
  registry: TestRegistry = world.registry,
): TransactionInstruction {
  return createUpsertEntriesInstruction({
    payer: world.payer.publicKey,
    signer: registry.officer.publicKey,
    registry: registry.address,
    status: "Active",
    class: "Person",
    permissions: ALL_PERMISSIONS,
    jurisdiction: SWITZERLAND,
    expiresAt: 0n,
    rows: "kind" in rows ? rows : { kind: "New", wallets: rows },
    ...overrides,
  });
}

/** Writes the same over whatever entry is there. */
export async function allow(
  world: World,
  wallet: PublicKey,
  overrides: Partial<UpsertEntryInput> = {},
  registry: TestRegistry = world.registry,
): Promise<void> {
  const { address } = findEntryPda({ registry: registry.address, wallet });
  const expectedVersion = (await fetchMaybeEntry(world.vm, address))?.version ?? 0n;
  const instruction = upsertInstruction(world, wallet, { expectedVersion, ...overrides }, registry);
  const signer =
    overrides.signer?.equals(registry.authority.publicKey) === true ? registry.authority : registry.officer;
  await act(world, instruction, [signer]);
}

export function tokenAccountOf(owner: PublicKey, mint: PublicKey): PublicKey {
  return findAssociatedTokenPda({ owner, mint }).address;
}

export function createTokenAccountInstruction(world: World, owner: PublicKey, mint: PublicKey): TransactionInstruction {
  const account = tokenAccountOf(owner, mint);
  return createAssociatedTokenAccountIdempotentInstruction(
    world.payer.publicKey,
    account,
    owner,
    mint,
    TOKEN_2022_PROGRAM_ID,
  );
}

/** Two of three attestors state the reserve, as of now where nothing else is said. */
export async function attest(
  world: World,
  asset: TestAsset,
  statement: Partial<Statement> & { shares: bigint },
): Promise<void> {
  const [first, second] = asset.issuer.attestors as [Keypair, Keypair];
  for (const attestor of [first, second]) {
    await act(world, await attestInstruction(world, asset, attestor.publicKey, statement), [attestor]);
  }
}

export async function attestInstruction(
  world: World,
  asset: TestAsset,
  attestor: PublicKey,
  statement: Partial<Statement> & { shares: bigint },
): Promise<TransactionInstruction> {
  const { redeemed } = await fetchAsset(world.vm, asset.address);
  return createSubmitAttestationInstruction({
    attestor,
    issuer: asset.issuer.address,
    mint: asset.mint,
    statement: { asOf: await world.vm.now(), redeemedTotal: redeemed, reportSha256: REPORT, ...statement },
  });
}

export function recordInstruction(
  world: World,
  asset: TestAsset,
  deposit: { id: string; shares: bigint; recipient: PublicKey },
): TransactionInstruction {
  return createRecordDepositInstruction({
    payer: world.payer.publicKey,
    custodian: asset.issuer.custodian.publicKey,
    issuer: asset.issuer.address,
    mint: asset.mint,
    id: idOf(deposit.id),
    shares: deposit.shares,
    recipient: deposit.recipient,
    reference: idOf(`${deposit.id} reference`),
  });
}

/** Records a deposit and answers its address. */
export async function record(
  world: World,
  asset: TestAsset,
  deposit: { id: string; shares: bigint; recipient: PublicKey },
): Promise<PublicKey> {
  await act(world, recordInstruction(world, asset, deposit), [asset.issuer.custodian]);
  return findDepositPda({ asset: asset.address, id: idOf(deposit.id) }).address;
}

export function mintInstruction(
  world: World,
  asset: TestAsset,
  deposit: PublicKey,
  recipient: PublicKey,
  rentPayer: PublicKey = world.payer.publicKey,
): TransactionInstruction {
  return createMintDepositInstruction({
    minter: asset.issuer.minter.publicKey,
    issuer: asset.issuer.address,
    mint: asset.mint,
    registry: asset.issuer.registry.address,
    deposit,
    recipient,
    rentPayer,
  });
}

/** A recorded deposit, minted to a wallet whose token account is created where it is missing. */
export async function mint(
  world: World,
  asset: TestAsset,
  deposit: { id: string; shares: bigint; recipient: PublicKey },
): Promise<Sent> {
  const address = await record(world, asset, deposit);
  await act(world, createTokenAccountInstruction(world, deposit.recipient, asset.mint));
  return act(world, mintInstruction(world, asset, address, deposit.recipient), [asset.issuer.minter]);
}

export interface TestRequest {
  readonly owner: Keypair;
  readonly nonce: bigint;
  readonly amount: bigint;
  readonly leastCash: bigint;
}

export function requestInstruction(
  world: World,
  asset: TestAsset,
  request: TestRequest,
  overrides: Partial<RequestRedemptionInput> = {},
): TransactionInstruction {
  const owner = request.owner.publicKey;
  return createRequestRedemptionInstruction({
    payer: world.payer.publicKey,
    owner,
    issuer: asset.issuer.address,
    mint: asset.mint,
    registry: asset.issuer.registry.address,
    nonce: request.nonce,
    amount: request.amount,
    payout: {
      kind: "OnChain",
      cashMint: world.usdc,
      destination: cashAccountOf(owner, world.usdc),
      leastCash: request.leastCash,
    },
    ...overrides,
  });
}

/** Asks for cash and answers the redemption's address. The owner's cash account must exist. */
export async function request(
  world: World,
  asset: TestAsset,
  asked: TestRequest,
  overrides: Partial<RequestRedemptionInput> = {},
): Promise<PublicKey> {
  await act(world, requestInstruction(world, asset, asked, overrides), [asked.owner]);
  return findRedemptionPda({ asset: asset.address, opener: asked.owner.publicKey, nonce: asked.nonce }).address;
}

export async function settleInstruction(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  part: { amount: bigint; cash: bigint } & Partial<SettleRedemptionInput>,
): Promise<TransactionInstruction> {
  const { owner, sequence, settled, cashMint, destination } = await fetchRedemption(world.vm, redemption);
  return createSettleRedemptionInstruction({
    redeemer: asset.issuer.redeemer.publicKey,
    issuer: asset.issuer.address,
    mint: asset.mint,
    registry: asset.issuer.registry.address,
    redemption,
    owner,
    sequence,
    settledBefore: settled,
    cashMint,
    destination,
    ...part,
  });
}

export async function settle(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  part: { amount: bigint; cash: bigint } & Partial<SettleRedemptionInput>,
): Promise<Sent> {
  return act(world, await settleInstruction(world, asset, redemption, part), [asset.issuer.redeemer]);
}

export function cancelInstruction(
  asset: TestAsset,
  redemption: PublicKey,
  owner: PublicKey,
  destination?: PublicKey,
): TransactionInstruction {
  return createCancelRedemptionInstruction({
    owner,
    issuer: asset.issuer.address,
    mint: asset.mint,
    registry: asset.issuer.registry.address,
    redemption,
    destination,
  });
}

/** Closes a redemption whose rent the world's payer has paid. */
export function closeInstruction(
  world: World,
  asset: TestAsset,
  redemption: PublicKey,
  closer: PublicKey,
  overrides: Partial<CloseRedemptionInput> = {},
): TransactionInstruction {
  return createCloseRedemptionInstruction({
    closer,
    redemption,
    asset: asset.address,
    mint: asset.mint,
    rentPayer: world.payer.publicKey,
    ...overrides,
  });
}
