import { describe, expect, it } from 'vitest'
import { isAllowedExternal, isAllowedPermission, isAppUrl, isTrustedSender } from './security.ts'

describe('which URLs are ours', () => {
  it.each(['app://kenning/', 'app://kenning/index.html#/library', 'APP://kenning/x?y=1'])('%s is', (url) => {
    expect(isAppUrl(url)).toBe(true)
  })
  it.each([
    'app://kenning.evil.example/',
    'app://evil/kenning/',
    'app://user@kenning/',
    'app:kenning/',
    'https://kenning/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,hello',
    'about:blank',
    '',
    'not a url',
  ])('%s is not', (url) => {
    expect(isAppUrl(url)).toBe(false)
  })
})

describe('which links may open in the system browser', () => {
  it.each([
    'https://github.com/kenning-app/kenning',
    'https://huggingface.co/jinaai/jina-colbert-v2',
    'https://creativecommons.org/licenses/by-nc/4.0/',
  ])('%s may', (url) => {
    expect(isAllowedExternal(url)).toBe(true)
  })
  it.each([
    'http://github.com/',
    'https://github.com.evil.example/',
    'https://evil.example/?github.com',
    'https://github.com@evil.example/',
    'https://name:password@github.com/',
    'https://github.com:8443/',
    'file:///etc/passwd',
    'smb://server/share',
    'ms-msdt:/id',
    'javascript:alert(1)',
    'mailto:someone@example.com',
    '',
  ])('%s may not', (url) => {
    expect(isAllowedExternal(url)).toBe(false)
  })
})

describe('permissions', () => {
  it('grants our page the clipboard for writing', () => {
    expect(isAllowedPermission('clipboard-sanitized-write', 'app://kenning/')).toBe(true)
  })
  it('refuses another page the same', () => {
    expect(isAllowedPermission('clipboard-sanitized-write', 'https://evil.example/')).toBe(false)
  })
  it.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fileSystem', 'hid', 'unknown'])(
    'refuses %s even to our page',
    (permission) => {
      expect(isAllowedPermission(permission, 'app://kenning/')).toBe(false)
    },
  )
})

describe('who may send messages', () => {
  it('trusts the top frame of our page', () => {
    expect(isTrustedSender({ url: 'app://kenning/', parent: null })).toBe(true)
  })
  it('does not trust a frame inside our page', () => {
    expect(isTrustedSender({ url: 'app://kenning/', parent: {} })).toBe(false)
  })
  it('does not trust another page', () => {
    expect(isTrustedSender({ url: 'https://evil.example/', parent: null })).toBe(false)
  })
  it('does not trust a frame that has gone', () => {
    expect(isTrustedSender(null)).toBe(false)
  })
})
