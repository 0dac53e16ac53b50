/** `accounts/generated/NAME.ts`: reading each account from the chain; `NAMEKinds.ts`: what it takes to. */
import type { Program } from "../model";
import { screamingCase } from "../names";
import { doc, type Module } from "./module";

/** In a module of its own, so that the SDK's folders have the kinds and its users do not. */
export function emitKinds(program: Program, module: Module): void {
  const programId = module.use(`${screamingCase(program.name)}_PROGRAM_ID`, `../../generated/${program.name}`);
  const codec = `../../codec/${program.name}`;
  const kind = module.useType("AccountKind", "../kind");
  for (const { struct } of program.accounts) {
    const { name } = struct;
    const type = module.useType(name, codec);
    const decode = module.use(`decode${name}`, codec);
    module.add(
      `export const ${screamingCase(name)}: ${kind}<${type}> = ` +
        `{ name: ${JSON.stringify(name)}, programId: ${programId}, decode: ${decode} };`,
    );
  }
}

export function emitFetchers(program: Program, module: Module): void {
  const codec = `../../codec/${program.name}`;
  const decoders = program.accounts.map(({ struct }) => `decode${struct.name}`);
  module.add(`export { ${decoders.join(", ")} } from ${JSON.stringify(codec)};`);
  for (const { struct } of program.accounts) {
    const { name } = struct;
    const kind = module.use(screamingCase(name), `./${program.name}Kinds`);
    const type = module.useType(name, codec);
    module.add(
      doc(
        `Reads the ${name} at \`address\`.`,
        "@throws AccountNotFoundError where nothing is there, DecodeError where something else is, or another program's",
      ) + signature(module, `fetch${name}`, "address", type, `${module.use("fetchAccount", "../fetch")}(${kind}, `),
    );
    module.add(
      doc(
        `Reads the ${name} at \`address\`, or answers null where nothing is there (lamports sent to a vacant address are nothing).`,
        "@throws DecodeError where something else is there, or another program's",
      ) +
        signature(
          module,
          `fetchMaybe${name}`,
          "address",
          `${type} | null`,
          `${module.use("fetchMaybeAccount", "../fetch")}(${kind}, `,
        ),
    );
    module.add(
      doc(
        `Reads the ${name} accounts at \`addresses\`, in their order, 100 a call.`,
        "@throws AccountNotFoundError where nothing is at one of them, DecodeError where something else is, or another program's",
      ) +
        signature(
          module,
          `fetchAll${name}`,
          "addresses",
          `${type}[]`,
          `${module.use("fetchAllAccounts", "../fetch")}(${kind}, `,
        ),
    );
  }
}

function signature(
  module: Module,
  name: string,
  target: "address" | "addresses",
  answer: string,
  call: string,
): string {
  const key = module.useType("PublicKey", "@solana/web3.js");
  const targetType = target === "address" ? key : `readonly ${key}[]`;
  const reader = module.useType("AccountReader", "../reader");
  const commitment = module.useType("Commitment", "@solana/web3.js");
  return (
    `export function ${name}(reader: ${reader}, ${target}: ${targetType}, commitment?: ${commitment}): Promise<${answer}> {\n` +
    `return ${call}reader, ${target}, commitment);\n}`
  );
}
