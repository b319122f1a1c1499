import type { Explanation, FailureCode } from '../../../core/contract/engine.ts'
import type { FileState } from '../../../core/contract/ledger.ts'
import type { Formats } from '../format.ts'
import { rulesInGerman } from '../rules/de.ts'
import type { Text } from '../text.ts'

const hints: Readonly<Record<FileState, string>> = {
  indexed: 'Nach ihren Wörtern und nach deren Bedeutung zu finden',
  words: 'Nach ihren Wörtern zu finden; die Bedeutung kommt noch',
  partly: 'Nur der Anfang ist durchsuchbar; der Rest ist mehr, als Kenning behält',
  waiting: 'Noch nicht gelesen',
  'no-text': 'Darin ist kein Text, der sich durchsuchen ließe; nach dem Namen ist sie zu finden',
  failed: 'Ließ sich nicht lesen; nach dem Namen ist sie zu finden',
  skipped: 'Dateien dieser Art werden nicht gelesen; nach dem Namen ist sie zu finden',
}

const reasons: Readonly<Record<FailureCode, string>> = {
  unreadable: 'Kenning darf oder kann sie nicht lesen. Prüfe die Rechte, oder schließe das Programm, das sie festhält.',
  empty: 'Die Datei ist leer.',
  encrypted: 'Die Datei ist mit einem Passwort gesperrt. Speichere eine Kopie ohne Passwort.',
  damaged: 'Die Datei ist beschädigt oder unvollständig.',
  'not-text': 'Ihr Inhalt ist kein Text.',
  'too-large': 'Sie ist größer, als gelesen wird.',
  timeout: 'Das Lesen hätte zu lange gedauert und wurde abgebrochen.',
  'out-of-memory': 'Zum Öffnen braucht sie mehr Speicher, als Kenning sich nimmt.',
  crashed: 'Beim Lesen ist der Leser abgestürzt; sie wird nicht wieder angefasst, bis sie sich ändert.',
  'no-text': 'Die Seiten sind Bilder, oder ihre Buchstaben sind nur gezeichnet; darin ist kein Text, der sich durchsuchen ließe.',
  unsupported: 'Dateien dieser Art werden nicht gelesen.',
  'in-cloud': 'Sie liegt nur in der Cloud und wird nicht ungefragt heruntergeladen.',
}

const explanations: Readonly<Record<Explanation['state'], string>> = {
  indexed: hints.indexed,
  words: hints.words,
  partly: hints.partly,
  failed: hints.failed,
  waiting: hints.waiting,
  ignored: 'Eine Regel lässt sie oder einen Ordner darüber aus.',
  outside: 'Sie liegt in keinem Ordner, den Kenning liest. Füge ihren Ordner hinzu.',
  missing: 'Dort ist keine solche Datei.',
  'not-a-file': 'Das ist keine gewöhnliche Datei, sondern ein Ordner, ein Verweis oder etwas anderes.',
}

/** Das Verzeichnis: was über jede Datei bekannt ist. */
export const ledgerInGerman = (format: Formats, files: (n: number) => string): Text['ledger'] => ({
  coverage: 'Was sich finden lässt',
  coverageLead: 'Nach Ordnern und nach Dateiarten. Wähle eines, um unten seine Dateien zu sehen.',
  byFolder: 'Nach Ordnern',
  byType: 'Nach Dateiarten',
  noEnding: 'ohne Endung',
  here: 'direkt in diesem Ordner',
  up: 'Einen Ordner höher',
  allFolders: 'Alle Ordner',
  found: (n, share) => `${files(n)} · ${format.percent(share)} durchsuchbar`,
  leftOut: (n, folders) => `Von Regeln ausgelassen: ${leftOut(format, files)(n, folders)}`,
  leftOutBy: 'Regeln, die etwas auslassen',
  leftOutOf: leftOut(format, files),
  ruleReason: (origin) => rulesInGerman[origin],
  title: 'Dateien',
  lead: 'Jede Datei, die Kenning kennt, wie weit sie sich finden lässt und warum nicht.',
  filter: 'Nach Namen, Ordner oder Grund filtern',
  all: 'Alle',
  states: {
    indexed: 'Durchsuchbar',
    words: 'Nur nach Wörtern',
    partly: 'Zum Teil',
    waiting: 'Wartet',
    'no-text': 'Kein Text',
    failed: 'Fehlgeschlagen',
    skipped: 'Nur nach Namen',
  },
  stateHints: hints,
  offline: 'Gerade nicht erreichbar',
  below: (folder) => `In ${folder}`,
  ofType: (type) => `Art: ${type}`,
  clear: (what) => `${what}. Wieder alle zeigen`,
  stateOf: 'Zustand',
  file: 'Datei',
  size: 'Größe',
  changed: 'Geändert',
  sortBy: (column) => `Nach ${column} ordnen`,
  passages: (n) => format.plural(n, { one: (n) => `${n} Textstelle`, other: (n) => `${n} Textstellen` }),
  nothing: 'Keine Datei passt dazu.',
  empty: 'Noch ist keine Datei bekannt.',
  export: 'Diese Liste exportieren',
  formats: { csv: 'Tabelle (CSV)', json: 'Daten (JSON)' },
  exported: (n) => `${files(n)} exportiert`,
  why: 'Warum wird eine Datei nicht gefunden?',
  whyLead: 'Gib ihren ganzen Pfad ein. Kenning sagt, was es über sie weiß und welche Regel sie auslässt.',
  whyPath: 'Pfad der Datei',
  whyAsk: 'Nachsehen',
  explained: {
    indexed: 'Durchsuchbar',
    words: 'Nur nach Wörtern',
    partly: 'Zum Teil',
    failed: 'Nicht durchsuchbar',
    waiting: 'Wartet',
    ignored: 'Ausgelassen',
    outside: 'In keinem deiner Ordner',
    missing: 'Nicht vorhanden',
    'not-a-file': 'Keine Datei',
  },
  rule: 'Regel',
  reason: (code) => reasons[code],
  explanation: ({ state, code, offline }) =>
    `${code ? reasons[code] : explanations[state]}${offline ? ` Gerade nicht erreichbar.` : ''}`,
  ruleAt: 'Sie trifft auf',
})

const leftOut = (format: Formats, files: (n: number) => string) => (n: number, folders: number) => {
  const whole = format.plural(folders, { one: (n) => `${n} Ordner samt Inhalt`, other: (n) => `${n} Ordner samt Inhalt` })
  return [n > 0 ? files(n) : '', folders > 0 ? whole : ''].filter(Boolean).join(', ')
}
