import { delivered, post, type RewardGateway } from "./reward-gateway.ts";
import type { EpisodeConnection } from "../../stage/ports.ts";

/** Where rewards of one episode are posted, for trainers that have an adapter of their own, such as slime's. */
export interface RewardWebhook {
  readonly url: string;
  /** Sent as a bearer; null for none. */
  readonly key: string | null;
  readonly episodeId: string;
  /** What the trainer itself calls this episode, handed back with each reward. */
  readonly label?: unknown;
  /** The gateway that its calls go through; absent for the server's own endpoint. */
  readonly connection?: EpisodeConnection;
}

/** Posts `{episode, type: "reward", name, value, turn, response, label}` for each reward, and `type: "end"` once. */
export function webhook({ url, key, episodeId, label, connection }: RewardWebhook): RewardGateway {
  const about = { episode: episodeId, ...(label === undefined ? {} : { label }) };
  return {
    connection: connection ?? null,
    reward: async ({ value, name, turnId = null, responseId = null }) =>
      delivered(
        await post(url, key, {
          ...about,
          type: "reward",
          name,
          value,
          turn: turnId,
          response: responseId,
        }),
      ),
    end: async () => delivered(await post(url, key, { ...about, type: "end" })),
  };
}
