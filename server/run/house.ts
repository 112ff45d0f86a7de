import { localCounters } from '../counter-config.ts';
import { endWhenInterrupted } from '../interrupt.ts';
import { holdsHouse } from './open-house.ts';
import { buildOf } from '../screens.ts';
import { supervise } from './supervisor.ts';

/** A counter that is open. */
export type OpenCounter = { readonly name: string; readonly role: 'till' | 'kiosk'; readonly url: string };

/** `serverPort`: `null` where the server is elsewhere. */
export type OpenHouse = { readonly serverPort: number | null; readonly counters: readonly OpenCounter[] };

/** The server, where its books are here, and every counter of a data folder, each a process of its own, until interrupted. @param onEnd comes last */
export async function runHouse(root: URL, dataFolder: string, onEnd: () => void): Promise<OpenHouse> {
	const counters = localCounters(dataFolder);
	const env = { ...process.env, RETORNO_DATA: dataFolder, RETORNO_BUILD: buildOf(root) };
	const house = await supervise(root, [
		...(holdsHouse({ dataFolder, env }) ? [{ name: 'server', script: 'server/main.ts', env }] : []),
		...counters.map(({ name, configPath }) => ({
			name,
			script: 'bridge/main.ts',
			env: { ...env, RETORNO_BRIDGE_CONFIG: configPath },
		})),
	]);
	endWhenInterrupted(
		() => house.stop().then(onEnd),
		(cause) => {
			throw cause;
		},
	);
	return {
		serverPort: house.ports.get('server') ?? null,
		counters: counters.map(({ name, role }) => ({ name, role, url: `http://localhost:${house.ports.get(name)}` })),
	};
}
