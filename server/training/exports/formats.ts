import type { Format } from "./format.ts";
import { axolotlTokenized } from "./formats/axolotl-tokenized.ts";
import { calls } from "./formats/calls.ts";
import { herRm } from "./formats/her-rm.ts";
import { herSftMulti, herSftSingle } from "./formats/her-sft.ts";
import { llamafactory } from "./formats/llamafactory.ts";
import { nemoPreference } from "./formats/nemo-preference.ts";
import { openrlhf } from "./formats/openrlhf.ts";
import { slime } from "./formats/slime.ts";
import { trlDpo, trlGrpo, trlKto, trlSft } from "./formats/trl.ts";
import { verl } from "./formats/verl.ts";

/** Every format, in the order of a list for a person. */
export const FORMATS: readonly Format[] = [
  verl,
  calls,
  openrlhf,
  trlSft,
  trlDpo,
  trlKto,
  trlGrpo,
  slime,
  llamafactory,
  axolotlTokenized,
  nemoPreference,
  herSftMulti,
  herSftSingle,
  herRm,
];
