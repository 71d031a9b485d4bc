import type { Capabilities } from "../model/probe/capabilities.ts";
import { engineName } from "../model/probe/capability-lines.ts";
import { answerFindings, promptFindings } from "./answer-findings.ts";
import { fault, note, ok } from "./finding.ts";
import type { Finding } from "./finding.ts";

/** A scene's sheet, history and 1 024 tokens of answer do not fit in less. */
const SMALLEST_CONTEXT = 8_192;
/** What keeps this endpoint from playing HER. */
export function endpointFaults(capabilities: Capabilities): readonly Finding[] {
  return endpointFindings(capabilities).filter(({ state }) => state === "fault");
}

/** Everything worth saying of a verdict, hop by hop. */
export function endpointFindings(capabilities: Capabilities): readonly Finding[] {
  const dialects = dialectFindings(capabilities);
  const works = capabilities[capabilities.dialect].works === "yes";
  return [
    ...engineFindings(capabilities),
    ...dialects,
    ...(works ? [...promptFindings(capabilities), ...answerFindings(capabilities)] : []),
  ];
}

function engineFindings(capabilities: Capabilities): Finding[] {
  const { engine, modelListed, models, contextLength } = capabilities;
  const found = [
    engine === "understudy"
      ? note(
          "engine",
          "The understudy answers: a scripted stand-in, not a model.",
          "Connect a model: see 'A real model' in the README.",
        )
      : ok("engine", `${engineName(capabilities)} answers.`),
  ];
  if (modelListed === "no") {
    found.push(
      note(
        "model",
        "The model's name is not among those listed, but is answered to.",
        models.length === 0 ? "It lists none." : `The names that exist: ${models.join(", ")}.`,
      ),
    );
  }
  if (contextLength === null) {
    found.push(
      note(
        "context",
        "The endpoint does not tell its context length.",
        `Make sure that it is ${SMALLEST_CONTEXT} tokens at least.`,
      ),
    );
  } else if (contextLength < SMALLEST_CONTEXT) {
    found.push(
      fault(
        "context",
        `The context is ${contextLength} tokens, which is too small for HER: a sheet, a talk and the thinking need ${SMALLEST_CONTEXT}.`,
        contextFlag(engine),
      ),
    );
  } else {
    found.push(ok("context", `The context is ${contextLength} tokens.`));
  }
  return found;
}

function contextFlag(engine: Capabilities["engine"]): string {
  switch (engine) {
    case "vllm":
      return "Start vLLM with a larger --max-model-len.";
    case "sglang":
      return "Start SGLang with a larger --context-length.";
    case "llama.cpp":
      return "Start the server with a larger --ctx-size; its slots share it.";
    case "ollama":
      return "Set OLLAMA_CONTEXT_LENGTH, or num_ctx in the Modelfile.";
    case "understudy":
    case "unknown":
      return "Start the server with a larger context.";
  }
}

function dialectFindings(capabilities: Capabilities): Finding[] {
  const { dialect } = capabilities;
  const truth = capabilities[dialect];
  const other = dialect === "raw" ? "chat" : "raw";
  const path = dialect === "raw" ? "/completions" : "/chat/completions";
  if (truth.works === "yes") return [ok(`dialect ${dialect}`, `${path} works.`)];
  const alternative =
    capabilities[other].works === "yes"
      ? `The other dialect works: set DRAMATIS_DIALECT=${other}.`
      : "The other dialect does not work either: check the server.";
  if (truth.streams === "no") {
    return [
      fault(
        "streaming",
        `${path} answers as a whole and does not stream, so no turn could be played.`,
        `Let the server or proxy stream (SSE). ${alternative}`,
      ),
    ];
  }
  if (truth.finishReason === "no") {
    return [
      fault(
        "ending",
        `${path} ends its stream without a finish reason, so every turn would count as cut off.`,
        `Look for a proxy that cuts streams short. ${alternative}`,
      ),
    ];
  }
  return [
    truth.works === "no"
      ? fault(`dialect ${dialect}`, `${path} is not there or refuses a plain request.`, alternative)
      : fault(
          `dialect ${dialect}`,
          `${path} gave no answer in time that could be judged.`,
          "Try again when the server is idle.",
        ),
  ];
}
