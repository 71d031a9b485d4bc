/**
 * What was made of a text, kept for the last `size` texts: several personas hear the same line, and a fact is compared
 * with every new sentence.
 */
export function byText<T extends object | string>(
  make: (text: string) => T,
  size: number,
): (text: string) => T {
  const kept = new Map<string, T>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    kept.set(text, made);
    const oldest = kept.keys().next().value;
    if (kept.size > size && oldest !== undefined) kept.delete(oldest);
    return made;
  };
}
