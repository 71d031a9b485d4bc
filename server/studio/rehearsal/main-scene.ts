import type { LineEvent, ParticipantId } from "../../../shared/protocol.ts";
import type { LineView } from "../../../shared/studio/rehearsal.ts";
import type { EpisodeEvent } from "../../stage/episode-event.ts";
import type { Told } from "../../stage/ports.ts";
import type { Resumption } from "../../stage/resumption.ts";
import type { Staging } from "../../stage/staging.ts";
import type { InPlay } from "./in-play.ts";
import type { PlayingOn } from "./playing-on.ts";
import { samplingOf } from "./rehearsal-order.ts";
import { createRehearsedScene } from "./rehearsed-scene.ts";
import { SETTLED, type Streaming } from "./streaming.ts";

/** Opens the scene that plays: what it logs and tells becomes the talk. */
export function openMainScene(
  shared: InPlay,
  streaming: Streaming,
  playingOn: PlayingOn,
  staging: Staging,
  resume: Resumption | undefined,
): void {
  const { ports, order, feed, book } = shared;
  const { endpoint, sheets } = order;
  const scene = createRehearsedScene(
    ports,
    {
      staging,
      model: order.model,
      memory: shared.memory,
      ...(resume === undefined ? {} : { resume }),
      training: order.training,
      seed: order.play.seed ?? order.seed,
      designer: order.designer,
      sampling: samplingOf(order.play),
    },
    {
      logged(event: EpisodeEvent) {
        if (event.type !== "turn") return;
        streaming.ended(event);
        playingOn.turnEnded(event);
      },
      told,
      thought: (thought) => streaming.block(thought),
    },
  );
  shared.scene = scene;
  scene.open();

  function told({ event }: Told): void {
    // What a scene still tells that has been gone on from is no part of the talk.
    if (shared.scene !== scene) return;
    switch (event.type) {
      case "turn-start": {
        const { turnId, speaker, name, addressee, whisper } = event;
        const view = book.begin(scene, {
          turnId,
          speaker,
          name,
          to: addressee,
          whisper,
          sheet: sheets[speaker] ?? "plays",
          endpoint: endpoint.name,
          instead: null,
          wish: null,
          pairs: true,
        });
        shared.talk.push(turnId);
        feed.tell({ type: "begins", turn: view });
        // The stage counts it as running once it has been told of.
        ports.clock.after(SETTLED, shared.tellState);
        return;
      }
      case "line":
        shared.addLine(lineOf(event));
        return;
      case "turn-end":
        // The stage counts it as running until it has been told of.
        ports.clock.after(SETTLED, shared.tellState);
        return;
      case "verb-done": {
        const { deedId, actor, phrase, outcome } = event;
        const { language } = order.staging.scene;
        const mark = outcome === "refused" ? (language === "zh" ? "（没成）" : " (refused)") : "";
        shared.addLine({
          kind: "line",
          turnId: deedId,
          speaker: actor,
          name: nameOf(shared, actor),
          by: "deed",
          to: null,
          whisper: false,
          segments: [{ channel: "action", text: phrase[language] + mark }],
        });
        return;
      }
      default:
        streaming.told(event);
    }
  }
}

function nameOf({ order, visitors }: InPlay, id: ParticipantId): string {
  const persona = order.staging.personas.find((one) => one.id === id);
  return persona?.name ?? visitors.nameOf(id) ?? id;
}

function lineOf(event: LineEvent): LineView {
  const { turnId, speaker, name, kind, addressee, whisper, segments } = event;
  return {
    kind: "line",
    turnId,
    speaker,
    name,
    by: kind === "environment" ? "world" : kind === "player" ? "visitor" : "persona",
    to: addressee,
    whisper,
    segments: segments.map(({ kind: channel, text }) => ({ channel, text })),
  };
}
