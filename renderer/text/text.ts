import { createContext, useContext } from 'react'
import type { Language } from '../../core/contract/engine.ts'
import { arabic } from './ar.ts'
import { german } from './de.ts'
import { english } from './en.ts'
import { japanese } from './ja.ts'

/** Every word the interface says. A further language is one more function of this type. */
export type Text = ReturnType<typeof english>

const catalogues: Readonly<Record<Language, (locale: string) => Text>> = { en: english, de: german, ja: japanese, ar: arabic }

const languageOf = (locale: string) => locale.toLowerCase().split('-')[0]!
const isSpoken = (language: string): language is Language => Object.hasOwn(catalogues, language)

/** The catalogue for the person's languages, most wanted first. Numbers and dates keep the region: "en-GB" stays "en-GB". */
export function textFor(languages: readonly string[]): Text {
  for (const locale of languages) {
    const language = languageOf(locale)
    if (isSpoken(language)) return catalogues[language](locale)
  }
  return english('en')
}

/** The catalogue of a language that was chosen, for the region that the person's system names, if it does. */
export const textIn = (language: Language, languages: readonly string[]): Text =>
  catalogues[language](languages.find((locale) => languageOf(locale) === language) ?? language)

export const TextContext = createContext<Text>(english('en'))
export const useText = (): Text => useContext(TextContext)
