import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod/mini'
import {
  conditions,
  deviceIds,
  dims,
  fileKinds,
  fileSizes,
  languages,
  ocrLanguages,
  poolings,
  type Settings,
} from '../contract/engine.ts'
import { EngineError } from '../contract/errors.ts'
import { replaceFile } from '../files/replace.ts'

/**
 * Scanned documents are read by themselves, because a person who looks for one does not know that it is scanned; it waits for an
 * idle computer, at a few seconds a page. Pictures are not: ten thousand photographs would take a night, for no words at all.
 */
const defaultOcr = { when: 'idle', pictures: false, languages: 'system' } as const

const schema = z.object({
  version: z.literal(1),
  folders: z.array(z.string()),
  model: z.string(),
  dim: z.literal(dims),
  theme: z.enum(['system', 'light', 'dark']),
  exclusions: z.array(z.string()),
  paused: z.union([z.boolean(), z.object({ until: z.number() })]),
  // Settings written before there were these are read as if they had not been changed.
  pooling: z._default(z.literal(poolings), 1),
  device: z._default(z.enum(['automatic', ...deviceIds]), 'automatic'),
  leftOut: z._default(z.array(z.enum(fileKinds)), []),
  hidden: z._default(z.boolean(), false),
  largest: z._default(z.literal(fileSizes), null),
  waitsFor: z._default(z.array(z.enum(conditions)), []),
  ocr: z._default(
    z.object({
      when: z.enum(['off', 'idle']),
      pictures: z.boolean(),
      languages: z.union([z.literal('system'), z.array(z.enum(ocrLanguages))]),
    }),
    defaultOcr,
  ),
  language: z._default(z.enum(['system', ...languages]), 'system'),
  keepHistory: z._default(z.boolean(), true),
  history: z._default(z.array(z.string()), []),
  saved: z._default(z.array(z.object({ query: z.string(), mode: z.enum(['hybrid', 'meaning', 'exact']) })), []),
  /** Folder name of the vectors that answer searches now; null before the first indexing. */
  serving: z.nullable(z.string()),
})

type Listed = 'history' | 'saved' | 'leftOut' | 'waitsFor' | 'ocr'
/** What the engine remembers between runs: the person's choices, their folders, and which vectors serve. */
export type Remembered = Omit<z.infer<typeof schema>, Listed> & Pick<Settings, Listed>

export const fresh: Remembered = {
  version: 1,
  folders: [],
  model: 'starter',
  dim: 128,
  pooling: 1,
  device: 'automatic',
  theme: 'system',
  exclusions: [],
  leftOut: [],
  hidden: false,
  largest: null,
  paused: false,
  waitsFor: [],
  ocr: defaultOcr,
  language: 'system',
  keepHistory: true,
  history: [],
  saved: [],
  serving: null,
}

const fileIn = (data: string) => path.join(data, 'settings.json')

/** @throws {EngineError} `data-unreadable` */
export async function readSettings(data: string): Promise<Remembered> {
  const file = fileIn(data)
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return fresh
    if (code === 'ENOTDIR')
      throw new EngineError('data-unreadable', `The data folder ${data} is not a folder.`, { cause, about: data })
    throw new EngineError('data-unreadable', `The settings at ${file} cannot be read. Mend or delete that file.`, {
      cause,
      about: file,
    })
  }
}

export async function writeSettings(data: string, remembered: Remembered): Promise<void> {
  const file = fileIn(data)
  await mkdir(data, { recursive: true })
  await replaceFile(file, (handle) => handle.writeFile(`${JSON.stringify(remembered, null, 2)}\n`))
}

export const publicSettings = (remembered: Remembered): Settings => ({
  model: remembered.model,
  dim: remembered.dim,
  pooling: remembered.pooling,
  device: remembered.device,
  theme: remembered.theme,
  language: remembered.language,
  exclusions: remembered.exclusions,
  leftOut: remembered.leftOut,
  hidden: remembered.hidden,
  largest: remembered.largest,
  paused: remembered.paused,
  waitsFor: remembered.waitsFor,
  ocr: remembered.ocr,
  keepHistory: remembered.keepHistory,
  history: remembered.history,
  saved: remembered.saved,
})
