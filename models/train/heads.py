"""Stage 5, word weights and heads: puts the encoder together from the static vectors -> out/closed.npz; with --context, from these and the body of
`context.py` -> out/encoder.npz."""
import random, sys
import numpy as np
from tokenizers import Tokenizer
from common import *
from rate import skipped
from static import identity, unit

SHARE = 0.95   # of a vector's squared length that is meaning; the rest is the token's own, so that the same word matches best
BLEND = (0.3, 0.8)  # how much of the text's topic goes into each token's vector: query, document
LIFT = 2       # lets words of ordinary rarity weigh fully
GAMMA = 5      # weight = LIFT * (information / highest information) ** GAMMA, at most 1
ALONE = 0.5   # of a token's vector that is its own meaning, whatever stands beside it
TEXTS = 1000  # that the heads and the steps of int8 are fitted to
EVEN = {64: 0.5}  # how far a head's axes are evened out: with 62 of 128 axes kept, the strongest, which says least of meaning, outweighs the lost ones


def frequencies(tokenizer):
    """Occurrences of each token in running everyday text (held-out pairs left out) -> [V]"""
    count = np.zeros(tokenizer.get_vocab_size())
    texts = [(name, questions + answers) for name, questions, answers in pairs()] + [(name, questions + answers) for name, _, questions, answers in monolingual()]
    for name, both in texts:
        if not held_out(name):
            for encoding in tokenizer.encode_batch(both):
                np.add.at(count, encoding.ids, 1)
    return count


def weights(tokenizer):
    count = frequencies(tokenizer)
    information = -np.log((count + 0.5) / count.sum())
    weight = np.minimum(1, LIFT * (information / information.max()) ** GAMMA)
    vocabulary = tokenizer.get_vocab()
    for byte in range(256):
        weight[vocabulary[f'<0x{byte:02X}>']] = 0.3  # several bytes make one character
    weight[:len(SPECIALS)] = 0
    return weight


def axes(rows, count, even=0.0):
    """The leading principal axes of rows, each divided by its strength to the power `even` -> [width, count]"""
    values, vectors = np.linalg.eigh(rows.T @ rows)
    values, vectors = values[::-1][:count], vectors[:, ::-1][:, :count]
    return vectors * (values / values[0]) ** (-even / 2)


def texts(tokenizer, count=TEXTS):
    """Running texts in all languages, as the body reads them -> lists of ids"""
    kept = [text for name, questions, answers in pairs() if not held_out(name) for text in questions + answers]
    random.Random(SEED).shuffle(kept)
    return [[CLS, *e.ids[:DOCUMENT_LENGTH - 3], SEP] for e in tokenizer.encode_batch(kept[:count])]


def encoder(ids=None, here=None):
    """With a body: ids [n] of running text and what the body makes of them [n, 384]. -> parts of the encoder, the body's own left out"""
    tokenizer = Tokenizer.from_file(str(OUT / 'tokenizer.json'))
    meaning = np.load(OUT / 'static.npz')['meaning']
    full = unit(np.sqrt(SHARE) * meaning + np.sqrt(1 - SHARE) * identity(tokenizer))
    # The table holds no more than the largest head can tell apart.
    table = unit(full @ axes(full, TABLE))
    weight = weights(tokenizer)
    weight[list(skipped(tokenizer))] = 0
    document_weight = np.ones(len(table))
    document_weight[:len(SPECIALS)] = 0
    if here is None:
        heads = {f'head_{d}': axes(table, d - 2, EVEN.get(d, 0)) for d in DIMS}
    else:
        # A frequent token shapes the heads as little as it counts.
        share = np.repeat(np.sqrt([ALONE, 1 - ALONE]), [TABLE, here.shape[1]])[:, None]
        both = np.hstack([table[ids], unit(here)]) * share.T
        heads = {f'head_{d}': share * axes(both * weight[ids][:, None], d - 2, EVEN.get(d, 0)) for d in DIMS}
    return {'table': table, 'query_weight': weight, 'topic_weight': weight, 'document_weight': document_weight, 'blend': np.array(BLEND), **heads}


if __name__ == '__main__':
    if '--context' in sys.argv:
        from context import load, read_through
        ids, here, reach = read_through(load(OUT / 'context.npz'), texts(Tokenizer.from_file(str(OUT / 'tokenizer.json'))))
        np.savez(OUT / 'encoder.npz', **encoder(ids, here), **np.load(OUT / 'context.npz'), **reach)
    else:
        np.savez(OUT / 'closed.npz', **encoder())
