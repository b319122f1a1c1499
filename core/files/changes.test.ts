import { describe, expect, it } from 'vitest'
import { PendingChanges } from './changes.ts'

describe('pending changes', () => {
  it('are due after quiet, and after two seconds without any', () => {
    const pending = new PendingChanges(300)
    expect(pending.dueIn(0)).toBeUndefined()
    pending.note('/a', 'changed', 1000)
    expect(pending.dueIn(1000)).toBe(300)
    pending.note('/a', 'changed', 1200)
    expect(pending.dueIn(1200)).toBe(300)
    for (let now = 1300; now <= 2900; now += 100) pending.note('/a', 'changed', now)
    expect(pending.dueIn(2900)).toBe(100)
    expect(pending.take(3000)).toEqual([{ kind: 'changed', path: '/a' }])
    expect(pending.dueIn(3000)).toBeUndefined()
  })

  it('keep the halves of a move together when a batch is cut between them', () => {
    const pending = new PendingChanges(300)
    pending.note('/busy', 'changed', 0)
    pending.note('/old', 'removed', 1900)
    expect(pending.take(2000)).toEqual([{ kind: 'changed', path: '/busy' }])
    pending.note('/new', 'changed', 2010)
    expect(pending.dueIn(2010)).toBe(300)
    expect(pending.take(2310)).toEqual([
      { kind: 'removed', path: '/old' },
      { kind: 'changed', path: '/new' },
    ])
  })

  it('tell of each path what last happened to it, also of one that came and went: a scan may have found it', () => {
    const pending = new PendingChanges(300)
    const happened = {
      '/draft': ['changed', 'removed'],
      '/saved': ['removed', 'changed'],
      '/gone': ['changed', 'changed', 'removed'],
    } as const
    for (const [path, fates] of Object.entries(happened)) for (const fate of fates) pending.note(path, fate, 0)
    expect(pending.take(300)).toEqual([
      { kind: 'removed', path: '/draft' },
      { kind: 'changed', path: '/saved' },
      { kind: 'removed', path: '/gone' },
    ])
  })

  it('ask for one walk, however much was lost', () => {
    const pending = new PendingChanges(300)
    pending.noteLoss('The limit is reached.', false, 0)
    pending.noteLoss('The limit is reached again.', false, 1)
    expect(pending.take(400)).toEqual([{ kind: 'rescan', reason: 'The limit is reached.', lasting: false }])
    expect(pending.take(800)).toEqual([])
  })
})
