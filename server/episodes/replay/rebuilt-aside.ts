import { environmentPrompt } from "../../roleplay/life/environment-text.ts";
import { reflectionPrompt } from "../../roleplay/memory/reflection.ts";
import { nextSpeakerPrompt } from "../../roleplay/next-speaker-reading.ts";
import { speechOf, type Prompt } from "../../roleplay/observation.ts";
import { candidateDeeds, verbQuestion } from "../../roleplay/verbs/verb-question.ts";
import { namesOf } from "../../stage/acting.ts";
import { placeLine } from "../../stage/life/environment-voice.ts";
import { quoted } from "../../stage/life/aside-call.ts";
import type { AsideBasis, QuotedFact, QuotedLine } from "../../stage/ports.ts";
import type { EpisodeSheets } from "./episode-sheets.ts";
import type { Perception } from "./perception.ts";
import type { NotRebuilt, RebuiltPrompt } from "./rebuilt-prompt.ts";
import type { ReplayedMind } from "./replayed-mind.ts";

/** The prompt of a call that plays nobody, made again by the code that made it from what its record names. */
export function rebuiltAside(
  basis: AsideBasis,
  participant: string,
  sheets: EpisodeSheets,
  { hearing, named, verbs }: Perception,
  mind: ReplayedMind | null,
): RebuiltPrompt {
  const no = (reason: NotRebuilt): RebuiltPrompt => ({ ok: false, reason });
  const { scene, personas } = sheets;
  const { language, setting } = scene;
  const nameOf = (id: string) => named.cast.bodies.get(id)?.name ?? "";
  const yes = (prompt: Prompt): RebuiltPrompt => ({
    ok: true,
    prompt: { ...prompt, prefill: basis.prefill },
  });

  function line({ turnId, text }: QuotedLine): string[] {
    const turn = hearing.find(turnId);
    if (turn === null) return [];
    return [text === undefined ? quoted(turn) : `${turn.name}: ${text}`];
  }

  function fact(one: QuotedFact): string[] {
    if ("text" in one) return [one.text];
    const heard = mind?.heard(one.turnId) ?? null;
    return heard === null ? [] : [speechOf(heard).slice(one.from, one.from + one.length)];
  }

  switch (basis.kind) {
    case "next-speaker": {
      const lines = basis.lines.flatMap(line);
      if (lines.length < basis.lines.length) return no("records-lost");
      const candidates = basis.candidates.flatMap((id) => {
        const persona = personas.find((one) => one.id === id);
        return persona === undefined ? [] : [{ name: persona.name, known: persona.public.known }];
      });
      const players = basis.players.map(nameOf);
      return yes(nextSpeakerPrompt({ language, setting, candidates, players, lines }));
    }
    case "environment": {
      const lines = basis.lines.flatMap(line);
      if (lines.length < basis.lines.length) return no("records-lost");
      const place = placeLine(scene, basis.place);
      const present = basis.present.map(nameOf);
      return yes(environmentPrompt({ language, setting, place, present, lines }));
    }
    case "verb": {
      if (basis.own) return no("games-own");
      const turn = hearing.find(basis.turnId);
      const actions = turn?.segments.filter((segment) => segment?.kind === "action") ?? [];
      const text = actions[basis.action]?.text;
      if (text === undefined || verbs === null) return no("records-lost");
      const names = namesOf(named, sheets, participant, basis.people, basis.addressee);
      const candidates = candidateDeeds(text, verbs.all, names);
      const question = verbQuestion(text, candidates, verbs.all, names, language);
      const { system, user } = question ?? { system: "", user: "" };
      return yes({ system, messages: [{ role: "user", content: user }], prefill: "" });
    }
    case "reflection": {
      const persona = personas.find(({ id }) => id === participant);
      if (persona === undefined) return no("sheet-unknown");
      const said = basis.facts.flatMap(fact);
      if (said.length < basis.facts.length) return no("observations-lost");
      return yes(reflectionPrompt(persona, { name: basis.name, said, deeds: basis.deeds }));
    }
  }
}
