import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { booksPath } from '../../server/server.ts';
import type { Target } from './callers.ts';
import { LoadGenerator, type Work } from './load-generator.ts';
import type { LoadResult } from './load.ts';
import { seedHotel, type SeededHotel } from './members.ts';
import { ScriptProcess } from './processes.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** One hotel's books, copied for whoever is to be measured, and the load generator. Everything goes at the end. */
export class BenchHotel {
	readonly #folder = temporaryFolder('bench');
	readonly #processes: ScriptProcess[] = [];
	readonly #load: LoadGenerator;
	#copies = 0;
	seeded!: SeededHotel;
	readonly members: number;

	private constructor(members: number) {
		this.members = members;
		this.#load = new LoadGenerator(members);
	}

	/** @param seed makes the books with so many members */
	static async open(members: number, seed = seedHotel): Promise<BenchHotel> {
		const hotel = new BenchHotel(members);
		mkdirSync(hotel.origin);
		hotel.seeded = await seed(hotel.origin, members);
		return hotel;
	}

	/** Where the books lie that copies are made of. */
	get origin(): string {
		return join(this.#folder, 'origin');
	}

	/** A data folder with the same books, untouched by anybody. */
	copy(): string {
		const folder = join(this.#folder, `copy-${++this.#copies}`);
		mkdirSync(folder);
		for (const path of [booksPath(''), 'keys.json']) copyFileSync(join(this.origin, path), join(folder, path));
		return folder;
	}

	/** Our server on books of its own. @param before a tracer with its arguments */
	async startServer(
		before: readonly string[] = [],
		folder = this.copy(),
	): Promise<{ process: ScriptProcess; target: Target }> {
		const env = { RETORNO_DATA: folder, RETORNO_SERVER_PORT: '0' };
		const { process, port } = await ScriptProcess.start('test/bench/server.ts', env, before);
		this.#processes.push(process);
		return { process, target: { kind: 'http', port, authorization: `Bearer ${this.seeded.apiKey}` } };
	}

	async startFloor(): Promise<Target> {
		const env = { FLOOR_BOOKS: booksPath(this.copy()), FLOOR_CARD_KEY: this.seeded.keys.cardKey };
		const { process, port } = await ScriptProcess.start('test/bench/floor.ts', env);
		this.#processes.push(process);
		return { kind: 'http', port, authorization: null };
	}

	raw(): Target {
		return { kind: 'raw', path: booksPath(this.copy()), cardKey: this.seeded.keys.cardKey };
	}

	/** Answers a second. @throws where one of them was a no */
	load(work: Work): Promise<LoadResult & { ok: true }> {
		return this.#load.run(work);
	}

	async close(): Promise<void> {
		await Promise.all([...this.#processes, this.#load].map((process) => process.stop()));
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
