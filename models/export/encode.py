"""PyLate's own `encode`, from text to vectors, of a random ColBERT in the layout of ColBERTv2.

    python encode.py check FOLDER                        model.safetensors, config.json, tokenizer.json, encode.json, encode.f32
    python encode.py make LAYERS HIDDEN FOLDER           the first three alone, in another size
    python encode.py run FOLDER TEXTS.json THREADS       one JSON line: texts a second, best of three rounds

Runs in PyLate's own environment (requirements-pylate.txt).
"""
import json, logging, sys, time
from pathlib import Path
from tempfile import TemporaryDirectory
import torch
from pylate import models
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast
from transformers.utils.logging import disable_progress_bar
from forms import BERT, TEXTS, wordpiece
from weights import shake, stored_as

DIM = 64


def make(layers, hidden, folder):
    """As Stanford's repositories have it: the transformer under `bert.`, the head as `linear.weight`."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = wordpiece()
    tokenizer.save(str(folder / 'tokenizer.json'))
    config = BertConfig(vocab_size=tokenizer.get_vocab_size(), hidden_size=hidden, num_hidden_layers=layers,
                        num_attention_heads=max(4, hidden // 64), intermediate_size=4 * hidden, max_position_embeddings=320)
    state = stored_as(shake(BertModel(config, add_pooling_layer=False), 1), torch.float16)
    torch.manual_seed(2)
    state = {f'bert.{name}': value for name, value in state.items()} | {'linear.weight': torch.randn(DIM, hidden).half()}
    save_file(state, folder / 'model.safetensors')
    (folder / 'config.json').write_text(json.dumps(config.to_dict()))


def opened(folder):
    """The same weights in PyLate's ColBERT, with the form of ColBERTv2."""
    state = {name: value.float() for name, value in load_file(folder / 'model.safetensors').items()}
    transformer = BertModel(BertConfig(**json.loads((folder / 'config.json').read_text())), add_pooling_layer=False)
    transformer.load_state_dict({name.removeprefix('bert.'): value for name, value in state.items() if name != 'linear.weight'})
    special = {f'{name}_token': f'[{name.upper()}]' for name in ('mask', 'pad', 'cls', 'sep', 'unk')}
    with TemporaryDirectory() as at:
        transformer.save_pretrained(at)
        PreTrainedTokenizerFast(tokenizer_file=str(folder / 'tokenizer.json'), **special).save_pretrained(at)
        model = models.ColBERT(at, embedding_size=DIM, query_prefix=BERT['queryMarker'], document_prefix=BERT['documentMarker'],
                               query_length=BERT['queryLength'], document_length=BERT['documentLength'], device='cpu')
    model[1].linear.weight.data = state['linear.weight']
    # A sign without a piece is none that could be skipped; PyLate's list would drop unknown words for it.
    model.skiplist = [id for id in model.skiplist if id != model.tokenizer.unk_token_id]
    return model.eval()


def check(folder):
    make(2, 64, folder)
    model = opened(folder)
    vectors = {kind: model.encode(TEXTS, is_query=kind == 'queries', show_progress_bar=False) for kind in ('queries', 'documents')}
    rows = {kind: [len(each) for each in found] for kind, found in vectors.items()}
    (folder / 'encode.f32').write_bytes(b''.join(each.astype('<f4').tobytes() for found in vectors.values() for each in found))
    (folder / 'encode.json').write_text(json.dumps(dict(form=BERT, dim=DIM, texts=TEXTS, rows=rows), ensure_ascii=False))


def run(folder, texts):
    model = opened(folder)
    model.document_length = 300
    best = 0
    for _ in range(3):
        start = time.perf_counter()
        model.encode(texts, batch_size=32, is_query=False, show_progress_bar=False)
        best = max(best, len(texts) / (time.perf_counter() - start))
    print(json.dumps(dict(textsPerSecond=best)))


if __name__ == '__main__':
    logging.disable(logging.WARNING)
    disable_progress_bar()
    match sys.argv[1:]:
        case ['check', folder]:
            check(Path(folder))
        case ['make', layers, hidden, folder]:
            make(int(layers), int(hidden), Path(folder))
        case ['run', folder, texts, threads]:
            torch.set_num_threads(int(threads))
            run(Path(folder), json.loads(Path(texts).read_text()))
