"""Fine-tunes the tiny model on an exported set: `sft` on rows of axolotl-tokenized, `dpo` on rows of trl-dpo.

Prints one line of JSON for each tenth step and a last one with `first` and `last`: means over the first and last tenth.
"""

import argparse
import json
import math
import random
import sys
import time

import torch
import torch.nn.functional as F
from qwen3 import TinyQwen3, device_here, loaded, saved
from tokens import END, Vocabulary

IGNORED = -100


def rows_of(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def say(**what):
    print(json.dumps(what), flush=True)


def padded(rows, fill):
    longest = max(map(len, rows))
    return torch.tensor([row + [fill] * (longest - len(row)) for row in rows], device=device_here())


class Schedule:
    """AdamW with a short warm-up and a cosine down to a tenth; prints, and stops nothing."""

    def __init__(self, model, steps, rate):
        self.model, self.steps, self.rate = model, steps, rate
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=0.01)
        self.begun = time.monotonic()
        self.kept = []

    def step(self, loss, **more):
        done = len(self.kept)
        share = min(1, (done + 1) / max(1, self.steps // 20)) * (0.55 + 0.45 * math.cos(math.pi * done / self.steps))
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate * share
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.kept.append({"loss": loss.item(), **more})
        if done % max(1, self.steps // 10) == 0:
            say(step=done, **{name: round(value, 4) for name, value in self.kept[-1].items()})

    def end(self, **more):
        tenth = max(1, len(self.kept) // 10)

        def mean(of):
            return {name: round(sum(one[name] for one in of) / len(of), 4) for name in of[0]}

        seconds = round(time.monotonic() - self.begun, 1)
        say(done=len(self.kept), seconds=seconds, device=device_here(), first=mean(self.kept[:tenth]), last=mean(self.kept[-tenth:]), **more)


def sft(asked):
    rows = rows_of(asked.rows)
    vocabulary = Vocabulary.of_rows([row["input_ids"] for row in rows])
    for row in rows:
        # Rows of another tokenizer would train, and then meet a server that splits its prompts otherwise.
        prompt = [token for token, label in zip(row["input_ids"], row["labels"]) if label == IGNORED]
        if vocabulary.encode(vocabulary.text(prompt)) != prompt:
            sys.exit("These rows are not in the understudy's tokens: the tiny model can be trained on nothing else.")
    held = rows[: max(1, len(rows) // 20)]
    taught = rows[len(held) :]
    torch.manual_seed(asked.seed)
    random.seed(asked.seed)
    model = TinyQwen3(len(vocabulary)).to(device_here())
    size = sum(weight.numel() for weight in model.parameters())
    tokens = sum(label != IGNORED for row in taught for label in row["labels"])
    say(rows=len(taught), held=len(held), words=len(vocabulary), parameters=size, tokens=tokens, device=device_here())

    def loss_of(batch):
        places = padded([vocabulary.at(row["input_ids"]) for row in batch], 0)
        # As a trainer reads it: -100 is not learned, whatever stands there.
        labels = padded(
            [[IGNORED if label == IGNORED else vocabulary.places[label] for label in row["labels"]] for row in batch],
            IGNORED,
        )
        wanted = labels[:, 1:]
        since = int((wanted != IGNORED).any(0).float().argmax())
        logits = model(places[:, :-1], since=since)
        return F.cross_entropy(logits.flatten(0, 1), wanted[:, since:].flatten(), ignore_index=IGNORED)

    schedule = Schedule(model, asked.steps, asked.rate or 3e-3)
    for _ in range(asked.steps):
        schedule.step(loss_of(random.sample(taught, min(asked.batch, len(taught)))))
    with torch.no_grad():
        unseen = sum(loss_of([row]).item() for row in held) / len(held)
    saved(asked.out, model, vocabulary)
    schedule.end(held=round(unseen, 4))


def rendered(messages):
    """Messages as the chat_template.jinja beside an export renders them, with the open header of the assistant."""
    whole = "".join(f"<|im_start|>{one['role']}\n{one['content']}<|im_end|>\n" for one in messages)
    return whole + "<|im_start|>assistant\n"


def dpo(asked):
    """Direct preference optimisation with beta 0.1 against the model as it came."""
    rows = rows_of(asked.rows)
    model, ids = loaded(asked.model, device_here())
    reference, _ = loaded(asked.model, device_here())
    vocabulary = Vocabulary(ids)
    torch.manual_seed(asked.seed)
    random.seed(asked.seed)
    say(pairs=len(rows), device=device_here())

    def told(of, row, side):
        prompt = vocabulary.encode(rendered(row["prompt"]))
        answer = vocabulary.encode(row[side][0]["content"]) + [END]
        places = padded([vocabulary.at(prompt + answer)], 0)
        logs = F.log_softmax(of(places[:, :-1], since=len(prompt) - 1)[0], -1)
        return logs.gather(-1, places[0, len(prompt) :, None]).sum()

    def margin_of(row):
        """How much more the model prefers the chosen one than it did as it came."""
        if row["pair"] not in before:
            with torch.no_grad():
                before[row["pair"]] = told(reference, row, "chosen") - told(reference, row, "rejected")
        return 0.1 * (told(model, row, "chosen") - told(model, row, "rejected") - before[row["pair"]])

    before = {}
    looked_at = rows[:8]
    schedule = Schedule(model, asked.steps, asked.rate or 1e-4)
    for step in range(asked.steps):
        margin = margin_of(rows[step % len(rows)])
        schedule.step(-F.logsigmoid(margin), margin=margin.item())
    saved(asked.out, model, vocabulary)
    with torch.no_grad():
        margins = [margin_of(row) for row in looked_at]
    after = sum(-F.logsigmoid(margin).item() for margin in margins) / len(margins)
    schedule.end(before=round(math.log(2), 4), after=round(after, 4), won=sum(margin.item() > 0 for margin in margins), of=len(margins))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("how", choices=["sft", "dpo"])
    parser.add_argument("--rows", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--model")
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    {"sft": sft, "dpo": dpo}[given.how](given)
