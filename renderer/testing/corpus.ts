import type { Place } from '../../core/contract/engine.ts'

/** A few files of an invented person, in several languages and scripts. Passages are separated by blank lines. */
export interface CorpusFile {
  readonly path: string
  readonly size: number
  /** ISO date. */
  readonly modified: string
  readonly passages: readonly { readonly place: Place; readonly text: string }[]
}

const at = (headings: readonly string[], more: Omit<Place, 'headings'> = {}): Place => ({ ...more, headings })

export const corpus: readonly CorpusFile[] = [
  {
    path: '/home/anna/Documents/House/Heating/Quote heat pump Larkfield.docx',
    size: 48_230,
    modified: '2026-10-12T09:30:00Z',
    passages: [
      {
        place: at(['Your quote']),
        text: 'Your quote\nDear Ms Okafor, thank you for letting us look at your boiler room. We can replace the old gas boiler with an air-to-water heat pump of 8 kilowatts in the second week of November.',
      },
      {
        place: at(['Your quote', 'What it costs']),
        text: 'The price for the heat pump with its tank, pipes and the electrical work is 14,280. The grant for low-carbon heating covers 5,000 of it, so 9,280 remain for you to pay. We deduct the grant from the bill; you need not ask for it yourself.',
      },
      {
        place: at(['Your quote', 'Noise']),
        text: 'The outdoor unit stands two metres from the hedge. The noise at your neighbour’s window works out at 37 decibels at night, which is quieter than a library and below the limit of 42.',
      },
      {
        place: at(['Your quote', 'The days of the work']),
        text: 'Two fitters come for three days. You will be without hot water for one night. Please clear the shelf beside the boiler before we arrive.',
      },
    ],
  },
  {
    path: '/home/anna/Documents/Haus/Wärmepumpe Betriebskosten.pdf',
    size: 312_004,
    modified: '2026-02-03T18:02:00Z',
    passages: [
      {
        place: at(['Betriebskosten im ersten Winter'], { page: 2, ocr: true }),
        text: 'Die Wärmepumpe hat im ersten Winter 3.140 Kilowattstunden Strom gebraucht. Das kostete rund 940 Euro, also etwa ein Drittel weniger als die alte Gasheizung im Jahr davor.',
      },
      {
        place: at(['Lautstärke'], { page: 3 }),
        text: 'Der Nachbar fragte nach der Lautstärke. Gemessen wurden nachts 38 Dezibel am Zaun; tagsüber hört man das Gerät nur, wenn man daneben steht.',
      },
    ],
  },
  {
    path: '/home/anna/Documents/家/ヒートポンプの説明.pdf',
    size: 184_500,
    modified: '2025-11-20T07:15:00Z',
    passages: [
      {
        place: at(['騒音について'], { page: 4 }),
        text: 'ヒートポンプの室外機は、夜間の運転音が約38デシベルです。隣の家の窓から二メートル以上離して設置してください。冬の朝は霜取り運転のため、数分だけ音が大きくなることがあります。',
      },
      {
        place: at(['費用'], { page: 6, ocr: true }),
        text: '本体と工事の費用は百四十万円です。補助金を使うと、支払いは九十五万円になります。',
      },
    ],
  },
  {
    path: '/home/anna/Documents/البيت/عرض سعر مضخة حرارية.odt',
    size: 22_816,
    modified: '2026-04-28T12:00:00Z',
    passages: [
      {
        place: at(['الضوضاء والتركيب']),
        text: 'تعمل المضخة الحرارية بهدوء، ولا يتجاوز صوتها 37 ديسيبل عند نافذة الجار ليلاً. نركّب الوحدة الخارجية على قاعدة مطاطية حتى لا تنتقل الاهتزازات إلى الجدار.',
      },
      { place: at(['السعر']), text: 'السعر الكامل مع التركيب 52,000 درهم، ويُخصم منه الدعم الحكومي مباشرة من الفاتورة.' },
    ],
  },
  {
    path: '/home/anna/Documents/Maison/Devis pompe à chaleur.eml',
    size: 9_120,
    modified: '2026-09-01T16:44:00Z',
    passages: [
      {
        place: at(['Devis pompe à chaleur']),
        text: 'Bonjour Madame, la pompe à chaleur que nous proposons coûte 13 900 euros, pose comprise. Après la subvention, il vous reste 8 600 euros à payer. Le bruit est de 36 décibels à trois mètres, le voisin n’entendra rien.',
      },
    ],
  },
  {
    path: '/home/anna/Documents/House/Heating/Service report October.pdf',
    size: 96_411,
    modified: '2026-10-02T08:20:00Z',
    passages: [
      {
        place: at(['Findings'], { page: 1 }),
        text: 'The pressure had fallen to 0.3 bar and was pumped back up to 0.9 bar. The vessel’s membrane has failed and the vessel should be changed before the cold weeks; the part costs about 85.',
      },
    ],
  },
  {
    path: '/home/anna/Documents/Money/Household 2026.xlsx',
    size: 31_744,
    modified: '2026-11-01T20:05:00Z',
    passages: [
      {
        place: at([], { sheet: 'Energy' }),
        text: 'Month\tGas\tElectricity\tNote\nJanuary\t148\t92\tboiler on all day\nFebruary\t131\t88\nNovember\t0\t176\theat pump since the 9th, price per kWh 0.29',
      },
    ],
  },
  {
    path: '/home/anna/Documents/Rowing club/Annual meeting.pptx',
    size: 2_410_000,
    modified: '2026-03-14T19:00:00Z',
    passages: [
      {
        place: at(['Boathouse'], { slide: 7 }),
        text: 'The neighbours complained about the noise of the compressor on Sunday mornings. The committee proposes a quieter one; the price is 640, of which the town pays half.',
      },
    ],
  },
  {
    path: '/home/anna/Documents/Кухня/Бабушкин борщ.md',
    size: 3_120,
    modified: '2024-12-24T10:00:00Z',
    passages: [
      {
        place: at(['Борщ']),
        text: 'Свёклу запекаем целиком, тогда борщ остаётся красным. Чеснок и сало добавляем в самом конце, и даём постоять ночь 🫕.',
      },
    ],
  },
  {
    path: '/home/anna/Documents/Kitchen/Grandmother’s bread.txt',
    size: 2_040,
    modified: '2025-01-06T11:11:00Z',
    passages: [
      {
        place: at([]),
        text: 'Let the dough rest overnight in the cold. In the morning fold it twice, and bake it in a hot pot with the lid on.',
      },
    ],
  },
]

/** Words of one meaning, and how near they are to it. A word stands for its beginning: "boiler" is also in "boilers". */
export const concepts: readonly (readonly (readonly [word: string, weight: number])[])[] = [
  [
    ['heat pump', 1],
    ['wärmepumpe', 0.93],
    ['ヒートポンプ', 0.91],
    ['المضخة الحرارية', 0.88],
    ['مضخة حرارية', 0.88],
    ['pompe à chaleur', 0.92],
    ['boiler', 0.52],
    ['gasheizung', 0.55],
    ['heating', 0.6],
  ],
  [
    ['noise', 1],
    ['noisy', 0.9],
    ['loud', 0.86],
    ['lautstärke', 0.9],
    ['laut', 0.86],
    ['運転音', 0.82],
    ['騒音', 0.9],
    ['音', 0.6],
    ['صوتها', 0.8],
    ['بهدوء', 0.55],
    ['bruit', 0.91],
    ['quieter', 0.62],
    ['decibel', 0.66],
    ['dezibel', 0.66],
    ['デシベル', 0.64],
    ['ديسيبل', 0.63],
    ['décibel', 0.65],
  ],
  [
    ['neighbour', 1],
    ['nachbar', 0.94],
    ['隣', 0.8],
    ['الجار', 0.9],
    ['voisin', 0.93],
    ['hedge', 0.4],
    ['zaun', 0.42],
    ['window', 0.36],
  ],
  [
    ['price', 1],
    ['cost', 0.9],
    ['kostete', 0.88],
    ['kosten', 0.9],
    ['費用', 0.9],
    ['السعر', 0.92],
    ['coûte', 0.88],
    ['euro', 0.5],
    ['pay', 0.58],
    ['bill', 0.5],
  ],
  [
    ['grant', 1],
    ['subsidy', 0.94],
    ['補助金', 0.9],
    ['الدعم', 0.84],
    ['subvention', 0.92],
    ['deduct', 0.45],
  ],
  [
    ['night', 1],
    ['nachts', 0.94],
    ['夜間', 0.9],
    ['ليلاً', 0.9],
    ['overnight', 0.8],
    ['ночь', 0.9],
  ],
]
