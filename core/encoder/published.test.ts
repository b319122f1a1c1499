import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { installedModels } from './catalogue.ts'
import { promisedDims, readCatalogue, stateOf } from './published.ts'

const folder = path.join(import.meta.dirname, '../../models')
const { models } = await readCatalogue(folder)
const entry = (id: string) => models.find((model) => model.id === id)!

describe('the catalogue', () => {
  it('knows eight encoders', () => {
    expect(models.map(({ id }) => id)).toEqual([
      'jina-colbert-v2',
      'mlateon',
      'colbert-xm',
      'jacolbert-v2.5',
      'gte-moderncolbert-v1',
      'answerai-colbert-small-v1',
      'colbertv2',
      'starter',
    ])
  })

  it('pins every download to a commit and names its weights', () => {
    for (const { availability, revision, files } of models) {
      if (availability.kind !== 'download') continue
      expect(revision).toMatch(/^[0-9a-f]{40}$/)
      expect(files.map((file) => file.path)).toEqual(
        expect.arrayContaining(['model.safetensors', 'tokenizer.json', 'config.json']),
      )
    }
  })

  it('asks for consent to a licence that forbids business use, and says so plainly', () => {
    const { licence } = entry('jina-colbert-v2')
    expect(licence).toMatchObject({ id: 'CC-BY-NC-4.0', commercial: false, needsConsent: true })
    expect(licence.summary).toContain('non-commercial')
    expect(models.filter((model) => !model.licence.commercial && !model.licence.needsConsent)).toEqual([])
  })

  it('takes the smaller heads of Jina ColBERT v2 from their own repositories, never a slice of the 128-d one', () => {
    expect(entry('jina-colbert-v2').heads.map(({ dim, repository }) => [dim, repository])).toEqual([
      [128, 'jinaai/jina-colbert-v2'],
      [64, 'jinaai/jina-colbert-v2-64'],
      [96, 'jinaai/jina-colbert-v2-96'],
    ])
  })

  it('promises no size that may not be there for everyone', () => {
    expect(promisedDims(entry('jina-colbert-v2'))).toEqual([64, 128])
    expect(promisedDims(entry('answerai-colbert-small-v1'))).toEqual([96])
    expect(promisedDims(entry('starter'))).toEqual([64, 96, 128])
    expect(promisedDims(entry('colbert-xm'))).toEqual([128])
  })

  it('has golden ids that its own form explains', () => {
    const { golden, form } = entry('jina-colbert-v2')
    expect(golden!.query!.ids).toHaveLength(form.queryLength)
    expect(golden!.document!.ids!.length).toBe(golden!.document!.rows.length)
  })

  it('says of each encoder whether it is here, can be had, or why it is withheld', async () => {
    const installed = await installedModels(folder)
    const states = Object.fromEntries(models.map((model) => [model.id, stateOf(model, installed)]))
    expect(states.starter).toMatchObject({ state: 'installed' })
    expect(states['jina-colbert-v2']).toEqual({ state: 'available', bytes: 1_119_027_888 })
    expect(states.mlateon).toEqual({ state: 'available', bytes: null })
    expect(states['jacolbert-v2.5']).toMatchObject({ state: 'withheld', why: expect.stringContaining('Japanese') })
  })

  it('refuses a file that is no catalogue', async () => {
    const scratch = await mkdtemp(path.join(tmpdir(), 'kenning-catalogue-'))
    await writeFile(path.join(scratch, 'catalogue.json'), '{"models":[{"id":"../x"}]}')
    await expect(readCatalogue(scratch)).rejects.toMatchObject({ code: 'model-broken' })
    await expect(readCatalogue(path.join(scratch, 'none'))).rejects.toMatchObject({ code: 'model-missing' })
    await rm(scratch, { recursive: true })
  })
})
