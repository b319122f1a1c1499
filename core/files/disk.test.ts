import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { Disk, missingFrom } from './disk.ts'
import { mayStall, stall, temporaryFolder } from './temporary.ts'

const ignored = () => {}

it('a folder is listed with what its disk says of each file, and one that is not there is told', async () => {
  await using folder = await temporaryFolder()
  await folder.write('letter.md', 'four')
  await mkdir(folder.at('deeper'))
  const disk = new Disk(ignored, ignored)
  expect(await disk.ask({ kind: 'list', folder: folder.path })).toMatchObject({
    folders: ['deeper'],
    files: ['letter.md'],
    sizes: Float64Array.of(4),
  })
  expect(await disk.ask({ kind: 'list', folder: folder.at('gone') })).toEqual({ kind: 'refused', code: 'ENOENT' })
  expect(await disk.ask({ kind: 'root', folder: folder.at('gone'), device: undefined })).toMatchObject({ kind: 'offline' })
})

it('what is missing is told of a folder that is there, and of none that is away', async () => {
  await using folder = await temporaryFolder()
  const there = await folder.write('home/letter.md', 'x')
  const [home, gone] = [folder.at('home'), [folder.at('home/gone.md'), folder.at('home/letter.md/no folder')]]
  expect(await missingFrom(home, undefined, [there, ...gone])).toEqual(gone)
  await rename(home, folder.at('elsewhere'))
  expect(await missingFrom(home, undefined, [there, ...gone])).toEqual([])
})

it.runIf(process.platform !== 'win32')(
  'a folder that the system does not let Kenning open is offline, with its reason',
  async () => {
    await using folder = await temporaryFolder()
    await mkdir(folder.at('private'), { mode: 0 })
    const script = await folder.write(
      'script.ts',
      `import { rootNow } from ${JSON.stringify(path.join(import.meta.dirname, 'root.ts'))}
     console.log(JSON.stringify(rootNow(${JSON.stringify(folder.at('private'))})))`,
    )
    // The superuser may open everything; nobody may not.
    const as = process.getuid!() === 0 ? { uid: 65_534 } : {}
    const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', script], as)
    const message = `Kenning is not allowed to open ${folder.at('private')}. Once the system allows it, it is read by itself.`
    expect(JSON.parse(stdout)).toEqual({ kind: 'offline', message })
  },
)

it.runIf(mayStall())('a share that does not answer is silent for as long as it does not, and makes no other wait', async () => {
  await using folder = await temporaryFolder()
  for (const name of ['share', 'home']) await mkdir(folder.at(name))
  await folder.write('share/letter.md', 'x')
  const ask = (disk: Disk, name: string) => disk.ask({ kind: 'list', folder: folder.at(name) })
  const [share, home] = [new Disk(ignored, ignored, 1_000), new Disk(ignored, ignored)]
  {
    using _stalled = stall(folder.at('share'))
    const [first, second] = [ask(share, 'share'), ask(share, 'share')]
    expect(await ask(home, 'home')).toMatchObject({ kind: 'listed' })
    expect([await first, await second]).toEqual(['silent', 'silent'])
    expect([share.isSilent, home.isSilent]).toEqual([true, false])
    expect(await ask(share, 'share')).toBe('silent')
  }
  // The calls that hung come back with an error, which is of no use to anybody any more.
  await expect.poll(() => share.isSilent).toBe(false)
  expect(await ask(share, 'share')).toMatchObject({ kind: 'listed', files: ['letter.md'] })
})

it.runIf(mayStall())('a process ends although a disk does not answer it', async () => {
  await using folder = await temporaryFolder()
  await mkdir(folder.at('share'))
  const script = await folder.write(
    'script.ts',
    `import { Disk } from ${JSON.stringify(path.join(import.meta.dirname, 'disk.ts'))}
     const answer = await new Disk(() => {}, () => {}, 100).ask({ kind: 'root', folder: ${JSON.stringify(folder.at('share'))}, device: undefined })
     process.send(answer)`,
  )
  using _stalled = stall(folder.at('share'))
  const child = fork(script, { execArgv: ['--disable-warning=ExperimentalWarning'] })
  const [[said]] = await Promise.all([once(child, 'message'), once(child, 'exit')])
  expect(said).toBe('silent')
})
