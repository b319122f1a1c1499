import { expect, test } from 'vitest'
import { temporaryFolder } from '../files/temporary.ts'
import { linuxIsHot } from './temperature.ts'

test('a computer is hot near the point at which it would switch itself off, and not where it only slows down', async () => {
  await using sys = await temporaryFolder()
  const write = (zone: string, fields: Record<string, number | string>) =>
    Promise.all(Object.entries(fields).map(([field, value]) => sys.write(`${zone}/${field}`, `${value}\n`)))
  expect(await linuxIsHot(sys.at('missing'))).toBe(false)
  const trips = {
    trip_point_0_type: 'passive',
    trip_point_0_temp: 50_000,
    trip_point_1_type: 'critical',
    trip_point_1_temp: 100_000,
  }
  await write('thermal_zone0', { temp: 91_000, ...trips })
  await write('thermal_zone1', { temp: 60_000, trip_point_0_type: 'critical', trip_point_0_temp: 0 })
  await write('cooling_device0', { temp: 200_000, ...trips })
  expect(await linuxIsHot(sys.path)).toBe(false)
  await write('thermal_zone0', { temp: 93_000 })
  expect(await linuxIsHot(sys.path)).toBe(true)
})
