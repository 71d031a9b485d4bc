import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tokensOf } from "../../server/model/understudy/toy-tokenizer.ts";

/** `tests/loop/` trains a model on the understudy's tokens, and its server has to split prompts as the understudy does. */

const TEXTS = [
  "",
  "<|im_start|>system\nYou are Hanna Lund.<|im_end|>\n<|im_start|>assistant\n<system_thinking>",
  "Hanna Lund: <role_action>wipes the counter</role_action>I've 1234 oranges, 7 lemons — and a naïve café.",
  "阿岚: 掌柜，雨停了吗？ 🙂\u{1F468}\u200D\u{1F469}",
  "tabs\tand\r\nbreaks   and <|im_end| half marks <|im_end|><|im_start|>",
];

test("[T34] the tiny model's tokenizer splits texts as the understudy's does, and spells what it never saw", () => {
  const program = `
import json, sys
from tokens import Vocabulary
given = json.load(sys.stdin)
whole, none = Vocabulary.of_rows(given["ids"]), Vocabulary.of_rows([])
print(json.dumps({
    "ids": [whole.encode(text) for text in given["texts"]],
    "texts": [whole.text(row) for row in given["ids"]],
    "spelled": [none.text(none.encode(text)) for text in given["texts"]],
    "places": [max([0, *none.at(none.encode(text))]) < len(none) for text in given["texts"]],
}))`;
  const ids = TEXTS.map((text) => tokensOf(text).map(({ id }) => id));
  const { stdout, stderr } = spawnSync("python3", ["-c", program], {
    cwd: join(import.meta.dirname, "../loop"),
    input: JSON.stringify({ texts: TEXTS, ids }),
    encoding: "utf8",
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", PYTHONUTF8: "1" },
  });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({
    ids,
    texts: TEXTS,
    spelled: TEXTS,
    places: TEXTS.map(() => true),
  });
});

test.each(["loop", "readers"])("[T35] npm run %s says what to install", (name) => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, `../${name}/run.ts`)],
    { encoding: "utf8", env: { ...process.env, PYTHON: "a-python-that-is-not-there" } },
  );
  expect(stderr).toMatch(
    /This needs a Python 3 with (?:torch|pyarrow) \(Debian.*pip install.*looked at a-python-that-is-not-there\. Install it, or name another Python with PYTHON\./u,
  );
  expect(status).toBe(1);
});
