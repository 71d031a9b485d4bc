import * as z from "zod";
import { bare, delivered, post, type Delivered, type RewardGateway } from "./reward-gateway.ts";

/** Where AReaL's gateway is, and what a session of it is for. */
export interface ArealGateway {
  readonly server: string;
  /** Opens sessions; each session then has a key of its own. */
  readonly adminKey: string;
  readonly task: string;
}

/** A session that is open, with its id, or why there is none. */
export type ArealSession =
  | { readonly ok: true; readonly session: string; readonly gateway: RewardGateway }
  | Exclude<Delivered, { ok: true }>;

/** One session, or a group of sessions of which the first is taken. */
const Started = z.union([
  z
    .looseObject({ session_id: z.string(), api_key: z.string() })
    .transform(({ session_id: session, api_key: key }) => ({ session, key })),
  z
    .looseObject({
      sessions: z
        .array(z.looseObject({ session_id: z.string(), session_api_key: z.string() }))
        .min(1),
    })
    .transform(({ sessions }) => ({
      session: sessions[0]?.session_id ?? "",
      key: sessions[0]?.session_api_key ?? "",
    })),
]);

/**
 * Opens a session of AReaL's gateway for one episode; never rejects. The session's key names it in every call. It speaks
 * `/chat/completions` alone, so the server's dialect must be `chat`.
 */
export async function startAreal({ server, adminKey, task }: ArealGateway): Promise<ArealSession> {
  const root = bare(server);
  const posted = await post(`${root}/rl/start_session`, adminKey, { task_id: task });
  if (!posted.ok) return { ok: false, problem: posted.problem };
  const started = Started.safeParse(posted.body);
  if (!started.success) {
    return { ok: false, problem: "the gateway's answer names no session and no key for it" };
  }
  const { session, key } = started.data;
  return {
    ok: true,
    session,
    gateway: {
      connection: { baseUrl: root, apiKey: key, stream: false },
      async reward({ value, responseId }) {
        const which = responseId === undefined ? {} : { interaction_id: responseId };
        return delivered(await post(`${root}/rl/set_reward`, key, { ...which, reward: value }));
      },
      async end() {
        const ended = await post(`${root}/rl/end_session`, key, {});
        // A session that a reward has ended already is as over as one can be.
        return !ended.ok && ended.status === 410 ? { ok: true } : delivered(ended);
      },
    },
  };
}
