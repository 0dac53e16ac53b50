/** Who can replace the programs themselves, and how anybody sees that they are what was built from these sources. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  AccountNotFoundError,
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  DecodeError,
  fetchProgramDeployment,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { startVm, type Vm } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type AccountInfo, PublicKey } from "@solana/web3.js";
import manifest from "../../sdk/programs/manifest.json";
import { keypairOf } from "../harness/people";

const PROGRAMS = [
  ["custody", CUSTODY_PROGRAM_ID],
  ["compliance", COMPLIANCE_PROGRAM_ID],
] as const;
const UPGRADEABLE_LOADER = new PublicKey("BPFLoaderUpgradeab1e11111111111111111111111");
const AUTHORITY = keypairOf("upgrade authority").publicKey;
const PROGRAM = keypairOf("upgradeable program").publicKey;
const [PROGRAM_DATA] = PublicKey.findProgramAddressSync([PROGRAM.toBytes()], UPGRADEABLE_LOADER);

const committed = (name: string): Buffer => readFileSync(join(__dirname, `../../sdk/programs/${name}.so`));
const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha256").update(bytes).digest());
/** As solana-verify hashes what was built: without zeros at its end. */
const withoutZeros = (bytes: Uint8Array): Uint8Array =>
  bytes.subarray(0, bytes.findLastIndex((byte) => byte !== 0) + 1);

type Account = AccountInfo<Uint8Array> | null;

let vm: Vm;
beforeAll(async () => {
  vm = await startVm();
});

/** What the loader keeps of a program: where its data is; then the slot, whose it is, and the code, with room for a longer one. */
async function deploy(code: Uint8Array, authority: PublicKey | null): Promise<void> {
  const owner = UPGRADEABLE_LOADER;
  const program = Uint8Array.of(2, 0, 0, 0, ...PROGRAM_DATA.toBytes());
  await vm.setAccount(PROGRAM, { lamports: 10n ** 9n, owner, data: program, executable: true });
  const data = new Uint8Array(45 + code.length + 1_000);
  data.set([3, 0, 0, 0, 42, 0, 0, 0, 0, 0, 0, 0, authority === null ? 0 : 1]);
  if (authority !== null) data.set(authority.toBytes(), 13);
  data.set(code, 45);
  await vm.setAccount(PROGRAM_DATA, { lamports: 10n ** 9n, owner, data });
}

describe("the programs themselves", () => {
  test("E86: the committed programs are those of the manifest, which names the sources and tools that they were built from", () => {
    for (const [name] of PROGRAMS) {
      expect(Buffer.from(sha256(committed(name))).toString("hex")).toBe(manifest.programs[name].so);
    }
    expect(manifest.sources).toMatch(/^[0-9a-f]{64}$/);
  });

  test("E86: whoever reads a program from the chain sees whether its code is that of the build, and who could replace it", async () => {
    for (const [name, program] of PROGRAMS) {
      const { codeSha256 } = await fetchProgramDeployment(vm, program);
      expect(codeSha256).toEqual(sha256(withoutZeros(committed(name))));
    }
    const code = committed("custody");
    for (const upgradeAuthority of [AUTHORITY, null]) {
      await deploy(code, upgradeAuthority);
      const codeSha256 = sha256(withoutZeros(code));
      expect(await fetchProgramDeployment(vm, PROGRAM)).toEqual({ upgradeAuthority, deployedSlot: 42n, codeSha256 });
    }
  });

  test("E86: one byte of other code is another hash", async () => {
    const code = Uint8Array.from(committed("custody"));
    const honest = sha256(withoutZeros(code));
    code[code.length >> 1]! ^= 1;
    await deploy(code, null);
    const { codeSha256 } = await fetchProgramDeployment(vm, PROGRAM);
    expect(codeSha256).not.toEqual(honest);
    expect(codeSha256).toEqual(sha256(withoutZeros(code)));
  });

  test("GD30: what only looks like a program, or whose data is another program's, is read as none", async () => {
    const loader = { executable: false, owner: UPGRADEABLE_LOADER, lamports: 1 };
    const program = { ...loader, executable: true, data: Uint8Array.of(2, 0, 0, 0, ...PROGRAM_DATA.toBytes()) };
    const data = { ...loader, data: Uint8Array.of(3, ...new Uint8Array(11), 0, ...new Uint8Array(32), 0x7f) };
    /** As a node answers that has these two accounts. */
    const read = (accounts: { program?: Account; data?: Account }) => {
      const chain = { program, data, ...accounts };
      const answer = (key: PublicKey) =>
        key.equals(PROGRAM) ? chain.program : key.equals(PROGRAM_DATA) ? chain.data : null;
      const reader = { getMultipleAccountsInfo: async (keys: PublicKey[]) => keys.map(answer) };
      return fetchProgramDeployment(reader, PROGRAM);
    };
    expect(await read({})).toMatchObject({ upgradeAuthority: null, codeSha256: sha256(Uint8Array.of(0x7f)) });
    const changed = (bytes: Uint8Array, place: number, byte: number) => {
      const copy = Uint8Array.from(bytes);
      copy[place] = byte;
      return copy;
    };
    for (const lie of [
      { program: { ...program, executable: false } },
      { program: { ...program, owner: TOKEN_PROGRAM_ID } },
      { program: { ...program, data: program.data.subarray(0, 35) } },
      { program: { ...program, data: changed(program.data, 0, 3) } },
      { data: { ...data, owner: TOKEN_PROGRAM_ID } },
      { data: { ...data, data: data.data.subarray(0, 44) } },
      { data: { ...data, data: changed(data.data, 0, 1) } },
      { data: { ...data, data: changed(data.data, 12, 2) } },
    ]) {
      await expect(read(lie)).rejects.toThrow(DecodeError);
    }
    await expect(read({ data: null })).rejects.toThrow(AccountNotFoundError);
    await expect(read({ program: null })).rejects.toThrow(AccountNotFoundError);
  });
});
