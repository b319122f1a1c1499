import type { OriginalType } from '../../core/contract/engine.ts'
import type { CorpusFile } from './corpus.ts'
import damagedUrl from './originals/damaged.pdf?url'
import planUrl from './originals/floor-plan.svg?url'
import surveyUrl from './originals/noise-survey.pdf?url'

/** A file of the corpus that can be shown as it is. */
export interface Shown extends CorpusFile {
  readonly type: OriginalType
  readonly url: string
}

/** Two pages, of which these passages are the text. */
export const survey: Shown = {
  path: '/home/anna/Documents/House/Heating/Noise survey.pdf',
  size: 2_257,
  modified: '2026-10-05T07:45:00Z',
  type: 'application/pdf',
  url: surveyUrl,
  passages: [
    {
      place: { page: 1, headings: ['Noise survey', 'What was measured'] },
      text: 'Noise survey\nHeat pump, Larkfield Road 12. Measured on 4 October 2026, from 22:00 to 23:30.\nWhat was measured\nThe outdoor unit stands two metres from the hedge. At the neighbour’s window the noise was 37 decibels while the heat pump ran at full load, and 34 decibels at half load. A library has about 40. Without the heat pump, the wind alone made 31.',
    },
    {
      place: { page: 2, headings: ['Noise survey', 'What follows'] },
      text: 'What follows\nThe limit for a bedroom at night is 42 decibels, so nothing has to be done. If the neighbour asks for less noise, the fan can be held back between 22:00 and 6:00; the price for that is a room that warms up more slowly in the morning.',
    },
  ],
}

/** Ends in the middle of a page. */
export const damaged: Shown = { ...survey, url: damagedUrl }

/** A picture whose words were recognised. */
export const plan: Shown = {
  path: '/home/anna/Pictures/Floor plan.svg',
  size: 721,
  modified: '2026-09-20T16:10:00Z',
  type: 'image/svg+xml',
  url: planUrl,
  passages: [{ place: { ocr: true, headings: [] }, text: 'Kitchen Living room Boiler room Heat pump, 2 m from the hedge' }],
}

/** A picture that is none. */
export const noPicture: Shown = { ...plan, url: damagedUrl }
