import { mkdirSync, writeFileSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CardChoices } from "../../shared/studio/cards.ts";
import { bringIn, bringPeople } from "../studio/cards/bring-in.ts";
import { cardOut } from "../studio/cards/card-export.ts";
import type { CardStage, Done } from "../studio/cards/card-stage.ts";
import { foundCard } from "../studio/cards/found-card.ts";
import { CARD_LIMITS } from "../studio/cards/limits.ts";
import { lookAt, takeIn } from "../studio/cards/look-at.ts";
import { cardWorld, taleWorld } from "../studio/cards/new-world.ts";
import { createPainter } from "../pictures/painter.ts";
import { createPortraitGallery } from "../studio/cards/portrait-gallery.ts";
import { withPeople } from "../studio/cards/tales.ts";
import { createFolderShelf } from "../worlds/folder-shelf.ts";
import { systemClock } from "./system-clock.ts";

/** `npm run cards`: characters come in as cards and tales, and go out as cards, without a page. */

const USAGE = `Usage: npm run cards -- COMMAND [options]

  look FILE                 what is in a file: a card (PNG, JSON, CHARX), CoSER's test set or a book of it,
                            rows of HER's dataset. Writes nothing
  in FILE --world WORLD     a card into a world that is there; with --new, as a world of its own
  out PERSONA --world WORLD a persona as a card: a file in this folder, or where --to says

  --name NAME               what it is called; the card's own name otherwise
  --appearance TEXT         what everyone sees of it
  --known TEXT              what everyone knows of it
  --play                    into the cast at once; a draft otherwise
  --system-prompt, --post-history, --depth-prompt
                            the card's own instructions may guide how it is played
  --scenario                the card's scenario is something it has lived through
  --no-lore, --no-portrait  leave these out
  --alike                   its name may look like somebody else's
  --tale N                  which tale of a file, from 0;  --people A,B  whom of it
  --as png|json|charx       what to take out as; png otherwise
  --secrets, --motivation, --direction
                            these go along too: whoever gets the file can read them
  --worlds FOLDER           where worlds are; assets/worlds otherwise
`;

const root = resolve(import.meta.dirname, "../..");
process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === "string") {
    console.error(`${asked}\n\n${USAGE}`);
    return 2;
  }
  const { command, word, values } = asked;
  const folder = values.worlds ?? join(root, "assets", "worlds");
  const shelf = createFolderShelf({ roots: [folder], clock: systemClock() });
  const stage: CardStage = { shelf, gallery: createPortraitGallery(), game: { admit: () => 0 } };
  if (command === "out") return takeOut(stage, word, values);
  const seen = await lookAtFile(word);
  if (!seen.ok) {
    console.error(seen.message);
    return 1;
  }
  const painter = createPainter();
  const file = await takeIn(painter, seen.file);
  await painter.close();
  if (command === "look") {
    console.log(
      file.kind === "card"
        ? lookOfCard(foundCard(file.file, file.fields, ""))
        : [
            `${file.tales.source}: ${file.tales.title}, ${file.tales.total} tales`,
            ...file.tales.tales.map(
              ({ index, title, people, lines }) =>
                `  ${index}  ${title} (${people.join(", ")}; ${lines} lines)`,
            ),
          ].join("\n"),
    );
    return 0;
  }
  const { world } = values;
  if (world === undefined) {
    console.error(`Say which world with --world.\n\n${USAGE}`);
    return 2;
  }
  const by = "the command line";
  if (file.kind === "tales") {
    const made = file.tales.world(Number(values.tale ?? 0));
    if (!made.ok) {
      console.error(`This tale cannot be played: ${made.problem}.`);
      return 1;
    }
    const tale = withPeople(made.world, values.people?.split(","));
    if (values.new) return tell(await taleWorld(shelf, world, tale, by));
    const how = values.play ? "play" : "draft";
    return tell(await bringPeople(stage, { world, people: tale.personas, how, by }));
  }
  const found = foundCard(file.file, file.fields, "");
  const choices = CardChoices.safeParse({
    name: values.name ?? found.name,
    appearance: values.appearance ?? found.appearance,
    known: values.known ?? found.known,
    systemPrompt: values["system-prompt"],
    postHistory: values["post-history"],
    depthPrompt: values["depth-prompt"],
    scenario: values.scenario,
    lore: !values["no-lore"],
    portrait: !values["no-portrait"],
    alike: values.alike,
  });
  if (!choices.success) {
    console.error("The card has no name that can be used; give one with --name.");
    return 1;
  }
  if (found.hints.length > 0)
    console.log(`Its tags say that it is not for everybody: ${found.hints.join(", ")}.`);
  const order = { world, file: file.file, fields: file.fields, choices: choices.data, by };
  return values.new
    ? tell(await cardWorld(stage, { ...order, greeting: 0 }))
    : tell(await bringIn(stage, { ...order, how: values.play ? "play" : "draft" }));
}

function readArguments(args: readonly string[]) {
  try {
    const flag = { type: "boolean", default: false } as const;
    const text = { type: "string" } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        world: text,
        worlds: text,
        name: text,
        appearance: text,
        known: text,
        tale: text,
        people: text,
        as: text,
        to: text,
        new: flag,
        play: flag,
        "system-prompt": flag,
        "post-history": flag,
        "depth-prompt": flag,
        scenario: flag,
        "no-lore": flag,
        "no-portrait": flag,
        alike: flag,
        secrets: flag,
        motivation: flag,
        direction: flag,
      },
    });
    const [command, word] = positionals;
    if (command !== "look" && command !== "in" && command !== "out")
      return command === undefined ? "Say what to do." : `There is no command '${command}'.`;
    return word === undefined
      ? `Say which ${command === "out" ? "persona" : "file"}.`
      : { command, word, values };
  } catch (error) {
    return error instanceof Error ? error.message : "The arguments cannot be read.";
  }
}

async function lookAtFile(path: string): Promise<ReturnType<typeof lookAt>> {
  try {
    const { size } = await stat(path);
    if (size > CARD_LIMITS.file)
      return { ok: false, code: "too-large", message: `${path} is larger than is read.` };
    return lookAt(await readFile(path), basename(path));
  } catch {
    return { ok: false, code: "no-card", message: `${path} cannot be read; look at its name.` };
  }
}

function lookOfCard(found: ReturnType<typeof foundCard>): string {
  return [
    `a character card, V${found.version}, as ${found.format}: ${found.name || "without a usable name"}`,
    ...found.fields.map(({ field, becomes, size }) => `  ${field} (${size}) becomes ${becomes}`),
    ...found.warnings.map(
      ({ code, what }) => `  note: ${code}${what === undefined ? "" : `: ${what}`}`,
    ),
  ].join("\n");
}

async function takeOut(
  { shelf }: CardStage,
  id: string,
  values: {
    readonly world?: string | undefined;
    readonly as?: string | undefined;
    readonly to?: string | undefined;
    readonly secrets: boolean;
    readonly motivation: boolean;
    readonly direction: boolean;
  },
): Promise<number> {
  const { world = "", as = "png", secrets, motivation, direction } = values;
  const persona =
    (await shelf.persona(world, id, null)) ?? (await shelf.persona(world, id, "draft"));
  if (persona === null || (as !== "png" && as !== "json" && as !== "charx")) {
    console.error(
      persona === null
        ? `There is no persona '${id}' in a world '${world}'.`
        : `A card is taken out as png, json or charx, and not as ${as}.`,
    );
    return 1;
  }
  const card = await shelf.beside(world, id, "card.json");
  const came = card === null ? null : new TextDecoder().decode(card);
  const portrait = await shelf.beside(world, id, "portrait.png");
  const out = cardOut(persona, came, portrait, { format: as, secrets, motivation, direction });
  const folder = values.to ?? ".";
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${id}.${out.ending}`);
  writeFileSync(path, out.bytes);
  console.log(path);
  return 0;
}

function tell<T>(done: Done<T>): number {
  if (!done.ok) {
    console.error(done.problem.message);
    return 1;
  }
  const all = (Array.isArray(done.value) ? done.value : [done.value]) as {
    world: string;
    persona: string;
    how: string;
    notes: readonly string[];
  }[];
  for (const { world, persona, how, notes } of all) {
    console.log(`${persona} is ${how === "draft" ? "a draft" : "in the cast"} of ${world}`);
    for (const note of notes) console.log(`note: ${note}`);
  }
  return 0;
}
