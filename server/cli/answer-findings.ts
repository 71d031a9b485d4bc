import { recordsForTraining } from "../model/probe/capabilities.ts";
import type { Capabilities } from "../model/probe/capabilities.ts";
import { fault, note, ok } from "./finding.ts";
import type { Finding } from "./finding.ts";

/** What becomes of a prompt on its way to the model. */
export function promptFindings(capabilities: Capabilities): Finding[] {
  const { dialect, rawPrompt, chatTemplate, chat, engine } = capabilities;
  if (dialect === "raw") {
    if (rawPrompt === "templated") {
      return [
        fault(
          "prompt",
          "The server puts its own template around the raw prompt, so that ChatML stands in it twice.",
          engine === "ollama"
            ? 'Make a model whose Modelfile says TEMPLATE "{{ .Prompt }}", or set DRAMATIS_DIALECT=chat.'
            : "Switch its template off, or set DRAMATIS_DIALECT=chat.",
        ),
      ];
    }
    return rawPrompt === "verbatim"
      ? [ok("prompt", "The raw prompt reaches the model as it is.")]
      : [
          note(
            "prompt",
            "It cannot be told whether the raw prompt reaches the model as it is.",
            "Thinking in two calls is switched off until it can.",
          ),
        ];
  }
  const found: Finding[] = [];
  if (chatTemplate === "think-block" || chatTemplate === "think-block-before-prefill") {
    found.push(
      fault(
        "template",
        `The chat template adds an empty think block${chatTemplate === "think-block" ? "" : " before a prefill"}, which HER never saw in training.`,
        "Serve HER with its own ChatML template, do not send enable_thinking, or set DRAMATIS_DIALECT=raw.",
      ),
    );
  } else if (chatTemplate === "other") {
    found.push(
      note(
        "template",
        "The chat template writes something else than HER's plain ChatML.",
        "Set DRAMATIS_DIALECT=raw if the server has completions.",
      ),
    );
  }
  if (chat.reasoningField === "yes") {
    found.push(
      fault(
        "reasoning parser",
        "A reasoning parser is on: text comes in a reasoning field, and HER's words would disappear in it.",
        "Start the server without --reasoning-parser (llama.cpp: --reasoning-format none).",
      ),
    );
  }
  found.push(
    chat.prefill === "yes"
      ? ok("prefill", "A prefill is continued.")
      : note(
          "prefill",
          `A prefill is ${chat.prefill === "no" ? "not continued" : "continued perhaps: it cannot be told"}.`,
          "It is not sent, and thinking in two calls is switched off. The raw dialect has it.",
        ),
  );
  return found;
}

/** What an answer brings and what ends it. */
export function answerFindings(capabilities: Capabilities): Finding[] {
  const truth = capabilities[capabilities.dialect];
  const found: Finding[] = [];
  if (truth.stops === "no") {
    found.push(
      fault(
        "stop strings",
        "Stop strings are ignored: a persona would go on and speak for others.",
        "Use a server that knows `stop`, or update this one.",
      ),
    );
  } else if (truth.stops === "unknown") {
    found.push(
      note(
        "stop strings",
        "It cannot be told whether stop strings are honoured.",
        "Where they are not, the turn is cut here.",
      ),
    );
  } else {
    found.push(ok("stop strings", "Stop strings end an answer."));
  }
  if (truth.manyStops === "no")
    found.push(
      note(
        "stop strings",
        "More than four stop strings are refused.",
        "Only the first four are sent.",
      ),
    );
  if (truth.vendorFields === "no")
    found.push(
      note(
        "fields",
        "Fields of open inference servers are refused.",
        "They are not sent; set DRAMATIS_VENDOR_FIELDS=off to spare the question.",
      ),
    );
  if (truth.usage === "no")
    found.push(
      note(
        "usage",
        "The endpoint does not say how many tokens a call took.",
        "Caps count what arrives.",
      ),
    );
  found.push(trainingFinding(capabilities));
  return found;
}

function trainingFinding(capabilities: Capabilities): Finding {
  const truth = capabilities[capabilities.dialect];
  const records = recordsForTraining(capabilities);
  if (records === "yes") {
    return ok(
      "recording",
      `Token ids and log-probabilities (${capabilities.logprobsMode}) come with every piece: turns can be recorded for training.`,
    );
  }
  const lacking = [
    ...(truth.promptIds === "yes" && truth.completionIds === "yes" ? [] : ["token ids"]),
    ...(truth.logprobs === "yes" ? [] : ["log-probabilities"]),
  ].join(" and ");
  return note(
    "recording",
    `No ${lacking} ${records === "no" ? "come" : "were seen"}: play works, and recording for reinforcement learning does not.`,
    "vLLM gives both; SGLang does for the raw dialect.",
  );
}
