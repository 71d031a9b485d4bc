import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin, type PluginOption } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the page into `dist/client`; with `vite` alone it serves page and rooms on one port. */
export default defineConfig(async ({ command }) => ({
  root: here("."),
  publicDir: here("../assets/public"),
  plugins: command === "serve" ? [...(await rooms()), broughtIn()] : [],
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

/** Colyseus inside Vite's own server: one port, and rooms reload as the page does. */
async function rooms(): Promise<PluginOption[]> {
  const { colyseus } = await import("colyseus/vite");
  return [colyseus({ serverEntry: here("../server/dev.ts") }) as PluginOption];
}

/** Maps and portraits that were brought into worlds, at the addresses where `npm start` serves them. */
function broughtIn(): Plugin {
  return {
    name: "dramatis-brought-in",
    async configureServer({ middlewares }) {
      const files = here("../server/dev-files.ts");
      const { devFile } = (await import(files)) as typeof import("../server/dev-files.ts");
      middlewares.use((request, response, next) => {
        devFile(new URL(request.url ?? "/", "http://page").pathname).then((found) => {
          if (found === null) return next();
          response.setHeader("Content-Type", found.type).end(found.bytes);
        }, next);
      });
    },
  };
}
