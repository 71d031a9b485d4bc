"""Whether the tiny model computes what transformers' Qwen3ForCausalLM computes with the same weights; where that is installed."""

import json
import sys

import torch
from qwen3 import loaded

model, ids = loaded(sys.argv[1], "cpu")
try:
    from transformers import Qwen3Config, Qwen3ForCausalLM
    from transformers import __version__ as version
except ImportError:
    print(json.dumps({"transformers": None}))
    sys.exit(0)

shape = dict(model.shape)
theta = shape.pop("rope_theta")
theirs = Qwen3ForCausalLM(
    Qwen3Config(vocab_size=len(ids), tie_word_embeddings=True, rope_theta=theta, attn_implementation="eager", **shape)
)
missing, unexpected = theirs.load_state_dict(model.state_dict(), strict=False)
places = torch.randint(0, len(ids), (2, 96), generator=torch.Generator().manual_seed(1))
with torch.no_grad():
    wanted = theirs(places).logits
    past = model.fresh_past()
    steps = [model(places[:, :64], past)] + [model(places[:, at : at + 1], past) for at in range(64, 96)]
    ours = [model(places), torch.cat(steps, 1), torch.cat((wanted[:, :80], model(places, since=80)), 1)]
    apart = max((wanted - one).abs().max().item() for one in ours)
left = [name for name in missing if name != "lm_head.weight"] + list(unexpected)
print(json.dumps({"transformers": version, "apart": apart, "weightsLeftOver": left}))
sys.exit(0 if apart < 1e-3 and not left else 1)
