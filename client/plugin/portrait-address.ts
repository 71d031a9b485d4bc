/** The address of the portrait that a `sprite` names; null where it names none. */
export function portraitAddress(sprite: string): string | null {
  const name = /^portrait-([0-9a-f]{32})$/u.exec(sprite)?.[1];
  return name === undefined ? null : `/portraits/${name}.png`;
}

/** The key under which a portrait's texture is kept. */
export function tokenOf(address: string): string {
  return `token:${address}`;
}
