import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';

/** A file of the project: its path from the root, with slashes, and its text. */
export type Source = { readonly path: string; readonly text: string };

export type Import = {
	/** `null` where it is computed, so that nobody can read where it goes. */
	readonly specifier: string | null;
	/** Gone when the types are stripped. `import { type A }` is not: it still loads the file. */
	readonly typeOnly: boolean;
};

/** Where an import goes: a file of the project, a package, Node itself, or what SvelteKit makes up. */
export type Target =
	| { readonly kind: 'file'; readonly path: string }
	| { readonly kind: 'package' | 'node' | 'kit'; readonly name: string };

/** Every import of a file, static, dynamic and of types; of a component the scripts and the markup, of a style its sheets. */
export function importsOf({ path, text }: Source): readonly Import[] {
	if (path.endsWith('.css')) return importsOfStyle(text);
	if (!path.endsWith('.svelte')) return importsOfCode(text);
	const scripts = [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script!);
	const styles = [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, style]) => style!);
	const markup = text.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '');
	const inMarkup = [...markup.matchAll(/\bimport\(\s*(?:'([^']*)'|"([^"]*)")?/g)];
	return [
		...scripts.flatMap(importsOfCode),
		...styles.flatMap(importsOfStyle),
		...inMarkup.map(([, single, double]) => ({ specifier: single ?? double ?? null, typeOnly: false })),
	];
}

function importsOfCode(text: string): readonly Import[] {
	const found: Import[] = [];
	const add = (specifier: ts.Node | undefined, typeOnly: boolean) =>
		found.push({ specifier: specifier && ts.isStringLiteralLike(specifier) ? specifier.text : null, typeOnly });
	walk(parse(text), (node) => {
		if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly ?? false);
		else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier, node.isTypeOnly);
		else if (ts.isImportTypeNode(node)) {
			add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
		} else if (ts.isCallExpression(node) && isLoading(node.expression)) add(node.arguments[0], false);
	});
	return found;
}

/** `import(…)`, `require(…)`, `import.meta.resolve(…)`. */
const isLoading = (callee: ts.Expression): boolean =>
	callee.kind === ts.SyntaxKind.ImportKeyword ||
	(ts.isIdentifier(callee) && callee.text === 'require') ||
	(ts.isPropertyAccessExpression(callee) && callee.name.text === 'resolve' && ts.isMetaProperty(callee.expression));

const importsOfStyle = (text: string): readonly Import[] =>
	[...text.matchAll(/@import\s+(?:url\()?\s*['"]([^'"]+)['"]|url\(\s*['"]?((?:@|[a-z])[^'":)]*)['"]?\s*\)/g)].map(
		([, sheet, file]) => ({ specifier: sheet ?? file!, typeOnly: false }),
	);

export function targetOf(from: string, specifier: string): Target {
	if (specifier.startsWith('#shared/')) return { kind: 'file', path: `shared/${specifier.slice('#shared/'.length)}` };
	if (specifier.startsWith('#lib/')) return { kind: 'file', path: `kiosk/lib/${specifier.slice('#lib/'.length)}` };
	if (specifier.startsWith('$') || specifier.startsWith('./$')) return { kind: 'kit', name: specifier };
	if (specifier.startsWith('.')) return { kind: 'file', path: posix.join(posix.dirname(from), specifier) };
	if (specifier.startsWith('node:')) return { kind: 'node', name: specifier.slice('node:'.length) };
	if (builtinModules.includes(specifier)) return { kind: 'node', name: specifier };
	const parts = specifier.split('/');
	return { kind: 'package', name: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') };
}

export const parse = (text: string): ts.SourceFile =>
	ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);

export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
	visit(node);
	ts.forEachChild(node, (child) => walk(child, visit));
}
