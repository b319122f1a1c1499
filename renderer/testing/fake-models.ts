import type { Model } from '../../core/contract/engine.ts'

/** Encoders as the real catalogue has them, in short. */
export const someModels: readonly Model[] = [
  {
    id: 'starter',
    name: 'Kenning Starter',
    licence: 'Apache-2.0',
    languages:
      'English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Turkish, Arabic, Hindi, Japanese, Chinese, Korean',
    dims: [64, 96, 128],
    bytes: 34_400_000,
    state: 'bundled',
    description: 'A small, fast encoder for 15 everyday languages that comes with Kenning.',
    quality: [],
    losses: [
      { dim: 64, against: 128, share: 0.0139, metric: 'nDCG@10', source: 'models/starter/README.md' },
      { dim: 96, against: 128, share: 0.0127, metric: 'nDCG@10', source: 'models/starter/README.md' },
    ],
  },
  {
    id: 'jina-colbert-v2',
    name: 'Jina ColBERT v2',
    licence: 'CC-BY-NC-4.0',
    languages: '89 languages',
    dims: [64, 128],
    bytes: 1_119_027_888,
    state: 'available',
    description: 'The encoder Kenning is built around: the best meaning across languages, on a graphics card or with patience.',
    consent:
      'Free for private, educational and other non-commercial use, with the author named. For use in a business, ask Jina AI for a licence.',
    quality: [
      { benchmark: 'BEIR (14 sets)', metric: 'nDCG@10', value: 0.531, source: "the model's paper" },
      { benchmark: 'MIRACL dev (18 languages)', metric: 'nDCG@10', value: 0.623, source: "the model's paper" },
    ],
    losses: [{ dim: 64, against: 128, share: 0.0159, metric: 'nDCG@10', source: "the model's paper" }],
  },
  {
    id: 'mlateon',
    name: 'mLateOn',
    licence: 'Apache-2.0',
    languages: 'English, French, German, Italian, Spanish, Portuguese, Swedish, Norwegian, Arabic; others untrained',
    dims: [128],
    bytes: null,
    state: 'available',
    description: 'As strong as Jina ColBERT v2, reads long texts, and free for use in a business.',
    quality: [{ benchmark: 'BEIR', metric: 'nDCG@10', value: 0.5756, source: "the model's card" }],
    losses: [],
  },
  {
    id: 'colbertv2',
    name: 'ColBERTv2',
    licence: 'MIT',
    languages: 'English',
    dims: [128],
    bytes: 660_000_000,
    state: 'installed',
    description: 'The classic that the field measures against, for English.',
    quality: [{ benchmark: 'BEIR (14 sets)', metric: 'nDCG@10', value: 0.489, source: "Jina ColBERT v2's paper" }],
    losses: [],
  },
  {
    id: 'jacolbert-v2.5',
    name: 'JaColBERT v2.5',
    licence: 'MIT',
    languages: 'Japanese',
    dims: [128],
    bytes: null,
    state: 'withheld',
    why: 'Its tokenizer needs a Japanese word segmenter that Kenning does not have.',
    description: 'The strongest small encoder for Japanese alone.',
    quality: [],
    losses: [],
  },
]

export const withModel = (models: readonly Model[], model: Model): readonly Model[] =>
  models.map((each) => (each.id === model.id ? model : each))
