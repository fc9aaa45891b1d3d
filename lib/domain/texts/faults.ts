/**
 * What is wrong with one field of a request. A closed set: every fault that validation finds is one of these. Some take
 * values: `too-short` and `too-small` a `minimum`, `too-long` and `too-big` a `maximum`, `not-allowed` what is `allowed`,
 * `plate-wrong-region` the `region` that it should be.
 */
import type { BinFault, IinFault, VinFault } from '../identifiers.ts';
import type { Texts } from './texts.ts';

/** What can be wrong with a field. */
export type FieldFault =
  | 'not-json'
  | 'required'
  | 'unknown-field'
  | 'wrong-type'
  | 'wrong-form'
  | 'too-short'
  | 'too-long'
  | 'too-small'
  | 'too-big'
  | 'not-allowed'
  | 'not-a-date'
  | 'not-a-time'
  | 'in-the-future'
  | 'not-base64'
  | 'wrong-cursor'
  | 'no-tariff'
  | 'not-a-mobile-number'
  | 'broken-character'
  | 'plate-malformed'
  | 'plate-wrong-region'
  | `iin-${IinFault}`
  | `bin-${BinFault}`
  | `vin-${VinFault}`;

/** The sentence for each fault of a field, which a problem of the kind `invalid-request` lists (RFC 9457). */
export const FAULT_TEXTS = {
  'fault.not-json': {
    kk: 'Сұраудың мазмұны JSON пішімінде емес.',
    ru: 'Содержимое запроса не является JSON.',
    en: 'The request’s body is not JSON.',
  },
  'fault.required': {
    kk: 'Міндетті өріс толтырылмаған.',
    ru: 'Обязательное поле не заполнено.',
    en: 'This is required.',
  },
  'fault.unknown-field': {
    kk: 'Мұндай өріс көзделмеген: оны алып тастаңыз.',
    ru: 'Такое поле не предусмотрено: уберите его.',
    en: 'There is no such field: leave it out.',
  },
  'fault.wrong-type': {
    kk: 'Мәннің түрі қате (мысалы, мәтіннің орнына сан). Интерфейс сипаттамасын қараңыз.',
    ru: 'Неверный тип значения (например, число вместо текста). Сверьтесь с описанием интерфейса.',
    en: 'The value is of the wrong type (a number instead of a text, for example). See the interface description.',
  },
  'fault.wrong-form': {
    kk: 'Мән белгіленген үлгіге сәйкес келмейді.',
    ru: 'Значение не соответствует установленной форме.',
    en: 'The value does not have the form that is required.',
  },
  'fault.too-short': {
    kk: '{minimum, plural, one {Мән тым қысқа: кемінде # таңба қажет.} other {Мән тым қысқа: кемінде # таңба қажет.}}',
    ru: 'Значение слишком короткое: {minimum, plural, one {нужен хотя бы # символ} few {нужно не менее # символов} many {нужно не менее # символов} other {нужно не менее # символа}}.',
    en: 'The value is too short: {minimum, plural, one {at least # character is needed} other {at least # characters are needed}}.',
  },
  'fault.too-long': {
    kk: '{maximum, plural, one {Мән тым ұзын: ең көбі # таңба.} other {Мән тым ұзын: ең көбі # таңба.}}',
    ru: 'Значение слишком длинное: {maximum, plural, one {допускается не более # символа} few {допускается не более # символов} many {допускается не более # символов} other {допускается не более # символа}}.',
    en: 'The value is too long: {maximum, plural, one {at most # character} other {at most # characters}}.',
  },
  'fault.too-small': {
    kk: 'Сан тым кіші: ең азы {minimum, number}.',
    ru: 'Число слишком мало: минимум {minimum, number}.',
    en: 'The number is too small: {minimum, number} at least.',
  },
  'fault.too-big': {
    kk: 'Сан тым үлкен: ең көбі {maximum, number}.',
    ru: 'Число слишком велико: максимум {maximum, number}.',
    en: 'The number is too large: {maximum, number} at most.',
  },
  'fault.not-allowed': {
    kk: 'Мұндай мәнге рұқсат жоқ. Рұқсат етілетіні: {allowed}.',
    ru: 'Такое значение не допускается. Допустимо: {allowed}.',
    en: 'This value is not allowed. Allowed: {allowed}.',
  },
  'fault.not-a-date': {
    kk: 'Бұл – ISO 8601 пішіміндегі күн емес. Мысалы: 2026-02-22.',
    ru: 'Это не дата в формате ISO 8601. Пример: 2026-02-22.',
    en: 'This is not a date in ISO 8601, such as 2026-02-22.',
  },
  'fault.not-a-time': {
    kk: 'Бұл – ISO 8601 пішіміндегі уақыт белдеуі көрсетілген күн мен уақыт емес. Мысалы: 2026-02-22T15:05:00+05:00.',
    ru: 'Это не дата и время с часовым поясом в формате ISO 8601. Пример: 2026-02-22T15:05:00+05:00.',
    en: 'This is not a date and time with an offset in ISO 8601, such as 2026-02-22T15:05:00+05:00.',
  },
  'fault.in-the-future': {
    kk: 'Бұл уақыт әлі келген жоқ. Күні мен уақыт белдеуін тексеріңіз.',
    ru: 'Это время ещё не наступило. Проверьте дату и часовой пояс.',
    en: 'This time has not come yet. Check the date and the offset.',
  },
  'fault.not-base64': {
    kk: 'Мән base64 пішімінде кодталмаған.',
    ru: 'Значение не закодировано в base64.',
    en: 'The value is not encoded in base64.',
  },
  'fault.wrong-cursor': {
    kk: 'Беттеу белгісі (cursor) жарамсыз. Тізімді басынан сұраңыз.',
    ru: 'Указатель страницы (cursor) недействителен. Запросите список с начала.',
    en: 'The cursor is not valid. Ask for the list from its beginning.',
  },
  'fault.no-tariff': {
    kk: 'Мұндай көлік құралы үшін осы күнге тариф белгіленбеген.',
    ru: 'Для такого транспортного средства на эту дату тариф не установлен.',
    en: 'There is no tariff for such a vehicle on this date.',
  },
  'fault.not-a-mobile-number': {
    kk: 'Бұл – Қазақстанның ұялы телефон нөмірі емес. Мысалы: +7 701 123 45 67.',
    ru: 'Это не номер мобильного телефона Казахстана. Пример: +7 701 123 45 67.',
    en: 'This is not a mobile phone number of Kazakhstan, such as +7 701 123 45 67.',
  },
  'fault.broken-character': {
    kk: 'Мәтінде бүлінген таңба бар (UTF-16 жұбының жартысы). Оны алып тастап, мәтінді қайта жазыңыз.',
    ru: 'В тексте есть повреждённый символ (половина пары UTF-16). Уберите его и напишите текст заново.',
    en: 'The text has a broken character (half of a UTF-16 pair). Take it out and write the text again.',
  },
  'fault.plate-malformed': {
    kk: 'Нөмірлік белгі үш цифрдан, үш латын әрпінен және өңір кодынан тұрады. Мысалы: 123ABC02.',
    ru: 'Номерной знак состоит из трёх цифр, трёх латинских букв и кода региона. Пример: 123ABC02.',
    en: 'A plate has three digits, three Latin letters and the code of the region, such as 123ABC02.',
  },
  'fault.plate-wrong-region': {
    kk: 'Нөмірлік белгінің өңір коды таңдалған ХҚКО өңіріне сәйкес келмейді. Қажетті код: {region}.',
    ru: 'Код региона на номерном знаке не соответствует региону выбранного ЦОН. Нужен код {region}.',
    en: 'The plate’s region is not that of the chosen service centre, {region}.',
  },
  'fault.iin-characters': {
    kk: 'ЖСН тек цифрлардан тұрады.',
    ru: 'ИИН состоит только из цифр.',
    en: 'An IIN has digits only.',
  },
  'fault.iin-length': {
    kk: 'ЖСН 12 цифрдан тұруы керек.',
    ru: 'ИИН должен состоять из 12 цифр.',
    en: 'An IIN has 12 digits.',
  },
  'fault.iin-century': {
    kk: 'ЖСН-нің жетінші цифры 0-ден 6-ға дейін болуы керек.',
    ru: 'Седьмая цифра ИИН должна быть от 0 до 6.',
    en: 'The seventh digit of an IIN is 0 to 6.',
  },
  'fault.iin-date': {
    kk: 'ЖСН-нің алғашқы алты цифры туған күнді білдірмейді.',
    ru: 'Первые шесть цифр ИИН не являются датой рождения.',
    en: 'The first six digits of this IIN are not a date of birth.',
  },
  'fault.iin-check-digit': {
    kk: 'ЖСН-де қате бар: бақылау цифры сәйкес келмейді. Нөмірді құжатпен салыстырыңыз.',
    ru: 'В ИИН ошибка: контрольная цифра не совпадает. Сверьте номер с документом.',
    en: 'There is a mistake in the IIN: its check digit does not match. Compare it with the document.',
  },
  'fault.bin-characters': {
    kk: 'БСН тек цифрлардан тұрады.',
    ru: 'БИН состоит только из цифр.',
    en: 'A BIN has digits only.',
  },
  'fault.bin-length': {
    kk: 'БСН 12 цифрдан тұруы керек.',
    ru: 'БИН должен состоять из 12 цифр.',
    en: 'A BIN has 12 digits.',
  },
  'fault.bin-date': {
    kk: 'БСН-нің үшінші және төртінші цифрлары айды білдіруі керек.',
    ru: 'Третья и четвёртая цифры БИН должны обозначать месяц.',
    en: 'The third and fourth digits of a BIN are a month.',
  },
  'fault.bin-entity-type': {
    kk: 'БСН-нің бесінші және алтыншы цифрлары заңды тұлғаның түрін білдірмейді.',
    ru: 'Пятая и шестая цифры БИН не обозначают вид юридического лица.',
    en: 'The fifth and sixth digits of this BIN name no kind of legal entity.',
  },
  'fault.bin-check-digit': {
    kk: 'БСН-де қате бар: бақылау цифры сәйкес келмейді. Нөмірді құжатпен салыстырыңыз.',
    ru: 'В БИН ошибка: контрольная цифра не совпадает. Сверьте номер с документом.',
    en: 'There is a mistake in the BIN: its check digit does not match. Compare it with the document.',
  },
  'fault.vin-characters': {
    kk: 'VIN-код тек латынның бас әріптері мен цифрлардан тұрады.',
    ru: 'VIN-код состоит только из заглавных латинских букв и цифр.',
    en: 'A VIN has capital Latin letters and digits only.',
  },
  'fault.vin-letters-ioq': {
    kk: 'VIN-кодта I, O және Q әріптері болмайды: 1 және 0 цифрларын тексеріңіз.',
    ru: 'В VIN-коде не бывает букв I, O и Q: проверьте цифры 1 и 0.',
    en: 'A VIN has no letters I, O or Q: look for the digits 1 and 0.',
  },
  'fault.vin-length': {
    kk: 'VIN-код 17 таңбадан тұруы керек.',
    ru: 'VIN-код должен состоять из 17 знаков.',
    en: 'A VIN has 17 characters.',
  },
} as const satisfies Record<`fault.${FieldFault}`, Texts>;
