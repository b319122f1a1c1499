import { useText } from '../text/text.ts'
import { type Offered, offered } from './filters.ts'
import { Menu } from './Menu.tsx'

interface Props {
  onChoose(name: Offered): void
  onClose(): void
}

/** The operators one may not know by heart. */
export function FilterMenu({ onChoose, onClose }: Props) {
  const say = useText().filters
  return (
    <Menu
      label={say.add}
      foot={say.foot}
      items={offered.map((name) => ({ key: name, title: `${name}:`, detail: say.names[name], onChoose: () => onChoose(name) }))}
      onClose={onClose}
    />
  )
}
