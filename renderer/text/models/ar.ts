import type { Formats } from '../format.ts'
import type { Text } from '../text.ts'

/** المُرمِّزات: ما يمكن الحصول عليه وإلى أين وصل. */
export const modelsInArabic = (format: Formats): Text['models'] => ({
  states: {
    bundled: 'يأتي مع Kenning',
    installed: 'على هذا الحاسوب',
    available: '',
    withheld: 'غير معروض',
  },
  inUse: 'قيد الاستعمال',
  next: 'يُستعمل حالما يكتمل فهرسه',
  languages: 'اللغات',
  licence: 'الرخصة',
  size: 'الحجم',
  dims: 'أحجام التضمين',
  quality: 'المنشور',
  measure: ({ benchmark, metric, value }) => `${format.quality(value)} ${metric}، ${benchmarks[benchmark] ?? benchmark}`,
  benchmarks,
  download: (bytes) => (bytes === null ? 'تنزيل؛ يظهر حجمه عند البدء' : `تنزيل ${format.bytes(bytes)}`),
  use: 'استعمال',
  choose: (name) => `استعمال ${name}`,
  install: 'تثبيت',
  installIt: (name) => `تثبيت ${name}`,
  take: 'استيراد من مجلد',
  takeIt: (name) => `استيراد من مجلد: ${name}`,
  pause: 'إيقاف مؤقت',
  resume: 'متابعة',
  discard: 'إلغاء',
  again: 'مرة أخرى',
  remove: 'إزالة',
  removeIt: (name) => `إزالة ${name}`,
  removeTitle: (name) => `أتريد إزالة ${name}؟`,
  removeBody: (bytes) => `يحرّر هذا ${format.bytes(bytes)}. ويمكن تثبيته من جديد في أي وقت.`,
  removed: (name, bytes) => `أُزيل ${name} وتحرّر ${format.bytes(bytes)}`,
  discarded: (name) => `أُهمل ما نُزّل من ${name}`,
  installed: (name) => `ثُبّت ${name}`,
  consentTitle: (name) => `رخصة ${name}`,
  consentLead: (name, licence) => `يخضع ${name} للرخصة ${licence}. وبكلمات بسيطة:`,
  consentCheck: (licence) => `أقبل الرخصة ${licence}.`,
  consentConfirm: 'قبول وتثبيت',
  consent: {
    'CC-BY-NC-4.0':
      'مجاني للاستعمال الشخصي والتعليمي وغيره من الاستعمال غير التجاري مع ذكر المؤلف. للاستعمال في عمل تجاري اطلب رخصة من Jina AI.',
  },
  network: 'تأتي الملفات من huggingface.co، ولا يُرسل إليه شيء مما لديك.',
  importTitle: (name) => `استيراد ${name}`,
  importLead: 'اختر المجلد الذي فيه الملفات كما نشرها مؤلفوها: model.safetensors وtokenizer.json وconfig.json.',
  importConfirm: (folder) => `استيراد من «${folder}»`,
  starting: 'يبدأ…',
  downloading: 'يُنزَّل',
  of: (done, total) => (total === null ? format.bytes(done) : `${format.bytes(done)} من ${format.bytes(total)}`),
  perSecond: (bytes) => `${format.bytes(bytes)} في الثانية`,
  building: 'يُبنى لهذا الحاسوب',
  testing: 'يُقارَن بما نشره مؤلفوه',
  paused: (bytes) => `متوقف. وصل منه ${format.bytes(bytes)}.`,
  progress: (name) => `تثبيت ${name}`,
  words: {
    starter: {
      description: 'مُرمِّز صغير سريع لخمس عشرة لغة يومية يأتي مع Kenning.',
      languages:
        'الإنجليزية والألمانية والفرنسية والإسبانية والإيطالية والبرتغالية والهولندية والبولندية والروسية والتركية والعربية والهندية واليابانية والصينية والكورية',
    },
    'jina-colbert-v2': {
      description: 'المُرمِّز الذي بُني Kenning حوله: الأفضل عبر اللغات، ببطاقة رسوميات أو بالصبر.',
      languages: '89 لغة',
    },
    mlateon: {
      description: 'بقوة Jina ColBERT v2، يقرأ النصوص الطويلة، ومتاح مجانًا للأعمال أيضًا.',
      languages:
        'الإنجليزية والفرنسية والألمانية والإيطالية والإسبانية والبرتغالية والسويدية والنرويجية والعربية؛ وغيرها بلا تدريب',
    },
    'colbert-xm': {
      description: 'مجموعة أوزان واحدة مع مهايئ لكل لغة.',
      languages: '81 لغة',
      why: 'علامتا السؤال والمستند فيه غير معروفتين على وجه اليقين، والخطأ فيهما يفسد كل نتيجة دون أن يُلاحظ.',
    },
    'jacolbert-v2.5': {
      description: 'أقوى مُرمِّز صغير لليابانية وحدها.',
      languages: 'اليابانية',
      why: 'يحتاج إلى مُقطِّع كلمات يابانية ليس لدى Kenning.',
    },
    'gte-moderncolbert-v1': { description: 'من الأفضل للإنجليزية، ويقرأ النصوص الطويلة.', languages: 'الإنجليزية' },
    'answerai-colbert-small-v1': { description: 'صغير وسريع، للإنجليزية.', languages: 'الإنجليزية' },
    colbertv2: { description: 'المرجع الذي يُقاس به في هذا المجال، للإنجليزية.', languages: 'الإنجليزية' },
  },
})

const benchmarks: Text['models']['benchmarks'] = {
  'BEIR (14 sets)': 'BEIR (14 مجموعة)',
  'BEIR (15 sets)': 'BEIR (15 مجموعة)',
  'MIRACL dev (18 languages)': 'MIRACL dev (18 لغة)',
  'MIRACL (hard negatives)': 'MIRACL (بأجوبة خاطئة صعبة)',
  'mMARCO (13 languages)': 'mMARCO (13 لغة)',
  'mMARCO (14 languages)': 'mMARCO (14 لغة)',
  'Japanese average': 'متوسط اليابانية',
  'A development folder (111 files, 15 languages, 299 queries)': 'مجلد للتطوير (111 ملفًا، 15 لغة، 299 سؤالًا)',
}
