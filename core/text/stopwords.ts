import { fold } from './terms.ts'

/**
 * Words that join others and mean little alone: they are searched for like all words, but never lit up as evidence.
 * Written by hand; only the commonest, because a word that is missing here is merely lit.
 */
const stopWords = {
  en: 'a an the and or but if of in on at to for from by with about into over after before is are was were be been being am do does did have has had having will would can could should shall may might must not no nor so than then that this these those there here it its he she they them his her their our your my me we you i us him who whom whose which what when where why how as any some all each just also only very',
  de: 'der die das den dem des ein eine einen einem einer eines und oder aber wenn von im in am an auf zu zum zur fur mit bei nach vor aus uber unter ist sind war waren sein hat haben hatte wird werden wurde kann konnen nicht kein keine so als dann dass dies diese dieser dieses es er sie wir ihr ich du mich mir uns euch ihm ihn ihre ihren seine mein meine dein wer wen wem was wann wo warum wie welche welcher welches auch nur noch schon sich man um',
  fr: 'le la les l un une des du de d et ou mais si dans en sur au aux a pour par avec sans sous est sont etait etre ete ai as avons avez ont avait ne pas plus ce cet cette ces c il elle ils elles on nous vous je j tu me m te t se s lui leur leurs mon ma mes ton ta tes son sa ses notre nos votre vos qui que qu quoi quel quelle quels quelles quand comment pourquoi y aussi tres',
  es: 'el la los las un una unos unas lo y o pero si de del en al a por para con sin sobre es son era eran ser fue ha han hay he no mas este esta estos estas ese esa eso esto aquel ella ellos nosotros yo tu me te se nos le les su sus mi mis tus que quien quienes cual cuales cuando donde como porque cuanto cuanta tambien muy ya',
  it: 'il lo la i gli le l un uno una e ed o ma se di del della dei delle dello degli d in nel nella nei nelle a al alla ai alle da dal dalla per con su sul sulla sono era erano essere ho ha hanno non piu questo questa questi queste quello quella che chi cui quale quali quando dove come perche quanto io tu lui lei noi voi loro mi ti si ci vi suo sua mio mia anche molto',
  pt: 'o a os as um uma uns umas e ou mas se de do da dos das em no na nos nas ao aos por pelo pela para com sem sobre era eram ser foi tem tinha ha nao mais este esta estes estas esse essa isso isto ele ela eles elas eu tu voce me te lhe seu sua meu minha que quem qual quais quando onde como quanto tambem muito ja',
  nl: 'de het een en of maar als van in op aan te tot voor met bij na uit over onder is zijn was waren ben heb heeft hebben had wordt worden werd kan kunnen niet geen zo dan dat dit deze die er hier hij zij ze wij we jij je ik mij me ons jullie hun haar hem mijn wie wat wanneer waar waarom hoe welke ook nog al',
  pl: 'i a oraz lub albo ale jesli w we na do z ze za od dla przez przy po o u jest sa byl byla bylo byly byc ma mam maja nie tak to ten ta te tego tej tym tych on ona ono oni one ja ty my wy mnie mi ci sie go jej ich moj moja swoj kto co czego kiedy gdzie dlaczego jak jaki jaka jakie ktory ktora ktore czy tez juz ile',
  ru: 'и а но или если в во на к ко с со за от из у по о об для при до над под не ни же бы ли то это этот эта эти тот та те он она оно они я ты мы вы меня мне тебя нас вас его ее их ему им был была было были есть быть мой моя свой кто что чего когда где почему как какой какая какие который которая которые сколько так тоже уже',
  tr: 've veya ya da ama eger bir bu su o de ki mi mu ile icin gibi kadar daha en cok ne neden nasil nerede kim hangi kac var yok degil ben sen biz siz onlar bana sana onu benim senin bizim her olan olarak',
  ar: 'و او ثم لكن اذا في من الي على علي عن مع بين بعد قبل هذا هذه ذلك تلك هو هي هم انا نحن انت كان كانت يكون لا لم لن ما ماذا متي اين كيف لماذا كم هل الذي التي الذين كل قد ان اي',
  hi: 'और या लेकिन अगर का की के को में पर से तक ने है हैं था थी थे हो हूँ होना यह ये वह वे इस उस इन उन मैं हम तुम आप मेरा मेरी मेरे हमारा अपना अपनी अपने कौन क्या कब कहाँ क्यों कैसे कैसा कितना कितनी कितने जो कि भी ही नहीं तो एक',
  ja: 'の は が を に へ と で も や か から まで より ので のに た だ です ます する した して いる ある ない この その あの これ それ あれ ここ そこ 何 いつ どこ 誰 なぜ どう どの こと もの よう',
  zh: '的 了 和 与 或 在 是 有 不 我 你 他 她 它 我们 你们 他们 这 那 这个 那个 也 都 就 要 会 吗 呢 吧 什么 谁 哪 哪里 哪个 怎么 为什么 多少 几 一 个 把 被 对 从 到 给 用',
  ko: '이 그 저 것 수 등 및 또는 그리고 하지만 나 너 우리 저희 는 은 가 을 를 에 의 도 로 와 과 에서 으로 무엇 누가 누구 언제 어디 어디서 왜 어떻게 얼마나 몇 있는 있다 하는 한 할',
} as const

const folded = new Map(Object.entries(stopWords).map(([language, list]) => [language, new Set(list.split(' ').map(fold))]))

/** `term` as `termsOf` gives it, `language` as `language()` does; a language without a list has no stop words. */
export const isStopWord = (term: string, language: string): boolean => folded.get(language)?.has(term) ?? false

/**
 * Which terms of a short text are stop words when its language is not known: those of the language that claims the most.
 * One claim in Latin script is too little, for one language's stop word is another's noun ("war", "die", "come").
 */
export function stopWordsAmong(terms: readonly string[]): ReadonlySet<string> {
  const claims = [...folded.values()].map((list) => terms.filter((term) => list.has(term)))
  const most = claims.reduce((best, claim) => (claim.length > best.length ? claim : best), [] as string[])
  return most.length > 1 || most.some((term) => !/\p{Script=Latin}/u.test(term)) ? new Set(most) : new Set()
}
