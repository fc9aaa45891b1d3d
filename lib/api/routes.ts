import type * as z from 'zod/mini';
import type { Item } from '../domain/algorithm.ts';
import type { FunctionName } from '../functions.ts';
import type { Role } from './caller.ts';
import * as requests from './requests.ts';

/** One route of the API: what the gateways, the functions and the interface description are made from. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The path's template, as API Gateway writes it. */
  readonly path: string;
  readonly function: FunctionName;
  /** Whom it is for; absent on public routes. */
  readonly role?: Role;
  /** The item of the Algorithm that it carries out. */
  readonly item?: Item;
  /** One line for the interface description. */
  readonly summary: string;
  /** What the body has to be; absent where there is none. */
  readonly body?: z.ZodMiniType;
  /** What the query may hold; absent where it may hold nothing. */
  readonly query?: z.ZodMiniType;
  /** Whether the header `Idempotency-Key` is required. */
  readonly idempotent?: true;
  /** Whether `If-None-Match` and `Prefer: wait` are understood. */
  readonly waits?: true;
  /** The status of success. */
  readonly status: 200 | 202;
}

/** A route, its schemas' types kept. */
const route = <const R extends Route>(given: R): R => given;

/** Every route of the HTTP contract, by what it does. */
export const OPERATIONS = {
  startApplication: route({
    method: 'POST',
    path: '/seller/applications',
    function: 'seller',
    role: 'seller',
    item: '4.1',
    summary: 'Starts an application for initial registration',
    body: requests.start,
    idempotent: true,
    status: 202,
  }),
  listSellerApplications: route({
    method: 'GET',
    path: '/seller/applications',
    function: 'seller',
    role: 'seller',
    summary: 'The seller’s applications, newest first',
    query: requests.applicationsPage,
    status: 200,
  }),
  getSellerApplication: route({
    method: 'GET',
    path: '/seller/applications/{id}',
    function: 'seller',
    role: 'seller',
    summary: 'One of the seller’s applications',
    waits: true,
    status: 200,
  }),
  enterVehicle: route({
    method: 'PUT',
    path: '/seller/applications/{id}/vehicle',
    function: 'seller',
    role: 'seller',
    item: '4.2',
    summary: 'Enters the VIN',
    body: requests.vehicle,
    status: 202,
  }),
  enterBuyer: route({
    method: 'PUT',
    path: '/seller/applications/{id}/buyer',
    function: 'seller',
    role: 'seller',
    item: '4.6',
    summary: 'Enters the buyer’s IIN',
    body: requests.buyer,
    status: 202,
  }),
  getSellerDocument: route({
    method: 'GET',
    path: '/seller/applications/{id}/document',
    function: 'seller',
    role: 'seller',
    item: '4.9',
    summary: 'The exact bytes that the seller signs',
    status: 200,
  }),
  signAsSeller: route({
    method: 'POST',
    path: '/seller/applications/{id}/signature',
    function: 'seller',
    role: 'seller',
    item: '4.9',
    summary: 'Signs the application as the seller',
    body: requests.signature,
    status: 202,
  }),
  withdraw: route({
    method: 'DELETE',
    path: '/seller/applications/{id}',
    function: 'seller',
    role: 'seller',
    summary: 'Withdraws the application, until the buyer has signed',
    status: 202,
  }),
  listNotices: route({
    method: 'GET',
    path: '/buyer/notices',
    function: 'buyer',
    role: 'buyer',
    item: '4.10',
    summary: 'The notices of the buyer’s cabinet, newest first',
    query: requests.page,
    status: 200,
  }),
  listBuyerApplications: route({
    method: 'GET',
    path: '/buyer/applications',
    function: 'buyer',
    role: 'buyer',
    item: '4.10',
    summary: 'The applications in the buyer’s cabinet, newest first',
    query: requests.applicationsPage,
    status: 200,
  }),
  getBuyerApplication: route({
    method: 'GET',
    path: '/buyer/applications/{id}',
    function: 'buyer',
    role: 'buyer',
    item: '4.10',
    summary: 'An application in the buyer’s cabinet',
    waits: true,
    status: 200,
  }),
  decideConsent: route({
    method: 'POST',
    path: '/buyer/applications/{id}/consent',
    function: 'buyer',
    role: 'buyer',
    item: '4.10',
    summary: 'Agrees to the application, or declines',
    body: requests.consent,
    status: 202,
  }),
  resubmit: route({
    method: 'POST',
    path: '/buyer/applications/{id}/resubmission',
    function: 'buyer',
    role: 'buyer',
    item: '4.14',
    summary: 'Submits again after paying the fines',
    body: requests.empty,
    status: 202,
  }),
  choosePickup: route({
    method: 'PUT',
    path: '/buyer/applications/{id}/pickup',
    function: 'buyer',
    role: 'buyer',
    item: '4.15',
    summary: 'Chooses the service centre and the kind of plate',
    body: requests.pickup,
    status: 202,
  }),
  enterPhone: route({
    method: 'PUT',
    path: '/buyer/applications/{id}/phone',
    function: 'buyer',
    role: 'buyer',
    item: '4.16',
    summary: 'Enters a phone number',
    body: requests.phone,
    status: 202,
  }),
  getBuyerDocument: route({
    method: 'GET',
    path: '/buyer/applications/{id}/document',
    function: 'buyer',
    role: 'buyer',
    item: '4.18',
    summary: 'The exact bytes that the buyer signs',
    status: 200,
  }),
  signAsBuyer: route({
    method: 'POST',
    path: '/buyer/applications/{id}/signature',
    function: 'buyer',
    role: 'buyer',
    item: '4.18',
    summary: 'Signs the application as the buyer',
    body: requests.signature,
    status: 202,
  }),
  getJournal: route({
    method: 'GET',
    path: '/buyer/applications/{id}/journal',
    function: 'buyer',
    role: 'buyer',
    summary: 'Which system was asked what about the application, under which item, when',
    status: 200,
  }),
  notifyPayment: route({
    method: 'POST',
    path: '/payment-gateway/notifications',
    function: 'payment-gateway',
    item: '4.17',
    summary: 'The payment gateway’s word that a payment was made or failed',
    body: requests.paymentNotification,
    status: 202,
  }),
  listPoliceApplications: route({
    method: 'GET',
    path: '/police/applications',
    function: 'police',
    role: 'police',
    item: '5',
    summary: 'The applications that await the region’s decision',
    query: requests.policePage,
    status: 200,
  }),
  getPoliceApplication: route({
    method: 'GET',
    path: '/police/applications/{id}',
    function: 'police',
    role: 'police',
    item: '5',
    summary: 'The whole dossier of an application',
    waits: true,
    status: 200,
  }),
  decide: route({
    method: 'POST',
    path: '/police/applications/{id}/decision',
    function: 'police',
    role: 'police',
    item: '4.19',
    summary: 'Registers the vehicle, or refuses with reasons',
    body: requests.decision,
    status: 202,
  }),
  listPrintingOrders: route({
    method: 'GET',
    path: '/printing/orders',
    function: 'printing',
    role: 'printing',
    item: '6',
    summary: 'The certificates that are to be printed',
    query: requests.page,
    status: 200,
  }),
  completePrinting: route({
    method: 'POST',
    path: '/printing/orders/{id}/completed',
    function: 'printing',
    role: 'printing',
    item: '6',
    summary: 'Reports a certificate as printed and sent to the centre',
    body: requests.empty,
    status: 202,
  }),
  listCentreApplications: route({
    method: 'GET',
    path: '/centre/applications',
    function: 'centre',
    role: 'centre',
    item: '7',
    summary: 'The applications whose documents are collected at the centre',
    query: requests.centrePage,
    status: 200,
  }),
  getCentreApplication: route({
    method: 'GET',
    path: '/centre/applications/{number}',
    function: 'centre',
    role: 'centre',
    item: '9',
    summary: 'An application by the number that the buyer shows',
    waits: true,
    status: 200,
  }),
  issueQueueTicket: route({
    method: 'POST',
    path: '/centre/applications/{number}/queue-ticket',
    function: 'centre',
    role: 'centre',
    item: '8',
    summary: 'Issues an electronic queue ticket',
    body: requests.queueTicket,
    status: 200,
  }),
  handOver: route({
    method: 'POST',
    path: '/centre/applications/{number}/hand-over',
    function: 'centre',
    role: 'centre',
    item: '10',
    summary: 'Hands over the certificate and the plates',
    body: requests.handOver,
    status: 202,
  }),
  listCentres: route({
    method: 'GET',
    path: '/centres',
    function: 'public',
    item: '4.15',
    summary: 'The service centres to choose from',
    status: 200,
  }),
  listPlateKinds: route({
    method: 'GET',
    path: '/plate-kinds',
    function: 'public',
    item: '4.15',
    summary: 'The kinds of number plate to choose from',
    status: 200,
  }),
  quoteFees: route({
    method: 'GET',
    path: '/fees',
    function: 'public',
    item: '4.17',
    summary: 'The duties and fees of a registration',
    query: requests.fees,
    status: 200,
  }),
  getPilot: route({
    method: 'GET',
    path: '/pilot',
    function: 'public',
    item: '5',
    summary: 'Whether the pilot is open, and until when',
    status: 200,
  }),
  getHealth: route({
    method: 'GET',
    path: '/health',
    function: 'public',
    summary: 'Whether the service is up',
    status: 200,
  }),
  getOpenApi: route({
    method: 'GET',
    path: '/openapi.json',
    function: 'public',
    summary: 'This interface’s description, OpenAPI 3.1',
    status: 200,
  }),
} as const satisfies Record<string, Route>;

export type Operation = keyof typeof OPERATIONS;

/** The routes as a list. */
export const ROUTES: readonly Route[] = Object.values(OPERATIONS);
