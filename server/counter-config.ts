import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a bridge reads at its start; `bridge/config.ts` checks it. */
export type CounterConfig = {
	readonly role: 'till' | 'kiosk';
	readonly serverUrl: string;
	/** Of a server elsewhere; one beside it is reached on loopback. */
	readonly serverPin?: string;
	readonly deviceKey: string;
	readonly port: number;
	readonly stateFolder: string;
	readonly screensFolder: string;
	readonly simulate: boolean;
	readonly readers: readonly unknown[];
	readonly printer: object | null;
};

/** The devices of a counter that was set up under this name before; none where there was none. */
export function keptDevices(dataFolder: string, name: string): Pick<CounterConfig, 'readers' | 'printer'> {
	const path = configIn(join(countersIn(dataFolder), name));
	if (!existsSync(path)) return { readers: [], printer: null };
	const { readers, printer } = JSON.parse(readFileSync(path, 'utf8')) as CounterConfig;
	return { readers, printer };
}

/** A counter beside the server, by the name of its folder. */
export type LocalCounter = {
	readonly name: string;
	readonly configPath: string;
	readonly role: CounterConfig['role'];
};

/** Writes the configuration of a counter beside the server; it holds a key, so only its owner may read it. */
export function writeCounterConfig(dataFolder: string, name: string, config: Omit<CounterConfig, 'stateFolder'>): void {
	const stateFolder = join(countersIn(dataFolder), name);
	mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
	const whole: CounterConfig = { ...config, stateFolder };
	const path = configIn(stateFolder);
	writeFileSync(path, JSON.stringify(whole, null, '\t'), { mode: 0o600 });
	chmodSync(path, 0o600);
}

/** Every counter whose configuration lies in the data folder. */
export function localCounters(dataFolder: string): readonly LocalCounter[] {
	const folder = countersIn(dataFolder);
	const names = existsSync(folder) ? readdirSync(folder).sort() : [];
	return names.flatMap((name) => {
		const configPath = configIn(join(folder, name));
		if (!existsSync(configPath)) return [];
		const { role } = JSON.parse(readFileSync(configPath, 'utf8')) as CounterConfig;
		return [{ name, configPath, role }];
	});
}

const countersIn = (dataFolder: string): string => join(dataFolder, 'counters');
const configIn = (stateFolder: string): string => join(stateFolder, 'bridge.json');
