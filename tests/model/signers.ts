import type { Issuer } from "@backstock/sdk";
import type { Keypair, PublicKey } from "@solana/web3.js";
import type { Chance } from "./chance";
import { NOBODY, same } from "./keys";
import { everybody } from "./queries";
import type { Model } from "./state/model";

/** Somebody who has the key of one of these roles now; anybody else where nobody has, or where it is to be somebody wrong. */
export function whoHasOneOf(model: Model, chance: Chance, roles: readonly PublicKey[], isSpoiled: boolean): Keypair {
  const held = roles.filter((role) => !same(role, NOBODY));
  const role = chance.maybe(held);
  if (role !== undefined && !isSpoiled) return model.actors.keyOf(role);
  const others = everybody(model).filter(({ publicKey }) => held.every((one) => !same(publicKey, one)));
  return chance.maybe(others) ?? model.actors.banker;
}

/** The same for one role. */
export const whoHas = (model: Model, chance: Chance, role: PublicKey, isSpoiled = false): Keypair =>
  whoHasOneOf(model, chance, [role], isSpoiled);

export const isAuthorityOrPauser = ({ authority, pauser }: Issuer, { publicKey }: Keypair): boolean =>
  same(publicKey, authority) || same(publicKey, pauser);

/** Who pays a rent: the fee payer, or the other who may. */
export const whoPays = ({ actors }: Model, chance: Chance): Keypair => (chance.oneIn(4) ? actors.banker : actors.payer);
