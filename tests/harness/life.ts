import {
  COMPLIANCE_PROGRAM_ID,
  createHookedTransferInstruction,
  createSweepEscrowInstruction,
  fetchRedemption,
  findDepositPda,
  findRedemptionPda,
  type RequestRedemptionInput,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { createBurnCheckedInstruction } from "@solana/spl-token";
import type { Keypair, PublicKey } from "@solana/web3.js";
import {
  attestInstruction,
  cancelInstruction,
  closeInstruction,
  createTokenAccountInstruction,
  idOf,
  mintInstruction,
  recordInstruction,
  requestInstruction,
  settleInstruction,
  tokenAccountOf,
} from "./acts";
import { balanceOf } from "./balances";
import { giveCash } from "./cash";
import { expectBalanced, Ledger } from "./ledger";
import { assetOf, createStockMint, DECIMALS, ISIN, ONE, registerAssetInstruction, type TestAsset } from "./listing";
import { act, createIssuer, type World } from "./world";

const LIMITS = { supplyCap: 1_000_000n * ONE, mintRateCapacity: 1_000_000n * ONE };

/** An asset from its listing on, and the ledger that is kept of it. After every act the accounts must say what the ledger does. */
export class Life {
  /** Raw that somebody has sent to the escrow and nobody has swept. */
  gifts = 0n;
  private redemptions: PublicKey[] = [];
  private deposits = 0;

  private constructor(
    readonly world: World,
    readonly holders: readonly Keypair[],
    readonly asset: TestAsset,
    readonly profile: "hooked" | "open",
    readonly ledger: Ledger,
  ) {}

  /**
   * Of an issuer of its own, so that one test knows nothing of another. The name becomes the symbol: at most 16 bytes. Only the holders, who must be on
   * the allowlist, ever hold any of it.
   */
  static async begin(
    world: World,
    holders: readonly Keypair[],
    name: string,
    profile: "hooked" | "open",
  ): Promise<Life> {
    const issuer = await createIssuer(world, name, world.registry, [world.usdc]);
    await giveCash(world, issuer.redeemer.publicKey, 10n ** 12n);
    const mint = await createStockMint(world, issuer, name, profile);
    const asset = assetOf(issuer, mint, ISIN.apple);
    const life = new Life(world, holders, asset, profile, new Ledger(asset));
    const create = holders.map(({ publicKey }) => createTokenAccountInstruction(world, publicKey, mint));
    await life.act(registerAssetInstruction(world, issuer, mint, ISIN.apple, LIMITS), [issuer.authority]);
    await life.act(create);
    return life;
  }

  async act(instructions: Parameters<typeof act>[1], signers: readonly Keypair[] = []): Promise<Sent> {
    const sent = await act(this.world, instructions, signers);
    this.ledger.replay(sent.events);
    const accounts = this.holders.map(({ publicKey }) => this.tokensOf(publicKey));
    const { redemptions, gifts } = this;
    await expectBalanced(this.world, this.asset, this.ledger, { accounts, redemptions, gifts });
    return sent;
  }

  tokensOf(owner: PublicKey): PublicKey {
    return tokenAccountOf(owner, this.asset.mint);
  }

  balanceOf(owner: Keypair): Promise<bigint> {
    return balanceOf(this.world, this.tokensOf(owner.publicKey));
  }

  /** Two attestors, a second after whatever was before. Answers the second one's transaction, which makes the round. */
  async attest(shares: bigint): Promise<Sent> {
    await this.world.vm.setTime((await this.world.vm.now()) + 1n);
    const [first, second] = this.asset.issuer.attestors as [Keypair, Keypair];
    await this.act(await attestInstruction(this.world, this.asset, first.publicKey, { shares }), [first]);
    return this.act(await attestInstruction(this.world, this.asset, second.publicKey, { shares }), [second]);
  }

  async record(owner: Keypair, shares: bigint): Promise<PublicKey> {
    const deposit = { id: `${this.profile} ${String(this.deposits++)}`, shares, recipient: owner.publicKey };
    await this.act(recordInstruction(this.world, this.asset, deposit), [this.asset.issuer.custodian]);
    return findDepositPda({ asset: this.asset.address, id: idOf(deposit.id) }).address;
  }

  async mint(owner: Keypair, shares: bigint): Promise<void> {
    const deposit = await this.record(owner, shares);
    await this.act(mintInstruction(this.world, this.asset, deposit, owner.publicKey), [this.asset.issuer.minter]);
  }

  async request(
    owner: Keypair,
    nonce: bigint,
    amount: bigint,
    leastCash = 1_000n,
    overrides: Partial<RequestRedemptionInput> = {},
  ): Promise<PublicKey> {
    const { address } = findRedemptionPda({ asset: this.asset.address, opener: owner.publicKey, nonce });
    this.redemptions.push(address);
    const asked = { owner, nonce, amount, leastCash };
    await this.act(requestInstruction(this.world, this.asset, asked, overrides), [owner]);
    return address;
  }

  /** Pays what is due for a part, and no more. */
  async settle(redemption: PublicKey, part: bigint): Promise<void> {
    const { amount, settled, leastCash, paid } = await fetchRedemption(this.world.vm, redemption);
    const cash = (leastCash * (settled + part) + amount - 1n) / amount - paid;
    const instruction = await settleInstruction(this.world, this.asset, redemption, { amount: part, cash });
    await this.act(instruction, [this.asset.issuer.redeemer]);
  }

  async cancel(redemption: PublicKey, owner: Keypair): Promise<void> {
    await this.act(cancelInstruction(this.asset, redemption, owner.publicKey), [owner]);
  }

  async close(redemption: PublicKey, owner: Keypair): Promise<void> {
    await this.act(closeInstruction(this.world, this.asset, redemption, owner.publicKey), [owner]);
    this.redemptions = this.redemptions.filter((one) => !one.equals(redemption));
  }

  /** By the holder, past every program of ours. */
  async burn(owner: Keypair, amount: bigint): Promise<void> {
    const { mint } = this.asset;
    const [account, program] = [this.tokensOf(owner.publicKey), TOKEN_2022_PROGRAM_ID];
    const burn = createBurnCheckedInstruction(account, mint, owner.publicKey, amount, DECIMALS, [], program);
    this.ledger.burned += amount;
    await this.act(burn, [owner]);
  }

  /** What was given to the escrow. */
  async sweep(): Promise<void> {
    const { mint, issuer } = this.asset;
    const { authority, address } = issuer;
    this.gifts = 0n;
    await this.act(createSweepEscrowInstruction({ authority: authority.publicKey, issuer: address, mint }), [
      authority,
    ]);
  }

  async transfer(owner: Keypair, destination: PublicKey, amount: bigint): Promise<void> {
    const transfer = await createHookedTransferInstruction({
      reader: this.world.vm,
      hookProgramId: this.profile === "hooked" ? COMPLIANCE_PROGRAM_ID : null,
      mint: this.asset.mint,
      source: this.tokensOf(owner.publicKey),
      destination,
      authority: owner.publicKey,
      amount,
      decimals: DECIMALS,
    });
    if (destination.equals(this.asset.escrow)) this.gifts += amount;
    await this.act(transfer, [owner]);
  }
}
