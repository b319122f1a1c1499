import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { namesOf } from './zip-names.ts'

const silent = (name: string) => ({ bytes: Buffer.from(name, 'latin1'), extra: new Uint8Array() })

test.each([
  ['code page 437', 'Gr\x94\xe1e der \x8epfel.txt', 'Größe der Äpfel.txt'],
  ['code page 850', '\x82t\x82 \x85 la plage.jpg', 'été à la plage.jpg'],
  ['code page 852', 'Za\xbe\xa2\x88\x86 g\xa9\x98l\xa5.txt', 'Zażółć gęślą.txt'],
  ['code page 866', '\x84\xae\xa3\xae\xa2\xae\xe0.doc', 'Договор.doc'],
  ['windows-1251', '\xc4\xee\xe3\xee\xe2\xee\xf0.doc', 'Договор.doc'],
  ['windows-1252', '\xdcbersicht Gr\xf6\xdfen.xlsx', 'Übersicht Größen.xlsx'],
  ['Shift_JIS', '\x90\xbf\x8b\x81\x8f\x912024.pdf', '請求書2024.pdf'],
  ['GBK', '\xba\xcf\xcd\xac/\xd7\xe2\xb7\xbf.pdf', '合同/租房.pdf'],
  ['Big5', '\xb3\xf8\xa7i\xae\xd1.doc', '報告書.doc'],
  ['EUC-KR', '\xbb\xe7\xc1\xf8/\xbf\xa9\xc7\xe0.jpg', '사진/여행.jpg'],
  ['UTF-8', '\xc3\x9cbersicht.txt', 'Übersicht.txt'],
])('names packed in %s without a word of it are told by their letters', (_, packed, name) => {
  expect(namesOf([silent(packed)], 'en')).toEqual([name])
})

test('all names of an archive are in one encoding, those that could be UTF-8 too', () => {
  // 0xc2 0xa8 is a character of UTF-8 (¨), and 篓 in GBK, which the other name needs.
  expect(namesOf([silent('\xba\xcf\xcd\xac\xd7\xe2\xb7\xbf.pdf'), silent('\xc2\xa8.txt')], 'en')).toEqual([
    '合同租房.pdf',
    '篓.txt',
  ])
})

test('a Unicode path counts before the name, if it is of this name', () => {
  const path = (name: string, of: Buffer) => {
    const head = Buffer.from([0x75, 0x70, 5 + Buffer.byteLength(name), 0, 1, 0, 0, 0, 0])
    head.writeUInt32LE(crc32(of), 5)
    return Buffer.concat([Buffer.from([0x55, 0x54, 1, 0, 0]), head, Buffer.from(name)])
  }
  const bytes = Buffer.from('M_ller.txt')
  expect(namesOf([{ bytes, extra: path('Müller.txt', bytes) }])).toEqual(['Müller.txt'])
  expect(namesOf([{ bytes, extra: path('Müller.txt', Buffer.from('other')) }])).toEqual(['M_ller.txt'])
  for (let cut = 0; cut < 20; cut++) namesOf([{ bytes, extra: path('Müller.txt', bytes).subarray(0, cut) }])
})
