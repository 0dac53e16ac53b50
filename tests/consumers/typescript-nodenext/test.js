// Compiles with TypeScript as other projects have set it up, and runs what NodeNext emits.
import { execFileSync } from "node:child_process";
import { aaplx } from "../shared/aaplx.mjs";
import { equal } from "../shared/equal.mjs";

/** @param {string} script @param {...string} args */
const node = (script, ...args) => execFileSync(process.execPath, [script, ...args], { encoding: "utf8" });

/** @param {...string} options */
function compile(...options) {
  try {
    return node("node_modules/typescript/bin/tsc", "-p", ".", ...options);
  } catch (error) {
    const { stdout } = /** @type {{ stdout?: string }} */ (error);
    throw new Error(`tsc ${options.join(" ")}\n${stdout ?? String(error)}`);
  }
}

// spl_token::state::Mint: supply at 36, decimals at 44.
const mint = Buffer.from(aaplx.account.data[0] ?? "", "base64");
const digits = String(mint.readBigUInt64LE(36)).padStart(mint.readUInt8(44) + 1, "0");
const whole = digits.slice(0, -mint.readUInt8(44));
const fraction = digits.slice(-mint.readUInt8(44)).replace(/0+$/, "");

compile();
equal("a lender", node("dist/lender.js"), `xstocks: ${whole}.${fraction} tokens, 0 critical findings\n`);
equal("an application", node("dist/app.cjs"), "bob has 25\n");

// Neither of them tells ESM and CommonJS apart, and `import x = require()` is for those that do. The older one needs what Anchor's types ask for.
const flat = ["--noEmit", "--verbatimModuleSyntax", "false", "--esModuleInterop", "--module"];
compile(...flat, "Preserve", "--moduleResolution", "Bundler");
compile(...flat, "CommonJS", "--moduleResolution", "Node10");
