/** Who counts the shares, and what a thief makes of one who does, or did. */
import { fetchAttestation, fetchRedemption, U64_MAX } from "@backstock/sdk";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Keypair } from "@solana/web3.js";
import { attestInstruction, request, settle, tokenAccountOf } from "../harness/acts";
import { proposeInstruction, revokeAttestor } from "../harness/admin";
import { balanceOf } from "../harness/balances";
import { ASKED, ATTESTED, type Heist, HOLDINGS, startHeist, SURPLUS } from "../harness/heist";
import { ONE, type TestAsset } from "../harness/listing";
import { expectRefusal } from "../harness/refusal";
import type { Mark } from "../harness/rewind";
import { thiefMints, type ThiefMints } from "../harness/thiefMints";
import { act, createIssuerInstruction, issuerOf, type World } from "../harness/world";

let heist: Heist;
let world: World;
let asset: TestAsset;
let thefts: ThiefMints;
let mark: Mark;

beforeAll(async () => {
  heist = await startHeist();
  ({ world, asset } = heist);
  thefts = thiefMints(heist);
});
beforeEach(async () => {
  mark = await heist.mark();
});
afterEach(() => mark.rewind());

describe("who counts the shares", () => {
  test("D66: an attestor who says it twice, or in turns, is still one, and no key is an attestor twice", async () => {
    const [attestor, other] = world.issuer.attestors as [Keypair, Keypair];
    await world.vm.setTime((await world.vm.now()) + 10n);
    const asOf = await world.vm.now();
    const stating = (shares: bigint) => attestInstruction(world, asset, attestor.publicKey, { shares, asOf });
    const twice = { instructions: [await stating(U64_MAX), await stating(U64_MAX)], signers: [attestor] };
    await expectRefusal(world, twice, "custody", "StatementRepeated");
    for (const shares of [U64_MAX, 1n, U64_MAX, 1n, U64_MAX]) await act(world, await stating(shares), [attestor]);
    expect(await fetchAttestation(world.vm, asset.attestation)).toMatchObject({ round: 1n, shares: ATTESTED });

    const attestors = [attestor.publicKey, other.publicKey, attestor.publicKey];
    const change = await proposeInstruction(world, world.issuer, { kind: "Attestors", attestors, threshold: 2 });
    const proposing = { instructions: change, signers: [world.issuer.authority] };
    await expectRefusal(world, proposing, "custody", "RolesNotSeparate");
    const candidate = issuerOf("one attestor for two", world.registry);
    const creating = createIssuerInstruction(world, candidate, [], { attestors, threshold: 2 });
    const signers = [candidate.base, candidate.authority];
    await expectRefusal(world, { instructions: creating, signers }, "custody", "RolesNotSeparate");
  });

  test("D67: a removed attestor's statement counts no more, nor the round that he signed, and no threshold is 0, 1 or unreachable", async () => {
    const [removed, second, third] = world.issuer.attestors as [Keypair, Keypair, Keypair];
    const deposit = await thefts.record(ONE);
    await world.vm.setTime((await world.vm.now()) + 10n);
    const statement = { shares: U64_MAX, asOf: await world.vm.now() };
    await act(world, await attestInstruction(world, asset, removed.publicKey, statement), [removed]);
    await revokeAttestor(world, world.issuer, removed.publicKey);
    await act(world, await attestInstruction(world, asset, second.publicKey, statement), [second]);
    const stated = await attestInstruction(world, asset, removed.publicKey, statement);
    await expectRefusal(world, { instructions: stated, signers: [removed] }, "custody", "NotAttestor");
    expect(await fetchAttestation(world.vm, asset.attestation)).toMatchObject({ round: 1n, shares: ATTESTED });
    await thefts.refused(thefts.instruction(deposit), "AttestationEpochOld");

    const attestors = [second.publicKey, third.publicKey];
    for (const threshold of [0, 1, 3, 255]) {
      const change = await proposeInstruction(world, world.issuer, { kind: "Attestors", attestors, threshold });
      const proposing = { instructions: change, signers: [world.issuer.authority] };
      await expectRefusal(world, proposing, "custody", "InvalidThreshold");
      const candidate = issuerOf(`threshold ${threshold}`, world.registry);
      const creating = createIssuerInstruction(world, candidate, [], { attestors, threshold });
      const signers = [candidate.base, candidate.authority];
      await expectRefusal(world, { instructions: creating, signers }, "custody", "InvalidThreshold");
    }
    expect(await heist.difference()).toEqual({});
  });

  test("D68: when the shares fall below the supply minting stops by itself, and who asks for cash is paid all the same", async () => {
    const { alice, bob, onChain } = heist;
    const deposit = await thefts.record(1n);
    await world.vm.setTime((await world.vm.now()) + 10n);
    const [first, second] = world.issuer.attestors as [Keypair, Keypair];
    const statement = { shares: SURPLUS - 1n };
    await act(world, await attestInstruction(world, asset, first.publicKey, statement), [first]);
    const round = await act(world, await attestInstruction(world, asset, second.publicKey, statement), [second]);
    expect(round.events.map(({ name }) => name)).toEqual(["RoundRecorded", "Undercollateralized"]);
    await thefts.refused(thefts.instruction(deposit), "InsufficientReserve");

    const { leastCash } = await fetchRedemption(world.vm, onChain);
    await settle(world, asset, onChain, { amount: ASKED, cash: leastCash });
    await request(world, asset, { owner: bob, nonce: 0n, amount: HOLDINGS.bob, leastCash: 1n });
    expect(await balanceOf(world, tokenAccountOf(alice.publicKey, asset.mint))).toBe(HOLDINGS.alice);
    // What is burned for cash gives no room to mint: its shares have been sold.
    await thefts.refused(thefts.instruction(deposit), "InsufficientReserve");
    expect(await heist.difference()).toEqual({
      ...{ "attested shares": SURPLUS - 1n - ATTESTED, "alice: cash": leastCash, "redeemer: cash": -leastCash },
      ...{ supply: -ASKED, redeemed: ASKED, escrow: HOLDINGS.bob - ASKED, "asked for": HOLDINGS.bob - ASKED },
      "bob: tokens": -HOLDINGS.bob,
    });
  });
});
