import { AccountNotFoundError, InvalidInputError, type RedemptionStatus, RedemptionStateError } from "@backstock/sdk";
import { describe, expect, test } from "@jest/globals";
import type { PublicKey } from "@solana/web3.js";
import { forgeRedemption } from "../../harness/forge";
import { keypairOf } from "../../harness/people";
import type { RedemptionScene } from "../../harness/redemptionScene";
import { thrown } from "./thrown";

const STATES = ["Pending", "Processing", "Settled", "Cancelled", "Rejected", "Claimed", "Seized"] as const;

/** What every action refuses that is about one redemption of one stock token. */
export interface RedemptionAction {
  readonly scene: () => RedemptionScene;
  readonly allowed: readonly RedemptionStatus[];
  /** Prepares it for alice's redemption, or for another that is given, with this much different. */
  readonly prepare: (changes: { issuer?: PublicKey; mint?: PublicKey; redemption?: PublicKey }) => Promise<unknown>;
}

export function describeRedemptionRefusals({ scene, allowed, prepare }: RedemptionAction): void {
  describe("is refused before anything is built", () => {
    const refused = STATES.filter((status) => !allowed.includes(status));
    test.each(refused)("for a redemption that is %s", async (status) => {
      const { world, redemption } = scene();
      await forgeRedemption(world.vm, redemption, { status });
      expect(await thrown(RedemptionStateError, prepare({ redemption }))).toMatchObject({
        redemption,
        status,
        allowed,
      });
    });

    test("for a redemption of another mint", async () => {
      const { teslaRedemption } = scene();
      await thrown(InvalidInputError, prepare({ redemption: teslaRedemption }));
    });

    test("for a redemption that does not exist, and a listing that does not", async () => {
      const nowhere = keypairOf("nowhere").publicKey;
      const missing = await thrown(AccountNotFoundError, prepare({ redemption: nowhere }));
      expect(missing).toMatchObject({ account: "Redemption" });
      await thrown(AccountNotFoundError, prepare({ issuer: nowhere }));
      await thrown(AccountNotFoundError, prepare({ issuer: scene().foreign.issuer.address }));
    });
  });
}
