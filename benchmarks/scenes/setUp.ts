/** Registry, issuer and listings. */
import {
  createRegisterMintInstruction,
  getCreateMintInstructions,
  prepareListAsset,
  prepareTransaction,
  type PreparedTransaction,
} from "@backstock/sdk";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { createCashMint } from "../../tests/harness/cash";
import { assetOf, DECIMALS, ISIN, LIMITS, mintKeypairOf, type TestAsset } from "../../tests/harness/listing";
import { keypairOf } from "../../tests/harness/people";
import { createToken2022CashMint } from "../../tests/harness/token2022Cash";
import { act, createIssuerInstruction, createRegistryInstruction } from "../../tests/harness/world";
import { groundIssuer, type Stage } from "../stage";

export interface Listings {
  readonly hooked: TestAsset;
  readonly open: TestAsset;
  /** The cash mints that the issuer accepts in its last places, which take longest to find. */
  readonly cash: { readonly token2022: PublicKey; readonly spl: PublicKey };
}

export async function measureSetUp(stage: Stage): Promise<Listings> {
  const { world, sheet } = stage;
  const { registry } = world;
  await sheet.measure(
    "create_registry",
    "1 blocked jurisdiction",
    paidByWorld(stage, [createRegistryInstruction(world, registry)]),
    [registry.base, registry.authority],
  );
  const cash = await measureIssuers(stage);
  const hooked = await measureListing(stage, "hooked", "AAPLx", ISIN.apple);
  const open = await measureListing(stage, "open", "TSLAx", ISIN.tesla);
  await measureRegisterMint(stage);
  return { hooked, open, cash };
}

function paidByWorld({ world }: Stage, instructions: readonly TransactionInstruction[]): PreparedTransaction {
  return prepareTransaction({ instructions, feePayer: world.payer.publicKey });
}

async function measureIssuers(stage: Stage): Promise<Listings["cash"]> {
  const { world, sheet } = stage;
  const { vm, payer, usdc, usdcAuthority } = world;
  const small = groundIssuer("small issuer", world.registry);
  await sheet.measure(
    "create_issuer",
    "3 attestors, 1 cash mint",
    paidByWorld(stage, [createIssuerInstruction(world, small, [usdc])]),
    [small.base, small.authority],
  );

  const spl = (name: string): Promise<PublicKey> => createCashMint(vm, payer, name, usdcAuthority.publicKey);
  const token2022 = await createToken2022CashMint(world, "dollar");
  const cashMints = [await spl("first dollar"), await spl("second dollar"), token2022, usdc];
  const attestors = [...world.issuer.attestors, keypairOf("attestor 4"), keypairOf("attestor 5")];
  await sheet.measureLongest(
    "create_issuer",
    paidByWorld(stage, [
      createIssuerInstruction(world, world.issuer, cashMints, {
        attestors: attestors.map(({ publicKey }) => publicKey),
      }),
    ]),
    [world.issuer.base, world.issuer.authority],
  );
  return { token2022, spl: usdc };
}

async function measureListing(
  { world, sheet }: Stage,
  profile: "hooked" | "open",
  symbol: string,
  isin: string,
): Promise<TestAsset> {
  const { vm, payer, issuer } = world;
  const mint = mintKeypairOf(symbol, issuer);
  const listing = { ...tokenOf(symbol), profile, issuer: issuer.address, mint: mint.publicKey, isin, limits: LIMITS };
  const step = async (): Promise<PreparedTransaction> => {
    const [next] = await prepareListAsset(vm, { ...listing, payer: payer.publicKey });
    if (next === undefined) throw new Error(`${symbol} is listed`);
    return next;
  };
  await sheet.measure("create the mint", profile, await step(), [mint]);
  await sheet.measure("register_asset", profile, await step(), [issuer.authority]);
  return assetOf(issuer, mint.publicKey, isin);
}

function tokenOf(symbol: string): { name: string; symbol: string; uri: string; decimals: number } {
  return { name: `${symbol} test stock`, symbol, uri: `https://example.com/${symbol}.json`, decimals: DECIMALS };
}

/** A hooked mint that is not custody's: one key is all that an Asset would be. */
async function measureRegisterMint(stage: Stage): Promise<void> {
  const { world, sheet } = stage;
  const payer = world.payer.publicKey;
  const mint = mintKeypairOf("NVDAx", world.issuer);
  const controller = keypairOf("controller");
  const instructions = getCreateMintInstructions({
    ...tokenOf("NVDAx"),
    payer,
    mint: mint.publicKey,
    asset: controller.publicKey,
    profile: "hooked",
  });
  await act(world, instructions, [mint]);
  const register = createRegisterMintInstruction({
    payer,
    controller: controller.publicKey,
    hookAuthority: controller.publicKey,
    mint: mint.publicKey,
    registry: world.registry.address,
  });
  await sheet.measure("register_mint", "alone", paidByWorld(stage, [register]), [controller]);
}
