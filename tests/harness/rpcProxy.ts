import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/**
 * What a node answers instead: the result of a call, the `count`-th of its method. `forward` asks the real node for its
 * own. Where it throws, the connection breaks.
 */
export type Lie = (call: { readonly count: number; readonly forward: () => Promise<unknown> }) => unknown;

export interface RpcProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** A node that answers as the one at `rpcUrl` does, but for the methods that it lies about. */
export async function startRpcProxy(rpcUrl: string, lies: Readonly<Record<string, Lie>>): Promise<RpcProxy> {
  const counts = new Map<string, number>();

  const ask = async (body: string): Promise<string> => {
    const headers = { "content-type": "application/json" };
    return (await fetch(rpcUrl, { method: "POST", headers, body })).text();
  };
  async function answer(request: IncomingMessage): Promise<string> {
    const body = await text(request);
    const { id, method } = JSON.parse(body) as { id: string; method: string };
    const count = (counts.get(method) ?? 0) + 1;
    counts.set(method, count);
    const lie = lies[method];
    if (lie === undefined) return ask(body);
    const forward = async (): Promise<unknown> => (JSON.parse(await ask(body)) as { result: unknown }).result;
    return JSON.stringify({ jsonrpc: "2.0", id, result: await lie({ count, forward }) });
  }

  const server = createServer((request, response) => {
    answer(request).then(
      (body) => response.setHeader("content-type", "application/json").end(body),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Takes a transaction, and keeps it. */
export const swallow: Lie = () => "1".repeat(64);

/** Calls its blockhash nearly over. */
export const nearlyOver: Lie = async ({ forward }) => {
  const answer = (await forward()) as { value: { lastValidBlockHeight: number } };
  const lastValidBlockHeight = answer.value.lastValidBlockHeight - 145;
  return { ...answer, value: { ...answer.value, lastValidBlockHeight } };
};
