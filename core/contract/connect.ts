import { type Engine, procedures } from './engine.ts'
import { errorFrom } from './errors.ts'
import type { Port } from './port.ts'
import type { Request, Response } from './wire.ts'

const NEVER = new AbortController().signal

/** An `Engine` whose procedures run at the other end of `port`. */
export function connectEngine(port: Port): Engine {
  const pending = new Map<number, { receive(response: Response): void; release(): void }>()
  const send = (request: Request) => port.send(request)
  let lastId = 0
  let open = true

  function deliver(response: Response): void {
    const request = pending.get(response.id)
    if (!request) return // Cancelled here while the answer was on its way.
    if (response.type !== 'next') {
      pending.delete(response.id)
      request.release()
    }
    request.receive(response)
  }
  const fail = (id: number, code: 'cancelled' | 'disconnected', message: string) => deliver({ id, type: 'fail', code, message })
  const failGone = (id: number) => fail(id, 'disconnected', 'The engine went away.')

  port.onMessage((message) => deliver(message as Response))
  port.onClose(() => {
    open = false
    for (const id of [...pending.keys()]) failGone(id)
  })

  function request(procedure: string, input: unknown, signal: AbortSignal, receive: (response: Response) => void): void {
    const id = ++lastId
    const cancel = () => {
      send({ id, type: 'cancel' })
      fail(id, 'cancelled', 'The request was cancelled.')
    }
    // A signal may outlive many requests: leave no listener behind on it.
    pending.set(id, { receive, release: () => signal.removeEventListener('abort', cancel) })
    if (!open) return failGone(id)
    if (signal.aborted) return fail(id, 'cancelled', 'The request was cancelled.')
    signal.addEventListener('abort', cancel)
    send({ id, type: 'call', procedure, input })
  }

  const call =
    (procedure: string) =>
    (input: unknown, signal = NEVER) =>
      new Promise<unknown>((resolve, reject) => {
        request(procedure, input, signal, (response) => {
          if (response.type === 'fail') reject(errorFrom(response))
          if (response.type === 'value') resolve(response.value)
        })
      })

  const stream = (procedure: string) =>
    async function* (input: unknown, signal = NEVER): AsyncGenerator<unknown> {
      const inbox: Response[] = []
      let wake = () => {}
      const left = new AbortController() // A reader who leaves early stops the engine too.
      request(procedure, input, AbortSignal.any([signal, left.signal]), (response) => {
        inbox.push(response)
        wake()
      })
      try {
        while (true) {
          const response = inbox.shift()
          if (!response)
            await new Promise<void>((resolve) => {
              wake = resolve
            })
          else if (response.type === 'done') return
          else if (response.type === 'fail') throw errorFrom(response)
          else yield response.value
        }
      } finally {
        left.abort()
      }
    }

  const proxy = Object.entries(procedures).map(([name, kind]) => [name, kind === 'call' ? call(name) : stream(name)])
  return Object.fromEntries(proxy) as Engine
}
