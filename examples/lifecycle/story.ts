/** The whole life of one stock token, step after step. */
import {
  ALL_PERMISSIONS,
  backedSupply,
  bytesEqual,
  createMintDepositInstruction,
  createRecordDepositInstruction,
  effectiveMultiplier,
  fetchAsset,
  fetchAttestation,
  fetchRedemption,
  findAssetPda,
  findAssociatedTokenPda,
  findAttestationPda,
  findDepositPda,
  formatAmount,
  isCovered,
  parseMint,
  parseTokenAccount,
  type PreparedTransaction,
  prepareCancelRedemption,
  prepareCloseRedemption,
  prepareCreateIssuer,
  prepareCreateRegistry,
  prepareListAsset,
  prepareMintDeposit,
  prepareRecordDeposit,
  prepareRequestRedemption,
  prepareScheduleAction,
  prepareSettleRedemption,
  prepareSubmitAttestation,
  prepareTransfer,
  prepareUpsertEntry,
  replay,
  rawToUiAmount,
  sha256,
} from "@backstock/sdk";
import type { Keypair, PublicKey } from "@solana/web3.js";
import {
  APPLE_ISIN,
  DOLLAR,
  REAL_DIVIDEND,
  REAL_MULTIPLIER_CHANGE,
  realAppleFacts,
  reserveReport,
  SHARE,
} from "./apple";
import { prepareCashAccount, prepareCashMint } from "./cash";
import type { Cast } from "./cast";
import type { Chain } from "./chain";

const HOUR = 3_600n;
const DAY = 86_400n;
const USA = 840;
const SWITZERLAND = 756;

const LIMITS = {
  supplyCap: 1_000_000n * SHARE,
  maxAttestationAge: DAY,
  redemptionWindow: 5n * DAY,
  processingWindow: 3n * DAY,
  minimumRedemption: SHARE,
  mintRateCapacity: 100_000n * SHARE,
  mintRateRefill: SHARE,
};

/** What the story ends with, raw. */
export interface BalanceSheet {
  readonly supply: bigint;
  readonly attestedShares: bigint;
  readonly escrowed: bigint;
  readonly replayedSupply: bigint;
  /** As the attestors have signed it. */
  readonly reportSha256: Uint8Array;
}

/** The 32 bytes that a custodian names a deposit by. */
function depositId(text: string): Uint8Array {
  return sha256(new TextEncoder().encode(text));
}

/** Tells the story on a chain. Throws UnexpectedOutcome at the first step that does not come out as it has to. */
export async function tellStory(chain: Chain, cast: Cast): Promise<BalanceSheet> {
  await setUp(chain, cast);
  await attestAndMint(chain, cast);
  await moveTokens(chain, cast);
  await redeemForCash(chain, cast);
  await takeBack(chain, cast);
  await payDividend(chain, cast);
  return closeTheBooks(chain, cast);
}

/** What every step on Apple's token names. */
function listing({ payer, issuer, mint }: Cast): {
  readonly payer: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
} {
  return { payer: payer.publicKey, issuer: issuer.address, mint: mint.publicKey };
}

async function setUp(chain: Chain, cast: Cast): Promise<void> {
  const { vm } = chain;
  const { payer, registry, issuer, attestors } = cast;
  await chain.succeed("create USDC, 6 decimals, on SPL Token", prepareCashMint(cast), [cast.usdc]);
  await chain.succeed(
    "create the allowlist registry, US persons blocked",
    await prepareCreateRegistry(vm, {
      payer: payer.publicKey,
      base: registry.base.publicKey,
      authority: registry.authority.publicKey,
      officer: registry.officer.publicKey,
      pauser: registry.pauser.publicKey,
      blockedJurisdictions: [USA],
    }),
    [registry.base, registry.authority],
  );
  await chain.succeed(
    "create the issuer, 2 of 3 attestors",
    await prepareCreateIssuer(vm, {
      payer: payer.publicKey,
      base: issuer.base.publicKey,
      authority: issuer.authority.publicKey,
      registry: registry.address,
      custodian: issuer.custodian.publicKey,
      minter: issuer.minter.publicKey,
      redeemer: issuer.redeemer.publicKey,
      pauser: issuer.pauser.publicKey,
      actionOfficer: issuer.actionOfficer.publicKey,
      complianceOfficer: issuer.complianceOfficer.publicKey,
      attestors: attestors.map(({ publicKey }) => publicKey),
      threshold: 2,
      changeDelay: DAY,
      cashMints: [cast.usdc.publicKey],
    }),
    [issuer.base, issuer.authority],
  );
  await allow(chain, cast, "Alice, Switzerland", cast.alice, SWITZERLAND);
  await allow(chain, cast, "Bob, Switzerland", cast.bob, SWITZERLAND);
  await allow(chain, cast, "Uma, USA", cast.uma, USA);

  const { name, symbol, uri } = realAppleFacts().tokenMetadata;
  const metadata = { name, symbol, uri, decimals: realAppleFacts().decimals };
  const wanted = { ...listing(cast), ...metadata, profile: "hooked", isin: APPLE_ISIN, limits: LIMITS } as const;
  const [createMint] = await prepareListAsset(vm, wanted);
  await chain.succeed("create the mint of AAPLx, 8 extensions", expectStep(createMint), [cast.mint]);
  const [register] = await prepareListAsset(vm, wanted);
  await chain.succeed("list AAPLx", expectStep(register), [issuer.authority]);
}

/** Listing answers what is left to do: never nothing here. */
function expectStep(prepared: PreparedTransaction | undefined): PreparedTransaction {
  if (prepared === undefined) throw new Error("nothing was left to list");
  return prepared;
}

async function allow(chain: Chain, cast: Cast, who: string, wallet: Keypair, jurisdiction: number): Promise<void> {
  const prepared = await prepareUpsertEntry(chain.vm, {
    payer: cast.payer.publicKey,
    registry: cast.registry.address,
    wallet: wallet.publicKey,
    expectedVersion: 0n,
    status: "Active",
    class: "Person",
    permissions: ALL_PERMISSIONS,
    jurisdiction,
    expiresAt: 0n,
    identity: depositId(who),
  });
  await chain.succeed(`allowlist ${who}`, prepared, [cast.registry.officer]);
}

/** "1,000" */
function sharesText(shares: bigint): string {
  return Number(formatAmount(shares, realAppleFacts().decimals)).toLocaleString("en-US");
}

interface Round {
  readonly number: 1 | 2 | 3;
  readonly shares: bigint;
  /** Raw, until then. */
  readonly redeemed: bigint;
}

/** The two of three attestors whose word it takes state the same. */
async function attest(chain: Chain, cast: Cast, { number, shares, redeemed }: Round): Promise<void> {
  const asOf = await chain.vm.now();
  for (const [index, attestor] of cast.attestors.slice(0, 2).entries()) {
    const prepared = await prepareSubmitAttestation(chain.vm, {
      ...listing(cast),
      attestor: attestor.publicKey,
      report: reserveReport(number),
      ...{ asOf, shares, redeemedTotal: redeemed },
    });
    await chain.succeed(`attestor ${index + 1} of 2 states ${sharesText(shares)} shares`, prepared, [attestor]);
  }
}

async function attestAndMint(chain: Chain, cast: Cast): Promise<void> {
  const { vm } = chain;
  const { issuer } = cast;
  const asOf = await vm.now();
  await attest(chain, cast, { number: 1, shares: 1_000n * SHARE, redeemed: 0n });

  const deposit = async (id: string, shares: bigint): Promise<void> => {
    const record = { id: depositId(id), shares, recipient: cast.alice.publicKey, reference: depositId(`wire ${id}`) };
    await chain.succeed(`record deposit ${id}`, await prepareRecordDeposit(vm, { ...listing(cast), ...record }), [
      issuer.custodian,
    ]);
  };
  const mint = (id: string): ReturnType<typeof prepareMintDeposit> =>
    prepareMintDeposit(vm, { ...listing(cast), id: depositId(id) });

  await deposit("A of 1,000.5 shares", 1_000n * SHARE + SHARE / 2n);
  const tooMuch = { program: "custody", name: "InsufficientReserve" } as const;
  await chain.refuse("mint 1,000.5 against 1,000 shares", tooMuch, await mint("A of 1,000.5 shares"), [issuer.minter]);
  await deposit("B of 1,000 shares", 1_000n * SHARE);
  await chain.succeed("mint 1,000", await mint("B of 1,000 shares"), [issuer.minter]);

  await deposit("C of 1 share", SHARE);
  await vm.setTime(asOf + LIMITS.maxAttestationAge + 1n);
  const tooOld = { program: "custody", name: "AttestationTooOld" } as const;
  await chain.refuse("mint on an attestation one second too old", tooOld, await mint("C of 1 share"), [issuer.minter]);

  // The SDK's actions would refuse a spent id by themselves; the chain does too.
  const spent = { program: "custody", name: "DepositSpent" } as const;
  const asset = findAssetPda({ issuer: issuer.address, mint: cast.mint.publicKey }).address;
  const id = depositId("B of 1,000 shares");
  const again = {
    ...listing(cast),
    registry: cast.registry.address,
    deposit: findDepositPda({ asset, id }).address,
    recipient: cast.alice.publicKey,
    rentPayer: cast.payer.publicKey,
  };
  await chain.refuse(
    "mint deposit B again",
    spent,
    createMintDepositInstruction({ ...again, minter: issuer.minter.publicKey }),
    [issuer.minter],
  );
  const record = { id, shares: 1_000n * SHARE, recipient: cast.alice.publicKey, reference: depositId("wire again") };
  await chain.refuse(
    "record deposit B again",
    spent,
    createRecordDepositInstruction({ ...listing(cast), custodian: issuer.custodian.publicKey, ...record }),
    [issuer.custodian],
  );
}

async function moveTokens(chain: Chain, cast: Cast): Promise<void> {
  const { alice } = cast;
  const transfer = (to: Keypair): ReturnType<typeof prepareTransfer> =>
    prepareTransfer(chain.vm, {
      payer: cast.payer.publicKey,
      owner: alice.publicKey,
      mint: cast.mint.publicKey,
      to: to.publicKey,
      amount: 250n * SHARE,
    });
  await chain.succeed("transfer 250 to Bob, creating his account", await transfer(cast.bob), [alice]);
  const blocked = { program: "compliance", name: "ReceiverJurisdictionBlocked" } as const;
  await chain.refuse("transfer 250 to Uma, a US person", blocked, await transfer(cast.uma), [alice]);
  const unlisted = { program: "compliance", name: "ReceiverNotListed" } as const;
  await chain.refuse("transfer 250 to a wallet on no list", unlisted, await transfer(cast.stranger), [alice]);
}

async function request(chain: Chain, cast: Cast, name: string, shares: bigint, cash: bigint): Promise<PublicKey> {
  const prepared = await prepareRequestRedemption(chain.vm, {
    ...listing(cast),
    owner: cast.alice.publicKey,
    amount: shares,
    payout: { kind: "OnChain", cashMint: cast.usdc.publicKey, leastCash: cash },
  });
  await chain.succeed(name, prepared, [cast.alice]);
  return prepared.redemption;
}

async function redeemForCash(chain: Chain, cast: Cast): Promise<void> {
  const { redeemer } = cast.issuer;
  await chain.succeed("give the redeemer 10,000 USDC", prepareCashAccount(cast, redeemer.publicKey, 10_000n * DOLLAR), [
    cast.usdcAuthority,
  ]);
  const redemption = await request(
    chain,
    cast,
    "Alice asks 2,500 USDC for 12.5 shares",
    (25n * SHARE) / 2n,
    2_500n * DOLLAR,
  );
  const half = { amount: (25n * SHARE) / 4n, cash: 1_250n * DOLLAR };
  const settle = (part: { amount: bigint; cash: bigint }): ReturnType<typeof prepareSettleRedemption> =>
    prepareSettleRedemption(chain.vm, { ...listing(cast), redemption, ...part });
  const tooLittle = { program: "custody", name: "InsufficientCash" } as const;
  await chain.refuse(
    "settle half of it for half a cent too little",
    tooLittle,
    await settle({ ...half, cash: half.cash - DOLLAR / 200n }),
    [redeemer],
  );
  await chain.succeed("settle half of it for 1,250 USDC", await settle(half), [redeemer]);
  await chain.succeed("settle the other half", await settle(half), [redeemer]);
  await chain.succeed(
    "close the settled redemption",
    await prepareCloseRedemption(chain.vm, { ...listing(cast), closer: cast.payer.publicKey, redemption }),
  );
}

async function takeBack(chain: Chain, cast: Cast): Promise<void> {
  const redemption = await request(chain, cast, "Alice asks 2,000 USDC for 10 shares", 10n * SHARE, 2_000n * DOLLAR);
  const { deadline } = await fetchRedemption(chain.vm, redemption);
  const cancel = (): ReturnType<typeof prepareCancelRedemption> =>
    prepareCancelRedemption(chain.vm, { ...listing(cast), owner: cast.alice.publicKey, redemption });
  await chain.vm.setTime(deadline);
  const early = { program: "custody", name: "DeadlineNotPassed" } as const;
  await chain.refuse("take them back at the deadline", early, await cancel(), [cast.alice]);
  await chain.vm.setTime(deadline + 1n);
  await chain.succeed("nobody has paid: Alice takes them back", await cancel(), [cast.alice]);
}

/** Dividends are reinvested: a token stands for more shares, and nobody's balance changes. The multipliers are AAPLx's. */
async function payDividend(chain: Chain, cast: Cast): Promise<void> {
  const { vm } = chain;
  const { from, to } = REAL_DIVIDEND;
  const { actionOfficer, custodian } = cast.issuer;
  const redeemed = (25n * SHARE) / 2n;
  const schedule = (multiplier: string, effectiveAt: bigint): ReturnType<typeof prepareScheduleAction> =>
    prepareScheduleAction(vm, {
      ...listing(cast),
      action: { kind: "Dividend", to: multiplier },
      effectiveAt,
      documentSha256: depositId(`announcement of ${multiplier}`),
    });

  await attest(chain, cast, { number: 2, shares: (9_902n * SHARE) / 10n, redeemed });
  const earlier = (await vm.now()) + HOUR;
  const officers = [actionOfficer, custodian];
  await chain.succeed(`schedule earlier dividends: 1 to ${from}`, await schedule(from, earlier), officers);
  await vm.setTime(earlier);

  const uncovered = { program: "custody", name: "InsufficientReserve" } as const;
  const real = await schedule(to, REAL_MULTIPLIER_CHANGE);
  await chain.refuse("schedule August's before its shares are there", uncovered, real, officers);
  await attest(chain, cast, { number: 3, shares: 991n * SHARE, redeemed });
  await chain.succeed(`schedule August's dividend: to ${to}`, real, officers);

  const alices = { owner: cast.alice.publicKey, mint: cast.mint.publicKey };
  const shown = async (time: bigint): Promise<string> => {
    await vm.setTime(time);
    const [token, mint] = await Promise.all(
      [findAssociatedTokenPda(alices).address, alices.mint].map((address) => vm.getAccount(address)),
    );
    if (!token || !mint) throw new Error("Alice's account or the mint is gone");
    const { scaledUiAmount, decimals } = parseMint(mint.data);
    if (scaledUiAmount === undefined) throw new Error("the mint has lost its multiplier");
    return rawToUiAmount(
      parseTokenAccount(token.data).amount,
      decimals,
      effectiveMultiplier(scaledUiAmount, time),
      "floor",
    );
  };
  const [before, after] = ["739.46485309", "739.91089674"];
  chain.check(`to 00:29:59 Alice's 737.5 show as ${before}`, (await shown(REAL_MULTIPLIER_CHANGE - 1n)) === before);
  chain.check(`from 00:30:00 they show as ${after}`, (await shown(REAL_MULTIPLIER_CHANGE)) === after);
}

async function closeTheBooks(chain: Chain, cast: Cast): Promise<BalanceSheet> {
  const address = findAssetPda({ issuer: cast.issuer.address, mint: cast.mint.publicKey }).address;
  const asset = await fetchAsset(chain.vm, address);
  const attestation = await fetchAttestation(chain.vm, findAttestationPda({ asset: address }).address);
  const account = await chain.vm.getAccount(cast.mint.publicKey);
  if (account === null) throw new Error("the mint is gone");
  const { supply, scaledUiAmount } = parseMint(account.data);
  if (scaledUiAmount === undefined) throw new Error("the mint has lost its multiplier");
  const multiplier = effectiveMultiplier(scaledUiAmount, await chain.vm.now());
  const { balanceSheet, isComplete } = replay(chain.events, { asset: address, lastSequence: asset.sequence });
  if (balanceSheet === null) throw new Error("the asset has no events");

  const agrees = isComplete && balanceSheet.supply === supply && balanceSheet.escrowed === asset.escrowed;
  chain.check("the events replay to supply and escrow, without a gap", agrees);
  chain.check("minted less redeemed is the supply", asset.minted - asset.redeemed === supply);
  const toCover = backedSupply({ supply, redeemed: asset.redeemed, redeemedTotal: attestation.redeemedTotal });
  const backed = { supply: toCover, shares: attestation.shares, multiplier };
  chain.check("the shares cover supply and what was redeemed since", isCovered(backed));
  chain.check(
    "the report's sha256 is the attested one",
    bytesEqual(attestation.reportSha256, sha256(reserveReport(3))),
  );
  return {
    supply,
    attestedShares: attestation.shares,
    escrowed: asset.escrowed,
    reportSha256: attestation.reportSha256,
    replayedSupply: balanceSheet.supply,
  };
}
