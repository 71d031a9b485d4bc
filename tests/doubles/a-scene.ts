export * from "../../testing/scene-builders.ts";
