import { setTimeout as pause } from "node:timers/promises";
import { replayEpisode, type Replay } from "../../episodes/replay/replay.ts";
import type { ShownLine } from "../../episodes/replay/shown-lines.ts";
import type { EpisodeReader, EpisodeSummary } from "../../episodes/reader.ts";
import { dayAndTimeOf, printable } from "../../episodes/transcript.ts";
import { defusePrompt, renderChatml } from "../../model/chatml.ts";
import type { Asked, EpisodeCommand } from "./command.ts";
import { episodeNamed, summaryLine } from "./episode-words.ts";
import { plural } from "../../episodes/plural.ts";
import { reading } from "./reading.ts";

/** `replay`: plays an episode once more from the log, without a model, to be watched or to be checked byte by byte. */
export const replay: EpisodeCommand = {
  name: "replay",
  takes: "ID|latest|--all",
  does: "play an episode again without a model, as players saw it",
  options: {
    check: {
      type: "boolean",
      does: "compare every prompt and turn with the record; exit status 1 on any difference",
    },
    all: { type: "boolean", does: "every episode of the log" },
    speed: { type: "string", takes: "X", does: "in time, X times as fast as it was played" },
  },
  refuse: (words) => (words.length > 1 ? "Too many arguments." : null),
  async run(asked) {
    const speed = speedOf(asked.given["speed"]);
    const id = asked.words[0] ?? "";
    const all = asked.given["all"] === true;
    if (speed === "wrong") {
      console.error(
        `--speed: found ${printable(String(asked.given["speed"]))}; expected a number above 0.`,
      );
      return 2;
    }
    if (all === (id !== "")) {
      console.error("Which episode? Give its id, or latest, or --all.");
      return 2;
    }
    return reading(asked.file, async (reader) => {
      const named = all ? await reader.list() : [await episodeNamed(reader, id, asked.file)];
      let status = 0;
      for (const episode of named) {
        if (episode === null) return 1;
        const done = await replayOne(reader, episode);
        if (done.difference !== null) status = 1;
        if (asked.given["check"] === true) report(episode, done, asked);
        else await show(episode, done, speed, asked);
      }
      // Who only watches is told of differences, and has seen what is on record.
      return asked.given["check"] === true ? status : 0;
    });
  },
};

function replayOne(reader: EpisodeReader, { id }: EpisodeSummary): Promise<Replay> {
  return replayEpisode(reader.events(id), { raw: renderChatml, chat: defusePrompt });
}

function speedOf(given: string | boolean | undefined): number | null | "wrong" {
  if (given === undefined) return null;
  const speed = Number(given);
  return Number.isFinite(speed) && speed > 0 ? speed : "wrong";
}

function report({ id }: EpisodeSummary, done: Replay, { json, showPrivate }: Asked): void {
  const { prompts, turns, skipped, difference, differences } = done;
  if (json) {
    const found =
      difference === null || showPrivate
        ? difference
        : { ...difference, logged: null, replayed: null };
    const ok = difference === null;
    console.log(
      JSON.stringify({ episode: id, ok, prompts, turns, differences, difference: found, skipped }),
    );
    return;
  }
  const same = `${plural(prompts, "prompt")} and ${plural(turns, "turn")} came out as they were`;
  console.log(
    `${difference === null ? "OK" : "DIFFERENT"}: episode ${printable(id)}: ${same}${
      difference === null ? "" : `, ${plural(differences, "thing")} did not`
    }.`,
  );
  if (difference !== null) {
    const { what, turnId, callId, byte, logged, replayed } = difference;
    const where = `turn ${printable(turnId)}${callId === null ? "" : `, call ${printable(callId)}`}`;
    console.log(`  ${where}: the ${WHAT[what]} differs from byte ${byte} on.`);
    if (showPrivate) {
      console.log(`    on record: …${printable(logged)}…`);
      console.log(`    made again: …${printable(replayed)}…`);
    } else console.log("    --private shows the place.");
  }
  const counts = new Map<string, number>();
  for (const { what, reason } of skipped)
    counts.set(`${what} ${reason}`, (counts.get(`${what} ${reason}`) ?? 0) + 1);
  for (const [key, count] of counts) {
    const [what = "", reason = ""] = key.split(" ");
    console.log(`  ${plural(count, what)} not made again: ${REASONS[reason] ?? reason}.`);
  }
  for (const { what, turnId, reason } of skipped)
    if (reason !== "aside" && showPrivate)
      console.log(`    ${what} of turn ${printable(turnId)}: ${reason}`);
}

const WHAT = {
  prompt: "prompt",
  segments: "turn as it was kept",
  visible: "turn as it was shown",
  heard: "list of those who heard or saw it",
  place: "place where somebody stood",
  outcome: "outcome of the deed",
  things: "change of things by the deed",
  observed: "record of what personas observed of it",
} as const;

const REASONS: Readonly<Record<string, string>> = {
  "earlier-version": "the log is of a version that does not say yet what this needs",
  "sheet-unknown": "the scene or the persona is not in a form that is known",
  "not-sent": "the call never reached an endpoint",
  aside: "the call plays nobody",
  "observations-lost": "the log could not keep all that was observed",
  "thoughts-lost": "the log could not keep all that was thought",
  "thought-missing": "the call whose thought it continues is not on record",
  redacted: "something was taken out of the episode",
  "records-lost": "the log could not keep all records that it depends on",
  "games-own": "rules of the game's own decided it",
  "spoke-meanwhile": "the persona spoke while it was asked to say a turn differently",
};

async function show(
  episode: EpisodeSummary,
  done: Replay,
  speed: number | null,
  { json }: Asked,
): Promise<void> {
  if (!json) console.log(`${summaryLine(episode)}\n`);
  let before: number | null = null;
  for (const line of done.lines.all().toSorted((a, b) => a.at - b.at)) {
    if (speed !== null && before !== null && line.at > before)
      await pause((line.at - before) / speed);
    before = line.at;
    if (json) console.log(JSON.stringify({ at: line.at, ...line.entry }));
    else for (const text of wordsOf(line)) console.log(text);
  }
  if (done.difference !== null)
    console.error(
      "Not everything came out as it was; --check says what. What differs is shown as it is on record.",
    );
}

function wordsOf({ entry, at }: ShownLine): string[] {
  const how = entry.whisper ? " (whispers)" : "";
  const again = entry.instead === undefined ? "" : " (said differently)";
  const ended = entry.state === "complete" ? "" : `  [${entry.state}]`;
  const said = entry.segments.flatMap((one) => {
    if (one === null || one.text.trim() === "") return [];
    const text = one.text.split("\n").map(printable).join(" / ");
    return [one.kind === "speech" ? `“${text}”` : `*${text}*`];
  });
  const time = dayAndTimeOf(at).slice(11, 19);
  return [`${time}  ${printable(entry.name)}${how}${again}: ${said.join(" ")}${ended}`];
}
