import { resolve } from "node:path";
import { readStaging } from "../../../server/worlds/read-staging.ts";
import { createPassingMemory, type MemoryStore } from "../../../server/stage/memory.ts";
import type { Staging } from "../../../server/stage/staging.ts";
import { aPlay, type Play } from "../../doubles/a-play.ts";
import { turnOf } from "../../doubles/scripted-model.ts";

const assets = resolve(import.meta.dirname, "../../../assets");

/** The two worlds that are delivered, an English and a Chinese one. */
export const WORLDS = ["salt-lantern", "yuye-chaguan"] as const;

export async function aWorld(name: string): Promise<Staging> {
  const read = await readStaging(name, assets);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.staging;
}

/** Puts a player on a free tile beside a persona. */
export function beside({ director }: Play, player: string, persona: string): void {
  const body = director.cast.bodies.get(persona);
  if (!body) throw new Error(`${persona} is not on the stage`);
  const at = { x: Math.round(body.x), y: Math.round(body.y) };
  director.cast.put(player, director.cast.freeTileNear(at));
}

/**
 * An evening with everything in it that decides who perceives what: lines, whispers, deeds by players and personas,
 * walks, a turn that is cancelled, a retake, a second player who comes late and leaves, and what is remembered of an
 * earlier visit.
 */
export async function aWholeEvening(
  scene: Staging,
  episodeId = "evening",
  memory: MemoryStore = createPassingMemory(),
): Promise<Play> {
  const [one, two] = scene.personas;
  if (one === undefined || two === undefined) throw new Error("a world with two personas");
  const play = aPlay({ scene, memory, episodeId });
  const { director, model } = play;
  director.join({ id: "p-1", name: "Ayla", language: "en", subject: "s-ayla" });
  beside(play, "p-1", one.id);
  play.say("p-1", "My sister Hanne keeps bees in the valley.", one.id);
  await play.live(4_000);
  director.join({ id: "p-2", name: "Ben", language: "en" });
  play.say("p-2", "Good evening to all of you.");
  await play.live(3_000);
  model.script(one.name, turnOf("Not a word of it.", "They must not hear."));
  director.say("p-1", { text: "Between us two, what is hidden here?", to: one.id, whisper: true });
  await play.live(3_000);
  for (const { id, place } of scene.things.props) {
    director.act("p-1", { verb: "take", item: id });
    if (place !== undefined) director.act("p-2", { verb: "go-to", target: place });
    await play.live(2_500);
  }
  const held = scene.things.props.find(({ holder }) => holder === two.id);
  beside(play, "p-1", two.id);
  model.script(
    two.name,
    turnOf(`<role_action>gives ${held?.name.en ?? "nothing"} to Ayla</role_action>There.`),
  );
  play.say("p-1", "What do you have for me?", two.id);
  await play.live(6_000);
  for (const { id, holder } of scene.things.props)
    if (holder !== undefined)
      director.deeds.attempt(
        { actor: holder, verb: "give", target: "p-1", item: id },
        { origin: "host" },
      );
  await play.live(8_000);
  const attempt = (actor: string, verb: string, target: string) =>
    director.deeds.attempt({ actor, verb, target, item: null }, { origin: "author" });
  const [seat] = scene.things.props.filter((prop) => prop.seat);
  for (const { id } of scene.scene.places.slice(0, 4)) attempt(one.id, "go-to", id);
  await play.live(600);
  play.say("p-1", "Where is everyone going?");
  await play.live(3_000);
  if (seat !== undefined) attempt(two.id, "sit", seat.id);
  attempt(one.id, "follow", "p-1");
  await play.live(6_000);
  const { x = 1, y = 1 } = director.cast.bodies.get(two.id) ?? {};
  director.move("p-1", director.cast.freeTileNear({ x: Math.round(x), y: Math.round(y) }));
  await play.live(1_000);
  play.say("p-1", "Wait for me.");
  await play.live(6_000);
  beside(play, "p-1", two.id);
  const heard = director.snapshot("p-1").entries.findLast(({ speaker }) => speaker === two.id);
  model.script(two.name, turnOf("Or rather: nothing at all."));
  director.retake("p-1", { turnId: heard?.turnId ?? "" });
  await play.live(3_000);
  model.script(one.name, {
    pieces: [turnOf("Well, as to that,"), { wait: 9_000 }, " it is long."],
  });
  beside(play, "p-1", one.id);
  play.say("p-1", "And what else?", one.id);
  await play.live(1_000);
  director.say("p-1", { text: "Enough of it.", to: one.id, interrupt: true });
  await play.live(3_000);
  play.say("p-1", "Do you recall what my sister keeps?", one.id);
  await play.live(3_000);
  director.leave("p-2");
  await play.live(40_000);
  beside(play, "p-1", one.id);
  play.say("p-1", "Good night.", one.id);
  await play.live(4_000);
  return play;
}
