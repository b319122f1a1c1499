import { type Dim, type Model, type Pooling, poolings } from '../../../core/contract/engine.ts'
import { Choices } from '../../parts/Choices.tsx'
import { IndexProgress } from '../../parts/IndexProgress.tsx'
import { indexBytesAt } from '../../state/library.ts'
import { modelNameIn } from '../../state/settings.ts'
import { type Text, useText } from '../../text/text.ts'
import styles from '../Page.module.css'
import type { SectionProps } from './section.ts'

/** How many numbers a token keeps, how many tokens share them, and what that costs. */
export function Size({ settings, models, status, choose, onPause }: SectionProps) {
  const text = useText()
  const say = text.settings
  const model = models.find(({ id }) => id === settings.model)
  const nameOfModel = (id: string) => modelNameIn(models, id)
  return (
    <>
      <Choices
        legend={say.dim}
        lead={say.dimLead}
        columns
        name="dim"
        value={String(settings.dim)}
        onChoose={(dim) => choose({ model: settings.model, dim: Number(dim) as Dim })}
        choices={(model?.dims ?? []).map((dim) => ({
          value: String(dim),
          title: text.format.number(dim),
          detail: say.dims[dim],
          note: [
            status && status.bytes.index > 0 ? say.dimSize(indexBytesAt({ dim, pooling: settings.pooling }, status)) : '',
            lossOf(model, dim, text),
          ]
            .filter(Boolean)
            .join(' · '),
        }))}
      />
      <Choices
        legend={say.pooling}
        lead={say.poolingLead}
        columns
        name="pooling"
        value={String(settings.pooling)}
        onChoose={(pooling) => choose({ model: settings.model, dim: settings.dim, pooling: Number(pooling) as Pooling })}
        choices={poolings.map((pooling) => ({
          value: String(pooling),
          title: say.poolings[pooling].title,
          detail: say.poolings[pooling].detail,
          note: status && status.bytes.index > 0 ? say.dimSize(indexBytesAt({ dim: settings.dim, pooling }, status)) : '',
        }))}
        foot={say.rebuildWord}
      />
      {status?.activity.kind === 'rebuilding' && (
        <div>
          <IndexProgress status={status} modelName={nameOfModel} onPause={onPause} />
          <p className={styles.quiet}>{say.rebuildingDetail(nameOfModel(status.model), status.dim)}</p>
        </div>
      )}
    </>
  )
}

/** What a smaller size is known to cost; where nobody measured it, nothing is said. */
function lossOf(model: Model | undefined, dim: Dim, { settings: say }: Text): string {
  const loss = model?.losses.find((each) => each.dim === dim)
  return loss ? say.loss(loss.share, loss.against, loss.metric) : ''
}
