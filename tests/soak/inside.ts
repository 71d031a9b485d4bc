/** What the soak's server tells of itself. Sizes in MiB, heap after a full collection. */
export interface Inside {
  readonly heap: number;
  readonly rss: number;
  /** Buffers that lie outside the heap. */
  readonly outside: number;
  /** Timers, sockets and whatever else keeps a process alive. */
  readonly resources: number;
  readonly logBacklog: number;
  readonly waitingCalls: number;
  readonly rooms: number;
  /** Words that were planted in thoughts so far. */
  readonly planted: number;
  /** How often the log could not be written. */
  readonly stalls: number;
  /** How late the event loop was at worst since the last look, in ms. */
  readonly late: number;
}

/** What the server has on its map. Tiles. */
export interface MapSeen {
  readonly bodies: readonly {
    readonly id: string;
    readonly x: number;
    readonly y: number;
    readonly facing: string;
    readonly connected: boolean;
  }[];
  readonly things: readonly {
    readonly id: string;
    readonly x: number;
    readonly y: number;
    readonly holder: string;
    readonly open: boolean;
  }[];
}
