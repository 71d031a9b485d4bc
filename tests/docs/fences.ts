/** A fenced block of a Markdown page. `kind` is the first word after the fence, `words` the rest. */
export interface Fence {
  readonly kind: string;
  readonly words: readonly string[];
  readonly text: string;
  /** The line of its first line of text, from 1. */
  readonly line: number;
}

/** The fenced blocks of a page, in order; throws for one that is never closed. */
export function fencesOf(page: string): readonly Fence[] {
  const fences: Fence[] = [];
  let open: { kind: string; words: string[]; lines: string[]; line: number } | null = null;
  for (const [index, line] of page.split("\n").entries()) {
    const mark = /^```(.*)$/u.exec(line);
    if (mark === null) open?.lines.push(line);
    else if (open === null) {
      const [kind = "", ...words] = (mark[1] ?? "").trim().split(/\s+/u);
      open = { kind, words, lines: [], line: index + 2 };
    } else {
      const { lines, ...rest } = open;
      fences.push({ ...rest, text: `${lines.join("\n")}\n` });
      open = null;
    }
  }
  if (open !== null) throw new Error(`the block from line ${open.line} is never closed`);
  return fences;
}

/** The page without its fenced blocks. */
export function proseOf(page: string): string {
  return page.replaceAll(/^```[\s\S]*?^```$/gmu, "");
}

/** The anchors that a page's headings get, as GitHub makes them. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of proseOf(page).matchAll(/^#{1,6}\s+(.+)$/gmu)) {
    const slug = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/gu, "-");
    for (let n = 0; ; n++) {
      const anchor = n === 0 ? slug : `${slug}-${n}`;
      if (anchors.has(anchor)) continue;
      anchors.add(anchor);
      break;
    }
  }
  return anchors;
}
