"""Reads each format of an export with the code of those who take it, and trains a step where they train on a CPU.

    TRAINERS=/folder/of/checkouts python3 readers.py FOLDER      (FOLDER/trl-sft, FOLDER/verl, ... as npm run export writes)

A trainer that can be imported, from its checkout or from what is installed, reads; one that cannot is named as absent.
Modules of a trainer that have no part in reading (clusters, sound, pictures) are stood in for where they are missing,
and are named beside the verdict.
"""

import glob
import importlib
import importlib.abc
import importlib.machinery
import json
import os
import re
import sys
import tempfile
import types
import warnings
from unittest.mock import MagicMock

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("DISABLE_VERSION_CHECK", "1")  # LLaMA-Factory's, of libraries that it trains with
warnings.filterwarnings("ignore")

FOLDER = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
for part in ("datasets/src", "peft/src", "trl", "verl", "OpenRLHF", "slime", "LLaMA-Factory/src", "axolotl/src", "RL"):
    path = os.path.join(os.environ.get("TRAINERS", "/nowhere"), part)
    if os.path.isdir(path):
        sys.path.insert(0, path)

# None of these reads rows.
MAY_STAND_IN = {"absl", "addict", "numba", "posthog", "ray", "scipy", "soundfile", "soxr", "tensordict", "torchaudio"}
MAY_ASK = {"verl", "slime", "llamafactory", "axolotl", "nemo_rl"}
stood_in = set()


class StandIn(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return MagicMock(name=name)


def asker():
    """The package whose own line imports: libraries that ask whether they have something must hear that they have not."""
    frame = sys._getframe(2)
    while frame is not None and "importlib" in frame.f_code.co_filename:
        frame = frame.f_back
    return "" if frame is None else frame.f_globals.get("__name__", "").split(".")[0]


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in MAY_STAND_IN and asker() in MAY_ASK:
            stood_in.add(name.split(".")[0])
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        return StandIn(spec.name)

    def exec_module(self, module):
        pass


sys.meta_path.append(Finder())


class NothingHere(Exception):
    pass


def files(pattern):
    found = sorted(glob.glob(os.path.join(FOLDER, pattern)))
    if not found:
        raise NothingHere(f"no {pattern} in the folder")
    return found


def fences(label):
    """Blocks of docs/training.md that are called so."""
    with open(os.path.join(HERE, "../../docs/training.md"), encoding="utf-8") as page:
        return re.findall(rf"^```text {re.escape(label)}\n(.*?)^```$", page.read(), re.M | re.S)


def lines_of(paths):
    return [json.loads(line) for path in paths for line in open(path, encoding="utf-8")]


def expect(given, wanted, what):
    if given != wanted:
        raise AssertionError(f"{what}: {given!r} instead of {wanted!r}")


def a_tokenizer(template_of):
    """A byte-level tokenizer of transformers' own with the chat template that stands beside the export."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    raw = Tokenizer(models.BPE(vocab={letter: at for at, letter in enumerate(letters)}, merges=[]))
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    tokenizer.add_special_tokens({"additional_special_tokens": ["<|im_start|>"]})
    [template] = files(f"{template_of}/chat_template.jinja")
    with open(template, encoding="utf-8") as file:
        tokenizer.chat_template = file.read()
    return tokenizer


def a_model(tokenizer):
    from transformers import Qwen3Config, Qwen3ForCausalLM

    made = Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=len(tokenizer),
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=1,
            head_dim=16,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
            tie_word_embeddings=True,
        )
    )
    # Trainers that compare with the model as it came load it a second time.
    folder = tempfile.mkdtemp(prefix="tiny-qwen3-")
    made.save_pretrained(folder)
    return Qwen3ForCausalLM.from_pretrained(folder)


def parquet():
    import pyarrow.parquet as pq

    told = []
    for name in ("verl", "calls"):
        rows = [row for path in files(f"{name}/*.parquet") for row in pq.read_table(path).to_pylist()]
        index = [row["index"] if name == "calls" else row["extra_info"]["index"] for row in rows]
        expect(sorted(index), list(range(len(rows))), f"{name}: indexes")
        if name == "verl":
            for row in rows:
                expect(row["reward_model"]["answer"], row["reward_model"]["ground_truth"], "answer")
                expect(json.loads(row["reward_model"]["solution"])["ref_answer"], row["reward_model"]["ground_truth"], "solution")
        for row in rows if name == "calls" else []:
            if row["response_ids"] is not None:
                expect(len(row["response_mask"]), len(row["response_ids"]), "mask")
        told.append(f"{name} {len(rows)} rows")
    return ", ".join(told)


def pandas():
    import pandas as pd

    frame = pd.concat([pd.read_parquet(path) for path in files("calls/*.parquet")])
    texts = pd.concat([pd.read_json(path, lines=True) for path in files("trl-sft/train-*.jsonl")])
    return f"calls {frame.shape[0]} x {frame.shape[1]}, trl-sft {texts.shape[0]} x {texts.shape[1]}"


def hf_datasets():
    from datasets import load_dataset

    kinds = {}
    found = glob.glob(os.path.join(FOLDER, "**", "*.jsonl"), recursive=True)
    for path in found + glob.glob(os.path.join(FOLDER, "**", "*.parquet"), recursive=True):
        kinds.setdefault(re.sub(r"[-/]?\d+\.(jsonl|parquet)$", "", os.path.relpath(path, FOLDER)), []).append(path)
    told = []
    for stem, paths in sorted(kinds.items()):
        kind = "parquet" if paths[0].endswith(".parquet") else "json"
        loaded = load_dataset(kind, data_files=sorted(paths), split="train")
        for row, plain in zip(loaded, lines_of(sorted(paths)) if kind == "json" else []):
            expect({name: row[name] for name in plain}, plain, stem)
        told.append(f"{stem} {len(loaded)}")
    return "; ".join(told)


def trained(trainer):
    import torch

    before = {name: weight.detach().clone() for name, weight in trainer.model.named_parameters()}
    result = trainer.train()
    moved = any(not torch.equal(before[name], weight) for name, weight in trainer.model.named_parameters())
    expect(moved, True, "weights moved")
    return f"{result.global_step} steps, loss {result.training_loss:.3f}"


def trl_arguments(name):
    return {
        "output_dir": tempfile.mkdtemp(prefix=f"trl-{name}-"),
        "max_steps": 2,
        "per_device_train_batch_size": 2,
        "learning_rate": 1e-3,
        "use_cpu": True,
        "report_to": "none",
        "bf16": False,
        "gradient_checkpointing": False,
        "save_strategy": "no",
        "disable_tqdm": True,
        "logging_strategy": "no",
    }


def trl_sft():
    from datasets import load_dataset
    from trl import SFTConfig, SFTTrainer

    tokenizer = a_tokenizer("trl-sft")
    rows = load_dataset("json", data_files=files("trl-sft/train-*.jsonl"), split="train")
    trainer = SFTTrainer(
        model=a_model(tokenizer),
        args=SFTConfig(max_length=None, **trl_arguments("sft")),
        train_dataset=rows,
        processing_class=tokenizer,
    )
    batch = next(iter(trainer.get_train_dataloader()))
    learned = [tokenizer.decode([token for token in row if token != -100]) for row in batch["labels"].tolist()]
    answers = {row["completion"][0]["content"] for row in rows}
    for text in learned:
        expect(text.endswith("<|im_end|>\n"), True, "what is learned ends the turn")
        expect(text.removesuffix("<|im_end|>\n") in answers, True, "what is learned is the completion alone")
    return f"{len(rows)} rows; the loss is on the completion and its end; {trained(trainer)}"


def trl_dpo():
    from datasets import load_dataset
    from trl import DPOConfig, DPOTrainer

    tokenizer = a_tokenizer("trl-dpo")
    rows = load_dataset("json", data_files=files("trl-dpo/train-*.jsonl"), split="train")
    model = a_model(tokenizer)
    trainer = DPOTrainer(
        model=model, args=DPOConfig(max_length=None, **trl_arguments("dpo")), train_dataset=rows, processing_class=tokenizer
    )
    return f"{len(rows)} rows; {trained(trainer)}"


def trl_kto():
    from datasets import load_dataset

    try:
        from trl import KTOConfig, KTOTrainer
    except ImportError:
        from trl.experimental.kto import KTOConfig, KTOTrainer

    tokenizer = a_tokenizer("trl-kto")
    rows = load_dataset("json", data_files=files("trl-kto/train-*.jsonl"), split="train")
    trainer = KTOTrainer(
        model=a_model(tokenizer),
        args=KTOConfig(max_length=None, **trl_arguments("kto")),
        train_dataset=rows,
        processing_class=tokenizer,
    )
    return f"{len(rows)} rows; {trained(trainer)}"


def trl_grpo():
    from datasets import load_dataset
    from trl import GRPOConfig, GRPOTrainer

    tokenizer = a_tokenizer("trl-grpo")
    rows = load_dataset("json", data_files=files("trl-grpo/train-*.jsonl"), split="train")
    seen = []

    def reward(completions, ground_truth, persona, **_columns):
        seen.extend(zip(completions, ground_truth, persona))
        return [float(len(set(one[0]["content"]))) for one in completions]

    trainer = GRPOTrainer(
        model=a_model(tokenizer),
        reward_funcs=reward,
        args=GRPOConfig(num_generations=2, max_completion_length=8, **{**trl_arguments("grpo"), "max_steps": 1}),
        train_dataset=rows,
        processing_class=tokenizer,
    )
    told = trained(trainer)
    truths = {row["ground_truth"] for row in rows}
    expect(all(truth in truths for _, truth, _ in seen) and len(seen) > 0, True, "the reward function is given ground_truth")
    return f"{len(rows)} rows; the reward function got ground_truth and persona; {told}"


def verl_rl():
    from omegaconf import OmegaConf
    from verl.utils.dataset.rl_dataset import RLHFDataset, collate_fn

    tokenizer = a_tokenizer("verl")
    config = OmegaConf.create(
        {
            "prompt_key": "prompt",
            "max_prompt_length": 65536,
            "filter_overlong_prompts": True,
            "filter_overlong_prompts_workers": 1,
            "truncation": "error",
            "cache_dir": tempfile.mkdtemp(prefix="verl-"),
        }
    )
    rows = RLHFDataset(data_files=files("verl/train-*.parquet"), tokenizer=tokenizer, config=config)
    batch = collate_fn([rows[at] for at in range(len(rows))])
    expect(len(set(batch["index"].tolist())), len(rows), "indexes")
    for at in range(len(rows)):
        expect(isinstance(batch["reward_model"][at]["ground_truth"], str), True, "ground_truth")
        expect(batch["raw_prompt"][at][0]["role"], "system", "first message")
    return f"RLHFDataset {len(rows)} rows, collated, none too long or unreadable"


def reward_service():
    if not os.environ.get("REWARD_SERVICE_URL"):
        raise NothingHere("no reward service: npm run readers starts one")
    rewards = os.path.join(HERE, "../../server/training/rewards")
    if rewards not in sys.path:
        sys.path.insert(0, rewards)
    return os.path.join(rewards, "verl_reward.py")


def verl_reward():
    """verl's loader takes our reward function, and its naive manager scores rows with it and the reward service."""
    import numpy as np
    import torch
    from datasets import load_dataset
    from verl.utils.import_utils import load_extern_object
    from verl.workers.reward_manager.naive import NaiveRewardManager

    compute = load_extern_object(reward_service(), "compute_score")
    tokenizer = a_tokenizer("verl")
    rows = list(load_dataset("parquet", data_files=files("verl/train-*.parquet"), split="train"))

    class Item:
        def __init__(self, row):
            said = tokenizer(row["reward_model"]["ground_truth"], add_special_tokens=False)["input_ids"]
            ids = torch.tensor(said + [tokenizer.eos_token_id])
            mask = torch.ones(1 + len(ids), dtype=torch.long)
            self.batch = {"prompts": torch.tensor([0]), "responses": ids, "attention_mask": mask}
            self.non_tensor_batch = {**row, "extra_info": {**row["extra_info"], "index": np.int64(row["extra_info"]["index"])}}

    class Rows(list):
        batch = {"responses": torch.zeros(len(rows), 4096)}

    manager = NaiveRewardManager(tokenizer, 0, compute_score=compute)
    manager._extract_reward_from_rm_scores = lambda data, return_dict: None
    given = manager(Rows(Item(row) for row in rows), return_dict=True)
    expect(len(given["reward_extra_info"]["judge_agreed"]), len(rows), "rows that were judged")
    scores = given["reward_tensor"].sum(-1).tolist()
    expect(set(scores) <= {-1.0, 0.0, 1.0}, True, "rewards")
    return f"verl's loader takes verl_reward.py, its naive manager and the reward service scored {len(rows)} rows"


def verl_keys():
    """Each key of the command in docs/training.md is one of verl's own configuration."""
    import verl
    import yaml

    generated = os.path.join(os.path.dirname(verl.__file__), "trainer/config/_generated_ppo_trainer.yaml")
    with open(generated, encoding="utf-8") as file:
        config = yaml.safe_load(file)
    [command] = fences("verl")
    keys = re.findall(r"^\s+(\+?[\w.]+)=", command, re.M)
    for key in keys:
        at = config
        for part in key.split("."):
            expect(part in at, True, f"{key} in verl's configuration")
            at = at[part]
    return f"{len(keys)} keys of docs/training.md, in {verl.__version__}"


def trl_scripts():
    """TRL's own scripts read the files of docs/training.md, and train a step with them."""
    import yaml
    from trl.scripts import dpo, grpo, sft

    reward_service()
    told = []
    model = None
    for name, script in (("sft", sft), ("dpo", dpo), ("grpo", grpo)):
        [text] = fences(f"trl-{name}.yaml")
        config = yaml.safe_load(text)
        if model is None:
            tokenizer = a_tokenizer("trl-sft")
            template, tokenizer.chat_template = tokenizer.chat_template, "{{ 'another template' }}"
            model = tempfile.mkdtemp(prefix="tiny-her-")
            a_model(tokenizer).save_pretrained(model)
            tokenizer.save_pretrained(model)
        expect(config["model_name_or_path"], "models/her" if name == "sft" else "runs/sft", "where it begins")
        out = tempfile.mkdtemp(prefix=f"runs-{name}-")
        config.update(trl_arguments(name), model_name_or_path=model, output_dir=out, max_steps=1)
        if name == "grpo":
            config.update(num_generations=2, per_device_train_batch_size=2, max_completion_length=8)
        for one in config["datasets"]:
            one["data_files"] = one["data_files"].replace(f"exports/{name}", os.path.join(FOLDER, f"trl-{name}"))
        if "chat_template_path" in config:
            config["chat_template_path"] = os.path.join(FOLDER, "trl-sft/chat_template.jinja")
        path = os.path.join(out, "config.yaml")
        with open(path, "w", encoding="utf-8") as file:
            yaml.safe_dump(config, file)
        script.main(*script.make_parser().parse_args_and_config(["--config", path]))
        if name == "sft":
            from transformers import AutoTokenizer

            expect(AutoTokenizer.from_pretrained(out).chat_template, template, "the template goes with the model")
            model = out
        told.append(name)
    return f"{', '.join(told)} of docs/training.md, a step each, one from the other"


def template_in_a_folder():
    """chat_template.jinja in a model's folder wins over what its tokenizer came with."""
    from transformers import AutoTokenizer

    tokenizer = a_tokenizer("trl-sft")
    wanted, tokenizer.chat_template = tokenizer.chat_template, "{{ 'another template' }}"
    folder = tempfile.mkdtemp(prefix="template-")
    tokenizer.save_pretrained(folder)
    with open(os.path.join(folder, "chat_template.jinja"), "w", encoding="utf-8") as file:
        file.write(wanted)
    expect(AutoTokenizer.from_pretrained(folder).chat_template, wanted, "template")
    return "chat_template.jinja in the folder is the one in use"


class Strategy:
    """What OpenRLHF's data sets ask of its strategy: arguments and a print."""

    def __init__(self, **data):
        self.args = types.SimpleNamespace(data=types.SimpleNamespace(**data), use_ms=False)

    def is_rank_0(self):
        return True

    def print(self, *_):
        pass


def openrlhf():
    from openrlhf.datasets import PromptDataset, RewardDataset, SFTDataset
    from openrlhf.datasets.utils import blending_datasets

    tokenizer = a_tokenizer("openrlhf")
    shared = {"input_key": "input", "apply_chat_template": True}
    strategy = Strategy(output_key="output", **shared)
    rows = blending_datasets(files("openrlhf/train-*.jsonl")[0], None, strategy)
    sft = SFTDataset(rows, tokenizer, 1 << 20, strategy, num_processors=1)
    plain = lines_of(files("openrlhf/train-*.jsonl")[:1])
    for at, row in enumerate(plain):
        expect(sft.responses[at], f"{row['output'][0]['content']}<|im_end|>\n", "what is learned")
    expect(len(sft), len(plain), "SFT rows")
    prompts = PromptDataset(rows, tokenizer, Strategy(label_key="label", **shared))
    expect([prompts[at][2] for at in range(len(prompts))], [row["label"] for row in plain], "labels")
    pairs = blending_datasets(files("openrlhf/preference-train-*.jsonl")[0], None, strategy)
    keys = Strategy(prompt_key="prompt", chosen_key="chosen", rejected_key="rejected", apply_chat_template=True)
    dpo = RewardDataset(pairs, tokenizer, 1 << 20, keys, is_dpo=True, num_processors=1)
    item = dpo.collate_fn([dpo[0]])
    expect(item[0].dim(), 2, "a batch of ids")
    return f"SFTDataset {len(sft)}, PromptDataset {len(prompts)}, RewardDataset {len(dpo)} rows"


def slime():
    from slime.utils.data import Dataset

    tokenizer = a_tokenizer("slime")
    [path, *_] = files("slime/train-*.jsonl")
    rows = Dataset(path, tokenizer, None, 1 << 20, prompt_key="input", label_key="label", metadata_key="metadata", apply_chat_template=True)
    plain = lines_of([path])
    expect(len(rows), len(plain), "rows")
    for at, row in enumerate(plain):
        expect((rows[at].label, rows[at].metadata), (row["label"], row["metadata"]), "label and metadata")
        expect(rows[at].prompt.endswith("<|im_end|>\n<|im_start|>assistant\n"), True, "the prompt's end")
    return f"Dataset {len(rows)} rows"


def llamafactory():
    from llamafactory.data.loader import _load_single_dataset
    from llamafactory.data.parser import get_dataset_list
    from llamafactory.data.template import get_template_and_fix_tokenizer
    from llamafactory.hparams import DataArguments

    data = DataArguments(dataset_dir=os.path.join(FOLDER, "llamafactory"))
    tokenizer = a_tokenizer("llamafactory")
    template = get_template_and_fix_tokenizer(a_tokenizer("llamafactory"), DataArguments(template="qwen"))
    training = types.SimpleNamespace(do_train=True, local_process_index=0, should_save=True, seed=1)
    told = []
    for name in json.load(open(os.path.join(data.dataset_dir, "dataset_info.json"))):
        [attributes] = get_dataset_list([name], data.dataset_dir)
        rows = _load_single_dataset(attributes, types.SimpleNamespace(cache_dir=None, hf_hub_token=None, trust_remote_code=False), data, training)
        empty = sum(len(row["_prompt"]) == 0 or len(row["_response"]) == 0 for row in rows)
        expect(empty, 0, f"{name}: rows that it skips")
        if "_sft_" in name:
            for row in rows:
                messages = row["_prompt"] + row["_response"]
                prompt, answer = template.encode_oneturn(tokenizer, messages, row["_system"], "")
                whole = [{"role": "system", "content": row["_system"]}] + messages
                wanted = tokenizer.apply_chat_template(whole, tokenize=False)
                expect(tokenizer.decode(prompt + answer), wanted, "its template qwen")
        told.append(f"{name} {len(rows)}")
    return f"{', '.join(told)}; its template qwen is ours"


def axolotl():
    from axolotl.utils.data.wrappers import get_dataset_wrapper
    from datasets import load_dataset

    rows = load_dataset("json", data_files=files("axolotl-tokenized/train-*.jsonl"), split="train")
    wrapped, prompter = get_dataset_wrapper({"path": "axolotl-tokenized", "type": None}, None, types.SimpleNamespace(dataset_num_proc=1, dataset_keep_in_memory=False), None, rows)
    expect(type(prompter).__name__, "UnsupportedPrompter", "taken as tokenized")
    expect(len(wrapped), len(rows), "rows")
    for row in wrapped:
        expect(len({len(row[name]) for name in ("input_ids", "attention_mask", "labels")}), 1, "lengths")
    return f"{len(rows)} rows, taken as they are"


def nemo():
    from nemo_rl.data.datasets.preference_datasets.preference_dataset import PreferenceDataset
    from nemo_rl.data.interfaces import TaskDataSpec
    from nemo_rl.data.processors import preference_preprocessor

    tokenizer = a_tokenizer("nemo-preference")
    tokenizer.bos_token = "<|endoftext|>"
    [path, *_] = files("nemo-preference/train-*.jsonl")
    rows = PreferenceDataset(path, split="train").dataset
    for at, row in enumerate(rows):
        made = preference_preprocessor(row, TaskDataSpec(task_name=row["task_name"]), tokenizer, 1 << 20, at)
        expect(made["message_log_chosen"][-1]["role"], "assistant", "the last message")
        better, worse = (one["completion"][0]["content"] for one in row["completions"])
        expect(made["message_log_chosen"][-1]["content"], f"<|im_start|>assistant\n{better}<|im_end|>\n", "the better one")
        expect(made["message_log_rejected"][-1]["content"], f"<|im_start|>assistant\n{worse}<|im_end|>\n", "the worse one")
    return f"PreferenceDataset {len(rows)} rows, through its preprocessor"


def her():
    from transformers import AutoTokenizer  # noqa: F401  HER's sets are read by template alone

    tokenizer = a_tokenizer("her-sft-multi")
    told = []
    for name in ("her-sft-multi", "her-sft-single"):
        rows = lines_of(files(f"{name}/train-*.jsonl"))
        for row in rows:
            text = tokenizer.apply_chat_template(row["messages"], tokenize=False)
            expect(text.count("<system_thinking>") - row["messages"][0]["content"].count("<system_thinking>"), 1, name)
            expect("<think>" in text, False, "think block")
        told.append(f"{name} {len(rows)}")
    return ", ".join(told)


CHECKS = [
    ("pyarrow", parquet),
    ("pandas", pandas),
    ("Hugging Face datasets", hf_datasets),
    ("TRL SFTTrainer", trl_sft),
    ("TRL DPOTrainer", trl_dpo),
    ("TRL KTOTrainer", trl_kto),
    ("TRL GRPOTrainer", trl_grpo),
    ("TRL scripts", trl_scripts),
    ("transformers", template_in_a_folder),
    ("verl data", verl_rl),
    ("verl reward", verl_reward),
    ("verl configuration", verl_keys),
    ("OpenRLHF", openrlhf),
    ("slime", slime),
    ("LLaMA-Factory", llamafactory),
    ("Axolotl", axolotl),
    ("NeMo-RL", nemo),
    ("HER's template", her),
]


def main():
    only = set(sys.argv[2:])
    counts = {"ok": 0, "FAILED": 0, "absent": 0}
    out = os.fdopen(os.dup(1), "w")
    for name, check in CHECKS:
        if only and check.__name__ not in only:
            continue
        before = set(stood_in)
        try:
            # What trainers print themselves goes to the other stream.
            sys.stdout = sys.stderr
            verdict, words = "ok", check()
        except (ImportError, NothingHere) as missing:
            verdict, words = "absent", str(missing)
        except Exception as wrong:  # noqa: BLE001  whatever a trainer throws is its verdict
            verdict, words = "FAILED", f"{type(wrong).__name__}: {wrong}"
            if os.environ.get("READERS_TRACE"):
                import traceback

                traceback.print_exc()
        finally:
            sys.stdout = sys.__stdout__
        counts[verdict] += 1
        beside = f" [stood in for: {', '.join(sorted(stood_in - before))}]" if stood_in - before else ""
        out.write(f"{verdict:7} {name}: {words}{beside}\n")
        out.flush()
    if stood_in:
        out.write(f"Stood in for in all, where a trainer of several asked: {', '.join(sorted(stood_in))}\n")
    out.write(f"{counts['ok']} passed, {counts['FAILED']} failed, {counts['absent']} absent\n")
    out.flush()
    return 1 if counts["FAILED"] else 0


if __name__ == "__main__":
    sys.exit(main())
