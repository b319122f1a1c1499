"""Rating: MaxSim ranking of a development folder and of held-out pairs, for any encoder given as a function.

The folder is named by the environment variable DEVELOPMENT (documents.jsonl, queries.jsonl, home/).

encode(batch of id lists, is_query) -> list of [tokens, d] unit vectors (documents without skipped tokens).
"""
import os, random, re, string, sys
import numpy as np
from tokenizers import Tokenizer
from common import *
import homedev

PUNCTUATION = set(string.punctuation)


def split(text, count, limit=200):
    """Passages of about `limit` tokens, cut between lines and sentences."""
    pieces, size = [''], 0
    for sentence in re.split(r'(?<=[.!?。！？।؟])\s+|(?<=[。！？])|\n', text):
        if not sentence or not sentence.strip():
            continue
        n = count(sentence)
        if size and size + n > limit:
            pieces.append('')
            size = 0
        pieces[-1] += sentence + '\n'
        size += n
    return pieces


def query_ids(ids):
    ids = [CLS, Q, *ids[:QUERY_LENGTH - 3], SEP]
    return ids + [MASK] * (QUERY_LENGTH - len(ids))


def document_ids(ids):
    return [CLS, D, *ids[:DOCUMENT_LENGTH - 3], SEP]


class Development:
    def __init__(self, tokenizer, folder=None):
        self.documents, self.queries = homedev.load(folder or os.environ['DEVELOPMENT'])
        count = lambda s: len(tokenizer.encode(s).ids)
        self.passages, self.owner = [], []
        for i, document in enumerate(self.documents):
            for passage in split(document['text'], count):
                self.passages.append(document_ids(tokenizer.encode(passage).ids))
                self.owner.append(i)
        self.owner = np.array(self.owner)
        self.ids = [query_ids(tokenizer.encode(q['query']).ids) for q in self.queries]

    def measure(self, scores):
        """scores [queries, passages] -> nDCG@10 by group."""
        values = []
        for query, row in zip(self.queries, scores):
            best = np.full(len(self.documents), -1e9)
            np.maximum.at(best, self.owner, row)
            order = np.argsort(-best, kind='stable')[:10]
            gain = sum(1 / np.log2(r + 2) for r, i in enumerate(order) if self.documents[i]['path'] in query['relevant'])
            values.append(gain / sum(1 / np.log2(r + 2) for r in range(len(query['relevant']))))
        values = np.array(values)
        pick = lambda test: float(values[[test(q) for q in self.queries]].mean())
        report = {'all': values.mean(), 'cross': pick(lambda q: q['cross']), 'own': pick(lambda q: not q['cross'])}
        for kind in ('keyword', 'question', 'paraphrase'):
            report[kind] = pick(lambda q: q['kind'] == kind and not q['cross'])
        report['en'] = pick(lambda q: q['lang'] == 'en')
        report['en-par'] = pick(lambda q: q['lang'] == 'en' and q['kind'] == 'paraphrase')
        report['par-all'] = pick(lambda q: q['kind'] == 'paraphrase')
        self.values = values
        return report


def maxsim(queries, documents):
    """Lists of [q, d] and [n, d] -> [queries, documents]."""
    bounds = np.cumsum([0] + [len(d) for d in documents])[:-1]
    flat = np.concatenate(documents).astype(np.float32)
    # Query rows without content (null vectors of special tokens) are left out: their products are all zero.
    queries = [np.asarray(q, np.float32) for q in queries]
    out = np.empty((len(queries), len(documents)), np.float32)
    for start in range(0, len(queries), 32):
        part = queries[start:start + 32]
        best = np.maximum.reduceat(flat @ np.concatenate(part).T, bounds, axis=0)
        out[start:start + 32] = np.add.reduceat(best, np.cumsum([0] + [len(q) for q in part])[:-1], axis=1).T
    return out


class Pairs:
    """Held-out question/answer pairs, and held-out questions of one language. With `filling`, a passage has the right answer and so many of what answers
    other questions in its language, as a page of a real file has much beside what is asked for."""

    def __init__(self, tokenizer, half=None, filling=0):
        kept = lambda identity: held_out(identity) and half in (None, half_of(identity))
        self.items = [p for p in pairs() if kept(p[0])]
        enc = lambda texts: [e.ids for e in tokenizer.encode_batch(texts)]
        others, r = [p[2] for p in pairs() if not held_out(p[0])], random.Random(SEED)
        filled = lambda text, column: ' '.join([text, *(answers[column] for answers in r.sample(others, filling))])
        shown = lambda texts, columns: [document_ids(i) for i in enc([filled(text, column) for text, column in zip(texts, columns)])]
        self.q = [[query_ids(i) for i in enc([p[1][l] for p in self.items])] for l in range(15)]
        self.a = [shown([p[2][l] for p in self.items], [l] * len(self.items)) for l in range(15)]

        self.alone = [item for item in monolingual() if kept(item[0])]
        self.alone_q = [query_ids(i) for i in enc([q for item in self.alone for q in item[2]])]
        self.alone_a = shown([a for item in self.alone for a in item[3]], [item[1] for item in self.alone for _ in item[3]])
        self.alone_right = np.array([[i == j for j, item in enumerate(self.alone) for _ in item[3]] for i, item in enumerate(self.alone) for _ in item[2]])

    def measure(self, encode):
        """MRR, mean of 15 languages: questions and answers of one language (same); answers five columns on among those of that language (cross), and among those
        of the asker's language too, but for the right one there (foreign); English alone (en); and the questions of one language (one)."""
        questions, answers = [encode(x, True) for x in self.q], [encode(x, False) for x in self.a]
        mrr = lambda right, scores: (1 / (1 + (scores > right[:, None]).sum(1))).mean()
        same, cross, foreign = [], [], []
        for i in range(15):
            own, other = (maxsim(questions[i], answers[j]) for j in (i, (i + 5) % 15))
            same.append(mrr(own.diagonal(), own))
            cross.append(mrr(other.diagonal(), other))
            wrong = np.where(np.eye(len(own), dtype=bool), -np.inf, own)
            foreign.append(mrr(other.diagonal(), np.hstack([wrong, other])))
        return {'same': np.mean(same), 'cross': np.mean(cross), 'foreign': np.mean(foreign), 'en': same[0], 'one': self.one(encode)}

    def one(self, encode):
        """Questions against the held-out answers of all languages; the best right answer counts."""
        if not self.alone:
            return 0.0
        scores = maxsim(encode(self.alone_q, True), encode(self.alone_a, False))
        best = np.where(self.alone_right, scores, -np.inf).max(1, keepdims=True)
        return (1 / (1 + (scores > best).sum(1))).mean()


def show(title, report):
    print(f'{title:34s}' + ' '.join(f'{k} {v:.3f}' for k, v in report.items()), flush=True)


def bm25(development, k1=1.2, b=0.75):
    import collections
    passages = [[t for t in p if t > D] for p in development.passages]
    frequency = collections.Counter(t for p in passages for t in set(p))
    mean = np.mean([len(p) for p in passages])
    out = np.zeros((len(development.ids), len(passages)))
    for j, p in enumerate(passages):
        counts = collections.Counter(p)
        for i, q in enumerate(development.ids):
            for t in set(q):
                if t > D and t in counts:
                    idf = np.log(1 + (len(passages) - frequency[t] + .5) / (frequency[t] + .5))
                    out[i, j] += idf * counts[t] * (k1 + 1) / (counts[t] + k1 * (1 - b + b * len(p) / mean))
    return out


def skipped(tokenizer):
    return {i for t, i in tokenizer.get_vocab().items() if t in PUNCTUATION}


def static_encoder(table, skip, special=False):
    """table [V, d] unit rows; special tokens are dropped on both sides unless asked for."""
    drop = set(skip) | {PAD}
    def encode(batch, is_query):
        out = []
        for ids in batch:
            ids = [i for i in ids if i not in drop and (special or i > D)] if not is_query else [i for i in ids if special or i > D]
            out.append(table[ids or [UNK]])
        return out
    return encode


if __name__ == '__main__':
    tokenizer = Tokenizer.from_file(str(OUT / 'tokenizer.json') if len(sys.argv) < 2 else sys.argv[1])
    development, held = Development(tokenizer), Pairs(tokenizer)
    print(len(development.passages), 'passages', len(held.items), 'held-out pairs')
    show('BM25 over tokens', development.measure(bm25(development)))
    rng = np.random.default_rng(SEED)
    table = rng.standard_normal((tokenizer.get_vocab_size(), 128)).astype(np.float32)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    encode = static_encoder(table, skipped(tokenizer))
    show('random static', development.measure(maxsim(encode(development.ids, True), encode(development.passages, False))))
    show('  held-out pairs', held.measure(encode))
