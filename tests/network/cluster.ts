import { DEFAULT_VM_TIME, type Vm } from "@backstock/sdk/testing";
import { VersionedTransaction } from "@solana/web3.js";
import { encodeBase58 } from "../../sdk/src/transactions/base58";
import type { VirtualClock } from "../harness/virtualClock";
import type { Dice } from "./dice";

export const SLOT_MS = 400;
export const CONFIRMED_AFTER_SLOTS = 2;
export const FINALIZED_AFTER_SLOTS = 32;
/** Blocks that a blockhash is good for (solana-clock, MAX_PROCESSING_AGE). */
export const VALID_BLOCKS = 150;
const FIRST_SLOT = 1_000;
const FIRST_HEIGHT = 900;

export interface Block {
  readonly slot: number;
  readonly height: number;
  readonly blockhash: string;
}

/** A transaction in a block. */
export interface Landed {
  readonly signature: string;
  readonly bytes: Uint8Array;
  readonly slot: number;
  readonly error: object | null;
  readonly logs: readonly string[];
}

interface Packet {
  readonly signature: string;
  readonly bytes: Uint8Array;
  readonly arrivesAt: number;
}

/** A block that is seen for some slots, and then is none: what it says has only been simulated. */
interface Fork {
  readonly landed: ReadonlyMap<string, Landed>;
  readonly endsAt: number;
}

/**
 * The validators, as one: a slot every 400 ms of the clock, some of them skipped or abandoned, and blocks that the VM really processes. The VM
 * verifies signatures and refuses what is too old or was there before; nothing here says so in its place.
 */
export class Cluster {
  readonly landed = new Map<string, Landed>();
  readonly blocks: Block[] = [];
  /** How often each kind of thing has happened. */
  readonly counts = { abandoned: 0, tooOld: 0, repeated: 0 };
  private packets: Packet[] = [];
  private forks: Fork[] = [];
  private slots = 0;
  private height = FIRST_HEIGHT;
  private stopped = false;

  constructor(
    readonly vm: Vm,
    private readonly clock: VirtualClock,
    private readonly dice: Dice,
  ) {}

  get slot(): number {
    return FIRST_SLOT + this.slots;
  }

  /** Produces blocks until it is stopped. */
  async run(): Promise<void> {
    while (!this.stopped) {
      await this.clock.standStill(() => this.nextSlot());
      await this.clock.sleep(SLOT_MS);
    }
  }

  stop(): void {
    this.stopped = true;
  }

  receive(bytes: Uint8Array, afterSlots: number): void {
    const [signature] = VersionedTransaction.deserialize(bytes).signatures;
    const packet = { signature: encodeBase58(signature ?? new Uint8Array()), bytes, arrivesAt: this.slot + afterSlots };
    this.packets.push(packet);
  }

  /** The last block by a slot. */
  blockAt(slot: number): Block {
    const block = this.blocks.findLast((one) => one.slot <= slot) ?? this.blocks[0];
    if (block === undefined) throw new Error("there is no block yet");
    return block;
  }

  /** A transaction in an abandoned block that is still seen as one. */
  onFork(signature: string): Landed | undefined {
    return this.forks.find((fork) => fork.landed.has(signature))?.landed.get(signature);
  }

  private async nextSlot(): Promise<void> {
    this.slots += 1;
    this.forks = this.forks.filter(({ endsAt }) => endsAt > this.slot);
    if (this.blocks.length > 0 && this.dice.oneIn(20)) return;
    await this.vm.setTime(DEFAULT_VM_TIME + BigInt(Math.floor(this.clock.now() / 1000)));
    const due = this.dice.shuffled(this.takeDue());
    if (due.length > 0 && this.dice.oneIn(20)) await this.abandon(due);
    else await this.produce(due);
  }

  /** Packets that have arrived, each once: leaders drop copies. */
  private takeDue(): Packet[] {
    const due = this.packets.filter(({ arrivesAt }) => arrivesAt <= this.slot);
    this.packets = this.packets.filter(({ arrivesAt }) => arrivesAt > this.slot);
    return [...new Map(due.map((packet) => [packet.signature, packet])).values()];
  }

  private async produce(packets: readonly Packet[]): Promise<void> {
    for (const { signature, bytes } of packets) {
      const isThere = this.landed.has(signature);
      // Verifying takes a millisecond: of what comes again and again, some.
      if (isThere && !this.dice.oneIn(3)) continue;
      const { error, logs } = await this.vm.send(VersionedTransaction.deserialize(bytes));
      if (error === "BlockhashNotFound") this.counts.tooOld += 1;
      else if (error === "AlreadyProcessed") this.counts.repeated += 1;
      else if (typeof error === "string") throw new Error(`a packet was refused: ${error}`);
      // Whatever ran is in the block, and runs once: the VM has to have refused it otherwise.
      else if (isThere) throw new Error(`${signature} ran twice`);
      else this.landed.set(signature, { signature, bytes, slot: this.slot, error: error as object | null, logs });
    }
    this.height += 1;
    this.blocks.push({ slot: this.slot, height: this.height, blockhash: await this.vm.latestBlockhash() });
  }

  private async abandon(packets: readonly Packet[]): Promise<void> {
    const landed = new Map<string, Landed>();
    for (const { signature, bytes } of packets) {
      if (this.landed.has(signature)) continue;
      const { value } = await this.vm.simulateTransaction(VersionedTransaction.deserialize(bytes));
      if (typeof value.err === "string") continue;
      landed.set(signature, { signature, bytes, slot: this.slot, error: value.err, logs: value.logs ?? [] });
    }
    const endsAt = this.slot + this.dice.between(2, 8);
    this.forks.push({ landed, endsAt });
    this.counts.abandoned += landed.size;
    // Some leaders keep what was in it for a later block; what others had has to be sent again.
    this.packets.push(...packets.filter(() => this.dice.oneIn(2)).map((packet) => ({ ...packet, arrivesAt: endsAt })));
  }
}
