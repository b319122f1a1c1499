/** What is said of a number, for each of its language's plural forms. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, (n: string) => string>> & { readonly other: (n: string) => string }

/** Numbers, sizes, dates and spans of time as a reader of `locale` writes them. */
export function formats(locale: string) {
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent' })
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const similarity = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const quality = new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 })
  const rules = new Intl.PluralRules(locale)
  const either = new Intl.ListFormat(locale, { type: 'disjunction' })
  const all = new Intl.ListFormat(locale, { type: 'conjunction' })
  const languages = new Intl.DisplayNames(locale, { type: 'language' })
  const rate = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 })
  const thisYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })
  const otherYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' })
  const time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' })
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' })
  const unit = (value: number, name: string, digits = 0) =>
    // The short form of a byte is "byte", however many there are.
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: name === 'byte' ? 'long' : 'short',
      maximumFractionDigits: digits,
    }).format(value)

  return {
    number: (value: number) => number.format(value),
    /** 0 to 1. */
    percent: (share: number) => percent.format(share),
    /** 0 to 1, to a tenth of a percent. */
    share: (value: number) => share.format(value),
    /** The form that a language has for so many: English has `one` and `other`, Arabic six. Each is given the number as written. */
    plural: (n: number, forms: Forms) => (forms[rules.select(n)] ?? forms.other)(number.format(n)),
    /** "de" → "German" */
    language: (tag: string) => languages.of(tag) ?? tag,
    /** "a, b or c" */
    either: (words: readonly string[]) => either.format(words),
    /** "a, b and c" */
    all: (words: readonly string[]) => all.format(words),
    similarity: (value: number) => similarity.format(value),
    /** A measure between 0 and 1, to three places. */
    quality: (value: number) => quality.format(value),
    rate: (value: number) => rate.format(value),
    /** Bytes in decimal units, as file managers show them: 1,234,567 → "1.2 MB". */
    bytes(value: number) {
      const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const
      const step = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3))
      const scaled = value / 1000 ** step
      return unit(scaled, units[step]!, step > 0 && scaled < 10 ? 1 : 0)
    },
    /** Milliseconds since 1970 → "3 Mar", with the year when it is not this one. */
    date: (milliseconds: number, now = Date.now()) =>
      (new Date(milliseconds).getFullYear() === new Date(now).getFullYear() ? thisYear : otherYear).format(milliseconds),
    /** Milliseconds since 1970 → "15:04". */
    time: (milliseconds: number) => time.format(milliseconds),
    moment: (milliseconds: number) => moment.format(milliseconds),
    /** A rough span of time in one unit: 40 → "40 sec", 150 → "3 min", 9000 → "2.5 hr". */
    span(seconds: number) {
      if (seconds < 60) return unit(Math.max(1, Math.round(seconds)), 'second')
      if (seconds < 3600) return unit(Math.round(seconds / 60), 'minute')
      return unit(seconds / 3600, 'hour', 1)
    },
  }
}

export type Formats = ReturnType<typeof formats>
