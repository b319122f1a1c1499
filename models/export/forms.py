"""PyLate's own rules of tokenising and pooling, run on small tokenizers and random vectors.

    python forms.py FOLDER

Writes a tokenizer.json of each kind with what PyLate and Stanford's ColBERT make of some texts (forms.json), pooled vectors
(pooling.json) and a reranking (reranking.json). Runs in PyLate's own environment (requirements-pylate.txt).
"""
import json, string, sys, types
from pathlib import Path
import numpy as np
import torch
from pylate.models import ColBERT
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast


TEXTS = [
    'Hello World!', 'Where is the spare key, please?', 'The lease (2019) rises to 900 pounds in March; see p. 4.',
    'Wo ist der Schlüssel? Im Keller, hinter der Tür.', 'Où est la clé de la cave ?', 'ключ от подвала', '鍵はどこですか。', '🔑 key 🚪',
    'cafe\u0301 au lait', 'a', '', '...', 'C++ & C# ~ [x] {y} `z` ^ | \\ / _ = + < > @ # $ % * " \'', 'ΟΔΟΣ Straße İstanbul',
    ' '.join(f'word{i} and' for i in range(60)),
]


def trained(model, trainer, normalizer, pre_tokenizer, template, decoder=None):
    tokenizer = Tokenizer(model)
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, pre_tokenizer
    if decoder:
        tokenizer.decoder = decoder
    tokenizer.train_from_iterator(TEXTS * 3, trainer)
    first, last = template
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f'{first} $A {last}', pair=f'{first} $A {last} $B {last}',
        special_tokens=[(first, tokenizer.token_to_id(first)), (last, tokenizer.token_to_id(last))])
    return tokenizer


def wordpiece():
    names = ['[PAD]', '[unused0]', '[unused1]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
    return trained(models.WordPiece(unk_token='[UNK]'), trainers.WordPieceTrainer(vocab_size=500, special_tokens=names, show_progress=False),
                   normalizers.BertNormalizer(lowercase=True), pre_tokenizers.BertPreTokenizer(), ('[CLS]', '[SEP]'))


def unigram():
    tokenizer = trained(models.Unigram(), trainers.UnigramTrainer(vocab_size=400, unk_token='<unk>', show_progress=False,
                        special_tokens=['<s>', '<pad>', '</s>', '<unk>', '<mask>']), normalizers.NFKC(),
                        pre_tokenizers.Metaspace(), ('<s>', '</s>'), decoders.Metaspace())
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in ('[QueryMarker]', '[DocumentMarker]')])
    return tokenizer


def bytes_bpe():
    tokenizer = trained(models.BPE(), trainers.BpeTrainer(vocab_size=600, show_progress=False, special_tokens=['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'],
                        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()), normalizers.NFC(), pre_tokenizers.ByteLevel(add_prefix_space=False), ('[CLS]', '[SEP]'))
    tokenizer.add_tokens([AddedToken(name, normalized=False) for name in ('[Q] ', '[D] ')])
    return tokenizer


class FirstModule:
    """What PyLate calls of a sentence-transformers Transformer."""
    max_seq_length = None

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer

    def tokenize(self, texts, padding=True):
        return dict(self.tokenizer(texts, padding=padding, truncation='longest_first', max_length=self.max_seq_length, return_tensors='pt'))


def pylate(tokenizer, form):
    """-> queries, documents and skiplist by PyLate's functions"""
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, mask_token=form['maskToken'], pad_token=form['maskToken'])
    first = FirstModule(fast)
    expand = form['expansion'] == 'fixed'
    model = types.SimpleNamespace(
        query_length=form['queryLength'], document_length=form['documentLength'], do_query_expansion=expand,
        attend_to_expansion_tokens=expand and form['attendsMasks'], query_prefix_id=fast.convert_tokens_to_ids(form['queryMarker']),
        document_prefix_id=fast.convert_tokens_to_ids(form['documentMarker']), _first_module=lambda: first,
        insert_prefix_token=ColBERT.insert_prefix_token)
    # PyLate's own list maps a sign without a piece to <unk> and so drops unknown words; sentence-transformers 6 mends that, as we do.
    unknown = tokenizer.token_to_id('<unk>') if tokenizer.token_to_id('<unk>') is not None else tokenizer.token_to_id('[UNK]')
    by_pylate = sorted({fast.convert_tokens_to_ids(mark) for mark in string.punctuation} - {None, unknown})
    by_stanford = sorted({tokenizer.encode(mark, add_special_tokens=False).ids[0] for mark in string.punctuation})
    skipped = {'pylate': by_pylate, 'stanford': by_stanford}[form['skiplist']]
    queries, documents = [], []
    for text in TEXTS:
        query = ColBERT.tokenize(model, [text], is_query=True)
        queries.append(dict(ids=query['input_ids'][0].tolist(), attention=query['attention_mask'][0].tolist()))
        document = ColBERT.tokenize(model, [text], is_query=False)
        kept = ColBERT.skiplist_mask(document['input_ids'], skipped)[0] & document['attention_mask'][0].bool()
        documents.append(dict(ids=document['input_ids'][0].tolist(), kept=kept.nonzero().flatten().tolist()))
    return dict(skiplist=skipped, queries=queries, documents=documents)


BERT = dict(queryMarker='[unused0]', documentMarker='[unused1]', maskToken='[MASK]', clsToken='[CLS]', sepToken='[SEP]', padToken='[PAD]',
            queryLength=32, documentLength=64, expansion='fixed', attendsMasks=False, skiplist='stanford')
CASES = {
    'wordpiece': (wordpiece, BERT),
    'unigram': (unigram, dict(queryMarker='[QueryMarker]', documentMarker='[DocumentMarker]', maskToken='<mask>', clsToken='<s>', sepToken='</s>',
                              padToken='<pad>', queryLength=32, documentLength=64, expansion='fixed', attendsMasks=True, skiplist='stanford')),
    'bytes': (bytes_bpe, BERT | dict(queryMarker='[Q] ', documentMarker='[D] ', queryLength=48, expansion='none', skiplist='pylate', clsToken=None, sepToken=None)),
}


def pooling():
    random = np.random.default_rng(11)
    cases = []
    for rows, dim, factor, protected in [(12, 8, 2, 1), (12, 8, 3, 1), (31, 16, 2, 1), (31, 16, 3, 1), (31, 16, 2, 0), (2, 8, 2, 1), (1, 8, 2, 1), (40, 4, 3, 1)]:
        vectors = random.normal(size=(rows, dim)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        pooled = ColBERT.pool_embeddings_hierarchical(None, [torch.from_numpy(vectors.copy())], factor, protected)[0].numpy()
        cases.append(dict(rows=rows, dim=dim, factor=factor, protected=protected, vectors=[round(float(v), 7) for v in vectors.flatten()],
                          pooled=[round(float(v), 7) for v in pooled.flatten()]))
    return cases


def reranking():
    """PyLate's `rank.rerank` of documents of several lengths, one of which no query row is near to: its best similarities are negative."""
    from pylate import rank
    random = np.random.default_rng(13)

    def unit(rows, dim=16):
        vectors = random.normal(size=(rows, dim)).astype(np.float32)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    query = unit(6)
    documents = [unit(rows) for rows in (9, 4, 1, 12)] + [-query[:1]]
    ranked = rank.rerank(documents_ids=[list(range(len(documents)))], queries_embeddings=[torch.from_numpy(query)],
                         documents_embeddings=[[torch.from_numpy(document) for document in documents]])[0]
    numbers = lambda vectors: [round(float(v), 7) for v in vectors.flatten()]
    return dict(dim=16, query=numbers(query), documents=[numbers(document) for document in documents],
                ranked=[dict(id=int(each['id']), score=float(each['score'])) for each in ranked])


def main():
    torch.set_num_threads(1)
    folder = Path(sys.argv[1])
    for name, (make, form) in CASES.items():
        at = folder / name
        at.mkdir(parents=True, exist_ok=True)
        tokenizer = make()
        tokenizer.save(str(at / 'tokenizer.json'))
        (at / 'forms.json').write_text(json.dumps(dict(form=form, texts=TEXTS, **pylate(tokenizer, form)), ensure_ascii=False))
        print(name, flush=True)
    (folder / 'reranking.json').write_text(json.dumps(reranking()))
    (folder / 'pooling.json').write_text(json.dumps(pooling()))


if __name__ == '__main__':
    main()
