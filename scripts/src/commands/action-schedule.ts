import {
  fetchAsset,
  findAssetPda,
  findCorporateActionPda,
  formatMultiplier,
  multiplierFromBits,
  prepareScheduleAction,
  toHex,
  type WantedAction,
} from "@backstock/sdk";
import { type Command, InvalidArgumentError, Option } from "commander";
import { bytes32, sha256Of, time } from "../cli/arguments";
import { BadInputError } from "../cli/badInputError";
import { operatorCommand, type Run } from "../cli/command";
import { afterwards, execute } from "../cli/execute";
import { type ListingOptions, readStockMint, withListing } from "../cli/listing";
import { done, type Outcome } from "../cli/output";
import type { CommonOptions, Session } from "../cli/session";

interface Options extends CommonOptions, ListingOptions {
  readonly dividend?: WantedAction;
  readonly split?: WantedAction;
  readonly decrease?: WantedAction;
  readonly effectiveAt: bigint;
  readonly document?: string;
  readonly documentSha256?: Uint8Array;
}

/** The security has announced something that changes how many shares a token stands for. */
export function actionScheduleCommand(run: Run): Command {
  const description =
    "Schedule a corporate action, which changes the multiplier. Signed by the issuer's action officer and its custodian: give both keys.";
  const one = (flags: string, text: string, others: string[], read: (text: string) => WantedAction): Option =>
    new Option(flags, text).conflicts(others).argParser(read);
  return withListing(operatorCommand("action-schedule", description))
    .addOption(one("--dividend <multiplier>", "reinvested: the multiplier after it", ["split", "decrease"], dividend))
    .addOption(
      one(
        "--split <p/q>",
        "p new shares for q old ones, such as 10/1; attestors have approved one such as 1/8",
        ["dividend", "decrease"],
        split,
      ),
    )
    .addOption(one("--decrease <multiplier>", "a spin-off that attestors approved", ["dividend", "split"], decrease))
    .requiredOption("--effective-at <time>", "unix seconds or 2026-08-08T00:30:00Z", time)
    .addOption(
      new Option("--document <file>", "the announcement, of which the SHA-256 is signed").conflicts("documentSha256"),
    )
    .option("--document-sha256 <32 bytes>", "the announcement's SHA-256 itself, 64 hex digits", bytes32)
    .action(run(scheduleAction));
}

function multiplier(text: string): string {
  if (!/^[0-9]+(\.[0-9]+)?$/.test(text)) throw new InvalidArgumentError("Expected a plain decimal number.");
  return text;
}

const dividend = (text: string): WantedAction => ({ kind: "Dividend", to: multiplier(text) });
const decrease = (text: string): WantedAction => ({ kind: "Decrease", to: multiplier(text) });

function split(text: string): WantedAction {
  const [, numerator, denominator] = /^([0-9]{1,4})\/([0-9]{1,4})$/.exec(text) ?? [];
  if (numerator === undefined || denominator === undefined) {
    throw new InvalidArgumentError("Expected new shares for old ones, such as 10/1 or 1/8.");
  }
  return { kind: "Split", numerator: Number(numerator), denominator: Number(denominator) };
}

async function scheduleAction(session: Session, options: Options): Promise<Outcome> {
  const { connection } = session;
  const { issuer, mint, effectiveAt } = options;
  const action = options.dividend ?? options.split ?? options.decrease;
  if (action === undefined) throw new BadInputError("give one of --dividend, --split and --decrease");
  const given = { file: options.document, sha256: options.documentSha256 };
  const documentSha256 = await sha256Of("--document", given);
  const facts = await readStockMint(session, mint);
  const asset = findAssetPda({ issuer, mint }).address;
  const prepared = await prepareScheduleAction(connection, {
    issuer,
    mint,
    action,
    effectiveAt,
    documentSha256,
    payer: session.feePayer?.publicKey,
  });
  const transaction = await execute(session, prepared);

  const after = await afterwards(session, () => fetchAsset(connection, asset));
  const scheduled = after?.action;
  return done(session, {
    kind: action.kind,
    effectiveAt,
    documentSha256: toHex(documentSha256),
    multiplierBefore: formatMultiplier(facts.multiplier),
    multiplierAfter: scheduled && formatMultiplier(multiplierFromBits(scheduled.to)),
    number: scheduled?.number,
    action: scheduled && findCorporateActionPda({ asset, number: scheduled.number }).address.toBase58(),
    transaction,
  });
}
