import type { Trouble } from "./trouble.ts";

/** A trouble in words: what is so, and what to do next. */
export interface TroubleWords {
  readonly say: string;
  readonly next: string;
}

/** Says which hop fails and what to do. Nothing of the endpoint's own text is in it but model names. */
export function troubleWords(
  { what, models }: Trouble,
  { baseUrl, model }: { readonly baseUrl: string; readonly model: string },
): TroubleWords {
  const { hostname, host, protocol } = new URL(baseUrl);
  switch (what) {
    case "name":
      return {
        say: `The name ${hostname} is not known: no address could be found for it.`,
        next: "Check its spelling, or whether this machine needs a VPN or a line in its hosts file.",
      };
    case "refused":
      return {
        say: `${host} refuses the connection: nothing listens there.`,
        next: "Start the model server, or check the port. A server that listens on 127.0.0.1 alone is not reached from another machine or a container.",
      };
    case "unreachable":
      return {
        say: `There is no way to ${host} from this machine.`,
        next: "Check the network, VPN and firewall between the two.",
      };
    case "timeout":
      return {
        say: `${host} does not answer in time.`,
        next: "If the model is still loading, wait; else check firewall and load. The doctor waits up to half a minute for an answer.",
      };
    case "broken":
      return {
        say: `${host} takes the connection and breaks it off.`,
        next: "Look into the model server's own log; a proxy in between may be closing it.",
      };
    case "tls-expired":
      return {
        say: `The TLS certificate of ${hostname} has expired or is not valid yet.`,
        next: "Renew it, and check the clocks of both machines.",
      };
    case "tls-self-signed":
      return {
        say: `The TLS certificate of ${hostname} is signed by itself and not trusted.`,
        next: "Set NODE_EXTRA_CA_CERTS to the file of its certificate. It is never trusted without that.",
      };
    case "tls-host":
      return {
        say: `The TLS certificate there was made for another name than ${hostname}.`,
        next: "Use the name that the certificate carries, or have one made for this name.",
      };
    case "tls-untrusted":
      return {
        say: `Nobody whom this machine trusts has signed the TLS certificate of ${hostname}.`,
        next: "Have the server send its whole chain, or set NODE_EXTRA_CA_CERTS to the file of its authority.",
      };
    case "tls-other":
      return {
        say: `The TLS connection to ${host} fails.`,
        next: "Check the certificate and the TLS versions of the server.",
      };
    case "tls-not-spoken":
      return {
        say: `The address begins with https:, but ${host} does not speak TLS.`,
        next: "Write http: if the way there is safe, or put TLS in front of the server. Dramatis does not change it by itself.",
      };
    case "tls-expected":
      return {
        say: `The address begins with http:, but ${host} speaks TLS.`,
        next: "Write https: in the address.",
      };
    case "page":
      return {
        say: `${host} answers with a web page where JSON was expected: a proxy, a log-in page or another service.`,
        next: "Check port and path, and log in to the proxy or go around it.",
      };
    case "redirect":
      return {
        say: `${host} answers with a redirect, and redirects are not followed.`,
        next: `Use the address that it leads to${protocol === "http:" ? "; often that is the same one with https:" : ""}.`,
      };
    case "unauthorized":
      return {
        say: `${host} wants a key, or refuses the one it was given (401).`,
        next: "Set DRAMATIS_API_KEY or DRAMATIS_API_KEY_FILE to the server's key.",
      };
    case "forbidden":
      return {
        say: `${host} knows the key and does not allow this with it (403).`,
        next: "Use a key that may call this model, or check a proxy's rules.",
      };
    case "path":
      return {
        say: `${host} has nothing at ${new URL(baseUrl).pathname} (404).`,
        next: baseUrl.endsWith("/v1")
          ? "Check the path of the address: it goes up to and with /v1."
          : `The address goes up to and with /v1: try ${baseUrl}/v1.`,
      };
    case "model":
      return {
        say: `The model ${model} does not exist there.`,
        next:
          models.length === 0
            ? "The endpoint lists no model at all: load one."
            : `Set DRAMATIS_MODEL to a name that exists: ${models.join(", ")}.`,
      };
    case "loading":
      return {
        say: `${host} is up and not ready (503): it is loading its model, or is overloaded.`,
        next: "Wait until it has loaded, and look into its log if it never does.",
      };
    case "overloaded":
      return {
        say: `${host} has too many requests (429).`,
        next: "Wait, or raise the limits of the key.",
      };
    case "server-error":
      return {
        say: `${host} fails inside (a status of 500 or above).`,
        next: "Look into the model server's own log.",
      };
    case "malformed":
      return {
        say: `What ${host} answers is not the OpenAI wire format.`,
        next: "Check that an OpenAI-compatible server listens there, and the path.",
      };
  }
}
