import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

/** So near to where it would switch itself off, a computer is spared. Thousandths of a degree Celsius, as the kernel counts. */
const MARGIN = 8_000

/**
 * Whether a part of a Linux computer is about as hot as the kernel lets it become: near a trip point "hot", or "critical", at which
 * it switches off. Where it only slows down ("passive") some computers are all day. False where the kernel tells nothing.
 *
 * @param folder `/sys/class/thermal`, or one like it
 */
export async function linuxIsHot(folder: string): Promise<boolean> {
  for (const zone of await readdir(folder).catch(() => [])) {
    if (!zone.startsWith('thermal_zone')) continue
    const names = await readdir(path.join(folder, zone)).catch(() => [])
    const read = (name: string) =>
      readFile(path.join(folder, zone, name), 'utf8').then(
        (text) => text.trim(),
        () => '',
      )
    const now = await read('temp')
    if (!/^\d+$/.test(now)) continue
    for (const name of names) {
      const trip = /^(trip_point_\d+)_type$/.exec(name)?.[1]
      if (!trip || !/^(?:hot|critical)$/.test(await read(name))) continue
      const most = await read(`${trip}_temp`)
      // Firmware that knows none says 0, or less.
      if (Number(most) > MARGIN && Number(now) >= Number(most) - MARGIN) return true
    }
  }
  return false
}
