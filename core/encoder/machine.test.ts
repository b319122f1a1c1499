import { afterEach, expect, it } from 'vitest'
import { cardsOfMac, cardsOfWindows, nameIn, readMachine } from './machine.ts'

const { VK_ICD_FILENAMES } = process.env
afterEach(() => {
  if (VK_ICD_FILENAMES === undefined) delete process.env.VK_ICD_FILENAMES
  else process.env.VK_ICD_FILENAMES = VK_ICD_FILENAMES
})

it('a machine has a processor with a name, and stays the same while nothing changes', async () => {
  const machine = await readMachine()
  expect(machine.processor).toMatch(/./)
  expect(await readMachine()).toEqual(machine)
})

it.skipIf(process.platform !== 'linux')('another driver makes it another machine, whether or not a card has a name', async () => {
  const { identity } = await readMachine()
  process.env.VK_ICD_FILENAMES = '/usr/share/vulkan/icd.d/another.json'
  expect((await readMachine()).identity).not.toBe(identity)
})

it('names a card as the list of PCI names does, or by its maker alone', () => {
  const list =
    '1002  Advanced Micro Devices, Inc.\n\t15bf  Phoenix1\n8086  Intel Corporation\n\t5917  UHD Graphics 620\n\t\t1028 0817  Sub\n'
  expect(nameIn(list, '8086', '5917')).toBe('Intel UHD Graphics 620')
  expect(nameIn(list, '8086', 'ffff')).toBe('Intel')
  expect(nameIn(list, '10de', '5917')).toBeNull()
})

it('reads what Windows and macOS tell of their cards', () => {
  const one = '{"Name":"NVIDIA GeForce RTX 3050","DriverVersion":"31.0.15.3623"}'
  expect(cardsOfWindows(one)).toEqual([{ name: 'NVIDIA GeForce RTX 3050', driver: '31.0.15.3623' }])
  expect(cardsOfWindows(`[${one},{"Name":"Intel(R) UHD Graphics"}]`)).toHaveLength(2)
  expect(cardsOfMac('{"SPDisplaysDataType":[{"sppci_model":"Apple M2"}]}')).toEqual([{ name: 'Apple M2', driver: '' }])
  expect(cardsOfMac('{}')).toEqual([])
})
