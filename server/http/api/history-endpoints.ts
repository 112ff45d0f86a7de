import { z } from 'zod';
import { dateAfter, daysBetween } from '#shared/kernel/dates.ts';
import { isUuid, type MemberId } from '#shared/kernel/ids.ts';
import type { Language } from '#shared/kernel/language.ts';
import { midnightAfter, momentAt } from '#shared/kernel/moment.ts';
import { err, invariant, ok } from '#shared/kernel/result.ts';
import type { EntryKind } from '#shared/ledger/entry.ts';
import { statementOf, type PointsByAccount } from '#shared/ledger/member/member-statement.ts';
import { asOf, pendingOf } from '#shared/ledger/lots/maturing.ts';
import { usable } from '#shared/ledger/lots/spend.ts';
import { expiryBuckets } from '#shared/loyalty/expiry.ts';
import { explainEntry, type RuleBehind } from '../../queries/explain-entry.ts';
import { loadPointsHistory } from '../../store/loading/account-history.ts';
import { loadMember } from '../../store/loading/member-loading.ts';
import { together } from '../../store/statement.ts';
import type { ApiHouse } from './api-house.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import { Explainer } from './explain/explainer.ts';
import { entryTextOf, stepsBehind } from './explain/entry-explainer.ts';
import { ENTRY_TEXTS } from './explain/entry-texts.ts';
import { ruleBroken } from './faults.ts';
import { count, date, explanation, instant, pending, uuid } from './fields.ts';

/** A guest who asks for more asks twice. */
const STATEMENT_DAYS_MAX = 366;
const nothing = z.strictObject({});

const points = z.strictObject({
	available: z.int().describe('Can be used.'),
	pending: z.int().describe('Cannot be used yet.'),
	held: z.int().describe('Set aside for a bill that comes later.'),
	owed: z.int().describe('Zero or below: taken back after it was spent.'),
});

const pointsOf = ({ AV, PD, HD, DB }: PointsByAccount): z.infer<typeof points> => {
	return { available: AV, pending: PD, held: HD, owed: DB };
};

const entryKind = z.enum(Object.keys(ENTRY_TEXTS.en.kinds) as [EntryKind, ...EntryKind[]]);

const statementItem = z.strictObject({
	at: instant,
	businessDate: date,
	outlet: z.string(),
	kind: z.union([z.literal('visit'), entryKind]),
	visitId: uuid.nullable(),
	points: z.int().describe('What it changed of all that the member has.'),
	total: z.int().describe('All of it afterwards.'),
	moved: points,
	text: z.string(),
	entries: z.array(z.strictObject({ id: z.string(), kind: entryKind, moved: points })),
});

const statementAnswer = z.strictObject({
	memberId: uuid,
	from: date,
	until: date,
	opening: points,
	closing: points,
	items: z.array(statementItem),
	today: z.strictObject({
		available: count,
		expiring: z.array(z.strictObject({ on: date.nullable(), points: count })),
		pending,
	}),
});

export const historyEndpoints = (api: ApiHouse): readonly Endpoint[] => [readStatement(api), readEntry(api)];

const readStatement = (api: ApiHouse): Endpoint =>
	endpoint(
		{
			id: 'readStatement',
			method: 'GET',
			path: '/api/v1/members/{id}/statement',
			summary: 'What a member earned, spent and lost, by the day on which it counts, and when what is left runs out',
			scope: 'pos',
			params: z.strictObject({ id: z.string() }),
			query: z
				.strictObject({
					from: date.optional().describe('First day, in the hotel’s calendar; without it a year before the last.'),
					until: date.optional().describe('Last day; without it today.'),
				})
				.superRefine(({ from, until }, context) => {
					if (from === undefined || until === undefined) return;
					const days = daysBetween(from, until);
					if (days < 0 || days > STATEMENT_DAYS_MAX) {
						context.addIssue(ruleBroken('span_invalid', 'from', [`${STATEMENT_DAYS_MAX}`]));
					}
				}),
			body: null,
			idempotent: false,
			answer: statementAnswer,
			statuses: { 200: 'The statement' },
			problems: ['member_not_found'],
		},
		async ({ params: { id }, query, language }) => {
			if (!isUuid(id)) return err({ code: 'member_not_found' });
			const memberId = id.toLowerCase() as MemberId;
			const now = momentAt(api.now(), api.house);
			const until = query.until ?? (query.from ? dateAfter(query.from, STATEMENT_DAYS_MAX) : now.localDate);
			const from = query.from ?? dateAfter(until, -STATEMENT_DAYS_MAX);
			const span = {
				from: midnightAfter(dateAfter(from, -1), api.house),
				until: midnightAfter(until, api.house),
			};
			const [member, { opening, entries }] = await api.store.read(
				together(loadMember(memberId, now.instant), loadPointsHistory({ memberId, ...span })),
			);
			if (!member) return err({ code: 'member_not_found' });
			const told = statementOf(entries, opening);
			const { lots } = asOf(member, now.localDate);
			const left = usable(lots, 'points', now.localDate);
			const waiting = pendingOf(lots, now.localDate);
			return ok({
				status: 200,
				answer: {
					...{ memberId, from, until, opening: pointsOf(told.opening), closing: pointsOf(told.closing) },
					items: told.items.map(({ moved, entries, ...item }) => ({
						...item,
						moved: pointsOf(moved),
						text: itemTextOf(item.kind, language),
						entries: entries.map(({ moved, ...entry }) => ({ ...entry, moved: pointsOf(moved) })),
					})),
					today: {
						available: left.reduce((total, { remaining }) => total + remaining, 0),
						expiring: expiryBuckets(left).map(({ on, points }) => ({ on, points })),
						...(waiting ? { pending: waiting } : {}),
					},
				},
			});
		},
	);

const itemTextOf = (kind: 'visit' | EntryKind, language: Language): string =>
	kind === 'visit' ? ENTRY_TEXTS[language].visit : ENTRY_TEXTS[language].kinds[kind];

const ruleBehind = z.strictObject({
	ruleId: z.string(),
	kind: z.enum(['base', 'bonus']),
	baseMinor: z.int().describe('What of the bill the rule looked at.'),
	points: count.describe('What it gave.'),
	takenBack: z.int().describe('What this entry’s taking back took of it.'),
	stands: z.int().describe('What is left of it today.'),
	rule: z.record(z.string(), z.unknown()).describe('The rule as it was published.'),
}) satisfies z.ZodType<RuleBehind>;

const entryAnswer = z.strictObject({
	id: z.string(),
	kind: entryKind,
	memberId: uuid,
	visitId: uuid.nullable(),
	reversalId: uuid.nullable(),
	holdId: uuid.nullable(),
	effectiveAt: instant,
	recordedAt: instant,
	businessDate: date,
	outlet: z.string(),
	terminal: z.string(),
	actor: z.string(),
	programme: z.strictObject({ id: z.string(), version: count, name: z.string() }),
	postings: z.array(
		z.strictObject({
			account: z.string(),
			unit: z.string(),
			quantity: z.int(),
			lotId: z.string().nullable(),
			expiresOn: date.nullable().describe('The last valid day that the lot was given; null is never.'),
		}),
	),
	text: z.string(),
	rules: z.array(ruleBehind),
	explanation: z.array(explanation).describe('The steps of the bill that led to this entry.'),
});

const readEntry = (api: ApiHouse): Endpoint =>
	endpoint(
		{
			id: 'readEntry',
			method: 'GET',
			path: '/api/v1/entries/{id}',
			summary: 'Why an entry is what it is: rule, version, base, exclusions, rounding',
			scope: 'pos',
			params: z.strictObject({ id: z.string().describe('From a statement, percent-encoded.') }),
			query: nothing,
			body: null,
			idempotent: false,
			answer: entryAnswer,
			statuses: { 200: 'The entry' },
			problems: ['entry_not_found'],
		},
		async ({ params: { id }, language }) => {
			const found = await api.store.read(explainEntry(api.house, api.shelf, id));
			if (!found) return err({ code: 'entry_not_found' });
			const { entry, programme, steps, rules } = found;
			invariant(programme !== null, 'an entry was booked by a programme');
			const { programmeVersion: _version, postings, ...booked } = entry;
			return ok({
				status: 200,
				answer: {
					...booked,
					programme: { id: programme.id, version: programme.version, name: programme.name },
					postings: postings.map((posting) => ({ ...posting })),
					text: entryTextOf(entry, programme, api.house, language),
					rules: [...rules],
					explanation: new Explainer(api.house, programme, language).steps(stepsBehind(entry.kind, steps)),
				},
			});
		},
	);
