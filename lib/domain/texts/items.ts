/** What each item of the Algorithm is about. Titles are shortened from the order's own text, the Kazakh one first. */
import type { Item } from '../algorithm.ts';
import type { Texts } from './texts.ts';

/**
 * The title of each item, by its number: the interface description and `docs/order-in-code.md` show it. A citation
 * (`citation` in `../algorithm.ts`) gives the number alone.
 */
export const ITEM_TITLES = {
  '1': {
    kk: 'Қазақстан Республикасының аумағында өндірілген немесе өндірушілердің ресми дилерлері әкелген көлік құралдарын бастапқы мемлекеттік тіркеу',
    ru: 'Первичная государственная регистрация транспортных средств, произведённых на территории Республики Казахстан или ввезённых официальными дилерами производителей',
    en: 'Initial state registration of vehicles made in Kazakhstan or brought in by the manufacturers’ official dealers',
  },
  '2': {
    kk: 'Жоғары сұранысқа ие және сақтауға қалдырылған мемлекеттік тіркеу нөмірлік белгілерін таңдау мүмкін емес',
    ru: 'Государственные регистрационные номерные знаки повышенного спроса и сданные на хранение выбрать нельзя',
    en: 'Plates in high demand and plates kept in storage cannot be chosen',
  },
  '3': { kk: 'Қысқартулар', ru: 'Сокращения', en: 'Abbreviations' },
  '4': {
    kk: 'Көлік құралдарын бастапқы мемлекеттік тіркеу кезеңдері',
    ru: 'Этапы первичной государственной регистрации транспортных средств',
    en: 'Stages of the initial state registration of vehicles',
  },
  '4.1': {
    kk: 'Сатушының өтінімге бастамашылық жасауы және ЭҚЖЖ бойынша тексеру',
    ru: 'Инициирование заявки продавцом и проверка по ОКЭД',
    en: 'The seller initiates an application and is checked by OKED',
  },
  '4.2': { kk: 'Сатушының VIN-кодты енгізуі', ru: 'Ввод VIN-кода продавцом', en: 'The seller enters the VIN' },
  '4.3': {
    kk: 'Көлік құралдарының электрондық паспорттары жүйесі бойынша тексеру',
    ru: 'Проверка по системе электронных паспортов транспортных средств',
    en: 'Check against the system of electronic vehicle passports',
  },
  '4.4': {
    kk: 'Кедендік төлемдерді төлеу жөніндегі мәліметтерді тексеру',
    ru: 'Проверка сведений об уплате таможенных платежей',
    en: 'Check of customs payments',
  },
  '4.5': {
    kk: 'Кәдеге жарату төлемін төлеу жөніндегі мәліметтерді тексеру',
    ru: 'Проверка сведений об уплате утилизационного платежа',
    en: 'Check of the recycling payment',
  },
  '4.6': {
    kk: 'Сатушының сатып алушы ЖСН-ін енгізуі',
    ru: 'Ввод ИИН покупателя продавцом',
    en: 'The seller enters the buyer’s IIN',
  },
  '4.7': {
    kk: 'Сатып алушының өзекті мәртебесі мен дербес деректерін алу үшін ЖТ МДБ-ға сұрау салу',
    ru: 'Запрос в ГБД ФЛ актуального статуса и персональных данных покупателя',
    en: 'Query to the State Database “Individuals” for the buyer’s current status and personal data',
  },
  '4.8': {
    kk: 'Сатып алу-сату шарты туралы деректерді алу үшін электрондық қол қою жүйелеріне сұраным',
    ru: 'Запрос сведений о договоре купли-продажи в системы электронного подписания',
    en: 'Query to the electronic signing systems for the sale contract',
  },
  '4.9': {
    kk: 'Сатушының өтінімге ЭЦҚ арқылы қол қоюы',
    ru: 'Подписание заявки продавцом посредством ЭЦП',
    en: 'The seller signs the application with EDS',
  },
  '4.10': {
    kk: 'Сатып алушының өтінімнің түскені туралы хабарлама алуы және өтінімді келісімдеуі',
    ru: 'Уведомление покупателя о поступлении заявки и её согласование',
    en: 'The buyer is told of the application and agrees to it',
  },
  '4.11': {
    kk: 'Сатып алушының өзекті мәртебесі мен дербес деректерін алу үшін ЖТ МДБ-ға қайта сұрау салу',
    ru: 'Повторный запрос в ГБД ФЛ актуального статуса и персональных данных покупателя',
    en: 'Query to the State Database “Individuals” again',
  },
  '4.12': {
    kk: 'Көлік құралдарының электрондық паспорттары жүйесі бойынша қайта тексеру',
    ru: 'Повторная проверка по системе электронных паспортов транспортных средств',
    en: 'Check against the system of electronic vehicle passports again',
  },
  '4.13': {
    kk: 'Сатып алу-сату шарты туралы деректерді алу үшін электрондық қол қою жүйелеріне қайта сұраным',
    ru: 'Повторный запрос сведений о договоре купли-продажи в системы электронного подписания',
    en: 'Query to the electronic signing systems for the sale contract again',
  },
  '4.14': {
    kk: 'Әкімшілік айыппұлдардың бар-жоғын тексеру үшін ӘӨБТ-ға сұраным',
    ru: 'Запрос в ЕРАП о наличии административных штрафов',
    en: 'Query to the register of administrative proceedings for fines',
  },
  '4.15': {
    kk: 'Сатып алушының ХҚКО-ны және МТНБ түрін таңдауы',
    ru: 'Выбор покупателем ЦОН и вида ГРНЗ',
    en: 'The buyer chooses the service centre and the kind of plate',
  },
  '4.16': {
    kk: 'Тіркелген нөмірді алу үшін МАБ-ға сұраным',
    ru: 'Запрос в БМГ зарегистрированного номера',
    en: 'Query to the database of mobile citizens for the registered number',
  },
  '4.17': {
    kk: 'Қажетті баждар мен алымдарды ЭҮТШ арқылы төлеу',
    ru: 'Оплата необходимых пошлин и сборов через ПШЭП',
    en: 'The buyer pays the duties and fees through the payment gateway',
  },
  '4.18': {
    kk: 'Сатып алушының өтінімге ЭЦҚ арқылы қол қоюы',
    ru: 'Подписание заявки покупателем посредством ЭЦП',
    en: 'The buyer signs the application with EDS',
  },
  '4.19': {
    kk: 'Қызметтің сәтті көрсетілгені туралы хабарлама немесе дәлелді бас тарту',
    ru: 'Уведомление об успешном оказании услуги либо мотивированный отказ',
    en: 'Message that the service was given, or a reasoned refusal',
  },
  '5': {
    kk: 'Әкімшілік полиция басқармаларының мемлекеттік қызметті көрсету бойынша шаралары',
    ru: 'Меры управлений административной полиции по оказанию государственной услуги',
    en: 'The administrative police act on the service',
  },
  '6': {
    kk: '"Ақпараттық-өндірістік орталықтың" көлік құралдарын тіркеу куәліктерін басып шығаруы',
    ru: 'Печать свидетельств о регистрации транспортных средств «Информационно-производственным центром»',
    en: 'The Information and Production Centre prints the registration certificates',
  },
  '7': {
    kk: 'Сатып алушының дайын құжаттарды алу үшін таңдалған ХҚКО-ға жүгінуі',
    ru: 'Обращение покупателя в выбранный ЦОН за готовыми документами',
    en: 'The buyer goes to the chosen centre for the finished documents',
  },
  '8': {
    kk: 'ХҚКО қызметкерінің электрондық кезек талонын беруі',
    ru: 'Выдача талона электронной очереди сотрудником ЦОН',
    en: 'The centre’s employee issues an electronic queue ticket',
  },
  '9': {
    kk: 'Сатып алушының Беру секторында құжатты және өтінім нөмірін ұсынуы',
    ru: 'Предъявление покупателем документа и номера заявки в секторе выдачи',
    en: 'The buyer shows a document and the application number in the issuing sector',
  },
  '10': {
    kk: 'Беру секторы қызметкерінің КҚТК мен МТНБ беруі',
    ru: 'Выдача СРТС и ГРНЗ сотрудником сектора выдачи',
    en: 'The issuing sector hands over the certificate and the plates',
  },
} as const satisfies Record<Item, Texts>;
