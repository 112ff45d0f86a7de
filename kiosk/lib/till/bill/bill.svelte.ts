import { v7 as uuidv7 } from 'uuid';
import type { Away, Unsaved } from '#shared/counter/state.ts';
import type { MemberId, StaffId, VisitId } from '#shared/kernel/ids.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { MemberStanding } from '#shared/loyalty/bill.ts';
import type { Quote, QuoteRefusal } from '#shared/loyalty/quote.ts';
import type { CounterSetup } from '#shared/protocol/views.ts';
import type { RecordVisit, VisitRefusal } from '#shared/protocol/visit.ts';
import { momentNow } from '../../moment.ts';
import {
	billLinesOf,
	emptyDraft,
	withCategory,
	withKey,
	withoutLast,
	type DigitKey,
	type Draft,
	type TypingRefusal,
} from './draft.ts';
import type { PointsOffer, Priced } from './price.ts';
import type * as Serving from './serving.ts';

/** Where and for whom the bill is typed, and what counts it; a bill has no price before that is there. */
export type BillPlace = {
	readonly setup: CounterSetup | undefined;
	readonly standing: MemberStanding | null;
	readonly serving: typeof Serving | undefined;
	/** What this counter may still give in points by itself; without end while the server is there. */
	readonly pointsLeftAway: number;
};

/** The bill that is being typed: it lives in the page and belongs to one conversation. */
export class Bill {
	#draft = $state.raw<Draft>(emptyDraft(''));
	#paysWithPoints = $state(false);
	#claims = $state.raw<readonly string[]>([]);
	#pointsMax = $state(Infinity);
	#refusal = $state.raw<TypingRefusal>();
	/** The server's own quote for this very bill, which the cashier has seen. */
	#agreed = $state.raw<Quote>();
	#editedSinceSent = $state(false);
	/** Kept until the bill changes: a second press, or a press after a broken line, sends the same visit again. */
	#sent: RecordVisit | undefined;
	readonly #place: () => BillPlace;
	readonly #priced: Result<Priced, QuoteRefusal> = $derived.by(() => this.#price());

	constructor(place: () => BillPlace) {
		this.#place = place;
	}

	get draft(): Draft {
		const { setup } = this.#place();
		return this.#draft.current || !setup ? this.#draft : emptyDraft(setup.outlet.categories[0]?.code ?? '');
	}

	get quote(): Quote | undefined {
		return this.#agreed ?? (this.#priced.ok ? this.#priced.value.quote : undefined);
	}

	/** Why the bill as it stands has no price; an empty bill needs no reason. */
	get refusal(): QuoteRefusal | undefined {
		return this.#priced.ok || this.#priced.error.code === 'bill_empty' ? undefined : this.#priced.error;
	}

	/** The last key was refused. */
	get typingRefusal(): TypingRefusal | undefined {
		return this.#refusal;
	}

	get points(): PointsOffer {
		if (this.#priced.ok) return this.#priced.value.points;
		return { kind: 'not', reason: this.#place().standing ? 'no-bill' : 'no-guest' };
	}

	/** Offers that the guest asks for. */
	get claims(): readonly string[] {
		return this.#claims;
	}

	get editedSinceSent(): boolean {
		return this.#editedSinceSent;
	}

	get isEmpty(): boolean {
		return this.#draft.lines.length === 0;
	}

	press(key: DigitKey): void {
		const { setup } = this.#place();
		if (!setup) return;
		const typed = withKey(this.draft, key, setup.currency);
		this.#refusal = typed.ok ? undefined : typed.error;
		if (typed.ok) this.#edit(typed.value);
	}

	delete(): void {
		this.#edit(withoutLast(this.draft));
	}

	choose(category: string): void {
		this.#draft = withCategory(this.draft, category);
		this.#refusal = undefined;
	}

	togglePoints(): void {
		this.#paysWithPoints = !this.#paysWithPoints;
		this.#edit(this.#draft);
	}

	toggleClaim(offerId: string): void {
		const without = this.#claims.filter((id) => id !== offerId);
		this.#claims = without.length < this.#claims.length ? without : [...without, offerId];
		this.#edit(this.#draft);
	}

	clear(): void {
		this.#claims = [];
		this.#paysWithPoints = false;
		this.#pointsMax = Infinity;
		this.#edit(emptyDraft(''));
		this.#editedSinceSent = false;
	}

	/** The visit to record; the same one while the bill stays as it is and no answer has come. */
	confirm(cashier: StaffId, memberId: MemberId | null): RecordVisit | undefined {
		const { setup, serving } = this.#place();
		const { quote } = this;
		if (!setup || !serving || !quote) return undefined;
		this.#editedSinceSent = false;
		this.#sent ??= serving.visitOf(setup, {
			id: uuidv7() as VisitId,
			memberId,
			cashier,
			lines: billLinesOf(this.#draft, setup.currency, setup.outlet.categories),
			quote,
			// What is not given is not asked for: its key says why.
			claims: this.#claims.filter((id) => quote.offers.some(({ offerId }) => offerId === id)),
			occurredAt: momentNow(setup.property).instant,
		});
		return this.#sent;
	}

	/** The answer was no: nothing is booked, so another confirmation is another visit. */
	refused(refusal: VisitRefusal | Away | Unsaved): void {
		const sent = this.#sent;
		if (!sent) return;
		this.#sent = undefined;
		if (refusal.code === 'quote_changed') this.#agreed = refusal.quote;
		if (refusal.code === 'claim_refused') this.#claims = this.#claims.filter((id) => id !== refusal.offerId);
		if (refusal.code === 'points_over_bill') this.#pointsMax = refusal.pointsMax;
		if (refusal.code === 'insufficient_points') {
			this.#pointsMax = Math.max(0, pointsOf(sent) - refusal.shortPoints);
		}
	}

	/** Another guest or another programme: what was agreed no longer holds. */
	reprice(): void {
		this.#edit(this.#draft);
	}

	#edit(draft: Draft): void {
		this.#draft = draft;
		this.#refusal = undefined;
		this.#agreed = undefined;
		this.#sent = undefined;
		this.#editedSinceSent = true;
	}

	#price(): Result<Priced, QuoteRefusal> {
		const { setup, standing, serving, pointsLeftAway } = this.#place();
		if (!setup || !serving) return err({ code: 'bill_empty' });
		return serving.priceOf({
			setup,
			standing,
			lines: billLinesOf(this.#draft, setup.currency, setup.outlet.categories),
			moment: momentNow(setup.property),
			claims: this.#claims,
			paysWithPoints: this.#paysWithPoints,
			pointsMax: this.#pointsMax,
			pointsLeftAway,
		});
	}
}

const pointsOf = ({ tenders }: RecordVisit): number =>
	tenders.reduce((total, tender) => total + (tender.type === 'points' ? tender.points : 0), 0);
