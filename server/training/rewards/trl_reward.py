"""A reward function for TRL's GRPOTrainer: asks a running reward service (npm run rewards) about each completion.

Use it with `reward_funcs: [trl_reward.judged]` and this folder on PYTHONPATH, on rows of the format trl-grpo.
REWARD_SERVICE_URL and REWARD_SERVICE_TOKEN say where the service is and what it wants to be told.
"""

from concurrent.futures import ThreadPoolExecutor

from verl_reward import compute_score


def judged(prompts, completions, ground_truth, **_ignored):
    def asked(prompt, completion, truth):
        return compute_score("dramatis", completion[0]["content"], truth, {"prompt": prompt})["score"]

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(asked, prompts, completions, ground_truth))
