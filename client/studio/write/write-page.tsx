import type { PageProps } from "../pages.ts";
import { MapPage } from "./map/map-page.tsx";
import { SheetView } from "./sheet-view.tsx";
import { WorldView } from "./world-view.tsx";
import { WorldsView } from "./worlds-view.tsx";
import "./write.css";

/** Where worlds are written: all of them, one of them, one of its sheets, or its map. */
export default function WritePage({ rest }: PageProps) {
  const [world, sheet, part = ""] = rest;
  if (world === undefined || world === "") return <WorldsView />;
  if (sheet === undefined || sheet === "") return <WorldView key={world} world={world} />;
  if (sheet === "map") return <MapPage key={world} world={world} part={part} />;
  return <SheetView key={`${world} ${sheet}`} world={world} sheet={sheet} />;
}
