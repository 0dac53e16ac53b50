/** Group A: what is made twice, made by somebody else first, or kept from being made. */
import {
  createRegisterMintInstruction,
  fetchAsset,
  fetchIssuer,
  fetchRegistry,
  findActionApprovalPda,
  findAssetPda,
  findAttestationPda,
  findChangePda,
  findCorporateActionPda,
  findDepositPda,
  findEntryPda,
  findEscrowPda,
  findIssuerPda,
  findRedemptionPda,
  findRegistryLogPda,
  findRegistryPda,
  findUnderlyingPda,
  findValidationPda,
  multiplierFromDecimal,
  rentExemptLamports,
} from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Keypair, type PublicKey, SystemProgram } from "@solana/web3.js";
import {
  allow,
  attest,
  cancelInstruction,
  createTokenAccountInstruction,
  idOf,
  mintInstruction,
  recordInstruction,
  request,
  requestInstruction,
  settleInstruction,
  tokenAccountOf,
  upsertInstruction,
} from "../harness/acts";
import { proposeInstruction } from "../harness/admin";
import { balanceOf } from "../harness/balances";
import { giveCash } from "../harness/cash";
import { approve, DOCUMENT, schedule, termsOf } from "../harness/corporateActions";
import {
  assetOf,
  createStockMint,
  ISIN,
  mintKeypairOf,
  ONE,
  registerAssetInstruction,
  type TestAsset,
} from "../harness/listing";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import { passDeadline } from "../harness/redemptionScene";
import { createHolder } from "../harness/holders";
import { isinOf } from "../harness/stockMints";
import { withAccount } from "../harness/idlAccounts";
import {
  act,
  createIssuer,
  createIssuerInstruction,
  createRegistryInstruction,
  DAY,
  issuerOf,
  registryOf,
  SOL,
  startWorld,
  type TestIssuer,
  type World,
} from "../harness/world";

const thief = keypairOf("thief");
let world: World;
let rival: TestIssuer;
beforeAll(async () => {
  world = await startWorld();
  rival = await createIssuer(world, "rival", world.registry, [world.usdc]);
  await world.vm.fund(thief.publicKey, 100n * SOL);
});

/** An asset with a holder, of an issuer. */
async function listed(issuer: TestIssuer, symbol: string): Promise<TestAsset & { alice: Keypair }> {
  const isin = ISIN.apple;
  const mint = await createStockMint(world, issuer, symbol, "hooked");
  await act(world, registerAssetInstruction(world, issuer, mint, isin), [issuer.authority]);
  const asset = assetOf(issuer, mint, isin);
  await attest(world, asset, { shares: 1_000n * ONE });
  return { ...asset, alice: await createHolder(world, asset, "alice", 10n * ONE) };
}

describe("a thing that is there already", () => {
  test("A7: create_issuer and create_registry let nobody name new keys, who has the base key besides", async () => {
    const { base } = issuerOf("again", world.registry);
    await createIssuer(world, "again", world.registry, []);
    const usurper = issuerOf("usurper", world.registry);
    const before = await fetchIssuer(world.vm, findIssuerPda({ base: base.publicKey }).address);
    const instructions = createIssuerInstruction(world, { ...usurper, base }, []);
    const attempt = { instructions, signers: [base, usurper.authority] };
    await expectRefusal(world, attempt, "custody", "IssuerExists");
    expect(await fetchIssuer(world.vm, findIssuerPda({ base: base.publicKey }).address)).toEqual(before);

    const registry = { ...registryOf("usurper"), base: world.registry.base };
    const theirs = {
      instructions: createRegistryInstruction(world, registry),
      signers: [registry.base, registry.authority],
    };
    await expectRefusal(world, theirs, "compliance", "RegistryExists");
    expect((await fetchRegistry(world.vm, world.registry.address)).authority).toEqual(
      world.registry.authority.publicKey,
    );
  });

  test("A7: nothing of a listed asset is made anew: asset, deposit, redemption, entry or underlying", async () => {
    const asset = await listed(world.issuer, "AGAIN");
    const { issuer, mint, alice } = asset;
    const recipient = alice.publicKey;
    const again = registerAssetInstruction(world, issuer, mint, isinOf(1));
    await expectRefusal(world, { instructions: again, signers: [issuer.authority] }, "custody", "AssetExists");

    const deposit = recordInstruction(world, asset, { id: "once", shares: ONE, recipient });
    await act(world, deposit, [issuer.custodian]);
    const twice = recordInstruction(world, asset, { id: "once", shares: 9n * ONE, recipient: thief.publicKey });
    await expectRefusal(world, { instructions: twice, signers: [issuer.custodian] }, "custody", "DepositExists");

    const asked = { owner: alice, nonce: 0n, amount: ONE, leastCash: 1n };
    await request(world, asset, asked);
    const more = requestInstruction(world, asset, { ...asked, amount: 2n * ONE });
    await expectRefusal(world, { instructions: more, signers: [alice] }, "custody", "RedemptionExists");

    const blank = upsertInstruction(world, recipient, { permissions: 0 });
    await expectRefusal(
      world,
      { instructions: blank, signers: [world.registry.officer] },
      "compliance",
      "VersionMismatch",
    );
    const underlying = registerAssetInstruction(
      world,
      issuer,
      await createStockMint(world, issuer, "ISINTWICE", "open"),
      ISIN.apple,
    );
    await expectRefusal(world, { instructions: underlying, signers: [issuer.authority] }, "custody", "UnderlyingTaken");
  });
});

describe("lamports that a thief has sent ahead", () => {
  /** A transfer of the thief's own, of the rent of an empty account: less stays nowhere. */
  async function sendAhead(addresses: readonly PublicKey[], lamports = rentExemptLamports(0)): Promise<void> {
    const gifts = addresses.map((toPubkey) =>
      SystemProgram.transfer({ fromPubkey: thief.publicKey, toPubkey, lamports: Number(lamports) }),
    );
    for (let at = 0; at < gifts.length; at += 8) await act(world, gifts.slice(at, at + 8), [thief]);
  }

  test("A8: no account of an asset's whole life is held up by lamports that a thief has sent to its address", async () => {
    const registry = registryOf("ahead");
    const issuer = issuerOf("ahead", registry);
    const registryAddress = findRegistryPda({ base: registry.base.publicKey }).address;
    const issuerAddress = findIssuerPda({ base: issuer.base.publicKey }).address;
    await sendAhead([registryAddress, findRegistryLogPda({ registry: registryAddress }).address, issuerAddress]);
    await act(world, createRegistryInstruction(world, registry), [registry.base, registry.authority]);
    await act(world, createIssuerInstruction(world, issuer, [world.usdc]), [issuer.base, issuer.authority]);

    const key = mintKeypairOf("AHEAD", issuer).publicKey;
    const address = findAssetPda({ issuer: issuer.address, mint: key }).address;
    const escrow = findEscrowPda({ asset: address, mint: key }).address;
    const ofAsset = [
      findUnderlyingPda({ issuer: issuer.address, isin: ISIN.apple }).address,
      findAttestationPda({ asset: address }).address,
      findValidationPda({ mint: key }).address,
      escrow,
      address,
    ];
    // More than their rent, too.
    await sendAhead(ofAsset);
    await sendAhead(ofAsset.slice(0, 3), SOL / 10n);
    const mint = await createStockMint(world, issuer, "AHEAD", "hooked");
    await act(world, registerAssetInstruction(world, issuer, mint, ISIN.apple), [issuer.authority]);
    const asset = assetOf(issuer, mint, ISIN.apple);
    expect(asset).toMatchObject({ address, escrow });

    const alice = keypairOf("alice");
    const wallet = alice.publicKey;
    const id = idOf("ahead");
    const deposit = findDepositPda({ asset: address, id }).address;
    const redemption = findRedemptionPda({ asset: address, opener: wallet, nonce: 0n }).address;
    const effectiveAt = (await world.vm.now()) + 2n * DAY;
    const terms = termsOf({ action: { kind: "Decrease", to: multiplierFromDecimal("0.5").bits }, effectiveAt });
    await sendAhead([
      findEntryPda({ registry: registryAddress, wallet }).address,
      tokenAccountOf(wallet, mint),
      deposit,
      redemption,
      findChangePda({ issuer: issuer.address, number: 1n }).address,
      findCorporateActionPda({ asset: address, number: 1n }).address,
      findActionApprovalPda({ asset: address, ...terms }).address,
    ]);
    await allow(world, wallet, {}, registry);
    await act(world, createTokenAccountInstruction(world, wallet, mint));
    await giveCash(world, wallet, 0n);
    await giveCash(world, issuer.redeemer.publicKey, 100n);
    await attest(world, asset, { shares: 100n * ONE });
    await act(world, recordInstruction(world, asset, { id: "ahead", shares: 10n * ONE, recipient: wallet }), [
      issuer.custodian,
    ]);
    await act(world, mintInstruction(world, asset, deposit, wallet), [issuer.minter]);
    await request(world, asset, { owner: alice, nonce: 0n, amount: ONE, leastCash: 1n });
    await act(world, await proposeInstruction(world, issuer, { kind: "Role", role: "Minter", key: thief.publicKey }), [
      issuer.authority,
    ]);
    await approve(world, asset, issuer.attestors, terms);
    await schedule(world, asset, { action: { kind: "Decrease", to: terms.to }, effectiveAt });
    expect(terms.documentSha256).toEqual(DOCUMENT);
    await act(world, await settleInstruction(world, asset, redemption, { amount: ONE, cash: 1n }), [issuer.redeemer]);

    expect(await balanceOf(world, tokenAccountOf(wallet, mint))).toBe(9n * ONE);
    expect(await fetchAsset(world.vm, address)).toMatchObject({ minted: 10n * ONE, redeemed: ONE, actionCount: 1n });
  });
});

describe("somebody else who is first", () => {
  test("A17: nobody lists with an issuer of their own the mint that stands unlisted for a moment", async () => {
    const { issuer } = world;
    const mint = await createStockMint(world, issuer, "MOMENT", "hooked");
    const theirs = registerAssetInstruction(world, rival, mint, isinOf(2));
    await expectRefusal(world, { instructions: theirs, signers: [rival.authority] }, "custody", "ForeignMintAuthority");
    const named = withAccount(
      theirs,
      "register_asset",
      "asset",
      findAssetPda({ issuer: issuer.address, mint }).address,
    );
    await expectRefusal(world, { instructions: named, signers: [rival.authority] }, "custody", "InvalidSeeds");
    await act(world, registerAssetInstruction(world, issuer, mint, isinOf(2)), [issuer.authority]);
  });

  test("A17: nobody registers the mint's hook with a registry and a controller of their own before it is listed", async () => {
    const { issuer, payer } = world;
    const mint = await createStockMint(world, issuer, "EARLYHOOK", "hooked");
    const instructions = createRegisterMintInstruction({
      payer: payer.publicKey,
      controller: thief.publicKey,
      hookAuthority: thief.publicKey,
      mint,
      registry: world.registry.address,
    });
    await expectRefusal(world, { instructions, signers: [thief] }, "compliance", "NotHookAuthority");
    await act(world, registerAssetInstruction(world, issuer, mint, isinOf(3)), [issuer.authority]);
  });

  test("A17: nobody makes an issuer or a registry at the address of another's base key", async () => {
    const registry = { ...registryOf("early registry"), authority: thief };
    const signed = createRegistryInstruction(world, registry);
    const issuer = { ...issuerOf("early issuer", world.registry), authority: thief };
    const attempts = [
      [signed, "compliance"],
      [createIssuerInstruction(world, issuer, []), "custody"],
    ] as const;
    for (const [instruction, program] of attempts) {
      const keys = instruction.keys.map((meta) => ({
        ...meta,
        isSigner: meta.isSigner && ![registry.base, issuer.base].some((base) => base.publicKey.equals(meta.pubkey)),
      }));
      instruction.keys = keys;
      await expectRefusal(world, { instructions: instruction, signers: [thief] }, program, "MissingRequiredSignature");
    }
  });

  test("A17: the recipient's account is the recipient's, whoever makes it first, and nothing is minted to another", async () => {
    const issuer = await createIssuer(world, "early account", world.registry, [world.usdc]);
    const asset = await listed(issuer, "EARLYACC");
    const carol = keypairOf("carol");
    await allow(world, carol.publicKey);
    await act(world, createTokenAccountInstruction({ ...world, payer: thief }, carol.publicKey, asset.mint), [thief]);
    await allow(world, thief.publicKey);
    await act(world, createTokenAccountInstruction(world, thief.publicKey, asset.mint));
    await act(world, recordInstruction(world, asset, { id: "carol's", shares: ONE, recipient: carol.publicKey }), [
      issuer.custodian,
    ]);
    const deposit = findDepositPda({ asset: asset.address, id: idOf("carol's") }).address;
    const theirs = mintInstruction(world, asset, deposit, thief.publicKey);
    await expectRefusal(world, { instructions: theirs, signers: [issuer.minter] }, "custody", "WrongRecipientAccount");
    await act(world, mintInstruction(world, asset, deposit, carol.publicKey), [issuer.minter]);
    expect(await balanceOf(world, tokenAccountOf(carol.publicKey, asset.mint))).toBe(ONE);
  });
});

describe("the vaults of two issuers", () => {
  test("A18: of two issuers of the same share each has its own mint, escrow and reserve, and neither pays out of the other's", async () => {
    const mine = await listed(await createIssuer(world, "first of two", world.registry, [world.usdc]), "SAME");
    const theirs = await listed(await createIssuer(world, "second of two", world.registry, [world.usdc]), "SAME");
    const { alice } = mine;
    const all = [mine, theirs];
    for (const key of ["address", "mint", "escrow", "attestation", "underlying", "validation"] as const) {
      expect(mine[key]).not.toEqual(theirs[key]);
    }
    const redemptions: PublicKey[] = [];
    for (const asset of all) {
      redemptions.push(await request(world, asset, { owner: alice, nonce: 0n, amount: 4n * ONE, leastCash: 1n }));
    }
    await passDeadline(world, redemptions[0]!);

    const cancel = cancelInstruction(mine, redemptions[0]!, alice.publicKey);
    const escrow = withAccount(cancel, "cancel_redemption", "escrow", theirs.escrow);
    await expectRefusal(world, { instructions: escrow, signers: [alice] }, "custody", "WrongEscrow");
    const redemption = withAccount(cancel, "cancel_redemption", "redemption", redemptions[1]!);
    await expectRefusal(world, { instructions: redemption, signers: [alice] }, "custody", "WrongRedemption");
    const mint = withAccount(escrow, "cancel_redemption", "mint", theirs.mint);
    await expectRefusal(world, { instructions: mint, signers: [alice] }, "custody", "WrongMint");

    await act(world, cancel, [alice]);
    const tokens = (asset: TestAsset) => balanceOf(world, tokenAccountOf(alice.publicKey, asset.mint));
    expect(await Promise.all(all.map(tokens))).toEqual([10n * ONE, 6n * ONE]);
    expect(await Promise.all(all.map((asset) => balanceOf(world, asset.escrow)))).toEqual([0n, 4n * ONE]);
    await expectRefusal(world, { instructions: cancel, signers: [alice] }, "custody", "RedemptionEnded");
    await act(world, cancelInstruction(theirs, redemptions[1]!, alice.publicKey), [alice]);
    expect(await Promise.all(all.map(tokens))).toEqual([10n * ONE, 10n * ONE]);
  });
});
