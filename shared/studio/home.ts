/** `GET /home`: what the studio's first page shows. */
export interface StudioHome {
  readonly world: string;
  readonly title: string;
  /** No model is connected: what is spoken comes from the scripted stand-in. */
  readonly synthetic: boolean;
  readonly version: string;
  /** Scenes that are open now; `since` is wall time in ms. */
  readonly scenes: readonly {
    readonly episodeId: string;
    readonly world: string;
    readonly title: string;
    readonly since: number;
  }[];
}
