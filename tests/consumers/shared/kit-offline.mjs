// What a project of @solana/kit's does and needs no chain for, in a browser and in Node.
import { equal } from "./equal.mjs";

/**
 * Compared with what kit itself derives. Answers some of what it found, for a comparison of one environment with another.
 * @param {{ entry: typeof import("@backstock/sdk/kit"), kit: typeof import("@solana/kit") }} loaded
 */
export async function checkKitOffline({ entry, kit }) {
  const encoder = new TextEncoder();
  const addresses = kit.getAddressCodec();
  const [issuer, mint, custodian, recipient] = [1, 2, 3, 4].map((fill) =>
    addresses.decode(new Uint8Array(32).fill(fill)),
  );
  if (!issuer || !mint || !custodian || !recipient) throw new Error("no addresses");
  const id = new Uint8Array(32).fill(5);
  const args = { id, shares: 12_345_678_901n, recipient, reference: new Uint8Array(32) };
  const { accounts, data, programAddress } = entry.createRecordDepositInstruction({
    ...args,
    payer: custodian,
    custodian,
    issuer,
    mint,
  });

  const seeds = [encoder.encode("asset"), addresses.encode(issuer), addresses.encode(mint)];
  const [asset, bump] = await kit.getProgramDerivedAddress({ programAddress, seeds });
  equal("the asset's address and bump", entry.findAssetPda({ issuer, mint }), { address: asset, bump });
  equal("the asset among the accounts", accounts.filter(({ address }) => address === asset).length, 1);
  const signers = accounts.filter(({ role }) => kit.isSignerRole(role)).map(({ address }) => address);
  equal("signers", [...new Set(signers)], [custodian]);
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode("global:record_deposit"));
  equal("discriminator", [...data.subarray(0, 8)], [...new Uint8Array(digest, 0, 8)]);
  return { asset, data: [...data] };
}
