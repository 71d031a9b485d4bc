import { bare, delivered, post, type RewardGateway } from "./reward-gateway.ts";

/** One attempt at one rollout, as Agent Lightning 1.0 names them. */
export interface AgentLightningAttempt {
  /** The gateway's own address, without a path. */
  readonly server: string;
  /** Its shared key; null for none. */
  readonly key: string | null;
  readonly rollout: string;
  readonly attempt: string;
  /** `val` for what is only measured. */
  readonly mode?: "train" | "val";
}

/**
 * Agent Lightning 1.0: calls go through its proxy, which records them and answers a streamed request with status 400;
 * rewards are events of the attempt. It ends a rollout itself, when the one who ran it is done.
 */
export function agentLightning(at: AgentLightningAttempt): RewardGateway {
  const { key, mode = "train" } = at;
  const [rollout, attempt] = [at.rollout, at.attempt].map(encodeURIComponent);
  const server = bare(at.server);
  return {
    connection: {
      baseUrl: `${server}/proxy/rollout/${rollout}/attempt/${attempt}/mode/${mode}/openai/v1`,
      apiKey: key,
      stream: false,
    },
    async reward({ value, name, turnId, responseId }) {
      const url = `${server}/api/rollouts/${rollout}/attempt/${attempt}/events`;
      const about = {
        ...(turnId === undefined ? {} : { turn: turnId }),
        ...(responseId === undefined ? {} : { response: responseId }),
      };
      return delivered(
        await post(url, key, { event_type: "reward", data: { value, reason: name, ...about } }),
      );
    },
    end: () => Promise.resolve({ ok: true }),
  };
}
