// What an entry of the packed SDK loads besides itself, seen from outside of a process that loads nothing else.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { equal } from "./equal.mjs";

/** By entry, the packages that the SDK's own files may ask for when it is loaded. The testing entry loads a VM when it starts one. */
const MAY_ASK_FOR = {
  "@backstock/sdk": ["@noble/curves", "@noble/hashes", "@solana/web3.js"],
  "@backstock/sdk/collateral": ["@noble/hashes", "@solana/web3.js"],
  "@backstock/sdk/kit": ["@noble/hashes", "@solana/kit"],
  "@backstock/sdk/testing": ["@noble/curves", "@noble/hashes", "@solana/web3.js"],
  "@backstock/sdk/xstocks": [],
  "@backstock/sdk/anchor": ["bn.js", "@coral-xyz/anchor"],
};

/** Not to be loaded on the way by anybody else, web3.js included. bn.js is not among them, because web3.js loads it itself. */
const APART = ["@coral-xyz/anchor", "litesvm", "@solana/kit", "solana-bankrun"];

export const ON_WEB3 = /** @type {const} */ ([
  "@backstock/sdk",
  "@backstock/sdk/collateral",
  "@backstock/sdk/testing",
  "@backstock/sdk/xstocks",
  "@backstock/sdk/anchor",
]);

/**
 * @param {string} loader a file in the consumer's folder that loads the entry it is given
 * @param {readonly (keyof typeof MAY_ASK_FOR)[]} entries
 */
export function checkLoads(loader, entries) {
  const recorder = fileURLToPath(new URL("record-loads.mjs", import.meta.url));
  for (const entry of entries) {
    /** @type {readonly string[]} */
    const allowed = MAY_ASK_FOR[entry];
    const output = execFileSync(process.execPath, ["--import", recorder, loader, entry], { encoding: "utf8" });
    /** @type {{ all: string[], bySdk: string[] }} */
    const { all, bySdk } = JSON.parse(output);
    equal(
      `of what ${entry} asks for, what it may not`,
      bySdk.filter((name) => !allowed.includes(name)),
      [],
    );
    const apart = APART.filter((name) => !allowed.includes(name));
    equal(
      `of what ${entry} is not to load`,
      all.filter((name) => apart.includes(name)),
      [],
    );
    // A recorder that sees nothing would find nothing wrong.
    const known = allowed.at(-1);
    if (known !== undefined) equal(`that ${entry} loads ${known}`, all.includes(known), true);
  }
}
