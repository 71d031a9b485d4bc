/** The understudy's public face. */
export {
  startUnderstudy,
  UNDERSTUDY_MODEL,
  type Understudy,
  type UnderstudyOptions,
} from "./wire.ts";
export {
  FAULTS,
  parseFault,
  PHASES,
  type Fault,
  type FaultName,
  type PlannedFault,
} from "./faults.ts";
