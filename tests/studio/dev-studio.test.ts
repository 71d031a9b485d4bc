import { resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../package/free-port.ts";
import { aFolder } from "./a-studio.ts";
import { aProcess } from "./a-process.ts";

const ROOT = resolve(import.meta.dirname, "../..");

test("[ST121] npm run dev has the studio, by the link that it prints", async () => {
  const port = await freePort();
  const running = await aProcess(
    ["node_modules/vite/bin/vite.js", "--config", "client/vite.config.ts"],
    ROOT,
    { PORT: String(port), HOST: "127.0.0.1", DRAMATIS_DATA_DIR: aFolder(), NO_COLOR: "1" },
    /(http:\/\/\S+)\/studio\/#key=([\w-]+)/u,
  );
  onTestFinished(() => running.close());
  const [, url = "", key = ""] = running.found;
  expect(url).toBe(`http://127.0.0.1:${port}`);
  const page = await fetch(`${url}/studio/`);
  expect(page.headers.get("content-security-policy")).toContain("trusted-types 'none'");
  const script = /src="(\/studio\/bundle\/[^"]+\.js)"/u.exec(await page.text())?.[1] ?? "";
  expect((await fetch(`${url}${script}`)).status).toBe(200);
  const signIn = (origin: string) =>
    fetch(`${url}/studio/api/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Origin: origin },
      body: JSON.stringify({ key }),
    });
  const foreign = await signIn("http://localhost:1");
  expect([foreign.status, foreign.headers.get("access-control-allow-origin")]).toEqual([403, null]);
  expect((await signIn(url)).status).toBe(200);
}, 120_000);
