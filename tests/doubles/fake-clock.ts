export * from "../../testing/fake-clock.ts";
