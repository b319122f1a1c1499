import type { Device, DeviceTrial } from '../contract/engine.ts'
import { openEngine } from '../engine/open.ts'
import type { DevicesCommand } from './command.ts'
import { modelsFolder } from './home.ts'
import { printable } from './progress.ts'

/** What encoders can run on here, and how fast; with `--use`, what they run on from now on. */
export async function devicesCommand({ data, json, again, use }: DevicesCommand): Promise<number> {
  await using engine = await openEngine({ data, models: modelsFolder(), watch: false })
  if (use !== undefined) await engine.changeSettings({ device: use })
  const found = await engine.devices({ again })
  const { device: asked } = await engine.settings()
  if (json) {
    console.log(JSON.stringify({ ...found, asked }))
    return 0
  }
  for (const device of found.devices) console.log(inWords(device))
  console.log(`Asked for: ${asked}. The fastest that answers rightly: ${found.best}.`)
  console.log(`Rates are of ${found.measuredWith}, reckoned from two of its layers.`)
  return 0
}

const inWords = ({ id, name, trial }: Device): string => `${id}${name === '' ? '' : ` (${printable(name)})`}: ${said(trial)}`

function said(trial: DeviceTrial): string {
  switch (trial.kind) {
    case 'works':
      return `about ${trial.tokensPerSecond} tokens a second`
    case 'slow':
      return `about ${trial.tokensPerSecond} tokens a second, slower than the processor; it is not used`
    case 'wrong':
      return 'gives other answers than the processor; it is not used'
    case 'missing':
      return 'is not here'
    case 'crashed':
      return 'crashed when it was tried'
    case 'late':
      return 'did not answer in time'
    case 'failed':
      return `cannot be used: ${printable(trial.message)}`
  }
}
