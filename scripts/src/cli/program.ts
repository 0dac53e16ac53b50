import { Command, CommanderError } from "commander";
import { BadInputError } from "./badInputError";
import type { Run } from "./command";
import { EXIT, type ExitCode } from "./exitCodes";
import { toFailure } from "./failure";
import { printFailure, printOutcome } from "./output";
import { openSession } from "./session";
import { Terminal } from "./terminal";

export interface ProgramInput {
  /** Each makes one command. */
  readonly commands: readonly ((run: Run) => Command)[];
  /** The arguments behind the program's name. */
  readonly args: readonly string[];
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Aborts where the user interrupts. */
  readonly signal: AbortSignal;
}

/** Runs the command that the arguments name. Never throws. */
export async function runProgram({ commands, args, stdout, stderr, signal }: ProgramInput): Promise<ExitCode> {
  const terminal = new Terminal(args, stdout, stderr);
  let exitCode: ExitCode = EXIT.done;
  const run: Run = (act) => async (options) => {
    const session = await openSession(options, terminal, signal);
    const outcome = await act(session, options);
    printOutcome(terminal, options.json === true, outcome);
    exitCode = outcome.exitCode;
  };

  const program = new Command("backstock")
    .description("The daily acts of an issuer's operators. Exit codes and formats: scripts/README.md")
    .exitOverride()
    // Errors are told below, like all others; help is told by commander.
    .configureOutput({ writeOut: stdout, writeErr: stderr, outputError: () => undefined });
  for (const command of commands) program.addCommand(command(run).copyInheritedSettings(program));

  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && isHelp(error)) return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
    const failure = toFailure(error instanceof CommanderError ? usageError(error) : error);
    printFailure(terminal, args.includes("--json"), failure);
    return failure.exitCode;
  }
}

function isHelp({ code }: CommanderError): boolean {
  return code === "commander.helpDisplayed" || code === "commander.help";
}

/** Commander says "error: " itself. */
function usageError({ message }: CommanderError): BadInputError {
  return new BadInputError(`${message.replace(/^error: /, "")}\nSee --help.`);
}
