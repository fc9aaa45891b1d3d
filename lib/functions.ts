/** How one deployed function is set up, on AWS as on one machine. */
export interface FunctionSettings {
  /** The entry point, from the project's root. */
  readonly entry: string;
  /** How long one call may take, in seconds, before it is cut off. */
  readonly timeoutSeconds: number;
  /** Memory in MB; on AWS the share of a processor grows with it. */
  readonly memoryMb: number;
}

/** How many questions to state systems a task asks one after the other, at most: an end may be told in two notices. */
const QUESTIONS_OF_A_TASK = 2;
/** The time that a task has for its reads and writes besides the questions, in seconds. */
const BESIDE_QUESTIONS_SECONDS = 3;
/** Questions to state systems, and the reads and writes around them. */
const CHECK = { timeoutSeconds: 15, memoryMb: 512 } as const;
/** The longest that a state system may be given for an answer, in milliseconds, so that a task outlasts its questions. */
export const LONGEST_ANSWER_MS = ((CHECK.timeoutSeconds - BESIDE_QUESTIONS_SECONDS) * 1000) / QUESTIONS_OF_A_TASK;
/** API Gateway gives up after 29 s; `Prefer: wait` takes up to 20 of them. */
const API = { timeoutSeconds: 29, memoryMb: 1024 } as const;
/** Works in pages and goes on by itself, for as long as Lambda lets it. */
const OPERATION = { timeoutSeconds: 900, memoryMb: 512 } as const;

/** Every deployed function by its name, which is its file's name. */
export const FUNCTIONS = {
  'seller-activity': { entry: 'functions/checks/seller-activity.ts', ...CHECK },
  'vehicle-passport': { entry: 'functions/checks/vehicle-passport.ts', ...CHECK },
  'customs-payment': { entry: 'functions/checks/customs-payment.ts', ...CHECK },
  'recycling-payment': { entry: 'functions/checks/recycling-payment.ts', ...CHECK },
  'buyer-identity': { entry: 'functions/checks/buyer-identity.ts', ...CHECK },
  'sale-contract': { entry: 'functions/checks/sale-contract.ts', ...CHECK },
  'unpaid-fines': { entry: 'functions/checks/unpaid-fines.ts', ...CHECK },
  'registered-phone': { entry: 'functions/checks/registered-phone.ts', ...CHECK },
  'await-action': { entry: 'functions/tasks/await-action.ts', ...CHECK },
  'request-payment': { entry: 'functions/tasks/request-payment.ts', ...CHECK },
  'submit-for-registration': { entry: 'functions/tasks/submit-for-registration.ts', ...CHECK },
  'order-printing': { entry: 'functions/tasks/order-printing.ts', ...CHECK },
  announce: { entry: 'functions/tasks/announce.ts', ...CHECK },
  conclude: { entry: 'functions/tasks/conclude.ts', ...CHECK },
  authorizer: { entry: 'functions/api/authorizer.ts', timeoutSeconds: 10, memoryMb: 512 },
  seller: { entry: 'functions/api/seller.ts', ...API },
  buyer: { entry: 'functions/api/buyer.ts', ...API },
  centre: { entry: 'functions/api/centre.ts', ...API },
  police: { entry: 'functions/api/police.ts', ...API },
  printing: { entry: 'functions/api/printing.ts', ...API },
  'payment-gateway': { entry: 'functions/api/payment-gateway.ts', ...API },
  public: { entry: 'functions/api/public.ts', ...API },
  'expire-pilot': { entry: 'functions/operations/expire-pilot.ts', ...OPERATION },
  'redeliver-answers': { entry: 'functions/operations/redeliver-answers.ts', ...OPERATION },
  'redrive-suspended': { entry: 'functions/operations/redrive-suspended.ts', ...OPERATION },
  'execution-failed': { entry: 'functions/operations/execution-failed.ts', timeoutSeconds: 30, memoryMb: 512 },
} as const satisfies Record<string, FunctionSettings>;

/** The name of a deployed function. */
export type FunctionName = keyof typeof FUNCTIONS;

/** The names of all deployed functions. */
export const FUNCTION_NAMES = /* @__PURE__ */ Object.keys(FUNCTIONS) as readonly FunctionName[];
