import {
  findRedemptionPda,
  prepareAcceptRedemption,
  prepareMintDeposit,
  prepareRecordDeposit,
  prepareRequestRedemption,
  prepareSettleRedemption,
  prepareSubmitAttestation,
  type PreparedTransaction,
  prepareTransfer,
} from "@backstock/sdk";
import { DEFAULT_VM_TIME } from "@backstock/sdk/testing";
import type { Connection, Keypair } from "@solana/web3.js";
import { idOf, REPORT } from "../harness/acts";
import { ONE } from "../harness/listing";
import type { Recorded, Request } from "./books";
import type { Dice } from "./dice";
import type { Scene } from "./scene";

/** One thing that somebody wants done once. */
export interface Errand {
  /** The same for the same thing, of the same signer. */
  readonly name: string;
  readonly signer: Keypair;
  /** Asks the node for what it needs, and is asked again where nothing was sent, or what was sent has expired. */
  prepare(connection: Connection): Promise<PreparedTransaction>;
  /** Enters it into the books: called for every time that it was said to have landed. */
  landed(): void;
}

/** Answers what somebody wants next; undefined where there is nothing to do. */
export type Agenda = () => Errand | undefined;

/** Raw cash for a raw token: a hundred dollars of six decimals a share of eight. */
export const cashFor = (amount: bigint): bigint => amount;

/** A holder sends tokens to others, now and then more than there are, and asks for cash. */
export function holderAgenda(scene: Scene, dice: Dice, owner: Keypair): Agenda {
  const { asset, books, holders, world } = scene;
  const of = { issuer: asset.issuer.address, mint: asset.mint };
  const others = holders.filter((other) => other !== owner);
  let count = 0n;

  function transfer(number: bigint): Errand {
    const to = dice.pick(others).publicKey;
    const amount = dice.oneIn(12) ? 10n ** 15n : BigInt(dice.between(1, 1_000_000));
    return {
      name: `transfer ${number} of ${amount}`,
      signer: owner,
      prepare: (connection) => prepareTransfer(connection, { owner: owner.publicKey, mint: asset.mint, to, amount }),
      landed() {
        books.move(books.tokens, owner.publicKey, -amount);
        books.move(books.tokens, to, amount);
      },
    };
  }

  function request(nonce: bigint): Errand {
    const amount = ONE + BigInt(dice.below(1_000_000));
    const payout = { kind: "OnChain", cashMint: world.usdc, leastCash: cashFor(amount) } as const;
    const { address } = findRedemptionPda({ asset: asset.address, opener: owner.publicKey, nonce });
    return {
      name: `request ${nonce}`,
      signer: owner,
      prepare: (connection) =>
        prepareRequestRedemption(connection, { ...of, owner: owner.publicKey, amount, payout, nonce }),
      landed() {
        books.move(books.tokens, owner.publicKey, -amount);
        books.requests.push({ redemption: address, owner, amount, isAccepted: false, settled: 0n, paid: 0n });
      },
    };
  }

  return () => {
    count += 1n;
    return dice.oneIn(4) ? request(count) : transfer(count);
  };
}

/** The custodian records deposits of holders. */
export function custodianAgenda(scene: Scene, dice: Dice): Agenda {
  const { asset, books, holders } = scene;
  let count = 0;
  return () => {
    const deposit: Recorded = {
      id: `deposit ${count++}`,
      recipient: dice.pick(holders),
      shares: BigInt(dice.between(1, 100_000_000)),
      isMinted: false,
    };
    return {
      name: `record ${deposit.id}`,
      signer: asset.issuer.custodian,
      prepare: (connection) =>
        prepareRecordDeposit(connection, {
          ...{ issuer: asset.issuer.address, mint: asset.mint, id: idOf(deposit.id), reference: idOf(deposit.id) },
          ...{ shares: deposit.shares, recipient: deposit.recipient.publicKey },
        }),
      landed: () => void books.deposits.push(deposit),
    };
  };
}

/** The minter mints them. Of what nobody knows it tries again: the deposit's id is what keeps it from minting twice. */
export function minterAgenda({ asset, books }: Scene, dice: Dice): Agenda {
  return () => {
    const open = books.deposits.filter(({ isMinted }) => !isMinted);
    const deposit = open.length === 0 ? undefined : dice.pick(open);
    return (
      deposit && {
        name: `mint ${deposit.id}`,
        signer: asset.issuer.minter,
        prepare: (connection) =>
          prepareMintDeposit(connection, { issuer: asset.issuer.address, mint: asset.mint, id: idOf(deposit.id) }),
        landed() {
          deposit.isMinted = true;
          books.minted += deposit.shares;
          books.move(books.tokens, deposit.recipient.publicKey, deposit.shares);
        },
      }
    );
  };
}

/** The redeemer accepts and pays, mostly in two parts. Of what nobody knows it tries again: a part names what was settled before it. */
export function redeemerAgenda(scene: Scene, dice: Dice): Agenda {
  const { asset, books } = scene;
  const of = { issuer: asset.issuer.address, mint: asset.mint };
  const signer = asset.issuer.redeemer;

  function accept(request: Request): Errand {
    return {
      name: `accept ${request.redemption.toBase58()}`,
      signer,
      prepare: (connection) => prepareAcceptRedemption(connection, { ...of, redemption: request.redemption }),
      landed: () => void (request.isAccepted = true),
    };
  }

  function settle(request: Request): Errand {
    const settledBefore = request.settled;
    const isFirstPart = settledBefore === 0n && !dice.oneIn(4);
    const amount = isFirstPart ? request.amount / 2n : request.amount - settledBefore;
    const cash = cashFor(amount);
    return {
      name: `settle ${request.redemption.toBase58()} from ${settledBefore}`,
      signer,
      prepare: (connection) =>
        prepareSettleRedemption(connection, { ...of, redemption: request.redemption, amount, cash, settledBefore }),
      landed() {
        request.settled += amount;
        request.paid += cash;
        books.redeemed += amount;
        books.move(books.cash, signer.publicKey, -cash);
        books.move(books.cash, request.owner.publicKey, cash);
      },
    };
  }

  return () => {
    const open = books.requests.filter(({ settled, amount }) => settled < amount);
    if (open.length === 0) return undefined;
    const request = dice.pick(open);
    return request.isAccepted ? settle(request) : accept(request);
  };
}

/** An attestor states the reserve once a minute, the same as the others. */
export function attestorAgenda({ asset }: Scene, now: () => number, attestor: Keypair): Agenda {
  let last = 0;
  return () => {
    const minute = Math.floor(now() / 60_000);
    if (minute === last) return undefined;
    last = minute;
    return {
      name: `statement of minute ${minute}`,
      signer: attestor,
      prepare: (connection) =>
        prepareSubmitAttestation(connection, {
          ...{ attestor: attestor.publicKey, issuer: asset.issuer.address, mint: asset.mint },
          ...{ asOf: DEFAULT_VM_TIME + BigInt(60 * minute), shares: 900_000n * ONE },
          ...{ redeemedTotal: 0n, reportSha256: REPORT },
        }),
      landed: () => undefined,
    };
  };
}
