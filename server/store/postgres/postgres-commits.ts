import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CONNECT_MS_MAX } from './postgres-connections.ts';
import { COMMIT_CHANNEL } from './postgres-functions.ts';

/** After a loss the database is asked again so often. */
const RETRY_MS = 1_000;

/**
 * Hears what other servers commit, until `signal` aborts. After a loss it connects again and tells at once, because
 * something may have been missed.
 *
 * @param isOwn whether a commit came through a connection of ours, so that it was told already
 */
export async function hearCommits(
	url: string,
	isOwn: (processId: number) => boolean,
	tell: () => void,
	signal: AbortSignal,
): Promise<void> {
	while (!signal.aborted) {
		await hearUntilLost(url, isOwn, tell, signal).catch(() => undefined);
		await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
	}
}

async function hearUntilLost(
	url: string,
	isOwn: (processId: number) => boolean,
	tell: () => void,
	signal: AbortSignal,
): Promise<void> {
	const ended = new AbortController();
	const client = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: CONNECT_MS_MAX });
	const over = Promise.withResolvers<void>();
	client.on('error', () => over.resolve()).on('end', over.resolve);
	signal.addEventListener('abort', () => over.resolve(), { signal: ended.signal });
	try {
		await client.connect();
		client.on('notification', ({ processId }) => {
			if (!isOwn(processId)) tell();
		});
		await client.query(`listen ${COMMIT_CHANNEL}`);
		tell();
		if (!signal.aborted) await over.promise;
	} finally {
		ended.abort();
		await client.end().catch(() => undefined);
	}
}
