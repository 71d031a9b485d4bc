import { defineRoom, defineServer } from "@colyseus/core";
import { WebSocketTransport } from "@colyseus/ws-transport";
import express from "express";
import { createServer } from "node:http";
import { MeadowRoom } from "./rooms/MeadowRoom.ts";

const http = createServer();
const server = defineServer({
  rooms: { meadow: defineRoom(MeadowRoom) },
  transport: new WebSocketTransport({ server: http }),
  express: (app) => {
    app.use(express.static("dist"));
  },
});

await server.listen(Number(process.env["PORT"] ?? 2567), "127.0.0.1");
console.log(`listening on ${JSON.stringify(http.address())}`);
