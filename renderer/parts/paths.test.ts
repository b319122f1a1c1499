import { expect, it } from 'vitest'
import { extensionOf, foldersOf, isBelow, nameOf, parentOf } from './paths.ts'

it('names a folder by its last part, on every system', () => {
  expect(nameOf('/home/anna/Letters')).toBe('Letters')
  expect(nameOf('/home/anna/Letters/')).toBe('Letters')
  expect(nameOf('C:\\Users\\Anna\\Briefe')).toBe('Briefe')
  expect(nameOf('/')).toBe('/')
})

it('shows the folders from the indexed one down', () => {
  const path = '/home/anna/Documents/House/Heating/Quote.docx'
  expect(foldersOf(path, ['/home/anna/Documents'])).toEqual(['Documents', 'House', 'Heating'])
  expect(foldersOf(path, ['/home/anna/Documents', '/home/anna/Documents/House'])).toEqual(['House', 'Heating'])
  expect(foldersOf(path, ['/home/anna/Doc'])).toEqual(['home', 'anna', 'Documents', 'House', 'Heating'])
  expect(foldersOf('C:\\Anna\\Briefe\\a.txt', ['C:\\Anna'])).toEqual(['Anna', 'Briefe'])
})

it('shows all folders of a file in a folder that is a whole disk', () => {
  expect(foldersOf('/home/anna/a.txt', ['/'])).toEqual(['home', 'anna'])
  expect(foldersOf('D:\\Photos\\2026\\a.jpg', ['D:\\'])).toEqual(['D:', 'Photos', '2026'])
})

it('knows the folder above, up to the whole disk', () => {
  expect(parentOf('/home/anna/Letters')).toBe('/home/anna')
  expect(parentOf('/home')).toBe('/')
  expect(parentOf('D:\\Photos\\2026')).toBe('D:\\Photos')
  expect(parentOf('D:\\Photos')).toBe('D:\\')
})

it('reads the type of a file from the end of its name', () => {
  expect(extensionOf('Report.final.PDF')).toBe('pdf')
  expect(extensionOf('README')).toBe('')
})

it('knows what lies below a folder, on every system', () => {
  expect(isBelow('/home/anna', '/home/anna/a.txt')).toBe(true)
  expect(isBelow('/home/ann', '/home/anna/a.txt')).toBe(false)
  expect(isBelow('C:\\', 'C:\\a.txt')).toBe(true)
  expect(isBelow('D:\\Letters', 'D:\\Letters\\a.txt')).toBe(true)
})
