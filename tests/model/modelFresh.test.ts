/** Histories that nobody has seen: of a new seed every time, which is printed. What fails is replayed by the command that the failure names. */
import { expect } from "@jest/globals";
import { INSTRUCTIONS } from "./coverage";
import { optionsFromEnvironment } from "./options";
import { testModel } from "./playModel";

const seed = Math.floor(Math.random() * 2 ** 31);

testModel(optionsFromEnvironment({ seed, commands: 10_000, length: 1_200 }), (tally) => {
  // Which ones is chance; that nearly all work is not.
  expect(INSTRUCTIONS.filter((name) => tally.succeeded(name) > 0).length).toBeGreaterThanOrEqual(45);
});
