/** canTransfer without a node: what it needs to know, what it refuses to answer, and what can't be told. */
import {
  AccountNotFoundError,
  type BackstockError,
  canTransfer,
  COMPLIANCE_PROGRAM_ID,
  DecodeError,
  InvalidInputError,
  isComplianceError,
  type KnownAccount,
  knownAccounts,
  type KnownTransferQuestion,
  transferAccounts,
  type TransferQuestion,
} from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Keypair, PublicKey } from "@solana/web3.js";
import { thrown } from "../sdk/actions/thrown";
import { knownTo, type QuestionScene, questionScene } from "./questionScene";

let stock: QuestionScene["stock"];
let question: TransferQuestion;
let open: TransferQuestion;
beforeAll(async () => {
  ({ stock, hooked: question, open } = await questionScene());
});

/** Another answer to one address. */
const withAccount = (
  known: readonly KnownAccount[],
  address: PublicKey,
  change: Partial<KnownAccount>,
): KnownAccount[] => known.map((account) => (account.address.equals(address) ? { ...account, ...change } : account));

const accountAt = (known: readonly KnownAccount[], address: PublicKey): KnownAccount => {
  const account = known.find((one) => one.address.equals(address));
  if (account === undefined) throw new Error(`nothing known of ${address.toBase58()}`);
  return account;
};

const errorOf = (asked: KnownTransferQuestion): BackstockError => {
  const answer = canTransfer(asked);
  if (answer.allowed !== false) throw new Error(`allowed: ${answer.allowed}`);
  return answer.error;
};

describe("whoever has no node", () => {
  test("is told by transferAccounts what decides: nine accounts of a hooked token, each once, and five of an open one", async () => {
    const known = await knownTo(stock, question);
    const addresses = known.map(({ address }) => address.toBase58());
    expect(new Set(addresses).size).toBe(9);
    expect(
      transferAccounts({ ...question, registry: stock.registry.address })
        .map(String)
        .sort(),
    ).toEqual(addresses.sort());
    expect(await knownTo(stock, open)).toHaveLength(5);
  });

  test("has to know every one of them", async () => {
    const known = await knownTo(stock, question);
    for (const account of known) {
      const without = known.filter((one) => one !== account);
      const asked = async (): Promise<unknown> => canTransfer({ ...question, known: without });
      expect((await thrown(InvalidInputError, asked())).message).toContain(account.address.toBase58());
    }
    expect(canTransfer({ ...question, known })).toEqual({ allowed: true });
  });

  test("need not know the clock where the time is given, which is then what counts", async () => {
    const now = await stock.vm.now();
    const { bob } = stock.wallets;
    await stock.allow(bob, { expiresAt: now + 1_000n });
    const known = (await knownTo(stock, question)).filter(({ owner }) => !owner.toBase58().startsWith("Sysvar"));
    expect(known).toHaveLength(8);
    expect(canTransfer({ ...question, known, unixTimestamp: now + 999n })).toEqual({ allowed: true });
    const late = errorOf({ ...question, known, unixTimestamp: now + 1_000n });
    expect(isComplianceError(late, "ReceiverExpired")).toBe(true);
    await stock.allow(bob);
  });

  test("may ask in what a holder sees", async () => {
    const known = await knownTo(stock, question);
    const at = await stock.vm.now();
    const of = (ui: string): KnownTransferQuestion => ({ ...question, amount: { ui, at, rounding: "exact" }, known });
    expect(canTransfer(of("100"))).toEqual({ allowed: true });
    expect(errorOf(of("100.00000001"))).toMatchObject({ program: "token-2022", name: "InsufficientFunds" });
  });

  test("is told that nothing is where the node says null", () => {
    const address = Keypair.generate().publicKey;
    const [vacant] = knownAccounts([address], [null]);
    expect(vacant).toMatchObject({ address, owner: PublicKey.default, data: new Uint8Array() });
    expect(() => knownAccounts([address], [])).toThrow(InvalidInputError);
  });
});

describe("nothing is answered", () => {
  test.each([
    ["an amount below 0", { amount: -1n }],
    ["an amount beyond a u64", { amount: 2n ** 64n }],
    ["decimals that are no u8", { decimals: 256 }],
    ["decimals that are not whole", { decimals: 0.5 }],
  ])("to %s", async (_, changes) => {
    const known = await knownTo(stock, question);
    expect(() => canTransfer({ ...question, ...changes, known })).toThrow(InvalidInputError);
  });

  test("to a UI amount of what is no mint", async () => {
    const known = await knownTo(stock, question);
    const amount = { ui: "1", at: 0n, rounding: "floor" } as const;
    const [vacant] = knownAccounts([question.mint], [null]);
    const gone = withAccount(known, question.mint, vacant as KnownAccount);
    expect(() => canTransfer({ ...question, amount, known: gone })).toThrow(AccountNotFoundError);
    const foreign = withAccount(known, question.mint, { owner: COMPLIANCE_PROGRAM_ID });
    expect(() => canTransfer({ ...question, amount, known: foreign })).toThrow(DecodeError);
  });

  test("where a listing's registry is missing, which no program can bring about", async () => {
    const known = await knownTo(stock, question);
    const { address } = stock.registry;
    const gone = withAccount(known, address, { owner: PublicKey.default, data: new Uint8Array() });
    expect(() => canTransfer({ ...question, known: gone })).toThrow(AccountNotFoundError);
  });
});

describe("what can't be told is said", () => {
  test("of a listing in a layout that is not known", async () => {
    const known = await knownTo(stock, question);
    const validation = known.find(({ owner, data }) => owner.equals(COMPLIANCE_PROGRAM_ID) && data.length === 301);
    const { address, data } = validation as KnownAccount;
    const answer = canTransfer({ ...question, known: withAccount(known, address, { data: data.subarray(1) }) });
    expect(answer).toMatchObject({ allowed: null, doubt: "unknownListing", account: address });
  });

  test("of wrapped SOL, which moves lamports", async () => {
    const known = await knownTo(stock, open);
    const [, address] = transferAccounts(open);
    const data = Uint8Array.from(accountAt(known, address as PublicKey).data);
    data[109] = 1;
    const native = withAccount(known, address as PublicKey, { data });
    const answer = canTransfer({ ...open, known: native });
    expect(answer).toMatchObject({ allowed: null, doubt: "nativeToken", account: address });
  });
});
