import { eld } from 'eld/extrasmall'

/** What of a text is looked at: a few hundred words are as good as all. */
const SAMPLE_CHARS = 4_000

/** Scripts that one language (nearly) alone is written in. */
const SCRIPTS: readonly (readonly [language: string, letters: RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ['ko', /\p{Script=Hangul}/gu],
  ['zh', /\p{Script=Han}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['kn', /\p{Script=Kannada}/gu],
  ['ml', /\p{Script=Malayalam}/gu],
  ['gu', /\p{Script=Gujarati}/gu],
  ['pa', /\p{Script=Gurmukhi}/gu],
  ['bn', /\p{Script=Bengali}/gu],
  ['si', /\p{Script=Sinhala}/gu],
  ['km', /\p{Script=Khmer}/gu],
  ['lo', /\p{Script=Lao}/gu],
  ['my', /\p{Script=Myanmar}/gu],
  ['am', /\p{Script=Ethiopic}/gu],
]
/** Scripts that several languages share: told apart by their words. The first is meant where that fails. */
const SHARED: readonly (readonly [languages: readonly string[], letters: RegExp])[] = [
  [['ar', 'fa', 'ur', 'ps', 'ckb', 'ug', 'sd'], /\p{Script=Arabic}/gu],
  [['hi', 'mr', 'ne'], /\p{Script=Devanagari}/gu],
  [['ru', 'uk', 'be', 'bg', 'sr', 'mk', 'kk', 'ky', 'mn', 'tg'], /\p{Script=Cyrillic}/gu],
]

/**
 * The language most of a text is in, as a BCP 47 primary subtag (`de`, `ja`), or `und`.
 * The script decides where it can; only then words do (eld, 60 languages).
 */
export function language(text: string): string {
  const sample = text.slice(0, SAMPLE_CHARS)
  const letters = count(sample, /\p{L}/gu)
  if (letters === 0) return 'und'
  // A kana among three Han is Japanese; Han alone is Chinese. A character of these says as much as two letters.
  const [kana, hangul, han] = SCRIPTS.slice(0, 3).map(([, pattern]) => count(sample, pattern)) as [number, number, number]
  if (kana + hangul + han > letters / 3) {
    if (hangul > kana + han) return 'ko'
    return kana * 12 >= han && kana > 0 ? 'ja' : 'zh'
  }
  for (const [tag, pattern] of SCRIPTS.slice(3)) if (count(sample, pattern) > letters / 2) return tag
  const detected = eld.detect(sample).language
  for (const [tags, pattern] of SHARED)
    if (count(sample, pattern) > letters / 2) return tags.includes(detected) ? detected : tags[0]!
  return detected || 'und'
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0
