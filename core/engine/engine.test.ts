import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Engine, SearchMode, Status } from '../contract/engine.ts'
import type { LocalEngine } from './engine.ts'
import { openEngine } from './open.ts'
import { openReader } from './reader.ts'

const models = path.join(import.meta.dirname, '../../models')
let root: string
let data: string
let home: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kenning-engine-'))
  data = path.join(root, 'data')
  home = path.join(root, 'home')
  await mkdir(path.join(home, 'Kitchen'), { recursive: true })
  await writeFile(
    path.join(home, 'Kitchen', 'rye.md'),
    '# Rye bread\n\nFeed the starter at night and bake the loaf in the morning.\n',
  )
  await writeFile(path.join(home, 'lease.txt'), 'The rent for the flat in Castle Street rises to 900 pounds in March.\n')
  await writeFile(path.join(home, 'Fahrrad.txt'), 'Die Kette des Fahrrads ist gerissen, der Reifen hat ein Loch.\n')
})
afterEach(() => rm(root, { recursive: true, force: true }))

const never = new AbortController().signal
const open = (watch = false) => openEngine({ data, models, watch })
async function indexed(engine: LocalEngine, folder = home) {
  await engine.addFolder({ path: folder })
  await engine.idle(never)
}
const find = async (engine: Pick<Engine, 'search'>, query: string, mode: SearchMode = 'hybrid') =>
  (await engine.search({ query, limit: 10, mode })).hits.map(({ name }) => name)

async function until(engine: Engine, holds: (status: Status) => boolean | Promise<boolean>): Promise<void> {
  for await (const status of engine.status({}, AbortSignal.timeout(20_000))) if (await holds(status)) return
  throw new Error('The engine never came there.')
}

describe('the engine', () => {
  it('answers by words and by meaning, across languages, and shows what answers', async () => {
    await using engine = await open()
    await indexed(engine)
    expect((await find(engine, 'rent flat'))[0]).toBe('lease.txt')
    expect((await find(engine, 'bicycle chain', 'meaning'))[0]).toBe('Fahrrad.txt')
    expect(await find(engine, 'bicycle', 'exact')).toEqual([])
    const { hits, words } = await engine.search({ query: 'bicycle', limit: 1, mode: 'hybrid' })
    const [{ text, highlights }] = hits[0]!.passages
    expect(words).toEqual([{ text: 'bicycle', start: 0, end: 7, role: 'content', evidence: highlights[0]!.weight }])
    expect(highlights.map(({ start, end }) => text.slice(start, end))).toEqual(['Fahrrads'])
  })

  it('encodes nothing when nothing changed', async () => {
    {
      await using engine = await open()
      await indexed(engine)
      expect(engine.counts([home])).toEqual({ indexed: 3, unchanged: 0, skipped: 0, noText: 0, failed: 0 })
    }
    await using again = await open()
    await until(again, ({ bytes }) => bytes.index > 1000)
    await indexed(again)
    expect(again.counts([home])).toEqual({ indexed: 0, unchanged: 3, skipped: 0, noText: 0, failed: 0 })
    expect((await find(again, 'rent flat'))[0]).toBe('lease.txt')
  })

  it('reads a changed file anew, forgets a deleted one, and repoints a moved one without encoding', async () => {
    await using engine = await open()
    await indexed(engine)
    const before = (await engine.search({ query: 'bicycle chain', limit: 1, mode: 'meaning' })).hits[0]!.passages[0].id
    await writeFile(path.join(home, 'lease.txt'), 'The boiler was serviced by a plumber in October.\n')
    await rm(path.join(home, 'Kitchen', 'rye.md'))
    await rename(path.join(home, 'Fahrrad.txt'), path.join(home, 'Kitchen', 'Rad.txt'))
    await indexed(engine)
    expect(await find(engine, 'Castle Street', 'exact')).toEqual([])
    expect((await find(engine, 'plumber'))[0]).toBe('lease.txt')
    expect(await find(engine, 'rye bread', 'exact')).toEqual([])
    const [moved] = (await engine.search({ query: 'bicycle chain', limit: 1, mode: 'meaning' })).hits
    expect(moved!.name).toBe('Rad.txt')
    expect(moved!.passages[0].id).toBe(before)
  })

  it('takes a file with a new date and the same content for what it is', async () => {
    await using engine = await open()
    await indexed(engine)
    await utimes(path.join(home, 'lease.txt'), new Date(), new Date(2020, 1, 1))
    const before = (await engine.search({ query: 'rent', limit: 1, mode: 'exact' })).hits[0]!.passages[0].id
    await indexed(engine)
    const [hit] = (await engine.search({ query: 'rent', limit: 1, mode: 'exact' })).hits
    expect(hit!.passages[0].id).toBe(before)
    expect(new Date(hit!.modified).getFullYear()).toBe(2020)
  })

  it('gives a document back as it was read', async () => {
    await using engine = await open()
    await indexed(engine)
    const { text, passages } = await engine.document({ path: path.join(home, 'lease.txt') })
    expect(text).toBe('The rent for the flat in Castle Street rises to 900 pounds in March.')
    expect(passages).toMatchObject([{ start: 0, end: text.length }])
    await expect(engine.document({ path: '/etc/passwd' })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('says which files failed and why, and reads them again when asked', async () => {
    await writeFile(path.join(home, 'empty.docx'), '')
    await using engine = await open()
    await indexed(engine)
    expect(await engine.failures()).toMatchObject([{ path: path.join(home, 'empty.docx'), code: 'empty' }])
    await writeFile(path.join(home, 'empty.docx'), 'no longer empty')
    await engine.retry({})
    await engine.idle(never)
    expect((await engine.failures()).map(({ code }) => code)).not.toContain('empty')
  })

  it('forgets everything below a removed folder', async () => {
    await using engine = await open()
    await indexed(engine)
    await engine.removeFolder({ path: home })
    await engine.idle(never)
    expect(await find(engine, 'rent flat')).toEqual([])
    expect(await engine.now()).toMatchObject({ folders: [], passages: 0, files: { indexed: 0 } })
    await expect(engine.removeFolder({ path: home })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('reads nothing of a removed folder that still waited to be looked at', async () => {
    await writeFile(path.join(home, 'torn.pdf'), '%PDF-1.7 torn')
    await using engine = await open()
    await indexed(engine)
    // Opening the other vectors keeps the engine busy, so that both wait.
    await engine.changeSettings({ dim: 64 })
    await engine.retry({})
    await engine.removeFolder({ path: home })
    await engine.idle(never)
    expect(await engine.failures()).toEqual([])
  })

  it('builds another embedding size beside the old one, which answers until the new one is complete', async () => {
    await using engine = await open()
    await indexed(engine)
    expect((await engine.now()).dim).toBe(128)
    await engine.changeSettings({ dim: 64 })
    expect((await find(engine, 'bicycle chain', 'meaning'))[0]).toBe('Fahrrad.txt')
    await engine.idle(never)
    expect((await engine.now()).dim).toBe(64)
    expect((await find(engine, 'bicycle chain', 'meaning'))[0]).toBe('Fahrrad.txt')
    await expect(engine.changeSettings({ model: 'unknown' })).rejects.toMatchObject({ code: 'model-missing' })
  })

  it('begins with the embedding size that was chosen, and changes none that is there', async () => {
    {
      await using engine = await openEngine({ data, models, watch: false, first: { dim: 64 } })
      expect((await engine.now()).dim).toBe(64)
      await indexed(engine)
      expect((await find(engine, 'bicycle chain', 'meaning'))[0]).toBe('Fahrrad.txt')
    }
    await using again = await openEngine({ data, models, watch: false, first: { dim: 96 } })
    expect((await again.now()).dim).toBe(64)
  })

  it('refuses a second writer and lets readers in', async () => {
    await using engine = await open()
    await indexed(engine)
    // The lock names this very process, so the second writer has to be another one.
    const other = spawn(process.execPath, [path.join(import.meta.dirname, '../cli/main.ts'), 'index', home, '--data', data])
    let said = ''
    other.stderr.on('data', (bytes) => {
      said += bytes
    })
    expect((await once(other, 'exit'))[0]).toBe(2)
    expect(said).toMatch(/already open on .* \(process \d+\)\. Close it/)
    await using reader = await openReader(data, models)
    expect((await find(reader, 'rent flat'))[0]).toBe('lease.txt')
  })

  it('has nothing to read before anything was indexed', async () => {
    await expect(openReader(data, models)).rejects.toMatchObject({ code: 'index-missing' })
  })

  it('says so when its settings make no sense, and leaves them alone', async () => {
    await mkdir(data)
    await writeFile(path.join(data, 'settings.json'), '{"version": 99}')
    await expect(open()).rejects.toMatchObject({ code: 'data-unreadable' })
    expect(await readFile(path.join(data, 'settings.json'), 'utf8')).toBe('{"version": 99}')
  })
})

describe('the watching engine', () => {
  it('finds a new file, an edit and the end of a file by itself', async () => {
    await using engine = await open(true)
    await engine.addFolder({ path: home })
    await until(
      engine,
      ({ folders, activity, files }) => folders[0]?.state === 'watching' && activity.kind === 'idle' && files.indexed === 3,
    )
    await writeFile(path.join(home, 'garden.txt'), 'The tomatoes need water twice a week.\n')
    await until(engine, async () => (await find(engine, 'tomatoes', 'exact'))[0] === 'garden.txt')
    await writeFile(path.join(home, 'garden.txt'), 'The cucumbers need a fence against the snails.\n')
    await until(engine, async () => (await find(engine, 'cucumbers', 'exact'))[0] === 'garden.txt')
    await rm(path.join(home, 'garden.txt'))
    await until(engine, async () => (await find(engine, 'cucumbers', 'exact')).length === 0)
  })

  it('says of a folder that it is looked through while that is what goes on', async () => {
    await using engine = await open(true)
    await engine.addFolder({ path: home })
    await until(engine, ({ folders, activity }) => folders[0]?.state === 'watching' && activity.kind === 'idle')
    engine.resumed()
    const seen = new Set<string>()
    for (let now = ''; !seen.has('scanning scanning') || now !== 'idle watching'; await setImmediate()) {
      const { activity, folders } = await engine.now()
      now = `${activity.kind} ${folders[0]!.state}`
      seen.add(now)
    }
    expect([...seen].filter((each) => each.includes('scanning'))).toEqual(['scanning scanning'])
  })

  it('forgets a file that a scan found and that went before its making was told', async () => {
    await using engine = await open(true)
    await engine.addFolder({ path: home })
    await until(engine, ({ folders, activity }) => folders[0]?.state === 'watching' && activity.kind === 'idle')
    const draft = path.join(home, 'draft.txt')
    await writeFile(draft, 'The tomatoes need water twice a week.\n')
    engine.resumed()
    await until(engine, ({ files }) => files.indexed === 4)
    await rm(draft)
    await until(engine, ({ files }) => files.indexed === 3)
  })

  it('indexes nothing while it is paused, and goes on afterwards', async () => {
    await using engine = await open(true)
    await engine.changeSettings({ paused: true })
    await engine.addFolder({ path: home })
    await until(engine, ({ activity }) => activity.kind === 'paused' && activity.waiting > 0)
    expect(await find(engine, 'rent flat')).toEqual([])
    await engine.changeSettings({ paused: false })
    await until(engine, async () => (await find(engine, 'rent flat'))[0] === 'lease.txt')
  })

  it('keeps the files of a folder that went away, and says it is offline', async () => {
    await using engine = await open(true)
    await engine.addFolder({ path: home })
    await until(engine, ({ files, activity }) => files.indexed === 3 && activity.kind === 'idle')
    await rename(home, `${home}-away`)
    await until(engine, ({ folders }) => folders[0]?.state === 'offline')
    expect((await find(engine, 'rent flat'))[0]).toBe('lease.txt')
    await rename(`${home}-away`, home)
    await until(engine, ({ folders }) => folders[0]?.state === 'watching')
    expect((await engine.now()).files.indexed).toBe(3)
  })
})

describe('an engine that is killed', () => {
  it('gives the same answers after the next run as one that was not', async () => {
    for (let i = 0; i < 300; i++) {
      const words = `paper ${i} about number ${i * 7} and the ${['kettle', 'bridge', 'river', 'doctor', 'violin'][i % 5]}`
      await writeFile(path.join(home, `note ${i}.txt`), `${words}\n\n${`${words}. `.repeat(30)}`)
    }
    const main = path.join(import.meta.dirname, '../cli/main.ts')
    const args = ['--disable-warning=ExperimentalWarning', main, 'index', home, '--data', data, '--json']
    for (const after of [900, 1600, 2300]) {
      const child = spawn(process.execPath, args, { stdio: 'ignore' })
      const killed = setTimeout(() => child.kill('SIGKILL'), after)
      await once(child, 'exit')
      clearTimeout(killed)
    }
    await using engine = await open()
    await indexed(engine)
    const whole = path.join(root, 'whole')
    await using uninterrupted = await openEngine({ data: whole, models, watch: false })
    await indexed(uninterrupted)
    const { files, passages, tokens } = await engine.now()
    expect({ files, passages, tokens }).toEqual(
      await uninterrupted.now().then(({ files, passages, tokens }) => ({ files, passages, tokens })),
    )
    for (const mode of ['exact', 'meaning'] as const) {
      for (const query of ['kettle 35', 'violin', 'bicycle chain', 'rent']) {
        const answers = async (each: Engine) => (await each.search({ query, limit: 5, mode })).hits
        const scores = (await answers(engine)).map(({ score }) => score)
        const expected = (await answers(uninterrupted)).map(({ score }) => score)
        expect(scores.length).toBe(expected.length)
        scores.forEach((score, i) => void expect(score).toBeCloseTo(expected[i]!, 1))
      }
    }
  }, 120_000)
})

it('a folder copied with its index answers for the files where they are now', async () => {
  {
    await using engine = await open()
    await indexed(engine)
  }
  const copy = path.join(root, 'copy')
  await cp(data, copy, { recursive: true })
  await using reader = await openReader(copy, models)
  expect((await find(reader, 'rent flat'))[0]).toBe('lease.txt')
})
