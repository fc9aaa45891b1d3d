import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { jsonSchema, parseJson } from '../json.ts';

const placeholdersSchema = z.object({
  /** Patterns that the recording replaced by a word, in all texts. */
  regex: z.array(z.tuple([z.string(), z.string()])),
  /** Words that the recording put in place of values that change, with where it found them. */
  jsonpath: z.array(z.tuple([z.string(), z.string()])),
});

const mockSchema = z.object({
  state: z.string(),
  resourceType: z.string(),
  resource: z.string(),
  /** The answer to a callback's submission. */
  submitted: jsonSchema.optional(),
  outcome: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('succeed'), output: jsonSchema }),
    z.object({ kind: z.literal('fail'), error: z.string().optional(), cause: jsonSchema.optional() }),
    z.object({ kind: z.literal('timeout') }),
  ]),
  callback: z
    .discriminatedUnion('action', [
      z.object({ action: z.literal('SendTaskSuccess'), output: jsonSchema }),
      z.object({ action: z.literal('SendTaskFailure'), error: z.string().optional(), cause: z.string().optional() }),
      z.object({ action: z.literal('none') }),
    ])
    .optional(),
});
/** How the n-th scheduled task of a scenario goes. */
export type Mock = z.infer<typeof mockSchema>;

const executionScenarioSchema = z.object({
  name: z.string(),
  kind: z.literal('execution').optional(),
  definition: jsonSchema,
  input: jsonSchema.optional(),
  mocks: z.array(mockSchema).default([]),
  placeholders: placeholdersSchema,
  expected: z.object({ status: z.string(), events: z.array(jsonSchema) }),
});
/** One execution of a state machine, and the history that AWS recorded of it. */
export type ExecutionScenario = z.infer<typeof executionScenarioSchema>;

const apiScenarioSchema = z.object({
  name: z.string(),
  kind: z.literal('api'),
  placeholders: placeholdersSchema,
  calls: z.array(
    z.object({
      op: z.string(),
      params: z.record(z.string(), jsonSchema),
      expect: z.array(z.object({ error: z.boolean(), value: jsonSchema })),
    }),
  ),
});
/** Calls of the API in their order, and what AWS answered. */
export type ApiScenario = z.infer<typeof apiScenarioSchema>;

const scenarioSchema = z.union([apiScenarioSchema, executionScenarioSchema]);

/** A recorded scenario: what was done on AWS, and what AWS answered. */
export type Scenario = ApiScenario | ExecutionScenario;

/** The path of every scenario file below a folder, sorted. */
export async function findScenarios(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Reads a scenario file. @throws Error when it is not one */
export async function readScenario(file: string): Promise<Scenario> {
  const parsed = scenarioSchema.safeParse(parseJson(await readFile(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file} is no scenario: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
