/**
 * HER's three types of a turn's system thinking. `A`: it plans the character in third person. `B`: it speaks in first
 * person, as the character or as the one who plays it. `C`: there is none.
 */
export type ThoughtType = "A" | "B" | "C";

/** Words that a character may be planned to say or think are its own, whoever plans them. */
const QUOTED = /"[^"\n]*"|“[^”\n]*”|‘[^’\n]{2,}’|「[^」\n]*」|『[^』\n]*』/gu;
const TAGGED = /<(role_[a-z]+)>[\s\S]*?<\/\1>/giu;
/** Drafts behind a label, to the line's end. */
const DRAFT =
  /^[\s\-*\d.#]*(?:role[_ ](?:thinking|speech|action)|(?:inner )?thoughts?|speech|dialogue|says|line|draft|(?:角色)?(?:心理|想法|台词|对白|说|草稿))\**\s*[:：].*$/gimu;

/** `I` as a number: of a ruler, a part, a war, or of a list. */
const NUMBER_ONE =
  /\b(?:Act|Book|Chapter|Charles|Elizabeth|Henry|James|King|Part|Phase|Plan|Pope|Queen|Scene|Section|Step|Type|Volume|War|William)\s+I\b|^\s*I[.)]\s/gmu;
const FIRST_ENGLISH =
  /\bI\b|\b(?:[Mm]e|[Mm]y|MY|[Mm]yself)\b|(?<!\b(?:a|an|the|this|that|old|coal|gold|salt) )\bmine\b/u;
const FIRST_CHINESE = /(?<![自忘])(?:我|咱|俺)/u;

/** Tells the type of a system thinking; pure and total. English and Chinese. */
export function thoughtTypeOf(thinking: string): ThoughtType {
  if (!/[\p{L}\p{N}]/u.test(thinking)) return "C";
  const own = thinking
    .normalize("NFC")
    .replaceAll(TAGGED, " ")
    .replaceAll(DRAFT, " ")
    .replaceAll(QUOTED, " ")
    .replaceAll(NUMBER_ONE, " ");
  return FIRST_ENGLISH.test(own) || FIRST_CHINESE.test(own) ? "B" : "A";
}

/** True if a text calls the partner a user: in HER's data everyone has a name. */
export function callsPartnerUser(text: string): boolean {
  return /\busers?\b/iu.test(text) || /用户|使用者/u.test(text);
}
