/** Everybody signs in every signer's place of every instruction: exactly those succeed who are meant to, and docs/authority-matrix.md says so. */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { INTENDED, type Intended } from "./authority/intended";
import { PAGE, writePage } from "./authority/page";
import { type Role, ROLE_NAMES } from "./authority/roles";
import { FEE_PAYER } from "./authority/scene";
import { nameOf, OK, type Outcome, type Row, SCENES, tryEverybody } from "./authority/tryEverybody";
import { accountsOf, INSTRUCTIONS } from "./harness/idlAccounts";

let rows: Row[];
beforeAll(async () => {
  rows = await tryEverybody();
}, 300_000);

/** What is meant to become of each role. Who pays the fee signs in any case. */
function meant(program: string, place: string, { may, refused, but }: Intended): Partial<Record<Role, Outcome | null>> {
  const roles = ROLE_NAMES.filter((role) => place !== FEE_PAYER || role !== "nobody");
  const unsigned = `${program} MissingRequiredSignature`;
  const outcomeOf = (role: Role): Outcome | null => {
    if (may.includes(role)) return OK;
    return but?.[role] ?? (role === "nobody" ? unsigned : refused);
  };
  return Object.fromEntries(roles.map((role) => [role, outcomeOf(role)]));
}

describe("what everybody tries", () => {
  test("has every signer's place of every instruction of both programs, and the fee payer's of those that nobody has to sign", () => {
    const tried = new Set(SCENES.map(({ instruction }) => instruction));
    expect(INSTRUCTIONS.filter((name) => !tried.has(name))).toEqual([]);
    for (const { instruction, signers } of SCENES.filter((scene) => INSTRUCTIONS.includes(scene.instruction))) {
      const places = accountsOf(instruction).flatMap(({ name, signer }) => (signer === true ? [name] : []));
      expect({ instruction, places: Object.keys(signers).sort() }).toEqual({ instruction, places: places.sort() });
    }
  });

  test("is what somebody has said who is meant to", () => {
    const tried = SCENES.map(({ instruction, when }) => (when === undefined ? instruction : `${instruction}, ${when}`));
    expect(Object.keys(INTENDED).sort()).toEqual([...new Set(tried)].sort());
    expect(new Set(tried).size).toBe(tried.length);
  });
});

describe("who may sign", () => {
  for (const [scene, places] of Object.entries(INTENDED)) {
    const program = scene.slice(0, scene.indexOf(" "));
    for (const [place, intended] of Object.entries(places)) {
      test(`${scene} takes as ${place} the signature of whom it is meant to, and of nobody else`, () => {
        const name = `${scene}: ${place}`;
        expect(rows.find((row) => nameOf(row) === name)?.outcomes).toEqual(meant(program, place, intended));
      });
    }
  }

  test("the tables leave no place out", () => {
    const named = Object.entries(INTENDED).flatMap(([scene, places]) =>
      Object.keys(places).map((place) => `${scene}: ${place}`),
    );
    expect(rows.map(nameOf).sort()).toEqual(named.sort());
  });
});

test("docs/authority-matrix.md is what has happened", () => {
  expect(readFileSync(PAGE, "utf8")).toBe(writePage(rows));
});
