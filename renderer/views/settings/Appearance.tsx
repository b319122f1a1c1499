import { languages, type Settings } from '../../../core/contract/engine.ts'
import { Choices } from '../../parts/Choices.tsx'
import { useText } from '../../text/text.ts'
import type { SectionProps } from './section.ts'

const themes = ['system', 'light', 'dark'] as const

/** Light or dark, and the language of the interface. */
export function Appearance({ settings, change }: SectionProps) {
  const say = useText().settings
  return (
    <>
      <Choices
        legend={say.theme}
        columns
        name="theme"
        value={settings.theme}
        onChoose={(theme) => void change({ theme: theme as Settings['theme'] })}
        choices={themes.map((theme) => ({ value: theme, title: say.themes[theme] }))}
      />
      <Choices
        legend={say.language}
        columns
        name="language"
        value={settings.language}
        onChoose={(language) => void change({ language: language as Settings['language'] })}
        choices={(['system', ...languages] as const).map((language) => ({
          value: language,
          title: language === 'system' ? say.languageSystem : ownName(language),
        }))}
      />
    </>
  )
}

/** What a language calls itself. */
const ownName = (language: string) => new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language
