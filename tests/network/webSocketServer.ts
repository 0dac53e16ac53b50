import { createHash } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

/** RFC 6455, 1.3. */
const HANDSHAKE = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** One WebSocket as its server has it: short text messages, and every way of ending it. */
export class WebSocketConnection {
  private unread = Buffer.alloc(0);

  constructor(
    private readonly stream: Duplex,
    private readonly onText: (text: string) => void,
  ) {
    stream.on("data", (chunk: Buffer) => this.read(chunk));
    // Of a connection that is gone nothing but its end matters.
    stream.on("error", () => undefined);
  }

  send(text: string): void {
    this.write(TEXT, Buffer.from(text));
  }

  /** Says goodbye, 1000 being an orderly end, and hangs up. */
  close(code: number): void {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.write(CLOSE, payload);
    this.stream.end();
  }

  /** As a cable that is pulled. */
  cut(): void {
    this.stream.destroy();
  }

  private write(opcode: number, payload: Buffer): void {
    if (payload.length > 0xffff) throw new Error("a message longer than this server needs");
    const isShort = payload.length < 126;
    const head = Buffer.alloc(isShort ? 2 : 4);
    head[0] = 0x80 | opcode;
    head[1] = isShort ? payload.length : 126;
    if (!isShort) head.writeUInt16BE(payload.length, 2);
    if (this.stream.writable) this.stream.write(Buffer.concat([head, payload]));
  }

  private read(chunk: Buffer): void {
    this.unread = Buffer.concat([this.unread, chunk]);
    for (let frame = this.nextFrame(); frame !== undefined; frame = this.nextFrame()) {
      if (frame.opcode === TEXT) this.onText(frame.payload.toString());
      if (frame.opcode === PING) this.write(PONG, frame.payload);
      if (frame.opcode === CLOSE) {
        this.write(CLOSE, frame.payload);
        this.stream.end();
      }
    }
  }

  /** What clients send is masked. */
  private nextFrame(): { readonly opcode: number; readonly payload: Buffer } | undefined {
    if (this.unread.length < 2) return undefined;
    const short = this.unread.readUInt8(1) & 0x7f;
    const maskAt = short === 126 ? 4 : 2;
    if (this.unread.length < maskAt + 4) return undefined;
    const length = short === 126 ? this.unread.readUInt16BE(2) : short;
    const end = maskAt + 4 + length;
    if (this.unread.length < end) return undefined;
    const opcode = this.unread.readUInt8(0) & 0x0f;
    const mask = this.unread.subarray(maskAt, maskAt + 4);
    const payload = Buffer.from(this.unread.subarray(maskAt + 4, end).map((byte, at) => byte ^ (mask[at % 4] ?? 0)));
    this.unread = this.unread.subarray(end);
    return { opcode, payload };
  }
}

/** Hands every WebSocket that is asked for at the server to `accept`, which answers undefined to refuse it. */
export function acceptWebSockets(server: Server, accept: (stream: Duplex) => WebSocketConnection | undefined): void {
  server.on("upgrade", (request: IncomingMessage, stream: Duplex) => {
    const key = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${HANDSHAKE}`).digest("base64");
    const head = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
    if (accept(stream) === undefined) stream.destroy();
    else stream.write([...head, `Sec-WebSocket-Accept: ${key}`, "", ""].join("\r\n"));
  });
}
