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

/** @throws BadInputError where `url` is no http or https URL, or its name or password is no text; the message shows neither */
export function connectTo(url: string, commitment: SendCommitment): Node {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !["http:", "https:"].includes(parsed.protocol)) {
    throw new BadInputError("--rpc: expected the http or https URL of a node");
  }
  const credentials = credentialsOf(parsed);
  const bare = new URL(parsed);
  [bare.username, bare.password] = ["", ""];
  return {
    connection: new Connection(bare.href, { commitment, ...(credentials && { httpHeaders: credentials.headers }) }),
    redact: redactorOf([url, parsed.href, bare.href], parsed, credentials?.secrets ?? []),
  };
}

interface Credentials {
  readonly headers: { readonly Authorization: string };
  /** Every form in which they may be met. */
  readonly secrets: readonly string[];
}

/** fetch refuses a URL with a name and a password: they go as the header that they stand for (RFC 7617). */
function credentialsOf({ username, password }: URL): Credentials | undefined {
  if (username === "" && password === "") return undefined;
  const [name, word] = [decoded(username), decoded(password)];
  const token = Buffer.from(`${name}:${word}`).toString("base64");
  return { headers: { Authorization: `Basic ${token}` }, secrets: [username, password, name, word, token] };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new BadInputError("--rpc: the name and the password in the URL have to be percent-encoded UTF-8");
  }
}

function redactorOf(urls: readonly string[], url: URL, secrets: readonly string[]): Node["redact"] {
  const safe = `${url.protocol}//${url.host}`;
  const parts = [
    ...url.pathname.split("/").filter((part) => part.length >= KEY_LENGTH),
    ...url.searchParams.values(),
    url.search,
    ...secrets,
  ]
    // In words, as JSON writes it, and as a URL does.
    .flatMap((part) => [part, JSON.stringify(part).slice(1, -1), encodeURIComponent(part)])
    .filter((part) => part.length > 1);
  const hidden = [...urls.map((text) => [text, safe] as const), ...parts.map((part) => [part, "…"] as const)]
    // What contains another goes first, or the rest of it would stay.
    .sort(([one], [other]) => other.length - one.length);
  return (text) => hidden.reduce((result, [from, to]) => result.replaceAll(from, to), text);
}
