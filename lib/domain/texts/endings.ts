/** How an application ended that was not refused, and what to do next. */
import type { Texts } from './texts.ts';

/** An ending other than a refusal. */
export type EndingCode = 'registered' | 'declined' | 'withdrawn' | 'expired' | 'pilot-ended';

type EndingKey = `ending.${EndingCode}.${'message' | 'next-step'}`;

/**
 * For each ending that is no refusal, what it is (`message`) and what to do now (`next-step`). Read through
 * `endingText` in `../messages.ts`.
 */
export const ENDING_TEXTS = {
  'ending.registered.message': {
    kk: 'Көлік құралы тіркелді: көлік құралын тіркеу туралы куәлік пен мемлекеттік тіркеу нөмірлік белгісі сатып алушыға берілді.',
    ru: 'Транспортное средство зарегистрировано: свидетельство о регистрации транспортного средства и государственный регистрационный номерной знак выданы покупателю.',
    en: 'The vehicle is registered: the registration certificate and the number plates have been handed over to the buyer.',
  },
  'ending.registered.next-step': {
    kk: 'Бұл өтінім бойынша бұдан әрі ешқандай әрекет талап етілмейді.',
    ru: 'Дальнейших действий по этой заявке не требуется.',
    en: 'Nothing more needs to be done on this application.',
  },
  'ending.declined.message': {
    kk: 'Сатып алушы өтінімді келісімдемеді. Өтінім жабылды.',
    ru: 'Покупатель не согласовал заявку. Заявка закрыта.',
    en: 'The buyer did not agree to the application. It is closed.',
  },
  'ending.declined.next-step': {
    kk: 'Сатып алушы мен сатушы мән-жайды өзара нақтылауы керек; қажет болса, сатушы жаңа өтінім береді.',
    ru: 'Покупателю и продавцу следует уточнить обстоятельства между собой; при необходимости продавец подаёт новую заявку.',
    en: 'The buyer and the seller should settle the matter between themselves; if need be, the seller submits a new application.',
  },
  'ending.withdrawn.message': {
    kk: 'Сатушы өтінімді қайтарып алды. Өтінім жабылды.',
    ru: 'Продавец отозвал заявку. Заявка закрыта.',
    en: 'The seller withdrew the application. It is closed.',
  },
  'ending.withdrawn.next-step': {
    kk: 'Көлік құралын тіркеу үшін сатушы жаңа өтінім бере алады.',
    ru: 'Чтобы зарегистрировать транспортное средство, продавец может подать новую заявку.',
    en: 'To register the vehicle, the seller may submit a new application.',
  },
  'ending.expired.message': {
    kk: 'Қажетті әрекет белгіленген мерзімде жасалмады. Өтінім жабылды.',
    ru: 'Необходимое действие не было выполнено в установленный срок. Заявка закрыта.',
    en: 'What was needed was not done in time. The application is closed.',
  },
  'ending.expired.next-step': {
    kk: 'Көлік құралын тіркеу үшін сатушы жаңа өтінім беруі керек.',
    ru: 'Чтобы зарегистрировать транспортное средство, продавцу нужно подать новую заявку.',
    en: 'To register the vehicle, the seller needs to submit a new application.',
  },
  'ending.pilot-ended.message': {
    kk: 'Пилоттық жобаның мерзімі бірлескен бұйрықтың 5-тармағына сәйкес аяқталды. Сатып алушы бұған дейін өтінімге қол қоймағандықтан, өтінім жабылды.',
    ru: 'Срок пилотного проекта истёк в соответствии с пунктом 5 совместного приказа. Поскольку покупатель до этого не подписал заявку, она закрыта.',
    en: 'The pilot project has ended, as item 5 of the joint order provides. As the buyer had not signed by then, the application is closed.',
  },
  'ending.pilot-ended.next-step': {
    kk: 'Көлік құралын жалпы тәртіппен тіркеу үшін халыққа қызмет көрсету орталығына жүгініңіз.',
    ru: 'Для регистрации транспортного средства в общем порядке обратитесь в центр обслуживания населения.',
    en: 'To register the vehicle by the ordinary procedure, go to a public service centre.',
  },
} as const satisfies Record<EndingKey, Texts>;
