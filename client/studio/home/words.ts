import { wordsOf } from "../language.ts";

export const words = wordsOf({
  en: {
    loading: "Looking…",
    synthetic: "Played by the scripted stand-in: no model is connected.",
    model: "Played by a model.",
    scenes: "Open scenes",
    none: "No scene is open just now. One opens when the first player comes in.",
  },
  zh: {
    loading: "正在查看……",
    synthetic: "由脚本替身出演：没有连接模型。",
    model: "由模型出演。",
    scenes: "正在进行的场景",
    none: "现在没有场景。第一位玩家进来时会开场。",
  },
});
