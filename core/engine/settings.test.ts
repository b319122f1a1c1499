import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fresh, publicSettings, readSettings, writeSettings } from './settings.ts'

let data: string
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'kenning-settings-'))
})
afterEach(() => rm(data, { recursive: true }))

it('are read as they were written', async () => {
  const chosen = {
    ...fresh,
    language: 'ar' as const,
    history: ['rent'],
    saved: [{ query: 'rent ext:pdf', mode: 'exact' as const }],
  }
  await writeSettings(data, chosen)
  expect(await readSettings(data)).toEqual(chosen)
})

it('of an older Kenning lack nothing', async () => {
  const { language, keepHistory, history, saved, pooling, device, ...older } = fresh
  await writeFile(path.join(data, 'settings.json'), JSON.stringify({ ...older, theme: 'dark' }))
  expect(await readSettings(data)).toEqual({ ...fresh, theme: 'dark' })
})

it('tell the page nothing of the index', () => {
  expect(Object.keys(publicSettings(fresh))).not.toContain('serving')
})

it('that cannot be read say which file to mend', async () => {
  await writeFile(path.join(data, 'settings.json'), '{')
  await expect(readSettings(data)).rejects.toMatchObject({ code: 'data-unreadable' })
})
