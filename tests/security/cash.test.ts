/** Cash that was acceptable when the issuer was created, and accounts that could be paid into, and are no more. */
import {
  COMPLIANCE_PROGRAM_ID,
  fetchIssuer,
  fetchRedemption,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  createCloseAccountInstruction,
  createDisableRequiredMemoTransfersInstruction,
  createEnableRequiredMemoTransfersInstruction,
  createFreezeAccountInstruction,
  createReallocateInstruction,
  createSetTransferFeeInstruction,
  createThawAccountInstruction,
  createTransferCheckedInstruction,
  createUpdateTransferHookInstruction,
  ExtensionType,
} from "@solana/spl-token";
import { type Keypair, PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { attest, requestInstruction, request, settleInstruction, tokenAccountOf } from "../harness/acts";
import { balanceOf, supplyOf } from "../harness/balances";
import { CASH_DECIMALS, cashAccountOf, giveCash } from "../harness/cash";
import { checkpoint } from "../harness/checkpoint";
import { forgeCopy, forgeFrozen } from "../harness/forge";
import { createHolder } from "../harness/holders";
import { listAsset, ONE, type TestAsset } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import { CASH_AUTHORITY, CASH_EXTENSION, createToken2022CashMint, giveToken2022Cash } from "../harness/token2022Cash";
import { readSplToken } from "../harness/tokenProgramCode";
import {
  act,
  createIssuer,
  createIssuerInstruction,
  issuerOf,
  startWorld,
  type TestIssuer,
  type World,
} from "../harness/world";

const LEAST = 5n;
/** Runs the code of SPL Token, but is not it: whoever deploys a program decides what it does. */
const FOREIGN_PROGRAM = keypairOf("foreign token program").publicKey;

let world: World;
let issuer: TestIssuer;
let asset: TestAsset;
let alice: Keypair;
/** Dollars of Token-2022: of an empty hook slot, of a fee of zero, and of no extensions. */
let hookable: PublicKey;
let chargeable: PublicKey;
let plain: PublicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld({ programs: [{ address: FOREIGN_PROGRAM, elf: await readSplToken() }] });
  hookable = await createToken2022CashMint(world, "hookable", [CASH_EXTENSION.emptyHook()]);
  chargeable = await createToken2022CashMint(world, "chargeable", [CASH_EXTENSION.fee(0)]);
  plain = await createToken2022CashMint(world, "plain");
  issuer = await createIssuer(world, "acceptor", world.registry, [world.usdc, hookable, chargeable, plain]);
  asset = await listAsset(world, { issuer });
  await attest(world, asset, { shares: 1_000n * ONE });
  alice = await createHolder(world, asset, "alice", 1_000n * ONE);
  await giveCash(world, issuer.redeemer.publicKey, 1_000n);
  const accounts = [cashAccountOf(alice.publicKey, world.usdc), cashAccountOf(issuer.redeemer.publicKey, world.usdc)];
  for (const mint of [hookable, chargeable, plain]) {
    accounts.push(await giveToken2022Cash(world, alice.publicKey, 0n, mint));
    accounts.push(await giveToken2022Cash(world, issuer.redeemer.publicKey, 1_000n, mint));
  }
  restore = await checkpoint(world.vm, [world.usdc, hookable, chargeable, plain, ...accounts]);
});
beforeEach(() => restore());

let nonces = 0n;
interface Asked {
  readonly cashMint: PublicKey;
  readonly destination: PublicKey;
}
const toAlice = (cashMint: PublicKey): Asked => ({ cashMint, destination: tokenAccountOf(alice.publicKey, cashMint) });
const inUsdc = (): Asked => ({ cashMint: world.usdc, destination: cashAccountOf(alice.publicKey, world.usdc) });

const asking = () => ({ owner: alice, nonce: nonces++, amount: ONE, leastCash: LEAST });
const payoutOf = (asked: Asked) => ({ payout: { kind: "OnChain", leastCash: LEAST, ...asked } }) as const;

/** A request that succeeds: its tokens are in escrow. */
async function ask(asked: Asked): Promise<PublicKey> {
  const before = await balanceOf(world, asset.escrow);
  const redemption = await request(world, asset, asking(), payoutOf(asked));
  expect(await balanceOf(world, asset.escrow)).toBe(before + ONE);
  expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Pending", ...asked });
  return redemption;
}

async function expectRequestRefused(asked: Asked, error: string): Promise<void> {
  const instructions = requestInstruction(world, asset, asking(), payoutOf(asked));
  await expectRefusal(world, { instructions, signers: [alice] }, "custody", error);
}

const programOf = ({ cashMint }: Asked): PublicKey =>
  cashMint.equals(world.usdc) ? TOKEN_PROGRAM_ID : TOKEN_2022_PROGRAM_ID;

const payment = (redemption: PublicKey, asked: Asked): Promise<TransactionInstruction> =>
  settleInstruction(world, asset, redemption, { amount: ONE, cash: LEAST, cashTokenProgram: programOf(asked) });

/** The redeemer pays a request in full. */
async function pay(redemption: PublicKey, asked: Asked): Promise<void> {
  const before = await balanceOf(world, asked.destination);
  await act(world, await payment(redemption, asked), [issuer.redeemer]);
  expect(await balanceOf(world, asked.destination)).toBe(before + LEAST);
  expect((await fetchRedemption(world.vm, redemption)).status).toBe("Settled");
}

/** The redeemer can't pay a request, however much he wants to: the token program refuses. */
async function expectUnpayable(
  redemption: PublicKey,
  asked: Asked,
  program: "spl-token" | "token-2022",
  error: string,
): Promise<void> {
  const attempt = { instructions: await payment(redemption, asked), signers: [issuer.redeemer] };
  await expectRefusal(world, attempt, program, error);
}

describe("a cash mint that has changed since the issuer accepted it", () => {
  test("GS1: request_redemption refuses cash whose authority has set a hook since, and takes it again without", async () => {
    const asked = toAlice(hookable);
    const earlier = await ask(asked);
    const setHook = (program: PublicKey): Promise<unknown> => {
      const { publicKey } = CASH_AUTHORITY;
      const set = createUpdateTransferHookInstruction(hookable, publicKey, program, [], TOKEN_2022_PROGRAM_ID);
      return act(world, set, [CASH_AUTHORITY]);
    };
    await setHook(COMPLIANCE_PROGRAM_ID);
    await expectUnpayable(earlier, asked, "token-2022", "MissingAccount");
    await expectRequestRefused(asked, "UnacceptableCashMint");
    await setHook(PublicKey.default);
    await pay(earlier, asked);
    await pay(await ask(asked), asked);
  });

  test("GS2: request_redemption refuses cash whose authority has raised a fee since, and takes it again without", async () => {
    const asked = toAlice(chargeable);
    await pay(await ask(asked), asked);
    const setFee = (basisPoints: number): Promise<unknown> => {
      const { publicKey } = CASH_AUTHORITY;
      const set = createSetTransferFeeInstruction(
        chargeable,
        publicKey,
        [],
        basisPoints,
        1_000n,
        TOKEN_2022_PROGRAM_ID,
      );
      return act(world, set, [CASH_AUTHORITY]);
    };
    // In force two epochs later, and known from now on.
    await setFee(1);
    await expectRequestRefused(asked, "UnacceptableCashMint");
    await setFee(10_000);
    await expectRequestRefused(asked, "UnacceptableCashMint");
    await setFee(0);
    await pay(await ask(asked), asked);
  });
});

describe("a cash mint that can be closed", () => {
  const name = "closable";

  test("GS3: create_issuer refuses a cash mint with a close authority, which can come back as another", async () => {
    const mint = await createToken2022CashMint(world, name, [CASH_EXTENSION.closeAuthority()]);
    const creation = (candidate: TestIssuer, mints: readonly PublicKey[]) => ({
      instructions: createIssuerInstruction(world, candidate, mints),
      signers: [candidate.base, candidate.authority],
    });
    for (const mints of [[mint], [world.usdc, mint]]) {
      const candidate = issuerOf(`issuer of ${mints.length} closable`, world.registry);
      await expectRefusal(world, creation(candidate, mints), "custody", "UnacceptableCashMint");
      expect(await world.vm.getAccount(candidate.address)).toBeNull();
    }

    const { publicKey } = CASH_AUTHORITY;
    const close = createCloseAccountInstruction(mint, world.payer.publicKey, publicKey, [], TOKEN_2022_PROGRAM_ID);
    await act(world, close, [CASH_AUTHORITY]);
    expect(await world.vm.getAccount(mint)).toBeNull();
    expect(await createToken2022CashMint(world, name, [CASH_EXTENSION.nonTransferable()])).toEqual(mint);
  });

  test("GS3: create_issuer takes a cash mint at the key of one that was closed, since this one stays", async () => {
    const again = "closed and made anew";
    const mint = await createToken2022CashMint(world, again, [CASH_EXTENSION.closeAuthority()]);
    const { publicKey } = CASH_AUTHORITY;
    const close = createCloseAccountInstruction(mint, world.payer.publicKey, publicKey, [], TOKEN_2022_PROGRAM_ID);
    await act(world, close, [CASH_AUTHORITY]);
    expect(await createToken2022CashMint(world, again)).toEqual(mint);
    const { address } = await createIssuer(world, "issuer of cash made anew", world.registry, [mint]);
    expect((await fetchIssuer(world.vm, address)).cashMints[0]).toEqual(mint);
    await expectRefusal(world, { instructions: close, signers: [CASH_AUTHORITY] }, "token-2022", "InvalidAccountData");
  });
});

describe("a destination that can't be paid into", () => {
  test("C51: request_redemption refuses a destination that asks for memos, and takes it when it no longer does", async () => {
    const asked = toAlice(plain);
    const { destination } = asked;
    const earlier = await ask(asked);
    const owner = alice.publicKey;
    const extensions = [ExtensionType.MemoTransfer];
    const lengthen = createReallocateInstruction(
      destination,
      world.payer.publicKey,
      extensions,
      owner,
      [],
      TOKEN_2022_PROGRAM_ID,
    );
    const enable = createEnableRequiredMemoTransfersInstruction(destination, owner, [], TOKEN_2022_PROGRAM_ID);
    await act(world, [lengthen, enable], [alice]);
    await expectUnpayable(earlier, asked, "token-2022", "NoMemo");
    await expectRequestRefused(asked, "DestinationNotPayable");

    const disable = createDisableRequiredMemoTransfersInstruction(destination, owner, [], TOKEN_2022_PROGRAM_ID);
    await act(world, disable, [alice]);
    await pay(earlier, asked);
    await pay(await ask(asked), asked);
  });

  test("GS4: request_redemption refuses a destination that is frozen, and takes it when it has been thawed", async () => {
    const asked = toAlice(plain);
    const earlier = await ask(asked);
    const { publicKey } = CASH_AUTHORITY;
    await act(world, createFreezeAccountInstruction(asked.destination, plain, publicKey, [], TOKEN_2022_PROGRAM_ID), [
      CASH_AUTHORITY,
    ]);
    await expectUnpayable(earlier, asked, "token-2022", "AccountFrozen");
    await expectRequestRefused(asked, "DestinationNotPayable");

    await act(world, createThawAccountInstruction(asked.destination, plain, publicKey, [], TOKEN_2022_PROGRAM_ID), [
      CASH_AUTHORITY,
    ]);
    await pay(earlier, asked);
    await pay(await ask(asked), asked);
  });

  test("GS4: request_redemption refuses a frozen destination of SPL Token, and takes it when it has been thawed", async () => {
    const asked = inUsdc();
    const earlier = await ask(asked);
    await forgeFrozen(world.vm, asked.destination);
    await expectUnpayable(earlier, asked, "spl-token", "AccountFrozen");
    await expectRequestRefused(asked, "DestinationNotPayable");
    await restore();
    await pay(earlier, asked);
    await pay(await ask(asked), asked);
  });
});

describe("a token program that is none of the two", () => {
  /** The cash mint and both accounts, as if this program had made them. */
  async function giveAway({ cashMint, destination }: Asked, source: PublicKey): Promise<void> {
    for (const account of [cashMint, destination, source]) {
      await forgeCopy(world.vm, account, account, FOREIGN_PROGRAM);
    }
  }

  test("A10: settle_redemption never calls a third token program with the redeemer's signature, though it would pay", async () => {
    const asked = inUsdc();
    const source = cashAccountOf(issuer.redeemer.publicKey, world.usdc);
    const redemption = await ask(asked);
    await giveAway(asked, source);

    const redeemer = issuer.redeemer.publicKey;
    const directly = createTransferCheckedInstruction(
      source,
      world.usdc,
      asked.destination,
      redeemer,
      LEAST,
      CASH_DECIMALS,
      [],
      FOREIGN_PROGRAM,
    );
    await act(world, directly, [issuer.redeemer]);
    expect(await balanceOf(world, asked.destination)).toBe(LEAST);

    const supply = await supplyOf(world, asset.mint);
    for (const cashTokenProgram of [FOREIGN_PROGRAM, TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID]) {
      const part = { amount: ONE, cash: LEAST, cashTokenProgram, cashSource: source };
      const instructions = await settleInstruction(world, asset, redemption, part);
      await expectRefusal(world, { instructions, signers: [issuer.redeemer] }, "custody", "WrongProgram");
    }
    expect(await supplyOf(world, asset.mint)).toBe(supply);
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Pending", settled: 0n, paid: 0n });

    await restore();
    await pay(redemption, asked);
  });

  test("A10: settle_redemption refuses a third token program also for cash that belongs to a real token program", async () => {
    for (const asked of [toAlice(plain), inUsdc()]) {
      const redemption = await ask(asked);
      const cashSource = (await payment(redemption, asked)).keys.map(({ pubkey }) => pubkey)[8]!;
      for (const cashTokenProgram of [FOREIGN_PROGRAM, COMPLIANCE_PROGRAM_ID]) {
        const part = { amount: ONE, cash: LEAST, cashTokenProgram, cashSource };
        const instructions = await settleInstruction(world, asset, redemption, part);
        await expectRefusal(world, { instructions, signers: [issuer.redeemer] }, "custody", "WrongProgram");
      }
      await pay(redemption, asked);
    }
  });

  test("A10: request_redemption and create_issuer take no cash of a third token program", async () => {
    const asked = toAlice(plain);
    await giveAway(asked, tokenAccountOf(issuer.redeemer.publicKey, plain));
    await expectRequestRefused(asked, "InvalidCashMint");
    const candidate = issuerOf("issuer of foreign cash", world.registry);
    const instructions = createIssuerInstruction(world, candidate, [plain]);
    const signers = [candidate.base, candidate.authority];
    await expectRefusal(world, { instructions, signers }, "custody", "InvalidCashMint");
    await restore();
    await ask(asked);
    await act(world, instructions, signers);
  });
});
