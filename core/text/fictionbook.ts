import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { walkXml } from './xml.ts'

/** Elements whose text is a paragraph: of prose, of verse, of a letter; and the lines of a heading. */
const PARAGRAPHS: ReadonlySet<string> = new Set(['p', 'v', 'subtitle', 'text-author', 'td', 'th', 'date'])
/** Headings are of no more levels than this. */
const LEVELS = 6

/** Reads a FictionBook (2.1): its author and title, then its sections with their headings. Notes are sections of their own at its end. */
export const readFictionBook = (xml: string): Promise<Extraction> =>
  Draft.compose(async (draft) => {
    let depth = 0
    let inBody = false
    let heading: string[] | null = null
    let paragraph: string | null = null
    let author: string[] = []
    let title = ''
    let about: 'book-title' | 'name' | null = null
    await walkXml([xml], {
      open(name) {
        if (name === 'body') inBody = true
        else if (name === 'section') depth++
        else if (name === 'title' && inBody) heading = []
        else if (PARAGRAPHS.has(name) && inBody) paragraph = ''
        else if (name === 'book-title') about = name
        else if (/^(?:first|middle|last)-name$/.test(name)) about = 'name'
      },
      text(text) {
        if (paragraph !== null) paragraph += text
        else if (about === 'book-title') title += text
        else if (about === 'name') author.push(text.trim())
      },
      close(name) {
        about = null
        if (name === 'body') inBody = false
        else if (name === 'section') depth--
        else if (name === 'title-info') {
          draft.entitle(title)
          draft.add('text', author.join(' '))
          author = []
        } else if (name === 'title' && heading) {
          draft.heading(Math.min(LEVELS, depth + 1), heading.join(' '))
          heading = null
        } else if (PARAGRAPHS.has(name) && paragraph !== null) {
          const whole = paragraph.replace(/\s+/g, ' ').trim()
          if (heading) heading.push(whole)
          else draft.add('text', whole)
          paragraph = null
        }
      },
    })
  })
