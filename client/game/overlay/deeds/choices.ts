import type {
  Language,
  ParticipantId,
  PropFields,
  PropView,
  SceneGuide,
  VerbView,
} from "../../../../shared/protocol.ts";
import type { CastView } from "../../../index.ts";

/** What a player could do, as far as the page can tell. The server alone decides what comes of it. */

/** Tiles within which the page offers a thing or a person as near. */
export const REACH = 3.5;

/** Someone or something that a deed is done to. */
export interface Subject {
  readonly kind: "person" | "prop";
  readonly id: string;
  readonly name: string;
  readonly distance: number;
  /** A thing that the player holds. */
  readonly held: boolean;
}

/** One deed that can be tried, with the names of what it is done with. */
export interface Choice {
  readonly verb: string;
  readonly label: string;
  readonly target: string | null;
  readonly item: string | null;
  readonly targetName: string | null;
  readonly itemName: string | null;
}

/** What the choices are made from. */
export interface Around {
  readonly guide: SceneGuide;
  readonly cast: ReadonlyMap<ParticipantId, CastView>;
  readonly props: ReadonlyMap<string, PropFields>;
  readonly you: ParticipantId;
  readonly language: Language;
}

/** Verbs that bring something into the hands, so that it need not be held before. */
const TAKING: ReadonlySet<string> = new Set(["take", "pick-up"]);
/** Walking is done with feet: the floor is there for it. */
const WALKING: ReadonlySet<string> = new Set(["go-to", "face"]);

/** The things and people near enough, what is held first and then the nearest. */
export function subjectsNear(around: Around): Subject[] {
  const { guide, cast, props, you, language } = around;
  const own = cast.get(you);
  if (own === undefined) return [];
  const far = (x: number, y: number) => Math.hypot(x - own.x, y - own.y);
  const people = [...cast.values()]
    .filter(({ id, connected }) => id !== you && connected)
    .map((view): Subject => ({
      kind: "person",
      id: view.id,
      name: view.name,
      distance: far(view.x, view.y),
      held: false,
    }));
  const things = guide.props.flatMap(({ id, name }): Subject[] => {
    const at = props.get(id);
    if (at === undefined || (at.holder !== "" && at.holder !== you)) return [];
    const held = at.holder === you;
    const distance = held ? 0 : far(at.x, at.y);
    return [{ kind: "prop", id, name: name[language], distance, held }];
  });
  return [...people, ...things]
    .filter(({ held, distance }) => held || distance <= REACH)
    .toSorted((a, b) => Number(b.held) - Number(a.held) || a.distance - b.distance);
}

/** What can be tried with one of them; empty where nothing makes sense. */
export function choicesFor(subject: Pick<Subject, "kind" | "id">, around: Around): Choice[] {
  const verbs = around.guide.verbs.filter(({ id }) => !WALKING.has(id));
  return subject.kind === "person"
    ? forPerson(subject.id, verbs, around)
    : forProp(subject.id, verbs, around);
}

/** What a body does with itself alone: to get up, where it sits. */
export function ownChoices({ guide, cast, you, language }: Around): Choice[] {
  const sitting = cast.get(you)?.posture === "sitting";
  return guide.verbs
    .filter(({ id, target, item }) => target === "none" && !item && (id !== "stand" || sitting))
    .map(({ id, label }) => ({
      verb: id,
      label: label[language],
      target: null,
      item: null,
      targetName: null,
      itemName: null,
    }));
}

/** What a player holds. */
export function carried({ guide, props, you }: Omit<Around, "cast" | "language">): PropView[] {
  return guide.props.filter(({ id }) => props.get(id)?.holder === you);
}

function forPerson(id: ParticipantId, verbs: readonly VerbView[], around: Around): Choice[] {
  const { guide, cast, props, language } = around;
  const person = cast.get(id);
  if (person === undefined) return [];
  const theirs = guide.props.filter((prop) => props.get(prop.id)?.holder === id);
  return verbs.flatMap((verb): Choice[] => {
    if (!reaches(verb, "person")) return [];
    const to = { verb: verb.id, label: verb.label[language], target: id, targetName: person.name };
    if (!verb.item) return [{ ...to, item: null, itemName: null }];
    const items = TAKING.has(verb.id) ? theirs : carried(around);
    return items
      .filter(({ verbs: fit }) => fit.length === 0 || fit.includes(verb.id))
      .map((item) => ({ ...to, item: item.id, itemName: item.name[language] }));
  });
}

function forProp(id: string, verbs: readonly VerbView[], around: Around): Choice[] {
  const { guide, props, you, language } = around;
  const prop = guide.props.find((one) => one.id === id);
  const at = props.get(id);
  if (prop === undefined || at === undefined) return [];
  const held = at.holder === you;
  const name = prop.name[language];
  return verbs.flatMap((verb): Choice[] => {
    if (!prop.verbs.includes(verb.id) || needless(verb.id, at)) return [];
    const base = { verb: verb.id, label: verb.label[language] };
    if (!verb.item) {
      if (!reaches(verb, "prop")) return [];
      return [{ ...base, target: id, targetName: name, item: null, itemName: null }];
    }
    const bare = { ...base, item: id, itemName: name };
    if (TAKING.has(verb.id)) {
      return held ? [] : [{ ...bare, target: null, targetName: null }];
    }
    if (!held) return [];
    if (verb.target === "none") return [{ ...bare, target: null, targetName: null }];
    return subjectsNear(around)
      .filter(({ kind }) => kind === "person")
      .map((person) => ({ ...bare, target: person.id, targetName: person.name }));
  });
}

function reaches({ target }: VerbView, kind: Subject["kind"]): boolean {
  return target === kind || target === "person-or-prop" || target === "anything";
}

/** To open what is open, or to close what is closed. */
function needless(verb: string, { open }: PropFields): boolean {
  return (verb === "open" && open) || (verb === "close" && !open);
}
