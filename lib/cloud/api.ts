import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Problem, type ProblemDetails, problemResponse, RETRY_AFTER_SECONDS } from '../api/problem.ts';
import type { Route } from '../api/route.ts';
import { ROUTES } from '../api/routes.ts';
import { AUTHORIZER_CACHE_SECONDS } from '../deployed.ts';
import { DEFAULT_LANGUAGE } from '../domain/messages.ts';
import type { ProblemCode } from '../domain/texts/problems.ts';
import { PRODUCTION } from '../environment.ts';
import { acknowledge } from './acknowledge.ts';
import { Firewall } from './firewall.ts';
import type { Functions } from './functions.ts';
import { API_STAGE, accessLog, executionLog } from './names.ts';
import type { Settings } from './settings.ts';

/** TLS 1.3, or 1.2 with forward secrecy: for the API's own name and for the domain. */
const TLS_POLICY = apigateway.SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;
/**
 * What is watched of each method. The settings of one method replace those for all methods and are not added to them,
 * so each has all of these.
 */
const WATCHED = {
  metricsEnabled: true,
  loggingLevel: apigateway.MethodLoggingLevel.ERROR,
  dataTraceEnabled: false,
} as const;
/**
 * Requests a second, and how many at once beyond that: for the whole stage, and for the routes that cost the most or
 * ask for no token.
 */
const THROTTLING = {
  stage: { rate: 200, burst: 400 },
  start: { rate: 20, burst: 40 },
  signature: { rate: 20, burst: 40 },
  open: { rate: 50, burst: 100 },
} as const;

/**
 * A request's line in the access log: which route, with what result, and how long it took; neither who called nor about
 * what.
 */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  method: '$context.httpMethod',
  route: '$context.resourcePath',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  functionMs: '$context.integration.latency',
  functionRequestId: '$context.integration.requestId',
  functionStatus: '$context.integration.status',
  authorizerStatus: '$context.authorizer.status',
  gatewayError: '$context.error.responseType',
  firewall: '$context.wafResponseCode',
  tls: '$context.tlsVersion',
  bytes: '$context.responseLength',
} as const;

/** The gateway's own errors, as problems of the contract. */
const GATEWAY_PROBLEMS: readonly [apigateway.ResponseType, ProblemCode, ProblemDetails?][] = [
  [apigateway.ResponseType.UNAUTHORIZED, 'unauthenticated'],
  [apigateway.ResponseType.ACCESS_DENIED, 'forbidden'],
  [apigateway.ResponseType.EXPIRED_TOKEN, 'unauthenticated'],
  [apigateway.ResponseType.INVALID_SIGNATURE, 'unauthenticated'],
  [apigateway.ResponseType.INVALID_API_KEY, 'forbidden'],
  // API Gateway says "missing authentication token" of a path that it does not know.
  [apigateway.ResponseType.MISSING_AUTHENTICATION_TOKEN, 'not-found'],
  [apigateway.ResponseType.RESOURCE_NOT_FOUND, 'not-found'],
  [apigateway.ResponseType.BAD_REQUEST_BODY, 'invalid-request', { faults: [{ pointer: '', fault: 'not-json' }] }],
  [
    apigateway.ResponseType.BAD_REQUEST_PARAMETERS,
    'invalid-request',
    { faults: [{ pointer: '', fault: 'wrong-form' }] },
  ],
  [apigateway.ResponseType.UNSUPPORTED_MEDIA_TYPE, 'unsupported-media-type'],
  [apigateway.ResponseType.REQUEST_TOO_LARGE, 'too-large'],
  [apigateway.ResponseType.THROTTLED, 'too-many-requests', { retryAfter: RETRY_AFTER_SECONDS }],
  [apigateway.ResponseType.QUOTA_EXCEEDED, 'too-many-requests', { retryAfter: RETRY_AFTER_SECONDS }],
  [apigateway.ResponseType.WAF_FILTERED, 'forbidden'],
  [apigateway.ResponseType.AUTHORIZER_FAILURE, 'unavailable', { retryAfter: RETRY_AFTER_SECONDS }],
  [apigateway.ResponseType.AUTHORIZER_CONFIGURATION_ERROR, 'unavailable', { retryAfter: RETRY_AFTER_SECONDS }],
  [apigateway.ResponseType.API_CONFIGURATION_ERROR, 'unavailable', { retryAfter: RETRY_AFTER_SECONDS }],
  [apigateway.ResponseType.INTEGRATION_FAILURE, 'unavailable', { retryAfter: RETRY_AFTER_SECONDS }],
  [apigateway.ResponseType.INTEGRATION_TIMEOUT, 'unavailable', { retryAfter: RETRY_AFTER_SECONDS }],
  [apigateway.ResponseType.DEFAULT_4XX, 'invalid-request', { faults: [{ pointer: '', fault: 'wrong-form' }] }],
  [apigateway.ResponseType.DEFAULT_5XX, 'unavailable', { retryAfter: RETRY_AFTER_SECONDS }],
];

/** The HTTP contract in API Gateway, made from the route table. */
export class Api extends Construct {
  readonly restApi: apigateway.RestApi;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly settings: Settings; readonly functions: Functions; readonly key: kms.IKey },
  ) {
    super(scope, id);
    const { settings, functions, key } = props;
    const keeping = {
      retention: settings.logDays,
      encryptionKey: key,
      removalPolicy: settings.stage === PRODUCTION ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    };
    const log = new logs.LogGroup(this, 'AccessLog', { logGroupName: accessLog(settings.stage), ...keeping });
    this.restApi = new apigateway.RestApi(this, 'RestApi', {
      restApiName: `tirkeu-${settings.stage}`,
      description: `Initial registration of a vehicle, ${settings.stage}`,
      ...this.placeFor(settings),
      cloudWatchRole: true,
      disableExecuteApiEndpoint: settings.domain !== undefined,
      deployOptions: {
        stageName: API_STAGE,
        tracingEnabled: true,
        ...WATCHED,
        accessLogDestination: new apigateway.LogGroupLogDestination(log),
        accessLogFormat: apigateway.AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
        throttlingRateLimit: THROTTLING.stage.rate,
        throttlingBurstLimit: THROTTLING.stage.burst,
        methodOptions: methodSettings(),
      },
    });
    // API Gateway would make it itself, without a key and without an end of retention.
    const errors = new logs.LogGroup(this, 'ExecutionLog', {
      logGroupName: executionLog(this.restApi.restApiId),
      ...keeping,
    });
    this.restApi.deploymentStage.node.addDependency(errors);
    if (this.restApi.node.defaultChild instanceof apigateway.CfnRestApi) {
      this.restApi.node.defaultChild.securityPolicy = TLS_POLICY;
      this.restApi.node.defaultChild.endpointAccessMode = apigateway.EndpointAccessMode.STRICT;
    }
    this.addRoutes(functions);
    this.addGatewayProblems();
    new Firewall(this, 'Firewall', { settings, stage: this.restApi.deploymentStage });
    acknowledge(
      this.restApi.node.tryFindChild('CloudWatchRole'),
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
      'The role by which API Gateway writes its logs, one an account: AWS asks for this very policy.',
    );
  }

  /** Where the API can be called from, and by which name. */
  private placeFor({ privateEndpoints, domain }: Settings): Partial<apigateway.RestApiProps> {
    if (privateEndpoints) {
      const vpcEndpoints = privateEndpoints.map((vpcEndpointId) =>
        ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(this, vpcEndpointId, { vpcEndpointId, port: 443 }),
      );
      const invoke = {
        actions: ['execute-api:Invoke'],
        resources: ['execute-api:/*'], // In an API's own policy this is the API.
        principals: [new iam.AnyPrincipal()],
      };
      return {
        endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE], vpcEndpoints },
        policy: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement(invoke),
            new iam.PolicyStatement({
              ...invoke,
              effect: iam.Effect.DENY,
              conditions: { StringNotEquals: { 'aws:SourceVpce': privateEndpoints } },
            }),
          ],
        }),
      };
    }
    return {
      endpointConfiguration: { types: [apigateway.EndpointType.REGIONAL] },
      ...(domain && {
        domainName: {
          domainName: domain.name,
          certificate: acm.Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
          endpointType: apigateway.EndpointType.REGIONAL,
          securityPolicy: TLS_POLICY,
          endpointAccessMode: apigateway.EndpointAccessMode.STRICT,
        },
      }),
    };
  }

  private addRoutes(functions: Functions): void {
    const authorizer = new apigateway.TokenAuthorizer(this, 'Authorizer', {
      handler: functions.named('authorizer'),
      resultsCacheTtl: Duration.seconds(AUTHORIZER_CACHE_SECONDS),
    });
    const requestValidator = this.restApi.addRequestValidator('BodyIsAnObject', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const jsonObject = this.restApi.addModel('JsonObject', {
      description: 'What every body is; what is in it, the function judges, with a pointer to each fault',
      schema: { schema: apigateway.JsonSchemaVersion.DRAFT4, type: apigateway.JsonSchemaType.OBJECT },
    });
    const integrations = new Map<string, apigateway.LambdaIntegration>();
    for (const route of ROUTES) {
      const integration =
        integrations.get(route.function) ??
        new apigateway.LambdaIntegration(functions.named(route.function), { allowTestInvoke: false });
      integrations.set(route.function, integration);
      const method = this.restApi.root.resourceForPath(route.path).addMethod(route.method, integration, {
        operationName: `${route.method} ${route.path}`,
        ...(route.role
          ? { authorizer, authorizationType: apigateway.AuthorizationType.CUSTOM }
          : { authorizationType: apigateway.AuthorizationType.NONE }),
        ...(needsBody(route) && { requestValidator, requestModels: { 'application/json': jsonObject } }),
      });
      acknowledge(
        method,
        'AwsSolutions-COG4',
        route.role
          ? 'People sign in with the state’s OpenID provider, not with Cognito; the Lambda authorizer verifies its tokens.'
          : 'Public by the contract.',
      );
      if (!route.role) {
        acknowledge(
          method,
          'AwsSolutions-APIG4',
          route.path === '/payment-gateway/notifications'
            ? 'The payment gateway has no token: its function verifies the signature over the body before it reads it.'
            : 'Public by the contract: it tells what everybody may know.',
        );
      }
    }
  }

  private addGatewayProblems(): void {
    for (const [type, code, details] of GATEWAY_PROBLEMS) {
      // The gateway cannot choose a language: it answers in the contract's default.
      const { statusCode, headers, body } = problemResponse(
        new Problem(code, details),
        DEFAULT_LANGUAGE,
        '$context.requestId',
      );
      const { 'content-type': contentType = 'application/problem+json', ...others } = headers;
      this.restApi.addGatewayResponse(type.responseType, {
        type,
        statusCode: String(statusCode),
        responseHeaders: Object.fromEntries(
          Object.entries({ ...others, 'content-type': contentType }).map(([name, value]) => [name, `'${value}'`]),
        ),
        templates: { 'application/json': body },
      });
    }
  }
}

/**
 * Whether a body must be sent: not where an empty one would do. The payment gateway's body is looked at only after its
 * signature.
 */
const needsBody = ({ body, role }: Route) => role !== undefined && body !== undefined && !body.safeParse({}).success;

/** The settings of the methods that have throttling of their own. */
function methodSettings(): Record<string, apigateway.MethodDeploymentOptions> {
  const limits = ROUTES.flatMap(({ method, path, role }) => {
    const which =
      method === 'POST' && path === '/seller/applications'
        ? THROTTLING.start
        : path.endsWith('/signature')
          ? THROTTLING.signature
          : role
            ? undefined
            : THROTTLING.open;
    return which ? [[`${path}/${method}`, which] as const] : [];
  });
  return Object.fromEntries(
    limits.map(([at, { rate, burst }]) => [at, { ...WATCHED, throttlingRateLimit: rate, throttlingBurstLimit: burst }]),
  );
}
