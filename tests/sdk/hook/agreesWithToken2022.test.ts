import { beforeAll, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import {
  createAssociatedTokenAccountInstruction,
  createInitializeMint2Instruction,
  createInitializeTransferHookInstruction,
  ExtensionType,
  getMintLen,
} from "@solana/spl-token";
import { Keypair, SystemProgram, type PublicKey, type TransactionInstruction } from "@solana/web3.js";
import {
  createHookedTransferInstruction,
  findAssociatedTokenPda,
  findValidationPda,
  HookResolutionError,
  prepareTransaction,
  TOKEN_2022_PROGRAM_ID,
  type BackstockError,
} from "@backstock/sdk";
import { send, startVm, type Vm } from "@backstock/sdk/testing";
import { readToken2022 } from "../../../sdk/src/testing/programs";
import { metaList, metasArbitrary, tlv } from "./metas";

/*
 * Token-2022 itself resolves the accounts of `execute` and calls the hook only if it was given every one of them. The hook here is a program that refuses
 * every call, so that a log line tells whether it was called.
 */
const [payer, mint, hook] = [Keypair.generate(), Keypair.generate(), Keypair.generate().publicKey];
const receiver = Keypair.generate().publicKey;
const [source, destination] = [payer.publicKey, receiver].map(
  (owner) => findAssociatedTokenPda({ owner, mint: mint.publicKey }).address,
) as [PublicKey, PublicKey];
const validation = findValidationPda({ mint: mint.publicKey, programId: hook }).address;
const extras = Array.from({ length: 4 }, (_, i) => ({
  address: Keypair.generate().publicKey,
  owner: SystemProgram.programId,
  lamports: 10n ** 9n,
  data: Uint8Array.from({ length: 60 + 40 * i }, (__, j) => i + j),
}));
const transfer = {
  source,
  destination,
  mint: mint.publicKey,
  authority: payer.publicKey,
  amount: 0n,
  decimals: 8,
  hookProgramId: hook,
};
let vm: Vm;

function prepared(...instructions: TransactionInstruction[]) {
  return prepareTransaction({ instructions, feePayer: payer.publicKey, computeUnits: 1_400_000 });
}

beforeAll(async () => {
  vm = await startVm({ programs: [{ address: hook, elf: await readToken2022() }], accounts: extras });
  await vm.fund(payer.publicKey, 10n ** 12n);
  const space = getMintLen([ExtensionType.TransferHook]);
  const lamports = await vm.getMinimumBalanceForRentExemption(space);
  const [programId, mintAddress, owner] = [TOKEN_2022_PROGRAM_ID, mint.publicKey, payer.publicKey];
  const instructions = [
    SystemProgram.createAccount({ fromPubkey: owner, newAccountPubkey: mintAddress, space, lamports, programId }),
    createInitializeTransferHookInstruction(mintAddress, owner, hook, programId),
    createInitializeMint2Instruction(mintAddress, 8, owner, null, programId),
    createAssociatedTokenAccountInstruction(owner, source, owner, mintAddress, programId),
    createAssociatedTokenAccountInstruction(owner, destination, receiver, mintAddress, programId),
  ];
  await send(vm, prepared(...instructions), [payer, mint]);
});

/** Whether Token-2022 called the hook. */
async function isCalled(instruction: TransactionInstruction): Promise<boolean> {
  const refused = await send(vm, prepared(instruction), [payer]).catch((error: unknown) => error);
  return (refused as BackstockError).logs.includes(`Program ${hook.toBase58()} invoke [2]`);
}

test("Token-2022 calls the hook where the SDK found its accounts, and with none of the accounts there are where it did not", async () => {
  let called = 0;
  await fc.assert(
    fc.asyncProperty(metasArbitrary(extras.map(({ address }) => address)), async (metas) => {
      const data = Uint8Array.from([...metaList(metas), ...tlv(Uint8Array.of(8, 7, 6, 5, 4, 3, 2, 1), [1, 2, 3])]);
      await vm.setAccount(validation, { lamports: 10n ** 9n, owner: hook, data });
      const instruction = await createHookedTransferInstruction({ ...transfer, reader: vm }).catch(
        (error: unknown) => error,
      );
      if (!(instruction instanceof Error)) {
        if (metas.length > 0) called += 1;
        expect(await isCalled(instruction as TransactionInstruction)).toBe(true);
        return;
      }
      expect(instruction).toBeInstanceOf(HookResolutionError);
      const plain = await createHookedTransferInstruction({ ...transfer, hookProgramId: null });
      const every = [...extras.map(({ address }) => address), hook, validation].map((pubkey) => ({
        pubkey,
        isSigner: false,
        isWritable: false,
      }));
      plain.keys.push(...every);
      expect(await isCalled(plain)).toBe(false);
    }),
    { numRuns: 100 },
  );
  expect(called).toBeGreaterThan(20);
}, 30_000);
