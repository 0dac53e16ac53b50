import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A JSON-RPC answer's result, as a proxy may change it. */
export type Tamper = (result: unknown) => unknown;

export interface RpcProxy {
  readonly url: string;
  /** How often each method was called. */
  readonly calls: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/**
 * A node that lies: every call goes to `rpcUrl`, but for the methods in `swallowed`, which are answered with what stands
 * there and never reach it; answers to the methods in `tampered` are changed on their way back.
 */
export async function startRpcProxy(
  rpcUrl: string,
  lies: {
    readonly swallowed?: Readonly<Record<string, unknown>>;
    readonly tampered?: Readonly<Record<string, Tamper>>;
  },
): Promise<RpcProxy> {
  const { swallowed = {}, tampered = {} } = lies;
  const calls = new Map<string, number>();

  async function answer(request: IncomingMessage): Promise<string> {
    const body = await text(request);
    const { id, method } = JSON.parse(body) as { id: string; method: string };
    calls.set(method, (calls.get(method) ?? 0) + 1);
    if (method in swallowed) return JSON.stringify({ jsonrpc: "2.0", id, result: swallowed[method] });
    const headers = { "content-type": "application/json" };
    const answered = await (await fetch(rpcUrl, { method: "POST", headers, body })).text();
    const tamper = tampered[method];
    if (tamper === undefined) return answered;
    const parsed = JSON.parse(answered) as { result: unknown };
    return JSON.stringify({ ...parsed, result: tamper(parsed.result) });
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
    calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
