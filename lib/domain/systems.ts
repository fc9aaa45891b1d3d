/** The state systems that the Algorithm asks, by the names they have in URLs, settings and the journal. */
export const SYSTEM_NAMES = [
  'business-register',
  'vehicle-passports',
  'customs',
  'recycling',
  'individuals',
  'sale-contracts',
  'administrative-proceedings',
  'mobile-citizens',
  'payment-gateway',
  'vehicle-register',
  'printing',
  'digital-documents',
  'e-queue',
  'portal',
] as const;

export type SystemName = (typeof SYSTEM_NAMES)[number];

/** Whether a word from outside (a path, a setting) names a state system. */
export function isSystemName(word: string): word is SystemName {
  return (SYSTEM_NAMES as readonly string[]).includes(word);
}
