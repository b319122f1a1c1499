import { Component, type ReactNode } from 'react'
import type { Failing } from '../../core/contract/errors.ts'
import { Banner } from '../parts/Banner.tsx'
import { Problem } from '../parts/Problem.tsx'
import { faultOf } from '../state/fault.ts'
import { useText } from '../text/text.ts'
import styles from './Page.module.css'

/** Around a part of the page: where it cannot be drawn it says so, and the rest stays. */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly fault: Failing | null }> {
  override readonly state = { fault: null }

  static getDerivedStateFromError(error: unknown) {
    return { fault: faultOf(error) }
  }

  override render() {
    return this.state.fault ? <Undrawn fault={this.state.fault} /> : this.props.children
  }
}

function Undrawn({ fault }: { readonly fault: Failing }) {
  const text = useText()
  return (
    <div className={styles.page}>
      <Banner
        tone="danger"
        action={
          <button type="button" onClick={() => location.reload()}>
            {text.reload}
          </button>
        }
      >
        <Problem of={fault} />
      </Banner>
    </div>
  )
}
