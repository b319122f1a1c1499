import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { arch, platform, tmpdir } from 'node:os'
import path from 'node:path'
import { env } from 'onnxruntime-node'
import * as z from 'zod/mini'
import { type DeviceId, type Devices, type DeviceUse, deviceIds } from '../contract/engine.ts'
import type { InstalledModel } from '../encoder/catalogue.ts'
import { type CardId, candidates, fastest, type Tried, tryDevices } from '../encoder/devices.ts'
import type { Encoder } from '../encoder/encoder.ts'
import { canHaveGpuForm, makeGpuForm, testOnCard } from '../encoder/gpu-form.ts'
import { graphFile } from '../encoder/graph/build.ts'
import type { Precision } from '../encoder/graph/builder.ts'
import { type Machine, readMachine } from '../encoder/machine.ts'
import { readCatalogue } from '../encoder/published.ts'
import { makeSample, ofWhole, SAMPLED } from '../encoder/sample.ts'
import { replaceFile } from '../files/replace.ts'
import type { Library } from './library.ts'

const rate = z.number()
const noteSchema = z.object({
  identity: z.string(),
  tried: z.array(
    z.object({
      id: z.enum(deviceIds),
      precision: z.enum(['fp32', 'fp16', 'int8']),
      trial: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('works'), tokensPerSecond: rate }),
        z.object({ kind: z.literal('slow'), tokensPerSecond: rate }),
        z.object({ kind: z.literal('wrong') }),
        z.object({ kind: z.literal('missing') }),
        z.object({ kind: z.enum(['crashed', 'late']) }),
        z.object({ kind: z.literal('failed'), message: z.string() }),
      ]),
    }),
  ),
  /** What came of each encoder's golden text, by encoder and device. */
  tested: z.record(z.string(), z.enum(['works', 'wrong', 'failed'])),
})
type Note = z.infer<typeof noteSchema>
type Verdict = Note['tested'][string]

const testKey = ({ card }: InstalledModel, precision: Precision, id: CardId): string =>
  `${card.id}@${card.revision} ${graphFile(precision)} ${id}`

export interface DeviceOptions {
  readonly library: Library
  readonly signal: AbortSignal
  /** What encodes has changed. */
  changed(): void
}

/**
 * Which device encodes. Each is tried in a process of its own on a sample of the large encoder's layers, then with the encoder
 * itself on a text whose vectors are known; what came of it is kept until a card, a driver or the system changes.
 */
export class EncoderDevices implements AsyncDisposable {
  readonly #options: DeviceOptions
  #trying: Promise<{ machine: Machine; note: Note }> | null = null
  /** One at a time: two would load the same gigabytes. */
  #settling: Promise<void> = Promise.resolve()

  constructor(options: DeviceOptions) {
    this.#options = options
  }

  async describe(again: boolean): Promise<Devices> {
    const { library } = this.#options
    const { machine, note } = await this.#tried(again)
    const { encoder } = library.serving
    return {
      devices: note.tried.map(({ id, trial }) => ({
        id,
        name: id === 'cpu' ? machine.processor : machine.cards.join(' / '),
        trial,
      })),
      best: fastest(note.tried),
      used: encoder.use,
      forCards: canHaveGpuForm(encoder.model),
      measuredWith: SAMPLED,
    }
  }

  /** Moves the encoders to the device that the settings ask for, or tells why they stay. Never rejects. */
  settle(): Promise<void> {
    this.#settling = this.#settling.then(async () => {
      const { serving, building } = this.#options.library
      for (const vectors of [serving, building])
        if (vectors) await this.#move(vectors.encoder).catch((error) => this.#options.signal.aborted || console.error(error))
      this.#options.changed()
    })
    return this.#settling
  }

  async #move(encoder: Encoder): Promise<void> {
    const { library, signal } = this.#options
    const asked = library.remembered.device
    const stay = (id: DeviceId, kind: NonNullable<DeviceUse['why']>['kind']) =>
      encoder.moveTo({ device: 'cpu', why: { asked: id, kind } })
    if (asked === 'cpu') return encoder.moveTo({ device: 'cpu' })
    if (!canHaveGpuForm(encoder.model)) return asked === 'automatic' ? encoder.moveTo({ device: 'cpu' }) : stay(asked, 'not-made')
    let id: DeviceId = 'cpu'
    try {
      const { note } = await this.#tried(false)
      id = asked === 'automatic' ? fastest(note.tried) : asked
      if (id === 'cpu') return await encoder.moveTo({ device: 'cpu' })
      const found = note.tried.find((each) => each.id === id)
      if (found?.trial.kind !== 'works') return await stay(id, found?.trial.kind ?? 'failed')
      const catalogue = await readCatalogue(library.modelsFolder)
      let verdict: Verdict = 'wrong'
      // An encoder may be beyond half precision where the sample was not.
      for (const precision of new Set([found.precision as 'fp16' | 'fp32', 'fp32'] as const)) {
        const known = note.tested[testKey(encoder.model, precision, id)]
        if (known === undefined || known === 'works') {
          const form = await makeGpuForm(catalogue, encoder.model, precision, signal)
          // Whoever opens it next finds the form made.
          if (library.models.has(form.card.id)) library.models = new Map([...library.models, [form.card.id, form]])
          verdict = await this.#tested(note, form, precision, id)
          if (verdict === 'works') return await encoder.moveTo({ device: id }, form)
        } else verdict = known
      }
      await stay(id, verdict)
    } catch (error) {
      if (signal.aborted) return
      console.error(error)
      await stay(id, 'failed').catch(() => {}) // It is closed, and encodes nowhere.
    }
  }

  async #tested(note: Note, form: InstalledModel, precision: Precision, id: CardId): Promise<Verdict> {
    const { library } = this.#options
    const { start } = library.devices
    const key = testKey(form, precision, id)
    note.tested[key] ??= await testOnCard(await readCatalogue(library.modelsFolder), form, id, start).catch((error) => {
      console.error(error)
      return 'failed' as const
    })
    await this.#write(note)
    return note.tested[key]
  }

  #tried(again: boolean): Promise<{ machine: Machine; note: Note }> {
    if (this.#trying && !again) return this.#trying
    const trying = this.#readOrTry(again)
    this.#trying = trying
    trying.catch(() => {
      if (this.#trying === trying) this.#trying = null
    })
    return trying
  }

  async #readOrTry(again: boolean): Promise<{ machine: Machine; note: Note }> {
    const { library, signal } = this.#options
    const { start } = library.devices
    const machine = await readMachine()
    const identity = `${machine.identity}|onnxruntime ${env.versions.common}`
    const known = again ? null : await readNote(this.#file)
    if (known?.identity === identity) return { machine, note: known }
    const folder = await mkdtemp(path.join(tmpdir(), 'kenning-devices-'))
    try {
      const graphs = await makeSample(folder, signal)
      const tried = await tryDevices(graphs, candidates(platform(), arch()), { signal, ...(start && { start }) })
      const note: Note = { identity, tried: tried.map(asWhole), tested: {} }
      await this.#write(note)
      return { machine, note }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  /** After the signal was aborted. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.#settling, this.#trying])
  }

  get #file(): string {
    return path.join(this.#options.library.data, 'devices.json')
  }

  async #write(note: Note): Promise<void> {
    await replaceFile(this.#file, (handle) => handle.writeFile(JSON.stringify(note, null, 2)))
  }
}

/** `null` where there is none, or one that an older Kenning wrote: then everything is tried anew. */
async function readNote(file: string): Promise<Note | null> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    return noteSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null // Cut short by a full disk.
  }
}

function asWhole({ id, precision, trial }: Tried): Tried {
  if (trial.kind !== 'works' && trial.kind !== 'slow') return { id, precision, trial }
  return { id, precision, trial: { ...trial, tokensPerSecond: Math.round(ofWhole(trial.tokensPerSecond)) } }
}
