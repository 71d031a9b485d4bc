import { Client, type Room } from "@colyseus/sdk";
import {
  MESSAGES,
  REQUESTS,
  type Acknowledgement,
  type SceneEvent,
} from "../../shared/protocol.ts";
import { NPCS_A_ROOM, standOf } from "./crowd-place.ts";
import { quantile } from "./report.ts";

/** A part of the crowd, a process of its own: real clients that walk to their corner, listen, and keep one persona talking. */

const [, , url = "", count = "250"] = process.argv;

interface Guest {
  readonly room: Room;
  readonly index: number;
  you: string;
}

const guests: Guest[] = [];
const inRoom = new Map<string, number>();
let acks: number[] = [];
let deltas = 0;
let frames = 0;
let refused = 0;
let talking = false;

for (let i = 0; i < Number(count); i++) {
  const room = await new Client(url).joinOrCreate("scene", { name: `Guest ${i}` });
  const index = inRoom.get(room.roomId) ?? 0;
  inRoom.set(room.roomId, index + 1);
  const guest: Guest = { room, index, you: "" };
  guests.push(guest);
  room.onMessage(MESSAGES.snapshot, ({ you }: { you: string }) => (guest.you = you));
  room.onMessage(MESSAGES.events, (batch: SceneEvent[]) => {
    frames += 1;
    for (const event of batch) {
      if (event.type === "speech-delta" || event.type === "action-delta") deltas += 1;
      if (event.type === "turn-end") again(guest, event.turnId);
      if (event.type === "turn-start" && event.addressee === guest.you)
        mine.set(guest, event.turnId);
    }
  });
}
const mine = new Map<Guest, string>();

function again(guest: Guest, turnId: string): void {
  if (mine.get(guest) === turnId) void ask(guest);
}

/** The first guests of a room have a persona each, and let it talk on and on. */
async function ask(guest: Guest): Promise<void> {
  if (!talking) return;
  const begun = performance.now();
  const answer = (await guest.room.request(REQUESTS.say, {
    text: "Go on, what then?",
    to: `npc-${guest.index}`,
  })) as Acknowledgement;
  if (answer.ok) acks.push(performance.now() - begun);
  else {
    refused += 1;
    setTimeout(() => void ask(guest), answer.retryAfter ?? 500);
  }
}

process.on("message", (message) => {
  switch (message) {
    case "walk":
      for (const { room, index } of guests) void room.request(REQUESTS.move, standOf(index));
      break;
    case "talk":
      talking = true;
      for (const guest of guests) {
        // Within two seconds, so that no one moment sees all turns begin, or end.
        if (guest.index < NPCS_A_ROOM) setTimeout(() => void ask(guest), guest.index * 100);
      }
      break;
    case "report":
      process.send?.({
        bench: {
          acks: acks.length,
          ackP50: quantile(acks, 0.5),
          ackP95: quantile(acks, 0.95),
          deltas,
          frames,
          refused,
          rooms: inRoom.size,
        },
      });
      acks = [];
      deltas = 0;
      frames = 0;
      refused = 0;
  }
});
process.on("disconnect", () => process.exit(0));
process.send?.({ bench: { port: 0 } });
