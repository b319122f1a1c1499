import { expect, test } from 'vitest'
import { language } from './language.ts'

test.each([
  ['de', 'Die Heizung ist seit Sonntag kalt, und niemand geht ans Telefon.'],
  ['en', 'The radiators have been stone cold since Sunday evening.'],
  ['fr', 'Les prunes sont mûres, viens vite avant les guêpes.'],
  ['pl', 'Wczoraj wieczorem kupiliśmy z mamą warzywa w sklepie przy dworcu.'],
  ['tr', 'Dün akşam annemle istasyonun önündeki dükkândan sebze aldık.'],
  ['ru', 'Вчера вечером мы с мамой купили овощи в магазине у вокзала.'],
  ['uk', 'Учора ввечері ми з мамою купили овочі в крамниці біля вокзалу.'],
  ['ja', '大根を買いました。'],
  ['zh', '昨天傍晚,我和妈妈一起在车站前的商店买了蔬菜。'],
  ['ko', '어제 저녁에 어머니와 함께 채소를 샀습니다. ABC'],
  ['ar', 'أمس مساء اشترينا أنا وأمي الخضار من المتجر أمام المحطة.'],
  ['fa', 'دیروز عصر با مادرم از مغازه روبروی ایستگاه سبزی خریدیم.'],
  ['hi', 'कल शाम हमने माँ के साथ दुकान से सब्ज़ियाँ खरीदीं।'],
  ['th', 'เมื่อวานฉันกับแม่ไปซื้อผัก'],
  ['he', 'אתמול בערב קנינו ירקות.'],
  ['und', '12.5 + 7 = 19.5'],
])('%s', (tag, text) => {
  expect(language(text)).toBe(tag)
})
