import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { type CentreList, DEVELOPMENT_CENTRES } from './domain/centres.ts';
import { centresFrom } from './domain/centres-setting.ts';
import type { SystemName } from './domain/systems.ts';
import { mciYearsSchema, tariffWith } from './domain/tariff-setting.ts';
import { jsonOf, once, SETTINGS, settingFrom } from './environment.ts';
import { count, report, took } from './middleware/reporting.ts';
import type { Announcing } from './registration/announcements.ts';
import { secretFrom } from './secrets.ts';
import { applications } from './store/applications.ts';
import { attachments } from './store/attachments.ts';
import { cabinet } from './store/cabinet.ts';
import { openTable } from './store/table.ts';
import { portal } from './systems/portal.ts';
import { authorizationSchema, systemSettings } from './systems/settings.ts';
import { connect } from './systems/transport.ts';

/**
 * What functions work with, each made at its first use from the environment. A function hands these to the code that
 * does its work; tests hand in others. Each is marked as pure, so that a function's bundle leaves out what it never uses.
 */

/** The one table of the service in DynamoDB, by its name in `TABLE_NAME`. */
export const theTable = /* @__PURE__ */ once(() => openTable(settingFrom('TABLE_NAME', SETTINGS.TABLE_NAME)));

/** The applications, one item each. */
export const theApplications = /* @__PURE__ */ once(() => applications(theTable()));

/** The documents to sign and the signatures, kept beside the applications. */
export const theAttachments = /* @__PURE__ */ once(() => attachments(theTable()));

/** The notices in the buyers' personal cabinets. */
export const theCabinet = /* @__PURE__ */ once(() => cabinet(theTable()));
/** The first moment after the pilot (order, item 5). */
export const pilotEndsAt = /* @__PURE__ */ once(() => settingFrom('PILOT_ENDS_AT', SETTINGS.PILOT_ENDS_AT));
/**
 * The connection to a state system, with its address and secret from the environment; answers and silences are counted.
 */
export const theConnection = (system: SystemName) =>
  connect(
    system,
    {
      ...systemSettings(system),
      authorization: secretFrom('SYSTEMS_AUTHORIZATION', authorizationSchema),
    },
    {
      onAnswered: (milliseconds) => took('AnswerTime', milliseconds, { system }),
      onNoAnswer: (reason) => {
        report('warn', 'A state system did not answer.', { system, outcome: reason });
        count('NoAnswers', { system });
      },
    },
  );
/** The service centres to choose from (4.15): the ministry's list, which is too long for a variable, or the one for development. */
export const theCentres = /* @__PURE__ */ once((): CentreList => {
  const file = settingFrom('CENTRES_FILE', z.optional(z.string()));
  return file === undefined ? DEVELOPMENT_CENTRES : centresFrom(readFileSync(file, 'utf8'));
});
/** The tariff (4.17), with the years that the environment adds. */
export const theTariff = /* @__PURE__ */ once(() =>
  tariffWith(settingFrom('TARIFF_MCI', z.optional(jsonOf(mciYearsSchema)))),
);
/**
 * What notices to the buyer need: the cabinet, the portal, which gets each of them too, and the names of the centres.
 */
export const theAnnouncing: Announcing = {
  cabinet: theCabinet,
  portal: /* @__PURE__ */ once(() => portal(theConnection('portal'))),
  centres: theCentres,
};
