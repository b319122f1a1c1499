import { type Engine, procedures } from './engine.ts'
import { EngineError, failingOf } from './errors.ts'
import { checkInput } from './inputs.ts'
import type { Port } from './port.ts'
import type { Request, Response } from './wire.ts'

/** Answers requests arriving on `port` from `engine`, until the port closes. */
export function serveEngine(engine: Engine, port: Port, log: (error: unknown) => void = console.error): void {
  const running = new Map<number, AbortController>()
  const reply = (response: Response) => port.send(response)

  async function answer({ id, procedure, input }: Extract<Request, { type: 'call' }>, signal: AbortSignal): Promise<void> {
    try {
      if (!Object.hasOwn(procedures, procedure)) throw new EngineError('invalid-input', `Unknown procedure: ${procedure}`)
      const name = procedure as keyof Engine
      // The table vouches for the name and `checkInput` for the value; the compiler cannot join the two.
      const result = engine[name](checkInput(name, input) as never, signal)
      if (procedures[name] === 'stream') {
        for await (const value of result as AsyncIterable<unknown>) {
          if (signal.aborted) return
          reply({ id, type: 'next', value })
        }
        reply({ id, type: 'done' })
      } else {
        reply({ id, type: 'value', value: (await (result as Promise<unknown>)) ?? null })
      }
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof EngineError)) log(error)
      const failure = error instanceof EngineError ? error : new EngineError('internal', 'Something went wrong.')
      reply({ id, type: 'fail', ...failingOf(failure) })
    } finally {
      running.delete(id)
    }
  }

  port.onMessage((message) => {
    const request = message as Request
    if (request.type === 'cancel') return running.get(request.id)?.abort()
    const controller = new AbortController()
    running.set(request.id, controller)
    void answer(request, controller.signal)
  })
  port.onClose(() => {
    for (const controller of running.values()) controller.abort()
  })
}
