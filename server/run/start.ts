import { readConfig } from '../config.ts';
import { localCounters } from '../counter-config.ts';
import { runHouse } from './house.ts';
import { holdsHouse } from './open-house.ts';
import { buildScreens } from '../screens.ts';

/** Server and counters of one hotel, until interrupted. @throws with a sentence where the data folder holds neither */
export async function runStart(root: URL, say: (text: string) => void): Promise<void> {
	const { dataFolder } = readConfig(process.env);
	if (localCounters(dataFolder).length === 0 && !holdsHouse({ dataFolder, env: process.env })) {
		throw new Error(
			`${dataFolder} holds no hotel yet. "npm run demo -- --data ${dataFolder}" puts the demo hotel there; the wizard for your own comes later. "retorno join" makes this machine a counter of a server elsewhere.`,
		);
	}
	buildScreens(root, say);
	const { counters } = await runHouse(root, dataFolder, () => undefined);
	for (const { name, role, url } of counters) say(`${name.padEnd(9)} ${url}/${role}`);
}
