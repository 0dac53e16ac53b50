import type { Keypair } from "@solana/web3.js";
import { fetchAsset, fetchAttestation } from "../../accounts/index";
import { prepareMintDeposit, prepareRecordDeposit, prepareSubmitAttestation } from "../../actions/index";
import { sha256 } from "../../core/bytes";
import type { Sent } from "../send";
import { toRaw, type TestAmount } from "./amount";
import type { ListedStock } from "./listing";
import type { TestIssuer } from "./roles";
import { addressOf, type TestChain, type TestWallet } from "./testChain";

/** What attestors state besides the shares. */
export interface AttestOptions {
  /** Unix seconds at which the shares were counted; now, or a second after the last round's, to which the clock is then set. */
  readonly asOf?: bigint | undefined;
  /** The asset's redeemed total when they were, raw; the one now by default. */
  readonly redeemedTotal?: bigint | undefined;
  /** What is published; its SHA-256 goes on chain. */
  readonly report?: Uint8Array | undefined;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Two attestors state the reserve, which makes a round. Answers the second one's transaction. */
export async function attest(
  chain: TestChain,
  issuer: TestIssuer,
  stock: ListedStock,
  shares: TestAmount,
  { asOf, redeemedTotal, report = encode("reserve report") }: AttestOptions = {},
): Promise<Sent> {
  const { vm, payer } = chain;
  const statement = {
    issuer: issuer.address,
    mint: stock.mint,
    payer: payer.publicKey,
    asOf: asOf ?? (await nextRoundTime(chain, stock)),
    shares: toRaw(shares, stock.decimals, "shares"),
    redeemedTotal: redeemedTotal ?? (await fetchAsset(vm, stock.asset)).redeemed,
    report,
  };
  const submit = async ({ publicKey: attestor }: Keypair): Promise<Sent> =>
    chain.send(await prepareSubmitAttestation(vm, { ...statement, attestor }));
  const [first, second] = issuer.attestors;
  await submit(first);
  return submit(second);
}

/** A round has to be newer than the last one, and not of the future. */
async function nextRoundTime({ vm }: TestChain, { attestation }: ListedStock): Promise<bigint> {
  const [now, last] = [await vm.now(), (await fetchAttestation(vm, attestation)).asOf];
  if (now > last) return now;
  await vm.setTime(last + 1n);
  return last + 1n;
}

/** Records a deposit and mints it to the wallet's associated account. Answers the transaction that mints. */
export async function mintTo(
  chain: TestChain,
  issuer: TestIssuer,
  stock: ListedStock,
  deposit: { readonly number: number; readonly wallet: TestWallet; readonly shares: TestAmount },
): Promise<Sent> {
  const name = `deposit ${deposit.number} of ${stock.mint.toBase58()}`;
  const of = { issuer: issuer.address, mint: stock.mint, id: sha256(encode(name)), payer: chain.payer.publicKey };
  const shares = toRaw(deposit.shares, stock.decimals, "shares");
  const arrived = { ...of, shares, recipient: addressOf(deposit.wallet), reference: sha256(encode(`${name} arrives`)) };
  await chain.send(await prepareRecordDeposit(chain.vm, arrived));
  return chain.send(await prepareMintDeposit(chain.vm, of));
}
