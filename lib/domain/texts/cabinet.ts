/**
 * The notices in the citizen's personal cabinet on the portal. They are the buyer's own, and name the application by its
 * `number` and nobody by name. Beside it, `application-received` takes the `seller`'s name, `fines-to-pay` the `count` and
 * `total` of the fines, `refund-due` the `total`, `documents-ready` the name of the `centre` and its `address`, and
 * `refused` the `citation`, `message` and `nextStep` of the refusal. Money is in tenge.
 */
import type { Texts } from './texts.ts';

/** What the buyer is told of in the cabinet. */
export type CabinetNotice =
  | 'application-received'
  | 'fines-to-pay'
  | 'service-given'
  | 'documents-ready'
  | 'refused'
  | 'refund-due'
  | 'withdrawn'
  | 'expired'
  | 'pilot-ended';

type CabinetKey = `cabinet.${CabinetNotice}`;

/**
 * The text of each notice in the cabinet (ICU MessageFormat), read through `cabinetText` and `portalText` in
 * `../cabinet.ts`.
 */
export const CABINET_TEXTS = {
  'cabinet.application-received': {
    kk: 'Сіздің атыңызға көлік құралын бастапқы тіркеуге № {number} өтінім түсті. Сатушы: {seller}. Өтініммен танысып, оны келісімдеңіз немесе одан бас тартыңыз; мерзімі өтінімде көрсетілген.',
    ru: 'На ваше имя поступила заявка № {number} на первичную регистрацию транспортного средства. Продавец: {seller}. Ознакомьтесь с заявкой и согласуйте её либо откажитесь; срок указан в заявке.',
    en: 'Application No {number} for the initial registration of a vehicle has come in for you. Seller: {seller}. Read it and agree to it or decline; the application shows until when.',
  },
  'cabinet.fines-to-pay': {
    kk: '{count, plural, one {№ {number} өтінім бойынша: сізде сомасы {total, number} теңге болатын төленбеген # әкімшілік айыппұл бар. Оны төлеп, өтінімді қайта беріңіз.} other {№ {number} өтінім бойынша: сізде жалпы сомасы {total, number} теңге болатын төленбеген # әкімшілік айыппұл бар. Оларды төлеп, өтінімді қайта беріңіз.}}',
    ru: 'По заявке № {number}: {count, plural, one {у вас # неоплаченный административный штраф на сумму} few {у вас # неоплаченных административных штрафа на общую сумму} many {у вас # неоплаченных административных штрафов на общую сумму} other {у вас # неоплаченного административного штрафа на общую сумму}} {total, number} тенге. Оплатите и подайте заявку повторно.',
    en: '{count, plural, one {Application No {number}: you have # unpaid administrative fine of {total, number} tenge. Pay it and submit the application again.} other {Application No {number}: you have # unpaid administrative fines, {total, number} tenge in all. Pay them and submit the application again.}}',
  },
  'cabinet.service-given': {
    kk: '№ {number} өтінім бойынша қызмет сәтті көрсетілді: көлік құралы мемлекеттік тіркеуден өтті. Құжаттар дайын болғанда қосымша хабарлаймыз.',
    ru: 'Услуга по заявке № {number} успешно оказана: транспортное средство прошло государственную регистрацию. О готовности документов сообщим дополнительно.',
    en: 'The service was given on application No {number}: the vehicle has been registered by the state. You will be told when the documents are ready.',
  },
  'cabinet.documents-ready': {
    kk: '№ {number} өтінім бойынша құжаттар (КҚТК және МТНБ) дайын. Оларды мына жерден алыңыз: {centre}, {address}. Өзіңізбен бірге жеке басыңызды куәландыратын құжатты немесе цифрлық құжаттар сервисінен электрондық құжатты ала келіңіз және өтінім нөмірін көрсетіңіз.',
    ru: 'Документы по заявке № {number} (СРТС и ГРНЗ) готовы. Получите их по адресу: {centre}, {address}. Возьмите с собой документ, удостоверяющий личность, или электронный документ из сервиса цифровых документов и назовите номер заявки.',
    en: 'The documents of application No {number} (certificate and plates) are ready. Collect them at {centre}, {address}. Bring an identity document or an electronic document from the digital documents service, and show the application number.',
  },
  'cabinet.refused': {
    kk: '№ {number} өтінім бойынша қызмет көрсетуден бас тартылды ({citation}).\n{message}\n{nextStep}',
    ru: 'По заявке № {number} в оказании услуги отказано ({citation}).\n{message}\n{nextStep}',
    en: 'The service was refused on application No {number} ({citation}).\n{message}\n{nextStep}',
  },
  'cabinet.refund-due': {
    kk: '№ {number} өтінім бойынша төленген {total, number} теңге қайтарылуға жатады. Өтінім жабылды.',
    ru: 'Уплаченная по заявке № {number} сумма {total, number} тенге подлежит возврату. Заявка закрыта.',
    en: 'The {total, number} tenge paid on application No {number} are to be refunded. The application is closed.',
  },
  'cabinet.withdrawn': {
    kk: 'Сатушы № {number} өтінімді қайтарып алды, өтінім жабылды. Сізден ешқандай әрекет талап етілмейді.',
    ru: 'Продавец отозвал заявку № {number}, заявка закрыта. От вас ничего не требуется.',
    en: 'The seller withdrew application No {number}, and it is closed. You need not do anything.',
  },
  'cabinet.expired': {
    kk: '№ {number} өтінім жабылды: қажетті әрекет белгіленген мерзімде жасалмады. Көлік құралын тіркеу үшін сатушы жаңа өтінім беруі керек.',
    ru: 'Заявка № {number} закрыта: необходимое действие не было выполнено в срок. Чтобы зарегистрировать транспортное средство, продавцу нужно подать новую заявку.',
    en: 'Application No {number} is closed: what was needed was not done in time. To register the vehicle, the seller needs to submit a new application.',
  },
  'cabinet.pilot-ended': {
    kk: '№ {number} өтінім жабылды: пилоттық жобаның мерзімі бірлескен бұйрықтың 5-тармағына сәйкес аяқталды. Көлік құралын жалпы тәртіппен тіркеу үшін халыққа қызмет көрсету орталығына жүгініңіз.',
    ru: 'Заявка № {number} закрыта: срок пилотного проекта истёк в соответствии с пунктом 5 совместного приказа. Для регистрации транспортного средства в общем порядке обратитесь в центр обслуживания населения.',
    en: 'Application No {number} is closed: the pilot project has ended, as item 5 of the joint order provides. To register the vehicle by the ordinary procedure, go to a public service centre.',
  },
} as const satisfies Record<CabinetKey, Texts>;
