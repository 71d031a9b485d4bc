import { fileURLToPath } from "node:url";
import type { IncomingMessage, ServerResponse } from "node:http";
import { build, defineConfig, type Plugin, type PluginOption } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the page into `dist/client`; with `vite` alone it serves page and rooms on one port. */
export default defineConfig(async ({ command }) => ({
  root: here("."),
  publicDir: here("../assets/public"),
  plugins: command === "serve" ? [studio(), ...(await rooms())] : [],
  resolve: {
    // The usual msgpackr makes functions from text to be fast, which the page's policy forbids.
    alias: { msgpackr: "msgpackr/index-no-eval" },
  },
  server: { port: Number(process.env["PORT"] ?? 2567), host: process.env["HOST"] ?? "127.0.0.1" },
  build: {
    outDir: here("../dist/client"),
    emptyOutDir: true,
    assetsDir: "bundle",
    // The policy allows no fonts from data addresses, so nothing small becomes one.
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: { polyfill: false },
    // Phaser alone is larger than the size from which Vite warns.
    chunkSizeWarningLimit: 1600,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "phaser", test: /node_modules[\\/]phaser/ },
            { name: "colyseus", test: /node_modules[\\/](@colyseus|msgpackr|tslib|ws)/ },
          ],
        },
      },
    },
  },
}));

/** What `server/dev.ts` leaves for this file; it comes anew with each reload. */
interface InTheMaking {
  handler(request: IncomingMessage, response: ServerResponse, next: () => void): void;
  announce(at: string): void;
}

/** The studio beside the game: its page is built again as it is written, and served as it will be. */
function studio(): Plugin {
  const made = () => (globalThis as { dramatis?: InTheMaking }).dramatis;
  return {
    name: "dramatis-studio",
    async configureServer(server) {
      const page = await build({
        configFile: here("./studio/vite.config.ts"),
        logLevel: "warn",
        build: { watch: {} },
      });
      if (!("on" in page)) return;
      await new Promise<void>((built) =>
        page.on("event", ({ code }) => {
          if (code === "END" || code === "ERROR") built();
        }),
      );
      server.middlewares.use((request, response, next) => {
        const studio = made();
        if (studio === undefined) next();
        else studio.handler(request, response, next);
      });
      const announce = () => {
        const [at] = server.resolvedUrls?.local ?? [];
        if (at === undefined || made() === undefined) setTimeout(announce, 100).unref();
        else made()?.announce(at.replace(/\/$/u, ""));
      };
      server.httpServer?.once("listening", announce);
      server.httpServer?.once("close", () => void page.close());
    },
  };
}

/** Colyseus inside Vite's own server: one port, and rooms reload as the page does. */
async function rooms(): Promise<PluginOption[]> {
  const { colyseus } = await import("colyseus/vite");
  return [colyseus({ serverEntry: here("../server/dev.ts") }) as PluginOption];
}
