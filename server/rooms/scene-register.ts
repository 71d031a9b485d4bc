import type { Director } from "../stage/director.ts";

/** Where rooms tell of their scenes, for who watches over a server. What inspects rooms cannot reach it. */
export interface SceneRegister {
  /** A room has a scene; the returned function says that it is over. */
  opened(director: Director): () => void;
}
