import { describe, test } from "@jest/globals";
import { TransactionInstruction } from "@solana/web3.js";
import { expectRefusal } from "./refusal";
import { hasArguments, type InstructionUnderTest, programOf } from "./substitution";

const DISCRIMINATOR_SIZE = 8;

/** The instruction with other data. */
export function withData(instruction: TransactionInstruction, data: Uint8Array): TransactionInstruction {
  const { programId, keys } = instruction;
  return new TransactionInstruction({ programId, keys, data: Buffer.from(data) });
}

type Shape = readonly [as: string, reshape: (sound: TransactionInstruction) => TransactionInstruction, error: string];

const WITHOUT_ARGUMENTS: Shape = [
  "a discriminator without arguments",
  (sound) => withData(sound, sound.data.subarray(0, DISCRIMINATOR_SIZE)),
  "InvalidInstructionData",
];

/** Tests that an instruction refuses data that are too short or nobody's, and an account list with the last one missing. */
export function describeMalformed(subject: Pick<InstructionUnderTest, "world" | "name" | "attempt">): void {
  const { world, name, attempt } = subject;
  const shapes: readonly Shape[] = [
    ["no data at all", (sound) => withData(sound, new Uint8Array()), "InvalidInstructionData"],
    [
      "a discriminator of no instruction",
      (sound) =>
        withData(
          sound,
          Uint8Array.from(sound.data, (byte, index) => (index === 0 ? byte ^ 1 : byte)),
        ),
      "InvalidInstructionData",
    ],
    ["data one byte too short", (sound) => withData(sound, sound.data.subarray(0, -1)), "InvalidInstructionData"],
    ...(hasArguments(name) ? [WITHOUT_ARGUMENTS] : []),
    [
      "an account too few",
      ({ programId, keys, data }) => new TransactionInstruction({ programId, keys: keys.slice(0, -1), data }),
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
