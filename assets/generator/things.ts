/** Which drawing shows what a map's legend names. */

/** Kinds that are ground. `outdoors`: rain falls there; `air`: the night is its light. */
export const GROUNDS: Readonly<
  Record<string, { readonly drawing: string; readonly outdoors: boolean; readonly air: boolean }>
> = {
  boards: { drawing: "boards", outdoors: false, air: false },
  flags: { drawing: "flags", outdoors: false, air: false },
  stage: { drawing: "stage", outdoors: false, air: false },
  "shed-floor": { drawing: "earth", outdoors: false, air: false },
  porch: { drawing: "porch", outdoors: false, air: true },
  grass: { drawing: "grass", outdoors: true, air: true },
  shingle: { drawing: "shingle", outdoors: true, air: true },
  planks: { drawing: "dock", outdoors: true, air: true },
  slip: { drawing: "slip", outdoors: true, air: true },
  rock: { drawing: "crag", outdoors: true, air: true },
};

/** Kinds that belong to a wall, so that their neighbours join them. */
export const WALLS: ReadonlySet<string> = new Set(["wall", "timber", "window", "door", "hearth"]);

/** Kinds that float, so that the sea goes on beneath them. */
export const AFLOAT: ReadonlySet<string> = new Set(["water", "punt", "smack"]);

/** A drawing that stands on one or more tiles of a kind. */
export interface Stamp {
  readonly drawing: string;
  /** How many tiles of its kind it takes, across and down. */
  readonly across: number;
  readonly down: number;
}

/** Kinds that stand on a ground, the largest stamp first. A drawing taller than `down` reaches up over bodies. */
export const STAMPS: Readonly<Record<string, readonly Stamp[]>> = {
  table: [
    { drawing: "table-long", across: 3, down: 1 },
    { drawing: "table", across: 2, down: 1 },
    { drawing: "table-small", across: 1, down: 1 },
  ],
  hearth: [{ drawing: "hearth", across: 3, down: 2 }],
  stove: [{ drawing: "stove", across: 3, down: 1 }],
  cask: [{ drawing: "barrel", across: 1, down: 1 }],
  coats: [{ drawing: "coats", across: 1, down: 1 }],
  clock: [{ drawing: "clock", across: 1, down: 1 }],
  hatch: [{ drawing: "hatch", across: 1, down: 1 }],
  stool: [{ drawing: "stool", across: 1, down: 1 }],
  bench: [{ drawing: "bench", across: 1, down: 1 }],
  curtain: [{ drawing: "curtain", across: 1, down: 1 }],
  lamp: [{ drawing: "standing-lamp", across: 1, down: 1 }],
  lantern: [{ drawing: "great-lantern", across: 1, down: 1 }],
  "gable-pole": [{ drawing: "pole", across: 1, down: 1 }],
  flagstaff: [{ drawing: "flagstaff", across: 1, down: 1 }],
  washstand: [{ drawing: "washstand", across: 1, down: 1 }],
  sacks: [{ drawing: "sacks", across: 1, down: 1 }],
  worktop: [{ drawing: "worktop", across: 2, down: 1 }],
  crates: [{ drawing: "crates", across: 1, down: 1 }],
  pots: [{ drawing: "pots", across: 1, down: 1 }],
  anchor: [{ drawing: "anchor", across: 1, down: 1 }],
  "net-rack": [{ drawing: "net-rack", across: 2, down: 1 }],
  winch: [{ drawing: "winch", across: 1, down: 1 }],
  punt: [{ drawing: "punt", across: 2, down: 1 }],
  smack: [{ drawing: "boat", across: 4, down: 2 }],
  lifeboat: [{ drawing: "lifeboat", across: 2, down: 3 }],
  nets: [
    { drawing: "nets-2", across: 2, down: 1 },
    { drawing: "nets-1", across: 1, down: 1 },
  ],
};

/** Quilts by turns, so that no two beds side by side are the same. */
export const BEDS = ["bed-red", "bed-green", "bed-plum"] as const;
