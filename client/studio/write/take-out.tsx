import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { LeavingPlan, Released } from "../../../shared/studio/writing.ts";
import { ask, type Asked } from "../api.ts";
import { language } from "../language.ts";
import { Notice } from "../parts/notice.tsx";
import { AskFirst } from "./ask-first.tsx";
import { ProblemList } from "./finding-list.tsx";
import { words } from "./people-words.ts";
import { words as writing } from "./words.ts";

/** Says what goes when a persona is taken out of its world, and takes it out. */
export function TakeOut(props: {
  readonly world: string;
  readonly sheet: string;
  readonly name: string;
  readonly taken: () => void;
  readonly cancel: () => void;
  readonly back: RefObject<HTMLElement | null>;
}) {
  const { world, sheet, name, taken, cancel, back } = props;
  const [plan, setPlan] = useState<Asked<LeavingPlan> | null>(null);
  const [refused, setRefused] = useState<Asked<Released> | null>(null);
  const address = `/writing/worlds/${encodeURIComponent(world)}/sheets/${encodeURIComponent(sheet)}`;
  const load = () =>
    void ask<LeavingPlan>(`${address}/leaving?language=${language()}`).then(setPlan);
  useEffect(load, [address]);
  const told = plan?.ok === true ? plan.value : null;
  const may = told !== null && told.problems.length === 0 && told.drafts.length === 0;
  return (
    <AskFirst
      title={words.sure(name)}
      yes={words.yes}
      may={may}
      cancel={cancel}
      back={back}
      done={() =>
        void ask<Released>(`${address}/leave?language=${language()}`, {
          method: "POST",
          body: { plan: told?.plan ?? "" },
        }).then((answer) => {
          if (answer.ok && answer.value.ok) return taken();
          setRefused(answer);
          load();
        })
      }
    >
      <p>{words.loses}</p>
      {plan === null ? <p role="status">{words.looking}</p> : null}
      {plan?.ok === false ? <Notice problem={plan.problem} /> : null}
      {told === null ? null : <Told told={told} world={world} />}
      <div aria-live="polite">
        {refused?.ok === false ? <Notice problem={refused.problem} /> : null}
        {refused?.ok === true ? <p class="notice">{refused.value.problem}</p> : null}
      </div>
    </AskFirst>
  );
}

function Told({ told, world }: { readonly told: LeavingPlan; readonly world: string }) {
  const { pieces, spokenOf, problems, drafts } = told;
  const titleOf = (sheet: string, title: string) => writing.parts[sheet] ?? title;
  const list = (all: LeavingPlan["spokenOf"]) => (
    <ul>
      {all.map(({ sheet, title }) => (
        <li key={sheet}>
          <a href={`#/write/${encodeURIComponent(world)}/${sheet}`}>
            <bdi>{titleOf(sheet, title)}</bdi>
          </a>
        </li>
      ))}
    </ul>
  );
  return (
    <>
      {problems.length === 0 ? null : (
        <>
          <p class="notice">{words.cannot}</p>
          <ProblemList problems={problems} world={world} here={null} />
        </>
      )}
      {drafts.length === 0 ? null : (
        <>
          <p class="notice">{words.drafts}</p>
          {list(drafts)}
        </>
      )}
      {pieces.length === 0 ? (
        <p>{words.nothingElse}</p>
      ) : (
        <>
          <p>{words.goesToo(pieces.length)}</p>
          {/* A list that scrolls is reached by keyboard. */}
          <ul class="leaving" tabIndex={0} aria-label={words.goesToo(pieces.length)}>
            {pieces.map(({ sheet, where, says, path }) => (
              <li key={`${sheet} ${path.join("/")}`}>
                <strong>
                  {writing.parts[sheet] ?? sheet.replace(/^persona\./u, "")} › <bdi>{where}</bdi>
                </strong>{" "}
                <span class="quiet">
                  <bdi>{says}</bdi>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {spokenOf.length === 0 ? null : (
        <>
          <p>{words.spokenOf}</p>
          {list(spokenOf)}
        </>
      )}
    </>
  );
}
