import type { Formats } from '../format.ts'
import type { Text } from '../text.ts'

/** Encoder: was es gibt und wie weit es ist. */
export const modelsInGerman = (format: Formats): Text['models'] => ({
  states: {
    bundled: 'Gehört zu Kenning',
    installed: 'Auf diesem Computer',
    available: '',
    withheld: 'Nicht angeboten',
  },
  inUse: 'In Gebrauch',
  next: 'In Gebrauch, sobald sein Index vollständig ist',
  languages: 'Sprachen',
  licence: 'Lizenz',
  size: 'Größe',
  dims: 'Einbettungsgrößen',
  quality: 'Veröffentlicht',
  measure: ({ benchmark, metric, value }) => `${format.quality(value)} ${metric}, ${benchmarks[benchmark] ?? benchmark}`,
  benchmarks,
  download: (bytes) =>
    bytes === null ? 'Herunterladen; die Größe zeigt sich beim Start' : `Herunterladen: ${format.bytes(bytes)}`,
  use: 'Verwenden',
  choose: (name) => `${name} verwenden`,
  install: 'Installieren',
  installIt: (name) => `${name} installieren`,
  take: 'Aus einem Ordner übernehmen',
  takeIt: (name) => `${name} aus einem Ordner übernehmen`,
  pause: 'Anhalten',
  resume: 'Fortsetzen',
  discard: 'Abbrechen',
  again: 'Noch einmal',
  remove: 'Entfernen',
  removeIt: (name) => `${name} entfernen`,
  removeTitle: (name) => `${name} entfernen?`,
  removeBody: (bytes) => `Das gibt ${format.bytes(bytes)} frei. Er lässt sich jederzeit wieder installieren.`,
  removed: (name, bytes) => `${name} wurde entfernt: ${format.bytes(bytes)} frei geworden`,
  discarded: (name) => `Was von ${name} heruntergeladen war, wurde verworfen`,
  installed: (name) => `${name} ist installiert`,
  consentTitle: (name) => `Die Lizenz von ${name}`,
  consentLead: (name, licence) => `Für ${name} gilt die Lizenz ${licence}. In einfachen Worten:`,
  consentCheck: (licence) => `Ich nehme die Lizenz ${licence} an.`,
  consentConfirm: 'Annehmen und installieren',
  consent: {
    'CC-BY-NC-4.0':
      'Frei für private, lehrende und andere nicht gewerbliche Zwecke, wenn der Urheber genannt wird. Für den Gebrauch in einem Betrieb erteilt Jina AI eine Lizenz.',
  },
  network: 'Die Dateien kommen von huggingface.co. Von dir wird nichts dorthin gesendet.',
  importTitle: (name) => `${name} übernehmen`,
  importLead:
    'Wähle den Ordner mit den Dateien, wie ihre Urheber sie veröffentlichen: model.safetensors, tokenizer.json, config.json.',
  importConfirm: (folder) => `Aus „${folder}“ übernehmen`,
  starting: 'Beginnt…',
  downloading: 'Wird heruntergeladen',
  of: (done, total) => (total === null ? format.bytes(done) : `${format.bytes(done)} von ${format.bytes(total)}`),
  perSecond: (bytes) => `${format.bytes(bytes)}/s`,
  building: 'Wird für diesen Computer gebaut',
  testing: 'Wird mit dem verglichen, was seine Urheber veröffentlicht haben',
  paused: (bytes) => `Angehalten. ${format.bytes(bytes)} sind schon hier.`,
  progress: (name) => `${name} wird installiert`,
  words: {
    starter: {
      description: 'Ein kleiner, schneller Encoder für 15 Alltagssprachen, der zu Kenning gehört.',
      languages:
        'Englisch, Deutsch, Französisch, Spanisch, Italienisch, Portugiesisch, Niederländisch, Polnisch, Russisch, Türkisch, Arabisch, Hindi, Japanisch, Chinesisch, Koreanisch',
    },
    'jina-colbert-v2': {
      description:
        'Der Encoder, um den herum Kenning gebaut ist: am besten über Sprachen hinweg, mit Grafikkarte oder mit Geduld.',
      languages: '89 Sprachen',
    },
    mlateon: {
      description: 'So stark wie Jina ColBERT v2, liest lange Texte und ist auch im Betrieb frei zu verwenden.',
      languages:
        'Englisch, Französisch, Deutsch, Italienisch, Spanisch, Portugiesisch, Schwedisch, Norwegisch, Arabisch; andere ungeübt',
    },
    'colbert-xm': {
      description: 'Ein Satz Gewichte mit einem Adapter für jede Sprache.',
      languages: '81 Sprachen',
      why: 'Seine Zeichen für Frage und Dokument sind nicht sicher bekannt; ein falsches verdürbe unbemerkt jedes Ergebnis.',
    },
    'jacolbert-v2.5': {
      description: 'Der stärkste kleine Encoder für Japanisch allein.',
      languages: 'Japanisch',
      why: 'Sein Tokenizer braucht eine Zerlegung japanischer Wörter, die Kenning nicht hat.',
    },
    'gte-moderncolbert-v1': { description: 'Für Englisch einer der besten, und er liest lange Texte.', languages: 'Englisch' },
    'answerai-colbert-small-v1': { description: 'Klein und schnell, für Englisch.', languages: 'Englisch' },
    colbertv2: { description: 'Der Klassiker, an dem sich das Fach misst, für Englisch.', languages: 'Englisch' },
  },
})

const benchmarks: Text['models']['benchmarks'] = {
  'BEIR (14 sets)': 'BEIR (14 Sammlungen)',
  'BEIR (15 sets)': 'BEIR (15 Sammlungen)',
  'MIRACL dev (18 languages)': 'MIRACL dev (18 Sprachen)',
  'MIRACL (hard negatives)': 'MIRACL (schwere Gegenbeispiele)',
  'mMARCO (13 languages)': 'mMARCO (13 Sprachen)',
  'mMARCO (14 languages)': 'mMARCO (14 Sprachen)',
  'Japanese average': 'Mittel japanischer Sammlungen',
  'A development folder (111 files, 15 languages, 299 queries)': 'Ein Entwicklungsordner (111 Dateien, 15 Sprachen, 299 Fragen)',
}
