/** The pause of one token, which Token-2022 keeps and which custody bounds by a budget. */
import { createPauseTokenInstruction, createResumeTokenInstruction } from "@backstock/sdk";
import { type Act, type Acts, judge } from "../attempt";
import { assetEvent } from "../events";
import { LONGEST_PAUSE, spentAfterEnd, spentNow } from "../pauseBudget";
import { assetAt, flaw, placeChecks, placeOf, PLACES } from "../places";
import { assetOfStock } from "../queries";
import { withTokenProgram } from "../substitutes";
import { isAuthorityOrPauser, whoHasOneOf } from "../signers";

/** Seconds. */
const SHORTEST_PAUSE = 3_600n;

const pauseToken: Act = (model, chance) => {
  const stock = chance.maybe(model.stocks);
  if (stock === undefined) return null;
  const left = LONGEST_PAUSE - spentNow(assetOfStock(model, stock), model.now);
  const usual = chance.pick([SHORTEST_PAUSE, 2n * SHORTEST_PAUSE, left, left + 1n, LONGEST_PAUSE]);
  const spoiled = chance.spoil("signer", "seconds", "too long", ...PLACES, "program");
  const seconds =
    spoiled === "seconds"
      ? chance.pick([SHORTEST_PAUSE - 1n, 0n, -1n])
      : spoiled === "too long"
        ? LONGEST_PAUSE + 1n
        : usual;
  const place = placeOf(model, chance, stock, spoiled);
  const issuer = model.issuers.get(place.issuer);
  const signer = whoHasOneOf(model, chance, [issuer.pauser, issuer.authority], spoiled === "signer");
  const asset = assetAt(model, place);
  const { isPaused } = model.mints.get(place.mint);
  const spent = spentNow(asset, model.now) + seconds;
  return {
    name: "pause_token",
    says: `${model.actors.call(signer.publicKey)} pauses ${stock.symbol} for ${seconds} s${flaw(spoiled)}`,
    instructions: [
      withTokenProgram(spoiled)(createPauseTokenInstruction({ signer: signer.publicKey, ...place, seconds })),
    ],
    signers: [signer],
    expected: judge("custody", [
      [isAuthorityOrPauser(issuer, signer), "NotAuthorityOrPauser"],
      ...placeChecks(model, place),
      [spoiled !== "program", "WrongProgram"],
      [seconds >= SHORTEST_PAUSE && seconds <= LONGEST_PAUSE, "InvalidPause"],
      [!isPaused || model.now >= asset.tokenPausedUntil, "TokenPaused"],
      [spent <= LONGEST_PAUSE, "PauseBudgetSpent"],
    ]),
    apply() {
      const paused = assetOfStock(model, stock);
      paused.pauseSpent = spent;
      paused.pauseSpentAt = model.now;
      paused.tokenPausedUntil = model.now + seconds;
      model.mints.get(stock.mint).isPaused = true;
      const { tokenPausedUntil: pausedUntil } = paused;
      return [assetEvent(model, stock, "TokenPaused", { signer: signer.publicKey, pausedUntil })];
    },
  };
};

const resumeToken: Act = (model, chance) => {
  const paused = model.stocks.filter(({ mint }) => model.mints.get(mint).isPaused);
  const stock = chance.fitting(paused, model.stocks);
  if (stock === undefined) return null;
  const spoiled = chance.spoil("signer", ...PLACES, "program");
  const place = placeOf(model, chance, stock, spoiled);
  const issuer = model.issuers.get(place.issuer);
  const signer = whoHasOneOf(model, chance, [issuer.pauser, issuer.authority], spoiled === "signer");
  const asset = assetAt(model, place);
  const unused = asset.tokenPausedUntil - model.now;
  return {
    name: "resume_token",
    says: `${model.actors.call(signer.publicKey)} resumes ${stock.symbol}${flaw(spoiled)}`,
    instructions: [withTokenProgram(spoiled)(createResumeTokenInstruction({ signer: signer.publicKey, ...place }))],
    signers: [signer],
    expected: judge("custody", [
      ...placeChecks(model, place),
      [spoiled !== "program", "WrongProgram"],
      [model.mints.get(place.mint).isPaused, "TokenNotPaused"],
      [unused <= 0n || isAuthorityOrPauser(issuer, signer), "PauseNotExpired"],
    ]),
    apply() {
      const resumed = assetOfStock(model, stock);
      if (unused > 0n) {
        resumed.pauseSpent = spentAfterEnd(resumed, resumed.tokenPausedUntil, model.now);
        resumed.pauseSpentAt = model.now;
      }
      resumed.tokenPausedUntil = 0n;
      model.mints.get(stock.mint).isPaused = false;
      return [assetEvent(model, stock, "TokenResumed", { signer: signer.publicKey })];
    },
  };
};

export const TOKEN_PAUSE_ACTS: Acts = {
  pause_token: { weight: 4, act: pauseToken },
  resume_token: { weight: 12, act: resumeToken },
};
