/** Every text for people by its key, from one file a subject; each entry stands side by side in all languages. */
import { CABINET_TEXTS } from './cabinet.ts';
import { ENDING_TEXTS } from './endings.ts';
import { FAULT_TEXTS } from './faults.ts';
import { NAME_TEXTS } from './names.ts';
import { NOTICE_TEXTS } from './notices.ts';
import { PROBLEM_TEXTS } from './problems.ts';
import { REFUSAL_TEXTS } from './refusals.ts';
import { SIGNATURE_TEXTS } from './signatures.ts';

export const TEXTS = {
  ...REFUSAL_TEXTS,
  ...ENDING_TEXTS,
  ...NOTICE_TEXTS,
  ...CABINET_TEXTS,
  ...PROBLEM_TEXTS,
  ...SIGNATURE_TEXTS,
  ...FAULT_TEXTS,
  ...NAME_TEXTS,
} as const;
