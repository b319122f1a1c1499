import { EngineError, type Failing, failingOf } from '../../core/contract/errors.ts'

/** What a person is told of an error that nobody caught. */
export const faultOf = (error: unknown): Failing =>
  error instanceof EngineError
    ? failingOf(error)
    : { code: 'internal', message: `This should not have happened: it is a bug in Kenning. (${error})` }
