import { schema, t, type SchemaType } from "@colyseus/schema";

export const Player = schema(
  {
    x: t.number(),
    y: t.number(),
    coins: t.number(),
  },
  "Player",
);
export type Player = SchemaType<typeof Player>;

export const Coin = schema({ x: t.number(), y: t.number() }, "Coin");
export type Coin = SchemaType<typeof Coin>;

export const MeadowState = schema(
  {
    players: t.map(Player),
    coins: t.map(Coin),
  },
  "MeadowState",
);
export type MeadowState = SchemaType<typeof MeadowState>;
