/**
 * The looks of the box. Rules of a shadow tree that are important win over the page's own, so that a game's style
 * sheet cannot reach it; a game changes it by the custom properties `--dramatis-…`.
 */
export const BOX_STYLE = `
:host {
  all: initial !important;
  position: fixed !important;
  left: var(--left, 0px) !important;
  top: var(--top, auto) !important;
  width: var(--width, 100vw) !important;
  height: 0 !important;
  display: block !important;
  z-index: var(--dramatis-z, 1000) !important;
  pointer-events: none !important;
}
:host([hidden]) { display: none !important; }
* { box-sizing: border-box; }
section {
  position: absolute;
  bottom: 0;
  left: 50%;
  transform: translateX(-50%);
  display: flex;
  flex-direction: column;
  gap: 6px;
  width: min(100%, 620px);
  padding: 8px;
  color: var(--dramatis-text, #f6f1e7);
  font: 16px/1.4 var(--dramatis-font, system-ui, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei",
    "Noto Sans CJK SC", sans-serif);
}
form, .log, .status, .refusal {
  border-radius: 10px;
  background: var(--dramatis-back, rgb(24 20 30 / 88%));
}
form {
  pointer-events: auto;
  display: flex;
  align-items: center;
  gap: 8px;
  padding: 6px;
}
label.to { display: flex; align-items: center; gap: 6px; flex: 0 1 auto; min-width: 0; }
select, input, button {
  font: inherit;
  color: inherit;
  min-height: 40px;
  margin: 0;
  border: 1px solid rgb(255 255 255 / 30%);
  border-radius: 8px;
  background: #14111a;
}
select { max-width: 11em; padding: 0 4px; }
input { flex: 1 1 8em; min-width: 0; padding: 0 10px; }
input::placeholder { color: #b9b0c2; opacity: 1; }
button { padding: 0 14px; background: var(--dramatis-accent, #ffd98a); color: #211a10; border-color: transparent; }
button:disabled { opacity: 0.55; }
:is(select, input, button, .log):focus-visible { outline: 3px solid var(--dramatis-accent, #ffd98a); outline-offset: 1px; }
.log {
  pointer-events: auto;
  max-height: var(--log-height, 200px);
  overflow-y: auto;
  overscroll-behavior: contain;
  padding: 8px 12px;
}
.log p { margin: 0 0 4px; overflow-wrap: anywhere; }
.log p:last-child { margin-bottom: 0; }
.log b { color: var(--dramatis-accent, #ffd98a); font-weight: 600; }
.log .own b { color: #cfe3ff; }
.log em { font-style: italic; color: #c9d8e2; }
.log small { font-size: 13px; opacity: 0.85; }
.status, .refusal { margin: 0; padding: 4px 12px; font-size: 14px; align-self: flex-start; max-width: 100%; }
.refusal { color: #ffd0c4; }
.status:empty, .refusal:empty, .log:empty { padding: 0; }
:host(:not(.open)) .log, .unseen {
  position: absolute;
  width: 1px;
  height: 1px;
  padding: 0;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
@media (max-width: 520px) {
  section { padding: 4px; }
  form { flex-wrap: wrap; }
  label.to { flex: 1 1 100%; }
  select { flex: 1; max-width: none; min-height: 36px; }
  input { min-height: 44px; }
  button { min-height: 44px; }
  :host(:not(.open)) label.to { display: none; }
}
@media (forced-colors: active) { form, .log, .status, .refusal { border: 1px solid; } }
`;
