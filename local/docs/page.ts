import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { escaped, json, markdown } from './html.ts';

/** As much of an OpenAPI document as the page shows. Schemas are JSON Schema; only those keywords are read that ours use. */
const reference = z.object({ $ref: z.string() });

interface Schema {
  readonly $ref?: string | undefined;
  readonly type?: string | undefined;
  readonly format?: string | undefined;
  readonly description?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly pattern?: string | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: Schema | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly allOf?: readonly Schema[] | undefined;
}

const schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.string().optional(),
    format: z.string().optional(),
    description: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    default: z.unknown().optional(),
    example: z.unknown().optional(),
    pattern: z.string().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    properties: z.record(z.string(), schema).optional(),
    required: z.array(z.string()).optional(),
    items: schema.optional(),
    oneOf: z.array(schema).optional(),
    anyOf: z.array(schema).optional(),
    allOf: z.array(schema).optional(),
  }),
);

const example = z.object({ summary: z.string().default(''), value: z.unknown() });
const content = z.record(
  z.string(),
  z.object({ schema, examples: z.record(z.string(), z.union([reference, example])).default({}) }),
);
const parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  description: z.string().default(''),
  schema,
  example: z.unknown().optional(),
});
const response = z.object({ description: z.string(), content: content.default({}) });
const operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  description: z.string().default(''),
  tags: z.array(z.string()),
  security: z.array(z.record(z.string(), z.unknown())),
  parameters: z.array(z.union([reference, parameter])).default([]),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.union([reference, response])),
});
const openapi = z.object({
  info: z.object({ title: z.string(), summary: z.string(), description: z.string(), version: z.string() }),
  servers: z.array(z.object({ url: z.string() })),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({
    schemas: z.record(z.string(), schema),
    parameters: z.record(z.string(), parameter),
    responses: z.record(z.string(), response),
    examples: z.record(z.string(), example),
  }),
});

type Document = z.infer<typeof openapi>;
type Operation = z.infer<typeof operation> & { readonly method: string; readonly path: string };

/**
 * The interface description as one page of HTML that needs no other file.
 *
 * @param description an OpenAPI 3.1 document
 * @throws ZodError when it does not have the form that ours has
 */
export function docsPage(description: unknown): string {
  const document = openapi.parse(description);
  const operations: Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, found]) => ({ ...found, path, method: method.toUpperCase() })),
  );
  const groups = document.tags.map((tag) => ({
    ...tag,
    id: idOf(tag.name),
    operations: operations.filter(({ tags }) => tags.includes(tag.name)),
  }));
  const asset = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
  const { title, summary, version } = document.info;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}: ${escaped(summary)}</title>
<style>${asset('page.css')}</style>
</head>
<body>
<nav aria-label="Contents">
<a class="title" href="#top"><strong>${escaped(title)}</strong> <span>${escaped(version)}</span></a>
<input type="search" placeholder="Find a request" aria-label="Find a request">
${groups.map(contents).join('\n')}
<section><h2><a href="#schemas">Schemas</a></h2></section>
</nav>
<main id="top">
<header><h1>${escaped(title)}</h1><p>${escaped(summary)}</p>
<p class="actions"><a href="/openapi.json">openapi.json</a> <button type="button" id="theme">Light or dark</button></p></header>
<article class="introduction">${markdown(document.info.description)}</article>
${groups.map((group) => groupSection(group, document)).join('\n')}
<section class="group" id="schemas"><h2>Schemas</h2>
${Object.entries(document.components.schemas)
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([name, found]) => schemaSection(name, found))
  .join('\n')}
</section>
</main>
<script>${asset('page.js')}</script>
</body>
</html>
`;
}

interface Group {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly operations: readonly Operation[];
}

const idOf = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');

const contents = ({ id, name, operations }: Group) => `<section><h2><a href="#${id}">${escaped(name)}</a></h2>
<ul>${operations
  .map(
    ({ operationId, method, path, summary }) =>
      `<li><a href="#${operationId}" title="${escaped(`${method} ${path}`)}">${methodBadge(method)}<span>${escaped(summary)}</span></a></li>`,
  )
  .join('')}</ul></section>`;

const methodBadge = (method: string) => `<b class="method ${method.toLowerCase()}">${method}</b>`;

const groupSection = ({ id, name, description, operations }: Group, document: Document) =>
  `<section class="group"><h2 id="${id}">${escaped(name)}</h2>${markdown(description)}
${operations.map((one) => operationSection(one, document)).join('\n')}</section>`;

function operationSection(found: Operation, document: Document): string {
  const { operationId, method, path, summary, description, requestBody, responses } = found;
  const parameters = found.parameters.map((each) =>
    '$ref' in each ? lookUp(document.components.parameters, each.$ref) : each,
  );
  const answers = Object.entries(responses).map(([status, each]) => ({
    status,
    ...('$ref' in each ? lookUp(document.components.responses, each.$ref) : each),
  }));
  const body = requestBody && Object.values(requestBody.content)[0];
  return `<section class="operation" id="${operationId}">
<h3><a href="#${operationId}">${escaped(summary)}</a></h3>
<p class="address">${methodBadge(method)}<code>${escaped(path)}</code></p>
<div class="columns"><div>
${markdown(description)}
<h4>Parameters</h4>${table(
    parameters.map((each) => ({ ...each, where: each.in, type: typeOf(each.schema) + limits(each.schema) })),
  )}
${body ? `<h4>Body</h4>${schemaBody(body.schema)}` : ''}
<h4>Answers</h4>${answers.map(({ status, description: told, content }) => answer(status, told, content)).join('')}
</div><div class="examples">
${codeBlock('Request', escaped(curl(found, parameters, document)))}
${answers
  .flatMap(({ status, content }) =>
    Object.values(content).flatMap(({ examples }) =>
      Object.values(examples).map((each) => ({
        status,
        ...('$ref' in each ? lookUp(document.components.examples, each.$ref) : each),
      })),
    ),
  )
  .map(({ status, summary: told, value }, index) => exampleBlock(status, told, value, index === 0))
  .join('')}
</div></div></section>`;
}

const answer = (status: string, told: string, answered: z.infer<typeof content>) =>
  `<div class="answer"><b class="status s${status.charAt(0)}">${status}</b> <div>${inline(told)}${Object.values(
    answered,
  )
    .map(({ schema: found }) => (found.properties ? nestedIn(found) : `<div class="type">${typeOf(found)}</div>`))
    .join('')}</div></div>`;

const inline = (text: string) => markdown(text).replace(/^<p>|<\/p>$/g, '');

const exampleBlock = (status: string, summary: string, value: unknown, open: boolean) =>
  `<details${open ? ' open' : ''}><summary><b class="status s${status.charAt(0)}">${status}</b> ${escaped(summary)}</summary>${codeBlock('', json(value))}</details>`;

const codeBlock = (title: string, html: string) =>
  `<figure>${title && `<figcaption>${title}</figcaption>`}<button type="button" class="copy">Copy</button><pre tabindex="0"><code>${html}</code></pre></figure>`;

/** The request as a command that can be pasted into a shell where `TOKEN` is set. */
function curl(
  { method, path, security, requestBody }: Operation,
  parameters: z.infer<typeof parameter>[],
  document: Document,
) {
  const base = document.servers.at(-1)?.url ?? '';
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    String(parameters.find((each) => each.name === name)?.example),
  );
  const query = parameters.filter((each) => each.in === 'query' && each.required);
  const questions = query.map(
    ({ name, example: value, schema: of }) => `${name}=${value ?? of.example ?? of.enum?.[0] ?? ''}`,
  );
  const sent = requestBody && Object.values(Object.values(requestBody.content)[0]?.examples ?? {})[0];
  const headers = [
    ...(security.some((needs) => 'accessToken' in needs) ? ['"Authorization: Bearer $TOKEN"'] : []),
    ...(security.some((needs) => 'gatewaySignature' in needs) ? ['"X-Signature: sha256=$SIGNATURE"'] : []),
    "'Accept-Language: en'",
    ...parameters
      .filter((each) => each.in === 'header' && each.required)
      .map(({ name, example: value, schema: of }) => `'${name}: ${value ?? of.example}'`),
    ...(sent ? ["'Content-Type: application/json'"] : []),
  ];
  return [
    `curl ${method === 'GET' ? '' : `-X ${method} `}'${base}${filled}${questions.length > 0 ? `?${questions.join('&')}` : ''}'`,
    ...headers.map((header) => `-H ${header}`),
    ...(sent && 'value' in sent ? [`-d '${JSON.stringify(sent.value).replaceAll("'", "'\\''")}'`] : []),
  ].join(' \\\n  ');
}

function lookUp<T>(components: Readonly<Record<string, T>>, ref: string): T {
  const found = components[ref.split('/').at(-1) ?? ''];
  if (found === undefined) throw new Error(`The description refers to ${ref}, which it does not have.`);
  return found;
}

const schemaSection = (name: string, found: Schema) =>
  `<section class="schema" id="schema-${escaped(name)}"><h3><a href="#schema-${escaped(name)}">${escaped(name)}</a></h3>
${found.description ? markdown(found.description) : ''}${schemaBody(found)}</section>`;

/** What a schema describes: fields as a table, variants one after another, or a plain value. */
function schemaBody(found: Schema): string {
  const kinds = found.oneOf ?? found.anyOf;
  if (kinds) return kinds.map(schemaBody).join('<p class="or">or</p>');
  if (!found.properties) return `<p class="type">${typeOf(found)}${limits(found)}</p>`;
  if (Object.keys(found.properties).length === 0) return '<p class="type">an empty object</p>';
  return table(
    Object.entries(found.properties).map(([name, each]) => ({
      name,
      required: found.required?.includes(name) ?? false,
      description: each.description ?? '',
      type: typeOf(each) + limits(each),
      nested: nestedIn(each),
    })),
  );
}

function nestedIn(found: Schema): string {
  const inner = found.items ?? found;
  const has = inner.properties ?? inner.oneOf ?? inner.anyOf;
  return has ? `<details><summary>its fields</summary>${schemaBody(inner)}</details>` : '';
}

interface Row {
  readonly name: string;
  readonly where?: string;
  readonly required: boolean;
  readonly type: string;
  readonly description: string;
  readonly nested?: string;
}

const table = (rows: readonly Row[]) =>
  `<table>${rows
    .map(
      ({ name, where, required, type, description, nested = '' }) =>
        `<tr><th scope="row"><code>${escaped(name)}</code>${where ? `<small>${where}</small>` : ''}${required ? '<small class="required">required</small>' : ''}</th><td><div class="type">${type}</div>${description ? inline(description) : ''}${nested}</td></tr>`,
    )
    .join('')}</table>`;

/** A schema's type in words, with a link to the named ones. */
function typeOf(found: Schema): string {
  const ref = found.$ref ?? found.allOf?.[0]?.$ref;
  if (ref) {
    const name = escaped(ref.split('/').at(-1) ?? '');
    return `<a href="#schema-${name}">${name}</a>`;
  }
  if (found.items) return `list of ${typeOf(found.items)}`;
  if (found.const !== undefined) return `<code>${escaped(JSON.stringify(found.const))}</code>`;
  if (found.enum) return found.enum.map((value) => `<code>${escaped(String(value))}</code>`).join(' ');
  if (found.oneOf ?? found.anyOf) return 'one of';
  return escaped([found.type ?? 'any', found.format].filter(Boolean).join(', '));
}

/** What restricts a schema's values. */
function limits({ pattern, minLength, maxLength, minimum, maximum, default: otherwise }: Schema): string {
  const found = [
    ...(minLength !== undefined || maxLength !== undefined
      ? [`${minLength ?? 0} to ${maxLength ?? 'any number of'} characters`]
      : []),
    ...(minimum !== undefined ? [`from ${minimum}`] : []),
    ...(maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? [`to ${maximum}`] : []),
    ...(pattern !== undefined && pattern.length < 60 ? [`<code>${escaped(pattern)}</code>`] : []),
    ...(otherwise !== undefined ? [`default <code>${escaped(String(otherwise))}</code>`] : []),
  ];
  return found.length > 0 ? ` · ${found.join(' · ')}` : '';
}
