import { shade, type Ramp } from "../palette.ts";

/** Who looks how. Sheet names are the sprites that personas and players name. */

/** How hair is worn. */
export type HairCut = "short" | "cropped" | "bun" | "long" | "queue" | "bald" | "curls" | "topknot";
/** What is worn on the head. */
export type Hat = "none" | "peaked" | "sou'wester" | "knitted" | "shawl" | "wide" | "scarf";
/** What grows on the face. */
export type Beard = "none" | "full" | "whiskers" | "goatee" | "moustache";
/** What is worn on the body. */
export type Dress = "coat" | "longcoat" | "gown" | "jersey" | "robe" | "waistcoat";

/** A colour to wear. */
export interface Cloth {
  readonly ramp: Ramp;
  /** The middle shade; its neighbours are the light and the shadow. */
  readonly tone: number;
}

/** The three colours of a cloth. */
export function tones({ ramp, tone }: Cloth): { base: number; dark: number; light: number } {
  return { base: shade(ramp, tone), dark: shade(ramp, tone - 1), light: shade(ramp, tone + 1) };
}

/** Everything that a figure and its portrait are drawn from. */
export interface Look {
  readonly name: string;
  readonly skin: number;
  readonly hair: Cloth;
  readonly cut: HairCut;
  readonly hat: Hat;
  readonly hatCloth: Cloth;
  readonly beard: Beard;
  readonly dress: Dress;
  readonly cloth: Cloth;
  readonly legs: Cloth;
  readonly apron: Cloth | null;
  readonly scarf: Cloth | null;
  readonly eyes: "dark" | "white";
  /** Shoulders and waist a pixel wider. */
  readonly broad: boolean;
  /** A small person: the whole body a pixel or two lower. */
  readonly small: boolean;
  readonly age: "young" | "grown" | "old";
  readonly mark: "none" | "scar" | "buttons" | "ring" | "pin";
}

const PLAIN = {
  hat: "none",
  hatCloth: { ramp: "night", tone: 3 },
  beard: "none",
  apron: null,
  scarf: null,
  eyes: "dark",
  broad: false,
  small: false,
  age: "grown",
  mark: "none",
  legs: { ramp: "stone", tone: 2 },
} as const;

const PERSONAS: readonly Look[] = [
  {
    ...PLAIN,
    name: "dorcas-maskell",
    skin: 4,
    hair: { ramp: "linen", tone: 0 },
    cut: "bun",
    dress: "gown",
    cloth: { ramp: "red", tone: 2 },
    apron: { ramp: "linen", tone: 3 },
    broad: true,
    mark: "ring",
  },
  {
    ...PLAIN,
    name: "gideon-strake",
    skin: 4,
    hair: { ramp: "linen", tone: 3 },
    cut: "short",
    beard: "whiskers",
    dress: "longcoat",
    cloth: { ramp: "night", tone: 4 },
    legs: { ramp: "night", tone: 1 },
    scarf: { ramp: "linen", tone: 3 },
    age: "old",
    mark: "buttons",
  },
  {
    ...PLAIN,
    name: "tamsin-wenn",
    skin: 5,
    hair: { ramp: "wood", tone: 1 },
    cut: "cropped",
    dress: "longcoat",
    cloth: { ramp: "green", tone: 1 },
    legs: { ramp: "wood", tone: 1 },
    small: true,
    age: "young",
    mark: "buttons",
  },
  {
    ...PLAIN,
    name: "lin-shouhai",
    skin: 4,
    hair: { ramp: "stone", tone: 2 },
    cut: "cropped",
    dress: "jersey",
    cloth: { ramp: "straw", tone: 2 },
    legs: { ramp: "night", tone: 2 },
    apron: { ramp: "linen", tone: 2 },
    mark: "scar",
  },
  {
    ...PLAIN,
    name: "merrin-tace",
    skin: 3,
    hair: { ramp: "linen", tone: 4 },
    cut: "long",
    hat: "shawl",
    hatCloth: { ramp: "plum", tone: 2 },
    dress: "gown",
    cloth: { ramp: "stone", tone: 2 },
    scarf: { ramp: "green", tone: 2 },
    eyes: "white",
    small: true,
    age: "old",
  },
  {
    ...PLAIN,
    name: "gu-sangeng",
    skin: 4,
    hair: { ramp: "linen", tone: 2 },
    cut: "topknot",
    beard: "goatee",
    dress: "robe",
    cloth: { ramp: "night", tone: 6 },
    legs: { ramp: "stone", tone: 1 },
    age: "old",
  },
  {
    ...PLAIN,
    name: "ruan-qingluo",
    skin: 5,
    hair: { ramp: "night", tone: 1 },
    cut: "bun",
    dress: "robe",
    cloth: { ramp: "green", tone: 2 },
    legs: { ramp: "stone", tone: 1 },
    age: "young",
    mark: "pin",
  },
];

/** What travellers look like. Their coats differ in hue and in lightness, so that they can be told apart. */
const PLAYERS: readonly Look[] = [
  {
    ...PLAIN,
    name: "player-1",
    skin: 4,
    hair: { ramp: "wood", tone: 3 },
    cut: "short",
    dress: "coat",
    cloth: { ramp: "straw", tone: 2 },
    hat: "sou'wester",
    hatCloth: { ramp: "straw", tone: 2 },
  },
  {
    ...PLAIN,
    name: "player-2",
    skin: 2,
    hair: { ramp: "night", tone: 1 },
    cut: "curls",
    dress: "coat",
    cloth: { ramp: "red", tone: 3 },
    scarf: { ramp: "linen", tone: 3 },
  },
  {
    ...PLAIN,
    name: "player-3",
    skin: 5,
    hair: { ramp: "amber", tone: 2 },
    cut: "long",
    dress: "longcoat",
    cloth: { ramp: "plum", tone: 2 },
    legs: { ramp: "wood", tone: 1 },
    age: "young",
  },
  {
    ...PLAIN,
    name: "player-4",
    skin: 3,
    hair: { ramp: "wood", tone: 1 },
    cut: "short",
    beard: "full",
    dress: "jersey",
    cloth: { ramp: "night", tone: 5 },
    hat: "knitted",
    hatCloth: { ramp: "red", tone: 2 },
    broad: true,
  },
  {
    ...PLAIN,
    name: "player-5",
    skin: 4,
    hair: { ramp: "straw", tone: 2 },
    cut: "bun",
    dress: "gown",
    cloth: { ramp: "green", tone: 3 },
    scarf: { ramp: "straw", tone: 3 },
    age: "young",
  },
  {
    ...PLAIN,
    name: "player-6",
    skin: 1,
    hair: { ramp: "stone", tone: 1 },
    cut: "cropped",
    beard: "moustache",
    dress: "waistcoat",
    cloth: { ramp: "linen", tone: 3 },
    legs: { ramp: "wood", tone: 2 },
    hat: "wide",
    hatCloth: { ramp: "wood", tone: 3 },
  },
  {
    ...PLAIN,
    name: "player-7",
    skin: 4,
    hair: { ramp: "night", tone: 1 },
    cut: "queue",
    dress: "coat",
    cloth: { ramp: "stone", tone: 4 },
    legs: { ramp: "night", tone: 2 },
    scarf: { ramp: "red", tone: 2 },
  },
  {
    ...PLAIN,
    name: "player-8",
    skin: 5,
    hair: { ramp: "linen", tone: 3 },
    cut: "bald",
    beard: "full",
    dress: "coat",
    cloth: { ramp: "wood", tone: 4 },
    scarf: { ramp: "green", tone: 2 },
    broad: true,
    age: "old",
  },
];

/** Everyone who is drawn: personas first, then travellers. */
export const LOOKS: readonly Look[] = [...PERSONAS, ...PLAYERS];
