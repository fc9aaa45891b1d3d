import * as z from 'zod/mini';
import { STATUSES } from '../../domain/waits.ts';
import { empty, page, pageOf, signature, text } from '../requests.ts';
import type { Route } from '../route.ts';

const consent = z.strictObject({ decision: z.enum(['agree', 'decline']) });
const pickup = z.strictObject({
  centre: text(32),
  plateKind: text(32),
  /** Only described here: a caller who sends one gets the problem of item 2 before anything else is looked at. */
  plateNumber: z
    .optional(z.unknown())
    .check(
      z.meta({ description: 'Never taken: a number cannot be chosen (2). Sent, it is `plate-number-not-choosable`.' }),
    ),
});

/** Whether the number is a mobile one is looked at by the one function that takes it: only there is the phone library. */
const phone = z.strictObject({
  phone: z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(32),
      z.meta({ description: 'A mobile number of Kazakhstan', example: '+77000000001' }),
    ),
});

/** What a buyer can call, in the personal cabinet (4.10 to 4.18). */
export const BUYER = {
  listNotices: {
    method: 'GET',
    path: '/buyer/notices',
    function: 'buyer',
    role: 'buyer',
    item: '4.10',
    summary: 'The notices of the buyer’s cabinet, newest first',
    query: page,
    status: 200,
  },
  listBuyerApplications: {
    method: 'GET',
    path: '/buyer/applications',
    function: 'buyer',
    role: 'buyer',
    item: '4.10',
    summary: 'The applications in the buyer’s cabinet, newest first',
    query: pageOf(STATUSES),
    status: 200,
  },
  getBuyerApplication: {
    method: 'GET',
    path: '/buyer/applications/{id}',
    function: 'buyer',
    role: 'buyer',
    item: '4.10',
    summary: 'An application in the buyer’s cabinet',
    waits: true,
    status: 200,
  },
  decideConsent: {
    method: 'POST',
    path: '/buyer/applications/{id}/consent',
    function: 'buyer',
    role: 'buyer',
    item: '4.10',
    summary: 'Agrees to the application, or declines',
    body: consent,
    status: 202,
  },
  resubmit: {
    method: 'POST',
    path: '/buyer/applications/{id}/resubmission',
    function: 'buyer',
    role: 'buyer',
    item: '4.14',
    summary: 'Submits again after paying the fines',
    body: empty,
    status: 202,
  },
  choosePickup: {
    method: 'PUT',
    path: '/buyer/applications/{id}/pickup',
    function: 'buyer',
    role: 'buyer',
    item: '4.15',
    summary: 'Chooses the service centre and the kind of plate',
    body: pickup,
    status: 202,
  },
  enterPhone: {
    method: 'PUT',
    path: '/buyer/applications/{id}/phone',
    function: 'buyer',
    role: 'buyer',
    item: '4.16',
    summary: 'Enters a phone number',
    body: phone,
    status: 202,
  },
  getBuyerDocument: {
    method: 'GET',
    path: '/buyer/applications/{id}/document',
    function: 'buyer',
    role: 'buyer',
    item: '4.18',
    summary: 'The exact bytes that the buyer signs',
    status: 200,
  },
  signAsBuyer: {
    method: 'POST',
    path: '/buyer/applications/{id}/signature',
    function: 'buyer',
    role: 'buyer',
    item: '4.18',
    summary: 'Signs the application as the buyer',
    body: signature,
    status: 202,
  },
  getJournal: {
    method: 'GET',
    path: '/buyer/applications/{id}/journal',
    function: 'buyer',
    role: 'buyer',
    summary: 'Who asked which system what about the application, under which item, when',
    status: 200,
  },
} as const satisfies Record<string, Route>;
