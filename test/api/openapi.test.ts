import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { problemExample, REQUEST_EXAMPLES, RESPONSE_EXAMPLES } from '../../lib/api/examples.ts';
import { openApiDocument, problemsOf } from '../../lib/api/openapi.ts';
import { PROBLEM_STATUS } from '../../lib/api/problem.ts';
import { problemOf, RESPONSES } from '../../lib/api/responses.ts';
import type { Route } from '../../lib/api/route.ts';
import { OPERATIONS, type Operation, ROUTES } from '../../lib/api/routes.ts';
import type { ProblemCode } from '../../lib/domain/texts/problems.ts';
import { dealerBin, documentCode, personIin, vehicleVin } from '../../local/systems/data-set.ts';

const operations = Object.keys(OPERATIONS) as Operation[];
const routeOf = (operation: Operation): Route => OPERATIONS[operation];

const faultsIn = async (document: unknown) => {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  return problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`);
};

describe('the linter', () => {
  test('finds nothing by its strictest rules', async () => {
    expect(await faultsIn(openApiDocument('1.0.0'))).toEqual([]);
  });

  test('would find something', async () => {
    const { license: _, ...info } = openApiDocument('1.0.0').info;
    expect(await faultsIn({ ...openApiDocument('1.0.0'), info })).toHaveLength(1);
  });
});

describe('the description', () => {
  test('has every route, for its role, under its method', () => {
    const { paths = {} } = openApiDocument('1.0.0');
    const described = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
  });

  test('asks for a token where a role is needed, and only there', () => {
    const { paths = {} } = openApiDocument('1.0.0');
    for (const { method, path, role } of ROUTES) {
      const { security } = z
        .object({ security: z.array(z.record(z.string(), z.array(z.string()))) })
        .parse(paths[path]?.[method.toLowerCase() as 'get']);
      expect([path, security.some((needs) => 'accessToken' in needs)]).toEqual([path, role !== undefined]);
    }
  });
});

describe('the examples', () => {
  test.each(operations)('of what %s answers fit its schema', (operation) => {
    for (const [name, { value }] of Object.entries(RESPONSE_EXAMPLES[operation])) {
      expect([name, RESPONSES[operation].safeParse(value).error?.issues ?? []]).toEqual([name, []]);
    }
  });

  test.each(operations.filter((operation) => routeOf(operation).body))(
    'of what %s is sent fit its schema',
    (operation) => {
      const examples = Object.entries(REQUEST_EXAMPLES[operation] ?? {});
      expect(examples).not.toEqual([]);
      for (const [name, { value }] of examples) {
        expect([name, routeOf(operation).body?.safeParse(value).error?.issues ?? []]).toEqual([name, []]);
      }
    },
  );

  test.each(Object.keys(PROBLEM_STATUS) as ProblemCode[])(
    'of %s fits its schema and is answered by an operation',
    (code) => {
      expect(problemOf([code]).safeParse(problemExample(code)).error?.issues ?? []).toEqual([]);
      expect(operations.filter((operation) => problemsOf(operation).includes(code))).not.toEqual([]);
    },
  );

  test('speak of the made-up cases only', () => {
    const text = JSON.stringify([RESPONSE_EXAMPLES, REQUEST_EXAMPLES]);
    const of = (pattern: RegExp) => new Set(text.match(pattern));
    expect(of(/(?<="(?:iin|buyerIin)":")\d+/g)).toEqual(new Set([personIin('buyer')]));
    expect(of(/(?<="bin":")\d+/g)).toEqual(new Set([dealerBin('dealer')]));
    expect(of(/(?<="vin":")\w+/g)).toEqual(new Set([vehicleVin('car')]));
    expect(text).toContain(documentCode(personIin('buyer')));
  });

  test('show the seller no fines, phone, birth date, pickup or payment', () => {
    const { startApplication, listSellerApplications, getSellerApplication, enterBuyer, signAsSeller, withdraw } =
      RESPONSE_EXAMPLES;
    const seen = [startApplication, listSellerApplications, getSellerApplication, enterBuyer, signAsSeller, withdraw];
    expect(JSON.stringify(seen)).not.toMatch(/unpaid|"phone"|birthDate|"pickup"|"payment":|Үлгіев/);
  });
});
