import type { Pause, Settings } from '../../core/contract/engine.ts'
import type { View } from '../parts/Nav.tsx'
import { views } from '../parts/Nav.tsx'
import type { Command } from '../parts/Palette.tsx'
import type { Search } from '../state/search.ts'
import { pauseForAnHour } from '../state/settings.ts'
import { useText } from '../text/text.ts'

interface Deeds {
  readonly search: Search
  readonly settings: Settings | null
  /** The key that stands for commands: ⌘ on a Mac, Ctrl elsewhere. */
  readonly command: string
  onGo(view: View): void
  onAdd(): void
  onPause(paused: Pause): void
  onSheet(): void
  onChange(change: Partial<Settings>): void
}

/** What the palette offers, most wanted first. */
export function useCommands({ search, settings, command, onGo, onAdd, onPause, onSheet, onChange }: Deeds): readonly Command[] {
  const text = useText()
  const { palette } = text
  const again = (query: string, run: () => void): Command => ({ title: palette.search(query), run })
  return [
    ...views.map((view, i) => ({ title: text.nav[view], keys: `Alt+${i + 1}`, run: () => onGo(view) })),
    { title: text.library.add, run: onAdd },
    ...(settings
      ? [
          { title: settings.paused ? text.library.resume : text.library.pause, run: () => onPause(!settings.paused) },
          { title: text.library.pauseForAnHour, run: () => onPause(pauseForAnHour()) },
          ...(['light', 'dark', 'system'] as const).map((theme) => ({
            title: palette.theme(text.settings.themes[theme]),
            run: () => onChange({ theme }),
          })),
        ]
      : []),
    ...(['hybrid', 'meaning', 'exact'] as const).map((mode) => ({
      title: palette.mode(text.search.modes[mode]),
      run: () => {
        onGo('search')
        void search.rankBy(mode)
      },
    })),
    ...(['relevance', 'date', 'name'] as const).map((order) => ({
      title: palette.order(text.search.orders[order]),
      run: () => {
        onGo('search')
        void search.orderBy(order)
      },
    })),
    { title: text.nav.shortcuts, keys: '?', run: onSheet },
    { title: text.settings.title, keys: `${command}+,`, run: () => onGo('settings') },
    ...(settings?.saved ?? []).map(({ query, mode }) =>
      again(query, () => {
        onGo('search')
        void search.rankBy(mode)
        void search.type(query)
      }),
    ),
  ].filter(({ title }, i, all) => all.findIndex((each) => each.title === title) === i)
}
