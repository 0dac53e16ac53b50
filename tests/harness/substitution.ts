import type { RefusingProgram } from "@backstock/sdk";
import { describe, expect, test } from "@jest/globals";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { accountsOf, programOf, withAccount, withoutSignature } from "./idlAccounts";
import { type Attempt, expectRefusal } from "./refusal";
import type { World } from "./world";

export { accountsOf, hasArguments, programOf, withAccount, withoutSignature } from "./idlAccounts";

/** Another account in an account's place, and who refuses it with what. */
export interface Substitution {
  /** Completes the test's name: "... refuses as mint: <the mint of another asset>". */
  readonly as: string;
  readonly key: () => PublicKey | Promise<PublicKey>;
  readonly refused: readonly [RefusingProgram, string];
  /** Keys of the substituted signer, where it has to sign. */
  readonly signers?: () => Attempt["signers"];
}

export interface InstructionUnderTest {
  readonly world: () => World;
  /** In snake_case, as in the IDL; behind the program's name and a space where both programs have one. */
  readonly name: string;
  /** An attempt that would succeed, of this one instruction. It is never let through. */
  readonly attempt: () => Promise<{ instruction: TransactionInstruction; signers: NonNullable<Attempt["signers"]> }>;
  /** For every account of the IDL, at least one substitution; or why there is none that the program could refuse. */
  readonly substitutions: Readonly<Record<string, readonly Substitution[] | string>>;
}

/**
 * Tests that an instruction refuses every account substituted and every signature missing. Fails where an account of the IDL is left out, so that an
 * account added to a program does not go untested.
 */
export function describeSubstitutions(subject: InstructionUnderTest): void {
  const { world, name, attempt, substitutions } = subject;
  describe(`accounts of ${name}`, () => {
    test("are all substituted here, or said why not", () => {
      expect(Object.keys(substitutions).sort()).toEqual(
        accountsOf(name)
          .map((account) => account.name)
          .sort(),
      );
    });

    for (const [account, cases] of Object.entries(substitutions)) {
      if (typeof cases === "string") continue;
      for (const { as, key, refused, signers } of cases) {
        test(`${name} refuses as ${account}: ${as}`, async () => {
          const { instruction, signers: usual } = await attempt();
          const instructions = withAccount(instruction, name, account, await key());
          const needed = instructions.keys.filter((meta) => meta.isSigner).map((meta) => meta.pubkey.toBase58());
          const all = [...usual, ...(signers?.() ?? [])].filter((one) => needed.includes(one.publicKey.toBase58()));
          await expectRefusal(world(), { instructions, signers: all }, ...refused);
        });
      }
    }

    for (const { name: account, signer } of accountsOf(name)) {
      // The fee payer signs whatever it is named for.
      if (signer !== true || account === "payer") continue;
      test(`${name} refuses a missing signature of ${account}`, async () => {
        const { instruction, signers } = await attempt();
        const key = instruction.keys[accountsOf(name).findIndex((one) => one.name === account)]?.pubkey;
        const instructions = withoutSignature(instruction, name, account);
        const others = signers.filter((one) => !one.publicKey.equals(key as PublicKey));
        await expectRefusal(world(), { instructions, signers: others }, programOf(name), "MissingRequiredSignature");
      });
    }
  });
}
