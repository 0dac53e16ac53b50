/** The `backstock` command; scripts/README.md says how it is used. */
import { runProgram } from "./cli/program";
import { actionScheduleCommand } from "./commands/action-schedule";
import { allowlistLoadCommand } from "./commands/allowlist-load";
import { attestationPublishCommand } from "./commands/attestation-publish";
import { depositMintCommand } from "./commands/deposit-mint";
import { depositRecordCommand } from "./commands/deposit-record";
import { redemptionSettleCommand } from "./commands/redemption-settle";

const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  // Once: whoever asks a second time does not want to hear how it ends.
  process.once(name, () => interrupted.abort(new Error(`interrupted by ${name}`)));
}

process.exitCode = await runProgram({
  commands: [
    depositRecordCommand,
    depositMintCommand,
    redemptionSettleCommand,
    attestationPublishCommand,
    allowlistLoadCommand,
    actionScheduleCommand,
  ],
  args: process.argv.slice(2),
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  signal: interrupted.signal,
});
