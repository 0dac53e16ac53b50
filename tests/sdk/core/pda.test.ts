import { expect, test } from "@jest/globals";
import {
  getAssociatedTokenAddressSync,
  TOKEN_PROGRAM_ID as SPL_TOKEN_ID,
  TOKEN_2022_PROGRAM_ID as SPL_TOKEN_2022_ID,
} from "@solana/spl-token";
import { Keypair, PublicKey } from "@solana/web3.js";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";
import * as pda from "../../../sdk/src/core/pda";
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../../../sdk/src/core/programIds";
import { COMPLIANCE_PROGRAM_ID } from "../../../sdk/src/generated/compliance";
import { CUSTODY_PROGRAM_ID } from "../../../sdk/src/generated/custody";

const key = (): PublicKey => Keypair.generate().publicKey;
const [base, registry, wallet, mint, issuer, asset, opener, otherProgram] = Array.from({ length: 8 }, key) as [
  PublicKey,
  PublicKey,
  PublicKey,
  PublicKey,
  PublicKey,
  PublicKey,
  PublicKey,
  PublicKey,
];
const id = Uint8Array.from({ length: 32 }, (_, i) => i);

const CASES: [string, () => pda.Pda, PublicKey, (Buffer | Uint8Array)[]][] = [
  [
    "findRegistryPda",
    () => pda.findRegistryPda({ base }),
    COMPLIANCE_PROGRAM_ID,
    [Buffer.from("registry"), base.toBuffer()],
  ],
  [
    "findRegistryLogPda",
    () => pda.findRegistryLogPda({ registry }),
    COMPLIANCE_PROGRAM_ID,
    [Buffer.from("log"), registry.toBuffer()],
  ],
  [
    "findEntryPda",
    () => pda.findEntryPda({ registry, wallet }),
    COMPLIANCE_PROGRAM_ID,
    [Buffer.from("entry"), registry.toBuffer(), wallet.toBuffer()],
  ],
  [
    "findValidationPda",
    () => pda.findValidationPda({ mint }),
    COMPLIANCE_PROGRAM_ID,
    [Buffer.from("extra-account-metas"), mint.toBuffer()],
  ],
  ["findIssuerPda", () => pda.findIssuerPda({ base }), CUSTODY_PROGRAM_ID, [Buffer.from("issuer"), base.toBuffer()]],
  [
    "findAssetPda",
    () => pda.findAssetPda({ issuer, mint }),
    CUSTODY_PROGRAM_ID,
    [Buffer.from("asset"), issuer.toBuffer(), mint.toBuffer()],
  ],
  [
    "findUnderlyingPda",
    () => pda.findUnderlyingPda({ issuer, isin: "US0378331005" }),
    CUSTODY_PROGRAM_ID,
    [Buffer.from("underlying"), issuer.toBuffer(), Buffer.from("US0378331005")],
  ],
  [
    "findAttestationPda",
    () => pda.findAttestationPda({ asset }),
    CUSTODY_PROGRAM_ID,
    [Buffer.from("attestation"), asset.toBuffer()],
  ],
  [
    "findDepositPda",
    () => pda.findDepositPda({ asset, id }),
    CUSTODY_PROGRAM_ID,
    [Buffer.from("deposit"), asset.toBuffer(), id],
  ],
  [
    "findRedemptionPda",
    () => pda.findRedemptionPda({ asset, opener, nonce: 0x0102n }),
    CUSTODY_PROGRAM_ID,
    [Buffer.from("redemption"), asset.toBuffer(), opener.toBuffer(), Buffer.from([2, 1, 0, 0, 0, 0, 0, 0])],
  ],
  [
    "findChangePda",
    () => pda.findChangePda({ issuer, number: 0x0102n }),
    CUSTODY_PROGRAM_ID,
    [Buffer.from("change"), issuer.toBuffer(), Buffer.from([2, 1, 0, 0, 0, 0, 0, 0])],
  ],
  [
    "findCorporateActionPda",
    () => pda.findCorporateActionPda({ asset, number: 0x0102n }),
    CUSTODY_PROGRAM_ID,
    [Buffer.from("action"), asset.toBuffer(), Buffer.from([2, 1, 0, 0, 0, 0, 0, 0])],
  ],
  [
    "findActionApprovalPda",
    () => pda.findActionApprovalPda({ asset, documentSha256: id, to: 0x3fe0n << 48n, effectiveAt: -2n }),
    CUSTODY_PROGRAM_ID,
    [
      Buffer.from("approval"),
      asset.toBuffer(),
      id,
      Buffer.from([0, 0, 0, 0, 0, 0, 0xe0, 0x3f]),
      Buffer.from([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ],
  ],
];

test.each(CASES)("%s answers the canonical address and bump of its seeds", (_, find, programId, seeds) => {
  const [address, bump] = PublicKey.findProgramAddressSync(seeds, programId);
  expect(find()).toEqual({ address, bump });
});

test("a validation account is also found for another hook program", () => {
  const seeds = [Buffer.from("extra-account-metas"), mint.toBuffer()];
  const [address, bump] = PublicKey.findProgramAddressSync(seeds, otherProgram);
  expect(pda.findValidationPda({ mint, programId: otherProgram })).toEqual({ address, bump });
});

test("the two programs have different ids", () => {
  expect(CUSTODY_PROGRAM_ID.equals(COMPLIANCE_PROGRAM_ID)).toBe(false);
});

test("associated accounts are those of @solana/spl-token, for either token program", () => {
  expect([TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID]).toEqual([SPL_TOKEN_ID, SPL_TOKEN_2022_ID]);
  expect(pda.findAssociatedTokenPda({ owner: wallet, mint }).address).toEqual(
    getAssociatedTokenAddressSync(mint, wallet, true, SPL_TOKEN_2022_ID),
  );
  expect(pda.findAssociatedTokenPda({ owner: wallet, mint, tokenProgramId: TOKEN_PROGRAM_ID }).address).toEqual(
    getAssociatedTokenAddressSync(mint, wallet, true, SPL_TOKEN_ID),
  );
});

test("the escrow is the Asset's associated account on Token-2022", () => {
  const escrow = pda.findEscrowPda({ asset, mint });
  expect(escrow.address).toEqual(getAssociatedTokenAddressSync(mint, asset, true, SPL_TOKEN_2022_ID));
});

test("seeds that cannot be what the program derives are refused", () => {
  expect(() => pda.findDepositPda({ asset, id: id.subarray(1) })).toThrow(InvalidInputError);
  expect(() => pda.findRedemptionPda({ asset, opener, nonce: 1n << 64n })).toThrow(InvalidInputError);
  expect(() => pda.findRedemptionPda({ asset, opener, nonce: -1n })).toThrow(InvalidInputError);
  expect(() => pda.findUnderlyingPda({ issuer, isin: "US0378331006" })).toThrow(InvalidInputError);
  expect(() => pda.findChangePda({ issuer, number: -1n })).toThrow(InvalidInputError);
  expect(() => pda.findCorporateActionPda({ asset, number: -1n })).toThrow(InvalidInputError);
  const terms = { asset, documentSha256: id, to: 0n, effectiveAt: 0n };
  expect(() => pda.findActionApprovalPda({ ...terms, documentSha256: id.subarray(1) })).toThrow(InvalidInputError);
  expect(() => pda.findActionApprovalPda({ ...terms, to: 1n << 64n })).toThrow(InvalidInputError);
  expect(() => pda.findActionApprovalPda({ ...terms, effectiveAt: 1n << 63n })).toThrow(InvalidInputError);
});
