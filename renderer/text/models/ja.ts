import type { Formats } from '../format.ts'
import type { Text } from '../text.ts'

/** エンコーダー: 使えるものと、その進み具合。 */
export const modelsInJapanese = (format: Formats): Text['models'] => ({
  states: {
    bundled: 'Kenning に付属',
    installed: 'このコンピューターにあります',
    available: '',
    withheld: '提供していません',
  },
  inUse: '使用中',
  next: '索引が完成したら使われます',
  languages: '言語',
  licence: 'ライセンス',
  size: '大きさ',
  dims: '埋め込みの大きさ',
  quality: '公表値',
  measure: ({ benchmark, metric, value }) => `${metric} ${format.quality(value)}（${benchmarks[benchmark] ?? benchmark}）`,
  benchmarks,
  download: (bytes) => (bytes === null ? 'ダウンロード（サイズは開始後にわかります）' : `ダウンロード ${format.bytes(bytes)}`),
  use: '使う',
  choose: (name) => `${name} を使う`,
  install: 'インストール',
  installIt: (name) => `${name} をインストール`,
  take: 'フォルダーから取り込む',
  takeIt: (name) => `${name} をフォルダーから取り込む`,
  pause: '一時停止',
  resume: '続ける',
  discard: '中止',
  again: 'もう一度',
  remove: '削除',
  removeIt: (name) => `${name} を削除`,
  removeTitle: (name) => `${name} を削除しますか。`,
  removeBody: (bytes) => `${format.bytes(bytes)} が空きます。いつでもインストールし直せます。`,
  removed: (name, bytes) => `${name} を削除しました。${format.bytes(bytes)} が空きました`,
  discarded: (name) => `${name} のダウンロードを破棄しました`,
  installed: (name) => `${name} をインストールしました`,
  consentTitle: (name) => `${name} のライセンス`,
  consentLead: (name, licence) => `${name} は ${licence} ライセンスで提供されています。わかりやすく言うと:`,
  consentCheck: (licence) => `${licence} ライセンスに同意します。`,
  consentConfirm: '同意してインストール',
  consent: {
    'CC-BY-NC-4.0':
      '作者名を示せば、個人、教育、その他の非営利の目的で無料で使えます。業務で使うには、Jina AI からライセンスを得てください。',
  },
  network: 'ファイルは huggingface.co から届きます。あなたの情報は何も送られません。',
  importTitle: (name) => `${name} を取り込む`,
  importLead:
    '作者が公開しているままのファイル（model.safetensors、tokenizer.json、config.json）があるフォルダーを選んでください。',
  importConfirm: (folder) => `「${folder}」から取り込む`,
  starting: '始めています…',
  downloading: 'ダウンロード中',
  of: (done, total) => (total === null ? format.bytes(done) : `${format.bytes(total)} 中 ${format.bytes(done)}`),
  perSecond: (bytes) => `毎秒 ${format.bytes(bytes)}`,
  building: 'このコンピューター用に組み立てています',
  testing: '作者の公表した値と比べています',
  paused: (bytes) => `一時停止中。${format.bytes(bytes)} は届いています。`,
  progress: (name) => `${name} をインストール中`,
  words: {
    starter: {
      description: '日常の 15 言語に対応する、小さくて速い付属のエンコーダー。',
      languages:
        '英語、ドイツ語、フランス語、スペイン語、イタリア語、ポルトガル語、オランダ語、ポーランド語、ロシア語、トルコ語、アラビア語、ヒンディー語、日本語、中国語、韓国語',
    },
    'jina-colbert-v2': {
      description: 'Kenning の中心となるエンコーダー。言語をまたぐ意味の検索に最も優れ、グラフィックカードか根気が要ります。',
      languages: '89 言語',
    },
    mlateon: {
      description: 'Jina ColBERT v2 と同等の強さで、長い文章も読み、業務でも自由に使えます。',
      languages:
        '英語、フランス語、ドイツ語、イタリア語、スペイン語、ポルトガル語、スウェーデン語、ノルウェー語、アラビア語。ほかは未学習',
    },
    'colbert-xm': {
      description: '一組の重みに、言語ごとのアダプターを備えます。',
      languages: '81 言語',
      why: '質問と文書の目印が確かにはわかっていません。誤ると、気付かないうちにすべての結果が損なわれます。',
    },
    'jacolbert-v2.5': {
      description: '日本語専用では最も強い小型エンコーダー。',
      languages: '日本語',
      why: 'トークナイザーに必要な日本語の単語分割が Kenning にはありません。',
    },
    'gte-moderncolbert-v1': { description: '英語では最上位の一つで、長い文章も読みます。', languages: '英語' },
    'answerai-colbert-small-v1': { description: '英語用の小さくて速いエンコーダー。', languages: '英語' },
    colbertv2: { description: 'この分野の基準とされる、英語用の定番。', languages: '英語' },
  },
})

const benchmarks: Text['models']['benchmarks'] = {
  'BEIR (14 sets)': 'BEIR、14 種',
  'BEIR (15 sets)': 'BEIR、15 種',
  'MIRACL dev (18 languages)': 'MIRACL dev、18 言語',
  'MIRACL (hard negatives)': 'MIRACL、難しい誤答つき',
  'mMARCO (13 languages)': 'mMARCO、13 言語',
  'mMARCO (14 languages)': 'mMARCO、14 言語',
  'Japanese average': '日本語の平均',
  'A development folder (111 files, 15 languages, 299 queries)': '開発用フォルダー、111 ファイル、15 言語、299 件の質問',
}
