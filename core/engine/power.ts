import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { chargeNow } from './charge.ts'
import type { Power } from './manners.ts'
import { linuxIsHot } from './temperature.ts'

/** A cable is pulled out and nobody minds half a minute. Milliseconds. */
const LOOK = 30_000

/**
 * Whether a Linux computer runs on its battery, as the kernel tells it; null where it tells nothing. A mouse has a battery too,
 * but of the scope "Device".
 *
 * @param folder `/sys/class/power_supply`, or one like it
 */
export async function linuxSupply(folder: string): Promise<Power['supply'] | null> {
  const supplies = await readdir(folder).catch(() => [])
  const states = await Promise.all(
    supplies.map(async (name) => {
      const [type, online, status, scope] = await Promise.all(
        ['type', 'online', 'status', 'scope'].map((field) =>
          readFile(path.join(folder, name, field), 'utf8').then(
            (text) => text.trim(),
            () => '',
          ),
        ),
      )
      if (scope === 'Device') return null
      if (type === 'Battery' || type === 'UPS') return status === 'Discharging' ? 'battery' : null
      return online === '1' ? 'mains' : null
    }),
  )
  return states.includes('mains') ? 'mains' : states.includes('battery') ? 'battery' : null
}

/** Tells what the system says of its power and heat, for hosts that nobody else tells. Elsewhere than on Linux it says nothing. */
export function followPower(take: (power: Partial<Power>) => void): Disposable {
  if (process.platform !== 'linux') return { [Symbol.dispose]: () => {} }
  const look = async () => {
    const supply = await linuxSupply('/sys/class/power_supply')
    const [charge, hot] = [await chargeNow(), await linuxIsHot('/sys/class/thermal')]
    take({ ...(supply ? { supply } : {}), charge, hot })
  }
  void look()
  const timer = setInterval(() => void look(), LOOK).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
