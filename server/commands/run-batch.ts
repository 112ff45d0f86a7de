import { hash } from 'node:crypto';
import { canonical } from '#shared/kernel/canonical.ts';
import type { MemberId } from '#shared/kernel/ids.ts';
import { momentAt, type Moment } from '#shared/kernel/moment.ts';
import { invariant, ok, type Result } from '#shared/kernel/result.ts';
import type { AdjustmentTrace } from '#shared/ledger/correction/adjustment.ts';
import type { StaffRole } from '#shared/ledger/correction/adjustment-limits.ts';
import type { AdjustmentFact, Request, RequestItem } from '#shared/ledger/correction/correction-facts.ts';
import {
	backIdOf,
	decideBatch,
	decideBatchReversal,
	decideBatchRow,
	decideBatchRowBack,
	rowIdOf,
	type BatchReversalState,
	type BatchState,
} from '#shared/ledger/correction/decide-batch.ts';
import type { MemberAccountState } from '#shared/ledger/visit/decide-visit.ts';
import { NO_FACTS } from '#shared/ledger/facts.ts';
import type { Programme } from '#shared/loyalty/programme/programme.schema.ts';
import type {
	AskBatch,
	BatchAnswer,
	BatchRefusal,
	BatchReversalRefusal,
	BatchRowAnswer,
	ReverseBatch,
} from '#shared/protocol/adjustment.ts';
import { adjustmentLimitsOf, type House } from '../house.ts';
import { loadStaff } from '../store/house-store.ts';
import { loadLivingMember } from '../store/loading/member-loading.ts';
import { loadBooked, loadRequest, loadReversalOf, loadTrace, loadUnapplied } from '../store/loading/request-loading.ts';
import { known, together, type Loading } from '../store/statement.ts';
import type { Command, Store } from '../store/store.ts';
import type { ProgrammeShelf } from '../store/loading/visit-loading.ts';

/** What has become of a batch, or of the taking back of one. */
export type BatchRun = {
	readonly rows: readonly (BatchRowAnswer & { readonly row: number; readonly memberId: MemberId })[];
};

type At<Asked> = { readonly command: Asked; readonly moment: Moment };

/** So many batches are looked at in one run of the night. */
const UNAPPLIED_AT_ONCE = 100;

/** Batches of adjustments of one hotel: looked at, booked row by row, and taken back as a whole. */
export class Batches {
	readonly #store: Store;
	readonly #house: House;
	readonly #shelf: ProgrammeShelf;
	readonly #now: () => string;

	/** @param now RFC 3339, UTC */
	constructor(store: Store, house: House, shelf: ProgrammeShelf, now: () => string) {
		this.#store = store;
		this.#house = house;
		this.#shelf = shelf;
		this.#now = now;
	}

	/** Keeps a batch for a second person; a retry gets the preview of the first time. */
	async ask(command: AskBatch): Promise<Result<{ answer: BatchAnswer; isNew: boolean }, BatchRefusal>> {
		let decided: BatchAnswer | undefined;
		const { id: houseId, outlets } = this.#house;
		const shelf = this.#shelf;
		const askBatch: Command<At<AskBatch>, BatchState, BatchAnswer, BatchRefusal> = {
			kind: 'batch.ask',
			members: () => [],
			*load({ command: { cashier, outlet, items }, moment: { businessDate, instant } }) {
				const ids = [...new Set(items.map(({ memberId }) => memberId))];
				const [programme, staff, accounts] = yield* together(
					shelf.loadInForce(businessDate),
					loadStaff(houseId, cashier),
					together(...ids.map((memberId) => loadLivingMember(memberId, instant))),
				);
				const byId = new Map(ids.map((memberId, index) => [memberId, accounts[index]!]));
				const members = items.map(({ memberId }) => byId.get(memberId) ?? null);
				const outletKnown = outlets.some(({ code }) => code === outlet);
				return { programme, outletKnown, cashierKnown: staff !== null, members };
			},
			decide(state, { command, moment }) {
				const decision = decideBatch(state, command, moment);
				if (decision.ok) decided = decision.value.answer;
				return decision;
			},
		};
		const answer = await this.#store.execute(askBatch, this.#call(command));
		return answer.ok ? ok({ answer: answer.value, isNew: answer.value === decided }) : answer;
	}

	/** Lets a batch come back. Its rows are booked by `apply`. */
	reverse(command: ReverseBatch): Promise<Result<{ readonly requestId: string }, BatchReversalRefusal>> {
		const house = this.#house;
		const reverseBatch: Command<
			At<ReverseBatch>,
			BatchReversalState,
			{ readonly requestId: string },
			BatchReversalRefusal
		> = {
			kind: 'batch.reverse',
			members: () => [],
			*load({ command: { batchId, outlet, cashier, approvedBy } }) {
				const [batch, reversal, booked, staff, approver] = yield* together(
					loadRequest(house.id, batchId),
					loadReversalOf(batchId),
					loadBooked(batchId),
					loadStaff(house.id, cashier),
					loadStaff(house.id, approvedBy),
				);
				return {
					...{ batch, isReversed: reversal !== null, cashierKnown: staff !== null },
					bookedPoints: booked.reduce((total, { points }) => total + Math.abs(points), 0),
					outletKnown: house.outlets.some(({ code }) => code === outlet),
					approver: (approver?.role as StaffRole | undefined) ?? null,
					limits: adjustmentLimitsOf(house),
				};
			},
			decide: (state, { command, moment }) => decideBatchReversal(state, command, moment),
		};
		return this.#store.execute(reverseBatch, this.#call(command));
	}

	/**
	 * Books what of an approved batch, or of the taking back of one, has not had its turn. Each row is a command of its own
	 * with its own answer for ever, so it goes on where it was broken off, and again says the same.
	 */
	async apply(requestId: string): Promise<BatchRun> {
		const request = await this.#store.read(loadRequest(this.#house.id, requestId));
		invariant(request?.decision?.decision === 'approved', 'only what was approved is booked');
		const rows = await (request.batchId === null
			? this.#applyRows(request, request.items)
			: this.#takeBackRows(request, await this.#store.read(loadBooked(request.batchId))));
		if (request.state !== 'applied') await this.#finish(requestId);
		return { rows };
	}

	/** Goes on with every batch that was broken off. @returns how many */
	async resume(): Promise<number> {
		const ids = await this.#store.read(loadUnapplied(this.#house.id, UNAPPLIED_AT_ONCE));
		for (const id of ids) await this.apply(id);
		return ids.length;
	}

	async #applyRows(request: Request, items: readonly RequestItem[]) {
		const rows: BatchRun['rows'][number][] = [];
		for (const item of items) {
			const { memberId, seq: row } = item;
			const answer = await this.#row(
				rowIdOf(request.id, row),
				memberId,
				() => known(null),
				(state) => decideBatchRow(request, item, state.member, state.programme, state.moment),
			);
			rows.push({ row, memberId, ...answer });
		}
		return rows;
	}

	async #takeBackRows(reversal: Request, booked: readonly AdjustmentFact[]) {
		const rows: BatchRun['rows'][number][] = [];
		for (const adjustment of booked) {
			const { memberId, id } = adjustment;
			const answer = await this.#row(
				backIdOf(id),
				memberId,
				() => loadTrace(adjustment),
				(state) => decideBatchRowBack(reversal, adjustment, state.trace, state.member, state.programme, state.moment),
			);
			rows.push({ row: Number(id.slice(id.lastIndexOf('/') + 1)), memberId, ...answer });
		}
		return rows.sort((a, b) => a.row - b.row);
	}

	async #row<Trace extends AdjustmentTrace | null>(
		id: string,
		memberId: MemberId,
		trace: () => Loading<Trace>,
		decide: (state: RowState<Trace> & { readonly moment: Moment }) => ReturnType<typeof decideBatchRow>,
	): Promise<BatchRowAnswer> {
		const shelf = this.#shelf;
		const bookRow: Command<At<null>, RowState<Trace>, BatchRowAnswer, never> = {
			kind: 'batch.row',
			members: () => [memberId],
			*load({ moment: { businessDate, instant } }) {
				const [programme, member, found] = yield* together(
					shelf.loadInForce(businessDate),
					loadLivingMember(memberId, instant),
					trace(),
				);
				return { programme, member, trace: found };
			},
			decide: (state, { moment }) => ok(decide({ ...state, moment })),
		};
		const recordedAt = this.#now();
		const answer = await this.#store.execute(bookRow, {
			...{ id, bodyHash: hash('sha256', id), propertyId: this.#house.id, recordedAt },
			body: { command: null, moment: momentAt(recordedAt, this.#house) },
		});
		invariant(answer.ok, 'a row of a batch is one command');
		return answer.value;
	}

	async #finish(requestId: string): Promise<void> {
		const finish: Command<null, null, null, never> = {
			kind: 'batch.finish',
			members: () => [],
			load: () => known(null),
			decide: () => ok({ facts: { ...NO_FACTS, requestState: { id: requestId, state: 'applied' } }, answer: null }),
		};
		const id = `${requestId}/applied`;
		const call = { id, bodyHash: hash('sha256', id), propertyId: this.#house.id, recordedAt: this.#now(), body: null };
		await this.#store.execute(finish, call);
	}

	#call<Asked extends { readonly id: string }>(command: Asked) {
		const recordedAt = this.#now();
		return {
			id: command.id,
			bodyHash: hash('sha256', canonical(command)),
			propertyId: this.#house.id,
			recordedAt,
			body: { command, moment: momentAt(recordedAt, this.#house) },
		};
	}
}

type RowState<Trace> = {
	readonly programme: Programme | null;
	readonly member: MemberAccountState | null;
	readonly trace: Trace;
};
