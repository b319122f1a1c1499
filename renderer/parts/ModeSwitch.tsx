import type { SearchMode } from '../../core/contract/engine.ts'
import { useText } from '../text/text.ts'
import styles from './ModeSwitch.module.css'

const modes: readonly SearchMode[] = ['hybrid', 'meaning', 'exact']

/** What the search ranks by. */
export function ModeSwitch({ mode, onChange }: { readonly mode: SearchMode; onChange(mode: SearchMode): void }) {
  const text = useText()
  return (
    <div className={styles.switch} role="radiogroup" aria-label={text.search.modeLabel}>
      {modes.map((each) => (
        <label key={each} title={text.search.modeHints[each]}>
          <input className="unseen" type="radio" name="mode" checked={mode === each} onChange={() => onChange(each)} />
          {text.search.modes[each]}
        </label>
      ))}
    </div>
  )
}
