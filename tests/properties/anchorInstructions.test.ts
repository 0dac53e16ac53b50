/** Whole instructions, accounts and data, as this SDK's codec makes them and as Anchor's client does from the same IDL. */
import { createComplianceProgram, createCustodyProgram } from "@backstock/sdk/anchor";
import { describe, expect, test } from "@jest/globals";
import { type AccountMeta, Connection, PublicKey, type TransactionInstruction } from "@solana/web3.js";
import fc from "fast-check";
import complianceIdl from "../../programs-idl/compliance.json";
import custodyIdl from "../../programs-idl/custody.json";
import * as compliance from "../../sdk/src/codec/compliance";
import * as complianceMetas from "../../sdk/src/codec/compliance/metas";
import * as custody from "../../sdk/src/codec/custody";
import * as custodyMetas from "../../sdk/src/codec/custody/metas";
import { toHex } from "../../sdk/src/core/bytes";
import { argsShape, call, exportTitle, programs, readIdl } from "../sdk/codec/idlShapes";

interface IdlAccount {
  readonly name: string;
  readonly optional?: boolean;
  readonly address?: string;
}

/** What of Anchor's builder is used here, whatever the instruction. */
interface Builder {
  accountsStrict(accounts: Readonly<Record<string, PublicKey | null>>): {
    instruction(): Promise<TransactionInstruction>;
  };
}
type Methods = Readonly<Record<string, (...args: readonly unknown[]) => Builder>>;

const provider = { connection: new Connection("http://localhost:1") };
const sides = {
  compliance: {
    idl: complianceIdl,
    codec: { ...compliance, ...complianceMetas },
    methods: createComplianceProgram(provider).methods as unknown as Methods,
  },
  custody: {
    idl: custodyIdl,
    codec: { ...custody, ...custodyMetas },
    methods: createCustodyProgram(provider).methods as unknown as Methods,
  },
};

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
const keys = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => new PublicKey(bytes));

/** A key for every account that may be chosen; of those that may be left out, now and then none. */
function accountsArbitrary(accounts: readonly IdlAccount[]): fc.Arbitrary<Record<string, PublicKey | null>> {
  const arbitraryOf = ({ optional, address }: IdlAccount): fc.Arbitrary<PublicKey | null> => {
    if (address !== undefined) return fc.constant(new PublicKey(address));
    return optional === true ? fc.option(keys) : keys;
  };
  return fc.record(Object.fromEntries(accounts.map((account) => [camel(account.name), arbitraryOf(account)])));
}

const plain = (metas: readonly AccountMeta[], data: Uint8Array) => ({
  data: toHex(data),
  metas: metas.map(({ pubkey, isSigner, isWritable }) => `${pubkey.toBase58()} ${isSigner} ${isWritable}`),
});

describe.each(programs)("instructions of %s", (program) => {
  const { idl, codec, methods } = sides[program];
  const raw = readIdl(program);

  for (const { name, accounts } of idl.instructions) {
    test(`${name} has the accounts, in the order and with the flags, and the data that Anchor's client gives it`, async () => {
      const instruction = raw.instructions.find((one) => one.name === name);
      if (instruction === undefined) throw new Error(name);
      const title = exportTitle(program, name);
      await fc.assert(
        fc.asyncProperty(
          accountsArbitrary(accounts),
          argsShape(raw, instruction).pairs,
          async (chosen, { ours, anchors }) => {
            const given = Object.fromEntries(Object.entries(chosen).filter(([, key]) => key !== null));
            const data = call(codec, `encode${title}Data`, ours) as Uint8Array;
            const metas = call(codec, `${lowerFirst(title)}Metas`, given) as AccountMeta[];
            const method = methods[camel(name)];
            if (method === undefined) throw new Error(`Anchor's client has no ${name}`);
            const built = await method(...Object.values(anchors as object))
              .accountsStrict(chosen)
              .instruction();
            expect(plain(metas, data)).toEqual(plain(built.keys, built.data));
          },
        ),
        { numRuns: 20 },
      );
    });
  }
});
