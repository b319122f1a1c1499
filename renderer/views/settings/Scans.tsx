import { type OcrLanguage, ocrLanguages } from '../../../core/contract/engine.ts'
import { useText } from '../../text/text.ts'
import styles from '../Page.module.css'
import type { SectionProps } from './section.ts'
import own from './What.module.css'

/** BCP 47, for what Tesseract calls them. */
const TAGS: Readonly<Record<OcrLanguage, string>> = { eng: 'en', deu: 'de', fra: 'fr', spa: 'es', ara: 'ar', jpn: 'ja' }

/** Whether the words on scanned pages are recognised, and in which languages. */
export function Scans({ settings, status, change }: SectionProps) {
  const { ocr: say, language } = useText()
  const { ocr } = settings
  const chosen = ocr.languages === 'system' ? null : ocr.languages
  const names = new Intl.DisplayNames(language, { type: 'language' })
  const { waiting = 0, reading = null } = status?.recognition ?? {}
  return (
    <section aria-labelledby="scans">
      <h2 id="scans">{say.title}</h2>
      <p className={styles.quiet}>{say.lead}</p>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={ocr.when === 'idle'}
          aria-describedby="scans-foot"
          onChange={({ currentTarget }) => void change({ ocr: { ...ocr, when: currentTarget.checked ? 'idle' : 'off' } })}
        />
        {say.idle}
      </label>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={ocr.pictures}
          disabled={ocr.when === 'off'}
          onChange={({ currentTarget }) => void change({ ocr: { ...ocr, pictures: currentTarget.checked } })}
        />
        {say.pictures}
      </label>
      <fieldset className={own.kinds}>
        <legend>{say.languages}</legend>
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={chosen === null}
            onChange={({ currentTarget }) =>
              void change({ ocr: { ...ocr, languages: currentTarget.checked ? 'system' : ['eng'] } })
            }
          />
          {say.system}
        </label>
        {chosen !== null &&
          ocrLanguages.map((each) => (
            <label key={each} className={styles.check}>
              <input
                type="checkbox"
                checked={chosen.includes(each)}
                // One there must be.
                disabled={chosen.length === 1 && chosen[0] === each}
                onChange={({ currentTarget }) => {
                  const languages = ocrLanguages.filter((other) =>
                    other === each ? currentTarget.checked : chosen.includes(other),
                  )
                  void change({ ocr: { ...ocr, languages } })
                }}
              />
              {names.of(TAGS[each])}
            </label>
          ))}
      </fieldset>
      <p className={styles.quiet} id="scans-foot">
        {say.foot}
      </p>
      {(waiting > 0 || reading) && (
        <p className={styles.quiet} role="status">
          {reading ? say.reading(reading.path.split(/[\\/]/u).at(-1)!, reading.done + 1, reading.total) : say.waiting(waiting)}
        </p>
      )}
    </section>
  )
}
