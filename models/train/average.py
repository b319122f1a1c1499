"""Stage 7, averaging: checkpoints of the tuning with one another, and their mean with the closed form (WiSE-FT, Wortsman et al. 2022; JaColBERTv2.5).

How long the tuning went on (the mean of the checkpoints of the second half of the way so far) and how much of that goes in is what one half of the held-out
questions likes best, alone and in long passages; the other half only reports. Questions within a language and across count alike. At equal figures the closed form wins.

  out/encoder.npz  parts of the encoder, see `export.py`
"""
import numpy as np
from tokenizers import Tokenizer
from common import *
from export import graph
from rate import Pairs, skipped
from report import encoder, session

LENGTHS = (0.25, 0.5, 0.75, 1.0)  # of the way that the tuning went
SHARES = (0.5, 1.0)               # of the tuned encoder
FILLING = 4                       # other answers in a long passage
HEAD = 128                        # chooses and reports


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
    """held: held-out questions in several forms -> mean of the forms' figures: {same, cross, foreign, en, one}"""
    run = run_of(parts)
    reports = [form.measure(encoder(run, HEAD, skip)) for form in held]
    return {name: float(np.mean([report[name] for report in reports])) for name in reports[0]}


def choose(closed, checkpoints, tokenizer):
    """checkpoints: [parts] along the whole way -> the encoder that the choosing half likes best"""
    choosing, reporting = ([Pairs(tokenizer, half, filling) for filling in (0, FILLING)] for half in (0, 1))
    skip = skipped(tokenizer)

    def liked(title, parts, held=choosing):
        figures = measure(parts, held, skip)
        value = round(float(np.mean([figures[name] for name in ('same', 'one', 'cross', 'foreign')])), 4)
        print(f'{title}: {value}', *(f'{name} {value:.3f}' for name, value in figures.items()), flush=True)
        return value

    best, most = closed, liked('closed form, choosing half', closed)
    way = [round(length * len(checkpoints)) for length in LENGTHS]
    tuned = {length: {**closed, **mean(checkpoints[end // 2:end])} for length, end in zip(LENGTHS, way)}
    values = {length: liked(f'{length} of the way', tuned[length]) for length in LENGTHS}
    length = max(LENGTHS, key=values.get)
    for share in SHARES[::-1]:
        parts = mixed(closed, tuned[length], share)
        value = values[length] if share == 1 else liked(f'{share} of that', parts)
        if value > most:
            best, most = parts, value
    for title, parts in (('closed form', closed), ('chosen', best)):
        liked(f'{title}, reporting half', parts, reporting)
    return best


if __name__ == '__main__':
    closed, checkpoints = (dict(np.load(OUT / name)) for name in ('closed.npz', 'checkpoints.npz'))
    checkpoints = [{name: checkpoints[name][i] for name in checkpoints} for i in range(len(checkpoints['table']))]
    np.savez(OUT / 'encoder.npz', **choose(closed, checkpoints, Tokenizer.from_file(str(OUT / 'tokenizer.json'))))
