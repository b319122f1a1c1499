import type { Model, Quality } from '../../../core/contract/engine.ts'
import type { Formats } from '../format.ts'

/** What is said of an encoder in its reader's language; where there is nothing, the catalogue's own words are shown. */
export interface ModelWords {
  readonly description: string
  readonly languages?: string
  readonly why?: string
}

/** Encoders: what can be had, and how far it is. */
export const modelsInEnglish = (format: Formats) => ({
  states: {
    bundled: 'Comes with Kenning',
    installed: 'On this computer',
    available: '',
    withheld: 'Not offered',
  } satisfies Record<Model['state'], string>,
  inUse: 'In use',
  next: 'In use as soon as its index is complete',
  languages: 'Languages',
  licence: 'Licence',
  size: 'Size',
  dims: 'Embedding sizes',
  quality: 'Published',
  measure: ({ benchmark, metric, value }: Quality) => `${format.quality(value)} ${metric}, ${benchmark}`,
  /** Sets of queries, by the catalogue's own words; what is a name alone is the same in every language. */
  benchmarks: {} as Readonly<Record<string, string>>,
  download: (bytes: number | null) =>
    bytes === null ? 'Download; its size shows when it starts' : `Download of ${format.bytes(bytes)}`,
  use: 'Use',
  choose: (name: string) => `Use ${name}`,
  install: 'Install',
  installIt: (name: string) => `Install ${name}`,
  take: 'Import from a folder',
  takeIt: (name: string) => `Import from a folder: ${name}`,
  pause: 'Pause',
  resume: 'Go on',
  discard: 'Cancel',
  again: 'Try again',
  remove: 'Remove',
  removeIt: (name: string) => `Remove ${name}`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeBody: (bytes: number) => `This frees ${format.bytes(bytes)}. It can be installed again at any time.`,
  removed: (name: string, bytes: number) => `${name} was removed: ${format.bytes(bytes)} freed`,
  discarded: (name: string) => `The download of ${name} was thrown away`,
  installed: (name: string) => `${name} is installed`,
  consentTitle: (name: string) => `The licence of ${name}`,
  consentLead: (name: string, licence: string) => `${name} comes under the licence ${licence}. In plain words:`,
  consentCheck: (licence: string) => `I accept the licence ${licence}.`,
  consentConfirm: 'Accept and install',
  consent: {
    'CC-BY-NC-4.0':
      'Free for private, educational and other non-commercial use, with the author named. For use in a business, ask Jina AI for a licence.',
  } as Readonly<Record<string, string>>,
  network: 'The files come from huggingface.co. Nothing of yours is sent there.',
  importTitle: (name: string) => `Import ${name}`,
  importLead: 'Choose the folder with the files as their authors publish them: model.safetensors, tokenizer.json, config.json.',
  importConfirm: (folder: string) => `Import from “${folder}”`,
  starting: 'Starting…',
  downloading: 'Downloading',
  of: (done: number, total: number | null) =>
    total === null ? format.bytes(done) : `${format.bytes(done)} of ${format.bytes(total)}`,
  perSecond: (bytes: number) => `${format.bytes(bytes)}/s`,
  building: 'Building it for this computer',
  testing: 'Comparing it with what its authors published',
  paused: (bytes: number) => `Paused. ${format.bytes(bytes)} are here already.`,
  progress: (name: string) => `Installing ${name}`,
  words: {} as Readonly<Record<string, ModelWords>>,
})
