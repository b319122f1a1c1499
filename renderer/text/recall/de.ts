import type { Formats } from '../format.ts'
import type { Text } from '../text.ts'

/** Die Probe der Suche an den eigenen Dateien. */
export const recallInGerman = (format: Formats): Text['recall'] => ({
  title: 'Findet die Suche, was da ist?',
  lead: 'Kenning nimmt zufällige Textstellen von dir, fragt nach jeder mit einigen ihrer eigenen Wörter und zählt. Nichts verlässt diesen Computer.',
  start: (n) => `${format.number(n)} Textstellen probieren`,
  again: 'Andere probieren',
  stop: 'Abbrechen',
  progress: 'Wird probiert',
  sofar: (done, total) => `${format.number(done)} von ${format.number(total)}`,
  result: (total, first, ten) =>
    `Von ${format.number(total)} zufälligen Textstellen werden ${format.number(first)} durch ihre eigenen Wörter als erste gefunden, ${format.number(ten)} unter den ersten zehn Dateien.`,
  nothing: 'Noch gibt es nichts zu probieren: keine Textstelle ist bisher nach Bedeutung zu finden.',
  stopped: 'Vor dem Ende abgebrochen.',
  missed: 'Nicht unter den ersten zehn',
  made: (model, dim, seconds) => `Mit ${model} bei ${format.number(dim)}, in ${format.span(seconds)}`,
})
