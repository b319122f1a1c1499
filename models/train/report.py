"""Stage 9, report: padding, speed and ranking figures of a finished ONNX encoder, and of the search around it.

  report.py [FOLDER]     MaxSim alone: heads, int8 against fp32 (where FOLDER has model-fp32.onnx), pooling of tokens, languages
  report.py --product    the shipped encoder in the search itself: by meaning, hybrid and BM25 alone, by kind and language

FOLDER holds model.onnx and tokenizer.json: out/, or ../starter when not given.
"""
import json, os, subprocess, sys, tempfile, time
import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer
from common import *
from scipy.cluster.hierarchy import fcluster, linkage
from rate import Development, Pairs, bm25, maxsim, skipped


def session(model):
    """model: a path, or the graph's bytes"""
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(model if isinstance(model, bytes) else str(model), options, providers=['CPUExecutionProvider'])


def encoder(run, dim, skip):
    def encode(batch, is_query):
        out = []
        for ids in batch:
            x = np.array([ids], np.int64)
            v = run.run([f'emb_{dim}'], {'input_ids': x, 'attention_mask': np.ones_like(x)})[0][0]
            out.append(v if is_query else v[[i for i, t in enumerate(ids) if t not in skip]])
        return out
    return encode


def check(run, tokenizer):
    texts = ['Wo ist der Schlüssel?', 'The spare key hangs behind the door of the cellar, next to the meter.', '鍵は地下室にあります']
    ids = [[CLS, D, *tokenizer.encode(t).ids, SEP] for t in texts]
    longest = max(map(len, ids))
    x = np.array([i + [PAD] * (longest - len(i)) for i in ids], np.int64)
    mask = np.array([[1] * len(i) + [0] * (longest - len(i)) for i in ids], np.int64)
    for dim in DIMS:
        together = run.run([f'emb_{dim}'], {'input_ids': x, 'attention_mask': mask})[0]
        for row, i in enumerate(ids):
            one = np.array([i], np.int64)
            alone = run.run([f'emb_{dim}'], {'input_ids': one, 'attention_mask': np.ones_like(one)})[0][0]
            assert np.abs(together[row, :len(i)] - alone).max() < 1e-5, 'padding changes vectors'
            assert np.abs(np.linalg.norm(alone, axis=1) - 1).max() < 1e-4, 'not unit length'
            assert not together[row, len(i):].any(), 'padding is not zero'


def speed(run):
    x = np.random.default_rng(0).integers(7, 30000, (4, 128))
    feed = {'input_ids': x, 'attention_mask': np.ones_like(x)}
    best = 1e9
    for _ in range(20):
        start = time.perf_counter()
        run.run(['emb_128'], feed)
        best = min(best, time.perf_counter() - start)
    return x.size / best


def query_time(run):
    """-> milliseconds, median of 50"""
    x = np.array([[CLS, Q, *range(1000, 1028), SEP, MASK]])
    times = []
    for _ in range(50):
        start = time.perf_counter()
        run.run(['emb_128'], {'input_ids': x, 'attention_mask': np.ones_like(x)})
        times.append(time.perf_counter() - start)
    return 1000 * float(np.median(times))


def pooled(vectors, factor):
    """Ward's linkage on 1 - cosine, one mean per cluster, for a document's vectors; the first ([CLS]) is not touched."""
    rest = vectors[1:]
    count = max(len(rest) // factor, 1)
    if count >= len(rest):
        return vectors
    distance = np.maximum(1 - rest @ rest.T, 0)
    tree = linkage(distance[np.triu_indices(len(rest), 1)], 'ward')
    label = fcluster(tree, count, 'maxclust')
    means = [rest[label == c].mean(0) for c in np.unique(label)]
    return np.vstack([vectors[:1], *means])


def row(title, values):
    print(f'| {title:28s} | ' + ' | '.join(f'{v:.3f}' for v in values) + ' |', flush=True)


def alone(folder):
    tokenizer = Tokenizer.from_file(f'{folder}/tokenizer.json')
    run = session(f'{folder}/model.onnx')
    check(run, tokenizer)
    print(f'{speed(run):,.0f} document tokens/s and {query_time(run):.2f} ms per query on one thread\n')
    development, held, skip = Development(tokenizer), Pairs(tokenizer), skipped(tokenizer)
    columns = ('all', 'own', 'cross', 'en', 'paraphrase', 'par-all', 'en-par')
    print('nDCG@10 by MaxSim alone | ' + ' | '.join(columns) + ' | held-out same, cross')
    row('BM25 over the same tokens', [development.measure(bm25(development))[c] for c in columns])
    variants = {'': run}
    if Path(f'{folder}/model-fp32.onnx').exists():
        variants[' fp32'] = session(f'{folder}/model-fp32.onnx')
    for dim in reversed(DIMS):
        for name, runs in variants.items():
            encode = encoder(runs, dim, skip)
            queries, documents = encode(development.ids, True), encode(development.passages, False)
            report, pairs_report = development.measure(maxsim(queries, documents)), held.measure(encode)
            row(f'head {dim}{name or " int8"}', [report[c] for c in columns] + [pairs_report['same'], pairs_report['cross']])
            if name:
                continue
            by_language = [(l, np.mean([v for v, q in zip(development.values, development.queries) if q['lang'] == l])) for l in LANGUAGES]
            for factor in (2, 3):
                report = development.measure(maxsim(queries, [pooled(d, factor) for d in documents]))
                row(f'head {dim} int8, pooled by {factor}', [report[c] for c in columns])
            print(f'  head {dim} by language of the query:', ', '.join(f'{l} {v:.3f}' for l, v in by_language))


def evaluate(queries, dim):
    """-> {mode: {group: nDCG@10 and more}}"""
    command = ['node', 'build/kenning.mjs', 'evaluate', '--queries', str(queries), '--documents', f"{os.environ['DEVELOPMENT']}/home", '--dim', str(dim), '--json']
    done = subprocess.run(command, cwd=HERE.parent.parent, check=True, capture_output=True, text=True)
    return {e['mode']: {'all': e['all'], **e['groups']} for e in json.loads(done.stdout)['evaluations']}


def product():
    """The product indexes the folder's real files and asks every query in every mode: exact is BM25 alone."""
    queries = Path(os.environ['DEVELOPMENT']) / 'queries.jsonl'
    with tempfile.TemporaryDirectory() as folder:
        english = Path(folder) / 'queries.jsonl'
        lines = [l for l in queries.read_text('utf8').splitlines() if json.loads(l)['lang'] == 'en' and not json.loads(l)['cross']]
        english.write_text('\n'.join(lines) + '\n', 'utf8')
        for title, file, dims in (('all', queries, DIMS[::-1]), ('English in English files', english, (128,))):
            for dim in dims:
                modes = evaluate(file, dim)
                print(f'\n| {title}, head {dim} | queries | meaning alone | hybrid | BM25 alone |\n| --- | --- | --- | --- | --- |')
                for group, scores in modes['meaning'].items():
                    if group != 'all' and scores['queries'] == modes['meaning']['all']['queries']:
                        continue  # the same queries under another name
                    row(f"{group} | {scores['queries']}", [modes[m][group]['ndcg10'] for m in ('meaning', 'hybrid', 'exact')])


if __name__ == '__main__':
    if '--product' in sys.argv:
        product()
    else:
        alone(sys.argv[1] if len(sys.argv) > 1 else STARTER)
