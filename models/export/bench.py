"""The PyTorch side of `npm run bench:encoder`: makes a random encoder in Jina's layout, or encodes with it.

    python bench.py make LAYERS HIDDEN FOLDER       model.safetensors, config.json
    python bench.py run LAYERS HIDDEN LENGTHS.json  one JSON line: real tokens a second, best of three rounds, on one thread
"""
import json, sys, time
from pathlib import Path
import torch
from safetensors.torch import save_file
from transformers import JinaEmbeddingsV3Config, JinaEmbeddingsV3Model
from checkpoints import jina_names
from weights import shake, stored_as

LAYERS, HIDDEN = int(sys.argv[2]), int(sys.argv[3])
SHAPE = dict(vocab_size=1000, hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=max(12, HIDDEN // 64), intermediate_size=4 * HIDDEN)


def model():
    config = JinaEmbeddingsV3Config(**SHAPE, max_position_embeddings=8194, type_vocab_size=1, layer_norm_eps=1e-5,
                                    rope_parameters={'rope_type': 'default', 'rope_theta': 10000.0})
    return shake(JinaEmbeddingsV3Model(config, add_pooling_layer=False), 1)


def make(folder):
    folder = Path(folder)
    state = jina_names(stored_as(model(), torch.float32))
    torch.manual_seed(2)
    state['linear.weight'] = torch.randn(128, HIDDEN)
    save_file(state, folder / 'model.safetensors')
    (folder / 'config.json').write_text(json.dumps(SHAPE | dict(layer_norm_eps=1e-5, hidden_act='gelu', rotary_emb_base=10000.0)))


@torch.inference_mode()
def run(file):
    """As sentence-transformers and PyLate do: longest first, 32 to a batch."""
    lengths = sorted(json.loads(Path(file).read_text()), reverse=True)
    encoder, head = model(), torch.randn(HIDDEN, 128)
    best = 0
    for _ in range(3):
        start = time.perf_counter()
        for at in range(0, len(lengths), 32):
            batch = lengths[at:at + 32]
            ids = torch.arange(len(batch) * batch[0]).reshape(len(batch), -1) % 990 + 5
            attention = (torch.arange(batch[0])[None] < torch.tensor(batch)[:, None]).long()
            torch.nn.functional.normalize(encoder(input_ids=ids, attention_mask=attention).last_hidden_state @ head, dim=-1)
        best = max(best, sum(lengths) / (time.perf_counter() - start))
    print(json.dumps(dict(tokensPerSecond=best)))


if __name__ == '__main__':
    torch.set_num_threads(1)
    {'make': make, 'run': run}[sys.argv[1]](sys.argv[4])
