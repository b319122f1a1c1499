import { expect, test } from 'vitest'
import { readHtml } from './html.ts'

const outline = async (html: string) => {
  const { text, blocks } = await readHtml(html)
  return blocks.map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`)
}

test('blocks are apart and running text is whole', async () => {
  expect(await outline('<div>One <b>bold</b>\n word<p>and&nbsp;a&#32;new   one</div><div>last</div>')).toEqual([
    'text: One bold word',
    'text: and\u00a0a new one',
    'text: last',
  ])
})

test('scripts, styles and hidden parts are no text', async () => {
  const page =
    '<head><title>T &amp; U</title><style>p{color:red}</style><p>In a head left open.<script>if (a<b) "<p>no</p>"</script><svg><title>x</title><text>y</text></svg>'
  expect(await outline(page)).toEqual(['text: In a head left open.'])
  expect((await readHtml(page)).title).toBe('T & U')
})

test('what a page does not show is no text, and what follows it is', async () => {
  const page =
    '<div style="color:red; display : none">Accept <div>cookies</div>?</div>One<span hidden>, not</span> word.' +
    '<p hidden>Draft<p>Two<br hidden>words.<ul><li hidden>gone<li>kept</ul><i style="mso-hide:all;visibility:hidden">x</i>' +
    '<p style="display:none-ish">Three.<p aria-hidden="true">Four.'
  expect(await outline(page)).toEqual(['text: One word.', 'text: Two\nwords.', 'text: • kept', 'text: Three.', 'text: Four.'])
})

test('readings beside words do not part them, whether or not they are closed', async () => {
  const closed = '<p><ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>に行く'
  const open = '<p><ruby>東<rt>とう<rb>京<rt>きょう</ruby>に行く'
  expect(await outline(closed + open)).toEqual(['text: 東京に行く', 'text: 東京に行く'])
})

test('headings make the path, lists and rows become lines', async () => {
  const { blocks, text } = await readHtml(
    '<h1>A</h1><h2>B</h2><ol><li>first<li><p>second</p></ol><ul><li>dot</ul><table><tr><th>x<th>y<tr><td><p>1</p><td></td><td>2 <br>3</table><h2>C</h2>',
  )
  expect(blocks.map(({ kind, start, end, place }) => [kind, text.slice(start, end), place.headings.join('/')])).toEqual([
    ['heading', 'A', 'A'],
    ['heading', 'B', 'A/B'],
    ['text', '1. first\n2. second\n• dot', 'A/B'],
    ['table', 'x | y\n1 | 2 3', 'A/B'],
    ['heading', 'C', 'A/C'],
  ])
})

test('a table for layout is not a table', async () => {
  expect(await outline('<table><tr><td><div>Menu</div></td><td><p>First.</p><p>Second.</p></td></tr></table>')).toEqual([
    'text: Menu',
    'text: First.',
    'text: Second.',
  ])
})

test('preformatted text keeps its lines', async () => {
  expect(await outline('<pre>if x:\n    y()\n</pre>')).toEqual(['code: if x:\n    y()'])
})

test('a hundred thousand nested elements, and one block of a million tags', async () => {
  expect(await outline(`${'<div>'.repeat(100_000)}needle`)).toEqual(['text: needle'])
  const [block] = await outline('<i>a</i>&amp;'.repeat(500_000))
  expect(block?.length).toBe('text: '.length + 1_000_000)
})
