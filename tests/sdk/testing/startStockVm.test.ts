import {
  ALL_PERMISSIONS,
  fetchAsset,
  fetchAttestation,
  fetchEntry,
  fetchIssuer,
  fetchRedemption,
  findEntryPda,
  InvalidInputError,
  parseMint,
  PERMISSION,
  prepareRequestRedemption,
  prepareSettleRedemption,
  prepareTransfer,
} from "@backstock/sdk";
import { DEFAULT_VM_TIME, startStockVm, type StockVm, testKeypair, type WalletOptions } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Keypair, PublicKey, SystemProgram } from "@solana/web3.js";

const SHARE = 100_000_000n;
const DOLLAR = 1_000_000n;

const refused = (program: string, name: string) => expect.objectContaining({ program, name });

test("a test of another project: alice sends bob ten shares", async () => {
  const stock = await startStockVm({ wallets: { alice: { shares: "100" }, bob: {} } });
  const { alice, bob } = stock.wallets;
  const sent = { owner: alice.publicKey, mint: stock.mint, to: bob.publicKey, amount: 10n * SHARE };
  await stock.send(await prepareTransfer(stock.vm, sent));
  expect(await stock.balanceOf(alice)).toBe(90n * SHARE);
  expect(await stock.balanceOf(bob)).toBe(10n * SHARE);
});

describe("a set-up with three people", () => {
  let stock: StockVm<"alice" | "bob" | "eve">;
  beforeAll(async () => {
    stock = await startStockVm({
      wallets: { alice: { shares: "100.5", cash: "1000" }, bob: { shares: 3n, sol: "0.5" }, eve: { entry: null } },
    });
  });

  const transfer = async (to: PublicKey) =>
    stock.send(
      await prepareTransfer(stock.vm, { owner: stock.wallets.alice.publicKey, mint: stock.mint, to, amount: SHARE }),
    );

  test("has what was asked for, minted through the gate for an attested reserve", async () => {
    const { alice, bob, eve } = stock.wallets;
    const supply = 10_050_000_000n + 3n;
    expect(await stock.balanceOf(alice)).toBe(10_050_000_000n);
    expect(await stock.balanceOf(bob)).toBe(3n);
    expect(await stock.balanceOf(eve)).toBe(0n);
    expect(await stock.vm.getAccount(stock.accountOf(eve))).toBeNull();
    expect(await stock.cashOf(alice)).toBe(1000n * DOLLAR);
    expect(await stock.cashOf(bob)).toBe(0n);
    expect((await stock.vm.getAccount(bob.publicKey))?.lamports).toBe(500_000_000n);

    const mint = parseMint((await stock.vm.getAccount(stock.mint))?.data ?? new Uint8Array());
    expect(mint).toMatchObject({ supply, decimals: stock.decimals, tokenMetadata: { symbol: "AAPLx" } });
    expect(await fetchAsset(stock.vm, stock.asset)).toMatchObject({ minted: supply, redeemed: 0n, overdue: 0n });
    const round = { round: 1n, shares: 1_000_000n * SHARE, asOf: DEFAULT_VM_TIME };
    expect(await fetchAttestation(stock.vm, stock.attestation)).toMatchObject(round);
  });

  test("has an issuer whose roles are the keys it answers", async () => {
    const { address, base, attestors, ...roles } = stock.issuer;
    const issuer = await fetchIssuer(stock.vm, address);
    for (const [role, key] of Object.entries(roles)) {
      expect({ role, key: (issuer as unknown as Record<string, PublicKey>)[role]?.toBase58() }).toEqual({
        role,
        key: key.publicKey.toBase58(),
      });
    }
    expect(issuer.attestors.slice(0, 3).map(String)).toEqual(attestors.map(({ publicKey }) => publicKey.toBase58()));
    expect({ threshold: issuer.threshold, base: issuer.base.equals(base.publicKey) }).toEqual({
      threshold: 2,
      base: true,
    });
    expect(issuer.registry.equals(stock.registry.address)).toBe(true);
  });

  test("refuses whom the allowlist does not have, until it does", async () => {
    const { eve } = stock.wallets;
    await expect(transfer(eve.publicKey)).rejects.toEqual(refused("compliance", "ReceiverNotListed"));
    await stock.allow(eve);
    await transfer(eve.publicKey);
    expect(await stock.balanceOf(eve)).toBe(SHARE);
    await stock.allow(eve, { jurisdiction: 840 });
    await expect(transfer(eve.publicKey)).rejects.toEqual(refused("compliance", "ReceiverJurisdictionBlocked"));
    await stock.allow(eve.publicKey, { status: "Revoked" });
    await stock.allow(eve.publicKey); // lifted by the registry's authority, who signs without being named
    await transfer(eve.publicKey);
    expect(await stock.balanceOf(eve)).toBe(2n * SHARE);
  });

  test("lists a venue, which gets every permission but to have tokens minted", async () => {
    const [vault] = PublicKey.findProgramAddressSync([Uint8Array.of(1)], SystemProgram.programId);
    await stock.allow(vault, { class: "Venue", jurisdiction: 0 });
    const { address } = findEntryPda({ registry: stock.registry.address, wallet: vault });
    expect(await fetchEntry(stock.vm, address)).toMatchObject({
      class: "Venue",
      permissions: ALL_PERMISSIONS & ~PERMISSION.MINT,
    });
    await transfer(vault);
    expect(await stock.balanceOf(vault)).toBe(SHARE);
  });

  test("attests again, a second later where the clock has not moved, and the gate counts it", async () => {
    const { alice } = stock.wallets;
    const { supply } = parseMint((await stock.vm.getAccount(stock.mint))?.data ?? new Uint8Array());
    const now = await stock.vm.now();
    await stock.attest(supply + SHARE);
    expect(await stock.vm.now()).toBe(now + 1n);
    await expect(stock.mintTo(alice, SHARE + 1n)).rejects.toEqual(refused("custody", "InsufficientReserve"));
    const before = await stock.balanceOf(alice);
    const { events } = await stock.mintTo(alice, "1");
    expect(events.map(({ name }) => name)).toEqual(["DepositMinted"]);
    expect(await stock.balanceOf(alice)).toBe(before + SHARE);

    await stock.vm.setTime(now + 1_000n);
    await stock.attest("2000000", { report: new TextEncoder().encode("another") });
    expect(await fetchAttestation(stock.vm, stock.attestation)).toMatchObject({ asOf: now + 1_000n, round: 3n });
  });

  test("redeems for the dollars that the redeemer holds, where no action names a payer", async () => {
    const { vm, mint, issuer, cash, wallets } = stock;
    const owner = wallets.alice.publicKey;
    const payout = { kind: "OnChain", cashMint: cash.mint, leastCash: 400n * DOLLAR } as const;
    const asked = { owner, mint, issuer: issuer.address, amount: 2n * SHARE, payout };
    const { redemption, ...prepared } = await prepareRequestRedemption(vm, asked);
    await stock.send(prepared);
    const settled = { issuer: issuer.address, mint, redemption, amount: 2n * SHARE, cash: 400n * DOLLAR };
    await stock.send(await prepareSettleRedemption(vm, settled));
    expect((await fetchRedemption(vm, redemption)).status).toBe("Settled");
    expect(await stock.cashOf(owner)).toBe(1400n * DOLLAR);
    expect(await stock.cashOf(issuer.redeemer)).toBe(10_000_000n * DOLLAR - 400n * DOLLAR);
  });

  test("lists another stock, of the other profile, that anybody may receive", async () => {
    const tesla = await stock.listStock({
      symbol: "TSLAx",
      isin: "US88160R1014",
      profile: "open",
      attestedShares: "5",
    });
    await tesla.mintTo(stock.wallets.alice, "5");
    await expect(tesla.mintTo(stock.wallets.alice, 1n)).rejects.toEqual(refused("custody", "InsufficientReserve"));
    const stranger = Keypair.generate().publicKey;
    const owner = stock.wallets.alice.publicKey;
    await stock.send(await prepareTransfer(stock.vm, { owner, mint: tesla.mint, to: stranger, amount: SHARE }));
    expect([await tesla.balanceOf(owner), await tesla.balanceOf(stranger)]).toEqual([4n * SHARE, SHARE]);
    await expect(stock.listStock({ symbol: "AAPLx2", isin: stock.isin })).rejects.toThrow("is the underlying of mint");
    await expect(stock.listStock({ symbol: "TSLAx", isin: tesla.isin })).rejects.toThrow("one that is not listed yet");
  });

  test("signs with the keys it knows, and asks for the others", async () => {
    const other = Keypair.generate();
    await stock.vm.fund(other.publicKey, 10n ** 9n);
    const pay = SystemProgram.transfer({ fromPubkey: other.publicKey, toPubkey: stock.payer.publicKey, lamports: 5 });
    await expect(stock.send([pay])).rejects.toThrow(`a signer for ${other.publicKey.toBase58()}`);
    await expect(stock.send([pay], [other, stock.wallets.bob])).rejects.toThrow(
      "only those that the transaction asks for",
    );
    await stock.send([pay], [other]);
    expect((await stock.vm.getAccount(other.publicKey))?.lamports).toBe(999_999_995n);
  });
});

test("every address is the same in every run, and the wallets need not be named twice", async () => {
  const start = () => startStockVm({ attestedShares: null, profile: "open", wallets: { carol: {} } });
  const [one, two] = [await start(), await start()];
  const addresses = ({ mint, asset, cash, registry, issuer, wallets }: typeof one) =>
    [mint, asset, cash.mint, registry.address, issuer.address, wallets.carol.publicKey].map(String);
  expect(addresses(one)).toEqual(addresses(two));
  expect(one.wallets.carol.publicKey.equals(testKeypair("wallet carol").publicKey)).toBe(true);
  // @ts-expect-error: the compiler knows who takes part
  expect(one.wallets.dave).toBeUndefined();
  await expect(one.mintTo(one.wallets.carol, "1")).rejects.toEqual(refused("custody", "NotAttested"));
});

test("lists as many wallets as there are, whatever each entry says", async () => {
  const names = Array.from({ length: 30 }, (_, index) => `holder ${index}`);
  const entryOf = (index: number) =>
    index % 3 === 0 ? { jurisdiction: 276, identity: new Uint8Array(32).fill(index) } : {};
  const wallets: Record<string, WalletOptions> = Object.fromEntries(
    names.map((name, index) => [name, { entry: entryOf(index) }]),
  );
  const stock = await startStockVm<string>({ wallets: { ...wallets, ["__proto__"]: { shares: "1" } } });
  for (const [index, name] of names.entries()) {
    const wallet = stock.wallets[name]?.publicKey ?? PublicKey.default;
    const entry = await fetchEntry(stock.vm, findEntryPda({ registry: stock.registry.address, wallet }).address);
    expect(entry).toMatchObject({ status: "Active", jurisdiction: 756, expiresAt: 0n, ...entryOf(index) });
  }
  expect(await stock.balanceOf(testKeypair("wallet __proto__"))).toBe(SHARE);
});

/** The options, and what the error has to say. They are refused before anything is started. */
const BAD: [what: string, options: unknown, message: string][] = [
  ["a misspelt option", { walets: {} }, "option of startStockVm: expected kind, programs, accounts, time, profile"],
  [
    "a misspelt option of a wallet",
    { wallets: { al: { share: "1" } } },
    "option of wallet al: expected shares, cash, sol, entry",
  ],
  ["a wallet that is none", { wallets: { al: null } }, "wallet al: expected an object, got null"],
  ["a wallet without a name", { wallets: { "": {} } }, "wallet's name: expected some text"],
  ["shares as a number", { wallets: { al: { shares: 1 } } }, "shares of al: expected a plain, non-negative decimal"],
  ["shares below zero", { wallets: { al: { shares: -1n } } }, "shares of al: expected a u64"],
  ["parts of the smallest unit", { wallets: { al: { shares: "0.123456789" } } }, "at most 8 digits behind the point"],
  ["cash in no notation", { wallets: { al: { cash: "1,000" } } }, "cash of al: expected a plain"],
  ["more SOL than there can be", { wallets: { al: { sol: "99999999999" } } }, "SOL of al in raw units: expected a u64"],
  [
    "shares of somebody unlisted",
    { wallets: { al: { shares: "1", entry: null } } },
    "entry of al: expected one on the allowlist",
  ],
  [
    "more than is attested",
    { attestedShares: "1", wallets: { al: { shares: "0.6" }, bo: { shares: "0.5" } } },
    "got 110000000n",
  ],
  [
    "shares with no attestation",
    { attestedShares: null, wallets: { al: { shares: "1" } } },
    "at most 0, the attested shares",
  ],
  ["more than the cap", { limits: { supplyCap: SHARE }, wallets: { al: { shares: "2" } } }, "the supply cap"],
  [
    "more than may be minted at once",
    { limits: { mintRateCapacity: SHARE }, wallets: { al: { shares: "2" } } },
    "minted at once",
  ],
  ["an ISIN with a wrong digit", { isin: "US0378331006" }, "ISIN"],
  ["a profile that is none", { profile: "closed" }, '"hooked" or "open"'],
  ["an empty symbol", { symbol: "" }, "symbol: expected some text"],
];

test.each(BAD)("refuses %s", async (_, options, message) => {
  const error = await startStockVm(options as object).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InvalidInputError);
  expect((error as InvalidInputError).message).toContain(message);
});
