import type { ComponentType } from "preact";
import type { Role } from "../../shared/studio/role.ts";

/** The studio's pages, in the order of its navigation. Each is loaded when it is first opened. */
export interface StudioPage {
  /** First part of the address behind `#/`; what follows it is the page's own. */
  readonly path: string;
  readonly title: { readonly en: string; readonly zh: string };
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
    roles: ["designer", "operator", "exporter"],
    load: () => import("./home/home-page.tsx"),
  },
  {
    path: "write",
    title: { en: "Write", zh: "写作" },
    roles: ["designer"],
    load: () => import("./write/write-page.tsx"),
  },
  {
    path: "cards",
    title: { en: "Cards", zh: "角色卡" },
    roles: ["designer"],
    load: () => import("./cards/cards-page.tsx"),
  },
  {
    path: "rehearse",
    title: { en: "Rehearse", zh: "排练" },
    roles: ["designer"],
    load: () => import("./rehearse/rehearse-page.tsx"),
  },
  {
    path: "live",
    title: { en: "Live", zh: "现场" },
    roles: ["designer", "operator"],
    load: () => import("./live/live-page.tsx"),
  },
  {
    path: "episodes",
    title: { en: "Episodes", zh: "场次" },
    roles: ["designer", "operator", "exporter"],
    load: () => import("./episodes/episodes-page.tsx"),
  },
  {
    path: "audit",
    title: { en: "Audit", zh: "审计" },
    roles: ["operator"],
    load: () => import("./audit/audit-page.tsx"),
  },
];
