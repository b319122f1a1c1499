import { type OfficeContentNode, type OfficeParserAST, parseOffice } from 'officeparser'
import { Draft } from './document.ts'
import type { Extraction } from './extraction.ts'
import { Unreadable } from './failure.ts'
import { ZIP_ENTRIES, ZIP_EXPANDED_BYTES } from './limits.ts'
import { mended } from './mend.ts'

type OfficeType = 'docx' | 'pptx' | 'odt' | 'odp' | 'odg' | 'rtf'

/** Reads a document of an office suite by its tree: headings with levels, slides, tables row by row, notes and comments. */
export async function readOffice(bytes: Uint8Array, type: OfficeType): Promise<Extraction> {
  const ast = await parse(mended(bytes, type), type)
  return Draft.compose((draft) => {
    draft.entitle(ast.metadata.title)
    writeNodes(ast.content, draft)
    writeMargins(ast, draft)
  })
}

async function parse(bytes: Uint8Array, type: OfficeType): Promise<OfficeParserAST> {
  try {
    // A Buffer and the type we sniffed: with a path it would go by the extension.
    return await parseOffice(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      fileType: type,
      ignoreSlideMasters: true,
      decompressionLimits: { maxUncompressedBytes: ZIP_EXPANDED_BYTES, maxZipEntries: ZIP_ENTRIES },
    })
  } catch (error) {
    const code = String((error as { officeIssue?: { code?: unknown } }).officeIssue?.code)
    if (/PASSWORD|DECRYPTION/.test(code))
      throw new Unreadable('encrypted', 'The document needs a password. Save a copy without one to make it searchable.')
    if (/LIMIT_EXCEEDED/.test(code))
      throw new Unreadable('too-large', 'The document is too large to be read. Split it into smaller files.')
    throw new Unreadable('damaged', 'The document is damaged. Open it in the program it was made with and save it again.', {
      cause: error,
    })
  }
}

function writeNodes(nodes: readonly OfficeContentNode[], draft: Draft): void {
  let lines: string[] = [] // Items of one list become one block.
  const endList = () => {
    draft.add('text', lines.join('\n'))
    lines = []
  }
  for (const node of nodes) {
    if (node.type === 'list') lines.push(`${itemMark(node)} ${textOf(node)}`)
    else {
      endList()
      writeNode(node, draft)
    }
    const asides = asidesOf(node)
    if (asides.length > 0) {
      endList()
      for (const aside of asides) draft.add('text', aside)
    }
  }
  endList()
}

function writeNode(node: OfficeContentNode, draft: Draft): void {
  switch (node.type) {
    case 'heading':
      return draft.heading(node.metadata?.level ?? 1, textOf(node))
    case 'slide':
      draft.at({ slide: node.metadata?.slideNumber ?? 1 })
      return writeNodes(node.children ?? [], draft)
    case 'table':
      return draft.add('table', rowsOf(node))
    case 'code':
      return draft.add('code', textOf(node))
    case 'image':
      return draft.add('text', node.metadata?.altText ?? '')
    case 'comment':
    case 'slideMaster':
    case 'embed':
      return
    default:
      if (node.children?.some(({ type }) => BLOCKS.has(type))) writeNodes(node.children, draft)
      else draft.add('text', textOf(node))
  }
}

const BLOCKS: ReadonlySet<string> = new Set([
  'paragraph',
  'heading',
  'list',
  'table',
  'slide',
  'sheet',
  'page',
  'code',
  'image',
  'note',
])

/** A row is a line; empty cells leave nothing behind. */
function rowsOf(table: OfficeContentNode): string {
  const row = (node: OfficeContentNode) =>
    (node.children ?? [])
      .map((cell) => cellText(cell).replace(/\s+/g, ' ').trim())
      .filter((cell) => cell !== '')
      .join(' | ')
  const rows: string[] = []
  const visit = (node: OfficeContentNode) => {
    if (node.type === 'row') rows.push(row(node))
    else for (const child of node.children ?? []) visit(child)
  }
  visit(table)
  return rows.filter((line) => line !== '').join('\n')
}

/** The paragraphs of a cell, and the rows of a table in it: as the parser joins them, their last and first words would be one. */
function cellText(cell: OfficeContentNode): string {
  const parts = cell.children ?? []
  if (!parts.some(({ type }) => IN_CELLS.has(type))) return textOf(cell)
  return parts.map((part) => (part.type === 'table' ? rowsOf(part) : textOf(part))).join('\n')
}

const IN_CELLS: ReadonlySet<string> = new Set(['paragraph', 'heading', 'list', 'table'])

function textOf(node: OfficeContentNode): string {
  if (node.text) return node.text
  if (node.type === 'break') return '\n'
  const children = node.children ?? []
  return children.map(textOf).join(children.some(({ type }) => BLOCKS.has(type)) ? '\n' : '')
}

const itemMark = (node: OfficeContentNode & { type: 'list' }): string =>
  node.metadata?.listType === 'ordered' ? `${node.metadata.itemIndex + 1}.` : '•'

/** The field for the page's number that notes pages end with. */
const PAGE_NUMBER = /\n(?:<number>|‹#›|\d+)\s*$/

/** Footnotes and comments of a block, wherever in it they are anchored. They follow the block. */
function asidesOf(node: OfficeContentNode): string[] {
  const comments = (node.comments ?? []).map(textOf)
  const notes = (node.notes ?? []).map(textOf)
  if (node.type === 'slide') return [...notes.map((note) => note.replace(PAGE_NUMBER, '')), ...comments]
  const own = [...notes, ...comments]
  return [...own, ...(node.children ?? []).flatMap(asidesOf)]
}

/** Headers and footers: letterheads, mostly. Once each, at the end. */
function writeMargins({ auxiliary }: OfficeParserAST, draft: Draft): void {
  const margins = [...(auxiliary?.headers ?? []), ...(auxiliary?.footers ?? [])]
  if (margins.length === 0) return
  draft.leaveHeadings()
  for (const text of new Set(margins.map((node) => textOf(node).trim()))) if (!/^[\d\s]*$/.test(text)) draft.add('text', text)
}
