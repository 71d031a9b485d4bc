"""The tiny model behind /v1/models and /v1/completions, with what vLLM gives of it: streams, token ids of prompt and
completion, log-probabilities, stop texts, usage. Prints its address in one line of JSON once it listens.
"""

import argparse
import hashlib
import json
import os
import random
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import torch
from qwen3 import device_here, loaded
from tokens import END, START, Vocabulary, bytes_of

CONTEXT = 16384
LARGEST_BODY = 8 * 1024 * 1024
NAME = "tiny-qwen3"


class Refused(Exception):
    pass


class Speaker:
    """One generation at a time, so that two never slow each other past a deadline."""

    def __init__(self, path):
        self.model, ids = loaded(path, device_here())
        self.model.eval()
        self.vocabulary = Vocabulary(ids)
        self.lock = threading.Lock()
        with open(path, "rb") as weights:
            self.weights = hashlib.sha256(weights.read()).hexdigest()[:12]

    def prompt_ids(self, prompt):
        if isinstance(prompt, list) and len(prompt) == 1 and not isinstance(prompt[0], int):
            prompt = prompt[0]
        if isinstance(prompt, str):
            return self.vocabulary.encode(prompt)
        if isinstance(prompt, list) and prompt and all(token in self.vocabulary.places for token in prompt):
            return prompt
        raise Refused("This server answers one prompt per request: a text, or ids of its own tokens.")

    @torch.no_grad()
    def tokens(self, ids, wanted):
        """Yields (id, log-probability, log-probability of the likeliest token) until the end token or `max_tokens`."""
        dice = torch.Generator().manual_seed(wanted["seed"])
        past = self.model.fresh_past()
        since = len(ids) - 1
        places = torch.tensor([self.vocabulary.at(ids)], device=device_here())
        for _ in range(wanted["max_tokens"]):
            logits = self.model(places, past, since)[0, -1].float().cpu()
            logs = logits.log_softmax(-1)
            if wanted["temperature"] == 0:
                place = int(logits.argmax())
            else:
                shares = (logits / wanted["temperature"]).softmax(-1)
                if wanted["top_p"] < 1:
                    ordered, order = shares.sort(descending=True)
                    shares[order[ordered.cumsum(0) - ordered > wanted["top_p"]]] = 0
                place = int(torch.multinomial(shares, 1, generator=dice))
            yield self.vocabulary.ids[place], float(logs[place]), float(logs.max())
            if self.vocabulary.ids[place] == END:
                return
            places = torch.tensor([[place]], device=device_here())
            since = 0

    def pieces(self, ids, wanted):
        """Yields text as it is settled with the tokens it is made of; then how it ended. A stop text is never sent."""
        held, waiting = b"", []
        longest = max((len(stop.encode()) for stop in wanted["stop"]), default=1)
        for token, logged, likeliest in self.tokens(ids, wanted):
            waiting.append((token, logged, likeliest))
            if token in (END, START):
                yield held.decode("utf-8", "replace"), waiting, "stop", None
                return
            held += bytes_of(token)
            found = min((at for at in (held.find(stop.encode()) for stop in wanted["stop"]) if at >= 0), default=None)
            if found is not None:
                stop = next(stop for stop in wanted["stop"] if held.startswith(stop.encode(), found))
                yield held[:found].decode("utf-8", "replace"), waiting, "stop", stop
                return
            # What may yet become a stop text, or is half a character, waits; so do its tokens.
            if any(stop.encode().startswith(held[-size:]) for stop in wanted["stop"] for size in range(1, min(longest, len(held)) + 1)):
                continue
            try:
                text = held.decode("utf-8")
            except UnicodeDecodeError as broken:
                if len(held) - broken.start < 4:
                    continue
                text = held.decode("utf-8", "replace")
            yield text, waiting, None, None
            held, waiting = b"", []
        yield held.decode("utf-8", "replace"), waiting, "length", None


def request_of(body):
    """The fields that this server knows, with OpenAI's defaults; others are left alone, as vLLM does."""

    def number(name, default, low, high):
        value = body.get(name)
        value = default if value is None else value
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise Refused(f"'{name}' must be a number from {low} to {high}.")
        return value

    if body.get("model") != NAME:
        raise Refused(f"This server has the model '{NAME}' and no other.")
    if number("n", 1, 1, 1) != 1:
        raise Refused("This server gives one choice per request.")
    stop = body.get("stop") or []
    stop = [stop] if isinstance(stop, str) else stop
    if not isinstance(stop, list) or not all(isinstance(one, str) for one in stop):
        raise Refused("'stop' must be a text or a list of texts.")
    seed = body.get("seed")
    logprobs = body.get("logprobs")
    return {
        "max_tokens": int(number("max_tokens", 16, 1, CONTEXT)),
        "temperature": number("temperature", 1, 0, 2),
        "top_p": number("top_p", 1, 0, 1),
        "seed": (seed if isinstance(seed, int) else random.getrandbits(32)) % 2**63,
        "stop": [one for one in stop if one],
        "stream": body.get("stream") is True,
        "usage": bool((body.get("stream_options") or {}).get("include_usage")),
        "ids": body.get("return_token_ids") is True,
        "logprobs": logprobs is not None and logprobs is not False,
    }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    speaker = None

    def log_message(self, *_):
        pass

    def handle(self):
        # A client that has what it wanted may go as it likes.
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, status, message):
        self.answer(status, {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None}})

    def do_GET(self):
        path = self.path.split("?")[0].rstrip("/")
        if path == "/v1/models":
            self.answer(200, {"object": "list", "data": [{"id": NAME, "object": "model", "created": 0, "owned_by": "tiny", "max_model_len": CONTEXT}]})
        elif path in ("/health", "/v1/health"):
            self.answer(200, {"status": "ok"})
        else:
            self.refuse(404, f"There is nothing at {path}.")

    def do_POST(self):
        size = int(self.headers.get("content-length") or 0)
        if size > LARGEST_BODY:
            self.close_connection = True
            return self.refuse(413, "The body is too large.")
        data = self.rfile.read(size)
        if self.path.split("?")[0].rstrip("/") != "/v1/completions":
            return self.refuse(404, "Use /v1/completions.")
        try:
            body = json.loads(data)
            if not isinstance(body, dict):
                raise Refused("The body must be a JSON object.")
            wanted = request_of(body)
            ids = self.speaker.prompt_ids(body.get("prompt"))
            if len(ids) + wanted["max_tokens"] > CONTEXT:
                raise Refused(f"This model's maximum context length is {CONTEXT} tokens. However, you requested {len(ids) + wanted['max_tokens']} tokens.")
        except (ValueError, Refused) as wrong:
            return self.refuse(400, str(wrong))
        try:
            with self.speaker.lock:
                self.speak(ids, wanted)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def speak(self, ids, wanted):
        head = {"id": f"cmpl-{random.getrandbits(48):x}", "object": "text_completion", "created": int(time.time()), "model": NAME, "system_fingerprint": NAME, "metadata": {"weight_version": self.speaker.weights}}
        count, texts, whole = 0, [], []

        def choice(text, tokens, finish, stop, first):
            return {
                "index": 0,
                "text": text,
                "finish_reason": finish,
                "stop_reason": stop,
                "logprobs": None
                if not wanted["logprobs"]
                else {
                    "tokens": [str(token) for token, _, _ in tokens],
                    "token_logprobs": [logged for _, logged, _ in tokens],
                    "top_logprobs": [{"likeliest": likeliest} for _, _, likeliest in tokens],
                    "text_offset": [],
                },
                **({"token_ids": [token for token, _, _ in tokens]} if wanted["ids"] else {}),
                **({"prompt_token_ids": ids} if wanted["ids"] and first else {}),
            }

        def event(what):
            data = f"data: {what if isinstance(what, str) else json.dumps(what)}\n\n".encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

        if wanted["stream"]:
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
        finish = stop = None
        for text, tokens, finish, stop in self.speaker.pieces(ids, wanted):
            if wanted["stream"]:
                event({**head, "choices": [choice(text, tokens, finish, stop, count == 0)]})
            count += len(tokens)
            texts.append(text)
            whole += tokens
        usage = {"prompt_tokens": len(ids), "completion_tokens": count, "total_tokens": len(ids) + count}
        if not wanted["stream"]:
            return self.answer(200, {**head, "choices": [choice("".join(texts), whole, finish, stop, True)], "usage": usage})
        if wanted["usage"]:
            event({**head, "choices": [], "usage": usage})
        event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--with-parent", action="store_true", help="end when standard input does")
    asked = parser.parse_args()
    if asked.with_parent:
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    Handler.speaker = Speaker(asked.model)
    server = ThreadingHTTPServer(("127.0.0.1", asked.port), Handler)
    server.daemon_threads = True
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_address[1]}/v1", "model": NAME, "weights": Handler.speaker.weights}), flush=True)
    server.serve_forever()
