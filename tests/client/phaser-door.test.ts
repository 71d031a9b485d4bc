import { resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { build, type Rollup } from "vite";

/** What a game takes into its bundle with `dramatis/phaser`. */

const root = resolve(import.meta.dirname, "../..");
let modules: string[] = [];
let imports: string[] = [];
let code = "";

beforeAll(async () => {
  const built = (await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "silent",
    build: {
      write: false,
      minify: false,
      lib: { entry: resolve(root, "client/index.ts"), formats: ["es"] },
      rolldownOptions: { external: ["phaser", /^@colyseus\//] },
    },
  })) as Rollup.RollupOutput[];
  const chunks = built.flatMap(({ output }) => output.filter((file) => file.type === "chunk"));
  modules = chunks.flatMap((chunk) => chunk.moduleIds).map((id) => id.replace(`${root}/`, ""));
  imports = chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]);
  code = chunks.map((chunk) => chunk.code).join("\n");
}, 60_000);

test("[U17] the door of the client brings nothing of the server, and no library but its peers", () => {
  expect(modules.length).toBeGreaterThan(10);
  const strange = modules.filter(
    (id) => !/^(?:client\/(?!game\/)|shared\/(?:protocol|consent|deeds|story)\.ts$|\0)/u.test(id),
  );
  expect(strange).toEqual([]);
  expect(new Set(imports)).toEqual(new Set(["phaser", "@colyseus/sdk"]));
});

test("[U17] it runs under a policy that allows no code and no styles from text", () => {
  expect(code).not.toMatch(/\beval\(|new Function\(|innerHTML|insertAdjacentHTML|<style/u);
});
