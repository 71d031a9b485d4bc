export * from "../../testing/memory-log.ts";
