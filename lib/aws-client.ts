/**
 * How the SDK's clients reach AWS. DynamoDB and Step Functions answer in milliseconds: a connection that stays silent is
 * dead, and the SDK tries again on another one while the call of the function still has time. By default it would wait for
 * five minutes, and for a connection as long as the operating system does.
 */
export const AWS_CLIENT = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1_000, socketTimeout: 3_000 },
} as const;
