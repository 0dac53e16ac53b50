import { Connection } from "@solana/web3.js";
import type { VirtualClock } from "../harness/virtualClock";
import type { Cluster } from "./cluster";
import type { Dice } from "./dice";
import type { Fault, Faults } from "./faults";
import { lieInstead } from "./lies";
import { bytesOf, type Call, Node } from "./node";

export interface Network {
  readonly cluster: Cluster;
  readonly clock: VirtualClock;
  readonly dice: Dice;
  readonly faults: Faults;
}

const STATUS_TEXTS: Readonly<Record<string, string>> = {
  "200": "OK",
  "429": "Too Many Requests",
  "500": "Internal Server Error",
  "502": "Bad Gateway",
  "504": "Gateway Timeout",
};
/** Faults before the node has seen the call. */
const BEFORE: readonly Fault[] = ["lost", "429", "500", "502", "behind"];

/**
 * web3.js's own Connection, whose every request goes, as the text that would be sent over HTTP, through `faults` to a node of the cluster, and the text
 * of its answer back. Only the socket is left out, because its time is not the clock's.
 */
export function connectThrough(network: Network): Connection {
  const node = new Node(network.cluster);
  const fetch = (_: unknown, init?: { readonly body?: unknown }): Promise<Answer> =>
    respond(network, node, String(init?.body));
  return new Connection("http://node.example", {
    commitment: "confirmed",
    disableRetryOnRateLimit: true,
    fetch: fetch as unknown as typeof globalThis.fetch,
  });
}

/** What web3.js uses of a Response. */
interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly ok: boolean;
  text(): Promise<string>;
}

function httpAnswer(status: string, body: string): Answer {
  const statusText = STATUS_TEXTS[status] ?? "";
  return { status: Number(status), statusText, ok: status === "200", text: () => Promise.resolve(body) };
}

/** No answer, until the client's own fetch has had enough of it: longer than sending waits. */
async function silence(clock: VirtualClock): Promise<never> {
  await clock.sleep(60_000);
  throw new TypeError("fetch failed: Headers Timeout Error");
}

/** @throws TypeError as fetch does, where the connection breaks */
async function respond(network: Network, node: Node, body: string): Promise<Answer> {
  const { clock, dice, faults } = network;
  const call = JSON.parse(body) as Call;
  const about = JSON.stringify(call.params[0] ?? "");
  const fault = faults.next(call.method, about, clock.now());
  await clock.sleep(dice.between(5, 120));
  if (fault === "silent") return silence(clock);
  if (BEFORE.includes(fault)) return failBefore(fault, call);

  const text = await clock.standStill(() => process(network, node, call, fault));
  switch (fault) {
    case "answerLost":
      throw new TypeError("fetch failed: socket hang up");
    case "answerSilent":
      return silence(clock);
    case "504":
      return httpAnswer("504", "<html><h1>504 Gateway Time-out</h1></html>");
    case "cutShort":
      return httpAnswer("200", text.slice(0, dice.below(text.length)));
    case "empty":
      return httpAnswer("200", "");
    case "late":
      // It tells what was so when it was asked, and may come after the asker has turned away.
      await clock.sleep(dice.between(1_000, 20_000));
      return httpAnswer("200", text);
    default:
      return httpAnswer("200", text);
  }
}

function failBefore(fault: Fault, { id }: Call): Answer {
  if (fault === "lost") throw new TypeError("fetch failed: ECONNRESET");
  if (fault === "behind") {
    const error = { code: -32005, message: "Node is behind by 61 slots", data: { numSlotsBehind: 61 } };
    return httpAnswer("200", JSON.stringify({ jsonrpc: "2.0", id, error }));
  }
  return httpAnswer(fault, `<html>${fault} ${STATUS_TEXTS[fault]}</html>`);
}

async function process(network: Network, node: Node, call: Call, fault: Fault): Promise<string> {
  const truth = await node.answer(call, network.faults.lag());
  if (call.method === "sendTransaction") deliver(network, bytesOf(call.params[0]));
  const result = fault === "lie" ? lieInstead(network, call, truth) : truth;
  return JSON.stringify({ jsonrpc: "2.0", id: call.id, result });
}

/** What becomes of a packet that a node has taken: nothing, one, or several copies, one of them perhaps much later. */
function deliver({ cluster, dice, faults }: Network, bytes: Uint8Array): void {
  if (faults.isCalm) {
    cluster.receive(bytes, 1);
    return;
  }
  const fate = dice.weighted({ arrives: 50, dropped: 25, doubled: 15, straggles: 10 });
  faults.count(`packet ${fate}`);
  if (fate === "arrives" || fate === "doubled") cluster.receive(bytes, dice.between(0, 3));
  if (fate === "doubled") cluster.receive(bytes, dice.between(4, 40));
  if (fate === "straggles") cluster.receive(bytes, dice.between(10, 200));
}
