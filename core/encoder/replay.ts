import { readFile } from 'node:fs/promises'
import path from 'node:path'
import * as z from 'zod/mini'
import { formShape, type InstalledModel } from './catalogue.ts'
import { formsOf } from './colbert.ts'
import { documentForms, keptRows, queryForm } from './forms.ts'
import { openTokenizer } from './tokenizer.ts'

/** What models/export/forms.py writes beside a tokenizer.json: what PyLate makes of some texts. */
const schema = z.object({
  form: z.object(formShape),
  texts: z.array(z.string()),
  skiplist: z.array(z.int()),
  queries: z.array(z.object({ ids: z.array(z.int()), attention: z.array(z.int()) })),
  documents: z.array(z.object({ ids: z.array(z.int()), kept: z.array(z.int()) })),
})

export interface Difference {
  readonly text: string
  readonly what: 'query' | 'attention' | 'document' | 'kept' | 'skiplist'
  readonly ours: readonly number[]
  readonly theirs: readonly number[]
}

/** Where our tokens, masks and kept rows differ from the reference's in `folder`; none, one hopes. */
export async function replayForms(folder: string): Promise<Difference[]> {
  const reference = schema.parse(JSON.parse(await readFile(path.join(folder, 'forms.json'), 'utf8')))
  const about = { id: 'replayed', name: path.basename(folder), revision: '', licence: '', languages: '', description: '' }
  const model: InstalledModel = { folder, card: { ...about, dims: [128], files: [], ...reference.form } }
  const tokenizer = openTokenizer(model)
  const forms = await formsOf(model, tokenizer)
  const skipped = await tokenizer.skiplist(reference.form.skiplist)
  const differences: Difference[] = []
  const compare = (text: string, what: Difference['what'], ours: readonly number[], theirs: readonly number[]) => {
    if (ours.join() !== theirs.join()) differences.push({ text, what, ours, theirs })
  }
  compare(
    '',
    'skiplist',
    [...skipped].sort((a, b) => a - b),
    reference.skiplist,
  )
  const tokens = await tokenizer.tokenize(reference.texts)
  reference.texts.forEach((text, t) => {
    const query = queryForm(tokens[t]!, forms)
    const theirs = reference.queries[t]!
    compare(text, 'query', query.ids, theirs.ids)
    compare(
      text,
      'attention',
      query.ids.map((_, i) => (i < query.attended ? 1 : 0)),
      theirs.attention,
    )
    // PyLate cuts a document off where we begin another window.
    const [document] = documentForms(tokens[t]!, forms)
    compare(text, 'document', document!.ids, reference.documents[t]!.ids)
    compare(text, 'kept', keptRows(document!, 0, skipped), reference.documents[t]!.kept)
  })
  return differences
}
