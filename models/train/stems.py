"""Stems: what the inflected forms of a word have in common (Snowball, package snowballstemmer, BSD).

Unigram cuts a form that it has not met as its counts like, and the pieces mean whatever they met by chance. Where the stem of a known word is a token
too, with the word's meaning, "квартиру" reads as "квартир" and an ending that counts little.
"""
import functools
import snowballstemmer
from common import LANGUAGES

NAMES = {'de': 'german', 'fr': 'french', 'es': 'spanish', 'it': 'italian', 'pt': 'portuguese', 'nl': 'dutch', 'pl': 'polish', 'ru': 'russian', 'tr': 'turkish', 'ar': 'arabic',
         'hi': 'hindi'}
SHORTEST = 4  # letters of a stem: shorter ones begin too many other words


@functools.cache
def stemmer(name):
    return snowballstemmer.stemmer(name).stemWord


def stem(word, column):
    """word: normalised, of the language of the column -> what it begins with in all its forms, or None"""
    name = NAMES.get(LANGUAGES[column])
    found = stemmer(name)(word) if name else ''
    return found if SHORTEST <= len(found) < len(word) and word.startswith(found) else None


def with_stems(tokenizer, text, column):
    """-> the text followed by those stems of its words that are tokens: they share its weight"""
    parts = [part for part, _ in tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(text))]
    return ' '.join([text, *(found for part in parts if (found := stem(part, column)) and tokenizer.token_to_id(found) is not None)])
