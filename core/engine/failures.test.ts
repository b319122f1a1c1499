import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { mayMount, temporaryFolder } from '../files/temporary.ts'
import { openEngine } from './open.ts'

const models = path.join(import.meta.dirname, '../../models')
const patience = { timeout: 40_000, interval: 200 }

function* zeros(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(4096)
}

it.runIf(mayMount())(
  'goes on by itself when a full disk has room again, and says meanwhile that it is full',
  { timeout: 90_000 },
  async () => {
    await using folder = await temporaryFolder()
    const run = promisify(execFile)
    const data = folder.at('data')
    await mkdir(data)
    await folder.write('home/rent.txt', 'The rent for the flat rises in March.')
    await run('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'none', data])
    try {
      await using engine = await openEngine({ data, models })
      const activity = async () => (await engine.now()).activity
      await engine.addFolder({ path: folder.at('home') })
      await expect.poll(async () => (await engine.now()).files.indexed, patience).toBe(1)
      await engine.idle(AbortSignal.timeout(30_000))
      const film = path.join(data, 'film.mkv')
      await expect(pipeline(zeros(), createWriteStream(film))).rejects.toMatchObject({ code: 'ENOSPC' })
      await folder.write('home/gate.txt', 'The garden gate needs oil.')
      await expect.poll(activity, patience).toMatchObject({ kind: 'failed', code: 'data-unreadable', about: data })
      await rm(film)
      await expect.poll(activity, patience).toEqual({ kind: 'idle' })
      const { hits } = await engine.search({ query: 'garden gate', limit: 1, mode: 'meaning' })
      expect(hits[0]!.name).toBe('gate.txt')
    } finally {
      await run('umount', ['-l', data])
    }
  },
)
