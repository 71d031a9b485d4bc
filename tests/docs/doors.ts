/** The doors of the package: what a game imports, and the source behind it. */
export const DOORS = {
  "dramatis/server": "server/index.ts",
  "dramatis/phaser": "client/index.ts",
  "dramatis/protocol": "shared/protocol.ts",
  "dramatis/testing": "testing/index.ts",
} as const;
export type Door = keyof typeof DOORS;
