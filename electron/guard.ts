import { app, type Session, shell } from 'electron'
import { isAllowedExternal, isAllowedPermission, isAppUrl } from './security.ts'

/** Every page, present and future: no window of its own, no way to another address, no `<webview>`. */
export function guardPages(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(({ url }) => {
      if (isAllowedExternal(url)) void shell.openExternal(url)
      return { action: 'deny' }
    })
    contents.on('will-navigate', (event) => {
      if (!isAppUrl(event.url)) event.preventDefault()
    })
    contents.on('will-redirect', (event) => {
      if (!isAppUrl(event.url)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
  })
}

/** What a page may ask of the system, and of the network: nothing leaves this machine from a page. */
export function guardSession(session: Session, development: boolean): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(isAllowedPermission(permission, details.requestingUrl))
  })
  session.setPermissionCheckHandler((_contents, permission, origin) =>
    isAllowedPermission(permission, `${origin.replace(/\/$/, '')}/`),
  )
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const inside = isAppUrl(url.replace(/^blob:/, '')) || url.startsWith('data:') || (development && url.startsWith('devtools:'))
    answer({ cancel: !inside })
  })
  // Chromium would fetch its dictionaries from the network.
  session.setSpellCheckerEnabled(false)
}
