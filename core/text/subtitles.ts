import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'

/** A paragraph of what is said ends at a pause, or with a sentence once it is this long. */
const PAUSE = 3
const PARAGRAPH_CHARS = 240

/** `00:01:02,500 --> 00:01:04,000`, with a full stop in WebVTT, whose hours may be left out. */
const TIMES = /^\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[,.](\d{1,3})\s*-->\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[,.](\d{1,3})/

/** What WebVTT has between cues, up to an empty line: remarks of its makers, and how it looks. */
const ASIDE = /^(?:NOTE|STYLE|REGION)(?:\s|$)/

interface Cue {
  /** Seconds. */
  readonly from: number
  readonly until: number
  readonly lines: readonly string[]
}

interface Paragraph {
  readonly time: number
  until: number
  text: string
}

/** Reads SubRip and WebVTT subtitles: what is said, without numbers and marks, each paragraph with its time. */
export const readSubtitles = (text: string): Promise<Extraction> =>
  Draft.compose((draft) => {
    for (const { time, text: said } of paragraphs(cues(text))) {
      draft.at({ time: Math.floor(time) })
      draft.add('text', said)
    }
  })

function paragraphs(cues: Iterable<Cue>): readonly Paragraph[] {
  const found: Paragraph[] = []
  let before = ''
  for (const { from, until, lines } of cues) {
    // Captions that roll say the line before once more.
    const said = lines.filter((line) => line !== before).join(' ')
    before = lines.at(-1) ?? before
    if (said === '') continue
    const open = found.at(-1)
    if (open && !ends(open, from)) {
      open.text += ` ${said}`
      open.until = until
    } else found.push({ time: from, until, text: said })
  }
  return found
}

/** Whether what is said from a time on, in seconds, is another paragraph. */
const ends = ({ until, text }: Paragraph, from: number): boolean =>
  from - until > PAUSE || (text.length > PARAGRAPH_CHARS && /[.!?…。！？؟]["'”»」]?$/u.test(text))

function* cues(text: string): Generator<Cue> {
  let times: RegExpExecArray | null = null
  let lines: string[] = []
  const cue = (times: RegExpExecArray): Cue => ({ from: seconds(times, 1), until: seconds(times, 5), lines: clean(lines) })
  let aside = false
  for (const line of text.split('\n')) {
    aside = line.trim() !== '' && (aside || (lines.at(-1) === '' && ASIDE.test(line)))
    if (aside) continue
    const next = TIMES.exec(line)
    if (!next) {
      lines.push(line.trim())
      continue
    }
    // Above the time stands the cue's number or name, after an empty line.
    const blank = lines.lastIndexOf('')
    lines.length = blank >= 0 ? blank : lines.length - (/^\d+$/.test(lines.at(-1) ?? '') ? 1 : 0)
    if (times) yield cue(times)
    times = next
    lines = []
  }
  if (times) yield cue(times)
}

const seconds = (times: RegExpExecArray, at: number): number =>
  Number(times[at] ?? 0) * 3600 + Number(times[at + 1]) * 60 + Number(times[at + 2]) + Number(times[at + 3]) / 1000

/** Without marks: `<i>`, `<c.yellow>`, `<00:00:01.000>`, `{\an8}`. */
const clean = (lines: readonly string[]): string[] =>
  lines
    .map((line) =>
      line
        .replace(/<[^>]*>|\{\\[^}]*\}/g, '')
        .replaceAll('&nbsp;', ' ')
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&amp;', '&')
        .trim(),
    )
    .filter((line) => line !== '')
