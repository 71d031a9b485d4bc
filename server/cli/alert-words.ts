import type { Alert, AlertCode } from "../model/backend/alerts.ts";

const DOCTOR = "run `npm run doctor` to see which hop fails";

/** What happened, and what to do next. */
const WORDS: Readonly<Record<AlertCode, string>> = {
  tls: `the connection is not secure (wrong or untrusted certificate, or no TLS there); nothing is sent to it and no other endpoint stands in. Mend the certificate or the address, then ${DOCTOR}`,
  unauthorized: `the key is refused. Check DRAMATIS_API_KEY, then ${DOCTOR}`,
  "model-not-found": `it has no model of the configured name. Check DRAMATIS_MODEL; ${DOCTOR} and the names it has`,
  "context-too-long": `prompts are longer than its context again and again; histories are cut to fit. Serve the model with a longer context, and ${DOCTOR}`,
  "bad-request": `it refuses the requests as malformed. Perhaps it does not know some fields (DRAMATIS_VENDOR_FIELDS=off) or the dialect (DRAMATIS_DIALECT); ${DOCTOR}`,
  malformed: `it answers with something that is no event stream, such as a proxy's page. Check the address; ${DOCTOR}`,
  "wrong-model": `another model answers than DRAMATIS_EXPECT_MODEL says. Check what is served; ${DOCTOR}`,
  down: `it has failed for 30 s and is left alone; characters rest, and it is tried again every few seconds. See that it runs, and ${DOCTOR}`,
  back: "it answers again",
};

/** An alert as one line for an operator. */
export function alertWords({ code, endpoint, heldBack }: Alert): string {
  const more = heldBack === 0 ? "" : ` (${heldBack} more times since this was last said)`;
  return `model endpoint ${endpoint}: ${WORDS[code]}${more}`;
}
