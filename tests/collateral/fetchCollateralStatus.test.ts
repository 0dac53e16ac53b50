/** What a lender is told of a mint, read through a VM on which the real programs have made it what it is. */
import {
  AccountNotFoundError,
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  DecodeError,
  fetchAttestationStatus,
  findAttestationPda,
  InvalidInputError,
  prepareFlagOverdue,
  prepareHaltAsset,
  preparePauseMint,
  preparePauseRegistry,
  preparePauseToken,
  prepareRequestRedemption,
  prepareRevokeAttestor,
  prepareRevokeRole,
  prepareScheduleAction,
  type SlicingAccountReader,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import {
  CAUTIOUS_BACKSTOCK_POLICY,
  CAUTIOUS_XSTOCKS_POLICY,
  type CollateralPolicy,
  type CollateralQuestion,
  type CollateralStatus,
  fetchCollateralStatus,
} from "@backstock/sdk/collateral";
import { mainnetMint, startStockVm, type StockVm } from "@backstock/sdk/testing";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { Keypair, PublicKey } from "@solana/web3.js";
import { forgeAsset, forgeAttestation, forgeBytes, forgeIssuer } from "../harness/forge";
import { thrown } from "../sdk/actions/thrown";

const DAY = 86_400n;
const AAPLX = mainnetMint("AAPLx");
/** The VMs' programs are loaded in ways of their own: who can replace them is asked about in a test of its own. */
const POLICY: CollateralPolicy = { ...CAUTIOUS_BACKSTOCK_POLICY, upgradeAuthorities: "any" };

let stock: StockVm<"alice">;
beforeEach(async () => {
  stock = await startStockVm({ wallets: { alice: { shares: "100" } }, accounts: [AAPLX] });
});

type Asked = Partial<CollateralQuestion> & { readonly mint?: PublicKey; readonly reader?: SlicingAccountReader };

function ask({ mint = stock.mint, reader = stock.vm, ...more }: Asked = {}): Promise<CollateralStatus> {
  return fetchCollateralStatus(reader, mint, {
    issuer: stock.issuer.address,
    registry: stock.registry.address,
    policy: POLICY,
    ...more,
  });
}

async function reasons(asked?: Asked): Promise<string[]> {
  const { acceptNewLoans } = await ask(asked);
  expect(acceptNewLoans.accept).toBe(acceptNewLoans.reasons.length === 0);
  return acceptNewLoans.reasons.map(({ code }) => code);
}

/** Asks a VM, and keeps what was asked for. */
function counted(): SlicingAccountReader & { readonly calls: { keys: number; slice: unknown }[] } {
  const calls: { keys: number; slice: unknown }[] = [];
  return {
    calls,
    getMultipleAccountsInfo(keys, config) {
      calls.push({ keys: keys.length, slice: typeof config === "object" ? config.dataSlice : undefined });
      return stock.vm.getMultipleAccountsInfo(keys, config);
    },
  };
}

const flagged = async (): Promise<void> => {
  const { vm, mint, wallets, payer, cash } = stock;
  const request = await prepareRequestRedemption(vm, {
    mint,
    owner: wallets.alice.publicKey,
    amount: 1_000_000_000n,
    payout: { kind: "OnChain", cashMint: cash.mint, leastCash: 1n },
  });
  await stock.send(request);
  await vm.setTime((await vm.now()) + 5n * DAY + 1n);
  await stock.send(await prepareFlagOverdue(vm, { mint, redemption: request.redemption, payer: payer.publicKey }));
  await stock.attest("1000000");
};

describe("a covered stock", () => {
  test("is accepted, and everything that stands behind it is said", async () => {
    const status = await ask();
    expect(status.acceptNewLoans).toEqual({ accept: true, reasons: [] });
    expect(status.inspection).toMatchObject({ issuer: "backstock", mint: stock.mint });
    expect(status).toMatchObject({
      claimedIssuer: null,
      overdue: 0n,
      minting: { status: "Active", paused: false },
      redemption: { open: true, reasons: [] },
      registry: { address: stock.registry.address, paused: false },
    });
    const { issuer, mint, vm } = stock;
    const { coverage, latest } = await fetchAttestationStatus(vm, { issuer: issuer.address, mint });
    const { recordedAt, reportSha256, attestors, ...round } = latest ?? {};
    expect([recordedAt, reportSha256, attestors]).not.toContain(undefined);
    expect(status.attestation).toMatchObject({ coverage, latest: round });
    expect(status.attestation?.backedSupply).toBe(10_000_000_000n);
  });

  test("takes one call of a few bytes where its issuer is given", async () => {
    const reader = counted();
    await ask({ reader });
    expect(reader.calls).toEqual([{ keys: 10, slice: { offset: 0, length: 4_096 } }]);
  });

  test("is open too: without a hook nothing asks for a registry", async () => {
    const open = await stock.listStock({ symbol: "TSLAx", isin: "US88160R1014", profile: "open" });
    expect(await reasons({ mint: open.mint, registry: undefined })).toEqual([]);
  });

  test("with nothing issued has nothing to cover", async () => {
    const empty = await stock.listStock({ symbol: "TSLAx", isin: "US88160R1014", attestedShares: "0" });
    const status = await ask({ mint: empty.mint });
    expect(status.attestation).toMatchObject({ backedSupply: 0n, coverage: null });
    expect(status.acceptNewLoans.accept).toBe(true);
  });
});

describe("the attested reserve", () => {
  test("is good for just as long as the policy says", async () => {
    const { asOf } = (await ask()).attestation?.latest ?? { asOf: 0n };
    expect(await reasons({ unixTimestamp: asOf + DAY })).toEqual([]);
    expect(await reasons({ unixTimestamp: asOf + DAY + 1n })).toEqual(["ATTESTATION_STALE"]);
    expect(await reasons({ unixTimestamp: asOf - 1n })).toEqual(["ATTESTATION_AHEAD"]);
  });

  test("must cover what is issued, to the share", async () => {
    await forgeAttestation(stock.vm, stock.attestation, { shares: 10_000_000_000n });
    expect(await reasons()).toEqual([]);
    await forgeAttestation(stock.vm, stock.attestation, { shares: 9_999_999_999n });
    expect(await reasons()).toEqual(["UNDERCOLLATERALISED"]);
    const almost = { maxAge: DAY, minCoverage: { numerator: 9_999_999_999n, denominator: 10_000_000_000n } };
    expect(await reasons({ policy: { ...POLICY, attestation: almost } })).toEqual([]);
    expect(await reasons({ policy: { ...POLICY, attestation: "notRequired" } })).toEqual([]);
  });

  test("is missing before the first round, which is not the same as nothing attested", async () => {
    const fresh = await stock.listStock({ symbol: "TSLAx", isin: "US88160R1014", attestedShares: null });
    const status = await ask({ mint: fresh.mint });
    expect(status.attestation).toMatchObject({ latest: null, coverage: null, backedSupply: null });
    expect(status.acceptNewLoans.reasons.map(({ code }) => code)).toEqual(["ATTESTATION_MISSING"]);
  });

  test("counts no more once an attestor has been revoked", async () => {
    const { vm, issuer } = stock;
    const [attestor] = issuer.attestors.map(({ publicKey }) => publicKey);
    const revoke = { issuer: issuer.address, attestor: attestor as PublicKey, signer: issuer.pauser.publicKey };
    await stock.send(await prepareRevokeAttestor(vm, revoke));
    expect(await reasons()).toEqual(["ATTESTATION_EPOCH_OLD"]);
  });

  test("counts no more after an event that it was not counted after", async () => {
    await forgeAsset(stock.vm, stock.asset, { attestAfter: (await stock.vm.now()) + 1n });
    expect(await reasons()).toEqual(["ATTESTATION_BEFORE_EVENT"]);
  });
});

describe("a change of the multiplier", () => {
  test("is guarded from the first second to the last, and not a second longer", async () => {
    const { vm, mint, issuer } = stock;
    const at = (await vm.now()) + 30n * DAY;
    const dividend = { kind: "Dividend", to: "1.01" } as const;
    const wanted = { issuer: issuer.address, mint, action: dividend, effectiveAt: at, document: new Uint8Array([1]) };
    await stock.send(await prepareScheduleAction(vm, wanted));
    const policy: CollateralPolicy = { ...POLICY, attestation: "notRequired", guard: { before: DAY, after: 3_600n } };
    const near = (unixTimestamp: bigint): Promise<string[]> => reasons({ policy, unixTimestamp });

    expect(await near(at - DAY - 1n)).toEqual([]);
    for (const time of [at - DAY, at - 1n, at, at + 3_600n])
      expect(await near(time)).toEqual(["MULTIPLIER_CHANGE_NEAR"]);
    expect(await near(at + 3_601n)).toEqual([]);
  });
});

describe("stops", () => {
  test.each<[string, string[], () => Promise<unknown>]>([
    [
      "a halted asset",
      ["ASSET_HALTED"],
      async () => stock.send(await prepareHaltAsset(stock.vm, { issuer: stock.issuer.address, mint: stock.mint })),
    ],
    ["a delisted asset", ["ASSET_DELISTED"], () => forgeAsset(stock.vm, stock.asset, { status: "Delisted" })],
    [
      "paused minting",
      ["MINT_PAUSED"],
      async () =>
        stock.send(
          await preparePauseMint(stock.vm, {
            issuer: stock.issuer.address,
            signer: stock.issuer.pauser.publicKey,
          }),
        ),
    ],
    [
      "a paused token, which takes no request for cash either",
      ["PAUSED", "REDEMPTION_CLOSED"],
      async () =>
        stock.send(
          await preparePauseToken(stock.vm, {
            issuer: stock.issuer.address,
            mint: stock.mint,
            signer: stock.issuer.pauser.publicKey,
            seconds: 3_600n,
          }),
        ),
    ],
    [
      "a paused allowlist",
      ["REGISTRY_PAUSED"],
      async () =>
        stock.send(await preparePauseRegistry(stock.vm, { registry: stock.registry.address, seconds: 3_600n })),
    ],
    ["an overdue redemption", ["REDEMPTION_OVERDUE"], flagged],
  ])("%s", async (_, expected, stop) => {
    await stop();
    expect(await reasons()).toEqual(expected);
  });

  test("redemption is closed without a redeemer, and without any way to pay", async () => {
    const { vm, issuer } = stock;
    const revoke = { issuer: issuer.address, role: "Redeemer", signer: issuer.pauser.publicKey } as const;
    await stock.send(await prepareRevokeRole(vm, revoke));
    expect((await ask()).redemption).toEqual({ open: false, reasons: ["REDEEMER_REVOKED"] });
    expect(await reasons()).toEqual(["REDEMPTION_CLOSED"]);
    expect(await reasons({ policy: { ...POLICY, redemption: "notRequired" } })).toEqual([]);

    const cashMints = Array.from({ length: 4 }, () => PublicKey.default);
    await forgeIssuer(vm, issuer.address, { redeemer: issuer.redeemer.publicKey, cashMints });
    expect((await ask()).redemption?.open).toBe(true);
    await forgeIssuer(vm, issuer.address, { custodian: PublicKey.default });
    expect((await ask()).redemption).toEqual({ open: false, reasons: ["NO_PAYOUT"] });
  });

  test("a hooked mint is refused where its allowlist's pause is not known", async () => {
    expect(await reasons({ registry: undefined })).toEqual(["REGISTRY_NOT_READ"]);
    expect(await reasons({ registry: Keypair.generate().publicKey })).toEqual(["REGISTRY_NOT_READ"]);
  });
});

describe("who can replace the programs", () => {
  const LOADER = new PublicKey("BPFLoaderUpgradeab1e11111111111111111111111");

  /**
   * A node's answer of a program as the upgradeable loader keeps it (solana-loader-v3-interface); litesvm takes no
   * program without its code.
   */
  function deployed(authorities: readonly [program: PublicKey, authority: PublicKey | null][]): SlicingAccountReader {
    const accounts = new Map(
      authorities.flatMap(([program, authority]) => {
        const [programData] = PublicKey.findProgramAddressSync([program.toBytes()], LOADER);
        const head = Uint8Array.from([2, 0, 0, 0, ...programData.toBytes()]);
        const data = new Uint8Array(10_000).fill(7);
        data.set([3, 0, 0, 0], 0);
        data[12] = authority === null ? 0 : 1;
        if (authority !== null) data.set(authority.toBytes(), 13);
        return [
          [program.toBase58(), head],
          [programData.toBase58(), data],
        ] as const;
      }),
    );
    const accountOf = (data: Uint8Array) => ({ lamports: 1, owner: LOADER, executable: false, data });
    return {
      async getMultipleAccountsInfo(keys, config) {
        const found = await stock.vm.getMultipleAccountsInfo(keys, config);
        const length = typeof config === "object" ? config.dataSlice?.length : undefined;
        return keys.map((key, i) => {
          const data = accounts.get(key.toBase58());
          return data === undefined ? (found[i] ?? null) : accountOf(data.slice(0, length));
        });
      },
    };
  }

  test("is said, and refused where the policy does not name them", async () => {
    const [council, key] = [Keypair.generate().publicKey, Keypair.generate().publicKey];
    const asking = (
      custody: PublicKey | null,
      compliance: PublicKey | null,
      accepted: PublicKey[],
    ): Promise<string[]> =>
      reasons({
        reader: deployed([
          [CUSTODY_PROGRAM_ID, custody],
          [COMPLIANCE_PROGRAM_ID, compliance],
        ]),
        policy: { ...POLICY, upgradeAuthorities: accepted },
      });
    const reader = deployed([
      [CUSTODY_PROGRAM_ID, council],
      [COMPLIANCE_PROGRAM_ID, null],
    ]);
    expect((await ask({ reader })).upgradeAuthorities).toEqual({ custody: council, compliance: null });
    expect(await asking(council, null, [])).toEqual(["PROGRAM_UPGRADEABLE"]);
    expect(await asking(council, null, [key])).toEqual(["PROGRAM_UPGRADEABLE"]);
    expect(await asking(council, null, [key, council])).toEqual([]);
    expect(await asking(council, key, [council])).toEqual(["PROGRAM_UPGRADEABLE"]);
    expect(await asking(council, key, [])).toEqual(["PROGRAM_UPGRADEABLE", "PROGRAM_UPGRADEABLE"]);
    expect(await asking(null, null, [])).toEqual([]);
  });
});

describe("whose mint it is", () => {
  test("without an issuer given it is only named, by a second call, and refused", async () => {
    const reader = counted();
    const status = await ask({ reader, issuer: undefined });
    expect(reader.calls.map(({ keys }) => keys)).toEqual([3, 1]);
    expect(status).toMatchObject({ claimedIssuer: stock.issuer.address, attestation: null, redemption: null });
    const codes = status.acceptNewLoans.reasons.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(["ISSUER_NOT_ACCEPTED", "UNKNOWN_ISSUER", "ATTESTATION_MISSING"]));
  });

  test("of another issuer than the one given nothing is believed", async () => {
    const status = await ask({ issuer: Keypair.generate().publicKey });
    expect(status).toMatchObject({ inspection: { issuer: "unknown" }, attestation: null, claimedIssuer: null });
    expect(status.acceptNewLoans.accept).toBe(false);
  });

  test("an Asset of another program's, or of another mint, proves nothing", async () => {
    const { vm, asset } = stock;
    const real = await vm.getAccount(asset);
    if (real === null) throw new Error("no Asset");
    await vm.setAccount(asset, { ...real, owner: TOKEN_2022_PROGRAM_ID });
    for (const issuer of [stock.issuer.address, undefined]) {
      const status = await ask({ issuer });
      expect(status).toMatchObject({
        inspection: { issuer: "unknown" },
        claimedIssuer: null,
        upgradeAuthorities: null,
      });
      expect(status.acceptNewLoans.accept).toBe(false);
    }
    await vm.setAccount(asset, real);
    await forgeAsset(vm, asset, { mint: AAPLX.address });
    expect((await ask()).inspection.issuer).toBe("unknown");
    expect((await ask({ issuer: undefined })).claimedIssuer).toBeNull();
  });

  test("an attestation account of another program's is no reserve of anybody's", async () => {
    const { address } = findAttestationPda({ asset: stock.asset });
    const found = await stock.vm.getAccount(address);
    if (found === null) throw new Error("no Attestation");
    await stock.vm.setAccount(address, { ...found, owner: TOKEN_2022_PROGRAM_ID });
    await thrown(DecodeError, ask());
  });

  test("a real xStock takes one call; on it an xStocks policy says yes and a Backstock one no", async () => {
    const reader = counted();
    const asked = { reader, mint: AAPLX.address, issuer: undefined, registry: undefined };
    // Three days after the last change of its multiplier, 2026-08-08 00:30 UTC.
    const unixTimestamp = 1_786_408_200n;
    const status = await ask({ ...asked, unixTimestamp, policy: CAUTIOUS_XSTOCKS_POLICY });
    expect(status).toMatchObject({ inspection: { issuer: "xstocks" }, attestation: null, overdue: null });
    expect(status.acceptNewLoans).toEqual({ accept: true, reasons: [] });
    expect(reader.calls.map(({ keys }) => keys)).toEqual([2]);
    expect(await reasons({ ...asked, unixTimestamp })).toEqual(
      expect.arrayContaining(["ISSUER_NOT_ACCEPTED", "ATTESTATION_MISSING", "REDEMPTION_CLOSED"]),
    );
    const at = status.inspection.multiplier?.lastChange?.at ?? 0n;
    expect(await reasons({ ...asked, unixTimestamp: at - 1n, policy: CAUTIOUS_XSTOCKS_POLICY })).toEqual([
      "MULTIPLIER_CHANGE_NEAR",
    ]);
  });
});

describe("what can't be answered is refused", () => {
  test("no mint, and a legacy or foreign one", async () => {
    const nothing = Keypair.generate().publicKey;
    await thrown(AccountNotFoundError, ask({ mint: nothing }));
    await thrown(DecodeError, ask({ mint: stock.cash.mint, issuer: undefined }));
    await thrown(DecodeError, ask({ mint: stock.asset, issuer: undefined }));
  });

  test("a mint as long as what was read, of which there may be more", async () => {
    const found = await stock.vm.getAccount(stock.mint);
    if (found === null) throw new Error("no mint");
    const data = new Uint8Array(4_096);
    data.set(found.data);
    await stock.vm.setAccount(stock.mint, { ...found, lamports: 10n ** 9n, data });
    expect(String(await thrown(DecodeError, ask()))).toContain("expected less than 4096");
  });

  test("a node that answers too few accounts", async () => {
    const reader: SlicingAccountReader = {
      getMultipleAccountsInfo: async (keys, config) => (await stock.vm.getMultipleAccountsInfo(keys, config)).slice(1),
    };
    await thrown(DecodeError, ask({ reader }));
  });

  test.each<[string, Partial<Record<keyof CollateralPolicy, unknown>>]>([
    ["a guard before of less than nothing", { guard: { before: -1n, after: 0n } }],
    ["a guard after that is a number", { guard: { before: 0n, after: 1 } }],
    ["an age of less than nothing", { attestation: { maxAge: -1n, minCoverage: { numerator: 1n, denominator: 1n } } }],
    ["a coverage without a value", { attestation: { maxAge: 0n, minCoverage: { numerator: 1n, denominator: 0n } } }],
    ["an attestation that is misspelt", { attestation: "notrequired" }],
    ["no guard", { guard: undefined }],
    ["issuers that are one", { issuers: "xstocks" }],
    ["a redemption that is misspelt", { redemption: "open" }],
    ["upgrade authorities that are none", { upgradeAuthorities: undefined }],
    ["accepted risks that are one", { acceptedRisks: "PAUSED" }],
    ["an accepted risk that there is none of", { acceptedRisks: ["PAUZED"] }],
  ])("a policy with %s, before anything is read", async (_, part) => {
    const reader = counted();
    const policy = { ...POLICY, ...part } as CollateralPolicy;
    await thrown(InvalidInputError, ask({ reader, policy }));
    expect(reader.calls).toEqual([]);
  });

  test("a time that is no i64", async () => {
    await thrown(InvalidInputError, ask({ unixTimestamp: 2n ** 63n }));
  });

  test("a mint whose bytes are not laid out as Token-2022 does it", async () => {
    await forgeBytes(stock.vm, stock.mint, (data) => data.fill(255, 168, 170));
    await thrown(DecodeError, ask());
  });
});
