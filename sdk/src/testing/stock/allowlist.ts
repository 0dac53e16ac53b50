import type { PublicKey } from "@solana/web3.js";
import { fetchMaybeEntry } from "../../accounts/index";
import { prepareUpsertEntries, prepareUpsertEntry } from "../../actions/index";
import { findEntryPda } from "../../core/pda";
import { ALL_PERMISSIONS, PERMISSION, type UpsertEntryInput } from "../../instructions/index";
import type { Sent } from "../send";
import type { TestRegistry } from "./roles";
import { addressOf, type TestChain, type TestWallet } from "./testChain";

/** What an entry of the allowlist says about a wallet. */
export type EntryAttributes = Pick<
  UpsertEntryInput,
  "status" | "class" | "permissions" | "jurisdiction" | "expiresAt" | "identity"
>;

const SWITZERLAND = 756;

/** An active Swiss person with every permission and no expiry, but for what is given. A venue has every one that it can. */
export function completeEntry(given: Partial<EntryAttributes> = {}): EntryAttributes {
  return {
    status: "Active",
    class: "Person",
    permissions: given.class === "Venue" ? ALL_PERMISSIONS & ~PERMISSION.MINT : ALL_PERMISSIONS,
    jurisdiction: SWITZERLAND,
    expiresAt: 0n,
    identity: new Uint8Array(32),
    ...given,
  };
}

/** Writes new wallets' entries, those that say the same in as few transactions as take them. */
export async function listWallets(
  chain: TestChain,
  registry: TestRegistry,
  wallets: readonly { readonly wallet: PublicKey; readonly entry: EntryAttributes }[],
): Promise<void> {
  const shared = new Map(wallets.map(({ entry }) => [keyOf(entry), entry]));
  for (const [key, attributes] of shared) {
    const group = wallets.filter(({ entry }) => keyOf(entry) === key);
    const { transactions } = await prepareUpsertEntries(chain.vm, {
      ...attributes,
      payer: chain.payer.publicKey,
      registry: registry.address,
      rows: group.map(({ wallet, entry: { identity } }) => ({ wallet, identity })),
    });
    for (const transaction of transactions) await chain.send(transaction);
  }
}

/** What prepareUpsertEntries shares among rows. */
function keyOf({ status, class: kind, permissions, jurisdiction, expiresAt }: EntryAttributes): string {
  return [status, kind, permissions, jurisdiction, expiresAt].join(" ");
}

/** Writes a wallet's entry, over the one there is. */
export async function allow(
  chain: TestChain,
  registry: TestRegistry,
  wallet: TestWallet,
  given: Partial<EntryAttributes> = {},
): Promise<Sent> {
  const of = { registry: registry.address, wallet: addressOf(wallet) };
  const seen = await fetchMaybeEntry(chain.vm, findEntryPda(of).address);
  const wanted = { ...completeEntry(given), ...of, seen, payer: chain.payer.publicKey };
  return chain.send(await prepareUpsertEntry(chain.vm, wanted));
}
