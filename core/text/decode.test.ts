import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { decodeText } from './decode.ts'

const fixture = (name: string) => readFileSync(path.join(import.meta.dirname, 'fixtures/encodings', name))

test.each([
  ['shift_jis', 'これは文字コードの確認用の文章です。'],
  ['windows-1251', 'Это проверка кодировки.'],
  ['windows-1250', 'Zażółć gęślą jaźń.'],
  ['big5', '這是用來檢查字元編碼的文章。'],
  ['euc-kr', '이것은 문자 인코딩을 확인하기 위한 글입니다.'],
  ['iso-2022-jp', '昨日の夕方、'],
])('%s is told by its bytes', (encoding, start) => {
  const decoded = decodeText(fixture(`${encoding}.txt`), { locale: 'en' })
  expect(decoded?.text.slice(0, start.length)).toBe(start)
})

test('letters as DOS and the first Macs wrote them', () => {
  const letter = (of: string) => decodeText(Buffer.from(of, 'latin1'), { locale: 'en' })?.text
  const start = 'Sehr geehrte Damen und Herren, hiermit kündige ich den Garten über dem Fluss zum nächsten Ersten.'
  const dos =
    'Sehr geehrte Damen und Herren, hiermit k\x81ndige ich den Garten \x81ber dem Fluss zum n\x84chsten Ersten. Sch\x94ne Gr\x81\xe1e'
  const mac =
    'Sehr geehrte Damen und Herren, hiermit k\x9fndige ich den Garten \x9fber dem Fluss zum n\x8achsten Ersten. Sch\x9ane Gr\x9f\xa7e'
  expect([letter(dos), letter(mac)]).toEqual([`${start} Schöne Grüße`, `${start} Schöne Grüße`])
})

test('a byte order mark decides and is no character of the text', () => {
  expect(decodeText(Buffer.from('\ufeffgrün', 'utf16le'))).toEqual({ text: 'grün', encoding: 'utf-16le' })
  expect(decodeText(Buffer.from('\ufeffgrün'))).toEqual({ text: 'grün', encoding: 'utf-8' })
})

test('UTF-16 without a mark is told from its layout, in any script', () => {
  for (const text of ['Just a plain English sentence, nothing else.', '雨の日に読む本。\n静かな朝。\n', 'Привет, мир. Как дела?'])
    for (const swap of [false, true]) {
      const bytes = Buffer.from(text, 'utf16le')
      expect(decodeText(swap ? bytes.swap16() : bytes)).toEqual({ text, encoding: swap ? 'utf-16be' : 'utf-16le' })
    }
})

test('a page that declares its charset is believed, unless it is UTF-8 after all', () => {
  const page = '<meta charset="windows-1253"><p>\xe1\xe2\xe3</p>'
  expect(decodeText(Buffer.from(page, 'latin1'))?.text).toContain('<p>αβγ</p>')
  expect(decodeText(Buffer.from('<meta charset="iso-8859-1">naïve'))?.text).toContain('naïve')
})

test('short texts are read as the person’s own language would be', () => {
  const bytes = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2])
  expect(decodeText(bytes, { locale: 'ru-RU' })?.text).toBe('Привет')
  expect(decodeText(Buffer.from('caf\xe9', 'latin1'), { locale: 'en-GB' })?.text).toBe('café')
})

test('line ends become one kind, other characters stay as they are', () => {
  expect(decodeText(Buffer.from('a\r\nb\rc\n\te\u0301'))?.text).toBe('a\nb\nc\n\te\u0301')
})

test('a file cut within a character is still UTF-8', () => {
  const bytes = Buffer.from('日本語')
  expect(decodeText(bytes.subarray(0, 8), { cut: true })?.encoding).toBe('utf-8')
})

test('data is not text', () => {
  expect(decodeText(Uint8Array.from({ length: 4096 }, (_, i) => (i * 167 + (i >> 2)) & 255))).toBeNull()
})
