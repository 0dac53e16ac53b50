import type { Acts } from "../attempt";
import { APPROVAL_ACTS } from "./approvals";
import { CHANGE_ACTS } from "./applyChange";
import { CANCEL_ACTION_ACTS } from "./cancelAction";
import { SCHEDULE_ACTS } from "./scheduleAction";
import { ENTRY_ACTS } from "./entries";
import { FOUNDING_ACTS } from "./founding";
import { LISTING_ACTS } from "./listing";
import { FORCED_MOVE_ACTS } from "./forcedMoves";
import { FREEZING_ACTS } from "./freezing";
import { HOOK_ACTS } from "./hook";
import { LIMITS_ACTS } from "./limits";
import { METADATA_ACTS } from "./metadata";
import { MINT_STOP_ACTS } from "./mintStops";
import { PROPOSAL_ACTS } from "./proposeChange";
import { REVOCATION_ACTS } from "./revocations";
import { TOKEN_PAUSE_ACTS } from "./tokenPause";
import { ATTESTATION_ACTS } from "./attestations";
import { DECISION_ACTS } from "./decisions";
import { DEPOSIT_ACTS } from "./deposits";
import { LOST_REDEMPTION_ACTS } from "./lostRedemptions";
import { MINTING_ACTS } from "./minting";
import { REQUEST_ACTS } from "./requests";
import { ENDING_ACTS } from "./endings";
import { RETURN_ACTS } from "./returns";
import { SETTLEMENT_ACTS } from "./settlements";
import { REGISTRY_ACTS } from "./registries";
import { TIME_ACTS } from "./time";
import { together } from "./together";
import { TOKEN_ACCOUNT_ACTS } from "./tokenAccounts";
import { TRANSFER_ACTS } from "./transfers";

/** Everything that anybody may try, one thing at a time. */
const SINGLE_ACTS: Acts = {
  ...APPROVAL_ACTS,
  ...CHANGE_ACTS,
  ...CANCEL_ACTION_ACTS,
  ...SCHEDULE_ACTS,
  ...FORCED_MOVE_ACTS,
  ...ENTRY_ACTS,
  ...FOUNDING_ACTS,
  ...LISTING_ACTS,
  ...FREEZING_ACTS,
  ...HOOK_ACTS,
  ...LIMITS_ACTS,
  ...METADATA_ACTS,
  ...MINT_STOP_ACTS,
  ...PROPOSAL_ACTS,
  ...REVOCATION_ACTS,
  ...TOKEN_PAUSE_ACTS,
  ...ATTESTATION_ACTS,
  ...DECISION_ACTS,
  ...DEPOSIT_ACTS,
  ...LOST_REDEMPTION_ACTS,
  ...MINTING_ACTS,
  ...REQUEST_ACTS,
  ...ENDING_ACTS,
  ...RETURN_ACTS,
  ...SETTLEMENT_ACTS,
  ...REGISTRY_ACTS,
  ...TIME_ACTS,
  ...TOKEN_ACCOUNT_ACTS,
  ...TRANSFER_ACTS,
};

/** And several in one transaction. */
export const ACTS: Acts = { ...SINGLE_ACTS, together: { weight: 60, act: together(SINGLE_ACTS) } };
