"""Stage 7, averaging: checkpoints of the tuning with one another, and their mean with the closed form (WiSE-FT, Wortsman et al. 2022; JaColBERTv2.5).

How much of the tuned encoder goes in is what one half of the held-out questions likes best, mean of the three heads; the other half only
reports. At equal figures the closed form wins.

  out/encoder.npz  parts of the encoder, see `export.py`
"""
import numpy as np
from tokenizers import Tokenizer
from common import *
from export import graph
from rate import Pairs, skipped
from report import encoder, session

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the tuned encoder


def mixed(closed, tuned, share):
    """Parts of both -> parts"""
    return {**closed, **{name: (1 - share) * closed[name] + share * tuned[name] for name in tuned}}


def mean(checkpoints):
    """[parts] -> parts"""
    return {name: np.mean([parts[name] for parts in checkpoints], axis=0) for name in checkpoints[0]}


def run_of(parts):
    """-> a session of the graph of these parts, in float32"""
    return session(graph(parts, int8=False).SerializeToString())


def measure(parts, held, skip):
    """-> mean of the heads' figures: {same, cross, en, one}"""
    run = run_of(parts)
    reports = [held.measure(encoder(run, dim, skip)) for dim in DIMS]
    return {name: float(np.mean([report[name] for report in reports])) for name in reports[0]}


def choose(closed, tuned, tokenizer):
    """-> the share of `tuned` that the choosing half likes best"""
    choosing, reporting = (Pairs(tokenizer, half=half) for half in (0, 1))
    skip, liked = skipped(tokenizer), {}

    def say(title, figures):
        print(title, *(f'{name} {value:.3f}' for name, value in figures.items()), flush=True)
    for share in SHARES:
        figures = measure(mixed(closed, tuned, share), choosing, skip)
        # Within a language, across, and questions of one language count alike.
        liked[share] = round(float(np.mean([figures[name] for name in ('same', 'cross', 'one')])), 4)
        say(f'{share} tuned, choosing half: {liked[share]}', figures)
    best = max(SHARES, key=lambda share: liked[share])
    for share in dict.fromkeys((0.0, best)):
        say(f'{share} tuned, reporting half:', measure(mixed(closed, tuned, share), reporting, skip))
    return best


if __name__ == '__main__':
    closed, checkpoints = (dict(np.load(OUT / name)) for name in ('closed.npz', 'checkpoints.npz'))
    tuned = mean([{name: checkpoints[name][i] for name in checkpoints} for i in range(len(checkpoints['table']))])
    share = choose(closed, tuned, Tokenizer.from_file(str(OUT / 'tokenizer.json')))
    print(f'{share} of the tuned encoder goes in')
    np.savez(OUT / 'encoder.npz', **mixed(closed, tuned, share))
