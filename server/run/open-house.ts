import { existsSync } from 'node:fs';
import { readHouse, type House } from '../house.ts';
import { booksPath, isElsewhere, openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';

/** Where a hotel lies. */
export type HousePlace = { readonly dataFolder: string; readonly env: NodeJS.ProcessEnv };

export const holdsHouse = ({ dataFolder, env }: HousePlace): boolean =>
	isElsewhere(env) || existsSync(booksPath(dataFolder));

/** Opens the books for one command beside a server that may run. @throws with a sentence where there are none */
export async function withHouse<Done>(
	place: HousePlace,
	act: (store: Store, house: House) => Promise<Done>,
): Promise<Done> {
	if (!holdsHouse(place)) throw new Error(`${place.dataFolder} holds no books.`);
	const store = await openStore(place.dataFolder, place.env, (cause) => {
		throw cause;
	});
	try {
		return await act(store, await readHouse(store));
	} finally {
		await store.close();
	}
}
