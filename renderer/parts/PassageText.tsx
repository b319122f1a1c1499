import { Paperclip } from 'lucide-react'
import { memo, useMemo } from 'react'
import type { Highlight, Place, Span } from '../../core/contract/engine.ts'
import { useText } from '../text/text.ts'
import { Highlighted } from './Highlighted.tsx'
import { type Inline, inlinesOf } from './inline.ts'
import styles from './PassageText.module.css'
import { type Piece, piecesOf, type Setting } from './reading.ts'
import type { LitWord } from './words.ts'

interface Props {
  readonly text: string
  readonly place: Place
  readonly setting: Setting
  readonly highlights: readonly Highlight[]
  readonly words: readonly LitWord[]
  readonly only: number | null
}

/** A passage as one reads it: headings, lists, tables, a letterhead; lit where it answers. */
export const PassageText = memo(function PassageText({ text, place, setting, highlights, words, only }: Props) {
  const say = useText()
  const pieces = useMemo(() => piecesOf(text, place, setting), [text, place, setting])
  const shown = only === null ? highlights : highlights.filter(({ word }) => word === only)
  const strongest = Math.max(0, ...shown.map(({ weight }) => weight))
  const inlines = useMemo(() => (setting.markdown ? inlinesOf(text) : null), [text, setting.markdown])
  const stretch = (span: Span) => <Stretch key={span.start} {...{ text, span, words, strongest }} highlights={shown} />
  const lit = (span: Span) =>
    inlines === null ? stretch(span) : within(inlines, span).map((inline) => setInline(inline, stretch(inline)))
  return pieces.map((piece) => <SetPiece key={piece.start} piece={piece} lit={lit} fields={say.reading} />)
})

/** What of the stretches lies in a span. */
const within = (inlines: readonly Inline[], { start, end }: Span): readonly Inline[] =>
  inlines
    .filter((inline) => inline.start < end && inline.end > start)
    .map((inline) => ({ ...inline, start: Math.max(start, inline.start), end: Math.min(end, inline.end) }))

function setInline({ set, start }: Inline, words: React.ReactNode): React.ReactNode {
  switch (set) {
    case 'plain':
      return words
    case 'strong':
      return <strong key={start}>{words}</strong>
    case 'emphasis':
      return <em key={start}>{words}</em>
    case 'code':
      return (
        <code key={start} className={styles.code}>
          {words}
        </code>
      )
  }
}

interface SetProps {
  readonly piece: Piece
  lit(span: Span): React.ReactNode
  readonly fields: ReturnType<typeof useText>['reading']
}

function SetPiece({ piece, lit, fields }: SetProps) {
  switch (piece.kind) {
    case 'text':
      return (
        <p className={styles.text} dir="auto">
          {lit(piece)}
        </p>
      )
    case 'item':
      return (
        <p className={styles.item} dir="auto">
          {lit(piece)}
        </p>
      )
    case 'heading': {
      // The document's own outline, below that of the page.
      const Heading = `h${Math.min(6, piece.level + 2)}` as 'h3' | 'h4' | 'h5' | 'h6'
      return (
        <Heading className={styles.heading} data-level={piece.level} dir="auto">
          {lit(piece)}
        </Heading>
      )
    }
    case 'attachment':
      return (
        <h3 className={styles.attachment} dir="auto">
          <Paperclip size={15} aria-label={fields.attachment} />
          <span>{lit(piece)}</span>
        </h3>
      )
    case 'letterhead':
      return (
        <dl className={styles.letterhead}>
          {piece.lines.map((line) => (
            <div key={line.start}>
              <dt>{fields.fields[line.label]}</dt>
              <dd dir="auto">{lit(line)}</dd>
            </div>
          ))}
        </dl>
      )
    case 'table': {
      const columns = Math.max(...piece.rows.map((row) => row.length))
      const [head, ...body] = piece.head ? piece.rows : [null, ...piece.rows]
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and what scrolls must be reachable by key.
        <figure className={styles.wide} aria-label={fields.table} tabIndex={0}>
          <table>
            {head && (
              <thead>
                <tr>
                  {head.map((cell) => (
                    <th key={cell.start} scope="col" dir="auto">
                      {lit(cell)}
                    </th>
                  ))}
                </tr>
              </thead>
            )}
            <tbody>
              {body.map((row) => (
                <tr key={row?.[0]?.start}>
                  {row?.map((cell, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: two empty cells begin at one place; columns keep their order.
                    <td key={i} dir="auto">
                      {lit(cell)}
                    </td>
                  ))}
                  {row && row.length < columns && <td colSpan={columns - row.length} />}
                </tr>
              ))}
            </tbody>
          </table>
        </figure>
      )
    }
  }
}

interface StretchProps extends Pick<Props, 'text' | 'highlights' | 'words'> {
  readonly span: Span
  readonly strongest: number
}

/** A part of a passage, with the part of its matches that lies in it. */
function Stretch({ text, span: { start, end }, highlights, words, strongest }: StretchProps) {
  const inside = highlights
    .filter((highlight) => highlight.start < end && highlight.end > start)
    .map((highlight) => ({
      ...highlight,
      start: Math.max(0, highlight.start - start),
      end: Math.min(end, highlight.end) - start,
    }))
  const own = text.slice(start, end)
  return inside.length === 0 ? (
    own
  ) : (
    <Highlighted text={own} highlights={inside} words={words} only={null} strongest={strongest} />
  )
}
