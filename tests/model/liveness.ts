/** The seventh invariant: with every operator key lost and every stop set, an owner who is not barred gets escrowed tokens back. */
import {
  createCancelRedemptionInstruction,
  createClaimRedemptionInstruction,
  encodeAsset,
  encodeIssuer,
  encodeRegistry,
  rentExemptLamports,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import type { VmAccount } from "@backstock/sdk/testing";
import { createInitializeAccount3Instruction, createInitializeImmutableOwnerInstruction } from "@solana/spl-token";
import {
  type PublicKey,
  SystemProgram,
  type TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import { keypairOf } from "../harness/people";
import type { Chain } from "./chain";
import { NOBODY } from "./keys";
import { isBarred } from "./queries";
import { STOCK_ACCOUNT } from "./state/stockAccount";
import { STOCK_MINT_FORM } from "./state/stockMint";
import type { Model, Stock } from "./state/model";
import { EMPTY_TOKENS } from "./state/founding";

/** Longer than any stop may last: none ends by itself while this looks. */
const FAR = 365n * 86_400n;

/** A key that nobody has seen: an account of the owner's that no officer has frozen. */
const fresh = keypairOf("model account for what comes back").publicKey;

function openAccount(owner: PublicKey, { mint }: Stock, payer: PublicKey): readonly TransactionInstruction[] {
  const space = STOCK_ACCOUNT.encode({ ...EMPTY_TOKENS, mint, owner }).length;
  const lamports = Number(rentExemptLamports(space));
  return [
    SystemProgram.createAccount({
      fromPubkey: payer,
      newAccountPubkey: fresh,
      space,
      lamports,
      programId: TOKEN_2022_PROGRAM_ID,
    }),
    createInitializeImmutableOwnerInstruction(fresh, TOKEN_2022_PROGRAM_ID),
    createInitializeAccount3Instruction(fresh, mint, owner, TOKEN_2022_PROGRAM_ID),
  ];
}

/** The accounts of the issuer, the asset, the token and the registry with every stop set and no operator left. */
function stopped(model: Model, stock: Stock): readonly (readonly [PublicKey, Uint8Array])[] {
  const until = model.now + FAR;
  const lost = {
    authority: NOBODY,
    custodian: NOBODY,
    minter: NOBODY,
    redeemer: NOBODY,
    pauser: NOBODY,
    actionOfficer: NOBODY,
    complianceOfficer: NOBODY,
    mintPaused: 1,
  };
  const issuer = encodeIssuer({ ...model.issuers.get(stock.issuer), ...lost });
  const asset = encodeAsset({ ...model.assets.get(stock.asset), status: "Delisted", tokenPausedUntil: until });
  const mint = STOCK_MINT_FORM.encode({ ...model.mints.get(stock.mint), isPaused: true });
  const registry = encodeRegistry({ ...model.registries.get(stock.registry), pausedUntil: until });
  return [
    [stock.issuer, issuer],
    [stock.asset, asset],
    [stock.mint, mint],
    [stock.registry, registry],
  ];
}

/**
 * Looks, without effect, whether one open redemption's tokens come back. `number` says which: every step another.
 * @returns what is wrong, null where nothing is
 */
export async function lostTokens(chain: Chain, model: Model, number: number): Promise<string | null> {
  const open = model.redemptions.all().filter(({ value }) => value.endedAt === 0n);
  const redemption = open[number % Math.max(open.length, 1)];
  const stock = model.stocks.find(({ asset }) => redemption !== undefined && asset.equals(redemption.value.asset));
  if (redemption === undefined || stock === undefined || isBarred(model, stock.registry, redemption.value.owner))
    return null;
  const { owner, status, deadline } = redemption.value;
  const { payer } = model.actors;
  const create = status === "Rejected" ? createClaimRedemptionInstruction : createCancelRedemptionInstruction;
  const { issuer, mint, registry } = stock;
  const back = create({ owner, issuer, mint, registry, redemption: redemption.address, destination: fresh });
  const message = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: NOBODY.toBase58(),
    instructions: [...openAccount(owner, stock, payer.publicKey), back],
  }).compileToV0Message();

  const { vm } = chain;
  const before: [PublicKey, VmAccount][] = [];
  for (const [address, data] of stopped(model, stock)) {
    const account = await vm.getAccount(address);
    if (account === null) throw new Error("an account of the model's that is not there");
    before.push([address, account]);
    await vm.setAccount(address, { ...account, data });
  }
  await vm.setTime(status === "Rejected" || deadline < model.now ? model.now : deadline + 1n);
  const { value } = await vm.simulateTransaction(new VersionedTransaction(message));
  for (const [address, account] of before) await vm.setAccount(address, account);
  await vm.setTime(model.now);
  return value.err === null
    ? null
    : `invariant 7: ${model.actors.call(owner)} does not get tokens back: ${JSON.stringify(value.err)}\n${(value.logs ?? []).join("\n")}`;
}
