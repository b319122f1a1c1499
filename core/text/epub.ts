import { dirname, join, normalize } from 'node:path/posix'
import { Tokenizer } from 'htmlparser2'
import { decodeText } from './decode.ts'
import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { Unreadable } from './failure.ts'
import { walkHtml } from './html.ts'
import { entryBytes, type ZipEntry } from './zip.ts'

/** Reads a book: container → package → the files of its spine in order, each of them a page of (X)HTML. */
export async function readEpub(bytes: Uint8Array, entries: readonly ZipEntry[]): Promise<Extraction> {
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  const file = (name: string | undefined): string | undefined => {
    const entry = name === undefined ? undefined : byName.get(name)
    // UTF-8 in most books; the others say what they are in.
    return entry && decodeText(entryBytes(bytes, entry))?.text
  }
  const at = attributesOf(file('META-INF/container.xml'), 'rootfile')[0]?.get('full-path')
  const opf = file(at)
  if (!at || !opf) throw damaged()
  if (byName.has('META-INF/rights.xml'))
    throw new Unreadable('encrypted', 'The book is locked to a shop’s own reader, so Kenning cannot read it.')
  const hrefs = new Map(attributesOf(opf, 'item').map((item) => [item.get('id'), item.get('href')]))
  return Draft.compose(async (draft) => {
    draft.entitle(/<dc:title[^>]*>([^<]*)</.exec(opf)?.[1])
    for (const reference of attributesOf(opf, 'itemref')) {
      const href = hrefs.get(reference.get('idref'))
      const page = href && file(entryName(dirname(at), decoded(href.split('#')[0]!)))
      if (page) walkHtml(page, draft, { xml: true })
    }
  })
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
