/** What an account will be before it is created, against what the associated token program and Token-2022 make. */
import { expectedTokenAccountData, parseMint, parseTokenAccount } from "@backstock/sdk";
import { beforeAll, expect, test } from "@jest/globals";
import {
  AccountState,
  createInitializeDefaultAccountStateInstruction,
  createInitializeNonTransferableMintInstruction,
  createInitializePausableConfigInstruction,
  createInitializeTransferFeeConfigInstruction,
  createInitializeInterestBearingMintInstruction,
  createInitializeMintCloseAuthorityInstruction,
  ExtensionType,
  TOKEN_2022_PROGRAM_ID,
} from "@solana/spl-token";
import { Keypair, type PublicKey } from "@solana/web3.js";
import { createTokenAccountInstruction, tokenAccountOf } from "../harness/acts";
import { createForeignMint, foreignMintOf, hookExtension, type MintExtension } from "../harness/foreignMint";
import { XSTOCKS } from "../fixtures/xstocks/xstocks";
import { listAsset } from "../harness/listing";
import { act, startWorld, type World } from "../harness/world";

let world: World;
beforeAll(async () => {
  const { address, ...account } = XSTOCKS.SPYx();
  world = await startWorld({ accounts: [{ address, ...account }] });
});

const PROGRAM = TOKEN_2022_PROGRAM_ID;
const EXTENSIONS = {
  pausable: (mint, key) => ({
    type: ExtensionType.PausableConfig,
    initialize: createInitializePausableConfigInstruction(mint, key, PROGRAM),
  }),
  fee: (mint, key) => ({
    type: ExtensionType.TransferFeeConfig,
    initialize: createInitializeTransferFeeConfigInstruction(mint, key, key, 25, 1_000n, PROGRAM),
  }),
  bound: (mint) => ({
    type: ExtensionType.NonTransferable,
    initialize: createInitializeNonTransferableMintInstruction(mint, PROGRAM),
  }),
  interest: (mint, key) => ({
    type: ExtensionType.InterestBearingConfig,
    initialize: createInitializeInterestBearingMintInstruction(mint, key, 100, PROGRAM),
  }),
  closable: (mint, key) => ({
    type: ExtensionType.MintCloseAuthority,
    initialize: createInitializeMintCloseAuthorityInstruction(mint, key, PROGRAM),
  }),
  open: (mint) => ({
    type: ExtensionType.DefaultAccountState,
    initialize: createInitializeDefaultAccountStateInstruction(mint, AccountState.Initialized, PROGRAM),
  }),
} satisfies Record<string, (mint: PublicKey, key: PublicKey) => MintExtension>;
type Kind = keyof typeof EXTENSIONS | "hook";

async function mintWith(kinds: readonly Kind[]): Promise<PublicKey> {
  const foreign = foreignMintOf(`expected ${kinds.join(" ")}`);
  const extensions = kinds.map((kind) =>
    kind === "hook" ? hookExtension(foreign) : EXTENSIONS[kind](foreign.mint, foreign.authority.publicKey),
  );
  await createForeignMint(world, foreign, extensions);
  return foreign.mint;
}

async function expectAsCreated(mint: PublicKey): Promise<Uint8Array> {
  const owner = Keypair.generate().publicKey;
  const account = await world.vm.getAccount(mint);
  const expected = expectedTokenAccountData({ mint, owner, mintFacts: parseMint(account!.data) });
  await act(world, createTokenAccountInstruction(world, owner, mint));
  const created = await world.vm.getAccount(tokenAccountOf(owner, mint));
  expect(Buffer.from(created!.data).toString("hex")).toBe(Buffer.from(expected).toString("hex"));
  return expected;
}

const kinds: Kind[][] = [
  [],
  ["hook"],
  ["pausable"],
  ["hook", "pausable"],
  ["pausable", "hook"],
  ["fee", "hook"],
  ["interest", "closable", "open"],
  ["bound"],
  ["hook", "bound", "fee", "pausable"],
];
test.each(kinds.map((list) => [list.join(", ") || "nothing", list] as const))(
  "an account of a mint with %s is as expected, byte for byte",
  async (_, list) => {
    await expectAsCreated(await mintWith(list));
  },
);

test("an account of a mint of ours is as expected, with the mint's facts and without", async () => {
  const { mint } = await listAsset(world);
  const expected = await expectAsCreated(mint);
  const { owner } = parseTokenAccount(expected);
  expect(expectedTokenAccountData({ mint, owner })).toEqual(expected);
});

test("an account of a real xStock is as expected", async () => {
  await expectAsCreated(XSTOCKS.SPYx().address);
});

test("an account that begins frozen is expected frozen", async () => {
  const { mint } = await listAsset(world, { symbol: "NVDAx", isin: "US67066G1040", profile: "open" });
  const account = await world.vm.getAccount(mint);
  const data = Uint8Array.from(account!.data);
  const DEFAULT_STATE_AT = 274;
  const FROZEN = 2;
  data.set([FROZEN], DEFAULT_STATE_AT);
  await world.vm.setAccount(mint, { ...account!, data });
  expect(parseTokenAccount(await expectAsCreated(mint)).state).toBe("frozen");
});

test("of a mint with an extension of tomorrow only the base is expected", () => {
  const [mint, owner] = [Keypair.generate().publicKey, Keypair.generate().publicKey];
  const mintFacts = { extensionTypes: [14, 29], defaultAccountState: undefined };
  const data = expectedTokenAccountData({ mint, owner, mintFacts });
  expect(parseTokenAccount(data)).toMatchObject({ mint, owner, amount: 0n, extensionTypes: [] });
});
