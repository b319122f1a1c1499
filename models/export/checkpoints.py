"""Random checkpoints of every architecture, and what the public implementations make of them.

    python checkpoints.py FOLDER [--long]

Writes one folder per checkpoint: model.safetensors, config.json, reference.json and reference.f32 (unit vectors of every
head, one sequence after the other). core/encoder/graph/parity.ts builds our graph from the first two and compares with the rest.
Weights are stored as the real checkpoints store theirs (16 bits) and the reference computes with the stored numbers in fp32.
"""
import argparse, json
from pathlib import Path
import numpy as np
import torch
from safetensors.torch import save_file
from transformers import (BertConfig, BertModel, JinaEmbeddingsV3Config, JinaEmbeddingsV3Model, ModernBertConfig, ModernBertModel,
                          XmodConfig, XmodModel)
from weights import shake, stored_as

HIDDEN, LAYERS, HEADS, INNER, VOCABULARY = 64, 3, 4, 96, 320
DIMS = (32, 16)
# Of an encoder of its real width.
PUBLISHED_DIMS = (128, 64)


def jina_names(state):
    """The names of jinaai/xlm-roberta-flash-implementation, as transformers' conversion_mapping.py has them."""
    renamed = {}
    for name, value in state.items():
        if 'q_proj' in name:
            parts = [state[name.replace('q_proj', part)] for part in ('q_proj', 'k_proj', 'v_proj')]
            name, value = name.replace('self_attn.q_proj', 'mixer.Wqkv'), torch.cat(parts)
        elif 'k_proj' in name or 'v_proj' in name or 'rotary_emb' in name:
            continue
        for ours, theirs in (('embeddings.LayerNorm', 'emb_ln'), ('layers.', 'encoder.layers.'), ('self_attn.o_proj', 'mixer.out_proj'),
                             ('post_attention_layernorm', 'norm1'), ('post_mlp_layernorm', 'norm2')):
            name = name.replace(ours, theirs)
        renamed[f'roberta.{name}'] = value
    return renamed


def bert(long):
    config = BertConfig(vocab_size=VOCABULARY, hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
                        intermediate_size=INNER, max_position_embeddings=320)
    model = shake(BertModel(config, add_pooling_layer=False), 1)
    state = stored_as(model, torch.float16)
    yield 'bert', model, {f'bert.{n}': v for n, v in state.items()}, config.to_dict(), [5, 32, 300], {}


def jina(long):
    for base in (10000.0, 20000.0):
        config = JinaEmbeddingsV3Config(vocab_size=VOCABULARY, hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
                                        intermediate_size=INNER, max_position_embeddings=8194, type_vocab_size=1, layer_norm_eps=1e-5,
                                        rope_parameters={'rope_type': 'default', 'rope_theta': base})
        model = shake(JinaEmbeddingsV3Model(config, add_pooling_layer=False), 2)
        state = stored_as(model, torch.float16 if base == 10000.0 else torch.bfloat16)
        published = dict(hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=HEADS, intermediate_size=INNER,
                         layer_norm_eps=1e-5, hidden_act='gelu', rotary_emb_base=base, vocab_size=VOCABULARY)
        yield f'xlm-roberta-rotary-{base:.0f}', model, jina_names(state), published, [5, 32, 300] + [1024, 8192] * long, {}
        if not long:
            return


def modernbert(long):
    yield modernbert_of('modernbert', LAYERS + 1, HIDDEN, HEADS, INNER, VOCABULARY, 32, [5, 32, 300] + [1024, 8192] * long)
    if long:
        # GTE-ModernColBERT's shape, and the same in a sixteenth of the width: errors grow with layers, and shrink with width.
        yield modernbert_of('modernbert-22x64', 22, HIDDEN, HEADS, INNER, VOCABULARY, 32, [5, 32, 120, 300])
        yield modernbert_of('modernbert-22x768', 22, 768, 12, 1152, 50370, 128, [5, 32, 120, 300])


def modernbert_of(name, layers, hidden, heads, inner, vocabulary, local, lengths):
    config = ModernBertConfig(vocab_size=vocabulary, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads,
                              intermediate_size=inner, local_attention=local, global_attn_every_n_layers=3, pad_token_id=0,
                              bos_token_id=1, eos_token_id=2, cls_token_id=1, sep_token_id=2)
    model = shake(ModernBertModel(config), 3)
    state = {n: v for n, v in stored_as(model, torch.bfloat16).items() if 'inv_freq' not in n}
    # The published configurations are of transformers 4: rope_theta under its old names.
    published = {key: getattr(config, key) for key in ('hidden_size', 'num_hidden_layers', 'num_attention_heads', 'norm_eps',
                                                       'hidden_activation', 'local_attention')}
    published |= dict(global_attn_every_n_layers=3, global_rope_theta=160000.0, local_rope_theta=10000.0)
    return name, model, state, published, lengths, {}


def xmod(long):
    for variant, options in enumerate([dict(adapter_reuse_layer_norm=True, ln_before_adapter=True),
                                       dict(adapter_layer_norm=True, ln_before_adapter=False, adapter_reuse_layer_norm=False, pre_norm=True)]):
        config = XmodConfig(vocab_size=VOCABULARY, hidden_size=HIDDEN, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
                            intermediate_size=INNER, max_position_embeddings=320, type_vocab_size=1, languages=['en_XX', 'de_DE'], **options)
        model = shake(XmodModel(config, add_pooling_layer=False), 4 + variant)
        for language in ('en_XX', 'de_DE'):
            model.set_default_language(language)
            state = stored_as(model, torch.float32)
            yield (f'xmod-{variant}-{language}', model, {f'roberta.{n}': v for n, v in state.items()}, config.to_dict(), [5, 32, 300],
                   dict(language=language))
        if not long:
            return


@torch.no_grad()
def encode(model, ids, attention, heads):
    """[sequences x length] -> one [sequences x length x dim] a head, unit length"""
    hidden = model(input_ids=torch.tensor(ids), attention_mask=torch.tensor(attention)).last_hidden_state
    return [torch.nn.functional.normalize(hidden @ head.T, dim=-1).numpy() for head in heads]


def write(folder, name, architecture, model, state, config, lengths, extra):
    at = folder / name
    at.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(7)
    torch.manual_seed(9)
    dims = DIMS if model.config.hidden_size == HIDDEN else PUBLISHED_DIMS
    heads = [torch.randn(dim, model.config.hidden_size) for dim in dims]
    state = dict(state)
    state['linear.weight'] = heads[0].to(torch.float32)
    state['linear_small.weight'] = heads[1].to(torch.float32)
    save_file(state, at / 'model.safetensors')
    (at / 'config.json').write_text(json.dumps(config))
    sequences, vectors = [], []
    # Half of them as queries of ColBERTv2: the end is there, but not attended.
    for length, attended in [(length, length) for length in lengths] + [(32, 9)]:
        ids = [int(i) for i in random.integers(5, model.config.vocab_size, length)]
        attention = [1] * attended + [0] * (length - attended)
        found = encode(model, [ids], [attention], heads)
        # A row whose whole surroundings are unattended means nothing; only encoders without masks look at surroundings.
        compared = attended if architecture == 'modernbert' else length
        sequences.append(dict(ids=ids if length <= 300 else None, length=length, attended=attended, compared=compared))
        if length > 300:
            # Long ones are told by a rule instead of a list.
            ids = [5 + (i * 7919) % (model.config.vocab_size - 5) for i in range(length)]
            found = encode(model, [ids], [attention], heads)
        vectors += [rows[0].astype('<f4').tobytes() for rows in found]
    (at / 'reference.f32').write_bytes(b''.join(vectors))
    reference = dict(name=name, architecture=architecture, dims=dims, vocabulary=model.config.vocab_size, sequences=sequences, **extra)
    (at / 'reference.json').write_text(json.dumps(reference))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('folder', type=Path)
    arguments.add_argument('--long', action='store_true', help='lengths 1024 and 8192 as well, and more variants')
    asked = arguments.parse_args()
    torch.set_num_threads(1)
    for architecture, make in {'bert': bert, 'xlm-roberta-rotary': jina, 'modernbert': modernbert, 'xmod': xmod}.items():
        for name, model, state, config, lengths, extra in make(asked.long):
            write(asked.folder, name, architecture, model, state, config, lengths, extra)
            print(name, flush=True)


if __name__ == '__main__':
    main()
