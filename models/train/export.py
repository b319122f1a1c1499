"""Stage 8, export: writes the encoder as one ONNX graph of primitive operations, and model.json.

A token's row of the table goes through the head of the wanted size and is L2-normalised to u. Where the encoder has a body (`body.py`), what that
makes of the token in its text goes into the head beside the row. The text's topic is the weighted mean
of its tokens' u, normalised: one attention pooling with fixed weights. In context v = normalise(u + blend * topic), where documents blend more
than queries. Two reserved dimensions per head carry a weight without giving up unit length:

  query token     [ weight * v, sqrt(1 - weight^2), 0 ]
  document token  [ weight * v, 0, sqrt(1 - weight^2) ]

so that query . document = weight_q * weight_d * (v . v'): a frequent word counts little, and special tokens (weight 0) nothing.
Rows of the table are int8: a row's scale is lost in the normalisation anyway.
"""
import hashlib, json, shutil, sys
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from body import read
from common import *


def quantise(table):
    scale = np.abs(table).max(1, keepdims=True) / 127
    return np.round(table / np.maximum(scale, 1e-12)).astype(np.int8)


def graph(parts, int8=True):
    """parts: table [V, 128], query_weight, document_weight, topic_weight [V], blend [query, document], head_D [128, D - 2] -> ModelProto.
    With a body: head_D [512, D - 2], and what `body.read` needs."""
    table = parts['table']
    nodes, constants = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(kind, inputs, output, domain='', **attributes):
        nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def split(source, outputs):
        nodes.append(helper.make_node('Split', [source], outputs, name=f'{source}_split', axis=2))

    constant('table', quantise(table) if int8 else table.astype(np.float32))
    for name in ('query_weight', 'document_weight', 'topic_weight'):
        constant(name, parts[name].astype(np.float32)[:, None])
    constant('blend_query', np.float32(parts['blend'][0])), constant('blend_document', np.float32(parts['blend'][1]))
    constant('axis1', np.array([1], np.int64))
    constant('one', np.int64(1)), constant('marker', np.int64(Q))
    constant('unit', np.float32(1)), constant('tiny', np.float32(1e-9))
    node('Gather', ['table', 'input_ids'], 'rows_stored', axis=0)
    node('Cast', ['rows_stored'], 'rows', to=TensorProto.FLOAT)
    # The marker after [CLS] says whether this is a query: [batch, 1, 1].
    node('Gather', ['input_ids', 'one'], 'second', axis=1)
    node('Equal', ['second', 'marker'], 'query_flat')
    constant('axes12', np.array([1, 2], np.int64)), constant('axis2', np.array([2], np.int64))
    node('Unsqueeze', ['query_flat', 'axes12'], 'is_query')
    node('Gather', ['query_weight', 'input_ids'], 'weight_query', axis=0)
    node('Gather', ['document_weight', 'input_ids'], 'weight_document', axis=0)
    node('Where', ['is_query', 'weight_query', 'weight_document'], 'weight')
    node('Mul', ['weight', 'weight'], 'weight_squared')
    node('Sub', ['unit', 'weight_squared'], 'rest_squared')
    node('Sqrt', ['rest_squared'], 'rest')
    node('Cast', ['is_query'], 'query_share', to=TensorProto.FLOAT)
    node('Sub', ['unit', 'query_share'], 'document_share')
    node('Mul', ['rest', 'query_share'], 'rest_query')
    node('Mul', ['rest', 'document_share'], 'rest_document')
    node('Cast', ['attention_mask'], 'mask_float', to=TensorProto.FLOAT)
    node('Unsqueeze', ['mask_float', 'axis2'], 'mask')
    node('Gather', ['topic_weight', 'input_ids'], 'topic_weight_any', axis=0)
    node('Mul', ['topic_weight_any', 'mask'], 'topic_weight_here')
    node('Where', ['is_query', 'blend_query', 'blend_document'], 'blend')

    def normalise(name, output):
        node('ReduceL2', [name], f'{output}_length', axes=[2], keepdims=1)
        node('Max', [f'{output}_length', 'tiny'], f'{output}_length_safe')
        node('Div', [name, f'{output}_length_safe'], output)

    source = 'rows'
    if 'pieces' in parts:
        # What a token means alone and what it means here, side by side.
        normalise('rows', 'alone')
        normalise(read(parts, constant, node, split, int8), 'here')
        source = node('Concat', ['alone', 'here'], 'both', axis=2)
    for dim in DIMS:
        constant(f'head_{dim}', parts[f'head_{dim}'].astype(np.float32))
        node('MatMul', [source, f'head_{dim}'], f'projected_{dim}')
        normalise(f'projected_{dim}', f'token_{dim}')
        node('Mul', [f'token_{dim}', 'topic_weight_here'], f'part_{dim}')
        node('ReduceSum', [f'part_{dim}', 'axis1'], f'sum_{dim}', keepdims=1)
        normalise(f'sum_{dim}', f'topic_{dim}')
        node('Mul', [f'topic_{dim}', 'blend'], f'context_{dim}')
        node('Add', [f'token_{dim}', f'context_{dim}'], f'blended_{dim}')
        normalise(f'blended_{dim}', f'direction_{dim}')
        node('Mul', [f'direction_{dim}', 'weight'], f'content_{dim}')
        node('Concat', [f'content_{dim}', 'rest_query', 'rest_document'], f'whole_{dim}', axis=2)
        node('Mul', [f'whole_{dim}', 'mask'], f'emb_{dim}')
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ['batch', 'sequence']) for n in ('input_ids', 'attention_mask')]
    outputs = [helper.make_tensor_value_info(f'emb_{d}', TensorProto.FLOAT, ['batch', 'sequence', d]) for d in DIMS]
    model = helper.make_model(helper.make_graph(nodes, 'starter', inputs, outputs, constants),
                              opset_imports=[helper.make_opsetid('', 17), helper.make_opsetid('com.microsoft', 1)], producer_name='kenning')
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    return model


def ship(model_path, tokenizer_path, revision, target=STARTER):
    """Puts model and tokenizer in place and writes model.json with their sizes and hashes."""
    target.mkdir(parents=True, exist_ok=True)
    files = []
    for source, name in ((model_path, 'model.onnx'), (tokenizer_path, 'tokenizer.json')):
        data = open(source, 'rb').read()
        temporary = target / (name + '.new')
        temporary.write_bytes(data)
        temporary.rename(target / name)
        files.append({'path': name, 'bytes': len(data), 'sha256': hashlib.sha256(data).hexdigest()})
    card = {
        'id': 'starter', 'name': 'Kenning Starter', 'revision': revision, 'licence': LICENCE,
        'languages': 'English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Turkish, Arabic, Hindi, Japanese, Chinese, Korean',
        'description': 'A small, fast encoder for 15 everyday languages that comes with Kenning.',
        'dims': list(DIMS), 'queryMarker': '[Q]', 'documentMarker': '[D]', 'queryLength': QUERY_LENGTH,
        'documentLength': DOCUMENT_LENGTH, 'maskToken': '[MASK]', 'skiplist': 'punctuation', 'files': files}
    (target / 'model.json').write_text(json.dumps(card, ensure_ascii=False, indent=2) + '\n', 'utf8')
    print(f'{target.name}: {sum(f["bytes"] for f in files) / 1e6:.1f} MB')


LICENCE = 'Apache-2.0'

if __name__ == '__main__':
    parts = dict(np.load(OUT / 'encoder.npz'))
    onnx.save(graph(parts), OUT / 'model.onnx')
    onnx.save(graph(parts, int8=False), OUT / 'model-fp32.onnx')
    if len(sys.argv) > 1:
        ship(OUT / 'model.onnx', OUT / 'tokenizer.json', sys.argv[1])
