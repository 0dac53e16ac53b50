/** Signatures that somebody has kept: transactions under a durable nonce, which land whenever a thief likes. */
import {
  BackstockError,
  createAcceptIssuerAuthorityInstruction,
  createResumeMintInstruction,
  createSetJurisdictionsInstruction,
  fetchEntry,
  fetchIssuer,
  fetchRedemption,
  fetchRegistry,
  findEntryPda,
} from "@backstock/sdk";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Keypair, type PublicKey, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import { allow, attest, mintInstruction, record, settle, settleInstruction, upsertInstruction } from "../harness/acts";
import { changeNow, pauseMint, propose, proposeInstruction, revokeRole } from "../harness/admin";
import { createNonce, land, signForLater } from "../harness/durableNonce";
import { ASKED, ATTESTED, type Heist, LEAST_CASH, startHeist } from "../harness/heist";
import { ONE, type TestAsset } from "../harness/listing";
import { keypairOf } from "../harness/people";
import {
  acceptInstruction,
  proposeInstruction as proposeRegistryInstruction,
  setRolesInstruction,
} from "../harness/registryActs";
import type { Mark } from "../harness/rewind";
import { act, DAY, type TestIssuer, US, type World } from "../harness/world";

const YEAR = 365n * DAY;

let heist: Heist;
let world: World;
let asset: TestAsset;
let issuer: TestIssuer;
let thief: Keypair;
let nonce: PublicKey;
let mark: Mark;

beforeAll(async () => {
  heist = await startHeist();
  ({ world, asset, thief } = heist);
  ({ issuer } = world);
  nonce = await createNonce(world, "thief's");
});
beforeEach(async () => {
  mark = await heist.mark();
});
afterEach(() => mark.rewind());

/** An operator signs, the thief keeps it, and lands it after whatever `meanwhile` is. Answers who refused it with what; null for nobody. */
async function keep(
  instruction: TransactionInstruction,
  signer: Keypair,
  meanwhile: () => Promise<unknown>,
): Promise<string | null> {
  const kept = await signForLater(world, nonce, [instruction], [signer]);
  await meanwhile();
  const before = await heist.difference();
  const refusal = await land(world, kept).then(
    () => null,
    (error: unknown) => {
      if (error instanceof BackstockError) return `${error.program}: ${error.name}`;
      throw error;
    },
  );
  if (refusal !== null) expect(await heist.difference()).toEqual(before);
  return refusal;
}

const wait = (seconds: bigint) => async () => world.vm.setTime((await world.vm.now()) + seconds);
const { publicKey: successor } = keypairOf("successor");

describe("signatures that were kept", () => {
  test("E83: a payment that was kept is refused once the same part is paid", async () => {
    const half = { amount: ASKED / 2n, cash: LEAST_CASH / 2n };
    const paying = await settleInstruction(world, asset, heist.onChain, half);
    const refusal = await keep(paying, issuer.redeemer, () => settle(world, asset, heist.onChain, half));
    expect(refusal).toBe("custody: SettledBeforeMismatch");
    expect(await fetchRedemption(world.vm, heist.onChain)).toMatchObject({
      settled: ASKED / 2n,
      paid: LEAST_CASH / 2n,
    });
  });

  test("E83: a mint that was kept is refused when its deposit has been recorded for a week", async () => {
    const deposit = await record(world, asset, { id: "old", shares: ONE, recipient: thief.publicKey });
    const minting = mintInstruction(world, asset, deposit, thief.publicKey);
    const aWeek = async () => {
      await wait(7n * DAY)();
      await attest(world, asset, { shares: ATTESTED });
    };
    expect(await keep(minting, issuer.minter, aWeek)).toBe("custody: DepositExpired");
    expect(await heist.difference()).toEqual({});
  });

  test("E83: whatever a key has signed is worth nothing once the key is revoked", async () => {
    const deposit = await record(world, asset, { id: "kept", shares: ONE, recipient: thief.publicKey });
    const minting = mintInstruction(world, asset, deposit, thief.publicKey);
    expect(await keep(minting, issuer.minter, () => revokeRole(world, issuer, "Minter"))).toBe("custody: NotMinter");
  });

  test("E83: a proposal that was kept is refused once another has been made, and waits the whole delay if it lands", async () => {
    const terms = { kind: "Role", role: "Minter", key: thief.publicKey } as const;
    const proposing = await proposeInstruction(world, issuer, terms);
    const another = () => propose(world, issuer, { kind: "Role", role: "Redeemer", key: successor });
    expect(await keep(proposing, issuer.authority, another)).toBe("custody: ChangeNumberMismatch");

    const next = await proposeInstruction(world, issuer, terms);
    expect(await keep(next, issuer.authority, wait(YEAR))).toBeNull();
    expect((await fetchIssuer(world.vm, issuer.address)).minter).toEqual(issuer.minter.publicKey);
  });

  test("E83: an entry that was kept is refused once the wallet's entry has been written again", async () => {
    const entry = findEntryPda({ registry: world.registry.address, wallet: thief.publicKey }).address;
    const { version: expectedVersion } = await fetchEntry(world.vm, entry);
    const activating = upsertInstruction(world, thief.publicKey, { expectedVersion });
    const suspend = () => allow(world, thief.publicKey, { status: "Suspended" });
    expect(await keep(activating, world.registry.officer, suspend)).toBe("compliance: VersionMismatch");
    expect((await fetchEntry(world.vm, entry)).status).toBe("Suspended");
  });

  test("GD10: roles of the registry that were kept come back a year later: only another authority makes them worthless", async () => {
    const { registry } = world;
    const { officer, pauser } = registry;
    const old = setRolesInstruction(registry, { officer: officer.publicKey, pauser: pauser.publicKey });
    const replace = async () => {
      await wait(YEAR)();
      await act(world, setRolesInstruction(registry, { officer: successor, pauser: pauser.publicKey }), [
        registry.authority,
      ]);
    };
    expect(await keep(old, registry.authority, replace)).toBeNull();
    expect((await fetchRegistry(world.vm, registry.address)).officer).toEqual(officer.publicKey);

    const next = keypairOf("next authority");
    const handOver = async () => {
      await replace();
      await act(world, proposeRegistryInstruction(registry, next.publicKey), [registry.authority]);
      await wait(DAY)();
      await act(world, acceptInstruction(registry, next.publicKey), [next]);
    };
    expect(await keep(old, registry.authority, handOver)).toBe("compliance: NotAuthority");
    expect((await fetchRegistry(world.vm, registry.address)).officer).toEqual(successor);
  });

  test("GD11: a stop's end that was kept ends a later stop, too, and what is kept is worthless once its nonce is moved on", async () => {
    const resuming = createResumeMintInstruction({ authority: issuer.authority.publicKey, issuer: issuer.address });
    expect(await keep(resuming, issuer.authority, () => pauseMint(world, issuer))).toBeNull();
    expect((await fetchIssuer(world.vm, issuer.address)).mintPaused).toBe(0);

    const advance = SystemProgram.nonceAdvance({ noncePubkey: nonce, authorizedPubkey: world.payer.publicKey });
    const moveOn = () => act(world, advance);
    await pauseMint(world, issuer);
    const blocking = createSetJurisdictionsInstruction({
      authority: world.registry.authority.publicKey,
      registry: world.registry.address,
      blockedJurisdictions: [],
    });
    expect(await keep(blocking, world.registry.authority, moveOn)).toBe("runtime: BlockhashNotFound");
    expect(await keep(resuming, issuer.authority, moveOn)).toBe("runtime: BlockhashNotFound");
    const { blockedJurisdictions } = await fetchRegistry(world.vm, world.registry.address);
    expect((blockedJurisdictions[US >> 3]! >> (US & 7)) & 1).toBe(1);
  });

  test("GD12: an authority's proposal that was kept is worthless when another key is the authority", async () => {
    const terms = { kind: "Role", role: "Custodian", key: thief.publicKey } as const;
    const { changeCount } = await fetchIssuer(world.vm, issuer.address);
    const proposing = await proposeInstruction(world, issuer, terms, { number: changeCount + 2n });
    const next = keypairOf("next authority");
    const handOver = async () => {
      await changeNow(world, issuer, { kind: "Role", role: "Authority", key: next.publicKey });
      const of = { pendingAuthority: next.publicKey, issuer: issuer.address };
      await act(world, createAcceptIssuerAuthorityInstruction(of), [next]);
    };
    expect(await keep(proposing, issuer.authority, handOver)).toBe("custody: NotAuthority");
  });
});
