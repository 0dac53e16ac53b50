import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import type { Vm } from "@backstock/sdk/testing";
import { type AccountInfo, Connection, type PublicKey, SystemProgram } from "@solana/web3.js";
import { Dice } from "./dice";
import { type Call, wireAccount } from "./node";
import { acceptWebSockets, WebSocketConnection } from "./webSocketServer";

type Account = AccountInfo<Uint8Array>;

/** What becomes of the news of one change; "nothing" leaves the subscription in place, and silent. */
const NEWS = { once: 40, twice: 12, late: 10, oldAgain: 10, nothing: 12, spoilt: 4, cut: 6, farewell: 2, refused: 2 };
const ANSWERS = { true: 55, stale: 20, "500": 10, broken: 10, missing: 5 };
/** Longer than web3.js waits before it connects anew: a second. */
const REFUSED_MS = 1_300;

/** What of a Connection's own can end its socket for good: it has no method for that. */
interface SocketOwner {
  readonly _rpcWebSocket: {
    readonly reconnect_timer_id?: NodeJS.Timeout;
    setAutoReconnect(reconnect: boolean): void;
    close(): void;
  };
}

/**
 * A node as web3.js knows one, on a port of its own: JSON-RPC over HTTP and over WebSockets, for one account of a VM. What it does wrong is decided
 * by the seed; which watcher meets it depends on when its socket is back.
 */
export class FeedServer {
  readonly counts = new Map<string, number>();
  reads = 0;
  isCalm = false;
  /** Whether it takes accountUnsubscribe without a word. */
  isMute = false;
  isRefusing = false;
  private readonly server: Server;
  private readonly sockets = new Map<WebSocketConnection, Set<number>>();
  private readonly past: Account[] = [];
  private readonly connections: Connection[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly news: Dice;
  private readonly answers: Dice;
  private subscriptions = 0;

  constructor(
    private readonly vm: Vm,
    private readonly address: PublicKey,
    seed: number,
  ) {
    [this.news, this.answers] = [new Dice(seed), new Dice(seed + 1)];
    this.server = createServer((request, response) => {
      this.reads += 1;
      this.answer(request).then(
        (body) => response.writeHead(body === "" ? 500 : 200, { "content-type": "application/json" }).end(body),
        () => response.destroy(),
      );
    });
    acceptWebSockets(this.server, (stream) => (this.isRefusing ? undefined : this.accept(stream)));
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  /** A client of its own, with a socket of its own. */
  connect(): Connection {
    const host = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const connection = new Connection(`http://${host}`, { commitment: "confirmed", wsEndpoint: `ws://${host}` });
    this.connections.push(connection);
    return connection;
  }

  get openSockets(): number {
    return this.sockets.size;
  }

  get openSubscriptions(): number {
    return [...this.sockets.values()].reduce((sum, ids) => sum + ids.size, 0);
  }

  /** The account has changed. */
  async publish(): Promise<void> {
    const now = await this.vm.getAccountInfo(this.address);
    if (now === null) throw new Error("there is no such account");
    const old = this.past[this.news.below(Math.max(1, this.past.length))] ?? now;
    this.past.push(now);
    const fate = this.isCalm ? "once" : this.news.weighted(NEWS);
    this.count(fate);
    switch (fate) {
      case "once":
        this.notify(now);
        break;
      case "twice":
        this.notify(now, now);
        break;
      case "late":
        this.later(this.news.between(20, 300), () => this.notify(now));
        break;
      case "oldAgain":
        this.notify(old, now, old);
        break;
      case "nothing":
        break;
      case "spoilt":
        this.notify({ ...now, data: now.data.slice(1) }, { ...now, owner: SystemProgram.programId });
        break;
      case "cut":
        this.cut();
        break;
      case "farewell":
        this.each((socket) => socket.close(1000));
        break;
      case "refused":
        this.isRefusing = true;
        this.later(REFUSED_MS, () => (this.isRefusing = false));
        this.cut();
        break;
    }
  }

  cut(): void {
    this.each((socket) => socket.cut());
  }

  async stop(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    // Or they would look for this node as long as the process lives.
    for (const connection of this.connections) {
      const { _rpcWebSocket: socket } = connection as unknown as SocketOwner;
      socket.setAutoReconnect(false);
      clearTimeout(socket.reconnect_timer_id);
      socket.close();
    }
    this.cut();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private accept(stream: Duplex): WebSocketConnection {
    const ids = new Set<number>();
    const socket: WebSocketConnection = new WebSocketConnection(stream, (said) => this.hear(socket, ids, said));
    this.sockets.set(socket, ids);
    stream.on("close", () => this.sockets.delete(socket));
    return socket;
  }

  private hear(socket: WebSocketConnection, ids: Set<number>, said: string): void {
    const { id, method, params } = JSON.parse(said) as Partial<Call>;
    if (id === undefined) return;
    let result: unknown = true;
    if (method === "accountSubscribe") {
      this.subscriptions += 1;
      ids.add(this.subscriptions);
      result = this.subscriptions;
    } else if (method === "accountUnsubscribe") {
      ids.delete(Number(params?.[0]));
      if (this.isMute) return;
    }
    socket.send(JSON.stringify({ jsonrpc: "2.0", id, result }));
  }

  private notify(...accounts: Account[]): void {
    for (const account of accounts) {
      const result = { context: { slot: this.past.length }, value: wireAccount(account) };
      this.each((socket, ids) => {
        for (const subscription of ids) {
          const params = { result, subscription };
          socket.send(JSON.stringify({ jsonrpc: "2.0", method: "accountNotification", params }));
        }
      });
    }
  }

  /** An empty answer stands for HTTP's 500; where it throws, the connection breaks. */
  private async answer(request: IncomingMessage): Promise<string> {
    const { id, method, params } = JSON.parse(await text(request)) as Call;
    if (method !== "getMultipleAccounts") throw new Error(`nobody answers ${method}`);
    const fate = this.isCalm ? "true" : this.answers.weighted(ANSWERS);
    this.count(`read ${fate}`);
    if (fate === "500") return "";
    if (fate === "broken") throw new Error("the connection broke");
    const now = await this.vm.getAccountInfo(this.address);
    const stale = this.past[this.answers.below(Math.max(1, this.past.length))] ?? now;
    const account = { true: now, stale, missing: null }[fate];
    const value = (params[0] as string[]).map(() => wireAccount(account));
    return JSON.stringify({ jsonrpc: "2.0", id, result: { context: { slot: this.past.length }, value } });
  }

  private each(act: (socket: WebSocketConnection, ids: ReadonlySet<number>) => void): void {
    for (const [socket, ids] of [...this.sockets]) act(socket, ids);
  }

  private later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, ms);
    this.timers.add(timer);
  }

  private count(name: string): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }
}
