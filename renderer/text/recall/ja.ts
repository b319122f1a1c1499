import type { Formats } from '../format.ts'
import type { Text } from '../text.ts'

/** 自分のファイルでの検索の確かめ。 */
export const recallInJapanese = (format: Formats): Text['recall'] => ({
  title: 'あるものは見つかりますか。',
  lead: 'あなたの文章から無作為に選んだ箇所を、その中の語句で検索して数えます。このコンピューターの外には何も出ません。',
  start: (n) => `${format.number(n)} か所で試す`,
  again: '別の箇所で試す',
  stop: '中止',
  progress: '試しています',
  sofar: (done, total) => `${format.number(total)} か所中 ${format.number(done)} か所`,
  result: (total, first, ten) =>
    `選んだ ${format.number(total)} か所のうち ${format.number(first)} か所が自身の語句で最初に、${format.number(ten)} か所が上位 10 ファイル以内に見つかりました。`,
  nothing: 'まだ試せるものがありません。意味で検索できる箇所がまだありません。',
  stopped: '途中で中止しました。',
  missed: '上位 10 件に入らなかったもの',
  made: (model, dim, seconds) => `${model}（${format.number(dim)}）で、${format.span(seconds)}かかりました。`,
})
