import { record } from './system.ts'

type Handler = (request: Request) => Response | Promise<Response>

const handlers = new Map<string, Handler>()
let beforeRequest = (_details: { url: string }, answer: (decision: { cancel?: boolean }) => void) => answer({})

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown): void => record('protocol.registerSchemesAsPrivileged', schemes),
  handle: (scheme: string, handler: Handler): void => void handlers.set(scheme, handler),
}

export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: unknown): void => record('session.setPermissionRequestHandler', handler),
    setPermissionCheckHandler: (handler: unknown): void => record('session.setPermissionCheckHandler', handler),
    setDevicePermissionHandler: (handler: unknown): void => record('session.setDevicePermissionHandler', handler),
    setSpellCheckerEnabled: (on: boolean): void => record('session.setSpellCheckerEnabled', on),
    webRequest: {
      onBeforeRequest(listener: typeof beforeRequest): void {
        beforeRequest = listener
      },
    },
  },
}

/** The address a real Chromium can load in place of `app://kenning/`: a secure context, answered by us, never by the network. */
export const toChromium = (url: string): string => url.replace(/^app:\/\/([^/?#]*)/, 'http://$1.app.localhost')
export const toApp = (url: string): string => url.replace(/^http:\/\/([^./]+)\.app\.localhost/, 'app://$1')

/** What the app answers to a request of a page, or `null` when it cancels the request or knows no such scheme. */
export async function respond(url: string, method: string, headers: Record<string, string>): Promise<Response | null> {
  const cancelled = await new Promise<boolean>((resolve) => beforeRequest({ url }, ({ cancel }) => resolve(cancel === true)))
  const handler = handlers.get(url.slice(0, url.indexOf(':')))
  if (cancelled || !handler) {
    record('network', url)
    return null
  }
  // `Request` takes no address of a scheme it does not know, so it gets one and then shows ours.
  return handler(Object.defineProperty(new Request('http://page/', { method, headers }), 'url', { value: url }))
}
