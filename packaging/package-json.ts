/** The package.json that is published: what the built files import, and nothing of what only this repository needs. */

/** Of the repository's own, what is read here. */
export interface RepositoryJson {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** What a game has already. The client's two are not asked of a server, nor the server's of a client's build. */
const PEERS = {
  "@colyseus/core": { optional: true },
  "@colyseus/schema": { optional: true },
  "@colyseus/sdk": { optional: true },
  phaser: { optional: true },
} as const;

/** Doors to the files behind them. */
const DOORS = {
  "./server": "./server/index",
  "./phaser": "./client/index",
  "./client": "./client/index",
  "./protocol": "./shared/protocol",
  "./testing": "./testing/index",
} as const;

/** `imported` are the packages that the built files name; one that nobody declares is a fault of the build. */
export function packageJson(own: RepositoryJson, imported: ReadonlySet<string>): object {
  const { name, version, description, keywords, license } = own;
  const versions = { ...own.devDependencies, ...own.dependencies };
  const dependencies: Record<string, string> = {};
  for (const used of [...imported].toSorted()) {
    if (used in PEERS) continue;
    const range = own.dependencies[used];
    if (range === undefined)
      throw new Error(`the built package imports ${used}, which is no dependency`);
    dependencies[used] = range;
  }
  const peers = Object.keys(PEERS) as (keyof typeof PEERS)[];
  return {
    name,
    version,
    description,
    keywords,
    license,
    type: "module",
    bin: { dramatis: "./server/cli/dramatis.js" },
    exports: {
      ...Object.fromEntries(
        Object.entries(DOORS).map(([door, file]) => [
          door,
          { types: `${file}.d.ts`, default: `${file}.js` },
        ]),
      ),
      "./package.json": "./package.json",
    },
    sideEffects: false,
    dependencies,
    peerDependencies: Object.fromEntries(peers.map((peer) => [peer, versions[peer]])),
    peerDependenciesMeta: PEERS,
    engines: { node: ">=22.13" },
  };
}
