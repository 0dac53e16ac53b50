import { type Asset, fetchAsset, findAssetPda, type Limits } from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { createStockMint, registerAssetInstruction } from "./listing";
import { expectRefusal } from "./refusal";
import { type EditMint, forgeStockMint, isinOf } from "./stockMints";
import { act, type TestIssuer, type World } from "./world";

export type Profile = "hooked" | "open";
export const PROFILES: readonly Profile[] = ["hooked", "open"];

export interface Registration {
  readonly mint: PublicKey;
  /** One that nothing has been registered under, where nothing is said. */
  readonly isin?: string;
  readonly limits?: Partial<Limits>;
  /** The world's, where nothing is said. */
  readonly issuer?: TestIssuer;
}

/** Registers mints of its own making: a fresh one, and a fresh ISIN, for every attempt. */
export interface Registrar {
  /** Mints as Token-2022 makes them, which are never registered. */
  readonly template: Readonly<Record<Profile, PublicKey>>;
  freshIsin(): string;
  /** A mint that is sound but for the edit. */
  forge(edit?: EditMint, profile?: Profile, issuer?: TestIssuer): Promise<PublicKey>;
  instructionOf(registration: Registration): TransactionInstruction;
  register(registration: Registration): Promise<Sent & { readonly asset: Asset }>;
  expectRefused(registration: Registration, name: string): Promise<unknown>;
  /** Custody refuses a mint that is sound but for this edit. */
  expectEditRefused(edit: EditMint, name: string, profile?: Profile): Promise<void>;
}

export async function createRegistrar(world: World): Promise<Registrar> {
  const template = {
    hooked: await createStockMint(world, world.issuer, "hooked template", "hooked"),
    open: await createStockMint(world, world.issuer, "open template", "open"),
  };
  let numbers = 0;

  const registrar: Registrar = {
    template,
    freshIsin: () => isinOf(numbers++),

    forge: (edit, profile = "hooked", issuer = world.issuer) =>
      forgeStockMint(world, { template: template[profile], name: `${numbers++}`, issuer }, edit),

    instructionOf: ({ mint, isin = registrar.freshIsin(), limits, issuer = world.issuer }) =>
      registerAssetInstruction(world, issuer, mint, isin, limits),

    async register(registration) {
      const { issuer = world.issuer, mint } = registration;
      const sent = await act(world, registrar.instructionOf(registration), [issuer.authority]);
      return { ...sent, asset: await fetchAsset(world.vm, findAssetPda({ issuer: issuer.address, mint }).address) };
    },

    expectRefused(registration, name) {
      const { issuer = world.issuer } = registration;
      const attempt = { instructions: registrar.instructionOf(registration), signers: [issuer.authority] };
      return expectRefusal(world, attempt, "custody", name);
    },

    async expectEditRefused(edit, name, profile) {
      await registrar.expectRefused({ mint: await registrar.forge(edit, profile) }, name);
    },
  };
  return registrar;
}
