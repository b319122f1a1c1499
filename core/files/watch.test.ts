import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, mkdir, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FileChange } from './changes.ts'
import { lookAtRoot } from './disk.ts'
import { ignoreRules } from './ignore.ts'
import { mayLimitWatches, mayMount, type TemporaryFolder, temporaryFolder } from './temporary.ts'
import { watch } from './watch.ts'

const posix = process.platform !== 'win32'
const run = promisify(execFile)

let folder: TemporaryFolder
let controller: AbortController
beforeEach(async () => {
  folder = await temporaryFolder()
  controller = new AbortController()
})
afterEach(async () => {
  controller.abort()
  await folder[Symbol.asyncDispose]()
})

/** Watches, and answers with the next news each time it is asked. */
function watching(root: string, exclusions: string[] = [], keepOut: string[] = []) {
  const batches = watch(root, ignoreRules(exclusions, keepOut), { signal: controller.signal })
  const next = async (): Promise<readonly FileChange[]> => (await batches.next()).value ?? []
  /** Changes up to the one of `last`, one a path as `kind name`, sorted. */
  const until = async (last: string) => {
    const fates = new Map<string, string>()
    for (;;) {
      for (const change of await next()) {
        if ('path' in change) fates.set(path.relative(root, change.path).split(path.sep).join('/'), change.kind)
        else fates.set(change.kind, '')
      }
      if (fates.has(last)) break
    }
    return [...fates].map(([name, kind]) => `${kind} ${name}`.trim()).sort()
  }
  return { batches, next, until }
}

describe('watching a folder', () => {
  it('says that it is online, then what is new, changed and removed', async () => {
    await folder.write('old.md', 'x')
    await folder.write('going.md', 'x')
    const { next, until } = watching(folder.path)
    expect(await next()).toEqual([{ kind: 'online' }])
    await appendFile(folder.at('old.md'), 'y')
    await unlink(folder.at('going.md'))
    await folder.write('deep/down/new 🎉.md', 'x')
    await folder.write('end', 'x')
    expect(await until('end')).toEqual(['changed deep/down/new 🎉.md', 'changed end', 'changed old.md', 'removed going.md'])
  })

  it('tells an atomic save as one change, and of what came and went that it is gone', async () => {
    await folder.write('letter.md', 'x')
    const { next, until } = watching(folder.path)
    await next()
    await writeFile(folder.at('letter.md.new'), 'xy')
    await rename(folder.at('letter.md.new'), folder.at('letter.md'))
    await unlink(await folder.write('passing.md', 'x'))
    await folder.write('end', 'x')
    // The system may not have told their making at all.
    const gone = ['removed letter.md.new', 'removed passing.md']
    expect((await until('end')).filter((news) => !gone.includes(news))).toEqual(['changed end', 'changed letter.md'])
  })

  it('tells a save that deletes first as a change', async () => {
    await folder.write('letter.md', 'x')
    const { next, until } = watching(folder.path)
    await next()
    await unlink(folder.at('letter.md'))
    await folder.write('letter.md', 'xyz')
    await folder.write('end', 'x')
    expect(await until('end')).toEqual(['changed end', 'changed letter.md'])
  })

  it('tells both halves of a renamed folder together, and follows what happens inside it', async () => {
    await folder.write('old/a.md', 'x')
    await folder.write('old/deep/b.md', 'x')
    const { next, until } = watching(folder.path)
    await next()
    await rename(folder.at('old'), folder.at('new'))
    const batch = await next()
    expect(batch.map((change) => 'path' in change && `${change.kind} ${path.relative(folder.path, change.path)}`).sort()).toEqual(
      ['changed new/a.md', 'changed new/deep/b.md', 'removed old/a.md', 'removed old/deep/b.md'].map((line) =>
        line.replaceAll('/', path.sep),
      ),
    )
    await appendFile(folder.at('new/deep/b.md'), 'y')
    expect(await until('new/deep/b.md')).toEqual(['changed new/deep/b.md'])
  })

  it('says nothing of what the rules leave out', async () => {
    await mkdir(folder.at('.git'))
    const { next, until } = watching(folder.path, ['*.csv'], [folder.at('data')])
    await next()
    for (const name of ['.git/config', 'node_modules/x/a.js', '~$letter.docx', 'sales.csv', 'data/ledger.jsonl', 'end'])
      await folder.write(name, 'x')
    expect(await until('end')).toEqual(['changed end'])
  })

  it.runIf(posix)('follows no symlink, and passes over pipes', async () => {
    await using elsewhere = await temporaryFolder()
    await folder.write('inner/letter.md', 'x')
    await folder.write('replaced.md', 'x')
    await symlink('..', folder.at('inner/up'))
    await symlink(elsewhere.path, folder.at('out'))
    const { next, until } = watching(folder.path)
    await next()
    await elsewhere.write('secret.md', 'x')
    await run('mkfifo', [folder.at('pipe')])
    await symlink(elsewhere.path, folder.at('later'))
    await unlink(folder.at('replaced.md'))
    await symlink(path.join(elsewhere.path, 'secret.md'), folder.at('replaced.md'))
    await folder.write('end', 'x')
    const news = await until('end')
    expect(news.filter((line) => line.startsWith('changed'))).toEqual(['changed end'])
    expect(news).toContain('removed replaced.md')
  })

  it('tells of a thousand files at once', async () => {
    const { next } = watching(folder.path)
    await next()
    await Promise.all(Array.from({ length: 1000 }, (_, n) => folder.write(`${n % 20}/${n}.md`, 'x')))
    const seen = new Set<string>()
    while (seen.size < 1000) for (const change of await next()) if (change.kind === 'changed') seen.add(change.path)
    expect(seen.size).toBe(1000)
  })
})

describe('the watched folder itself', () => {
  it('goes offline when it is gone, without its files being removed, and online when it is back', async () => {
    const root = folder.at('Documents')
    await folder.write('Documents/letter.md', 'x')
    const { next, until } = watching(root)
    await next()
    await rename(root, folder.at('away'))
    expect(await next()).toMatchObject([{ kind: 'offline', message: `${root} is not there.` }])
    await rename(folder.at('away'), root)
    expect(await next()).toEqual([{ kind: 'online' }])
    await appendFile(folder.at('Documents/letter.md'), 'y')
    expect(await until('letter.md')).toEqual(['changed letter.md'])
  })

  it('is online anew when it was deleted and made again', async () => {
    const root = folder.at('Documents')
    await folder.write('Documents/letter.md', 'x')
    const { next, until } = watching(root)
    await next()
    await rm(root, { recursive: true })
    expect(await next()).toMatchObject([{ kind: 'offline' }])
    await mkdir(root)
    expect(await next()).toEqual([{ kind: 'online' }])
    await folder.write('Documents/new.md', 'x')
    expect(await until('new.md')).toEqual(['changed new.md'])
  })

  it('is watched still when it was away for a moment', async () => {
    const root = folder.at('Documents')
    await folder.write('Documents/letter.md', 'x')
    const { next, until } = watching(root)
    await next()
    await rename(root, folder.at('away'))
    await rename(folder.at('away'), root)
    await folder.write('Documents/new.md', 'x')
    expect(await until('new.md')).not.toContain('removed letter.md')
  })

  it('may be away from the start', async () => {
    const root = folder.at('later')
    const { next, until } = watching(root)
    expect(await next()).toMatchObject([{ kind: 'offline' }])
    await mkdir(root)
    expect(await next()).toEqual([{ kind: 'online' }])
    await folder.write('later/letter.md', 'x')
    expect(await until('letter.md')).toEqual(['changed letter.md'])
  })

  it('is offline while only the empty mount point of its disk is there', async () => {
    const here = await lookAtRoot(folder.path)
    expect(here).toMatchObject({ kind: 'online' })
    expect(await lookAtRoot(folder.path, here.kind === 'online' ? here.device : '')).toEqual(here)
    expect(await lookAtRoot(folder.path, 'another')).toMatchObject({ kind: 'offline' })
    const file = await folder.write('letter.md', 'x')
    expect(await lookAtRoot(folder.path, 'another')).toEqual(here)
    expect(await lookAtRoot(file)).toMatchObject({ kind: 'offline', message: `${file} is no longer a folder.` })
  })

  it.runIf(mayMount())('survives its disk being unmounted and mounted again', async () => {
    const root = folder.at('usb')
    await mkdir(root)
    const mount = () => run('mount', ['-t', 'tmpfs', 'none', root])
    await mount()
    try {
      for (let n = 0; n < 50; n++) await folder.write(`usb/${n}.md`, 'x')
      const { next, until } = watching(root)
      expect(await next()).toEqual([{ kind: 'online' }])
      await run('umount', ['-l', root])
      expect(await next()).toMatchObject([{ kind: 'offline', message: `The disk that holds ${root} is not connected.` }])
      await mount()
      await folder.write('usb/0.md', 'x')
      expect(await next()).toEqual([{ kind: 'online' }])
      await folder.write('usb/new.md', 'x')
      expect(await until('new.md')).toEqual(['changed new.md'])
    } finally {
      await run('umount', ['-l', root])
    }
  })
})

it.runIf(mayLimitWatches())(
  'says what to do when the system watches no more folders, and has them walked again and again',
  async () => {
    for (let n = 0; n < 20; n++) await folder.write(`many/${n}/letter.md`, 'x')
    const script = await folder.write(
      'script.ts',
      `import { ignoreRules } from ${JSON.stringify(path.join(import.meta.dirname, 'ignore.ts'))}
     import { watch } from ${JSON.stringify(path.join(import.meta.dirname, 'watch.ts'))}
     const changes = watch(${JSON.stringify(folder.at('many'))}, ignoreRules([]), { signal: new AbortController().signal, poll: 100 })
     let rescans = 0
     for await (const batch of changes) {
       console.log(JSON.stringify(batch))
       if (batch[0].kind === 'rescan' && ++rescans === 2) break
     }`,
    )
    const limited = `echo 8 > /proc/sys/user/max_inotify_watches && exec "$0" --disable-warning=ExperimentalWarning "$1"`
    const { stdout } = await run('unshare', ['-Ur', 'sh', '-c', limited, process.execPath, script])
    const [online, ...rescans] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(online).toEqual([{ kind: 'online' }])
    const reason = expect.stringMatching(/limit of watched folders.*Raise fs\.inotify\.max_user_watches\.$/)
    expect(rescans).toEqual([[{ kind: 'rescan', reason, lasting: true }], [{ kind: 'rescan', reason, lasting: true }]])
  },
)

describe('an end', () => {
  it('comes with the signal, whatever is being waited for', async () => {
    const { batches, next } = watching(folder.path)
    await next()
    const last = batches.next()
    controller.abort()
    expect(await last).toEqual({ done: true, value: undefined })

    const away = watch(folder.at('gone'), ignoreRules([]), { signal: AbortSignal.abort() })
    expect(await away.next()).toEqual({ done: true, value: undefined })
  })

  it.each([
    ['by the signal while waiting', `setTimeout(() => controller.abort(), 50); for await (const _ of changes);`],
    ['by the signal while nobody asks', `await changes.next(); controller.abort()`],
    ['by leaving the loop', `for await (const _ of changes) break`],
  ])('leaves nothing open: %s', async (_, ending) => {
    const script = await folder.write(
      'script.ts',
      `import { ignoreRules } from ${JSON.stringify(path.join(import.meta.dirname, 'ignore.ts'))}
       import { watch } from ${JSON.stringify(path.join(import.meta.dirname, 'watch.ts'))}
       const controller = new AbortController()
       const changes = watch(${JSON.stringify(folder.path)}, ignoreRules([]), { signal: controller.signal })
       ${ending}`,
    )
    const [code] = await once(fork(script, { execArgv: ['--disable-warning=ExperimentalWarning'] }), 'exit')
    expect(code).toBe(0)
  })
})
