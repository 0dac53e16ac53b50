import { describe, test } from "@jest/globals";
import { startWorld, act, createIssuerInstruction, issuerOf, type World } from "./harness/world";
import { withData, describeMalformed } from "./harness/malformed";
import { beforeAll } from "@jest/globals";
import { prepareTransaction } from "@backstock/sdk";
let world: World;
beforeAll(async () => { world = await startWorld(); });
const attempt = async () => { const i = issuerOf("probe", world.registry); return { instruction: createIssuerInstruction(world, i, []), signers: [i.base, i.authority] }; };
describeMalformed({ world: () => world, name: "create_issuer", attempt });
test("trailing", async () => {
  const a = await attempt();
  const r = await act(world, withData(a.instruction, Uint8Array.of(...a.instruction.data, 0)), a.signers);
  console.log(r.logs, prepareTransaction);
});
