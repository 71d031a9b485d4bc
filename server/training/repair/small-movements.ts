/** Movements so small that nothing comes of them: an action that begins with one may stand before or after a thought. */

const ENGLISH =
  /^(?:(?:slowly|slightly|briefly|softly|gently|quietly|faintly|absently) )?(?:nods?|smiles?|sighs?|shrugs?|blinks?|frowns?|winces?|swallows?|chuckles?|grins?|smirks?|shivers?|yawns?|sniffs?|hums?|pauses?|hesitates?|stiffens?|(?:shakes|tilts|bows|lowers|inclines|nods) (?:(?:her|his|their) )?head|raises (?:an|one) eyebrow|(?:purses|bites|licks|presses) (?:her|his|their) lips?|(?:folds|crosses) (?:her|his|their) arms|closes (?:her|his|their) eyes|narrows (?:her|his|their) eyes|rubs (?:her|his|their) (?:chin|neck|temples?|forehead|hands)|clears (?:her|his|their) throat|looks (?:down|away|up|aside)|glances (?:down|away|up|aside)|shifts (?:her|his|their) weight|draws a breath|takes a (?:deep )?breath)\b/u;
const ENGLISH_TAIL =
  /^(?: (?:slowly|slightly|briefly|softly|gently|quietly|faintly|once|a little|for a moment))*$/u;
const CHINESE =
  /^(?:轻轻地?|微微|缓缓地?|慢慢地?|稍稍)?(?:点了?点?头|摇了?摇?头|叹了?(?:一?口)?气|耸了?耸?肩|皱了?皱?眉头?|眨了?眨?眼睛?|微笑|笑了?笑|苦笑|低下?头|抬起?头|抬眼|垂下?眼帘?|抿了?抿?(?:嘴|唇)|清了?清嗓子|深?吸了?一?口气|闭上?了?眼睛?|顿了?顿|挑了?挑?眉)(?:了一下|一下|片刻)?$/u;

/** True for a small, independent movement of the character's own body, and nothing more. Both languages. */
export function isSmallMovement(action: string): boolean {
  const plain = action
    .trim()
    .toLowerCase()
    .replace(/[.。]$/u, "");
  if (CHINESE.test(plain)) return true;
  const found = ENGLISH.exec(plain);
  return found !== null && ENGLISH_TAIL.test(plain.slice(found[0].length));
}
