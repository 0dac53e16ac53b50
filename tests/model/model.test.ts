/** Ten thousand commands of a fixed seed: every instruction succeeds in them, and the usual refusals are met. */
import { expectAllSucceeded, expectRefusals } from "./coverage";
import { optionsFromEnvironment } from "./options";
import { testModel } from "./playModel";
import { USUAL_REFUSALS } from "./refusals";

testModel(optionsFromEnvironment({ seed: 11, commands: 10_000, length: 1_200 }), (tally) => {
  expectAllSucceeded(tally);
  expectRefusals(tally, USUAL_REFUSALS);
});
