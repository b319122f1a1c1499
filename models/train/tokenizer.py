"""Stage 3, tokenizer: Unigram with byte fallback over the everyday data (weighted up) and documentation text.

Words are split at white space, punctuation and digits and carry no word-start sign, so that a word keeps its token inside a
compound ("pumpe" in "Wärmepumpe") and in languages written without spaces. Nothing adds special tokens: the app does.
A static vector can only mean something for a whole word: every lexicon word and every English word of the teacher's vocabulary
that Unigram would cut gets a token of its own, scored just above its pieces; so do the words of the synonyms with their inflected forms, and the stems of both (`stems.py`).
Pieces are kept from the tokenizer that ships: trained anew they are others in every run, and so is every figure, by 0.01. `--anew` trains them.
"""
import json, random, re, sys
import numpy as np
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import Unigram
from tokenizers.trainers import UnigramTrainer
from common import *
from stems import stem

VOCABULARY = 48000  # of the Unigram model, before whole words are added
LEXICON_TIMES = 30
HELP_CHARACTERS = 700_000  # per language: enough for common syntax, too little for menu names to crowd out words of the home


def normaliser():
    return normalizers.Sequence([
        normalizers.NFKC(),
        normalizers.Lowercase(),
        # Invisible signs, Arabic vowel signs and tatweel, the combining dot that lower-casing leaves behind "İ".
        normalizers.Replace(Regex('[\u00ad\u200b-\u200f\u2060\ufe0f\u064b-\u0652\u0670\u0640\u0307]'), ''),
        # Spellings that writers use for one another.
        normalizers.Replace(Regex('[أإآٱ]'), 'ا'), normalizers.Replace('ى', 'ي'), normalizers.Replace('ё', 'е'),
        normalizers.Replace(Regex('[‘’ʼ]'), "'"),
    ])


def characters():
    """Characters that deserve a token of their own: the everyday levels of the East Asian standards."""
    found = set()
    for codec, first, last in (('gb2312', 0xB0, 0xD7), ('euc_kr', 0xB0, 0xC8), ('euc_jp', 0xB0, 0xCF), ('euc_jp', 0xA4, 0xA5)):
        for high in range(first, last + 1):
            for low in range(0xA1, 0xFF):
                try:
                    found.add(bytes([high, low]).decode(codec))
                except UnicodeDecodeError:
                    pass
    return found


def corpus():
    random.seed(SEED)
    for concept in lexicon():
        for words in concept:
            for word in words:
                for _ in range(LEXICON_TIMES):
                    yield word
    for identity, questions, answers in pairs():
        if not held_out(identity):
            for text in questions + answers:
                for _ in range(6):
                    yield text
    for name, times in (('cldr.tsv', 4), ('names.tsv', 4)):
        for row in read_tsv(OUT / 'data' / name):
            for cell in row:
                for _ in range(times):
                    yield cell
    rows = read_tsv(OUT / 'data/help.tsv')
    random.shuffle(rows)
    for column in range(len(LANGUAGES)):
        size = 0
        for row in rows:
            if size < HELP_CHARACTERS:
                size += len(row[column])
                yield row[column]
    # Whole English words, the commoner the oftener: the teacher's vocabulary is sorted by frequency.
    for rank, word in enumerate(np.load(OUT / 'teacher.npz')['words']):
        for _ in range(2 + 40000 // (rank + 2000)):
            yield str(word)


def shipped_pieces():
    """-> the special tokens and the sorted pieces of the tokenizer that ships, as `train_pieces` made them"""
    vocabulary = json.loads((STARTER / 'tokenizer.json').read_text('utf8'))['model']['vocab']
    end = len(SPECIALS) + 1
    while vocabulary[end - 1][0] < vocabulary[end][0]:
        end += 1
    return vocabulary[:end]


def train_pieces(tokenizer, vocabulary, texts, alphabet):
    trainer = UnigramTrainer(vocab_size=vocabulary - 256, special_tokens=SPECIALS, unk_token='[UNK]', initial_alphabet=alphabet,
                             max_piece_length=20, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    # The trainer orders pieces of like score at will, and its sums differ in the last digits: sorted and rounded, a rerun is nearly the same.
    pieces = json.loads(tokenizer.to_str())['model']['vocab']
    return pieces[:len(SPECIALS)] + sorted([piece, round(score, 3)] for piece, score in pieces[len(SPECIALS):])


def train(target, vocabulary=VOCABULARY, texts=None, english=(), anew=True):
    tokenizer = Tokenizer(Unigram())
    tokenizer.normalizer = normaliser()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Punctuation('isolated'), pre_tokenizers.Digits(individual_digits=False)])
    alphabet = sorted(characters()) if texts is None else []
    pieces = train_pieces(tokenizer, vocabulary, corpus() if texts is None else texts, alphabet) if anew else shipped_pieces()
    tokenizer.model = Unigram([tuple(piece) for piece in pieces], unk_id=UNK, byte_fallback=False)
    tokenizer.add_special_tokens(SPECIALS)
    spec = json.loads(tokenizer.to_str())
    pieces = spec['model']['vocab'] = [list(piece) for piece in pieces]
    lowest = min(score for _, score in pieces)
    known = {piece for piece, _ in pieces}
    plain = [c for c in alphabet if c not in known and tokenizer.normalizer.normalize_str(c) == c]
    pieces += [[c, lowest - 1] for c in plain]
    pieces += whole_words(tokenizer, dict(pieces), english)
    pieces += [[f'<0x{byte:02X}>', lowest - 5] for byte in range(256)]
    spec['model']['byte_fallback'] = True
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(spec, ensure_ascii=False, separators=(',', ':')), 'utf8')
    tokenizer = Tokenizer.from_file(str(target))
    print(f'{target.name}: {tokenizer.get_vocab_size()} tokens, {target.stat().st_size / 1e6:.1f} MB')
    return tokenizer


def known_words():
    """-> (column of the language, word or short phrase) of lexicon and synonyms"""
    for concept in lexicon():
        for column, words in enumerate(concept):
            for word in words:
                yield column, word
    for column, group in synonyms():
        for word in group:
            yield column, word


def whole_words(tokenizer, score, english):
    """-> [[word or stem, log probability]] of the words that would be cut"""
    split = lambda text: (w for w, _ in tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(text)))
    texts = list(known_words())
    words = dict.fromkeys(w for _, text in texts for w in split(text) if len(w) <= 20)
    words.update(dict.fromkeys(found for column, text in texts for w in split(text) if (found := stem(w, column))))
    words.update(dict.fromkeys(english))
    words = [w for w in words if len(w) > 1 and w not in score and not re.fullmatch(r'[\d\W]+', w)]
    return [[w, sum(score.get(t, -25) for t in e.tokens) + 0.5] for w, e in zip(words, tokenizer.encode_batch(words)) if len(e.ids) > 1]


def report(tokenizer):
    for i, language in enumerate(LANGUAGES):
        words = [w for concept in lexicon() for w in concept[i]]
        whole = sum(len(e.ids) <= len(w.split()) for w, e in zip(words, tokenizer.encode_batch(words)))
        texts = [p[2][i] for p in pairs() if held_out(p[0])]
        pieces = sum(len(e.ids) for e in tokenizer.encode_batch(texts))
        print(f'{language}: {whole / len(words):.2f} of lexicon words whole, {sum(map(len, texts)) / pieces:.2f} characters per token on held-out answers')


if __name__ == '__main__':
    english = [str(w) for w in np.load(OUT / 'teacher.npz')['words']]
    report(train(OUT / 'tokenizer.json', english=english, anew='--anew' in sys.argv))
