import { err, ok, type Result } from '#shared/kernel/result.ts';
import { fetch, insert, statement, type Loading, type Write } from './statement.ts';
import type { Call, IdReused } from './store.ts';

/** A command that was answered before. */
export type Answered = { readonly kind: string; readonly bodyHash: string; readonly answer: string };

const findAnswered = statement<{ id: string }>()('command.find', (db, v) =>
	db.selectFrom('command').select(['kind', 'body_hash', 'answer']).where('id', '=', v.id),
);

export function* loadAnswered(id: string): Loading<Answered | null> {
	const [[row]] = yield* fetch(findAnswered({ id }));
	return row ? { kind: row.kind, bodyHash: row.body_hash, answer: row.answer } : null;
}

/** The same answer again, if the call is the same. */
export function answerAgain<Answer>(answered: Answered, kind: string, call: Call<unknown>): Result<Answer, IdReused> {
	const same = answered.kind === kind && answered.bodyHash === call.bodyHash;
	return same ? ok(JSON.parse(answered.answer) as Answer) : err({ code: 'id_reused' });
}

export const recordAnswer = (kind: string, { id, bodyHash, recordedAt }: Call<unknown>, answer: unknown): Write =>
	insert('command', [{ id, kind, body_hash: bodyHash, answer: JSON.stringify(answer), recorded_at: recordedAt }]);
