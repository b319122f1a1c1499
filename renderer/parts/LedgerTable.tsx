import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp, RotateCw } from 'lucide-react'
import { useEffect, useEffectEvent, useRef } from 'react'
import type { LedgerOrder, LedgerRow } from '../../core/contract/ledger.ts'
import type { Chosen } from '../state/ledger.ts'
import { useText } from '../text/text.ts'
import styles from './LedgerTable.module.css'
import { nameOf } from './paths.ts'

/** Pixels: a name, its path, and a reason of two lines. */
const ROW = 58

interface Props {
  readonly rows: ReadonlyMap<number, LedgerRow>
  readonly total: number
  readonly chosen: Pick<Chosen, 'order' | 'descending'>
  onSort(order: LedgerOrder): void
  onRetry(path: string): void
  /** The rows that come into view. */
  onNeed(first: number, last: number): void
}

/** One line a file: how far it can be found and why not. Only the lines in view are there. */
export function LedgerTable({ rows, total, chosen, onSort, onRetry, onNeed }: Props) {
  const { ledger: say, library, format } = useText()
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 8,
  })
  const shown = virtual.getVirtualItems()
  const first = shown[0]?.index ?? 0
  const last = shown.at(-1)?.index ?? 0
  const need = useEffectEvent(() => onNeed(first, last))
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are the occasions.
  useEffect(() => need(), [first, last])
  const above = shown[0]?.start ?? 0
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0)

  const heading = (order: LedgerOrder, title: string) => {
    const sorted = chosen.order === order
    const Arrow = chosen.descending ? ArrowDown : ArrowUp
    return (
      <th scope="col" aria-sort={sorted ? (chosen.descending ? 'descending' : 'ascending') : undefined}>
        <button type="button" data-kind="plain" title={say.sortBy(title)} onClick={() => onSort(order)}>
          {title}
          {sorted && <Arrow size={13} aria-hidden />}
        </button>
      </th>
    )
  }

  return (
    <div ref={scroller} className={styles.scroller}>
      <table aria-rowcount={total + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {heading('path', say.file)}
            {heading('state', say.stateOf)}
            {heading('size', say.size)}
            {heading('modified', say.changed)}
            <th>
              <span className="unseen">{library.retry}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden style={{ blockSize: above }} />}
          {shown.map(({ index }) => {
            const row = rows.get(index)
            return (
              <tr key={index} ref={virtual.measureElement} data-index={index} aria-rowindex={index + 2}>
                <td className={styles.file}>
                  <div>
                    <bdi>{row ? nameOf(row.path) : '…'}</bdi>
                  </div>
                  <div className={styles.path} title={row?.path}>
                    <bdi dir="ltr">{row?.path ?? ' '}</bdi>
                  </div>
                </td>
                <td>
                  {row && <State row={row} />}
                  {row?.code !== undefined && (
                    <div className={styles.reason} title={row.message}>
                      <bdi>{say.reason(row.code, row.message ?? '')}</bdi>
                    </div>
                  )}
                </td>
                <td className={styles.figure}>{row && format.bytes(row.size)}</td>
                <td className={styles.figure}>
                  {row && (
                    <time dateTime={new Date(row.modified).toISOString()} title={format.moment(row.modified)}>
                      {format.date(row.modified)}
                    </time>
                  )}
                </td>
                <td>
                  {row && isReadable(row) && (
                    <button
                      type="button"
                      data-kind="plain"
                      data-shape="icon"
                      aria-label={library.retryFile(nameOf(row.path))}
                      title={library.retry}
                      onClick={() => onRetry(row.path)}
                    >
                      <RotateCw size={16} aria-hidden />
                    </button>
                  )}
                </td>
              </tr>
            )
          })}
          {below > 0 && <tr aria-hidden style={{ blockSize: below }} />}
        </tbody>
      </table>
    </div>
  )
}

/** Whether another try may find text: not in a file of a kind that is not read. */
const isReadable = ({ state, code }: LedgerRow): boolean => state === 'failed' || state === 'no-text' || code === 'in-cloud'

function State({ row }: { readonly row: LedgerRow }) {
  const { ledger: say, library } = useText()
  return (
    <div className={styles.states}>
      <span className={styles.state} data-state={row.state} title={say.stateHints[row.state]}>
        {row.code && isReadable(row) ? library.codes[row.code] : say.states[row.state]}
      </span>
      {row.offline && (
        <span className={styles.state} data-state="offline">
          {say.offline}
        </span>
      )}
      {row.passages !== undefined && <span className={styles.passages}>{say.passages(row.passages)}</span>}
    </div>
  )
}
