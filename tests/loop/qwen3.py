"""A decoder in the shape of Qwen3, small and with random weights: grouped-query attention with normed queries and keys,
rotary positions, SwiGLU, RMSNorm before each part, and the embedding for a head. Its weights have the names that
transformers gives Qwen3ForCausalLM, so that one can be loaded into the other.
"""

import torch
import torch.nn.functional as F
from torch import nn

SHAPE = {
    "hidden_size": 128,
    "intermediate_size": 384,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "num_key_value_heads": 1,
    "head_dim": 64,
    "rope_theta": 10000.0,
    "rms_norm_eps": 1e-6,
}


class RMSNorm(nn.Module):
    def __init__(self, size, eps):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.eps = eps

    def forward(self, x):
        return self.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps))


def rotated(x, cos, sin):
    half = x.shape[-1] // 2
    return x * cos + torch.cat((-x[..., half:], x[..., :half]), -1) * sin


class Attention(nn.Module):
    def __init__(self, shape):
        super().__init__()
        size, self.dim = shape["hidden_size"], shape["head_dim"]
        self.heads, self.groups = shape["num_attention_heads"], shape["num_key_value_heads"]
        self.q_proj = nn.Linear(size, self.heads * self.dim, bias=False)
        self.k_proj = nn.Linear(size, self.groups * self.dim, bias=False)
        self.v_proj = nn.Linear(size, self.groups * self.dim, bias=False)
        self.o_proj = nn.Linear(self.heads * self.dim, size, bias=False)
        self.q_norm = RMSNorm(self.dim, shape["rms_norm_eps"])
        self.k_norm = RMSNorm(self.dim, shape["rms_norm_eps"])

    def forward(self, x, cos, sin, past, since):
        batch = x.shape[0]

        def parted(y, heads):
            return y.view(batch, -1, heads, self.dim).transpose(1, 2)

        q = rotated(self.q_norm(parted(self.q_proj(x[:, since:]), self.heads)), cos[since:], sin[since:])
        k = rotated(self.k_norm(parted(self.k_proj(x), self.groups)), cos, sin)
        v = parted(self.v_proj(x), self.groups)
        if past is not None:
            if past:
                k, v = torch.cat((past[0], k), 2), torch.cat((past[1], v), 2)
            past[:] = [k, v]
        k = k.repeat_interleave(self.heads // self.groups, 1)
        v = v.repeat_interleave(self.heads // self.groups, 1)
        asked, known = q.shape[2], k.shape[2]
        hidden = None
        if asked > 1:
            hidden = torch.ones(asked, known, dtype=torch.bool, device=x.device).triu(1 + known - asked)
        if hasattr(F, "scaled_dot_product_attention"):
            whole = asked == known
            mixed = F.scaled_dot_product_attention(
                q, k, v, attn_mask=None if whole or hidden is None else ~hidden, is_causal=whole
            )
        else:
            scores = (q @ k.transpose(-1, -2)) * self.dim**-0.5
            if hidden is not None:
                scores = scores.masked_fill(hidden, float("-inf"))
            mixed = scores.softmax(-1) @ v
        return self.o_proj(mixed.transpose(1, 2).reshape(batch, asked, -1))


class MLP(nn.Module):
    def __init__(self, shape):
        super().__init__()
        size, inner = shape["hidden_size"], shape["intermediate_size"]
        self.gate_proj = nn.Linear(size, inner, bias=False)
        self.up_proj = nn.Linear(size, inner, bias=False)
        self.down_proj = nn.Linear(inner, size, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.self_attn = Attention(shape)
        self.mlp = MLP(shape)
        self.input_layernorm = RMSNorm(shape["hidden_size"], shape["rms_norm_eps"])
        self.post_attention_layernorm = RMSNorm(shape["hidden_size"], shape["rms_norm_eps"])

    def forward(self, x, cos, sin, past, since=0):
        """Gives what comes of the places from `since` on; all are looked at."""
        x = x[:, since:] + self.self_attn(self.input_layernorm(x), cos, sin, past, since)
        return x + self.mlp(self.post_attention_layernorm(x))


class Body(nn.Module):
    def __init__(self, shape, words):
        super().__init__()
        self.embed_tokens = nn.Embedding(words, shape["hidden_size"])
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape["num_hidden_layers"]))
        self.norm = RMSNorm(shape["hidden_size"], shape["rms_norm_eps"])


class TinyQwen3(nn.Module):
    def __init__(self, words, shape=None):
        super().__init__()
        self.shape = shape or SHAPE
        self.words = words
        self.model = Body(self.shape, words)
        for weight in self.parameters():
            if weight.dim() > 1:
                nn.init.normal_(weight, std=0.02)

    def forward(self, places, past=None, since=0):
        """Logits for the places of (batch, length) from `since` on: who learns answers alone need not wait for more.
        `past` keeps keys and values from one call to the next."""
        begun = past[0][0].shape[2] if past and past[0] else 0
        at = torch.arange(begun, begun + places.shape[1], device=places.device).float()
        dim = self.shape["head_dim"]
        turn = self.shape["rope_theta"] ** (-torch.arange(0, dim, 2, device=places.device).float() / dim)
        angle = torch.outer(at, turn).repeat(1, 2)
        cos, sin = angle.cos(), angle.sin()
        x = self.model.embed_tokens(places)
        last = len(self.model.layers) - 1
        for index, layer in enumerate(self.model.layers):
            x = layer(x, cos, sin, None if past is None else past[index], since if index == last else 0)
        return F.linear(self.model.norm(x), self.model.embed_tokens.weight)

    def fresh_past(self):
        return [[] for _ in self.model.layers]


def saved(path, model, vocabulary):
    torch.save({"shape": model.shape, "ids": vocabulary.ids, "weights": model.state_dict()}, path)


def loaded(path, device):
    """Model and ids of its vocabulary, as `saved` wrote them."""
    found = torch.load(path, map_location=device)
    model = TinyQwen3(len(found["ids"]), found["shape"]).to(device)
    model.load_state_dict(found["weights"])
    return model, found["ids"]


def device_here():
    return "cuda" if torch.cuda.is_available() else "cpu"
