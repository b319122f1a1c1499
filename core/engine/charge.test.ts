import { expect, test } from 'vitest'
import { temporaryFolder } from '../files/temporary.ts'
import { linuxCharge, macCharge } from './charge.ts'

test('a computer with two batteries is as full as both together; that of a mouse says nothing', async () => {
  await using sys = await temporaryFolder()
  const write = (name: string, fields: Record<string, string>) =>
    Promise.all(Object.entries(fields).map(([field, value]) => sys.write(`${name}/${field}`, `${value}\n`)))
  expect(await linuxCharge(sys.at('missing'))).toBeNull()
  await write('AC', { type: 'Mains', online: '1' })
  await write('hidpp_battery_0', { type: 'Battery', capacity: '5', scope: 'Device' })
  expect(await linuxCharge(sys.path)).toBeNull()
  await write('BAT0', { type: 'Battery', capacity: '10' })
  expect(await linuxCharge(sys.path)).toBe(10)
  await write('BAT1', { type: 'Battery', capacity: '90' })
  expect(await linuxCharge(sys.path)).toBe(50)
})

test('a Mac prints how full its battery is', () => {
  const line = ' -InternalBattery-0 (id=4522083)\t17%; discharging; 1:02 remaining present: true'
  expect(macCharge(`Now drawing from 'Battery Power'\n${line}\n`)).toBe(17)
  expect(macCharge("Now drawing from 'AC Power'\n")).toBeNull()
})
