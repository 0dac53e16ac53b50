/** What the IDLs say of an instruction's accounts, and instructions with one of them changed. */
import type { RefusingProgram } from "@backstock/sdk";
import { type PublicKey, TransactionInstruction } from "@solana/web3.js";
import complianceIdl from "../../programs-idl/compliance.json";
import custodyIdl from "../../programs-idl/custody.json";

const PROGRAMS = [
  { program: "custody", instructions: custodyIdl.instructions },
  { program: "compliance", instructions: complianceIdl.instructions },
] as const;

interface IdlAccount {
  readonly name: string;
  readonly signer?: boolean;
  readonly writable?: boolean;
}

interface IdlInstruction {
  readonly program: RefusingProgram;
  readonly accounts: readonly IdlAccount[];
  readonly args: readonly unknown[];
}

/** @param instruction in snake_case; of two programs' that are called the same, custody's, and "compliance accept_authority" the other */
function idlOf(instruction: string): IdlInstruction {
  for (const { program, instructions } of PROGRAMS) {
    const found = instructions.find(({ name }) => name === instruction || `${program} ${name}` === instruction);
    if (found !== undefined) return { program, ...found };
  }
  throw new Error(`the IDLs have no instruction ${instruction}`);
}

/** Every instruction of both programs, behind its program's name and a space. */
export const INSTRUCTIONS: readonly string[] = PROGRAMS.flatMap(({ program, instructions }) =>
  instructions.map(({ name }) => `${program} ${name}`),
);

/** The accounts of an instruction, named in snake_case, in the IDL's order. */
export const accountsOf = (instruction: string): readonly IdlAccount[] => idlOf(instruction).accounts;

/** Whether an instruction's data are more than its discriminator. */
export const hasArguments = (instruction: string): boolean => idlOf(instruction).args.length > 0;

function change(
  instruction: TransactionInstruction,
  name: string,
  account: string,
  changes: Partial<TransactionInstruction["keys"][number]>,
): TransactionInstruction {
  const place = accountsOf(name).findIndex((one) => one.name === account);
  if (place < 0) throw new Error(`${name} has no account ${account}`);
  const keys = instruction.keys.map((key, index) => (index === place ? { ...key, ...changes } : key));
  return new TransactionInstruction({ programId: instruction.programId, keys, data: instruction.data });
}

/** The instruction with another account at the place that the IDL calls `account`. */
export function withAccount(
  instruction: TransactionInstruction,
  name: string,
  account: string,
  pubkey: PublicKey,
): TransactionInstruction {
  return change(instruction, name, account, { pubkey });
}

/** The instruction with an account that is asked for no signature. */
export function withoutSignature(
  instruction: TransactionInstruction,
  name: string,
  account: string,
): TransactionInstruction {
  return change(instruction, name, account, { isSigner: false });
}

/** The program that has an instruction of this name, in snake_case. */
export const programOf = (name: string): RefusingProgram => idlOf(name).program;
