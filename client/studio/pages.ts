import type { ComponentType } from "preact";
import type { Role } from "../../shared/studio/role.ts";

/** The studio's pages, in the order of its navigation. Each is loaded when it is first opened. */
export interface StudioPage {
  /** First part of the address behind `#/`; what follows it is the page's own. */
  readonly path: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** What one does there, for the overview; null for the overview itself. */
  readonly about: { readonly en: string; readonly zh: string } | null;
  /** Who sees it. */
  readonly roles: readonly Role[];
  readonly load: () => Promise<{ readonly default: ComponentType<PageProps> }>;
}

export interface PageProps {
  /** Parts of the address behind the page's own, decoded. */
  readonly rest: readonly string[];
}

export const PAGES: readonly StudioPage[] = [
  {
    path: "home",
    title: { en: "Overview", zh: "总览" },
    about: null,
    roles: ["designer", "operator", "exporter"],
    load: () => import("./home/home-page.tsx"),
  },
  {
    path: "write",
    title: { en: "Write", zh: "写作" },
    about: {
      en: "Make a character, a scene and what happens in it. A name is enough to begin; what you type is kept as a draft.",
      zh: "写角色、场景和其中会发生的事。有个名字就能开始；写下的内容会存为草稿。",
    },
    roles: ["designer"],
    load: () => import("./write/write-page.tsx"),
  },
  {
    path: "maps",
    title: { en: "Maps", zh: "地图" },
    about: {
      en: "Bring in a map that was drawn in Tiled, look at its walls and places, and let a world play on it.",
      zh: "带进用 Tiled 画的地图，看清墙和地点，再让一个世界在上面演。",
    },
    roles: ["designer"],
    load: () => import("./maps/maps-page.tsx"),
  },
  {
    path: "cards",
    title: { en: "Cards", zh: "角色卡" },
    about: {
      en: "Drop a character card, or tales of CoSER and HER, and see it stand in the scene. Take characters out as cards.",
      zh: "放入角色卡，或 CoSER、HER 的故事，角色随即站进场景。也可把角色带出为卡。",
    },
    roles: ["designer"],
    load: () => import("./cards/cards-page.tsx"),
  },
  {
    path: "rehearse",
    title: { en: "Rehearse", zh: "排练" },
    about: {
      en: "Talk to a character or let a cast play. Every thought and the very prompt stand beside the words; take a turn again with something changed.",
      zh: "与角色对话，或让众人自己演。想法和提示词原文就在台词旁边；换个条件可再来一遍。",
    },
    roles: ["designer"],
    load: () => import("./rehearse/rehearse-page.tsx"),
  },
  {
    path: "live",
    title: { en: "Live", zh: "现场" },
    about: {
      en: "Watch scenes while players are in them, see why a line was said, and stop a character at once.",
      zh: "看有玩家在场的场景，看一句话为何这样说，随时让角色停下。",
    },
    roles: ["designer", "operator"],
    load: () => import("./live/live-page.tsx"),
  },
  {
    path: "episodes",
    title: { en: "Episodes", zh: "场次" },
    about: {
      en: "Find what was played, play it back on its map, and go on from any turn in rehearsal.",
      zh: "查找演过的场次，在地图上回放，从任意一轮接着排练。",
    },
    roles: ["designer", "operator", "exporter"],
    load: () => import("./episodes/episodes-page.tsx"),
  },
  {
    path: "audit",
    title: { en: "Audit", zh: "审计" },
    about: {
      en: "Who came in, and who read or changed what.",
      zh: "谁进来过，谁读过、改过什么。",
    },
    roles: ["operator"],
    load: () => import("./audit/audit-page.tsx"),
  },
];

/** The pages that somebody of these roles may open. */
export function pagesOf(roles: readonly Role[]): readonly StudioPage[] {
  return PAGES.filter((page) => page.roles.some((role) => roles.includes(role)));
}
