import type { WriteStream } from 'node:tty'
import type { Activity } from '../contract/engine.ts'

/** One line that is written over; nothing where there is no terminal. */
export function progressBar(out: WriteStream): { show(activity: Activity): void } & Disposable {
  if (!out.isTTY) return { show: () => {}, [Symbol.dispose]: () => {} }
  const clear = () => out.write('\r\x1b[K')
  return {
    show(activity) {
      clear()
      out.write(line(activity, out.columns || 80))
    },
    [Symbol.dispose]: clear,
  }
}

/** A bar, a count and what is left, no wider than the terminal. */
export function line(activity: Activity, columns: number): string {
  switch (activity.kind) {
    case 'scanning':
      return clipped(`Looking through ${printable(activity.folder)}`, columns)
    case 'indexing':
      return clipped(
        `${bar(activity)} ${counted(activity.done)}/${counted(activity.total)} files${left(activity)}  ${printable(activity.file)}`,
        columns,
      )
    case 'encoding': {
      const passages = `${counted(activity.done)}/${counted(activity.total)} passages encoded`
      return clipped(`${bar(activity)} ${passages}${left(activity)}  ${printable(activity.file)}`, columns)
    }
    case 'rebuilding': {
      const passages = `${counted(activity.done)}/${counted(activity.total)} passages`
      return clipped(`${bar(activity)} ${passages} for ${activity.model}, size ${activity.dim}${left(activity)}`, columns)
    }
    default:
      return ''
  }
}

const left = ({ secondsLeft }: { readonly secondsLeft: number | null }): string =>
  secondsLeft === null ? '' : `, ${secondsLeft} s left`

function bar({ done, total }: { readonly done: number; readonly total: number }): string {
  const width = 24
  const full = total === 0 ? width : Math.round((done / total) * width)
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}]`
}

const numbers = new Intl.NumberFormat('en')

/** As people read it: 3,275. */
export const counted = (count: number): string => numbers.format(count)

/** A file name may hold line breaks and control codes; a terminal must not obey them. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, '\uFFFD')

const clipped = (text: string, columns: number): string => [...text].slice(0, columns - 1).join('')
