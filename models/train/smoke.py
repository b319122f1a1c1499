"""A small run of the whole pipeline in a temporary folder: closed form over one domain of the lexicon, export, graph checks; where torch is installed,
a few steps of tuning and of the body's distillation. Needs no downloads."""
import importlib.util, os, tempfile


def small_teacher():
    """A body of the teacher's kind, two layers of it, that has learnt nothing."""
    import torch
    from transformers import BertConfig, BertModel
    torch.manual_seed(0)
    return BertModel(BertConfig(vocab_size=300, hidden_size=384, num_hidden_layers=2, num_attention_heads=12, intermediate_size=64, max_position_embeddings=DOCUMENT_LENGTH)).eval()


if __name__ == '__main__':
    with tempfile.TemporaryDirectory() as folder:
        os.environ['STARTER_OUT'], os.environ['STARTER_PART'] = folder, 'home'
        import numpy as np, onnx, static, tokenizer, heads, export, rate, report
        from common import *

        (OUT / 'data').mkdir()
        for name in ('cldr.tsv', 'names.tsv'):
            (OUT / 'data' / name).write_text('')
        # Answers stand in for documentation: they too are translations of one another.
        (OUT / 'data/help.tsv').write_text(''.join('\t'.join(answers) + '\n' for _, _, answers in pairs()), 'utf8')
        rng = np.random.default_rng(SEED)
        empty = np.zeros((0, 384), np.float32)
        # No teacher here: a random vector per context still shows which words share contexts.
        vector = lambda count: rng.standard_normal((count, 384)).astype(np.float32)
        size = len(lexicon())
        np.savez(OUT / 'teacher.npz', concept=vector(size), gloss=vector(size), question=vector(len(pairs())), answer=vector(len(pairs())),
                 cldr=empty, names=empty, one=vector(len(monolingual())), one_text=empty, synonyms=vector(len(synonyms())), words=np.array([], str), word=empty)
        made = tokenizer.train(OUT / 'tokenizer.json', 6000, [w for concept in lexicon() for words in concept for w in words])
        vectors = static.meaning(made, np.load(OUT / 'teacher.npz'), heads.weights(made), set())
        np.savez(OUT / 'static.npz', meaning=vectors)
        closed = heads.encoder()
        graphs = [export.graph(closed)]
        if importlib.util.find_spec('torch'):
            import torch, tune, average
            torch.manual_seed(SEED)
            model = tune.Tuned(closed)
            batches = tune.Batches(made, dict(np.load(OUT / 'teacher.npz')), model)
            questions, passages, *_ = batches.next('pairs')
            asked, shown = ([[i for i in row if i != PAD] for row in side.tolist()] for side in (questions, passages))
            encode = report.encoder(average.run_of(closed), 128, set())
            per_question = np.array([closed['query_weight'][ids].sum() for ids in asked])[:, None]
            with torch.no_grad():
                ours = model.scores(questions, passages, 128).numpy() * per_question
            assert np.allclose(ours, rate.maxsim(encode(asked, True), encode(shown, False)), atol=1e-3), 'tuning scores otherwise than the graph'
            tuned = average.mean(tune.tune(model, batches, 8))
            assert np.isfinite(tuned['table']).all() and np.abs(tuned['table'] - closed['table']).max() > 1e-4, 'tuning moves nothing'
            graphs.append(export.graph(average.mixed(closed, tuned, 0.5)))
        # A body of one small layer that has learnt nothing: the graph is the same.
        body = {'mix_index': rng.integers(0, 300, (made.get_vocab_size(), 4)).astype(np.int16), 'mix_share': np.full((made.get_vocab_size(), 4), .25, np.float32),
                'pieces': rng.standard_normal((300, 384)), 'position': .1 * rng.standard_normal((DOCUMENT_LENGTH, 384))}
        for norm in ('norm', 'layers.0.norm_a', 'layers.0.norm_b'):
            body |= {f'{norm}.weight': np.ones(384, np.float32), f'{norm}.bias': np.zeros(384, np.float32)}
        for name, into, out in (*((kind, 384, 384) for kind in 'qkvo'), ('up', 384, 64), ('down', 64, 384)):
            body |= {f'layers.0.{name}.weight': .05 * rng.standard_normal((out, into)), f'layers.0.{name}.bias': np.zeros(out), f'layers.0.{name}.reach': np.full(into, 4.0)}
        ids = np.concatenate(heads.texts(made, 100))
        parts = body | heads.encoder(ids, rng.standard_normal((len(ids), 384)))
        if importlib.util.find_spec('torch') and importlib.util.find_spec('transformers'):
            import torch, context
            index, share = body['mix_index'], body['mix_share']
            whole = context.Body(small_teacher(), (0, 1), index, share)
            reader = context.Body(small_teacher(), (1,), index, share)
            context.shrink(reader, whole, (1,), heads.texts(made, 20), hidden=32)
            before = reader.layers[0].up.weight.detach().clone()
            context.distil(reader, whole, context.Texts(made), parts['query_weight'], steps=4, tokens=200)
            assert torch.isfinite(reader.layers[0].up.weight).all() and not torch.equal(before, reader.layers[0].up.weight), 'distillation moves nothing'
            context.save(OUT / 'context.npz', reader)
            some = torch.tensor([[CLS, 100, 200, SEP]])
            assert torch.allclose(context.load(OUT / 'context.npz')(some), reader(some)), 'a saved body reads otherwise'
        graphs.append(export.graph(parts))
        for model in graphs:
            onnx.save(model, OUT / 'model.onnx')
            export.ship(OUT / 'model.onnx', OUT / 'tokenizer.json', 'smoke', OUT / 'starter')
            run = report.session(OUT / 'starter/model.onnx')
            report.check(run, made)
            encode = report.encoder(run, 128, set())
            word = lambda text, query: encode([[CLS, Q if query else D, *made.encode(text).ids, SEP]], query)[0]
            score = lambda a, b: (word(a, True) @ word(b, False).T).max(1).sum()
            assert score('kitchen', 'Küche') > score('kitchen', 'Auto'), 'kitchen is not nearer Küche than Auto'
        print('smoke: the pipeline runs and knows a kitchen')
