/** What a thief can do to who has which key, and to how long everybody has to wait for it. */
import {
  type ChangeTerms,
  createAcceptIssuerAuthorityInstruction,
  createResumeAssetInstruction,
  createResumeMintInstruction,
  fetchIssuer,
  fetchRegistry,
  type Role,
  U64_MAX,
} from "@backstock/sdk";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { attest, mintInstruction, record } from "../harness/acts";
import {
  apply,
  applyInstruction,
  cancelChangeInstruction,
  haltAsset,
  passDelay,
  pauseMint,
  propose,
  proposeInstruction,
  revokeRole,
  type TestChange,
} from "../harness/admin";
import { ATTESTED, type Heist, startHeist, SURPLUS } from "../harness/heist";
import { LIMITS, type TestAsset } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import {
  acceptInstruction as acceptRegistryInstruction,
  pauseRegistry,
  proposeInstruction as proposeRegistryInstruction,
  resumeInstruction,
  setRolesInstruction,
} from "../harness/registryActs";
import type { Mark } from "../harness/rewind";
import { withAccount, withoutSignature } from "../harness/substitution";
import { act, createIssuerInstruction, DAY, issuerOf, type TestIssuer, type World } from "../harness/world";

const ROLES = ["Custodian", "Minter", "Redeemer", "Pauser", "ActionOfficer", "ComplianceOfficer", "Authority"] as const;

let heist: Heist;
let world: World;
let asset: TestAsset;
let issuer: TestIssuer;
let thief: Keypair;
let mark: Mark;

beforeAll(async () => {
  heist = await startHeist();
  ({ world, asset, thief } = heist);
  ({ issuer } = world);
});
beforeEach(async () => {
  mark = await heist.mark();
});
afterEach(() => mark.rewind());

const toThief = (role: Role): ChangeTerms => ({ kind: "Role", role, key: thief.publicKey });
const accepting = (by: Keypair): TransactionInstruction =>
  createAcceptIssuerAuthorityInstruction({ pendingAuthority: by.publicKey, issuer: issuer.address });
const refused = (
  instructions: TransactionInstruction | TransactionInstruction[],
  signers: readonly Keypair[],
  error: string,
  program: "custody" | "compliance" = "custody",
) => expectRefusal(world, { instructions, signers }, program, error, [issuer.address, world.registry.address]);
const proposed = (terms: ChangeTerms): Promise<TestChange> => propose(world, issuer, terms);
const authorityOf = async (): Promise<PublicKey> => (await fetchIssuer(world.vm, issuer.address)).authority;

describe("who is the authority", () => {
  test("E76: the authority's stolen key makes no other key the authority at once: not proposed, applied and accepted in one transaction", async () => {
    const proposing = await proposeInstruction(world, issuer, toThief("Authority"));
    const change = await proposed(toThief("Authority"));
    const applying = await applyInstruction(world, change);
    await mark.rewind();
    mark = await heist.mark();
    await refused([proposing, applying, accepting(thief)], [issuer.authority, thief], "ChangeTooEarly");
    await refused([proposing, accepting(thief)], [issuer.authority, thief], "NotPendingAuthority");
    expect(await authorityOf()).toEqual(issuer.authority.publicKey);

    await act(world, proposing, [issuer.authority]);
    await passDelay(world, issuer);
    await act(world, applying);
    // Named, and nobody yet: the authority of before is still the one.
    expect(await authorityOf()).toEqual(issuer.authority.publicKey);
    await refused(
      await proposeInstruction(world, issuer, toThief("Minter"), { authority: thief.publicKey }),
      [thief],
      "NotAuthority",
    );
  });

  test("E77: whom a cancelled change or a withdrawn proposal has named can't accept, in either program", async () => {
    const change = await proposed(toThief("Authority"));
    const applying = await applyInstruction(world, change);
    await act(world, cancelChangeInstruction(world, change, { signer: issuer.pauser.publicKey }), [issuer.pauser]);
    await passDelay(world, issuer);
    await refused(applying, [], "AccountDataTooSmall");
    await refused(accepting(thief), [thief], "NotPendingAuthority");

    const again = await proposed(toThief("Authority"));
    await passDelay(world, issuer);
    await apply(world, again);
    await revokeRole(world, issuer, "Authority");
    await refused(accepting(thief), [thief], "NotPendingAuthority");
    expect(await authorityOf()).toEqual(issuer.authority.publicKey);

    const { registry } = world;
    for (const named of [thief.publicKey, null]) {
      await act(world, proposeRegistryInstruction(registry, named), [registry.authority]);
    }
    await refused(acceptRegistryInstruction(registry, thief.publicKey), [thief], "NoProposal", "compliance");
    expect((await fetchRegistry(world.vm, registry.address)).authority).toEqual(registry.authority.publicKey);
  });

  test("E78: the key that is nobody's is given no role, proposed for none, and accepts none", async () => {
    const nobody = PublicKey.default;
    for (const role of ROLES) {
      const proposing = await proposeInstruction(world, issuer, { kind: "Role", role, key: nobody });
      await refused(proposing, [issuer.authority], "InvalidChange");
    }
    const attestors = [nobody, thief.publicKey, keypairOf("another thief").publicKey];
    const naming = await proposeInstruction(world, issuer, { kind: "Attestors", attestors, threshold: 2 });
    await refused(naming, [issuer.authority], "InvalidChange");
    for (const account of [
      "custodian",
      "minter",
      "redeemer",
      "pauser",
      "actionOfficer",
      "complianceOfficer",
    ] as const) {
      const candidate = issuerOf(`nobody is ${account}`, world.registry);
      const creating = createIssuerInstruction(world, candidate, [], { [account]: nobody });
      await refused(creating, [candidate.base, candidate.authority], "RolesNotSeparate");
    }
    const { registry } = world;
    for (const roles of [
      { officer: nobody, pauser: registry.pauser.publicKey },
      { officer: registry.officer.publicKey, pauser: nobody },
    ]) {
      await refused(setRolesInstruction(registry, roles), [registry.authority], "RolesNotSeparate", "compliance");
    }
    // An empty place is the default key, for which nobody signs: it is no way in.
    const asNobody = withAccount(accepting(thief), "accept_authority", "pending_authority", nobody);
    const unsigned = withoutSignature(asNobody, "accept_authority", "pending_authority");
    await refused(unsigned, [], "MissingRequiredSignature");
  });
});

describe("how much, and when", () => {
  test("E80: both keys that mint, and attestors who sign anything, get the rate limit's capacity at once, its refill later, and never more than the cap", async () => {
    await world.vm.setTime((await world.vm.now()) + 10n);
    await attest(world, asset, { shares: U64_MAX });
    const supply = ATTESTED - SURPLUS;
    // What honest mints of a moment ago have left.
    const left = LIMITS.mintRateCapacity - supply + 10n * LIMITS.mintRateRefill;
    const minting = async (id: string, shares: bigint) =>
      mintInstruction(
        world,
        asset,
        await record(world, asset, { id, shares, recipient: thief.publicKey }),
        thief.publicKey,
      );
    await refused(await minting("too much", left + 1n), [issuer.minter], "MintRateExceeded");
    await act(world, await minting("all at once", left), [issuer.minter]);
    await refused(await minting("a second", 1n), [issuer.minter], "MintRateExceeded");

    await world.vm.setTime((await world.vm.now()) + 3_600n);
    const refill = 3_600n * LIMITS.mintRateRefill;
    await refused(await minting("an hour and one", refill + 1n), [issuer.minter], "MintRateExceeded");
    await act(world, await minting("an hour", refill), [issuer.minter]);
    expect(await heist.difference()).toMatchObject({ "thief: tokens": left + refill, minted: left + refill });

    await world.vm.setTime((await world.vm.now()) + DAY - 3_600n);
    const cap = LIMITS.supplyCap - supply - left - refill;
    await refused(await minting("past the cap", cap + 1n), [issuer.minter], "SupplyCapExceeded");
  });

  test("E82: a change is applied neither a second early, nor with other terms, nor twice, nor once its week is over", async () => {
    const change = await proposed(toThief("Minter"));
    const earliest = (await world.vm.now()) + DAY;
    const applying = await applyInstruction(world, change);
    await world.vm.setTime(earliest - 1n);
    await refused(applying, [], "ChangeTooEarly");
    await world.vm.setTime(earliest + 7n * DAY + 1n);
    await refused(applying, [], "ChangeExpired");
    await world.vm.setTime(earliest);

    // The instruction carries no terms: what is applied is what was announced. Cash mints, which it names, are held to that.
    const cash = await proposed({ kind: "CashMints", cashMints: [] });
    await world.vm.setTime(earliest + DAY);
    const otherCash = { ...cash, terms: { kind: "CashMints", cashMints: [world.usdc] } } as const;
    await refused(await applyInstruction(world, otherCash), [], "CashMintsMismatch");

    await act(world, applying);
    expect((await fetchIssuer(world.vm, issuer.address)).minter).toEqual(thief.publicKey);
    await refused(applying, [], "AccountDataTooSmall");
    // Nor is its number given to another one.
    const { changeCount } = await fetchIssuer(world.vm, issuer.address);
    const reused = await proposeInstruction(world, issuer, toThief("Redeemer"), { number: changeCount });
    await refused(reused, [issuer.authority], "ChangeNumberMismatch");
  });

  test("E84: who may stop may not start again: the pauser resumes no mint and no asset, and the registry's pauser no registry", async () => {
    await pauseMint(world, issuer);
    await haltAsset(world, asset);
    await pauseRegistry(world, world.registry, 3_600n);
    const of = { authority: issuer.pauser.publicKey, issuer: issuer.address, mint: asset.mint };
    await refused(createResumeMintInstruction(of), [issuer.pauser], "NotAuthority");
    await refused(createResumeAssetInstruction(of), [issuer.pauser], "NotAuthority");
    const { pauser } = world.registry;
    const resuming = resumeInstruction(world.registry, { signer: pauser.publicKey });
    await refused(resuming, [pauser], "NotAuthority", "compliance");
    expect(await heist.difference()).toEqual({});
  });
});
