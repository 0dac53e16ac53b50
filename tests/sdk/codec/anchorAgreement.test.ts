import { BorshCoder, type Idl, Program } from "@coral-xyz/anchor";
import { Connection } from "@solana/web3.js";
import { COMPLIANCE_IDL, CUSTODY_IDL } from "@backstock/sdk/anchor";
import fc from "fast-check";
import * as compliance from "../../../sdk/src/codec/compliance";
import * as custody from "../../../sdk/src/codec/custody";
import { toHex } from "../../../sdk/src/core/bytes";
import {
  argsShape,
  call,
  comparable,
  definedShape,
  exportTitle,
  pascal,
  programs,
  type RawIdl,
  readIdl,
  withLayoutVersion,
} from "./idlShapes";

const sides = {
  compliance: { codec: compliance, anchorIdl: COMPLIANCE_IDL as unknown as Idl },
  custody: { codec: custody, anchorIdl: CUSTODY_IDL as unknown as Idl },
};
const RUNS = { numRuns: 30 };

describe.each(programs)("the codec of %s agrees with Anchor's coder", (program) => {
  const idl: RawIdl = readIdl(program);
  const { codec, anchorIdl } = sides[program];
  const coder = new BorshCoder(anchorIdl);

  test("on the IDL itself: the constant is what Anchor makes of the file", () => {
    const provider = { connection: new Connection("http://localhost:1") };
    expect(anchorIdl).toEqual(new Program(idl as unknown as Idl, provider).idl);
  });

  test.each(idl.accounts.map(({ name }) => name))("on the account %s, in both directions", async (name) => {
    await fc.assert(
      fc.asyncProperty(definedShape(idl, name).pairs.map(withLayoutVersion), async ({ ours, anchors }) => {
        const bytes = call(codec, `encode${name}`, ours) as Uint8Array;
        const anchorName = name.charAt(0).toLowerCase() + name.slice(1);
        expect(toHex(await coder.accounts.encode(anchorName, anchors))).toBe(toHex(bytes));
        expect(comparable(coder.accounts.decode(anchorName, Buffer.from(bytes)))).toEqual(comparable(anchors));
        expect(comparable(call(codec, `decode${name}`, bytes))).toEqual(comparable(ours));
        expect(coder.accounts.size(anchorName)).toBe(bytes.length);
      }),
      RUNS,
    );
  });

  test.each(idl.instructions.map(({ name }) => name))(
    "on the data of the instruction %s, in both directions",
    (name) => {
      const instruction = idl.instructions.find((one) => one.name === name);
      if (!instruction) throw new Error(name);
      const title = exportTitle(program, name);
      const anchorName = pascal(name).charAt(0).toLowerCase() + pascal(name).slice(1);
      fc.assert(
        fc.property(argsShape(idl, instruction).pairs, ({ ours, anchors }) => {
          const bytes = call(codec, `encode${title}Data`, ours) as Uint8Array;
          expect(toHex(coder.instruction.encode(anchorName, anchors))).toBe(toHex(bytes));
          const decoded = coder.instruction.decode(Buffer.from(bytes));
          expect(decoded?.name).toBe(anchorName);
          expect(comparable(decoded?.data)).toEqual(comparable(anchors));
          const back = call(codec, `decode${title}Data`, bytes);
          expect(comparable(back)).toEqual(instruction.args.length === 0 ? undefined : comparable(ours));
        }),
        RUNS,
      );
    },
  );

  test.each(idl.events.map(({ name }) => name))("on the event %s", (name) => {
    fc.assert(
      fc.property(definedShape(idl, name).pairs, ({ ours, anchors }) => {
        const bytes = call(codec, `encode${name}Event`, ours) as Uint8Array;
        const decoded = coder.events.decode(Buffer.from(bytes).toString("base64"));
        expect(decoded?.name).toBe(name.charAt(0).toLowerCase() + name.slice(1));
        expect(comparable(decoded?.data)).toEqual(comparable(anchors));
        expect(comparable(call(codec, `decode${name}Event`, bytes))).toEqual(comparable(ours));
        expect(comparable(call(codec, `decode${pascal(program)}Event`, bytes))).toEqual(
          comparable({ name, data: ours }),
        );
      }),
      RUNS,
    );
  });
});
