/** Items that wait, and which of them is next. */
export interface Line<T> {
  readonly size: number;
  add(item: T): void;
  /** The next one, which stays the next one until it is removed; undefined if nobody waits. */
  next(): T | undefined;
  /** True if it stood here. */
  remove(item: T): boolean;
  /** Tells the line that its next one is being served, and removes it. */
  serve(item: T): void;
}

/** First come, first served. */
export function inOrder<T>(): Line<T> {
  const items = new Set<T>();
  return {
    get size() {
      return items.size;
    },
    add: (item) => void items.add(item),
    next: () => items.values().next().value,
    remove: (item) => items.delete(item),
    serve: (item) => void items.delete(item),
  };
}

/** Whoever `goesFirst`, by the turns of the one line; then the rest, by those of the other. */
export function inTwo<T>(goesFirst: (item: T) => boolean, first: Line<T>, rest: Line<T>): Line<T> {
  const lineOf = (item: T) => (goesFirst(item) ? first : rest);
  return {
    get size() {
      return first.size + rest.size;
    },
    add: (item) => lineOf(item).add(item),
    next: () => first.next() ?? rest.next(),
    remove: (item) => lineOf(item).remove(item),
    serve: (item) => lineOf(item).serve(item),
  };
}

export interface RoundSettings<T> {
  /** Who shares: items of one key share one turn in the round. */
  readonly keyOf: (item: T) => string;
  /** What serving an item costs; a positive number. */
  readonly costOf: (item: T) => number;
  /** What each key gains when the round comes to it. Small beside a cost, keys take turns; large, they take runs. */
  readonly quantum: number;
  /** The line of one key's own items. */
  readonly within: () => Line<T>;
}

interface Share<T> {
  readonly line: Line<T>;
  credit: number;
  /** The round stands at this key and has given it its quantum. */
  granted: boolean;
}

/**
 * Deficit round-robin (Shreedhar and Varghese, 1996): over any stretch in which two keys both wait, what they are
 * served differs by at most a quantum and the cost of one item. A key that waits for nothing saves up nothing.
 */
export function inRounds<T>({ keyOf, costOf, quantum, within }: RoundSettings<T>): Line<T> {
  // The order of this map is the round: the first key is the one whose turn it is.
  const shares = new Map<string, Share<T>>();
  let size = 0;

  function left(key: string, share: Share<T>): void {
    size -= 1;
    if (share.line.size === 0) shares.delete(key);
  }

  return {
    get size() {
      return size;
    },
    add(item) {
      const key = keyOf(item);
      let share = shares.get(key);
      if (share === undefined) {
        share = { line: within(), credit: 0, granted: false };
        shares.set(key, share);
      }
      share.line.add(item);
      size += 1;
    },
    next() {
      for (const [key, share] of shares) {
        const item = share.line.next();
        if (item === undefined) continue;
        if (!share.granted) {
          share.credit += quantum;
          share.granted = true;
        }
        if (share.credit >= costOf(item)) return item;
        share.granted = false;
        // A map that is walked comes to what is put at its end: this loop goes round.
        shares.delete(key);
        shares.set(key, share);
      }
      return undefined;
    },
    remove(item) {
      const key = keyOf(item);
      const share = shares.get(key);
      if (share === undefined || !share.line.remove(item)) return false;
      left(key, share);
      return true;
    },
    serve(item) {
      const key = keyOf(item);
      const share = shares.get(key);
      if (share === undefined) return;
      share.credit -= costOf(item);
      share.line.serve(item);
      left(key, share);
    },
  };
}
