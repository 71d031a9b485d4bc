/** Hands things on, in their order, to one who reads at its own pace. */
export interface EventQueue<T> extends AsyncIterable<T> {
  push(one: T): void;
  /** Nothing more comes. */
  end(): void;
}

/** A queue with nothing in it; it is read once. */
export function createEventQueue<T>(): EventQueue<T> {
  const waiting: T[] = [];
  let over = false;
  let wake = (): void => {};
  return {
    push(one) {
      waiting.push(one);
      wake();
    },
    end() {
      over = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const [next] = waiting.splice(0, 1);
        if (next !== undefined) yield next;
        else if (over) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
