import type { Failing } from '../../../core/contract/errors.ts'

/** What went wrong. The engine says it in English, and more exactly than its code does. */
export const problemInEnglish = ({ message }: Failing): string => message
