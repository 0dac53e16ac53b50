import { describe, test } from "@jest/globals";
import { TransactionInstruction } from "@solana/web3.js";
import { expectRefusal } from "./refusal";
import { accountsOf, type InstructionUnderTest, programOf } from "./substitution";

/** Tests that an instruction refuses every account that it writes where it is named read-only. */
export function describeReadOnly(subject: Pick<InstructionUnderTest, "world" | "name" | "attempt">): void {
  const { world, name, attempt } = subject;
  // The fee payer is writable whatever it is named for.
  const written = accountsOf(name).flatMap(({ name: account, writable }, place) =>
    writable === true && account !== "payer" ? [{ account, place }] : [],
  );
  describe(`written accounts of ${name}`, () => {
    test.each(written)(`${name} refuses a read-only $account`, async ({ place }) => {
      const { instruction, signers } = await attempt();
      const keys = instruction.keys.map((key, index) => (index === place ? { ...key, isWritable: false } : key));
      const instructions = new TransactionInstruction({
        programId: instruction.programId,
        data: instruction.data,
        keys,
      });
      await expectRefusal(world(), { instructions, signers }, programOf(name), "ConstraintMut");
    });
  });
}
