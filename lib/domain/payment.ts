import { paymentAnswer } from './answers.ts';
import type { Application, Payment } from './application.ts';
import { giveAnswer, isAwaited, isEnded, refundDue } from './lifecycle.ts';

/** What word of the payment makes of an application (item 4.17 of the Algorithm). It may come at any time, and more than once. */

/**
 * The application with its payment made. Money cannot be turned away. When the payment is awaited, it is the answer;
 * when the application is suspended, it is kept until the wait begins; when the application has ended, it is to be
 * refunded (decision 0001, 10). The same word again changes nothing.
 */
export function paid(
  application: Application,
  { paidAt, now, pilotEndsAt }: { paidAt: string; now: Date; pilotEndsAt: Date },
): Application {
  if (application.payment?.status !== 'due') return application;
  const payment: Payment = { ...application.payment, status: 'paid', paidAt };
  if (isEnded(application)) return { ...application, payment: refundDue(payment) };
  if (!isAwaited(application, 'payment', now, pilotEndsAt)) return { ...application, payment };
  const answer = paymentAnswer(payment);
  return giveAnswer(application, { ...answer, now }, answer.change());
}

/** The payment failed: the buyer finds it beside the application, and may pay again. The same word again changes nothing. */
export function paymentFailed(application: Application): Application {
  const { payment, awaiting, notice } = application;
  const isNews = payment?.status === 'due' && awaiting?.action === 'payment' && notice?.code !== 'payment-failed';
  return isNews ? { ...application, notice: { code: 'payment-failed', item: '4.17' } } : application;
}
