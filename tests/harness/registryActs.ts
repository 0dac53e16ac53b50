/** What a registry's authority and pauser do, and what all of these instructions refuse alike. */
import {
  type AcceptRegistryAuthorityInput,
  CUSTODY_PROGRAM_ID,
  createAcceptRegistryAuthorityInstruction,
  createPauseRegistryInstruction,
  createProposeRegistryAuthorityInstruction,
  createResumeRegistryInstruction,
  createSetJurisdictionsInstruction,
  createSetRegistryRolesInstruction,
  type PauseRegistryInput,
  type ProposeRegistryAuthorityInput,
  type ResumeRegistryInput,
  type SetJurisdictionsInput,
  type SetRegistryRolesInput,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Keypair, type PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { forgeCopy, forgeRegistryLog } from "./forge";
import { describeMalformed } from "./malformed";
import { keypairOf } from "./people";
import { describeReadOnly } from "./readOnly";
import { expectRefusal } from "./refusal";
import { accountsOf, describeSubstitutions, type Substitution } from "./substitution";
import { act, createRegistry, DAY, type TestRegistry, type World } from "./world";

export const U64_MAX = 2n ** 64n - 1n;

export function setRolesInstruction(
  { address, authority }: TestRegistry,
  roles: Pick<SetRegistryRolesInput, "officer" | "pauser"> & Partial<SetRegistryRolesInput>,
): TransactionInstruction {
  return createSetRegistryRolesInstruction({ authority: authority.publicKey, registry: address, ...roles });
}

export function proposeInstruction(
  { address, authority }: TestRegistry,
  proposed: PublicKey | null,
  overrides: Partial<ProposeRegistryAuthorityInput> = {},
): TransactionInstruction {
  const usual = { authority: authority.publicKey, registry: address, proposed };
  return createProposeRegistryAuthorityInstruction({ ...usual, ...overrides });
}

export function acceptInstruction(
  { address }: TestRegistry,
  authority: PublicKey,
  overrides: Partial<AcceptRegistryAuthorityInput> = {},
): TransactionInstruction {
  return createAcceptRegistryAuthorityInstruction({ authority, registry: address, ...overrides });
}

export function setJurisdictionsInstruction(
  { address, authority }: TestRegistry,
  blockedJurisdictions: readonly number[],
  overrides: Partial<SetJurisdictionsInput> = {},
): TransactionInstruction {
  const usual = { authority: authority.publicKey, registry: address, blockedJurisdictions };
  return createSetJurisdictionsInstruction({ ...usual, ...overrides });
}

export function pauseInstruction(
  { address, pauser }: TestRegistry,
  seconds: bigint,
  overrides: Partial<PauseRegistryInput> = {},
): TransactionInstruction {
  return createPauseRegistryInstruction({ pauser: pauser.publicKey, registry: address, seconds, ...overrides });
}

export function resumeInstruction(
  { address, authority }: TestRegistry,
  overrides: Partial<ResumeRegistryInput> = {},
): TransactionInstruction {
  return createResumeRegistryInstruction({ signer: authority.publicKey, registry: address, ...overrides });
}

type Chain = Pick<World, "vm" | "payer">;

/** Seconds that a proposed authority waits before it can accept. */
export const HANDOVER_DELAY = DAY;

/** Proposes a key for a registry's authority, and lets the time pass after which it can accept. */
export async function proposeAndWait(world: Chain, registry: TestRegistry, proposed: PublicKey): Promise<void> {
  await act(world, proposeInstruction(registry, proposed), [registry.authority]);
  await world.vm.setTime((await world.vm.now()) + HANDOVER_DELAY);
}

/** The pauser stops all hooked transfers and mints for so many seconds. */
export const pauseRegistry = (world: Chain, registry: TestRegistry, seconds: bigint): Promise<Sent> =>
  act(world, pauseInstruction(registry, seconds), [registry.pauser]);

/** The authority ends a pause. */
export const resumeRegistry = (world: Chain, registry: TestRegistry): Promise<Sent> =>
  act(world, resumeInstruction(registry), [registry.authority]);

/** An instruction of one signer that writes a registry and its log, and no other account. */
export interface RegistryActUnderTest {
  readonly world: () => World;
  /** As in the IDL, see InstructionUnderTest. */
  readonly name: string;
  readonly signer: {
    /** The IDL's name for its account. */
    readonly account: string;
    /** Which of the registry's keys it is, e.g. "the authority"; null for none of them. */
    readonly role: string | null;
    readonly of: (registry: TestRegistry) => Keypair;
    /** What everybody else is refused with. */
    readonly refusal: string;
  };
  /** What another registry is refused with, whose log is not this one's. */
  readonly otherRegistry: string;
  /** What makes the act possible on a new registry. */
  readonly ready?: (registry: TestRegistry) => Promise<unknown>;
  readonly instruction: (registry: TestRegistry) => TransactionInstruction;
}

/** Tests that the act refuses every other signer, registry and log, damaged data, read-only accounts, and to pass the last sequence. */
export function describeRegistryAct(subject: RegistryActUnderTest): void {
  const { world, name, signer, ready, instruction } = subject;
  let registry: TestRegistry;
  let other: TestRegistry;
  beforeAll(async () => {
    registry = await createRegistry(world(), `${name} registry`);
    other = await createRegistry(world(), `${name} other registry`);
    await ready?.(registry);
  });
  const attempt = () => Promise.resolve({ instruction: instruction(registry), signers: [signer.of(registry)] });

  const others: readonly [string, () => Keypair][] = [
    ["the authority", () => registry.authority],
    ["the officer", () => registry.officer],
    ["the pauser", () => registry.pauser],
    ["the base", () => registry.base],
    ["the authority of another registry", () => other.authority],
    ["the pauser of another registry", () => other.pauser],
    ["a key of nobody's", () => keypairOf("nobody")],
  ];
  describeSubstitutions({
    world,
    name,
    attempt,
    substitutions: {
      [signer.account]: others
        .filter(([as]) => as !== signer.role)
        .map(([as, key]) => ({
          as,
          key: () => key().publicKey,
          signers: () => [key()],
          refused: ["compliance", signer.refusal],
        })),
      ...registryPlaces(name, world, () => other, subject.otherRegistry),
    },
  });
  describeMalformed({ world, name, attempt });
  describeReadOnly({ world, name, attempt });

  describe(`the sequence of ${name}`, () => {
    test(`${name} reaches the last sequence, and refuses to pass it`, async () => {
      for (const [sequence, refused] of [
        [U64_MAX, true],
        [U64_MAX - 1n, false],
      ] as const) {
        const made = await createRegistry(world(), `${name} ${sequence}`);
        await ready?.(made);
        await forgeRegistryLog(world().vm, made.log, { sequence });
        const last = { instructions: instruction(made), signers: [signer.of(made)] };
        if (refused) {
          await expectRefusal(world(), last, "compliance", "MathOverflow");
        } else {
          const { events } = await act(world(), last.instructions, last.signers);
          expect(events.map(({ data }) => data)).toMatchObject([{ sequence: U64_MAX }]);
        }
      }
    });
  });
}

/**
 * Whatever may stand in the places of a registry and its log.
 * @param name as in the IDL
 * @param otherRegistry what another registry is refused with, whose log is not this one's
 */
export function registryPlaces(
  name: string,
  world: () => World,
  other: () => TestRegistry,
  otherRegistry: string,
): { readonly registry: readonly Substitution[]; readonly log: readonly Substitution[] } {
  const copyOf = (original: () => PublicKey) => async () => {
    const address = keypairOf(`custody's copy of ${original().toBase58()}`).publicKey;
    await forgeCopy(world().vm, original(), address, CUSTODY_PROGRAM_ID);
    return address;
  };
  const nothing = (account: string): Substitution => {
    const isWritten = accountsOf(name).some((one) => one.name === account && one.writable === true);
    return {
      as: "nothing",
      key: () => Keypair.generate().publicKey,
      refused: ["compliance", isWritten ? "AccountDataTooSmall" : "UninitializedAccount"],
    };
  };
  return {
    registry: [
      { as: "another registry", key: () => other().address, refused: ["compliance", otherRegistry] },
      { as: "the log of another registry", key: () => other().log, refused: ["compliance", "AccountDataTooSmall"] },
      {
        as: "a copy of another program's",
        key: copyOf(() => other().address),
        refused: ["compliance", "IllegalOwner"],
      },
      nothing("registry"),
    ],
    log: [
      { as: "the log of another registry", key: () => other().log, refused: ["compliance", "WrongLog"] },
      { as: "another registry", key: () => other().address, refused: ["compliance", "InvalidAccountData"] },
      { as: "a copy of another program's", key: copyOf(() => other().log), refused: ["compliance", "IllegalOwner"] },
      nothing("log"),
    ],
  };
}
