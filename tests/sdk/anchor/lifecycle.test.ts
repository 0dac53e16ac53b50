/** The whole life of a stock token, driven by Anchor's `Program` of our IDLs. Each test goes on where the one before ended. */
import {
  findAssetPda,
  findAttestationPda,
  findDepositPda,
  findEntryPda,
  findEscrowPda,
  findIssuerPda,
  findRedemptionPda,
  findRegistryLogPda,
  findRegistryPda,
  findUnderlyingPda,
  findValidationPda,
  isinToBytes,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { bigintsToBns, bnsToBigints, createComplianceProgram, createCustodyProgram } from "@backstock/sdk/anchor";
import { startVm, type Vm } from "@backstock/sdk/testing";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { createTokenAccountInstruction, idOf, NO_IDENTITY, REPORT, tokenAccountOf } from "../../harness/acts";
import { cashAccountOf, createCashMint, giveCash } from "../../harness/cash";
import { createStockMint, ISIN, LIMITS, ONE } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { act, DAY, issuerOf, SOL, type World } from "../../harness/world";
import { vmProvider } from "./vmProvider";

const CENT = 10_000n;
const payer = keypairOf("anchor payer");
const owner = keypairOf("anchor owner");
const usdcAuthority = keypairOf("anchor usdc authority");
const [base, authority, officer, pauser] = ["base", "authority", "officer", "pauser"].map((role) =>
  keypairOf(`anchor registry ${role}`),
) as [Keypair, Keypair, Keypair, Keypair];
const registry = findRegistryPda({ base: base.publicKey }).address;
const log = findRegistryLogPda({ registry }).address;
const issuer = issuerOf("anchor issuer", { base, authority, officer, pauser, address: registry, log });

let vm: Vm;
let usdc: PublicKey;
let mint: PublicKey;
let asset: PublicKey;
let compliance: ReturnType<typeof createComplianceProgram>;
let custody: ReturnType<typeof createCustodyProgram>;

beforeAll(async () => {
  vm = await startVm();
  await vm.fund(payer.publicKey, 100n * SOL);
  const provider = vmProvider(vm, payer);
  compliance = createComplianceProgram(provider);
  custody = createCustodyProgram(provider);
});

const world = (): World => ({ vm, payer, registry: issuer.registry, issuer, usdc, usdcAuthority });

/** Accounts that every act on the asset names; Anchor finds the programs by itself. */
const common = () => ({ issuer: issuer.address, asset, mint, registry });

async function redeem(nonce: bigint, amount: bigint): Promise<PublicKey> {
  const redemption = findRedemptionPda({ asset, opener: owner.publicKey, nonce }).address;
  await custody.methods
    .requestRedemption({
      ...bigintsToBns({ nonce, amount }),
      payout: { onChain: bigintsToBns({ leastCash: 100n * CENT }) },
    })
    .accountsPartial({
      ...common(),
      payer: payer.publicKey,
      owner: owner.publicKey,
      source: tokenAccountOf(owner.publicKey, mint),
      escrow: findEscrowPda({ asset, mint }).address,
      redemption,
      ownerEntry: findEntryPda({ registry, wallet: owner.publicKey }).address,
      escrowEntry: findEntryPda({ registry, wallet: asset }).address,
      validation: findValidationPda({ mint }).address,
      cashMint: usdc,
      destination: cashAccountOf(owner.publicKey, usdc),
    })
    .signers([owner])
    .rpc();
  return redemption;
}

test("a registry, an issuer and an allowlisted owner are created", async () => {
  await compliance.methods
    .createRegistry({ officer: officer.publicKey, pauser: pauser.publicKey, blockedJurisdictions: [840] })
    .accounts({ payer: payer.publicKey, base: base.publicKey, authority: authority.publicKey })
    .signers([base, authority])
    .rpc();
  usdc = await createCashMint(vm, payer, "anchor usdc", usdcAuthority.publicKey);
  await custody.methods
    .createIssuer({
      custodian: issuer.custodian.publicKey,
      minter: issuer.minter.publicKey,
      redeemer: issuer.redeemer.publicKey,
      pauser: issuer.pauser.publicKey,
      actionOfficer: issuer.actionOfficer.publicKey,
      complianceOfficer: issuer.complianceOfficer.publicKey,
      attestors: issuer.attestors.map(({ publicKey }) => publicKey),
      threshold: 2,
      ...bigintsToBns({ changeDelay: DAY }),
    })
    .accounts({
      payer: payer.publicKey,
      base: issuer.base.publicKey,
      authority: issuer.authority.publicKey,
      registry,
    })
    .remainingAccounts([{ pubkey: usdc, isSigner: false, isWritable: false }])
    .signers([issuer.base, issuer.authority])
    .rpc();
  expect(findIssuerPda({ base: issuer.base.publicKey }).address).toEqual(issuer.address);

  await compliance.methods
    .upsertEntry({
      ...bigintsToBns({ expectedVersion: 0n, expiresAt: 0n }),
      status: { active: {} },
      class: { person: {} },
      permissions: 15,
      jurisdiction: 756,
      identity: Array.from(NO_IDENTITY),
    })
    .accounts({ payer: payer.publicKey, signer: officer.publicKey, registry, log, wallet: owner.publicKey })
    .signers([officer])
    .rpc();
});

test("an asset is listed", async () => {
  mint = await createStockMint(world(), issuer, "AAPLx", "hooked");
  asset = findAssetPda({ issuer: issuer.address, mint }).address;
  await custody.methods
    .registerAsset({ isin: Array.from(isinToBytes(ISIN.apple)), limits: bigintsToBns(LIMITS) })
    .accountsPartial({
      ...common(),
      payer: payer.publicKey,
      authority: issuer.authority.publicKey,
      underlying: findUnderlyingPda({ issuer: issuer.address, isin: ISIN.apple }).address,
      registryLog: log,
      validation: findValidationPda({ mint }).address,
    })
    .signers([issuer.authority])
    .rpc();
});

test("two attestors make a round", async () => {
  const statement = {
    ...bigintsToBns({ asOf: await vm.now(), shares: 100n * ONE, redeemedTotal: 0n }),
    reportSha256: Array.from(REPORT),
  };
  const attestation = findAttestationPda({ asset }).address;
  for (const attestor of issuer.attestors.slice(0, 2)) {
    await custody.methods
      .submitAttestation(statement)
      .accountsPartial({ issuer: issuer.address, asset, mint, attestation, attestor: attestor.publicKey })
      .signers([attestor])
      .rpc();
  }
});

test("a deposit is recorded and minted, and its id is spent", async () => {
  const id = idOf("anchor deposit");
  const deposit = findDepositPda({ asset, id }).address;
  await custody.methods
    .recordDeposit({
      id: Array.from(id),
      ...bigintsToBns({ shares: 100n * ONE }),
      recipient: owner.publicKey,
      reference: Array.from(id),
    })
    .accountsPartial({
      payer: payer.publicKey,
      custodian: issuer.custodian.publicKey,
      issuer: issuer.address,
      asset,
      mint,
      deposit,
    })
    .signers([issuer.custodian])
    .rpc();
  await act(world(), createTokenAccountInstruction(world(), owner.publicKey, mint));
  await custody.methods
    .mintDeposit()
    .accountsPartial({
      ...common(),
      minter: issuer.minter.publicKey,
      attestation: findAttestationPda({ asset }).address,
      deposit,
      recipientEntry: findEntryPda({ registry, wallet: owner.publicKey }).address,
      recipientToken: tokenAccountOf(owner.publicKey, mint),
      rentPayer: payer.publicKey,
    })
    .signers([issuer.minter])
    .rpc();
  const spent = await custody.account.spentDeposit.fetch(deposit);
  expect(spent.status).toBe(1);
});

test("a redemption is paid and closed", async () => {
  await giveCash(world(), owner.publicKey, 0n);
  const cashSource = await giveCash(world(), issuer.redeemer.publicKey, 10_000n * CENT);
  const redemption = await redeem(1n, 5n * ONE);
  const { sequence } = await custody.account.redemption.fetch(redemption);
  await custody.methods
    .settleRedemption({ sequence, ...bigintsToBns({ settledBefore: 0n, amount: 5n * ONE, cash: 100n * CENT }) })
    .accountsPartial({
      ...common(),
      redeemer: issuer.redeemer.publicKey,
      escrow: findEscrowPda({ asset, mint }).address,
      redemption,
      ownerEntry: findEntryPda({ registry, wallet: owner.publicKey }).address,
      cashMint: usdc,
      cashSource,
      destination: cashAccountOf(owner.publicKey, usdc),
      cashTokenProgram: TOKEN_PROGRAM_ID,
    })
    .signers([issuer.redeemer])
    .rpc();
  await custody.methods
    .closeRedemption()
    .accountsPartial({ closer: owner.publicKey, redemption, asset, mint, rentPayer: payer.publicKey })
    .signers([owner])
    .rpc();
});

test("a redemption that nobody pays goes back to its owner, and the totals are right", async () => {
  const late = await redeem(2n, 2n * ONE);
  const { deadline } = await custody.account.redemption.fetch(late);
  await vm.setTime(BigInt(deadline.toString()) + 1n);
  await custody.methods
    .cancelRedemption()
    .accountsPartial({
      ...common(),
      owner: owner.publicKey,
      escrow: findEscrowPda({ asset, mint }).address,
      redemption: late,
      destination: tokenAccountOf(owner.publicKey, mint),
      ownerEntry: findEntryPda({ registry, wallet: owner.publicKey }).address,
      escrowEntry: findEntryPda({ registry, wallet: asset }).address,
      validation: findValidationPda({ mint }).address,
    })
    .signers([owner])
    .rpc();

  const { minted, redeemed, escrowed } = bnsToBigints(await custody.account.asset.fetch(asset));
  expect({ minted, redeemed, escrowed }).toEqual({ minted: 100n * ONE, redeemed: 5n * ONE, escrowed: 0n });
});

test("a refusal reaches Anchor's caller as the SDK's error, but that Anchor answers `program` by itself", async () => {
  await expect(redeem(3n, 1_000n * ONE)).rejects.toMatchObject({
    name: "InsufficientFunds",
    code: 1,
    programId: TOKEN_2022_PROGRAM_ID,
    program: TOKEN_2022_PROGRAM_ID,
  });
});
