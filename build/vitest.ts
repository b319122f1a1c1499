import { defineConfig } from 'vitest/config'

/** One runner for every room; the renderer's tests get a DOM. */
export default defineConfig({
  test: {
    // Where there are two cores Vitest would use one; tests of files, processes and timers mostly wait.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'core',
          include: [
            'core/**/*.test.ts',
            'build/**/*.test.ts',
            'electron/**/*.test.ts',
            'models/**/*.test.ts',
            'e2e/**/*.test.ts',
          ],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          pool: 'forks',
        },
      },
      {
        test: {
          name: 'renderer',
          include: ['renderer/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          testTimeout: 60_000,
        },
      },
    ],
  },
})
