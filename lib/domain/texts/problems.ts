/** The titles and details of problems (RFC 9457) that the interface answers with. */
import type { Texts } from './texts.ts';

/** A problem's code: those of the HTTP contract, and `internal` for a fault of ours (500). */
export type ProblemCode =
  | 'invalid-request'
  | 'plate-number-not-choosable'
  | 'unauthenticated'
  | 'forbidden'
  | 'pilot-ended'
  | 'not-found'
  | 'not-awaited'
  | 'hand-over-mismatch'
  | 'person-mismatch'
  | 'too-large'
  | 'unsupported-media-type'
  | 'signature-invalid'
  | 'plate-in-high-demand'
  | 'plate-kind-not-available'
  | 'centre-unknown'
  | 'idempotency-key-reused'
  | 'too-many-requests'
  | 'unavailable'
  | 'internal';

type ProblemKey = `problem.${ProblemCode}.${'title' | 'detail'}`;

/**
 * Details that say more of some occasions than the code's own: when nothing at all is awaited of anyone, when the payment
 * gateway's signature is wrong, when a body is compressed, when too many IINs did not fit.
 */
type ParticularKey =
  | `problem.not-awaited.${'checking' | 'suspended' | 'closing' | 'over' | 'too-often' | 'pilot-ended' | 'ended'}`
  | 'problem.unauthenticated.signature'
  | 'problem.unsupported-media-type.encoding'
  | 'problem.too-many-requests.iins';

/**
 * The `title` and `detail` of each problem (RFC 9457), by `problem.<code>`, and the details of the more particular
 * cases.
 */
export const PROBLEM_TEXTS = {
  'problem.invalid-request.title': {
    kk: 'Сұрау қате толтырылған',
    ru: 'Запрос заполнен неверно',
    en: 'The request is not valid',
  },
  'problem.invalid-request.detail': {
    kk: '{count, plural, one {Сұрауда # қате бар: оны түзетіп, сұрауды қайта жіберіңіз.} other {Сұрауда # қате бар: оларды түзетіп, сұрауды қайта жіберіңіз.}}',
    ru: '{count, plural, one {В запросе # ошибка} few {В запросе # ошибки} many {В запросе # ошибок} other {В запросе # ошибки}}: исправьте и отправьте запрос снова.',
    en: '{count, plural, one {The request has # fault: correct it and send the request again.} other {The request has # faults: correct them and send the request again.}}',
  },
  'problem.plate-number-not-choosable.title': {
    kk: 'Нөмірлік белгіні таңдау мүмкін емес',
    ru: 'Номерной знак выбрать нельзя',
    en: 'A plate number cannot be chosen',
  },
  'problem.plate-number-not-choosable.detail': {
    kk: 'Алгоритмнің 2-тармағына сәйкес портал арқылы бастапқы тіркеу кезінде жоғары сұранысқа ие және сақтауға қалдырылған мемлекеттік тіркеу нөмірлік белгілерін таңдау мүмкін емес: нөмірді тіркеуші орган береді. Сұраудан нөмірді алып тастап, тек нөмірлік белгінің түрін көрсетіңіз.',
    ru: 'Согласно пункту 2 Алгоритма при первичной регистрации через портал нельзя выбрать государственные регистрационные номерные знаки повышенного спроса и сданные на хранение: номер присваивает регистрирующий орган. Уберите номер из запроса и укажите только вид номерного знака.',
    en: 'By item 2 of the Algorithm, plates in high demand and plates kept in storage cannot be chosen at initial registration through the portal: the registering authority assigns the number. Leave the number out and give the kind of plate only.',
  },
  'problem.unauthenticated.title': {
    kk: 'Жүйеге кіру қажет',
    ru: 'Требуется вход в систему',
    en: 'You need to sign in',
  },
  'problem.unauthenticated.detail': {
    kk: 'Кіру белгісі (access token) жоқ, жарамсыз немесе оның мерзімі өткен. Жүйеге қайта кіріп, әрекетті қайталаңыз.',
    ru: 'Токен доступа (access token) отсутствует, недействителен или просрочен. Войдите в систему снова и повторите действие.',
    en: 'The access token is missing, not valid or has expired. Sign in again and repeat the action.',
  },
  'problem.unauthenticated.signature': {
    kk: 'X-Signature тақырыбы жоқ немесе ол сұраудың мазмұнына сәйкес келмейді. Мұнда "sha256=" және ортақ құпия кілтпен есептелген, жіберілген байттардың он алтылық HMAC-SHA-256 мәні күтіледі.',
    ru: 'Заголовок X-Signature отсутствует или не соответствует содержимому запроса. Ожидается «sha256=» и шестнадцатеричный HMAC-SHA-256 отправленных байтов на общем секретном ключе.',
    en: 'The header X-Signature is missing or does not match the body. It has to be “sha256=” and the hexadecimal HMAC-SHA-256 of the bytes as they are sent, under the shared secret.',
  },
  'problem.forbidden.title': {
    kk: 'Бұл әрекетке құқығыңыз жоқ',
    ru: 'Нет прав на это действие',
    en: 'You may not do this',
  },
  'problem.forbidden.detail': {
    kk: 'Бұл әрекет сіздің рөліңіз үшін көзделмеген. Тиісті рөлмен кіріңіз.',
    ru: 'Это действие не предусмотрено для вашей роли. Войдите с подходящей ролью.',
    en: 'This action is not meant for your role. Sign in with the role that it is for.',
  },
  'problem.pilot-ended.title': {
    kk: 'Пилоттық жоба аяқталды',
    ru: 'Пилотный проект завершён',
    en: 'The pilot project has ended',
  },
  'problem.pilot-ended.detail': {
    kk: 'Бірлескен бұйрықтың 5-тармағында белгіленген мерзім өткендіктен, жаңа өтінімдер қабылданбайды. Көлік құралын жалпы тәртіппен тіркеу үшін халыққа қызмет көрсету орталығына жүгініңіз.',
    ru: 'Срок, установленный пунктом 5 совместного приказа, истёк, поэтому новые заявки не принимаются. Для регистрации транспортного средства в общем порядке обратитесь в центр обслуживания населения.',
    en: 'The term set by item 5 of the joint order is over, so no new applications are accepted. To register the vehicle by the ordinary procedure, go to a public service centre.',
  },
  'problem.not-found.title': { kk: 'Табылмады', ru: 'Не найдено', en: 'Not found' },
  'problem.not-found.detail': {
    kk: 'Сұралған дерек жоқ немесе сізге қолжетімсіз. Мекенжай мен нөмірді тексеріңіз.',
    ru: 'Запрошенных сведений нет, или они вам недоступны. Проверьте адрес и номер.',
    en: 'What you asked for does not exist or is not open to you. Check the address and the number.',
  },
  'problem.not-awaited.title': {
    kk: 'Бұл әрекет қазір күтілмейді',
    ru: 'Это действие сейчас не ожидается',
    en: 'This action is not awaited now',
  },
  'problem.not-awaited.detail': {
    kk: 'Өтінім өзгерген жоқ. Қазір {from} күтілетіні: {action}.',
    ru: 'Заявка не изменена. Сейчас {from} ожидается: {action}.',
    en: 'The application was not changed. Awaited now, {from}: {action}.',
  },
  'problem.not-awaited.checking': {
    kk: 'Өтінім өзгерген жоқ. Қазір мәліметтер тексеріліп жатыр, ешкімнен әрекет күтілмейді. Тексеру аяқталған соң өтінімнің күйін қараңыз.',
    ru: 'Заявка не изменена. Сейчас идёт проверка сведений, и ни от кого ничего не требуется. Посмотрите состояние заявки, когда проверка завершится.',
    en: 'The application was not changed. Checks are running now and nothing is awaited of anyone. Look at the application again when they are done.',
  },
  'problem.not-awaited.suspended': {
    kk: 'Өтінім өзгерген жоқ: ол техникалық себеппен тоқтап тұр, қазір ешкімнен әрекет күтілмейді. Бұл бас тарту емес; өтінімнің күйін кейінірек қараңыз.',
    ru: 'Заявка не изменена: она приостановлена по технической причине, и сейчас ни от кого ничего не требуется. Это не отказ; посмотрите состояние заявки позже.',
    en: 'The application was not changed: it is suspended for a technical reason, and nothing is awaited of anyone. This is not a refusal; look at the application again later.',
  },
  'problem.not-awaited.closing': {
    kk: 'Өтінім өзгерген жоқ: ол жабылып жатыр, енді ешкімнен әрекет күтілмейді. Сәлден соң өтінімнің күйін қараңыз.',
    ru: 'Заявка не изменена: она закрывается, и больше ни от кого ничего не требуется. Посмотрите состояние заявки чуть позже.',
    en: 'The application was not changed: it is being closed, and nothing more is awaited of anyone. Look at it again in a moment.',
  },
  'problem.not-awaited.over': {
    kk: 'Өтінім өзгерген жоқ: бұл әрекетке берілген уақыт бітті. Әрі қарай не болатынын білу үшін сәлден соң өтінімнің күйін қараңыз.',
    ru: 'Заявка не изменена: время, отведённое на это действие, истекло. Что будет дальше, смотрите в состоянии заявки чуть позже.',
    en: 'The application was not changed: the time for this action is over. Look at the application in a moment to see what follows.',
  },
  'problem.not-awaited.too-often': {
    kk: 'Өтінім өзгерген жоқ: бұл қадам бір өтінімде рұқсат етілген ең көп рет қайталанды. Жалғастыру үшін сатушы осы өтінімді қайтарып алып, жаңа өтінім беруі керек.',
    ru: 'Заявка не изменена: этот шаг повторён столько раз, сколько допускается для одной заявки. Чтобы продолжить, продавцу нужно отозвать эту заявку и подать новую.',
    en: 'The application was not changed: this step has been repeated as often as one application allows. To go on, the seller has to withdraw this application and start a new one.',
  },
  'problem.not-awaited.pilot-ended': {
    kk: 'Өтінім өзгерген жоқ: бірлескен бұйрықтың 5-тармағында белгіленген мерзім өткендіктен, ол жабылады. Көлік құралын жалпы тәртіппен тіркеу үшін халыққа қызмет көрсету орталығына жүгініңіз.',
    ru: 'Заявка не изменена: срок, установленный пунктом 5 совместного приказа, истёк, и она закрывается. Для регистрации транспортного средства в общем порядке обратитесь в центр обслуживания населения.',
    en: 'The application was not changed: the term set by item 5 of the joint order is over, and it is being closed. To register the vehicle by the ordinary procedure, go to a public service centre.',
  },
  'problem.not-awaited.ended': {
    kk: 'Өтінім өзгерген жоқ: ол аяқталған және одан әрі әрекет күтілмейді.',
    ru: 'Заявка не изменена: она завершена, и никаких действий по ней больше не ожидается.',
    en: 'The application was not changed: it has ended and nothing more is awaited.',
  },
  'problem.hand-over-mismatch.title': {
    kk: 'Құжаттар өтінімге сәйкес келмейді',
    ru: 'Документы не соответствуют заявке',
    en: 'The documents do not match the application',
  },
  'problem.hand-over-mismatch.detail': {
    kk: 'Көлік құралын тіркеу туралы куәліктің (КҚТК) немесе МТНБ нөмірі өтінімдегіге сәйкес келмейді. Ештеңе берілген жоқ. Нөмірлерді құжаттармен салыстырып, әрекетті қайталаңыз.',
    ru: 'Номер свидетельства о регистрации или номерного знака не совпадает с указанным в заявке. Ничего не выдано. Сверьте номера с документами и повторите действие.',
    en: 'The number of the certificate or of the plates is not the one in the application. Nothing was handed over. Compare the numbers with the documents and repeat the action.',
  },
  'problem.person-mismatch.title': {
    kk: 'Құжат сатып алушынікі емес',
    ru: 'Документ не принадлежит покупателю',
    en: 'The document is not the buyer’s',
  },
  'problem.person-mismatch.detail': {
    kk: 'Ұсынылған құжат осы өтінімдегі сатып алушыға тиесілі емес немесе жарамсыз. Ештеңе берілген жоқ. Жеке басты куәландыратын құжатты және өтінім нөмірін тексеріңіз.',
    ru: 'Предъявленный документ не принадлежит покупателю по этой заявке или недействителен. Ничего не выдано. Проверьте документ, удостоверяющий личность, и номер заявки.',
    en: 'The document shown does not belong to this application’s buyer, or is not valid. Nothing was handed over. Check the identity document and the application number.',
  },
  'problem.too-large.title': { kk: 'Сұрау тым үлкен', ru: 'Запрос слишком большой', en: 'The request is too large' },
  'problem.too-large.detail': {
    kk: 'Сұраудың көлемі рұқсат етілгеннен асады. Артық деректерді алып тастап, қайта жіберіңіз.',
    ru: 'Объём запроса превышает допустимый. Уберите лишние данные и отправьте запрос снова.',
    en: 'The request is larger than is allowed. Leave out what is not needed and send it again.',
  },
  'problem.unsupported-media-type.title': {
    kk: 'Сұрау пішіміне қолдау көрсетілмейді',
    ru: 'Формат запроса не поддерживается',
    en: 'The request’s format is not supported',
  },
  'problem.unsupported-media-type.detail': {
    kk: 'Сұрау JSON пішімінде, "Content-Type: application/json" тақырыбымен жіберілуі керек.',
    ru: 'Запрос следует отправлять в формате JSON с заголовком «Content-Type: application/json».',
    en: 'Send the request as JSON, with the header “Content-Type: application/json”.',
  },
  'problem.unsupported-media-type.encoding': {
    kk: 'Сығылған сұрауларға қолдау көрсетілмейді: сұрауды Content-Encoding тақырыбынсыз жіберіңіз.',
    ru: 'Сжатые запросы не поддерживаются: отправьте запрос без заголовка Content-Encoding.',
    en: 'Compressed requests are not supported: send the request without the header Content-Encoding.',
  },
  'problem.signature-invalid.title': {
    kk: 'Электрондық цифрлық қолтаңба қабылданбады',
    ru: 'Электронная цифровая подпись не принята',
    en: 'The electronic digital signature was not accepted',
  },
  'problem.signature-invalid.detail': {
    kk: 'Өтінімге қол қойылған жоқ. {reason}',
    ru: 'Заявка не подписана. {reason}',
    en: 'The application has not been signed. {reason}',
  },
  'problem.plate-in-high-demand.title': {
    kk: 'Жоғары сұранысқа ие нөмірлік белгі',
    ru: 'Номерной знак повышенного спроса',
    en: 'A plate in high demand',
  },
  'problem.plate-in-high-demand.detail': {
    kk: 'Алгоритмнің 2-тармағына сәйкес портал арқылы бастапқы тіркеу кезінде жоғары сұранысқа ие мемлекеттік тіркеу нөмірлік белгісі берілмейді. Басқа нөмірді көрсетіңіз.',
    ru: 'Согласно пункту 2 Алгоритма при первичной регистрации через портал государственный регистрационный номерной знак повышенного спроса не выдаётся. Укажите другой номер.',
    en: 'By item 2 of the Algorithm, plates in high demand are not given at initial registration through the portal. Give another number.',
  },
  'problem.plate-kind-not-available.title': {
    kk: 'Нөмірлік белгінің бұл түрі қолжетімсіз',
    ru: 'Этот вид номерного знака недоступен',
    en: 'This kind of plate is not available',
  },
  'problem.plate-kind-not-available.detail': {
    kk: 'Мұндай түр жоқ немесе ол көлік құралының санатына сәйкес келмейді. Тізбеден нөмірлік белгінің басқа түрін таңдаңыз.',
    ru: 'Такого вида нет, или он не подходит к категории транспортного средства. Выберите из перечня другой вид номерного знака.',
    en: 'There is no such kind, or it does not fit the vehicle’s category. Choose another kind of plate from the list.',
  },
  'problem.centre-unknown.title': {
    kk: 'Мұндай халыққа қызмет көрсету орталығы жоқ',
    ru: 'Такого центра обслуживания населения нет',
    en: 'There is no such service centre',
  },
  'problem.centre-unknown.detail': {
    kk: 'Көрсетілген код халыққа қызмет көрсету орталықтарының тізбесінде жоқ. Тізбеден орталықты таңдаңыз.',
    ru: 'Указанного кода нет в перечне центров обслуживания населения. Выберите центр из перечня.',
    en: 'The code given is not in the list of public service centres. Choose a centre from the list.',
  },
  'problem.idempotency-key-reused.title': {
    kk: 'Idempotency-Key басқа сұрауда пайдаланылған',
    ru: 'Idempotency-Key уже использован в другом запросе',
    en: 'The Idempotency-Key was used for another request',
  },
  'problem.idempotency-key-reused.detail': {
    kk: 'Осы Idempotency-Key мәнімен мазмұны өзге сұрау бұрын жіберілген. Жаңа өтінім үшін жаңа мән көрсетіңіз.',
    ru: 'С этим значением Idempotency-Key уже отправлялся запрос с другим содержанием. Для новой заявки укажите новое значение.',
    en: 'A request with other content was sent with this Idempotency-Key before. Give a new value for a new application.',
  },
  'problem.too-many-requests.title': {
    kk: 'Сұраулар тым көп',
    ru: 'Слишком много запросов',
    en: 'Too many requests',
  },
  'problem.too-many-requests.detail': {
    kk: 'Сұраулар саны рұқсат етілген шектен асты. Retry-After тақырыбында көрсетілген уақыттан кейін қайталаңыз.',
    ru: 'Число запросов превысило допустимое. Повторите через время, указанное в заголовке Retry-After.',
    en: 'There were more requests than are allowed. Repeat after the time that the Retry-After header gives.',
  },
  'problem.too-many-requests.iins': {
    kk: 'Сәйкес келмеген ЖСН тым көп енгізілді. ЖСН-ді қайта енгізуге болатын уақыт: {until, time, short}.',
    ru: 'Введено слишком много неподходящих ИИН. Снова ввести ИИН можно будет {until, time, short}.',
    en: 'Too many IINs were entered that did not fit. An IIN can be entered again from {until, time, short}.',
  },
  'problem.unavailable.title': {
    kk: 'Қызмет уақытша қолжетімсіз',
    ru: 'Сервис временно недоступен',
    en: 'The service is unavailable for the moment',
  },
  'problem.unavailable.detail': {
    kk: 'Бұл бас тарту емес: сұрауды қазір орындау мүмкін болмады. Сәл кейінірек қайталаңыз.',
    ru: 'Это не отказ: сейчас выполнить запрос не удалось. Повторите немного позже.',
    en: 'This is not a refusal: the request could not be carried out just now. Repeat it a little later.',
  },
  'problem.internal.title': {
    kk: 'Ішкі қате',
    ru: 'Внутренняя ошибка',
    en: 'Internal error',
  },
  'problem.internal.detail': {
    kk: 'Біздің тарапымыздан ақау болды, ол тіркелді. Бұл бас тарту емес. Сәл кейінірек қайталаңыз.',
    ru: 'Произошёл сбой на нашей стороне, он зафиксирован. Это не отказ. Повторите немного позже.',
    en: 'Something went wrong on our side, and it has been recorded. This is not a refusal. Repeat a little later.',
  },
} as const satisfies Record<ProblemKey | ParticularKey, Texts>;
