import type { RecordEntry } from '#shared/protocol/record.ts';

/** What a printer said or did at a time of the record. */
/** `at`: which entry it stands in. */
export type PrinterMoment = { readonly at: number } & (
	| { readonly t: number; readonly is: 'open' }
	| { readonly t: number; readonly is: 'refused' }
	| { readonly t: number; readonly is: 'closed' }
	/** To DLE EOT `about`. */
	| { readonly t: number; readonly is: 'answer'; readonly about: number; readonly byte: number }
	/** Of itself, with the names of what is the case. */
	| { readonly t: number; readonly is: 'automatic'; readonly condition: readonly string[] }
	| { readonly t: number; readonly is: 'in-order'; readonly byte: number }
	/** `last`: no other one followed for the same slip. */
	| { readonly t: number; readonly is: 'process-id'; readonly last: boolean }
	| { readonly t: number; readonly is: 'name' }
);

/** A question that was not answered for so long has no answer. */
const ANSWER_MS_MAX = 2_000;

/** Of a record, what its printer said and did, in order. Answers do not say to which question: they come in its order. */
export function printerMomentsOf(entries: readonly RecordEntry[]): readonly PrinterMoment[] {
	const moments: PrinterMoment[] = [];
	let asked: { readonly t: number; readonly about: number }[] = [];
	for (const [index, entry] of entries.entries()) {
		const here = { t: entry.t, at: index };
		const { t } = entry;
		if (entry.what === 'printer') {
			asked = [];
			moments.push({ ...here, is: entry.is });
		} else if (entry.what === 'to-printer') {
			for (const said of entry.says) {
				const about = /^DLE EOT ([1-4])$/.exec(said)?.[1];
				if (about !== undefined)
					asked = [...asked.filter((one) => t - one.t < ANSWER_MS_MAX), { t, about: Number(about) }];
			}
		} else if (entry.what === 'from-printer') {
			for (const said of entry.says) {
				const [kind, ...rest] = said.split(' ');
				if (kind === 'real-time') {
					const question = asked.shift();
					if (question) moments.push({ ...here, is: 'answer', about: question.about, byte: Number(rest[0]) });
				} else if (kind === 'automatic') moments.push({ ...here, is: kind, condition: rest });
				else if (kind === 'in-order') moments.push({ ...here, is: kind, byte: Number(rest[0]) });
				else if (kind === 'process-id')
					moments.push({ ...here, is: kind, last: isLastOfSlip(entries.slice(index + 1)) });
				else if (kind === 'name') moments.push({ ...here, is: kind });
			}
		}
	}
	return moments;
}

/** Of one entry with two of them the second is not seen; then the first has said the same. */
function isLastOfSlip(later: readonly RecordEntry[]): boolean {
	for (const entry of later) {
		if (entry.what === 'from-printer' && entry.says.includes('process-id')) return false;
		if (entry.what === 'printer') return true;
		if (entry.what === 'slip' && entry.slip['slip'] === 'sending') return true;
		if (entry.what === 'slip' && entry.slip['slip'] === 'confirmed') return true;
	}
	return true;
}
