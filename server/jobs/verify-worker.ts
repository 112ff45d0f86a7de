import { parentPort, workerData } from 'node:worker_threads';
import { momentAt } from '#shared/kernel/moment.ts';
import { readHouse } from '../house.ts';
import { booksPath } from '../store/open-store.ts';
import { readPostgresBooks } from '../store/postgres/postgres-store.ts';
import { readSqliteBooks } from '../store/sqlite/sqlite-store.ts';
import { verifyBooks } from '../store/verify/verify.ts';
import type { VerifyOrder } from './verify-in-worker.ts';

const { dataFolder, databaseUrl, now } = workerData as VerifyOrder;
const books = databaseUrl ? readPostgresBooks(databaseUrl) : readSqliteBooks(booksPath(dataFolder), { isInUse: true });
try {
	const house = await readHouse(books);
	parentPort!.postMessage(await books.read(verifyBooks(house.id, momentAt(now, house).localDate)));
} finally {
	await books.close();
}
