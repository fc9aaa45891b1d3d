/** What state systems, actions and parties are called. */
import type { SystemName } from '../systems.ts';
import type { Action, Party } from '../waits.ts';
import type { Texts } from './texts.ts';

type SystemKey = `system.${SystemName}`;
/** Every party may read what is awaited of another, so it tells nothing that is the other's own matter. */
type ActionKey = `action.${Action}`;
/** Says that something is awaited from a party, in the case the language needs. */
type PartyKey = `from.${Party}`;

/**
 * The names that other texts are filled in with: `system.<name>` of a state system, `action.<action>` of what is
 * awaited, `from.<party>` of whom it is awaited from.
 */
export const NAME_TEXTS = {
  'from.seller': { kk: 'сатушыдан', ru: 'от продавца', en: 'from the seller' },
  'from.buyer': { kk: 'сатып алушыдан', ru: 'от покупателя', en: 'from the buyer' },
  'from.centre': {
    kk: 'халыққа қызмет көрсету орталығынан',
    ru: 'от центра обслуживания населения',
    en: 'from the public service centre',
  },
  'from.police': {
    kk: 'әкімшілік полициядан',
    ru: 'от административной полиции',
    en: 'from the administrative police',
  },
  'from.printing': {
    kk: '"Ақпараттық-өндірістік орталықтан"',
    ru: 'от «Информационно-производственного центра»',
    en: 'from the Information and Production Centre',
  },

  'action.vehicle': {
    kk: 'көлік құралының VIN-кодын енгізу',
    ru: 'ввод VIN-кода транспортного средства',
    en: 'the VIN of the vehicle',
  },
  'action.buyer': { kk: 'сатып алушының ЖСН-ін енгізу', ru: 'ввод ИИН покупателя', en: 'the IIN of the buyer' },
  'action.seller-signature': {
    kk: 'сатушының өтінімге ЭЦҚ арқылы қол қоюы',
    ru: 'подписание заявки ЭЦП продавца',
    en: 'the seller’s EDS on the application',
  },
  'action.consent': {
    kk: 'өтінімді келісімдеу немесе одан бас тарту',
    ru: 'согласование заявки или отказ от неё',
    en: 'agreement to the application, or declining it',
  },
  'action.resubmission': {
    kk: 'өтінімді қайта беру',
    ru: 'повторная подача заявки',
    en: 'resubmission of the application',
  },
  'action.pickup': {
    kk: 'ХҚКО-ны және МТНБ түрін таңдау',
    ru: 'выбор ЦОН и вида ГРНЗ',
    en: 'the choice of a service centre and of the kind of plate',
  },
  'action.phone': {
    kk: 'ұялы телефон нөмірін енгізу',
    ru: 'ввод номера мобильного телефона',
    en: 'a mobile phone number',
  },
  'action.payment': {
    kk: 'баждар мен алымдарды төлеу',
    ru: 'оплата пошлин и сборов',
    en: 'payment of the duties and fees',
  },
  'action.buyer-signature': {
    kk: 'сатып алушының өтінімге ЭЦҚ арқылы қол қоюы',
    ru: 'подписание заявки ЭЦП покупателя',
    en: 'the buyer’s EDS on the application',
  },
  'action.decision': {
    kk: 'мемлекеттік тіркеу туралы шешім',
    ru: 'решение о государственной регистрации',
    en: 'the decision on state registration',
  },
  'action.printed': {
    kk: 'көлік құралын тіркеу туралы куәлікті басып шығару',
    ru: 'печать свидетельства о регистрации транспортного средства',
    en: 'the printing of the registration certificate',
  },
  'action.queue-ticket': {
    kk: 'электрондық кезек талонын беру',
    ru: 'выдача талона электронной очереди',
    en: 'an electronic queue ticket',
  },
  'action.hand-over': {
    kk: 'КҚТК мен МТНБ беру',
    ru: 'выдача СРТС и ГРНЗ',
    en: 'the hand-over of certificate and plates',
  },

  'system.business-register': {
    kk: 'Бизнес-сәйкестендіру нөмірлерінің ұлттық тізілімі',
    ru: 'Национальный реестр бизнес-идентификационных номеров',
    en: 'National register of business identification numbers',
  },
  'system.vehicle-passports': {
    kk: 'Көлік құралдарының электрондық паспорттары жүйесі',
    ru: 'Система электронных паспортов транспортных средств',
    en: 'System of electronic vehicle passports',
  },
  'system.customs': {
    kk: 'Кедендік төлемдерді есепке алу жүйесі',
    ru: 'Система учёта таможенных платежей',
    en: 'System of customs payments',
  },
  'system.recycling': {
    kk: 'Кәдеге жарату төлемдерін есепке алу жүйесі',
    ru: 'Система учёта утилизационных платежей',
    en: 'System of recycling payments',
  },
  'system.individuals': {
    kk: '"Жеке тұлғалар" мемлекеттік деректер базасы',
    ru: 'Государственная база данных «Физические лица»',
    en: 'State Database “Individuals”',
  },
  'system.sale-contracts': {
    kk: 'Электрондық қол қою жүйелері',
    ru: 'Системы электронного подписания',
    en: 'Electronic signing systems',
  },
  'system.administrative-proceedings': {
    kk: '"Әкімшілік өндірістердің бірыңғай тізілімі" ақпараттық жүйесі',
    ru: 'Информационная система «Единый реестр административных производств»',
    en: 'Unified register of administrative proceedings',
  },
  'system.mobile-citizens': {
    kk: 'Мобильдік азаматтар базасы',
    ru: 'База мобильных граждан',
    en: 'Database of mobile citizens',
  },
  'system.payment-gateway': {
    kk: '"Электрондық үкіметтің" төлем шлюзі',
    ru: 'Платёжный шлюз «электронного правительства»',
    en: 'E-government payment gateway',
  },
  'system.vehicle-register': {
    kk: 'Ішкі істер министрлігінің көлік құралдары тізілімі',
    ru: 'Реестр транспортных средств Министерства внутренних дел',
    en: 'Vehicle register of the Ministry of Internal Affairs',
  },
  'system.printing': {
    kk: '"Ақпараттық-өндірістік орталық" кәсіпорнының жүйесі',
    ru: 'Система предприятия «Информационно-производственный центр»',
    en: 'System of the Information and Production Centre',
  },
  'system.digital-documents': {
    kk: 'Цифрлық құжаттар сервисі',
    ru: 'Сервис цифровых документов',
    en: 'Digital documents service',
  },
  'system.e-queue': { kk: 'Электрондық кезек жүйесі', ru: 'Система электронной очереди', en: 'Electronic queue' },
  'system.portal': {
    kk: '"Электрондық үкімет" порталы',
    ru: 'Портал «электронного правительства»',
    en: 'E-government portal',
  },
} as const satisfies Record<ActionKey | PartyKey | SystemKey, Texts>;
