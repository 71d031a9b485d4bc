import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type InlineConfig, type Rolldown } from "vite";

/** What a browser pays for each door of the client: built as a game would build it, without what the game brings itself. */

/** Bytes. */
export interface DoorSize {
  readonly door: string;
  readonly raw: number;
  readonly gzip: number;
  /** Source files and packages in it, largest first. */
  readonly modules: readonly { readonly name: string; readonly bytes: number }[];
}

const root = resolve(import.meta.dirname, "../..");

/** Doors to their entries. A game has Phaser and the Colyseus SDK already. */
const DOORS = {
  "dramatis/phaser": "client/index.ts",
  "dramatis/protocol": "shared/protocol.ts",
} as const;
/** Peers of the package: the Colyseus SDK brings its schema with it. */
const BROUGHT = [/^phaser($|\/)/u, /^@colyseus\/(sdk|schema)($|\/)/u];

/** The size of every door, of the game's page with and without what others wrote, and of the studio's. */
export async function doorSizes(): Promise<readonly DoorSize[]> {
  const sizes: DoorSize[] = [];
  for (const [door, entry] of Object.entries(DOORS)) {
    const chunks = await built({
      configFile: false,
      root,
      publicDir: false,
      logLevel: "error",
      build: {
        write: false,
        minify: true,
        target: "es2022",
        lib: { entry: resolve(root, entry), formats: ["es"] },
        rolldownOptions: { external: BROUGHT },
      },
    });
    sizes.push(sizeOf(door, chunks));
  }
  const page = await built({
    configFile: resolve(root, "client/vite.config.ts"),
    logLevel: "error",
    build: { write: false },
  });
  const vendors = page.filter(({ name }) => name === "phaser" || name === "colyseus");
  sizes.push(
    sizeOf(
      "the game's own page",
      page.filter((chunk) => !vendors.includes(chunk)),
    ),
    sizeOf("the game with Phaser and Colyseus", page),
  );
  const studio = await built({
    configFile: resolve(root, "client/studio/vite.config.ts"),
    logLevel: "error",
    build: { write: false },
  });
  sizes.push(
    sizeOf(
      "the studio before a page of it is opened",
      studio.filter(({ isEntry, fileName }) => isEntry || imported(studio).has(fileName)),
    ),
    sizeOf("the studio with all its pages", studio),
  );
  return sizes;
}

/** What the entry loads at once, by file names. */
function imported(chunks: readonly Rolldown.OutputChunk[]): ReadonlySet<string> {
  const found = new Set<string>();
  const from = chunks.filter(({ isEntry }) => isEntry).flatMap(({ imports }) => imports);
  for (let name = from.pop(); name !== undefined; name = from.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    from.push(...(chunks.find(({ fileName }) => fileName === name)?.imports ?? []));
  }
  return found;
}

/** Adds a door's sizes up and names its parts. */
export function sizeOf(
  door: string,
  chunks: readonly Pick<Rolldown.OutputChunk, "code" | "modules">[],
): DoorSize {
  const modules = new Map<string, number>();
  for (const chunk of chunks) {
    for (const [file, { renderedLength }] of Object.entries(chunk.modules)) {
      const name = nameOf(file);
      modules.set(name, (modules.get(name) ?? 0) + renderedLength);
    }
  }
  return {
    door,
    raw: chunks.reduce((sum, { code }) => sum + Buffer.byteLength(code), 0),
    gzip: chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0),
    modules: [...modules]
      .map(([name, bytes]) => ({ name, bytes }))
      .filter(({ bytes }) => bytes > 0)
      .toSorted((a, b) => b.bytes - a.bytes),
  };
}

/** A package's name, or a file's path from the root. */
function nameOf(file: string): string {
  const packaged = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(file)?.[1];
  if (packaged !== undefined) return packaged;
  return file.startsWith(root) ? file.slice(root.length + 1) : file.replaceAll("\0", "");
}

async function built(config: InlineConfig): Promise<Rolldown.OutputChunk[]> {
  const output = (await build(config)) as Rolldown.RolldownOutput | Rolldown.RolldownOutput[];
  return [output].flat().flatMap(({ output }) => output.filter((one) => one.type === "chunk"));
}
