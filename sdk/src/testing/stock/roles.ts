import type { Keypair, PublicKey } from "@solana/web3.js";
import { prepareCreateIssuer, prepareCreateRegistry } from "../../actions/index";
import { findIssuerPda, findRegistryLogPda, findRegistryPda } from "../../core/pda";
import type { TestCash } from "./cash";
import { keysOf, testKeypair } from "./keys";
import type { TestChain } from "./testChain";

/** Attestors that a round takes. */
const THRESHOLD = 2;
const CHANGE_DELAY = 86_400n;
/** For each role's own fees and rents: 100 SOL. */
const ROLE_LAMPORTS = 100n * 10n ** 9n;

/** An allowlist, and the keys that hold its roles. */
export interface TestRegistry {
  readonly address: PublicKey;
  readonly log: PublicKey;
  readonly base: Keypair;
  readonly authority: Keypair;
  readonly officer: Keypair;
  readonly pauser: Keypair;
}

/** An issuer whose round takes two of its three attestors and whose changes take a day, and the keys that hold its roles. */
export interface TestIssuer {
  readonly address: PublicKey;
  readonly base: Keypair;
  readonly authority: Keypair;
  readonly custodian: Keypair;
  readonly minter: Keypair;
  readonly redeemer: Keypair;
  readonly pauser: Keypair;
  readonly actionOfficer: Keypair;
  readonly complianceOfficer: Keypair;
  readonly attestors: readonly [Keypair, Keypair, Keypair];
}

/** The holders of roles can pay for what they do, so that an action need not name a payer. */
async function introduce(chain: TestChain, keys: readonly Keypair[]): Promise<void> {
  chain.remember(keys);
  for (const { publicKey } of keys) await chain.vm.fund(publicKey, ROLE_LAMPORTS);
}

export async function createRegistry(chain: TestChain, blockedJurisdictions: readonly number[]): Promise<TestRegistry> {
  const keys = keysOf("registry", ["base", "authority", "officer", "pauser"]);
  await introduce(chain, Object.values(keys));
  const prepared = await prepareCreateRegistry(chain.vm, {
    payer: chain.payer.publicKey,
    base: keys.base.publicKey,
    authority: keys.authority.publicKey,
    officer: keys.officer.publicKey,
    pauser: keys.pauser.publicKey,
    blockedJurisdictions,
  });
  await chain.send(prepared);
  const { address } = findRegistryPda({ base: keys.base.publicKey });
  return { address, log: findRegistryLogPda({ registry: address }).address, ...keys };
}

export async function createIssuer(chain: TestChain, registry: TestRegistry, cash: TestCash): Promise<TestIssuer> {
  const keys = keysOf("issuer", [
    ...(["base", "authority", "custodian", "minter"] as const),
    ...(["redeemer", "pauser", "actionOfficer", "complianceOfficer"] as const),
  ]);
  const attestor = (number: number): Keypair => testKeypair(`issuer attestor ${number}`);
  const attestors = [attestor(1), attestor(2), attestor(3)] as const;
  await introduce(chain, [...Object.values(keys), ...attestors]);
  const prepared = await prepareCreateIssuer(chain.vm, {
    payer: chain.payer.publicKey,
    base: keys.base.publicKey,
    authority: keys.authority.publicKey,
    registry: registry.address,
    custodian: keys.custodian.publicKey,
    minter: keys.minter.publicKey,
    redeemer: keys.redeemer.publicKey,
    pauser: keys.pauser.publicKey,
    actionOfficer: keys.actionOfficer.publicKey,
    complianceOfficer: keys.complianceOfficer.publicKey,
    attestors: attestors.map(({ publicKey }) => publicKey),
    threshold: THRESHOLD,
    changeDelay: CHANGE_DELAY,
    cashMints: [cash.mint],
  });
  await chain.send(prepared);
  return { address: findIssuerPda({ base: keys.base.publicKey }).address, ...keys, attestors };
}
