import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { lockData } from './lock.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'kenning-lock-'))
})
afterEach(() => rm(root, { recursive: true }))

/** A process that locks each folder it is told, and keeps it. */
function contender() {
  const script = `
    import { createInterface } from 'node:readline'
    import { lockData } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)}
    console.log('ready')
    for await (const data of createInterface({ input: process.stdin }))
      console.log(await lockData(data).then(() => 'has it', ({ code }) => code))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    child,
    tell: (data: string) => child.stdin.write(`${data}\n`),
    answer: async () => (await lines.next()).value as string,
  }
}

it('of several that want a folder at the same moment exactly one has it, also after one that crashed', async () => {
  const contenders = [contender(), contender(), contender()]
  await Promise.all(contenders.map(({ answer }) => answer()))
  for (const data of ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => path.join(root, name))) {
    await mkdir(data)
    await writeFile(path.join(data, 'engine.99999999.lock'), '')
    for (const { tell } of contenders) tell(data)
    const answers = await Promise.all(contenders.map(({ answer }) => answer()))
    expect(answers.sort()).toEqual(['data-in-use', 'data-in-use', 'has it'])
    expect((await readdir(data)).length).toBe(1)
  }
  for (const { child } of contenders) child.kill()
})

it.runIf(process.platform === 'linux')('does not take another program with the number of one that crashed for it', async () => {
  const left = path.join(root, `engine.${process.ppid}.lock`)
  await writeFile(left, '6f1c1f0a-0000-4000-8000-000000000000 4711')
  {
    await using _ = await lockData(root)
    expect(await readdir(root)).toEqual([`engine.${process.pid}.lock`])
  }
  // An older Kenning said nothing of itself.
  await writeFile(left, '')
  await expect(lockData(root)).rejects.toMatchObject({ code: 'data-in-use' })
})

it('leaves nothing behind', async () => {
  await using lock = await lockData(root)
  expect(await readdir(root)).toEqual([`engine.${process.pid}.lock`])
  await lock[Symbol.asyncDispose]()
  expect(await readdir(root)).toEqual([])
})
