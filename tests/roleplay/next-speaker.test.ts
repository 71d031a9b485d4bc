import { describe, expect, test } from "vitest";
import {
  chooseSpeaker,
  type Candidate,
  type Situation,
  type SpokenLine,
} from "../../server/roleplay/next-speaker.ts";
import { contentWords } from "../../server/roleplay/relevance.ts";

const mara: Candidate = {
  id: "mara",
  names: ["Mara Quill", "Mara", "the innkeeper"],
  distance: 2,
  about: contentWords("Mara Quill keeps the inn, its beds and its prices. She knows the cellar."),
};
const tomas: Candidate = {
  id: "tomas",
  names: ["Tomas Reed", "Tomas", "harbour master"],
  distance: 4,
  about: contentWords("Tomas is harbour master. He counts the boats and keeps the ledger of oil."),
};
const wei: Candidate = {
  id: "wei",
  names: ["林伟", "老林"],
  distance: 6,
  about: contentWords("老林是船上的厨师，知道灯塔的旧事。"),
};
const ayla = { id: "p-ayla", names: ["Ayla"] };

function line(text: string, more: Partial<SpokenLine> = {}): SpokenLine {
  return { speaker: "p-me", speakerIsPlayer: true, text, addressee: null, whisper: false, ...more };
}
function among(more: Partial<Situation> = {}): Situation {
  return {
    candidates: [mara, tomas, wei],
    players: [ayla],
    faced: null,
    partner: null,
    personaLines: 0,
    ...more,
  };
}

describe("[S1] direct address comes first", () => {
  test.each([
    ["Tomas, where were you last night?", "tomas"],
    ["Where were you last night, Tomas?", "tomas"],
    ["Good evening, Mara.", "mara"],
    ["Hey Tomas Reed! A word.", "tomas"],
    ["Mara can you help me?", "mara"],
    ["老林，你知道灯塔的事吗？", "wei"],
    ["你好，林伟！", "wei"],
    ["tomas, WHERE is the ledger?", "tomas"],
    ["Please, harbour master, tell me.", "tomas"],
  ])("[S1] %s", (text, speaker) => {
    expect(chooseSpeaker(line(text), among())).toEqual({ speaker, rule: "called" });
  });
  test("[S1] the addressee chosen by hand beats every name in the words", () => {
    const choice = chooseSpeaker(line("Tomas, listen.", { addressee: "mara" }), among());
    expect(choice).toEqual({ speaker: "mara", rule: "addressed" });
  });
  test("[S1] a name that is talked about is not called", () => {
    const choice = chooseSpeaker(line("What do you think of Tomas?"), among({ faced: "mara" }));
    expect(choice).toEqual({ speaker: "mara", rule: "you-to-faced" });
  });
  test("[S1] part of another word is no name", () => {
    const narrow = among({ candidates: [{ ...mara, names: ["Ma"] }, tomas], players: [] });
    expect(chooseSpeaker(line("Many boats, Tomas?"), narrow).speaker).toBe("tomas");
  });
});

describe("[S2] 'you' is the one faced, else the last partner", () => {
  test("[S2] faced", () => {
    expect(
      chooseSpeaker(line("Did you see it?"), among({ faced: "tomas", partner: "mara" })),
    ).toEqual({ speaker: "tomas", rule: "you-to-faced" });
  });
  test("[S2] partner", () => {
    expect(chooseSpeaker(line("And what did you do then?"), among({ partner: "mara" }))).toEqual({
      speaker: "mara",
      rule: "you-to-partner",
    });
  });
  test("[S2] the partner may be a player: then nobody else answers", () => {
    expect(chooseSpeaker(line("Did you see it?"), among({ partner: "p-ayla" }))).toEqual({
      speaker: null,
      rule: "to-a-player",
    });
  });
});

describe("[S3] a question to all goes to whom it concerns", () => {
  test("[S3] by shared words", () => {
    expect(chooseSpeaker(line("Does anyone know about the oil in that ledger?"), among())).toEqual({
      speaker: "tomas",
      rule: "question",
    });
  });
  test("[S3] in Chinese", () => {
    expect(chooseSpeaker(line("谁知道灯塔的旧事？"), among()).speaker).toBe("wei");
  });
  test("[S3] a greeting to all is answered by the nearest", () => {
    expect(chooseSpeaker(line("Good evening, everyone!"), among())).toEqual({
      speaker: "mara",
      rule: "greeting",
    });
  });
});

describe("[S4] silence", () => {
  test("[S4] a remark that concerns nobody, with other players about", () => {
    expect(chooseSpeaker(line("Brr, my boots."), among())).toMatchObject({
      speaker: null,
      rule: "nothing-to-say",
    });
  });
  test("[S4] the same remark, alone with personas, is company", () => {
    expect(chooseSpeaker(line("Brr, my boots."), among({ players: [] })).speaker).toBe("mara");
  });
  test("[S4] players may talk to each other", () => {
    expect(chooseSpeaker(line("Ayla, come here."), among())).toEqual({
      speaker: null,
      rule: "to-a-player",
    });
    expect(chooseSpeaker(line("Over here!", { addressee: "p-ayla" }), among()).speaker).toBeNull();
  });
  test("[S4] nobody near", () => {
    expect(chooseSpeaker(line("Hello?"), among({ candidates: [] })).rule).toBe("nobody-near");
  });
});

describe("[S5] personas among themselves", () => {
  const said = (text: string, addressee: string | null = null) =>
    line(text, { speaker: "mara", speakerIsPlayer: false, addressee });
  test("[S5] one that is called answers", () => {
    expect(chooseSpeaker(said("Tomas, is that so?"), among()).speaker).toBe("tomas");
  });
  test("[S5] an answer to a player leaves the word to the player", () => {
    expect(chooseSpeaker(said("I keep the inn.", "p-ayla"), among())).toEqual({
      speaker: null,
      rule: "to-a-player",
    });
  });
  test("[S5] never the one who just spoke", () => {
    expect(chooseSpeaker(said("Mara, Mara, you old fool."), among()).speaker).not.toBe("mara");
  });
  test("[S5] it winds down after three lines", () => {
    expect(chooseSpeaker(said("Tomas, is that so?"), among({ personaLines: 3 }))).toEqual({
      speaker: null,
      rule: "wound-down",
    });
  });
  test("[S5] a player's line is answered however much personas have talked", () => {
    expect(chooseSpeaker(line("Tomas?"), among({ personaLines: 9 })).speaker).toBe("tomas");
  });
});
