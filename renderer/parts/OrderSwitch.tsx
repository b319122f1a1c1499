import type { SearchOrder } from '../../core/contract/engine.ts'
import { useText } from '../text/text.ts'
import styles from './OrderSwitch.module.css'

const orders: readonly SearchOrder[] = ['relevance', 'date', 'name']

/** What the best files are ordered by. */
export function OrderSwitch({ order, onChange }: { readonly order: SearchOrder; onChange(order: SearchOrder): void }) {
  const { search } = useText()
  return (
    <select
      className={styles.order}
      aria-label={search.order}
      title={search.orderHint}
      value={order}
      onChange={(event) => onChange(event.currentTarget.value as SearchOrder)}
    >
      {orders.map((each) => (
        <option key={each} value={each}>
          {search.orders[each]}
        </option>
      ))}
    </select>
  )
}
