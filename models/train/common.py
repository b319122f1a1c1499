"""Paths, languages and the everyday data, shared by all stages."""
import os
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = Path(os.environ.get('STARTER_OUT', HERE / 'out'))
PART = os.environ.get('STARTER_PART', '*')  # one domain of the everyday data instead of all, for the smoke run
STARTER = HERE.parent / 'starter'
LANGUAGES = 'en de fr es it pt nl pl ru tr ar hi ja zh ko'.split()
SPECIALS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', '[Q]', '[D]']
PAD, UNK, CLS, SEP, MASK, Q, D = range(7)
QUERY_LENGTH, DOCUMENT_LENGTH = 32, 256
DIMS = (64, 96, 128)
WIDTH = 256   # of the vectors that training works with
TABLE = 128   # numbers per token as shipped
SEED = 20261120


def read_tsv(path):
    with open(path, encoding='utf8') as file:
        return [line.rstrip('\n').split('\t') for line in file]


def lexicon():
    """-> [[words of one concept in language i, ...] x 15]"""
    rows = [row for path in sorted(HERE.glob(f'data/lexicon-{PART}.tsv')) for row in read_tsv(path)]
    return [[[w.strip() for w in cell.split(';') if w.strip()] for cell in row] for row in rows]


def pairs():
    """-> [(id, 15 questions, 15 answers)]"""
    found = {}
    for path in sorted(HERE.glob(f'data/pairs-{PART}.tsv')):
        for identity, kind, *cells in read_tsv(path):
            found.setdefault(identity, {})[kind] = cells
    return [(i, item['q'], item['a']) for i, item in found.items()]


def monolingual():
    """Questions and the passages that answer them in one language -> [(id, column of the language, [questions], [answers])]"""
    found = {}
    for path in sorted(HERE.glob(f'data/one-??-{PART}.tsv')):
        column = LANGUAGES.index(path.name.split('-')[1])
        for line in read_tsv(path):
            identity, kind, text = line
            found.setdefault((identity, column), {'q': [], 'a': []})[kind].append(text)
    return [(identity, column, item['q'], item['a']) for (identity, column), item in found.items()]


def synonyms():
    """Words and short phrases of one language that mean nearly the same, inflected forms among them -> [(column of the language, [words])]"""
    rows = [(LANGUAGES.index(path.stem.split('-')[1]), line[0]) for path in sorted(HERE.glob('data/synonyms-??.tsv')) for line in read_tsv(path)]
    return [(column, [w.strip() for w in cell.split(';') if w.strip()]) for column, cell in rows]


def held_out(pair_id):
    """One pair in eight is never trained on, in all languages or in one."""
    import zlib
    return zlib.crc32(pair_id.encode()) % 8 == 0


def half_of(pair_id):
    """What is held out falls into two halves: 0 chooses, 1 only reports."""
    import zlib
    return zlib.crc32(pair_id.encode()) // 8 % 2
