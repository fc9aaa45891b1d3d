/** Why an electronic digital signature was not accepted, and what the signer should do. */
import type { Texts } from './texts.ts';

/** The sentence for each `SignatureFault`, which the detail of the problem `signature-invalid` gives as its reason. */
export const SIGNATURE_TEXTS = {
  'signature.altered-document': {
    kk: 'Қол қойылған құжат жүйедегі құжатқа сәйкес келмейді. Құжатты қайта алып, өзгертпестен қол қойыңыз.',
    ru: 'Подписанный документ не совпадает с хранящимся в системе. Получите документ заново и подпишите его без изменений.',
    en: 'What was signed is not the stored document. Fetch the document again and sign it unchanged.',
  },
  'signature.untrusted-chain': {
    kk: 'Сертификатты сенім білдірілген куәландырушы орталық бермеген. Қазақстан Республикасының Ұлттық куәландырушы орталығы берген сертификатпен қол қойыңыз.',
    ru: 'Сертификат выпущен недоверенным удостоверяющим центром. Подпишите сертификатом Национального удостоверяющего центра Республики Казахстан.',
    en: 'The certificate was not issued by a trusted authority. Sign with a certificate of the National Certification Authority of the Republic of Kazakhstan.',
  },
  'signature.expired': {
    kk: 'Сертификаттың қолданылу мерзімі өткен немесе әлі басталмаған. Қолданыстағы сертификатпен қол қойыңыз.',
    ru: 'Срок действия сертификата истёк или ещё не начался. Подпишите действующим сертификатом.',
    en: 'The certificate has expired or is not valid yet. Sign with a valid certificate.',
  },
  'signature.revoked': {
    kk: 'Сертификат кері қайтарып алынған. Жаңа сертификат алып, сол сертификатпен қол қойыңыз.',
    ru: 'Сертификат отозван. Получите новый сертификат и подпишите им.',
    en: 'The certificate has been revoked. Get a new certificate and sign with it.',
  },
  'signature.revocation-unknown': {
    kk: 'Сертификаттың кері қайтарып алынбағанын қазір тексеру мүмкін болмады. Бұл бас тарту емес: сол қолтаңбаны сәл кейінірек қайта жіберіңіз.',
    ru: 'Сейчас не удалось проверить, не отозван ли сертификат. Это не отказ: отправьте ту же подпись немного позже.',
    en: 'Whether the certificate has been revoked could not be checked just now. This is not a refusal: send the same signature again a little later.',
  },
  'signature.not-a-signing-certificate': {
    kk: 'Бұл – қол қоюға емес, жүйеге кіруге арналған сертификат. Қол қоюға арналған кілтті таңдаңыз.',
    ru: 'Этот сертификат предназначен не для подписи, а для входа. Выберите ключ для подписи.',
    en: 'This certificate is for signing in, not for signing documents. Choose the signing key.',
  },
  'signature.wrong-signer': {
    kk: 'Сертификат басқа тұлғаға тиесілі. Жүйеге кірген тұлғаның немесе ұйымның сертификатымен қол қойыңыз.',
    ru: 'Сертификат принадлежит другому лицу. Подпишите сертификатом того лица или той организации, от имени которых выполнен вход.',
    en: 'The certificate is somebody else’s. Sign with the certificate of the person or organisation that is signed in.',
  },
  'signature.no-right-to-sign': {
    kk: 'Бұл қызметкердің ұйым атынан қол қою құқығы жоқ. Бірінші басшының немесе қол қою құқығы бар қызметкердің сертификатымен қол қойыңыз.',
    ru: 'У этого сотрудника нет права подписи от имени организации. Подпишите сертификатом первого руководителя или сотрудника с правом подписи.',
    en: 'This employee may not sign for the organisation. Sign with the certificate of its head or of an employee with the right to sign.',
  },
  'signature.malformed': {
    kk: 'Қолтаңба оқылмады: CMS пішіміндегі, base64-пен кодталған қолтаңба күтіледі. NCALayer арқылы қайта қол қойыңыз.',
    ru: 'Подпись не удалось прочитать: ожидается подпись в формате CMS в кодировке base64. Подпишите ещё раз через NCALayer.',
    en: 'The signature could not be read: a CMS signature in base64 is expected. Sign again with NCALayer.',
  },
  'signature.unsupported-algorithm': {
    kk: 'Қолтаңба алгоритміне қолдау көрсетілмейді. ГОСТ 34.10-2015 немесе RSA сертификатымен қол қойыңыз.',
    ru: 'Алгоритм подписи не поддерживается. Подпишите сертификатом ГОСТ 34.10-2015 или RSA.',
    en: 'The signature’s algorithm is not supported. Sign with a GOST 34.10-2015 or an RSA certificate.',
  },
  'signature.not-one-signer': {
    kk: 'CMS ішінде дәл бір қол қоюшы болуы керек. Құжатқа бір ғана сертификатпен қайта қол қойыңыз.',
    ru: 'В CMS должен быть ровно один подписавший. Подпишите документ заново одним сертификатом.',
    en: 'The CMS must have exactly one signer. Sign the document again with one certificate only.',
  },
} as const satisfies Record<`signature.${string}`, Texts>;
