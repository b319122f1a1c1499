import type { ErrorCode, Failing } from '../../../core/contract/errors.ts'

/** `about`: der Ordner, die Datei, der Encoder oder die Adresse, um die es geht; '' wo nichts genannt ist. */
const sentences: Readonly<Record<ErrorCode, (about: string) => string>> = {
  cancelled: () => 'Das wurde abgebrochen.',
  disconnected: () => 'Die Suchmaschine antwortet gerade nicht. Kenning versucht es weiter.',
  'invalid-input': (about) => `Das geht so nicht${named(about)}.`,
  'not-found': (about) => `Das ist nicht da oder nicht im Index${named(about)}.`,
  'not-a-folder': (about) => `Das ist kein Ordner${named(about)}. Wähle den Ordner, in dem es liegt.`,
  'data-unreadable': (about) => `Kennings eigene Daten lassen sich nicht lesen oder schreiben${named(about)}.`,
  'data-in-use': (about) =>
    `Kenning ist mit diesem Datenordner schon offen${named(about)}. Schließe es dort, oder nimm einen anderen Datenordner.`,
  'index-missing': () => 'Hier ist noch nichts indiziert. Füge zuerst einen Ordner hinzu.',
  'model-missing': (about) =>
    `Der Encoder ist nicht auf diesem Computer${named(about)}. Wähle in den Einstellungen einen anderen.`,
  'model-broken': (about) =>
    `Der Encoder lässt sich nicht verwenden${named(about)}. Installiere ihn neu, oder wähle einen anderen.`,
  'download-failed': (about) => `Der Download ist nicht gelungen${named(about)}. Was schon da ist, bleibt erhalten.`,
  'read-only': () => 'Hier lässt sich nur lesen, nichts ändern.',
  'not-opened': (about) => `Kein Programm auf diesem Computer hat das geöffnet${named(about)}.`,
  internal: () => 'Das hätte nicht geschehen dürfen: Es ist ein Fehler in Kenning.',
}

const named = (about: string) => (about === '' ? '' : `: ${about}`)

export const problemInGerman = ({ code, about = '' }: Failing): string => sentences[code](about)
