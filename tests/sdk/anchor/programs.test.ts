import { BN } from "@coral-xyz/anchor";
import { Connection, PublicKey } from "@solana/web3.js";
import { bnsToBigints, createComplianceProgram, createCustodyProgram, fromAnchorByte } from "@backstock/sdk/anchor";
import { decodeUpsertEntryData, encodeEntry, ENTRY_STATUSES, type Entry, LAYOUT_VERSION } from "../../../sdk/src/codec";
import { COMPLIANCE_PROGRAM_ID } from "../../../sdk/src/generated/compliance";
import { CUSTODY_PROGRAM_ID } from "../../../sdk/src/generated/custody";

const provider = { connection: new Connection("http://localhost:1") };
const key = (fill: number): PublicKey => new PublicKey(new Uint8Array(32).fill(fill));

describe("Anchor's Program of our IDLs", () => {
  test("is at the addresses that the SDK uses", () => {
    expect(createCustodyProgram(provider).programId).toEqual(CUSTODY_PROGRAM_ID);
    expect(createComplianceProgram(provider).programId).toEqual(COMPLIANCE_PROGRAM_ID);
  });

  test("builds instructions, typed, that the SDK's codec reads", async () => {
    const program = createComplianceProgram(provider);
    const identity = Array.from({ length: 32 }, (_, i) => i);
    const instruction = await program.methods
      .upsertEntry({
        expectedVersion: new BN(0),
        status: { active: {} },
        class: { institution: {} },
        permissions: 3,
        jurisdiction: 756,
        expiresAt: new BN(1_800_000_000),
        identity,
      })
      .accountsPartial({ payer: key(1), signer: key(2), registry: key(3), log: key(4), wallet: key(5) })
      .instruction();
    expect(decodeUpsertEntryData(instruction.data)).toEqual({
      expectedVersion: 0n,
      status: "Active",
      class: "Institution",
      permissions: 3,
      jurisdiction: 756,
      expiresAt: 1_800_000_000n,
      identity: Uint8Array.from(identity),
    });
  });

  test("decodes accounts that the SDK's codec writes, and its numbers become ours", () => {
    const entry: Entry = {
      layoutVersion: LAYOUT_VERSION,
      bump: 255,
      status: "Revoked",
      class: "Person",
      permissions: 15,
      jurisdiction: 276,
      expiresAt: -1n,
      version: 2n ** 64n - 1n,
      wallet: key(1),
      identity: new Uint8Array(32).fill(8),
      rentPayer: key(2),
      registry: key(3),
    };
    const anchors = createComplianceProgram(provider).coder.accounts.decode("entry", Buffer.from(encodeEntry(entry)));
    const { status, version, expiresAt } = bnsToBigints<{ status: number; version: BN; expiresAt: BN }>(anchors);
    expect(fromAnchorByte(status, ENTRY_STATUSES)).toBe("Revoked");
    expect([version, expiresAt]).toEqual([entry.version, entry.expiresAt]);
  });
});
