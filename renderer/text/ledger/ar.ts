import type { Explanation, FailureCode } from '../../../core/contract/engine.ts'
import type { FileState } from '../../../core/contract/ledger.ts'
import type { Formats } from '../format.ts'
import { rulesInArabic } from '../rules/ar.ts'
import type { Text } from '../text.ts'

const hints: Readonly<Record<FileState, string>> = {
  indexed: 'يُعثر عليه بكلماته وبمعانيها',
  words: 'يُعثر عليه بكلماته، ومعانيها ما زالت تُحسب',
  partly: 'أوله فقط قابل للبحث، والباقي أكثر مما يحتفظ به Kenning',
  waiting: 'لم يُقرأ بعد',
  'no-text': 'ليس فيه نص يمكن البحث فيه، ويُعثر عليه باسمه',
  failed: 'تعذّرت قراءته، ويُعثر عليه باسمه',
  skipped: 'ملفات هذا النوع لا تُقرأ، ويُعثر عليه باسمه',
}

const reasons: Readonly<Record<FailureCode, string>> = {
  unreadable: 'لا يستطيع Kenning قراءته. تحقق من الأذونات أو أغلق البرنامج الذي يستعمله.',
  empty: 'الملف فارغ.',
  encrypted: 'الملف مقفل بكلمة مرور. احفظ نسخة بلا كلمة مرور.',
  damaged: 'الملف تالف أو ناقص.',
  'not-text': 'محتواه ليس نصًا.',
  'too-large': 'هو أكبر مما يُقرأ.',
  timeout: 'كانت قراءته ستطول كثيرًا فأُوقفت.',
  'out-of-memory': 'فتحه يحتاج ذاكرة أكثر مما يأخذه Kenning.',
  crashed: 'تعطّل القارئ عند قراءته، ولن يُفتح ثانية حتى يتغيّر.',
  'no-text': 'الصفحات صور، أو رُسمت حروفها دون بيان ما هي، وليس فيها نص يمكن البحث فيه.',
  unsupported: 'ملفات هذا النوع لا تُقرأ.',
  'in-cloud': 'هو في السحابة فقط، ولا يُنزَّل إلا إن طُلب.',
}

const explanations: Readonly<Record<Explanation['state'], string>> = {
  indexed: hints.indexed,
  words: hints.words,
  partly: hints.partly,
  failed: hints.failed,
  waiting: hints.waiting,
  ignored: 'قاعدة تستثنيه أو تستثني مجلدًا فوقه.',
  outside: 'ليس في مجلد يقرؤه Kenning. أضف مجلده.',
  missing: 'لا يوجد ملف كهذا.',
  'not-a-file': 'ليس ملفًا عاديًا بل مجلد أو رابط أو غير ذلك.',
}

/** السجل: ما يُعرف عن كل ملف. */
export const ledgerInArabic = (format: Formats, files: (n: number) => string): Text['ledger'] => ({
  coverage: 'ما يمكن العثور عليه',
  coverageLead: 'بحسب المجلد ونوع الملف. اختر واحدًا لترى ملفاته أدناه.',
  byFolder: 'بحسب المجلد',
  byType: 'بحسب النوع',
  noEnding: 'بلا امتداد',
  here: 'في هذا المجلد مباشرة',
  up: 'مجلد إلى أعلى',
  allFolders: 'كل المجلدات',
  found: (n, share) => `${files(n)} · ${format.percent(share)} قابلة للبحث`,
  leftOut: (n, folders) => `ما تتركه القواعد: ${leftOut(format, files)(n, folders)}`,
  leftOutBy: 'القواعد التي تترك شيئًا',
  leftOutOf: leftOut(format, files),
  ruleReason: (origin) => rulesInArabic[origin],
  title: 'الملفات',
  lead: 'كل ملف يعرفه Kenning، وإلى أي حد يُعثر عليه، ولماذا لا.',
  filter: 'تصفية بالاسم أو المجلد أو السبب',
  all: 'الكل',
  states: {
    indexed: 'قابل للبحث',
    words: 'بالكلمات فقط',
    partly: 'جزئيًا',
    waiting: 'ينتظر',
    'no-text': 'بلا نص',
    failed: 'تعذّر',
    skipped: 'بالاسم فقط',
  },
  stateHints: hints,
  offline: 'غير متاح الآن',
  below: (folder) => `في ${folder}`,
  ofType: (type) => `النوع: ${type}`,
  clear: (what) => `${what}. أظهر الكل من جديد`,
  stateOf: 'الحالة',
  file: 'الملف',
  size: 'الحجم',
  changed: 'التعديل',
  sortBy: (column) => `رتّب بحسب ${column}`,
  passages: (n) =>
    format.plural(n, {
      zero: () => 'لا مقاطع',
      one: () => 'مقطع واحد',
      two: () => 'مقطعان',
      few: (n) => `${n} مقاطع`,
      many: (n) => `${n} مقطعًا`,
      other: (n) => `${n} مقطع`,
    }),
  nothing: 'لا ملف يطابق.',
  empty: 'لا ملفات معروفة بعد.',
  export: 'تصدير هذه القائمة',
  formats: { csv: 'جدول (CSV)', json: 'بيانات (JSON)' },
  exported: (n) => `صُدّر ${files(n)}`,
  why: 'لماذا لا يُعثر على ملف؟',
  whyLead: 'اكتب مساره كاملًا، فيقول Kenning ما يعرفه عنه وأي قاعدة تستثنيه.',
  whyPath: 'مسار الملف',
  whyAsk: 'انظر',
  explained: {
    indexed: 'قابل للبحث',
    words: 'بالكلمات فقط',
    partly: 'جزئيًا',
    failed: 'غير قابل للبحث',
    waiting: 'ينتظر',
    ignored: 'مستثنى',
    outside: 'خارج مجلداتك',
    missing: 'غير موجود',
    'not-a-file': 'ليس ملفًا',
  },
  rule: 'القاعدة',
  reason: (code) => reasons[code],
  explanation: ({ state, code, offline }) => `${code ? reasons[code] : explanations[state]}${offline ? ` غير متاح الآن.` : ''}`,
  ruleAt: 'تنطبق على',
})

const leftOut = (format: Formats, files: (n: number) => string) => (n: number, folders: number) => {
  const whole = format.plural(folders, {
    one: () => 'مجلد واحد بما فيه',
    two: () => 'مجلدان بما فيهما',
    few: (n) => `${n} مجلدات بما فيها`,
    many: (n) => `${n} مجلدًا بما فيها`,
    other: (n) => `${n} مجلد بما فيها`,
  })
  return [n > 0 ? files(n) : '', folders > 0 ? whole : ''].filter(Boolean).join('، ')
}
