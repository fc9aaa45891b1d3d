/** The notices that accompany what is awaited, without ending the application: what it is, and what to do next. */
import type { Texts } from './texts.ts';

/**
 * For each notice, and for an application that waits for a state system or is suspended, what it is (`message`) and
 * what to do (`next-step`). Read through `noticeText` in `../messages.ts`.
 */
export const NOTICE_TEXTS = {
  'notice.correct-iin-required.message': {
    kk: 'Енгізілген ЖСН бойынша "Жеке тұлғалар" мемлекеттік деректер базасында өзекті мәліметтер жоқ. Дұрыс ЖСН енгізу қажет.',
    ru: 'По введённому ИИН в государственной базе данных «Физические лица» нет актуальных сведений. Необходимо ввести правильный ИИН.',
    en: 'The State Database “Individuals” has no current data for the IIN entered. A correct IIN must be entered.',
  },
  'notice.correct-iin-required.next-step': {
    kk: 'Сатып алушының ЖСН-ін жеке басын куәландыратын құжатпен салыстырып, қайта енгізіңіз.',
    ru: 'Сверьте ИИН покупателя с документом, удостоверяющим личность, и введите его ещё раз.',
    en: 'Compare the buyer’s IIN with the identity document and enter it again.',
  },
  'notice.unpaid-fines.message': {
    kk: '{count, plural, one {Сізде сомасы {total, number} теңге болатын төленбеген # әкімшілік айыппұл бар. Оны төлеп, өтінімді қайта беру қажет.} other {Сізде жалпы сомасы {total, number} теңге болатын төленбеген # әкімшілік айыппұл бар. Оларды төлеп, өтінімді қайта беру қажет.}}',
    ru: '{count, plural, one {У вас # неоплаченный административный штраф на сумму} few {У вас # неоплаченных административных штрафа на общую сумму} many {У вас # неоплаченных административных штрафов на общую сумму} other {У вас # неоплаченного административного штрафа на общую сумму}} {total, number} тенге. Необходимо оплатить и подать заявку повторно.',
    en: '{count, plural, one {You have # unpaid administrative fine of {total, number} tenge. It must be paid and the application submitted again.} other {You have # unpaid administrative fines, {total, number} tenge in all. They must be paid and the application submitted again.}}',
  },
  'notice.unpaid-fines.next-step': {
    kk: 'Төлегеннен кейін өтінімді қайта беріңіз. Сатушының қолтаңбасы күшінде қалады; төлем туралы мәліметтің жүйеге түсуіне біраз уақыт кетуі мүмкін.',
    ru: 'После оплаты подайте заявку повторно. Подпись продавца сохраняется; сведения об оплате могут поступить в систему не сразу.',
    en: 'Once that is paid, submit the application again. The seller’s signature stands; it may take a while before the payment is on record.',
  },
  'notice.payment-failed.message': {
    kk: 'Баждар мен алымдарды төлеу сәтсіз аяқталды: төлем шлюзі төлемді қабылдамады.',
    ru: 'Оплата пошлин и сборов не прошла: платёжный шлюз не принял платёж.',
    en: 'The duties and fees were not paid: the payment gateway did not accept the payment.',
  },
  'notice.payment-failed.next-step': {
    kk: 'Картаны немесе шоттағы қаражатты тексеріп, сол төлем сілтемесі арқылы қайта төлеңіз.',
    ru: 'Проверьте карту или остаток на счёте и повторите оплату по той же ссылке.',
    en: 'Check the card or the balance of the account and pay again by the same link.',
  },
  'notice.waiting-for-system.message': {
    kk: '{system} әзірге жауап берген жоқ. Жауап күтіле бастаған уақыт: {since, time, short}.',
    ru: 'Информационная система пока не ответила: {system}. Запрос отправлен {since, time, short}.',
    en: 'No answer yet from: {system}. It has been awaited since {since, time, short}.',
  },
  'notice.waiting-for-system.next-step': {
    kk: 'Бұл бас тарту емес, сізден ешқандай әрекет талап етілмейді: жүйе жауап бергенде өтінім өздігінен жалғасады.',
    ru: 'Это не отказ, и от вас ничего не требуется: заявка продолжится сама, как только система ответит.',
    en: 'This is not a refusal and you need not do anything: the application goes on by itself as soon as the system answers.',
  },
  'notice.suspended.message': {
    kk: 'Техникалық себеппен өтінімнің қаралуы уақытша тоқтатылды. Тоқтатылған уақыты: {since, time, short}.',
    ru: 'По технической причине рассмотрение заявки приостановлено {since, time, short}.',
    en: 'For a technical reason the application has been suspended since {since, time, short}.',
  },
  'notice.suspended.next-step': {
    kk: 'Бұл бас тарту емес, сізден ешқандай әрекет талап етілмейді: ақау жойылғаннан кейін өтінім тоқтаған жерінен жалғасады. Қызмет операторы хабардар етілді.',
    ru: 'Это не отказ, и от вас ничего не требуется: после устранения сбоя заявка продолжится с того же места. Оператор сервиса оповещён.',
    en: 'This is not a refusal and you need not do anything: once the fault is mended, the application goes on from where it stopped. The operator has been told.',
  },
} as const satisfies Record<string, Texts>;
