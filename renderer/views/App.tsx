import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Desktop } from '../../core/contract/desktop.ts'
import type { Pause } from '../../core/contract/engine.ts'
import type { Line } from '../engine.ts'
import { AddFolderDialog } from '../parts/AddFolderDialog.tsx'
import { Announcer } from '../parts/Announcer.tsx'
import { Banner } from '../parts/Banner.tsx'
import { ChosenFoldersDialog } from '../parts/ChosenFoldersDialog.tsx'
import { Nav, type View } from '../parts/Nav.tsx'
import { Palette } from '../parts/Palette.tsx'
import { Problem } from '../parts/Problem.tsx'
import { nameOf } from '../parts/paths.ts'
import { ShortcutSheet } from '../parts/ShortcutSheet.tsx'
import { isUnanswered } from '../parts/words.ts'
import { remember } from '../remembered.ts'
import { createReader } from '../state/document.ts'
import { createInstallations } from '../state/installations.ts'
import { createLedger } from '../state/ledger.ts'
import { createLibrary } from '../state/library.ts'
import { createNotices, type Notice } from '../state/notices.ts'
import { createSearch } from '../state/search.ts'
import { createPreferences, modelName, type Preferences } from '../state/settings.ts'
import { type Text, TextContext, textIn } from '../text/text.ts'
import styles from './App.module.css'
import { Boundary } from './Boundary.tsx'
import { ConnectionState } from './ConnectionState.tsx'
import { FirstRun } from './FirstRun.tsx'
import { LibraryView } from './LibraryView.tsx'
import { SearchView } from './SearchView.tsx'
import { SettingsView } from './SettingsView.tsx'
import type { PickFolder } from './settings/section.ts'
import { useCommands } from './useCommands.ts'
import { useDrop } from './useDrop.ts'
import { useFault } from './useFault.ts'
import { useFileActions } from './useFileActions.ts'
import { useKeys } from './useKeys.ts'

/**
 * `walking`: the folder chooser of the page itself, perhaps with the name of a dropped folder; without a purpose, the folder is added.
 * `chosen`: folders that the shell named, which are added once the person has seen what they take.
 */
type Choosing =
  | {
      readonly kind: 'walking'
      readonly dropped: string | null
      readonly purpose?: Parameters<PickFolder>[0]
      picked?(path: string | null): void
    }
  | { readonly kind: 'chosen'; readonly paths: readonly string[] }

export interface AppProps extends Line {
  readonly desktop: Desktop | undefined
  readonly text: Text
  readonly start?: View
}

/** The whole page: three views on one engine. */
export function App(props: AppProps) {
  const [preferences] = useState(() => createPreferences(props.engine))
  const language = useStore(preferences.store, (state) => (state.kind === 'read' ? state.settings.language : null))
  const text = useMemo(
    () => (language === null || language === 'system' ? props.text : textIn(language, navigator.languages)),
    [language, props.text],
  )
  const shown = useRef(props.text)
  useEffect(() => {
    // Read by main.tsx before the engine has answered, so that the page does not start in another language.
    if (language !== null) remember('language', language)
    if (shown.current === text) return
    shown.current = text
    document.documentElement.lang = text.language
    document.documentElement.dir = text.direction
  }, [language, text])
  return (
    <TextContext value={text}>
      <Boundary>
        <Page {...props} {...{ text, preferences }} />
      </Boundary>
    </TextContext>
  )
}

function Page({
  engine,
  connection,
  original,
  desktop,
  text,
  preferences,
  start = 'search',
}: AppProps & { preferences: Preferences }) {
  const [stores] = useState(() => ({
    search: createSearch(engine),
    reader: createReader(engine),
    library: createLibrary(engine),
    ledger: createLedger(engine),
    installations: createInstallations(engine, preferences.readModels),
    notices: createNotices(),
  }))
  const { search, reader, library, ledger, installations, notices } = stores
  const [fault, dismissFault] = useFault()
  const connected = useStore(connection)
  const { status, problem } = useStore(library.store)
  const { notice } = useStore(notices.store)
  const outcome = useStore(search.store, (state) => state.outcome)
  const settings = useStore(preferences.store)
  const theme = settings.kind === 'read' ? settings.settings.theme : null
  const [view, setView] = useState<View>(start)
  const [sheet, setSheet] = useState(false)
  const [palette, setPalette] = useState(false)
  const [choosing, setChoosing] = useState<Choosing | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const dragged = useRef(false)
  const onDrag = useCallback(() => {
    dragged.current = true
  }, [])
  const actions = useFileActions(desktop, original, notices, onDrag)

  // Each time the engine comes (back), everything that is on screen is asked for anew.
  useEffect(() => {
    if (connected.kind !== 'connected') return
    const leaving = new AbortController()
    void library.follow(leaving.signal)
    void preferences.read()
    void search.renew()
    return () => leaving.abort()
  }, [connected, library, preferences, search])

  // A graphics card that stops is told once, wherever one is; the settings go on telling.
  const fallenBack = status?.device.why
  const tellFallback = useEffectEvent(() => {
    if (!fallenBack || fallenBack.kind === 'not-made') return
    const { names, why } = text.settings.device
    notices.say(why[fallenBack.kind](modelName(preferences.store.getState(), status?.model ?? ''), names[fallenBack.asked]))
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are the occasions, not what is read.
  useEffect(() => tellFallback(), [fallenBack?.kind, fallenBack?.asked])

  // What was found is asked for again when reading is over, and as long as nothing was found while it goes on.
  const activity = status?.activity.kind
  const passages = status?.passages
  const renew = useEffectEvent(() => {
    if (outcome.kind !== 'found') return
    if (activity === 'idle' || outcome.answer.hits.length === 0) void search.renew()
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are the occasions, not what is read.
  useEffect(() => renew(), [activity === 'idle', passages])

  useEffect(() => {
    if (theme === null) return
    document.documentElement.dataset.theme = theme
    // Read by main.tsx before the engine has answered, so that the page does not start in the other light.
    remember('theme', theme)
  }, [theme])

  const add = useCallback(
    async (paths: readonly string[]) => {
      for (const path of paths) if (await library.add(path)) notices.say(text.library.added(nameOf(path)))
      const { status, problem } = library.store.getState()
      // The first view says it, as long as there is no folder; else the library does.
      if (problem !== null) setView((view) => (view === 'search' && status?.folders.length === 0 ? view : 'library'))
    },
    [library, notices, text],
  )
  const chooseFolder = useCallback(async () => {
    if (!desktop) return setChoosing({ kind: 'walking', dropped: null })
    const paths = await desktop.pickFolders()
    if (paths.length > 0) setChoosing({ kind: 'chosen', paths })
  }, [desktop])

  const pickFolder = useCallback<PickFolder>(
    async (purpose) =>
      desktop
        ? ((await desktop.pickFolders())[0] ?? null)
        : new Promise((picked) => setChoosing({ kind: 'walking', dropped: null, purpose, picked })),
    [desktop],
  )

  const dropping = useDrop({
    desktop,
    ours: dragged,
    onPaths: (paths) => setChoosing({ kind: 'chosen', paths }),
    // What a folder is being chosen for is not forgotten over it.
    onName: (dropped) => setChoosing((now) => (now?.kind === 'walking' ? { ...now, dropped } : { kind: 'walking', dropped })),
    onNothing: () => notices.say(text.drop.noFolder),
  })

  const toField = () => {
    setView('search')
    field.current?.focus()
    field.current?.select()
  }
  useKeys({ onGo: setView, onField: toField, onSheet: () => setSheet(true), onPalette: () => setPalette(true) })
  const onCommand = useEffectEvent((command: Parameters<Parameters<Desktop['onCommand']>[0]>[0]) => {
    if (command === 'search') toField()
    else if (command === 'add-folder') void chooseFolder()
    else setView(command)
  })
  useEffect(() => desktop?.onCommand((command) => onCommand(command)), [desktop])

  const browse = useCallback(
    (path: string | undefined, signal: AbortSignal) => engine.directory(path === undefined ? {} : { path }, signal),
    [engine],
  )
  const suggest = useCallback((signal: AbortSignal) => engine.suggestions({}, signal), [engine])
  const estimate = useCallback((path: string, signal: AbortSignal) => engine.estimate({ path }, signal), [engine])
  /** What was last worth saying: a thing done, or what a search found. */
  const [said, setSaid] = useState<Notice>({ id: 0, message: '' })
  useEffect(() => {
    if (notice) setSaid(notice)
  }, [notice])
  const announced = useRef('')
  const announce = useEffectEvent(() => {
    if (outcome.kind !== 'found') return
    const { query, hits } = outcome.answer
    const message = text.search.announce(isUnanswered(outcome.answer) ? 0 : hits.length, hits[0]?.name ?? '')
    // The same found again, as files come and go, is nothing to say over what was just done.
    if (announced.current === `${query} ${message}`) return
    announced.current = `${query} ${message}`
    setSaid({ id: 0, message })
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer is the occasion, and not another language.
  useEffect(() => announce(), [outcome])

  const firstRun = status !== null && status.folders.length === 0 && view === 'search'
  const onPause = async (paused: Pause) => {
    const done = await preferences.change({ paused })
    const { problem } = preferences.store.getState()
    if (!done) library.report(problem)
  }
  const command = (desktop?.platform ?? navigator.platform).toLowerCase().match(/darwin|mac/) ? '⌘' : 'Ctrl'
  const commands = useCommands({
    search,
    settings: settings.kind === 'read' ? settings.settings : null,
    command,
    onGo: (view) => (view === 'search' ? toField() : setView(view)),
    onAdd: () => void chooseFolder(),
    onPause: (paused) => void onPause(paused),
    onSheet: () => setSheet(true),
    onChange: (change) => void preferences.change(change),
  })
  return (
    <div className={styles.app}>
      <Nav view={view} status={status} onGo={setView} onShortcuts={() => setSheet(true)} />
      <main className={styles.main}>
        <ConnectionState connection={connected} started={status !== null} desktop={desktop !== undefined} />
        {fault && (
          <div className={styles.fault}>
            <Banner tone="danger" onDismiss={dismissFault}>
              <Problem of={fault} />
            </Banner>
          </div>
        )}
        <div className={styles.view}>
          <Boundary key={view}>
            {firstRun ? (
              <FirstRun
                problem={problem}
                dim={settings.kind === 'read' ? settings.settings.dim : undefined}
                {...{ suggest, estimate }}
                onTake={(paths) => void add(paths)}
                onAdd={() => void chooseFolder()}
              />
            ) : view === 'search' ? (
              (status !== null || connected.kind !== 'gone') && (
                <SearchView
                  {...{ search, preferences, reader, original, status, desktop, actions, field }}
                  onDone={notices.say}
                />
              )
            ) : view === 'library' ? (
              <LibraryView
                library={library}
                ledger={ledger}
                modelName={(id) => modelName(settings, id)}
                onAdd={() => void chooseFolder()}
                onPause={onPause}
                onDone={notices.say}
              />
            ) : (
              <SettingsView {...{ preferences, installations, status, pickFolder, onPause }} onDone={notices.say} />
            )}
          </Boundary>
        </div>
      </main>
      {sheet && <ShortcutSheet command={command} desktop={desktop !== undefined} onClose={() => setSheet(false)} />}
      {palette && <Palette commands={commands} onClose={() => setPalette(false)} />}
      {choosing?.kind === 'chosen' && (
        <ChosenFoldersDialog
          paths={choosing.paths}
          estimate={estimate}
          onAdd={() => {
            setChoosing(null)
            void add(choosing.paths)
          }}
          onClose={() => setChoosing(null)}
        />
      )}
      {choosing?.kind === 'walking' && (
        <AddFolderDialog
          key={choosing.dropped}
          dropped={choosing.dropped}
          purpose={choosing.purpose}
          {...{ browse, estimate }}
          onAdd={(path) => {
            setChoosing(null)
            if (choosing.picked) choosing.picked(path)
            else void add([path])
          }}
          onClose={() => {
            setChoosing(null)
            choosing.picked?.(null)
          }}
        />
      )}
      {dropping && (
        <div className={styles.drop}>
          <strong>{text.drop.here}</strong>
          <span>{text.drop.detail}</span>
        </div>
      )}
      {notice && (
        <div key={notice.id} className={styles.notice} aria-hidden>
          {notice.message}
        </div>
      )}
      <Announcer {...said} />
    </div>
  )
}
