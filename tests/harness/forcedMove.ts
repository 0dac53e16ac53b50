/** What force_transfer and recover_account have in common, each in both profiles. */
import {
  ALL_PERMISSIONS,
  fetchAsset,
  type ForcedMoveInput,
  LAYOUT_VERSION,
  parseTokenAccount,
  PERMISSION,
  type Registry,
  TOKEN_2022_PROGRAM_ID,
  type UpsertEntryInput,
} from "@backstock/sdk";
import { beforeEach, describe, expect, test } from "@jest/globals";
import {
  createApproveInstruction,
  createEnableCpiGuardInstruction,
  createReallocateInstruction,
  createTransferCheckedInstruction,
  ExtensionType,
} from "@solana/spl-token";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { allow, createTokenAccountInstruction, idOf, tokenAccountOf } from "./acts";
import { balanceOf, totalsOf } from "./balances";
import { forgeAsset, forgeBytes, forgeRegistry, forgeVacant } from "./forge";
import { freeze, isFrozen } from "./freezing";
import { DECIMALS, ONE, type TestAsset } from "./listing";
import { describeMalformed } from "./malformed";
import {
  describeOtherIssuer,
  entryOf,
  HOLDING,
  type Neighbours,
  ofAsset,
  ofHolderToken,
  otherSigners,
} from "./neighbours";
import { describeOrder, type StateChange } from "./order";
import { keypairOf } from "./people";
import { describeReadOnly } from "./readOnly";
import { expectRefusal } from "./refusal";
import { describeSubstitutions, type Substitution } from "./substitution";
import { createTokenAccount, makeEarlier } from "./tokenAccounts";
import { LEAST_PAUSE, pauseToken } from "./tokenPause";
import { act, US, type World } from "./world";

export const CASE = idOf("case 1 of 2026");

/** Ends at the last second there is. */
const I64_MAX = 2n ** 63n - 1n;

export interface ForcedMoveSubject {
  readonly name: "force_transfer" | "recover_account";
  readonly of: () => Neighbours;
  /** Moves all that alice holds of the asset to bob, with whatever is to be different. */
  readonly move: (asset: TestAsset, changes?: Partial<ForcedMoveInput>) => TransactionInstruction;
  /** The event, and what of the receiver's entry must stay as it is. */
  readonly event: "TransferForced" | "AccountRecovered";
  readonly receiver: Partial<UpsertEntryInput>;
  /** Who refuses another entry in the place of the sender's, in the profile hooked, with what. */
  readonly wrongSender: Substitution["refused"];
}

/** Token accounts beside the associated ones, made in the first place by `createMoreAccounts`. */
const more = (name: string): PublicKey => keypairOf(`${name} token account`).publicKey;
export const MORE_ACCOUNTS = ["alice second", "bob second", "alice mutable", "bob mutable"].flatMap((name) => [
  more(name),
  more(`open ${name}`),
]);

/** A second account of alice's and of bob's, and one of each that can change its owner; for the open token too. */
export async function createMoreAccounts({ world, asset, open, alice, bob }: Neighbours): Promise<void> {
  for (const [prefix, { mint }] of [["", asset] as const, ["open ", open] as const]) {
    for (const [name, { publicKey }] of [["alice", alice] as const, ["bob", bob] as const]) {
      await createTokenAccount(world, `${prefix}${name} second`, mint, publicKey);
      await createTokenAccount(world, `${prefix}${name} mutable`, mint, publicKey, { hasImmutableOwner: false });
    }
  }
}

export function describeForcedMove(subject: ForcedMoveSubject): void {
  const { name, of, move, event, receiver, wrongSender } = subject;
  let world: World;
  let alice: Keypair;
  let bob: Keypair;
  let signers: Keypair[];
  beforeEach(() => {
    ({ world, alice, bob } = of());
    signers = [world.issuer.authority, world.issuer.complianceOfficer];
  });

  const profiles: readonly (readonly [string, () => TestAsset, string])[] = [
    ["hooked", () => of().asset, ""],
    ["open", () => of().open, "open "],
  ];
  const send = (listed: TestAsset, changes: Partial<ForcedMoveInput> = {}) =>
    act(world, move(listed, changes), signers);
  const refused = (listed: TestAsset, error: string, changes: Partial<ForcedMoveInput> = {}) =>
    expectRefusal(world, { instructions: move(listed, changes), signers }, "custody", error);
  const accountOf = (holder: Keypair, listed: TestAsset) => tokenAccountOf(holder.publicKey, listed.mint);
  const listBob = (changes: Partial<UpsertEntryInput>) => allow(world, bob.publicKey, { ...receiver, ...changes });

  async function expectMoved(listed: TestAsset, changes: Partial<ForcedMoveInput> = {}): Promise<void> {
    const destination = changes.destination ?? accountOf(bob, listed);
    const before = await balanceOf(world, destination);
    await send(listed, changes);
    expect(await balanceOf(world, destination)).toBe(before + HOLDING);
  }

  describe(name, () => {
    for (const [profile, which] of profiles) {
      test.each([
        ["as it is", false],
        ["that is frozen, and stays so", true],
      ])(`${name} of the profile ${profile} moves tokens out of an account %s`, async (_, wasFrozen) => {
        const listed = which();
        const [source, destination] = [accountOf(alice, listed), accountOf(bob, listed)];
        if (wasFrozen) await freeze(world, listed, source);
        const mint = await world.vm.getAccount(listed.mint);
        const before = {
          asset: await fetchAsset(world.vm, listed.address),
          source: parseTokenAccount((await world.vm.getAccount(source))!.data),
          destination: parseTokenAccount((await world.vm.getAccount(destination))!.data),
        };
        const sent = await send(listed);

        const asset = await fetchAsset(world.vm, listed.address);
        expect({
          asset,
          source: parseTokenAccount((await world.vm.getAccount(source))!.data),
          destination: parseTokenAccount((await world.vm.getAccount(destination))!.data),
        }).toEqual({
          asset: { ...before.asset, sequence: before.asset.sequence + 1n },
          source: { ...before.source, amount: 0n },
          destination: { ...before.destination, amount: 2n * HOLDING },
        });
        expect(await isFrozen(world, source)).toBe(wasFrozen);
        expect(await world.vm.getAccount(listed.mint)).toEqual(mint);
        expect(sent.events).toEqual([
          {
            program: "custody",
            name: event,
            line: expect.any(Number),
            data: {
              asset: listed.address,
              sequence: asset.sequence,
              at: await world.vm.now(),
              source,
              from: alice.publicKey,
              destination,
              to: bob.publicKey,
              amount: HOLDING,
              caseSha256: CASE,
              totals: await totalsOf(world, listed),
            },
          },
        ]);
      });
    }

    test.each(profiles)(
      `${name} of the profile %s reaches an account that is not associated`,
      async (_, which, prefix) => {
        const listed = which();
        await send(listed, { destination: more(`${prefix}bob second`) });
        expect(await balanceOf(world, more(`${prefix}bob second`))).toBe(HOLDING);
      },
    );

    test(`${name} of the profile open takes from an account that can change its owner`, async () => {
      const { open } = of();
      const source = more("open alice mutable");
      const [from, owner] = [accountOf(alice, open), alice.publicKey];
      await act(
        world,
        createTransferCheckedInstruction(from, open.mint, source, owner, HOLDING, DECIMALS, [], TOKEN_2022_PROGRAM_ID),
        [alice],
      );
      await expectMoved(open, { source });
    });

    test(`${name} takes from an account that lets no program spend, and that is lent`, async () => {
      const { asset } = of();
      const source = accountOf(alice, asset);
      const [owner, program] = [alice.publicKey, TOKEN_2022_PROGRAM_ID];
      const guard = [ExtensionType.CpiGuard];
      await act(
        world,
        [
          createApproveInstruction(source, bob.publicKey, owner, ONE, [], program),
          createReallocateInstruction(source, world.payer.publicKey, guard, owner, [], program),
          createEnableCpiGuardInstruction(source, owner, [], program),
        ],
        [alice],
      );
      await expectMoved(asset);
    });

    test(`${name} of the profile open takes from an account that was made for an earlier mint`, async () => {
      const { open } = of();
      await forgeBytes(world.vm, accountOf(alice, open), makeEarlier);
      await expectMoved(open);
    });

    test(`${name} of the profile open asks nothing of the hook's accounts`, async () => {
      await expectMoved(of().open, { validation: keypairOf("nowhere").publicKey });
    });
  });

  describe(`whom ${name} takes from`, () => {
    test.each([
      ["is suspended", () => ({ status: "Suspended" as const })],
      ["is revoked", () => ({ status: "Revoked" as const })],
      ["has an entry that has expired", () => ({ expiresAt: 1n })],
      ["is of a blocked jurisdiction", () => ({ jurisdiction: US })],
      ["may do nothing", () => ({ permissions: 0 })],
    ])(`${name} takes from a holder who %s`, async (_, change) => {
      await allow(world, alice.publicKey, { ...receiver, ...change() });
      for (const [, which] of profiles) await expectMoved(which());
    });
  });

  describe(`what does not stop ${name}`, () => {
    test.each([
      ["the registry is paused", () => forgeRegistry(world.vm, world.registry.address, { pausedUntil: I64_MAX })],
      ["the asset is halted", () => forgeAsset(world.vm, of().asset.address, { status: "Halted" })],
      ["the asset is delisted", () => forgeAsset(world.vm, of().asset.address, { status: "Delisted" })],
    ])(`${name} works where %s`, async (_, stop) => {
      await stop();
      await expectMoved(of().asset);
    });
  });

  describe(`who receives by ${name}`, () => {
    test(`${name} takes a receiver who may only receive, to the last second of the entry`, async () => {
      await listBob({ permissions: PERMISSION.RECEIVE, expiresAt: (await world.vm.now()) + 1n });
      await expectMoved(of().asset);
    });

    test.each([
      ["is suspended", "HolderNotActive", { status: "Suspended" }],
      ["is revoked", "HolderNotActive", { status: "Revoked" }],
      ["is of a blocked jurisdiction", "HolderJurisdictionBlocked", { jurisdiction: US }],
      ["may do all but receive", "HolderNotPermitted", { permissions: ALL_PERMISSIONS - PERMISSION.RECEIVE }],
    ] as const)(`${name} refuses a receiver who %s`, async (_, error, change) => {
      await listBob(change);
      for (const [, which] of profiles) await refused(which(), error);
    });

    test(`${name} refuses a receiver whose entry expires this second`, async () => {
      await listBob({ expiresAt: await world.vm.now() });
      for (const [, which] of profiles) await refused(which(), "HolderExpired");
    });

    test(`${name} refuses a receiver who is not listed`, async () => {
      await forgeVacant(world.vm, entryOf(world, bob));
      for (const [, which] of profiles) await refused(which(), "HolderNotListed");
    });

    test(`${name} refuses to pass a barred receiver by another's entry`, async () => {
      await listBob({ status: "Suspended" });
      for (const receiverEntry of [entryOf(world, alice), keypairOf("nowhere").publicKey]) {
        for (const [, which] of profiles) await refused(which(), "WrongEntry", { receiverEntry });
      }
    });
  });

  describe(`where ${name} puts tokens`, () => {
    test.each(profiles)(`${name} of the profile %s refuses the escrow at both ends`, async (_, which) => {
      const listed = which();
      await refused(listed, "EscrowRefused", { source: listed.escrow });
      await refused(listed, "EscrowRefused", { destination: listed.escrow });
    });

    test.each(profiles)(
      `${name} of the profile %s refuses an account that can change its owner`,
      async (_, which, prefix) => {
        await refused(which(), "OwnerNotImmutable", { destination: more(`${prefix}bob mutable`) });
      },
    );

    test.each(profiles)(`${name} of the profile %s refuses an account made for an earlier mint`, async (_, which) => {
      const listed = which();
      await forgeBytes(world.vm, accountOf(bob, listed), makeEarlier);
      await refused(listed, "AccountOfEarlierMint");
    });

    test(`${name} refuses to move tokens to where they are`, async () => {
      const { asset } = of();
      const same = accountOf(alice, asset);
      await refused(asset, "ConstraintDuplicateMutableAccount", { destination: same, to: alice.publicKey });
    });

    test.each([false, true])(
      `${name} refuses a frozen destination by Token-2022's error, where the source is frozen too: %s`,
      async (isSourceFrozen) => {
        const { asset } = of();
        if (isSourceFrozen) await freeze(world, asset, accountOf(alice, asset));
        await freeze(world, asset, accountOf(bob, asset));
        await expectRefusal(world, { instructions: move(asset), signers }, "token-2022", "AccountFrozen");
      },
    );

    test(`${name} reaches an account that is created in the same transaction`, async () => {
      const { asset } = of();
      const carol = keypairOf("carol");
      await allow(world, carol.publicKey, receiver);
      const create = createTokenAccountInstruction(world, carol.publicKey, asset.mint);
      await act(world, [create, move(asset, { to: carol.publicKey })], signers);
      expect(await balanceOf(world, accountOf(carol, asset))).toBe(HOLDING);
    });
  });

  test.each(profiles)(
    `${name} of the profile %s refuses while the token is paused, expired or not`,
    async (_, which) => {
      const listed = which();
      await pauseToken(world, listed);
      await refused(listed, "TokenPaused");
      await world.vm.setTime((await world.vm.now()) + LEAST_PAUSE + 1n);
      await refused(listed, "TokenPaused");
    },
  );

  type Difference = {
    caseless?: true;
    paused?: true;
    source?: () => PublicKey;
    destination?: "escrow" | "of another mint" | "mutable" | "of an earlier mint";
    registry?: Partial<Registry>;
    entry?: "none" | Partial<UpsertEntryInput>;
  } & StateChange;

  describeOrder<Difference>({
    name,
    expectRefusal: async ({ caseless, paused, source, destination, registry, entry }, error) => {
      const { asset, tesla } = of();
      if (paused) await pauseToken(world, asset);
      if (entry === "none") await forgeVacant(world.vm, entryOf(world, bob));
      else if (entry) await listBob(entry);
      if (registry) await forgeRegistry(world.vm, world.registry.address, registry);
      if (destination === "of an earlier mint") await forgeBytes(world.vm, accountOf(bob, asset), makeEarlier);
      const destinations = {
        escrow: asset.escrow,
        "of another mint": accountOf(bob, tesla),
        mutable: more("bob mutable"),
        "of an earlier mint": accountOf(bob, asset),
      };
      await refused(asset, error, {
        ...(caseless && { caseSha256: new Uint8Array(32) }),
        ...(source && { source: source() }),
        ...(destination && { destination: destinations[destination] }),
      });
    },
    checks: [
      {
        where: "the source is the escrow",
        error: "EscrowRefused",
        state: { source: () => of().asset.escrow },
      },
      { where: "the case is not named", error: "CaseMissing", state: { caseless: true } },
      { where: "the token is paused", error: "TokenPaused", state: { paused: true } },
      {
        where: "the source is of another mint",
        error: "WrongTokenAccount",
        state: { source: () => accountOf(alice, of().tesla) },
      },
      { where: "the destination is the escrow", error: "EscrowRefused", state: { destination: "escrow" } },
      {
        where: "the destination is of another mint",
        error: "WrongTokenAccount",
        state: { destination: "of another mint" },
      },
      { where: "the destination can change its owner", error: "OwnerNotImmutable", state: { destination: "mutable" } },
      {
        where: "the destination was made for an earlier mint",
        error: "AccountOfEarlierMint",
        state: { destination: "of an earlier mint" },
      },
      {
        where: "the registry is of a later layout",
        error: "WrongRegistry",
        state: { registry: { version: LAYOUT_VERSION + 1 } },
      },
      { where: "the receiver is not listed", error: "HolderNotListed", state: { entry: "none" } },
      { where: "the receiver is suspended", error: "HolderNotActive", state: { entry: { status: "Suspended" } } },
      { where: "the receiver's entry has expired", error: "HolderExpired", state: { entry: { expiresAt: 1n } } },
      {
        where: "the receiver is of a blocked jurisdiction",
        error: "HolderJurisdictionBlocked",
        state: { entry: { jurisdiction: US } },
      },
      { where: "the receiver may not receive", error: "HolderNotPermitted", state: { entry: { permissions: 0 } } },
    ],
  });

  const attempt = async () => ({ instruction: move(of().asset), signers });
  describeMalformed({ world: () => world, name, attempt });
  describeReadOnly({ world: () => world, name, attempt });
  describeOtherIssuer(of, { name, attempt }, { authority: "authority", compliance_officer: "complianceOfficer" });

  const { registry, compliance_program, ...rest } = ofAsset(of, "NotAuthority");
  describeSubstitutions({
    world: () => world,
    name,
    attempt,
    substitutions: {
      ...rest,
      authority: otherSigners(of, ["authority"], "NotAuthority"),
      compliance_officer: otherSigners(of, ["complianceOfficer"], "NotComplianceOfficer"),
      source: ofHolderToken(of),
      destination: [
        ...ofHolderToken(of).filter(({ as }) => as !== "another program's copy of it"),
        {
          as: "another holder's account",
          key: () => accountOf(alice, of().asset),
          refused: ["custody", "ConstraintDuplicateMutableAccount"],
        },
      ],
      registry,
      sender_entry: [
        { as: "the entry of another wallet", key: () => entryOf(world, bob), refused: wrongSender },
        { as: "nothing", key: () => keypairOf("nowhere").publicKey, refused: wrongSender },
      ],
      receiver_entry: [
        { as: "the entry of another wallet", key: () => entryOf(world, alice), refused: ["custody", "WrongEntry"] },
        {
          as: "the receiver's entry of another registry",
          key: () => entryOf({ registry: of().foreign.issuer.registry }, bob),
          refused: ["custody", "WrongEntry"],
        },
        { as: "nothing", key: () => keypairOf("nowhere").publicKey, refused: ["custody", "WrongEntry"] },
      ],
      validation: [
        { as: "another mint's", key: () => of().tesla.validation, refused: ["compliance", "AccountsMissing"] },
        { as: "nothing", key: () => keypairOf("nowhere").publicKey, refused: ["compliance", "AccountsMissing"] },
      ],
      compliance_program,
    },
  });
}
