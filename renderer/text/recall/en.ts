import type { Formats } from '../format.ts'

/** The test of search on the person's own files. */
export const recallInEnglish = (format: Formats) => ({
  title: 'Does search find what is there?',
  lead: 'Kenning takes passages of yours at random, asks for each by a few of its own words, and counts. Nothing leaves this computer.',
  start: (n: number) => `Try ${format.number(n)} passages`,
  again: 'Try others',
  stop: 'Stop',
  progress: 'Trying',
  sofar: (done: number, total: number) => `${format.number(done)} of ${format.number(total)}`,
  result: (total: number, first: number, ten: number) =>
    `Of ${format.number(total)} sampled passages, ${format.number(first)} are found first by their own words, and ${format.number(ten)} among the first ten files.`,
  nothing: 'There is nothing to try yet: no passage can be found by meaning so far.',
  stopped: 'Stopped before the end.',
  missed: 'Not among the first ten',
  made: (model: string, dim: number, seconds: number) => `With ${model} at ${format.number(dim)}, in ${format.span(seconds)}`,
})
