"""Stage 4, static vectors in closed form.

Every context (a lexicon concept, a question/answer pair, a CLDR row; all languages together) has a vector: the teacher's, for its
English text. A token's meaning is the sum of its contexts' vectors weighted by positive pointwise mutual information (PPMI).
English words of the teacher's vocabulary also get the teacher's vector of the word itself. Words that only occur in running text
get a share of the English words that they are aligned with in translated sentences (IBM model 1). The stem of a lexicon or synonym word
stands in the word's contexts too.
"""
import numpy as np
import scipy.sparse as sp
from tokenizers import Tokenizer
from common import *
from stems import with_stems

OWN_WORD = 3.0   # the teacher's vector of an English word against that of its contexts, divided by 1 + number of contexts
ALIGNED = 0.6    # aligned English words, likewise
WHITEN = 0.5     # how far the leading axes of the teacher's space are evened out: its few strongest say little of meaning
COMMON = 0.5     # of a language's mean vector that is taken out of its tokens
CONTEXT = {'concept': 1.0, 'pair': 1.0, 'one': 0.5, 'synonyms': 0.5, 'cldr': 0.7}


def contexts(tokenizer):
    """-> [(weight, [text, ...])] in the order of `context_vectors`"""
    for concept in lexicon():
        yield CONTEXT['concept'], [with_stems(tokenizer, w, column) for column, words in enumerate(concept) for w in words]
    for name, questions, answers in pairs():
        if not held_out(name):
            yield CONTEXT['pair'], questions + answers
    for name in ('cldr.tsv', 'names.tsv'):
        for row in read_tsv(OUT / 'data' / name):
            yield CONTEXT['cldr'], [w for cell in row for w in cell.split('; ')]
    for name, _, questions, answers in monolingual():
        if not held_out(name):
            yield CONTEXT['one'], questions + answers
    for language, words in synonyms():
        yield CONTEXT['synonyms'], [with_stems(tokenizer, w, language) for w in words]


def unit(x):
    return x / np.maximum(np.linalg.norm(x, axis=-1, keepdims=True), 1e-9)


def centred(x):
    return unit(x - x.mean(0)) if len(x) else x


def context_vectors(teacher):
    """-> [contexts, 384]; a concept is the mean of its words' vectors and of the vector of all its words read together. Zero for contexts
    without an English side: they get theirs from their own words (`complete`)."""
    train = [i for i, p in enumerate(pairs()) if not held_out(p[0])]
    concept = unit(centred(teacher['concept']) + centred(teacher['gloss']))
    rest = np.vstack([(teacher['question'] + teacher['answer'])[train] / 2, teacher['cldr'], teacher['names']])
    one = teacher['one'][[not held_out(name) for name, *_ in monolingual()]]
    rest = np.vstack([rest, one, teacher['synonyms']])
    return np.vstack([concept, unit(rest - teacher['concept'].mean(0)) * known(rest)])


def complete(space, matrix, weight, tokens):
    """Contexts without a vector get the weighted mean of what their tokens mean already. space [contexts, n], matrix [V, contexts], tokens [V, n]"""
    return np.where(known(space), space, unit((matrix.multiply(weight[:, None] + 0.05)).T @ tokens))


def counts(tokenizer):
    """-> occurrences [V, contexts] (a text's weight is shared by its tokens), weights of the contexts"""
    rows, columns, values, weights = [], [], [], []
    for column, (weight, texts) in enumerate(contexts(tokenizer)):
        weights.append(weight)
        for encoding in tokenizer.encode_batch(texts):
            rows += encoding.ids
            columns += [column] * len(encoding.ids)
            values += [1 / max(1, len(encoding.ids))] * len(encoding.ids)
    return sp.coo_matrix((values, (rows, columns)), (tokenizer.get_vocab_size(), len(weights))).tocsr(), np.array(weights)


def ppmi(matrix, weights):
    matrix = matrix.tocoo()
    row, column = np.asarray(matrix.sum(1)).ravel(), np.asarray(matrix.sum(0)).ravel()
    expected = row[matrix.row] * column[matrix.col] ** 0.75 * (column ** 0.25).mean() / matrix.sum()
    value = np.maximum(np.log(matrix.data / expected), 0) * weights[matrix.col]
    return sp.coo_matrix((value, (matrix.row, matrix.col)), matrix.shape).tocsr()


def aligned(tokenizer, skip, language, rounds=4, longest=30):
    """IBM model 1 over pairs, short help paragraphs and lexicon words -> sparse [V foreign, V English] weights"""
    texts = [(side[0], side[language]) for name, q, a in pairs() if not held_out(name) for side in (q, a)]
    short = [(r[0], r[language]) for r in read_tsv(OUT / 'data/help.tsv') if r[0] and r[language] and len(r[0]) < 110]
    texts += short[:15000]
    texts += [(concept[0][0], word) for concept in lexicon() for word in concept[language]]
    size = tokenizer.get_vocab_size()
    english, foreign = ([[i for i in e.ids if i not in skip] for e in tokenizer.encode_batch([t[side] for t in texts])] for side in (0, 1))
    both = [(e, f) for e, f in zip(english, foreign) if 0 < len(e) <= longest and 0 < len(f) <= 1.5 * longest]
    # One entry per foreign position and English token of its sentence.
    positions = np.concatenate([np.repeat(f, len(e)) for e, f in both]).astype(np.int64)
    candidates = np.concatenate([np.tile(e, len(f)) for e, f in both])
    owner = np.repeat(np.arange(sum(len(f) for _, f in both)), np.concatenate([np.full(len(f), len(e)) for e, f in both]))
    key, inverse = np.unique(positions * size + candidates, return_inverse=True)
    f, e = key // size, key % size
    forward = np.ones(len(key))
    for _ in range(rounds):
        share = forward[inverse]
        expected = np.bincount(inverse, share / np.bincount(owner, share)[owner])
        forward = expected / np.bincount(e, expected, size)[e]
    total = np.bincount(f, expected, size)
    backward = expected / total[f]
    # Both directions must agree; a word seen once proves nothing.
    return sp.coo_matrix((backward * np.sqrt(forward) * (total[f] >= 1.5), (f, e)), (size, size)).tocsr()


def languages(tokenizer):
    """-> share of each language in a token's occurrences [V, 15] (even where never seen), running text alone [V, 15]"""
    running = np.zeros((tokenizer.get_vocab_size(), len(LANGUAGES)))
    for name, questions, answers in pairs():
        if not held_out(name):
            for column, texts in enumerate(zip(questions, answers)):
                for encoding in tokenizer.encode_batch(list(texts)):
                    np.add.at(running[:, column], encoding.ids, 1)
    everything = running.copy()
    for concept in lexicon():
        for column, words in enumerate(concept):
            for encoding in tokenizer.encode_batch(words):
                np.add.at(everything[:, column], encoding.ids, 1)
    total = everything.sum(1, keepdims=True)
    return np.where(total > 0, everything / np.maximum(total, 1), 1 / len(LANGUAGES)), running


def known(vectors):
    return (np.abs(vectors).sum(1) > 0)[:, None]


def tokens_of(space, informative, matrix, word, alignment, weight):
    """What the tokens mean when the contexts mean `space` [contexts, 384] -> [V, 384]"""
    from_contexts = unit(informative @ space)
    support = np.asarray((matrix > 0).sum(1)).reshape(-1, 1)
    total = unit(np.where(known(from_contexts), from_contexts + OWN_WORD * word / (1 + support), word))
    english = total * np.minimum(1, weight[:, None] + 0.1)
    return total + ALIGNED * unit(alignment @ english) / (1 + support)


def meaning(tokenizer, teacher, weight, skip):
    """weight [V]: how much a token tells -> unit vectors [V, 256], zero where nothing is known"""
    vocabulary = tokenizer.get_vocab()
    matrix, context_weights = counts(tokenizer)
    informative = ppmi(matrix, context_weights)
    word = np.zeros((len(vocabulary), 384))
    for text, vector in zip(teacher['words'], centred(teacher['word'])):
        if str(text) in vocabulary:
            word[vocabulary[str(text)]] = vector
    alignment = sum(aligned(tokenizer, skip, language) for language in range(1, len(LANGUAGES)))
    space = context_vectors(teacher)
    # First what the contexts with an English side say, then with the contexts of one language too.
    first = tokens_of(space, informative, matrix, word, alignment, weight)
    space = complete(space, matrix, weight, first)
    total = tokens_of(space, informative, matrix, word, alignment, weight)
    values, axes = np.linalg.eigh(space.T @ space)
    values, axes = values[::-1][:WIDTH], axes[:, ::-1][:, :WIDTH]
    total = unit((total @ axes) * (np.maximum(values, 1e-6) / values[0]) ** (-WHITEN / 2)) * known(total)
    # What all running text of a language shares is no meaning: part of it is taken out of the language's tokens.
    share, running = languages(tokenizer)
    common = (running * weight[:, None]).T @ total / (running * weight[:, None]).sum(0)[:, None]
    return unit(total - COMMON * share @ common) * known(total)


def identity(tokenizer, width=WIDTH):
    """A random unit vector for each token, drawn from its spelling: the same in every vocabulary. -> [V, width]"""
    out = np.empty((tokenizer.get_vocab_size(), width), np.float32)
    for token, row in tokenizer.get_vocab().items():
        out[row] = np.random.default_rng([SEED, *token.encode()]).standard_normal(width)
    return unit(out)


if __name__ == '__main__':
    from heads import weights
    from rate import skipped
    tokenizer = Tokenizer.from_file(str(OUT / 'tokenizer.json'))
    vectors = meaning(tokenizer, np.load(OUT / 'teacher.npz'), weights(tokenizer), skipped(tokenizer))
    np.savez(OUT / 'static.npz', meaning=vectors.astype(np.float32))
    print('tokens with meaning:', int(known(vectors).sum()), 'of', len(vectors))
