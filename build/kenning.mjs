#!/usr/bin/env node
// The command `kenning`: core/cli/main.ts under a Node that can run it.
process.argv.splice(2, 0, 'core/cli/main.ts')
await import('./run.mjs')
