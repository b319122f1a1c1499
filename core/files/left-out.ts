import type { IgnoreRules, Rule } from './ignore.ts'

/** What one rule left out of a folder. Nobody looked into the folders. */
export interface LeftOut extends Rule {
  readonly files: number
  readonly folders: number
}

/** Rules that count what they leave out. A walk asks them once of everything it meets. */
export function counting(rules: IgnoreRules): { readonly rules: IgnoreRules; leftOut(): readonly LeftOut[] } {
  const counts = new Map<string, { rule: Rule; file: number; directory: number }>()
  const counted = (rules: IgnoreRules): IgnoreRules => {
    const count = (relative: string, kind: 'file' | 'directory', ignored: boolean): boolean => {
      const rule = ignored ? rules.ruleFor(relative, kind) : undefined
      if (rule) {
        const known = counts.get(rule.pattern) ?? { rule, file: 0, directory: 0 }
        counts.set(rule.pattern, known)
        known[kind]++
      }
      return ignored
    }
    return {
      ...rules,
      ignores: (relative, kind) => count(relative, kind, rules.ignores(relative, kind)),
      ignoresFile: (relative) => count(relative, 'file', rules.ignoresFile(relative)),
      within: (folder) => counted(rules.within(folder)),
    }
  }
  return {
    rules: counted(rules),
    leftOut: () =>
      [...counts.values()]
        .map(({ rule, file, directory }) => ({ ...rule, files: file, folders: directory }))
        .sort((a, b) => b.files + b.folders - a.files - a.folders || (a.pattern < b.pattern ? -1 : 1)),
  }
}
