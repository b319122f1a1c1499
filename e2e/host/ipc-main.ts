type Handler = (event: unknown, ...args: unknown[]) => unknown

const handlers = new Map<string, Handler>()

export const ipcMain = {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    handlers.set(channel, handler)
  },
  removeHandler: (channel: string): void => void handlers.delete(channel),
}

export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string }

/** Runs the handler of `channel`; the outcome is plain data, as it has to cross into the page. */
export async function invoke(channel: string, event: unknown, args: readonly unknown[]): Promise<Outcome> {
  try {
    const handler = handlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    return { ok: true, value: await handler(event, ...args) }
  } catch (error) {
    return { ok: false, error: String(error) }
  }
}
