/** The languages that people are spoken to in: Kazakh, Russian, English. */
export type Language = 'kk' | 'ru' | 'en';

/** One text, side by side in every language. */
export type Texts = Readonly<Record<Language, string>>;
