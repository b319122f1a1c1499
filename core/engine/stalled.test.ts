import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { mayStall, stall, temporaryFolder } from '../files/temporary.ts'
import { openEngine } from './open.ts'

const models = path.join(import.meta.dirname, '../../models')

it.runIf(mayStall())(
  'a share that hangs is offline with its reason, answers still, and keeps no other folder waiting',
  async () => {
    await using folder = await temporaryFolder()
    const [home, share] = [folder.at('home'), folder.at('share')]
    await mkdir(home)
    await folder.write('share/lease.md', 'The lease of the boathouse ends in June.')
    await using engine = await openEngine({ data: folder.at('data'), models })
    for (const each of [home, share]) await engine.addFolder({ path: each })
    const found = async (query: string) => (await engine.search({ query, limit: 5, mode: 'exact' })).hits.map(({ name }) => name)
    const state = async () => (await engine.now()).folders.find(({ path }) => path === share)
    const patient = { timeout: 50_000, interval: 200 }
    await expect.poll(async () => (await state())?.state, patient).toBe('watching')
    {
      using _stalled = stall(share)
      engine.resumed()
      await expect.poll(async () => (await state())?.state, patient).toBe('offline')
      expect((await state())?.notice).toBe(`The disk that holds ${share} does not answer.`)
      await folder.write('home/recipe.md', 'Quince jelly wants patience.')
      await expect.poll(() => found('quince'), patient).toEqual(['recipe.md'])
      expect(await found('boathouse')).toEqual(['lease.md'])
    }
    await expect.poll(async () => (await state())?.state, patient).toBe('watching')
    await folder.write('share/keys.md', 'The keys hang behind the oar.')
    await expect.poll(() => found('oar'), patient).toEqual(['keys.md'])
    expect(await found('boathouse')).toEqual(['lease.md'])
  },
  150_000,
)
