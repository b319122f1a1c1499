import { expect, test } from 'vitest'
import { readPlain } from './plain.ts'
import { readTnef } from './tnef.ts'

const u16 = (value: number) => [value & 0xff, value >> 8]
const u32 = (value: number) => [...u16(value & 0xffff), ...u16(value >>> 16)]
const padded = (bytes: readonly number[]) => [...bytes, ...Array(-bytes.length & 3).fill(0)]
const latin = (text: string) => [...Buffer.from(`${text}\0`, 'latin1')]
const utf16 = (text: string) => [...Buffer.from(`${text}\0`, 'utf16le')]

const attribute = (level: 1 | 2, id: number, data: readonly number[]) => [
  level,
  ...u16(id),
  ...u16(6),
  ...u32(data.length),
  ...data,
  0,
  0,
]
const properties = (...all: readonly number[][]) => [...u32(all.length), ...all.flat()]
const variable = (type: number, id: number, value: readonly number[]) => [
  ...u16(type),
  ...u16(id),
  ...u32(1),
  ...u32(value.length),
  ...padded(value),
]

const RTF = '{\\rtf1\\ansi Hello Bo,\\par the fence leans.\\par}'
const packed = [...u32(RTF.length + 12), ...u32(RTF.length), ...Buffer.from('MELA'), ...u32(0), ...Buffer.from(RTF)]
/** A number that is named by another, and several times of one kind, stand before what is wanted. */
const named = [...u16(3), ...u16(0x8001), ...Array(16).fill(7), ...u32(0), ...u32(5), ...u32(1)]
const times = [...u16(0x1040), ...u16(0x3007), ...u32(2), ...Array(16).fill(1)]

const MAIL = [
  ...[0x78, 0x9f, 0x3e, 0x22, 1, 0],
  ...attribute(1, 0x9003, properties(named, times, variable(0x102, 0x1009, packed))),
  ...attribute(2, 0x9002, Array(14).fill(0)),
  ...attribute(2, 0x8010, latin('SPIRIT~1.TXT')),
  ...attribute(2, 0x800f, [...Buffer.from('Hammer, nails.')]),
  ...attribute(2, 0x9005, properties(variable(0x1f, 0x3707, utf16('Größe.txt')))),
  ...attribute(2, 0x9002, Array(14).fill(0)),
  ...attribute(2, 0x8010, latin('plan.txt')),
  ...attribute(2, 0x800f, [...Buffer.from('A plan.')]),
]
const read = (bytes: Uint8Array) => readTnef(bytes, async (content) => readPlain(new TextDecoder().decode(content)))

test('winmail.dat is its body and its attachments, under their long names', async () => {
  const { text, blocks } = await read(Uint8Array.from(MAIL))
  expect(text).toBe('Hello Bo,\n\nthe fence leans.\n\nGröße.txt\n\nHammer, nails.\n\nplan.txt\n\nA plan.')
  expect(blocks.at(-1)?.place.within).toEqual(['plan.txt'])
})

test('cut or changed anywhere it gives what is left', async () => {
  const whole = Uint8Array.from(MAIL)
  for (let at = 6; at < whole.length; at++)
    for (const bytes of [whole.subarray(0, at), whole.with(at, 0xff), whole.with(at, 0)])
      expect((await read(bytes)).blocks.length).toBeLessThanOrEqual(8)
})
