/** Transfers between holders. */
import { prepareTransfer, type PreparedTransaction } from "@backstock/sdk";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { allow, createTokenAccountInstruction } from "../../tests/harness/acts";
import { ONE, type TestAsset } from "../../tests/harness/listing";
import { act } from "../../tests/harness/world";
import type { Stage } from "../stage";
import { expiryOfEntries, type People } from "./people";
import type { Listings } from "./setUp";

export async function measureTransfers(stage: Stage, { hooked, open }: Listings, people: People): Promise<void> {
  const { world, sheet, otherPayer } = stage;
  const { alice, bob, frank, olga } = people;
  for (const { mint } of [hooked, open]) await act(world, createTokenAccountInstruction(world, bob.publicKey, mint));

  const hookedTransfer = await transfer(stage, hooked, alice, bob);
  await sheet.measureHooked("transfer", "hooked, entries with an expiry", hookedTransfer, [alice]);
  const expiresAt = await expiryOfEntries(stage);
  for (const { publicKey } of [alice, bob]) await allow(world, publicKey, { expiresAt: 0n });
  await sheet.measureHooked("transfer", "hooked, entries without an expiry", hookedTransfer, [alice]);
  for (const { publicKey } of [alice, bob]) await allow(world, publicKey, { expiresAt });

  await sheet.measure("transfer", "open", await transfer(stage, open, olga, bob), [olga]);
  await sheet.measureLongest("transfer", await transfer(stage, hooked, alice, frank, otherPayer), [alice]);
}

function transfer(
  { world }: Stage,
  { mint }: TestAsset,
  from: Keypair,
  to: Keypair,
  payer: PublicKey = world.payer.publicKey,
): Promise<PreparedTransaction> {
  return prepareTransfer(world.vm, { payer, owner: from.publicKey, mint, to: to.publicKey, amount: 100n * ONE });
}
