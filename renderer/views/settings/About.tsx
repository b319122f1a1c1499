import { useText } from '../../text/text.ts'
import styles from '../Page.module.css'

/** What Kenning promises. */
export function About() {
  const say = useText().settings
  return (
    <section aria-labelledby="about">
      <h2 id="about">{say.about}</h2>
      <p className={styles.quiet}>{say.aboutBody}</p>
    </section>
  )
}
