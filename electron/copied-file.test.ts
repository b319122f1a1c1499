import { describe, expect, it } from 'vitest'
import { copiedFile } from './copied-file.ts'

describe('a copied file', () => {
  it('is a file to Finder, and a path to a text field', () => {
    expect(copiedFile('/Users/anna/Tax 2023.pdf', 'darwin')).toEqual({
      as: 'file',
      formats: {
        'text/plain': '/Users/anna/Tax 2023.pdf',
        'electron application/osclipboard;format="public.file-url"': 'file:///Users/anna/Tax%202023.pdf',
      },
    })
  })

  it('is a file to the file managers of Linux, whatever script its name is in', () => {
    const { as, formats } = copiedFile('/home/anna/家/秋.md', 'linux')
    expect(as).toBe('file')
    expect(formats['electron application/osclipboard;format="x-special/gnome-copied-files"']).toBe(
      'copy\nfile:///home/anna/%E5%AE%B6/%E7%A7%8B.md',
    )
    expect(formats['electron application/osclipboard;format="text/uri-list"']).toMatch(/^file:\/\/\/home.*\.md\r\n$/)
  })

  it('cannot break out of the list by a line break in its name', () => {
    const { formats } = copiedFile('/home/anna/a\nfile:/etc/passwd', 'linux')
    expect(formats['electron application/osclipboard;format="x-special/gnome-copied-files"']!.split('\n')).toHaveLength(2)
  })

  it('is its path on Windows', () => {
    const file = 'C:\\Users\\anna\\Tax 2023.pdf'
    expect(copiedFile(file, 'win32')).toEqual({ as: 'path', formats: { 'text/plain': file } })
  })
})
