"""A reward function for verl: asks a running reward service (npm run rewards) about one response.

Use it with custom_reward_function.path=verl_reward.py custom_reward_function.name=compute_score
(compute_score_async where verl awaits its reward functions). REWARD_SERVICE_URL and REWARD_SERVICE_TOKEN say
where the service is and what it wants to be told.
"""

import asyncio
import json
import os
import urllib.error
import urllib.request


def compute_score(data_source, solution_str, ground_truth, extra_info=None, **_ignored):
    body = {"solution_str": solution_str, "ground_truth": ground_truth, "extra_info": extra_info or {}}
    headers = {"Content-Type": "application/json"}
    if token := os.environ.get("REWARD_SERVICE_TOKEN"):
        headers["Authorization"] = f"Bearer {token}"
    # Data sets bring arrays and numbers of numpy, which json does not know.
    data = json.dumps(body, default=lambda value: value.tolist()).encode()
    url = os.environ.get("REWARD_SERVICE_URL", "http://127.0.0.1:8765/reward")
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=120) as answer:
            given = json.load(answer)
    except urllib.error.HTTPError as refused:
        raise RuntimeError(f"The reward service refused ({refused.code}): {refused.read().decode()}") from None
    return {"score": float(given["score"]), "judge_agreed": float(given["why"] == "agreed")}


async def compute_score_async(*args, **kwargs):
    return await asyncio.to_thread(compute_score, *args, **kwargs)
