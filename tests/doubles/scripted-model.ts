export * from "../../testing/scripted-model.ts";
