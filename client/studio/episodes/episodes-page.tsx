import type { PageProps } from "../pages.ts";
import { EpisodeList } from "./episode-list.tsx";
import { EpisodeView } from "./episode-view.tsx";
import "./episodes.css";

/** Finds episodes (`#/episodes`) and opens one (`#/episodes/<id>`, `#/episodes/<id>/<turn>` with a turn's trace). */
export default function EpisodesPage({ rest }: PageProps) {
  const [id, turnId] = rest;
  return id === undefined || id === "" ? (
    <EpisodeList />
  ) : (
    <EpisodeView key={id} id={id} turnId={turnId ?? null} />
  );
}
