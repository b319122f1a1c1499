import { expect, test } from 'vitest'
import { temporaryFolder } from '../files/temporary.ts'
import { linuxSupply } from './power.ts'

test('a laptop runs on its battery when that is discharging and no cable is in; the battery of a mouse says nothing', async () => {
  await using sys = await temporaryFolder()
  const write = (name: string, fields: Record<string, string>) =>
    Promise.all(Object.entries(fields).map(([field, value]) => sys.write(`${name}/${field}`, `${value}\n`)))
  expect(await linuxSupply(sys.path)).toBeNull()
  expect(await linuxSupply(sys.at('missing'))).toBeNull()
  await write('hidpp_battery_0', { type: 'Battery', status: 'Discharging', scope: 'Device' })
  expect(await linuxSupply(sys.path)).toBeNull()
  await write('BAT0', { type: 'Battery', status: 'Discharging' })
  await write('AC', { type: 'Mains', online: '0' })
  expect(await linuxSupply(sys.path)).toBe('battery')
  await write('AC', { type: 'Mains', online: '1' })
  expect(await linuxSupply(sys.path)).toBe('mains')
})
