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

const CASES: [string, (programId?: PublicKey) => pda.Pda, PublicKey, (Buffer | Uint8Array)[]][] = [
  [
    "findRegistryPda",
    (programId) => pda.findRegistryPda({ base, programId }),
    COMPLIANCE_PROGRAM_ID,
    [Buffer.from("registry"), base.toBuffer()],
  ],
  [
    "findRegistryLogPda",
    (programId) => pda.findRegistryLogPda({ registry, programId }),
    COMPLIANCE_PROGRAM_ID,
    [Buffer.from("log"), registry.toBuffer()],
  ],
  [
    "findEntryPda",
    (programId) => pda.findEntryPda({ registry, wallet, programId }),
    COMPLIANCE_PROGRAM_ID,
    [Buffer.from("entry"), registry.toBuffer(), wallet.toBuffer()],
  ],
  [
    "findValidationPda",
    (programId) => pda.findValidationPda({ mint, programId }),
    COMPLIANCE_PROGRAM_ID,
    [Buffer.from("extra-account-metas"), mint.toBuffer()],
  ],
  [
    "findIssuerPda",
    (programId) => pda.findIssuerPda({ base, programId }),
    CUSTODY_PROGRAM_ID,
    [Buffer.from("issuer"), base.toBuffer()],
  ],
  [
    "findAssetPda",
    (programId) => pda.findAssetPda({ issuer, mint, programId }),
    CUSTODY_PROGRAM_ID,
    [Buffer.from("asset"), issuer.toBuffer(), mint.toBuffer()],
  ],
  [
    "findUnderlyingPda",
    (programId) => pda.findUnderlyingPda({ issuer, isin: "US0378331005", programId }),
    CUSTODY_PROGRAM_ID,
    [Buffer.from("underlying"), issuer.toBuffer(), Buffer.from("US0378331005")],
  ],
  [
    "findAttestationPda",
    (programId) => pda.findAttestationPda({ asset, programId }),
    CUSTODY_PROGRAM_ID,
    [Buffer.from("attestation"), asset.toBuffer()],
  ],
  [
    "findDepositPda",
    (programId) => pda.findDepositPda({ asset, id, programId }),
    CUSTODY_PROGRAM_ID,
    [Buffer.from("deposit"), asset.toBuffer(), id],
  ],
  [
    "findRedemptionPda",
    (programId) => pda.findRedemptionPda({ asset, opener, nonce: 0x0102n, programId }),
    CUSTODY_PROGRAM_ID,
    [Buffer.from("redemption"), asset.toBuffer(), opener.toBuffer(), Buffer.from([2, 1, 0, 0, 0, 0, 0, 0])],
  ],
];

test.each(CASES)("%s answers the canonical address and bump of its seeds", (_, find, programId, seeds) => {
  const [address, bump] = PublicKey.findProgramAddressSync(seeds, programId);
  expect(find()).toEqual({ address, bump });
});

test.each(CASES)("%s derives for another deployment where one is given", (_, find, __, seeds) => {
  const [address, bump] = PublicKey.findProgramAddressSync(seeds, otherProgram);
  expect(find(otherProgram)).toEqual({ address, bump });
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
});
