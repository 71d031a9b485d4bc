import { describe, expect, test } from "vitest";
import { byRules, choiceIn, nearest, readScenes, score } from "../../turn-taking/score.ts";

const scenes = readScenes();

describe("[J21] who answers in scripted scenes of several", () => {
  test("[J21] at least 95 % acceptable, nobody answers itself, and no player is spoken for", () => {
    expect(scenes.situations.length).toBeGreaterThanOrEqual(60);
    const rules = score(scenes, byRules);
    expect(rules.acceptable).toBeGreaterThanOrEqual(0.95);
    expect(rules).toMatchObject({ selfReplies: 0, forPlayers: 0 });
  });
  test("[J21] also in the half that no rule was fitted to", () => {
    expect(score(scenes, byRules, "held-out").acceptable).toBeGreaterThanOrEqual(0.95);
  });
  test("[J21] whoever is nearest does far worse", () => {
    expect(score(scenes, nearest).acceptable).toBeLessThan(0.5);
  });
  test("[J21] where the rules are unsure they say among whom, and never a player or the speaker", () => {
    const unsure = scenes.situations.flatMap((one) => {
      const choice = choiceIn(one, scenes);
      return choice.unsure === undefined ? [] : [{ one, among: choice.unsure }];
    });
    expect(unsure.length).toBeGreaterThan(5);
    for (const { one, among } of unsure) {
      expect(among).not.toContain(one.by);
      expect(among.every((id) => !id.startsWith("p-"))).toBe(true);
    }
  });
});
