import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** A copy of _The Salt Lantern_ that a file of checks may write in, and the server's arguments to play it. */
export function ownWorld() {
  const worlds = mkdtempSync(join(tmpdir(), "dramatis-world-"));
  const world = join(worlds, "salt-lantern");
  cpSync(resolve(import.meta.dirname, "../../assets/worlds/salt-lantern"), world, {
    recursive: true,
  });
  return {
    world,
    args: ["--scene", world],
    file: (name: string): string => readFileSync(join(world, name), "utf8"),
    done: (): void => rmSync(worlds, { recursive: true, force: true }),
  };
}
