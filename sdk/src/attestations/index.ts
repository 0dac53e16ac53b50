export { attestationHistory, type AttestationHistory, type HistoricRound } from "./attestationHistory";
export type { AttestedRound } from "./attestedRound";
export * from "./fetchAttestationHistory";
export * from "./fetchAttestationStatus";
export type { OfAttestation } from "./ofAttestation";
export type { PendingGroup } from "./pendingStatements";
export type { ReserveRefusal } from "./reserve";
export * from "./verifyReport";
export * from "./watchAttestations";
