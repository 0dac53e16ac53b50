/** Registry, issuer and listings. */
import {
  type CreateMintInput,
  createRegisterMintInstruction,
  getCreateMintInstructions,
  parseMint,
  prepareListAsset,
  prepareTransaction,
  type PreparedTransaction,
} from "@backstock/sdk";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { XSTOCKS } from "../../tests/fixtures/xstocks/xstocks";
import { createCashMint } from "../../tests/harness/cash";
import { assetOf, ISIN, LIMITS, mintKeypairOf, type TestAsset } from "../../tests/harness/listing";
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

/** Of the real AAPLx: what it takes to write depends on the length of its texts. */
const TOKEN = realMetadata();

function realMetadata(): Pick<CreateMintInput, "name" | "symbol" | "uri" | "decimals"> {
  const { decimals, tokenMetadata } = parseMint(XSTOCKS.AAPLx().data);
  if (tokenMetadata === undefined) throw new Error("the dump of AAPLx has no metadata");
  const { name, symbol, uri } = tokenMetadata;
  return { name, symbol, uri, decimals };
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
  const { hooked, open } = await measureListings(stage);
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

async function measureListings(stage: Stage): Promise<Pick<Listings, "hooked" | "open">> {
  const { world, sheet, otherPayer } = stage;
  const [hooked, open] = [
    { profile: "hooked", symbol: "AAPLx", isin: ISIN.apple, payer: world.payer.publicKey },
    { profile: "open", symbol: "TSLAx", isin: ISIN.tesla, payer: world.payer.publicKey },
  ] as const;
  const longest = { ...hooked, symbol: "NVDAx", isin: ISIN.nvidia, payer: otherPayer };
  await measureListing(stage, longest, (...work) => sheet.measureLongest(...work));
  const plainly = (listing: Listing): Promise<TestAsset> =>
    measureListing(stage, listing, (instruction, ...work) => sheet.measure(instruction, listing.profile, ...work));
  return { hooked: await plainly(hooked), open: await plainly(open) };
}

interface Listing {
  readonly profile: "hooked" | "open";
  readonly symbol: string;
  readonly isin: string;
  readonly payer: PublicKey;
}

async function measureListing(
  stage: Stage,
  listing: Listing,
  measure: (instruction: string, prepared: PreparedTransaction, signers: readonly Keypair[]) => Promise<unknown>,
): Promise<TestAsset> {
  const { vm, issuer } = stage.world;
  const { symbol, isin } = listing;
  const mint = mintKeypairOf(symbol, issuer);
  const wanted = { ...TOKEN, ...listing, symbol, issuer: issuer.address, mint: mint.publicKey, limits: LIMITS };
  const [create, register] = await prepareListAsset(vm, wanted);
  if (create === undefined || register === undefined) throw new Error(`${symbol} has been listed before`);
  await measure("create the mint", create, [mint]);
  await measure("register_asset", register, [issuer.authority]);
  return assetOf(issuer, mint.publicKey, isin);
}

/** A hooked mint that is not custody's: one key is all that an Asset would be. */
async function measureRegisterMint(stage: Stage): Promise<void> {
  const { world, sheet } = stage;
  const payer = world.payer.publicKey;
  const mint = mintKeypairOf("GOOGLx", world.issuer);
  const controller = keypairOf("controller");
  const instructions = getCreateMintInstructions({
    ...TOKEN,
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
