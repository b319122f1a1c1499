import type { MailPlace, Place } from '../../core/contract/engine.ts'
import type { Text } from '../text/text.ts'

/**
 * "Page 3", "Slide 2", "Sheet Costs · A12:F30", "1:02:03", "Ana · 3 May 2024", or '' where the format knows no such thing. Of what is
 * attached or archived also in which file: "offer.pdf in letters.zip · Page 3".
 */
export function positionText(place: Place, text: Text): string {
  const file = place.within?.reduce((outer, inner) => text.place.within(inner, outer))
  return [file, ownPosition(place, text)].filter(Boolean).join(' · ')
}

function ownPosition(place: Place, text: Text): string {
  if (place.page !== undefined) return text.place.page(place.page)
  if (place.slide !== undefined) return text.place.slide(place.slide)
  if (place.time !== undefined) return clock(place.time)
  if (place.mail) return [senderOf(place.mail), dateOf(place.mail, text)].filter(Boolean).join(' · ')
  return [place.sheet === undefined ? '' : text.place.sheet(place.sheet), place.range ?? ''].filter(Boolean).join(' · ')
}

/** Seconds as players show them: 1:02:03, 4:05. */
export function clock(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = String(seconds % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** The name without the address, where there is one. */
const senderOf = ({ from = '' }: MailPlace): string => from.replace(/\s*<[^>]*>/gu, '')

function dateOf({ date = '' }: MailPlace, text: Text): string {
  const at = Date.parse(date)
  return Number.isNaN(at) ? '' : text.format.date(at)
}

/** "Page 3 · Heating": where a passage stands, with the nearest heading. */
export const placeText = (place: Place, text: Text): string =>
  [positionText(place, text), ownHeadings(place).at(-1) ?? ''].filter(Boolean).join(' · ')

/** Headings of the document itself, without the names of the files it is in. */
export const ownHeadings = ({ headings, within = [] }: Place): readonly string[] => headings.slice(within.length)
