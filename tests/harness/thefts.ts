/** Everything that stolen keys might be good for: what a thief tries, one after the other. */
import {
  createSweepEscrowInstruction,
  findDepositPda,
  multiplierFromDecimal,
  type Role,
  U64_MAX,
} from "@backstock/sdk";
import { createTransferCheckedInstruction } from "@solana/spl-token";
import { allow, attest, cancelInstruction, idOf, mintInstruction, record, settle, tokenAccountOf } from "./acts";
import { apply, propose, revokeRole } from "./admin";
import { CASH_DECIMALS, cashAccountOf } from "./cash";
import { schedule } from "./corporateActions";
import { forceTransfer, recoverAccount } from "./forcedActs";
import { freeze } from "./freezing";
import { ALICES_IDENTITY, ASKED, type Heist, HOLDINGS, type Key, SURPLUS, TILL } from "./heist";
import { LIMITS, type TestAsset } from "./listing";
import { keypairOf } from "./people";
import { claimInstruction, namePayout, recover, reject, seize, settleOffchain } from "./redemptionActs";
import { acceptInstruction, pauseRegistry, proposeInstruction, setRolesInstruction } from "./registryActs";
import { pauseToken } from "./tokenPause";
import { transferInstruction } from "./transfers";
import { act, DAY } from "./world";

export interface Theft {
  /** Completes "the thief ...". */
  readonly name: string;
  /** Without any of these keys nobody need try; with none named, everybody may. */
  readonly keys: readonly Key[];
  /**
   * @param mine the asset as it is in the thief's hands
   * @param wait before what has been proposed is carried out, if the thief can
   */
  readonly attempt: (heist: Heist, mine: TestAsset, wait: () => Promise<void>) => Promise<unknown>;
}

/** Seconds that one pause can last. */
export const MOST_PAUSE = 3n * DAY;

const FORCE: readonly Key[] = ["authority", "compliance officer"];
const LIST: readonly Key[] = ["registry authority", "registry officer"];

/** A deposit of shares that never came, minted to the thief. */
async function mintToThief({ world, thief }: Heist, mine: TestAsset, id: string, shares: bigint): Promise<void> {
  await record(world, mine, { id, shares, recipient: thief.publicKey });
  const deposit = findDepositPda({ asset: mine.address, id: idOf(id) }).address;
  await act(world, mintInstruction(world, mine, deposit, thief.publicKey), [mine.issuer.minter]);
}

const takingARole = (role: Role): Theft => ({
  name: `names himself ${role}`,
  keys: ["authority"],
  async attempt({ world, thief }, { issuer }, wait) {
    const change = await propose(world, issuer, { kind: "Role", role, key: thief.publicKey });
    await wait();
    await apply(world, change);
  },
});

const forcingOver = (victim: "alice" | "bob"): Theft => ({
  name: `forces ${victim}'s tokens over to himself`,
  keys: FORCE,
  attempt: ({ world, thief, [victim]: { publicKey } }, mine) =>
    forceTransfer(world, mine, { from: publicKey, to: thief.publicKey, amount: HOLDINGS[victim] }),
});

/** In an order in which what comes first helps what follows, and spoils nothing that is worth more. */
export const THEFTS: readonly Theft[] = [
  {
    name: "becomes the registry's officer",
    keys: ["registry authority"],
    attempt({ world }, { issuer: { registry } }) {
      const roles = { officer: registry.officer.publicKey, pauser: world.registry.pauser.publicKey };
      return act(world, setRolesInstruction(registry, roles), [registry.authority]);
    },
  },
  {
    name: "becomes the registry's authority",
    keys: ["registry authority"],
    async attempt({ world }, { issuer: { registry } }, wait) {
      // A key of its own: who becomes the officer can't be the authority too.
      const next = keypairOf("the thief's other key");
      await act(world, proposeInstruction(registry, next.publicKey), [registry.authority]);
      await wait();
      await act(world, acceptInstruction(registry, next.publicKey), [next]);
    },
  },
  {
    name: "is on the list as if he were alice",
    keys: LIST,
    attempt: ({ world, thief }, { issuer }) =>
      allow(world, thief.publicKey, { identity: ALICES_IDENTITY }, issuer.registry),
  },
  ...(["Minter", "Custodian", "Redeemer", "ComplianceOfficer", "Authority"] as const).map(takingARole),
  {
    name: "mints all shares that no token stands for yet",
    keys: ["custodian", "minter"],
    attempt: (heist, mine) => mintToThief(heist, mine, "surplus", SURPLUS),
  },
  {
    name: "mints one raw token more",
    keys: ["custodian", "minter"],
    attempt: (heist, mine) => mintToThief(heist, mine, "one more", 1n),
  },
  {
    name: "states a reserve without end",
    keys: ["first attestor", "second attestor"],
    async attempt({ world }, mine) {
      await world.vm.setTime((await world.vm.now()) + 1n);
      await attest(world, mine, { shares: U64_MAX });
    },
  },
  forcingOver("alice"),
  forcingOver("bob"),
  {
    name: "recovers alice's account as if it were his",
    keys: FORCE,
    attempt: ({ world, thief, alice }, mine) => recoverAccount(world, mine, alice.publicKey, thief.publicKey),
  },
  {
    name: "recovers alice's redemption as if it were his, and has himself paid",
    keys: FORCE,
    async attempt({ world, thief, onChain }, mine) {
      await recover(world, mine, onChain, thief.publicKey);
      const destination = cashAccountOf(thief.publicKey, world.usdc);
      const payout = { kind: "OnChain", cashMint: world.usdc, destination, leastCash: TILL } as const;
      await namePayout(world, mine, onChain, thief, payout);
    },
  },
  {
    name: "seizes alice's redemption",
    keys: FORCE,
    attempt: ({ world, thief, onChain }, mine) => seize(world, mine, onChain, { receiver: thief.publicKey }),
  },
  {
    name: "takes back what alice has asked for",
    keys: [],
    attempt: ({ world, thief, onChain }, mine) =>
      act(world, cancelInstruction(mine, onChain, thief.publicKey), [thief]),
  },
  {
    name: "claims what alice has asked for",
    keys: [],
    attempt: ({ world, thief, onChain }, mine) => act(world, claimInstruction(mine, onChain, thief.publicKey), [thief]),
  },
  {
    name: "transfers bob's tokens to himself",
    keys: [],
    attempt: async ({ world, thief, bob, asset: { mint } }) => {
      const { publicKey } = thief;
      const transfer = await transferInstruction(world, {
        mint,
        from: bob.publicKey,
        to: publicKey,
        authority: publicKey,
      });
      return act(world, transfer, [thief]);
    },
  },
  {
    name: "burns what alice waits for a wire for",
    keys: ["redeemer", "custodian"],
    attempt: ({ world, wire }, mine) => settleOffchain(world, mine, wire, { amount: ASKED }),
  },
  {
    name: "burns what alice is to be paid for on chain, and pays nothing",
    keys: ["redeemer"],
    attempt: ({ world, onChain }, mine) => settle(world, mine, onChain, { amount: ASKED, cash: 0n }),
  },
  {
    name: "empties the till",
    keys: ["redeemer"],
    attempt({ world, thief }, { issuer: { redeemer } }) {
      const from = cashAccountOf(world.issuer.redeemer.publicKey, world.usdc);
      const to = cashAccountOf(thief.publicKey, world.usdc);
      const { publicKey } = redeemer;
      return act(world, createTransferCheckedInstruction(from, world.usdc, to, publicKey, TILL, CASH_DECIMALS), [
        redeemer,
      ]);
    },
  },
  {
    name: "burns the escrow",
    keys: ["authority"],
    attempt: ({ world }, { issuer, mint }) =>
      act(
        world,
        createSweepEscrowInstruction({ authority: issuer.authority.publicKey, issuer: issuer.address, mint }),
        [issuer.authority],
      ),
  },
  {
    name: "loosens the limits",
    keys: ["authority"],
    async attempt({ world, asset }, { issuer }, wait) {
      const limits = { ...LIMITS, supplyCap: U64_MAX };
      const change = await propose(world, issuer, { kind: "Limits", asset: asset.address, limits });
      await wait();
      await apply(world, change);
    },
  },
  {
    name: "makes a thousand shares of every one",
    keys: ["action officer", "custodian"],
    async attempt({ world }, mine) {
      const to = multiplierFromDecimal("1000").bits;
      const action = { kind: "Split", numerator: 1_000, denominator: 1, to } as const;
      await schedule(world, mine, { action, effectiveAt: (await world.vm.now()) + DAY });
    },
  },
  {
    name: "rejects what alice has asked for",
    keys: ["redeemer", "compliance officer"],
    attempt: ({ world, onChain }, mine) => reject(world, mine, onChain),
  },
  {
    name: "freezes alice's account",
    keys: ["compliance officer"],
    attempt: ({ world, asset, alice }, mine) => freeze(world, mine, tokenAccountOf(alice.publicKey, asset.mint)),
  },
  {
    name: "revokes alice",
    keys: LIST,
    attempt: ({ world, alice }, { issuer }) =>
      allow(world, alice.publicKey, { status: "Revoked", identity: ALICES_IDENTITY }, issuer.registry),
  },
  {
    name: "seizes the redemption of a revoked alice",
    keys: FORCE,
    attempt: ({ world, thief, wire }, mine) => seize(world, mine, wire, { receiver: thief.publicKey }),
  },
  {
    name: "pauses the token for as long as may be",
    keys: ["authority", "pauser"],
    attempt: ({ world }, mine) => pauseToken(world, mine, MOST_PAUSE),
  },
  {
    name: "pauses the registry for as long as may be",
    keys: ["registry pauser"],
    attempt: ({ world }, { issuer: { registry } }) => pauseRegistry(world, registry, MOST_PAUSE),
  },
  {
    name: "leaves nobody who could pay",
    keys: ["authority", "pauser"],
    attempt: ({ world }, { issuer }) => revokeRole(world, issuer, "Redeemer"),
  },
];
