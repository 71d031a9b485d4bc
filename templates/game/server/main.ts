import "./env.ts";
import { join } from "node:path";
import { defineRoom, defineServer } from "@colyseus/core";
import { WebSocketTransport } from "@colyseus/ws-transport";
import { studio } from "dramatis/server";
import express from "express";
import { tavern, TavernRoom } from "./room.ts";

/** Page and rooms on one port: `npm start` serves the built page, `npm run dev` builds it as you write. */

const port = Number(process.env.PORT ?? 2567);
const host = process.env.HOST ?? "127.0.0.1";
const root = join(import.meta.dirname, "..");

const page = process.argv.includes("--dev")
  ? await pageInTheMaking()
  : express.static(join(root, "dist"));

// Where Hanna is written, rehearsed and watched: /studio, by the link below.
const desk = await studio(tavern);

const server = defineServer({
  rooms: { tavern: defineRoom(TavernRoom) },
  transport: new WebSocketTransport(),
  express: (app) => void app.use(desk.handler, page),
  greet: false,
});
await server.listen(port, host);
console.log(`\n  My Game: http://${host}:${port}\n`);
for (const line of desk.open({ address: host, port })) console.log(`  ${line}\n`);

async function pageInTheMaking() {
  const { createServer } = await import("vite");
  const vite = await createServer({
    configFile: join(root, "vite.config.ts"),
    server: { middlewareMode: true, hmr: { port: port + 1 } },
  });
  return vite.middlewares;
}
