// `npm run package`: installers for this system, in dist/. electron-builder fetches Electron and its tools for it.
import { build } from 'electron-builder'
import { buildStale } from './build.ts'
import type { Target } from './package-rules.ts'
import { configurationFor, projectFolder } from './packaging.ts'

await buildStale({ force: true })
for (const file of await build({ projectDir: projectFolder, config: configurationFor(process.platform as Target['platform']) }))
  console.log(file)
