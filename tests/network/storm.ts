import { startVm, type VmKind } from "@backstock/sdk/testing";
import type { Keypair } from "@solana/web3.js";
import { VirtualClock } from "../harness/virtualClock";
import { Cluster, VALID_BLOCKS } from "./cluster";
import { Dice } from "./dice";
import { type Agenda, attestorAgenda, custodianAgenda, holderAgenda, minterAgenda, redeemerAgenda } from "./errands";
import { connectThrough, type Network } from "./faultyNetwork";
import { Faults } from "./faults";
import { type Ending, Operator, type Signed } from "./operator";
import { type Scene, setScene } from "./scene";

export interface Storm {
  readonly scene: Scene;
  readonly network: Network;
  readonly signed: readonly Signed[];
  readonly endings: ReadonlyMap<Ending, number>;
  /** Operations whose outcome sending could not tell, before the network was mended. */
  readonly unknown: number;
}

const IDLE_MS = 2_000;

/** Everybody's operations, `count` in all, over a network that breaks as the seed says; then the network is mended, and what was unknown asked again. */
export async function weather(of: { kind: VmKind; seed: number; count: number }): Promise<Storm> {
  const dice = new Dice(of.seed);
  const vm = await startVm({ kind: of.kind });
  const scene = await setScene(vm);
  const clock = new VirtualClock();
  const cluster = new Cluster(vm, clock, dice);
  const network: Network = { cluster, clock, dice, faults: new Faults(dice) };
  const blocks = cluster.run();
  await passBlocks(network, 1);

  const endings = new Map<Ending, number>();
  const operators = agendas(scene, network).map((agenda) => {
    const operator = new Operator(connectThrough(network), clock, dice);
    return { operator, agenda };
  });
  let left = of.count;
  await Promise.all(
    operators.map(async ({ operator, agenda }) => {
      while (left > 0) {
        const errand = agenda();
        if (errand === undefined) {
          await clock.sleep(IDLE_MS);
          continue;
        }
        left -= 1;
        const ending = await operator.run(errand);
        endings.set(ending, (endings.get(ending) ?? 0) + 1);
      }
    }),
  );

  network.faults.isCalm = true;
  const unknown = operators.flatMap(({ operator }) =>
    operator.signed.filter(({ verdict }) => verdict === "unknown").map((one) => ({ operator, one })),
  );
  await Promise.all(unknown.map(({ operator, one }) => operator.resume(one, connectThrough(network))));
  // Whatever is on its way still, arrives or is too old by then.
  await passBlocks(network, 2 * VALID_BLOCKS);
  cluster.stop();
  await blocks;
  return {
    scene,
    network,
    signed: operators.flatMap(({ operator }) => operator.signed),
    endings,
    unknown: unknown.length,
  };
}

function agendas(scene: Scene, { dice, clock }: Network): Agenda[] {
  const { attestors } = scene.asset.issuer;
  return [
    ...scene.holders.map((holder) => holderAgenda(scene, dice, holder)),
    custodianAgenda(scene, dice),
    minterAgenda(scene, dice),
    redeemerAgenda(scene, dice),
    ...attestors.slice(0, 2).map((attestor: Keypair) => attestorAgenda(scene, () => clock.now(), attestor)),
  ];
}

async function passBlocks({ cluster, clock }: Network, count: number): Promise<void> {
  for (const until = cluster.blocks.length + count; cluster.blocks.length < until;) await clock.sleep(100);
}
