import { describe, test } from "@jest/globals";
import { TransactionInstruction } from "@solana/web3.js";
import { expectRefusal } from "./refusal";
import { type InstructionUnderTest, programOf } from "./substitution";

const DISCRIMINATOR_SIZE = 8;

/** The instruction with other data. */
export function withData(instruction: TransactionInstruction, data: Uint8Array): TransactionInstruction {
  return new TransactionInstruction({ ...instruction, data: Buffer.from(data) });
}

/** Tests that an instruction refuses data that are too short or nobody's, and an account list with the last one missing. */
export function describeMalformed(subject: Pick<InstructionUnderTest, "world" | "name" | "attempt">): void {
  const { world, name, attempt } = subject;
  const shapes: readonly [string, (sound: TransactionInstruction) => TransactionInstruction, string][] = [
    ["no data at all", (sound) => withData(sound, new Uint8Array()), "InvalidInstructionData"],
    [
      "a discriminator of no instruction",
      (sound) => withData(sound, Uint8Array.from(sound.data, (byte, index) => (index === 0 ? byte ^ 1 : byte))),
      "InvalidInstructionData",
    ],
    ["data one byte too short", (sound) => withData(sound, sound.data.subarray(0, -1)), "InvalidInstructionData"],
    [
      "a discriminator without arguments",
      (sound) => withData(sound, sound.data.subarray(0, DISCRIMINATOR_SIZE)),
      "InvalidInstructionData",
    ],
    [
      "an account too few",
      (sound) => new TransactionInstruction({ ...sound, keys: sound.keys.slice(0, -1) }),
      "NotEnoughAccountKeys",
    ],
  ];
  describe(`the shape of ${name}`, () => {
    test.each(shapes)(`${name} refuses %s`, async (_, reshape, error) => {
      const { instruction, signers } = await attempt();
      const instructions = reshape(instruction);
      const needed = instructions.keys.filter((key) => key.isSigner).map((key) => key.pubkey.toBase58());
      const present = signers.filter((signer) => needed.includes(signer.publicKey.toBase58()));
      await expectRefusal(world(), { instructions, signers: present }, programOf(name), error);
    });
  });
}
