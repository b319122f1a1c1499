import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

/** What the kernel says of a battery, or ''. */
const fieldOf = (folder: string, name: string, field: string): Promise<string> =>
  readFile(path.join(folder, name, field), 'utf8').then(
    (text) => text.trim(),
    () => '',
  )

/**
 * How full a Linux computer's batteries are together; null where it has none. A mouse has a battery too, but of the scope "Device".
 *
 * @param folder `/sys/class/power_supply`, or one like it
 * @returns percent
 */
export async function linuxCharge(folder: string): Promise<number | null> {
  const charges: number[] = []
  for (const name of await readdir(folder).catch(() => [])) {
    const [type, scope, capacity] = await Promise.all(['type', 'scope', 'capacity'].map((field) => fieldOf(folder, name, field)))
    if (type === 'Battery' && scope !== 'Device' && /^\d+$/.test(capacity!)) charges.push(Number(capacity))
  }
  return charges.length === 0 ? null : charges.reduce((sum, each) => sum + each) / charges.length
}

/** The same of what `pmset -g batt` prints on a Mac: ` -InternalBattery-0 (id=…)	45%; discharging; 3:10 remaining`. */
export function macCharge(printed: string): number | null {
  const percent = /InternalBattery\S*.*?(\d{1,3})%/.exec(printed)?.[1]
  return percent === undefined ? null : Number(percent)
}

/** How full this computer's battery is, in percent; null where it has none, or the system does not say. */
export async function chargeNow(): Promise<number | null> {
  if (process.platform === 'linux') return linuxCharge('/sys/class/power_supply')
  if (process.platform !== 'darwin') return null
  return promisify(execFile)('/usr/bin/pmset', ['-g', 'batt'], { timeout: 5_000 }).then(
    ({ stdout }) => macCharge(stdout),
    () => null,
  )
}
