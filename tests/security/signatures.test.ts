/** Group A: keys that are named and have not signed, and another issuer's keys that have. */
import { afterEach, beforeAll, test } from "@jest/globals";
import type { Keypair } from "@solana/web3.js";
import { cancelInstruction, tokenAccountOf } from "../harness/acts";
import { cashAccountOf, giveCash } from "../harness/cash";
import { registerAssetInstruction } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import { passDeadline, type RedemptionScene, startRedemptions } from "../harness/redemptionScene";
import { rejectInstruction, seizeInstruction, settleOffchainInstruction } from "../harness/redemptionActs";
import { isinOf } from "../harness/stockMints";
import { withAccount, withoutSignature } from "../harness/idlAccounts";
import { act } from "../harness/world";
import { type Act, asking, attemptOf, cancelling, minting, moving, paying } from "../harness/valuables";

const thief = keypairOf("thief");
let scene: RedemptionScene;

beforeAll(async () => {
  scene = await startRedemptions();
  await giveCash(scene.world, thief.publicKey, 0n);
});
afterEach(() => scene.restore());

/** Refuses the act where this account is named and does not sign, whoever else does. */
async function expectNeedsSignature({ instruction, signers }: Act, name: string, account: string): Promise<void> {
  const unsigned = withoutSignature(instruction, name, account);
  const needed = unsigned.keys.filter((key) => key.isSigner).map((key) => key.pubkey.toBase58());
  const others = signers.filter((one) => needed.includes(one.publicKey.toBase58()));
  const attempt = { instructions: unsigned, signers: others };
  await expectRefusal(scene.world, attempt, "custody", "MissingRequiredSignature");
}

test("A1: what these tests spoil succeeds with every signature", async () => {
  const acts = [minting(scene), moving(scene), asking(scene), await paying(scene)];
  for (const { instruction, signers } of acts) await act(scene.world, instruction, signers);
  await scene.restore();
  const { instruction, signers } = await cancelling(scene);
  await act(scene.world, instruction, signers);
});

test("A1: mint_deposit refuses the minter's address without the minter's signature", async () => {
  await expectNeedsSignature(minting(scene), "mint_deposit", "minter");
});

test("A1: request_redemption refuses to take a holder's tokens, paid out to a thief, on the thief's signature alone", async () => {
  const destination = cashAccountOf(thief.publicKey, scene.world.usdc);
  const payout = { kind: "OnChain", cashMint: scene.world.usdc, destination, leastCash: 1n } as const;
  await expectNeedsSignature(asking(scene, { payout }), "request_redemption", "owner");
});

test("A1: settle_redemption refuses to pay a holder with the redeemer's cash without the redeemer's signature", async () => {
  await expectNeedsSignature(await paying(scene), "settle_redemption", "redeemer");
});

test("A1: cancel_redemption refuses to bring a holder's tokens out of escrow without the holder's signature", async () => {
  await expectNeedsSignature(await cancelling(scene), "cancel_redemption", "owner");
});

test("A1: what takes two keys refuses either of them alone, the other named without its signature", async () => {
  const { world, asset, redemption, wire, bob } = scene;
  const { authority, complianceOfficer, redeemer, custodian } = asset.issuer;
  const acts: readonly (readonly [string, Act, readonly [string, string]])[] = [
    ["force_transfer", moving(scene), ["authority", "compliance_officer"]],
    [
      "seize_redemption",
      {
        instruction: await seizeInstruction(world, asset, redemption, { receiver: bob.publicKey }),
        signers: [authority, complianceOfficer],
      },
      ["authority", "compliance_officer"],
    ],
    [
      "settle_offchain",
      {
        instruction: await settleOffchainInstruction(world, asset, wire, { amount: 1n }),
        signers: [redeemer, custodian],
      },
      ["redeemer", "custodian"],
    ],
    [
      "reject_redemption",
      {
        instruction: await rejectInstruction(world, asset, redemption),
        signers: [redeemer, complianceOfficer],
      },
      ["redeemer", "compliance_officer"],
    ],
  ];
  for (const [name, signed, accounts] of acts) {
    for (const account of accounts) await expectNeedsSignature(signed, name, account);
  }
});

test("A1: no instruction about tokens or cash takes a thief's signature for that of the key it asks for", async () => {
  const acts: readonly (readonly [string, Act, string, string])[] = [
    ["mint_deposit", minting(scene), "minter", "NotMinter"],
    ["force_transfer", moving(scene), "authority", "NotAuthority"],
    ["force_transfer", moving(scene), "compliance_officer", "NotComplianceOfficer"],
    ["settle_redemption", await paying(scene), "redeemer", "NotRedeemer"],
    ["cancel_redemption", await cancelling(scene), "owner", "NotOwner"],
  ];
  for (const [name, { instruction, signers }, account, error] of acts) {
    const instructions = withAccount(instruction, name, account, thief.publicKey);
    const needed = instructions.keys.filter((key) => key.isSigner).map((key) => key.pubkey.toBase58());
    const all = [thief, ...signers].filter((one) => needed.includes(one.publicKey.toBase58()));
    await expectRefusal(scene.world, { instructions, signers: all }, "custody", error);
  }
});

/** An act on the asset by the keys that another issuer has for it, under that issuer's account. */
function byForeignIssuer({ instruction }: Act, name: string, roles: Readonly<Record<string, Keypair>>): Act {
  const { issuer } = scene.foreign;
  const named = Object.entries({ ...roles }).reduce(
    (changed, [account, key]) => withAccount(changed, name, account, key.publicKey),
    withAccount(instruction, name, "issuer", issuer.address),
  );
  return { instruction: named, signers: Object.values(roles) };
}

test("A5: mint_deposit refuses issuer B, whose minter signs, for the deposit and the mint of issuer A", async () => {
  const { world, foreign } = scene;
  const theirs = byForeignIssuer(minting(scene), "mint_deposit", { minter: foreign.issuer.minter });
  await expectRefusal(world, attemptOf(theirs), "custody", "WrongIssuer");
});

test("A5: force_transfer refuses issuer B, whose two keys sign, for the tokens of issuer A's holders", async () => {
  const { authority, complianceOfficer } = scene.foreign.issuer;
  const roles = { authority, compliance_officer: complianceOfficer };
  await expectRefusal(
    scene.world,
    attemptOf(byForeignIssuer(moving(scene), "force_transfer", roles)),
    "custody",
    "WrongIssuer",
  );
});

test("A5: settle_redemption refuses issuer B, whose redeemer signs, for a request to issuer A", async () => {
  const { world, foreign } = scene;
  const { redeemer } = foreign.issuer;
  const theirs = byForeignIssuer(await paying(scene), "settle_redemption", { redeemer });
  const source = cashAccountOf(redeemer.publicKey, world.usdc);
  const instruction = withAccount(theirs.instruction, "settle_redemption", "cash_source", source);
  await expectRefusal(world, { instructions: instruction, signers: [redeemer] }, "custody", "WrongIssuer");
});

test("A5: cancel_redemption refuses issuer B's asset and escrow for a request to issuer A", async () => {
  const { world, asset, foreign, redemption, alice } = scene;
  await passDeadline(world, redemption);
  const theirs = cancelInstruction(foreign, redemption, alice.publicKey);
  await expectRefusal(world, { instructions: theirs, signers: [alice] }, "custody", "WrongRedemption");
  const mixed = withAccount(
    cancelInstruction(asset, redemption, alice.publicKey, tokenAccountOf(alice.publicKey, foreign.mint)),
    "cancel_redemption",
    "escrow",
    foreign.escrow,
  );
  await expectRefusal(world, { instructions: mixed, signers: [alice] }, "custody", "WrongEscrow");
});

test("A5: register_asset refuses issuer B the mint that issuer A has listed", async () => {
  const { world, asset, foreign } = scene;
  const { issuer } = foreign;
  const instructions = registerAssetInstruction(world, issuer, asset.mint, isinOf(1));
  await expectRefusal(world, { instructions, signers: [issuer.authority] }, "custody", "SupplyNotZero");
});
