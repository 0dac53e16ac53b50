/** Measures every row of the table on one local VM. */
import type { VmKind } from "@backstock/sdk/testing";
import { measureAdministration } from "./scenes/administration";
import { measureCorporateActions } from "./scenes/corporateActions";
import { measureEntries } from "./scenes/people";
import { measurePowers } from "./scenes/powers";
import { measureRedemptionEnds } from "./scenes/redemptionEnds";
import { measureRedemptions } from "./scenes/redemptions";
import { measureRegistry } from "./scenes/registry";
import { measureReserve } from "./scenes/reserve";
import { measureSetUp } from "./scenes/setUp";
import { measureTransfers } from "./scenes/transfers";
import { setStage } from "./stage";
import type { Rows } from "./table";

/**
 * The same figures in every run.
 * @param kind the environment's where nothing is said
 * @throws BackstockError where a program refuses what it must not
 */
export async function measure(kind?: VmKind): Promise<{ readonly vm: VmKind; readonly rows: Rows }> {
  const stage = await setStage(kind);
  const listings = await measureSetUp(stage);
  const people = await measureEntries(stage, listings);
  await measureReserve(stage, listings, people);
  await measureTransfers(stage, listings, people);
  await measureRedemptions(stage, listings, people);
  await measureRedemptionEnds(stage, listings, people);
  await measurePowers(stage, listings, people);
  await measureAdministration(stage);
  await measureCorporateActions(stage);
  await measureRegistry(stage);
  return { vm: stage.world.vm.kind, rows: stage.sheet.rows };
}
