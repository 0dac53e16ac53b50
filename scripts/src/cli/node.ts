import { Connection } from "@solana/web3.js";
import type { SendCommitment } from "@backstock/sdk";
import { BadInputError } from "./badInputError";

/** Parts of a path this long are API keys rather than names. */
const KEY_LENGTH = 16;

/** A node, and how to speak of it: its URL may hold an API key. */
export interface Node {
  readonly connection: Connection;
  /** `text` without whatever of the URL may be secret. */
  readonly redact: (text: string) => string;
}

/** @throws BadInputError where `url` is no http or https URL; the message does not show it */
export function connectTo(url: string, commitment: SendCommitment): Node {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !["http:", "https:"].includes(parsed.protocol)) {
    throw new BadInputError("--rpc: expected the http or https URL of a node");
  }
  return { connection: new Connection(url, commitment), redact: redactorOf(url, parsed) };
}

function redactorOf(given: string, url: URL): Node["redact"] {
  const safe = `${url.protocol}//${url.host}`;
  const whole = [given, url.href].map((text) => [text, safe] as const);
  const parts = [
    ...url.pathname.split("/").filter((part) => part.length >= KEY_LENGTH),
    ...url.searchParams.values(),
    url.search,
    url.username,
    url.password,
  ];
  const hidden = parts.filter((part) => part.length > 1).map((part) => [part, "…"] as const);
  return (text) => [...whole, ...hidden].reduce((result, [from, to]) => result.replaceAll(from, to), text);
}
