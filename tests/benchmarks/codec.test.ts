/** What the benchmark of the codec compares is right on both sides; how long it takes is nobody's business here. */
import { describe, expect, test } from "@jest/globals";
import { assertRight, targetsOf, type Target } from "../../benchmarks/codec/targets";

describe("the benchmark of the codec", () => {
  const targets = targetsOf(20_261_124);

  test.each(targets.map((target) => [target.name, target] as const))("%s: both sides are right", (_, target) => {
    expect(target.ours.length).toBeGreaterThan(0);
    expect(target.ours).toHaveLength(target.anchors.length);
    expect(() => assertRight(target)).not.toThrow();
  });

  test("has every account, both programs' instructions and events, and what a lender decides by", () => {
    const names = targets.map(({ name }) => name);
    for (const name of ["Asset", "Attestation", "Deposit", "Entry", "Issuer", "Redemption", "Registry"]) {
      expect(names).toContain(`decode ${name}`);
    }
    const facts = ["Asset", "Attestation", "Issuer", "Registry"].map((name) => `decode ${name}'s facts`);
    expect(names).toEqual(expect.arrayContaining(facts));
    expect(names.filter((name) => /^(encode|decode) (compliance|custody)'s/.test(name))).toHaveLength(4);
  });

  test.each(["ours", "anchors"] as const)("notices a wrong result of %s", (side) => {
    for (const target of targets) {
      const [first, ...others] = target[side];
      const wrong: Target = { ...target, [side]: [{ ...first!, run: () => "something else" }, ...others] };
      expect(() => assertRight(wrong)).toThrow(`${target.name}, ${side}: input 0`);
      const swapped: Target = { ...target, [side]: [{ ...first!, run: others.at(-1)!.run }, ...others] };
      expect(() => assertRight(swapped)).toThrow(`${target.name}, ${side}: input 0`);
    }
  });
});
