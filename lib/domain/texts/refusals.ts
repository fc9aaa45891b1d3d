/** Why an application was refused, and what to do next. */
import type { Texts } from './texts.ts';

/**
 * For each refusal, what it is (`message`, as the order words it where it does) and what to do about it (`next-step`).
 * Read through `refusalText` in `../messages.ts`.
 */
export const REFUSAL_TEXTS = {
  'refusal.activity-not-vehicle-sale.message': {
    kk: 'Қызмет көрсету мүмкін емес: бизнес-сәйкестендіру нөмірі бойынша тіркелген экономикалық қызмет түрлерінің (ЭҚЖЖ) арасында көлік құралдарын сату жоқ.',
    ru: 'Оказание услуги невозможно: среди видов экономической деятельности (ОКЭД), зарегистрированных по этому БИН, нет продажи транспортных средств.',
    en: 'The service cannot be given: the sale of vehicles is not among the economic activities (OKED) registered for this BIN.',
  },
  'refusal.activity-not-vehicle-sale.next-step': {
    kk: 'Заңды тұлғаның тіркеу деректеріне көлік құралдарын сату жөніндегі ЭҚЖЖ кодын (45.11, 45.19 немесе 45.40) енгізіп, жаңа өтінім беріңіз.',
    ru: 'Внесите в регистрационные данные юридического лица код ОКЭД по продаже транспортных средств (45.11, 45.19 или 45.40) и подайте новую заявку.',
    en: 'Add an OKED code for the sale of vehicles (45.11, 45.19 or 45.40) to the legal entity’s registration data and submit a new application.',
  },
  'refusal.no-vehicle-passport.message': {
    kk: 'Қызмет көрсету мүмкін емес: көлік құралдарының электрондық паспорттары жүйесінде осы VIN-код бойынша мәліметтер жоқ.',
    ru: 'Оказание услуги невозможно: в системе электронных паспортов транспортных средств нет сведений по этому VIN-коду.',
    en: 'The service cannot be given: the system of electronic vehicle passports has no data for this VIN.',
  },
  'refusal.no-vehicle-passport.next-step': {
    kk: 'VIN-кодты көлік құралымен салыстырып тексеріңіз. Егер ол дұрыс болса, өндірушіден немесе ресми дилерден электрондық паспортты ресімдеуді сұраңыз, содан кейін сатушы жаңа өтінім береді.',
    ru: 'Сверьте VIN-код с транспортным средством. Если он верен, попросите производителя или официального дилера оформить электронный паспорт, после чего продавец подаёт новую заявку.',
    en: 'Compare the VIN with the vehicle. If it is right, ask the manufacturer or the official dealer to have the electronic passport made out; the seller then submits a new application.',
  },
  'refusal.vehicle-out-of-scope.message': {
    kk: 'Қызмет көрсету мүмкін емес: портал арқылы тек Қазақстан Республикасының аумағында өндірілген немесе көлік құралдарын өндірушілердің ресми дилерлері әкелген көлік құралдары тіркеледі, ал электрондық паспорт бойынша бұл көлік құралы оларға жатпайды.',
    ru: 'Оказание услуги невозможно: через портал регистрируются только транспортные средства, произведённые на территории Республики Казахстан или ввезённые официальными дилерами производителей, а это транспортное средство по электронному паспорту к ним не относится.',
    en: 'The service cannot be given: only vehicles made in Kazakhstan or brought in by the manufacturers’ official dealers are registered through the portal, and by its electronic passport this vehicle is neither.',
  },
  'refusal.vehicle-out-of-scope.next-step': {
    kk: 'Көлік құралын жалпы тәртіппен тіркеу үшін халыққа қызмет көрсету орталығына жүгініңіз. Егер паспорттағы мәліметтер қате болса, оны ресімдеген ұйымнан түзетуді сұраңыз.',
    ru: 'Для регистрации в общем порядке обратитесь в центр обслуживания населения. Если сведения в паспорте ошибочны, попросите организацию, оформившую его, исправить их.',
    en: 'Go to a public service centre to register the vehicle by the ordinary procedure. If the passport’s data are wrong, ask the organisation that made it out to correct them.',
  },
  'refusal.vehicle-already-in-application.message': {
    kk: 'Осы көлік құралы бойынша бастапқы тіркеуге басқа өтінім қаралып жатыр. Бір VIN-код бойынша бір мезгілде тек бір өтінім қаралады.',
    ru: 'По этому транспортному средству уже рассматривается другая заявка на первичную регистрацию. По одному VIN-коду одновременно рассматривается только одна заявка.',
    en: 'Another application for the initial registration of this vehicle is under way. Only one application per VIN is dealt with at a time.',
  },
  'refusal.vehicle-already-in-application.next-step': {
    kk: 'VIN-кодты тексеріңіз. Егер ол дұрыс болса, алдыңғы өтінімнің аяқталуын күтіңіз немесе оны қайтарып алыңыз, содан кейін жаңа өтінім беріңіз.',
    ru: 'Проверьте VIN-код. Если он верен, дождитесь завершения предыдущей заявки или отзовите её, а затем подайте новую.',
    en: 'Check the VIN. If it is right, wait until the earlier application has ended or withdraw it, then submit a new one.',
  },
  'refusal.no-customs-payment.message': {
    kk: 'Қызмет көрсету мүмкін емес: осы VIN-код бойынша кедендік төлемдерді төлеу жөніндегі мәліметтер жоқ.',
    ru: 'Оказание услуги невозможно: по этому VIN-коду нет сведений об уплате таможенных платежей.',
    en: 'The service cannot be given: there are no data on customs payments for this VIN.',
  },
  'refusal.no-customs-payment.next-step': {
    kk: 'Кедендік төлемдерді төлеңіз немесе олардың төленгені (төлеуге жатпайтыны) туралы мәліметтерді енгізу үшін мемлекеттік кірістер органына жүгініңіз, содан кейін жаңа өтінім беріңіз.',
    ru: 'Уплатите таможенные платежи либо обратитесь в орган государственных доходов, чтобы внести сведения об их уплате (или о том, что они не взимаются), затем подайте новую заявку.',
    en: 'Make the customs payments, or ask the state revenue authority to record that they were made (or are not due), then submit a new application.',
  },
  'refusal.no-recycling-payment.message': {
    kk: 'Қызмет көрсету мүмкін емес: осы VIN-код бойынша кәдеге жарату төлемін төлеу жөніндегі мәліметтер жоқ.',
    ru: 'Оказание услуги невозможно: по этому VIN-коду нет сведений об уплате утилизационного платежа.',
    en: 'The service cannot be given: there are no data on the recycling payment for this VIN.',
  },
  'refusal.no-recycling-payment.next-step': {
    kk: 'Кәдеге жарату төлемін төлеңіз. Егер ол төленген болса, мәліметтерді енгізу үшін төлемді қабылдаған операторға жүгініңіз, содан кейін жаңа өтінім беріңіз.',
    ru: 'Внесите утилизационный платёж. Если он уже внесён, обратитесь к оператору, принявшему платёж, чтобы сведения были внесены, затем подайте новую заявку.',
    en: 'Make the recycling payment. If it has been made, ask the operator that received it to record it, then submit a new application.',
  },
  'refusal.no-sale-contract.message': {
    kk: 'Қызмет көрсету мүмкін емес: электрондық қол қою жүйелерінде осы сатушы, сатып алушы және көлік құралы бойынша сатып алу-сату шарты туралы деректер жоқ.',
    ru: 'Оказание услуги невозможно: в системах электронного подписания нет сведений о договоре купли-продажи между этими продавцом и покупателем на это транспортное средство.',
    en: 'The service cannot be given: the electronic signing systems have no sale contract between this seller and this buyer for this vehicle.',
  },
  'refusal.no-sale-contract.next-step': {
    kk: 'Электрондық қол қою жүйесінде сатып алу-сату шартына екі тараптың да қол қойғанын және онда көрсетілген БСН, ЖСН мен VIN-кодтың дұрыстығын тексеріңіз, содан кейін сатушы жаңа өтінім береді.',
    ru: 'Убедитесь, что договор купли-продажи подписан обеими сторонами в системе электронного подписания и что БИН, ИИН и VIN-код указаны в нём верно, после чего продавец подаёт новую заявку.',
    en: 'Make sure that both parties have signed the sale contract in the electronic signing system and that its BIN, IIN and VIN are right; the seller then submits a new application.',
  },
  'refusal.buyer-not-found.message': {
    kk: 'Қызмет көрсету мүмкін емес: "Жеке тұлғалар" мемлекеттік деректер базасында сатып алушы туралы өзекті мәліметтер жоқ.',
    ru: 'Оказание услуги невозможно: в государственной базе данных «Физические лица» нет актуальных сведений о покупателе.',
    en: 'The service cannot be given: the State Database “Individuals” has no current data on the buyer.',
  },
  'refusal.buyer-not-found.next-step': {
    kk: 'Сатып алушы өз деректерін нақтылау үшін халыққа қызмет көрсету орталығына жүгінуі керек, содан кейін сатушы жаңа өтінім береді.',
    ru: 'Покупателю следует обратиться в центр обслуживания населения для уточнения своих данных, после чего продавец подаёт новую заявку.',
    en: 'The buyer should go to a public service centre to have the data put right; the seller then submits a new application.',
  },
  'refusal.registration-refused.message': {
    kk: 'Мемлекеттік тіркеуден дәлелді түрде бас тартылды.\nСебебі: {reason}\nҚұқықтық негізі: {legalBasis}',
    ru: 'В государственной регистрации мотивированно отказано.\nПричина: {reason}\nПравовое основание: {legalBasis}',
    en: 'State registration was refused.\nReason: {reason}\nLegal basis: {legalBasis}',
  },
  'refusal.registration-refused.next-step': {
    kk: 'Бас тарту себептерін жойып, сатушыдан жаңа өтінім беруді сұраңыз. Егер шешіммен келіспесеңіз, оған Қазақстан Республикасының заңнамасында белгіленген тәртіппен шағым жасай аласыз. Төленген баждар мен алымдар қайтарылуға жатады.',
    ru: 'Устраните причины отказа и попросите продавца подать новую заявку. Если вы не согласны с решением, его можно обжаловать в порядке, установленном законодательством Республики Казахстан. Уплаченные пошлины и сборы подлежат возврату.',
    en: 'Put right what led to the refusal, and ask the seller to submit a new application. If you disagree with the decision, you may appeal against it as the law of the Republic of Kazakhstan provides. The duties and fees paid are to be refunded.',
  },
} as const satisfies Record<string, Texts>;
