import { connect, resume } from "../index.ts";
import { startGame } from "./game.ts";

/** The way to the server that the page came from. */

const ROOM = "scene";
const url = location.origin;
const memory = sessionStorage;

startGame({
  enter: (options) => connect({ url, room: ROOM, options, memory }),
  back: () => resume({ url, room: ROOM, memory }),
});
