import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Ledger, type LedgerEntry } from './ledger.ts'
import { type Sync, toDisk } from './replace.ts'
import { mayMount, temporaryFolder } from './temporary.ts'

const letter = (path: string, document = 1): LedgerEntry => ({
  path,
  size: 9,
  modified: 1_700_000_000_000,
  inode: '1:2',
  state: 'indexed',
  document,
  hash: 'Zm9vYmFyYmF6cXV4cXV1eA',
  passages: 1,
  tokens: 3,
  textBytes: 9,
  partial: false,
})

const locked: LedgerEntry = {
  path: '/home/anna/taxes.pdf',
  size: 1000,
  modified: 1_700_000_000_000,
  inode: '1:3',
  state: 'failed',
  code: 'encrypted',
  message: 'The PDF asks for a password.',
  hash: 'Zm9vYmFyYmF6cXV4cXV1eA',
}

describe('a ledger', () => {
  it('remembers what it was told, the last word on a path', async () => {
    await using folder = await temporaryFolder()
    {
      await using ledger = await Ledger.open(folder.at('ledger.jsonl'))
      ledger.set(letter('/a'))
      ledger.set(letter('/b'))
      ledger.set(letter('/two\nlines 🎉.txt'))
      ledger.set(locked)
      await ledger.flush()
      ledger.set(letter('/a', 7))
      ledger.delete('/b')
      ledger.delete('/never there')
    }
    await using again = await Ledger.open(folder.at('ledger.jsonl'))
    expect([...again.entries().values()]).toEqual([letter('/a', 7), letter('/two\nlines 🎉.txt'), locked])
    expect(again.damaged).toBe(0)
  })

  it('can be read by another process while it is written', async () => {
    await using folder = await temporaryFolder()
    const file = folder.at('ledger.jsonl')
    expect((await Ledger.read(file)).size).toBe(0)
    await using ledger = await Ledger.open(file)
    ledger.set(letter('/a'))
    expect((await Ledger.read(file)).size).toBe(0)
    await ledger.flush()
    await appendFile(file, '{"path":"/half')
    expect([...(await Ledger.read(file)).keys()]).toEqual(['/a'])
    expect((await readFile(file, 'utf8')).endsWith('{"path":"/half')).toBe(true)
  })

  it.each([1, 20, 150])('forgets only the line that was cut off, %i bytes before its end', async (missing) => {
    await using folder = await temporaryFolder()
    const file = folder.at('ledger.jsonl')
    {
      await using ledger = await Ledger.open(file)
      ledger.set(letter('/a'))
      ledger.set(letter('/b'))
    }
    await truncate(file, (await stat(file)).size - missing)
    {
      await using ledger = await Ledger.open(file)
      expect([...ledger.entries().keys()]).toEqual(['/a'])
      ledger.set(letter('/c'))
    }
    await using again = await Ledger.open(file)
    expect([...again.entries().keys()]).toEqual(['/a', '/c'])
    expect(again.damaged).toBe(0)
  })

  it('passes over lines that make no sense, says how many, and writes itself anew without them', async () => {
    await using folder = await temporaryFolder()
    const file = folder.at('ledger.jsonl')
    {
      await using ledger = await Ledger.open(file)
      ledger.set(letter('/a'))
    }
    await appendFile(file, `${'\0'.repeat(100)}\n{"path":"/x","state":"strange"}\n[]\n${JSON.stringify(letter('/b'))}\n`)
    {
      await using ledger = await Ledger.open(file)
      expect([...ledger.entries().keys()]).toEqual(['/a', '/b'])
      expect(ledger.damaged).toBe(3)
    }
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(4)
    await using again = await Ledger.open(file)
    expect(again.damaged).toBe(0)
  })

  it('is written anew when most of it says nothing any more', async () => {
    await using folder = await temporaryFolder()
    const file = folder.at('ledger.jsonl')
    {
      await using ledger = await Ledger.open(file)
      for (let round = 0; round < 30; round++) {
        for (let n = 0; n < 100; n++) ledger.set(letter(`/${n}`, round))
        await ledger.flush()
      }
      ledger.delete('/0')
      await ledger.flush()
      ledger.set(letter('/last'))
    }
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n').length
    expect(lines).toBeLessThan(1 + 1000 + 100)
    expect(await readdir(folder.path)).toEqual(['ledger.jsonl'])
    await using again = await Ledger.open(file)
    expect(again.entries().size).toBe(100)
    expect(again.entries().get('/99')).toEqual(letter('/99', 29))
    expect(again.entries().has('/last')).toBe(true)
    expect(again.entries().has('/0')).toBe(false)
  })

  it('keeps everything when many flush at once', async () => {
    await using folder = await temporaryFolder()
    const file = folder.at('ledger.jsonl')
    {
      await using ledger = await Ledger.open(file)
      await Promise.all(
        Array.from({ length: 3000 }, (_, n) => {
          ledger.set(letter(`/${n % 700}`, n))
          return n % 50 === 0 ? ledger.flush() : undefined
        }),
      )
    }
    const entries = await Ledger.read(file)
    expect(entries.size).toBe(700)
    for (let n = 0; n < 700; n++) expect(entries.get(`/${n}`)).toMatchObject({ document: n + (n < 200 ? 2800 : 2100) })
  })

  it.runIf(mayMount())('says that the disk is full, and loses nothing once there is room again', async () => {
    await using folder = await temporaryFolder()
    const run = promisify(execFile)
    await mkdir(folder.at('small'))
    await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder.at('small')])
    try {
      const file = folder.at('small/ledger.jsonl')
      {
        await using ledger = await Ledger.open(file)
        await folder.write('small/film.mkv', 'x'.repeat(40_000))
        for (let n = 0; n < 150; n++) ledger.set(letter(`/${n}`))
        await expect(ledger.flush()).rejects.toMatchObject({ code: 'ENOSPC' })
        ledger.set(letter('/last'))
        await rm(folder.at('small/film.mkv'))
        await ledger.flush()
      }
      await using again = await Ledger.open(file)
      expect(again.entries().size).toBe(151)
      expect(again.damaged).toBe(0)
    } finally {
      await run('umount', ['-l', folder.at('small')])
    }
  })

  it.each([
    ['of a line', 1],
    ['of the journal written anew', 2],
    ['of the folder it then stands in', 3],
  ])('counts nothing as kept when the disk fails to keep it: the sync %s', async (_, failing) => {
    await using folder = await temporaryFolder()
    const file = folder.at('ledger.jsonl')
    let syncs = Number.NEGATIVE_INFINITY
    const sync: Sync = async (handle) => {
      if (++syncs === failing) throw Object.assign(new Error('EIO: i/o error, fsync'), { code: 'EIO' })
      await toDisk(handle)
    }
    {
      await using ledger = await Ledger.open(file, sync)
      for (let n = 0; n < 999; n++) ledger.set(letter(`/${n % 300}`, n))
      await ledger.flush()
      ledger.set(letter('/told before'))
      ledger.delete('/0')
      syncs = 0
      await expect(ledger.flush()).rejects.toThrow(/EIO/)
      ledger.set(letter('/told after'))
      await ledger.flush()
      ledger.set(letter('/last'))
    }
    await using again = await Ledger.open(file)
    expect(again.damaged).toBe(0)
    const kept = [...Array.from({ length: 299 }, (_, n) => `/${n + 1}`), '/told before', '/told after', '/last']
    expect([...again.entries().keys()]).toEqual(kept)
  })

  it('is whole again at the next flush when it could not be opened after it was written anew', async () => {
    await using folder = await temporaryFolder()
    const file = folder.at('ledger.jsonl')
    let isTaken = false
    await using ledger = await Ledger.open(file, async (handle) => {
      await toDisk(handle)
      if (isTaken && (await handle.stat()).isDirectory()) await rename(file, folder.at('elsewhere'))
    })
    for (let n = 0; n < 2_000; n++) ledger.set(letter(`/${n % 300}`, n))
    isTaken = true
    await expect(ledger.flush()).rejects.toMatchObject({ code: 'data-unreadable' })
    isTaken = false
    ledger.set(letter('/last'))
    await ledger.flush()
    expect((await Ledger.read(file)).size).toBe(301)
  })

  it('survives being killed while it writes, with all that was flushed', async () => {
    await using folder = await temporaryFolder()
    const file = folder.at('ledger.jsonl')
    const writer = await folder.write(
      'writer.ts',
      `import { Ledger } from ${JSON.stringify(path.join(import.meta.dirname, 'ledger.ts'))}
       const ledger = await Ledger.open(${JSON.stringify(file)})
       const entry = ${JSON.stringify(letter(''))}
       for (let n = 0; ; n++) {
         ledger.set({ ...entry, path: '/' + (n % 600), document: n })
         if (n % 7 === 0) { await ledger.flush(); process.send(n) }
       }`,
    )
    let flushed = -1
    for (let kill = 0; kill < 3; kill++) {
      flushed = -1
      const child = fork(writer, { execArgv: ['--disable-warning=ExperimentalWarning'] })
      child.on('message', (n: number) => {
        flushed = n
        if (n > 1500 + kill * 311) child.kill('SIGKILL')
      })
      await once(child, 'exit')
      await using ledger = await Ledger.open(file)
      expect(ledger.damaged).toBe(0)
      expect(ledger.entries().size).toBe(600)
      for (let n = flushed - 599; n <= flushed; n++) {
        const entry = ledger.entries().get(`/${n % 600}`)
        expect(entry?.state === 'indexed' && entry.document).toBeGreaterThanOrEqual(n)
      }
    }
  })
})

describe('a file that is no ledger of this version', () => {
  it.each([
    ['{"format":"kenning-ledger","version":99}\n', 'was written by a newer Kenning'],
    ['{"format":"kenning-ledger","version":0}\n', 'too old'],
    ['Dear Anna\n', 'is not a list of indexed files'],
    ['', 'is not a list of indexed files'],
    ['null\n', 'is not a list of indexed files'],
  ])('is refused and left as it is: %j', async (text, words) => {
    await using folder = await temporaryFolder()
    const file = await folder.write('ledger.jsonl', text)
    for (const opening of ['open', 'read'] as const)
      await expect(Ledger[opening](file)).rejects.toMatchObject({
        code: 'data-unreadable',
        message: expect.stringContaining(words),
      })
    expect(await readFile(file, 'utf8')).toBe(text)
  })

  it('is told from a folder that is missing', async () => {
    await using folder = await temporaryFolder()
    await writeFile(folder.at('file'), '')
    await expect(Ledger.open(folder.at('gone/ledger.jsonl'))).rejects.toMatchObject({ code: 'data-unreadable' })
    await expect(Ledger.open(folder.path)).rejects.toMatchObject({ code: 'data-unreadable' })
  })
})
