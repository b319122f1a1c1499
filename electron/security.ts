/** The one origin our pages have. */
export const APP_SCHEME = 'app'
export const APP_HOST = 'kenning'
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/`

/** Sites our own pages link to: the project, the encoders' cards, the licences they are under. Nothing else leaves the app. */
const EXTERNAL_HOSTS: ReadonlySet<string> = new Set([
  'github.com',
  'huggingface.co',
  'creativecommons.org',
  'www.apache.org',
  'opensource.org',
])

/** A page of ours, whatever its path. */
export function isAppUrl(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed?.protocol === `${APP_SCHEME}:` && parsed.host === APP_HOST && !parsed.username && !parsed.password
}

/** May the system's browser be asked to open this? Only https, only known sites, never with a name and password inside. */
export function isAllowedExternal(url: string): boolean {
  const parsed = URL.parse(url)
  if (parsed?.protocol !== 'https:' || parsed.port || parsed.username || parsed.password) return false
  return EXTERNAL_HOSTS.has(parsed.hostname)
}

/** Copying text is all a page of ours asks for; camera, microphone, notifications and the rest are refused. */
export function isAllowedPermission(permission: string, requestingUrl: string): boolean {
  return permission === 'clipboard-sanitized-write' && isAppUrl(requestingUrl)
}

/** What `senderFrame` of an IPC event tells; `null` when the frame has gone since. */
export type Sender = { readonly url: string; readonly parent: unknown } | null

/** A message counts only when it comes from the top frame of a page of ours. */
export function isTrustedSender(sender: Sender): boolean {
  return sender !== null && sender.parent === null && isAppUrl(sender.url)
}
