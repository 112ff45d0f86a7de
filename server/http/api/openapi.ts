import { z } from 'zod';
import type { Example } from './examples.ts';
import { languageQuery, type Endpoint } from './endpoint.ts';
import { BODY_PROBLEMS, COMMON_PROBLEMS, PROBLEM_MEDIA_TYPE, PROBLEMS, type ProblemCode } from './problem.ts';
import { problemSchema } from './problem-schema.ts';

type Json = Record<string, unknown>;

/** The API as OpenAPI 3.1 says it, made from the same table as its routes. */
export const openApiOf = (endpoints: readonly Endpoint[], examples: Readonly<Record<string, Example>>): Json => ({
	openapi: '3.1.0',
	info: {
		title: 'Retorno',
		version: '1',
		description:
			'For POS and PMS. Amounts are whole numbers of the smallest unit of the currency, instants RFC 3339. ' +
			'A call that was not answered can be sent again as it was.',
	},
	security: [{ key: [] }],
	paths: pathsOf(endpoints, examples),
	components: {
		securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key that the hotel hands out.' } },
		schemas: { Problem: schemaOf(problemSchema, 'output') },
	},
});

function pathsOf(endpoints: readonly Endpoint[], examples: Readonly<Record<string, Example>>): Json {
	const paths: Record<string, Json> = {};
	for (const one of endpoints)
		(paths[one.path] ??= {})[one.method.toLowerCase()] = operationOf(one, examples[one.id] ?? {});
	return paths;
}

const operationOf = (one: Endpoint, { body, parameters }: Example): Json => ({
	operationId: one.id,
	summary: one.summary,
	parameters: [
		...parametersOf('path', one.params, parameters),
		...parametersOf('query', one.query, parameters),
		...parametersOf('query', languageQuery),
		...(one.idempotent ? [IDEMPOTENCY_KEY] : []),
		ACCEPT_LANGUAGE,
	],
	...(one.body && {
		requestBody: { required: true, content: contentOf('application/json', one.body, 'input', body) },
	}),
	responses: { ...goodOf(one), ...refusalsOf(one) },
	'x-scope': one.scope,
});

const IDEMPOTENCY_KEY: Json = {
	name: 'Idempotency-Key',
	in: 'header',
	required: false,
	description: 'A UUID that means this call for ever. Not needed where the body has an id.',
	schema: { type: 'string' },
};

const ACCEPT_LANGUAGE: Json = {
	name: 'Accept-Language',
	in: 'header',
	required: false,
	description: 'en, es, zh or bg, for whatever a person reads; without it English.',
	schema: { type: 'string' },
};

function parametersOf(
	place: 'path' | 'query',
	schema: z.ZodType,
	examples: Readonly<Record<string, string>> = {},
): readonly Json[] {
	const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
		properties?: Record<string, Json>;
		required?: readonly string[];
	};
	return Object.entries(properties).map(([name, { description, ...rest }]) => ({
		name,
		in: place,
		required: required.includes(name),
		...(description !== undefined && { description }),
		...(name in examples && { example: examples[name] }),
		schema: rest,
	}));
}

const goodOf = ({ statuses, answer }: Endpoint): Json =>
	Object.fromEntries(
		Object.entries(statuses).map(([status, description]) => [
			status,
			{ description, content: contentOf('application/json', answer, 'output') },
		]),
	);

/** One entry for each status, which names the codes that come with it. */
function refusalsOf({ problems, body }: Endpoint): Json {
	const codes: readonly ProblemCode[] = [...COMMON_PROBLEMS, ...(body ? BODY_PROBLEMS : []), ...problems];
	const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
	const content = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } };
	return Object.fromEntries(
		[...byStatus].map(([status, codes]) => [status, { description: codes.join(', '), content, 'x-codes': codes }]),
	);
}

const contentOf = (mediaType: string, schema: z.ZodType, io: 'input' | 'output', example?: unknown): Json => ({
	[mediaType]: { schema: schemaOf(schema, io), ...(example !== undefined && { example }) },
});

/** OpenAPI 3.1 names the dialect once, for the whole document. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
	const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io }) as Json;
	return rest;
}
