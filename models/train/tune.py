"""Stage 6, tuning: table, word weights and heads go on from the closed form by gradient descent on MaxSim.

A batch has questions of one kind and of one language:

  one       questions and passages written in that language
  pairs     right answers in any language, wrong ones in the asker's: that a passage is in one's own language is no reason to prefer it
  concepts  words of a few concepts; passages of twelve concepts, each in any language, which keeps words aligned across languages

In half of the batches of the first two a passage goes on with others that answer something else, as a page of a real file does.

Two losses on the scores of each question for all passages of the batch, hard negatives among them (passages nearest by topic that
answer something else): contrastive, and where the teacher has read the English text the divergence from its scores, both scaled from
lowest to highest per question (JaColBERTv2.5, Clavie 2024). What was touched is drawn back to the closed form. Each head has its turn: three losses and no
shared columns (Jina-ColBERT-v2, section 4.2).

  out/checkpoints.npz  table, query_weight and heads, KEPT times each along the way
"""
import random, sys, time
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from tokenizers import Tokenizer
from common import *
from rate import document_ids, query_ids, skipped

STEPS, BATCH, HARD = 600, 64, 64   # steps; questions and hard negatives of a batch
NEAREST = 8                        # passages that a hard negative is drawn from
LONG = 0.5                         # of the batches: their passages have one or two others behind them
TEMPERATURE = 0.05                 # of a score per unit of question weight
SHARPNESS = 10.0                   # of both sides' scaled scores in the divergence
ANCHOR = 1.0                       # times the squared distance of touched rows from the closed form
RATE = {'table': 3e-3, 'weight': 2e-2, 'heads': 1e-3}
KEPT = 8                           # checkpoints
KINDS = ('one', 'pairs', 'concepts', 'pairs')


class Tuned(nn.Module):
    """The graph of `export.py` with what may move as parameters. parts as there."""

    def __init__(self, parts):
        super().__init__()
        tensor = lambda name: torch.tensor(np.asarray(parts[name], np.float32))
        self.table = nn.Embedding.from_pretrained(tensor('table'), freeze=False, sparse=True)
        # A word's weight is that of the closed form times exp(lean).
        self.lean = nn.Embedding.from_pretrained(torch.zeros(len(self.table.weight), 1), freeze=False, sparse=True)
        self.heads = nn.ParameterDict({str(d): nn.Parameter(tensor(f'head_{d}')) for d in DIMS})
        for name in ('query_weight', 'document_weight', 'topic_weight', 'blend'):
            self.register_buffer(name, tensor(name))
        self.register_buffer('began', self.table.weight.detach().clone())

    def content(self, ids, dim, query):
        """ids [B, n], PAD behind -> vectors times weights [B, n, dim - 2], weights [B, n]"""
        alone = F.normalize(self.table(ids) @ self.heads[str(dim)], dim=-1)
        topic = F.normalize((alone * self.topic_weight[ids][..., None]).sum(1, keepdim=True), dim=-1)
        here = F.normalize(alone + self.blend[0 if query else 1] * topic, dim=-1)
        weight = (self.query_weight[ids] * self.lean(ids)[..., 0].exp()).clamp(max=1) if query else self.document_weight[ids]
        return here * weight[..., None], weight

    def scores(self, questions, passages, dim):
        """-> MaxSim per unit of question weight [questions, passages]"""
        q, weight = self.content(questions, dim, True)
        d, _ = self.content(passages, dim, False)
        products = (q.flatten(0, 1) @ d.flatten(0, 1).T).view(*q.shape[:2], *d.shape[:2])
        return products.amax(3).sum(1) / weight.sum(1, keepdim=True).clamp(min=0.1)

    def distance(self, ids):
        touched = ids.unique()
        return ((self.table(touched) - self.began[touched]) ** 2).sum(1).mean() + (self.lean(touched) ** 2).mean()

    def parts(self):
        weight = (self.query_weight * self.lean.weight[:, 0].exp()).clamp(max=1)
        return {'table': self.table.weight, 'query_weight': weight, **{f'head_{d}': self.heads[str(d)] for d in DIMS}}


def padded(rows):
    return torch.tensor([row + [PAD] * (max(map(len, rows)) - len(row)) for row in rows])


class Collection:
    """Questions and passages of one language, each with its set; nearest wrong passages by topic. Teacher vectors or None beside them."""

    def __init__(self, questions, passages, question_set, passage_set, model, teacher=(None, None)):
        self.questions, self.passages, self.question_set, self.passage_set = questions, passages, np.array(question_set), np.array(passage_set)
        self.question_teacher, self.passage_teacher = teacher
        self.of_set = {}
        for row, name in enumerate(passage_set):
            self.of_set.setdefault(name, []).append(row)
        with torch.no_grad():
            topic = lambda texts: F.normalize(torch.stack([(model.table.weight[t] * model.topic_weight[t][:, None]).sum(0) for t in map(torch.tensor, texts)]), dim=-1).numpy()
            near = topic(questions) @ topic(passages).T
        near[self.question_set[:, None] == self.passage_set] = -np.inf
        self.hard = np.argsort(-near, axis=1)[:, :NEAREST]

    def batch(self, r, questions=None, found=None, hard=None):
        """The same questions in another language may stand in for these, and for their right and hard wrong passages those of a language that `found` and
        `hard` draw. -> questions, passages, which are right [B, C], teacher's scores [B, C] or None"""
        questions, own = questions or self.questions, lambda: self.passages
        asked = r.sample(range(len(self.questions)), min(BATCH, len(self.questions)))
        shown = [(r.choice(self.of_set[self.question_set[i]]), (found or own)()) for i in asked]
        shown += [(r.choice(list(self.hard[i])), (hard or own)()) for i in r.sample(asked, min(HARD, len(asked)))]
        rows = [row for row, _ in shown]
        right = torch.tensor(self.question_set[asked][:, None] == self.passage_set[rows])
        theirs = None if self.question_teacher is None else torch.tensor(self.question_teacher[asked] @ self.passage_teacher[rows].T)
        # What stands behind a passage answers none of the questions.
        free = np.flatnonzero(~np.isin(self.passage_set, self.question_set[asked])).tolist()
        most = min(2, len(free)) if r.random() < LONG else 0
        longer = lambda row: [row, *r.sample(free, r.randint(min(1, most), most))]
        passages = [document_ids([i for at in longer(row) for i in texts[at][2:-1]]) for row, texts in shown]
        return padded([questions[i] for i in asked]), padded(passages), right, theirs


class Batches:
    def __init__(self, tokenizer, teacher, model):
        self.random, drop = random.Random(SEED), skipped(tokenizer)
        ids = lambda texts: [[i for i in e.ids if i not in drop] for e in tokenizer.encode_batch(texts)]
        # Masks weigh nothing: they are left out here.
        ask = lambda texts: [[i for i in query_ids(t) if i != MASK] for t in ids(texts)]
        show = lambda texts: [document_ids(t) for t in ids(texts)]
        sets, self.one = [item for item in monolingual() if not held_out(item[0])], []
        text, at = {}, 0
        for name, column, questions, answers in monolingual():
            if column == 0:
                text[name] = teacher['one_text'][at:at + len(questions) + len(answers)]
                at += len(questions) + len(answers)
        for language in range(len(LANGUAGES)):
            mine = [item for item in sets if item[1] == language and item[2] and item[3]]
            if len(mine) < 8:
                continue
            theirs = (None, None) if language else tuple(np.concatenate([text[name][:len(q)] if side == 0 else text[name][len(q):] for name, _, q, _ in mine]) for side in (0, 1))
            self.one.append(Collection(ask([t for item in mine for t in item[2]]), show([t for item in mine for t in item[3]]),
                                       [n for n, item in enumerate(mine) for _ in item[2]], [n for n, item in enumerate(mine) for _ in item[3]], model, theirs))
        kept = [i for i, pair in enumerate(pairs()) if not held_out(pair[0])]
        both = [pairs()[i] for i in kept]
        order = list(range(len(both)))
        self.questions, self.answers = ([make([pair[side][language] for pair in both]) for language in range(len(LANGUAGES))] for make, side in ((ask, 1), (show, 2)))
        self.pair_teacher = tuple(teacher[name][kept] for name in ('question', 'answer'))
        self.english = Collection(self.questions[0], self.answers[0], order, order, model, self.pair_teacher)
        self.words = [[ids(words) for words in concept] for concept in lexicon()]

    def next(self, kind):
        r = self.random
        if kind == 'one' and self.one:
            # The more there is of a language, the oftener, but less than in proportion.
            return r.choices(self.one, [len(c.questions) ** 0.5 for c in self.one])[0].batch(r)
        ask, anywhere = r.randrange(len(LANGUAGES)), lambda: r.randrange(len(LANGUAGES))
        if kind != 'concepts':
            # Nearest passages and the teacher's scores are those of the English side.
            return self.english.batch(r, self.questions[ask], lambda: self.answers[anywhere()], lambda: self.answers[ask])
        shown = [r.sample(self.words, 12) for _ in range(BATCH)]
        word = lambda concept, language: r.choice([w for w in concept[language] if w] or [[UNK]])
        asked = [query_ids([i for concept in r.sample(passage, r.randrange(1, 5)) for i in word(concept, ask)]) for passage in shown]
        passages = [document_ids([i for concept in passage for i in word(concept, show)]) for passage, show in ((passage, anywhere()) for passage in shown)]
        return padded([[i for i in row if i != MASK] for row in asked]), padded(passages), torch.eye(BATCH, dtype=torch.bool), None


def spread(scores):
    """Each row from its lowest, 0, to its highest, 1."""
    low, high = scores.amin(1, keepdim=True), scores.amax(1, keepdim=True)
    return (scores - low) / (high - low).clamp(min=1e-4)


def losses(scores, right, theirs):
    """-> contrastive, divergence from the teacher (0 without one)"""
    sharp = scores / TEMPERATURE
    contrastive = (sharp.logsumexp(1) - sharp.masked_fill(~right, -torch.inf).logsumexp(1)).mean()
    if theirs is None:
        return contrastive, torch.zeros(())
    ours, theirs = ((SHARPNESS * spread(x)).log_softmax(1) for x in (scores, theirs))
    return contrastive, F.kl_div(ours, theirs, log_target=True, reduction='batchmean')


def tune(model, batches, steps=STEPS):
    """-> KEPT copies of the model's parts along the way"""
    optimisers = [(torch.optim.SparseAdam([model.table.weight]), RATE['table']), (torch.optim.SparseAdam([model.lean.weight]), RATE['weight']),
                  (torch.optim.Adam(model.heads.parameters()), RATE['heads'])]
    keep = {round(i * steps / KEPT) for i in range(1, KEPT + 1)}
    kept, mean, start = [], {}, time.time()
    for step in range(1, steps + 1):
        kind = KINDS[step % len(KINDS)]
        questions, passages, right, theirs = batches.next(kind)
        contrastive, divergence = losses(model.scores(questions, passages, DIMS[step % len(DIMS)]), right, theirs)
        loss = contrastive + divergence + ANCHOR * model.distance(torch.cat([questions.flatten(), passages.flatten()]))
        for optimiser, rate in optimisers:
            optimiser.param_groups[0]['lr'] = rate * min(1, step / 20) * max(0.1, 1 - step / steps)
            optimiser.zero_grad()
        loss.backward()
        for optimiser, _ in optimisers:
            optimiser.step()
        for name, value in ((kind, contrastive), (f'{kind}, teacher', divergence)):
            if value.item():
                mean[name] = 0.95 * mean.get(name, value.item()) + 0.05 * value.item()
        if step in keep:
            kept.append({name: value.detach().numpy().copy() for name, value in model.parts().items()})
        if step % 50 == 0:
            print(f'step {step}, {(time.time() - start) / step:.2f} s each:', ', '.join(f'{k} {v:.3f}' for k, v in mean.items()), flush=True)
    return kept


if __name__ == '__main__':
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    model = Tuned(np.load(OUT / 'closed.npz'))
    tokenizer = Tokenizer.from_file(str(OUT / 'tokenizer.json'))
    kept = tune(model, Batches(tokenizer, dict(np.load(OUT / 'teacher.npz')), model), *map(int, sys.argv[1:]))
    np.savez(OUT / 'checkpoints.npz', **{name: np.stack([one[name] for one in kept]) for name in kept[0]})
