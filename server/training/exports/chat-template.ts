/** The template's file name, as trainers and tokenizers know it. */
export const TEMPLATE_FILE = "chat_template.jinja";

/**
 * HER's layout as a chat template: each message in ChatML and the open header of the assistant, and nothing else. Stock
 * templates of Qwen3 put an empty think block before an answer, which HER never saw.
 */
export const CHAT_TEMPLATE = [
  "{%- for message in messages -%}",
  "{{- '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' -}}",
  "{%- endfor -%}",
  "{%- if add_generation_prompt -%}{{- '<|im_start|>assistant\\n' -}}{%- endif -%}",
  "",
].join("\n");
