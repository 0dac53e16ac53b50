import {
  type ApplyChangeInput,
  type Asset,
  type ChangeTerms,
  createHaltAssetInstruction,
  createResumeAssetInstruction,
  createRevokeRoleInstruction,
  CUSTODY_PROGRAM_ID,
  fetchAsset,
  fetchIssuer,
  fetchMaybeChange,
  fetchRedemption,
  findChangePda,
  type Issuer,
  type Limits,
  type Role,
  U64_MAX,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey, type TransactionInstruction } from "@solana/web3.js";
import {
  apply,
  applyInstruction,
  change,
  passDelay,
  propose,
  proposeInstruction,
  revokeAttestor,
  revokeRole,
  type TestChange,
} from "./harness/admin";
import {
  attest,
  attestInstruction,
  cancelInstruction,
  mint,
  mintInstruction,
  record,
  request,
  settle,
  tokenAccountOf,
} from "./harness/acts";
import { balanceOf, totalsOf } from "./harness/balances";
import { cashAccountOf, createCashMint, giveCash } from "./harness/cash";
import { checkpoint } from "./harness/checkpoint";
import { forgeAsset, forgeBytes, forgeIssuer, forgeVacant } from "./harness/forge";
import { createHolder } from "./harness/holders";
import { imposters } from "./harness/imposters";
import { ISIN, LIMITS, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { CASH_EXTENSION, createToken2022CashMint } from "./harness/token2022Cash";
import { act, createIssuer, DAY, SOL, startWorld, type TestIssuer, type World } from "./harness/world";

const WEEK = 7n * DAY;
const successor = keypairOf("successor");
const sponsor = keypairOf("sponsor");
const LOOSER: Limits = {
  supplyCap: 2n * LIMITS.supplyCap,
  maxAttestationAge: WEEK,
  redemptionWindow: 30n * DAY,
  processingWindow: 30n * DAY,
  minimumRedemption: 2n * LIMITS.minimumRedemption,
  mintRateCapacity: 2n * LIMITS.mintRateCapacity,
  mintRateRefill: 2n * LIMITS.mintRateRefill,
};
/** Where the newer fee's basis points stand in a mint whose first extension is a transfer fee (spl-token: TransferFeeConfigLayout, TransferFeeLayout). */
const NEWER_FEE_AT = 166 + 4 + 32 + 32 + 8 + 16 + 18;

let world: World;
let issuer: TestIssuer;
let asset: TestAsset;
let sibling: TestAsset;
let theirs: TestAsset;
let euro: PublicKey;
/** A mint whose fee is 0, and can be raised. */
let feeable: PublicKey;
let alice: Keypair;
let theirChange: TestChange;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  issuer = world.issuer;
  asset = await listAsset(world);
  sibling = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla, profile: "open" });
  const other = await createIssuer(world, "other issuer", world.registry, []);
  theirs = await listAsset(world, { issuer: other, symbol: "THEIRS", profile: "open" });
  euro = await createCashMint(world.vm, world.payer, "euro", world.usdcAuthority.publicKey);
  feeable = await createToken2022CashMint(world, "feeable dollar", [CASH_EXTENSION.fee(0)]);
  await attest(world, asset, { shares: 1_000n * ONE });
  alice = await createHolder(world, asset, "alice", 10n * ONE);
  await giveCash(world, issuer.redeemer.publicKey, 1_000_000n);
  await world.vm.fund(sponsor.publicKey, SOL);
  theirChange = await propose(world, other, roleTo(successor.publicKey));
  restore = await checkpoint(world.vm, [
    ...[issuer.address, asset.address, asset.attestation, asset.mint, asset.escrow, sibling.address, feeable],
    ...[tokenAccountOf(alice.publicKey, asset.mint), cashAccountOf(alice.publicKey, world.usdc)],
    ...Array.from({ length: 4 }, (_, index) => changeAt(BigInt(index) + 1n)),
  ]);
});
beforeEach(() => restore());

function changeAt(number: bigint): PublicKey {
  return findChangePda({ issuer: issuer.address, number }).address;
}

/** Filled up with empty places. */
function places(keys: readonly PublicKey[], count: number): PublicKey[] {
  return Array.from({ length: count }, (_, place) => keys[place] ?? PublicKey.default);
}

function roleTo(key: PublicKey, role: Role = "Custodian"): ChangeTerms {
  return { kind: "Role", role, key };
}
const attestorsTo = (attestors: readonly PublicKey[], threshold = 2): ChangeTerms => ({
  kind: "Attestors",
  attestors,
  threshold,
});
const cashTo = (...cashMints: readonly PublicKey[]): ChangeTerms => ({ kind: "CashMints", cashMints });
const limitsTo = (limits: Partial<Limits> = LOOSER, of = asset): ChangeTerms => ({
  kind: "Limits",
  asset: of.address,
  limits: { ...LIMITS, ...limits },
});
const delisting = (of = asset): ChangeTerms => ({ kind: "Delist", asset: of.address });
const attestorsOf = ({ attestors }: TestIssuer): PublicKey[] => attestors.map(({ publicKey }) => publicKey);
const readIssuer = (): Promise<Issuer> => fetchIssuer(world.vm, issuer.address);
const readAsset = (): Promise<Asset> => fetchAsset(world.vm, asset.address);

/** A change whose delay has passed. */
async function ripe(terms: ChangeTerms, of = issuer): Promise<TestChange> {
  const proposed = await propose(world, of, terms);
  await passDelay(world, of);
  return proposed;
}

/** The same, the rent paid by somebody who holds no role. */
async function sponsored(terms: ChangeTerms): Promise<TestChange> {
  const instruction = await proposeInstruction(world, issuer, terms, { payer: sponsor.publicKey });
  const proposed = await act(world, instruction, [issuer.authority, sponsor]);
  await passDelay(world, issuer);
  return { issuer, number: 1n, address: changeAt(1n), terms, proposed };
}

async function expectRefused(proposed: TestChange, name: string, overrides: Partial<ApplyChangeInput> = {}) {
  const instructions = await applyInstruction(world, proposed, overrides);
  return expectRefusal(world, { instructions }, "custody", name);
}

const namesOf = ({ events }: Sent): string[] => events.map(({ name }) => name);

describe("what apply_change does", () => {
  interface Kind {
    readonly terms: () => ChangeTerms;
    readonly issuer: () => Partial<Issuer>;
    readonly asset?: () => Partial<Asset>;
  }
  const roles = {
    Custodian: "custodian",
    Minter: "minter",
    Redeemer: "redeemer",
    Pauser: "pauser",
    ActionOfficer: "actionOfficer",
    ComplianceOfficer: "complianceOfficer",
    Authority: "pendingAuthority",
  } as const;
  const kinds: Record<string, Kind> = {
    ...Object.fromEntries(
      (Object.keys(roles) as Role[]).map((role, place) => [
        `a new ${role}`,
        {
          terms: () => roleTo(successor.publicKey, role),
          issuer: () => ({
            [roles[role]]: successor.publicKey,
            roleChanges: Array.from({ length: 8 }, (_, index) => (index === place ? 1 : 0)),
          }),
        },
      ]),
    ),
    "fewer attestors": {
      terms: () => attestorsTo([attestorsOf(issuer)[2]!, successor.publicKey]),
      issuer: () => ({ attestors: places([attestorsOf(issuer)[2]!, successor.publicKey], 5), attestorEpoch: 2n }),
    },
    "more attestors with a higher threshold": {
      terms: () => attestorsTo([...attestorsOf(issuer), successor.publicKey, euro], 5),
      issuer: () => ({
        attestors: [...attestorsOf(issuer), successor.publicKey, euro],
        threshold: 5,
        attestorEpoch: 2n,
      }),
    },
    "other cash mints": {
      terms: () => cashTo(feeable, euro),
      issuer: () => ({ cashMints: places([feeable, euro], 4) }),
    },
    "no cash mints": { terms: () => cashTo(), issuer: () => ({ cashMints: places([], 4) }) },
    limits: { terms: () => limitsTo(), issuer: () => ({}), asset: () => ({ limits: LOOSER }) },
    "a delisting": { terms: () => delisting(), issuer: () => ({}), asset: () => ({ status: "Delisted" }) },
  };

  test.each(Object.entries(kinds))("apply_change applies %s and changes nothing else", async (_, kind) => {
    const proposed = await ripe(kind.terms());
    const now = await world.vm.now();
    const [issuerBefore, assetBefore, totals] = [await readIssuer(), await readAsset(), await totalsOf(world, asset)];

    const { events } = await apply(world, proposed);

    const issuerAfter = { ...issuerBefore, openChanges: 0, sequence: issuerBefore.sequence + 1n, ...kind.issuer() };
    expect(await readIssuer()).toEqual(issuerAfter);
    const sequence = assetBefore.sequence + 1n;
    const isLimits = proposed.terms.kind === "Limits";
    const bucket = isLimits ? { mintRateLevel: 0n, mintRateUpdatedAt: now } : {};
    expect(await readAsset()).toEqual(
      kind.asset === undefined ? assetBefore : { ...assetBefore, sequence, ...bucket, ...kind.asset() },
    );

    const applied = {
      name: "ChangeApplied",
      data: {
        issuer: issuer.address,
        sequence: issuerAfter.sequence,
        at: now,
        number: 1n,
        kind: proposed.terms.kind,
        attestorEpoch: issuerAfter.attestorEpoch,
      },
    };
    const ofAsset = { asset: asset.address, sequence, at: now, totals };
    const second = isLimits
      ? { name: "LimitsSet", data: { ...ofAsset, limits: LOOSER } }
      : { name: "AssetDelisted", data: ofAsset };
    const expected = kind.asset === undefined ? [applied] : [applied, second];
    expect(events.map(({ name, data }) => ({ name, data }))).toEqual(expected);
  });

  test("apply_change closes the change and gives its rent to who paid it, without that one's signature", async () => {
    const proposed = await sponsored(roleTo(successor.publicKey));
    const lamports = async (key: PublicKey): Promise<bigint> => (await world.vm.getAccount(key))?.lamports ?? 0n;
    const [rent, before] = [await lamports(proposed.address), await lamports(sponsor.publicKey)];

    await expectRefused(proposed, "WrongRentPayer");
    await act(world, await applyInstruction(world, proposed, { rentPayer: sponsor.publicKey }));

    expect(await fetchMaybeChange(world.vm, proposed.address)).toBeNull();
    expect(await lamports(proposed.address)).toBe(0n);
    expect((await lamports(sponsor.publicKey)) - before).toBe(rent);
  });

  test("apply_change is done once", async () => {
    const proposed = await ripe(roleTo(successor.publicKey));
    await apply(world, proposed);
    await expectRefused(proposed, "AccountDataTooSmall");
  });

  test("apply_change applies changes in whatever order", async () => {
    const terms = [roleTo(successor.publicKey), cashTo(euro), delisting(), limitsTo()];
    const proposed: TestChange[] = [];
    for (const one of terms) proposed.push(await propose(world, issuer, one));
    await passDelay(world, issuer);
    for (const one of proposed.reverse()) await apply(world, one);
    expect(await readIssuer()).toMatchObject({ openChanges: 0, changeCount: 4n, custodian: successor.publicKey });
    expect(await readAsset()).toMatchObject({ status: "Delisted", limits: LOOSER });
  });
});

describe("when a change is applied", () => {
  test("apply_change refuses one second before the delay has passed, and applies when it has", async () => {
    const proposed = await propose(world, issuer, roleTo(successor.publicKey));
    const earliest = (await world.vm.now()) + DAY;
    await expectRefused(proposed, "ChangeTooEarly");
    await world.vm.setTime(earliest - 1n);
    await expectRefused(proposed, "ChangeTooEarly");
    await world.vm.setTime(earliest);
    await apply(world, proposed);
  });

  test("apply_change applies in the last second of the seven days, and refuses one later", async () => {
    const [first, second] = [
      await propose(world, issuer, roleTo(successor.publicKey)),
      await propose(world, issuer, cashTo()),
    ];
    const latest = (await world.vm.now()) + DAY + WEEK;
    await world.vm.setTime(latest);
    await apply(world, first);
    await world.vm.setTime(latest + 1n);
    await expectRefused(second, "ChangeExpired");
  });

  test("apply_change says that it is too early before anything else is wrong", async () => {
    const proposed = await propose(world, issuer, delisting());
    await forgeAsset(world.vm, asset.address, { status: "Delisted" });
    await expectRefused(proposed, "ChangeTooEarly");
  });
});

describe("a change of what is no more as it was", () => {
  const anybody = keypairOf("anybody").publicKey;

  test.each(["Custodian", "Minter", "Redeemer", "Pauser", "ActionOfficer", "ComplianceOfficer"] as const)(
    "apply_change refuses a %s where another has been named since, also where that one has been revoked",
    async (role) => {
      const [first, second] = [
        await propose(world, issuer, roleTo(anybody, role)),
        await propose(world, issuer, roleTo(successor.publicKey, role)),
      ];
      await passDelay(world, issuer);
      await apply(world, first);
      await expectRefused(second, "ChangeStale");
      await act(world, revocation(role), [issuer.authority]);
      await expectRefused(second, "ChangeStale");
    },
  );

  test.each(["Custodian", "Minter", "Redeemer", "Pauser", "ActionOfficer", "ComplianceOfficer"] as const)(
    "apply_change names a %s whose place has been emptied since it was proposed",
    async (role) => {
      const proposed = await propose(world, issuer, roleTo(successor.publicKey, role));
      await act(world, revocation(role), [issuer.authority]);
      await passDelay(world, issuer);
      await apply(world, proposed);
      expect(Object.values(await readIssuer())).toContainEqual(successor.publicKey);
    },
  );

  test("a key that two changes name can't come back by the second once it is revoked", async () => {
    const [first, second] = [
      await propose(world, issuer, roleTo(anybody, "Minter")),
      await propose(world, issuer, roleTo(anybody, "Minter")),
    ];
    await passDelay(world, issuer);
    await apply(world, first);
    await act(world, revocation("Minter"), [issuer.authority]);
    await expectRefused(second, "ChangeStale");
  });

  function revocation(role: Role): TransactionInstruction {
    return createRevokeRoleInstruction({ signer: issuer.authority.publicKey, issuer: issuer.address, role });
  }

  test("apply_change refuses to fill a place that was empty when proposed and has been filled since", async () => {
    await revokeRole(world, issuer, "Minter");
    const [first, second] = [
      await propose(world, issuer, roleTo(anybody, "Minter")),
      await propose(world, issuer, roleTo(successor.publicKey, "Minter")),
    ];
    await passDelay(world, issuer);
    await apply(world, first);
    await expectRefused(second, "ChangeStale");
  });

  test("apply_change refuses an authority where another has taken over since", async () => {
    const proposed = await ripe(roleTo(successor.publicKey, "Authority"));
    await forgeIssuer(world.vm, issuer.address, { authority: anybody });
    await expectRefused(proposed, "ChangeStale");
  });

  test("apply_change refuses attestors where others have been named, or one revoked, since", async () => {
    const terms = attestorsTo([successor.publicKey, ...attestorsOf(issuer)]);
    const [first, second] = [
      await propose(world, issuer, attestorsTo([anybody, euro])),
      await propose(world, issuer, terms),
    ];
    await passDelay(world, issuer);
    await revokeAttestor(world, issuer, attestorsOf(issuer)[0]!);
    await expectRefused(first, "ChangeStale");
    await expectRefused(second, "ChangeStale");
  });

  test("apply_change refuses attestors where the same ones were named anew since", async () => {
    const [first, second, third] = [
      await propose(world, issuer, attestorsTo([anybody, euro])),
      await propose(world, issuer, attestorsTo(attestorsOf(issuer), 3)),
      await propose(world, issuer, attestorsTo([successor.publicKey, euro])),
    ];
    await passDelay(world, issuer);
    await apply(world, second);
    await expectRefused(first, "ChangeStale");
    await expectRefused(third, "ChangeStale");
    expect(await readIssuer()).toMatchObject({ attestorEpoch: 2n, threshold: 3, openChanges: 2 });
  });

  test.each<[string, () => ChangeTerms]>([
    ["others are accepted", () => cashTo(euro)],
    ["none is accepted", () => cashTo()],
  ])("apply_change refuses cash mints where %s since", async (_, earlier) => {
    const first = await propose(world, issuer, earlier());
    const second = await propose(world, issuer, cashTo(euro, world.usdc));
    await passDelay(world, issuer);
    await apply(world, first);
    await expectRefused(second, "ChangeStale");
  });

  test.each(Object.keys(LIMITS) as (keyof Limits)[])(
    "apply_change refuses limits where the %s has been tightened since",
    async (limit) => {
      const proposed = await ripe(limitsTo());
      await forgeAsset(world.vm, asset.address, { limits: { ...LIMITS, [limit]: LIMITS[limit] - 1n } });
      await expectRefused(proposed, "ChangeStale");
    },
  );

  test("apply_change refuses to delist what is delisted since", async () => {
    const [first, second] = [await propose(world, issuer, delisting()), await propose(world, issuer, delisting())];
    await passDelay(world, issuer);
    await apply(world, first);
    await expectRefused(second, "AssetDelisted");
  });

  test("apply_change does not care for what it does not touch", async () => {
    const proposed = await ripe(roleTo(successor.publicKey));
    await revokeRole(world, issuer, "Minter");
    for (const attestor of attestorsOf(issuer)) await revokeAttestor(world, issuer, attestor);
    await apply(world, proposed);
    expect(await readIssuer()).toMatchObject({ custodian: successor.publicKey, minter: PublicKey.default });
  });
});

describe("what is checked again", () => {
  test("apply_change refuses a key that has got another role, or become an attestor, since", async () => {
    const [role, other, attestors] = [
      await propose(world, issuer, roleTo(successor.publicKey, "Custodian")),
      await propose(world, issuer, roleTo(successor.publicKey, "Minter")),
      await propose(world, issuer, attestorsTo([successor.publicKey, euro])),
    ];
    await passDelay(world, issuer);
    await apply(world, role);
    await expectRefused(other, "RolesNotSeparate");
    await expectRefused(attestors, "RolesNotSeparate");
    await revokeRole(world, issuer, "Custodian");
    await apply(world, attestors);
    await expectRefused(other, "RolesNotSeparate");
  });

  test("apply_change refuses for a role the authority that has yet to accept", async () => {
    const [authority, minter] = [
      await propose(world, issuer, roleTo(successor.publicKey, "Authority")),
      await propose(world, issuer, roleTo(successor.publicKey, "Minter")),
    ];
    await passDelay(world, issuer);
    await apply(world, authority);
    await expectRefused(minter, "RolesNotSeparate");
  });

  test("apply_change refuses a cash mint that has got a fee since", async () => {
    const proposed = await ripe(cashTo(world.usdc, feeable));
    await forgeBytes(world.vm, feeable, (data) => data.set([1], NEWER_FEE_AT));
    await expectRefused(proposed, "UnacceptableCashMint");
    await forgeBytes(world.vm, feeable, (data) => data.set([0], NEWER_FEE_AT));
    await apply(world, proposed);
  });

  test("apply_change refuses a cash mint that is gone since", async () => {
    const proposed = await ripe(cashTo(world.usdc, feeable));
    await forgeVacant(world.vm, feeable);
    await expectRefused(proposed, "InvalidCashMint");
  });

  test("apply_change refuses other mints than the change's, too few, too many, or in another order", async () => {
    const proposed = await ripe(cashTo(world.usdc, euro));
    for (const mints of [[], [world.usdc], [euro, world.usdc], [world.usdc, euro, feeable], [world.usdc, feeable]]) {
      await expectRefused(proposed, "CashMintsMismatch", { terms: cashTo(...mints) });
    }
    await expectRefused(proposed, "TooManyCashMints", { terms: cashTo(euro, euro) });
  });

  test("apply_change refuses an asset and a mint with what is not about one, and their lack with what is", async () => {
    const [role, limits] = [
      await propose(world, issuer, roleTo(successor.publicKey)),
      await propose(world, issuer, limitsTo()),
    ];
    await passDelay(world, issuer);
    const { mint } = asset;
    await expectRefused(role, "ChangeAssetNotExpected", { terms: delisting(), mint });
    await expectRefused(role, "ChangeAssetNotExpected", { terms: delisting(), mint: undefined });
    await expectRefused(role, "ChangeAssetNotExpected", { mint });
    await expectRefused(limits, "ChangeAssetMissing", { terms: roleTo(successor.publicKey), mint });
    await expectRefused(limits, "ChangeAssetMissing", { mint: undefined });
  });

  test("apply_change refuses where a counter is full", async () => {
    const [role, limits] = [
      await propose(world, issuer, roleTo(successor.publicKey)),
      await propose(world, issuer, limitsTo()),
    ];
    const attestors = await ripe(attestorsTo([successor.publicKey, euro]));
    const { sequence } = await readIssuer();
    await forgeIssuer(world.vm, issuer.address, { sequence: U64_MAX });
    await expectRefused(role, "MathOverflow");
    await forgeIssuer(world.vm, issuer.address, { sequence });
    await forgeAsset(world.vm, asset.address, { sequence: U64_MAX });
    await expectRefused(limits, "MathOverflow");
    await forgeBytes(world.vm, attestors.address, (data) => data.set(new Uint8Array(8).fill(0xff), 576));
    await forgeIssuer(world.vm, issuer.address, { attestorEpoch: U64_MAX });
    await expectRefused(attestors, "MathOverflow");
  });
});

describe("what follows from a change", () => {
  test("a new custodian and minter mint, and the old ones can't", async () => {
    const next = { ...issuer, custodian: keypairOf("next custodian"), minter: keypairOf("next minter") };
    const changes = [
      await propose(world, issuer, roleTo(next.custodian.publicKey, "Custodian")),
      await propose(world, issuer, roleTo(next.minter.publicKey, "Minter")),
    ];
    await passDelay(world, issuer);
    const before = await record(world, asset, { id: "before", shares: ONE, recipient: alice.publicKey });
    for (const one of changes) await apply(world, one);
    await attest(world, asset, { shares: 1_000n * ONE });

    const old = mintInstruction(world, asset, before, alice.publicKey);
    await expectRefusal(world, { instructions: old, signers: [issuer.minter] }, "custody", "NotMinter");
    const sent = await mint(
      world,
      { ...asset, issuer: next },
      { id: "after", shares: ONE, recipient: alice.publicKey },
    );
    expect(namesOf(sent)).toEqual(["DepositMinted"]);
  });

  test("new attestors make the last round and pending statements worthless, though one of them made both", async () => {
    const [first, second] = issuer.attestors as [Keypair, Keypair];
    const proposed = await ripe(attestorsTo([first.publicKey, successor.publicKey]));
    await attest(world, asset, { shares: 1_000n * ONE });
    const deposit = await record(world, asset, { id: "of epoch 2", shares: ONE, recipient: alice.publicKey });
    const minting = mintInstruction(world, asset, deposit, alice.publicKey);
    const attempt = { instructions: minting, signers: [issuer.minter] };
    await world.vm.setTime((await world.vm.now()) + 1n);
    const statement = { asOf: await world.vm.now(), shares: 999n * ONE };
    const state = async (attestor: Keypair): Promise<Sent> =>
      act(world, await attestInstruction(world, asset, attestor.publicKey, statement), [attestor]);
    expect(namesOf(await state(first))).toEqual(["StatementSubmitted"]);

    await apply(world, proposed);
    await expectRefusal(world, attempt, "custody", "AttestationEpochOld");
    const byOld = await attestInstruction(world, asset, second.publicKey, statement);
    await expectRefusal(world, { instructions: byOld, signers: [second] }, "custody", "NotAttestor");
    expect(namesOf(await state(successor))).toEqual(["StatementSubmitted"]);
    await expectRefusal(world, attempt, "custody", "AttestationEpochOld");
    expect(namesOf(await state(first))).toEqual(["RoundRecorded"]);
    expect(namesOf(await act(world, minting, [issuer.minter]))).toEqual(["DepositMinted"]);
  });

  test("limits hold at once: a higher cap lets more be minted, and a longer window is that of the next request", async () => {
    await forgeAsset(world.vm, asset.address, { limits: { ...LIMITS, supplyCap: 10n * ONE } });
    const proposed = await ripe(limitsTo({ supplyCap: 11n * ONE, redemptionWindow: 30n * DAY }));
    await attest(world, asset, { shares: 1_000n * ONE });
    const deposit = await record(world, asset, { id: "to the cap", shares: ONE, recipient: alice.publicKey });
    const instructions = mintInstruction(world, asset, deposit, alice.publicKey);
    await expectRefusal(world, { instructions, signers: [issuer.minter] }, "custody", "SupplyCapExceeded");
    await apply(world, proposed);
    await act(world, instructions, [issuer.minter]);

    const asked = { owner: alice, nonce: 1n, amount: ONE, leastCash: 1n };
    const redemption = await request(world, asset, asked);
    expect((await fetchRedemption(world.vm, redemption)).deadline).toBe((await world.vm.now()) + 30n * DAY);
  });

  test("the mint rate's bucket keeps its level, regained at the old rate until the change", async () => {
    const proposed = await ripe(limitsTo({ mintRateRefill: 1_000n * ONE, mintRateCapacity: U64_MAX }));
    const now = await world.vm.now();
    const bucket = { mintRateLevel: 5_000n * ONE, mintRateUpdatedAt: now - 100n };
    await forgeAsset(world.vm, asset.address, bucket);
    await apply(world, proposed);
    const left = bucket.mintRateLevel - 100n * LIMITS.mintRateRefill;
    expect(await readAsset()).toMatchObject({ mintRateLevel: left, mintRateUpdatedAt: now });
  });

  test("a delisting stops deposits and mints for ever, while redemptions go on", async () => {
    const deposit = await record(world, asset, { id: "too late", shares: ONE, recipient: alice.publicKey });
    await change(world, issuer, delisting());
    await attest(world, asset, { shares: 1_000n * ONE });

    const minting = mintInstruction(world, asset, deposit, alice.publicKey);
    await expectRefusal(world, { instructions: minting, signers: [issuer.minter] }, "custody", "AssetDelisted");
    const input = { authority: issuer.authority.publicKey, issuer: issuer.address, mint: asset.mint };
    for (const instructions of [createResumeAssetInstruction(input), createHaltAssetInstruction(input)]) {
      await expectRefusal(world, { instructions, signers: [issuer.authority] }, "custody", "AssetDelisted");
    }

    const paid = await request(world, asset, { owner: alice, nonce: 2n, amount: 2n * ONE, leastCash: 10n });
    await settle(world, asset, paid, { amount: 2n * ONE, cash: 10n });
    const late = await request(world, asset, { owner: alice, nonce: 3n, amount: 3n * ONE, leastCash: 10n });
    await world.vm.setTime((await world.vm.now()) + LIMITS.redemptionWindow + 1n);
    await act(world, cancelInstruction(asset, late, alice.publicKey), [alice]);
    expect(await balanceOf(world, tokenAccountOf(alice.publicKey, asset.mint))).toBe(8n * ONE);
    expect((await readAsset()).status).toBe("Delisted");
  });
});

async function attempt(): Promise<{ instruction: TransactionInstruction; signers: Keypair[] }> {
  const proposed = await sponsored(delisting());
  return { instruction: await applyInstruction(world, proposed, { rentPayer: sponsor.publicKey }), signers: [] };
}
const subject = { world: () => world, name: "apply_change", attempt };

describeMalformed(subject);
describeReadOnly(subject);

describeSubstitutions({
  ...subject,
  substitutions: {
    issuer: [
      { as: "another issuer", key: () => theirs.issuer.address, refused: ["custody", "WrongChange"] },
      { as: "another asset", key: () => theirs.address, refused: ["custody", "AccountDataTooSmall"] },
      ...imposters(
        () => world.vm,
        () => issuer.address,
      ),
    ],
    change: [
      { as: "the change of another issuer", key: () => theirChange.address, refused: ["custody", "WrongChange"] },
      { as: "a change that was never proposed", key: () => changeAt(9n), refused: ["custody", "AccountDataTooSmall"] },
      { as: "another issuer", key: () => theirs.issuer.address, refused: ["custody", "InvalidAccountData"] },
      ...imposters(
        () => world.vm,
        () => changeAt(1n),
      ),
    ],
    asset: [
      { as: "another asset of the issuer", key: () => sibling.address, refused: ["custody", "WrongChange"] },
      { as: "the asset of another issuer", key: () => theirs.address, refused: ["custody", "WrongChange"] },
      { as: "none", key: () => CUSTODY_PROGRAM_ID, refused: ["custody", "ChangeAssetMissing"] },
      { as: "its attestation", key: () => asset.attestation, refused: ["custody", "InvalidAccountData"] },
      ...imposters(
        () => world.vm,
        () => asset.address,
      ),
    ],
    mint: [
      { as: "the mint of another asset", key: () => sibling.mint, refused: ["custody", "WrongMint"] },
      { as: "none", key: () => CUSTODY_PROGRAM_ID, refused: ["custody", "ChangeAssetMissing"] },
    ],
    rent_payer: [
      { as: "somebody else", key: () => keypairOf("somebody").publicKey, refused: ["custody", "WrongRentPayer"] },
      { as: "the authority", key: () => issuer.authority.publicKey, refused: ["custody", "WrongRentPayer"] },
    ],
  },
});
