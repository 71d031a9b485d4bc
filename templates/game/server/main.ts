import "./env.ts";
import { join } from "node:path";
import { defineRoom, defineServer } from "@colyseus/core";
import { WebSocketTransport } from "@colyseus/ws-transport";
import express from "express";
import { TavernRoom } from "./room.ts";

/** Page and rooms on one port: `npm start` serves the built page, `npm run dev` builds it as you write. */

const port = Number(process.env.PORT ?? 2567);
const host = process.env.HOST ?? "127.0.0.1";
const root = join(import.meta.dirname, "..");

const page = process.argv.includes("--dev")
  ? await pageInTheMaking()
  : express.static(join(root, "dist"));

const server = defineServer({
  rooms: { tavern: defineRoom(TavernRoom) },
  transport: new WebSocketTransport(),
  express: (app) => void app.use(page),
  greet: false,
});
await server.listen(port, host);
console.log(`\n  My Game: http://${host}:${port}\n`);

async function pageInTheMaking() {
  const { createServer } = await import("vite");
  const vite = await createServer({
    configFile: join(root, "vite.config.ts"),
    server: { middlewareMode: true, hmr: { port: port + 1 } },
  });
  return vite.middlewares;
}
