import { describe, expect, it } from 'vitest'
import type { CorpusFile } from '../testing/corpus.ts'
import { fakeEngine } from '../testing/fake-engine.ts'
import { createLedger } from './ledger.ts'

const files: readonly CorpusFile[] = Array.from({ length: 1_500 }, (_, i) => ({
  path: `/home/anna/Documents/${String(i).padStart(4, '0')}.md`,
  size: 1_000 + i,
  modified: '2026-01-01T00:00:00Z',
  passages: [{ place: { headings: [] }, text: 'x' }],
}))

describe('the list of files', () => {
  it('asks for the pages that come into view, once', async () => {
    const engine = fakeEngine({ files, failures: [] })
    const ledger = createLedger(engine)
    await ledger.need(0, 20)
    await ledger.need(10, 30)
    await ledger.need(390, 410)
    const asked = engine.calls.map(([, input]) => (input as { from: number }).from)
    expect(asked).toEqual([0, 200, 400])
    const { rows, total } = ledger.store.getState()
    expect(total).toBe(1_500)
    expect(rows.get(405)!.path).toBe('/home/anna/Documents/0405.md')
    expect(rows.has(900)).toBe(false)
  })

  it('throws away what an earlier choice is answered with', async () => {
    const ledger = createLedger(fakeEngine({ files, failures: [], delay: 5 }))
    const before = ledger.need(0, 20)
    const after = ledger.choose({ filter: '0777' })
    await Promise.all([before, after])
    expect(ledger.store.getState().total).toBe(1)
    expect(ledger.store.getState().rows.get(0)!.path).toContain('0777')
  })

  it('shows the rows that are in view, in another order, where the list is', async () => {
    const ledger = createLedger(fakeEngine({ files, failures: [] }))
    await ledger.need(400, 420)
    await ledger.choose({ descending: true })
    expect(ledger.store.getState().rows.get(405)?.path).toBe('/home/anna/Documents/1094.md')
    await ledger.choose({ filter: '0777' })
    expect(ledger.store.getState().total).toBe(1)
  })

  it('is exported whole, as a table or as data, and what begins like a formula does not act', async () => {
    const odd = { ...files[0]!, path: '=1+1.md' }
    const ledger = createLedger(fakeEngine({ files: [...files, odd], failures: [] }))
    const table = (await ledger.exported('csv'))!
    expect(table.files).toBe(1_501)
    const lines = (await table.content.text()).split('\r\n')
    expect(lines).toHaveLength(1_503)
    expect(lines[0]).toBe('path,state,code,reason,size,modified,passages,text bytes')
    expect(lines.at(-2)).toMatch(/^'=1\+1\.md,/)
    const data = JSON.parse(await (await ledger.exported('json'))!.content.text())
    expect(data[3]).toMatchObject({ path: '/home/anna/Documents/0003.md', state: 'partly', size: 1_003 })
  })
})
