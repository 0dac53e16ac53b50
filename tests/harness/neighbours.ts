/** A hooked and an open asset, and what an instruction must not take in their place. */
import { COMPLIANCE_PROGRAM_ID, findEntryPda, TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "@backstock/sdk";
import type { StartVmOptions } from "@backstock/sdk/testing";
import { test } from "@jest/globals";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { attest, tokenAccountOf } from "./acts";
import { cashAccountOf } from "./cash";
import { checkpoint } from "./checkpoint";
import { createHolder } from "./holders";
import { foreignCopyOf, imposters } from "./imposters";
import { ISIN, listAsset, ONE, type TestAsset } from "./listing";
import { keypairOf } from "./people";
import { expectRefusal } from "./refusal";
import { type InstructionUnderTest, type Substitution, withAccount } from "./substitution";
import { createIssuer, createRegistry, startWorld, type TestIssuer, type TestRegistry, type World } from "./world";

export const HOLDING = 10n * ONE;

export interface Neighbours {
  readonly world: World;
  /** Of the profile hooked. */
  readonly asset: TestAsset;
  /** The same issuer's, of the profile open. */
  readonly open: TestAsset;
  /** The same issuer's second hooked asset. */
  readonly tesla: TestAsset;
  /** Of an issuer with another registry. */
  readonly foreign: TestAsset;
  /** Hold 10 tokens of each. */
  readonly alice: Keypair;
  readonly bob: Keypair;
}

export async function startNeighbours(options: StartVmOptions = {}): Promise<Neighbours> {
  const world = await startWorld(options);
  const registry = await createRegistry(world, "other registry");
  const issuer = await createIssuer(world, "foreign issuer", registry, [world.usdc]);
  const asset = await listAsset(world);
  const tesla = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla });
  const open = await listAsset(world, { profile: "open", symbol: "OPENx", isin: ISIN.nvidia });
  const foreign = await listAsset(world, { issuer });
  for (const listed of [asset, tesla, open, foreign]) {
    await attest(world, listed, { shares: 1_000n * ONE });
    for (const name of ["alice", "bob"]) await createHolder(world, listed, name, HOLDING);
  }
  return { world, asset, open, tesla, foreign, alice: keypairOf("alice"), bob: keypairOf("bob") };
}

/** The address of a wallet's entry. */
export function entryOf({ registry }: { readonly registry: TestRegistry }, { publicKey: wallet }: Keypair): PublicKey {
  return findEntryPda({ registry: registry.address, wallet }).address;
}

/** What puts back all that an instruction on one of these assets can change, and whatever is named beside it. */
export function checkpointOf(
  { world, asset, open, tesla, foreign, alice, bob }: Neighbours,
  more: readonly PublicKey[] = [],
): Promise<() => Promise<void>> {
  const wallets = [alice, bob];
  const ofAssets = [asset, open, tesla, foreign].flatMap(({ issuer, address, mint, escrow, attestation }) => [
    ...[issuer.address, issuer.registry.address, issuer.registry.log, address, mint, escrow, attestation],
    ...wallets.flatMap((wallet) => [tokenAccountOf(wallet.publicKey, mint), entryOf(issuer, wallet)]),
  ]);
  return checkpoint(world.vm, [...ofAssets, ...more]);
}

/** The keys that hold an issuer's roles. */
type Role = "authority" | "custodian" | "minter" | "redeemer" | "pauser" | "actionOfficer" | "complianceOfficer";
const ROLES: readonly Role[] = [
  "authority",
  "custodian",
  "minter",
  "redeemer",
  "pauser",
  "actionOfficer",
  "complianceOfficer",
];

/** Every key but those of the roles that may, in place of one that signs for a role. */
export function otherSigners(of: () => Neighbours, may: readonly Role[], error: string): readonly Substitution[] {
  const signer = (as: string, find: () => Keypair): Substitution => ({
    as,
    key: () => find().publicKey,
    refused: ["custody", error],
    signers: () => [find()],
  });
  const mine = (role: Role) => (): Keypair => of().world.issuer[role];
  return [
    ...ROLES.filter((role) => !may.includes(role)).map((role) => signer(`the issuer's ${role}`, mine(role))),
    ...may.map((role) => signer(`the ${role} of another issuer`, () => of().foreign.issuer[role])),
    signer("an attestor", () => of().world.issuer.attestors[0] as Keypair),
    signer("a holder", () => of().alice),
  ];
}

/**
 * Tests that those who hold the roles of another issuer can't name it as the asset's.
 * @param roles the role that each signing account of the IDL stands for
 */
export function describeOtherIssuer(
  of: () => Neighbours,
  subject: Pick<InstructionUnderTest, "name" | "attempt">,
  roles: Readonly<Record<string, Role>>,
): void {
  const { name, attempt } = subject;
  test(`${name} refuses another issuer's asset to who has the role with an issuer of their own`, async () => {
    const { foreign, world } = of();
    const { instruction } = await attempt();
    const theirs = Object.entries(roles).reduce(
      (changed, [account, role]) => withAccount(changed, name, account, foreign.issuer[role].publicKey),
      withAccount(instruction, name, "issuer", foreign.issuer.address),
    );
    const signers = Object.values(roles).map((role) => foreign.issuer[role]);
    await expectRefusal(world, { instructions: theirs, signers }, "custody", "WrongIssuer");
  });
}

/**
 * What is refused in place of the hooked asset and what it belongs to.
 * @param notSigner what names a signer who has no role with another issuer
 */
export function ofAsset(of: () => Neighbours, notSigner: string) {
  const foreignIssuer = (): TestIssuer => of().foreign.issuer;
  const nowhere = keypairOf("nowhere").publicKey;
  const issuer: readonly Substitution[] = [
    { as: "another issuer", key: () => foreignIssuer().address, refused: ["custody", notSigner] },
    { as: "a registry", key: () => of().world.registry.address, refused: ["custody", "IllegalOwner"] },
    { as: "an asset", key: () => of().tesla.address, refused: ["custody", "AccountDataTooSmall"] },
    { as: "nothing", key: () => nowhere, refused: ["custody", "UninitializedAccount"] },
    ...imposters(
      () => of().world.vm,
      () => of().world.issuer.address,
    ),
  ];
  const asset: readonly Substitution[] = [
    { as: "the issuer's second asset", key: () => of().tesla.address, refused: ["custody", "WrongMint"] },
    { as: "the asset of another issuer", key: () => of().foreign.address, refused: ["custody", "WrongIssuer"] },
    { as: "an attestation", key: () => of().asset.attestation, refused: ["custody", "InvalidAccountData"] },
    { as: "nothing", key: () => nowhere, refused: ["custody", "AccountDataTooSmall"] },
    ...imposters(
      () => of().world.vm,
      () => of().asset.address,
    ),
  ];
  const mint: readonly Substitution[] = [
    { as: "the issuer's second mint", key: () => of().tesla.mint, refused: ["custody", "WrongMint"] },
    { as: "the mint of another issuer", key: () => of().foreign.mint, refused: ["custody", "WrongMint"] },
    { as: "nothing", key: () => nowhere, refused: ["custody", "WrongMint"] },
  ];
  const token_program: readonly Substitution[] = [
    { as: "SPL Token", key: () => TOKEN_PROGRAM_ID, refused: ["custody", "WrongProgram"] },
    { as: "the hook", key: () => COMPLIANCE_PROGRAM_ID, refused: ["custody", "WrongProgram"] },
  ];
  const registry: readonly Substitution[] = [
    { as: "another registry", key: () => foreignIssuer().registry.address, refused: ["custody", "WrongRegistry"] },
    ...imposters(
      () => of().world.vm,
      () => of().world.registry.address,
    ),
  ];
  const compliance_program: readonly Substitution[] = [
    { as: "Token-2022", key: () => TOKEN_2022_PROGRAM_ID, refused: ["custody", "WrongProgram"] },
    { as: "nothing", key: () => nowhere, refused: ["custody", "WrongProgram"] },
  ];
  return { issuer, asset, mint, token_program, registry, compliance_program };
}

/** What is refused in place of a holder's account of the hooked token. */
export function ofHolderToken(of: () => Neighbours): readonly Substitution[] {
  const alices = (listed: TestAsset) => tokenAccountOf(of().alice.publicKey, listed.mint);
  const wrong = (as: string, key: Substitution["key"]): Substitution => ({
    as,
    key,
    refused: ["custody", "WrongTokenAccount"],
  });
  return [
    { as: "the escrow", key: () => of().asset.escrow, refused: ["custody", "EscrowRefused"] },
    wrong("the holder's account of the issuer's second mint", () => alices(of().tesla)),
    wrong("the holder's account of another issuer's mint", () => alices(of().foreign)),
    wrong("another asset's escrow", () => of().tesla.escrow),
    wrong("the holder's wallet", () => of().alice.publicKey),
    wrong("nothing", () => keypairOf("nowhere").publicKey),
    wrong("a cash account", () => cashAccountOf(of().alice.publicKey, of().world.usdc)),
    wrong("another program's copy of it", () => foreignCopyOf(of().world.vm, alices(of().asset), TOKEN_PROGRAM_ID)),
    {
      as: "the asset",
      key: () => of().asset.address,
      refused: ["custody", "ConstraintDuplicateMutableAccount"],
    },
  ];
}
