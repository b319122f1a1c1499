import * as z from 'zod/mini'
import {
  conditions,
  deviceIds,
  dims,
  type Engine,
  fileKinds,
  fileSizes,
  HISTORY,
  languages,
  ocrLanguages,
  poolings,
} from './engine.ts'
import { EngineError } from './errors.ts'
import { fileStates, LEDGER_PAGE, ledgerOrders } from './ledger.ts'
import { RECALL_PASSAGES } from './recall.ts'

/** 32 KB of path is more than any system allows; a query beyond a page is a mistake. */
const path = z.string().check(z.minLength(1), z.maxLength(32_768))
const query = z.string().check(z.maxLength(4_096))
const mode = z.enum(['hybrid', 'meaning', 'exact'])
const weight = z.strictObject({
  word: z.string().check(z.minLength(1), z.maxLength(4_096)),
  weight: z.literal([0, 1, 2]),
  required: z.exactOptional(z.boolean()),
})
const model = z.string().check(z.minLength(1), z.maxLength(200))
const nothing = z.strictObject({})

/** What each procedure accepts from the other side of a port: unknown in, typed out. */
export const inputs = {
  search: z.strictObject({
    query,
    limit: z.int().check(z.minimum(1), z.maximum(10_000)),
    mode,
    weights: z.exactOptional(z.array(weight).check(z.maxLength(1_000))),
    order: z.exactOptional(z.enum(['relevance', 'date', 'name'])),
  }),
  document: z.strictObject({ path }),
  original: z.strictObject({ path }),
  evidence: z.strictObject({ path, query, mode }),
  addFolder: z.strictObject({ path }),
  removeFolder: z.strictObject({ path }),
  retry: z.strictObject({ path: z.exactOptional(path) }),
  failures: nothing,
  ledger: z.strictObject({
    filter: z.exactOptional(query),
    state: z.exactOptional(z.enum(fileStates)),
    folder: z.exactOptional(path),
    type: z.exactOptional(z.string().check(z.maxLength(255))),
    order: z.enum(ledgerOrders),
    descending: z.exactOptional(z.boolean()),
    from: z.int().check(z.minimum(0)),
    count: z.int().check(z.minimum(0), z.maximum(LEDGER_PAGE)),
  }),
  coverage: z.strictObject({ folder: z.exactOptional(path) }),
  explain: z.strictObject({ path }),
  status: nothing,
  settings: nothing,
  changeSettings: z.partial(
    z.strictObject({
      model,
      dim: z.literal(dims),
      pooling: z.literal(poolings),
      device: z.enum(['automatic', ...deviceIds]),
      theme: z.enum(['system', 'light', 'dark']),
      language: z.enum(['system', ...languages]),
      keepHistory: z.boolean(),
      history: z.array(query).check(z.maxLength(HISTORY)),
      saved: z.array(z.strictObject({ query, mode })).check(z.maxLength(1_000)),
      exclusions: z.array(z.string().check(z.maxLength(1_000))).check(z.maxLength(1_000)),
      leftOut: z.array(z.enum(fileKinds)).check(z.maxLength(fileKinds.length)),
      hidden: z.boolean(),
      largest: z.literal(fileSizes),
      paused: z.union([z.boolean(), z.strictObject({ until: z.number() })]),
      waitsFor: z.array(z.enum(conditions)).check(z.maxLength(conditions.length)),
      ocr: z.strictObject({
        when: z.enum(['off', 'idle']),
        pictures: z.boolean(),
        languages: z.union([
          z.literal('system'),
          z.array(z.enum(ocrLanguages)).check(z.minLength(1), z.maxLength(ocrLanguages.length)),
        ]),
      }),
    }),
  ),
  models: nothing,
  installModel: z.strictObject({ id: model, acceptedLicence: z.exactOptional(model), from: z.exactOptional(path) }),
  removeModel: z.strictObject({ id: model }),
  devices: z.strictObject({ again: z.exactOptional(z.boolean()) }),
  recall: z.strictObject({ passages: z.int().check(z.minimum(1), z.maximum(RECALL_PASSAGES)) }),
  estimate: z.strictObject({ path }),
  suggestions: nothing,
  directory: z.strictObject({ path: z.exactOptional(path) }),
} satisfies Record<keyof Engine, z.ZodMiniType>

/** @throws {EngineError} `invalid-input`, naming the field that is wrong. */
export function checkInput(procedure: keyof Engine, input: unknown): unknown {
  const result = inputs[procedure].safeParse(input)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new EngineError('invalid-input', `${procedure}: ${issue?.path.join('.') || 'input'} is not acceptable (${issue?.code}).`)
}
