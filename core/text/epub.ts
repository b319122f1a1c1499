import { dirname, join, normalize } from 'node:path/posix'
import { Tokenizer } from 'htmlparser2'
import { decodeText } from './decode.ts'
import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { Unreadable } from './failure.ts'
import { walkHtml } from './html.ts'
import { walkXml } from './xml.ts'
import { entryBytes, type ZipEntry } from './zip.ts'

/** Reads a book: container → package → the files of its spine in order, each of them a page of (X)HTML. */
export async function readEpub(bytes: Uint8Array, entries: readonly ZipEntry[]): Promise<Extraction> {
  const byName = new Map(entries.flatMap((entry) => [[entry.name.toLowerCase(), entry] as const, [entry.name, entry] as const]))
  const file = (name: string | undefined): string | undefined => {
    // Books made where letter case does not count refer to their files in any.
    const entry = name === undefined ? undefined : (byName.get(name) ?? byName.get(name.toLowerCase()))
    // UTF-8 in most books; the others say what they are in.
    return entry && decodeText(entryBytes(bytes, entry))?.text
  }
  const at = attributesOf(file('META-INF/container.xml'), 'rootfile')[0]?.get('full-path')
  const opf = file(at)
  if (!at || !opf) throw damaged()
  if (byName.has('META-INF/rights.xml'))
    throw new Unreadable('encrypted', 'The book is locked to a shop’s own reader, so Kenning cannot read it.')
  const items = attributesOf(opf, 'item')
  const hrefs = new Map(items.map((item) => [item.get('id'), item.get('href')]))
  const spine = attributesOf(opf, 'itemref').map((reference) => hrefs.get(reference.get('idref')))
  const pages = items.filter((item) => /html/.test(item.get('media-type') ?? '')).map((item) => item.get('href'))
  return Draft.compose(async (draft) => {
    draft.entitle(await titleOf(opf))
    // A book whose order is lost is read in that of its list.
    for (const href of spine.some(Boolean) ? spine : pages) {
      const page = href && file(entryName(dirname(at), decoded(href.split('#')[0]!)))
      if (page) walkHtml(page, draft, { xml: true })
    }
  })
}

/** The first title in the package's metadata. */
async function titleOf(opf: string): Promise<string> {
  let title = ''
  let reading = false
  await walkXml([opf], {
    open(name) {
      reading = name === 'title' && title === ''
    },
    text(text) {
      if (reading) title += text
    },
    close() {
      reading = false
    },
  })
  return title
}

const damaged = () => new Unreadable('damaged', 'The book is damaged. Fetch it again from where it came from.')

/** The entry that a relative reference names. There is nothing above the root, so none leads out of it. */
const entryName = (folder: string, reference: string): string => normalize(join('/', folder, reference)).slice(1)

function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference)
  } catch (error) {
    if (error instanceof URIError) return reference // A name with a bare per cent sign.
    throw error
  }
}

/** The attributes of every element of that name, prefixes aside. */
function attributesOf(xml: string | undefined, element: string): Map<string, string>[] {
  if (xml === undefined) return []
  const found: Map<string, string>[] = []
  let open: Map<string, string> | null = null
  let name = ''
  let value = ''
  const tokenizer = new Tokenizer(
    { xmlMode: true, decodeEntities: true },
    {
      onopentagname(start, end) {
        open = xml.slice(start, end).replace(/^.*:/, '') === element ? new Map() : null
        if (open) found.push(open)
      },
      onattribname(start, end) {
        name = xml.slice(start, end)
        value = ''
      },
      onattribdata(start, end) {
        value += xml.slice(start, end)
      },
      onattribentity(codepoint) {
        value += String.fromCodePoint(codepoint)
      },
      onattribend() {
        open?.set(name, value)
      },
      ontext() {},
      ontextentity() {},
      onopentagend() {},
      onselfclosingtag() {},
      onclosetag() {},
      oncdata() {},
      oncomment() {},
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  )
  tokenizer.write(xml)
  tokenizer.end()
  return found
}
