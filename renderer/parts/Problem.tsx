import type { Failing } from '../../core/contract/errors.ts'
import { useText } from '../text/text.ts'
import styles from './Problem.module.css'

/** What went wrong, as the interface says it; where that is another language, the engine's own sentence stands below. */
export function Problem({ of }: { readonly of: Failing }) {
  const said = useText().problem(of)
  return (
    <>
      <bdi>{said}</bdi>
      {said !== of.message && (
        <small className={styles.original} lang="en" dir="ltr">
          {of.message}
        </small>
      )}
    </>
  )
}
