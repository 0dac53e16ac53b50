import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { addExtraAccountMetasForExecute } from "@solana/spl-token";
import { Keypair, TransactionInstruction, type AccountMeta, type Connection, type PublicKey } from "@solana/web3.js";
import {
  expectedTokenAccount,
  findAssociatedTokenPda,
  findValidationPda,
  resolveHookAccounts,
  TOKEN_2022_PROGRAM_ID,
  type AccountReader,
  type KnownAccount,
} from "@backstock/sdk";
import { metaList, metasArbitrary, tlv } from "./metas";

const key = (): PublicKey => Keypair.generate().publicKey;
const [mint, hook, sender, receiver] = [key(), key(), key(), key()];
const source = findAssociatedTokenPda({ owner: sender, mint }).address;
const destination = findAssociatedTokenPda({ owner: receiver, mint }).address;
const validation = findValidationPda({ mint, programId: hook }).address;
const extras: KnownAccount[] = Array.from({ length: 4 }, (_, i) => ({
  address: key(),
  owner: hook,
  data: Uint8Array.from({ length: 60 + 40 * i }, (__, j) => i + j),
}));
const literals = [...extras.map(({ address }) => address), source, mint, sender, key()];

function world(metas: readonly (readonly number[])[]): KnownAccount[] {
  const data = Uint8Array.from([...metaList(metas), ...tlv(Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1), [1, 2, 3])]);
  return [
    { address: validation, owner: hook, data },
    { address: mint, owner: TOKEN_2022_PROGRAM_ID, data: Uint8Array.from({ length: 509 }, (_, i) => i) },
    { address: sender, owner: hook, data: new Uint8Array() },
    ...[sender, receiver].map((owner) => expectedTokenAccount({ mint, owner })),
    ...extras,
  ];
}

async function bySplToken(accounts: readonly KnownAccount[], amount: bigint): Promise<AccountMeta[]> {
  const connection: Pick<Connection, "getAccountInfo"> = {
    async getAccountInfo(wanted) {
      const found = accounts.find(({ address }) => address.equals(wanted));
      return found ? { owner: found.owner, data: Buffer.from(found.data), lamports: 1, executable: false } : null;
    },
  };
  const keys = [source, mint, destination, sender].map((pubkey) => ({ pubkey, isSigner: false, isWritable: false }));
  const instruction = new TransactionInstruction({ programId: TOKEN_2022_PROGRAM_ID, keys, data: Buffer.alloc(0) });
  await addExtraAccountMetasForExecute(
    connection as Connection,
    instruction,
    hook,
    source,
    mint,
    destination,
    sender,
    amount,
  );
  return instruction.keys.slice(4);
}

function byBackstock(accounts: readonly KnownAccount[], amount: bigint, isRead: boolean): Promise<AccountMeta[]> {
  const reader: AccountReader = {
    async getMultipleAccountsInfo(wanted) {
      const found = wanted.map((one) => accounts.find(({ address }) => address.equals(one)));
      return found.map((account) =>
        account ? { owner: account.owner, data: account.data, lamports: 1, executable: false } : null,
      );
    },
  };
  const transfer = { source, mint, destination, authority: sender, amount, hookProgramId: hook };
  return resolveHookAccounts({ ...transfer, ...(isRead ? { reader } : { known: accounts }) });
}

const plain = (metas: readonly AccountMeta[]) =>
  metas.map(({ pubkey, isWritable }) => `${pubkey.toBase58()} ${isWritable}`);

test("for accounts that exist, the accounts are those of spl-token's resolver, in its order; where it fails, so does ours", async () => {
  let resolved = 0;
  const amounts = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  await fc.assert(
    fc.asyncProperty(metasArbitrary(literals), amounts, fc.boolean(), async (metas, amount, isRead) => {
      const accounts = world(metas);
      const expected = await bySplToken(accounts, amount).catch(() => undefined);
      const actual = await byBackstock(accounts, amount, isRead).catch(() => undefined);
      expect(actual && plain(actual)).toEqual(expected && plain(expected));
      // spl-token's JavaScript asks extra accounts to sign where the record says so; the programs' own library, which decides on chain, never does.
      expect(actual?.some(({ isSigner }) => isSigner) ?? false).toBe(false);
      if (actual && metas.length > 0) resolved += 1;
    }),
    { numRuns: 250 },
  );
  // Else the generator would be worth nothing.
  expect(resolved).toBeGreaterThan(50);
}, 30_000);
