import { useEffect, useState } from "preact/hooks";
import type { StudioProblem } from "../../../shared/studio/api.ts";
import type {
  Begun,
  RehearsalLineView,
  RehearsalPlaces,
} from "../../../shared/studio/rehearsal.ts";
import { ask, type Asked } from "../api.ts";
import type { PageProps } from "../pages.ts";
import { Notice } from "../parts/notice.tsx";
import { RehearsalPage } from "./rehearsal-page.tsx";
import { SetupForm } from "./setup-form.tsx";
import { words } from "./words.ts";
import "./rehearse.css";

/**
 * `#/rehearse` chooses; `/r/ID` is one that is open; `/branch/EPISODE/TURN[/after]` goes on from an episode of the log;
 * `/WORLD/PERSONA[/VERSION]` begins at once, with the draft where there is one.
 */
export default function RehearsePage({ rest }: PageProps) {
  const [places, setPlaces] = useState<Asked<RehearsalPlaces> | null>(null);
  const [open, setOpen] = useState<readonly RehearsalLineView[]>([]);
  const [problem, setProblem] = useState<StudioProblem | null>(null);
  const [first = "", second = "", third = "", fourth = ""] = rest;
  const choosing = first === "";

  useEffect(() => {
    void ask<RehearsalPlaces>("/rehearsals/places").then(setPlaces);
  }, []);
  useEffect(() => {
    setProblem(null);
    if (choosing) {
      void ask<RehearsalLineView[]>("/rehearsals").then(
        (answer) => answer.ok && setOpen(answer.value),
      );
      return;
    }
    if (first === "r" || second === "" || places === null) return;
    const body =
      first === "branch"
        ? { episode: second, turn: third, at: fourth === "after" ? "after" : "before" }
        : {
            world: first,
            personas: [second],
            stage: "alone",
            sheets: {
              [second]: {
                version: third === "" ? draftOf(places, first, second) : third,
                unfinished: true,
              },
            },
          };
    const path = first === "branch" ? "/rehearsals/from" : "/rehearsals";
    void ask<Begun>(path, { method: "POST", body }).then((answer) => {
      if (answer.ok) location.replace(`#/rehearse/r/${answer.value.id}`);
      else setProblem(answer.problem);
    });
  }, [choosing, first, second, third, fourth, places]);

  if (first === "r" && second !== "") {
    return <RehearsalPage key={second} id={second} places={places?.ok ? places.value : null} />;
  }
  return (
    <>
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      {problem === null ? null : <Notice problem={problem} />}
      {!choosing && problem === null ? <p role="status">{words.beginning}</p> : null}
      {places === null ? (
        <p>{words.loading}</p>
      ) : !places.ok ? (
        <Notice problem={places.problem} />
      ) : choosing || problem !== null ? (
        <SetupForm
          places={places.value}
          open={open}
          begun={(id) => {
            location.hash = `#/rehearse/r/${id}`;
          }}
        />
      ) : null}
    </>
  );
}

/** Somebody who is being written, or changed, is rehearsed as the draft has them. */
function draftOf(places: Asked<RehearsalPlaces>, world: string, id: string): "draft" | null {
  const place = places.ok ? places.value.worlds.find((one) => one.world === world) : undefined;
  const persona = place?.personas.find((one) => one.id === id);
  return persona === undefined || persona.hasDraft ? "draft" : null;
}
