/** Says what a mint is: its facts, who issues it, and what speaks against holding it. Here of the real AAPLx, as it was on mainnet. */
import { inspectMint } from "@backstock/sdk/collateral";
import { connectionTo, mainnetMint, startVm } from "@backstock/sdk/testing";
import type { Connection, PublicKey } from "@solana/web3.js";

async function inspect(connection: Connection, mint: PublicKey, unixTimestamp: bigint) {
  const account = await connection.getAccountInfo(mint);
  if (account === null) throw new Error("no such mint");
  return inspectMint({ mint, account, unixTimestamp }); // throws for anything but a well-formed mint of Token-2022
}

const aaplx = mainnetMint("AAPLx");
const vm = await startVm({ accounts: [aaplx] });
const facts = await inspect(connectionTo(vm), aaplx.address, await vm.now());

console.log(`issuer: ${facts.issuer}, ${facts.metadata?.name} (${facts.metadata?.symbol})`);
console.log(`supply: ${facts.supply} raw, ${facts.decimals} decimals`);
console.log(`a token is ${facts.multiplier?.effective.decimal} shares`);
const change = facts.multiplier?.pendingChange;
if (change) console.log(`and ${change.to.decimal} from ${new Date(Number(change.at) * 1000).toISOString()} on`);
console.log(`paused: ${facts.pause?.paused}; hook: ${facts.hook?.programId?.toBase58() ?? "none"}`);
for (const { code, severity, message } of facts.risks) console.log(`${severity}: ${code}: ${message}`);

/* prints:
issuer: xstocks, Apple xStock (AAPLx)
supply: 15376502510768 raw, 8 decimals
a token is 1.002664207589379685714447987265884876251220703125 shares
and 1.0032690125398187053207266217214055359363555908203125 from 2026-08-08T00:30:00.000Z on
paused: false; hook: none
warning: MULTIPLIER_CHANGE_PENDING: multiplier change pending: to 1.0032690125398187053207266217214055359363555908203125 at 1786149000
warning: PERMANENT_DELEGATE: permanent delegate: 5aMNNLQJwAEeoemTEMkv5NVjqKwvvefRYCQ5Z67HFvEq
warning: MINT_AUTHORITY_KEY: mint authority key: 7pt9tkctJPK7PPNQJ77GKg8ZffSF6QxoMiCFYHxrtaCj
info: HOOK_POSSIBLE: hook possible: 5aMNNLQJwAEeoemTEMkv5NVjqKwvvefRYCQ5Z67HFvEq
info: PAUSE_POSSIBLE: pause possible: JDq14BWvqCRFNu1krb12bcRpbGtJZ1FLEakMw6FdxJNs
info: FREEZE_AUTHORITY: freeze authority: JDq14BWvqCRFNu1krb12bcRpbGtJZ1FLEakMw6FdxJNs
*/
