import type { TextItem } from 'pdfjs-dist/types/src/display/api.js'

/** Six numbers of an affine map, as PDF writes them: x′ = ax + cy + e, y′ = bx + dy + f. */
export type Matrix = readonly [number, number, number, number, number, number]
export type { TextItem }

/** A glyph that a page paints: from where to where it advances along its baseline, in points of the page. */
export interface Glyph {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly endX: number
  readonly endY: number
}

/** What pdf.js tells of a font. */
export interface Font {
  readonly vertical: boolean
  readonly fontMatrix?: readonly number[]
}

interface Shown {
  readonly unicode: string
  readonly width: number
  readonly isSpace: boolean
  readonly vmetric?: readonly number[] | null
}

/** The operators that move text, as pdf.js numbers them (`OPS`). */
export type Operator =
  | 'save'
  | 'restore'
  | 'transform'
  | 'setGState'
  | 'paintFormXObjectBegin'
  | 'paintFormXObjectEnd'
  | 'beginText'
  | 'setCharSpacing'
  | 'setWordSpacing'
  | 'setHScale'
  | 'setLeading'
  | 'setFont'
  | 'setTextRise'
  | 'moveText'
  | 'setLeadingMoveText'
  | 'setTextMatrix'
  | 'nextLine'
  | 'showText'

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0]
const first = {
  ctm: IDENTITY,
  text: IDENTITY,
  x: 0,
  y: 0,
  lineX: 0,
  lineY: 0,
  font: null as Font | null,
  size: 0,
  charSpacing: 0,
  wordSpacing: 0,
  scale: 1,
  leading: 0,
  rise: 0,
}

/**
 * Every glyph of a page, in the order in which it is painted: the text part of PDF's graphics (ISO 32000, 9.4), as pdf.js's canvas
 * carries it out. Where a glyph stands is told nowhere else: text content has only lines and their lengths.
 */
export function glyphsOf(
  operators: { readonly fnArray: readonly number[]; readonly argsArray: readonly unknown[] },
  numbers: Readonly<Record<Operator, number>>,
  fontOf: (name: string) => Font | null,
): Glyph[] {
  const glyphs: Glyph[] = []
  const saved: (typeof first)[] = []
  let state = { ...first }
  const move = (x: number, y: number) => {
    state.x = state.lineX += x
    state.y = state.lineY += y
  }
  const setFont = (name: string, size: number) => {
    state.font = fontOf(name)
    state.size = size
  }
  // biome-ignore lint/suspicious/noExplicitAny: pdf.js has no types for what operators are given.
  const carryOut: Record<Operator, (...args: any[]) => void> = {
    save: () => void saved.push({ ...state }),
    restore: () => {
      state = saved.pop() ?? state
    },
    transform: (...matrix) => {
      state.ctm = times(state.ctm, matrix as unknown as Matrix)
    },
    setGState: (changes: readonly [string, unknown][]) => {
      for (const [key, value] of changes) if (key === 'Font') setFont(...(value as [string, number]))
    },
    paintFormXObjectBegin: (matrix: Matrix | null) => {
      saved.push({ ...state })
      if (matrix) state.ctm = times(state.ctm, matrix)
    },
    paintFormXObjectEnd: () => {
      state = saved.pop() ?? state
    },
    beginText: () => Object.assign(state, { text: IDENTITY, x: 0, y: 0, lineX: 0, lineY: 0 }),
    setCharSpacing: (spacing: number) => Object.assign(state, { charSpacing: spacing }),
    setWordSpacing: (spacing: number) => Object.assign(state, { wordSpacing: spacing }),
    setHScale: (percent: number) => Object.assign(state, { scale: percent / 100 }),
    setLeading: (leading: number) => Object.assign(state, { leading: -leading }),
    setFont,
    setTextRise: (rise: number) => Object.assign(state, { rise }),
    moveText: move,
    setLeadingMoveText: (x: number, y: number) => {
      state.leading = y
      move(x, y)
    },
    setTextMatrix: (...given) => {
      // One matrix or its six numbers, by version.
      const matrix = (typeof given[0] === 'number' ? given : given[0]) as Matrix
      Object.assign(state, { text: matrix, x: 0, y: 0, lineX: 0, lineY: 0 })
    },
    nextLine: () => move(0, state.leading),
    showText: (shown: readonly (Shown | number)[]) => {
      for (const glyph of show(state, shown)) glyphs.push(glyph)
    },
  }
  const byNumber = new Map(Object.entries(carryOut).map(([name, act]) => [numbers[name as Operator], act]))
  for (const [i, number] of operators.fnArray.entries()) {
    const args = operators.argsArray[i]
    byNumber.get(number)?.(...(isList(args) ? args : []))
  }
  return glyphs
}

/** The glyphs of one operator; the state stands behind the last of them afterwards. */
function* show(state: typeof first, shown: readonly (Shown | number)[]): Generator<Glyph> {
  const { font, charSpacing, wordSpacing } = state
  const direction = state.size < 0 ? -1 : 1
  const size = Math.abs(state.size)
  const vertical = font?.vertical ?? false
  const unit = size * (font?.fontMatrix?.[0] ?? 0.001)
  const place = times(times(state.ctm, state.text), [1, 0, 0, 1, state.x, state.y + state.rise])
  const stretch = vertical ? 1 : state.scale * direction
  /** Along the baseline: rightwards, or downwards in vertical writing. */
  let along = 0
  const at = (distance: number): [number, number] => (vertical ? apply(place, 0, -distance) : apply(place, distance * stretch, 0))
  for (const glyph of shown) {
    if (typeof glyph === 'number') {
      along += ((vertical ? 1 : -1) * glyph * size) / 1000
      continue
    }
    const spacing = ((glyph.isSpace ? wordSpacing : 0) + charSpacing) * direction
    const advance = (vertical ? -(glyph.vmetric?.[0] ?? -1000) : glyph.width) * unit
    const [x, y] = at(along)
    const [endX, endY] = at(along + advance)
    yield { text: glyph.unicode, x, y, endX, endY }
    along += vertical ? advance - spacing : advance + spacing
  }
  if (vertical) state.y -= along
  else state.x += along * stretch
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value) || ArrayBuffer.isView(value)

export const apply = ([a, b, c, d, e, f]: Matrix, x: number, y: number): [number, number] => [
  a * x + c * y + e,
  b * x + d * y + f,
]

/** The map that applies `n`, then `m`. */
export function times(m: Matrix, n: Matrix): Matrix {
  const [e, f] = apply(m, n[4], n[5])
  return [m[0] * n[0] + m[2] * n[1], m[1] * n[0] + m[3] * n[1], m[0] * n[2] + m[2] * n[3], m[1] * n[2] + m[3] * n[3], e, f]
}
