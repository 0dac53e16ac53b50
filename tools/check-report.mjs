// Reads what `npm start -- --json` printed and fails unless it is one JSON object of steps that all went as expected.
import { text } from "node:stream/consumers";

const report = JSON.parse(await text(process.stdin));
const names = report.steps.map((/** @type {{name: string}} */ step) => step.name);
const failed = report.steps.filter((/** @type {{ok: boolean}} */ step) => !step.ok);
if (names.length === 0) throw new Error("the report has no steps");
if (failed.length > 0) throw new Error(`not as expected: ${JSON.stringify(failed)}`);
console.log(`${names.length} steps as expected on ${report.vm}: ${names.join(", ")}`);
