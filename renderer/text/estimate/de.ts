import type { Formats } from '../format.ts'
import type { Text } from '../text.ts'

/** Was ein Ordner voraussichtlich braucht. */
export const estimateInGerman = (format: Formats, files: (n: number) => string): Text['estimate'] => ({
  label: 'Was er voraussichtlich braucht',
  counting: (n) => `bisher ${files(n)}…`,
  files: (n, byName) => `${files(n)} zu lesen${byName > 0 ? `, ${format.number(byName)} weitere nur nach Namen` : ''}`,
  text: (bytes) => `etwa ${format.bytes(bytes)} Text`,
  time: (seconds) => `fertig in etwa ${format.span(seconds)}`,
  index: 'Größe des Index',
  at: (dim, bytes) => `${format.bytes(bytes)} bei ${format.number(dim)}`,
  basis: {
    own: 'Hochgerechnet aus den Dateien, die du schon hast.',
    typical: 'Hochgerechnet aus üblichen Dateien; deine können anders sein.',
  },
  nothing: 'Hier sind keine Dateien zu lesen.',
  names: { documents: 'Dokumente', desktop: 'Schreibtisch', downloads: 'Heruntergeladenes', notes: 'Notizen' },
  suggested: 'Ordner, mit denen die meisten anfangen',
  begin: (n) => format.plural(n, { one: () => 'Diesen Ordner lesen', other: (n) => `Diese ${n} Ordner lesen` }),
  meanwhile: 'Du kannst suchen, während gelesen wird: erst nach Wörtern, dann auch nach Bedeutung.',
})
