import type { DirectorOptions } from "./director-options.ts";
import { recordOfGround } from "./ground-record.ts";
import type { SceneContext } from "./scene-context.ts";
import type { Voice } from "./voice.ts";

/**
 * The beginning of an episode: what it is played from goes on record, and the opening lines are spoken, unless it goes on
 * from where another one stood.
 */
export function openEpisode(context: SceneContext, voice: Voice, options: DirectorOptions): void {
  const { cast, chronicle, deeds, minds, staging } = context;
  const { scene, personas, versions, things, life, story, ground } = staging;
  const everyone = new Set(cast.bodies.keys());
  void chronicle.start({
    software: options.software ?? "dramatis",
    scene,
    personas: [...personas],
    ...(versions === undefined ? {} : { versions: { ...versions.personas } }),
    beside: { things, life, story },
    ground: recordOfGround(ground),
    known: Object.fromEntries(
      personas.map(({ id }) => [id, deeds.knownThings(id).map((thing) => ({ ...thing }))]),
    ),
    model: options.model.description,
    synthetic: options.model.synthetic,
    seed: options.seed ?? 0,
    ...(options.origin === undefined ? {} : { origin: options.origin }),
    ...(options.resume === undefined ? {} : { branchOf: options.resume.branchOf }),
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint() }),
  });
  for (const { speaker, text } of options.resume === undefined ? scene.opening : []) {
    const persona = minds.get(speaker)?.persona;
    if (speaker === "Environment" || !persona) {
      voice.environment(text, everyone, null);
      continue;
    }
    const line = {
      speaker,
      name: persona.name,
      kind: "persona" as const,
      addressee: null,
      whisper: false,
      origin: null,
      listeners: everyone,
    };
    voice.utter(line, [{ kind: "speech", text }]);
  }
}
