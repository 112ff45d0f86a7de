import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../config.ts';
import { localCounters } from '../counter-config.ts';
import { readInstalled, udevFile } from '../install/udev.ts';
import { bridgeUnit, browserUnit, serverUnit, type InstalledFile } from '../install/units.ts';
import type { InstallPlace } from '../install/unit-text.ts';
import { NODE_FLAGS } from './node-flags.ts';
import { holdsHouse } from './open-house.ts';

/** What of the environment a unit repeats. Nothing that is secret: units are read by everybody. */
const SETTINGS = ['RETORNO_SERVER_HOST', 'RETORNO_SERVER_PORT', 'RETORNO_SERVER_NAMES', 'RETORNO_TRUST_PROXY'] as const;
const CERTIFICATES = ['RETORNO_TLS_CERT', 'RETORNO_TLS_KEY'] as const;

export type UnitsOrder = {
	/** Where to write them; printed without it. */
	readonly to: string | undefined;
	readonly user: string;
};

/**
 * Says or writes the systemd units and udev rules for what this machine has: its server, its counters with their screens.
 *
 * @throws with a sentence where there is neither, or a name is none for a unit
 */
export function runUnits(
	{ to, user }: UnitsOrder,
	root: URL,
	env: NodeJS.ProcessEnv,
	say: (line: string) => void,
): void {
	if (!/^[a-z_][a-z0-9_-]{0,30}$/.test(user)) throw new Error(`--user is ${user}: that is no name of a user.`);
	const { dataFolder } = readConfig(env);
	const files = filesOf(dataFolder, user, root, env);
	if (files.length === 0) throw new Error(`${dataFolder} holds neither a hotel nor a counter.`);
	if (to === undefined) {
		for (const { path, text } of files) say(`# ${path}\n${text}`);
		return;
	}
	mkdirSync(to, { recursive: true });
	for (const { path, text } of files) {
		writeFileSync(join(to, basename(path)), text);
		say(`${join(to, basename(path))} goes to ${path}`);
	}
}

function filesOf(dataFolder: string, user: string, root: URL, env: NodeJS.ProcessEnv): readonly InstalledFile[] {
	const set = [...SETTINGS, ...CERTIFICATES].flatMap((name) => (env[name] ? [[name, env[name]] as const] : []));
	const place: InstallPlace = {
		...{
			root: fileURLToPath(root).replace(/\/$/, ''),
			node: process.execPath,
			nodeFlags: NODE_FLAGS,
			dataFolder,
			user,
		},
		settings: Object.fromEntries(set),
	};
	const counters = localCounters(dataFolder).map((counter) => ({ counter, config: readInstalled(counter) }));
	return [
		...(holdsHouse({ dataFolder, env }) ? [serverUnit(place)] : []),
		...counters.flatMap(({ counter, config }) => [
			bridgeUnit(place, counter),
			...(config.port === 0 ? [] : [browserUnit(place, counter, config.port)]),
		]),
		...(counters.length > 0
			? [
					udevFile(
						counters.map(({ config }) => config),
						user,
					),
				]
			: []),
	];
}
