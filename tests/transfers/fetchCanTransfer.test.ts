/** canTransfer through a node: in how many calls, believing which answers, and that sending then says the same. */
import {
  BackstockError,
  canTransfer,
  DecodeError,
  fetchCanTransfer,
  findEntryPda,
  getTransferInstructions,
  isComplianceError,
  type TransferQuestion,
} from "@backstock/sdk";
import { mainnetMint, setTokenBalance } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Keypair } from "@solana/web3.js";
import { thrown } from "../sdk/actions/thrown";
import { knownTo, type QuestionScene, questionScene, SHARE } from "./questionScene";
import { recorded } from "./scene";

let stock: QuestionScene["stock"];
let question: TransferQuestion;
let open: TransferQuestion;
const real = mainnetMint("AAPLx");
beforeAll(async () => {
  ({ stock, hooked: question, open } = await questionScene({ accounts: [real] }));
});

describe("through a node", () => {
  test.each([
    ["a hooked token takes two calls, of which the second reads all at once", () => question, [6, 9]],
    [
      "a hooked token takes one where its registry is known",
      () => ({ ...question, registry: stock.registry.address }),
      [9],
    ],
    ["an open token takes one", () => open, [6]],
  ])("%s", async (_, asked, sizes) => {
    const reader = recorded(stock.vm);
    expect(await fetchCanTransfer(reader, asked())).toEqual({ allowed: true });
    expect(reader.calls.map((keys) => keys.length)).toEqual(sizes);
  });

  test("a registry that is not the mint's is not believed", async () => {
    const reader = recorded(stock.vm);
    const registry = Keypair.generate().publicKey;
    expect(await fetchCanTransfer(reader, { ...question, registry })).toEqual({ allowed: true });
    expect(reader.calls).toHaveLength(2);
  });

  test("an account that is another wallet's is asked about by whose it is", async () => {
    const { alice, bob, eve } = stock.wallets;
    const source = stock.accountOf(alice);
    const reader = recorded(stock.vm);
    // eve is not listed, and owns nothing here but in what she says.
    const answer = await fetchCanTransfer(reader, {
      ...question,
      owner: eve.publicKey,
      authority: alice.publicKey,
      source,
    });
    expect(answer).toEqual({ allowed: true });
    const entries = [alice, bob].map(({ publicKey: wallet }) =>
      findEntryPda({ registry: stock.registry.address, wallet }),
    );
    for (const { address } of entries) expect(reader.calls.at(-1)?.map(String)).toContain(address.toBase58());
  });

  test("too few answers are an error, and so are ever other owners", async () => {
    const short = { getMultipleAccountsInfo: async () => [] };
    await expect(fetchCanTransfer(short, question)).rejects.toThrow(DecodeError);
    const source = stock.accountOf(stock.wallets.alice).toBase58();
    const fickle = recorded(stock.vm);
    const lying: typeof fickle = {
      calls: fickle.calls,
      getMultipleAccountsInfo: async (keys, commitment) => {
        const accounts = await fickle.getMultipleAccountsInfo(keys, commitment);
        return accounts.map((account, i) => {
          if (account === null || keys[i]?.toBase58() !== source) return account;
          const data = Uint8Array.from(account.data);
          data.set(Keypair.generate().publicKey.toBytes(), 32);
          return { ...account, data };
        });
      },
    };
    await expect(fetchCanTransfer(lying, question)).rejects.toThrow(DecodeError);
    expect(lying.calls).toHaveLength(4);
  });
});

describe("the same object asks and sends", () => {
  test("and what is allowed arrives", async () => {
    expect(await fetchCanTransfer(stock.vm, question)).toEqual({ allowed: true });
    const before = await stock.balanceOf(stock.wallets.bob);
    await stock.send(await getTransferInstructions(stock.vm, question));
    expect(await stock.balanceOf(stock.wallets.bob)).toBe(before + SHARE);
  });

  test("and what is refused throws the very error", async () => {
    const refused = { ...question, to: stock.wallets.eve.publicKey };
    const answer = await fetchCanTransfer(stock.vm, refused);
    if (answer.allowed !== false) throw new Error(`allowed: ${answer.allowed}`);
    const instructions = await getTransferInstructions(stock.vm, refused);
    const sent = await thrown(BackstockError, stock.send(instructions));
    const { program, programId, name, code } = sent;
    expect(answer.error).toMatchObject({ program, programId, name, code, logs: [], instructionIndex: null });
    expect(isComplianceError(answer.error, "ReceiverNotListed")).toBe(true);
    expect(answer.error.message).toMatch(/^compliance would refuse the transfer: .*ReceiverNotListed, \d+/);
  });
});

describe("the real AAPLx", () => {
  test("goes to anybody, and to nobody while it is paused", async () => {
    const { alice, eve } = stock.wallets;
    const mint = real.address;
    await setTokenBalance(stock.vm, { mint, owner: alice.publicKey, amount: SHARE });
    const asked = { owner: alice.publicKey, mint, to: eve.publicKey, amount: SHARE };
    const known = await knownTo(stock, asked);
    expect(canTransfer({ ...asked, known })).toEqual({ allowed: true });
    const data = Uint8Array.from(real.data);
    // PausableConfig, type 26, 33 bytes: an authority and whether it is paused.
    const at = data.findIndex((byte, i) => byte === 26 && data[i + 1] === 0 && data[i + 2] === 33 && data[i + 3] === 0);
    data[at + 4 + 32] = 1;
    await stock.vm.setAccount(mint, { ...real, data });
    const paused = await fetchCanTransfer(stock.vm, asked);
    expect(paused).toMatchObject({ allowed: false, error: { program: "token-2022", name: "MintPaused" } });
    const instructions = await getTransferInstructions(stock.vm, asked);
    await expect(stock.send(instructions)).rejects.toMatchObject({ program: "token-2022", name: "MintPaused" });
    await stock.vm.setAccount(mint, real);
    await stock.send(instructions);
    expect(await fetchCanTransfer(stock.vm, asked)).toMatchObject({
      allowed: false,
      error: { name: "InsufficientFunds" },
    });
  });
});
