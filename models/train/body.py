"""The transformer of the encoder (`context.py`) as ONNX nodes: int8 weights and activations, or float32.

A token's activations are scaled by constants measured beforehand, never by what else is in the batch: a passage has the same vectors alone
and beside another. Between activations and weights the range is shared out channel by channel (SmoothQuant, Xiao et al. 2023, alpha 0.5).
"""
import numpy as np
from common import *

HEADS = 12


def smooth(weight, reach):
    """weight [in, out], reach [in]: how far each input goes -> what to divide each input by [in]"""
    return np.sqrt(np.maximum(reach, 1e-4) / np.maximum(np.abs(weight).max(1), 1e-6))


def read(parts, constant, node, split, int8):
    """Adds the transformer to a graph that has input_ids and mask_float [batch, n]; -> name of its output [batch, n, 384]"""
    pieces = parts['pieces'].astype(np.float32)
    scale = np.abs(pieces).max(1, keepdims=True) / 127 if int8 else np.ones((len(pieces), 1), np.float32)
    constant('pieces', np.round(pieces / np.maximum(scale, 1e-12)).astype(np.int8) if int8 else pieces)
    constant('mix_index', parts['mix_index'])
    constant('mix_share', (parts['mix_share'] * scale[parts['mix_index'], 0]).astype(np.float16))
    constant('position', parts['position'].astype(np.float32))
    # Which tokens the body reads: not padding, markers and masks. They keep their places: [CLS] 0, the first word 1.
    constant('no_words', np.array([Q, D, MASK], np.int64)), constant('axis_last', np.array([-1], np.int64))
    constant('axes_keys', np.array([1, 2], np.int64)), constant('far', np.float32(-1e4)), constant('zero', np.int64(0)), constant('last', np.int64(len(parts['position']) - 1))
    node('Unsqueeze', ['input_ids', 'axis_last'], 'ids_once')
    node('Equal', ['ids_once', 'no_words'], 'is_no_word')
    node('Cast', ['is_no_word'], 'no_word_each', to=FLOAT)
    node('ReduceMax', ['no_word_each'], 'no_word', axes=[2], keepdims=0)
    node('Sub', ['unit', 'no_word'], 'may_be_read')
    node('Mul', ['may_be_read', 'mask_float'], 'is_read')
    node('Cast', ['is_read'], 'is_read_whole', to=INT64)
    constant('axis_sequence', np.int64(1))
    node('CumSum', ['is_read_whole', 'axis_sequence'], 'count')
    node('Sub', ['count', 'one'], 'place_any')
    node('Max', ['place_any', 'zero'], 'place_least')
    node('Min', ['place_least', 'last'], 'place')
    node('Sub', ['unit', 'is_read'], 'not_read')
    node('Mul', ['not_read', 'far'], 'bias_flat')
    node('Unsqueeze', ['bias_flat', 'axes_keys'], 'bias')
    node('Gather', ['mix_index', 'input_ids'], 'mix_stored', axis=0)
    node('Cast', ['mix_stored'], 'mix', to=INT32)
    node('Gather', ['pieces', 'mix'], 'mixed_stored', axis=0)
    node('Cast', ['mixed_stored'], 'mixed_rows', to=FLOAT)
    node('Gather', ['mix_share', 'input_ids'], 'share_stored', axis=0)
    node('Cast', ['share_stored'], 'share', to=FLOAT)
    node('Unsqueeze', ['share', 'axis_last'], 'share_each')
    node('Mul', ['mixed_rows', 'share_each'], 'mixed_parts')
    constant('axis_mix', np.array([2], np.int64))
    node('ReduceSum', ['mixed_parts', 'axis_mix'], 'mixed', keepdims=0)
    node('Gather', ['position', 'place'], 'placed', axis=0)
    node('Add', ['mixed', 'placed'], 'entry')
    norm = lambda name, source, output: node('LayerNormalization', [source, constant(f'{name}.weight', parts[f'{name}.weight']), constant(f'{name}.bias', parts[f'{name}.bias'])],
                                             output, axis=-1, epsilon=1e-12)
    x = norm('norm', 'entry', 'layer_in')
    constant('split_heads', np.array([0, 0, HEADS, 384 // HEADS], np.int64)), constant('join_heads', np.array([0, 0, 384], np.int64))
    count = sum(name.endswith('.q.weight') for name in parts)
    for i in range(count):
        name = f'layers.{i}'
        dense = lambda kind, source: linear(parts, f'{name}.{kind}', source, constant, node, int8)
        heads = {}
        three = [f'{name}.{kind}' for kind in 'qkv']
        split(dense('qkv', x), three)
        for kind, order in (('q', (0, 2, 1, 3)), ('k', (0, 2, 3, 1)), ('v', (0, 2, 1, 3))):
            node('Reshape', [f'{name}.{kind}', 'split_heads'], f'{name}.{kind}_split')
            heads[kind] = node('Transpose', [f'{name}.{kind}_split'], f'{name}.{kind}_heads', perm=order)
        node('MatMul', [heads['q'], heads['k']], f'{name}.products')
        node('Add', [f'{name}.products', 'bias'], f'{name}.products_read')
        node('Softmax', [f'{name}.products_read'], f'{name}.attention', axis=-1)
        node('MatMul', [f'{name}.attention', heads['v']], f'{name}.seen')
        node('Transpose', [f'{name}.seen'], f'{name}.seen_turned', perm=(0, 2, 1, 3))
        node('Reshape', [f'{name}.seen_turned', 'join_heads'], f'{name}.seen_joined')
        node('Add', [dense('o', f'{name}.seen_joined'), x], f'{name}.attended')
        middle = norm(f'{name}.norm_a', f'{name}.attended', f'{name}.middle')
        node('Gelu', [dense('up', middle)], f'{name}.units', domain='com.microsoft')
        node('Add', [dense('down', f'{name}.units'), middle], f'{name}.fed')
        x = norm(f'{name}.norm_b', f'{name}.fed', f'{name}.out')
    return x


FLOAT, INT32, INT64 = 1, 6, 7


def linear(parts, name, source, constant, node, int8):
    """source @ weight + bias. int8: source over `smooth`, rounded to steps of its reach, times int8 weight columns."""
    # Queries, keys and values in one product; the queries already divided by the root of a head's width.
    names = [name] if not name.endswith('.qkv') else [name[:-3] + kind for kind in 'qkv']
    weight, bias = (np.concatenate([parts[f'{n}.{kind}'].T.astype(np.float32) for n in names], -1) for kind in ('weight', 'bias'))
    if len(names) > 1:
        weight[:, :384] /= (384 / HEADS) ** 0.5
        bias[:384] /= (384 / HEADS) ** 0.5
    if not int8:
        node('MatMul', [source, constant(f'{name}.weight', weight)], f'{name}.product')
        return node('Add', [f'{name}.product', constant(f'{name}.bias', bias)], f'{name}.result')
    reach = parts[f'{names[0]}.reach']
    divide = smooth(weight, reach)
    weight = weight * divide[:, None]
    step = float((reach / divide).max()) / 127
    # Seven bits: processors without VNNI add two products in 16 bits.
    column = np.abs(weight).max(0) / 63
    # Divided first, then one step for all: a step per channel inside QuantizeLinear is several times slower.
    node('Mul', [source, constant(f'{name}.share', (1 / divide).astype(np.float32))], f'{name}.even')
    node('QuantizeLinear', [f'{name}.even', constant(f'{name}.one_step', np.float32(step)), constant(f'{name}.zero', np.uint8(128))], f'{name}.rounded')
    constant(f'{name}.weight', np.round(weight / column).astype(np.int8))
    constant(f'{name}.column', column.astype(np.float32))
    constant(f'{name}.zero_weight', np.zeros(len(column), np.int8)), constant(f'{name}.bias', bias)
    return node('MatMulIntegerToFloat', [f'{name}.rounded', f'{name}.weight', f'{name}.one_step', f'{name}.column', f'{name}.zero', f'{name}.zero_weight', f'{name}.bias'],
                f'{name}.result', domain='com.microsoft')
