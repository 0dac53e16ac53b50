// What every consumer does with the packed SDK and needs no chain for: in Node as ESM and as CommonJS, and in a browser. Each hands over the
// modules as it has loaded them, and every value is compared with one that was come by in another way: through web3.js, or from the bytes.
import { equal, thrownBy } from "./equal.mjs";

/**
 * @typedef {object} Loaded
 * @property {typeof import("@backstock/sdk")} sdk
 * @property {typeof import("@backstock/sdk/collateral")} collateral
 * @property {typeof import("@solana/web3.js")} web3
 *
 * @typedef {{ pubkey: string, account: { owner: string, data: string[] } }} MintDump as `solana account --output json` writes it
 */

/** Any keys, the same in every run. @param {Loaded["web3"]} web3 @param {number} fill */
const key = (web3, fill) => web3.Keypair.fromSeed(new Uint8Array(32).fill(fill)).publicKey;

/** @param {Loaded} loaded */
async function checkInstruction({ sdk, web3 }) {
  const [issuer, mint, custodian, recipient] = [key(web3, 1), key(web3, 2), key(web3, 3), key(web3, 4)];
  const args = { id: new Uint8Array(32).fill(5), shares: 12_345_678_901n, recipient, reference: new Uint8Array(32) };
  const { programId, keys, data } = sdk.createRecordDepositInstruction({
    ...args,
    payer: custodian,
    custodian,
    issuer,
    mint,
  });

  const seeds = [new TextEncoder().encode("asset"), issuer.toBytes(), mint.toBytes()];
  const [asset, bump] = web3.PublicKey.findProgramAddressSync(seeds, sdk.CUSTODY_PROGRAM_ID);
  const found = sdk.findAssetPda({ issuer, mint });
  equal("the asset's address", found.address.toBase58(), asset.toBase58());
  equal("its bump", found.bump, bump);

  equal("program", programId.toBase58(), sdk.CUSTODY_PROGRAM_ID.toBase58());
  equal("the asset among the accounts", keys.filter(({ pubkey }) => pubkey.equals(asset)).length, 1);
  equal(
    "signers",
    [...new Set(keys.filter(({ isSigner }) => isSigner).map(({ pubkey }) => pubkey.toBase58()))],
    [custodian.toBase58()],
  );
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("global:record_deposit"));
  equal("discriminator", [...data.subarray(0, 8)], [...new Uint8Array(digest, 0, 8)]);
  const decoded = sdk.decodeRecordDepositData(new Uint8Array(data));
  equal("decoded shares", decoded.shares, args.shares);
  equal("decoded recipient", decoded.recipient.toBase58(), recipient.toBase58());

  // What an application does with it: compile a transaction, and take it apart again.
  const message = new web3.TransactionMessage({
    payerKey: custodian,
    recentBlockhash: key(web3, 6).toBase58(),
    instructions: [new web3.TransactionInstruction({ programId, keys, data })],
  }).compileToV0Message();
  const wire = new web3.VersionedTransaction(message).serialize();
  const [sent] = web3.VersionedTransaction.deserialize(wire).message.compiledInstructions;
  equal("data on the wire", [...(sent?.data ?? [])], [...data]);
  return { asset: asset.toBase58(), wire: [...wire] };
}

/** @param {Loaded} loaded @param {MintDump} dump of the real AAPLx */
function checkMint({ sdk, collateral, web3 }, dump) {
  const data = Uint8Array.from(atob(dump.account.data[0] ?? ""), (character) => character.charCodeAt(0));
  const view = new DataView(data.buffer);
  const facts = sdk.parseMint(data);
  equal("supply", facts.supply, view.getBigUint64(36, true)); // spl_token::state::Mint: supply at 36, decimals at 44
  equal("decimals", facts.decimals, view.getUint8(44));
  equal("symbol", facts.tokenMetadata?.symbol, "AAPLx");

  const account = { owner: new web3.PublicKey(dump.account.owner), data };
  const mint = new web3.PublicKey(dump.pubkey);
  const unixTimestamp = 1_790_000_000n;
  const inspection = collateral.inspectMint({ mint, account, unixTimestamp });
  equal("issuer", inspection.issuer, "xstocks");
  equal("supply as inspected", inspection.supply, facts.supply);
  const elsewhere = collateral.inspectMint({ mint: key(web3, 2), account, unixTimestamp });
  equal("issuer of the same bytes elsewhere", elsewhere.issuer, "unknown");
  equal(
    "found an imposter",
    elsewhere.risks.some(({ code }) => code === "IMPERSONATION"),
    true,
  );
  return { supply: String(facts.supply), risks: inspection.risks.map(({ code, message }) => `${code}: ${message}`) };
}

/**
 * An error is an instance of the class that another entry of the same package exports: there is one copy of it.
 * @param {Loaded} loaded @param {MintDump} dump
 */
function checkErrors({ sdk, collateral, web3 }, dump) {
  const mint = new web3.PublicKey(dump.pubkey);
  const account = { owner: new web3.PublicKey(dump.account.owner), data: new Uint8Array(83) };
  const cut = thrownBy("a mint cut short", () => collateral.inspectMint({ mint, account, unixTimestamp: 0n }));
  equal("its error is the main entry's DecodeError", cut instanceof sdk.DecodeError, true);
  const past = thrownBy("a bigint past u64", () => sdk.formatAmount(1n << 64n, 6));
  equal("its error is an InvalidInputError", past instanceof sdk.InvalidInputError, true);
}

/**
 * Answers some of what it found, for a comparison of one environment with another.
 * @param {Loaded} loaded @param {MintDump} dump
 */
export async function checkOffline(loaded, dump) {
  const instruction = await checkInstruction(loaded);
  const mint = checkMint(loaded, dump);
  checkErrors(loaded, dump);
  return { ...instruction, ...mint };
}
