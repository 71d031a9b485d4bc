/** Movements so small that nothing comes of them: an action that begins with one may stand before or after a thought. */

/** Ways a face or a breath moves by itself. */
const ALONE =
  "nod(?:s|ding)?|smil(?:es?|ing)|sigh(?:s|ing)?|shrug(?:s|ging)?|blink(?:s|ing)?|frown(?:s|ing)?|scowl(?:s|ing)?|winc(?:es?|ing)|swallow(?:s|ing)?|gulp(?:s|ing)?|gasp(?:s|ing)?|chuckl(?:es?|ing)|grin(?:s|ning)?|smirk(?:s|ing)?|sneer(?:s|ing)?|shiver(?:s|ing)?|shudder(?:s|ing)?|yawn(?:s|ing)?|sniff(?:s|ing)?|hum(?:s|ming)?|blush(?:es|ing)?|paus(?:es?|ing)|hesitat(?:es?|ing)|stiffen(?:s|ing)?|straighten(?:s|ing)? up";
/** What one does with a part of one's own body. */
const BODY =
  "(?:shak|tilt|bow|lower|inclin)(?:es|s|ing) (?:her|his|their) head|rais(?:es|ing) (?:an|one) eyebrow|(?:purs|bit|lick|press)(?:es|s|ing) (?:her|his|their) lips?|(?:fold|cross)(?:es|s|ing) (?:her|his|their) arms|(?:clos|narrow)(?:es|s|ing) (?:her|his|their) eyes|rub(?:s|bing) (?:her|his|their) (?:chin|neck|temples?|forehead|hands)|clear(?:s|ing) (?:her|his|their) throat|(?:look|glanc)(?:es|s|ing) (?:down|away|up|aside)|shift(?:s|ing) (?:her|his|their) weight|draw(?:s|ing) a (?:deep )?breath|tak(?:es|ing) a (?:deep )?breath";
const MANNER = "[a-z]+ly|a little|once|for a moment";
const ENGLISH = new RegExp(`^(?:[a-z]+ly )?(?:${ALONE}|${BODY})(?: (?:${MANNER}))?$`, "u");
const CHINESE =
  /^(?:轻轻地?|微微|缓缓地?|慢慢地?|稍稍)?(?:点了?点?头|摇了?摇?头|叹了?(?:一?口)?气|耸了?耸?肩|皱了?皱?眉头?|眨了?眨?眼睛?|微笑|笑了?笑|苦笑|低下?头|抬起?头|抬眼|垂下?眼帘?|抿了?抿?(?:嘴|唇)|清了?清嗓子|深?吸了?一?口气|闭上?了?眼睛?|顿了?顿|挑了?挑?眉)(?:了一下|一下|片刻)?$/u;

/** True for a small, independent movement of the character's own body, and nothing more. Both languages. */
export function isSmallMovement(action: string): boolean {
  const plain = action
    .trim()
    .toLowerCase()
    .replace(/[.。]$/u, "");
  return ENGLISH.test(plain) || CHINESE.test(plain);
}
