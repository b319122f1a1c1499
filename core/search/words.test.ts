import { describe, expect, it } from 'vitest'
import { wordsOf } from './words.ts'

/** The words of a query that light up when something answers them. */
const telling = (query: string) => wordsOf(query).flatMap(({ text, role }) => (role === 'content' ? [text] : []))

describe('of a question, only the words that carry its meaning are lit', () => {
  it.each([
    ['de', 'Was muss ich mitbringen, wenn die Miete erhöht wurde?', ['mitbringen', 'Miete', 'erhöht']],
    ['de', 'Wie kann man das Rad reparieren lassen?', ['Rad', 'reparieren']],
    ['en', 'What do I have to bring when the rent has gone up?', ['bring', 'rent', 'gone', 'up']],
    ['fr', 'Que dois-je apporter quand le loyer a été augmenté ?', ['apporter', 'loyer', 'augmenté']],
    ['es', '¿Qué tengo que llevar cuando han subido el alquiler?', ['llevar', 'subido', 'alquiler']],
    ['it', 'Cosa devo portare quando hanno aumentato la rata?', ['portare', 'aumentato', 'rata']],
    ['pt', 'O que tenho de levar quando a renda foi aumentada?', ['levar', 'renda', 'aumentada']],
    ['nl', 'Wat moet ik meenemen als de huur werd verhoogd?', ['meenemen', 'huur', 'verhoogd']],
    ['pl', 'Co muszę przynieść, gdy czynsz został podniesiony?', ['przynieść', 'czynsz', 'podniesiony']],
    ['pl', 'Czy to było w domu?', ['domu']],
    ['ru', 'Что мне нужно принести, если аренда была повышена?', ['принести', 'аренда', 'повышена']],
    ['tr', 'Kira artınca ne getirmem gerekir?', ['Kira', 'artınca', 'getirmem']],
    ['ar', 'ماذا يجب أن أحضر عندما يكون الإيجار مرتفعا؟', ['أحضر', 'الإيجار', 'مرتفعا']],
    ['hi', 'किराया बढ़ने पर मुझे क्या लाना चाहिए?', ['किराया', 'बढ़ने', 'लाना']],
    ['ja', '家賃は何のためですか', ['家賃']],
    ['zh', '房租涨了我应该带什么', ['房租', '涨了', '带']],
    ['ko', '월세가 오르면 무엇을 가져가야 합니까', ['월세가', '오르면', '가져가야']],
  ])('%s: %s', (_language, query, words) => expect(telling(query)).toEqual(words))

  it.each(['war and peace', 'die hard', 'may rent'])('%s keeps its nouns, whatever other languages join with', (query) => {
    expect(telling(query)).toContain(query.split(' ')[0])
  })

  it('to be or not to be, that is asked for as it stands', () => {
    expect(telling('sein oder nicht sein')).toEqual(['sein', 'oder', 'nicht', 'sein'])
  })
})
