/** How a cell shows its number, as far as words go. */
export type CellFormat = 'number' | 'percent' | 'date' | 'time' | 'date-time' | 'duration'

/** What a number format says (ECMA-376 part 1, 18.8.30 lists those without a code). */
export function cellFormat(id: number, code: string | undefined): CellFormat {
  if (code !== undefined) return formatOfCode(code)
  if (id === 9 || id === 10) return 'percent'
  if (id === 22) return 'date-time'
  if (id === 46) return 'duration'
  if ((id >= 18 && id <= 21) || (id >= 45 && id <= 47) || (id >= 32 && id <= 35)) return 'time'
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return 'date'
  return 'number'
}

function formatOfCode(code: string): CellFormat {
  const shown = code.split(';')[0]!
  if (/\[h+\]/i.test(shown)) return 'duration'
  const letters = shown.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]/gi, '').replace(/General/gi, '')
  const time = /[hs]/i.test(letters)
  const date = /[yd]/i.test(letters) || (/m/i.test(letters) && !time)
  if (date) return time ? 'date-time' : 'date'
  if (time) return 'time'
  return letters.includes('%') ? 'percent' : 'number'
}

const DAY_MS = 86_400_000
/** Day 0 of a workbook: 30 December 1899 (1900 counts a 29 February that never was), or 1 January 1904. */
const EPOCHS = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) } as const
/** 31 December 9999, the last day a cell can show. */
const LAST_DAY = 2_958_465

/** A number as one would read it: ISO dates, whole minutes, no noise of binary fractions. */
export function formatNumber(value: number, format: CellFormat, date1904: boolean): string {
  if (Number.isNaN(value)) return ''
  const number = (of: number) => String(Number(of.toPrecision(15)))
  if (format === 'percent') return `${number(value * 100)}%`
  if (format === 'number' || value < 0 || value > LAST_DAY) return number(value)
  const minutes = Math.round((value * DAY_MS) / 60_000)
  // Hours that a day does not end: a month's work is 168:30.
  if (format === 'duration') return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`
  const iso = new Date((date1904 ? EPOCHS[1904] : EPOCHS[1900]) + minutes * 60_000).toISOString()
  if (format === 'time') return iso.slice(11, 16)
  return format === 'date' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`
}
