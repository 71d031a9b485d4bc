import type { StudioVisitor } from "../studio-visitor.ts";
import { ALL } from "./shown.ts";

/**
 * Answers of the server with every text in each of their fields of these names (with spaces between them), whatever the server would have made of
 * such a text: a page must not rely on that.
 */
export async function answerWith(
  { page }: StudioVisitor,
  path: RegExp,
  fields: string,
): Promise<void> {
  const names = new Set(fields.split(" "));
  await page.route(
    (url) => path.test(url.pathname),
    async (route) => {
      if (route.request().method() !== "GET" && route.request().method() !== "POST")
        return route.fallback();
      const response = await route.fetch();
      const text = await response.text();
      return route.fulfill({ response, body: JSON.stringify(filled(JSON.parse(text), names)) });
    },
  );
}

/** A feed whose first line has every text in these fields; it ends there. */
export async function feedWith(
  visitor: StudioVisitor,
  path: RegExp,
  fields: string,
): Promise<void> {
  const names = new Set(fields.split(" "));
  await visitor.page.route(
    (url) => path.test(url.pathname),
    async (route) => {
      const request = route.request();
      const gone = new AbortController();
      const response = await fetch(request.url(), {
        headers: { Authorization: (await request.allHeaders())["authorization"] ?? "" },
        signal: gone.signal,
      });
      let text = "";
      for await (const value of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += value;
        if (text.includes("\n")) break;
      }
      gone.abort();
      const [first = "{}"] = text.split("\n");
      const body = `${JSON.stringify(filled(JSON.parse(first), names))}\n`;
      await route.fulfill({ status: 200, contentType: "application/x-ndjson", body });
    },
  );
}

/** A value with every text in each string of these names, and in each list of strings. */
export function filled(value: unknown, names: ReadonlySet<string>, name = ""): unknown {
  if (typeof value === "string") return names.has(name) ? ALL : value;
  if (Array.isArray(value)) return value.map((one) => filled(one, names, name));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, filled(one, names, key)]),
  );
}
