import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { Problem, problemResponse } from '../api/problem.ts';
import { DEFAULT_LANGUAGE } from '../domain/messages.ts';
import type { Settings } from './settings.ts';

/** The period over which the requests of one address are counted, in seconds. */
const WINDOW_SECONDS = 300;

/**
 * AWS's own rules. Two are only counted: the length of a body, since a signature is longer than the 8 kB that the rules
 * allow, and a missing User-Agent, since callers are also systems.
 */
const MANAGED_RULES = [
  { name: 'AWSManagedRulesAmazonIpReputationList', countOnly: [] },
  { name: 'AWSManagedRulesCommonRuleSet', countOnly: ['SizeRestrictions_BODY', 'NoUserAgent_HEADER'] },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet', countOnly: [] },
] as const;

/** AWS WAF in front of the API. */
export class Firewall extends Construct {
  /** By which CloudWatch names its metrics. */
  readonly webAclName: string;

  constructor(scope: Construct, id: string, props: { readonly settings: Settings; readonly stage: apigateway.Stage }) {
    super(scope, id);
    const { settings, stage } = props;
    this.webAclName = `tirkeu-${settings.stage}`;
    // Requests are not sampled: a sample shows headers, and with them tokens.
    const visibility = (metricName: string) => ({
      cloudWatchMetricsEnabled: true,
      metricName,
      sampledRequestsEnabled: false,
    });
    const tooMany = problemResponse(
      new Problem('too-many-requests', { retryAfter: WINDOW_SECONDS }),
      DEFAULT_LANGUAGE,
      '00000000-0000-0000-0000-000000000000', // The request never gets an identifier.
    );
    const webAcl = new wafv2.CfnWebACL(this, 'WebAcl', {
      name: this.webAclName,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visibility(this.webAclName),
      customResponseBodies: {
        TooManyRequests: { contentType: 'APPLICATION_JSON', content: tooMany.body },
      },
      rules: [
        {
          name: 'RequestsPerAddress',
          priority: 0,
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              limit: settings.requestsPerAddress,
              evaluationWindowSec: WINDOW_SECONDS,
            },
          },
          action: {
            block: {
              customResponse: {
                responseCode: tooMany.statusCode,
                customResponseBodyKey: 'TooManyRequests',
                responseHeaders: [{ name: 'retry-after', value: String(WINDOW_SECONDS) }],
              },
            },
          },
          visibilityConfig: visibility('RequestsPerAddress'),
        },
        ...MANAGED_RULES.map(({ name, countOnly }, index) => ({
          name,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: {
              vendorName: 'AWS',
              name,
              ruleActionOverrides: countOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
            },
          },
          visibilityConfig: visibility(name),
        })),
      ],
    });
    new wafv2.CfnWebACLAssociation(this, 'Association', { resourceArn: stage.stageArn, webAclArn: webAcl.attrArn });
  }
}
