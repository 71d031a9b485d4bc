import { definePlugins, Room } from "@colyseus/core";
import { npcPlugin, openScene, SceneState } from "dramatis/server";

const scene = await openScene("salt-lantern");

export class Inn extends Room<{ state: SceneState }> {
  override state = new SceneState();
  override plugins = definePlugins([npcPlugin(scene.options())]);
}
