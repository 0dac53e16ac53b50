/** What is played: by the environment, so that a history is replayed by one command. */
export interface Options {
  readonly seed: number;
  /** Commands in all. */
  readonly commands: number;
  /** Commands of one history at most. */
  readonly length: number;
  /** Acts that are drawn, by their names; undefined for all. */
  readonly only: readonly string[] | undefined;
}

function whole(name: string, otherwise: number): number {
  const text = process.env[name];
  if (text === undefined || text === "") return otherwise;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`${name} must be a whole number, not ${text}`);
  return value;
}

export function optionsFromEnvironment(usual: Omit<Options, "only">): Options {
  const only = process.env["MODEL_ONLY"];
  return {
    seed: whole("MODEL_SEED", usual.seed),
    commands: whole("MODEL_COMMANDS", usual.commands),
    length: whole("MODEL_LENGTH", usual.length),
    only: only === undefined || only === "" ? undefined : only.split(","),
  };
}
