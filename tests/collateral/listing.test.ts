import { beforeAll, describe, expect, test } from "@jest/globals";
import { TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import { inspectMint, type InspectMintInput, type MintInspection } from "@backstock/sdk/collateral";
import { startStockVm, type StockVm } from "@backstock/sdk/testing";
import { Keypair } from "@solana/web3.js";

/** A mint that the real programs have listed, and what proves it. */
let stock: StockVm<never>;
let input: InspectMintInput;

beforeAll(async () => {
  stock = await startStockVm();
  const { vm, mint, asset, issuer } = stock;
  const [mintAccount, assetAccount] = [await vm.getAccount(mint), await vm.getAccount(asset)];
  if (mintAccount === null) throw new Error("no mint");
  input = { mint, account: mintAccount, unixTimestamp: await vm.now(), issuers: [issuer.address], assetAccount };
});

const inspect = (changed: Partial<InspectMintInput>): MintInspection => inspectMint({ ...input, ...changed });
const codes = ({ risks }: MintInspection): string[] => risks.map(({ code }) => code);

describe("a mint that a trusted issuer has listed", () => {
  test("is Backstock's, with the Asset that holds its powers and the hook in its way", () => {
    const inspected = inspect({});
    expect(inspected.issuer).toBe("backstock");
    expect(inspected.listing).toEqual({ issuer: stock.issuer.address, asset: stock.asset });
    expect(inspected.risks.filter(({ severity }) => severity === "critical")).toEqual([]);
    expect(codes(inspected)).toContain("HOOK_ACTIVE");
    expect(codes(inspected)).not.toContain("MINT_AUTHORITY_KEY");
  });

  test("is unknown where the caller trusts nobody, or somebody else", () => {
    for (const issuers of [undefined, [], [Keypair.generate().publicKey]]) {
      expect(inspect({ issuers })).toMatchObject({ issuer: "unknown", listing: null });
      expect(codes(inspect({ issuers }))).toContain("UNKNOWN_ISSUER");
    }
  });

  test("is unproven without the Asset's account, with none there, and with one of another program", () => {
    const foreign = { owner: TOKEN_2022_PROGRAM_ID, data: input.assetAccount?.data ?? new Uint8Array() };
    for (const assetAccount of [undefined, null, foreign]) {
      const inspected = inspect({ assetAccount });
      expect(inspected.issuer).toBe("unknown");
      expect(codes(inspected)).toContain("LISTING_UNPROVEN");
    }
  });

  test("is unproven where somebody else holds one of its powers", () => {
    const data = Uint8Array.from(input.account.data);
    data.set(Keypair.generate().publicKey.toBytes(), 50); // the freeze authority
    const inspected = inspect({ account: { owner: TOKEN_2022_PROGRAM_ID, data } });
    expect(inspected.issuer).toBe("unknown");
    expect(codes(inspected)).toContain("LISTING_UNPROVEN");
  });
});
