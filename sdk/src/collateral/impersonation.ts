import type { MintFacts } from "../core/token2022/index";
import { authoritiesOf } from "./authorities";
import { XSTOCKS_AUTHORITIES } from "./xstocks/registry";

/** Characters that can't be seen, or that part words: what an imitation writes to be another text that looks the same. */
const UNSEEN = /[\p{C}\p{Z}]/gu;
const LOOKS_LIKE_SYMBOL = /^[A-Z0-9.]{1,9}x$/;
const LOOKS_LIKE_NAME = /xstock/i;
const LOOKS_LIKE_URI = /xstocks|backed\.fi/i;

const seen = (text: string): string => text.normalize("NFKC").replace(UNSEEN, "");

/** By what a mint that is not pinned may pass for an xStock. */
export function impersonationSigns(facts: MintFacts): string[] {
  const pinned = Object.values(XSTOCKS_AUTHORITIES);
  const authorities = Object.entries(authoritiesOf(facts)).flatMap(([role, holder]) =>
    holder !== undefined && pinned.includes(holder.toBase58()) ? [role] : [],
  );
  const { symbol = "", name = "", uri = "" } = facts.tokenMetadata ?? {};
  const texts = [
    { text: symbol, what: "symbol", form: LOOKS_LIKE_SYMBOL },
    { text: name, what: "name", form: LOOKS_LIKE_NAME },
    { text: uri, what: "URI", form: LOOKS_LIKE_URI },
  ];
  const alike = texts.filter(({ text, form }) => form.test(seen(text)));
  return [...alike.map(({ text, what }) => `${what} ${JSON.stringify(text)}`), ...authorities];
}
