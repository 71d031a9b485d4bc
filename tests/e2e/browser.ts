/** The browser that checks play in, and how it is started on a machine without a screen. */

export const CHROMIUM = process.env["E2E_CHROMIUM"] ?? "/usr/bin/chromium";
export const ARGUMENTS: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--enable-unsafe-swiftshader",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
